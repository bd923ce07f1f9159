"""Many reports at once: by workers of a cluster, as each would be made by itself; what fails or dies stops none of the others."""

import contextlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import psutil
import pytest
from conftest import ReportFolder
from distributed import Client
from distributed.security import Security
from in_process import report_here
from support import command_of

from pipeline.core.periods import PeriodError
from reporting.batch.asked import Asked, asked_for, periods_between
from reporting.batch.batch import _died
from reporting.batch.fetched import fetched
from reporting.batch.workers import workers_at

QUARTERS = ("2023-24-Q1", "2023-24-Q2", "2023-24-Q3")
FAULTY = QUARTERS[1]


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Three quarters of one report. The commentary of the second tells another number than was received."""
    folder = ReportFolder(tmp_path_factory.mktemp("batch") / "data" / "raw")
    folder.define("A1", basis="quarter", comparator="none", judged=False, variance_basis=None)
    for day, quarter, value in zip(("2023-07-14", "2023-10-14", "2024-01-14"), QUARTERS, (40, 50, 60), strict=True):
        folder.receive(day, f"A1,{quarter},quarter,{value}", name="police")
    folder.report(FAULTY)
    (folder.folder / "commentary").mkdir()
    (folder.folder / "commentary" / f"{FAULTY}.md").write_text("# asb\n\n## Context\n\nThere were 55 cases in the quarter.\n", encoding="utf-8")
    return folder.root.parent


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each a process of its own, that speak TLS; the address, and the workers' processes."""
    made, folder = Security.temporary(), tmp_path / "certificates"
    folder.mkdir()
    for name, text in {"ca": made.tls_ca_file, "cert": made.tls_client_cert, "key": made.tls_client_key}.items():
        (folder / f"{name}.pem").write_text(text)
    secure = [f"--tls-{option}={folder / name}.pem" for option, name in {"ca-file": "ca", "cert": "cert", "key": "key"}.items()]
    told = ["--scheduler-file", tmp_path / "scheduler.json", "--protocol", "tls", *secure, "--no-dashboard"]
    environment = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}

    def process(kind: str, *options: object) -> subprocess.Popen:
        asked = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *map(str, [*told, *options])]
        return subprocess.Popen(asked, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    processes = [process("scheduler", "--host", "127.0.0.1", "--port", "0")]
    processes += [process("worker", "--host", "127.0.0.1", "--nthreads", "1", "--local-directory", tmp_path / name) for name in ("one", "two")]
    try:
        address = {"scheduler_file": str(tmp_path / "scheduler.json"), "security": made, "set_as_default": False}
        with Client(**address) as client:
            client.wait_for_workers(2, timeout=60)
            yield folder, client.scheduler.address, processes[1:]
    finally:
        for one in processes:
            kill_all(one)


def kill_all(process: subprocess.Popen) -> bool:
    """A process and what it began end at once, as on a machine that lost its power."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    process.kill()
    process.wait()
    return True


@pytest.mark.slow
def test_a_batch_survives_a_dead_worker_and_a_faulty_report_and_makes_what_single_runs_make(data, cluster, tmp_path):
    certificates, address, workers = cluster
    asked = command_of("batch", "demo", "--periods", "2023-24", "--data", data, "--outputs", tmp_path / "out", "--certificates", certificates)
    batch = subprocess.Popen([*asked, "--scheduler", address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    lines, dead = [], False
    for line in batch.stderr:
        lines.append(line.strip())
        if [line.endswith(": begins") for line in lines].count(True) == len(workers) and not dead:
            dead = kill_all(workers[0])  # each of them has begun one
    pages = sorted(map(Path, batch.stdout.read().split()))
    assert batch.wait() == 1, "one of them failed"
    assert [page.parts[-3] for page in pages] == [QUARTERS[0], QUARTERS[2]]
    assert lines[-1] == "2 of 3 made, 1 failed"
    (why,) = (at for at, line in enumerate(lines) if line == f"demo {FAULTY} failed:")
    assert any("55" in line and "50" in line for line in lines[why:]), "the fault is told as report run tells it"
    assert len([line for line in lines if line.endswith(": begins")]) > len(QUARTERS), "what the dead worker had begun was begun again"
    for page in pages:
        single = report_here("run", "demo", page.parts[-3], "--data", data, "--outputs", tmp_path / "single", with_spreadsheets=True, with_paper=True)
        alone = Path(single.stdout.split()[-1])
        assert alone.parent.name == page.parent.name
        assert {path.name: path.read_bytes() for path in (alone, alone.with_name("ledger.json"))} == {
            path.name: path.read_bytes() for path in (page, page.with_name("ledger.json"))
        }
    assert not list((tmp_path / "out" / "restricted").glob(".making-*")), "nothing of the dead worker is left"


@pytest.mark.parametrize(
    "text, ends",
    [("2023-24-Q1..2023-24-Q4", ("2023-04-01", "2024-03-31")), ("2017-10", ("2017-10-01", "2017-10-31")), ("2022-23..2023-24-Q1", ("2022-04-01", "2023-06-30"))],
)
def test_a_range_of_periods_may_be_of_any_lengths_or_of_one_period(text, ends):
    first, last = periods_between(text)
    assert (first.start.isoformat(), last.end.isoformat()) == ends


@pytest.mark.parametrize("text, told", [("2023-24-Q4..2023-24-Q1", "Did you mean 2023-24-Q1..2023-24-Q4"), ("2023-24-Q5", "not a period"), ("..", "not a period")])
def test_a_range_that_is_none_is_refused_and_says_what_was_meant(text, told):
    with pytest.raises(PeriodError, match=told):
        periods_between(text)


def test_a_batch_makes_what_something_was_received_for(data):
    assert list(asked_for(data / "raw", ["demo"], periods_between("2023-24-Q2..2024-25-Q1"))) == [Asked("demo", one) for one in QUARTERS[1:]]


def test_reports_are_fetched_from_an_archive_and_gone_with_the_batch(data, tmp_path):
    archive = tmp_path / "reports.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for path in (data / "raw").rglob("*"):
            made.write(path, path.relative_to(data / "raw"))
    with fetched(f"zip://::{archive}", tmp_path / "restricted", []) as folder:
        there = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert folder.parent.stat().st_mode & 0o077 == 0
    assert there == {path.relative_to(data / "raw").as_posix(): path.read_bytes() for path in (data / "raw").rglob("*") if path.is_file()}
    assert not folder.exists()
    with pytest.raises(LookupError, match="northmor.*there are: demo"), fetched(f"zip://::{archive}", tmp_path / "restricted", ["northmor"]):
        pass


def test_what_nobody_foresaw_is_told_with_its_place():
    try:
        periods_between(None)
    except AttributeError as error:
        told = _died(Asked("demo", QUARTERS[0]), error).told
    assert re.search(r"could not complete: AttributeError: .*, at line \d+ of asked\.py\. Nothing was published\.", told)


def test_a_scheduler_that_does_not_answer_is_given_up():
    with pytest.raises((OSError, TimeoutError)), workers_at("tcp://127.0.0.1:1", None, timeout=1):
        pass


@pytest.mark.parametrize(
    "asked, told",
    [
        ((), "--periods"),
        (("--periods", "2023-24", "--data", "nowhere://reports"), "cannot be read"),
        (("--periods", "2001-02-Q1"), "nothing was received for 2001-02-Q1"),
        (("--periods", "2023-24", "--memory", "plenty"), "plenty"),
        (("--periods", "2023-24", "--scheduler", "tls://127.0.0.1:1"), "--certificates DIR"),
    ],
)
def test_what_cannot_be_asked_is_told_before_anything_is_made(data, tmp_path, asked, told):
    where = ("--data", data) if "--data" not in asked else ()
    ended = report_here("batch", "demo", *asked, *where, "--outputs", tmp_path / "out")
    assert (ended.returncode, ended.stdout) == (2, "") and told in ended.stderr
    assert not list((tmp_path / "out").glob("demo"))
