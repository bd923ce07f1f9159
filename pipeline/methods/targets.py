"""Targets and baselines: levels that are declared, and what they come to at this point of the year.

A level stands as declared; whether reaching it means at least or at most follows from the polarity. A
profiled target is the elapsed share of a yearly sum (60 a year is 15 by June). A reduction is a share taken
off the baseline.
"""

from __future__ import annotations

from pipeline.definitions import Report
from pipeline.display import exact
from pipeline.figures import Figure, Figures, RowSet, derive_figure, make_figure
from pipeline.indicators import Indicator


def levels(report: Report) -> Figures:
    """The baseline and the target of every indicator that has one, with the yearly level of a profiled target."""
    made: list[Figure] = []
    for indicator in map(report.indicators.__getitem__, report.codes):
        for category in ("", *indicator.categories):
            if indicator.level("baseline", category):
                made.append(_declared(report, indicator, "baseline", category))
            if indicator.level("target", category):
                made += _target(report, indicator, category, made)
    return Figures(made)


def _target(report: Report, indicator: Indicator, category: str, made: list[Figure]) -> list[Figure]:
    target = indicator.level("target", category)
    common = {
        "unit": indicator.unit, "decimals": indicator.decimals, "basis": indicator.basis, "period": str(report.period),
        "method": f"target declared: {target.says}",
    }  # fmt: skip
    figure_id = report.figure_id(indicator.code, "target", category=category)
    if target.rule == "profiled":
        yearly = _declared(report, indicator, "target", category, basis="year")
        formula = f"yearly * {report.period.months_elapsed} / 12"
        return [yearly, derive_figure(figure_id, formula, {"yearly": yearly}, **common)]
    if target.rule == "reduction":
        rows = (_place(report, indicator, "target", category),)
        formula = f"baseline * (100 - {target.value}) / 100"
        return [derive_figure(figure_id, formula, {"baseline": made[-1]}, rows=rows, **common)]
    return [_declared(report, indicator, "target", category)]


def _declared(report: Report, indicator: Indicator, measure: str, category: str, basis: str = "") -> Figure:
    """A level as it stands in the definition; one that is still to be set is [x]."""
    level = indicator.level(measure, category)
    known = level.value is not None
    return make_figure(
        report.figure_id(indicator.code, measure, category=category, basis=basis),
        exact(level.value) if known else None, unit=indicator.unit, decimals=level.decimals,
        status="" if known else "x", reason="" if known else level.says,
        method=f"{measure} declared: {level.says}" if known else f"{measure} not set", formula="",
        basis=basis or level.basis or indicator.basis, period=str(report.period),
        rows=(_place(report, indicator, measure, category),),
    )  # fmt: skip


def _place(report: Report, indicator: Indicator, measure: str, category: str) -> RowSet:
    keys = (indicator.code, "categories", category, measure) if category else (indicator.code, measure)
    return report.definition_rows("indicators.toml", keys)
