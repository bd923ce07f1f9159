"""Inputs: every file opened, hashed and parsed once a process, for as long as it stands as it was read.

What stands at a path is told by what the system says of it (device, number, size, times). One that was replaced or
written to meanwhile is read again, and so is one that changed just before it was read: its next change could bear the
same time. Before a run is sealed its inputs are opened once more, whatever the system says (`read_anew`).
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Hashable
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

Parsed = TypeVar("Parsed")

MOST_BYTES = 400_000_000  # of a file: more is no return and no extract, and would not fit into the memory
MOST_KEPT = 200_000_000  # bytes of all files: what does not fit is read again where it is needed again
# How long after a change a file may change again under the same time: most systems count to some milliseconds, and
# those that hold no parts of a second to one or two seconds.
FINE, COARSE = 100_000_000, 2_000_000_000


class NotReadable(OSError):
    """What stands at a path is not opened: it is no file, or a file out of all measure; `what` says which."""

    def __init__(self, path: Path | str, what: str):
        super().__init__(f"{path}: {what}")
        self.what = what


class Input:
    """A file as it was read: its bytes, their checksum, and what was made of them."""

    def __init__(self, path: Path, data: bytes):
        self.path, self.data = path, data
        self._made: dict[Hashable, Any] = {}

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def text(self) -> str:
        """The file as text; UTF-8, and a mark of byte order at its start is no part of it. Raises UnicodeDecodeError."""
        return self.data.decode("utf-8-sig")

    def once(self, named: Hashable, make: Callable[[Input], Parsed]) -> Parsed:
        """What `make` makes of the file, made once under this name. It is shared: nobody may change it."""
        if named not in self._made:
            self._made[named] = make(self)
        made: Parsed = self._made[named]
        return made


class Standing(NamedTuple):
    """What the system says of the file at a path."""

    device: int
    number: int
    size: int
    written: int
    changed: int

    @property
    def settled(self) -> bool:
        """Whether its next change will bear another time."""
        tick = FINE if self.written % 1_000_000_000 or self.changed % 1_000_000_000 else COARSE
        return time.time_ns() - max(self.written, self.changed) > tick


def standing_of(path: Path | str) -> Standing:
    """What the system says of the file at a path, before it is opened. Raises OSError, NotReadable where it must not be.

    A named pipe or a device would hold up its reader for ever; links to them are no better.
    """
    told = os.stat(path)
    kind = next((name for is_one, name in _NO_FILES if is_one(told.st_mode)), "")
    if kind:
        raise NotReadable(path, f"{kind}, where a file belongs")
    if told.st_size > MOST_BYTES:
        size, most = told.st_size // 1_000_000, MOST_BYTES // 1_000_000
        raise NotReadable(path, f"the file is too large to be read: it has {size:,} MB; {most} MB are read")
    return Standing(told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)


_NO_FILES = (
    (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
)  # fmt: skip
_kept: dict[str, tuple[Standing, Input]] = {}


def read_input(path: Path) -> Input:
    """The file at a path, opened only where it is not known as it stands. Raises OSError as opening it does."""
    place = os.path.abspath(path)
    standing = standing_of(place)
    known = _kept.get(place)
    return known[1] if known and known[0] == standing else _opened(place, path)


def read_anew(path: Path) -> Input:
    """The file at a path, opened whatever is known of it; what was made of it before, where it is the same."""
    place = os.path.abspath(path)
    known = _kept.get(place)
    found = _opened(place, path)
    return known[1] if known and known[1].data == found.data else found


def _opened(place: str, path: Path) -> Input:
    standing = standing_of(place)
    found = Input(path, path.read_bytes())
    _kept.pop(place, None)
    room = MOST_KEPT - sum(len(one.data) for _, one in _kept.values())
    if standing.settled and standing == standing_of(place) and len(found.data) <= room:
        _kept[place] = standing, found
    return found
