"""Case columns: what the cells of a column of records say, with every cell that says nothing usable named."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from pipeline.case_tables import CASES_FILE, CaseTable, Column
from pipeline.cells import cell_number, cell_text
from pipeline.faults import TOLD, Fault, nearest, unseen
from pipeline.lookups import read_lookups
from pipeline.toml_files import line_of

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
    """A cell that says nothing usable; the text says what is wrong, `action` what to do, worked out when it is asked for."""

    def __init__(self, what: str, expected: str, action: Callable[[], str] = str):
        super().__init__(what)
        self.expected, self.action = expected, action


def read_column(
    folder: Path, cells: pd.Series, column: Column, numbers: pd.Series, file: str, sheet: str, name: str
) -> tuple[pd.Series, list[Fault]]:
    """The cells as texts (days and times ISO), and a fault for each that cannot be read, at its row (`numbers`).

    Each different cell is read once, so that a hundred thousand rows cost little more than their different values.
    """
    known, faults = read_lookups(folder, column.lookups)
    if faults:
        return pd.Series("", index=cells.index), faults
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
        place = (file, sheet, int(numbers.iloc[at]), name)
        action = error.action() if told <= TOLD else ""  # no more of one kind are shown
        faults.append(Fault(str(error), *place, cell_text(key[1]), error.expected, action))
    for key in read:
        faults += unseen(read[key], file, sheet, None, name)
    return pd.Series([read[key] for key in keys], index=cells.index, dtype="str"), faults


def unknown_names(folder: Path, tables: dict[str, CaseTable]) -> list[Fault]:
    """Names in `leave_out` that no row can have: misspelt, they would leave out every row, or none, without a word."""
    faults = []
    for title, table in tables.items():
        for at, rule in enumerate(table.leave_out):
            for key, conditions in (("where", rule.where), ("where_not", rule.where_not)):
                for name, values in conditions.items():
                    possible = _possible(folder, table.columns[name])
                    place = (title, "leave_out", at, key, name)
                    text = (folder / CASES_FILE).read_text(encoding="utf-8")
                    faults += [
                        Fault("a name that no row can have", CASES_FILE, "", line_of(text, place), ".".join(map(str, place)),
                              value, action=nearest(value, possible))
                        for value in values if possible and value and value not in possible
                    ]  # fmt: skip
    return faults


def _possible(folder: Path, column: Column) -> set[str]:
    """The names that a column's cells can come to; none where that is not declared."""
    known, _ = read_lookups(folder, column.lookups)
    return set(column.categories) or {name for others in known.values() for name in others}


def _value(cell: object, column: Column, known: dict[str, tuple[str, ...]]) -> str:
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
    if column.lookups:
        text = _led_to(text, column, known)
    if column.values and text not in column.categories:
        raise _Unreadable("not a declared value", f"one of {', '.join(column.values)}", lambda: nearest(text, column.values))
    return text


def _led_to(text: str, column: Column, known: dict[str, tuple[str, ...]]) -> str:
    """What the lookups lead a name to."""
    others = known.get(text, ())
    files = " or ".join(lookup.file for lookup in column.lookups)
    if len(others) == 1:
        return others[0]
    if others:
        action = "Say in same_as, or in a lookup that is read before, which of them is meant."
        what = f"a name that leads to several names: {', '.join(others)}"
        raise _Unreadable(what, f"one name in {files}", lambda: action)
    raise _Unreadable(
        f"a name that is not in {files}: {text}", f"a name of the column {column.lookups[-1].from_column}",
        lambda: f"{nearest(text, known)} Declare it in same_as, or in a lookup of its own.",
    )  # fmt: skip


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
