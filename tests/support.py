"""The real command, run on a copy of the project, and what many tests make with it once.

A run refuses to publish when a file of its code changes meanwhile; a copy is safe from people at work. What has nothing to
do with kernels and processes is tried with the command in the tests' own process (`in_process.report_here`).

What takes seconds to import (Great Expectations, papermill, seaborn) is imported where it is used: every process of a test
run imports this module, and most of them need none of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from filelock import FileLock

from pipeline.definitions.report import Report
from pipeline.received.cases import read_cases
from pipeline.received.commentary import read_commentary
from pipeline.received.corrector import Corrector
from pipeline.received.returns import read_returns
from pipeline.received.trackers import read_actions

if TYPE_CHECKING:
    from conftest import ReportFolder
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as OpenPage

    from pipeline.page.page import Page
    from reporting.audit.verification import SealedRun

PROJECT = Path(__file__).resolve().parents[1]
PARTS = ("pipeline", "reporting", "check_edition", "notebooks", "expectations", "data/raw/borders", "requirements.lock")
PERIOD = "2023-24-Q2"
DATA = PROJECT / "data" / "raw"
REFERRALS = """
[referrals]
about = "one referral"
files = "referrals"
date = "referred"
key = "id"
columns.id = { kind = "text" }
columns.referred = { kind = "date" }
columns.place = { kind = "category", values = ["north", "south"] }
"""
WITH_KERNELS = ("borders",)
COUNTED = {"basis": "quarter", "comparator": "none", "judged": False, "variance_basis": None}


def page_of(folder: ReportFolder, period: str = PERIOD) -> Page:
    """The page of a folder's report with what was received and written, and no verdicts of quality."""
    from pipeline.page.page import Page

    report = folder.report(period)
    inputs = read_returns(report.folder).inputs
    verdicts = pd.DataFrame(columns=["expectation", "dimension", "severity", "verdict", "why"])
    failing = pd.DataFrame(columns=["expectation", "indicator", "file", "row", "cells", "says", "action", "waived"])
    written = read_commentary(report)[0]
    return Page(report, folder.figures(period), [], written, inputs, verdicts, failing)


def copy_project(folder: Path, source: Path = PROJECT) -> Path:
    """A copy of everything that a run of `borders` reads, in a new folder; nothing that a run has made.

    What Python compiled of it is copied too (start.py compiles it all): each process of a run would compile it anew.
    """
    for part in PARTS:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            shutil.copy2(source / part, target)
    return folder


def quality_of(report: Report) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The verdicts and the failing rows of everything that a report's folder holds."""
    from pipeline.quality.checks import check_quality

    corrector = Corrector(report.corrections)
    records = read_cases(report.folder, report.case_tables, corrector=corrector)
    tables = read_returns(report.folder, corrector=corrector).observations, records.rows, records.extracts
    return check_quality(report, *tables, read_actions(report.folder).actions)


def count_referrals(folder: ReportFolder, *columns: str) -> None:
    """Declare records of referrals, with more columns where given, counted as A1 in the north and A2 in the south."""
    folder.declare_cases("\n".join([REFERRALS, *columns]))
    for code, place in (("A1", "north"), ("A2", "south")):
        folder.define(code, **COUNTED, counted={"table": "referrals", "rule": "rows", "where": {"place": [place]}})


def command_of(*arguments: object) -> list[str]:
    """The command `report` with these arguments, as a list for subprocess."""
    return [sys.executable, "-m", "reporting", *map(str, arguments)]


