"""Printed labels: the texts of a page that stand in no definition as they are, with what each of them says.

Titles, names of periods, waivers, corrections, revised rules and the like are made of what is declared. The ledger lists
them with their parts, so that whoever reads a page finds every label in a definition, at a figure, or here.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.commentary.statements import NAMES_PERIOD
from pipeline.core.words import Words, statements_of, worded
from pipeline.definitions.corrections import in_words as correction_in_words
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.page.charts.chart_periods import basis_labels, period_labels
from pipeline.quality.waivers import in_words as waiver_in_words

LIMITS = [worded("limits", f"{level}% limits", level=level) for level in (95, 99.8)]


def page_title(report: Report) -> Words:
    """The title of the page: what it is, for which days, and whose."""
    about = report.definition
    text = f"{about.title}, {report.period.dates(about.covers)}, {about.partnership}"
    days = [report.period.first_day(about.covers), report.period.end]
    return worded("title", text, title=about.title, partnership=about.partnership, days=days)


def printed_labels(report: Report, figures: Figures) -> list[dict]:
    """Every such label by the kind under which a page marks it: `{label, text, kind, parts}`, sorted."""
    found = {(label, str(text)): statements_of(text) for label, text in _labels(report, figures)}
    return [{"label": label, "text": text, **one} for (label, text), (one,) in sorted(found.items())]


def _labels(report: Report, figures: Figures) -> Iterator[tuple[str, Words]]:
    yield "title", page_title(report)
    for text in LIMITS:
        yield "method", text
    yield "stated", worded("names_period", NAMES_PERIOD)
    for text in period_labels(report) | basis_labels({figure.basis for figure in figures.values()}):
        yield "period", text
    for waiver in report.exceptions.waiver:
        yield "check", waiver_in_words(waiver)
    for number, one in enumerate(report.corrections, start=1):
        yield "check", correction_in_words(one, number)
        yield "check", correction_in_words(one, number, with_reason=True)
    for indicator in report.indicators.values():
        for one in indicator.revisions:
            yield "definition", one.in_words
            yield "definition", one.reason
        for one in indicator.breaks:
            text = f"New from {one.applies_from}."
            yield "definition", worded("break", text, indicator=indicator.code, applies_from=one.applies_from)
