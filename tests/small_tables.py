"""Small systems of counts, with everything that is possible in them found by trying: made up, and only for tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np

from pipeline.methods.disclosure.system import Cell, Relation, System

HIGHEST = 13
TABLES = np.array(list(itertools.product(range(HIGHEST + 1), repeat=4)))
# By name of a system: which of four counts each printed number adds up.
SHAPES = {
    "table of two by two": {
        "a": (1, 0, 0, 0), "b": (0, 1, 0, 0), "c": (0, 0, 1, 0), "d": (0, 0, 0, 1), "a+b": (1, 1, 0, 0), "c+d": (0, 0, 1, 1),
        "a+c": (1, 0, 1, 0), "b+d": (0, 1, 0, 1), "all": (1, 1, 1, 1),
    },
    "quarters, year to date and half years": {
        "Q1": (1, 0, 0, 0), "Q2": (0, 1, 0, 0), "Q3": (0, 0, 1, 0), "Q4": (0, 0, 0, 1), "to Q2": (1, 1, 0, 0), "to Q3": (1, 1, 1, 0),
        "year": (1, 1, 1, 1), "second half": (0, 0, 1, 1),
    },
    "rolling sums": {"Q2": (0, 1, 0, 0), "Q4": (0, 0, 0, 1), "Q1 to Q3": (1, 1, 1, 0), "Q2 to Q4": (0, 1, 1, 1)},
}  # fmt: skip


class SmallSystem:
    """Four counts and what a report prints of them. Counts of 1 to 4 are to be hidden; zeros are printed."""

    def __init__(self, shape: str, counts: tuple[int, int, int, int]):
        self.names, sums = list(SHAPES[shape]), np.array(list(SHAPES[shape].values()))
        self.values = sums @ np.array(counts)
        self.small = [name for name, value in zip(self.names, self.values, strict=True) if 1 <= value <= 4]
        self._possible = TABLES @ sums.T
        self.counts = counts
        self.sums = sums

    def system(self) -> System:
        """The same, as it is given to what hides."""
        cells = [
            Cell(name, int(value), least=int(value > 0), fixed=value == 0, keeps=(1, 4) if name in self.small else None)
            for name, value in zip(self.names, self.values, strict=True)
        ]
        parts = [Cell(f"count {at}", int(value), printed=False, weight=0) for at, value in enumerate(self.counts)]
        relations = [
            Relation({name: 1, **{f"count {at}": -int(number) for at, number in enumerate(row) if number}})
            for name, row in zip(self.names, self.sums, strict=True)
        ]
        return System([*cells, *parts], relations)

    def seen(self, hidden: Iterable[str]) -> dict[str, set[int]]:
        """What each small number can be for one who sees all others, by trying every table up to HIGHEST."""
        hidden = set(hidden)
        shown = [at for at, name in enumerate(self.names) if name not in hidden]
        kept = [at for at, name in enumerate(self.names) if name in hidden]
        fits = (self._possible[:, shown] == self.values[shown]).all(axis=1) & (self._possible[:, kept] > 0).all(axis=1)
        return {name: set(self._possible[fits, self.names.index(name)].tolist()) for name in self.small}

    def protects(self, hidden: Iterable[str]) -> bool:
        """Whether every small number that can be hidden can be each of 1 to 4, as far as zeros leave it open."""
        everything = {name for name, value in zip(self.names, self.values, strict=True) if value > 0}
        open_, seen = self.seen(everything), self.seen(hidden)
        return all({1, 2, 3, 4} & open_[name] <= seen[name] for name in self.small)

    def least_lost(self) -> int:
        """The fewest numbers that have to be hidden, found by trying all choices."""
        others = [name for name, value in zip(self.names, self.values, strict=True) if value > 0 and name not in self.small]
        for size in range(len(others) + 1):
            if any(self.protects([*self.small, *more]) for more in itertools.combinations(others, size)):
                return len(self.small) + size
        raise AssertionError("with everything hidden everything is open")
