"""Extrapolation: a short stretch of events carried on to twelve months, and held against twelve months that were received.

The result is an estimate and always marked [e]: it says what a year at this pace would come to, and is no forecast.
"""

from __future__ import annotations

from typing import Any

from pipeline.core.faults import present
from pipeline.core.words import worded
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure
from pipeline.methods.comparisons.comparisons import break_mark, low_reliability

BEFORE = "twelve_months_before"


def extrapolations(report: Report, figures: Figures) -> Figures:
    """Every declared stretch carried on to twelve months, and its change from the twelve months before.

    Returns  `.annualised` (value × 12 / months, unit of the indicator), `.change` and `.percent_change`, always [e],
             under the days of the stretch. None where the stretch was not received, no change without the twelve months
             before.
    Trap     a pace, not a forecast: months of a year are not alike.
    """
    made: list[Figure] = []
    for code in report.codes:
        indicator = report.indicators[code]
        extrapolated = indicator.extrapolated
        for category in indicator.groups if extrapolated else ():
            stretch, before = (
                figures.get(report.figure_id(code, "value", category=category, basis=basis, period=period))
                for period, basis in (present(extrapolated).stretch, present(extrapolated).twelve_months)
            )
            if stretch is not None:
                made += _extrapolated(report, figures, indicator, stretch, before)
    return Figures(made)


def _extrapolated(
    report: Report, figures: Figures, indicator: Indicator, stretch: Figure, before: Figure | None
) -> list[Figure]:
    period, basis = present(indicator.extrapolated).stretch
    common: dict[str, Any] = {"basis": basis, "period": str(period), "decimals": stretch.decimals}

    def name(measure: str, reference: str = "") -> str:
        return report.figure_id(
            indicator.code, measure, category=stretch.parts.category, reference=reference, period=period
        )

    pace = derive_figure(
        name("annualised"), f"value * 12 / {period.months_covered(basis)}", {"value": stretch}, mark="e",
        unit=indicator.unit, method=worded("extrapolated", "extrapolated to twelve months, not a forecast", months=12), **common,
    )  # fmt: skip
    if before is None:
        return [pace]
    operands, mark = {"value": pace, "reference": before}, low_reliability(report, figures, indicator, before)
    over = break_mark(indicator, stretch, before)
    return [
        pace,
        derive_figure(name("change", BEFORE), "value - reference", operands, mark=over, unit=indicator.unit, method="change", **common),
        derive_figure(
            name("percent_change", BEFORE), "(value - reference) / reference * 100", operands, zero_base="reference",
            mark=f"{over} {mark}", unit="percent", method="percentage change", **{**common, "decimals": 1},
        ),
    ]  # fmt: skip
