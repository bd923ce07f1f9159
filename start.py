#!/usr/bin/env python3
"""Set up everything this project needs, then run a command in it.

    python3 start.py report run borders 2023-24-Q2
    python3 start.py pytest

Needs Python 3.11 or newer and nothing else. The packages of requirements.lock go into .venv, checked
against their checksums; that takes a minute the first time and nothing afterwards, until the lock changes.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
PACKAGES = ("pipeline", "reporting", "check_edition")
ENVIRONMENT = PROJECT / ".venv"
COMMANDS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = COMMANDS / ("python.exe" if os.name == "nt" else "python")


def fingerprint() -> str:
    """What the environment depends on: the lock, the project's own metadata, and this Python."""
    parts = [(PROJECT / name).read_bytes() for name in ("requirements.lock", "pyproject.toml")]
    return hashlib.sha256(b"".join(parts) + sys.version.encode() + str(PROJECT).encode()).hexdigest()


def set_up() -> None:
    """Make .venv as the lock says, unless it is there. A set-up that was interrupted is made again."""
    done = ENVIRONMENT / "made-from"
    if done.exists() and done.read_text() == fingerprint():
        return
    print("Setting up .venv (a minute or two, the first time only) …", file=sys.stderr, flush=True)
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    run(*pip, "--require-hashes", "--requirement", str(PROJECT / "requirements.lock"))
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", str(PROJECT))
    # Some machines forbid writing byte code on import: without it every import takes several times as long.
    packages = next(ENVIRONMENT.glob("[Ll]ib/**/site-packages"))
    run(str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(packages), *(str(PROJECT / name) for name in PACKAGES), may_fail=True)
    done.write_text(fingerprint())


def run(*command: str, may_fail: bool = False) -> None:
    """Run a step of the set-up and stop with its output if it fails."""
    ended = subprocess.run(command, cwd=PROJECT, stdout=sys.stderr)
    if ended.returncode and not may_fail:
        sys.exit(f"start.py: could not complete: {' '.join(command)}")


def main() -> None:
    """Set up, then hand over to the command, with its exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036 (started by whatever Python there is)
        sys.exit(f"start.py: needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    set_up()
    environment = {
        **os.environ,
        "VIRTUAL_ENV": str(ENVIRONMENT),
        "PATH": f"{COMMANDS}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    environment.pop("PYTHONHOME", None)
    name = {"report": "reporting"}.get(sys.argv[1], sys.argv[1])
    command = [str(PYTHON), *(["-m", name] if name != "python" else []), *sys.argv[2:]]
    if os.name == "nt":
        sys.exit(subprocess.run(command, env=environment).returncode)
    os.execve(PYTHON, command, environment)


if __name__ == "__main__":
    main()
