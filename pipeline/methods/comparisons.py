"""Comparisons: what a value is held against, and how far it is from it.

Numbers change in the unit and in per cent; two percentages differ in percentage points, never in per
cent. A gap to a target is a gap and not a change. A base under the report's `small_base` marks the per
cent [u], because a few cases more or less would turn it round.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.definitions import Report
from pipeline.figure_ids import FigureId
from pipeline.figures import Figure, Figures, derive_figure, make_figure
from pipeline.indicators import Indicator
from pipeline.methods.bases import absence
from pipeline.periods import Period

EARLIER = ("same_period_last_year", "previous_period")


def reference_figure(
    report: Report, figures: Figures, code: str, category: str = "", reference: str = ""
) -> Figure | None:
    """The figure that an indicator is held against: an earlier value, its target or its baseline.

    Without a `reference` it is the one that the indicator is judged by.
    """
    reference = reference or report.indicators[code].comparator
    if reference == "none":
        return None
    if reference in EARLIER:
        return figures.get(report.figure_id(code, "comparator", category=category, reference=reference))
    return figures.get(report.figure_id(code, reference, category=category))


def comparators(report: Report, figures: Figures) -> Figures:
    """The earlier value of every indicator that is held against one.

    An earlier value that was never received is [x]: nothing else takes its place.
    """
    made = []
    for code, category, _ in current_values(report, figures):
        indicator = report.indicators[code]
        for reference in (one for one in indicator.references if one in EARLIER):
            earlier = earlier_period(report.period, indicator, reference)
            found = figures.get(report.figure_id(code, "value", category=category, period=earlier))
            common = {
                "unit": indicator.unit, "decimals": indicator.decimals, "basis": indicator.basis, "period": str(earlier),
                "method": reference.replace("_", " "),
            }  # fmt: skip
            figure_id = report.figure_id(code, "comparator", category=category, reference=reference)
            if found is None:
                reason, rows = absence(report, code, earlier)
                made.append(make_figure(figure_id, None, status="x", reason=reason, formula="", rows=rows, **common))
            else:
                mark = "b" if indicator.broken_between(earlier, report.period) else ""
                made.append(derive_figure(figure_id, "earlier", {"earlier": found}, mark=mark, **common))
    return Figures(made)


def changes(report: Report, figures: Figures) -> Figures:
    """Change, % change, change in percentage points, and gap to target, each where it is defined."""
    made = []
    for code, category, value in current_values(report, figures):
        for reference in report.indicators[code].references:
            held = reference_figure(report, figures, code, category, reference)
            if held is not None and reference != "target":
                made += _changes(report, figures, value, held, reference)
        target = figures.get(report.figure_id(code, "target", category=category))
        if target is not None:
            made.append(_points(report, "gap_to_target", {"value": value, "target": target}))
    return Figures(made)


def _changes(report: Report, figures: Figures, value: Figure, held: Figure, reference: str) -> list[Figure]:
    """The change of a value from one reference: in points for a percentage, otherwise in the unit and in per cent."""
    indicator, operands = report.indicators[value.parts.indicator], {"value": value, "reference": held}
    if indicator.unit == "percent":
        return [_points(report, "point_change", operands, reference)]
    common = {"basis": indicator.basis, "period": str(report.period)}
    change, percent = (
        report.figure_id(indicator.code, measure, category=value.parts.category, reference=reference)
        for measure in ("change", "percent_change")
    )
    unit = {"unit": indicator.unit, "decimals": indicator.decimals}
    mark = low_reliability(report, figures, indicator, held)
    return [
        derive_figure(change, "value - reference", operands, method="change", **unit, **common),
        derive_figure(
            percent, "(value - reference) / reference * 100", operands, zero_base="reference", mark=mark,
            unit="percent", decimals=1, method="percentage change", **common,
        ),
    ]  # fmt: skip


def low_reliability(report: Report, figures: Figures, indicator: Indicator, base: Figure) -> str:
    """`u` where a percentage would be worked out on fewer cases than the report's small base. A rate rests on its numerator."""
    if indicator.unit == "rate" and "earlier" in base.operands:
        counted = replace(FigureId.parse(base.operands["earlier"]), measure="numerator")
        base = figures.get(str(counted), base)
    elif indicator.unit != "count":
        return ""
    return "u" if isinstance(base.value, Fraction) and abs(base.value) < report.definition.small_base else ""


def current_values(report: Report, figures: Figures) -> list[tuple[str, str, Figure]]:
    """Code, category and value figure of every indicator for the report's own period and basis, in order."""
    listed = [(figure.parts, figure) for figure in figures.values()]
    return [
        (parts.indicator, parts.category, figure)
        for parts, figure in listed
        if parts.measure == "value" and not (parts.basis or parts.period or parts.reference)
    ]


def _points(report: Report, measure: str, operands: dict[str, Figure], reference: str = "") -> Figure:
    value = operands["value"]
    indicator, category = report.indicators[value.parts.indicator], value.parts.category
    unit = "percentage_points" if indicator.unit == "percent" else indicator.unit
    other = next(name for name in operands if name != "value")
    return derive_figure(
        report.figure_id(indicator.code, measure, category=category, reference=reference), f"value - {other}", operands,
        unit=unit, decimals=indicator.decimals, method=measure.replace("_", " "),
        basis=indicator.basis, period=str(report.period),
    )  # fmt: skip


def earlier_period(period: Period, indicator: Indicator, reference: str) -> Period:
    """The period of an indicator's earlier value: a month is held against the month before, in a report of any length."""
    if reference == "same_period_last_year":
        return period.same_period_last_year
    return period.named_for(indicator.basis).previous
