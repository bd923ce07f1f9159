"""`report receive`: an extract is stored without what nobody declared, and with pseudonyms that only the secret makes."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from in_process import report_here
from support import COUNTED
from workbooks import write_workbook

from pipeline.core.faults import FaultsFound
from pipeline.received.source_records import read_record
from reporting.folders.pseudonyms import VARIABLE
from reporting.folders.receiving import receive

SECRET = "0123456789abcdef" * 4
TABLES = """
[referrals]
about = "One row a referral."
files = "referrals(-.*)?"
key = "id"
date = "referred"
person = "client"
publisher = "Made-up service"
licence = "Made up"
[referrals.columns]
id = { kind = "text" }
referred = { kind = "date" }
client = { kind = "text", from = "Client's name", pseudonym = true }
place = { kind = "category", values = ["north", "south"] }
"""
ROWS = [["id", "Client's name", "Telephone", "referred", "place"],
        ["1", "Jane Doe", "07700 900123", "2025-04-02", "north"],
        ["2", "John Roe", "07700 900124", "2025-05-02", "south"],
        ["3", "Jane Doe", "07700 900123", "2025-06-02", "north"]]  # fmt: skip
DAY, QUARTER = date(2025, 7, 14), (date(2025, 4, 1), date(2025, 6, 30))
STORED = "cases/2025-07-14_referrals.csv"


@pytest.fixture
def demo(folder, monkeypatch):
    """A report that counts the different people of its referrals."""
    monkeypatch.setenv(VARIABLE, SECRET)
    folder.declare_cases(TABLES)
    folder.define("A1", **COUNTED, aggregation="distinct", counted={"table": "referrals", "rule": "people"})
    folder.report("2025-26-Q1")
    return folder


def sent(demo, ending="csv", rows=ROWS, name="referrals"):
    path = demo.root / "sent" / f"{name}.{ending}"
    path.parent.mkdir(exist_ok=True)
    if ending == "csv":
        path.write_text("".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows), encoding="utf-8")
    elif ending == "parquet":
        pq.write_table(pa.Table.from_pandas(pd.DataFrame(rows[1:], columns=rows[0])), path)
    else:
        write_workbook(path, rows)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "parquet"])
def test_what_is_not_declared_is_not_stored_and_who_is_who_stays(demo, ending):
    file = sent(demo, ending)
    before = file.read_bytes()
    made = receive(demo.folder, file, DAY, "", QUARTER)
    stored = (demo.folder / STORED).read_text(encoding="utf-8")
    assert stored.splitlines()[0] == "id,Client's name,referred,place"
    everything = "".join(path.read_text(encoding="utf-8") for path in (demo.folder / "cases").rglob("*"))
    assert not any(text in everything for text in ("Doe", "Roe", "07700")) and file.read_bytes() == before
    assert len(list((demo.folder / "cases").iterdir())) == 2  # the extract and its record, nothing else
    jane = hmac.new(SECRET.encode(), b"pseudonym\0Jane Doe", "sha256").hexdigest()[:32]  # RFC 2104, cut as its section 5 allows
    assert [line.split(",")[1] for line in stored.splitlines()[1:]].count(jane) == 2
    assert demo.figures("2025-26-Q1")["A1.value"].value == 2
    record = read_record(demo.folder / STORED, STORED, DAY)[0]
    assert record.sha256 == hashlib.sha256(stored.encode()).hexdigest() == made.sha256
    assert (record.original.left_out, record.original.pseudonyms, record.publisher) == (("Telephone",), ("Client's name",), "Made-up service")
    assert made.original == hashlib.sha256(before).hexdigest() and made.original not in everything
    assert record.original.keyed == hmac.new(SECRET.encode(), b"file\0" + before, "sha256").hexdigest()[:32]


def test_a_heading_or_a_name_of_a_file_tells_the_terminal_nothing(demo):
    rows = [["id", "Client's name", "Tele\x1b[2Jphone\u202e", "referred", "place"], *ROWS[1:]]
    path = sent(demo, rows=rows, name="ref\x1b[31merrals")
    ended = report_here("receive", "demo", path, "--data", demo.root, "--received", str(DAY), "--covers", "2025-04-01..2025-06-30", "--name", "referrals")
    assert ended.returncode == 0 and (demo.folder / STORED).exists()
    assert "left out, because not declared: Tele\\x1b[2Jphone\\u202e" in ended.stdout
    assert "\x1b" not in ended.stdout and "\u202e" not in ended.stdout


def test_the_command_says_which_digest_is_of_what(demo):
    file = sent(demo, name="2025-07-14_referrals")
    ended = report_here("receive", "demo", file, "--received", "2025-07-14", "--covers", "2025-04-01..2025-06-30", "--data", demo.root)
    assert ended.returncode == 0 and f"{STORED}: 3 records, 4 columns" in ended.stdout
    stored, original = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (demo.folder / STORED, file))
    assert f"SHA-256 of what is stored, which stands in its record: {stored}" in ended.stdout
    assert f"SHA-256 of 2025-07-14_referrals.csv as it was received: {original}" in ended.stdout
    assert "left out, because not declared: Telephone" in ended.stdout and "is not kept here" in ended.stdout
    again = report_here("receive", "demo", file, "--received", "2025-07-14", "--covers", "2025-04-01..2025-06-30", "--data", demo.root)
    assert again.returncode == 1 and "an extract is never replaced" in again.stderr
    for wrong in (["--covers", "2025"], ["--received", "July"], ["--name", "../x"]):
        assert report_here("receive", "demo", file, *wrong, "--data", demo.root).returncode == 2


@pytest.mark.parametrize(
    ("rows", "secret", "what"),
    [
        ([*ROWS, ["4", "Jane Doe", "", "31 June 2025", "north"]], SECRET, "row 5, column referred"),
        ([*ROWS, ["4", "NULL", "", "2025-06-03", "north"]], SECRET, "row 5, column client: no identifier"),
        ([["id", "referred", "place"], ["1", "2025-06-03", "north"]], SECRET, "a column is missing"),
        (ROWS, "", f"the environment variable {VARIABLE} is not set"),
        (ROWS, "too short", f"the secret in {VARIABLE} is too short"),
    ],
)
def test_what_a_run_would_refuse_is_not_stored(demo, monkeypatch, rows, secret, what):
    monkeypatch.setenv(VARIABLE, secret)
    with pytest.raises(FaultsFound) as found:
        receive(demo.folder, sent(demo, rows=rows), DAY, "", QUARTER)
    assert what in str(found.value) and "Doe" not in str(found.value)
    assert not list((demo.folder / "cases").glob("*")) if (demo.folder / "cases").exists() else True


def test_a_column_of_pseudonyms_takes_nothing_else_and_those_of_one_secret(demo, monkeypatch):
    demo.receive_cases("2025-07-13_referrals", *map(",".join, ROWS), covers="2025-04-01, 2025-06-30")
    faults = demo.records(demo.report("2025-26-Q1")).faults
    assert [fault.row for fault in faults] == [2, 3, 4] and "no pseudonym" in str(faults[0]) and "Doe" not in str(faults[0])
    for path in (demo.folder / "cases").iterdir():
        path.unlink()
    receive(demo.folder, sent(demo), DAY, "", QUARTER)
    monkeypatch.setenv(VARIABLE, SECRET[::-1])
    receive(demo.folder, sent(demo), date(2025, 7, 15), "", QUARTER)
    (fault,) = demo.records(demo.report("2025-26-Q1")).faults
    assert fault.file == "cases/2025-07-15_referrals.csv" and "another secret" in fault.what


def test_the_record_beside_a_file_goes_along(demo):
    file = sent(demo)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.with_suffix(".source.toml").write_text(
        f'publisher = "Someone"\nlicence = "Terms"\nreceived = 2025-07-14\ncovers = [2025-04-01, 2025-06-30]\ngenerated = true\nrows = 3\nsha256 = "{digest}"\n',
        encoding="utf-8",
    )
    receive(demo.folder, file, DAY)
    record = read_record(demo.folder / STORED, STORED, DAY)[0]
    assert (record.publisher, record.generated, record.rows, record.covers) == ("Someone", True, 3, QUARTER)
    assert demo.records(demo.report("2025-26-Q1")).faults == []
