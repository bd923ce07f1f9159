"""Case columns: what the cells of a column of records say, with every cell that says nothing usable named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.clocks import LOCAL, NoSuchMoment, day_of, time_of
from pipeline.core.faults import TOLD, Fault, nearest
from pipeline.core.unseen_characters import first_unseen
from pipeline.definitions.case_tables import CASES_FILE, CaseTable, Column
from pipeline.definitions.lookups import read_lookups
from pipeline.files.cell_values import SINGLE, cell_number, cell_text
from pipeline.files.identifiers import not_an_identifier, rounded
from pipeline.files.personal_data import KINDS, are_codes, born, day_in, kinds_in
from pipeline.files.sheet_tables import AsTheyStand, DifferentCells
from pipeline.files.toml_files import Named

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
AS_TEXT = "Format the column as text before the numbers are put in, and save it again."
WITHHELD = "Its cell is not quoted, because the column is personal."
PSEUDONYM = re.compile(r"[0-9a-f]{32}", re.ASCII)  # reporting/folders/pseudonyms.py
DATED = ("date", "time", "month")
EXPECTED = {
    "text": "a text",
    "category": "one of the declared values",
    "date": "a day such as 2025-06-30 or 30/06/2025, and nothing behind it but a time",
    "time": "a day with the time such as 2025-06-30 14:05, 2025-06-30T14:05:00Z or 2025-06-30T14:05+01:00",
    "month": "a month such as 2025-06",
    "number": "a number without unit",
}


class _Unreadable(ValueError):
    """A cell that says nothing usable; the text says what is wrong, `action` what to do, worked out when it is asked for.

    `quotes`: what of the cell is told behind it.
    """

    def __init__(self, what: str, expected: str, action: str | Callable[[], str] = "", quotes: str = ""):
        super().__init__(what)
        self.expected, self.action, self.quotes = expected, (lambda: action) if isinstance(action, str) else action, quotes


@dataclass(frozen=True)
class Reading:
    """How the cells of a column are read: as it is declared, in which time zone, whether they tell rows apart, and from
    which day on their extract covers."""

    column: Column
    zone: str = LOCAL
    identifies: bool = False
    first_day: str = ""


def read_column(
    folder: Path, cells: DifferentCells, reading: Reading, numbers: np.ndarray, file: str, sheet: str, name: str
) -> tuple[pd.Series, list[Fault]]:
    """The cells as texts (days and times ISO), and a fault for each that cannot be read, at its row (`numbers`).

    Each different cell is read once, so that a hundred thousand rows cost little more than their different values.
    """
    column = reading.column
    known, faults = read_lookups(folder, column.lookups)
    if faults:
        return one_text("", len(numbers)), faults
    texts: list[str] = []
    wrong: dict[int, _Unreadable] = {}
    for at, (kind, cell) in enumerate(cells.looked_at):
        try:
            texts.append(_value(cell, kind, reading, known))
        except _Unreadable as error:
            texts.append("")
            wrong[at] = error
    if reading.identifies:
        cut = rounded(filter(None, texts))
        why = _Unreadable("a number that was rounded: all its digits beyond the fifteenth are 0", EXPECTED["text"], AS_TEXT)
        wrong |= {at: why for at, text in enumerate(texts) if text in cut}
    for told, row in enumerate(_rows_with(wrong, cells), start=1):
        at = int(cells.which[row])
        error = wrong[at]
        place = (file, sheet, int(numbers[row]), name)
        action = error.action() if told <= TOLD else ""  # no more of one kind are shown
        fault = Fault(f"{error}{error.quotes}", *place, cell_text(cells.looked_at[at][1]), error.expected, action)
        faults.append(_withheld(fault, error) if column.holds_a_person or column.pseudonym else fault)
    people = list(_people_in(cells, reading, numbers, Fault("", file, sheet, None, name))) if column.may_hold_anybody else []
    if people:  # nothing that is checked further may quote them
        return one_text("", len(numbers)), faults + people
    return _texts_of(["" if at in wrong else text for at, text in enumerate(texts)], cells), faults


def as_they_stand(column: Column) -> AsTheyStand | None:
    """Which texts of a column need not be looked at, because what is read is what stands there, and it is nobody's."""
    if column.kind != "text" or column.pattern or column.same_as or column.lookups or column.values:
        return None
    return _are_pseudonyms if column.pseudonym else are_codes


