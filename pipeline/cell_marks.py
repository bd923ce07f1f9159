"""Cell marks: what a spreadsheet shows about a cell beside its value, and a reader of values alone would miss.

A cell shown as 12% holds 0.12. A note, a raised footnote mark, a hidden row or an error that is stored as 0
all change what the number means. Workbooks are read as data: no formula and no macro is run.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.cells import column_letters
from pipeline.faults import Fault

_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].')  # parts of a number format that are printed as they stand
_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)


@dataclass(frozen=True)
class Merged:
    """A merged range: its rows and columns, from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


@dataclass(frozen=True)
class Marks:
    """The marks of one sheet. Cells are (row, column), both from 1; rows and columns are numbers from 1.

    `uncalculated` are the formulas that have no result, or one that nobody worked out; `shown_otherwise` says of a cell
    what its number format does to its value.
    """

    percentages: set[tuple[int, int]] = field(default_factory=set)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    raised: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: dict[tuple[int, int], str] = field(default_factory=dict)
    shown_otherwise: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False

    def without(self, cells: set[tuple[int, int]]) -> Marks:
        """The marks without those of some cells, whose values are read from elsewhere."""
        kept = {
            name: {cell: mark for cell, mark in getattr(self, name).items() if cell not in cells}
            for name in ("notes", "raised", "errors", "uncalculated", "shown_otherwise")
        }
        return replace(self, percentages=self.percentages - cells, struck=self.struck - cells, **kept)

    def marked_rows(self, column: int) -> list[int]:
        """The rows in which a cell of the column has a mark, in their order."""
        cells = (self.percentages, self.notes, self.raised, self.errors, self.uncalculated, self.shown_otherwise, self.struck)
        return sorted({row for marked in cells for row, at in marked if at == column})


def read_marks(path: Path, name: str, sheet: str) -> tuple[Marks, list[Fault]]:
    """The marks of a sheet of an xlsx or ods file; a csv file has none. A workbook that does not show them is a fault."""
    try:
        if path.suffix == ".xlsx":
            return _read_xlsx(path, sheet), []
        return (_read_ods(path, sheet) if path.suffix == ".ods" else Marks()), []
    except (InvalidFileException, OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, ElementTree.ParseError):
        what = "it cannot be told how the cells are formatted"
        action = "Open it in a spreadsheet program and save it again, or ask the sender for the file again."
        return Marks(), [Fault(what, file=name, sheet=sheet, action=action)]


def _read_xlsx(path: Path, sheet: str) -> Marks:
    found = load_workbook(path, data_only=True, rich_text=True)[sheet]
    marks = Marks(hidden=found.sheet_state != "visible")
    for number, row in found.row_dimensions.items():
        if row.hidden or row.height == 0:
            marks.hidden_rows.add(number)
    for column in found.column_dimensions.values():
        if column.hidden or column.width == 0:
            marks.hidden_columns.update(range(column.min, column.max + 1))
    for cell in (cell for row in found.iter_rows() for cell in row):
        place = (cell.row, cell.column)
        if cell.comment:
            marks.notes[place] = " ".join(cell.comment.text.split())
        if isinstance(cell.value, (int, float)) and "%" in _LITERAL.sub("", cell.number_format):
            marks.percentages.add(place)
        if isinstance(cell.value, CellRichText):
            raised = "".join(part.text for part in cell.value if isinstance(part, TextBlock) and part.font.vertAlign)
            if raised.strip():
                marks.raised[place] = raised.strip()
    return marks


def _read_ods(path: Path, sheet: str) -> Marks:
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read("content.xml"))
    table = next(table for table in root.iter(f"{_TABLE}table") if table.get(f"{_TABLE}name") == sheet)
    styles = {style.get(f"{_STYLE}name"): style for style in root.iter(f"{_STYLE}style")}
    raising = {name for name, style in styles.items() if _attribute(style, f"{_STYLE}text-position")}
    marks = Marks(hidden=_attribute(styles.get(table.get(f"{_TABLE}style-name")), f"{_TABLE}display") == "false")
    for number, column in _repeated(table.iter(f"{_TABLE}table-column"), "columns"):
        if column.get(f"{_TABLE}visibility", "visible") != "visible":
            marks.hidden_columns.add(number)
    for number, row in _repeated(table.iter(f"{_TABLE}table-row"), "rows"):
        if row.get(f"{_TABLE}visibility", "visible") != "visible":
            marks.hidden_rows.add(number)
        cells = (cell for cell in row if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"))
        for column, cell in _repeated(cells, "columns"):
            _mark_ods(marks, (number, column), cell, raising)
    return marks


def _mark_ods(marks: Marks, place: tuple[int, int], cell: ElementTree.Element, raising: set[str | None]) -> None:
    note = cell.find(f"{_OFFICE}annotation")
    if note is not None:
        marks.notes[place] = " ".join(" ".join(part.itertext()) for part in note.iter(f"{_TEXT}p")).strip()
    if cell.get(f"{_OFFICE}value-type") == "percentage":
        marks.percentages.add(place)
    paragraphs = cell.findall(f"{_TEXT}p")
    shown = "\n".join("".join(part.itertext()) for part in paragraphs).strip()
    if _ERROR.fullmatch(shown):
        marks.errors[place] = shown
    spans = (span for part in paragraphs for span in part.iter(f"{_TEXT}span"))
    raised = "".join("".join(span.itertext()) for span in spans if span.get(f"{_TEXT}style-name") in raising)
    if raised.strip():
        marks.raised[place] = raised.strip()


def _repeated(elements: Iterator[ElementTree.Element], what: str) -> Iterator[tuple[int, ElementTree.Element]]:
    """Each element with its number from 1. One that stands for many empty ones fills a sheet to its end: it is told once."""
    number = 1
    for element in elements:
        times = int(element.get(f"{_TABLE}number-{what}-repeated", "1"))
        told = times if times <= 10_000 and (len(element) or element.get(f"{_TABLE}visibility")) else 1
        for offset in range(told):
            yield number + offset, element
        number += times


def _attribute(style: ElementTree.Element | None, name: str) -> str:
    """An attribute of a style's properties."""
    return "" if style is None else next((part.get(name) for part in style if part.get(name)), "")
