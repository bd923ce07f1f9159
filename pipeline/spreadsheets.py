"""Spreadsheets: the cells of a csv, xlsx, ods or Parquet file as they stand in it; in Parquet the column names are row 1."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from pipeline.cells import column_number
from pipeline.faults import Fault, nearest
from pipeline.toml_files import not_utf8

RETURN_SHEET = "Return"
_XML = "{http://schemas.openxmlformats.org/"


def read_cells(path: Path, name: str, sheet: str) -> tuple[str, list[Sequence], list[Fault]]:
    """The sheet that was read, all its cells from the first row on (row n is item n - 1), and what keeps it from being read.

    Text files are UTF-8; workbooks are read by calamine, which runs no formula and no macro. `sheet` may be
    empty where there is only one, or where one is named as in the workbooks that `report template` writes.
    """
    if path.suffix == ".csv":
        try:
            lines = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
            return "", list(lines), []
        except UnicodeDecodeError as error:
            return "", [], [not_utf8(error, name, "Save it as CSV UTF-8.")]
        except csv.Error as error:
            action = "A quote that opens must close. Save it as CSV UTF-8 again."
            return "", [], [Fault(f"not readable as CSV: {error}", file=name, row=lines.line_num, action=action)]
    if path.suffix == ".parquet":
        try:
            table = pd.read_parquet(path).astype(object)
        except (OSError, ValueError) as error:
            return "", [], [Fault(f"not readable as Parquet ({error})", file=name, action="Take the extract again.")]
        return "", [list(table.columns), *table.where(table.notna(), "").values.tolist()], []
    try:
        workbook: CalamineWorkbook = load_workbook(path)
        names = workbook.sheet_names
        sheet = sheet or (RETURN_SHEET if RETURN_SHEET in names else "")
        if sheet and sheet not in names:
            return sheet, [], [Fault("the sheet is missing", file=name, sheet=sheet, action=nearest(sheet, names))]
        if not sheet and len(names) > 1:
            action = f"Name the sheet in {path.with_suffix('.source.toml').name}: sheet = one of {', '.join(names)}."
            return "", [], [Fault("the workbook has several sheets", file=name, found=str(len(names)), action=action)]
        sheet = sheet or names[0]
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return sheet, _with_errors(cells, path, sheet) if path.suffix == ".xlsx" else cells, []
    except (CalamineError, OSError, ValueError, KeyError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        what = "the workbook cannot be opened: it is damaged, cut off or protected by a password"
        return sheet, [], [Fault(f"{what} ({error})", file=name, action="Ask the sender for the file again.")]


def _with_errors(cells: list[list], path: Path, sheet: str) -> list[list]:
    """The cells with errors of Excel such as #DIV/0! in their places; calamine gives them as empty."""
    with zipfile.ZipFile(path) as book:
        listed = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_XML}spreadsheetml/2006/main}}sheet")
        chosen = next(
            entry.get(f"{_XML}officeDocument/2006/relationships}}id") for entry in listed if entry.get("name") == sheet
        )
        links = {
            link.get("Id"): link.get("Target", "")
            for link in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        }
        content = book.read(f"xl/{links[chosen]}".replace("xl//", ""))
    for letters, row, error in re.findall(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>.*?<v>([^<]*)</v>', content):
        cells[int(row) - 1][column_number(letters.decode()) - 1] = error.decode()
    return cells
