"""The cells of a workbook as texts, read from the XML in it. Row n of the sheet is item n - 1.

Numbers are as they are stored, a percentage of 12 as 0.12; days are ISO, with the time where they have one.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from ..base.findings import Wrong
from .workbook_days import day_styles, day_text

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
        place = _workbook(book)
        about, links = _xml(book, place), _links(book, place)
        main = namespace(about)
        names = {one.get("name", ""): _link(one) for one in about.iter(f"{main}sheet")}
        from_1904 = any(one.get("date1904") in ("1", "true") for one in about.iter(f"{main}workbookPr"))
        shared, days = [], day_styles(None)
        for kind, target in links.values():
            if kind == "styles":
                days = day_styles(_xml(book, target))
            elif kind == "sharedStrings":
                strings = _xml(book, target)
                shared = [_runs(one) for one in strings.iter(f"{namespace(strings)}si")]
        root = _xml(book, links[names[_sheet(sheet, list(names))]][1])
    main = namespace(root)
    rows: list[list[str]] = []
    for at, row in enumerate(root.iter(f"{main}row"), start=1):
        number = int(row.get("r", at))
        rows += [[] for _ in range(number - len(rows))]
        for cell in row.iter(f"{main}c"):
            column = _column(cell.get("r", ""), len(rows[number - 1]))
            text = _xlsx_cell(cell, main, shared)
            if not text and column >= len(rows[number - 1]):
                continue
            rows[number - 1] += [""] * (column + 1 - len(rows[number - 1]))
            is_day = text and cell.get("t", "n") == "n" and cell.get("s", "0") in days
            rows[number - 1][column] = day_text(text, from_1904=from_1904) if is_day else text
    return rows


def read_ods(content: bytes, sheet: str) -> list[list[str]]:
    """A sheet of an OpenDocument spreadsheet; without a name its first one."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        tables = {one.get(f"{_TABLE}name", ""): one for one in _xml(book, "content.xml").iter(f"{_TABLE}table")}
    rows: list[list[str]] = []
    empty = 0  # rows and cells without anything in them count where something follows
    for row in tables[_sheet(sheet, list(tables))].iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        before = 0
        for cell in row:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                again, text = int(cell.get(f"{_TABLE}number-columns-repeated", 1)), _ods_cell(cell)
                if text:
                    cells += [*[""] * before, *[text] * again]
                before = 0 if text else before + again
        again = int(row.get(f"{_TABLE}number-rows-repeated", 1))
        if any(cells):
            rows += [[] for _ in range(empty)]
            rows += [list(cells) for _ in range(again)]
        empty = 0 if any(cells) else empty + again
    return rows


def sheet_names(content: bytes, name: str) -> list[str]:
    """The names of a workbook's sheets, in their order; `name` ends as the file does."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if name.endswith(".xlsx"):
            about = _xml(book, _workbook(book))
            return [one.get("name", "") for one in about.iter(f"{namespace(about)}sheet")]
        return [one.get(f"{_TABLE}name", "") for one in _xml(book, "content.xml").iter(f"{_TABLE}table")]


def namespace(element: ElementTree.Element) -> str:
    """The namespace of an element, in braces: Strict Open XML has another one than the usual."""
    return element.tag[: element.tag.index("}") + 1]


def _workbook(book: zipfile.ZipFile) -> str:
    """Where the part that lists the sheets stands."""
    return next((target for kind, target in _links(book, "").values() if kind == "officeDocument"), "xl/workbook.xml")


def _links(book: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and place of what a part leads to, by id; the kind is the last word of its type."""
    folder, _, name = part.rpartition("/")
    about = posixpath.join(folder, "_rels", f"{name}.rels")
    if about not in book.namelist():
        return {}
    found = {}
    for one in _xml(book, about):
        target = one.get("Target", "")
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], place)
    return found


def _link(sheet: ElementTree.Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("relationships}id")), "")


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


def _xlsx_cell(cell: ElementTree.Element, main: str, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(map(_runs, cell.iter(f"{main}is")))
    value = cell.findtext(f"{main}v") or ""
    if cell.get("t") == "b":
        return str(value == "1")
    if cell.get("t") == "d":  # a day as ISO text
        return re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", value).replace("T", " ")
    if cell.get("t") == "s" and value:
        return shared[int(value)]
    return StoredNumber(value) if cell.get("t", "n") == "n" and value else value


def _runs(string: ElementTree.Element) -> str:
    """The text of a string: its parts, but not how it is spoken; what XML cannot hold is written as _x000D_."""
    main = namespace(string)
    parts = (one for part in string for one in ([part] if part.tag == f"{main}t" else part) if part.tag != f"{main}rPh")
    text = "".join(one.text or "" for one in parts if one.tag == f"{main}t")
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _ods_cell(cell: ElementTree.Element) -> str:
    value, day = cell.get(f"{_OFFICE}value"), cell.get(f"{_OFFICE}date-value")
    if cell.get(f"{_OFFICE}boolean-value"):
        return str(cell.get(f"{_OFFICE}boolean-value") == "true")
    if day:
        return re.sub(r"T00:00(:00(\.0+)?)?Z?$", "", day).replace("T", " ")
    shown = "\n".join(map(_paragraph, cell.findall(f"{_TEXT}p"))).strip()
    return shown or cell.get(f"{_OFFICE}string-value", "") if value is None else StoredNumber(value)


def _paragraph(element: ElementTree.Element) -> str:
    """Its text: breaks, tabs and spaces that are elements stand between words; white space of the XML is one space."""
    blanks = {f"{_TEXT}line-break": "\n", f"{_TEXT}tab": "\t", f"{_TEXT}s": " "}
    told = re.sub(r"[ \t\r\n]+", " ", element.text or "")
    for part in element:
        if part.tag in blanks:
            told += blanks[part.tag] * int(part.get(f"{_TEXT}c", 1))
        elif part.tag not in (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text"):
            told += _paragraph(part)
        told += re.sub(r"[ \t\r\n]+", " ", part.tail or "")
    return told
