"""Standing: how far a figure is known, and what may therefore be said of it. One rule for value, light, gap, trend, sentence, mark and chart.

A percentage whose follow-up is not complete has no value: it is [x], so far `numerator` of `denominator`, and whatever rests
on it is [x] too, or "no data". The latest complete one of the same days stands beside it. A percentage of few cases is marked
[u], with its light and all that is worked out from it, and of very few it is printed as the counts that it is made of. Words
of better and worse stand only where a light, or a judgement on a target, was given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pipeline.core.display import with_status
from pipeline.core.figure_ids import LAST_REPORT
from pipeline.core.periods import Period
from pipeline.core.words import statements_of, worded
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.methods.values.parts import COUNTED

# Below this many cases a percentage is printed as "3 of 6": a decimal of so few says more than is known.
COUNTS_BELOW = 20
# Where what is still in time is left out, and that is more than this part of all, the rest does not stand for them: it is the quick ones.
STILL_OPEN = Fraction(1, 2)
NOT_OVER = worded("follow_up_open", "not given before the follow-up is complete")
NOT_YET = "some of its records have not had their time yet"
NOT_JUDGED = ("data only", "no data", "nothing to judge", "grey")
VERDICTS = ("traffic_light", "on_track")


def is_open(pending: int, whole: int, *, counted_in: bool) -> bool:
    """Whether a percentage is not to be given yet.

    Takes    pending, the records that have not had their time; whole, those that the percentage is of; counted_in,
             whether the pending are among these, as not having met the rule.
    Returns  True where one is pending and counted in, as it can only rise; otherwise where more than half of all are
             pending, because the rest are the quick ones.
    """
    return pending > 0 if counted_in else pending > STILL_OPEN * (whole + pending)


def is_unfinished(figure: Figure | None) -> bool:
    """Whether a value is not given because its follow-up is not complete."""
    return figure is not None and figure.method == NOT_OVER


def complete_after(figure: Figure) -> str:
    """The day (ISO) after which the follow-up of an unfinished value is complete; empty where none is known."""
    return next((str(one["parts"]["final_after"]) for one in statements_of(figure.reason) if "final_after" in one["parts"]), "")


def unfinished_value(figure_id: str, indicator: Indicator, counts: list[Figure], common: dict[str, Any]) -> Figure:
    """A percentage that is not known yet: [x], with the counts so far and why they are not final."""
    return make_figure(
        figure_id, None, status="x", unit=indicator.unit, decimals=indicator.decimals, method=NOT_OVER, formula="",
        operands={name: one.id for name, one in zip(COUNTED, counts, strict=True)}, reason=counts[0].reason or NOT_YET,
        received_by=max(one.received_by for one in counts), **common,
    )  # fmt: skip


def why_not_judged(missing: Figure) -> str:
    """Why there is no judgement where a figure that it takes is not there."""
    return (
        "judged once its follow-up is complete" if is_unfinished(missing) else "judged, but not all of it was received"
    )


def latest_complete(figures: Figures, value: Figure) -> Figure | None:
    """The newest value of the same indicator, group and stretch of days that is there; None where there is none."""
    own = value.parts
    length = Period.parse(value.period, value.basis).months_covered(value.basis)

    def alike(one: Figure) -> bool:
        parts = one.parts
        return (
            (parts.category, parts.measure) == (own.category, "value")
            and one.basis == value.basis and one.value is not None and parts.reference != LAST_REPORT
            and Period.parse(one.period, one.basis).months_covered(one.basis) == length
            and Period.parse(one.period, one.basis).end < Period.parse(value.period, value.basis).end
        )  # fmt: skip

    known = [one for one in figures.of(own.indicator) if one.value is not None and alike(one)]
    return max(known, key=lambda one: Period.parse(one.period, one.basis).end, default=None)


def small_base(report: Report, unit: str, base: Figure | None) -> str:
    """Whether a percentage rests on fewer cases than the report's small base.

    Takes    base, the figure that is its denominator.
    Returns  "u", or "": for other units, without cases, and of 0.
    """
    if unit != "percent" or base is None or not isinstance(base.value, Fraction):
        return ""
    return "u" if 0 < abs(base.value) < report.definition.small_base else ""


def as_counts(unit: str, part: Figure | None, whole: Figure | None) -> str:
    """A percentage of very few cases as it is printed.

    Takes    part and whole, two counts.
    Returns  `3 of 6` under COUNTS_BELOW; "" where it is printed as a percentage.
    """
    if unit != "percent" or part is None or whole is None:
        return ""
    numbers = [one.value for one in (part, whole) if isinstance(one.value, Fraction)]
    if len(numbers) < 2 or not all(one.denominator == 1 and one >= 0 for one in numbers):
        return ""
    return f"{numbers[0]} of {numbers[1]}" if 0 < numbers[1] < COUNTS_BELOW else ""


def shown_as(figure: Figure, text: str) -> Figure:
    """The figure printed as this text, with its marks; unchanged where there is no text or no value."""
    if not text or figure.value is None:
        return figure
    printed = with_status(text, figure.status)
    return replace(figure, display=printed, magnitude=printed)


def counts_shown(figure: Figure | None) -> str:
    """The counts that a percentage is printed as, without its marks; empty where it is printed as a percentage."""
    found = figure is not None and figure.unit == "percent" and re.match(r"\d+ of \d+", figure.display)
    return found[0] if found else ""


def is_judged(report: Report, figures: Mapping[str, Figure], code: str, category: str = "") -> bool:
    """Whether a light or a judgement was given, so that better and worse may be said."""
    if not report.indicators[code].judged:
        return False
    found = (figures.get(report.figure_id(code, measure, category=category)) for measure in VERDICTS)
    given = [one.value for one in found if one is not None]
    return bool(given) and not any(word in NOT_JUDGED for word in given)


def polarity_said(report: Report, figures: Mapping[str, Figure], code: str, category: str = "") -> str:
    """The polarity by which better and worse are told; neutral, which tells higher and lower, where nothing was judged."""
    return report.indicators[code].polarity if is_judged(report, figures, code, category) else "neutral"
