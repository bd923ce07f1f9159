"""Watches: which files of watched folders the system saw opened (Linux), whatever library opened them.

`Fanotify` also says which process it was; unprivileged since Linux 5.13, for the watching process's own opens only,
and a container or a file system may not allow it. `Inotify` works nearly everywhere, and cannot tell who it was.
The two are called through ctypes: watchdog is built for changes and lacks the queue's overflow, inotify_simple is no
shorter than what is used of it here, and no kept-up package offers fanotify.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_AT_FDCWD = -100
# The system or the file system does not offer it, or a container forbids it: not a mistake, and not to be mended here.
_NOT_OFFERED = {errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.EOPNOTSUPP, errno.ENODEV, errno.EXDEV, errno.EOVERFLOW}


class Overflow(Exception):
    """More was opened than the system's queue holds: what else was opened is not known."""


class NotOffered(Exception):
    """This watch cannot be used here."""


class Opened(NamedTuple):
    """A file that was opened, or a folder that appeared; `by` is the process, None where that is not known."""

    path: Path
    by: int | None
    new_folder: bool


class Inotify:
    """Opens as inotify(7) sees them: every process's, without saying whose."""

    name, knows_who = "inotify", False
    _OPEN, _MOVED_TO, _CREATE, _OVERFLOW = 0x20, 0x80, 0x100, 0x4000
    _ONLYDIR, _ISDIR = 0x0100_0000, 0x4000_0000
    _NONBLOCK_CLOEXEC = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)

    def __init__(self) -> None:
        self._folders: dict[int, Path] = {}
        self._file = _called("inotify_init1", ctypes.c_int(self._NONBLOCK_CLOEXEC))

    def add(self, folder: Path) -> None:
        """Watch a folder, not those in it."""
        mask = ctypes.c_uint32(self._OPEN | self._MOVED_TO | self._CREATE | self._ONLYDIR)
        self._folders[_called("inotify_add_watch", ctypes.c_int(self._file), os.fsencode(folder), mask)] = folder

    def opened(self) -> Iterator[Opened]:
        """What was opened since the last call. Raises Overflow."""
        for content in _read(self._file):
            while content:
                watch, mask, _, length = struct.unpack_from("iIII", content)
                name, content = content[16 : 16 + length].rstrip(b"\0"), content[16 + length :]
                if mask & self._OVERFLOW:
                    raise Overflow
                is_folder = bool(mask & self._ISDIR)
                if name and mask & (self._CREATE | self._MOVED_TO if is_folder else self._OPEN):
                    yield Opened(self._folders[watch] / os.fsdecode(name), None, is_folder)

    def close(self) -> None:
        os.close(self._file)


class Fanotify:
    """Opens as fanotify(7) sees them, with the process; an unprivileged watcher is told of its own only (`by` is else None)."""

    name, knows_who = "fanotify", True
    _NONBLOCK_CLOEXEC_DIRECTORY_NAME = 0x1 | 0x2 | 0x400 | 0x800
    _OPEN, _MOVED_TO, _CREATE, _OVERFLOW = 0x20, 0x80, 0x100, 0x4000
    _ADD_ONLYDIR, _IN_CHILDREN, _ISDIR = 0x1 | 0x8, 0x0800_0000, 0x4000_0000
    _DIRECTORY_AND_NAME, _MOST_HANDLE_BYTES = 2, 128

    def __init__(self) -> None:
        self._folders: dict[bytes, Path] = {}
        mode = ctypes.c_uint(self._NONBLOCK_CLOEXEC_DIRECTORY_NAME)
        self._file = _called("fanotify_init", mode, ctypes.c_uint(os.O_RDONLY))

    def add(self, folder: Path) -> None:
        """Watch a folder, not those in it. Raises NotOffered where its file system cannot name its folders."""
        handle = self._handle(folder)
        if self._folders.setdefault(handle, folder) != folder:
            raise NotOffered  # two file systems that count alike: an event could not be told apart
        mask = ctypes.c_uint64(self._OPEN | self._MOVED_TO | self._CREATE | self._IN_CHILDREN | self._ISDIR)
        place = (ctypes.c_int(_AT_FDCWD), os.fsencode(folder))
        _called("fanotify_mark", ctypes.c_int(self._file), ctypes.c_uint(self._ADD_ONLYDIR), mask, *place)

    def opened(self) -> Iterator[Opened]:
        """What was opened since the last call. Raises Overflow."""
        for content in _read(self._file):
            while content:
                length, _, _, start, mask, _, process = struct.unpack_from("IBBHQii", content)
                event, content = content[start:length], content[length:]
                if mask & self._OVERFLOW:
                    raise Overflow
                kind, _, _ = struct.unpack_from("BBH", event)
                if kind != self._DIRECTORY_AND_NAME:
                    continue
                handle_bytes = struct.unpack_from("I", event, 12)[0]
                folder = self._folders[event[12 : 20 + handle_bytes]]
                name = event[20 + handle_bytes :].split(b"\0")[0]
                is_folder = bool(mask & self._ISDIR)
                if name != b"." and mask & (self._CREATE | self._MOVED_TO if is_folder else self._OPEN):
                    yield Opened(folder / os.fsdecode(name), process or None, is_folder)

    def close(self) -> None:
        os.close(self._file)

    def _handle(self, folder: Path) -> bytes:
        """What the system calls a folder in its events: length, kind and bytes of its file handle."""
        room = ctypes.create_string_buffer(struct.pack("Ii", self._MOST_HANDLE_BYTES, 0), 8 + self._MOST_HANDLE_BYTES)
        place = (ctypes.c_int(_AT_FDCWD), os.fsencode(folder))
        _called("name_to_handle_at", *place, room, ctypes.byref(ctypes.c_int()), ctypes.c_int(0))
        return room.raw[: 8 + struct.unpack_from("I", room.raw)[0]]


def _called(function: str, *arguments: object) -> int:
    """The result of a function of the C library. Raises NotOffered, or OSError where something can be done about it."""
    try:
        found = getattr(ctypes.CDLL(None, use_errno=True), function)
    except (AttributeError, OSError, TypeError):
        raise NotOffered from None
    result = found(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        if number in _NOT_OFFERED:
            raise NotOffered
        raise OSError(number, f"{function}: {os.strerror(number)}")
    return result


def _read(file: int) -> Iterator[bytes]:
    """Whole events from a watch's file until none is left."""
    with contextlib.suppress(BlockingIOError):
        while content := os.read(file, 65536):
            yield content
