"""Chart words: what a chart shows as a sentence for those who hear it; each phrase also names the chart's link to its figure."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from pipeline.figures.figure import Figure, Figures
from pipeline.methods.values.standing import complete_after, is_unfinished
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.svg import named_by, safe_id
from pipeline.page.markup import caveat_mark, day, figure_mark, label


def chart_words(chart: Chart, figures: Figures) -> Markup:
    """`April to September 2022: 85; April to September 2023: 48`. A level that stands in several rows is told once."""
    kind = "category" if chart.kind == "breakdown" else "period"
    often = Counter(figure_id for _, cells in chart.rows for _, figure_id in cells if figure_id)
    told: dict[str, Markup] = {}
    beyond = {figure_id: f", {side} its usual range" for _, figure_id, side in chart.outside}
    for row, cells in chart.rows:
        for series, figure_id in cells:
            everywhere = often[figure_id] == len(chart.rows) > 1
            parts = [series] if everywhere else [row, series] if len(cells) > 1 else [row]
            words = Markup(", ").join(label(part, kind) for part in parts)
            if not figure_id:
                told[f"{row} {series}"] = Markup("{}: no figure").format(words)
            elif figure_id not in told:
                figure, place = figures[figure_id], named_by(safe_id(chart.figure.id), figure_id)
                value = figure_mark(figure) + caveat_mark(figure) + beyond.get(figure_id, "") + follow_up(figure)
                told[figure_id] = Markup('<span id="{}">{}: {}</span>').format(place, words, value)
    return Markup("; ").join(told.values())


def follow_up(figure: Figure) -> Markup:
    """`, follow-up not complete until 31 March 2027`, behind the mark of a value that is not given before; else nothing."""
    if not is_unfinished(figure):
        return Markup()
    until = complete_after(figure)
    return Markup(", follow-up not complete") + (Markup(" until {}").format(day(until)) if until else "")
