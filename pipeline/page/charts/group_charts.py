"""Charts of groups: those that are judged by themselves, on one scale, each beside what it is held against."""

from __future__ import annotations

from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.methods.comparisons.comparisons import EARLIER, reference_figure
from pipeline.page.area_words import REFERENCE_WORDS
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_sheets import finished_chart, titled
from pipeline.page.charts.lying_rows import Row, draw_rows


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
