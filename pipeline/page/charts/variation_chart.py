"""The chart of variation: quarters as a line, with their mean and the limits of their usual range."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import isnan

from pipeline.core.periods import Period
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure
from pipeline.methods.values.standing import is_unfinished
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_events import flagged
from pipeline.page.charts.chart_periods import latest_quarters, quarter_and_year
from pipeline.page.charts.chart_sheets import (
    draw_open,
    finished_chart,
    height_of,
    is_provisional,
    mark_of,
    printed,
    titled,
    values_on,
)
from pipeline.page.charts.colours import PAPER, THIS
from pipeline.page.charts.drawing import COURSE, DASHED, WIDE, Drawing
from pipeline.page.charts.svg import LINE, SIZE, width


def variation_chart(report: Report, indicator: Indicator, found: Sequence[Figure]) -> Chart | None:
    """The quarters as a line, with their mean and the limits of their usual range; of the values the latest is printed."""
    values = values_on(found, "quarter")
    quarters = [quarter for quarter in latest_quarters(report) if quarter >= min(values, default=quarter)]
    points = [values.get(quarter) for quarter in quarters]
    heights = [height_of(point) for point in points]
    drawn = [at for at, height in enumerate(heights) if not isnan(height)]
    own = [
        figure for figure in found if figure.basis == "quarter" and figure.value is not None and not figure.parts.period
    ]
    range_of = {figure.parts.measure: figure for figure in own}
    lines = {"upper_limit": "Upper limit", "mean": "Mean", "lower_limit": "Lower limit"}
    if len(drawn) < 2 or not lines.keys() <= range_of.keys():
        return None
    levels = [(words, range_of[measure]) for measure, words in lines.items()]
    outside = [(at, side) for at in drawn if (side := _beyond(points[at], range_of))]
    months = [quarter.months_in_words("quarter") for quarter in quarters]
    rows = [(words, [("Value", figure)]) for words, figure in [*zip(months, points, strict=True), *levels]]
    method = titled(indicator, "variation", f"{indicator.short_name}, by quarter, with its usual range")
    ringed = {at for at, _ in outside}

    def draw(wide: float) -> Drawing:
        return _draw(report, indicator, wide, quarters, points, levels, ringed)

    chart = finished_chart(report, indicator, "variation", method, draw, rows, [("Band", "usual range")])
    told = tuple((months[at], points[at].id, side) for at, side in outside)
    cut = tuple(words.lower() for words, figure in levels if "cut at" in figure.method)
    return replace(chart, outside=told, cut=cut, events=tuple(_flags(report, indicator, quarters)))


def _flags(report: Report, indicator: Indicator, quarters: Sequence[Period]) -> Mapping[int, float]:
    return flagged(report, indicator.code, [(one.start, one.end) for one in quarters])


def _draw(
    report: Report,
    indicator: Indicator,
    wide: float,
    quarters: Sequence[Period],
    points: Sequence[Figure | None],
    levels: Sequence[tuple[str, Figure]],
    ringed: Collection[int],
) -> Drawing:
    heights = [height_of(point) for point in points]
    drawn = [at for at, height in enumerate(heights) if not isnan(height)]
    upper, _, lower = (height_of(figure) for _, figure in levels)
    beside = [(words if wide == WIDE else words.removesuffix(" limit"), figure) for words, figure in levels]
    values = [*(heights[at] for at in drawn), *(height_of(figure) for _, figure in levels)]
    names, flags = [quarter_and_year(one) for one in quarters], _flags(report, indicator, quarters)
    sheet = Drawing(wide, values, indicator.unit, labels=names, levels=beside, flags=flags)
    sheet.scale(headroom=LINE * 2.6, footroom=LINE * 2.6, from_zero=False)
    sheet.band(lower, upper, "data-band=usual")
    for _, figure in levels:
        dashes = () if figure.parts.measure == "mean" else DASHED
        sheet.level(height_of(figure), f"data-point={figure.id}", dashes=dashes)
    places = [sheet.x(at) for at in range(len(points))], [sheet.y(height) for height in heights]
    sheet.line(*places, THIS, "data-line=points", layer=COURSE, linewidth=1.6)
    radius = min(3, sheet.slot / 3)
    for at in drawn:
        place, mark = (sheet.x(at), sheet.y(heights[at])), f"data-point={points[at].id}"
        look = (PAPER, THIS) if is_provisional(points[at]) else (THIS, THIS)
        sheet.point(*place, radius * (1.4 if at == drawn[-1] else 1), look[0], mark, edge=look[1])
        if at in ringed:  # a shape, so that it can be told without its colour
            sheet.point(*place, radius + 4, "", f"data-outside={points[at].id}")
    for at, point in enumerate(points):
        if is_unfinished(point):
            draw_open(sheet, at, 0.8, point)
    rising = heights[drawn[-1]] >= heights[drawn[-2]]
    low = _write_latest(sheet, points[drawn[-1]], drawn[-1], rising=rising) < (sheet.bottom + sheet.top) / 2
    _write_gaps(sheet, points, sheet.top - 2 * LINE if low else sheet.bottom + 4)
    sheet.finish()
    return sheet


def _beyond(point: Figure, range_of: Mapping[str, Figure]) -> str:
    """Above or below, where a point lies beyond the limits that are worked out from it and its neighbours; otherwise nothing."""
    upper, lower = range_of["upper_limit"], range_of["lower_limit"]
    if point.id not in upper.operands.values():
        return ""
    return "above" if point.value > upper.value else "below" if point.value < lower.value else ""


def _write_gaps(sheet: Drawing, points: Sequence[Figure | None], foot: float) -> None:
    """Print once in each gap of the line why it is there, away from the latest value."""
    texts = ["" if not isnan(height_of(point)) else printed(point) for point in points]
    for text, run in groupby(range(len(points)), key=texts.__getitem__):
        if text:
            gap = list(run)
            lines = text.split(" ", 1)
            half = max(map(width, lines)) / 2
            middle = min(max(sheet.x((gap[0] + gap[-1]) / 2), sheet.left + half), sheet.right - half)
            sheet.write(middle, foot, lines, mark_of(points[gap[len(gap) // 2]]))


def _write_latest(sheet: Drawing, point: Figure, at: int, *, rising: bool) -> float:
    """Print the latest value on the side away from the line that leads to it; how high it stands."""
    lines = point.display.split(" ", 1)
    middle, height = min(sheet.x(at), sheet.right - max(map(width, lines)) / 2), sheet.y(height_of(point))
    foot = height + 9 if rising else height - 9 - SIZE * 0.75 - LINE * (len(lines) - 1)
    sheet.write(middle, foot, lines, mark_of(point))
    return foot
