"""Variation over time: the XmR (individuals) chart, judged by the rule set of Making Data Count."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from pipeline.core.display import exact

RULE_SET = "NHSRplotthedots (Making Data Count)"
POLARITIES = ("higher_is_better", "lower_is_better", "neutral")
COMMON_CAUSE = "Common Cause"

# Changing any of these gives limits and special causes that no longer carry the rule set's name.
LIMIT = Fraction("2.66")  # × mean moving range: three sigma, 3 / 1.128
CLOSE = Fraction(2, 3)  # of the way from the mean to a limit: two sigma
OUTLYING = Fraction("3.267")  # × mean moving range: from here a moving range is left out of the limits
FEWEST_POINTS = (
    6  # of a series that a report draws limits from: Wheeler (1993), Understanding Variation, page 60: "five or six"
)
TRIAL_BELOW = 12  # points: fewer set trial limits. 13 would follow NHSRplotthedots to the letter of its code


@dataclass(frozen=True)
class Point:
    """One period: its value and the limits in force, exact, in the unit of the indicator."""

    value: Fraction
    mean: Fraction
    lower_limit: Fraction
    upper_limit: Fraction
    special_cause: str  # "Common Cause", "Above UCL", "7 Points Below CL", "7 Point Trend (Increasing)", …
    point_type: str  # common_cause, special_cause_improvement, _concern, _neutral_high or _neutral_low


@dataclass(frozen=True)
class XmR:
    """The chart and what it says of the latest period; mean and limits are those of the last segment."""

    points: tuple[Point, ...]
    variation: str  # icon: common_cause, improvement_, concern_ or neutral_ followed by high or low
    assurance: str | None  # consistent_pass, consistent_fail, inconsistent; None where not judged
    limits_are_trial: bool  # fewer than TRIAL_BELOW points set the last segment's limits
    no_variation: bool  # every value of the last segment is the same
    rule_set: str

    @property
    def mean(self) -> Fraction:
        return self.points[-1].mean

    @property
    def lower_limit(self) -> Fraction:
        return self.points[-1].lower_limit

    @property
    def upper_limit(self) -> Fraction:
        return self.points[-1].upper_limit


def xmr(
    values: Sequence[float | Fraction],
    *,
    polarity: str,
    target: float | None = None,
    screen_outliers: bool = True,
    rebase_at: Sequence[int] = (),
    fix_after: int | None = None,
) -> XmR:
    """Usual range of a series, and which of its points chance alone does not explain.

    Takes    values, one per period, oldest first, no gaps, any unit; periods must not overlap (never year
             to date or rolling 12 months: their moving ranges are too small). `target` in the same unit.
             `polarity` changes the judgement, never a limit. `rebase_at`: positions, from 0, where a segment
             with its own limits starts. `fix_after`: how many first points of each segment set its limits.
             `screen_outliers=False`: wider limits, as in the Making Data Count Excel tools.
    Returns  XmR, a Point per value, in the same unit: exact Fractions, float() them to draw. Limits are not
             cut at 0. They describe the past of the series: a value inside them may still miss its target.
    Raises   ValueError naming what was found and expected: fewer than 2 points in a segment, a value missing
             or not a number, an unknown polarity, a rebase position outside the series, fix_after under 2.
    Source   NHSRplotthedots 0.2, ptd_spc (screening after Nelson 1982, J Qual Tech 14:172): mean ± 2.66 ×
             mean moving range, moving ranges of 3.267 × their mean and more left out once. Special
             causes, the first that holds: outside the limits; 7 points rising or falling; 2 of 3 on one
             side beyond two thirds of the way to a limit (those two are marked); 7 on one side of the mean.
             Runs do not reach across a rebase. Assurance: whether the target lies within the last limits.
    Departures from NHSRplotthedots
             - Exact fractions, not binary floats: a value on the mean or on a limit is on it, not beside it.
             - A constant segment has both limits at its mean. Screening leaves the R without any there.
             - Trial limits: under 12 points, as its message says, not 13, as its code does (see TRIAL_BELOW);
               only points that set the last segment's limits count, so fix_after=8 always gives trial limits.
             - One point in a segment is refused; the R draws it without limits.
             Kept as there: where two trends meet at equal values, the last point of the first is "Decreasing".
    """
    if polarity not in POLARITIES:
        raise ValueError(f"polarity: found {polarity!r}, expected one of {', '.join(POLARITIES)}.")
    if fix_after is not None and fix_after < 2:
        raise ValueError(f"fix_after: found {fix_after}, expected 2 or more points: a moving range takes two.")
    series = [_number(value, f"value at position {position} (no gaps)") for position, value in enumerate(values)]
    segments = _segments(series, rebase_at)
    points = [point for segment in segments for point in _judge(segment, polarity, screen_outliers, fix_after)]
    return XmR(
        points=tuple(points),
        variation=_judgement(points[-1].special_cause, polarity)[1],
        assurance=_assurance(points[-1], polarity, target),
        limits_are_trial=len(segments[-1][:fix_after]) < TRIAL_BELOW,
        no_variation=len(set(segments[-1])) == 1,
        rule_set=f"{RULE_SET}, outlying moving ranges {'left out' if screen_outliers else 'kept'}",
    )


def _number(value: object, name: str) -> Fraction:
    try:
        return exact(value)
    except ValueError:
        raise ValueError(f"{name}: found {value}, expected a number") from None


def _segments(series: list[Fraction], rebase_at: Sequence[int]) -> list[list[Fraction]]:
    outside = [position for position in rebase_at if position not in range(1, len(series))]
    if outside:
        raise ValueError(f"rebase_at: found {outside}, expected positions from 1 to {len(series) - 1}.")
    ends = [*sorted(set(rebase_at)), len(series)]
    segments = [series[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    fewest = min(len(segment) for segment in segments)
    if fewest < 2:
        where = " between rebases" if rebase_at else ""
        raise ValueError(f"points{where}: found {fewest}, expected 2 or more. Show the value without a usual range.")
    return segments


def _judge(segment: list[Fraction], polarity: str, screen_outliers: bool, fix_after: int | None) -> list[Point]:
    baseline = segment[:fix_after]
    moves = [abs(now - before) for before, now in pairwise(baseline)]
    if screen_outliers:
        outlying = OUTLYING * statistics.mean(moves)
        moves = [move for move in moves if move < outlying] or moves  # nothing moved: nothing is left out
    mean, spread = statistics.mean(baseline), LIMIT * statistics.mean(moves)
    return [
        Point(value, mean, mean - spread, mean + spread, label, _judgement(label, polarity)[0])
        for value, label in zip(segment, _special_causes(segment, mean, spread), strict=True)
    ]


def _special_causes(segment: list[Fraction], mean: Fraction, spread: Fraction) -> list[str]:
    sides = [_sign(value - mean) for value in segment]
    steps = [_sign(now - before) for before, now in pairwise(segment)]
    near = [CLOSE * spread < abs(value - mean) <= spread for value in segment]
    one_side = _in_runs(len(segment), 7, lambda run: abs(sum(sides[run])) == 7)
    trend = _in_runs(len(segment), 7, lambda run: abs(sum(steps[run.start : run.stop - 1])) == 6)
    two_of_three = _in_runs(len(segment), 3, lambda run: abs(sum(sides[run])) == 3 and sum(near[run]) >= 2)

    def label(at: int) -> str:
        side, limit = ("Above", "UCL") if sides[at] > 0 else ("Below", "LCL")
        if abs(segment[at] - mean) > spread:
            return f"{side} {limit}"
        if at in trend:  # a point shared by two trends belongs to the later one
            rising = steps[at if at + 1 in trend else at - 1] > 0
            return f"7 Point Trend ({'Increasing' if rising else 'Decreasing'})"
        if near[at] and at in two_of_three:
            return f"2 in 3 {side} CL"
        return f"7 Points {side} CL" if at in one_side else COMMON_CAUSE

    return [label(at) for at in range(len(segment))]


def _in_runs(count: int, length: int, holds: Callable[[slice], bool]) -> set[int]:
    """Positions lying in any run of `length` neighbouring points for which `holds` is true."""
    starts = [start for start in range(count - length + 1) if holds(slice(start, start + length))]
    return {position for start in starts for position in range(start, start + length)}


def _judgement(special_cause: str, polarity: str) -> tuple[str, str]:
    """The point type and the icon of a point with this label."""
    if special_cause == COMMON_CAUSE:
        return "common_cause", "common_cause"
    side = "high" if "Above" in special_cause or "Increasing" in special_cause else "low"
    if polarity == "neutral":
        return f"special_cause_neutral_{side}", f"neutral_{side}"
    better = "high" if polarity == "higher_is_better" else "low"
    word = "improvement" if side == better else "concern"
    return f"special_cause_{word}", f"{word}_{side}"


def _assurance(last: Point, polarity: str, target: float | None) -> str | None:
    if target is None or polarity == "neutral":
        return None
    wanted = _number(target, "target")
    if last.lower_limit <= wanted <= last.upper_limit:
        return "inconsistent"
    met = (last.lower_limit > wanted) == (polarity == "higher_is_better")
    return "consistent_pass" if met else "consistent_fail"


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
