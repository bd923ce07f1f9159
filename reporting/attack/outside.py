"""Outside: everything that somebody knows who has only what was published, and what that leaves open.

Unknowns are whole numbers. What is known is a list of statements: a weighted sum of unknowns lies between two numbers. Each
statement says where it was read, so that a leak can be followed to what gives it away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack
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
        self.statements = list(statements)
        names = dict.fromkeys(name for one in self.statements for name in one.weights)
        names |= dict.fromkeys(name for weights in hidden.values() for name in weights)
        self.names = list(names)
        self.at = {name: place for place, name in enumerate(self.names)}
        self.hidden = {name: self._row(weights) for name, weights in hidden.items()}
        self.low, self.high = np.zeros(len(self.names)), np.full(len(self.names), np.inf)
        self.read: dict[int, str] = {}  # what bounds an unknown by itself, and where that was read
        rest: list[Statement] = []
        for one in [*self.statements, *(Statement(hidden[name], number, np.inf, "it is hidden, so it is not zero") for name, number in least.items())]:
            if len(one.weights) == 1 and next(iter(one.weights.values())) == 1:
                place = self.at[next(iter(one.weights))]
                if one.low > self.low[place] or one.high < self.high[place]:
                    self.read[place] = one.read
                self.low[place], self.high[place] = max(self.low[place], one.low), min(self.high[place], one.high)
            else:
                rest.append(one)
        self.rows = rest
        places = [(row, self.at[name], weight) for row, one in enumerate(rest) for name, weight in one.weights.items()]
        row, column, weight = zip(*places, strict=True) if places else ((), (), ())
        self.matrix = csr_array((np.array(weight, float), (row, column)), shape=(len(rest), len(self.names)))
        self.columns = self.matrix.tocsc()
        self.from_, self.to = (np.array([getattr(one, end) for one in rest], float) for end in ("low", "high"))

    def _row(self, weights: Mapping[str, float]) -> np.ndarray:
        row = np.zeros(len(self.names))
        for name, weight in weights.items():
            row[self.at[name]] += weight
        return row

    def parts(self) -> list[Outside]:
        """The unknowns in parts that no statement joins; those without anything hidden are left out."""
        joined = abs(self.matrix).T @ abs(self.matrix)
        _, of = connected_components(joined, directed=False)
        group: dict[int, int] = {}
        for row in self.hidden.values():
            own = sorted({of[place] for place in np.flatnonzero(row)})
            for one in own:
                group[one] = group.get(own[0], own[0])
        found: dict[int, tuple[list[Statement], dict]] = {}
        for name, row in self.hidden.items():
            own = group[of[np.flatnonzero(row)[0]]]
            found.setdefault(own, ([], {}))[1][name] = {self.names[place]: row[place] for place in np.flatnonzero(row)}
        for one in self.rows:
            own = group.get(of[self.at[next(iter(one.weights))]])
            if own in found:
                found[own][0].append(one)
        for place, name in enumerate(self.names):
            own = group.get(of[place])
            if own in found:
                found[own][0].append(Statement({name: 1}, self.low[place], self.high[place], self.read.get(place, name)))
        return [Outside(statements, hidden) for statements, hidden in found.values()]

    def end(self, row: np.ndarray, *, up: bool) -> tuple[float, list[str]]:
        """How far a weighted sum goes, whole numbers or not, and what stops it there. Raises Contradiction."""
        equal = self.from_ == self.to
        upper, lower = ~equal & np.isfinite(self.to), ~equal & np.isfinite(self.from_)
        blocks = [self.matrix[upper], -self.matrix[lower]]
        matrix = vstack(blocks)
        limits = np.concatenate([self.to[upper], -self.from_[lower]])
        found = linprog(
            -row if up else row, A_ub=matrix if len(limits) else None, b_ub=limits if len(limits) else None,
            A_eq=self.matrix[equal] if equal.any() else None, b_eq=self.from_[equal] if equal.any() else None,
            bounds=np.column_stack([self.low, self.high]), method="highs",
        )  # fmt: skip
        if found.status == 3:
            return (np.inf if up else -np.inf), []
        if found.status == 2:
            raise Contradiction
        if found.status != 0:
            raise TimeoutError(found.message)
        order = [*np.flatnonzero(upper), *np.flatnonzero(lower)]
        why = [self.rows[order[at]].read for at in np.flatnonzero(np.abs(found.ineqlin.marginals) > NEAR)] if len(limits) else []
        why += [self.rows[at].read for at, price in zip(np.flatnonzero(equal), found.eqlin.marginals, strict=True) if abs(price) > NEAR] if equal.any() else []
        fixed = np.abs(found.lower.marginals + found.upper.marginals) > NEAR
        why += [self.read[place] for place in np.flatnonzero(fixed) if place in self.read]
        return (-found.fun if up else found.fun), list(dict.fromkeys(why))

    def whole(self, row: np.ndarray | None = None, value: float = 0.0, near: tuple[np.ndarray, np.ndarray] | None = None) -> np.ndarray | None:
        """A table of whole numbers that agrees with everything, in which a sum has a value; None where there is none.

        `near` is such a table and the places that may differ from it. Raises TimeoutError where it was not found out.
        """
        low, high, matrix, from_, to = self.low, self.high, self.matrix, self.from_, self.to
        places = np.arange(len(self.names))
        if near is not None:
            table, places = near
            touched = np.unique(np.concatenate([self._rows_of(place) for place in places]))
            matrix = self.columns[:, places].tocsr()[touched]
            still = self.matrix[touched] @ table - matrix @ table[places]
            from_, to = from_[touched] - still, to[touched] - still
            low, high = low[places], high[places]
        limits = [LinearConstraint(matrix, from_, to)] if matrix.shape[0] else []
        if row is not None:
            rest = 0.0 if near is None else row @ near[0] - row[places] @ near[0][places]
            limits.append(LinearConstraint(row[places][None, :], value - rest, value - rest))
        found = milp(
            np.zeros(len(places)), constraints=limits, integrality=np.ones(len(places)),
            bounds=Bounds(low, high), options={"node_limit": NODES},
        )  # fmt: skip
        if found.status == 2:
            return None
        if found.x is None:
            raise TimeoutError("whether a whole table is possible was not found out")
        table = np.round(found.x)
        if near is not None:
            whole = near[0].copy()
            whole[places] = table
            return whole
        return table

    def _rows_of(self, place: int) -> np.ndarray:
        return self.columns.indices[self.columns.indptr[place] : self.columns.indptr[place + 1]]

    def agrees(self, table: np.ndarray) -> bool:
        """Whether a table agrees with every statement."""
        sums = self.matrix @ table
        return bool((table >= self.low).all() and (table <= self.high).all() and (sums >= self.from_ - NEAR).all() and (sums <= self.to + NEAR).all())

    def around(self, row: np.ndarray, steps: int, most: int) -> np.ndarray:
        """The unknowns that so many statements away from a sum, those that are fixed left out; at most so many."""
        found = set(np.flatnonzero(row).tolist())
        loose = self.low < self.high
        for _ in range(steps):
            rows = {one for place in found for one in self._rows_of(place)}
            for one in sorted(rows):
                cells = self.matrix.indices[self.matrix.indptr[one] : self.matrix.indptr[one + 1]]
                found.update(cells[loose[cells]].tolist())
            if len(found) > most:
                break
        return np.array(sorted(found))


class Contradiction(Exception):
    """What was published does not agree with itself, so nothing can be said of what follows from it."""
