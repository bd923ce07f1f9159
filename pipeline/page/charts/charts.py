"""Charts: what each indicator's figures look like, drawn from the ledger and nothing else.

Every printed value is a figure's display with its id; a missing value is a gap with its marker, never a
bar of no height. Results are bars or points, what they are held against is a line, a range is a band; whatever is not final
looks unlike a result. Colours differ in lightness, so that they survive grey print and colour blindness, and
are never those of the traffic lights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isnan

from pipeline.core.bases import basis_months
from pipeline.core.figure_ids import LAST_REPORT
from pipeline.core.words import Words
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.comparisons import EARLIER
from pipeline.methods.comparisons.rules_of_day import level_id
from pipeline.methods.values.standing import is_unfinished
from pipeline.page.charts.area_charts import area_charts
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_events import Days, flagged
from pipeline.page.charts.chart_findings import with_finding
from pipeline.page.charts.chart_periods import (
    complete_years,
    quarter_of_year,
    quarters_of_year,
    short_quarter,
    year_name,
)
from pipeline.page.charts.chart_sheets import (
    bar_look,
    draw_open,
    finished_chart,
    height_of,
    mark_of,
    printed,
    titled,
    values_on,
)
from pipeline.page.charts.drawing import BAR_WIDTH, BARS, DASHED, NARROW, Drawing, fitted, placed_bars
from pipeline.page.charts.group_charts import groups_chart, groups_over_time
from pipeline.page.charts.lying_rows import Row, draw_rows
from pipeline.page.charts.svg import LINE, SIZE, width
from pipeline.page.charts.variation_chart import variation_chart


@dataclass(frozen=True)
class _Slot:
    """A place of a period: its bar, and what stands as a line across it. Without a figure it stays empty and says so."""

    name: Words
    short: Words
    days: Days
    figure: Figure | None
    last: Figure | None = None
    target: Figure | None = None


def draw_charts(report: Report, figures: Figures) -> list[Chart]:
    """The charts of every indicator, in the order of the definition.

    Its quarters with last year's where there are three or more, otherwise this period with what it is
    compared with; its financial years; its quarters with their usual range where that was worked out; its
    groups where each is judged by itself, and over time where that is asked for; its similar areas with their limits.
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
        charts += [groups_chart(report, indicator, figures), groups_over_time(report, indicator, figures)]
        charts += area_charts(report, indicator, figures)
    return [with_finding(report, figures, chart) for chart in charts if chart]


def draw_comparisons(report: Report, figures: Figures) -> list[Chart]:
    """Of each indicator this period beside what it is compared with, and its groups beside theirs, in the order of the definition."""
    drawn = (chart for indicator in map(report.indicators.__getitem__, report.codes) for chart in (
        _comparison(report, indicator, figures, paired=True), groups_chart(report, indicator, figures),
        groups_over_time(report, indicator, figures), *area_charts(report, indicator, figures),
    ))  # fmt: skip
    return [with_finding(report, figures, chart) for chart in drawn if chart]


def _comparison(report: Report, indicator: Indicator, figures: Figures, *, paired: bool = False) -> Chart | None:
    """This period as a bar; the same period last year, the target and the baseline as lines across it, and the previous period where held against it.

    `paired`: where it is held against an earlier period, that is an empty bar beside its own, as of the same length.
    """
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
    earlier = "empty" if paired and indicator.comparator in EARLIER else "line"
    choices = [
        ("", "bar", now.in_words(indicator.basis), "period", this),
        ("the same period last year", earlier, last_year.in_words(indicator.basis), "period", last),
        ("the previous period", earlier, now.before(indicator.basis).in_words(indicator.basis), "period", before),
        ("the target", "dashed", "Target", "", target),
        ("the baseline", "dotted", "Baseline", "", baseline),
    ]
    rows = [Row(name, kind, look, figure) for _, look, name, kind, figure in choices if figure]
    rows[0] = replace(rows[0], across=tuple((row.look, row.figure) for row in rows[1:] if row.look != "empty"))
    if sum(row.figure.value is not None for row in rows) < 2:
        return None
    beside = [words for words, *_, figure in choices if words and figure]
    listed = " and ".join(filter(None, [", ".join(beside[:-1]), *beside[-1:]]))
    method, band = titled(indicator, "comparison", f"{indicator.short_name}, beside {listed}"), _band(indicator, indicator.basis)
    table = [(row.name, [("Value", row.figure)]) for row in rows]
    chart = finished_chart(
        report, indicator, "comparison", method, lambda wide: draw_rows(wide, rows, indicator.unit, band=band), table
    )
    return replace(chart, band=bool(band))


