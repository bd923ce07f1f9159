"""A received file is deleted for good: every copy of its rows goes, the record stays, and the runs made from it say so."""

import hashlib
import json
import shutil
import subprocess
from datetime import date

import pandas as pd
import pytest
from in_process import report_here
from support import DATA, PERIOD, command_of

from reporting.audit.quality_pages import write_quality_pages
from reporting.audit.trace import Tracer, in_words
from reporting.audit.verification import SealedRun, verify
from reporting.folders.disposal import disposals, dispose, known_files, plan
from reporting.store.places import Places

pytestmark = pytest.mark.slow
LATE = "returns/2024-01-15_recount.csv"
MARK = "seven forms that lay in a drawer"
WHY = {"role": "the records manager", "reason": "Kept for three years."}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Two runs of the Borders report, before and after a second return, with the data that they were made from."""
    root = tmp_path_factory.mktemp("disposal")
    shutil.copytree(DATA / "borders", root / "data" / "borders")
    lines = f"indicator,period,basis,value,status,note\nCP03-P177,{PERIOD},year_to_date,55,r,{MARK}\n"
    (root / "data" / "borders" / LATE).write_text(lines, encoding="utf-8")
    for as_of in ("2023-11-30", "2024-01-15"):
        where = ("--data", root / "data", "--outputs", root / "outputs")
        ended = report_here("run", "borders", PERIOD, "--as-of", as_of, *where)
        assert ended.returncode == 0, ended.stderr
    return root


@pytest.fixture
def places(finished, tmp_path):
    """A copy of them that a test may delete from."""
    shutil.copytree(finished, tmp_path / "all")
    return Places.of(tmp_path / "all" / "data", tmp_path / "all" / "outputs")


def sealed(places, as_of):
    for path in places.outputs.glob(f"borders/{PERIOD}/*/run.json"):
        if json.loads(path.read_text(encoding="utf-8"))["parameters"]["as_of"] == as_of:
            published = path.parent
    audit = places.restricted / published.relative_to(places.outputs)
    return SealedRun.open(published, audit, places.restricted / "store")


def verified(places, run):
    return verify(run, places.data / "allowed_signers")


def deleted(places, file=LATE):
    (sha256,) = known_files(places, "borders")[file]
    return dispose(places, plan(places, "borders", file, sha256, day=date(2026, 11, 24), **WHY))[0]


def holding(places, text):
    """Every file anywhere that holds a text; a table of Parquet keeps its texts compressed, and is read."""
    root = places.outputs.parent
    return [path for path in root.rglob("*") if path.is_file() and text.encode() in _content(path)]


def _content(path):
    return pd.read_parquet(path).to_csv().encode() if path.suffix == ".parquet" else path.read_bytes()


def test_every_copy_of_the_rows_goes_and_what_was_published_stays(places):
    before = sealed(places, "2024-01-15")
    page = (before.published / "report.html").read_bytes()
    row = f"CP03-P177,{PERIOD},year_to_date,55"
    assert len(holding(places, row)) == 2  # the return and its stored copy; a page shows its cells one by one
    assert {path.suffix for path in holding(places, MARK)} >= {".ipynb", ".html", ".csv", ".parquet"}
    quality = write_quality_pages(places.outputs, "borders").parent
    record = deleted(places)
    assert holding(places, row) == []
    assert not list(before.audit.glob("*.ipynb")) and not (places.processed / "borders").exists()
    assert not quality.exists()
    # What still tells the reason of the value are the ledgers, as they are and as tables, and the published page, which hold no rows.
    kept = {path.name for path in holding(places, MARK)}
    assert kept <= {"ledger.json", "report.html", "ledger.csv", "report.csv"}
    assert (before.published / "report.html").read_bytes() == page
    note = (before.audit / "report.html").read_text(encoding="utf-8")
    assert "The rows were deleted" in note and "the records manager: Kept for three years" in note
    assert disposals(places.restricted) == [record]
    assert (record.file, record.store, [run.run for run in record.runs]) == (LATE, "deleted", [before.published.name])


def test_the_run_made_from_it_is_inconclusive_and_names_the_deletion_and_others_are_untouched(places):
    others = sealed(places, "2023-11-30")
    files = {path: path.read_bytes() for path in others.audit.rglob("*") if path.is_file()}
    deleted(places)
    found = verified(places, sealed(places, "2024-01-15"))
    assert (found.verdict, found.altered) == ("inconclusive", [])
    told = f"{LATE} was deleted on 24 November 2026 by the records manager: Kept for three years"
    assert found.hinders == [told]
    assert others.disposals == [] and {path: path.read_bytes() for path in files} == files
    store = places.restricted / "store"
    assert all((store / one[:2] / one).is_file() for one in others.identity["inputs"].values())


def test_what_is_altered_besides_still_fails(places):
    deleted(places)
    run = sealed(places, "2024-01-15")
    page = run.published / "report.html"
    page.write_text(page.read_text(encoding="utf-8").replace(">55", ">56"), encoding="utf-8")
    found = verified(places, run)
    assert found.verdict == "fail" and any("report.html is not what was sealed" in line for line in found.altered)


def test_a_deletion_without_a_record_is_no_disposal(places):
    run = sealed(places, "2024-01-15")
    digest = run.identity["inputs"][LATE]
    (places.restricted / "store" / digest[:2] / digest).unlink()
    assert verified(places, run).verdict == "inconclusive"
    assert any("no longer in the store" in line for line in verified(places, run).hinders)
    (run.audit / "1_ingest.ipynb").unlink()
    assert verified(places, run).verdict == "fail"


def test_a_trace_says_when_the_rows_were_deleted_and_keeps_figure_formula_and_code(places):
    deleted(places)
    with Tracer(sealed(places, "2024-01-15")) as tracer:
        lines = list(in_words(tracer.trace("CP03-P177.change")))
    text = "\n".join(lines)
    assert "rows 2: deleted on 24 November 2026 by the records manager: Kept for three years" in text
    assert "value - reference" in text and "changes(report, figures)" in text
    assert "returns/2023-11-30_published-report.csv" in text and "CP03-P177" in text


def test_a_stored_copy_that_something_else_needs_stays_and_the_record_says_why(places):
    other = places.data / "borders" / "returns" / "2024-02-01_same-again.csv"
    shutil.copyfile(places.data / "borders" / LATE, other)
    record = deleted(places)
    assert record.store == "kept, because the same content is also borders/returns/2024-02-01_same-again.csv"
    assert (places.restricted / "store" / record.sha256[:2] / record.sha256).is_file()
    assert hashlib.sha256(other.read_bytes()).hexdigest() == record.sha256
    run = sealed(places, "2024-01-15")
    assert verified(places, run).verdict == "inconclusive"
    with Tracer(run) as tracer:
        assert "deleted on" in "\n".join(in_words(tracer.trace("CP03-P177.value")))


def test_a_run_that_is_made_while_the_command_asks_is_not_left_with_the_rows(places, tmp_path):
    published = sealed(places, "2024-01-15").published
    shutil.move(published, tmp_path / "not yet made")
    command = command_of("dispose", "borders", LATE, "--data", places.data, "--outputs", places.outputs, "--role", "the records manager", "--reason", "Kept.")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as asks:
        told = ""
        while "for good?" not in told:
            told += (read := asks.stdout.read(1))
            assert read, told
        shutil.move(tmp_path / "not yet made", published)
        _, why = asks.communicate("y\n")
    assert (asks.returncode, "a run was made while you were asked" in why) == (3, True), why
    assert (places.data / "borders" / LATE).is_file() and disposals(places.restricted) == []


def test_the_command_asks_refuses_names_that_are_not_there_and_keeps_its_record(places):
    def asked(file, *more, answer="n\n"):
        where = (
            "--data",
            places.data,
            "--outputs",
            places.outputs,
            "--role",
            "the records manager",
            "--reason",
            "Kept.",
        )
        return report_here("dispose", "borders", file, *where, *more, answer=answer)

    wrong = asked("returns/2024-01-15_recounts.csv")
    assert (wrong.returncode, f"Did you mean {LATE}?" in wrong.stderr) == (1, True), wrong.stderr
    refused = asked(LATE)
    assert (refused.returncode, "Nothing was deleted." in refused.stdout) == (3, True), refused.stderr
    assert (places.data / "borders" / LATE).is_file() and disposals(places.restricted) == []
    done = asked(LATE, "--yes")
    assert done.returncode == 0 and "Deleted. The record: " in done.stdout, done.stderr
    assert not (places.data / "borders" / LATE).exists() and len(disposals(places.restricted)) == 1
    again = asked(LATE, "--yes")
    assert (again.returncode, "no received file has this name" in again.stderr) == (1, True)
