"""Made: the PDF of a page, in a Python of its own: `python -m reporting.editions.paper.made PDF`, which then reads where the page is.

Of its own, because it stands beside the check of the edition and takes as long, and because a process reads once which fonts
there are. It imports WeasyPrint before the page is there. Whatever the machine has, it sees those of matplotlib's package alone (DejaVu and STIX), so a page breaks its lines at
the same words everywhere; what of Pango may differ between two machines is told as `with`.
"""

from __future__ import annotations

import ctypes.util
import gc
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
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


def write_pdf(pdf: Path, page_of: Callable[[], str]) -> dict | None:
    """Write the PDF of the page that `page_of` tells once WeasyPrint is there, nothing of none; returns its number of pages and what it was made with.

    Raises ImportError or OSError where libraries are missing.
    """
    with _fonts_of_ours(pdf.parent), _found_by_the_system():
        from weasyprint import HTML, URLFetcher, __version__
        from weasyprint.text.ffi import pango

        from reporting.editions.paper.tags import finish

        page = page_of()
        if not page:
            return None
        html = sheets(Path(page).read_text(encoding="utf-8"), CSS.read_text(encoding="utf-8"))
        options = {"pdf_variant": "pdf/ua-1", "pdf_tags": True, "pdf_identifier": hashlib.sha256(html.encode()).hexdigest()[:32].encode()}
        document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).render(**options)
        led_to = links(html)
        document.write_pdf(pdf, finisher=lambda _, made: finish(made, led_to), **options)
    return {"pages": len(document.pages), "with": f"WeasyPrint {__version__}, Pango {pango.pango_version()}"}


@contextmanager
def _fonts_of_ours(beside: Path) -> Iterator[None]:
    """Fontconfig as it is on no machine: the fonts of one package, and nothing kept of an earlier time. What it writes goes with the folder `beside`."""
    with tempfile.TemporaryDirectory(prefix="fonts-", dir=beside) as folder:
        fonts = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"
        configured = Path(folder) / "fonts.conf"
        write_file(configured, _CONFIGURED.format(fonts=escape(str(fonts)), cache=escape(folder)))
        os.environ["FONTCONFIG_FILE"] = str(configured)
        yield


@contextmanager
def _found_by_the_system() -> Iterator[None]:
    """Libraries found as Linux itself finds them. cffi else asks ldconfig, gcc and ld for each name of each library that is on no Linux: twenty processes."""
    find = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find


def main() -> int:
    gc.disable()  # what is made is needed to the end
    try:
        print(json.dumps(write_pdf(Path(sys.argv[1]), lambda: json.loads(sys.stdin.readline() or '""'))))
    except (ImportError, OSError) as error:
        print(f"{error}".splitlines()[0])
        return MISSING
    return 0


if __name__ == "__main__":
    sys.exit(main())
