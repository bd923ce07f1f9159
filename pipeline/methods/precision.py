"""How sure a figure is: limits from counts, annualised values, and the usual range of a series."""

from __future__ import annotations

from pipeline.definitions import Report
from pipeline.figures import Figure, Figures, derive_figure, make_figure
from pipeline.methods.comparisons import current_values

NO_COUNTS = "came without the counts it was worked out from, so no limits can be given"


def limits(report: Report, figures: Figures) -> Figures:
    """95 % limits of percentages (Wilson) and rates (exact Poisson below ten events, otherwise Byar's); no counts, no limits: [x]."""
    made = []
    for code, category, value in current_values(report, figures):
        indicator = report.indicators[code]
        if indicator.aggregation != "ratio":
            continue
        counts = [
            figures.get(report.figure_id(code, measure, category=category)) for measure in ("numerator", "denominator")
        ]
        method = "Wilson score, 95 %" if indicator.unit == "percent" else "Poisson, 95 %"
        common = {
            "unit": indicator.unit, "decimals": indicator.decimals, "method": method,
            "basis": indicator.basis, "period": str(report.period),
        }  # fmt: skip
        for measure, end in (("lower_ci", "lower"), ("upper_ci", "upper")):
            figure_id = report.figure_id(code, measure, category=category)
            made.append(_limit(figure_id, end, value, counts, indicator.unit, indicator.per, common))
    return Figures(made)


def annualised(report: Report, figures: Figures) -> Figures:
    """What the year would be at this pace: value × 12 / months elapsed. A pace, not a forecast."""
    return Figures(
        derive_figure(
            report.figure_id(code, "annualised", category=category), f"value * 12 / {report.period.months_elapsed}",
            {"value": value}, unit="count", decimals=0, method="annualised, not a forecast", basis="year",
            period=str(report.period.financial_year_period()),
        )  # fmt: skip
        for code, category, value in current_values(report, figures)
        if report.indicators[code].annualise
    )


def usual_range(report: Report, figures: Figures) -> Figures:
    """XmR limits and the verdict on the newest quarter, for indicators that ask for them, on quarters that do not overlap."""
    made = []
    for code in report.codes:
        indicator = report.indicators[code]
        quarters = sorted(
            (
                figure
                for figure in figures.values()
                if figure.parts.indicator == code and figure.parts.measure == "value" and not figure.parts.category
                and figure.basis == "quarter" and figure.value is not None
            ),
            key=lambda figure: figure.period,
        )  # fmt: skip
        if not indicator.variation or len(quarters) < 2:
            continue
        operands = {f"quarter_{at}": figure for at, figure in enumerate(quarters, start=1)}
        names = ", ".join(operands)
        common = {"basis": "quarter", "period": quarters[-1].period}
        trial = "trial limits, under twelve points" if len(quarters) < 12 else "limits"
        for measure in ("mean", "lower_limit", "upper_limit"):
            made.append(
                derive_figure(
                    report.figure_id(code, measure, basis="quarter"), f"xmr_{measure}({names})", operands,
                    unit=indicator.unit, decimals=1, method=f"XmR {trial}", **common,
                )  # fmt: skip
            )
        formula = f'xmr_variation("{indicator.polarity}", {names})'
        figure_id = report.figure_id(code, "variation", basis="quarter")
        made.append(derive_figure(figure_id, formula, operands, unit="judgement", method=f"XmR {trial}", **common))
    return Figures(made)


def _limit(
    figure_id: str, end: str, value: Figure, counts: list[Figure | None], unit: str, per: int, common: dict
) -> Figure:
    if None in counts:
        reason = value.reason if value.value is None else NO_COUNTS
        return make_figure(figure_id, None, status="x", reason=reason, formula="", **common)
    operands = dict(zip(("numerator", "denominator"), counts, strict=True))
    formula = f"wilson_{end}(numerator, denominator)" if unit == "percent" else f"poisson_{end}(numerator, denominator, {per})"
    return derive_figure(figure_id, formula, operands, zero_base="denominator", **common)
