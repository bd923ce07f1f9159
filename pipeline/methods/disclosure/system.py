"""Systems of cells: counts that stand in relations to one another, such as parts that add up to a total.

A cell is a whole number. What a reader of the report knows is each printed cell (as far as its rounding tells) and every
relation; what is possible for a hidden cell is what these leave open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Relation:
    """Coefficients by cell whose sum is zero, or with `at_least` not below zero. `says` names it in words."""

    cells: Mapping[str, int]
    at_least: bool = False
    says: str = ""


@dataclass(frozen=True)
class Cell:
    """One count.

    `value` is the true one. `low` and `high` are what it can be for one who sees it printed: the value itself unless it is
    printed rounded. `least` is what anybody knows of it though it is hidden: a cell that is not zero where zeros are
    printed. `weight` is what is lost where it is hidden, 0 of one that is printed nowhere (`printed` False).
    `keeps` are the values, first and last, that must stay possible: those of a cell that the rule itself hides.
    """

    name: str
    value: int
    low: int | None = None
    high: int | None = None
    least: int = 0
    weight: float = 1.0
    printed: bool = True
    fixed: bool = False
    """It cannot be hidden: it was published before, or it is a zero where zeros are printed."""
    keeps: tuple[int, int] | None = None


@dataclass
class System:
    """Cells with their relations, as arrays. Cells stand in the order in which they were given."""

    cells: Sequence[Cell]
    relations: Sequence[Relation]
    at: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.at = {cell.name: place for place, cell in enumerate(self.cells)}
        self.value = np.array([cell.value for cell in self.cells], float)
        self.low = np.array([cell.value if cell.low is None else cell.low for cell in self.cells], float)
        self.high = np.array([cell.value if cell.high is None else cell.high for cell in self.cells], float)
        self.least = np.array([min(cell.least, cell.value) for cell in self.cells], float)
        self.weight = np.array([cell.weight for cell in self.cells], float)
        self.printed = np.array([cell.printed for cell in self.cells], bool)
        self.fixed = np.array([cell.fixed for cell in self.cells], bool)
        self.keeps = {self.at[cell.name]: cell.keeps for cell in self.cells if cell.keeps}
        places = [(row, self.at[name], number) for row, one in enumerate(self.relations) for name, number in one.cells.items()]
        rows, columns, numbers = zip(*places, strict=True) if places else ((), (), ())
        shape = (len(self.relations), len(self.cells))
        self.matrix = csr_array((np.array(numbers, float), (rows, columns)), shape=shape)
        self.upper = np.array([np.inf if one.at_least else 0.0 for one in self.relations])
        off = self.matrix @ self.value
        wrong = [one.says or str(dict(one.cells)) for one, by in zip(self.relations, off, strict=True) if by < 0 or (by > 0 and not one.at_least)]
        if wrong:
            raise ValueError(f"relations that do not hold of the true values: {'; '.join(wrong[:5])}")

    def __len__(self) -> int:
        return len(self.cells)

    def parts(self) -> Iterable[System]:
        """The system in parts that have no relation to each other; those with nothing to keep open are left out."""
        links = abs(self.matrix).T @ abs(self.matrix)
        number, of = connected_components(links, directed=False)
        wanted = {of[place] for place in self.keeps}
        cells: dict[int, list[Cell]] = {one: [] for one in wanted}
        relations: dict[int, list[Relation]] = {one: [] for one in wanted}
        for place, cell in enumerate(self.cells):
            if of[place] in wanted:
                cells[of[place]].append(cell)
        for relation in self.relations:
            if relation.cells and (part := of[self.at[next(iter(relation.cells))]]) in wanted:
                relations[part].append(relation)
        del number
        return [System(cells[one], relations[one]) for one in sorted(wanted)]

    def bounds(self, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest of each cell, taken by itself, where these are hidden."""
        open_ = hidden | ~self.printed
        return np.where(open_, self.least, self.low), np.where(open_, np.inf, self.high)
