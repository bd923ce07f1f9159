"""Chained lines: a file that is only ever added to, a JSON object a line, each with the checksum of the line before.

So no line can be changed, taken out or put in between without breaking the chain. The register is one, and so are the comments of a period.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline.core.written_files import named, sync


def add_line(path: Path, told: Mapping[str, object]) -> int:
    """Add a line, so that it is on the disk, and return its number. Hold `alone`: two at once would name the same line before.

    A last line that was broken off, by a full disk or without power, stays as it is and is ended first.
    """
    lines = _lines(path)
    ended = b"\n" if lines and not path.read_bytes().endswith(b"\n") else b""
    entry = {
        "number": len(lines) + 1, "before": _digest(lines[-1]) if lines else "",
        "at": datetime.now(UTC).isoformat(timespec="seconds"), **told,
    }  # fmt: skip
    with named(path), os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
        file.write(ended + json.dumps(entry).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)
    return len(lines) + 1


def read_lines(path: Path, texts: tuple[str, ...]) -> list[dict]:
    """The lines, the oldest first; those are left out that cannot be read or lack one of these texts (`line_faults` names them)."""
    return [one for one in (_entry(line, texts) for line in _lines(path)) if one]


def last_digest(path: Path) -> str:
    """The checksum of the last line: whoever keeps it can tell later whether anything before it was changed."""
    lines = _lines(path)
    return _digest(lines[-1]) if lines else ""


def has_digest(path: Path, digest: str) -> bool:
    """Whether a line has this checksum; that there was none yet is known of every file."""
    return not digest or digest in map(_digest, _lines(path))


def line_faults(path: Path, texts: tuple[str, ...]) -> Iterator[str]:
    """Where the chain is broken: a line that was changed, taken out, put in between or cannot be read."""
    before = ""
    for number, line in enumerate(_lines(path), start=1):
        entry = _entry(line, texts)
        if entry is None:
            yield f"{path.name}, line {number}: it is no entry: broken off while it was written, or altered"
        elif (entry.get("number"), entry.get("before")) != (number, before):
            yield f"{path.name}, line {number}: it does not follow on the line before it, so one of the two was altered, taken out or put in"
        before = _digest(line)


def _entry(line: bytes, texts: tuple[str, ...]) -> dict | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in (*texts, "at")) else None


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().removesuffix(b"\n").split(b"\n") if path.is_file() and path.stat().st_size else []


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
