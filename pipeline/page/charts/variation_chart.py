"""The chart of variation: quarters as a line, with their mean and the limits of their usual range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import isnan

from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure
from pipeline.methods.values.standing import is_unfinished
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_periods import (
    latest_quarters,
    quarter_and_year,
)
from pipeline.page.charts.chart_sheets import (
    DASHED,
    chart_id_of,
    draw_open,
    finished_chart,
    height_of,
    mark_of,
    new_sheet,
    printed,
    values_on,
)
from pipeline.page.charts.colours import INK, THIS, USUAL_RANGE
from pipeline.page.charts.drawing import SIZE, Drawing, drawing_style, value_labels, width


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
    upper, mean, lower = (height_of(figure) for _, figure in levels)
    with drawing_style(chart_id_of(indicator, "variation")):
        names = [quarter_and_year(quarter) for quarter in quarters]
        sheet = new_sheet(report, indicator, [*(heights[at] for at in drawn), upper, mean, lower], names, levels)
        sheet.scale(headroom=SIZE * 1.8, footroom=SIZE * 1.8, from_zero=False)
        sheet.axes.axhspan(lower, upper, color=USUAL_RANGE, linewidth=0, zorder=0)
        for height, style in ((upper, DASHED), (mean, "solid"), (lower, DASHED)):
            sheet.axes.axhline(height, color=INK, linewidth=1, linestyle=style, zorder=2)
        sheet.axes.plot(heights, color=THIS, linewidth=1.6, zorder=3)
        for at in drawn:
            size = 8 if at == drawn[-1] else 5
            (marker,) = sheet.axes.plot([at], [heights[at]], "o", color=THIS, markersize=size, zorder=4, clip_on=False)
            sheet.mark(marker, "data-point", points[at].id)
        outside = [(at, side) for at in drawn if (side := _beyond(points[at], range_of))]
        for at, _ in outside:  # a shape, so that it can be told without its colour
            (ring,) = sheet.axes.plot(
                [at], [heights[at]], "o", markersize=14, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.4,
                zorder=5, clip_on=False,
            )  # fmt: skip
            sheet.mark(ring, "data-outside", points[at].id)
        for at, point in enumerate(points):
            if is_unfinished(point):
                draw_open(sheet, at, 0.8, point)
        _write_gaps(sheet, points)
        _write_latest(sheet, points[drawn[-1]], drawn[-1], rising=heights[drawn[-1]] >= heights[drawn[-2]])
        sheet.finish()
        months = [quarter.months_in_words("quarter") for quarter in quarters]
        rows = [(words, [("Value", figure)]) for words, figure in [*zip(months, points, strict=True), *levels]]
        title = f"{indicator.short_name}, by quarter, with its usual range"
        chart = finished_chart(report, indicator, "variation", title, sheet, rows)
        ringed = tuple((months[at], points[at].id, side) for at, side in outside)
        cut = tuple(words.lower() for words, figure in levels if "cut at" in figure.method)
        return replace(chart, outside=ringed, cut=cut)


def _beyond(point: Figure, range_of: Mapping[str, Figure]) -> str:
    """Above or below, where a point lies beyond the limits that are worked out from it and its neighbours; otherwise nothing."""
    upper, lower = range_of["upper_limit"], range_of["lower_limit"]
    if point.id not in upper.operands.values():
        return ""
    return "above" if point.value > upper.value else "below" if point.value < lower.value else ""


def _write_gaps(sheet: Drawing, points: Sequence[Figure | None]) -> None:
    """Print once in each gap of the line why it is there."""
    texts = ["" if not isnan(height_of(point)) else printed(point) for point in points]
    for text, run in groupby(range(len(points)), key=texts.__getitem__):
        if text:
            gap = list(run)
            (label,) = value_labels([text], sheet.slot * len(gap))
            middle, point = sheet.x((gap[0] + gap[-1]) / 2), points[gap[len(gap) // 2]]
            sheet.write(middle, sheet.bottom + 4, label.lines, mark_of(point), upright=label.upright, patch=True)


def _write_latest(sheet: Drawing, point: Figure, at: int, *, rising: bool) -> None:
    """Print the latest value on the side away from the line that leads to it."""
    middle, height = min(sheet.x(at), sheet.right - width(point.display) / 2), sheet.y(height_of(point))
    sheet.write(middle, height + 7 if rising else height - 7 - SIZE * 0.75, [point.display], mark_of(point), patch=True)
