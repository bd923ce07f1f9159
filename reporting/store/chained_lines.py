"""Chained lines: a file that is only ever added to, a JSON object a line, each with the checksum of the line before.

So no line can be changed, taken out or put in between without breaking the chain. The register is one, and so are the comments of a period.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.core.written_files import named, sync


@dataclass(frozen=True)
class Chain:
    """The file of a chain, and the texts that every line of it has."""

    path: Path
    texts: tuple[str, ...]

    def add(self, told: Mapping[str, object]) -> int:
        """Add a line, so that it is on the disk, and return its number. Hold `alone`: two at once would name the same line before.

        A last line that was broken off, by a full disk or without power, stays as it is and is ended first.
        """
        lines = self._lines()
        ended = b"\n" if lines and not self.path.read_bytes().endswith(b"\n") else b""
        entry = {"number": len(lines) + 1, "before": self.last_digest, "at": datetime.now(UTC).isoformat(timespec="seconds"), **told}
        with named(self.path), os.fdopen(os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
            file.write(ended + json.dumps(entry).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync(self.path.parent)
        return len(lines) + 1

    def entries(self) -> list[dict]:
        """The lines, the oldest first; those are left out that cannot be read or lack one of the texts (`faults` names them)."""
        return [one for one in map(self._entry, self._lines()) if one]

    @property
    def last_digest(self) -> str:
        """The checksum of the last line: whoever keeps it can tell later whether anything before it was changed."""
        lines = self._lines()
        return _digest(lines[-1]) if lines else ""

    def has_digest(self, digest: str) -> bool:
        """Whether a line has this checksum; that there was none yet is known of every file."""
        return not digest or digest in map(_digest, self._lines())

    def faults(self) -> Iterator[str]:
        """Where the chain is broken: a line that was changed, taken out, put in between or cannot be read."""
        before = ""
        for number, line in enumerate(self._lines(), start=1):
            entry = self._entry(line)
            if entry is None:
                yield f"{self.path.name}, line {number}: it is no entry: broken off while it was written, or altered"
            elif (entry.get("number"), entry.get("before")) != (number, before):
                yield f"{self.path.name}, line {number}: it does not follow on the line before it, so one of the two was altered, taken out or put in"
            before = _digest(line)

    def _entry(self, line: bytes) -> dict | None:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            return None
        return entry if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in (*self.texts, "at")) else None

    def _lines(self) -> list[bytes]:
        there = self.path.is_file() and self.path.stat().st_size
        return self.path.read_bytes().removesuffix(b"\n").split(b"\n") if there else []


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
