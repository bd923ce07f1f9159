"""What the check of an edition reads by itself: days in workbooks, times and records, beside what wrote them."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from small_editions import cited, record, said, small_edition
from workbooks import write_workbook

from check_edition.__main__ import facts
from check_edition.base.clocks import local_moment, when
from check_edition.checks import check_edition
from check_edition.files.workbook_days import day_text, is_day_format
from check_edition.files.workbooks import read_ods, read_xlsx
from check_edition.records.case_rows import CaseRows, day_read
from pipeline.core import clocks
from pipeline.core.clocks import LOCAL
from pipeline.files.cell_values import cell_text
from pipeline.files.spreadsheets import read_cells
from pipeline.received.case_columns import _READERS
from reporting.runs.edition_checked import not_checked

DAYS = [
    date(2025, 6, 30),
    datetime(2025, 6, 30, 14, 5),
    datetime(2025, 6, 30, 23, 59, 59),
    date(1901, 1, 1),
    "30/06/2025",
    "2025-06",
]


@pytest.mark.parametrize(
    ("stored", "from_1904", "day"),
    [
        ("45199", False, "2023-09-30"),  # =DATE(2023,9,30) in Excel
        ("43737", True, "2023-09-30"),  # the same day in a workbook that counts from 1904
        ("1", False, "1900-01-01"),
        ("61", False, "1900-03-01"),
        ("0", True, "1904-01-01"),
        ("45199.5", False, "2023-09-30 12:00:00"),
        ("45199.586805555555", False, "2023-09-30 14:05:00"),
    ],
)
def test_a_number_of_days_is_the_day_that_excel_shows(stored, from_1904, day):
    assert day_text(stored, from_1904=from_1904) == day


@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        ("dd/mm/yyyy", True), ("yyyy-mm-dd hh:mm", True), ("h:mm AM/PM", True), ("[$-809]d mmmm yyyy;@", True),
        ("General", False), ("0.0%", False), ('0" days"', False), ("[h]:mm", False), ("#,##0_);[Red](#,##0)", False), ("0\\d", False),
    ],
)  # fmt: skip
def test_a_format_says_whether_a_number_is_shown_as_a_day(code, is_day):
    assert is_day_format(code) is is_day


@pytest.mark.parametrize("epoch", [1900, 1904])
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_days_in_workbooks_are_read_as_the_pipeline_reads_them(tmp_path, ending, epoch):
    path = tmp_path / f"days.{ending}"
    if ending == "xlsx":
        book = Workbook()
        book.epoch = CALENDAR_MAC_1904 if epoch == 1904 else book.epoch
        days = [day for day in DAYS if epoch == 1900 or str(day) > "1904"]
        for at, day in enumerate(days, start=1):
            book.active.cell(at, 1, day)
        book.active.cell(len(days) + 1, 1, 45199)  # a number that is no day
        book.active.cell(len(days) + 2, 1, True)
        book.save(path)
    else:
        days = DAYS
        write_workbook(path, [[day] for day in [*days, 45199]])
    _, cells, _ = read_cells(path, path.name, "")
    found = (read_xlsx if ending == "xlsx" else read_ods)(path.read_bytes(), "")
    for at, day in enumerate(days):
        kind = "month" if day == "2025-06" else "time" if isinstance(day, datetime) else "date"
        cell = cells[at][0]
        assert day_read(found[at][0], kind) == _READERS[kind](cell, cell_text(cell), LOCAL)
    assert [row[0] for row in found[len(days) :]] == [cell_text(row[0]) for row in cells[len(days) :]]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.datetimes(datetime(1900, 3, 2), datetime(2200, 1, 1)), min_size=1, max_size=8))
def test_any_day_and_time_that_a_workbook_holds_is_read_to_its_second(days):
    days = [day.replace(second=0, microsecond=0) + timedelta(seconds=7) for day in days]
    book, content = Workbook(), io.BytesIO()
    for at, day in enumerate(days, start=1):
        book.active.cell(at, 1, day)
    book.save(content)
    found = read_xlsx(content.getvalue(), "")
    assert [day_read(row[0], "time") for row in found] == [day.isoformat()[:19] for day in days]


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)), st.sampled_from(["", "Z", "+01:00", "-0500", "+00"]),
    st.sampled_from(["Europe/London", "Asia/Tokyo"]), st.sampled_from(["milliseconds", "seconds", "minutes"]),
)  # fmt: skip
def test_times_with_and_without_offsets_are_told_alike_by_both_readers(moment, offset, zone, precision):
    written = moment.isoformat(" ", timespec=precision) + offset
    try:
        told = clocks.time_of(written, zone)
    except clocks.NoSuchMoment:
        return  # it was refused, so nothing is checked again
    assert local_moment(written, zone) == told
    assert when(told, zone).replace(tzinfo=None) == clocks.instant(told, zone)


# Records

CASES = """
[referrals]
files = "referrals.*"
key = "id"
date = "referred"
[referrals.columns]
id = { kind = "text" }
referred = { kind = "date" }
seen = { kind = "time", optional = true }
need = { kind = "category", values = ["Housing", "Police"], empty = "Not given" }
score = { kind = "number", optional = true }
"""
RECORDS = [
    {"id": "c1", "referred": date(2025, 6, 30), "seen": datetime(2025, 7, 1, 14, 5), "need": "Housing", "score": 4.5},
    {"id": "c2", "referred": date(2025, 7, 2), "seen": None, "need": None, "score": 3.0},
]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_same_records_are_read_from_every_kind_of_file(tmp_path, ending):
    path, table = tmp_path / f"records.{ending}", pd.DataFrame(RECORDS)
    rows = [list(table.columns), *[["" if pd.isna(cell) else cell for cell in one.values()] for one in RECORDS]]
    if ending == "csv":
        table.to_csv(path, index=False)
    else:
        write_workbook(path, rows)
    inputs = {"cases.toml": CASES, f"cases/2025-08-01_referrals.{ending}": path.read_bytes()}
    own = CaseRows(small_edition(tmp_path, inputs)).as_of("referrals")
    assert [(one.row, one.day) for one in own] == [(2, "2025-06-30"), (3, "2025-07-02")]
    assert own[0].columns == {
        "id": "c1",
        "referred": "2025-06-30",
        "seen": "2025-07-01T14:05",
        "need": "Housing",
        "score": "4.5",
    }
    assert own[1].columns == {"id": "c2", "referred": "2025-07-02", "seen": "", "need": "Not given", "score": "3"}


def test_figures_that_rest_on_a_parquet_file_are_told_as_not_counted_again_and_others_are_checked(tmp_path):
    table = pd.DataFrame(RECORDS)
    table.to_parquet(tmp_path / "records.parquet")
    content, file, text = (tmp_path / "records.parquet").read_bytes(), "cases/2025-08-01_referrals.parquet", "indicator,period,basis,value\nB1,2025-26-Q1,quarter,7\n"
    counted = record("A1.value", period="2025-26-Q1", value=2, rows=[cited(file, content, 2, 3, column="id")], method_parts=said("counted", rule="rows", table="referrals"))
    received = record("B1.value", indicator="B1", period="2025-26-Q1", value=7, rows=[cited("returns/2025-08-01_a.csv", text, 2)])
    defined = '[A1]\nunit = "count"\ncounted = { table = "referrals", rule = "rows" }\n[B1]\nunit = "count"\n'
    inputs = {"cases.toml": CASES, file: content, "returns/2025-08-01_a.csv": text, "indicators.toml": defined, "report.toml": ""}
    empty = {"exclusions": "file,sheet,row,use\n", "verdicts": "verdict\n"}
    edition = small_edition(tmp_path, inputs, [counted, received], period="2025-26-Q1", tables=empty)
    findings = check_edition(edition)
    told = "Parquet files are not read here, and no figure that rests on one is counted again"
    assert findings.unchecked["value", told] == 1 and findings.unchecked["rows accounted for", told] == 1
    assert findings.checked["value"] == 1, findings.faults
    assert f"is not checked whole: 1 × value: {told}" in list(not_checked(facts(edition, findings)))  # as a run tells it
