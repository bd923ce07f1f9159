"""Similar areas: where the own area lies among them, each with the limits of chance for its size, ranked and as a funnel.

Never a league table: an area within its limits is not told from its group by more than chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.funnels import LEVELS, limit_id
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_sheets import finished_chart, height_of, titled
from pipeline.page.charts.colours import BAR, GRID, INK, MIDDLE, THIS
from pipeline.page.charts.drawing import DASHED, GRIDS, WIDE, Sheet, axis_ticks, tick_words
from pipeline.page.charts.lying_rows import Row, draw_rows
from pipeline.page.charts.svg import LINE, SIZE, width

ENDS = ("lower", "upper")


@dataclass(frozen=True)
class _Area:
    """An area with its value, its size, and its four limits: the inner lower and upper one, and the outer ones."""

    name: str
    value: Figure
    size: Figure
    limits: tuple[Figure, ...]
    own: bool

    @property
    def side(self) -> str:
        """Above or below its inner limits, or nothing."""
        lower, upper = self.limits[:2]
        return "above" if self.value.value > upper.value else "below" if self.value.value < lower.value else ""


def area_charts(report: Report, indicator: Indicator, figures: Figures) -> list[Chart]:
    """A ranked strip and a funnel for each group of areas of which every value and every limit is there."""
    charts = []
    for key, group in (indicator.areas.groups if indicator.areas else {}).items():
        areas = [_area(report, indicator, figures, key, area) for area in group.areas]
        known = [area for area in areas if area is not None]
        if len(known) > 2 and len(known) == len(areas):
            charts += _both(report, indicator, known, key)
    return charts


def _area(report: Report, indicator: Indicator, figures: Figures, key: str, area: str) -> _Area | None:
    names = [report.figure_id(indicator.code, measure, category=area) for measure in ("value", "denominator")]
    names += [limit_id(report, indicator, area, key, end, level) for level in LEVELS for end in ENDS]
    found = [figures.get(name) for name in names]
    there = [one for one in found if one is not None and one.value is not None]
    return _Area(area, there[0], there[1], tuple(there[2:]), area == indicator.areas.own) if len(there) == len(names) else None


def _both(report: Report, indicator: Indicator, areas: Sequence[_Area], key: str) -> list[Chart]:
    ranked = sorted(areas, key=lambda area: (-area.value.value, area.name))
    outside = tuple((area.name, area.value.id, area.side) for area in ranked if area.side)
    name = indicator.areas.groups[key].name
    rows = [Row(area.name, "category", "own" if area.own else "point", area.value, limits=area.limits[:2], ringed=bool(area.side)) for area in ranked]
    told = [
        (area.name, [("Value", area.value), ("Lower limit", area.limits[0]), ("Upper limit", area.limits[1])]) for area in ranked
    ]
    wider = ("Lower outer limit", "Upper outer limit")
    whole = [
        (area.name, [("Value", area.value), ("Of", area.size), *zip(("Lower limit", "Upper limit", *wider), area.limits, strict=True)])
        for area in ranked
    ]  # fmt: skip
    own = next(area.name for area in areas if area.own)
    titles = {
        "areas": f"{indicator.short_name}, in the {name}, each area with its limits",
        "funnel": f"{indicator.short_name}, in the {name}, by size",
    }
    drawings = {"areas": lambda wide: draw_rows(wide, rows, indicator.unit, names=120), "funnel": lambda wide: _funnel(wide, areas, indicator.unit)}
    tables, keys = {"areas": told, "funnel": whole}, [("Dark point", own), ("Thin lines", "limits of chance around the group")]
    return [
        replace(
            finished_chart(report, indicator, kind, titled(indicator, kind, title, of=name), drawings[kind], tables[kind], keys),
            outside=outside, group=key,
        )
        for kind, title in titles.items()
    ]  # fmt: skip


def _funnel(wide: float, areas: Sequence[_Area], unit: str) -> Sheet:
    """Each area at its size and its value, between the limits of each size."""
    by_size = sorted(areas, key=lambda area: area.size.value)
    sizes = [height_of(area.size) for area in by_size]
    heights = [height_of(one) for area in areas for one in (area.value, *area.limits)]
    low, high, most = min(0.0, *heights), max(heights), max(sizes)
    sheet = Sheet(wide, 250 if wide == WIDE else 230)
    ticks = [one for one in axis_ticks(low, high, unit, 5) if low <= one <= high]
    words = tick_words(ticks, unit)
    left, right, bottom, top = 8 + max(map(width, words)), wide - 12, 2 * LINE + 6, sheet.height - 10

    def x(size: float) -> float:
        return left + size / (1.04 * most) * (right - left)

    def y(value: float) -> float:
        return bottom + (value - low) / (high - low) * (top - bottom)

    for tick, told in zip(ticks, words, strict=True):
        sheet.line([left, right], [y(tick)] * 2, MIDDLE if tick == 0 else GRID, layer=GRIDS)
        sheet.write(left - 4, y(tick) - SIZE * 0.36, [told], "data-tick=y", align="right")
    across = [one for one in axis_ticks(0, most, "count", 4 if wide == WIDE else 2) if 0 <= one <= most]
    for tick, told in zip(across, tick_words(across, "count"), strict=True):
        sheet.line([x(tick)] * 2, [bottom - 4, bottom], MIDDLE, linewidth=1)
        sheet.write(x(tick), bottom - 4 - SIZE, [told], "data-tick=x")
    sheet.write((left + right) / 2, 4, ["Population or cases"])
    for at in range(4):
        places = [(x(size), y(height_of(area.limits[at]))) for area, size in zip(by_size, sizes, strict=True)]
        sheet.line(*zip(*places, strict=True), INK, "data-line=limits", linewidth=1, dashes=() if at < 2 else DASHED)
        for (across_, along), area in zip(places, by_size, strict=True):
            sheet.point(across_, along, 0.8, INK, f"data-point={area.limits[at].id}")
    for area in sorted(areas, key=lambda one: one.own):
        place = x(height_of(area.size)), y(height_of(area.value))
        sheet.point(*place, 6 if area.own else 4, THIS if area.own else BAR, f"data-point={area.value.id}")
        if area.side:
            sheet.point(*place, 9, "", f"data-outside={area.value.id}")
        if area.own or area.side:
            end = place[0] + 12 + width(area.name) > wide
            sheet.write(place[0] + (-12 if end else 12), place[1] - SIZE * 0.36, [area.name], "data-label=category", align="right" if end else "left")
    return sheet
