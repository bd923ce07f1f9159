"""What the check of an edition reads by itself: days in workbooks, described returns and Parquet, beside what wrote them."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from workbooks import write_workbook

from pipeline.auditing.edition_check.case_rows import day_read
from pipeline.auditing.edition_check.workbook_days import day_text, is_day_format
from pipeline.auditing.edition_check.workbooks import read_ods, read_xlsx
from pipeline.case_columns import _READERS
from pipeline.cells import cell_text
from pipeline.spreadsheets import read_cells

DAYS = [date(2025, 6, 30), datetime(2025, 6, 30, 14, 5), datetime(2025, 6, 30, 23, 59, 59), date(1901, 1, 1), "30/06/2025", "2025-06"]


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
        assert day_read(found[at][0], kind) == _READERS[kind](cell, cell_text(cell))
    assert [row[0] for row in found[len(days) :]] == [cell_text(row[0]) for row in cells[len(days) :]]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.datetimes(datetime(1900, 3, 2), datetime(2200, 1, 1)), min_size=1, max_size=8))
def test_any_day_and_time_that_a_workbook_holds_is_read_to_its_minute(days):
    days = [day.replace(second=0, microsecond=0) + timedelta(seconds=7) for day in days]
    book, content = Workbook(), io.BytesIO()
    for at, day in enumerate(days, start=1):
        book.active.cell(at, 1, day)
    book.save(content)
    found = read_xlsx(content.getvalue(), "")
    assert [day_read(row[0], "time") for row in found] == [day.isoformat()[:16] for day in days]
