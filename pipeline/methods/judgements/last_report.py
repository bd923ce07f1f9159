"""The last report: what it said, worked out again by the same methods from what had been received by its day.

The definitions are those of today; a light is judged by the rule of its own period. A figure as it was then has the
reference `last_report` in its id, with its own operands and rows. Levels that are declared, and not worked out, are the
same figures as today.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.core.cited_rows import Caveats
from pipeline.core.faults import present
from pipeline.core.figure_ids import LAST_REPORT
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, replace_ids
from pipeline.files.record_table import RecordTable
from pipeline.methods.comparisons.as_received import received_changes
from pipeline.methods.comparisons.comparisons import (
    EARLIER,
    changes,
    comparators,
    earlier_period,
    period_of,
    reference_figure,
)
from pipeline.methods.comparisons.targets import levels
from pipeline.methods.judgements.on_track import on_track
from pipeline.methods.judgements.traffic_lights import traffic_lights
from pipeline.methods.values.absences import absent_value
from pipeline.methods.values.indicator_values import Values
from pipeline.methods.values.parts import COUNTED
from pipeline.methods.values.series import received_values
from pipeline.received.placed_records import place_as_on

JUDGEMENTS = ("traffic_light", "on_track")
DIFFERENCES = ("change", "percent_change", "point_change", "gap_to_target")


def values_then(
    report: Report, observations: pd.DataFrame, caveats: Caveats, cases: RecordTable, extracts: pd.DataFrame
) -> Values | None:
    """The values as the last report knew them.

    Takes    observations, cases and extracts of today, of which only rows received by its day count.
    Returns  Values of the report as it was; None where no last report is declared.
    """
    if report.last_report is None:
        return None
    last, day = report.last_report
    then = RecordTable(cases.rows)
    known = place_as_on(then, extracts, report.case_tables, day)
    return Values(last, observations[observations["received"] <= day], caveats, then, known)


def earlier_values(report: Report, values: Values, figures: Figures) -> Figures:
    """The earlier figure of every value that was another number then, or that only one of the two reports knows.

    Returns  `CODE.value:last_report@PERIOD` with its own operands and rows, only of days that were over by then.
    Trap     definitions and corrections are those of today, so a changed definition is no revision.
    """
    found = []
    for now in figures.values():
        code, category, period = now.parts.indicator, now.parts.category, period_of(report, now)
        if now.parts.measure != "value" or not (values.before and values.before.is_over(code, period)):
            continue
        days = (code, category, period, now.basis)
        then = values.earlier(*days) or absent_value(values.before.report, *days)
        pairs = [(then, now), *((values.earlier(*days, one), values.find(*days, one)) for one in COUNTED)]
        if any((one and one.value) != (other and other.value) for one, other in pairs):
            found.append(then)
    return _as_last_reported(report, found, Figures(present(values.before).made()) if found else Figures(), figures)


def earlier_judgements(report: Report, values: Values, figures: Figures) -> Figures:
    """The lights and judgements of the last report, with the values and differences that they rested on.

    Returns  figures with the reference `last_report`, judged by the rule of their own period.
    """
    if values.before is None:
        return Figures()
    last = values.before.report
    then = _judged(last, values.before)
    found = []
    for code, group in (one for one in report.groups if one[0] in last.codes):
        names = [last.figure_id(code, one, category=group) for one in ("value", *DIFFERENCES, *JUDGEMENTS)]
        found += [*(then.get(name) for name in names), reference_figure(last, then, code, group)]
    return _as_last_reported(report, [one for one in found if one], then, figures)


def _judged(last: Report, values: Values) -> Figures:
    """The last report's own values with what they were held against, their differences and their judgements."""
    for code, group in last.groups:
        indicator = last.indicators[code]
        if indicator.comparator in EARLIER:
            earlier = earlier_period(last.period_of(code), indicator.basis, indicator.comparator)
            values.find(code, group, earlier, indicator.basis)
    made = received_values(last, values)
    made.include(Figures(one for one in values.made() if one.id not in made))
    made.include(comparators(last, made))
    made.include(levels(last))
    made.include(received_changes(last, values, made))
    for method in (changes, traffic_lights, on_track):
        made.include(method(last, made))
    return made


def _as_last_reported(report: Report, found: Iterable[Figure], then: Figures, figures: Figures) -> Figures:
    """The figures with everything they rest on, under the names that they have in this report; none that is there already."""
    wanted = {one.id: one for one in found}
    open_ids = list(wanted)
    while open_ids:
        for operand in wanted[open_ids.pop()].operands.values():
            if operand not in wanted:
                wanted[operand] = then[operand]
                open_ids.append(operand)
    names = {figure.id: _name(report, figure, figures) for figure in wanted.values()}
    renamed = (replace_ids(figure, names) for figure in wanted.values())
    return Figures(figure for figure in renamed if figure.id not in figures)


def _name(report: Report, figure: Figure, figures: Figures) -> str:
    """The name in this report; a level as it is declared, and was declared then, stands in both reports under one name."""
    parts = figure.parts
    declared = parts.measure in ("target", "baseline") and not figure.formula
    today = figures.get(figure.id)
    if declared and (today is None or (today.value, today.method) == (figure.value, figure.method)):
        return figure.id
    period = period_of(present(report.last_report)[0], figure)
    reference = parts.reference if declared and parts.reference else LAST_REPORT  # the per cent of a reduction keeps its own
    return report.figure_id(
        parts.indicator, parts.measure, category=parts.category, reference=reference, basis=parts.basis, period=period
    )
