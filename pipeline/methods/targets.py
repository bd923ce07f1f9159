"""Targets and baselines: levels that are declared, and what they come to at this point of the year.

A level stands as declared; whether reaching it means at least or at most follows from the polarity. A
profiled level is the elapsed share of a yearly sum (60 a year is 15 by June). A reduction is a share taken
off the baseline. What is worked out is printed as precisely as it is, up to two decimals: of 19 a year, 4.75
are not 5.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from pipeline.definitions import Report
from pipeline.display import exact
from pipeline.figures import Figure, Figures, RowSet, derive_figure, make_figure
from pipeline.indicators import Indicator
from pipeline.methods.comparisons import current_values


def levels(report: Report) -> Figures:
    """The baseline and the target of every indicator that has one, with the yearly level of a profiled one."""
    made: list[Figure] = []
    for indicator in map(report.indicators.__getitem__, report.codes):
        for category in indicator.level_groups:
            for measure in ("baseline", "target"):
                if indicator.level(measure, category):
                    made += _level(report, indicator, measure, category, made)
    return Figures(made)


def reductions(report: Report, figures: Figures) -> Figures:
    """How far a value lies below its baseline, in per cent of it, where the target asks for such a reduction."""
    made = []
    for code, category, value in current_values(report, figures):
        target = report.indicators[code].level("target", category)
        if target and target.rule == "reduction":
            baseline = figures[report.figure_id(code, "baseline", category=category)]
            made.append(
                derive_figure(
                    report.figure_id(code, "reduction", category=category), "(baseline - value) / baseline * 100",
                    {"baseline": baseline, "value": value}, zero_base="baseline", unit="percent", decimals=1,
                    method="reduction off the baseline", basis=report.indicators[code].basis, period=str(report.period),
                )
            )  # fmt: skip
    return Figures(made)


def _level(report: Report, indicator: Indicator, measure: str, category: str, made: list[Figure]) -> list[Figure]:
    level = indicator.level(measure, category)
    if level.rule == "level":
        return [_declared(report, indicator, measure, category)]
    if level.rule == "profiled":
        declared = _declared(report, indicator, measure, category, basis="year")
        formula, operands = f"yearly * {report.period.months_elapsed} / 12", {"yearly": declared}
    else:
        declared = _declared(report, indicator, measure, category, reference="reduction", unit="percent")
        formula, operands = "baseline * (100 - wanted) / 100", {"baseline": made[-1], "wanted": declared}
    worked_out = partial(
        derive_figure, report.figure_id(indicator.code, measure, category=category), formula, operands,
        unit=indicator.unit, method=f"{measure} declared: {level.says}", basis=level.basis or indicator.basis,
        period=str(report.period),
    )  # fmt: skip
    needed = decimals_needed(worked_out(decimals=2).value)
    return [declared, worked_out(decimals=max(indicator.decimals, needed))]


def decimals_needed(value: Fraction | None) -> int:
    """How many decimals say the value exactly, up to two."""
    return next((places for places in (0, 1) if value is None or (value * 10**places).denominator == 1), 2)


def _declared(
    report: Report,
    indicator: Indicator,
    measure: str,
    category: str,
    *,
    basis: str = "",
    reference: str = "",
    unit: str = "",
) -> Figure:
    """A level as it stands in the definition; one that is still to be set is [x]."""
    level = indicator.level(measure, category)
    known = level.value is not None
    period = report.period.financial_year_period() if basis == "year" else report.period
    return make_figure(
        report.figure_id(indicator.code, measure, category=category, basis=basis, reference=reference),
        exact(level.value) if known else None, unit=unit or indicator.unit, decimals=level.decimals,
        status="" if known else "x", reason="" if known else level.says,
        method=f"{measure} declared: {level.says}" if known else f"{measure} not set", formula="",
        basis=basis or level.basis or indicator.basis, period=str(period),
        rows=(_place(report, indicator, measure, category),),
    )  # fmt: skip


def _place(report: Report, indicator: Indicator, measure: str, category: str) -> RowSet:
    own = category and category != indicator.own_area
    keys = (indicator.code, "categories", category, measure) if own else (indicator.code, measure)
    return report.definition_rows("indicators.toml", keys)
