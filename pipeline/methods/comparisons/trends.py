"""Trends: better, worse or no change, in words, against an earlier value or a mean of earlier years.

Short: against the same period last year or the previous period. Long: against the mean of the same stage
of the earlier years that the report shows; all of them must be there, otherwise there are too few points. Where no light and
no judgement was given, higher or lower is all that is said.
"""

from __future__ import annotations

from typing import Any

from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure
from pipeline.methods.comparisons.comparisons import EARLIER, break_mark, current_values, received_change
from pipeline.methods.values.standing import is_judged

TOO_FEW = "too few points"


def trends(report: Report, figures: Figures) -> Figures:
    """Better, worse or no change, in words, of whatever is compared by itself.

    Returns  `.trend:REFERENCE` against the earlier value, where the comparator is one, and `.trend:previous_years`
             against the mean of the same stage of the earlier years that the report shows. "too few points" where one
             of them is missing, or of nothing, such as a share of no cases; higher or lower where nothing was judged.
    Trap     it is the sign alone: no change has to be large. The usual range asks whether it is unusual.
    """
    made = []
    for code, category, value in current_values(report, figures):
        indicator = report.indicators[code]
        if category not in indicator.groups:
            continue
        common = {"unit": "judgement", "basis": indicator.basis, "period": str(report.period_of(code))}
        judged = is_judged(report, figures, code, category)
        comparator = figures.get(report.figure_id(code, "comparator", category=category))
        if indicator.comparator in EARLIER and comparator is not None:
            figure_id = report.figure_id(code, "trend", category=category, reference=indicator.comparator)
            received = received_change(report, figures, code, category)
            if received is not None:
                made.append(_of_change(figure_id, indicator, received, judged, common))
            else:
                made.append(_trend(figure_id, indicator, value, [comparator], judged, "short trend", common))
        earlier = [
            figures.get(report.figure_id(code, "value", category=category, period=report.period_of(code).back(12 * back)))
            for back in range(1, report.definition.years)
        ]
        figure_id = report.figure_id(code, "trend", category=category, reference="previous_years")
        made.append(_trend(figure_id, indicator, value, earlier, judged, "long trend", common))
    return Figures(made)


def _of_change(figure_id: str, indicator: Indicator, change: Figure, judged: bool, common: dict[str, Any]) -> Figure:
    """The short trend by the sign of a change that was received without its values."""
    name = change.parts.measure
    told = {"higher_is_better": f"better_or_worse({name})", "lower_is_better": f"better_or_worse(-{name})"}
    formula = told.get(indicator.polarity if judged else "neutral", f"higher_or_lower({name})")
    return derive_figure(figure_id, formula, {name: change}, method="sign of the change as received", **common)


def _trend(
    figure_id: str, indicator: Indicator, value: Figure, earlier: list[Figure | None], judged: bool, method: str, common: dict[str, Any]
) -> Figure:
    rests = [figure for figure in earlier if figure is not None and (figure.value is not None or "z" in figure.status.split())]
    of_nothing = next((figure for figure in rests if figure.value is None), None)
    if value.value is None or of_nothing or len(rests) < len(earlier):
        ids = {"value": value.id} | {f"earlier_{at}": figure.id for at, figure in enumerate(rests, start=1)}
        reason = value.reason if value.value is None else of_nothing.reason if of_nothing and len(rests) == len(earlier) else "the earlier values were not all received"
        return make_figure(figure_id, TOO_FEW, reason=reason, method=method, formula="", operands=ids, **common)
    operands = {"value": value} | {f"earlier_{at}": figure for at, figure in enumerate(rests, start=1)}
    names = [name for name in operands if name != "value"]
    mean = f"({' + '.join(names)}) / {len(names)}" if len(names) > 1 else names[0]
    mark = break_mark(indicator, *operands.values())
    formula = trend_formula(indicator, mean) if judged else f"higher_or_lower(value - {mean})"
    return derive_figure(figure_id, formula, operands, mark=mark, method=method, **common)


def trend_formula(indicator: Indicator, reference: str) -> str:
    """The formula of a trend, over the operand `value` and an expression for what it is held against.

    Returns  better or worse by polarity; without a polarity, or before the first range, only higher or lower.
    Trap     both values are held against the range of the indicator's day: it is they that moved.
    """
    if indicator.polarity == "within_range" and indicator.range:
        low, high = indicator.range
        outside = "max({low} - {x}, {x} - {high}, 0)"
        now, then = (outside.format(low=low, high=high, x=x) for x in ("value", f"({reference})"))
        return f"better_or_worse({then} - {now})"
    if indicator.polarity in ("neutral", "within_range"):
        return f"higher_or_lower(value - {reference})"
    difference = f"value - {reference}" if indicator.polarity == "higher_is_better" else f"{reference} - value"
    return f"better_or_worse({difference})"
