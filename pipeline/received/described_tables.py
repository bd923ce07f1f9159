"""Described tables: where the table of a `[[layout]]` stands on its sheet: its rows, and its columns by their headers."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.core.faults import Fault, nearest
from pipeline.definitions.return_layouts import CellNote, Column, Layout
from pipeline.files.cell_guards import value_faults
from pipeline.files.cell_marks import Marks, Merged
from pipeline.files.cell_values import column_letters, words


@dataclass(frozen=True)
class Placed:
    """A column of the sheet with what it stands for; `header` is its text there, `notes` the described notes on it."""

    number: int
    header: str
    about: Column
    notes: tuple[CellNote, ...] = ()

    @property
    def letters(self) -> str:
        return column_letters(self.number)

    def says(self, key: str) -> str:
        """What the column says of every value in it: its indicator, category, period or basis; empty if nothing."""
        return self.about.filled(getattr(self.about, key), self.header)


class DescribedTable:
    """One described table of a sheet while it is read. `faults` gathers what is wrong with it.

    Cells are named by row and column, both numbers from 1.
    """

    def __init__(self, layout: Layout, cells: Sequence[Sequence], marks: Marks, name: str, sheet: str):
        self.layout, self.cells, self.marks, self.name, self.sheet = layout, cells, marks, name, sheet
        width = max(map(len, cells), default=0)
        self.columns = [number for number in layout.column_range if number <= width]
        self.faults: list[Fault] = []
        self.noted: set[str] = set()  # the cells with a note that were read
        self.is_whole = True  # whether its end and all described columns are there

    def fault(self, what: str, row: int | None = None, column: int = 0, **rest: str | None) -> None:
        """Note a fault of a cell, a row or the whole sheet."""
        self.faults.append(Fault(what, self.name, self.sheet, row, column_letters(column), **rest))

    def cell(self, row: int, column: int) -> object:
        """What the cell holds; an error that is stored as some value is the error."""
        line = self.cells[row - 1] if row <= len(self.cells) else ()
        return self.marks.errors.get((row, column), line[column - 1] if column <= len(line) else "")

    def texts(self, row: int) -> dict[int, str]:
        """The texts of the row's cells that are not empty, by column."""
        end = len(self.cells[row - 1]) if row <= len(self.cells) else 0
        columns = itertools.takewhile(lambda column: column <= end, self.columns)
        return {column: text for column in columns if (text := words(self.cell(row, column)))}

    def guard(self, row: int, column: int) -> bool:
        """Whether the cell can be read; where the sheet shows something else than it holds, that is a fault."""
        cell = self.cell(row, column)
        if words(cell) in self.layout.symbols:
            return True
        found = value_faults(self.marks, cell, row, column, Fault("", self.name, self.sheet, row, column_letters(column)))
        self.faults += found
        return not found

    def refuse_merged(self, rows: Collection[int], columns: Sequence[Placed]) -> None:
        """The faults of merged cells below the headers: a value would belong to several rows or columns, or stand unseen.

        A label that is filled down may be merged downwards, and a cell that is read with empty ones beside it that are not.
        """
        read = {column.number: column.about for column in columns if column.about.holds != "nothing"}
        ordered = sorted(rows)
        for merged in self.marks.merged:
            first = bisect_left(ordered, merged.top)
            row = ordered[first] if first < len(ordered) and ordered[first] <= merged.bottom else None
            touched = [number for number in read if merged.left <= number <= merged.right]
            if row is None or not touched:
                continue
            labels = all(read[number].holds == "label" for number in touched)
            down = merged.top == merged.bottom or all(read[number].fill_down for number in touched)
            beside = merged.top == merged.bottom and touched == [merged.left]
            if not ((labels and down) or beside) or self._unseen(merged):
                action = "Ask the sender for the table with these cells taken apart, each with what it holds."
                what = "merged cells in what is read"
                self.fault(what, row, touched[0], found=merged.name, action=action)

    def _unseen(self, merged: Merged) -> bool:
        """Whether something stands in a merged range beside its first cell."""
        rows = enumerate(self.cells[merged.top - 1 : merged.bottom], start=merged.top)
        return any(
            words(cell) and (row, at) != (merged.top, merged.left)
            for row, line in rows
            for at, cell in enumerate(line[merged.left - 1 : merged.right], start=merged.left)
        )

    def note(self, row: int, column: int) -> tuple[CellNote, ...]:
        """What the note in a cell comes to; one that is not described is a fault."""
        written = self.marks.notes.get((row, column))
        if written is None:
            return ()
        cell = f"{column_letters(column)}{row}"
        self.noted.add(cell)
        described = tuple(note for note in self.layout.notes if note.cell == cell)
        if not described:
            action = (
                f'Say under [[layout.notes]] what it comes to: cell = "{cell}", says = "…" and a status if it has one.'
            )
            self.fault("a note in the cell that is not described", row, column, found=written, action=action)
        return described

    def refuse_hidden(self, what: str, row: int | None = None, column: int = 0) -> None:
        """The fault of something that whoever looks at the sheet does not see."""
        if not self.layout.read_hidden:
            action = (
                "Ask the sender whether it counts. If it does, say `read_hidden = true`; if not, leave it out by name."
            )
            self.fault(f"the {what} is hidden", row, column, action=action)

    def rows(self) -> list[int]:
        """The numbers of the rows that are read. What stands outside them, below the headers, must be a footnote."""
        layout, height = self.layout, len(self.cells)
        last = height if layout.last_row is None else min(layout.last_row, height)
        if layout.ends_before:
            numbers = range(layout.first_row, height + 1)
            ends = [row for row in numbers if words(layout.ends_before) in self.texts(row).values()]
            if not ends:
                self.is_whole = False
                expected = f'a cell below row {layout.first_row} that says "{layout.ends_before}"'
                self.fault("the end of the table is not there", expected=expected)
            last = min(ends, default=height + 1) - 1
        for row in (*range(max(layout.header_rows) + 1, layout.first_row), *range(last + 1, height + 1)):
            if (texts := self.texts(row)) and not self._is_footnote(row):
                column, text = next(iter(texts.items()))
                action = "Read it (first_row, last_row, ends_before), or say that it is a footnote (footnotes)."
                self.fault("a row outside the table that is not described", row, column, found=text, action=action)
        return [row for row in range(layout.first_row, last + 1) if self.texts(row) and not self._is_footnote(row)]

    def _is_footnote(self, row: int) -> bool:
        texts = self.texts(row)
        first = next(iter(texts.values()), "")
        numbers = any(isinstance(self.cell(row, column), (int, float)) for column in texts)
        return not numbers and any(re.fullmatch(pattern, first) for pattern in self.layout.footnotes)

    def placed(self, rows: Sequence[int]) -> list[Placed]:
        """The columns of the table, each with what it stands for. One that fits no description, or two, is a fault."""
        bottom, headers, found = max(self.layout.header_rows), self._headers(), []
        filled = {column for row in (*self.layout.header_rows, *rows) for column in self.texts(row)}
        for column in sorted(filled):
            matching = [about for about in self.layout.columns if about.match(headers[column])]
            if len(matching) != 1:
                what = "a column that is described twice" if matching else "a column that is not described"
                action = nearest(headers[column], [about.says for about in self.layout.columns])
                self.fault(what, bottom, column, found=headers[column], action=action)
                continue
            notes: tuple[CellNote, ...] = ()
            if matching[0].holds != "nothing":
                notes = tuple(note for row in self.layout.header_rows for note in self.note(row, column))
                for row in self.layout.header_rows:
                    self.guard(row, column)
                if column in self.marks.hidden_columns:
                    self.refuse_hidden("column", None, column)
            found.append(Placed(column, headers[column], matching[0], notes))
        for about in self.layout.columns:
            there = [column for column in found if column.about is about]
            self.is_whole &= bool(there) and (len(there) == 1 or about.text is None)
            if not there:
                action = nearest(about.says, headers.values())
                self.fault("a described column is not there", bottom, expected=about.says, action=action)
            elif len(there) > 1 and about.text is not None:
                action = "Say in sheet_columns which columns of the sheet belong to the table."
                self.fault("the column is there twice", bottom, there[1].number, found=about.text, action=action)
        return found

    def _headers(self) -> dict[int, str]:
        """The text of each column: that of its header rows, from top to bottom."""
        texts: dict[int, list[str]] = {column: [] for column in self.columns}
        for row in self.layout.header_rows:
            before = ""
            for column in self.columns:
                before = words(self.cell(row, column)) or (before if row in self.layout.spread_headers else "")
                texts[column] += [before] if before else []
        return {column: " / ".join(parts) for column, parts in texts.items()}
