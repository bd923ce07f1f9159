"""Variation over time: the XmR (individuals) chart, judged by the rule set of Making Data Count."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from pipeline.core.display import exact

COMMON_CAUSE = "Common Cause"

# Changing any of these gives limits and special causes that no longer carry the rule set's name.
LIMIT = Fraction("2.66")  # × mean moving range: three sigma, 3 / 1.128
CLOSE = Fraction(2, 3)  # of the way from the mean to a limit: two sigma
OUTLYING = Fraction("3.267")  # × mean moving range: from here a moving range is left out of the limits
FEWEST_POINTS = (
    6  # of a series that a report draws limits from: Wheeler (1993), Understanding Variation, page 60: "five or six"
)


@dataclass(frozen=True)
class XmR:
    """The usual range of a series, exact, in the unit of the indicator, and what stands out of it.

    `special_causes`, one a value: "Common Cause", "Above UCL", "7 Points Below CL", "7 Point Trend (Increasing)", …
    """

    mean: Fraction
    lower_limit: Fraction
    upper_limit: Fraction
    special_causes: tuple[str, ...]


def xmr(values: Sequence[float | Fraction]) -> XmR:
    """Usual range of a series, and which of its points chance alone does not explain.

    Takes    values, one per period, oldest first, no gaps, any unit; periods must not overlap (never year
             to date or rolling 12 months: their moving ranges are too small).
    Returns  XmR, in the same unit: exact Fractions, float() them to draw. Limits are not
             cut at 0. They describe the past of the series: a value inside them may still miss its target.
    Raises   ValueError naming what was found and expected: fewer than 2 points, a value missing or not a number.
    Source   NHSRplotthedots 0.2, ptd_spc (screening after Nelson 1982, J Qual Tech 14:172): mean ± 2.66 ×
             mean moving range, moving ranges of 3.267 × their mean and more left out once. Special
             causes, the first that holds: outside the limits; 7 points rising or falling; 2 of 3 on one
             side beyond two thirds of the way to a limit (those two are marked); 7 on one side of the mean.
    Departures from NHSRplotthedots
             - Exact fractions, not binary floats: a value on the mean or on a limit is on it, not beside it.
             - A constant series has both limits at its mean. Screening leaves the R without any there.
             - A single point is refused; the R draws it without limits.
             Kept as there: where two trends meet at equal values, the last point of the first is "Decreasing".
    """
    series = [_number(value, f"value at position {position} (no gaps)") for position, value in enumerate(values)]
    if len(series) < 2:
        raise ValueError(f"points: found {len(series)}, expected 2 or more. Show the value without a usual range.")
    moves = [abs(now - before) for before, now in pairwise(series)]
    outlying = OUTLYING * statistics.mean(moves)
    moves = [move for move in moves if move < outlying] or moves  # nothing moved: nothing is left out
    mean, spread = statistics.mean(series), LIMIT * statistics.mean(moves)
    return XmR(mean, mean - spread, mean + spread, tuple(_special_causes(series, mean, spread)))


def _number(value: object, name: str) -> Fraction:
    try:
        return exact(value)
    except ValueError:
        raise ValueError(f"{name}: found {value}, expected a number") from None


def _special_causes(series: list[Fraction], mean: Fraction, spread: Fraction) -> list[str]:
    sides = [_sign(value - mean) for value in series]
    steps = [_sign(now - before) for before, now in pairwise(series)]
    near = [CLOSE * spread < abs(value - mean) <= spread for value in series]
    one_side = _in_runs(len(series), 7, lambda run: abs(sum(sides[run])) == 7)
    trend = _in_runs(len(series), 7, lambda run: abs(sum(steps[run.start : run.stop - 1])) == 6)
    two_of_three = _in_runs(len(series), 3, lambda run: abs(sum(sides[run])) == 3 and sum(near[run]) >= 2)

    def label(at: int) -> str:
        side, limit = ("Above", "UCL") if sides[at] > 0 else ("Below", "LCL")
        if abs(series[at] - mean) > spread:
            return f"{side} {limit}"
        if at in trend:  # a point shared by two trends belongs to the later one
            rising = steps[at if at + 1 in trend else at - 1] > 0
            return f"7 Point Trend ({'Increasing' if rising else 'Decreasing'})"
        if near[at] and at in two_of_three:
            return f"2 in 3 {side} CL"
        return f"7 Points {side} CL" if at in one_side else COMMON_CAUSE

    return [label(at) for at in range(len(series))]


def _in_runs(count: int, length: int, holds: Callable[[slice], bool]) -> set[int]:
    """Positions lying in any run of `length` neighbouring points for which `holds` is true."""
    starts = [start for start in range(count - length + 1) if holds(slice(start, start + length))]
    return {position for start in starts for position in range(start, start + length)}


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
