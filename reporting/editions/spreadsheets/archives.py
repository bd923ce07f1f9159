"""Archives: a spreadsheet is a zip of XML. Written again with the same dates, it has the same bytes whenever it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping


def repacked(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The archive with some parts changed, in the order that it has, under one date and with nothing of the machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w") as archive:
        for part in given.infolist():
            entry = zipfile.ZipInfo(part.filename, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = part.compress_type, 3, 0o644 << 16
            archive.writestr(entry, changes.get(part.filename, bytes)(given.read(part)))
    return packed.getvalue()
