"""Aside: where everything is made, below `restricted/`, before it is put in place whole or not at all.

What dies on the way (killed, out of memory, without power) leaves a folder that nothing reads. The next that begins
clears it, and takes back what had been put in place of a run that was not all there yet. A folder's name says whose it
is: machine, process and when that process began. Folders of other machines are left alone: from here nobody can tell
whether they are still at work.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

PREFIX = ".making-"
SEALING = "sealing.json"
ALONE = ".sealing"
_NAME = re.compile(re.escape(PREFIX) + r"([0-9a-f]{8})-(\d+)-(\d+)-.+")
_OLD = 24 * 3600  # folders of before they had owners


@contextlib.contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A new folder below `folder` that only this user can read, gone at the end; what dead processes left there is cleared first."""
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    clear_abandoned(folder)
    made = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{_machine()}-{os.getpid()}-{_began(os.getpid())}-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def clear_abandoned(folder: Path) -> list[Path]:
    """Remove what processes that are gone were making in `folder`; returns what was removed."""
    gone = [one for one in sorted(folder.glob(f"{PREFIX}*")) if _abandoned(one)]
    for one in gone:
        for target in _half_sealed(one):
            shutil.rmtree(target, ignore_errors=True)
        shutil.rmtree(one, ignore_errors=True)
    return gone


def put_in_place(made: Sequence[tuple[Path, Path]], journal: Path) -> None:
    """Move folders to where they belong, so that they are all there, the last of them last, or are taken back.

    `journal` is the folder aside in which is said what is on its way. Everything is on the disk before its name is. An
    interrupted move is taken back by whoever comes next (clear_abandoned). A target must not be there yet: hold `alone`.
    """
    staged = [(source, _beside(source, target), target) for source, target in made]
    told = {"targets": [str(target) for _, target in made], "staged": [str(one) for source, one, _ in staged if one != source]}
    write_durably(journal / SEALING, json.dumps(told).encode())
    for source, near, _ in staged:
        if near != source:  # another file system: nothing can be renamed into it at once
            shutil.copytree(source, near)
        sync_tree(near)
    for _, near, target in staged:
        os.replace(near, target)
        _sync(target.parent)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else puts anything in place in `folder`; a process that died holds nothing up."""
    held, mine = folder / ALONE, folder / f"{ALONE}-{_machine()}-{os.getpid()}-{_began(os.getpid())}"
    folder.mkdir(parents=True, exist_ok=True)
    mine.write_text(mine.name, encoding="ascii")
    try:
        while not _linked(mine, held):
            _give_up_for_the_dead(held)
            time.sleep(0.05)
        yield
    finally:
        with contextlib.suppress(OSError):
            if held.read_text(encoding="ascii") == mine.name:
                held.unlink()
        mine.unlink(missing_ok=True)


def _linked(mine: Path, held: Path) -> bool:
    """Give a file a second name, unless somebody else's has it: with its content, in one step."""
    try:
        os.link(mine, held)
    except FileExistsError:
        return False
    return True


def _give_up_for_the_dead(held: Path) -> None:
    with contextlib.suppress(OSError):
        owner = held.read_text(encoding="ascii")
        if not _alive(*owner.removeprefix(f"{ALONE}-").split("-")):
            held.unlink()
            (held.parent / owner).unlink(missing_ok=True)


def write_durably(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file so that it is there whole or not at all, also when the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:20]}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync(path.parent)


def sync_tree(folder: Path) -> None:
    """Have every file of a folder, and the folder itself, on the disk."""
    for root, _, names in os.walk(folder):
        for name in names:
            _sync(Path(root) / name)
        _sync(Path(root))


def open_to(folder: Path, *, everybody: bool) -> None:
    """Let everybody read a folder and all in it, or nobody but its owner, whatever the umask."""
    for root, _, names in os.walk(folder):
        os.chmod(root, 0o755 if everybody else 0o700)
        for name in names:
            os.chmod(Path(root) / name, 0o644 if everybody else 0o600)


def _sync(path: Path) -> None:
    """Have a file or a folder on the disk, where the system can say so (Windows cannot open folders)."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def _half_sealed(made: Path) -> list[Path]:
    """What had been put in place of something whose last part never was, and copies on their way."""
    try:
        told = json.loads((made / SEALING).read_bytes())
        *first, last = map(Path, told["targets"])
        staged = list(map(Path, told["staged"]))
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return staged if last.exists() else [*staged, *first]


def _beside(source: Path, target: Path) -> Path:
    """Where a folder lies just before it gets its name: where it was made, or beside its target on another file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    near = source.stat().st_dev == target.parent.stat().st_dev
    return source if near else target.with_name(f".{target.name}.part")


def _abandoned(made: Path) -> bool:
    match = _NAME.fullmatch(made.name)
    if match:
        return not _alive(*match.groups())
    with contextlib.suppress(OSError):
        return time.time() - made.stat().st_mtime > _OLD
    return False


def _alive(machine: str, process: str, began: str) -> bool:
    """Whether a process is still at work; of another machine's that is taken as so."""
    return machine != _machine() or (psutil.pid_exists(int(process)) and int(began) == _began(int(process)))


def _began(process: int) -> int:
    """When a process began, in ticks since the machine did, which no clock that is set back can change; 0 where that is not told."""
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0


def _machine() -> str:
    """This machine, without its name."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]
