"""Described returns: a return in its sender's own layout, read as its `[[layout]]` says, every value with its cell.

Nothing is guessed. What the description does not cover is a fault that names the cell, and so is a part of the
description that nothing in the sheet answers to: the sender may have renamed a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.core.display import exact
from pipeline.core.faults import Fault, nearest
from pipeline.definitions.indicators.decimals import decimals_written
from pipeline.definitions.indicators.received_measures import NUMBERS
from pipeline.definitions.lookups import read_lookups
from pipeline.definitions.return_layouts import Layout, LeftOut, RowName, RowPeriod
from pipeline.files.cell_values import cell_number, words
from pipeline.files.spreadsheets import Sheet, read_sheet
from pipeline.received.corrector import Corrector
from pipeline.received.described_tables import DescribedTable, Placed
from pipeline.received.return_rows import read_row

KEY = ("indicator", "category", "period", "basis")


def read_described(
    path: Path, name: str, layouts: Sequence[Layout], folder: Path, corrector: Corrector
) -> tuple[list[dict], list[Fault]]:
    """The values of a return as observations, and its faults. `folder` is the report's, for lookups.

    Each value has the columns of our own layout, and `sheet`, `row`, `cells` (`value:D numerator:B`) and `unread`.
    """
    values: list[dict] = []
    faults: list[Fault] = []
    sheets: dict[str, tuple[Sheet, list[Fault]]] = {}
    for layout in layouts:
        layout, found = _with_names(layout, folder, name)
        if not found:
            if layout.sheet not in sheets:
                sheets[layout.sheet] = read_sheet(path, name, layout.sheet)
            sheet, found = sheets[layout.sheet]
        if not found:
            cells, left_out, corrected = corrector.correct(name, sheet.name, sheet.rows, named=False)
            table = DescribedTable(layout, cells, sheet.marks.without(corrected), name, sheet.name)
            values += [value for value in _read_table(table) if value["row"] not in left_out]
            found = table.faults
        faults += found
    return values, faults


def _with_names(layout: Layout, folder: Path, name: str) -> tuple[Layout, list[Fault]]:
    """The layout with the labels that a lookup names; as it is where none does."""
    named = layout.named_by
    if named is None:
        return layout, []
    known, faults = read_lookups(folder, [named.lookup])
    labels = [label for label, others in known.items() if named.of in others]
    if not labels and not faults:
        action = nearest(named.of, [other for others in known.values() for other in others])
        faults = [Fault("no label leads to this name", file=named.lookup.file, found=named.of, action=action)]
    for label in labels:
        if len(known[label]) > 1:
            what = f"{label} belongs only in part to {named.of}, and its number cannot be divided"
            action = "Take this table away and send the number for the part in a return of its own."
            faults.append(Fault(what, file=name, found=", ".join(known[label]), action=action))
    several = len(labels) > 1
    names = {label: RowName(indicator=named.indicator, category=label if several else "") for label in labels}
    others = LeftOut(pattern=".*", because=named.because)
    changed = {"names": {**layout.names, **names}, "left_out": (*layout.left_out, others)}
    return layout.model_copy(update=changed), faults


def _read_table(table: DescribedTable) -> list[dict]:
    """The values of one table, row by row; none where its columns are not as described."""
    if table.marks.hidden:
        table.refuse_hidden("sheet")
    rows = table.rows()
    columns = table.placed(rows)
    if not table.is_whole:
        return []
    reader = _Rows(table, columns)
    values = [value for row in rows for value in reader.read(row)]
    reader.unanswered()
    table.refuse_merged(reader.read_rows, columns)
    return values


class _Rows:
    """The rows of a table whose columns are known."""

    def __init__(self, table: DescribedTable, columns: list[Placed]):
        self.table, self.layout, self.columns = table, table.layout, columns
        self.names = {words(label): named for label, named in table.layout.names.items()}
        self.above: dict[int, str] = {}  # the label last read in a column that is filled down
        self.labels: set[str] = set()
        self.left_out: set[int] = set()  # which entries of left_out were met
        self.given: dict[tuple, str] = {}  # the cell of every value so far
        self.read_rows: set[int] = set()

    def read(self, row: int) -> list[dict]:
        """The values in the row; none where it is left out, or where it is not known what it is or of when."""
        told = len(self.table.faults)
        named = self._named(row)
        left_out = named is None and len(self.table.faults) == told
        when = None if left_out else self._when(row)
        if named is None or when is None:
            if not left_out:
                self._look_at_numbers(row)
            return []
        if row in self.table.marks.hidden_rows:
            self.table.refuse_hidden("row", row)
        self.read_rows.add(row)
        beside = [column for column in self.columns if column.about.holds in ("label", "period", "note")]
        for column in beside:
            self.table.guard(row, column.number)
        notes = [note for column in beside for note in self.table.note(row, column.number)]
        remarks = [words(self.table.cell(row, column.number)) for column in beside if column.about.holds == "note"]
        known = self.layout.symbols
        says = [*(known[text].says if text in known else text for text in remarks), *(note.says for note in notes)]
        statuses = [note.status for note in notes]
        values: dict[tuple, dict[str, Placed]] = {}
        for column in self.columns:
            if column.about.is_number:
                key = tuple(self._part(part, row, column, named, when) for part in KEY)
                same = values.setdefault(key, {})
                if column.about.holds in same:
                    what = f"a second {column.about.holds} for the same indicator, category, period and basis"
                    self.table.fault(what, row, column.number, found=", ".join(filter(None, key)))
                same[column.about.holds] = column
        return [self._value(row, key, columns, statuses, says) for key, columns in values.items()]

    def _look_at_numbers(self, row: int) -> None:
        """The faults of the numbers in a row of which nobody knows what it is: if any is one, it is a row of values."""
        told = len(self.table.faults)
        numbers = [self._number(row, column)[0] for column in self.columns if column.about.is_number]
        if all(number is None for number in numbers):
            del self.table.faults[told:]

    def _named(self, row: int) -> RowName | None:
        """What the row's label stands for; None where the row is left out, or its label is not described."""
        labelled = [column.number for column in self.columns if column.about.holds == "label"]
        if not labelled:
            return RowName()
        parts = []
        for column in self.columns:
            if column.about.holds == "label":
                text = words(self.table.cell(row, column.number))
                text = text or (self.above.get(column.number, "") if column.about.fill_down else "")
                self.above[column.number] = text
                parts.append(text)
        label = " / ".join(filter(None, parts))
        self.labels.add(label)
        leaving = [
            at for at, entry in enumerate(self.layout.left_out) if entry.match(label) and entry.row in (None, row)
        ]
        by_row = [at for at in leaving if self.layout.left_out[at].row]
        if by_row or (leaving and label not in self.names):
            self.left_out.update(by_row or leaving)
            return None
        if label not in self.names:
            what = "a label that is not described" if label else "a row without a label"
            action = f"{nearest(label, self.names)} Say under [layout.names] what it stands for, or leave it out with a reason."
            self.table.fault(what, row, labelled[-1], found=label or None, action=action)
        return self.names.get(label)

    def _when(self, row: int) -> tuple[str, str] | None:
        """Period and basis as the row itself says them, empty if it says none; None where its period is not described."""
        for column in self.columns:
            if column.about.holds == "period":
                text = words(self.table.cell(row, column.number))
                entry: RowPeriod | None = next((entry for entry in self.layout.periods if entry.match(text)), None)
                if entry is None:
                    expected = "one of " + ", ".join(entry.says for entry in self.layout.periods)
                    action = "Say under [[layout.periods]] what it stands for."
                    what = "a period that is not described"
                    self.table.fault(what, row, column.number, found=text, expected=expected, action=action)
                    return None
                return entry.filled(entry.period, text), entry.basis
        return "", ""

    def _part(self, part: str, row: int, column: Placed, named: RowName, when: tuple[str, str]) -> str:
        """The indicator, category, period or basis of a value: what its column or its row says, else the layout."""
        by_row = {"indicator": named.indicator, "category": named.category, "period": when[0], "basis": when[1]}[part]
        by_column = column.says(part)
        if by_row and by_column and by_row != by_column:
            expected = f"{part} {by_row}, as the row says, or {by_column}, as the column says"
            self.table.fault(f"two of what there is one of: {part}", row, column.number, expected=expected)
        return by_row or by_column or getattr(self.layout, part)

    def _value(self, row: int, key: tuple, columns: dict[str, Placed], statuses: list[str], says: list[str]) -> dict:
        """One value as an observation."""
        cells: dict[str, object] = dict(zip(KEY, key, strict=True))
        unread: set[str] = set()
        statuses, says = [*statuses], [*says]
        for measure in NUMBERS:
            if measure in columns:
                column = columns[measure]
                told = len(self.table.faults)
                number, status, remark = self._number(row, column)
                unread |= {measure} if len(self.table.faults) > told else set()
                cells[measure] = "" if number is None else number
                told = len(self.table.faults)
                notes = [*column.notes, *self.table.note(row, column.number)]
                unread |= {"status", "note"} if len(self.table.faults) > told else set()
                statuses += [status, *(note.status for note in notes)]
                says += [remark, *(note.says for note in notes)]
        cells["status"] = " ".join(filter(None, statuses))
        cells["note"] = "; ".join(dict.fromkeys(filter(None, says)))
        first = next(iter(columns.values())).letters
        letters = dict.fromkeys([*KEY, "note", "status", *NUMBERS], first)
        letters |= {measure: column.letters for measure, column in columns.items()}
        if key in self.given:
            unread |= set(KEY)  # the first of the two is looked at
            action = "Leave one of them out with its reason, or say what tells them apart."
            found = f"{first}{row}, after {self.given[key]}"
            self.table.fault("the same value is given twice", row, columns[next(iter(columns))].number, found=found, action=action)
        self.given.setdefault(key, f"{first}{row}")
        read, found = read_row(cells, Fault("", file=self.table.name, sheet=self.table.sheet, row=row), unread)
        self.table.faults += [replace(fault, column=letters[fault.column]) for fault in found]
        unread |= {fault.column for fault in found}
        where = " ".join(f"{measure}:{column.letters}" for measure, column in columns.items())
        if "value" in columns:
            read["decimals"] = self._decimals(row, columns["value"])
        return {**read, "sheet": self.table.sheet, "row": row, "cells": where, "unread": " ".join(sorted(unread))}

    def _number(self, row: int, column: Placed) -> tuple[float | None, str, str]:
        """The number in a cell, its status and what its symbols say. A cell that is not clear is a fault, and None."""
        cell, place, about = self.table.cell(row, column.number), (row, column.number), column.about
        text = words(cell)
        if text in self.layout.symbols:
            symbol = self.layout.symbols[text]
            return None if symbol.value is None else float(symbol.value), symbol.status, symbol.says
        if not self.table.guard(*place):
            return None, "", ""
        if (raised := self.table.marks.raised.get(place)) and any(map(str.isdigit, text)):
            what, expected = "a raised mark in the cell would be read as a digit", f"the number alone, or a described symbol; raised is: {raised}"
            self.table.fault(what, *place, found=text, expected=expected)
            return None, "", ""
        shown_as_percentage = place in self.table.marks.percentages
        if shown_as_percentage and not about.percentage:
            action = "Say `percentage = true` for its column, so that 0.12, which the sheet shows as 12%, is read as 12."
            self.table.fault("the cell is formatted as a percentage", *place, found=text, action=action)
            return None, "", ""
        times = exact(about.times)
        if isinstance(cell, str):
            text, status, says = self._without_symbols(text)
            if about.percentage:
                text = text.removesuffix("%").rstrip()
            number, wrong = cell_number(text)
        else:
            status = says = ""
            number, wrong = cell_number(cell)
            if about.percentage and number is not None and not wrong:
                times *= 100
                wrong = "" if shown_as_percentage else "not formatted as a percentage, in a column of percentages"
        if wrong:
            known = ", ".join(filter(None, self.layout.symbols))
            expected = f"a number{f', or a described symbol: {known}' if known else ''}"
            action = "Say under [layout.symbols] what it stands for, or ask the sender."
            self.table.fault(wrong, *place, found=words(cell), expected=expected, action=action)
        return (None if number is None or wrong else float(exact(number) * times)), status, says

    def _decimals(self, row: int, column: Placed) -> int | None:
        """How many decimals a number was written with; None for what a workbook stores, a symbol, or another unit."""
        cell, about = self.table.cell(row, column.number), column.about
        if not isinstance(cell, str) or about.times != 1 or words(cell) in self.layout.symbols:
            return None
        return decimals_written(self._without_symbols(words(cell))[0].removesuffix("%").rstrip())

    def _without_symbols(self, text: str) -> tuple[str, str, str]:
        """The text without the symbols at its end, with their statuses and what they say: `1,204 [p]` is 1,204, provisional."""
        met = []
        symbols = sorted(filter(None, self.layout.symbols), key=len, reverse=True)
        while symbol := next((symbol for symbol in symbols if text.endswith(symbol) and text != symbol), None):
            text = text.removesuffix(symbol).rstrip()
            met.insert(0, self.layout.symbols[symbol])
        return text, " ".join(one.status for one in met).strip(), "; ".join(one.says for one in met if one.says)

    def unanswered(self) -> None:
        """The faults of a description that the sheet does not answer to."""
        for label in self.names:
            if label not in self.labels:
                self.table.fault("a described label is not there", expected=label, action=nearest(label, self.labels))
        for at, entry in enumerate(self.layout.left_out):
            if at not in self.left_out:
                where = f" in row {entry.row}" if entry.row else ""
                what = f"a row that is to be left out is not there{where}"
                self.table.fault(what, expected=entry.says, action=nearest(entry.says, self.labels))
        for note in self.layout.notes:
            if note.cell not in self.table.noted:
                self.table.fault("a described note is not there", expected=f"a note in cell {note.cell}")
