"""Small workbooks for tests, xlsx and ods alike, with the marks that real ones have on their cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
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

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


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


# Workbooks by their XML, as other programs write them


def write_xlsx_xml(
    path: Path,
    rows: str,
    *,
    styles: str = "",
    calculation: str = "",
    after: str = "",
    prefix: str = "",
    strict: bool = False,
    parts: Mapping[str, str] | None = None,
) -> Path:
    """A workbook of one sheet, Sheet1, with this XML of its rows; `after` follows them, `parts` are further files.

    With a prefix every element of a sheet, of the styles and of the workbook has it; `strict` is Strict Open XML.
    """
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main" if strict else MAIN
    links = "http://purl.oclc.org/ooxml/officeDocument/relationships" if strict else LINKS
    named = f' xmlns{":" if prefix else ""}{prefix}="{main}" xmlns:q="{links}"'

    def prefixed(xml: str) -> str:
        return re.sub(r"<(/?)(\w)", rf"<\1{prefix}:\2", xml) if prefix else xml

    def document(root: str, inner: str) -> str:
        return re.sub(r"^(<[\w:]+)", rf"\1{named}", prefixed(f"<{root}>{inner}</{root}>"))

    targets = {"worksheet": "worksheets/sheet1.xml", "styles": "styles.xml"}
    files = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="{RELATIONS_TYPE}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{OFFICE_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{OFFICE_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        + "".join(f'<Relationship Id="{kind}" Type="{links}/{kind}" Target="{target}"/>' for kind, target in targets.items())
        + "</Relationships>",
        "xl/workbook.xml": document("workbook", f'<sheets><sheet name="Sheet1" sheetId="1" q:id="worksheet"/></sheets>{calculation}'),
        "xl/styles.xml": document("styleSheet", styles or '<cellXfs count="1"><xf numFmtId="0"/></cellXfs>'),
        "xl/worksheets/sheet1.xml": document("worksheet", f"<sheetData>{rows}</sheetData>{after}"),
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return path


def xlsx_rows(rows: Sequence[Sequence[object]], styles: Mapping[tuple[int, int], int] | None = None) -> str:
    """The XML of rows; a text that starts with < is that of the cell's parts, with its type before a bar: `str|<f>…</f>`."""
    told = []
    for number, cells in enumerate(rows, start=1):
        line = ""
        for column, cell in enumerate(cells, start=1):
            place = f'{get_column_letter(column)}{number}" s="{(styles or {}).get((number, column), 0)}'
            kind, bar, parts = str(cell).partition("|<")
            if bar:
                line += f'<c r="{place}"{f" t={chr(34)}{kind}{chr(34)}" if kind else ""}><{parts}</c>'
            elif isinstance(cell, (int, float)):
                line += f'<c r="{place}"><v>{cell}</v></c>'
            elif cell:
                line += f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
        told.append(f'<row r="{number}">{line}</row>')
    return "".join(told)


def write_ods_xml(path: Path, rows: str, *, styles: str = "", columns: str = "", between: str = "") -> Path:
    """An OpenDocument workbook of one sheet, Sheet1, with this XML of its rows and automatic styles; `between` its elements."""
    named = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in {**dict.fromkeys(["office", "table", "text", "style"]), "number": "datastyle"}.items()
        for name in [name or short]
    )
    named += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    named += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    content = between.join(
        [f'<office:document-content{named} office:version="1.3">', f"<office:automatic-styles>{styles}</office:automatic-styles>",
         "<office:body>", "<office:spreadsheet>", '<table:table table:name="Sheet1">', columns, rows, "</table:table>",
         "</office:spreadsheet>", "</office:body>", "</office:document-content>"]
    )  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        book.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?>' + content)
        manifest = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
        book.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest {manifest} manifest:version="1.3">'
            + entry.format("/", "application/vnd.oasis.opendocument.spreadsheet")
            + entry.format("content.xml", "text/xml") + "</manifest:manifest>",
        )  # fmt: skip
    return path


def ods_rows(rows: Sequence[Sequence[object]], between: str = "") -> str:
    """The XML of rows; a text that starts with < is that of the cell itself."""

    def told(cell: object) -> str:
        if str(cell).startswith("<"):
            return str(cell)
        if isinstance(cell, (int, float)):
            return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
        if cell:
            return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        return "<table:table-cell/>"

    lines = (between.join(["<table:table-row>", *map(told, cells), "</table:table-row>"]) for cells in rows)
    return between.join(lines)
