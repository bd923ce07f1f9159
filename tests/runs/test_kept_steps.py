"""A notebook that need not run again does not: and it has to, whatever of all that it rests on has changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from in_process import report_here
from support import PERIOD, audit_of, copy_project, environment_of, report
from toys import toy

from reporting.runs import kept_steps
from reporting.runs.kept_steps import TOLD
from reporting.runs.run import _refused
from reporting.runs.step_needs import codes_of

pytestmark = pytest.mark.slow
NOTEBOOKS = ("1_ingest", "2_quality", "3_indicators", "4_report_scorecard")

# Run in the copy of the project, whose code it imports: makes each change, asks which notebooks, from the first on, need not run, and takes it back.
ASK = """
import contextlib, json, os, pathlib, shutil, sys, tempfile
from reporting.runs import step_needs
from reporting.runs.asked import identity_of, notebooks_of
from reporting.runs.kept_steps import KeptSteps
from reporting.runs.kernels.of_run import parameters_of
from reporting.store.places import Places

places = Places.of(pathlib.Path("data"), pathlib.Path("outputs"))
folder = places.data / "borders"

def first_ones(period="2023-24-Q2", as_of=""):
    step_needs._packages.cache_clear()
    notebooks = notebooks_of(places, "borders")
    identity = identity_of(places, "borders", period, as_of, notebooks)
    aside = pathlib.Path(tempfile.mkdtemp())
    return len(KeptSteps(places, identity, notebooks, aside, parameters_of(places, identity, aside)).first_ones())

@contextlib.contextmanager
def changed(path, old="", new=""):
    path = pathlib.Path(path)
    before = path.read_bytes() if path.exists() else None
    text = (before or b"").decode()
    assert old in text, (path, old)
    path.write_text(text.replace(old, new, 1) if old else text + new)
    yield
    path.unlink() if before is None else path.write_bytes(before)

@contextlib.contextmanager
def variable(name, text):
    before = os.environ.get(name)
    os.environ[name] = text
    yield
    os.environ.pop(name) if before is None else os.environ.update({name: before})

@contextlib.contextmanager
def installed():
    place = tempfile.mkdtemp()
    os.mkdir(os.path.join(place, "some_package-1.0.dist-info"))
    sys.path.append(place)
    yield
    sys.path.remove(place)

@contextlib.contextmanager
def cut_off():
    told = next(pathlib.Path("outputs/restricted/steps/borders/2_quality").glob("*/step.json"))
    before = told.read_bytes()
    told.write_bytes(before[:200])
    yield
    told.write_bytes(before)

returned = next((folder / "returns").glob("*.csv"))
CHANGES = {
    "a value of a return": changed(returned, ",85,", ",86,"),
    "the definition of an indicator": changed(folder / "indicators.toml", 'lower_is_better', 'higher_is_better'),
    "a rule of the report": changed(folder / "report.toml", "small_base = ", "small_base = 1"),
    "the exceptions of the period": changed(folder / "period/2023-24-Q2.toml", new="# said otherwise\\n"),
    "a correction": changed(folder / "corrections.toml", new="# none yet\\n"),
    "a sentence of the commentary": changed(folder / "commentary/2023-24-Q2.md", new="One sentence more.\\n"),
    "a new return": changed(folder / "returns/2023-11-29_late.csv", new=returned.read_text().splitlines()[0] + "\\n"),
    "a file that nothing reads, in a folder that is listed": changed(folder / "commentary/2024-25-Q1.md", new="Later.\\n"),
    "what an editor leaves": changed(folder / "commentary/.2023-24-Q2.md.swp", new="half"),
    "a suite of expectations": changed("expectations/observations.json", '"name"', ' "name"'),
    "notebook 1": changed("notebooks/1_ingest.ipynb", "report.overview()", "report.overview() "),
    "notebook 3": changed("notebooks/3_indicators.ipynb", "Wilson limits", "Wilson's limits"),
    "a module that all import": changed("pipeline/core/display.py", "MINUS =", "MINUS  ="),
    "a module that the checks alone import": changed("pipeline/quality/two_bases.py", new="\\n"),
    "a module that the charts alone import": changed("pipeline/page/charts/charts.py", new="\\n"),
    "a template": changed(next(pathlib.Path("pipeline/page").rglob("*.j2")), new="\\n"),
    "the lexicon": changed(next(pathlib.Path("pipeline/commentary").rglob("lexicon.toml")), new="\\n"),
    "the module that runs notebooks": changed("reporting/runs/execution.py", new="\\n"),
    "the command": changed("reporting/command/command.py", new="\\n"),
    "the time zone": variable("TZ", "Pacific/Auckland"),
    "the seed of hashes": variable("PYTHONHASHSEED", "7"),
    "a window of a terminal": variable("COLUMNS", "93"),
    "a package": installed(),
    "nothing, and a kept step was cut off": cut_off(),
}
print(json.dumps({"nothing": first_ones()} | {name: one for name, change in CHANGES.items() for one in [[change.__enter__(), first_ones(), change.__exit__(None, None, None)][1]]}
    | {"the period": first_ones("2023-24-Q1"), "the day it is as of": first_ones(as_of="2023-11-29"), "nothing again": first_ones()}))
