"""Charts of breakdowns: one bar a category, lying down, with its number and its share of the total.

Bars and not slices: lengths that start at one line can be compared, angles hardly, and names stand beside their bars.
"""

from __future__ import annotations

from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.page.breakdowns import NOT_GIVEN, categories
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_findings import with_finding
from pipeline.page.charts.chart_sheets import finished_chart, titled
from pipeline.page.charts.lying_rows import Row, draw_rows


def draw_breakdowns(report: Report, figures: Figures) -> list[Chart]:
    """A chart of every indicator that is broken down, in the order of the definition; none of fewer than two categories."""
    drawn = [_chart(report, figures, code) for code in report.codes if len(categories(report, figures, code)) > 1]
    return [with_finding(report, figures, chart) for chart in drawn]


def _chart(report: Report, figures: Figures, code: str) -> Chart:
    indicator, rows = report.indicators[code], []
    for category in categories(report, figures, code):
        value, share = (figures[report.figure_id(code, measure, category=category)] for measure in ("value", "share"))
        rows.append(Row(category, "category", "empty" if category == NOT_GIVEN else "bar", value, beside=share))
    title = f"{indicator.short_name}: number and share of all {indicator.noun.many}"
    table = [(row.name, [("Number", row.figure), ("Share", row.beside)]) for row in rows]
    method = titled(indicator, "breakdown", title, of=indicator.noun.many)
    return finished_chart(report, indicator, "breakdown", method, lambda wide: draw_rows(wide, rows, indicator.unit), table)
