"""The check of an edition as one file, `check_edition.pyz`: plain source that any Python can run, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import check_edition

NAME = "check_edition.pyz"
PACKAGE = Path(check_edition.__file__).parent
_MAIN = "import sys\n\nfrom check_edition.__main__ import main\n\nsys.exit(main())\n"


def edition_file() -> bytes:
    """The package with a `__main__.py`, zipped without compression and under one date."""
    modules = sorted(PACKAGE.rglob("*.py"))
    sources = {path.relative_to(PACKAGE.parent).as_posix(): path.read_bytes() for path in modules}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, source in {"__main__.py": _MAIN.encode(), **sources}.items():
            entry = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, source)
    return packed.getvalue()
