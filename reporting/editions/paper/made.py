"""Made: the PDF of a page, in a Python of its own: `python -m reporting.editions.paper.made PAGE PDF`.

Of its own, because it stands beside the check of the edition and takes as long, and because a process reads once which fonts
there are. Whatever the machine has, it sees those of matplotlib's package alone (DejaVu and STIX), so a page breaks its lines at
the same words everywhere; what of Pango may differ between two machines is told as `with`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.core.written_files import write_file
from reporting.editions.paper.sheets import links, sheets

CSS = Path(__file__).with_name("paper.css")
MISSING = 3
_CONFIGURED = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def write_pdf(page: Path, pdf: Path) -> dict:
    """Write the PDF of a page; returns its number of pages and what it was made with. Raises ImportError or OSError where libraries are missing."""
    html = sheets(page.read_text(encoding="utf-8"), CSS.read_text(encoding="utf-8"))
    with _fonts_of_ours():
        from weasyprint import HTML, URLFetcher, __version__
        from weasyprint.text.ffi import pango

        from reporting.editions.paper.tags import finish

        options = {"pdf_variant": "pdf/ua-1", "pdf_tags": True, "pdf_identifier": hashlib.sha256(html.encode()).hexdigest()[:32].encode()}
        document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).render(**options)
        led_to = links(html)
        document.write_pdf(pdf, finisher=lambda _, made: finish(made, led_to), **options)
    return {"pages": len(document.pages), "with": f"WeasyPrint {__version__}, Pango {pango.pango_version()}"}


@contextmanager
def _fonts_of_ours() -> Iterator[None]:
    """Fontconfig as it is on no machine: the fonts of one package, and nothing kept of an earlier time."""
    with tempfile.TemporaryDirectory(prefix="fonts-") as folder:
        fonts = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"
        configured = Path(folder) / "fonts.conf"
        write_file(configured, _CONFIGURED.format(fonts=escape(str(fonts)), cache=escape(folder)))
        os.environ["FONTCONFIG_FILE"] = str(configured)
        yield


def main() -> int:
    try:
        print(json.dumps(write_pdf(*map(Path, sys.argv[1:]))))
    except (ImportError, OSError) as error:
        print(f"{error}".splitlines()[0])
        return MISSING
    return 0


if __name__ == "__main__":
    sys.exit(main())
