"""Sheet tables: a table with its headings in the first row, read from csv, a workbook or Parquet with the same guards.

Returns in our own layout, extracts, Notes sheets, trackers and lookups are all read here, so that what is refused in one
is refused in all: rows that do not fit the headings, headings that are missing, empty or there twice, and cells of which
the sheet shows something else than they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from pipeline.core.faults import Fault, suggestion
from pipeline.files.cell_guards import Kind, cell_faults, heading, is_error, merged_faults, not_a_name
from pipeline.files.cell_marks import Marks
from pipeline.files.cell_values import SINGLE, cell_text, column_letters, words
from pipeline.files.spreadsheets import read_sheet


class Corrects(Protocol):
    """What mends known errors of a table before it is looked at (received.corrector.Corrector)."""

    def correct(
        self, name: str, sheet: str, cells: Sequence[Sequence[object]], *, named: bool = True, ours: Mapping[str, str] | None = None
    ) -> tuple[list[list[object]], set[int], set[tuple[int, int]]]:
        """The cells as they are to be read, the rows that are left out, and the corrected cells (row, column from 1)."""

    def corrects(self, name: str) -> bool:
        """Whether something of this file is to be corrected."""


AsTheyStand: TypeAlias = Callable[[Any], Any]  # of an Arrow array of texts: which of them need not be looked at, as booleans
_ANSWER = "Ask the sender for it again."


@dataclass(frozen=True)
class ReadColumn:
    """A column that is read: the name that its faults bear, and what is read from it. `known` are texts that a number may be."""

    name: str
    kind: Kind
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DifferentCells:
    """The cells of a column, each different one once.

    looked_at   the type and the cell, or what Python calls it where it holds more than one value
    which       of each row, which cell it has (from 0); those of `themselves` come behind those that are looked at
    themselves  an Arrow array of the texts of which it is known that they are read as they stand
    """

    looked_at: Sequence[tuple[type, Any]]
    which: Any
    themselves: Any = ()


@dataclass(frozen=True)
class SheetTable:
    """A table as it stands in its sheet.

    name       the file as faults say it; `sheet` is empty for csv and Parquet
    header     the headings, each in one line, empty where a column has none
    rows       the number of every row with something in it that fits the headings, and its cells
    misfits    the rows that do not fit the headings: their faults are told, and nothing is read from them
    left_out   the rows that a correction leaves out
    """

    name: str = ""
    sheet: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[int, Sequence[object]], ...] = ()
    misfits: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()
    marks: Marks = field(default_factory=Marks)

    def place(self, row: int | None = None, column: str = "") -> Fault:
        """A fault without its words, at a place of the table."""
        return Fault("", self.name, self.sheet, row, column)

    def places(
        self, wanted: Mapping[str, Sequence[str]], optional: Iterable[str] = (), others: bool = False
    ) -> tuple[dict[str, int], list[Fault]]:
        """Where each wanted column stands (from 0), by its headings, and the fault of one that is missing or there twice.

        `others`: the table may have other columns, and one of them may be the wanted one misspelt.
        """
        found, faults, optional = {}, [], set(optional)
        for name, headings in wanted.items():
            there = [at for at, text in enumerate(self.header) if text and text in map(heading, headings)]
            if len(there) == 1:
                found[name] = there[0]
            elif there:
                what, told = "the column is there twice", ", ".join(column_letters(at + 1) for at in there)
                faults.append(replace(self.place(1, name), what=what, found=told, expected="one column of this name"))
            elif name not in optional:
                near = suggestion(headings[0], filter(None, self.header)) if others else ""
                action = near or "Add it; its name stands in the first row."
                expected = " or ".join(headings) if tuple(headings) != (name,) else ""
                faults.append(
                    replace(self.place(1, name), what="a column is missing", expected=expected, action=action)
                )
        return found, faults

    def unknown(self, known: Sequence[str], passed: str = "") -> list[Fault]:
        """The faults of headings that nobody knows; those that start with `passed` are for whoever fills in the table."""
        return [
            replace(self.place(1, column_letters(at + 1) if self.sheet else ""), what="unknown column", found=text,
                    expected="one of " + ", ".join(known), action=suggestion(text, known))
            for at, text in enumerate(self.header)
            if text and text not in known and not (passed and text.startswith(passed))
        ]  # fmt: skip

    def cells(self, at: int, kind: Kind = "prose") -> list[object]:
        """What stands in a column (from 0), row by row."""
        cells = [row[at] if at < len(row) else "" for _, row in self.rows]
        if kind != "name":
            return cells
        known = {cell: words(cell) for cell in {cell for cell in cells if cell.__class__ is str}}
        return [known[cell] if cell.__class__ is str else cell for cell in cells]

    @property
    def row_numbers(self) -> Any:
        """The number of every row, as `rows` has them."""
        import numpy as np  # what reads no records has no use for it

        return np.array([number for number, _ in self.rows], dtype=np.int64)

    def different(self, at: int, one_line: bool = False, as_they_stand: AsTheyStand | None = None) -> DifferentCells:
        """The cells of a column (from 0), each different one once, in one line or as it is."""
        import numpy as np

        cells = self.cells(at, "name" if one_line else "prose")
        keys = [(cell.__class__, cell if isinstance(cell, SINGLE) else repr(cell)) for cell in cells]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        return DifferentCells([*numbers], np.fromiter(map(numbers.__getitem__, keys), np.int64, len(keys)))

    @staticmethod
    def cell(row: Sequence[object], at: int, kind: Kind) -> object:
        """What stands in a row and column; a name in one line, however it was broken or spaced."""
        cell = row[at] if at < len(row) else ""
        return words(cell) if kind == "name" and cell.__class__ is str else cell

    def guarded(self, columns: Mapping[int, ReadColumn]) -> list[Fault]:
        """The faults of the sheet, its rows and the cells in the columns that are read (by their places from 0)."""
        return [
            *self._hidden(columns),
            *self._hidden_rows(),
            *self._merged(columns),
            *self._cells(columns),
        ]

    def _hidden(self, columns: Mapping[int, ReadColumn]) -> Iterator[Fault]:
        action = "Show it and look at it, then save the file again under the date of that day."
        for at, column in columns.items():
            if at + 1 in self.marks.hidden_columns:
                yield replace(self.place(None, column.name), what="the column is hidden", action=action)
        if self.marks.hidden:
            yield replace(self.place(), what="the sheet is hidden", action=action)

    def _hidden_rows(self) -> Iterator[Fault]:
        for number in (1, *(number for number, _ in self.rows)) if self.marks.hidden_rows else ():
            if number in self.marks.hidden_rows:
                action = "Show it, or delete it if it does not count."
                yield replace(self.place(number), what="the row is hidden", action=action)

    def _merged(self, columns: Mapping[int, ReadColumn]) -> Iterator[Fault]:
        if self.marks.merged:
            rows = (1, *(number for number, _ in self.rows))
            yield from merged_faults(self.marks.merged, rows, (at + 1 for at in columns), self.place())

    def _cells(self, columns: Mapping[int, ReadColumn]) -> Iterator[Fault]:
        for at, column in columns.items():
            cells = self.cells(at)
            marked = set(self.marks.marked_rows(at + 1))
            texts = {cell for cell in cells if cell.__class__ is str}
            others = {(type(cell), cell) for cell in cells if cell.__class__ is not str and isinstance(cell, Hashable)}
            odd: set[tuple[type, Hashable]] = {(str, text) for text in texts if is_error(text)}
            odd |= {one for one in others if not_a_name(one[1], column.kind) and cell_text(one[1]) not in column.known}
            if 1 in marked:
                yield from cell_faults(self.marks, self.header[at], 1, at + 1, "prose", self.place(1, column.name))
            for (number, _), cell in zip(self.rows, cells, strict=True) if marked or odd else ():
                if number not in marked and (type(cell), cell) not in odd:
                    continue
                place = self.place(number, column.name)
                found = cell_faults(self.marks, cell, number, at + 1, column.kind, place)
                yield from found
                if not found and (type(cell), cell) in odd:
                    action = "Format the cell as text and type it again."
                    what, told = "stored as a number or date", cell_text(cell)
                    yield replace(place, what=what, found=told, expected="text", action=action)


def read_table(
    path: Path, name: str, sheet: str = "", corrector: Corrects | None = None, renamed: Mapping[str, str] | None = None
) -> tuple[SheetTable, list[Fault]]:
    """The table of a sheet and the faults of its shape; without any heading it is empty.

    `renamed`: what a heading of ours is called in the file. Corrections are applied before anything is looked at.
    """
    read, faults = read_sheet(path, name, sheet)
    sheet, cells, marks = read.name, read.rows, read.marks
    if faults:
        return SheetTable(name, sheet), faults
    if not any(cell_text(cell) for row in cells for cell in row):
        return SheetTable(name, sheet), [Fault("the file is empty", file=name, sheet=sheet, action=_ANSWER)]
    ours = {heading(theirs): column for column, theirs in (renamed or {}).items()}
    left_out: set[int] = set()
    if corrector:
        cells, left_out, corrected = corrector.correct(name, sheet, cells, ours=ours)
        marks = marks.without(corrected)
    header = [ours.get(heading(cell), heading(cell)) for cell in cells[0]]
    while header and not header[-1]:
        header.pop()
    place = Fault("", file=name, sheet=sheet)
    if separator := next((mark for mark in ";\t|" if len(header) == 1 and mark in cell_text(cells[0][0])), ""):
        action = "Save it again as CSV UTF-8 (comma delimited), or send the workbook itself."
        found = separator.replace("\t", "tab")
        what = "the columns are not separated by commas"
        return SheetTable(name, sheet), [replace(place, what=what, row=1, found=found, action=action)]
    numbered = [
        (number, row)
        for number, row in enumerate(cells[1:], start=2)
        if number not in left_out and any(cell_text(cell) for cell in row)
    ]
    shape = {
        number: fault for fault in _misfits(numbered, cells[0], header, place, path.suffix) if (number := fault.row)
    }
    fitting = tuple((number, row) for number, row in numbered if number not in shape)
    faults = [*_without_heading(header, fitting, place), *shape.values()]
    return SheetTable(name, sheet, tuple(header), fitting, frozenset(shape), frozenset(left_out), marks), faults


def _misfits(
    rows: Iterable[tuple[int, Sequence[object]]], first: Sequence[object], header: Sequence[str], place: Fault, suffix: str
) -> Iterator[Fault]:
    """The fault of every row with something beyond the last heading and, in csv, of one with fewer cells than the first row."""
    width = len(header)
    for number, row in rows:
        beyond = next((at for at in range(width, len(row)) if cell_text(row[at])), None)
        if beyond is not None:
            csv = suffix == ".csv"
            action = "Put quotes around texts with commas." if csv else "Give the column a heading, or empty the cell."
            column, found = ("", None) if csv else (column_letters(beyond + 1), cell_text(row[beyond]))
            yield replace(place, what="more cells than columns", row=number, column=column, found=found, action=action)
        elif suffix == ".csv" and len(row) < len(first):
            action = "Write every cell, also where it is empty, and put quotes around texts with line breaks."
            what, expected = "fewer cells than columns", f"{len(first)}, as in the first row"
            yield replace(place, what=what, row=number, found=str(len(row)), expected=expected, action=action)


def _without_heading(header: Sequence[str], rows: Sequence[tuple[int, Sequence[object]]], place: Fault) -> Iterator[Fault]:
    for at in (at for at, text in enumerate(header) if not text):
        filled = next((row for _, row in rows if at < len(row) and cell_text(row[at])), None)
        if filled is not None:
            what, action = "a column without a heading", "Give it a heading in the first row, or empty it."
            found = cell_text(filled[at])
            yield replace(place, what=what, row=1, column=column_letters(at + 1), found=found, action=action)
