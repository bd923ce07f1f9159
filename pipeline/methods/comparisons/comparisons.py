"""Comparisons: what a value is held against, and how far it is from it.

Numbers change in the unit and in per cent; two percentages differ in percentage points, never in per
cent. A gap to a target is a gap and not a change. A base under the report's `small_base` marks the per
cent [u], because a few cases more or less would turn it round.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from pipeline.core.figure_ids import FigureId
from pipeline.core.periods import Period
from pipeline.core.words import worded
from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.received_measures import CHANGES, RECEIVED_CHANGE
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure
from pipeline.methods.comparisons.area_comparators import area_comparator
from pipeline.methods.comparisons.rules_of_day import fits, level_id
from pipeline.methods.values.absences import absence
from pipeline.methods.values.series import days_compared
from pipeline.methods.values.standing import counts_shown, shown_as

EARLIER = ("same_period_last_year", "previous_period")


def reference_figure(
    report: Report, figures: Figures, code: str, category: str = "", reference: str = ""
) -> Figure | None:
    """The figure that an indicator's value for the report's period is held against.

    Takes    code; category ("" is the total); reference as `indicators.toml` names it, or "" for the one that it is
             judged by.
    Returns  an earlier value, target, baseline or what other areas come to, in the indicator's unit; None where there
             is none, or where a level is of other days.
    """
    value = figures.get(report.figure_id(code, "value", category=category))
    return value and reference_of(report, figures, value, reference or report.indicators[code].comparator)


def reference_of(report: Report, figures: Figures, value: Figure, reference: str) -> Figure | None:
    """What a value of any days is held against.

    Takes    a `.value` figure, and the reference as `indicators.toml` names it.
    Returns  a figure in the indicator's unit; None for "none", for what was not made, and for a level that `fits` does
             not allow: a level is that of the value's own day.
    """
    if reference == "none":
        return None
    if reference in EARLIER or is_area_reference(reference):
        return figures.get(beside(report, value, "comparator", reference))
    parts = value.parts
    level = figures.get(level_id(report, parts.indicator, reference, parts.category, period_of(report, value)))
    return level if level and fits(report, level, value) else None


def beside(report: Report, value: Figure, measure: str, reference: str = "") -> str:
    """The id of a figure of the same indicator, category and days as a value."""
    code, category, days = value.parts.indicator, value.parts.category, period_of(report, value)
    return report.figure_id(code, measure, category=category, reference=reference, basis=value.basis, period=days)


def period_of(report: Report, value: Figure) -> Period:
    """The period of a value: that of its indicator in this report, unless its id names another."""
    if value.parts.period:
        return Period.parse(value.period, value.basis)
    return report.period_of(value.parts.indicator, value.basis)


def comparators(report: Report, figures: Figures) -> Figures:
    """The earlier value, or that of another area or a group of areas, of every value that is held against one.

    Returns  `.comparator`, one for each value and reference, in the unit and with the decimals of what it
             repeats; [x] with the reason where that was never received; [b] over a declared break.
    Trap     nothing takes the place of a missing earlier value, and a year to date is never held against the previous
             period.
    """
    made = []
    for value in compared_values(report, figures):
        indicator, period = report.indicators[value.parts.indicator], period_of(report, value)
        if value.parts.category == indicator.own_area:
            for reference in filter(is_area_reference, indicator.references):
                figure_id = beside(report, value, "comparator", reference)
                made.append(area_comparator(report, figures, value, period, reference, figure_id))
        for reference in (one for one in indicator.references if one in EARLIER):
            if reference == "previous_period" and value.basis == "year_to_date":
                continue  # which is shorter, or a whole year
            earlier = earlier_period(period, value.basis, reference)
            found = figures.get(
                report.figure_id(
                    indicator.code, "value", category=value.parts.category, basis=value.basis, period=earlier
                )
            )
            common: dict[str, Any] = {
                "unit": indicator.unit, "decimals": found.decimals if found else indicator.decimals,
                "basis": value.basis, "period": str(earlier),
                "method": worded(reference, reference.replace("_", " ")),
            }  # fmt: skip
            figure_id = beside(report, value, "comparator", reference)
            if found is None:
                reason, rows = absence(report, indicator.code, earlier, value.basis)
                made.append(make_figure(figure_id, None, status="x", reason=reason, formula="", rows=rows, **common))
            else:
                mark = break_mark(indicator, found, value)
                earlier_value = derive_figure(figure_id, "earlier", {"earlier": found}, mark=mark, **common)
                made.append(shown_as(earlier_value, counts_shown(found)))
    return Figures(made)


def changes(report: Report, figures: Figures) -> Figures:
    """How far each value is from what it is held against.

    Returns  `.change` (unit of the indicator) and `.percent_change` (per cent of the reference), of percentages
             `.point_change` (percentage points), and `.gap_to_target`. Against 0 the change in per cent is [z]; on a
             small base it is [u].
    Trap     two percentages never differ in per cent, and a gap to a target is no change.
    """
    made = []
    for value in compared_values(report, figures):
        for reference in report.indicators[value.parts.indicator].references:
            held = reference_of(report, figures, value, reference)
            if held is not None and reference != "target":
                made += value_changes(report, figures, value, held, reference)
        target = reference_of(report, figures, value, "target")
        if target is not None:
            made.append(_points(report, "gap_to_target", {"value": value, "target": target}))
    return Figures(one for one in made if one.id not in figures)  # what was received as a change stands already


def value_changes(report: Report, figures: Figures, value: Figure, held: Figure, reference: str) -> list[Figure]:
    """The changes of one value from one reference.

    Takes    value and held, two figures in the indicator's unit.
    Returns  [point_change] of a percentage, otherwise [change, percent_change].
    """
    indicator, operands = report.indicators[value.parts.indicator], {"value": value, "reference": held}
    if indicator.unit == "percent":
        return [_points(report, "point_change", operands, reference)]
    common = {"basis": value.basis, "period": str(period_of(report, value))}
    change, percent = (beside(report, value, measure, reference) for measure in ("change", "percent_change"))
    unit: dict[str, Any] = {"unit": indicator.unit, "decimals": indicator.places("change", max(value.decimals, held.decimals))}
    over, mark = break_mark(indicator, value, held), low_reliability(report, figures, indicator, held)
    return [
        derive_figure(change, "value - reference", operands, mark=over, method="change", **unit, **common),
        derive_figure(
            percent, "(value - reference) / reference * 100", operands, zero_base="reference",
            mark=f"{over} {mark}", unit="percent", decimals=indicator.places("percent_change", 1),
            method="percentage change", **common,
        ),
    ]  # fmt: skip


def break_mark(indicator: Indicator, *compared: Figure) -> str:
    """Whether a declared break lies within the days of some values taken together, so that they are not alike.

    Returns  "b", or "". A target or baseline is of no days.
    """
    values = [one for one in compared if one.parts.measure not in ("target", "baseline")]
    days = [(Period.parse(one.period, one.basis).first_day(one.basis), Period.parse(one.period, one.basis).end) for one in values]
    if not days:
        return ""
    return "b" if indicator.broken_within(min(first for first, _ in days), max(last for _, last in days)) else ""


def received_change(report: Report, figures: Figures, code: str, category: str = "") -> Figure | None:
    """The change from its comparator that was received in the place of values: in per cent, else in the unit or in points."""
    names = ("percent_change", *(one for one in CHANGES if one != "percent_change"))
    found = (figures.get(report.figure_id(code, measure, category=category)) for measure in names)
    return next((one for one in found if one is not None and one.method == RECEIVED_CHANGE), None)


def low_reliability(report: Report, figures: Figures, indicator: Indicator, base: Figure) -> str:
    """Whether a percentage would be worked out on fewer cases than the report's small base.

    Takes    base, what 100% would be: a count, or a rate with its counts.
    Returns  "u", or "", also where the cases are not known.
    """
    cases = base.value if indicator.unit == "count" else _cases_of_rate(figures, base) if indicator.unit == "rate" else None
    return "u" if isinstance(cases, Fraction) and abs(cases) < report.definition.small_base else ""


def _cases_of_rate(figures: Figures, base: Figure) -> Fraction | None:
    """The cases that a rate rests on: the numerators of its value, or of the values it comes from. None where one is not known.

    A declared level has none, and neither has a rate that came without its counts.
    """
    rests = [base.parts] if base.parts.measure == "value" else [FigureId.parse(one) for one in base.operands.values()]
    counted = [figures.get(str(replace(one, measure="numerator"))) for one in rests if one.measure in ("value", "numerator")]
    known = [one.value for one in counted if one is not None and isinstance(one.value, Fraction)]
    return sum(known, Fraction(0)) if known and len(known) == len(counted) else None


def current_values(report: Report, figures: Figures, code: str = "") -> list[tuple[str, str, Figure]]:
    """The values for the report's own period and basis, of one indicator where it is named.

    Returns  code, category ("" is the total) and figure, in the order they were made.
    """
    listed = [(figure.parts, figure) for figure in (figures.of(code) if code else figures.values())]
    return [
        (parts.indicator, parts.category, figure)
        for parts, figure in listed
        if parts.measure == "value" and not (parts.basis or parts.period or parts.reference)
    ]


def compared_values(report: Report, figures: Figures) -> list[Figure]:
    """The values that are compared.

    Returns  those of `current_values`, then those of the days that `days_compared` names.
    """
    days = {
        (code, basis, period.end)
        for code, indicator in report.indicators.items()
        for period, basis in days_compared(report, indicator)
    }
    own = [value for _, _, value in current_values(report, figures)]
    others = [one for one in figures.values() if one.parts.measure == "value" and (one.parts.basis or one.parts.period)]
    return own + [
        value
        for value in others
        if (value.parts.indicator, value.basis, Period.parse(value.period, value.basis).end) in days
    ]


def _points(report: Report, measure: str, operands: dict[str, Figure], reference: str = "") -> Figure:
    value = operands["value"]
    indicator = report.indicators[value.parts.indicator]
    unit = "percentage_points" if indicator.unit == "percent" else indicator.unit
    other = next(name for name in operands if name != "value")
    return derive_figure(
        beside(report, value, measure, reference), f"value - {other}", operands, unit=unit,
        mark=break_mark(indicator, *operands.values()),
        decimals=indicator.places(measure, max(figure.decimals for figure in operands.values())),
        method=measure.replace("_", " "),
        basis=value.basis, period=str(period_of(report, value)),
    )  # fmt: skip


def earlier_period(period: Period, basis: str, reference: str) -> Period:
    """The period of an earlier value: a month is held against the month before, 24 months against the 24 before them."""
    return period.same_period_last_year if reference == "same_period_last_year" else period.before(basis)
