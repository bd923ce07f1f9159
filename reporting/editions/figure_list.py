"""The list of figures: for every figure what it is, how it was made, from what, and in which cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup

from pipeline.commentary.statements import VERDICTS
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.page.templates_environment import environment
from reporting.editions.caveats import CaveatWords
from reporting.editions.chain import Chain
from reporting.editions.page_marks import COUNTS
from reporting.editions.shown_rows import SourceRows, withheld
from reporting.editions.worked import Worked

KIND_WORDS = {
    "figure": "Figures",
    "chart": "Charts",
    "date": "Dates",
    "code": "Codes, names of files and fingerprints",
    "cell code": "Code of cells",
    "formula": "Formulas",
    "formula constant": "Formulas in numbers",
    "typed": "Numbers typed that agree with a figure",
    "stated": "Numbers typed and vouched for",
    "axis tick": "Numbers on the axes of charts",
    "label: definition": "Texts of indicators' definitions",
    "label: report": "Texts of the report's definition",
    "label: category": "Names of sub-groups and categories",
    "label: row": "Cells of rows that figures rest on",
    "label: period": "Names of periods",
    "label: reason": "Reasons why a value is not there",
    "label: method": "Names of methods",
    "label: source": "Texts about returns",
    "label: check": "Texts about checks",
    "label: action": "Texts of the action tracker",
    "label: number": "Numbers of sections and paragraphs",
    "label: title": "Title of the page",
    "label: vouched": "Who vouches for a number",
    "label: earlier": "Notes of an earlier report",
    "label: size": "Sizes of files",
}


def appendix(
    report: Report,
    figures: Figures,
    ledger: Sequence[Mapping],
    listed: Sequence[Mapping],
    drawn: Collection[str],
    cells: Mapping[str, str],
    facts: Mapping[str, str],
    called: Mapping[str, Mapping[str, str]],
    source_rows: Mapping[str, Sequence[SourceRows]],
    all_rows: Mapping[str, str],
    caveats: Mapping[str, Sequence[CaveatWords]],
) -> Markup:
    """The end of the page: checks of the page, list of figures, and the code of every cell that made one.

    `listed` are the records of the ledger that have an entry, `drawn` the captions of the charts that the page shows. Where the places of the page are counted, COUNTS stands. `called` is the code that each cell calls; `source_rows` the
    rows that figures rest on, by id, in the edition that may hold them, and `all_rows` where all of them are, if these are not; `caveats` the checks that figures do not meet, by id.
    """
    used = dict.fromkeys(f"{record['cell']['notebook']}#{record['cell']['id']}" for record in listed)
    template = environment().get_template("appendix.html.j2")
    return Markup(
        template.render(
            report=report,
            figures=figures,
            listed=listed,
            cells={name: cells[name] for name in used},
            called=called,
            functions={name: source for cell in used for name, source in called[cell].items()},
            source_rows=source_rows,
            all_rows=all_rows,
            caveats=caveats,
            counts=COUNTS,
            facts=facts,
            usual_day=next((day for day, _ in Counter(one["received_by"] for one in listed if one["received_by"]).most_common(1)), ""),
            withheld=withheld,
            worked=Worked(figures, ledger),
            chain=Chain(report, figures, ledger, [record["id"] for record in listed], drawn),
            cell_anchor=cell_anchor,
        )  # fmt: skip
    )


def place_counts(counts: Mapping[str, int]) -> Markup:
    """The places of the page by kind, and the claims of the commentary by their verdict, as the page prints them."""
    template = environment().get_template("place_counts.html.j2")
    return Markup(template.render(counts=counts, kind_words=KIND_WORDS, verdicts=(*VERDICTS, "accepted")))


def by_indicator(report: Report, ledger: Sequence[Mapping]) -> list[Mapping]:
    """The figures of one indicator together, in the order of the report; those of no indicator at the end."""
    place = {code: number for number, code in enumerate(report.codes)}
    return sorted(ledger, key=lambda record: place.get(record["indicator"], len(place)))


def cell_anchor(cell: str) -> str:
    """The id of a cell's code in the page."""
    return "cell-" + re.sub(r"[^A-Za-z0-9_-]", "-", cell)
