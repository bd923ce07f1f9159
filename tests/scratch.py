"""Where the tests write: into memory, where the machine has room for it. A disk may take milliseconds to take one folder away, and the
tests make and take away tens of thousands.

`--basetemp` or TMPDIR say otherwise. Of a test that passed nothing is kept (`tmp_path_retention_policy`), of one that failed what it wrote.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")  # on Linux; elsewhere there is none
ROOM = 4 << 30  # bytes that have to be free; all tests, with what is kept for others to read, take a fourth of it


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if "TMPDIR" not in os.environ and not config.option.basetemp and _has_room(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)  # of the workers, and of all that a test starts, too
        tempfile.tempdir = None


def _has_room(folder: Path) -> bool:
    """Whether so much may be written into a folder, and programs be started from there (tests make environments of Python)."""
    return folder.is_dir() and shutil.disk_usage(folder).free > ROOM and not os.statvfs(folder).f_flag & os.ST_NOEXEC
