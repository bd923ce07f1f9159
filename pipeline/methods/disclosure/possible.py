"""What is possible: how far a hidden cell can go, given what is printed. Each answer comes with a table that proves it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_array, csr_array, eye_array

from pipeline.methods.disclosure.system import System

NEARLY = 1e-6
NODES = 2_000  # of a search, not seconds: the same on every machine
MOST = 3.0  # a step moves no cell by more: larger ones are sums of such


@dataclass(frozen=True)
class Reach:
    """How far a cell goes in one direction, and what each other cell does to that.

    `moves` is how much further it could go at most for each cell that were hidden too; infinite where there is no bound.
    `table` is one in which it goes so far, where that was found in whole numbers.
    """

    end: float
    moves: np.ndarray
    table: np.ndarray | None = None


def reach(system: System, hidden: np.ndarray, place: int, *, up: bool) -> Reach:
    """The highest (or lowest) that a cell can be, whole numbers or not. Unbounded is infinite."""
    low, high = system.bounds(hidden)
    cost = np.zeros(len(system))
    cost[place] = -1.0 if up else 1.0
    equal, at_least = system.upper == 0, system.upper > 0
    found = linprog(
        cost, A_eq=system.matrix[equal] if equal.any() else None, b_eq=np.zeros(equal.sum()) if equal.any() else None,
        A_ub=-system.matrix[at_least] if at_least.any() else None, b_ub=np.zeros(at_least.sum()) if at_least.any() else None,
        bounds=np.column_stack([low, high]), method="highs",
    )  # fmt: skip
    if found.status == 3:
        return Reach(np.inf if up else -np.inf, np.zeros(len(system)))
    if found.status != 0:
        raise RuntimeError(f"the linear program of {system.cells[place].name} ended with: {found.message}")
    price = found.lower.marginals + found.upper.marginals
    still = ~hidden & system.printed & ~system.fixed
    moves = np.zeros(len(system))
    # A negative price: it would help to let the cell be more than is printed, and nothing bounds that.
    moves[still & (price < -NEARLY)] = np.inf
    less = still & (price > NEARLY)
    moves[less] = price[less] * (system.low - system.least)[less]
    whole = np.round(found.x)
    return Reach(-found.fun if up else found.fun, moves, whole if np.allclose(found.x, whole, rtol=0, atol=NEARLY) else None)


def witness(system: System, hidden: np.ndarray, place: int, value: float) -> np.ndarray | None:
    """A whole table in which a cell has a value and all that is printed is as it is; None where there is none.

    Raises TimeoutError where that takes more work than NODES.
    """
    low, high = system.bounds(hidden)
    if not low[place] <= value <= high[place]:
        return None
    low, high = low.copy(), high.copy()
    low[place] = high[place] = value
    rows = LinearConstraint(system.matrix, np.zeros(len(system.relations)), system.upper)
    found = milp(
        np.zeros(len(system)), constraints=rows if len(system.relations) else None, integrality=np.ones(len(system)),
        bounds=Bounds(low, high), options={"node_limit": NODES},
    )  # fmt: skip
    if found.status == 2:
        return None
    if found.x is None:
        raise TimeoutError(f"whether {system.cells[place].name} can be {value:g} is not known after {NODES:,} steps of the search")
    table: np.ndarray = np.round(found.x)
    return table


@dataclass(frozen=True)
class Step:
    """What a step does: it moves a cell `by` so much, and can be gone `up` times forwards and `down` times backwards."""

    by: float = 1.0
    up: float = 1.0
    down: float = 0.0


def move(
    system: System, hidden: np.ndarray, place: int, step: Step, *, also: np.ndarray, within: np.ndarray | None = None,
    gap: float = 0.01,
) -> np.ndarray | None:  # fmt: skip
    """The cheapest whole step of this kind that leaves all as it is that is printed; every table on its way is possible.

    It touches only hidden cells and those that may be hidden `also`, none outside `within`. None where there is none, or
    none was found with that much work. `gap` is how much dearer than the cheapest it may be.
    """
    free = hidden | ~system.printed | also
    columns = np.flatnonzero(free if within is None else free & within)
    at = np.flatnonzero(columns == place)
    if not len(at):
        return None
    most, size = MOST * abs(step.by), len(columns)
    slack = (system.value - system.least)[columns]
    high = np.minimum(most, np.floor(slack / step.down)) if step.down else np.full(size, most)
    low = -np.minimum(most, np.floor(slack / step.up)) if step.up else np.full(size, -most)
    if not low[at] <= step.by <= high[at]:
        return None
    low[at] = high[at] = step.by
    touched = system.matrix[:, columns]
    rows = np.flatnonzero(np.diff(touched.indptr))
    touched, spare, loose = touched[rows], system.matrix[rows] @ system.value, system.upper[rows] > 0
    room_up = np.where(loose, np.floor(spare / step.down) if step.down else np.inf, 0.0)
    room_down = np.where(loose, -np.floor(spare / step.up) if step.up else -np.inf, 0.0)
    # A cell that would be hidden for this pays its weight for each unit that it moves, whichever way.
    new = np.flatnonzero((~hidden & system.printed)[columns])
    pick = csr_array((np.ones(len(new)), (np.arange(len(new)), new)), shape=(len(new), size))
    pay = -eye_array(len(new), format="csr")
    blocks = block_array([[touched, None], [pick, pay], [-pick, pay]], format="csr") if len(new) else touched
    low_of_pay, high_of_pay = np.full(2 * len(new), -np.inf), np.zeros(2 * len(new))
    found = milp(
        np.concatenate([np.zeros(size), system.weight[columns][new]]),
        constraints=LinearConstraint(blocks, np.concatenate([room_down, low_of_pay]), np.concatenate([room_up, high_of_pay])),
        integrality=np.concatenate([np.ones(size), np.zeros(len(new))]),
        bounds=Bounds(np.concatenate([low, np.zeros(len(new))]), np.concatenate([high, np.full(len(new), most)])),
        options={"node_limit": NODES, "mip_rel_gap": gap},
    )  # fmt: skip
    if found.x is None:
        return None
    moved = np.zeros(len(system))
    moved[columns] = np.round(found.x[:size])
    return moved
