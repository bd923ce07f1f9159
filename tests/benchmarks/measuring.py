"""What a command takes: seconds of a clock and of the processor, and the most memory of all its processes together."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
EVERY = 0.2  # seconds between two looks at the memory
MIB = 2**20
TAKES_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


@dataclass(frozen=True)
class Taken:
    """`peak` is proportional set size in MiB: what processes share is counted once. Nothing where the system does not tell it."""

    clock: float
    processor: float
    peak: float


def taken(commands: Sequence[Sequence[object]], folder: Path = PROJECT, **variables: str) -> Taken:
    """Run commands one after another to their ends, and to those of all that they began. Raises CalledProcessError for one that fails.

    Linux counts a process to the one that waits for it. Kernels of a batch outlive the worker that they were forked for, and would be
    counted to nobody: so what nobody waits for any more is waited for here.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(TAKES_ORPHANS, 1)
    peaks, ended = [0.0], threading.Event()
    watching = threading.Thread(target=_watch, args=(peaks, ended))
    watching.start()
    started, before = time.perf_counter(), os.times()
    try:
        for command in commands:
            subprocess.run([*map(str, command)], cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **variables})
            with suppress(ChildProcessError):  # none is left
                while True:
                    os.wait()
    finally:
        ended.set()
        watching.join()
    after = os.times()
    return Taken(time.perf_counter() - started, sum(after[2:4]) - sum(before[2:4]), max(peaks))


def _watch(peaks: list[float], ended: threading.Event) -> None:
    """Add what all processes below this one hold, again and again. The command's own measuring is not of it."""
    this = psutil.Process()
    while not ended.wait(EVERY):
        held = 0
        for process in this.children(recursive=True):
            with suppress(psutil.Error):  # it ended meanwhile
                held += getattr(process.memory_full_info(), "pss", 0)
        peaks.append(held / MIB)


def machine() -> str:
    """What it was measured on, in a line."""
    memory, load = psutil.virtual_memory().total / 2**30, os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    kept = f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    return f"{kept}; load before the first command {load:.1f}"


def table(rows: dict[str, Taken], against: str = "") -> None:
    """Print a row for each, with its share of what `against` took."""
    print(f"{'':<46} {'clock':>8} {'ratio':>6} {'processor':>10} {'ratio':>6} {'most memory':>12}")
    for name, one in rows.items():
        first = rows.get(against)
        ratios = (f"{one.clock / first.clock:.2f}", f"{one.processor / first.processor:.2f}") if first else ("", "")
        memory = f"{one.peak:,.0f} MiB" if one.peak else "not told"
        print(f"{name:<46} {one.clock:>7.1f}s {ratios[0]:>6} {one.processor:>9.1f}s {ratios[1]:>6} {memory:>12}", flush=True)
