"""The house: rooms import only what stands before them, modules stay short and folders small."""

import subprocess
import sys
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
