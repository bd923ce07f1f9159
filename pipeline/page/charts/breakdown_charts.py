"""Charts of breakdowns: one bar a category, lying down, with its number and its share of the total.

Bars and not slices: lengths that start at one line can be compared, angles hardly, and names stand beside
their bars. Names and numbers are written out, so that no axis and no legend are needed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.words import worded
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.page.breakdowns import NOT_GIVEN, categories
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.colours import INK, LEVEL, MIDDLE, THIS
from pipeline.page.charts.drawing import LINE, SIZE, WIDTH, Sheet, drawing_style, width
from pipeline.page.charts.svg import safe_id

NAMES = 152  # points for the names of the categories: about 24 letters a line
GAP, BETWEEN, BAR = 5, 11, 12  # points beside a bar, between two rows, and across a bar


@dataclass(frozen=True)
class _Row:
    """A category with its name in lines, its number and its share."""

    name: str
    lines: tuple[str, ...]
    value: Figure
    share: Figure

    @property
    def height(self) -> float:
        return LINE * len(self.lines) + BETWEEN


def draw_breakdowns(report: Report, figures: Figures) -> list[Chart]:
    """A chart of every indicator that is broken down, in the order of the definition; none of fewer than two categories."""
    drawn = []
    for code in report.codes:
        rows = [_row(report, figures, code, category) for category in categories(report, figures, code)]
        if len(rows) > 1:
            drawn.append(_chart(report, code, rows))
    return drawn


def _row(report: Report, figures: Figures, code: str, category: str) -> _Row:
    lines = textwrap.wrap(category, int(NAMES / (0.62 * SIZE)), break_on_hyphens=False)
    value, share = (figures[report.figure_id(code, measure, category=category)] for measure in ("value", "share"))
    return _Row(category, tuple(lines), value, share)


def _chart(report: Report, code: str, rows: Sequence[_Row]) -> Chart:
    indicator = report.indicators[code]
    title = f"{indicator.short_name}: number and share of all {indicator.noun.many}"
    chart_id = report.figure_id(code, "chart", reference="breakdown")
    shown = [figure for row in rows for figure in (row.value, row.share)]
    record = make_figure(
        chart_id, "drawn", unit="chart", formula="", period=str(report.period_of(code)), basis=indicator.basis,
        method=worded("chart", "chart", shows="breakdown", name=indicator.short_name, of=indicator.noun.many),
        received_by=max(figure.received_by for figure in shown),
        operands={f"point_{number}": figure.id for number, figure in enumerate(shown, start=1)},
    )  # fmt: skip
    table = tuple((row.name, (("Number", row.value.id), ("Share", row.share.id))) for row in rows)
    figure = replace(record, display=title, magnitude=title)
    return Chart(figure, code, "breakdown", title, _svg(chart_id, rows), table)


def _svg(chart_id: str, rows: Sequence[_Row]) -> str:
    """The bars from the top, all on one scale that starts at 0. An absent number has its mark and no bar."""
    number = max(width(row.value.display) for row in rows)
    share = max(width(row.share.display) for row in rows)
    start, room = NAMES + GAP, WIDTH - NAMES - number - share - 5 * GAP
    longest = max(row.value.printed or 0 for row in rows)
    with drawing_style(chart_id):
        sheet = Sheet(sum(row.height for row in rows))
        y = sheet.height
        for row in rows:
            y -= row.height
            middle = y + row.height / 2
            foot = middle - LINE * len(row.lines) / 2 + (LINE - SIZE * 0.75) / 2
            sheet.write(NAMES, foot, row.lines, ("data-label", "category"), align="right")
            length = float(row.value.printed / longest) * room if row.value.printed else 0
            if length:
                colour = LEVEL if row.name == NOT_GIVEN else THIS
                sheet.box(start, middle - BAR / 2, length, BAR, colour, edgecolor=INK, linewidth=0.8)
            base = middle - SIZE * 0.36
            sheet.write(start + length + GAP, base, [row.value.display], ("data-figure", row.value.id), align="left")
            sheet.write(WIDTH - GAP, base, [row.share.display], ("data-figure", row.share.id), align="right")
        sheet.box(start - 0.5, 0, 1, sheet.height, MIDDLE)
        return sheet.svg(safe_id(chart_id))
