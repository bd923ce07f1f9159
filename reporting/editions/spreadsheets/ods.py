"""ODS by odfpy: the same cover, contents and sheets as the XLSX, with styles of headings, tables with names and marked header rows."""

from __future__ import annotations

import io
from collections.abc import Sequence

from odf import dc, meta, number, style, table, text
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.teletype import addTextToElement

from pipeline.files.cell_values import column_letters
from reporting.editions.spreadsheets.sheets import COVER, COVER_WIDTH, TABLE_AT, Cell, Number, Sheet, Workbook
from reporting.signing.archives import repacked

_LANGUAGE, _COUNTRY = "en", "GB"
_CHARACTER = 0.23  # cm of a column for a character of its text, in Arial 12
_SIZES = {"Heading_20_1": "16pt", "Heading_20_2": "14pt"}


def ods(book: Workbook) -> bytes:
    """The workbook as ODS: the same bytes from the same content."""
    Element.namespaces.clear()  # odfpy 1.4.1 keeps those of every document that this process has made, and declares them all
    made = _Document(book)
    written = io.BytesIO()
    made.document.write(written)
    return repacked(written.getvalue(), {})


class _Document:
    """The document while it is written. `document` is odfpy's."""

    def __init__(self, book: Workbook):
        self.document = OpenDocumentSpreadsheet()
        self._numbers: dict[int, str] = {}
        self._ranges = table.DatabaseRanges()
        self._describe(book)
        self._styles()
        self._cover(book)
        sheets = (book.contents, *book.sheets)
        for sheet in sheets:
            self._sheet(sheet, linked=sheet is sheets[0])
        self.document.spreadsheet.addElement(self._ranges)

    def _describe(self, book: Workbook) -> None:
        told = ((dc.Title, book.title), (dc.Subject, book.subject), (dc.Creator, book.author), (meta.InitialCreator, book.author))
        told += ((dc.Language, f"{_LANGUAGE}-{_COUNTRY}"), (dc.Date, f"{book.day}T00:00:00"), (meta.CreationDate, f"{book.day}T00:00:00"))
        for kind, words in told:
            self.document.meta.addElement(kind(text=words))

    def _styles(self) -> None:
        default = style.DefaultStyle(family="table-cell")
        default.addElement(style.TextProperties(fontfamily="Arial", fontsize="12pt", language=_LANGUAGE, country=_COUNTRY))
        self.document.styles.addElement(default)
        base = style.Style(name="Default", family="table-cell")
        base.addElement(style.TableCellProperties(wrapoption="wrap", verticalalign="top"))
        self.document.styles.addElement(base)
        for name, size in _SIZES.items():
            heading = style.Style(name=name, displayname=name.replace("_20_", " "), family="table-cell", parentstylename="Default")
            heading.addElement(style.TextProperties(fontsize=size, fontweight="bold"))
            self.document.styles.addElement(heading)
        head = style.Style(name="Column_20_heading", displayname="Column heading", family="table-cell", parentstylename="Default")
        head.addElement(style.TextProperties(fontweight="bold"))
        head.addElement(style.TableCellProperties(borderbottom="0.5pt solid #000000"))
        self.document.styles.addElement(head)
        for name, width, height in (("Default", "21cm", "29.7cm"), ("Tables", "29.7cm", "21cm")):
            page = style.PageLayout(name=f"{name}-page")
            way = "landscape" if name == "Tables" else "portrait"
            page.addElement(style.PageLayoutProperties(pagewidth=width, pageheight=height, printorientation=way, scaletox=1, scaletoy=0, margin="1.5cm"))
            self.document.automaticstyles.addElement(page)
            self.document.masterstyles.addElement(style.MasterPage(name=name, pagelayoutname=page))
            own = style.Style(name=f"{name}-sheet", family="table", masterpagename=name)
            own.addElement(style.TableProperties(display=True))
            self.document.automaticstyles.addElement(own)
        row = style.Style(name="row", family="table-row")
        row.addElement(style.TableRowProperties(useoptimalrowheight=True))
        self.document.automaticstyles.addElement(row)

    def _number_style(self, decimals: int) -> str:
        if decimals not in self._numbers:
            name = self._numbers[decimals] = f"number{decimals}"
            shown = number.NumberStyle(name=f"{name}-format")
            shown.addElement(number.Number(decimalplaces=decimals, minintegerdigits=1, grouping=True))
            own = style.Style(name=name, family="table-cell", parentstylename="Default", datastylename=f"{name}-format")
            own.addElement(style.ParagraphProperties(textalign="end", marginright="0.2cm"))
            self.document.automaticstyles.addElement(shown)
            self.document.automaticstyles.addElement(own)
        return self._numbers[decimals]

    def _table(self, name: str, widths: Sequence[int]) -> table.Table:
        made = table.Table(name=name, stylename="Default-sheet" if name == COVER else "Tables-sheet")
        for at, width in enumerate(widths):
            column = style.Style(name=f"{name.replace(' ', '_')}_{at}", family="table-column")
            column.addElement(style.TableColumnProperties(columnwidth=f"{width * _CHARACTER:.2f}cm"))
            self.document.automaticstyles.addElement(column)
            made.addElement(table.TableColumn(stylename=column, defaultcellstylename="Default"))
        self.document.spreadsheet.addElement(made)
        return made

    def _cover(self, book: Workbook) -> None:
        cover = self._table(COVER, [COVER_WIDTH])
        cover.addElement(self._row([book.title], "Heading_20_1"))
        for heading, lines in book.cover:
            cover.addElement(self._row([heading], "Heading_20_2"))
            for line in lines:
                cover.addElement(self._row([line]))

    def _sheet(self, sheet: Sheet, *, linked: bool) -> None:
        made = self._table(sheet.name, sheet.widths)
        made.addElement(self._row([sheet.title], "Heading_20_1"))
        made.addElement(self._row([sheet.about]))
        header = table.TableHeaderRows()
        header.addElement(self._row(sheet.columns, "Column_20_heading"))
        made.addElement(header)
        for row in sheet.rows:
            made.addElement(self._row(row, linked=linked))
        last = column_letters(len(sheet.columns))
        place = f"'{sheet.name}'.A{TABLE_AT + 1}:'{sheet.name}'.{last}{TABLE_AT + 1 + len(sheet.rows)}"
        self._ranges.addElement(table.DatabaseRange(name=sheet.table, targetrangeaddress=place, containsheader=True, displayfilterbuttons=False))

    def _row(self, cells: Sequence[Cell], stylename: str = "Default", *, linked: bool = False) -> table.TableRow:
        made = table.TableRow(stylename="row")
        for at, cell in enumerate(cells):
            made.addElement(self._cell(cell, stylename, linked=linked and at == 0))
        return made

    def _cell(self, cell: Cell, stylename: str, *, linked: bool) -> table.TableCell:
        if isinstance(cell, Number):
            made = table.TableCell(valuetype="float", value=cell.value, stylename=self._number_style(cell.decimals))
            made.addElement(text.P(text=f"{cell.value:,.{cell.decimals}f}"))
            return made
        made = table.TableCell(valuetype="string", stylename=stylename)
        for line in cell.splitlines():
            paragraph = text.P()
            if linked:
                paragraph.addElement(text.A(href=f"#'{cell}'.A1", type="simple", text=line))
            elif "  " in line or "\t" in line:  # of several blanks, ODF keeps one that is not written as an element
                addTextToElement(paragraph, line)
            else:
                paragraph.addText(line)
            made.addElement(paragraph)
        return made
