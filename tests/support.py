"""The real command, run on a copy of the project.

A run refuses to publish when a file of its code changes meanwhile; a copy is safe from people at work.
A test module asks for the fixtures here with `pytest_plugins = ["support"]`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cases import read_cases
from pipeline.definitions import Report
from pipeline.quality import check_quality
from pipeline.sources import read_returns

PROJECT = Path(__file__).resolve().parents[1]
PARTS = ("pipeline", "notebooks", "expectations", "data/raw/borders", "requirements.lock")
PERIOD = "2023-24-Q2"


def copy_project(folder: Path, source: Path = PROJECT) -> Path:
    """A copy of everything that a run of `borders` reads, in a new folder; nothing that a run has made."""
    for part in PARTS:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        else:
            shutil.copy2(source / part, target)
    return folder


def quality_of(report: Report) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The verdicts and the failing rows of everything that a report's folder holds."""
    records = read_cases(report.folder, report.case_tables)
    return check_quality(report, read_returns(report.folder).observations, records.rows, records.extracts)


def command_of(*arguments: object) -> list[str]:
    """The command `report` with these arguments, as a list for subprocess."""
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def environment_of(project: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment in which `command_of` runs this project's code; `env` is set on top of it."""
    return {**os.environ, "PYTHONPATH": str(project), "PYTHONIOENCODING": "utf-8", **(env or {})}


def report(
    *arguments: object, project: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `report` with these arguments to its end. Its working folder is the project unless `cwd` is given."""
    return subprocess.run(
        command_of(*arguments), cwd=cwd or project, env=environment_of(project, env),
        capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that tests share: read it, run it with `--outputs` elsewhere, and change nothing."""
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def project_copy(tmp_path: Path, project: Path) -> Path:
    """A copy of the project that one test may edit."""
    return copy_project(tmp_path / "project", project)
