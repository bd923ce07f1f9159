"""How much is hidden, how long it takes, and how long the attack takes; beside τ-ARGUS where it is installed.

    python tests/benchmarks/suppression.py [INTERPRETER]

INTERPRETER is that of an environment of its own with pytauargus. All tables are made up. Loss is the number of cells hidden,
small ones and totals included.
"""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from pipeline.methods.disclosure.secondary import suppress
from pipeline.methods.disclosure.system import Cell, Relation, System
from reporting.attack.open_values import attack
from reporting.attack.outside import Outside, Statement
from reporting.attack.wanted import Wanted

SMALL = (1, 4)
TOTAL = "all"


def made_up(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Counts that are Poisson about a level of their own for each row and column, the same in every quarter."""
    random = np.random.default_rng(seed)
    level = np.exp(random.normal(2.6, 0.9, shape[:2]))
    return random.poisson(level if len(shape) == 2 else level[:, :, None] * np.ones(shape))


def system_of(counts: np.ndarray) -> System:
    """Every count with the totals along each way through the table, and over several."""
    ways = [[*map(str, range(size)), TOTAL] for size in counts.shape]
    values = {}
    for place in itertools.product(*ways):
        chosen = tuple(slice(None) if one == TOTAL else int(one) for one in place)
        values[place] = int(np.sum(counts[chosen]))
    relations = [
        Relation({".".join(place): 1, **{".".join((*place[:way], one, *place[way + 1 :])): -1 for one in ways[way][:-1]}})
        for place in values for way in range(len(ways)) if place[way] == TOTAL
    ]  # fmt: skip
    cells = [
        Cell(".".join(place), value, least=int(value > 0), fixed=value == 0, keeps=SMALL if SMALL[0] <= value <= SMALL[1] else None)
        for place, value in values.items()
    ]
    return System(cells, relations)


def outside_of(system: System, hidden: frozenset[str]) -> Outside:
    """What somebody knows who sees the table with these cells hidden."""
    told = [Statement(dict(one.cells), 0, 0, "parts add up to their total") for one in system.relations]
    told += [Statement({one.name: 1}, one.value, one.value, f"{one.name} is printed") for one in system.cells if one.name not in hidden]
    return Outside(told, {name: {name: 1} for name in hidden}, dict.fromkeys(hidden, 1.0))


def measured(shape: tuple[int, ...], seed: int) -> dict:
    """One table: hidden, attacked, timed."""
    system = system_of(made_up(shape, seed))
    began, used = time.perf_counter(), time.process_time()
    found = suppress(system, width=3)
    between, used_between = time.perf_counter(), time.process_time()
    kept = {name: Wanted(values=tuple(range(first, last + 1))) for name, (first, last) in found.keeps.items()}
    wanted = {one.name: kept.get(one.name, Wanted(width=3)) for one in system.cells}
    seen = attack(outside_of(system, found.hidden), wanted, bounds=False)
    ended, used_ended = time.perf_counter(), time.process_time()
    return {
        "table": " × ".join(map(str, shape)), "cells": len(system), "small": len(system.keeps), "lost": int(found.lost),
        "how": found.how, "gap": f"{100 * found.gap:.1f}%", "hidden in": f"{between - began:.1f} s ({used_between - used:.1f} s of work)",
        "attacked in": f"{ended - between:.1f} s ({used_ended - used_between:.1f} s of work)", "leaks": sum(not one.passes for one in seen),
        "memory": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB",
    }  # fmt: skip


def beside_tau_argus(interpreter: str, shape: tuple[int, int], seed: int) -> dict:
    """The cells hidden of one table, by the other tool at two safety ranges (it takes none above 100), with the best of its cost variables."""
    script = Path(__file__).resolve().with_name("tau_argus.py")
    told = {}
    for range_ in (20, 100):
        given = json.dumps({"table": made_up(shape, seed).tolist(), "range": range_})
        with tempfile.TemporaryDirectory() as folder:  # its solvers write their logs into the folder that they are started in
            ended = subprocess.run([interpreter, str(script)], input=given, capture_output=True, text=True, check=True, cwd=folder)
        told[f"τ-ARGUS at {range_}%"] = min(json.loads(ended.stdout.strip().splitlines()[-1]).values())
    return told


if __name__ == "__main__":
    for shape, seed in (((6, 5), 1), ((8, 6), 2), ((10, 8), 3), ((12, 10), 4), ((20, 12), 5)):
        row = measured(shape, seed)
        print({**row, **(beside_tau_argus(sys.argv[1], shape, seed) if len(sys.argv) > 1 else {})}, flush=True)
    print(measured((40, 12, 8), 3))
