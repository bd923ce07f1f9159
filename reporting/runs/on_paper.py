"""On paper: the PDF of a run's page, made beside all that follows the page. Where it cannot be made, the run says why and is made without."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from pipeline.core.written_files import write_file
from reporting.editions.paper.printing import PDF, NotPrinted, Printing
from reporting.editions.spreadsheets.take_away import BETWEEN, link_to

NOT_ASKED = {"made": False, "why": "it was not asked for"}


class Paper:
    """The PDF of the page of the publication edition. Use as a context: at its end nothing goes on."""

    def __init__(self, aside: Path, told: Callable[[str], None], *, asked: bool = True):
        self._pdf, self._page, self._told = aside / PDF, aside / "publication" / "report.html", told
        self._given = aside / "on-paper.html"
        self._printing = Printing(self._pdf) if asked else None

    def __enter__(self) -> Paper:
        return self

    def __exit__(self, *failed: object) -> None:
        if self._printing:
            self._printing.stop()

    def begin(self, page: str) -> None:
        """The page is there, as text; it may be without what goes on no paper."""
        if self._printing:
            write_file(self._given, page)
            self._printing.begin(self._given)

    def ended(self) -> dict:
        """Put the PDF beside the page, and say it for run.json.

        made   whether there is one: then `pages`, and `with`, what made it; else `why` there is none
        """
        if not self._printing:
            return NOT_ASKED
        try:
            made = self._printing.ended()
        except NotPrinted as why:
            self._told(f"{PDF} is not made: {why}")
            _offer_no_more(self._page)
            return {"made": False, "why": str(why)}
        os.replace(self._pdf, self._page.with_name(PDF))
        return {"made": True, **made}


def offers_paper(asked: bool) -> bool:
    """Whether a page may offer its PDF before that is made; where it then cannot be, the page offers it no more."""
    return asked and find_spec("weasyprint") is not None


def _offer_no_more(page: Path) -> None:
    """Take what leads to the PDF out of a page that was made before the PDF could not be. It has no number, so nothing is counted otherwise."""
    write_file(page, page.read_text(encoding="utf-8").replace(f"{BETWEEN}{link_to(PDF)}", "", 1))
