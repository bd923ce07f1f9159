"""Open values: whether what must stay possible of each hidden number is possible, each proved by a whole table that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from reporting.attack.outside import NEAR, Contradiction, Outside
from reporting.attack.shown import Shown
from reporting.attack.wanted import Wanted

CONTRADICTS, NOT_FOUND_OUT = "what was published does not agree with itself", "not found out"


@dataclass(frozen=True)
class Found:
    """What was found of a hidden number. `low` and `high` bound it; where `passes` is False, `why` says what gives it away.

    `why` is NOT_FOUND_OUT where the search did not come to its end, which is no pass.
    """

    name: str
    passes: bool
    low: float
    high: float
    missing: tuple[int, ...] = ()
    why: tuple[str, ...] = field(default=())


def attack(outside: Outside, wanted: Mapping[str, Wanted], *, bounds: bool = True) -> list[Found]:
    """Every hidden number, the narrowest first. Without `bounds` only those that fail are bounded."""
    found = [one for part in outside.parts() for one in _part(part, wanted, bounds)]
    return sorted(found, key=lambda one: (one.passes, one.high - one.low))


def _part(outside: Outside, wanted: Mapping[str, Wanted], bounds: bool) -> Iterator[Found]:
    asked = [wanted.get(name, Wanted()) for name in outside.hidden]
    lowest, highest = (np.array([one.middle[end] for one in asked], float) for end in (0, 1))
    try:
        middle = outside.middle(lowest, highest)
        if middle is None:
            raise Contradiction
    except (Contradiction, TimeoutError) as problem:
        why = CONTRADICTS if isinstance(problem, Contradiction) else NOT_FOUND_OUT
        yield from (Found(name, False, 0, np.inf, why=(why,)) for name in outside.hidden)
        return
    shown = Shown(outside, asked, middle)
    for at in sorted(range(len(asked)), key=lambda one: -len(asked[one].values)):  # what is shown of these shows most of others
        shown.look_near(at)
    yield from (_found(shown, at, name, bounds) for at, name in enumerate(outside.hidden))


def _found(shown: Shown, at: int, name: str, bounds: bool) -> Found:
    """What was found of a number, and whether that is what is wanted: what no step from the middle shows is looked for everywhere."""
    values, own, wanted = shown.values[at], shown.own[at], shown.wanted[at]
    if not any(shown.lacks(at)) and not bounds:
        return Found(name, True, min(values), max(values))
    (low, below), (high, above) = (shown.outside.end(shown.row(at), up=up) for up in (False, True))
    low, high, late = float(np.ceil(low - NEAR)), float(np.floor(high + NEAR)), False
    near = range(own - wanted.width, own + wanted.width + 1) if wanted.width else wanted.values
    for value in sorted(near, key=lambda one: abs(one - own)):
        if low <= value <= high and any(shown.lacks(at)):
            try:
                shown.look_everywhere(at, value)
            except TimeoutError:
                late = True
    passes = not any(shown.lacks(at))
    missing = () if late else wanted.missing(values)
    why = [*(below if not missing or low > min(wanted.values) else []), *(above if not missing or high < max(wanted.values) else [])]
    told = [] if passes else [NOT_FOUND_OUT] if late else why or ["no whole table shows it, though fractions would"]
    return Found(name, passes, low, high, missing, tuple(dict.fromkeys(told)))
