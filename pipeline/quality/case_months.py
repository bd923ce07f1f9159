"""Months of extracts: how many records each extract brought of each month, held against what is known of the table.

A file that lost records is as present as a whole one. What gives it away is that it brings far fewer of a month than the
months around it have, or than what it replaces had; that far fewer of its records count; or that a column is empty
that others fill.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

import pandas as pd

from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.report import Report
from pipeline.files.record_table import RecordTable
from pipeline.files.sql_names import quoted
from pipeline.received.placed_records import NOT_WHOLE, SUPERSEDED, UNREAD

NEIGHBOURS = 6  # months of the same table, the nearest in time; fewer would follow a single odd one
CHANCE = 0.01  # what would come by chance as seldom as this is worth a look; a hundred months bring one
LOST = 3  # records that a replacement may lack without a word: somebody withdrew them
COLUMNS = [
    "file", "sheet", "row", "cells", "indicator", "records", "counting", "days", "expected_records", "expected_counting",
    "replaced", "empty_columns", "as_many_as_around", "as_many_as_replaced", "as_many_count",
]  # fmt: skip


@dataclass
class _Month:
    """A month of an extract, with the days of it that no later extract covers."""

    file: str
    sheet: str
    table: str
    part: str
    month: str
    days: set[str]
    records: int = 0
    counting: int = 0
    replaced: int = 0
    filled: dict[str, int] = field(default_factory=dict)

    @property
    def place(self) -> int:
        year, month = map(int, self.month.split("-"))
        return year * 12 + month

    @property
    def is_mostly_there(self) -> bool:
        return len(self.days) * 2 >= calendar.monthrange(*map(int, self.month.split("-")))[1]


def extract_months(report: Report, records: RecordTable, extracts: pd.DataFrame) -> pd.DataFrame:
    """One row per extract and month that it is still the newest of: COLUMNS.

    `cells` names the month (`month:2025-05`); `row` is 0, because no single row is meant. Records that a rule leaves out
    were brought all the same: `records` has them, `counting` has not. An extract that states that it has none is not here.
    """
    standing = list(_standing(extracts))
    known = _count(standing, records, report.case_tables)
    rows = []
    for own in (one for one in standing if one.file in known):
        around = _around(own, standing)
        (all_of_them, few), (counting, few_count) = (_held_against(own, around, name) for name in ("records", "counting"))
        lost = own.replaced - own.records
        rows.append((
            own.file, own.sheet, 0, f"month:{own.month}", own.table, own.records, own.counting, len(own.days),
            round(all_of_them), round(counting), own.replaced, _emptied(own, around),
            not few, not (lost >= LOST and own.records * 2 < own.replaced), few or not few_count,
        ))  # fmt: skip
    flags = ("as_many_as_around", "as_many_as_replaced", "as_many_count")
    return pd.DataFrame(rows, columns=COLUMNS).astype({"row": "int64"} | dict.fromkeys(flags, object))


def _standing(extracts: pd.DataFrame) -> Iterator[_Month]:
    for _, own in extracts.groupby(["table", "part"], sort=False):
        covered: set[str] = set()
        for one in own.sort_values(["received", "file"], ascending=False).itertuples():
            days = set(_days(one.first_day, one.last_day)) - covered
            covered |= days
            for month in sorted({day[:7] for day in days}):
                here = {day for day in days if day.startswith(month)}
                yield _Month(one.file, one.sheet, one.table, one.part, month, here)


def _days(first: str, last: str) -> Iterator[str]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return ((start + timedelta(days=ahead)).isoformat() for ahead in range((end - start).days + 1))


def _count(standing: Sequence[_Month], records: RecordTable, tables: Mapping[str, CaseTable]) -> set[str]:
    """How many records each month of an extract has, counts and fills, and how many were replaced on its days; the files with any."""
    months = {(one.file, one.month): one for one in standing}
    known = set()
    whole = [NOT_WHOLE, UNREAD]
    for table, declared in tables.items():
        columns = _may_be_empty(declared)
        filled = "".join(f", count(*) filter (where {quoted(name)} not in ('', ?))" for name in columns)
        rows = records.ask(
            f"select file, left(day, 7), count(*), count(*) filter (where left_out = ''){filled} from records "
            'where "table" = ? and left_out not in (?, ?, ?) group by all',
            [*(declared.columns[name].empty for name in columns), table, *whole, SUPERSEDED],
        )
        for file, month, number, counting, *by_column in rows.fetchall():
            known.add(file)
            if own := months.get((file, month)):
                own.records, own.counting = number, counting
                own.filled = {name: number for name, number in zip(columns, by_column, strict=True) if number}
    replaced: dict[tuple[str, str, str], dict[str, dict[str, int]]] = {}
    query = 'select "table", part, left(day, 7), file, day, count(*) from records where left_out = ? group by all'
    for *place, file, day, number in records.ask(query, [SUPERSEDED]).fetchall():
        known.add(file)
        replaced.setdefault(tuple(place), {}).setdefault(file, {})[day] = number
    for one in standing:
        files = replaced.get((one.table, one.part, one.month), {})
        one.replaced = max((sum(number for day, number in days.items() if day in one.days) for days in files.values()), default=0)
    return known


def _may_be_empty(table: CaseTable) -> list[str]:
    """Columns that say what a record is. Days and times may be empty because something has not happened yet."""
    return [
        name for name, column in table.columns.items()
        if column.kind in ("text", "category") and (column.optional or column.empty)
    ]  # fmt: skip


def _around(own: _Month, standing: Sequence[_Month]) -> list[_Month]:
    """The months of the same table and part that are nearest in time, of which at least a half was covered."""
    others = [
        one for one in standing
        if (one.table, one.part) == (own.table, own.part) and one.month != own.month and one.is_mostly_there
    ]  # fmt: skip
    return sorted(others, key=lambda one: (abs(one.place - own.place), one.place))[:NEIGHBOURS]


def _held_against(own: _Month, around: Sequence[_Month], name: str) -> tuple[float, bool]:
    """How many there would be if there were as many a day as around it, and whether there are far fewer.

    Far fewer: not half as many as in the month in the middle, and so few as by chance (Poisson) would come less than once
    in a hundred months, even if there usually were no more than in the weakest of the months around (where there are
    more than two, the weakest but one, as that may have lost records itself). Numbers that go up and down are so left alone.
    """
    rates = sorted(getattr(one, name) / len(one.days) for one in around)
    if not rates:
        return 0.0, False
    usual, weak = (len(own.days) * rate for rate in (median(rates), rates[len(rates) > 2]))
    number = getattr(own, name)
    return usual, number * 2 < usual and _chance_of_at_most(number, weak) < CHANCE


def _chance_of_at_most(number: int, expected: float) -> float:
    if not expected:
        return 1.0
    return sum(
        math.exp(count * math.log(expected) - expected - math.lgamma(count + 1)) for count in range(number + 1)
    )


def _emptied(own: _Month, around: Sequence[_Month]) -> str:
    """The columns in which no record has anything, where by the months around it some of so many would."""
    found = []
    if not own.is_mostly_there:
        return ""
    for column in dict.fromkeys(name for one in around for name in one.filled):
        shares = [one.filled.get(column, 0) / one.records for one in around if one.records]
        if own.records and not own.filled.get(column) and (1 - median(shares)) ** own.records < CHANCE:
            found.append(column)
    return ", ".join(found)