def environment_of(project: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment in which `command_of` runs this project's code; `env` is set on top of it."""
    return {**os.environ, "PYTHONPATH": str(project), "PYTHONIOENCODING": "utf-8", **(env or {})}


def report(
    *arguments: object, project: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None, answer: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `report` with these arguments to its end. Its working folder is the project unless `cwd` is given; `answer` is typed."""
    return subprocess.run(
        command_of(*arguments), cwd=cwd or project, env=environment_of(project, env),
        capture_output=True, text=True, encoding="utf-8", timeout=300, input=answer or None,
    )  # fmt: skip


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that tests share: read it, run it with `--outputs` elsewhere, and change nothing."""
    copied = copy_project(tmp_path_factory.mktemp("project"))
    shutil.copy(Path(__file__).with_name("recorded_opens.py"), copied / "sitecustomize.py")  # in every Python of a run
    return copied


@pytest.fixture
def project_copy(tmp_path: Path, project: Path) -> Path:
    """A copy of the project that one test may edit."""
    return copy_project(tmp_path / "project", project)


@pytest.fixture(scope="session")
def made(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """The publication edition of a report for a period: made once for all tests, whichever worker asks first.

    Those of WITH_KERNELS come from the real command, the others from the command in this process: to the byte the same
    pages, which verifying a run holds (`test_verification.py`, `test_compare.py`). Its outputs hold this one run (`outputs_of`). Read them, and change nothing in them.
    """
    from in_process import report_here

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def edition(report_id: str, period: str) -> Path:
        folder = shared / "made" / f"{report_id}-{period}"
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "lock"):
            page = folder / "page"
            if not page.exists():
                data, outputs = folder / "data" / "raw", folder / "outputs"
                if not data.exists():
                    shutil.copytree(DATA / report_id, data / report_id)
                recorded = {"OPENS_UNDER": str(data), "OPENS_RECORDED_IN": str(folder / "opens")}
                (folder / "opens").mkdir(exist_ok=True)
                asked = "run", report_id, period, "--data", data, "--outputs", outputs
                kernels = report_id in WITH_KERNELS
                ended = report(*asked, project=project, env=recorded) if kernels else report_here(*asked)
                assert ended.returncode == 0, ended.stderr
                page.write_text(ended.stdout.strip().splitlines()[-1], encoding="utf-8")
        return Path(page.read_text(encoding="utf-8")).parent

    return edition


@pytest.fixture(scope="session")
def made_again(made: Callable[[str, str], Path]) -> SealedRun:
    """The `made` run of Borders made again from its stored inputs and code, as verifying does: once for all tests. Change nothing in it."""
    from reporting.audit import verification
    from reporting.command.audit_commands import editions

    first = made("borders", PERIOD)
    folder = outputs_of(first).parent / "again"
    outputs = folder / "outputs"
    with FileLock(folder.with_name("again.lock")):
        if not folder.exists():
            found = verification.Verification()
            again = verification._made_again(verification.SealedRun.open(*editions(first)), folder, found)
            assert again is not None, found.differences + found.hinders
    run = outputs / first.relative_to(outputs_of(first))
    return verification.SealedRun.open(run, audit_of(run), outputs / "restricted" / "store")


def outputs_of(run: Path) -> Path:
    """The outputs that a publication edition stands in."""
    return run.parents[2]


def opens_of(run: Path) -> dict[str, Counter[str]]:
    """How often each process of a run that was `made` opened each file of its report: `parent`, and a kernel by its notebook."""
    records = sorted((outputs_of(run).parent / "opens").iterdir())
    return {path.name: Counter(path.read_text(encoding="utf-8").splitlines()) for path in records}


def audit_of(run: Path) -> Path:
    """The restricted edition of the same run."""
    return outputs_of(run) / "restricted" / run.relative_to(outputs_of(run))


@pytest.fixture(scope="module")
def ledger(run: Path) -> dict[str, dict]:
    """The figures of the module's `run` by id, with their exact values, as its restricted edition has them."""
    return {record["id"]: record for record in json.loads((audit_of(run) / "ledger.json").read_text(encoding="utf-8"))["figures"]}


@pytest.fixture(scope="module")
def page(run: Path) -> str:
    """The page of the module's `run`."""
    return (run / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, without a window: started once for the tests of a file, which takes as long as most of them."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Chromium with nothing in it: each page of a test has its own storage, and none outlives it."""
    yield chromium
    for context in chromium.contexts:
        context.close()


def assert_accessible(page: OpenPage) -> None:
    """Hold an open page against the accessibility rules; what meets them is not listed, which takes longer than judging it."""
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
