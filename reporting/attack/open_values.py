"""Open values: whether what must stay possible of each hidden number is possible, each proved by a whole table that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from reporting.attack.outside import NEAR, Contradiction, Outside

FURTHEST = 6  # how many times a step is gone on
NEARER = ((2, 60), (3, 250))  # how far around a number a table is looked for first, and among how many unknowns


@dataclass(frozen=True)
class Wanted:
    """What must stay possible of a hidden number: each of the `values`, or two that lie `width` apart."""

    values: tuple[int, ...] = ()
    width: int = 0


@dataclass(frozen=True)
class Found:
    """What was found of a hidden number. `low` and `high` bound it; where `passes` is False, `why` says what gives it away.

    `why` is "not found out" where the search did not come to its end, which is no pass.
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


def _part(outside: Outside, wanted: Mapping[str, Wanted], bounds: bool) -> Iterable[Found]:
    try:
        first = outside.whole()
        if first is None:
            raise Contradiction
    except (Contradiction, TimeoutError) as problem:
        why = "what was published does not agree with itself" if isinstance(problem, Contradiction) else "not found out"
        yield from (Found(name, False, 0, np.inf, why=(why,)) for name in outside.hidden)
        return
    for name, row in outside.hidden.items():
        yield Search(outside, row, first).found(name, wanted.get(name, Wanted()), bounds)


class Search:
    """The values that one hidden number is shown to have, each with a whole table; `first` is one that agrees with everything."""

    def __init__(self, outside: Outside, row: np.ndarray, first: np.ndarray):
        self.outside, self.row, self.first = outside, row, first
        self.own = round(float(row @ first))
        self.seen = {self.own}

    def found(self, name: str, wanted: Wanted, bounds: bool) -> Found:
        """What was found of the number, and whether that is what is wanted."""
        try:
            missing = tuple(value for value in sorted(wanted.values, key=lambda one: abs(one - self.own)) if not self._shows(value))
            wide, late = not wanted.width or self._is_wide(wanted.width), False
        except TimeoutError:
            missing, wide, late = (), False, True
        passes = not missing and wide and not late
        low, high, why = min(self.seen), max(self.seen), []
        if bounds or not passes:
            (low, below), (high, above) = (self.outside.end(self.row, up=up) for up in (False, True))
            low, high = np.ceil(low - NEAR), np.floor(high + NEAR)
            why = [*(below if not missing or low > min(wanted.values) else []), *(above if not missing or high < max(wanted.values) else [])]
        told = ["not found out"] if late else [] if passes else why or ["no whole table shows it, though fractions would"]
        return Found(name, passes, float(low), float(high), tuple(sorted(missing)), tuple(dict.fromkeys(told)))

    def _shows(self, value: int) -> bool:
        """Whether some whole table shows a value."""
        if value not in self.seen and (table := self._table(value)) is not None:
            self.seen.add(value)
            self._follow(table)
        return value in self.seen

    def _follow(self, table: np.ndarray) -> None:
        """The step to a table, gone on and backwards: further values, each proved by the table that it leads to."""
        step = table - self.first
        by = round(float(self.row @ step))
        if abs(by) == 1:
            for way in (by, -by):
                for times in range(1, FURTHEST + 1):
                    value = self.own + way * times
                    if value in self.seen:
                        continue
                    if not self.outside.agrees(self.first + step * (value - self.own) / by):
                        break
                    self.seen.add(value)

    def _table(self, value: int) -> np.ndarray | None:
        """A table that shows a value, looked for near the first one; None where no table does."""
        for steps, most in NEARER:
            places = self.outside.around(self.row, steps, most)
            if len(places) == len(self.outside.names):
                break
            try:
                found = self.outside.whole(self.row, value, near=(self.first, places))
            except TimeoutError:
                continue
            if found is not None:
                return found
        return self.outside.whole(self.row, value)

    def _is_wide(self, width: int) -> bool:
        """Whether two tables show values so far apart."""
        for value in sorted(range(max(self.own - width, 0), self.own + width + 1), key=lambda one: abs(one - self.own)):
            if max(self.seen) - min(self.seen) >= width:
                return True
            self._shows(value)
        return max(self.seen) - min(self.seen) >= width
