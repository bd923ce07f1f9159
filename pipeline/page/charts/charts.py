"""Charts: what each indicator's figures look like, drawn from the ledger and nothing else.

Every printed value is a figure's display with its id; a missing value is a gap with its marker, never a
bar of no height. Colours differ in lightness, so that they survive grey print and colour blindness, and
are never those of the traffic lights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isnan

import pandas as pd
import seaborn

from pipeline.core.bases import basis_months
from pipeline.core.figure_ids import LAST_REPORT
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.rules_of_day import level_id
from pipeline.methods.values.standing import is_unfinished
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_periods import (
    complete_years,
    quarter_of_year,
    quarters_of_year,
    year_name,
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
from pipeline.page.charts.colours import EARLIER, INK, LEVEL, THIS, USUAL_RANGE
from pipeline.page.charts.drawing import Drawing, drawing_style, value_labels
from pipeline.page.charts.variation_chart import variation_chart


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
        charts += [_years(report, indicator, found), variation_chart(report, indicator, found)]
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
    values = values_on(found, "quarter")
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
    values, years = values_on(found, "calendar_year" if calendar else "year"), complete_years(report, indicator)
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
    heights, targets = [height_of(bar.figure) for bar in bars], targets or {}
    drawn = [(bar.slot, bar.colour, height) for bar, height in zip(bars, heights, strict=True) if not isnan(height)]
    if len(drawn) < 2:
        return None
    slots, series, colours = (
        list(dict.fromkeys(getattr(bar, part) for bar in bars)) for part in ("slot", "series", "colour")
    )
    targets = {slot: targets[slot] for slot in slots if slot in targets}
    side_by_side = len(series) > 1
    bar_width = 0.84 / len(series) if side_by_side else 0.56
    values = [height for *_, height in drawn] + [height_of(figure) for figure in targets.values()] + [*band]
    levels = [("Target", figure) for figure in [*targets.values()][-1:]]
    legend = list(zip(series, colours, strict=True)) if kind == "quarters" else []
    with drawing_style(chart_id_of(indicator, kind)):
        sheet = new_sheet(report, indicator, values, slots, levels, legend)
        labels = value_labels(
            [printed(bar.figure) for bar in bars], sheet.slot * (bar_width if side_by_side else 0.95)
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
        for height, run in groupby(slots, key=lambda slot: height_of(targets.get(slot))):
            ends = [slots.index(slot) for slot in run]
            if not isnan(height):
                edges = (ends[0] / len(slots), (ends[-1] + 1) / len(slots))
                sheet.axes.axhline(height, *edges, color=INK, linewidth=1.2, linestyle=DASHED, zorder=4)
        for bar, height, label in zip(bars, heights, labels, strict=True):
            at = slots.index(bar.slot) + (series.index(bar.series) - (len(series) - 1) / 2) * bar_width
            foot = sheet.y(0 if isnan(height) else max(0, height)) + 4
            if is_unfinished(bar.figure):
                draw_open(sheet, at, bar_width, bar.figure, foot + label.height + 4)
            sheet.write(sheet.x(at), foot, label.lines, mark_of(bar.figure), upright=label.upright, patch=True)
        sheet.finish()
        held = {(bar.slot, bar.series): bar.figure for bar in bars}
        beside = {slot: [("Target", targets.get(slot))] if targets else [] for slot in slots}
        rows = [(slot, [*((name, held.get((slot, name))) for name in series), *beside[slot]]) for slot in slots]
        return replace(finished_chart(report, indicator, kind, title, sheet, rows), band=bool(band))
