"""Rules of their day: which target or baseline holds for a value of some days, and which figure it is.

A level that was revised is several figures: that of the report's own period has no period in its id, the one that held in
an earlier quarter is `A1.target@2024-25-Q1`. Of a stretch of days the rule of its last day counts; an indicator with days of
its own has the rule of those.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.faults import present
from pipeline.core.periods import Period
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.levels import Level, Target
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure
from pipeline.methods.values.series import days_compared


def level_on(report: Report, code: str, measure: str, category: str, period: Period) -> Level | None:
    """The target or baseline that holds at the end of a period."""
    return report.indicators[code].on(period).level(measure, category)


def level_id(report: Report, code: str, measure: str, category: str, period: Period) -> str:
    """The id of the target or baseline that holds at the end of a period; empty where none does."""
    if level_on(report, code, measure, category, period) is None:
        return ""
    same = holds_as_now(report, code, measure, category, period)
    return report.figure_id(code, measure, category=category, period=None if same else period)


def holds_as_now(report: Report, code: str, measure: str, category: str, period: Period) -> bool:
    """Whether what holds at the end of a period is what holds at the end of the indicator's own; of a reduction, its baseline too."""
    now, then = (level_on(report, code, measure, category, one) for one in (report.period_of(code), period))
    reduced = isinstance(then, Target) and then.rule == "reduction"
    return now == then and (not reduced or holds_as_now(report, code, "baseline", category, period))


def level_basis(report: Report, indicator: Indicator, measure: str, category: str, period: Period) -> str:
    """The days that a level is of: those it names, of a reduction those that its baseline names, or else the indicator's."""
    level = present(level_on(report, indicator.code, measure, category, period))
    if isinstance(level, Target) and level.rule == "reduction" and not level.basis:
        return level_basis(report, indicator, "baseline", category, period)
    return level.basis or indicator.basis


def fits(report: Report, level: Figure, value: Figure) -> bool:
    """Whether a level can be held against a value: a percentage against any, another against as many months as it covers."""
    months = Period.parse(value.period, value.basis).months_covered(value.basis)
    return level.unit == "percent" or report.period_of(level.parts.indicator).months_covered(level.basis) == months


def other_days(report: Report, indicator: Indicator, measure: str, category: str) -> Iterator[Period]:
    """The earlier ends of days on which another level held than now and that the report holds against one, each once."""
    held = [*days_compared(report, indicator)]
    if indicator.unit == "percent":  # a chart of the year's quarters draws the level beside each
        own = report.period_of(indicator.code)
        held += [(one, "quarter") for one in own.quarters_to_date() if one.end <= own.end]
    ends = {
        period.end: period
        for period, basis in reversed(held)
        if _may_fit(report, indicator, measure, category, period, basis)
    }
    for period in sorted(ends.values()):
        if not holds_as_now(report, indicator.code, measure, category, period):
            yield period


def _may_fit(report: Report, indicator: Indicator, measure: str, category: str, period: Period, basis: str) -> bool:
    """Whether the level of a period's day covers as many months as a value of that period, or is a percentage."""
    level = level_on(report, indicator.code, measure, category, period)
    covered = level and report.period.months_covered(level_basis(report, indicator, measure, category, period))
    return indicator.unit == "percent" or covered == period.months_covered(basis)
