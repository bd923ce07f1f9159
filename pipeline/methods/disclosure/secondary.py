"""Secondary suppression: what more to hide so that every value of the cells that the rule hides stays possible.

Chosen so that the weight of what is hidden is least, by a mixed-integer program whose rows are found one after another
(M. Fischetti and J. J. Salazar, Solving the cell suppression problem on tabular data with linear constraints, Management
Science 47, 2001): each says of a cell that can still be worked out which others would widen it. Where that takes too long,
one cell after another is protected by the cheapest step that moves it, and what is no longer needed is printed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pipeline.methods.disclosure.cuts import Cuts, TooMuchWork
from pipeline.methods.disclosure.one_by_one import one_by_one
from pipeline.methods.disclosure.system import System

EXACT, HEURISTIC = "optimal", "heuristic"
LARGE = 700  # cells of one part above which the program is not tried


@dataclass(frozen=True)
class Suppression:
    """What is hidden, those that the rule hides included.

    `lost` is the weight of what is hidden, `bound` what at least is lost by any choice; they are equal where the choice is
    the best. `leaks` are cells that cannot be protected whatever is hidden, since what gives them away was published.
    """

    hidden: frozenset[str]
    lost: float
    bound: float
    how: str
    leaks: frozenset[str] = frozenset()
    keeps: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Of each cell that the rule hides, the first and the last of the values that stay possible."""

    @property
    def gap(self) -> float:
        """How much more than the least possible is lost at most, as a part of what is lost."""
        return (self.lost - self.bound) / self.lost if self.lost else 0.0


def suppress(system: System, *, width: float = 1.0) -> Suppression:
    """Hide cells of a system, part by part. `width` is how far apart the ends of every other hidden cell stay at least."""
    found = [_part(part, width) for part in system.parts()]
    how = EXACT if all(one.how == EXACT for one in found) else HEURISTIC
    lost, bound = (sum(getattr(one, name) for one in found) for name in ("lost", "bound"))
    hidden, leaks = (frozenset(name for one in found for name in getattr(one, kind)) for kind in ("hidden", "leaks"))
    return Suppression(hidden, lost, bound, how, leaks, {name: one for part in found for name, one in part.keeps.items()})


def _part(system: System, width: float) -> Suppression:
    bound, how = float(system.weight[_primary(system)].sum()), EXACT
    try:
        if len(system) > LARGE:
            raise TooMuchWork(bound)
        hidden, leaks, keeps, bound = Cuts(system, width).choose()
    except TooMuchWork as too_much:
        hidden, leaks, keeps = one_by_one(system)
        how, bound = HEURISTIC, max(bound, *too_much.args)
    lost = float(system.weight[hidden].sum())
    names = frozenset(system.cells[place].name for place in np.flatnonzero(hidden).tolist())
    kept = {system.cells[place].name: ends for place, ends in keeps.items()}
    return Suppression(names, lost, min(bound, lost), how, leaks, kept)


def _primary(system: System) -> np.ndarray:
    """The cells that the rule itself hides."""
    hidden = np.zeros(len(system), bool)
    hidden[list(system.keeps)] = True
    primary: np.ndarray = hidden & system.printed & ~system.fixed
    return primary
