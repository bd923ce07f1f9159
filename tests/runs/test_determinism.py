"""Same content, same run: whoever makes it, wherever and whenever, it is the same to the byte and is made once."""

from __future__ import annotations

import json
import platform
import subprocess
from pathlib import Path

import pytest
from in_process import report_here
from support import PERIOD, audit_of, command_of, copy_project, environment_of

from reporting.store.aside import ALONE

pytestmark = pytest.mark.slow

# A place where the day, the alphabet, the decimal comma and the order of every set may differ, and where every kernel is a new
# Python: those of `made` are forked from one, where the system offers that.
ELSEWHERE = {
    "REPORT_COLD_KERNELS": "1", "TZ": "Pacific/Auckland",
    "LC_ALL": "C", "LANG": "cy_GB.UTF-8", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
}  # fmt: skip


@pytest.fixture(scope="module")
def elsewhere(project, tmp_path_factory) -> Path:
    """Another folder with the project, for all to be done from yet another one."""
    root = tmp_path_factory.mktemp("another place")
    (root / "working").mkdir()
    return copy_project(root / "project", project)


@pytest.fixture(scope="module")
def twins(elsewhere) -> tuple[Path, list[subprocess.CompletedProcess]]:
    """The outputs after two runs of the same content that were started at once, elsewhere."""
    started = [
        subprocess.Popen(
            command_of("run", "borders", PERIOD, "--outputs", "../outputs"), cwd=elsewhere.with_name("working"),
            env=environment_of(elsewhere, {**ELSEWHERE, "PYTHONHASHSEED": seed}),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )
        for seed in ("4321", "2")
    ]  # fmt: skip
    ended = []
    for process in started:
        out, err = process.communicate(timeout=300)
        ended.append(subprocess.CompletedProcess(process.args, process.returncode, out, err))
    return elsewhere.with_name("outputs"), ended


@pytest.fixture(scope="module")
def run(twins) -> Path:
    [folder] = (twins[0] / "borders" / PERIOD).glob("*/")
    return folder


def test_two_runs_at_once_make_one_result(twins, run):
    outputs, ended = twins
    assert [process.returncode for process in ended] == [0, 0], [process.stderr for process in ended]
    assert {process.stdout for process in ended} == {f"{run / 'report.html'}\n"}
    beside = {"report.pdf", "report.csv", "report.csv-metadata.json", "report.ods", "report.xlsx"}
    assert {path.name for path in run.iterdir()} == {"report.html", "ledger.json", "run.json", *beside}
    assert [path.name for path in (outputs / "restricted/borders" / PERIOD).iterdir()] == [run.name]
    assert [path for path in outputs.rglob(".*") if path.name != ALONE] == []


def test_another_folder_time_zone_locale_hash_seed_and_kernels_of_their_own_give_the_same_bytes(run, made):
    here = made("borders", PERIOD)
    assert here.name == run.name
    for name in ("report.html", "report.pdf", "ledger.json", "report.csv", "report.ods", "report.xlsx"):
        assert (here / name).read_bytes() == (run / name).read_bytes(), name
    for name in ("ledger.json", "ledger.csv", "ledger.csv-metadata.json", "exclusions.csv", "verdicts.csv", "failing_rows.csv"):
        assert (audit_of(here) / name).read_bytes() == (audit_of(run) / name).read_bytes(), name
    seen = [json.loads((audit_of(one) / "run.json").read_text(encoding="utf-8"))["reads"] for one in (here, run)]
    assert seen[0] == seen[1] and seen[0]["files"] > 3, "the same reads are seen"


def test_what_takes_no_part_in_identity_stands_in_run_json_alone(run, elsewhere):
    facts = json.loads((audit_of(run) / "run.json").read_text(encoding="utf-8"))
    assert facts["run"] == run.name and facts["environment"]["host"] == platform.node()
    for name in ("report.html", "ledger.json", "report.csv"):
        text = (run / name).read_text(encoding="utf-8")
        assert not [fact for fact in (str(elsewhere), platform.node(), facts["made"]["from"]) if fact in text]
    published = (run / "run.json").read_text(encoding="utf-8")
    assert not [fact for fact in (str(elsewhere), platform.node(), platform.platform(), "papermill", "seconds") if fact in published]


def test_an_unchanged_rerun_says_so_and_changes_nothing(run, elsewhere, twins):
    outputs, _ = twins
    folders = [run, outputs / "restricted/borders" / PERIOD / run.name, outputs / "restricted/store"]
    folders.append(elsewhere / "data/processed/borders" / PERIOD / run.name)
    before = snapshot(folders)
    ended = report_here("run", "borders", PERIOD, "--data", elsewhere / "data", "--outputs", outputs)
    assert (ended.returncode, ended.stdout) == (0, f"{run / 'report.html'}\n")
    assert ended.stderr == f"Run {run.name} was made before and has not changed.\n"
    assert snapshot(folders) == before and len(before) > 60


def test_without_a_date_it_is_that_of_the_newest_return(run, elsewhere, twins):
    where = ("--data", elsewhere / "data", "--outputs", twins[0])
    ended = report_here("run", "borders", PERIOD, "--as-of", "2023-11-30", *where)
    assert ended.stderr == f"Run {run.name} was made before and has not changed.\n"


def snapshot(folders: list[Path]) -> dict[Path, tuple[int, bytes]]:
    """Every file below the folders: when it was written, and what it holds."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
