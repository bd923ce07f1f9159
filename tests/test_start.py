"""Set-up: who makes reports gets what reports need, and who tests them what tests need besides."""

import re
import sys
from pathlib import Path

import pytest
from support import PROJECT

sys.path.append(str(PROJECT))
import start  # noqa: E402

LOCKS = {name: (PROJECT / name).read_text(encoding="utf-8") for name in (start.LOCK, start.TEST_LOCK)}


def packages(lock):
    return set(re.findall(r"^([\w.-]+)==", LOCKS[lock], re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_its_checksums_and_no_address(lock):
    for entry in re.split(r"\n(?=\S)", LOCKS[lock].strip()):
        assert re.match(r"[\w.-]+==\S+( ;[^\n]+)? \\\n    --hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]
    assert "://" not in LOCKS[lock]


def test_machines_that_make_reports_carry_neither_a_browsers_driver_nor_a_test_runner():
    assert packages(start.TEST_LOCK) >= {"playwright", "pytest", "hypothesis", "mypy"}
    assert not packages(start.LOCK) & packages(start.TEST_LOCK)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """What start.py would install, lock by lock, into an environment that holds nothing yet."""
    asked = []
    monkeypatch.setattr(start, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(start.venv, "create", lambda *_, **__: None)
    monkeypatch.setattr(start, "compile_all", lambda: None)
    monkeypatch.setattr(start, "install", lambda *what: asked.extend({Path(what[-1]).name} & LOCKS.keys()))
    return asked


@pytest.mark.parametrize("command", ["report", "jupyter"])
def test_a_report_is_set_up_without_what_tests_need(installed, command):
    start.set_up(with_tests=command not in start.WITHOUT_TESTS)
    assert installed == [start.LOCK]


def test_tests_add_what_they_need_once_and_a_report_after_them_adds_nothing(installed):
    for command in ("report", "pytest", "pytest", "report"):
        start.set_up(with_tests=command not in start.WITHOUT_TESTS)
    assert installed == [start.LOCK, start.TEST_LOCK]
