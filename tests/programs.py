"""Programs that some tests need: the marker of such a test, and where the program is."""

from __future__ import annotations

import shutil
from pathlib import Path

PROGRAMS = {"browser": "chromium", "postgres": "initdb", "ssh": "ssh-keygen"}  # marker → program


def program_path(program: str) -> str | None:
    """Where a program is: on the PATH, or where Debian keeps those of PostgreSQL, the newest version first."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = sorted(versions, key=lambda path: float(path.parts[-3]), reverse=True)
    return shutil.which(program) or next(map(str, newest), None)
