"""Whatever happens to a run, at any file operation that it makes: a whole report or none, the next run is made, what is told is true."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import ReportFolder
from faulty_runs import Synced, as_anybody, begun, ended, first_ones, forked, full_from, left_at_each
from in_process import report_here
from support import count_referrals

from pipeline.core.written_files import PREFIX
from reporting.store.aside import ALONE, clear_abandoned

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="needs processes and signals of POSIX")]
PERIOD = "2023-24-Q2"


def small_report(root: Path) -> tuple[object, ...]:
    """A report of one indicator, and the words that make it below `root`."""
    made = ReportFolder(root.with_name(f"{root.name}.data"))
    made.define("A1", basis="quarter")
    made.receive("2023-11-30", "A1,2023-24-Q2,quarter,48", "A1,2022-23-Q2,quarter,50")
    made.report()
    root.mkdir()
    return "run", "demo", PERIOD, "--data", root.with_name(f"{root.name}.data"), "--outputs", root / "outputs"


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> tuple[Path, tuple[object, ...]]:
    """Where a small report is made, and the words that make it; everything that it imports is imported."""
    root = tmp_path_factory.mktemp("faults") / "place"
    words = small_report(root)
    made = report_here(*words)
    assert made.returncode == 0, made.stderr
    return root, words


@pytest.fixture
def place(small) -> tuple[Path, tuple[object, ...]]:
    """The same, with nothing made yet."""
    root, words = small
    shutil.rmtree(root)
    root.mkdir()
    return root, words


def folders_of(root: Path) -> list[Path]:
    """The folders that every finished run below `root` should have: tables, audit edition, publication edition."""
    outputs = root / "outputs"
    runs = {path.relative_to(base) for base in (outputs, outputs / "restricted") for path in base.glob(f"demo/{PERIOD}/*") if path.is_dir()}
    tables = outputs / "restricted" / "tables"
    return [base / run for run in sorted(runs) for base in (tables, outputs / "restricted", outputs)]


def assert_whole_or_not_there(root: Path) -> bool:
    """Each run is there in all its parts, to the byte, or in none, and so is each stored file. Whether there is a run."""
    outputs = root / "outputs"
    parts = folders_of(root)
    assert all(part.is_dir() for part in parts), [str(part) for part in parts if not part.is_dir()]
    for run in parts[2::3]:
        facts = json.loads((run / "run.json").read_text())
        for name, digest in facts["outputs"].items():
            edition, _, inner = name.partition("/")
            file = (run if edition == "publication" else outputs / "restricted" / run.relative_to(outputs)) / inner
            assert hashlib.sha256(file.read_bytes()).hexdigest() == digest, name
    for stored in outputs.glob("restricted/store/*/*"):
        assert stored.name.startswith(".") or hashlib.sha256(stored.read_bytes()).hexdigest() == stored.name
    for page in [outputs / "index.html", *outputs.glob(f"demo/{PERIOD}/latest.html")]:
        assert not page.exists() or page.read_text().endswith("</html>\n")
    return bool(parts)


def assert_nothing_half_made(root: Path) -> None:
    assert not [path for path in root.rglob(".*") if path.name != ALONE], "half made"


def assert_would_outlast_a_power_failure(root: Path, synced: Synced) -> None:
    """What is under its name has been forced onto the disk: a finished run with all it was made from, and the pages that lead to it."""
    outputs = root / "outputs"
    for published in outputs.glob(f"demo/{PERIOD}/*/"):
        run = published.relative_to(outputs)
        for folder in (outputs / "restricted/tables" / run, outputs / "restricted" / run, outputs / "restricted/store", published):
            for path in (folder, *folder.rglob("*")):
                assert path.is_dir() or synced.files.get(path.stat().st_ino) == path.stat().st_size, f"{path} may be empty"
                names = synced.folders.get(path.parent.stat().st_ino, set())
                assert path.name in names or path == published, f"{path} may be gone"
    pages = [outputs / "index.html", *outputs.glob(f"demo/{PERIOD}/latest.html")]
    for page in pages:
        assert not page.exists() or synced.files.get(page.stat().st_ino) == page.stat().st_size, f"{page} may be empty"


def state_of(root: Path) -> frozenset:
    """The files below `root`, but for stored ones, which are what they are called; of what is half written, where it lies."""
    return frozenset(
        (path.parent, PREFIX) if path.name.startswith(PREFIX) else (path, path.stat().st_ino)
        for path in root.rglob("*")
        if path.is_file() and path.name != ALONE and len(path.name) != 64
    )


def assert_survives(root: Path, words: tuple[object, ...], point: object, synced: Synced | None, known: set[frozenset]) -> None:
    """What a run left that was killed at this point: nothing of it is half there, and the next run is made and clears the rest.

    `synced` is what had been forced onto the disk, where that is known.
    """
    if synced:
        assert_would_outlast_a_power_failure(root, synced)
    clear_abandoned(root / "outputs" / "restricted")  # the first step of whoever comes next
    assert_whole_or_not_there(root)
    assert not [path for path in root.rglob(".*") if path.is_dir()], (point, "half made")
    if (state := state_of(root)) not in known:  # from the same state the next run ends the same
        known.add(state)
        again = forked(words)
        assert again.status == 0 and assert_whole_or_not_there(root), (point, again.stderr)
        assert_nothing_half_made(root)


def test_a_run_that_is_killed_at_any_kind_of_operation_leaves_a_whole_report_or_none(place):
    root, words = place
    known, tried = set(), 0
    for point, synced in left_at_each(root, words, first_ones()):
        assert_survives(root, words, point, synced, known)
        tried += 1
    assert tried > 150 and len(known) > 4


@pytest.mark.parametrize(
    ("file", "says", "named"),
    [("/tables/figures.parquet", "", ".*/tables/figures.parquet"), ("/register.jsonl", "", "restricted/register.jsonl"), ("/outputs/(aside)", "published", "index.html")],
)
def test_a_full_disk_is_told_with_the_name_of_the_file_and_with_what_stands(place, file, says, named):
    root, words = place
    done = forked(words, full_from(lambda one: one.what == "open" and one.path.endswith(file), root))
    assert done.status == 3 and "Traceback" not in done.stderr, done.stderr
    assert re.search(rf"File too large: '{root}/outputs/{named}'", done.stderr), done.stderr
    assert assert_whole_or_not_there(root) == bool(says)
    assert ("The report itself is finished" if says else "Nothing was published") in done.stderr
    assert_nothing_half_made(root)


def test_two_that_make_the_same_report_at_once_both_lead_to_the_one(place):
    root, words = place
    both = [ended(one) for one in (begun(words), begun(words))]
    assert [(one.status, one.stdout) for one in both] == [(0, both[0].stdout)] * 2, both
    assert len(folders_of(root)) == 3 and assert_whole_or_not_there(root)
    assert_nothing_half_made(root)


def test_a_folder_that_may_not_be_written_to_is_named(place):
    root, words = place
    (root / "outputs").mkdir(mode=0o500)
    done = forked(words, as_anybody)
    assert done.status == 3 and f"Permission denied: '{root}/outputs/restricted'" in done.stderr, done.stderr
    assert list((root / "outputs").iterdir()) == []


def contents_of(root: Path) -> dict[str, bytes]:
    """Every file below `root` that is there for anybody to read."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(PREFIX) for part in path.parts) and path.name != ALONE
    }


