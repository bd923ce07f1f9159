#!/usr/bin/env python3
"""Set up everything this project needs, then run a command in it.

    python3 start.py report run borders 2023-24-Q2
    python3 start.py pytest

Needs Python 3.11 or newer and nothing else. The packages of requirements.lock go into .venv, checked
against their checksums; that takes a minute the first time and nothing afterwards, until the lock changes.
Those who make reports get no more than that: what only tests need, a browser's driver among it, stands in
requirements-test.lock and is added for every command but `report` and `jupyter`.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
PACKAGES = ("pipeline", "reporting", "check_edition")
LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"  # the second holds only what the first does not
WITHOUT_TESTS = ("report", "jupyter")  # what people run on machines that hold records of people
ENVIRONMENT = PROJECT / ".venv"
TEMPLATES = (
    "import sys; sys.dont_write_bytecode = False; from pipeline.page.templates_environment import environment as page; "
    "[page().get_template(name) for name in page().list_templates(['j2'])]"
)
COMMANDS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = COMMANDS / ("python.exe" if os.name == "nt" else "python")


def fingerprint(*locks: str) -> str:
    """What the environment depends on: the locks, the project's own metadata, and this Python."""
    parts = [(PROJECT / name).read_bytes() for name in (*locks, "pyproject.toml")]
    return hashlib.sha256(b"".join(parts) + sys.version.encode() + str(PROJECT).encode()).hexdigest()


def set_up(with_tests: bool) -> None:
    """Make .venv as the locks say, unless it is there. A set-up that was interrupted is made again."""
    if not is_made("made-from", LOCK):
        print("Setting up .venv (a minute or two, the first time only) …", file=sys.stderr, flush=True)
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        install("--require-hashes", "--requirement", str(PROJECT / LOCK))
        install("--no-deps", "--no-build-isolation", "--editable", str(PROJECT))
        compile_all()
        (ENVIRONMENT / "made-from").write_text(fingerprint(LOCK))
    if with_tests and not is_made("made-from-tests", LOCK, TEST_LOCK):
        print("Adding what the tests need to .venv …", file=sys.stderr, flush=True)
        install("--require-hashes", "--no-deps", "--requirement", str(PROJECT / TEST_LOCK))
        compile_all()
        (ENVIRONMENT / "made-from-tests").write_text(fingerprint(LOCK, TEST_LOCK))


def is_made(name: str, *locks: str) -> bool:
    """Whether a part of the environment was made, to its end, from these locks as they are now."""
    done = ENVIRONMENT / name
    return done.exists() and done.read_text() == fingerprint(*locks)


def install(*what: str) -> None:
    """Install with the environment's own pip."""
    run(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", *what)


def compile_all() -> None:
    """Some machines forbid writing byte code on import: without it every import takes several times as long."""
    packages = next(ENVIRONMENT.glob("[Ll]ib/**/site-packages"))
    run(str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(packages), *(str(PROJECT / name) for name in PACKAGES), may_fail=True)
    run(str(PYTHON), "-c", TEMPLATES, may_fail=True)


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
    set_up(with_tests=sys.argv[1] not in WITHOUT_TESTS)
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
