"""Limits and usual ranges, worked out by other ways than those that made the figures.

Sources: Wilson (1927) for shares; exact Poisson limits below 10 events, by halving an interval, and Byar's approximation
from 10 on; quantiles by adding up chances; XmR charts with the rules of NHS England's Making Data Count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, count, takewhile
from math import exp, factorial, lgamma, log, sqrt

Z = 1.959963984540054  # the 97.5th percentile of the normal distribution


def wilson(cases: Fraction, people: Fraction, side: int) -> float:
    """A limit of a share in per cent: `side` -1 is the lower, 1 the upper."""
    share, n = float(cases / people), float(people)
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return 100 * (share + Z**2 / (2 * n) + side * half) / (1 + Z**2 / n)


def poisson(events: Fraction, people: Fraction, per: Fraction, side: int) -> float:
    """A limit of a rate of events per so many people."""
    count = int(events) + (side > 0)
    if events >= 10:
        limit = count * (1 - 1 / (9 * count) + side * Z / (3 * sqrt(count))) ** 3
    else:
        # P(fewer than `count` events), which falls as the mean rises, is 2.5 % at the upper limit, 97.5 % at the lower.
        low, high, wanted = 0.0, 40.0 if count else 0.0, 0.025 if side > 0 else 0.975
        for _ in range(100):
            mean = (low + high) / 2
            fewer = sum(exp(-mean) * mean**k / factorial(k) for k in range(count))
            low, high = (mean, high) if fewer > wanted else (low, mean)
        limit = low
    return limit / float(people) * float(per)


def binomial_quantile(below: Fraction, people: Fraction, share: Fraction) -> int:
    """The fewest cases that chance does not pass with less than `below`: the chances of none, one, two … are added up."""
    n, p = int(people), float(share)
    if p in (0, 1):
        return n if p else 0
    chances = (exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p)) for k in range(n))
    return _passed(below, chances)


def poisson_quantile(below: Fraction, expected: Fraction) -> int:
    """The same of events that are expected so often."""
    mean = float(expected)
    return _passed(below, (exp(k * log(mean) - mean - lgamma(k + 1)) for k in count())) if mean else 0


def _passed(below: Fraction, chances: Iterable[float]) -> int:
    return sum(1 for _ in takewhile(lambda reached: reached < float(below), accumulate(chances)))


def spread(times: Fraction, values: Sequence[Fraction], side: int) -> float:
    """The mean of values and so many of their standard deviations (divisor n - 1) to one side."""
    n, total, squares = len(values), sum(values), sum(value * value for value in values)
    return float(total) / n + side * float(times) * sqrt((squares - total * total / n) / (n - 1))


def usual_range(values: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Mean and half width of an XmR chart: 2.66 × the mean moving range, outlying ones left out once."""
    moves = [abs(now - before) for before, now in zip(values, values[1:], strict=False)]
    outlying = Fraction("3.267") * sum(moves) / len(moves)
    moves = [move for move in moves if move < outlying] or moves
    return sum(values) / len(values), Fraction("2.66") * sum(moves) / len(moves)


def variation(polarity: str, *values: Fraction) -> str:
    """What the rules say of the last value; only runs that end at it can mark it."""
    if len(set(values)) == 1:
        return "no variation"
    mean, spread = usual_range(values)
    away = [value - mean for value in values]
    steps = [now - before for before, now in zip(values[-7:], values[-6:], strict=False)]
    near = [spread * 2 < abs(one) * 3 and abs(one) <= spread for one in away]
    high, same = away[-1] > 0, [(one > 0) == (away[-1] > 0) and one != 0 for one in away]
    if abs(away[-1]) > spread:
        words = f"{'above' if high else 'below'} the usual range"
    elif len(steps) == 6 and (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        high = steps[-1] > 0
        words = f"{'rising' if high else 'falling'} for seven in a row"
    elif near[-1] and len(same) > 2 and all(same[-3:]) and sum(near[-3:]) >= 2:
        words = f"near the {'upper' if high else 'lower'} end of the usual range again"
    elif len(same) > 6 and all(same[-7:]):
        words = f"{'above' if high else 'below'} the mean for seven in a row"
    else:
        return "no unusual change"
    if polarity not in ("higher_is_better", "lower_is_better"):
        return words
    return f"{words}, which is {'better' if high == (polarity == 'higher_is_better') else 'worse'}"