def assert_each_file_is_as_before_or_as_after(root: Path, words: tuple[object, ...]) -> int:
    """Kill a command at every operation that it makes below `root`: no file is ever half there, and asked for again it is done."""
    before, kept = contents_of(root), root.with_name(f"{root.name}.before")
    shutil.copytree(root, kept)
    done = report_here(*words)
    assert done.returncode == 0, done.stderr
    after, tried, known = contents_of(root), 0, []
    shutil.rmtree(root)
    shutil.copytree(kept, root)
    for point, _ in left_at_each(root, words, lambda point: True):
        left, tried = contents_of(root), tried + 1
        assert all(content in (before.get(name), after.get(name)) for name, content in left.items()), point
        if left not in known:  # from the same state the command ends the same
            known.append(left)
            again = forked(words)
            assert "Traceback" not in again.stderr and again.status < 3, (point, again.stderr)
            assert contents_of(root).items() >= after.items(), (point, again.stderr)
            assert not [path for path in root.rglob("*") if path.name.startswith(PREFIX)], point
    return tried


def new_one(root: Path) -> tuple[object, ...]:
    root.mkdir()
    return "new", "riverbank", "--layout", "scorecard", "--data", root


def received(root: Path) -> tuple[object, ...]:
    made = ReportFolder(root)
    count_referrals(made)
    made.receive("2023-11-30", "A1,2022-23-Q2,quarter,48")
    made.report()
    sent = root.with_name("2023-10-05_referrals.csv")
    sent.write_text("id,referred,place\n1,2023-07-02,north\n2,2023-07-03,south\n", encoding="utf-8")
    return "receive", "demo", sent, "--received", "2023-10-05", "--covers", "2023-07-01..2023-09-30", "--data", root


@pytest.mark.parametrize("prepare", [new_one, received])
def test_a_command_that_is_killed_while_it_writes_leaves_each_file_as_it_was_or_as_it_is_to_be(prepare, tmp_path):
    assert assert_each_file_is_as_before_or_as_after(tmp_path / "place", prepare(tmp_path / "place")) > 5


class Clock(date):
    """The day, on a machine whose clock was set otherwise."""

    shown = date(2001, 1, 1)

    @classmethod
    def today(cls) -> date:
        return cls.shown


@pytest.mark.parametrize("shown", [date(2001, 1, 1), date(2099, 12, 31)], ids=["back", "forward"])
def test_a_clock_that_was_set_makes_the_same_run_and_the_newest_one_still_leads(place, monkeypatch, shown):
    root, words = place
    assert report_here(*words).returncode == 0
    monkeypatch.setattr(Clock, "shown", shown)
    monkeypatch.setattr("pipeline.core.today.date", Clock)
    for file in root.rglob("*"):
        os.utime(file, (4_000_000_000, 4_000_000_000))  # in 2096, by a clock that was ahead then
    again = report_here(*words)
    assert (again.returncode, len(list(root.glob(f"outputs/demo/{PERIOD}/*/ledger.json")))) == (0, 1), again.stderr
    data = Path(words[4])
    added = data / "demo" / "returns" / "2023-12-15_late.csv"
    added.write_text("indicator,period,basis,value\nA1,2023-24-Q1,quarter,47\n", encoding="utf-8")
    try:
        newer = report_here(*words)
    finally:
        added.unlink()
    assert newer.returncode == 0, newer.stderr
    run = Path(newer.stdout.splitlines()[-1]).parent.name
    assert run in (root / "outputs" / "demo" / PERIOD / "latest.html").read_text(encoding="utf-8")
    assert_whole_or_not_there(root)