def _are_pseudonyms(texts: Any) -> np.ndarray:
    import pyarrow.compute as pc

    wanted = (pc.match_substring_regex(texts, pattern) for pattern in (f"^{PSEUDONYM.pattern}$", "[a-f]"))
    return pc.and_(*wanted).to_numpy(zero_copy_only=False)


def one_text(text: str, number: int) -> pd.Series:
    """The same text so many times."""
    import pyarrow as pa

    return _as_series(pa.repeat(pa.scalar(text, pa.large_string()), number))


def _texts_of(texts: Sequence[str], cells: DifferentCells) -> pd.Series:
    """What was read of each row, from what was read of each different cell."""
    import pyarrow as pa

    read = pa.concat_arrays([pa.array(one, pa.string()).cast(pa.large_string()) for one in (texts, cells.themselves)])
    return _as_series(read.take(pa.array(cells.which, pa.int64())))


def _as_series(texts: Any) -> pd.Series:
    return pd.Series(pd.StringDtype("pyarrow", na_value=np.nan).__from_arrow__(texts))


def _rows_with(those: Collection[int], cells: DifferentCells) -> Iterator[int]:
    """The rows (from 0) that have one of these different cells."""
    if those:
        sought = np.zeros(len(cells.looked_at) + len(cells.themselves), dtype=bool)
        sought[list(those)] = True
        yield from map(int, np.flatnonzero(sought[cells.which]))


def _withheld(fault: Fault, error: _Unreadable) -> Fault:
    """The fault without what stands in the cell; what to do about a pseudonym quotes nothing."""
    return replace(fault, what=str(error), found=None, action=fault.action if fault.what.startswith("no pseudonym") else WITHHELD)


def _people_in(cells: DifferentCells, reading: Reading, numbers: np.ndarray, place: Fault) -> Iterator[Fault]:
    """What the cells of a column that nobody declared personal hold of people, by their pattern; the first row of each kind.

    None of it is quoted.
    """
    texts = [cell_text(cell) if issubclass(kind, SINGLE) else "" for kind, cell in cells.looked_at]
    found = kinds_in(filter(None, texts), len(cells.themselves)) if reading.column.kind not in DATED else {}
    days = (day_in(text) for text in dict.fromkeys(texts))
    if alike := born((day for day in days if day), reading.first_day):
        found["date_of_birth"] = alike
    for kind, alike in found.items():
        known = set(alike)
        first = next(_rows_with([at for at, text in enumerate(texts) if text in known or day_in(text) in known], cells))
        action = (
            f'Declare personal = "{kind}" at the column, so that it is shown nowhere, or take the column out of {CASES_FILE}: what is not '
            'declared is not read. If it holds nothing of a person: personal = "none".'
        )
        what = f"personal data that nobody declared: {len(alike):,} different cells look like {KINDS[kind]}"
        yield replace(place, what=what, row=int(numbers[first]), action=action)


def names_of_no_row(folder: Path, tables: dict[str, CaseTable]) -> Iterator[Named]:
    """Names in `leave_out`, of which those that no row can have would leave out every row, or none, without a word."""
    for title, table in tables.items():
        for at, rule in enumerate(table.leave_out):
            for key, conditions in (("where", rule.where), ("where_not", rule.where_not)):
                for name, values in conditions.items():
                    keys = (title, "leave_out", at, key, name)
                    if possible := _possible(folder, table.columns[name]):
                        yield "a name that no row can have", CASES_FILE, keys, ".".join(map(str, keys)), filter(None, values), possible


