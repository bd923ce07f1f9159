"""Charts: what each indicator's figures look like, drawn from the ledger and nothing else.

Every printed value is a figure's display with its id; a missing value is a gap with its marker, never a
bar of no height. Colours differ in lightness, so that they survive grey print and colour blindness, and
are never those of the traffic lights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isnan, nan

import pandas as pd
import seaborn

from pipeline.core.figure_ids import LAST_REPORT, FigureId
from pipeline.core.periods import Period, basis_months
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.methods.comparisons.rules_of_day import level_id
from pipeline.page.charts.chart_periods import (
    complete_years,
    latest_quarters,
    period_labels,
    quarter_and_year,
    quarter_of_year,
    quarters_of_year,
    year_name,
)
from pipeline.page.charts.drawing import INK, SIZE, Drawing, drawing_style, value_labels, width
from pipeline.page.charts.svg import safe_id

# This period, an earlier one, a level to compare with: 3 to 1 or more against white and, side by side, each other.
THIS, EARLIER, LEVEL = "#0b3c6f", "#7a95b5", "#ffffff"
USUAL_RANGE, DASHED = "#e6edf5", (0, (5, 3))
NO_FIGURE = "no data"

__all__ = ["Chart", "draw_charts", "period_labels"]

Level = tuple[str, Figure]  # a word such as Target, and the figure it stands for


@dataclass(frozen=True)
class Chart:
    """A drawn chart, and in `rows` the table that says the same.

    A row is (label, ((series, figure id), …)); the id is empty where there is no figure. `outside` are the points beyond their
    usual range, which are ringed: label, figure id, and above or below. `cut` names the limits that are cut at what can be;
    `band` says whether the range of the indicator is drawn.
    """

    figure: Figure
    code: str
    kind: str  # comparison, quarters, years or variation
    title: str
    svg: str
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    outside: tuple[tuple[str, str, str], ...] = ()
    cut: tuple[str, ...] = ()
    band: bool = False


@dataclass(frozen=True)
class _Bar:
    """A place for a bar; without a figure it stays empty and says so."""

    slot: str
    series: str
    figure: Figure | None
    colour: str


def draw_charts(report: Report, figures: Figures) -> list[Chart]:
    """The charts of every indicator, in the order of the definition.

    Its quarters beside last year's where there are three or more, otherwise this period beside what it is
    compared with; its financial years; its quarters with their usual range where that was worked out.
    Nothing is drawn from fewer than two values.
    """
    own: dict[str, list[Figure]] = {}
    for figure in figures.values():
        if not figure.parts.category and figure.parts.reference != LAST_REPORT:
            own.setdefault(figure.parts.indicator, []).append(figure)
    charts: list[Chart | None] = []
    for code in report.codes:
        indicator, found = report.indicators[code], own.get(code, [])
        charts.append(_quarters(report, indicator, found) or _comparison(report, indicator, figures))
        charts += [_years(report, indicator, found), _variation(report, indicator, found)]
    return [chart for chart in charts if chart]


def _comparison(report: Report, indicator: Indicator, figures: Figures) -> Chart | None:
    """This period beside the same period last year, the target and the baseline, and the previous period where held against it."""
    code, now = indicator.code, report.period_of(indicator.code)
    last_year = now.same_period_last_year

    def compared(reference: str, otherwise: str) -> Figure | None:
        names = (report.figure_id(code, "comparator", reference=reference), otherwise)
        return next((figures[name] for name in names if name in figures), None)

    this = figures.get(report.figure_id(code, "value"))
    if this is None or this.value is None:
        return None
    last = compared("same_period_last_year", report.figure_id(code, "value", period=last_year))
    before = compared("previous_period", "") if indicator.comparator == "previous_period" else None
    if before and now.before(indicator.basis).end == last_year.end:
        last = None  # the same days are drawn once
    target, baseline = (compared(level, report.figure_id(code, level)) for level in ("target", "baseline"))
    choices = [
        ("the same period last year", last_year.in_words(indicator.basis), last, EARLIER),
        ("the previous period", now.before(indicator.basis).in_words(indicator.basis), before, EARLIER),
        ("", now.in_words(indicator.basis), this, THIS),
        ("the target", "Target", target, LEVEL),
        ("the baseline", "Baseline", baseline, LEVEL),
    ]
    bars = [_Bar(slot, "Value", figure, colour) for _, slot, figure, colour in choices if figure]
    beside = [words for words, _, figure, _ in choices if words and figure]
    listed = " and ".join(filter(None, [", ".join(beside[:-1]), *beside[-1:]]))
    title = f"{indicator.short_name}, beside {listed}"
    return _bar_chart(report, indicator, "comparison", title, bars, band=_band(indicator, indicator.basis))


def _quarters(report: Report, indicator: Indicator, found: Sequence[Figure]) -> Chart | None:
    """The quarters of this financial year up to the period, each beside the same quarter last year."""
    values = _values(found, "quarter")
    now = report.period_of(indicator.code)
    this, last = now.financial_year, now.same_period_last_year.financial_year
    bars = []
    for quarter in quarters_of_year(now):
        bars.append(_Bar(quarter_of_year(quarter), last, values.get(quarter.same_period_last_year), EARLIER))
        if quarter.end <= now.end:
            bars.append(_Bar(quarter_of_year(quarter), this, values.get(quarter), THIS))
    if sum(bar.figure is not None for bar in bars) < 3:
        return None
    present = {bar.series for bar in bars if bar.figure}
    bars = [bar for bar in bars if bar.series in present]
    known = {figure.id: figure for figure in found}
    ends = {quarter_of_year(one): min(one, report.period) for one in quarters_of_year(report.period)}
    held = {slot: known.get(level_id(report, indicator.code, "target", "", end)) for slot, end in ends.items()}
    comparable = {
        slot: figure for slot, figure in held.items()
        if figure and figure.value is not None and figure.unit == indicator.unit == "percent"
    }  # fmt: skip
    title, band = f"{indicator.short_name}, by quarter", _band(indicator, "quarter")
    return _bar_chart(report, indicator, "quarters", title, bars, comparable, band)


def _years(report: Report, indicator: Indicator, found: Sequence[Figure]) -> Chart | None:
    """The complete years, financial or calendar as the indicator's are, from the first of them that has a figure."""
    calendar = indicator.basis == "calendar_year"
    values, years = _values(found, "calendar_year" if calendar else "year"), complete_years(report, indicator)
    while years and years[0] not in values:
        years = years[1:]
    bars = [
        _Bar(year_name(year), "Value", values.get(year), THIS if year == years[-1] else EARLIER) for year in years
    ]
    title = f"{indicator.short_name}, by {'calendar' if calendar else 'financial'} year"
    return _bar_chart(report, indicator, "years", title, bars, band=_band(indicator, "calendar_year" if calendar else "year"))


