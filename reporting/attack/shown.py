"""Shown: the values that hidden numbers have in whole tables that agree with everything published.

One table proves a value of every number in it, and the step from one table to another is a step for all numbers that it
moves: gone on, gone backwards, and each piece of it that nothing joins to the rest by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse.csgraph import connected_components

from reporting.attack.outside import Outside
from reporting.attack.wanted import Wanted

FURTHEST = 6  # how many times a step is gone on


class Shown:
    """The `values` of each hidden number that some table shows, beginning with those of a table in the `middle`; `own` are these."""

    def __init__(self, outside: Outside, wanted: Sequence[Wanted], middle: np.ndarray):
        self.outside, self.wanted, self.middle = outside, wanted, middle
        self.own: list[int] = np.round(outside.sums @ middle).astype(int).tolist()
        self.values = [{one} for one in self.own]
        self._columns = outside.matrix.tocsc()
        self._known_steps: set[bytes] = set()

    def row(self, at: int) -> np.ndarray:
        """A hidden number as a weighted sum of unknowns."""
        row: np.ndarray = self.outside.sums[[at]].toarray()[0]
        return row

    def lacks(self, at: int) -> tuple[int, int]:
        """How far up and how far down values of a number are still to be found."""
        return self.wanted[at].lacks(self.values[at], self.own[at])

    def look_near(self, at: int) -> None:
        """Look for what a number lacks by steps away from the middle that can be gone often enough."""
        for way, by in enumerate((1.0, -1.0)):
            for times in range(self.lacks(at)[way], 0, -1):
                step = self.outside.step(self.row(at), by, times, self.middle)
                if step is not None:
                    self.learn(self.middle + step)
                    break

    def look_everywhere(self, at: int, value: int) -> None:
        """Look for any table that shows a value. Raises TimeoutError where it was not found out."""
        if value not in self.values[at] and (table := self.outside.whole(self.row(at), value)) is not None:
            self.learn(table)

    def learn(self, table: np.ndarray) -> None:
        """What a table shows of every number, and what the step to it shows."""
        if not self.outside.agrees(table):
            return
        for values, one in zip(self.values, np.round(self.outside.sums @ table).astype(int).tolist(), strict=True):
            values.add(one)
        for step in self._pieces(table - self.middle):
            if (key := step.tobytes()) not in self._known_steps:
                self._known_steps.add(key)
                self._go_on(step)

    def _pieces(self, step: np.ndarray) -> list[np.ndarray]:
        """A step in the pieces that no statement joins."""
        places = np.flatnonzero(step)
        touched = self._columns[:, places]
        number, of = connected_components(abs(touched).T @ abs(touched), directed=False)
        pieces = []
        for one in range(number):
            piece = np.zeros(len(step))
            piece[places[of == one]] = step[places[of == one]]
            pieces.append(piece)
        return pieces

    def _go_on(self, step: np.ndarray) -> None:
        """The step gone on and backwards as often as tables agree: what each of them shows of the numbers that it moves."""
        by = np.round(self.outside.sums @ step).astype(int)
        moved = [(self.values[at], self.own[at], int(by[at])) for at in np.flatnonzero(by)]
        for way in (1, -1):
            for times in range(1, FURTHEST + 1):
                if not self.outside.agrees(self.middle + way * times * step):
                    break
                for values, own, each in moved:
                    values.add(own + way * times * each)
