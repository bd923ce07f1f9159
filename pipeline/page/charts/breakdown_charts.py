"""Charts of lying bars, each with its number: the categories of a breakdown with their shares, and the figures that an analyst declares.

Bars and not slices: lengths that start at one line can be compared, angles hardly, and names stand beside their bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.figure_ids import OWN, FigureId
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.page.breakdowns import NOT_GIVEN, categories
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_findings import with_finding
from pipeline.page.charts.chart_sheets import drawn_chart, finished_chart, titled
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


def declare_chart(figure_id: str, title: str, shown: Sequence[Figure]) -> Figure:
    """A chart that a notebook of the report's own declares: a bar for each of its own figures, named by its method, on one scale.

    Takes    `own-CODE.chart`, what the chart shows, in words without a number, and two or more figures that the notebook made.
    Returns  the record of the chart: a figure like any other, which the page draws.
    Raises   ValueError, saying what to do, where it is called otherwise, or figures are of others or of different units.
    """
    parts, units = FigureId.parse(figure_id), {one.unit for one in shown}
    others = [one.id for one in shown if not one.parts.indicator.startswith(OWN)]
    problem = (
        f"it is not called {OWN}CODE.chart" if not parts.indicator.startswith(OWN) or parts.measure != "chart"
        else "it shows fewer than two figures" if len(shown) < 2
        else f"it shows {', '.join(others)}: make a figure of your own of each, whose method is what stands beside its bar" if others
        else f"its figures are of different units ({', '.join(sorted(units))}), which no one scale can show" if len(units) > 1
        else "it has no title" if not title.strip() else ""
    )  # fmt: skip
    if problem:
        raise ValueError(f"the chart {figure_id} cannot be drawn: {problem}")
    record = make_figure(
        figure_id, "drawn", unit="chart", formula="", period=shown[0].period, basis=shown[0].basis, method=title,
        received_by=max(one.received_by for one in shown), operands={f"point_{at}": one.id for at, one in enumerate(shown, start=1)},
    )  # fmt: skip
    return replace(record, display=title, magnitude=title)


def draw_declared(figures: Figures) -> list[Chart]:
    """The charts that notebooks of the report's own declare, in their order."""
    declared = [one for one in figures.values() if one.parts.indicator.startswith(OWN) and one.parts.measure == "chart"]
    return [_declared(record, [figures[one] for one in record.operands.values()]) for record in declared]


def _declared(record: Figure, shown: Sequence[Figure]) -> Chart:
    rows = [Row(one.method, "method", "bar", one) for one in shown]
    table = [(row.name, [("Value", row.figure)]) for row in rows]
    return drawn_chart(record, record.parts.indicator, "declared", lambda wide: draw_rows(wide, rows, shown[0].unit), table)
