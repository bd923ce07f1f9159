"""A PostgreSQL server of the tests' own: in a new folder, reached by a socket there, ended with the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from programs import program_path

PASSWORD = "not@so/secret"  # with characters that a URL has to write otherwise
PASSWORD_IN_URL = "not%40so%2Fsecret"


def _run(*command: str, folder: Path) -> None:
    """Run a program of PostgreSQL, which refuses to be run by root: then as the user `nobody`."""
    other = (
        {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.name == "posix" and os.getuid() == 0 else {}
    )
    ended = subprocess.run(
        [str(program_path(command[0])), *command[1:]], cwd=folder, capture_output=True, text=True, timeout=120, **other
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database, as the user who may do everything there; a password is asked for."""
    # Not pytest's own folder: another user has to get in, and the path of a socket has to be short.
    folder = Path(tempfile.mkdtemp(prefix="report-pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        store, log = str(folder / "store"), str(folder / "log")
        _run(
            "initdb", "--pgdata", store, "--username=keeper", "--auth=scram-sha-256", f"--pwfile={folder}/password",
            "--encoding=UTF8", "--locale=C", "--no-sync", folder=folder,
        )  # fmt: skip
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _run("pg_ctl", "start", "--wait", "--pgdata", store, "--log", log, "--options", options, folder=folder)
        try:
            yield f"postgresql://keeper:{PASSWORD_IN_URL}@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata", store, folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