def _band(indicator: Indicator, basis: str) -> tuple[float, ...]:
    """The two ends of an indicator's range, where values on this basis are held against it: a number only where it covers as much."""
    months = {basis_months(one) or one for one in (basis, indicator.basis)}
    alike = indicator.unit == "percent" or len(months) == 1
    own = alike and (indicator.range and (basis == indicator.basis or len(indicator.ranges) < 2))
    return tuple(map(float, indicator.range)) if own else ()


def _draw_band(sheet: Drawing, band: Sequence[float]) -> None:
    if band:
        sheet.axes.axhspan(*band, color=USUAL_RANGE, linewidth=0, zorder=0)
        for end in band:
            sheet.axes.axhline(end, color=INK, linewidth=1, linestyle=DASHED, zorder=1)


def _bar_chart(
    report: Report,
    indicator: Indicator,
    kind: str,
    title: str,
    bars: Sequence[_Bar],
    targets: Mapping[str, Figure] | None = None,
    band: Sequence[float] = (),
) -> Chart | None:
    """Bars by slot, side by side where there are several series, with their values, and a line at the target of each slot.

    A target that was revised is a line of steps; the newest is printed beside it, the others stand in the table.
    """
    heights, targets = [_height(bar.figure) for bar in bars], targets or {}
    drawn = [(bar.slot, bar.colour, height) for bar, height in zip(bars, heights, strict=True) if not isnan(height)]
    if len(drawn) < 2:
        return None
    slots, series, colours = (
        list(dict.fromkeys(getattr(bar, part) for bar in bars)) for part in ("slot", "series", "colour")
    )
    targets = {slot: targets[slot] for slot in slots if slot in targets}
    side_by_side = len(series) > 1
    bar_width = 0.84 / len(series) if side_by_side else 0.56
    values = [height for *_, height in drawn] + [_height(figure) for figure in targets.values()] + [*band]
    levels = [("Target", figure) for figure in [*targets.values()][-1:]]
    legend = list(zip(series, colours, strict=True)) if kind == "quarters" else []
    with drawing_style(_chart_id(indicator, kind)):
        sheet = _sheet(report, indicator, values, slots, levels, legend)
        labels = value_labels(
            [_printed(bar.figure) for bar in bars], sheet.slot * (bar_width if side_by_side else 0.95)
        )
        sheet.scale(headroom=max(label.height for label in labels) + 4)
        seaborn.barplot(
            pd.DataFrame(drawn, columns=["slot", "colour", "value"]),
            x="slot", y="value", hue="colour", order=slots, hue_order=colours, palette={colour: colour for colour in colours},
            dodge=side_by_side, width=bar_width * len(series), saturation=1, edgecolor=INK, linewidth=0.8, zorder=2,
            errorbar=None, legend=False, ax=sheet.axes,
        )  # fmt: skip
        sheet.axes.set_xlim(-0.5, len(slots) - 0.5)
        _draw_band(sheet, band)
        for height, run in groupby(slots, key=lambda slot: _height(targets.get(slot))):
            ends = [slots.index(slot) for slot in run]
            if not isnan(height):
                edges = (ends[0] / len(slots), (ends[-1] + 1) / len(slots))
                sheet.axes.axhline(height, *edges, color=INK, linewidth=1.2, linestyle=DASHED, zorder=4)
        for bar, height, label in zip(bars, heights, labels, strict=True):
            at = slots.index(bar.slot) + (series.index(bar.series) - (len(series) - 1) / 2) * bar_width
            foot = sheet.y(0 if isnan(height) else max(0, height)) + 4
            sheet.write(sheet.x(at), foot, label.lines, _mark(bar.figure), upright=label.upright, patch=True)
        sheet.finish()
        held = {(bar.slot, bar.series): bar.figure for bar in bars}
        beside = {slot: [("Target", targets.get(slot))] if targets else [] for slot in slots}
        rows = [(slot, [*((name, held.get((slot, name))) for name in series), *beside[slot]]) for slot in slots]
        return replace(_chart(report, indicator, kind, title, sheet, rows), band=bool(band))


