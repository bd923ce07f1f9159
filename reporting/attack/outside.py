"""Outside: everything that somebody knows who has only what was published, and what that leaves open.

Unknowns are whole numbers. What is known is a list of statements: a weighted sum of unknowns lies between two numbers. Each
statement says where it was read, so that a leak can be followed to what gives it away. Only unknowns that are not known
already are solved for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

NEAR, NODES = 1e-6, 5_000


@dataclass(frozen=True)
class Statement:
    """A weighted sum of unknowns lies from `low` to `high`; `read` says where that was read."""

    weights: Mapping[str, float]
    low: float
    high: float
    read: str


class Outside:
    """All statements at once. `least` are unknowns that are known not to be below a number though they are hidden."""

    def __init__(self, statements: Sequence[Statement], hidden: Mapping[str, Mapping[str, float]], least: Mapping[str, float] = {}):  # noqa: B006
        """`hidden` are the hidden numbers by name, each a weighted sum of unknowns."""
        names = dict.fromkeys(name for one in statements for name in one.weights)
        names |= dict.fromkeys(name for weights in hidden.values() for name in weights)
        self.names = list(names)
        self.at = {name: place for place, name in enumerate(self.names)}
        self.hidden = hidden
        self.low, self.high = np.zeros(len(self.names)), np.full(len(self.names), np.inf)
        self.read: dict[int, str] = {}  # what bounds an unknown by itself, and where that was read
        self.rows: list[Statement] = []
        for one in [*statements, *(Statement(hidden[name], number, np.inf, "it is hidden, so it is not zero") for name, number in least.items())]:
            if len(one.weights) == 1 and next(iter(one.weights.values())) == 1:
                place = self.at[next(iter(one.weights))]
                if one.low > self.low[place] or one.high < self.high[place]:
                    self.read[place] = one.read
                self.low[place], self.high[place] = max(self.low[place], one.low), min(self.high[place], one.high)
            else:
                self.rows.append(one)
        self.from_, self.to = (np.array([getattr(one, end) for one in self.rows], float) for end in ("low", "high"))
        self.matrix, self.sums = self._matrix([one.weights for one in self.rows]), self._matrix(list(hidden.values()))
        self.free = np.flatnonzero(self.low < self.high)
        self._fixed = np.where(self.low < self.high, 0.0, self.low)
        self._of_free = self.matrix[:, self.free]
        self._touched = np.flatnonzero(np.diff(self._of_free.indptr))
        still = self.matrix @ self._fixed
        self._from, self._to = self.from_ - still, self.to - still

    def _matrix(self, sums: Sequence[Mapping[str, float]]) -> csr_array:
        places = [(row, self.at[name], weight) for row, one in enumerate(sums) for name, weight in one.items()]
        row, column, weight = zip(*places, strict=True) if places else ((), (), ())
        return csr_array((np.array(weight, float), (row, column)), shape=(len(sums), len(self.names)))

    def parts(self) -> list[Outside]:
        """The unknowns in parts that no statement joins; those without anything hidden are left out."""
        loose = csr_array(np.where(self.low < self.high, 1.0, 0.0)[None, :])
        links = vstack([self.matrix, self.sums]).multiply(loose).tocsr()
        _, of = connected_components(abs(links).T @ abs(links), directed=False)
        found: dict[int, tuple[list[Statement], dict[str, Mapping[str, float]]]] = {}
        for name, weights in self.hidden.items():
            found.setdefault(self._part_of(weights, of), ([], {}))[1][name] = weights
        for one in self.rows:
            if (part := self._part_of(one.weights, of)) in found:
                found[part][0].append(one)
        return [Outside([*rows, *self._alone(rows, hidden)], hidden) for rows, hidden in found.values()]

    def _part_of(self, weights: Mapping[str, float], of: np.ndarray) -> int:
        """The part in which a sum lies, by the first of its unknowns that is not known already."""
        places = [self.at[name] for name in weights]
        return int(of[next((one for one in places if self.low[one] < self.high[one]), places[0])])

    def _alone(self, rows: Sequence[Statement], hidden: Mapping[str, Mapping[str, float]]) -> list[Statement]:
        """What is known of each unknown in some sums by itself."""
        names = dict.fromkeys(name for weights in [*(one.weights for one in rows), *hidden.values()] for name in weights)
        places = [(name, self.at[name]) for name in names]
        return [Statement({name: 1}, self.low[place], self.high[place], self.read.get(place, name)) for name, place in places]

    def end(self, row: np.ndarray, *, up: bool) -> tuple[float, list[str]]:
        """How far a weighted sum goes, whole numbers or not, and what stops it there. Raises Contradiction."""
        rows = self._touched
        equal = rows[self._from[rows] == self._to[rows]]
        upper = np.setdiff1d(rows[np.isfinite(self._to[rows])], equal)
        lower = np.setdiff1d(rows[np.isfinite(self._from[rows])], equal)
        order, limits = np.concatenate([upper, lower]), np.concatenate([self._to[upper], -self._from[lower]])
        found = linprog(
            -row[self.free] if up else row[self.free],
            A_ub=vstack([self._of_free[upper], -self._of_free[lower]]) if len(limits) else None, b_ub=limits if len(limits) else None,
            A_eq=self._of_free[equal] if len(equal) else None, b_eq=self._from[equal] if len(equal) else None,
            bounds=np.column_stack([self.low[self.free], self.high[self.free]]), method="highs",
        ) if len(self.free) else None  # fmt: skip
        known = float(row @ self._fixed)
        if found is None:
            return known, [self.read[place] for place in np.flatnonzero(row) if place in self.read]
        if found.status == 3:
            return (np.inf if up else -np.inf), []
        if found.status == 2:
            raise Contradiction
        if found.status != 0:
            raise TimeoutError(found.message)
        prices = np.zeros(len(self.rows))
        if len(limits):
            prices[order[: len(upper)]] += found.ineqlin.marginals[: len(upper)]
            prices[order[len(upper) :]] -= found.ineqlin.marginals[len(upper) :]
        if len(equal):
            prices[equal] = found.eqlin.marginals
        why = [self.rows[at].read for at in np.flatnonzero(np.abs(prices) > NEAR)]
        # What an unknown by itself adds to the end, beyond what the statements say of it: nothing unless one of its own bounds stops it.
        own = (-row if up else row) - self.matrix.T @ prices
        why += [self.read[place] for place in np.flatnonzero(np.abs(own) > NEAR) if place in self.read]
        return known + (-found.fun if up else found.fun), list(dict.fromkeys(why))

    def whole(self, row: np.ndarray, value: float) -> np.ndarray | None:
        """A table of whole numbers that agrees with everything, in which a sum has a value; None where there is none.

        Raises TimeoutError where it was not found out.
        """
        rest = value - row @ self._fixed
        limits = [*self._limits(), LinearConstraint(row[self.free][None, :], rest, rest)]
        if not row[self.free].any() and abs(rest) > NEAR:
            return None
        return self._table(np.zeros(len(self.free)), limits, *self._bounds(), whole=len(self.free))

    def middle(self, lowest: np.ndarray, highest: np.ndarray) -> np.ndarray | None:
        """A table of whole numbers that agrees with everything, in which hidden sums go beyond two ends as little as may be, taken together.

        None where no table agrees. Raises TimeoutError where that was not found out.
        """
        size, free = len(lowest), len(self.free)
        sums, known = self.sums[:, self.free], self.sums @ self._fixed
        own, none, blank = eye_array(size, format="csr"), csr_array((size, size)), csr_array((len(self._touched), 2 * size))
        limits = [
            LinearConstraint(_beside(one.A, blank), one.lb, one.ub) for one in self._limits()
        ] + [
            LinearConstraint(_beside(sums, own, none), lowest - known, np.inf), LinearConstraint(_beside(sums, none, -own), -np.inf, highest - known),
        ]  # fmt: skip
        low, high = self._bounds()
        cost = np.concatenate([np.zeros(free), np.ones(2 * size)])
        return self._table(cost, limits, np.concatenate([low, np.zeros(2 * size)]), np.concatenate([high, np.full(2 * size, np.inf)]), whole=free)

    def step(self, row: np.ndarray, by: float, times: float, table: np.ndarray) -> np.ndarray | None:
        """The smallest step away from a table that moves a sum `by` so much and can be gone so many `times`; None where none was found."""
        if not row[self.free].any():
            return None
        of_free, rows, here = self._of_free[self._touched], self._touched, self.matrix @ table
        limits = [
            LinearConstraint(_beside(of_free, -of_free), (self.from_[rows] - here[rows]) / times, (self.to[rows] - here[rows]) / times),
            LinearConstraint(np.concatenate([row[self.free], -row[self.free]])[None, :], by, by),
        ]  # fmt: skip
        low, high = self._bounds()
        room = np.floor(np.concatenate([high - table[self.free], table[self.free] - low]) / times)
        found = milp(np.ones(len(room)), constraints=limits, bounds=Bounds(0, room), options={'presolve': False})
        if found.x is None:
            return None
        moved = np.zeros(len(self.names))
        moved[self.free] = found.x[: len(self.free)] - found.x[len(self.free) :]
        return np.round(moved) if np.allclose(moved, np.round(moved), atol=NEAR) else None

    def _limits(self) -> list[LinearConstraint]:
        rows = self._touched
        return [LinearConstraint(self._of_free[rows], self._from[rows], self._to[rows])] if len(rows) else []

    def _bounds(self) -> tuple[np.ndarray, np.ndarray]:
        return self.low[self.free], self.high[self.free]

    def _table(self, cost: np.ndarray, limits: list[LinearConstraint], low: np.ndarray, high: np.ndarray, *, whole: int) -> np.ndarray | None:
        """The cheapest table found, of which the first numbers are whole ones: those of the free unknowns."""
        table: np.ndarray = self._fixed.copy()
        if len(self.free):
            options = {"node_limit": NODES, "mip_rel_gap": 0.05}
            found = milp(cost, constraints=limits, integrality=np.arange(len(cost)) < whole, bounds=Bounds(low, high), options=options)
            if found.status == 2:
                return None
            if found.x is None:
                raise TimeoutError("whether a whole table is possible was not found out")
            table[self.free] = np.round(found.x[: len(self.free)])
        return table if self.agrees(table) else None

    def agrees(self, table: np.ndarray) -> bool:
        """Whether a table agrees with every statement."""
        sums = self.matrix @ table
        return bool((table >= self.low).all() and (table <= self.high).all() and (sums >= self.from_ - NEAR).all() and (sums <= self.to + NEAR).all())


def _beside(*blocks: csr_array) -> csr_array:
    return hstack(blocks, format="csr")


class Contradiction(Exception):
    """What was published does not agree with itself, so nothing can be said of what follows from it."""
