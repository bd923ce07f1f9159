"""The cheapest choice of what to hide, with its proof: rows of a mixed-integer program, found one after another."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from pipeline.methods.disclosure.possible import NEARLY, Reach, reach, witness
from pipeline.methods.disclosure.system import System

ROUNDS, NODES = 60, 20_000  # a choice that takes more work than that is left to the other way: the same on every machine
Row = tuple[np.ndarray, float]  # by cell what hiding it adds, and how much is needed


class TooMuchWork(Exception):
    """The best choice was not found; the argument is what at least is lost by any, as far as it is known."""


class Cuts:
    """A system whose hidden cells are chosen anew until none of them can be worked out."""

    def __init__(self, system: System, width: float):
        self.system, self.width = system, width
        self.may = system.printed & ~system.fixed
        self.rows: list[Row] = []
        self.keeps: dict[int, tuple[int, int]] = {}
        self.leaks: set[int] = set()
        self._possible: list[np.ndarray] = [system.value]
        fitting = [system.value]
        for place, (first, last) in system.keeps.items():
            low, high = (
                end if _goes(fitting, place, end, up=up) else self._reach(self.may, place, fitting, up=up).end for end, up in ((first, False), (last, True))
            )
            low, high = ceil(low - NEARLY), high + NEARLY
            first, last = max(first, low), last if high > last else floor(high)
            if first < last:
                self.keeps[place] = first, last
            else:
                self.leaks.add(place)

    def choose(self) -> tuple[np.ndarray, frozenset[str], dict[int, tuple[int, int]], float]:
        """What to hide, what cannot be protected, what stays possible of the others, and the least that any choice loses. Raises TooMuchWork with that bound.

        A cell of which some value is impossible whatever is hidden, as 1 for the sum of two that are not zero, keeps the rest.
        """
        hidden = self._primary
        bound = float(self.system.weight[hidden].sum())
        for _ in range(ROUNDS):
            new = list(self._widening(hidden)) or list(self._whole(hidden))
            if not new:
                return hidden, frozenset(self.system.cells[place].name for place in self.leaks), self.keeps, bound
            else:
                self.rows += new
                hidden, bound = self._cheapest(bound)
        raise TooMuchWork(bound)

    @property
    def _primary(self) -> np.ndarray:
        hidden = np.zeros(len(self.system), bool)
        hidden[list(self.keeps)] = True
        primary: np.ndarray = hidden & self.may
        return primary

    def _cheapest(self, bound: float) -> tuple[np.ndarray, float]:
        rows = np.array([row for row, _ in self.rows])
        found = milp(
            np.where(self.system.printed, self.system.weight, 0.0),
            constraints=LinearConstraint(rows, np.array([needed for _, needed in self.rows]), np.inf),
            integrality=np.ones(len(self.system)), bounds=Bounds(self._primary.astype(float), self.may.astype(float)),
            options={"node_limit": NODES, "mip_rel_gap": 0},
        )  # fmt: skip
        if found.status != 0:
            raise TooMuchWork(max(bound, found.mip_dual_bound or 0.0))
        return np.round(found.x).astype(bool), float(found.mip_dual_bound)

    def _reach(self, hidden: np.ndarray, place: int, fitting: list[np.ndarray], *, up: bool) -> Reach:
        """How far a cell goes where these are hidden; the table found is kept, and put to those that fit."""
        found = reach(self.system, hidden, place, up=up)
        if found.table is not None:
            self._possible.append(found.table)
            fitting.append(found.table)
        return found

    def _widening(self, hidden: np.ndarray) -> Iterator[Row]:
        """Of each hidden cell that is bounded too closely: which others would widen it, and by how much at most."""
        fitting = self._fitting(hidden)
        for place, (first, last) in self.keeps.items():
            for up, end in ((True, last), (False, first)):
                if _goes(fitting, place, end, up=up):
                    continue
                found = self._reach(hidden, place, fitting, up=up)
                short = (end - found.end) if up else (found.end - end)
                if short > NEARLY:
                    yield self._adding(place, found.moves, short), 1.0
        for place in np.flatnonzero(hidden).tolist():
            if place in self.keeps or max(one[place] for one in fitting) - min(one[place] for one in fitting) >= self.width:
                continue
            above, below = (self._reach(hidden, place, fitting, up=way) for way in (True, False))
            short = self.width - (above.end - below.end)
            if short > NEARLY:
                row = self._adding(place, above.moves + below.moves, short)
                row[place] = -1.0
                yield row, 0.0

    def _adding(self, place: int, moves: np.ndarray, short: float) -> np.ndarray:
        row = np.where(self.may, np.minimum(moves, short), 0.0) / short
        row[place] = 0.0
        return row

    def _fitting(self, hidden: np.ndarray) -> list[np.ndarray]:
        """The tables known already which what is printed allows."""
        low, high = self.system.bounds(hidden)
        return [one for one in self._possible if (one >= low).all() and (one <= high).all()]

    def _whole(self, hidden: np.ndarray) -> Iterator[Row]:
        """Of a cell some value of which no whole table has: something more must be hidden."""
        fitting = self._fitting(hidden)
        for place, (first, last) in self.keeps.items():
            for value in range(first, last + 1):
                if any(one[place] == value for one in fitting):
                    continue
                table = witness(self.system, hidden, place, value)
                if table is not None:
                    self._possible.append(table)
                    fitting.append(table)
                elif (more := self.may & ~hidden).any():
                    yield more.astype(float), 1.0
                    return


def _goes(tables: list[np.ndarray], place: int, end: float, *, up: bool) -> bool:
    """Whether a cell is known to go so far."""
    return any(one[place] >= end if up else one[place] <= end for one in tables)
