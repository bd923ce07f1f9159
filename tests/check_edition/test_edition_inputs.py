"""What the check of an edition reads by itself: days in workbooks, described returns and Parquet, beside what wrote them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from small_editions import small_edition
from workbooks import write_workbook

from check_edition.case_rows import CaseRows, day_read
from check_edition.clocks import local_moment, when
from check_edition.findings import NotChecked, Wrong
from check_edition.parquet import read_parquet
from check_edition.snappy import unsnapped
from check_edition.workbook_days import day_text, is_day_format
from check_edition.workbooks import read_ods, read_xlsx
from pipeline.core import clocks
from pipeline.core.clocks import LOCAL
from pipeline.files.cell_values import cell_text
from pipeline.files.spreadsheets import read_cells
from pipeline.received.case_columns import _READERS

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


# Parquet


def as_the_pipeline_reads(path) -> list[list[str]]:
    """The table as texts, by pandas and pyarrow."""
    _, cells, faults = read_cells(path, path.name, "")
    assert faults == []
    return [[cell_text(cell) for cell in row] for row in cells]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\xa0"), max_size=12).map(str.strip)
CELLS = {
    "text": (pa.string(), st.one_of(TEXTS, st.sampled_from(["Housing", "Police", "Not given"]))),
    "long text": (pa.large_string(), TEXTS),
    "whole": (pa.int64(), st.integers(-(2**52), 2**52)),
    "small": (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    "never negative": (pa.uint32(), st.integers(0, 2**32 - 1)),
    "number": (pa.float64(), st.floats(-1e15, 1e15).map(lambda x: round(x, 6) + 0.0)),
    "yes or no": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates(date(1900, 1, 1), date(2200, 1, 1))),
    "seconds": (pa.timestamp("ms"), st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda x: x.replace(microsecond=0))),
    "moment": (pa.timestamp("us"), st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))),
    "money": (pa.decimal128(9, 2), st.integers(-10**6, 10**6).map(lambda x: Decimal(x) / 100)),
}  # fmt: skip


@st.composite
def tables(draw) -> pa.Table:
    """Some columns of some kinds with as many rows, and cells that are empty in some of them."""
    rows = draw(st.integers(0, 40))
    names = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5, unique=True))
    columns = {}
    for name in names:
        kind, cells = CELLS[name]
        own = cells if draw(st.booleans()) else st.one_of(st.none(), cells)
        values = draw(st.lists(own, min_size=rows, max_size=rows))
        columns[name] = pa.array(values, kind)
    return pa.table(columns)


@settings(max_examples=150, deadline=None)
@given(
    tables(),
    st.sampled_from(["snappy", "none", "gzip"]),
    st.sampled_from(["1.0", "2.0"]),
    st.booleans(),
    st.sampled_from([3, 10_000]),
)
def test_a_parquet_file_is_read_as_pandas_reads_it(tmp_path_factory, table, compression, pages, dictionary, group):
    path = tmp_path_factory.getbasetemp() / "drawn.parquet"
    pq.write_table(
        table, path, compression=compression, data_page_version=pages, use_dictionary=dictionary, row_group_size=group
    )
    assert read_parquet(path.read_bytes()) == as_the_pipeline_reads(path)


@pytest.mark.parametrize("size", [100, 70_000])
def test_a_long_parquet_file_of_pandas_is_read_with_its_copies_runs_and_pages(tmp_path, size):
    path = tmp_path / "long.parquet"
    columns = {
        "id": [f"case-{number:06}" for number in range(size)],
        "kind": [("Noise", "Litter", None, "Fire")[number // 7 % 4] for number in range(size)],
        "day": pd.date_range("2020-01-01", periods=size, freq="h"),
        "score": [None if number % 5 else number / 4 for number in range(size)],
        "closed": [number % 3 == 0 for number in range(size)],
    }
    table = pd.DataFrame(columns).astype({"kind": "category"})
    table.index = [f"row {number}" for number in range(size)]  # an index is no column
    table.to_parquet(path)
    assert read_parquet(path.read_bytes()) == as_the_pipeline_reads(path)


def test_days_of_pandas_with_a_zone_are_read_where_the_zone_is_named(tmp_path):
    path = tmp_path / "zone.parquet"
    pd.DataFrame({"at": [datetime(2025, 6, 30, 14, 5, tzinfo=UTC), None]}).to_parquet(path)
    assert read_parquet(path.read_bytes()) == as_the_pipeline_reads(path)
    pq.write_table(pa.table({"at": pa.array([datetime(2025, 6, 30)], pa.timestamp("us", tz="Europe/London"))}), path)
    with pytest.raises(NotChecked, match="time zone"):
        read_parquet(path.read_bytes())


@pytest.mark.parametrize(
    ("column", "compression", "told"),
    [
        (pa.array([[1, 2], [3]]), "snappy", "columns inside columns"),
        (pa.array([b"ab"]), "snappy", "neither texts nor numbers"),
        (pa.array([1, 2]), "zstd", "Zstandard"),
    ],
)
def test_what_is_not_read_is_named_and_nothing_is_guessed(tmp_path, column, compression, told):
    path = tmp_path / "other.parquet"
    pq.write_table(pa.table({"x": column}), path, compression=compression)
    with pytest.raises(NotChecked, match=told):
        read_parquet(path.read_bytes())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_parquet_file_that_is_cut_off_is_refused(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "cut.parquet"
    pq.write_table(pa.table({"x": ["a", "b", None], "y": [1, 2, 3]}), path)
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises((Wrong, NotChecked)):
        read_parquet(whole[:place] + whole[-8:] if data.draw(st.booleans()) else whole[:place])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([b"a", b"abc", b"abcabcabc", b"x" * 70, bytes(range(256))]), max_size=400).map(b"".join)
)
def test_what_snappy_packed_is_unpacked(content):
    assert unsnapped(pa.Codec("snappy").compress(content, asbytes=True)) == content


@pytest.mark.parametrize("packed", [b"\x04\x0cabc", b"\x04\x01\x05", b"\x03\x0cabcd", b"\x80"])
def test_damaged_snappy_is_refused(packed):
    with pytest.raises(IndexError):
        unsnapped(packed)


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


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "parquet"])
def test_the_same_records_are_read_from_every_kind_of_file(tmp_path, ending):
    path, table = tmp_path / f"records.{ending}", pd.DataFrame(RECORDS)
    rows = [list(table.columns), *[["" if pd.isna(cell) else cell for cell in one.values()] for one in RECORDS]]
    if ending == "csv":
        table.to_csv(path, index=False)
    elif ending == "parquet":
        table.to_parquet(path)
    else:
        write_workbook(path, rows)
    inputs = {"cases.toml": CASES, f"cases/2025-08-01_referrals.{ending}": path.read_bytes()}
    (own,) = CaseRows(small_edition(tmp_path, inputs)).as_of().values()
    assert [(one.row, one.day) for one in own] == [(2, "2025-06-30"), (3, "2025-07-02")]
    assert own[0].columns == {
        "id": "c1",
        "referred": "2025-06-30",
        "seen": "2025-07-01T14:05",
        "need": "Housing",
        "score": "4.5",
    }
    assert own[1].columns == {"id": "c2", "referred": "2025-07-02", "seen": "", "need": "Not given", "score": "3"}
