"""Case columns: what the cells of a column of records say, with every cell that says nothing usable named."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import pandas as pd

from pipeline.case_tables import Column, Lookup
from pipeline.cells import cell_number, cell_text
from pipeline.faults import Fault, nearest, unseen
from pipeline.spreadsheets import read_cells

# Faults of one kind in one column are told up to this many; a wrong column would otherwise fill the screen.
TOLD = 20
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_TIME = re.compile(r"[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?Z?", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
EXPECTED = {
    "text": "a text",
    "category": "one of the declared values",
    "date": "a day such as 2025-06-30 or 30/06/2025",
    "time": "a day with the time such as 2025-06-30 14:05",
    "month": "a month such as 2025-06",
    "number": "a number without unit",
}


class _Unreadable(ValueError):
    """A cell that says nothing usable; the text says what is wrong, `action` what to do."""

    def __init__(self, what: str, expected: str, action: str = ""):
        super().__init__(what)
        self.expected, self.action = expected, action


def read_column(
    folder: Path, cells: pd.Series, column: Column, numbers: pd.Series, file: str, sheet: str, name: str
) -> tuple[pd.Series, list[Fault]]:
    """The cells as texts (days and times ISO), and a fault for each that cannot be read, at its row (`numbers`).

    Each different cell is read once, so that a hundred thousand rows cost little more than their different values.
    """
    faults: list[Fault] = []
    try:
        known = _lookup(folder, column.lookup) if column.lookup else {}
    except _Unreadable as error:
        return pd.Series("", index=cells.index), [Fault(str(error), file=column.lookup.file, expected=error.expected)]
    read: dict[tuple[type, object], str] = {}
    wrong: dict[tuple[type, object], _Unreadable] = {}
    keys = [(type(cell), cell) for cell in cells]
    for key in dict.fromkeys(keys):
        try:
            read[key] = _value(key[1], column, known)
        except _Unreadable as error:
            read[key], wrong[key] = "", error
    told = 0
    for at, key in enumerate(keys):
        error = wrong.get(key)
        if error is None:
            continue
        told += 1
        if told <= TOLD:
            place = (file, sheet, int(numbers.iloc[at]), name)
            faults.append(Fault(str(error), *place, cell_text(key[1]), error.expected, error.action))
    if told > TOLD:
        what = f"{told - TOLD} more cells of this column cannot be read"
        faults.append(Fault(what, file=file, sheet=sheet, column=name, expected=EXPECTED[column.kind]))
    for key in read:
        faults += unseen(read[key], file, sheet, None, name)
    return pd.Series([read[key] for key in keys], index=cells.index, dtype="str"), faults


def _value(cell: object, column: Column, known: dict[str, str]) -> str:
    text = cell_text(cell)
    if not text:
        if column.optional or column.empty:
            return column.empty
        raise _Unreadable("the cell is empty", EXPECTED[column.kind])
    reader = _READERS.get(column.kind)
    if reader:
        return reader(cell, text)
    if column.pattern:
        match = re.fullmatch(column.pattern, text)
        if match is None:
            raise _Unreadable("the text has not the declared form", f"what matches {column.pattern}")
        text = match[1]
    text = column.same_as.get(text, text)
    if column.lookup:
        if text not in known:
            action = f"{nearest(text, known)} Declare it in same_as, or correct the lookup."
            raise _Unreadable(
                f"not in {column.lookup.file}", f"a name of the column {column.lookup.from_column}", action
            )
        text = known[text]
    if column.values and text not in column.categories:
        raise _Unreadable("not a declared value", f"one of {', '.join(column.values)}", nearest(text, column.values))
    return text


def _day(cell: object, text: str) -> str:
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()[:10]
    match = _DAY.fullmatch(text.split("T")[0]) if isinstance(cell, str) else None
    if match is None:
        raise _Unreadable("not a day", EXPECTED["date"])
    return _iso(match)


def _time(cell: object, text: str) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat()[:16]
    match = _DAY.match(text) if isinstance(cell, str) else None
    clock = _TIME.fullmatch(text, match.end()) if match else None
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        raise _Unreadable("not a day with a time", EXPECTED["time"])
    return f"{_iso(match)}T{int(clock[1]):02d}:{clock[2]}"


def _iso(match: re.Match) -> str:
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise _Unreadable("there is no such day", EXPECTED["date"]) from None


def _month(cell: object, text: str) -> str:
    if isinstance(cell, (date, datetime)) or not _MONTH.fullmatch(text):
        raise _Unreadable("not a month", EXPECTED["month"])
    return f"{text}-01"


def _number(cell: object, text: str) -> str:
    number, wrong = cell_number(cell)
    if wrong:
        raise _Unreadable(wrong, EXPECTED["number"])
    return cell_text(number)


_READERS: dict[str, Callable[[object, str], str]] = {"date": _day, "time": _time, "month": _month, "number": _number}


def _lookup(folder: Path, lookup: Lookup) -> dict[str, str]:
    path = (folder / lookup.file).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise _Unreadable("the lookup is missing", "a file of the report's folder")
    return _read_lookup(path, lookup.file, lookup.sheet, lookup.from_column, lookup.to, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _read_lookup(path: Path, name: str, sheet: str, key: str, to: str, changed: int) -> dict[str, str]:
    _, cells, faults = read_cells(path, name, sheet)
    if faults:
        raise _Unreadable(faults[0].what, "a readable table")
    header = [cell_text(cell) for cell in cells[0]] if cells else []
    if key not in header or to not in header:
        raise _Unreadable("a column of the lookup is missing", f"{key} and {to}, found {', '.join(header)}")
    pairs = [(cell_text(row[header.index(key)]), cell_text(row[header.index(to)])) for row in cells[1:]]
    found: dict[str, str] = {}
    for one, other in pairs:
        if found.setdefault(one, other) != other:
            raise _Unreadable(f"the lookup names {one} twice, differently", "one name for each")
    return found
