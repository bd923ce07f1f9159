"""Events on charts: where along a chart's periods each declared event lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from pipeline.core.periods import Period
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import Event
from pipeline.page.markup import day, months

Days = tuple[date, date]  # the first and the last day of a slot


def flagged(report: Report, code: str, slots: Sequence[Days]) -> Mapping[int, float]:
    """The events of an indicator that lie in these slots: their numbers, with their places; slot 0 leads from -0.5 to 0.5."""
    found = {}
    for number, event in enumerate(report.definition.event, start=1):
        for at, (first, last) in enumerate(slots):
            known = first <= event.first_day <= min(last, report.period.end)
            if known and code in (event.indicators or (code,)):
                found[number] = at - 0.5 + (event.first_day - first).days / ((last - first).days + 1)
    return found


def when(event: Event) -> Markup:
    """The day or the months of an event, in words."""
    if event.on:
        return day(event.on.isoformat())
    period = Period.parse(str(event.period))
    return months(period, {1: "month", 3: "quarter", 12: "year"}[period.months])
