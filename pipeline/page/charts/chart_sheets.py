"""Chart sheets: what every kind of chart needs of figures: their heights, their marks, and the record of what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import nan

from pipeline.core.figure_ids import FigureId
from pipeline.core.periods import Period
from pipeline.core.words import worded
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, make_figure
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_periods import (
    period_labels,
)
from pipeline.page.charts.colours import INK
from pipeline.page.charts.drawing import Drawing
from pipeline.page.charts.svg import safe_id

# This period, an earlier one, a level to compare with: 3 to 1 or more against white and, side by side, each other.
DASHED = (0, (5, 3))
NO_FIGURE, NOT_COMPLETE = "no data", "not complete yet"
Level = tuple[str, Figure]  # a word such as Target, and the figure it stands for


def new_sheet(
    report: Report,
    indicator: Indicator,
    values: Sequence[float],
    labels: Sequence[str],
    levels: Sequence[Level],
    legend: Sequence[tuple[str, str]] = (),
) -> Drawing:
    noun, periods = indicator.noun.many, period_labels(report)
    return Drawing(values, indicator.unit, noun=noun, labels=labels, levels=levels, legend=legend, periods=periods)


def finished_chart(
    report: Report,
    indicator: Indicator,
    kind: str,
    title: str,
    sheet: Drawing,
    rows: Sequence[tuple[str, Sequence[tuple[str, Figure | None]]]],
) -> Chart:
    """The finished chart with its record: it rests on every figure that it shows."""
    shown = {figure.id: figure for _, cells in rows for _, figure in cells if figure}
    chart_id = chart_id_of(indicator, kind)
    record = make_figure(
        chart_id, "drawn", unit="chart", formula="", period=str(report.period_of(indicator.code)),
        method=worded("chart", "chart", shows=kind, name=indicator.short_name), basis=_basis_of(kind, indicator),
        received_by=max(figure.received_by for figure in shown.values()),
        operands={f"point_{number}": figure_id for number, figure_id in enumerate(shown, start=1)},
    )  # fmt: skip
    table = tuple(
        (label, tuple((series, figure.id if figure else "") for series, figure in cells)) for label, cells in rows
    )
    figure = replace(record, display=title, magnitude=title)
    return Chart(figure, indicator.code, kind, title, sheet.svg(safe_id(chart_id)), table)


def _basis_of(kind: str, indicator: Indicator) -> str:
    years = "calendar_year" if indicator.basis == "calendar_year" else "year"
    return {"quarters": "quarter", "variation": "quarter", "years": years}.get(kind, indicator.basis)


def chart_id_of(indicator: Indicator, kind: str) -> str:
    """`CP03-P177.chart`, `CP03-P177.chart~year` or `CP03-P177.chart:variation`.

    The basis is written even where it is the indicator's own: a yearly indicator can have the first two.
    """
    reference = "variation" if kind == "variation" else ""
    return str(FigureId(indicator.code, "chart", reference=reference, basis="year" if kind == "years" else ""))


def printed(figure: Figure | None) -> str:
    return figure.display if figure else NO_FIGURE


def mark_of(figure: Figure | None) -> tuple[str, str] | None:
    return ("data-figure", figure.id) if figure else None


def height_of(figure: Figure | None) -> float:
    """A value as a height, as it is printed: a bar must not tell more than its number. Nothing that is missing has one."""
    return nan if figure is None or figure.value is None else float(figure.printed)


def draw_open(sheet: Drawing, at: float, wide: float, figure: Figure, foot: float | None = None) -> None:
    """An empty dashed outline where the bar or point of a value will be whose follow-up is not complete.

    What is known so far is no value, and drawn as one, or left out, it would read as a fall. The true one may come to lie
    anywhere: so the outline leads from one end of the axis to the other. Words stand in it from `foot` (points) upwards.
    """
    low, high = sheet.axes.get_ylim()
    low, high = max(low, 0), min(high, 100)  # it is a percentage
    (outline,) = sheet.axes.bar(
        [at], [high - low], wide, low, fill=False, edgecolor=INK, linewidth=1, linestyle=DASHED, zorder=2
    )
    sheet.mark(outline, "data-open", figure.id)
    if foot is not None:
        sheet.write(sheet.x(at), foot, [NOT_COMPLETE], upright=True, patch=True)


def values_on(found: Iterable[Figure], basis: str) -> dict[Period, Figure]:
    """The values on this basis by the quarter or year they cover; other years than the basis names are left out."""
    months, values = {"quarter": 3, "year": 12, "calendar_year": 12}[basis], {}
    for figure in found:
        if figure.basis == basis and figure.parts.measure == "value" and not figure.parts.reference:
            period = Period(Period.parse(figure.period, basis).months_from_year_zero, months)
            if basis == "calendar_year" or period.months_elapsed % months == 0:
                values[period] = figure
    return values
