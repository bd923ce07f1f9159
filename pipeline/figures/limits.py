"""Confidence limits for what was counted: Wilson for proportions, exact Poisson or Byar's for events.

The limits say how far chance alone could move a figure this size. They do not cover late returns,
wrong coding or a changed definition, and overlapping limits are not proof of "no difference".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from statistics import NormalDist, mean, stdev
from typing import SupportsInt

# Below this many events the limits are exact; from it on Byar's approximation is used. Raising it moves the
# printed limits of the smallest rates slightly and breaks agreement with the public-health tools.
EXACT_BELOW = 10


def wilson(numerator: int, denominator: int, confidence: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit of a proportion.

    Takes    numerator (cases) and denominator (people, or cases that could have met the condition),
             whole numbers; `confidence` as a share: 0.95, or 0.998 for control limits.
    Returns  (lower, upper) as shares from 0 to 1: multiply by 100 for percent. Nothing observed gives
             a lower limit of exactly 0, everything observed an upper limit of exactly 1.
    Raises   ValueError naming what was found and expected: a number that is not whole (a missing one is
             not 0), numerator below 0, denominator not above 0, numerator above denominator,
             confidence not between 0 and 1.
    Source   Wilson score interval without continuity correction: Newcombe (1998), Stat Med 17:857, method 3.
    Trap     for independent cases only: not for rates (events can repeat), nor for means of percentages.
    """
    cases, people = _whole(numerator, "numerator"), _whole(denominator, "denominator")
    if people <= 0:
        raise ValueError(f"denominator: found {people}, expected above 0. A share of nothing is [z], not 0 %.")
    if not 0 <= cases <= people:
        raise ValueError(
            f"numerator: found {cases}, expected 0 to {people} (the denominator). "
            "Cases that can outnumber the people are a rate: use poisson()."
        )
    z = _z(confidence)
    centre = 2 * cases + z**2
    spread = z * sqrt(z**2 + 4 * cases * (people - cases) / people)
    lower = 0.0 if cases == 0 else (centre - spread) / (2 * (people + z**2))
    upper = 1.0 if cases == people else (centre + spread) / (2 * (people + z**2))
    return max(lower, 0.0), min(upper, 1.0)


def poisson(events: int, confidence: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit of a count of events.

    Takes    events, a whole number; `confidence` as a share: 0.95, or 0.998 for control limits.
    Returns  (lower, upper) in events: divide by the population and multiply by "per" for a rate.
             0 events have a lower limit of 0 and still an upper limit (3.7 at 95%).
    Raises   ValueError naming what was found and expected: events not whole (missing ones are not 0)
             or below 0, confidence not between 0 and 1.
    Source   under 10 events exact: half the chi-square quantiles at 2x and 2x + 2 degrees of freedom (Garwood
             1936, Biometrika 28:437); from 10 Byar's approximation: Breslow and Day (1987), Statistical
             Methods in Cancer Research vol. II, p. 69. Ten is where PHEindicatormethods changes over too.
    Trap     for independent events only: repeat calls about one household are not.
    """
    count = _whole(events, "events")
    if count < 0:
        raise ValueError(f"events: found {count}, expected 0 or more.")
    z = _z(confidence)
    if count >= EXACT_BELOW:
        above = count + 1
        lower = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3
        upper = above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
        return max(lower, 0.0), upper
    from scipy.special import gammainccinv, gammaincinv  # here, as loading scipy is slow and few figures need it

    tail = (1 - confidence) / 2
    # Half a chi-square quantile at 2x degrees of freedom is the gamma quantile of shape x.
    lower = float(gammaincinv(count, tail)) if count else 0.0
    return lower, float(gammainccinv(count + 1, tail))


def binomial_quantile(below: Fraction, people: int, share: Fraction) -> int:
    """The fewest cases among so many people, of whom each is one with this share, that are not reached or just reached with `below`.

    Takes    below, a share of chance such as 0.025; people, a whole number; share from 0 to 1.
    Raises   ValueError as `wilson` does.
    """
    from scipy.stats import binom  # here, as loading scipy is slow and few figures need it

    return int(binom.ppf(float(below), _whole(people, "denominator"), float(share)))


def poisson_quantile(below: Fraction, expected: Fraction) -> int:
    """The same of events that are expected so often."""
    from scipy.stats import poisson as distribution

    return int(distribution.ppf(float(below), float(expected))) if expected else 0


def spread(values: Sequence[Fraction | float], times: float) -> tuple[float, float]:
    """The mean of some areas' values ± so many of their standard deviations (divisor n - 1); two values or more."""
    numbers = [float(value) for value in values]
    centre, away = mean(numbers), times * stdev(numbers)
    return centre - away, centre + away


def _z(confidence: float) -> float:
    """How many standard deviations each way hold `confidence` of a normal distribution (1.96 for 0.95)."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: found {confidence}, expected a share between 0 and 1, such as 0.95.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _whole(number: SupportsInt, name: str) -> int:
    """The number as an int, whatever holds it (numpy, Fraction, 5.0); anything not whole is refused."""
    try:
        whole: int | None = int(number)
    except (TypeError, ValueError, OverflowError):
        whole = None
    if whole is None or whole != number:
        raise ValueError(f"{name}: found {number}, expected a whole number. Limits need the counts themselves.")
    return whole
