"""Runs that something happens to: killed, out of room, out of memory, at any of the file operations that they make.

The operations are not chosen, they are heard of: Python tells a hook of everything that it does to files. A run is made in
a process of its own, forked from this one. What a process leaves that is killed just before an operation is what lies on the
disk just then: so one run shows what all those leave that are killed in it, one for each operation (`left_at_each`).
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import in_process
from file_operations import Point, operations
from in_process import report_here

from reporting.signing.register import REGISTER


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit status, or the signal that killed it as a negative number, and what it told."""

    status: int
    stdout: str = ""
    stderr: str = ""


@dataclass
class Synced:
    """What a run has had forced onto the disk so far: of each file its length, of each folder its names, by their numbers."""

    files: dict[int, int] = field(default_factory=dict)
    folders: dict[int, set[str]] = field(default_factory=dict)

    def take(self, handle: int) -> None:
        told = os.fstat(handle)
        path = f"/proc/self/fd/{handle}"
        if os.path.isdir(path):
            self.folders[told.st_ino] = set(os.listdir(path))
        else:
            self.files[told.st_ino] = told.st_size


def forked(arguments: tuple[object, ...], before: Callable[[], None] = lambda: None) -> Ended:
    """Run `report` in a process of its own, after it has done `before`."""
    return ended(begun(arguments, before))


def begun(arguments: tuple[object, ...], before: Callable[[], None] = lambda: None) -> tuple[int, int]:
    reading, writing = os.pipe()
    if process := os.fork():
        os.close(writing)
        return process, reading
    before()
    told = report_here(*arguments)
    os.write(writing, json.dumps([told.returncode, told.stdout[-4000:], told.stderr[-20000:]]).encode())
    os._exit(0)


def ended(started: tuple[int, int]) -> Ended:
    process, reading = started
    with os.fdopen(reading) as told:
        said = told.read()
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return Ended(*json.loads(said)) if said else Ended(status)



def full_from(kind: Callable[[Point], bool], root: Path) -> Callable[[], None]:
    """For `forked`: from the first operation of this kind on, no byte more can be written to any file."""
    return lambda: operations(root, lambda one: kind(one) and resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))


def as_anybody() -> None:
    """For `forked`: what protects a file from others protects it from this process too, also where it is the machine's owner's."""
    if os.getuid() == 0:
        header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        assert ctypes.CDLL(None).capset(header, none) == 0  # it gives up what the owner may do besides


def first_ones(most: int = 2, every: int = 100) -> Callable[[Point], bool]:
    """Of each kind of operation the first ones, and of those that there are many of, one of a hundred."""
    seen: Counter[tuple[str, str]] = Counter()

    def wanted(point: Point) -> bool:
        seen[point.kind] += 1
        return seen[point.kind] <= most or seen[point.kind] % every == 0

    return wanted


def left_at_each(root: Path, arguments: tuple[object, ...], wanted: Callable[[Point], bool]) -> Iterator[tuple[Point, Synced]]:
    """What a run that is killed leaves at `root`, for each wanted operation that it is killed at; `root` then lies as it was left.

    The folder is linked, file by file, while the run waits for its operation; who made it is dead once it is looked at. What
    had been forced onto the disk by then is told beside it.
    """
    kept, synced = root.with_name(f"{root.name}.kept"), Synced()
    kept.mkdir()

    def keep(point: Point) -> None:
        if not wanted(point):
            return
        copied, folders = kept / str(point.number), {}
        shutil.copytree(root, copied, copy_function=_linked)
        for folder, _, _ in os.walk(root):  # a copied folder has another number than the one that was forced onto the disk
            if (names := synced.folders.get(os.stat(folder).st_ino)) is not None:
                folders[os.stat(copied / os.path.relpath(folder, root)).st_ino] = sorted(names)
        (kept / f"{point.number}.json").write_text(json.dumps([point.number, point.what, point.path, synced.files, folders]))

    def before() -> None:
        in_process.forced_onto_the_disk = synced.take
        operations(root, keep)

    done = forked(arguments, before)
    assert done.status == 0, done.stderr
    yield from _one_after_the_other(root, kept)


def _linked(file: str, there: str) -> None:
    """The same file under another name; one that is added to has to be another file."""
    shutil.copy2(file, there) if file.endswith(REGISTER) else os.link(file, there)


def _one_after_the_other(root: Path, kept: Path) -> Iterator[tuple[Point, Synced]]:
    root.rename(root.with_name(f"{root.name}.whole"))
    for told in sorted(kept.glob("*.json"), key=lambda path: int(path.stem)):
        number, what, path, files, folders = json.loads(told.read_text())
        (kept / str(number)).rename(root)
        yield Point(number, what, path), Synced({int(one): size for one, size in files.items()}, {int(one): set(names) for one, names in folders.items()})
        shutil.rmtree(root)
    root.with_name(f"{root.name}.whole").rename(root)
