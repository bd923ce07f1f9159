"""Small workbooks for tests, xlsx and ods alike, with the marks that real ones have on their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P, Span
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter


@dataclass(frozen=True)
class Marked:
    """A cell with what a spreadsheet shows about it: a percentage format, a note, a raised mark behind its text."""

    value: object
    percentage: bool = False
    note: str = ""
    raised: str = ""


def write_workbook(
    path: Path,
    rows: Sequence[Sequence[object]],
    *,
    sheet: str = "Sheet1",
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    hidden: bool = False,
    merged: str = "",
) -> Path:
    """A workbook of one sheet with these cells; hidden rows and columns are numbers from 1, `merged` is a range (xlsx)."""
    if path.suffix == ".xlsx":
        _write_xlsx(path, rows, sheet, set(hidden_rows), set(hidden_columns), hidden, merged)
    else:
        _write_ods(path, rows, sheet, set(hidden_rows), set(hidden_columns), hidden)
    return path


def _write_xlsx(path, rows, sheet, hidden_rows, hidden_columns, hidden, merged) -> None:
    book = Workbook()
    page = book.active
    page.title = sheet
    if hidden:
        page.sheet_state = "hidden"
        book.create_sheet("Cover")
        book.active = 1
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            cell = cell if isinstance(cell, Marked) else Marked(cell)
            place = page.cell(row, column, cell.value)
            if cell.percentage:
                place.number_format = "0.0%"
            if cell.note:
                place.comment = Comment(cell.note, "someone")
            if cell.raised:
                place.value = CellRichText(str(cell.value), TextBlock(InlineFont(vertAlign="superscript"), cell.raised))
    for row in hidden_rows:
        page.row_dimensions[row].hidden = True
    for column in hidden_columns:
        page.column_dimensions[get_column_letter(column)].hidden = True
    if merged:
        page.merge_cells(merged)
    book.save(path)


def _write_ods(path, rows, sheet, hidden_rows, hidden_columns, hidden) -> None:
    book = OpenDocumentSpreadsheet()
    raised, unseen = Style(name="raised", family="text"), Style(name="unseen", family="table")
    raised.addElement(TextProperties(textposition="super 58%"))
    unseen.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(raised)
    book.automaticstyles.addElement(unseen)
    table = Table(name=sheet, stylename=unseen) if hidden else Table(name=sheet)
    for column in range(1, max(map(len, rows)) + 1):
        table.addElement(TableColumn(visibility="collapse" if column in hidden_columns else "visible"))
    for number, cells in enumerate(rows, start=1):
        row = TableRow(visibility="collapse" if number in hidden_rows else "visible")
        for cell in cells:
            row.addElement(_ods_cell(cell if isinstance(cell, Marked) else Marked(cell), raised))
        table.addElement(row)
    book.spreadsheet.addElement(table)
    if hidden:
        book.spreadsheet.addElement(Table(name="Cover"))
    book.save(str(path))


def _ods_cell(cell: Marked, raised: Style) -> TableCell:
    value = cell.value
    if value is None or value == "":
        return TableCell()
    if isinstance(value, (date, datetime)):
        made = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, bool):
        made = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    elif isinstance(value, (int, float)):
        made = TableCell(valuetype="percentage" if cell.percentage else "float", value=str(value))
    else:
        made = TableCell(valuetype="string")
    if cell.note:
        note = Annotation()
        note.addElement(P(text=cell.note))
        made.addElement(note)
    shown = P(text=str(value))
    if cell.raised:
        shown.addElement(Span(text=cell.raised, stylename=raised))
    made.addElement(shown)
    return made
