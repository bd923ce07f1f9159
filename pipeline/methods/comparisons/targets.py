"""Targets and baselines: levels that are declared, and what they come to at this point of the year.

A level stands as declared; whether reaching it means at least or at most follows from the polarity. A
profiled level is the elapsed share of a yearly sum (60 a year is 15 by June). A reduction is a share taken
off the baseline. What is worked out is printed as precisely as it is, up to two decimals: of 19 a year, 4.75
are not 5. Where a level was revised, the one that held on each of the other days that are compared is a figure of its own.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

from pipeline.core.cited_rows import RowSet
from pipeline.core.display import exact
from pipeline.core.faults import present
from pipeline.core.periods import Period
from pipeline.core.words import Words, worded
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.levels import Level, Target
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure
from pipeline.figures.formulas import Value
from pipeline.methods.comparisons.comparisons import current_values, low_reliability
from pipeline.methods.comparisons.rules_of_day import fits, level_basis, level_id, level_on, other_days


def levels(report: Report) -> Figures:
    """The baseline and the target of every indicator that has one, on each day that the report holds against one.

    Returns  `.target` and `.baseline` in the indicator's unit, with the line of the definition as their row; of a
             profiled one the yearly level too, of a reduction its per cent. What is worked out has up to two decimals;
             [x] where a level is still to be set.
    """
    made: dict[str, Figure] = {}
    for indicator in map(report.indicators.__getitem__, report.codes):
        for category in indicator.level_groups:
            for measure in ("baseline", "target"):
                for period in (report.period_of(indicator.code), *other_days(report, indicator, measure, category)):
                    if level_on(report, indicator.code, measure, category, period):
                        made |= {one.id: one for one in _level(report, indicator, measure, category, period, made)}
    return Figures(made.values())


def reductions(report: Report, figures: Figures) -> Figures:
    """How far a value lies below its baseline, where the target asks for such a reduction.

    Returns  `.reduction`, per cent of the baseline, one decimal unless declared; [z] of a baseline of 0. None where
             value and baseline cover other days.
    Trap     a rise is a reduction below 0.
    """
    made: list[Figure] = []
    for code, category, value in current_values(report, figures):
        target = report.indicators[code].level("target", category)
        if isinstance(target, Target) and target.rule == "reduction":
            baseline = figures[report.figure_id(code, "baseline", category=category)]
            if not fits(report, baseline, value):
                continue  # part of a year is not less than the year
            made.append(
                derive_figure(
                    report.figure_id(code, "reduction", category=category), "(baseline - value) / baseline * 100",
                    {"baseline": baseline, "value": value}, zero_base="baseline", unit="percent",
                    mark=low_reliability(report, figures, report.indicators[code], baseline),
                    decimals=report.indicators[code].places("reduction", 1), method="reduction off the baseline",
                    basis=report.indicators[code].basis, period=str(report.period_of(code)),
                )
            )  # fmt: skip
    return Figures(made)


def _level(
    report: Report, indicator: Indicator, measure: str, category: str, period: Period, made: dict[str, Figure]
) -> list[Figure]:
    level = present(level_on(report, indicator.code, measure, category, period))
    if level.rule == "level":
        return [_declared(report, indicator, measure, category, period)]
    if level.rule == "profiled":
        declared = _declared(report, indicator, measure, category, period, basis="year")
        formula, operands = f"yearly * {_days(report, indicator, period).months_elapsed} / 12", {"yearly": declared}
    else:
        declared = _declared(report, indicator, measure, category, period, reference="reduction", unit="percent")
        baseline = made[level_id(report, indicator.code, "baseline", category, period)]
        formula, operands = "baseline * (100 - wanted) / 100", {"baseline": baseline, "wanted": declared}
    covered = level_basis(report, indicator, measure, category, period)
    worked_out = partial(
        derive_figure, report.figure_id(indicator.code, measure, category=category, period=period),
        formula, operands, unit=indicator.unit, method=_method(measure, level), basis=covered,
        period=str(_days(report, indicator, period, "" if covered == indicator.basis else covered)),
    )  # fmt: skip
    needed = decimals_needed(worked_out(decimals=2).value)
    return [declared, worked_out(decimals=max(indicator.decimals, needed))]


def decimals_needed(value: Value | None) -> int:
    """How many decimals say the value exactly, up to two."""
    return next((places for places in (0, 1) if not isinstance(value, Fraction) or (value * 10**places).denominator == 1), 2)


def _declared(
    report: Report,
    indicator: Indicator,
    measure: str,
    category: str,
    held: Period,
    *,
    basis: str = "",
    reference: str = "",
    unit: str = "",
) -> Figure:
    """A level as it stands in the definition; one that is still to be set is [x]."""
    level = present(level_on(report, indicator.code, measure, category, held))
    known = level.value is not None
    days = _days(report, indicator, held, basis or level.basis or "")
    period = days.financial_year_period() if basis == "year" else days
    named = None if held == report.period_of(indicator.code) else held
    return make_figure(
        report.figure_id(
            indicator.code, measure, category=category, basis=basis, reference=reference, period=named
        ),
        None if level.value is None else exact(level.value), unit=unit or indicator.unit, decimals=level.decimals,
        status="" if known else "x", reason="" if known else level.says,
        method=_method(measure, level) if known else worded("not_set", f"{measure} not set"), formula="",
        basis=basis or level.basis or indicator.basis, period=str(period),
        rows=(_place(report, indicator, measure, category, level),),
    )  # fmt: skip


def _days(report: Report, indicator: Indicator, held: Period, basis: str = "") -> Period:
    """The period that a level is told for: a calendar year is the last one that was over by then."""
    return report.period_of(indicator.code, basis) if held == report.period_of(indicator.code) else held


def _method(measure: str, level: Level) -> Words:
    """Who or what says so, and from when on where the level did not hold from the start."""
    since = f" from {level.applies_from}" if level.applies_from else ""
    text = f"{measure} declared{since}: {level.says}"
    return worded("declared", text, says=level.says, applies_from=level.applies_from)


def _place(report: Report, indicator: Indicator, measure: str, category: str, level: Level) -> RowSet:
    at = indicator.levels_declared(measure, category).index(level)
    own = category and category != indicator.own_area
    keys = (indicator.code, "categories", category, measure) if own else (indicator.code, measure)
    return replace(report.definition_rows("indicators.toml", (*keys, at)), column=measure)
