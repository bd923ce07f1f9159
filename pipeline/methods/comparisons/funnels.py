"""Funnels: how far chance alone carries an area of its size from what its group comes to."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.faults import present
from pipeline.core.words import Words, worded
from pipeline.definitions.indicators.areas import GROUP
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.area_comparators import COUNTS, of_all, of_areas

# A limit's level in per cent, and the shares of chance below the lower and the upper one.
LEVELS = {"95": ("0.025", "0.975"), "99.8": ("0.001", "0.999")}


def funnels(report: Report, figures: Figures) -> Figures:
    """The control limits of every area of a group, for percentages and rates whose counts are there.

    Returns  `CODE[area].lower_limit:group_KEY_95` and `_998`, and the upper ones, in the indicator's unit: the number of cases
             below or above which an area of this size would lie by chance with 2.5% (0.1%), over its denominator. [x] with
             the names of the areas without counts.
    Source   exact quantiles of the binomial distribution (percentages) and of the Poisson (rates) around what the group comes
             to: Spiegelhalter (2005), Stat Med 24:1185, without its interpolation between two numbers of cases.
    Trap     the group's mean holds the area itself; for independent cases only, so many areas outside mean other causes.
    """
    made: list[Figure] = []
    for code in report.codes:
        indicator = report.indicators[code]
        if indicator.aggregation == "ratio" and indicator.areas:
            for key, group in indicator.areas.groups.items():
                made += _of_group(report, figures, indicator, key) if group.areas else []
    return Figures(made)


def limit_id(report: Report, indicator: Indicator, area: str, key: str, end: str, level: str) -> str:
    reference = f"{GROUP}{key} {level.replace('.', '')}"
    return report.figure_id(indicator.code, f"{end}_limit", category=area, reference=reference)


def _of_group(report: Report, figures: Figures, indicator: Indicator, key: str) -> Iterable[Figure]:
    group, period = present(indicator.areas).groups[key], report.period_of(indicator.code)
    counts = [of_areas(report, figures, indicator, group, period, indicator.basis, measure) for measure in COUNTS]
    if not any(counts[0].values()):
        return  # it came without counts
    above, below = ({f"{name}_{measure}": one for name, one in found.items()} for measure, found in zip(COUNTS, counts, strict=True))
    parts, together = above | below, (" + ".join(above), " + ".join(below))
    for number, area in enumerate(group.areas, start=1):
        people, value = f"area_{number}_denominator", figures.get(report.figure_id(indicator.code, "value", category=area))
        told = {
            "unit": indicator.unit, "decimals": value.decimals if value else indicator.decimals, "basis": indicator.basis,
            "period": str(period.named_for(indicator.basis)),
        }  # fmt: skip
        for level, shares in LEVELS.items():
            for end, share in zip(("lower", "upper"), shares, strict=True):
                if indicator.unit == "percent":
                    cases = f"binomial_quantile({share}, {people}, ({together[0]}) / ({together[1]}))"
                else:
                    cases = f"poisson_quantile({share}, {people} * ({together[0]}) / ({together[1]}))"
                formula, name = f"{cases} / {people} * {indicator.per}", limit_id(report, indicator, area, key, end, level)
                yield of_all(report, name, formula, parts, group, period, {**told, "method": _method(indicator, level)})


def _method(indicator: Indicator, level: str) -> Words:
    which = "binomial" if indicator.unit == "percent" else "Poisson"
    return worded("funnel", f"exact {which} limits around the group, {level}%", level=level)
