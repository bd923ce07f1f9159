"""Targets and baselines: levels that are declared, and what they come to at this point of the year.

A level stands as declared; whether reaching it means at least or at most follows from the polarity. A
profiled target is the elapsed share of a yearly sum (60 a year is 15 by June). A reduction is a share taken
off the baseline.
"""

from __future__ import annotations

from pipeline.definitions import Report
from pipeline.display import exact
from pipeline.figures import Figure, Figures, derive_figure, make_figure
from pipeline.indicators import Indicator


def levels(report: Report) -> Figures:
    """The baseline and the target of every indicator that has one, with the yearly level of a profiled target."""
    made: list[Figure] = []
    for code in report.codes:
        indicator = report.indicators[code]
        if indicator.baseline:
            made.append(_declared(report, indicator, "baseline"))
        if indicator.target:
            made += _target(report, indicator, made)
    return Figures(made)


def _target(report: Report, indicator: Indicator, made: list[Figure]) -> list[Figure]:
    target = indicator.target
    common = {
        "unit": indicator.unit, "decimals": indicator.decimals, "basis": indicator.basis, "period": str(report.period),
        "method": f"target declared: {target.says}",
    }  # fmt: skip
    figure_id = report.figure_id(indicator.code, "target")
    if target.rule == "profiled":
        yearly = _declared(report, indicator, "target", basis="year")
        formula = f"yearly * {report.period.months_elapsed} / 12"
        return [yearly, derive_figure(figure_id, formula, {"yearly": yearly}, **common)]
    if target.rule == "reduction":
        rows = (report.definition_rows("indicators.toml", (indicator.code, "target")),)
        formula = f"baseline * (100 - {target.value}) / 100"
        return [derive_figure(figure_id, formula, {"baseline": made[-1]}, rows=rows, **common)]
    return [_declared(report, indicator, "target")]


def _declared(report: Report, indicator: Indicator, measure: str, basis: str = "") -> Figure:
    """A level as it stands in the definition."""
    level = getattr(indicator, measure)
    return make_figure(
        str(report.figure_id(indicator.code, measure, basis=basis)), exact(level.value), unit=indicator.unit,
        decimals=level.decimals, method=f"{measure} declared: {level.says}", formula="",
        basis=basis or indicator.basis, period=str(report.period),
        rows=(report.definition_rows("indicators.toml", (indicator.code, measure)),),
    )  # fmt: skip
