"""On paper: the PDF of a run's page, made beside the check of its editions. Where it cannot be made, the run says why and is made without."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from pipeline.core.written_files import write_file
from reporting.editions.paper.printing import PDF, NotPrinted, Printing
from reporting.editions.spreadsheets.take_away import BETWEEN, link_to

NOT_ASKED = {"made": False, "why": "it was not asked for"}


@contextmanager
def on_paper(aside: Path, told: Callable[[str], None], *, asked: bool = True) -> Iterator[Callable[[], dict]]:
    """Begin to print the page of the publication edition; what is given back ends it, puts the PDF beside the page, and says it for run.json.

    made   whether there is one: then `pages`, and `with`, what made it; else `why` there is none
    """
    if not asked:
        yield lambda: NOT_ASKED
        return
    with Printing(aside / "publication" / "report.html", aside / PDF) as printing:

        def ended() -> dict:
            try:
                made = printing.ended()
            except NotPrinted as why:
                told(f"{PDF} is not made: {why}")
                _offer_no_more(aside / "publication" / "report.html")
                return {"made": False, "why": str(why)}
            os.replace(aside / PDF, aside / "publication" / PDF)
            return {"made": True, **made}

        yield ended


def offers_paper(asked: bool) -> bool:
    """Whether a page may offer its PDF before that is made; where it then cannot be, the page offers it no more."""
    return asked and find_spec("weasyprint") is not None


def _offer_no_more(page: Path) -> None:
    """Take what leads to the PDF out of a page that was made before the PDF could not be. It has no number, so nothing is counted otherwise."""
    write_file(page, page.read_text(encoding="utf-8").replace(f"{BETWEEN}{link_to(PDF)}", "", 1))
