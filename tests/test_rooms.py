"""The house: rooms import only what stands before them, modules stay short and folders small."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

PROJECT = Path(__file__).parents[1]
PACKAGES = ("pipeline", "reporting", "check_edition")
MOST_LINES, MOST_MODULES = 300, 16
FOLDERS = sorted(
    {path.parent.relative_to(PROJECT).as_posix() for name in PACKAGES for path in (PROJECT / name).rglob("*.py")}
)


def test_every_room_imports_only_what_stands_before_it(monkeypatch):
    """The contracts of pyproject.toml; an import that only a type checker sees counts as well."""
    monkeypatch.chdir(PROJECT)
    assert lint_imports(no_cache=True) == 0, "what is broken is printed above"


def test_the_drawing_of_the_rooms_shows_the_imports_as_they_are_all_one_way():
    command = [sys.executable, PROJECT / "docs" / "draw_rooms.py", "--check"]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, encoding="utf-8")
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_has_few_modules_and_each_is_short(folder):
    modules = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (PROJECT / folder).glob("*.py")
    }
    assert {name: lines for name, lines in modules.items() if lines > MOST_LINES} == {}
    assert len(modules.keys() - {"__init__.py"}) <= MOST_MODULES


def imported(folder):
    """The packages of other people that are imported anywhere in a folder's modules."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module.partition(".")[0]


def called(name):
    """A distribution's name as all spellings of it are compared."""
    return re.sub("[-_.]+", "-", name).lower()


def test_what_is_imported_is_asked_for_by_name_and_nothing_else_is():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for_reports = [extras[name] for name in ("paper", "spreadsheets", "batch", "database")]
    asked = {called(re.match(r"[\w.-]+", one)[0]) for one in sum(for_reports, project["dependencies"])}
    modules = {name for package in PACKAGES for name in imported(PROJECT / package)}
    theirs = modules - set(sys.stdlib_module_names) - set(PACKAGES)
    provided = {name: {called(one) for one in packages_distributions().get(name, [name])} for name in theirs}
    assert {name for name, by in provided.items() if not by & asked} == set(), "imported, and not in pyproject.toml"
    by_sqlalchemy = {"psycopg"}
    assert asked - set().union(*provided.values()) == by_sqlalchemy, "in pyproject.toml, and not imported"


def test_what_the_coverage_is_not_measured_with_is_not_slowed_down_by_it():
    """In the gate coverage runs, and this is a test of no room that it is measured in (tests/measured_rooms.py)."""
    assert sys.gettrace() is None
