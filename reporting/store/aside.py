"""Aside: where everything is made, below `restricted/`, before it is put in place whole or not at all.

What dies on the way (killed, out of memory, without power) leaves a folder that nothing reads. The next that begins
clears it, and takes back what had been put in place of a run that was not all there yet.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.core.written_files import abandoned, make_folder, own_prefix, sync, write_durably

if os.name == "nt":
    import msvcrt
else:
    import fcntl

SEALING = "sealing.json"
ALONE = ".sealing"
_MINE = threading.local()  # the folders in which this thread is alone


@contextlib.contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A new folder below `folder` that only this user can read, gone at the end; what dead processes left there is cleared first.

    Meanwhile whatever this process makes is for this user alone, unless it is opened to others by name.
    """
    make_folder(folder)
    os.chmod(folder, 0o700)
    clear_abandoned(folder)
    with _own(folder) as made:
        before = os.umask(0o077)
        try:
            yield made
        finally:
            os.umask(before)


@contextlib.contextmanager
def aside_among_others(folder: Path) -> Iterator[Path]:
    """As `aside`, in a folder that is not ours alone, such as that of everybody's temporary files.

    There anybody could say of anything that it is a half of something: nothing is taken back, and only what is this user's is cleared.
    """
    make_folder(folder)
    for one in abandoned(folder):
        if not hasattr(os, "getuid") or one.lstat().st_uid == os.getuid():
            shutil.rmtree(one, ignore_errors=True)
    with _own(folder) as made:
        yield made


@contextlib.contextmanager
def _own(folder: Path) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix=own_prefix(), dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def clear_abandoned(folder: Path) -> list[Path]:
    """Remove what processes that are gone were making in `folder`; returns what was removed."""
    if not abandoned(folder):
        return []
    with alone(folder):  # what is taken back must not be what another puts there meanwhile
        gone = abandoned(folder)
        for one in gone:
            _take_back(one)
            shutil.rmtree(one, ignore_errors=True)
        return gone


def put_in_place(made: Sequence[tuple[Path, Path]], journal: Path) -> None:
    """Move folders to where they belong, so that they are all there, the last of them last, or are taken back.

    `journal` is the folder aside in which is said what is on its way. Everything is on the disk before its name is. An
    interrupted move is taken back by whoever comes next (clear_abandoned). A target must not be there yet: hold `alone`.
    """
    staged = [(source, _beside(source, target), target) for source, target in made]
    told = {"targets": [str(target) for _, target in made], "staged": [str(one) for source, one, _ in staged if one != source]}
    write_durably(journal / SEALING, json.dumps(told))
    try:
        for source, near, _ in staged:
            if near != source:  # another file system: nothing can be renamed into it at once
                shutil.copytree(source, near)
            sync_tree(near)
        for _, near, target in staged:
            os.replace(near, target)
            sync(target.parent)
    except BaseException:
        _take_back(journal)
        raise


def take_out_of_place(targets: Sequence[Path], journal: Path) -> None:
    """Remove folders that were put in place together: the last of them at once, which nobody finds from then on, then the others.

    Where that is interrupted, whoever comes next removes the rest, as of what was never put in place whole. Hold `alone`.
    Raises OSError naming what cannot be removed.
    """
    last = targets[-1]
    gone = last.with_name(f".{last.name}.part")
    write_durably(journal / SEALING, json.dumps({"targets": list(map(str, targets)), "staged": [str(gone)]}))
    os.replace(last, gone)
    sync(last.parent)
    _take_back(journal)
    if left := [one for one in (gone, *targets) if one.exists()]:
        raise OSError(errno.EACCES, "cannot be removed whole", str(left[0]))
    for one in targets:
        sync(one.parent)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else puts anything in place in `folder`; the system lets go of what a process held that died.

    Who is alone there already need not wait for itself.
    """
    mine: set[str] = _MINE.__dict__.setdefault("folders", set())
    place = os.path.realpath(folder)
    if place in mine:
        yield
        return
    make_folder(folder)
    with (folder / ALONE).open("ab") as held:
        _hold(held.fileno())
        mine.add(place)
        try:
            yield
        finally:
            mine.discard(place)


def _hold(handle: int) -> None:
    if os.name != "nt":
        fcntl.flock(handle, fcntl.LOCK_EX)
        return
    while True:
        with contextlib.suppress(OSError):  # Windows gives up after ten seconds
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
            return
        time.sleep(0.05)


def sync_tree(folder: Path) -> None:
    """Have every file of a folder, and the folder itself, on the disk."""
    for root, _, names in os.walk(folder):
        for name in names:
            sync(Path(root) / name)
        sync(Path(root))


def open_way(folder: Path, root: Path, *, everybody: bool) -> None:
    """Make the folders from `root` to `folder`. Everybody may go through those that are made, or nobody but the owner through all."""
    way = [folder, *(one for one in folder.parents if one.is_relative_to(root))]
    opened = [one for one in way if not one.exists() or not everybody]
    make_folder(folder)
    for one in opened:
        os.chmod(one, 0o755 if everybody else 0o700)


def open_to(folder: Path, *, everybody: bool) -> None:
    """Let everybody read a folder and all in it, or nobody but its owner, whatever the umask."""
    for root, _, names in os.walk(folder):
        os.chmod(root, 0o755 if everybody else 0o700)
        for name in names:
            os.chmod(Path(root) / name, 0o644 if everybody else 0o600)


def _take_back(made: Path) -> None:
    """Remove what had been put in place of something whose last part never was, and copies on their way."""
    try:
        told = json.loads((made / SEALING).read_bytes())
        *first, last = map(Path, told["targets"])
        staged = list(map(Path, told["staged"]))
    except (OSError, ValueError, KeyError, TypeError):
        return
    for one in staged if last.exists() else [*staged, *first]:
        shutil.rmtree(one, ignore_errors=True)


def _beside(source: Path, target: Path) -> Path:
    """Where a folder lies just before it gets its name: where it was made, or beside its target on another file system."""
    make_folder(target.parent)
    near = source.stat().st_dev == target.parent.stat().st_dev
    return source if near else target.with_name(f".{target.name}.part")
