"""The register: every run, sign-off, publication and draft that was cleared away, a line each, in `restricted/register.jsonl`, which is only ever added to.

Each line holds the checksum of the line before, so that none can be changed, taken out or put in between without breaking the
chain. A line is there before what it tells of: nothing stands that the register does not know. What was stopped in between
leaves a line and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipeline.core.written_files import sync

REGISTER = "register.jsonl"
MADE, SIGNED, PUBLISHED, CLEARED = "made", "signed off", "published", "cleared away"


def add(restricted: Path, what: str, report: str, period: str, run: str, **told: str) -> None:
    """Add a line, so that it is on the disk. Hold `alone(restricted)`: two at once would name the same line before.

    A last line that was broken off, by a full disk or without power, stays as it is and is ended first.
    """
    path = restricted / REGISTER
    lines = _lines(path)
    ended = b"\n" if lines and not path.read_bytes().endswith(b"\n") else b""
    entry = {
        "number": len(lines) + 1, "before": _digest(lines[-1]) if lines else "",
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "what": what, "report": report, "period": period, "run": run, **told,
    }  # fmt: skip
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as register:
        register.write(ended + json.dumps(entry).encode() + b"\n")
        register.flush()
        os.fsync(register.fileno())
    sync(restricted)


def add_made(restricted: Path, published: Path, publication: Path, audit: Path) -> None:
    """Add the line of a run that is about to be put in place as `published`: the checksums of its two run.json, which hold all others."""
    seals = {name: _digest((folder / "run.json").read_bytes()) for name, folder in (("publication", publication), ("audit", audit))}
    add(restricted, MADE, *published.parts[-3:], **seals)


def entries(restricted: Path, what: str = "", run: str = "") -> list[dict]:
    """The lines of a kind, or of a run, the oldest first; those that cannot be read are left out (`register_faults` names them)."""
    found = (_entry(line) for line in _lines(restricted / REGISTER))
    return [one for one in found if one and what in ("", one["what"]) and run in ("", one["run"])]


def head(restricted: Path) -> str:
    """The checksum of the last line: whoever keeps it can tell later whether anything before it was changed."""
    lines = _lines(restricted / REGISTER)
    return _digest(lines[-1]) if lines else ""


def knows(restricted: Path, digest: str) -> bool:
    """Whether a line of the register has this checksum; that there was none yet is known of every register."""
    return not digest or digest in map(_digest, _lines(restricted / REGISTER))


def register_faults(restricted: Path) -> Iterator[str]:
    """Where the chain is broken: a line that was changed, taken out, put in between or cannot be read."""
    before = ""
    for number, line in enumerate(_lines(restricted / REGISTER), start=1):
        entry = _entry(line)
        if entry is None:
            yield f"{REGISTER}, line {number}: it is no entry: broken off while it was written, or altered"
        elif (entry.get("number"), entry.get("before")) != (number, before):
            yield f"{REGISTER}, line {number}: it does not follow on the line before it, so one of the two was altered, taken out or put in"
        before = _digest(line)


def _entry(line: bytes) -> dict | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    names = ("what", "report", "period", "run", "at")
    return entry if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in names) else None


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().removesuffix(b"\n").split(b"\n") if path.is_file() and path.stat().st_size else []


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
