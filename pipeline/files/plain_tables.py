"""Plain tables: a CSV file each of whose lines is a row, held by its columns: a million rows cost little more than their different cells.

What is plain is decided here, by the bytes of the file, and nothing is guessed: UTF-8 without NUL; lines end with LF or CRLF, and as
many rows were read as there are lines; quotes stand around whole cells of one line, or nowhere; every row has as many cells as there are
headings; every column has one. Whatever is not plain is read cell by cell, as any sheet is (sheet_tables), and is told its faults there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.core.faults import Fault
from pipeline.files.cell_guards import cell_faults, heading, is_error
from pipeline.files.cell_values import cell_text, words
from pipeline.files.inputs import NotReadable, read_input
from pipeline.files.sheet_tables import AsTheyStand, Corrects, DifferentCells, ReadColumn, SheetTable, read_table
from pipeline.files.spreadsheets import MOST_CELLS_OF_TEXT

_BOM = b"\xef\xbb\xbf"
_QUOTED = re.compile(rb'(?<![^,\n])"(?:[^"\r\n]|"")*"(?![^,\r\n])')  # a whole cell, in one line
_NOTHING_SEEN = "^[^!-~]*$"  # no ASCII character that is seen: what may be blank
_MAY_BE_ERROR = "#|Err:"  # cell_guards.is_error knows


@dataclass(frozen=True)
class PlainTable(SheetTable):
    """The table by its columns: an Arrow array of texts for each heading, and the number of every row with something in it."""

    columns: tuple[Any, ...] = ()
    numbers: np.ndarray = field(default_factory=lambda: np.arange(0))
    _encoded: dict[int, Any] = field(default_factory=dict)

    @property
    def row_numbers(self) -> np.ndarray:
        return self.numbers

    def different(self, at: int, one_line: bool = False, as_they_stand: AsTheyStand | None = None) -> DifferentCells:
        import pyarrow as pa

        encoded = self._of(at)
        texts, which = encoded.dictionary, encoded.indices.to_numpy()
        known = np.zeros(len(texts), dtype=bool)
        if as_they_stand:
            known = as_they_stand(texts)
            stripped = pa.array([cell_text(text) for text in texts.filter(pa.array(~known)).to_pylist()], pa.string())
            if as_they_stand(stripped).any():  # with blanks around it, it would be the same as one of those
                known[:] = False
        order = np.argsort(known, kind="stable")
        new = np.empty(len(order), dtype=np.int64)
        new[order] = np.arange(len(order))
        cells = texts.filter(pa.array(~known)).to_pylist()
        return DifferentCells([(str, words(cell) if one_line else cell) for cell in cells], new[which], texts.filter(pa.array(known)))

    def _cells(self, columns: Mapping[int, ReadColumn]) -> Iterator[Fault]:
        import pyarrow as pa
        import pyarrow.compute as pc

        for at, column in columns.items():
            encoded = self._of(at)
            candidates = pc.indices_nonzero(pc.match_substring_regex(encoded.dictionary, _MAY_BE_ERROR)).to_pylist()
            odd = pa.array([one for one in candidates if is_error(encoded.dictionary[one].as_py())], encoded.indices.type)
            for row in pc.indices_nonzero(pc.is_in(encoded.indices, odd)).to_pylist() if len(odd) else ():
                number = int(self.numbers[row])
                yield from cell_faults(self.marks, encoded[row].as_py(), number, at + 1, column.kind, self.place(number, column.name))

    def _of(self, at: int) -> Any:
        """A column, each different text once."""
        if at not in self._encoded:
            self._encoded[at] = self.columns[at].combine_chunks().dictionary_encode()
        return self._encoded[at]


def read_columns(path: Path, name: str, sheet: str = "", corrector: Corrects | None = None) -> tuple[SheetTable, list[Fault]]:
    """The table of a sheet and the faults of its shape, as sheet_tables.read_table tells them; a plain CSV file is held by its columns."""
    plain = _plain(path, name) if path.suffix == ".csv" and not (corrector and corrector.corrects(name)) else None
    return (plain, []) if plain else read_table(path, name, sheet, corrector)


def _plain(path: Path, name: str) -> PlainTable | None:
    """The table of a plain CSV file; None where it is not plain."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv as arrow_csv

    try:
        data = read_input(path).data.removeprefix(_BOM)
    except NotReadable:
        return None
    if b"\0" in data or data.count(b"\r") != data.count(b"\r\n") or not _quoted_whole(data):
        return None
    first, last = data.find(b"\n") + 1, len(data)
    while last > first and data[last - 1] in b"\r\n":
        last -= 1
    try:
        cells = next(csv.reader([data[:first].decode().rstrip("\r\n")], strict=True), [])
        header = tuple(map(heading, cells))
        rows = data.count(b"\n", first, last) + 1
        if len(header) < 2 or not all(header) or first == last or (rows + 1) * len(header) > MOST_CELLS_OF_TEXT:
            return None
        names = [str(at) for at in range(len(header))]
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(first, last - first)),
            arrow_csv.ReadOptions(use_threads=False, column_names=names),
            arrow_csv.ParseOptions(quote_char='"' if b'"' in data else False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types={one: pa.string() for one in names}, null_values=[], strings_can_be_null=False),
        )
    except (UnicodeDecodeError, csv.Error, pa.ArrowInvalid):
        return None
    longest = max(pc.max(pc.binary_length(column)).as_py() for column in table.columns)
    if table.num_rows != rows or longest > csv.field_size_limit():
        return None
    blank = _blank(table.columns)
    numbers = np.arange(2, rows + 2)
    if blank.any():
        table, numbers = table.filter(pa.array(~blank)), numbers[~blank]
    return PlainTable(name, header=header, columns=tuple(table.columns), numbers=numbers)


def _quoted_whole(data: bytes) -> bool:
    """Whether every quote is one of a cell that is quoted as a whole, in one line."""
    there = data.count(b'"')
    return not there or there == sum(one[0].count(b'"') for one in _QUOTED.finditer(data))


def _blank(columns: list[Any]) -> np.ndarray:
    """The rows in which nothing stands, in any column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    blank = np.ones(len(columns[0]), dtype=bool)
    for column in columns:
        at = np.flatnonzero(blank)
        if not len(at):
            break
        own = column if len(at) == len(column) else column.take(pa.array(at))
        seen = pc.invert(pc.match_substring_regex(own, _NOTHING_SEEN)).to_numpy()
        rest = [bool(cell_text(text)) for text in own.filter(pa.array(~seen)).to_pylist()]
        seen[~seen] = rest
        blank[at[seen]] = False
    return blank