def _quarters(report: Report, indicator: Indicator, found: Sequence[Figure]) -> Chart | None:
    """The quarters of this financial year up to the period as bars, and across each the same quarter last year as a line."""
    values = values_on(found, "quarter")
    now = report.period_of(indicator.code)
    known = {figure.id: figure for figure in found}
    quarters = quarters_of_year(now)
    if not any(one.same_period_last_year in values for one in quarters):
        quarters = [one for one in quarters if one.end <= now.end]
    pairs = [(values.get(one) if one.end <= now.end else None, values.get(one.same_period_last_year)) for one in quarters]
    if sum(figure is not None for pair in pairs for figure in pair) < 3:
        return None
    held = [known.get(level_id(report, indicator.code, "target", "", min(one, report.period))) for one in quarters]
    percent = indicator.unit == "percent"
    targets = [one if one and one.value is not None and one.unit == "percent" and percent else None for one in held]
    slots = [
        _Slot(quarter_of_year(one), short_quarter(one), (one.start, one.end), *pair, target)
        for one, pair, target in zip(quarters, pairs, targets, strict=True)
    ]
    method, years = titled(indicator, "quarters", f"{indicator.short_name}, by quarter"), (now, now.same_period_last_year)
    names = [year.financial_year for year in years]
    return _columns(report, indicator, "quarters", method, slots, names, _band(indicator, "quarter"))


def _years(report: Report, indicator: Indicator, found: Sequence[Figure]) -> Chart | None:
    """The complete years, financial or calendar as the indicator's are, from the first of them that has a figure."""
    calendar = indicator.basis == "calendar_year"
    values, years = values_on(found, "calendar_year" if calendar else "year"), complete_years(report, indicator)
    while years and years[0] not in values:
        years = years[1:]
    slots = [_Slot(year_name(year), year_name(year), (year.start, year.end), values.get(year)) for year in years]
    method = titled(indicator, "years", f"{indicator.short_name}, by {'calendar' if calendar else 'financial'} year")
    return _columns(
        report, indicator, "years", method, slots, ["Value", ""], _band(indicator, "calendar_year" if calendar else "year")
    )


def _band(indicator: Indicator, basis: str) -> tuple[float, ...]:
    """The two ends of an indicator's range, where values on this basis are held against it: a number only where it covers as much."""
    months = {basis_months(one) or one for one in (basis, indicator.basis)}
    alike = indicator.unit == "percent" or len(months) == 1
    own = alike and (indicator.range and (basis == indicator.basis or len(indicator.ranges) < 2))
    return tuple(map(float, indicator.range)) if own else ()


