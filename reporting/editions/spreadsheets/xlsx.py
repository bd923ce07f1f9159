"""XLSX by gptables, which lays a workbook out as the Analysis Function asks; what it leaves out is put in here.

It knows no styles of headings and no language: titles are given the styles that Excel names so, and the document its language.
It takes `[words](elsewhere)` in any cell for a link, and $$ for a note: such a text is handed over as one that it leaves alone.
"""

from __future__ import annotations

import io
import warnings
from datetime import datetime
from xml.etree import ElementTree

import pandas as pd
from gptables import Cover, GPTable, Theme, produce_workbook
from gptables.core.gptable import FormatList

from reporting.editions.spreadsheets.sheets import (
    CONTENTS,
    COVER,
    COVER_WIDTH,
    TABLE_AT,
    Cell,
    Number,
    Sheet,
    Workbook,
    lines_of,
)
from reporting.signing.archives import COVER_LINE, repacked

LANGUAGE = "en-GB"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEADINGS = {"16": ("Heading 1", "16"), "14": ("Heading 2", "17")}  # size of the font: the style's name, and its number in Excel
_A4 = 9
_LINE, _TITLE = 16, 8  # points of a line, and what a title takes more
_SIGNATURES = 3  # lines of the standing, once three persons have signed
_WRAPPED = {"text_wrap": True, "valign": "top"}
_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}  # texts stay texts; nothing of a report goes through the folder for temporary files


def xlsx(book: Workbook) -> bytes:
    """The workbook as XLSX: the same bytes from the same content."""
    cover = Cover(_as_it_is(book.title), *([[_as_it_is(line) for line in lines] for _, lines in book.cover]), cover_label=COVER, width=COVER_WIDTH)
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses a sheet of notes of its own kind (ours is among the sheets), and calls pandas by old ways
        made = produce_workbook(
            written, {one.name: _table(one) for one in book.sheets}, theme=_theme(), cover=cover, contentsheet_label=CONTENTS,
            auto_width=False, gridlines="hide_printed", workbook_options=_WRITTEN,
        )  # fmt: skip
        for one in (book.contents, *book.sheets):
            worksheet = made.get_worksheet_by_name(one.name)
            for at, width in enumerate(one.widths):
                worksheet.set_column(at, at, width)
            for at, lines in enumerate(one.lines):  # LibreOffice makes no room for wrapped text by itself
                worksheet.set_row(at, lines * _LINE + (_TITLE if at == 0 else 0))
            worksheet.set_landscape()
            worksheet.repeat_rows(TABLE_AT)
        cover_lines = [book.title, *(line for heading, told in book.cover for line in (heading, *told))]
        for at, line in enumerate(cover_lines):
            lines = _SIGNATURES if line == COVER_LINE else lines_of(line, COVER_WIDTH)
            made.get_worksheet_by_name(COVER).set_row(at, lines * _LINE + (_TITLE if at == 0 else 0))
        for worksheet in made.worksheets():
            worksheet.set_paper(_A4)
            worksheet.fit_to_pages(1, 0)  # all columns on a sheet of paper
    made.set_properties({
        "title": book.title, "subject": book.subject, "author": book.author, "company": book.author,
        "created": datetime.fromisoformat(book.day),
    })  # fmt: skip
    made.close()
    return repacked(written.getvalue(), {"xl/styles.xml": _with_headings, "docProps/core.xml": _with_language})


def _table(sheet: Sheet) -> GPTable:
    rows = [[_cell(cell) for cell in row] for row in sheet.rows]
    decimals = {(row, at): cell.decimals for row, cells in enumerate(sheet.rows, start=1) for at, cell in enumerate(cells) if isinstance(cell, Number)}
    formats = [  # one for each cell: of several cells in one, gptables 2.0.2 formats the last alone
        {"cell": {"cells": place, "format": {"num_format": f"#,##0{'.' if places else ''}{'0' * places}", "align": "right", "indent": 1}}}
        for place, places in decimals.items()
    ]
    return GPTable(
        table=pd.DataFrame(rows, columns=list(sheet.columns), dtype=object), table_name=sheet.table, title=sheet.title,
        instructions=sheet.about, additional_formatting=formats,
    )  # fmt: skip


def _cell(cell: Cell) -> object:
    return cell.value if isinstance(cell, Number) else _as_it_is(cell)


def _as_it_is(text: str) -> object:
    """A text in which gptables would find a link or a note, as one with a format of its own, in which it looks for neither."""
    return FormatList([{"text_wrap": True}, text]) if "](" in text else text


def _theme() -> Theme:
    headings = {name: {"bold": True, "font_size": size} for name, size in (("cover_title", 16), ("title", 16), ("cover_subtitle", 14))}
    heads = {"column_heading": {"bold": True, "bottom": 1}}
    order = {"description_order": ["instructions", "legend", "source", "scope"]}
    return Theme({"global": {"font_size": 12, "font_name": "Arial", **_WRAPPED}, **headings, **heads, **order})


def _with_headings(styles: bytes) -> bytes:
    """The styles with those of headings, which each format of a title's size then is of."""
    ElementTree.register_namespace("", _MAIN)
    root = ElementTree.fromstring(styles)
    fonts, bases, formats, named = (root.find(f"{{{_MAIN}}}{name}") for name in ("fonts", "cellStyleXfs", "cellXfs", "cellStyles"))
    sizes = [font.find(f"{{{_MAIN}}}sz").get("val") for font in fonts]
    for size, (name, number) in _HEADINGS.items():
        own = [at for at, one in enumerate(sizes) if one == size]
        if not own:
            continue
        place = str(len(bases))
        ElementTree.SubElement(bases, f"{{{_MAIN}}}xf", numFmtId="0", fontId=str(own[0]), fillId="0", borderId="0", applyFont="1")
        ElementTree.SubElement(named, f"{{{_MAIN}}}cellStyle", name=name, xfId=place, builtinId=number)
        for one in formats:
            if int(one.get("fontId")) in own:
                one.set("xfId", place)
    for group in (bases, named):
        group.set("count", str(len(group)))
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _with_language(core: bytes) -> bytes:
    end = b"</cp:coreProperties>"
    return core.replace(end, b"<dc:language>%s</dc:language>" % LANGUAGE.encode() + end)
