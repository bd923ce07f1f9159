"""Written files: the one way in which a file is written. What the system refuses is told with the file's name.

What others read at once is there whole or not at all, also when the power fails (`write_durably`, `write_new`). What is made
aside is put in place whole, and forced onto the disk then (`reporting/store/aside.py`): for that `write_file` is
enough, or `write_piecewise` for what is not held whole.

What is not there yet has a name that says whose it is: machine, process and when that process began. What is left by a
process that died is cleared by whoever next writes there. What other machines make is left alone: from here nobody can tell
whether they are still at work.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

import psutil

PREFIX = ".making-"
_NAME = re.compile(re.escape(PREFIX) + r"([0-9a-f]{8})-(\d+)-(\d+)-.+")


def write_file(path: Path, content: bytes | str) -> None:
    """Write a file that nobody reads before it is put in place. Raises OSError naming it."""
    with named(path):
        path.write_bytes(_bytes(content))


@contextlib.contextmanager
def write_piecewise(path: Path, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """A file, open to be written piece by piece, that nobody reads before it is put in place. Raises OSError naming it."""
    with named(path), open(path, "wb", opener=partial(os.open, mode=mode)) as file:
        yield file


def write_durably(path: Path, content: bytes | str, mode: int = 0o600) -> None:
    """Write a file so that it is there whole or not at all, in the place of what stood there. Raises OSError naming it."""
    with named(path), _beside(path, content, mode) as name:
        os.replace(name, path)
    sync(path.parent)


def write_new(path: Path, content: bytes | str, mode: int = 0o600) -> None:
    """As `write_durably`, but never over anything that is there. Raises FileExistsError."""
    with named(path), _beside(path, content, mode) as name:
        try:
            os.link(name, path)  # in one step, which another process cannot come between
        except FileExistsError:
            raise
        except OSError:  # this file system links nothing
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            os.replace(name, path)
    sync(path.parent)


def link_or_copy(source: Path | str, target: Path | str) -> None:
    """Have a file at a second place too: linked, which takes no room, or copied where the file system links nothing."""
    with named(target):
        try:
            os.link(source, target)
        except (FileNotFoundError, FileExistsError):
            raise
        except OSError:
            shutil.copyfile(source, target)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that their names stay when the power fails; below `restricted/` for their owner alone."""
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in reversed(new):
        if "restricted" in one.parts:
            os.chmod(one, 0o700)
        sync(one.parent)


def sync(path: Path) -> None:
    """Have a file or a folder on the disk. Raises OSError naming it where it cannot be written there.

    Where the system cannot open folders (Windows), or cannot be asked for this, it is left to the system.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in (errno.EIO, errno.ENOSPC, errno.EDQUOT):
            raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        os.close(handle)


@contextlib.contextmanager
def named(path: Path | str) -> Iterator[None]:
    """What the system refuses in here without saying of which file, or of one beside it that only passes, is told of this one."""
    try:
        yield
    except OSError as error:
        if error.errno is None or (error.filename and Path(os.fsdecode(error.filename)).parent != Path(path).parent):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None


@contextlib.contextmanager
def _beside(path: Path, content: bytes | str, mode: int) -> Iterator[str]:
    """The name of a file with this content beside a path, which is on the disk; gone at the end, unless it was renamed."""
    make_folder(path.parent)
    clear_unfinished(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=own_prefix())
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_bytes(content))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        yield name
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


def clear_unfinished(folder: Path) -> None:
    """Remove the files that processes that are gone were writing in `folder`."""
    for one in abandoned(folder):
        if one.is_file():
            with contextlib.suppress(OSError):
                one.unlink()


def own_prefix() -> str:
    """How the name begins of what this process is making."""
    return f"{PREFIX}{_machine()}-{os.getpid()}-{_began(os.getpid())}-"


def abandoned(folder: Path) -> list[Path]:
    """What processes that are gone were making in `folder`."""
    found = ((one, _NAME.fullmatch(one.name)) for one in sorted(folder.glob(f"{PREFIX}*")))
    return [one for one, match in found if match and not _alive(*match.groups())]


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
