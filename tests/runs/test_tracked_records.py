"""Records of people that git keeps are refused, whichever repository it is; made-up and published ones are not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from in_process import report_here
from support import REFERRALS, count_referrals

from reporting.runs.tracked_records import tracked_records

FILE = "cases/2025-07-14_referrals.csv"


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-C", str(folder), *words], check=True, capture_output=True)


def told_of(folder: Path) -> tuple[list[str], list[str]]:
    said: list[str] = []
    return [fault.file for fault in tracked_records(folder, said.append)], said


@pytest.fixture
def counted(folder):
    """A report that counts one extract, its data folder inside a repository of something else."""
    count_referrals(folder)
    folder.receive_cases("2025-07-14_referrals", "id,referred,place", "1,2025-04-02,north", "2,2025-05-02,south", covers="2025-04-01, 2025-06-30")
    folder.report("2025-26-Q1")
    git(folder.root, "init", "-q")
    return folder


def test_check_and_run_refuse_an_extract_that_git_keeps_and_tell_it_beside_other_faults(counted):
    outputs = counted.root.parent / "out"
    arguments = "demo", "2025-26-Q1", "--data", counted.root, "--outputs", outputs
    assert told_of(counted.folder) == ([], [])  # it lies in a repository that does not keep it
    git(counted.root, "add", f"demo/{FILE}")
    told = f"{FILE}: records of people are kept by git, in {counted.root}"
    ended = report_here("run", *arguments)
    assert ended.returncode == 1 and told in ended.stderr
    assert "rm --cached" in ended.stderr and not list(outputs.glob("demo/*/*/report.html"))
    counted.declare_cases(REFERRALS.replace("place = { kind", "place = { knid"))
    ended = report_here("check", *arguments)
    assert ended.returncode == 1 and told in ended.stderr and "Did you mean kind?" in ended.stderr


def test_a_repository_further_out_and_one_that_the_environment_names(counted, monkeypatch):
    git(counted.root, "add", ".")
    git(counted.folder, "init", "-q")  # a newer one inside, which keeps nothing
    git(counted.folder / "cases", "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(counted.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert told_of(counted.folder) == ([FILE], [])


@pytest.mark.parametrize("says", ["generated", "open_data"])
def test_records_that_are_made_up_or_published_may_be_kept(counted, says):
    git(counted.root, "add", ".")
    with (counted.folder / "cases/2025-07-14_referrals.source.toml").open("a", encoding="utf-8") as record:
        record.write(f"{says} = true\n")
    assert told_of(counted.folder) == ([], [])


def test_what_cannot_be_asked_is_said_and_without_a_repository_there_is_nothing_to_ask(counted, monkeypatch):
    git(counted.root, "add", ".")
    (counted.root / ".git/config").write_text("not a config", encoding="utf-8")
    assert "git ends with 128" in told_of(counted.folder)[1][0]
    monkeypatch.setenv("PATH", "/nowhere")
    faults, said = told_of(counted.folder)
    assert faults == [] and said == [f"warning: not checked whether the repository {counted.root} keeps 1 files of records: git is not installed"]
    (counted.root / ".git").rename(counted.root / "no-longer")
    assert told_of(counted.folder) == ([], [])