def _possible(folder: Path, column: Column) -> set[str]:
    """The names that a column's cells can come to; none where that is not declared."""
    known, _ = read_lookups(folder, column.lookups)
    return set(column.categories) or {name for others in known.values() for name in others}


def _value(cell: object, kind: type, reading: Reading, known: dict[str, tuple[str, ...]]) -> str:
    column, text = reading.column, cell_text(cell)
    if not issubclass(kind, SINGLE):
        raise _Unreadable("not a text, number, day or time", EXPECTED[column.kind], "Export the column as text.")
    if not text:
        return _empty(column)
    if first_unseen(text, lines=column.kind == "text" and not reading.identifies):
        raise _Unreadable("a character that cannot be seen", EXPECTED[column.kind], "Delete it, or type the text again.")
    if reader := _READERS.get(column.kind):
        try:
            return reader(cell, text, reading.zone)
        except NoSuchMoment as error:
            raise _Unreadable(str(error), EXPECTED[column.kind]) from None
    if column.pseudonym and not PSEUDONYM.fullmatch(text):
        raise _Unreadable("no pseudonym, in a column that holds nothing else", "32 digits and letters from a to f", "Store the extract by `report receive`.")
    if column.pattern:
        match = re.fullmatch(column.pattern, text)
        if match is None:
            raise _Unreadable("the text has not the declared form", f"what matches {column.pattern}")
        text = match[1] or ""
    text = column.same_as.get(text, text)
    if column.lookups and text:
        text = _led_to(text, column, known)
    if not text:
        return _empty(column)
    if column.values and text not in column.categories:
        raise _Unreadable("not a declared value", f"one of {', '.join(column.values)}", lambda: nearest(text, column.values))
    if reading.identifies and not column.values:
        what, action = not_an_identifier(text, cell)
        if what:
            raise _Unreadable(what, "what tells one record, person or place from all others", action)
    return text


def _empty(column: Column) -> str:
    if column.optional or column.empty:
        return column.empty
    raise _Unreadable("the cell is empty", EXPECTED[column.kind])


def _led_to(text: str, column: Column, known: dict[str, tuple[str, ...]]) -> str:
    """What the lookups lead a name to."""
    others = known.get(text, ())
    files = " or ".join(lookup.file for lookup in column.lookups)
    if others == ("",):
        action = "Write there what it leads to, or declare it in same_as."
        raise _Unreadable("a name that leads to nothing", f"a name in {files}", action, f": {text}")
    if len(others) == 1:
        return others[0]
    if others:
        action = "Say in same_as, or in a lookup that is read before, which of them is meant."
        raise _Unreadable("a name that leads to several names", f"one name in {files}", action, f": {', '.join(others)}")
    raise _Unreadable(
        f"a name that is not in {files}", f"a name of the column {column.lookups[-1].from_column}",
        lambda: f"{nearest(text, known)} Declare it in same_as, or in a lookup of its own.", f": {text}",
    )  # fmt: skip


def _month(cell: object, text: str) -> str:
    if isinstance(cell, (date, datetime)) or not _MONTH.fullmatch(text):
        raise _Unreadable("not a month", EXPECTED["month"])
    return f"{text}-01"


def _number(cell: object) -> str:
    number, wrong = cell_number(cell)
    if wrong:
        raise _Unreadable(wrong, EXPECTED["number"])
    return cell_text(number)


# What a cell says, from the cell, its text and the time zone of its table.
_READERS: dict[str, Callable[[object, str, str], str]] = {
    "date": lambda cell, _, zone: day_of(cell, zone), "time": lambda cell, _, zone: time_of(cell, zone),
    "month": lambda cell, text, _: _month(cell, text), "number": lambda cell, *_: _number(cell),
}  # fmt: skip
