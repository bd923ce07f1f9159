"""Chart words: what stands below a chart's finding, and behind a value that is not final."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from pipeline.core.periods import Period
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.figures.figure import Figure
from pipeline.methods.values.standing import complete_after, is_unfinished
from pipeline.page.charts.chart import Chart
from pipeline.page.markup import day, label, months


def unit_words(indicator: Indicator) -> Markup:
    """`Number of new cases accepted`; `How many per cent of cases heard were repeats`."""
    noun = label(indicator.noun.many, "definition")
    return Markup("How many per cent {}" if indicator.unit == "percent" else "Number of {}").format(noun)


def charted_periods(figures: Mapping[str, Figure], chart: Chart) -> Markup:
    """From the first to the last month that the values of a chart cover: `April 2019 to March 2026`."""
    shown = [figures[figure] for _, cells in chart.rows for _, figure in cells if figure]
    spans = [
        (Period.parse(one.period, one.basis), one.basis) for one in shown if one.parts.measure in ("value", "comparator", "share")
    ]
    last = max(period.months_from_year_zero for period, _ in spans)
    first = min(period.months_from_year_zero - max(period.months_covered(basis), 1) for period, basis in spans)
    return months(Period(last, 1), f"rolling_{last - first}_months")


def follow_up(figure: Figure) -> Markup:
    """`, follow-up not complete until 31 March 2027`, behind the mark of a value that is not given before; else nothing."""
    if not is_unfinished(figure):
        return Markup()
    until = complete_after(figure)
    return Markup(", follow-up not complete") + (Markup(" until {}").format(day(until)) if until else "")
