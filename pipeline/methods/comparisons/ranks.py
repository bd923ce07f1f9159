"""Ranks: the place of the own area in a group of areas, and how it moved.

1 is the declared end, lowest or highest. Areas with the same value share the better rank, and the next one is left out
(1, 2, 2, 4). A rank is of all areas of the group: with one missing it is [x] with the names of those, never a rank among
the others. The movement is in places: above 0 is nearer to first.
"""

from __future__ import annotations

from pipeline.core.faults import present
from pipeline.core.periods import Period
from pipeline.definitions.indicators.areas import GROUP, AreaGroup
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure
from pipeline.methods.comparisons.area_comparators import of_all, of_areas
from pipeline.methods.comparisons.comparisons import break_mark, earlier_period

RANKED = ("rank", "areas", "shared")


def ranks(report: Report, figures: Figures) -> Figures:
    """The own area's place in each group that has a rank, now and before.

    Returns  `.rank` (1 is first), `.areas` (how many), `.shared` (how many others have the same value) and
             `.rank_change` (places; above 0 is nearer to first), each `CODE[own].MEASURE:group_KEY`. [x] with the names
             of areas that are missing.
    Trap     a rank says nothing of how far apart the areas are.
    """
    made: list[Figure] = []
    for code in report.codes:
        indicator = report.indicators[code]
        for key, group in indicator.areas.groups.items() if indicator.areas else ():
            if group.rank and group.areas:
                now = _rank(report, figures, indicator, key, group, report.period_of(indicator.code))
                before = _rank(report, figures, indicator, key, group, earlier(report, indicator, group))
                made += [*now, *before, movement(report, indicator, key, now[0], before[0])]
    return Figures(made)


def earlier(report: Report, indicator: Indicator, group: AreaGroup) -> Period:
    """The period since which a rank has moved."""
    return earlier_period(report.period_of(indicator.code), indicator.basis, group.moved_since)


def rank_id(report: Report, indicator: Indicator, key: str, measure: str, period: Period | None = None) -> str:
    """The id of a figure of the own area's rank in a group."""
    own = present(indicator.areas).own
    return report.figure_id(indicator.code, measure, category=own, reference=GROUP + key, period=period)


def movement(report: Report, indicator: Indicator, key: str, now: Figure, before: Figure) -> Figure:
    """`.rank_change`: how many places nearer to first the rank is than before, below 0 farther; [x] where one is missing."""
    return derive_figure(
        rank_id(report, indicator, key, "rank_change"), "earlier - rank", {"earlier": before, "rank": now},
        unit="rank", method="places nearer to first", mark=break_mark(indicator, now, before), basis=now.basis, period=now.period,
    )  # fmt: skip


def _rank(
    report: Report, figures: Figures, indicator: Indicator, key: str, group: AreaGroup, period: Period
) -> list[Figure]:
    basis, parts = indicator.basis, of_areas(report, figures, indicator, group, period, indicator.basis)
    own = f"area_{group.areas.index(present(indicator.areas).own) + 1}"
    others = ", ".join(name for name in parts if name != own)
    formulas = (f"rank_{group.rank}({own}, {others})", f"how_many({own}, {others})", f"level_with({own}, {others})")
    methods = ("rank among the areas of the group", "areas of the group", "other areas with the same value")
    found = []
    for measure, formula, method in zip(RANKED, formulas, methods, strict=True):
        common = {
            "unit": "rank" if measure == "rank" else "count", "method": method, "basis": basis,
            "period": str(period.named_for(basis)),
        }  # fmt: skip
        found.append(
            of_all(report, rank_id(report, indicator, key, measure, period), formula, parts, group, period, common)
        )
    return found
