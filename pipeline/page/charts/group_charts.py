"""Charts of groups: those that are judged by themselves, on one scale, each beside what it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import isnan

from pipeline.core.periods import Period
from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.comparisons import EARLIER, reference_figure
from pipeline.methods.values.standing import is_unfinished
from pipeline.page.area_words import REFERENCE_WORDS
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_periods import complete_years, latest_quarters, quarter_and_year, year_name
from pipeline.page.charts.chart_sheets import (
    Panels,
    bar_look,
    draw_open,
    finished_chart,
    height_of,
    mark_of,
    printed,
    titled,
    values_on,
)
from pipeline.page.charts.drawing import BAR_WIDTH, BARS, PANEL, WIDE, Drawing, placed_bars
from pipeline.page.charts.lying_rows import Row, draw_rows
from pipeline.page.charts.svg import LINE, SIZE, name_lines, width

TWO_YEARS, FEWEST = 8, 3  # quarters, and periods of which a drawing over time is made


def groups_chart(report: Report, indicator: Indicator, figures: Figures) -> Chart | None:
    """A bar a group, and across each a line at what it is held against; against an earlier period a point, joined to a line there.

    Nothing of fewer than two values.
    """
    if indicator.areas or len(indicator.groups) < 2 or is_area_reference(indicator.comparator):
        return None
    values = {group: figures.get(report.figure_id(indicator.code, "value", category=group)) for group in indicator.groups if group}
    if sum(one is not None and one.value is not None for one in values.values()) < 2:
        return None
    held = {group: reference_figure(report, figures, indicator.code, group) for group in values}
    against, some = REFERENCE_WORDS[indicator.comparator], any(held.values())
    since = indicator.comparator in EARLIER
    rows = [
        Row(group, "category", "point" if since else "bar", value, since=held[group] if since else None,
            across=(("line", held[group]),) if held[group] and not since else ())
        for group, value in values.items()
    ]  # fmt: skip
    title = f"{indicator.short_name}, by group" + (f", beside the {against}" if some else "")
    table = [
        (row.name, [("Value", row.figure), *([(against.capitalize(), held[row.name])] if some else [])]) for row in rows
    ]
    return finished_chart(
        report, indicator, "groups", titled(indicator, "groups", title), lambda wide: draw_rows(wide, rows, indicator.unit), table,
        [("Lines", against)] if some else [],
    )  # fmt: skip


def groups_over_time(report: Report, indicator: Indicator, figures: Figures) -> Chart | None:
    """A drawing a group, all on one scale: its quarters of two years or, where fewer than three are there, its years."""
    found: dict[str, list[Figure]] = {}
    for figure in figures.of(indicator.code) if indicator.groups_over_time else ():
        if figure.parts.category:
            found.setdefault(figure.parts.category, []).append(figure)
    whole = "calendar_year" if indicator.basis == "calendar_year" else "year"
    quarters = {one: quarter_and_year(one) for one in latest_quarters(report)[-TWO_YEARS:]}
    years = {one: year_name(one) for one in complete_years(report, indicator)}
    for basis, names in (("quarter", quarters), (whole, years)):
        values = {group: values_on(of, basis) for group, of in found.items()}
        shown = {group: known for group, known in values.items() if any(one in known and known[one].value is not None for one in names)}
        periods = [one for one in names if any(one in known for known in shown.values())]
        if len(shown) > 1 and len(periods) >= FEWEST:
            return _over_time(report, indicator, shown, {one: names[one] for one in names if periods[0] <= one <= periods[-1]})
    return None


def _over_time(
    report: Report, indicator: Indicator, shown: Mapping[str, Mapping[Period, Figure]], names: Mapping[Period, str]
) -> Chart:
    points = {group: [known.get(one) for one in names] for group, known in shown.items()}
    rows = [(group, list(zip(names.values(), known, strict=True))) for group, known in points.items()]
    lines = {group: name_lines(group, int((PANEL - 4) / (0.58 * SIZE))) for group in points}
    head = LINE * max(map(len, lines.values()))

    def draw(wide: float) -> Panels:
        there = points if wide == WIDE else {}
        return Panels({group: _panel(indicator.unit, points, group, list(names.values()), lines[group], head) for group in there})

    method = titled(indicator, "panels", f"{indicator.short_name}, by group over time")
    return finished_chart(report, indicator, "panels", method, draw, rows)


def _panel(
    unit: str, points: Mapping[str, Sequence[Figure | None]], group: str, names: Sequence[str], title: Sequence[str], head: float
) -> Drawing:
    """The bars of one group, on the scale of all; why one is missing stands once in each gap, and the newest has its number."""
    values = [height_of(one) for of in points.values() for one in of if one is not None and one.value is not None]
    newest = [part for of in points.values() if of[-1] is not None for part in of[-1].display.split(" ", 1)]
    sheet = Drawing(PANEL, values, unit, labels=names, head=head, beside=max(map(width, newest), default=0) / 2 - 4)
    sheet.scale(headroom=2 * LINE + 8)
    sheet.write(2, sheet.height - LINE * len(title) + 4, title, "data-label=category", align="left")
    own = points[group]
    heights = [0 if isnan(height_of(one)) else height_of(one) for one in own]
    drawn = [one for one in own if not isnan(height_of(one))]
    for figure, (left, right, height) in zip(drawn, placed_bars(tuple(map(height_of, own))), strict=True):
        low, high = sorted((sheet.y(0), sheet.y(height)))
        sides = sheet.x(left), low, sheet.x(right) - sheet.x(left), high - low
        sheet.box(*sides, f"data-point={figure.id}", layer=BARS, **bar_look(figure))
    for at, figure in enumerate(own):
        if is_unfinished(figure):
            draw_open(sheet, at, BAR_WIDTH, figure)
    for text, run in groupby(range(len(own)), key=lambda at: printed(own[at]) if isnan(height_of(own[at])) else ""):
        if text:
            gap = list(run)
            near = heights[max(0, gap[0] - 1) : gap[-1] + 2]
            middle = sheet.x((gap[0] + gap[-1]) / 2)
            middle = min(max(middle, sheet.left + width(text) / 2), sheet.wide - width(text) / 2)
            foot = sheet.y(max(0, *near)) + (4 if gap[-1] + 1 < len(own) - 1 else 4 + LINE)
            sheet.write(middle, foot, text.split(" ", 1), mark_of(own[gap[len(gap) // 2]]))
    if not isnan(height_of(own[-1])):
        sheet.write(sheet.x(len(own) - 1), sheet.y(max(0, heights[-1])) + 4, own[-1].display.split(" ", 1), mark_of(own[-1]))
    sheet.finish()
    return sheet