def _variation(report: Report, indicator: Indicator, found: Sequence[Figure]) -> Chart | None:
    """The quarters as a line, with their mean and the limits of their usual range; of the values the latest is printed."""
    values = _values(found, "quarter")
    quarters = [quarter for quarter in latest_quarters(report) if quarter >= min(values, default=quarter)]
    points = [values.get(quarter) for quarter in quarters]
    heights = [_height(point) for point in points]
    drawn = [at for at, height in enumerate(heights) if not isnan(height)]
    own = [
        figure for figure in found if figure.basis == "quarter" and figure.value is not None and not figure.parts.period
    ]
    range_of = {figure.parts.measure: figure for figure in own}
    lines = {"upper_limit": "Upper limit", "mean": "Mean", "lower_limit": "Lower limit"}
    if len(drawn) < 2 or not lines.keys() <= range_of.keys():
        return None
    levels = [(words, range_of[measure]) for measure, words in lines.items()]
    upper, mean, lower = (_height(figure) for _, figure in levels)
    with drawing_style(_chart_id(indicator, "variation")):
        names = [quarter_and_year(quarter) for quarter in quarters]
        sheet = _sheet(report, indicator, [*(heights[at] for at in drawn), upper, mean, lower], names, levels)
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
        _write_gaps(sheet, points)
        _write_latest(sheet, points[drawn[-1]], drawn[-1], rising=heights[drawn[-1]] >= heights[drawn[-2]])
        sheet.finish()
        months = [quarter.months_in_words("quarter") for quarter in quarters]
        rows = [(words, [("Value", figure)]) for words, figure in [*zip(months, points, strict=True), *levels]]
        title = f"{indicator.short_name}, by quarter, with its usual range"
        chart = _chart(report, indicator, "variation", title, sheet, rows)
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
    texts = ["" if not isnan(_height(point)) else _printed(point) for point in points]
    for text, run in groupby(range(len(points)), key=texts.__getitem__):
        if text:
            gap = list(run)
            (label,) = value_labels([text], sheet.slot * len(gap))
            middle, point = sheet.x((gap[0] + gap[-1]) / 2), points[gap[len(gap) // 2]]
            sheet.write(middle, sheet.bottom + 4, label.lines, _mark(point), upright=label.upright, patch=True)


def _write_latest(sheet: Drawing, point: Figure, at: int, *, rising: bool) -> None:
    """Print the latest value on the side away from the line that leads to it."""
    middle, height = min(sheet.x(at), sheet.right - width(point.display) / 2), sheet.y(_height(point))
    sheet.write(middle, height + 7 if rising else height - 7 - SIZE * 0.75, [point.display], _mark(point), patch=True)


def _sheet(
    report: Report,
    indicator: Indicator,
    values: Sequence[float],
    labels: Sequence[str],
    levels: Sequence[Level],
    legend: Sequence[tuple[str, str]] = (),
) -> Drawing:
    noun, periods = indicator.noun.many, period_labels(report)
    return Drawing(values, indicator.unit, noun=noun, labels=labels, levels=levels, legend=legend, periods=periods)


def _chart(
    report: Report,
    indicator: Indicator,
    kind: str,
    title: str,
    sheet: Drawing,
    rows: Sequence[tuple[str, Sequence[tuple[str, Figure | None]]]],
) -> Chart:
    """The finished chart with its record: it rests on every figure that it shows."""
    shown = {figure.id: figure for _, cells in rows for _, figure in cells if figure}
    chart_id = _chart_id(indicator, kind)
    record = make_figure(
        chart_id, "drawn", unit="chart", method="chart", formula="", period=str(report.period_of(indicator.code)),
        basis=_basis_of(kind, indicator),
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


def _chart_id(indicator: Indicator, kind: str) -> str:
    """`CP03-P177.chart`, `CP03-P177.chart~year` or `CP03-P177.chart:variation`.

    The basis is written even where it is the indicator's own: a yearly indicator can have the first two.
    """
    reference = "variation" if kind == "variation" else ""
    return str(FigureId(indicator.code, "chart", reference=reference, basis="year" if kind == "years" else ""))


def _printed(figure: Figure | None) -> str:
    return figure.display if figure else NO_FIGURE


def _mark(figure: Figure | None) -> tuple[str, str] | None:
    return ("data-figure", figure.id) if figure else None


def _height(figure: Figure | None) -> float:
    """A value as a height; nothing that is missing has one."""
    return nan if figure is None or figure.value is None else float(figure.value)


def _values(found: Iterable[Figure], basis: str) -> dict[Period, Figure]:
    """The values on this basis by the quarter or year they cover; other years than the basis names are left out."""
    months, values = {"quarter": 3, "year": 12, "calendar_year": 12}[basis], {}
    for figure in found:
        if figure.basis == basis and figure.parts.measure == "value" and not figure.parts.reference:
            period = Period(Period.parse(figure.period, basis).months_from_year_zero, months)
            if basis == "calendar_year" or period.months_elapsed % months == 0:
                values[period] = figure
    return values
