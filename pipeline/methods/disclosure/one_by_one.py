"""A choice of what to hide for systems that are too large for the best one: cell by cell, each by the cheapest step."""

from __future__ import annotations

import numpy as np

from pipeline.methods.disclosure.possible import Step, move
from pipeline.methods.disclosure.system import System

AGAIN = 100  # steps looked for anew at most when what is not needed is printed again
FEW, MORE = 3, 6  # of each relation of a cell, the cheapest ones with which a step is looked for


def one_by_one(system: System) -> tuple[np.ndarray, frozenset[str], dict[int, tuple[int, int]]]:
    """What to hide, what could not be protected, and what stays possible of the others. What turns out not to be needed is printed again."""
    way = Steps(system)
    for place in sorted(way.keeps, key=way.difficulty):
        way.protect(place)
    way.print_again()
    leaks = frozenset(system.cells[place].name for place in way.leaks)
    return way.hidden, leaks, way.keeps


class Steps:
    """The steps by which the cells of a system stay open, and what is hidden for them."""

    def __init__(self, system: System):
        self.system, self.keeps = system, dict(system.keeps)
        self.leaks: set[int] = set()
        self.may = system.printed & ~system.fixed
        self.hidden = np.zeros(len(system), bool)
        self.hidden[list(self.keeps)] = True
        self.hidden &= self.may
        self.primary = self.hidden.copy()
        self.steps: dict[int, dict[int, np.ndarray]] = {}
        self._by_cell = system.matrix.tocsc()

    def relations(self, place: int) -> np.ndarray:
        found: np.ndarray = self._by_cell.indices[self._by_cell.indptr[place] : self._by_cell.indptr[place + 1]]
        return found

    def cells(self, relation: int) -> np.ndarray:
        matrix = self.system.matrix
        found: np.ndarray = matrix.indices[matrix.indptr[relation] : matrix.indptr[relation + 1]]
        return found

    def difficulty(self, place: int) -> float:
        """Cells with few others to hide behind first."""
        partners = [(self.may[cells] & (self.system.value[cells] > 0)).sum() for cells in map(self.cells, self.relations(place))]
        return min(partners, default=0)

    def protect(self, place: int) -> None:
        """Hide what is needed so that all values of a cell stay possible."""
        found = self._steps(place, self.may)
        if not found:
            self.leaks.add(place)
            del self.keeps[place]
            return
        shown = [*found, int(self.system.value[place])]
        self.keeps[place] = min(shown), max(shown)  # what no choice makes possible need not be
        self.steps[place] = found
        for step in found.values():
            self.hidden |= (step != 0) & self.system.printed

    def _steps(self, place: int, also: np.ndarray) -> dict[int, np.ndarray]:
        """By each value that a cell can be shown to have, the step that leads to it, or a part of the way there."""
        own, (first, last) = int(self.system.value[place]), self.keeps[place]
        wanted = [value for value in range(first, last + 1) if value != own]
        both = Step(1.0, max(last - own, 0.0), max(own - first, 0.0))
        for within in (self._near(place, FEW, last - first), self._near(place, MORE, last - first)):
            step = move(self.system, self.hidden, place, both, also=also, within=within)
            if step is not None:
                return dict.fromkeys(wanted, step)
        near = self._near(place, MORE, 1)
        found: dict[int, np.ndarray] = {}
        for value in wanted:
            step = move(self.system, self.hidden, place, Step(value - own), also=also, within=near)
            if step is None and also.any():  # among all cells, and whichever is found first
                step = move(self.system, self.hidden, place, Step(value - own), also=also, gap=1.0)
            if step is not None:
                found[value] = step
        return found

    def _near(self, place: int, partners: int, least: int) -> np.ndarray:
        """The cells around one: the best partners of each of its relations that can give `least`, and what closes the way between."""
        system = self.system
        room = system.value - system.least >= least
        near, touched = {place}, set(self.relations(place))
        for relation in self.relations(place):
            cells = self.cells(relation)
            cells = cells[((self.may | ~system.printed) & room)[cells] & (cells != place)]
            price = np.where(self.hidden | ~system.printed, 0.0, system.weight)[cells]
            near.update(cells[np.argsort(price, kind="stable")[:partners]].tolist())
        for _ in range(3):
            touched.update(relation for one in near for relation in self.relations(one))
            met: dict[int, int] = {}
            for relation in touched:
                for one in self.cells(relation):
                    met[one] = met.get(one, 0) + 1
            near.update(one for one, times in met.items() if times >= 2)
            if len(near) > 400:
                break
        within = np.zeros(len(system), bool)
        within[list(near)] = True
        return within

    def print_again(self) -> None:
        """Print what no cell needs to be hidden, the weightiest first."""
        system = self.system
        extra = [place for place in np.flatnonzero(self.hidden & ~self.primary)]
        tried = 0
        for place in sorted(extra, key=lambda one: (sum(any(step[one] for step in steps.values()) for steps in self.steps.values()), -system.weight[one])):
            using = [one for one, steps in self.steps.items() if any(step[place] for step in steps.values())]
            if (tried := tried + len(using)) > AGAIN:
                return
            self.hidden[place] = False
            again = {one: self._steps(one, np.zeros(len(system), bool)) for one in using}
            if all(steps.keys() >= self.steps[one].keys() for one, steps in again.items()):
                self.steps |= again
            else:
                self.hidden[place] = True
