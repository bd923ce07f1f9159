"""File operations: what a process does to the files of a folder, told just before it is done, as Python tells of it to a hook.

Standard library alone: every Python that starts with this as its `sitecustomize` tells of its own. `OPERATIONS_UNDER` is then the
folder, `OPERATIONS_INTO` the file in which they are told, a line each, and `OPERATIONS_OF` what all processes of one command have in
their environment. `OPERATIONS_END` is the operation at which the command itself is killed: its process, what, to what, and the
how-manieth of these it is. What the command started goes on, as it would.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# What changes something in a folder, as Python names it, and which of what it tells is the path and the folder that it is of.
OPERATIONS = {
    "os.rename": (1, 3), "os.link": (1, 3), "os.remove": (0, 1), "os.mkdir": (0, 2), "os.rmdir": (0, 1), "os.chmod": (0, 2),
    "os.symlink": (1, 2), "os.truncate": (0, None),
}  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ASIDE = "(aside)"
PASSING = (
    (r"\.making-[^/]+", ASIDE), (r"[0-9a-f]{64}", "(digest)"), (r"/[0-9a-f]{2}(?=/|$)", "/(first two)"), (r"[0-9a-f]{16}", "(run)"),
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A file operation of a run: the how-manieth it is, what is done, and to what, with names that pass left out."""

    number: int
    what: str
    path: str

    @property
    def kind(self) -> tuple[str, str]:
        return self.what, self.path


def operations(root: Path | str, hear: Callable[[Point], None]) -> None:
    """Have every file operation below `root` told to `hear` just before it is made, from now to the end of this process."""
    number, busy = 0, False

    def hook(event: str, told: tuple) -> None:
        nonlocal number, busy
        if busy or not (event in OPERATIONS or (event == "open" and isinstance(told[2], int) and told[2] & WRITES)):
            return
        at, of = OPERATIONS.get(event, (0, None))
        path = _path(told[at], told[of] if of is not None else None)
        if path is None or not path.startswith(f"{root}/"):
            return
        number, busy = number + 1, True
        hear(Point(number, event, without_what_passes(path.removeprefix(str(root)))))
        busy = False

    sys.addaudithook(hook)


def _path(path: object, folder: object) -> str | None:
    if isinstance(path, int) or path is None:
        return None
    folder = os.readlink(f"/proc/self/fd/{folder}") if isinstance(folder, int) and folder >= 0 else os.getcwd()
    return os.path.normpath(os.path.join(folder, os.fsdecode(path)))


def without_what_passes(path: str) -> str:
    for passing, word in PASSING:
        path = re.sub(passing, word, path)
    return path


def standing(root: str) -> list[str]:
    """The files below a folder, by their names without what passes."""
    return sorted(without_what_passes(os.path.join(folder, name).removeprefix(root)) for folder, _, names in os.walk(root) for name in names)


def living(mark: str) -> int:
    """How many processes have this in their environment."""
    found = 0
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            found += mark.encode() in environment.read_bytes()
        except OSError:
            continue
    return found


def _tell(root: str, into: str, mark: str, end: list) -> None:
    met: Counter[tuple[str, ...]] = Counter()
    command = int(os.environ.setdefault("OPERATIONS_COMMAND", str(os.getpid())))

    def hear(point: Point) -> None:
        process = next((Path(one).stem for one in sys.argv if one.endswith(".json")), Path(sys.argv[0]).name)
        met[process, *point.kind] += 1
        known = [process, *point.kind, met[process, *point.kind]]
        if end == known:
            os.kill(command, signal.SIGKILL)
        elif not end:
            told = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(told, json.dumps([*known, standing(root), living(mark)]).encode() + b"\n")
            os.close(told)

    operations(root, hear)


if "OPERATIONS_UNDER" in os.environ:
    _tell(*(os.environ[f"OPERATIONS_{name}"] for name in ("UNDER", "INTO", "OF")), json.loads(os.environ.get("OPERATIONS_END", "[]")))
