"""Sheets of OpenDocument workbooks: the cells that are used and their marks.

Line breaks, tabs and spaces that are elements are white space between words; white space of the XML is none.
Source: OpenDocument 1.3 part 3, 6.1.2 (white space), 9.1 (tables), 16 (styles), 19.643 (office:value).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pipeline.files.cell_guards import is_error
from pipeline.files.cell_marks import Marks, Merged
from pipeline.files.cell_values import column_number
from pipeline.files.workbooks.formula_results import Formulas
from pipeline.files.workbooks.number_formats import NumberFormat, condition_of, holds
from pipeline.files.workbooks.ods_names import CALC, OFFICE, TABLE, TEXT
from pipeline.files.workbooks.ods_styles import Style, Styles
from pipeline.files.workbooks.ods_values import EMPTY, other_number, spoken, stored_result, value_of
from pipeline.files.workbooks.workbook_files import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MERGED,
    MOST_REPEATED,
    Damaged,
    Grid,
    TooLarge,
    WorkbookFile,
)


@dataclass
class OdsBook:
    """An OpenDocument workbook: the names of its sheets and its styles."""

    file: WorkbookFile
    sheets: list[str] = field(default_factory=list)
    styles: Styles = field(default_factory=Styles)

    def __post_init__(self) -> None:
        if "styles.xml" in self.file.names:
            self.styles.add(self.file.xml("styles.xml"))
        depth = 0
        for event, name, element in self.file.events("content.xml", ("table", "automatic-styles", "table-row")):
            if name == "table" and element.tag == f"{TABLE}table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    self.sheets.append(element.get(f"{TABLE}name", ""))
            if event == "end" and name == "automatic-styles":
                self.styles.add(element)
            elif event == "end":
                self.file.cleared(element)

    def read(self, sheet: str) -> tuple[Sequence[Sequence[object]], Marks]:
        """The rows of a sheet (row n is item n - 1) and the marks of its cells."""
        self.file.read = 0  # the sheets were counted when their names were read
        reader = _Reader(self, sheet)
        reader.read()
        return reader.grid.rows, reader.marks


class _Reader:
    """One sheet while it is read."""

    def __init__(self, book: OdsBook, sheet: str):
        self.book, self.sheet, self.styles = book, sheet, book.styles
        self.grid, self.marks = Grid(), Marks()
        self.formulas = Formulas(self.grid, sheet)
        self.columns: list[tuple[int, str]] = []  # the last column of each stretch with the style of its cells
        self.row, self.column, self.copied, self.visited = 1, 1, 0, 0

    def read(self) -> None:
        """Read cells and marks."""
        depth, inside = 0, False
        conditional: list[tuple[str, str, str]] = []
        wanted = ("table", "table-column", "table-row", "conditional-format")
        for event, name, element in self.book.file.events("content.xml", wanted):
            if event == "start":
                depth += element.tag == f"{TABLE}table"
                if name == "table" and depth == 1 and element.get(f"{TABLE}name", "") == self.sheet:
                    inside = True
                    shown = self.styles.found("table", element.get(f"{TABLE}style-name", ""), "display")
                    self.marks = Marks(hidden=shown == "false")
                continue
            if element.tag == f"{TABLE}table":
                depth -= 1
                if inside and depth == 0:
                    break
            elif name == "table-column" and inside and depth == 1:
                self._column(element)
            elif name == "table-row" and depth == 1:
                if inside:
                    self._row(element)
                self.book.file.cleared(element)
            elif name == "conditional-format" and inside:
                ranges = element.get(f"{CALC}target-range-address", "")
                conditional += [
                    (ranges, part.get(f"{CALC}value", ""), part.get(f"{CALC}apply-style-name", ""))
                    for part in element if part.tag == f"{CALC}condition"
                ]  # fmt: skip
        self.marks.uncalculated.update(self.formulas.uncalculated())
        for ranges, condition, style in conditional:
            self._conditional(ranges, condition, style)

    def _column(self, column: ElementTree.Element) -> None:
        times = min(_times(column, "columns"), MOST_COLUMNS)
        unseen = column.get(f"{TABLE}visibility", "visible") != "visible"
        if unseen or self._is_flat("table-column", column, "column-width"):
            self.marks.hidden_columns.update(range(self.column, min(self.column + times, MOST_COLUMNS + 1)))
        self.column += times
        self.columns.append((self.column - 1, column.get(f"{TABLE}default-cell-style-name", "")))

    def _is_flat(self, family: str, element: ElementTree.Element, key: str) -> bool:
        size = self.styles.found(family, element.get(f"{TABLE}style-name", ""), key)
        return bool(re.fullmatch(r"0(\.0+)?(cm|mm|in|pt|px)?", size))

    def _row(self, row: ElementTree.Element) -> None:
        times = _times(row, "rows")
        cells, column, stored = [], 1, row.get(f"{TABLE}default-cell-style-name", "")
        for cell in row:
            if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                again = _times(cell, "columns")
                if len(cell) or len(cell.attrib.keys() - EMPTY):
                    cells.append((column, min(again, MOST_COLUMNS), cell))
                column += again
        filled = any(self._holds(cell) for _, _, cell in cells)
        if filled and times > MOST_REPEATED:
            raise TooLarge(
                f"row {self.row} stands there {times:,} times; one row is read up to {MOST_REPEATED:,} times"
            )
        unseen = row.get(f"{TABLE}visibility", "visible") != "visible"
        if unseen or self._is_flat("table-row", row, "row-height"):
            self.marks.hidden_rows.update(range(self.row, self.row + min(times, MOST_REPEATED if filled else 1)))
        if filled:
            for number in range(self.row, self.row + times):
                for at, again, cell in cells:
                    for place in range(at, at + again if self._holds(cell) else at + 1):
                        self._cell(cell, number, place, stored)
        self.row += times

    def _holds(self, cell: ElementTree.Element) -> bool:
        return any(key != f"{TABLE}style-name" and key not in EMPTY for key in cell.attrib) or any(
            part.tag in (f"{TEXT}p", f"{OFFICE}annotation") for part in cell
        )

    def _cell(self, cell: ElementTree.Element, row: int, column: int, stored: str) -> None:
        self.copied += 1
        if self.copied > MOST_CELLS:
            raise TooLarge(f"row {row} is beyond the {MOST_CELLS:,} cells that are read")
        place = (row, column)
        wide, high = (int(cell.get(f"{TABLE}number-{what}-spanned", 1)) for what in ("columns", "rows"))
        if wide > 1 or high > 1:
            if len(self.marks.merged) >= MOST_MERGED:
                raise TooLarge(f"it has more than {MOST_MERGED:,} merged ranges")
            self.marks.merged.append(Merged(row, column, row + high - 1, column + wide - 1))
        note = cell.find(f"{OFFICE}annotation")
        if note is not None:
            self.marks.notes[place] = " ".join(" ".join(part.itertext()) for part in note.iter(f"{TEXT}p")).strip()
        kind = cell.get(f"{OFFICE}value-type") or cell.get(f"{CALC}value-type") or ""
        shown = "\n".join(map(spoken, cell.findall(f"{TEXT}p"))).strip()
        value = cell.get(f"{OFFICE}value") or ""
        if (formula := cell.get(f"{TABLE}formula")) is not None:
            self.formulas.add(place, formula, stored_result(cell, shown))
        held = value_of(cell, kind, shown)
        if held == "":
            return
        self.grid.put(row, column, held)
        if is_error(shown) or cell.get(f"{CALC}value-type") == "error":
            self.marks.errors[place] = shown or "an error"
            return
        style, plain = self._style(cell, column, stored)
        number = value != "" and kind in ("float", "percentage", "currency")
        if kind == "percentage" or (number and style.shown.is_percentage):
            self.marks.percentages.add(place)
        if not plain:
            if number:
                style = self._under_condition(style, float(value))
            counted = (
                float(value) if number else held if isinstance(held, str) else 1.0 if kind in ("date", "time") else None
            )
            if counted is not None and (changed := style.shown.changes(counted)):
                self.marks.shown_otherwise[place] = changed
            if style.struck:
                self.marks.struck.add(place)
        if number and place not in self.marks.shown_otherwise and (changed := other_number(float(value), shown, kind)):
            self.marks.shown_otherwise[place] = changed
        self._spans(cell, place)

    def _style(self, cell: ElementTree.Element, column: int, stored: str) -> tuple[Style, bool]:
        name = (
            cell.get(f"{TABLE}style-name")
            or stored
            or next((style for last, style in self.columns if column <= last), "")
        )
        return self.styles.cell(name or "Default")

    def _under_condition(self, style: Style, value: float) -> Style:
        """The style that a condition of a cell's style leads to for its number; the style itself where none is met."""
        for condition, name in style.conditional:
            read = condition_of(condition)
            if read is None or holds(read, value):
                other = self.styles.cell(name)[0]
                if not other.plain or read is not None:  # what it does not set itself, such as the format, stays
                    shown = style.shown if other.shown == NumberFormat() else other.shown
                    return Style(shown, other.struck or style.struck)
        return style

    def _conditional(self, ranges: str, condition: str, name: str) -> None:
        style, plain = self.styles.cell(name)
        if plain:
            return
        read = condition_of(condition)
        for one in map(_range, re.findall(r"\.?(?:[^\s.]*\.)?(\$?[A-Z]+\$?\d+(?::\S+)?)", ranges)):
            for row in range(one.top, min(one.bottom, len(self.grid.rows)) + 1):
                for column in range(one.left, min(one.right, len(self.grid.rows[row - 1])) + 1):
                    value = self.grid.at(row, column)
                    self.visited += value != ""
                    if self.visited > MOST_CELLS:
                        raise TooLarge(f"its conditional formats that hide or strike through are of more than {MOST_CELLS:,} cells")
                    if value == "" or (read and not (isinstance(value, float) and holds(read, value))):
                        continue
                    changed = style.shown.changes(value) if isinstance(value, (str, float)) else ""
                    if changed:
                        self.marks.shown_otherwise.setdefault((row, column), f"{changed} under a condition")
                    if style.struck:
                        self.marks.struck.add((row, column))

    def _spans(self, cell: ElementTree.Element, place: tuple[int, int]) -> None:
        """The marks of parts of a text."""
        raised = ""
        for part in cell.findall(f"{TEXT}p"):
            for span in part.iter(f"{TEXT}span"):
                name = span.get(f"{TEXT}style-name", "")
                position = self.styles.found("text", name, "text-position")
                if position and not position.startswith("0%"):
                    raised += "".join(span.itertext())
                if self.styles.strikes("text", name) and "".join(span.itertext()).strip():
                    self.marks.struck.add(place)
        if raised.strip():
            self.marks.raised[place] = raised.strip()


def _times(element: ElementTree.Element, what: str) -> int:
    return max(1, int(element.get(f"{TABLE}number-{what}-repeated", "1")))


def _range(reference: str) -> Merged:
    first, _, last = reference.replace("$", "").partition(":")
    ends = [re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", one.rpartition(".")[2]) for one in (first, last or first)]
    found = [one.groups() for one in ends if one]
    if len(found) < 2:
        raise Damaged(f'"{reference}" is no range')
    (left, top), (right, bottom) = found
    return Merged(int(top), column_number(left), int(bottom), column_number(right))