def _columns(
    report: Report,
    indicator: Indicator,
    kind: str,
    method: Words,
    slots: Sequence[_Slot],
    series: Sequence[str],
    band: Sequence[float],
) -> Chart | None:
    """Bars by period, a line across each at last year's value, and a line at the target of each.

    A target that was revised is a line of steps; the newest is printed beside it, the others stand in the table.
    """
    drawn = [one for slot in slots for one in (slot.figure, slot.last) if one is not None and one.value is not None]
    if len(drawn) < 2:
        return None
    lasts, targets = (any(getattr(slot, part) for slot in slots) for part in ("last", "target"))
    cells = [
        (slot.name, [(series[0], slot.figure), *([(series[1], slot.last)] if lasts else []), *([("Target", slot.target)] if targets else [])])
        for slot in slots
    ]  # fmt: skip
    key = [("Bars", series[0]), ("Lines", series[1])] if lasts else [("Bars", series[0])] if series[0] != "Value" else []
    if all(slot.figure is None for slot in slots):
        cells, key = [(name, row[1:]) for name, row in cells], key[1:]
    chart = finished_chart(
        report, indicator, kind, method, lambda wide: _draw_columns(report, indicator, wide, slots, drawn, band), cells,
        [*key, *([("Dashed line", "target")] if targets else [])],
    )  # fmt: skip
    return replace(chart, band=bool(band), events=tuple(flagged(report, indicator.code, [slot.days for slot in slots])))


def _draw_columns(
    report: Report, indicator: Indicator, wide: float, slots: Sequence[_Slot], drawn: Sequence[Figure], band: Sequence[float]
) -> Drawing:
    placed = placed_bars(tuple(height_of(slot.figure) for slot in slots))
    targets = [slot.target for slot in slots if slot.target]
    values = [height_of(one) for one in [*drawn, *targets]] + [*band]
    names = [slot.short if wide == NARROW else slot.name for slot in slots]
    levels = [("Target", figure) for figure in targets[-1:]]
    flags = flagged(report, indicator.code, [slot.days for slot in slots])
    sheet = Drawing(wide, values, indicator.unit, labels=names, levels=levels, flags=flags)
    bars = [(at, slot) for at, slot in enumerate(slots) if not isnan(height_of(slot.figure))]
    empty = [at for at, slot in enumerate(slots) if isnan(height_of(slot.figure))]
    texts = ["" if slot.figure is None and slot.last is not None else printed(slot.figure) for slot in slots]
    labels = fitted(texts, sheet.slot * 0.96)
    if labels is None:  # only the newest, and why there is none, has room for its number; the table has every one
        newest = bars[-1][0] if bars else -1
        labels = [tuple(text.split(" ", 1)) if at == newest or at in empty else () for at, text in enumerate(texts)]
    sheet.scale(headroom=LINE * max(map(len, labels), default=1) + 8)
    for (_, slot), (left, right, height) in zip(bars, placed, strict=True):
        foot, head = sorted((sheet.y(0), sheet.y(height)))
        sides = sheet.x(left), foot, sheet.x(right) - sheet.x(left), head - foot
        sheet.box(*sides, f"data-point={slot.figure.id}", layer=BARS, **bar_look(slot.figure))
    if band:
        sheet.band(*band, "data-band=range")
        for end in band:
            sheet.level(end, "data-band=end", dashes=DASHED)
    for _, run in groupby(enumerate(slots), key=lambda one: one[1].target and one[1].target.id):
        ends = [*run]
        if target := ends[0][1].target:
            mark = f"data-point={target.id}"
            sheet.level(height_of(target), mark, start=ends[0][0] - 0.5, end=ends[-1][0] + 0.5, linewidth=1.4, dashes=DASHED)
    for at, (slot, label) in enumerate(zip(slots, labels, strict=True)):
        height = height_of(slot.figure)
        if slot.last is not None and slot.last.value is not None:
            sheet.level(height_of(slot.last), f"data-point={slot.last.id}", start=at - 0.38, end=at + 0.38, linewidth=2.4)
        if is_unfinished(slot.figure):
            draw_open(sheet, at, BAR_WIDTH, slot.figure)
        if label and label != ("",):
            middle = min(sheet.x(at), sheet.right - max(map(width, label)) / 2)
            foot = sheet.y(0 if isnan(height) else max(0, height)) + 4
            last = sheet.y(height_of(slot.last)) if not isnan(height_of(slot.last)) else foot
            foot = last + 4 if foot - 4 < last < foot + SIZE else foot  # above the line of last year, not through it
            sheet.write(middle, foot, label, mark_of(slot.figure))
    sheet.finish()
    return sheet