"""
# How many of the four notebooks, from the first on, need not run.
WANTED = {
    "nothing": 4, "a value of a return": 0, "the definition of an indicator": 0, "a rule of the report": 0, "the exceptions of the period": 0,
    "a correction": 0, "a sentence of the commentary": 3, "a new return": 0, "a file that nothing reads, in a folder that is listed": 0,
    "what an editor leaves": 4, "a suite of expectations": 0, "notebook 1": 0, "notebook 3": 2, "a module that all import": 0,
    "a module that the checks alone import": 1, "a module that the charts alone import": 3, "a template": 3, "the lexicon": 3,
    "the module that runs notebooks": 0, "the command": 4, "the time zone": 0, "the seed of hashes": 0, "a window of a terminal": 4, "a package": 0,
    "nothing, and a kept step was cut off": 1, "the period": 0, "the day it is as of": 0, "nothing again": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory, project) -> Path:
    """A copy of the project in which Borders was checked: every notebook ran, and nothing is published."""
    copied = copy_project(tmp_path_factory.mktemp("kept") / "project", project)
    ended = report("check", "borders", PERIOD, project=copied)
    assert ended.returncode == 0 and "runs notebook 4 of 4" in ended.stderr, ended.stderr
    return copied


@pytest.fixture(scope="module")
def run_after(checked) -> tuple[Path, str]:
    """The run of the same content after that check: its page, and what it told."""
    ended = report("run", "borders", PERIOD, project=checked)
    assert ended.returncode == 0, ended.stderr
    return Path(ended.stdout.strip()).parent, ended.stderr


def test_whatever_a_notebook_rests_on_has_it_run_again_with_all_that_rests_on_it(checked):
    ended = subprocess.run(
        [sys.executable, "-c", ASK], cwd=checked, env=environment_of(checked), capture_output=True, text=True, encoding="utf-8"
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == WANTED


def test_a_run_after_a_check_runs_no_notebook_says_so_and_makes_the_same_bytes(run_after, checked, made):
    run, told = run_after
    assert "runs notebook" not in told
    for number, name in enumerate(NOTEBOOKS, start=1):
        assert f"takes notebook {number} of 4 as it ran at " in told and f"rests on is the same: {name}.ipynb" in told
    audit = checked / "outputs/restricted" / run.relative_to(checked / "outputs")
    facts = json.loads((audit / "run.json").read_text(encoding="utf-8"))
    assert [step["cached"] for step in facts["steps"]] == [True] * 4
    other = made("borders", PERIOD)
    other_audit = audit_of(other)
    other_facts = json.loads((other_audit / "run.json").read_text(encoding="utf-8"))
    assert [step["cached"] for step in other_facts["steps"]] == [False] * 4
    assert len(list((checked / "outputs/restricted/steps").rglob(TOLD))) == 4
    for name in ("report.html", "report.pdf", "ledger.json", "report.csv", "report.ods", "report.xlsx"):
        assert (run / name).read_bytes() == (other / name).read_bytes(), name
    for name in ("exclusions.csv", "verdicts.csv", "failing_rows.csv", "corrections.csv", "disclosure.csv", "ledger.csv"):
        assert (audit / name).read_bytes() == (other_audit / name).read_bytes(), name


def test_a_changed_sentence_runs_the_page_alone_draws_nothing_and_makes_what_a_run_of_everything_makes(run_after, checked, tmp_path):
    data, outputs = checked / "data/raw", checked / "outputs"
    path = data / "borders/commentary" / f"{PERIOD}.md"
    before = path.read_bytes()
    path.write_bytes(before + b"\nNothing else was written.\n")
    ended = report("run", "borders", PERIOD, project=checked)
    other = report_here("run", "borders", PERIOD, "--data", data, "--outputs", tmp_path / "all", with_spreadsheets=True)
    path.write_bytes(before)
    assert re.findall("(takes|runs) notebook (.)", ended.stderr) == [("takes", "1"), ("takes", "2"), ("takes", "3"), ("runs", "4")], ended.stderr
    kept = {path.read_bytes() for path in (outputs / "restricted/steps/borders/4_report_scorecard").glob("*/drawings")}
    assert len(kept) == 1 and len(kept.pop().splitlines()) > 5, "those of the first page, taken by the second"
    assert not (tmp_path / "all/restricted/steps").exists(), "what a notebook read is not observed there: nothing is kept"
    run, other = (Path(one.stdout.strip()).parent for one in (ended, other))
    assert (run / "ledger.json").read_bytes() == (other / "ledger.json").read_bytes()
    drawings = [re.findall("<svg.*?</svg>", (one / "report.html").read_text(encoding="utf-8"), re.DOTALL) for one in (run, other)]
    assert drawings[0] == drawings[1] and len(drawings[0]) > 10
    assert "Nothing else was written." in (run / "report.html").read_text(encoding="utf-8")


def test_what_failed_is_run_again_and_what_had_ended_before_it_is_not_unless_that_is_asked_for(toys):
    """The third of four notebooks fails: what is told of the notebooks of a second run, and of one without what is kept."""
    toy(toys / "notebooks/3_indicators.ipynb", "raise ValueError('no such luck')")
    told = [report("check", "borders", PERIOD, *options, project=toys) for options in ((), (), ("--no-cache",))]
    assert [one.returncode for one in told] == [3] * 3
    first, second, third = (re.findall("(takes|runs) notebook (.)", one.stderr) for one in told)
    assert first == third == [("runs", "1"), ("runs", "2"), ("runs", "3")]
    assert second == [("takes", "1"), ("takes", "2"), ("runs", "3")]
    assert {path.name for path in (toys / "outputs/restricted/steps/borders").iterdir()} == {"1_ingest", "2_quality"}


def test_what_is_kept_is_for_its_owner_alone(checked):
    there = [checked / "outputs/restricted/steps", *(checked / "outputs/restricted/steps").rglob("*")]
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in there}
    assert modes == {True: 0o700, False: 0o600} and len(there) > 20


def test_a_kept_table_that_was_altered_is_not_taken(checked, tmp_path):
    steps = tmp_path / "steps"
    shutil.copytree(checked / "outputs/restricted/steps/borders", steps)
    [kept] = kept_steps._kept_in(steps / "1_ingest")
    taking = kept_steps.KeptSteps.__new__(kept_steps.KeptSteps)
    taking._aside = tmp_path / "aside"
    taking._aside.mkdir()
    table = kept.place / "tables/observations.parquet"
    assert taking._put(kept, tmp_path / "reads")
    table.write_bytes(table.read_bytes()[:-1] + b"?")
    assert not taking._put(kept, tmp_path / "reads")
    table.unlink()
    assert not taking._put(kept, tmp_path / "reads")


def test_what_was_taken_without_running_is_named_where_the_report_does_not_hold_together(tmp_path):
    """Somebody changed it and renewed its checksums: no fault of ours, and what to do is said."""
    taking = kept_steps.KeptSteps.__new__(kept_steps.KeptSteps)
    taking._aside, taking._root, taking._report = tmp_path / "aside", tmp_path / "steps", "demo"
    taking.notebooks = [Path("1_ingest.ipynb"), Path("4_report_service.ipynb")]
    for taken, told in (
        ({"1_ingest.ipynb"}, f"1_ingest.ipynb did not run: what it made before was taken from {tmp_path / 'steps/demo'}, where it may have been changed since. Delete that folder"),
        (set(), "Nothing was published. Report this as a fault of ours."),
    ):
        taking.taken = taken
        refused = _refused("it does not pass", ["S1.value: its display is 2"], tmp_path, SimpleNamespace(inputs=[]), taking.told_taken())
        assert told in str(refused) and refused.status == 3, refused


def test_a_few_are_kept_of_each_notebook_and_the_oldest_go(tmp_path, monkeypatch):
    for number in range(6):
        step = tmp_path / "demo/1_ingest" / str(number)
        step.mkdir(parents=True)
        (step / TOLD).write_text("{}")
        os.utime(step / TOLD, (10**9 + number,) * 2)
    monkeypatch.setattr(kept_steps, "LONGEST", float("inf"))
    kept_steps._bounded(tmp_path)
    assert sorted(path.name for path in (tmp_path / "demo/1_ingest").iterdir()) == ["3", "4", "5"]
    monkeypatch.setattr(kept_steps, "LARGEST", 5)
    kept_steps._bounded(tmp_path)
    assert sorted(path.name for path in (tmp_path / "demo/1_ingest").iterdir()) == ["4", "5"], "each has two bytes, so the third was too much"
    monkeypatch.setattr(kept_steps, "LONGEST", 14 * 86_400)
    kept_steps._bounded(tmp_path)
    assert list((tmp_path / "demo/1_ingest").iterdir()) == []


def test_what_a_notebook_rests_on_has_its_templates_and_tables_of_words_and_no_more_than_it_needs():
    from pipeline.core.installation import NOTEBOOKS as FOLDER

    ingest, quality, page = codes_of(FOLDER / f"{name}.ipynb" for name in ("1_ingest", "2_quality", "4_report_scorecard")).values()
    assert any(name.endswith(".j2") for name in page) and not any(name.endswith(".j2") for name in ingest)
    assert any(name.startswith("expectations/") for name in quality)
    assert "pipeline/files/inputs.py" in ingest and "pipeline/page/page.py" not in {*ingest, *quality}
