"""How sure a figure is: limits from counts, annualised values, and the usual range of a series."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pipeline.core.periods import Period, day_in_words
from pipeline.core.words import Words, worded
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure
from pipeline.figures.variation import FEWEST_POINTS
from pipeline.methods.comparisons.comparisons import current_values
from pipeline.methods.comparisons.trends import TOO_FEW
from pipeline.methods.values.standing import is_unfinished, polarity_said

WILSON = worded("wilson", "Wilson score, 95%", level=95)
POISSON = worded("poisson", "Poisson, 95%", level=95)
TRIAL_BELOW = 12  # quarters; so few give limits that are still moving
NO_COUNTS = "came without the counts it was worked out from, so no limits can be given"


def limits(report: Report, figures: Figures) -> Figures:
    """95% limits of percentages and rates for the report's period, from their counts.

    Returns  `.lower_ci` and `.upper_ci` in the indicator's unit; [x] without counts, and while a follow-up is open.
             None where an interval was received.
    Source   Wilson for percentages; for rates exact Poisson below ten events, Byar's from ten: see figures/limits.py.
    Trap     they say how far chance could move a figure, not how late or wrongly coded its cases are.
    """
    made = []
    for code, category, value in current_values(report, figures):
        indicator = report.indicators[code]
        if indicator.aggregation != "ratio":
            continue
        counts = [
            figures.get(report.figure_id(code, measure, category=category)) for measure in ("numerator", "denominator")
        ]
        method = WILSON if indicator.unit == "percent" else POISSON
        common = {
            "unit": indicator.unit, "method": method,
            "basis": indicator.basis, "period": str(report.period_of(code)),
        }  # fmt: skip
        for measure, end in (("lower_ci", "lower"), ("upper_ci", "upper")):
            figure_id = report.figure_id(code, measure, category=category)
            if figure_id in figures:  # received with the value
                continue
            printed = {**common, "decimals": indicator.places(measure, value.decimals)}
            made.append(_limit(figure_id, end, value, counts, indicator.unit, indicator.per, printed))
    return Figures(made)


def annualised(report: Report, figures: Figures) -> Figures:
    """What the year would be at this pace, for indicators that ask for it.

    Returns  `.annualised`, unit of the indicator, basis year: value × 12 / the months that it covers, or × days of the
             year / days. Of sums, and of rates that are not yet yearly.
    Trap     a pace, not a forecast: months of a year are not alike.
    """
    return Figures(
        derive_figure(
            report.figure_id(code, "annualised", category=category),
            _pace(report, report.indicators[code]),
            {"value": value},
            unit=report.indicators[code].unit,
            decimals=report.indicators[code].places("annualised", value.decimals),
            method="annualised, not a forecast",
            basis="year",
            period=str(report.period_of(code).financial_year_period()),
        )  # fmt: skip
        for code, category, value in current_values(report, figures)
        if report.indicators[code].annualise != "no"
    )


def _pace(report: Report, indicator: Indicator) -> str:
    period = report.period_of(indicator.code)
    year = period.financial_year_period()
    if indicator.annualise == "by_days":
        days = (period.end - period.first_day(indicator.basis)).days + 1
        return f"value * {(year.end - year.start).days + 1} / {days}"
    return f"value * 12 / {period.months_covered(indicator.basis)}"


def usual_range(report: Report, figures: Figures) -> Figures:
    """Mean and limits of the quarters, and whether the newest quarter is unusual, for indicators that ask for it.

    Returns  `.mean~quarter`, `.lower_limit~quarter` and `.upper_limit~quarter` in the indicator's unit, and
             `.variation~quarter` in words. Only the newest quarters in a row, since the last declared break; under
             FEWEST_POINTS no limits and "too few points"; [x] where the report's own quarter is not there.
    Source   XmR by the rules of Making Data Count: figures/variation.py, with its departures.
    Departs  limits are cut at 0, and of percentages at 100, as no value lies beyond; no rule changes by that.
    """
    made = []
    for code in report.codes:
        indicator = report.indicators[code]
        quarters = _unbroken(report, figures, indicator)
        if not indicator.variation or not quarters:
            continue
        operands = {f"quarter_{at}": figure for at, figure in enumerate(quarters, start=1)}
        if len(quarters) < FEWEST_POINTS:
            made.append(_too_few(report.figure_id(code, "variation", basis="quarter"), operands, quarters[-1].period))
            continue
        names = ", ".join(operands)
        common = {"basis": "quarter", "period": quarters[-1].period}
        method = _xmr(len(quarters))
        for measure in ("mean", "lower_limit", "upper_limit"):
            printed = {"unit": indicator.unit, "decimals": indicator.places(measure, 1), "method": method, **common}
            made.append(_within_what_can_be(report.figure_id(code, measure, basis="quarter"), measure, operands, printed))
        figure_id = report.figure_id(code, "variation", basis="quarter")
        own = report.period_of(code)
        if Period.parse(quarters[-1].period).end < own.end:
            ended = Period.parse(quarters[-1].period).end
            reason = worded("series_ended", f"the newest quarter there is ended on {day_in_words(ended)}", day=ended)
            told: dict[str, Any] = {"unit": "judgement", "method": method, "basis": "quarter", "period": str(Period(own.months_from_year_zero, 3))}
            made.append(make_figure(figure_id, None, status="x", reason=reason, formula="", **told))
        else:
            formula = f'xmr_variation("{polarity_said(report, figures, code)}", {names})'
            made.append(derive_figure(figure_id, formula, operands, unit="judgement", method=method, **common))
    return Figures(made)


def _xmr(points: int, cut: str = "") -> Words:
    """The method of a usual range of so many points, and at which end it is cut."""
    text = "XmR trial limits, under twelve points" if points < TRIAL_BELOW else "XmR limits"
    trial = {"trial_below": TRIAL_BELOW} if points < TRIAL_BELOW else {}
    return worded("usual_range", f"{text}, cut at the {cut} that can be" if cut else text, cut=cut, **trial)


def _within_what_can_be(figure_id: str, measure: str, quarters: dict[str, Figure], common: dict[str, Any]) -> Figure:
    """The mean or a limit of the quarters, cut where it lies beyond what such values can be, and its method says so.

    None lies below 0 and none of a percentage above 100, unless one of the quarters does. No rule of the usual range is
    touched by that: what lies beyond a limit lies within what can be.
    """
    formula = f"xmr_{measure}({', '.join(quarters)})"
    figure = derive_figure(figure_id, formula, quarters, **common)
    own, values = figure.value, [one.value for one in quarters.values() if isinstance(one.value, Fraction)]
    if not isinstance(own, Fraction):
        return figure
    if own < 0 <= min(values):
        formula, end = f"max({formula}, 0)", "least"
    elif common["unit"] == "percent" and max(values) <= 100 < own:
        formula, end = f"min({formula}, 100)", "most"
    else:
        return figure
    return derive_figure(figure_id, formula, quarters, **{**common, "method": _xmr(len(quarters), end)})


def _too_few(figure_id: str, operands: dict[str, Figure], period: str) -> Figure:
    count = len(operands)
    text = f"{count} quarter{'' if count == 1 else 's'} in a row, and a usual range takes {FEWEST_POINTS}"
    reason = worded("too_few_quarters", text, quarters=count, needed=FEWEST_POINTS)
    return make_figure(
        figure_id, TOO_FEW, reason=reason, unit="judgement", method="XmR", formula="", basis="quarter", period=period,
        operands={name: figure.id for name, figure in operands.items()},
    )  # fmt: skip


def _unbroken(report: Report, figures: Figures, indicator: Indicator) -> list[Figure]:
    """The newest quarters without a gap or a declared break, oldest first."""
    found = {
        Period.parse(figure.period).months_from_year_zero: figure
        for figure in figures.of(indicator.code)
        if figure.parts.measure == "value" and not figure.parts.category
        and figure.basis == "quarter" and figure.value is not None
        and not indicator.broken_within(Period.parse(figure.period).first_day("quarter"), report.period_of(indicator.code).end)
    }  # fmt: skip
    quarters: list[Figure] = []
    end = max(found, default=0)
    while end in found:
        quarters.insert(0, found[end])
        end -= 3
    return quarters


def _limit(
    figure_id: str, end: str, value: Figure, counts: list[Figure | None], unit: str, per: int, common: dict[str, Any]
) -> Figure:
    known = [one for one in counts if one]
    if len(known) < len(counts) or is_unfinished(value):
        reason = value.reason if value.value is None else NO_COUNTS
        rests = {"value": value.id} if is_unfinished(value) else {}  # what says why
        return make_figure(figure_id, None, status="x", reason=reason, formula="", operands=rests, **common)
    operands = dict(zip(("numerator", "denominator"), known, strict=True))
    formula = (
        f"wilson_{end}(numerator, denominator)"
        if unit == "percent"
        else f"poisson_{end}(numerator, denominator, {per})"
    )
    return derive_figure(figure_id, formula, operands, zero_base="denominator", **common)
