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


def reference_figure(report: Report, figures: Figures, code: str, category: str = "") -> Figure | None:
    """The figure that an indicator is judged against: an earlier value, its target or its baseline."""
    comparator = report.indicators[code].comparator
    measure = "comparator" if comparator in EARLIER else comparator
    return figures.get(report.figure_id(code, measure, category=category)) if comparator != "none" else None


def comparators(report: Report, figures: Figures) -> Figures:
    """The earlier value of every indicator that is held against one.

    An earlier value that was never received is [x]: nothing else takes its place.
    """
    made = []
    for code, category, _ in current_values(report, figures):
        indicator = report.indicators[code]
        if indicator.comparator in EARLIER:
            earlier = earlier_period(report.period, indicator)
            found = figures.get(report.figure_id(code, "value", category=category, period=earlier))
            common = {
                "unit": indicator.unit, "decimals": indicator.decimals, "basis": indicator.basis, "period": str(earlier),
                "method": indicator.comparator.replace("_", " "),
            }  # fmt: skip
            figure_id = report.figure_id(code, "comparator", category=category)
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
        indicator = report.indicators[code]
        reference = reference_figure(report, figures, code, category)
        common = {"basis": indicator.basis, "period": str(report.period)}
        operands = {"value": value, "reference": reference}
        if reference is not None and indicator.comparator != "target":
            if indicator.unit == "percent":
                made.append(_points(report, "point_change", operands, indicator, category, common))
            else:
                unit = {"unit": indicator.unit, "decimals": indicator.decimals}
                figure_id = report.figure_id(code, "change", category=category)
                made.append(derive_figure(figure_id, "value - reference", operands, method="change", **unit, **common))
                made.append(
                    derive_figure(
                        report.figure_id(code, "percent_change", category=category),
                        "(value - reference) / reference * 100",
                        operands,
                        zero_base="reference",
                        mark=low_reliability(report, figures, indicator, reference),
                        unit="percent",
                        decimals=1,
                        method="percentage change",
                        **common,
                    )  # fmt: skip
                )
        target = figures.get(report.figure_id(code, "target", category=category))
        if target is not None:
            made.append(
                _points(report, "gap_to_target", {"value": value, "target": target}, indicator, category, common)
            )
    return Figures(made)


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


def _points(
    report: Report, measure: str, operands: dict[str, Figure], indicator: Indicator, category: str, common: dict
) -> Figure:
    unit = "percentage_points" if indicator.unit == "percent" else indicator.unit
    other = next(name for name in operands if name != "value")
    return derive_figure(
        report.figure_id(indicator.code, measure, category=category), f"value - {other}", operands,
        unit=unit, decimals=indicator.decimals, method=measure.replace("_", " "), **common,
    )  # fmt: skip


def earlier_period(period: Period, indicator: Indicator) -> Period:
    """The period of an indicator's earlier value: a month is held against the month before, in a report of any length."""
    if indicator.comparator == "same_period_last_year":
        return period.same_period_last_year
    return period.named_for(indicator.basis).previous
