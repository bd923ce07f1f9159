"""The workbook of a report: its cover and its sheets, from what is published alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.core.periods import day_in_words
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.page.printed_labels import page_title
from reporting.editions.spreadsheets.sheets import Workbook, plain
from reporting.editions.spreadsheets.tables import sheets
from reporting.signing.archives import COVER_LINE

OF_THIS_COPY = (
    "That is the standing of this copy: one that is sent says who signed it off. The same stands at the head of report.html; the signatures "
    "are in the folder signatures beside it."
)


def workbook(report: Report, records: Iterable[Mapping], actions: Iterable[Mapping], run: str, as_of: str) -> Workbook:
    """The workbook of a run, from the records of its published ledger and the actions that its page prints."""
    about = report.definition
    introduction = (
        about.notice, about.partnership, f"Days covered: {report.period.dates(about.covers)}.",
        f"Data received by {day_in_words(date.fromisoformat(as_of))}. Run {run}.", COVER_LINE, OF_THIS_COPY,
    )  # fmt: skip
    said = (
        "Every number here is a figure of the report's page, at the precision at which the page prints it.",
        "Each worksheet has one table. A cell in which nothing applies holds [z]; other shorthand is explained on the worksheet Notes.",
        "How a figure was made is said on the page, where each number can be opened. The same figures as one table for programs: report.csv.",
    )
    return Workbook(
        title=_text(page_title(report)), subject=_text(about.title), author=_text(f"{about.team}, {about.partnership}"), day=as_of,
        introduction=tuple(map(_text, introduction)), about=said, contact=(_text(f"{about.team}, {about.partnership}"),),
        sheets=tuple(sheets(report, Figures.from_records(records), actions)),
    )  # fmt: skip


def _text(words: str) -> str:
    return str(plain(words))
