"""The cells of a workbook as texts, read from the XML in it. Row n of the sheet is item n - 1.

Numbers are as they are stored, a percentage of 12 as 0.12; days are ISO, with the time where they have one.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from .findings import Wrong
from .workbook_days import MAIN as _MAIN
from .workbook_days import day_styles, day_text

_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class StoredNumber(str):
    """The text of a cell that a workbook stores as a number, and not as text."""


def column_place(letters: str) -> int:
    """The place of a column in its row, from 0, by its letters. Raises Wrong for a name that is no letters."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise Wrong(f'"{letters}" is no column of a sheet')
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def read_xlsx(content: bytes, sheet: str) -> list[list[str]]:
    """A sheet of an xlsx workbook; without a name its first one. Raises Wrong where there is none of that name."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        about = _xml(book, "xl/workbook.xml")
        names = {one.get("name"): one.get(_LINK) for one in about.iter(f"{_MAIN}sheet")}
        from_1904 = any(one.get("date1904") in ("1", "true") for one in about.iter(f"{_MAIN}workbookPr"))
        days = day_styles(_xml(book, "xl/styles.xml") if "xl/styles.xml" in book.namelist() else None)
        links = {one.get("Id"): one.get("Target", "") for one in _xml(book, "xl/_rels/workbook.xml.rels")}
        place = links[names[_sheet(sheet, list(names))]]
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            strings = _xml(book, "xl/sharedStrings.xml").iter(f"{_MAIN}si")
            shared = ["".join(part.text or "" for part in one.iter(f"{_MAIN}t")) for one in strings]
        root = _xml(book, place.lstrip("/") if place.startswith("/") else f"xl/{place}")
    rows: list[list[str]] = []
    for at, row in enumerate(root.iter(f"{_MAIN}row"), start=1):
        number = int(row.get("r", at))
        rows += [[] for _ in range(number - len(rows))]
        for cell in row.iter(f"{_MAIN}c"):
            column = _column(cell.get("r", ""), len(rows[number - 1]))
            rows[number - 1] += [""] * (column + 1 - len(rows[number - 1]))
            text = _xlsx_cell(cell, shared)
            is_day = text and cell.get("t", "n") == "n" and cell.get("s", "0") in days
            rows[number - 1][column] = day_text(text, from_1904=from_1904) if is_day else text
    return rows


def read_ods(content: bytes, sheet: str) -> list[list[str]]:
    """A sheet of an OpenDocument spreadsheet; without a name its first one."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        tables = {one.get(f"{_TABLE}name", ""): one for one in _xml(book, "content.xml").iter(f"{_TABLE}table")}
    rows: list[list[str]] = []
    for row in tables[_sheet(sheet, list(tables))].iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                cells += [_ods_cell(cell)] * min(int(cell.get(f"{_TABLE}number-columns-repeated", 1)), 1_000)
        # Sheets end in a million empty rows, told as one.
        again = int(row.get(f"{_TABLE}number-rows-repeated", 1))
        rows += [list(cells) for _ in range(again if any(cells) else min(again, 10_000))]
    return rows


def sheet_names(content: bytes, name: str) -> list[str]:
    """The names of a workbook's sheets, in their order; `name` ends as the file does."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if name.endswith(".xlsx"):
            return [one.get("name", "") for one in _xml(book, "xl/workbook.xml").iter(f"{_MAIN}sheet")]
        return [one.get(f"{_TABLE}name", "") for one in _xml(book, "content.xml").iter(f"{_TABLE}table")]


def _xml(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(name))


def _sheet(wanted: str, names: list[str]) -> str:
    if wanted and wanted not in names:
        raise Wrong(f"there is no sheet {wanted}")
    return wanted or names[0]


def _column(reference: str, following: int) -> int:
    """The place of a cell in its row, from 0: by its letters, or the next one where it has none."""
    letters = re.sub("[^A-Z]", "", reference)
    return column_place(letters) if letters else following


def _xlsx_cell(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
    value = cell.findtext(f"{_MAIN}v") or ""
    if cell.get("t") == "b":
        return str(value == "1")
    if cell.get("t") == "d":  # a day as ISO text
        return re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", value).replace("T", " ")
    if cell.get("t") == "s" and value:
        return shared[int(value)]
    return StoredNumber(value) if cell.get("t", "n") == "n" and value else value


def _ods_cell(cell: ElementTree.Element) -> str:
    value, day = cell.get(f"{_OFFICE}value"), cell.get(f"{_OFFICE}date-value")
    if cell.get(f"{_OFFICE}boolean-value"):
        return str(cell.get(f"{_OFFICE}boolean-value") == "true")
    if day:
        return re.sub(r"T00:00(:00(\.0+)?)?Z?$", "", day).replace("T", " ")
    paragraphs = ["".join(part.itertext()) for part in cell.findall(f"{_TEXT}p")]
    return "\n".join(paragraphs) if value is None else StoredNumber(value)
