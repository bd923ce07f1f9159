"""What people take away of a report, held against its ledger: the tables of figures for programs, and the spreadsheets.

Every figure that one of them names has there the value, the shorthand and the reason that the ledger has. Other words of a
spreadsheet, such as definitions, are told by making the run again.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from ..base.findings import Wrong, same
from .workbooks import StoredNumber, read_ods, read_xlsx, sheet_names

PAGE, TABLE = "report.html", "report.csv"
SPREADSHEETS = {"report.xlsx": read_xlsx, "report.ods": read_ods}
_LINE = re.compile(r'<nav class="take-away[^>]*>(.*?)</nav>', re.DOTALL)
_OFFERED = re.compile(r'<a href="([^"]+)">[^<]*(?:<span data-label="size">([^<]*)</span>)?')
_HEAD = 2  # the row of a sheet in which the headings of its table stand, after its title and what is said of it
_NOTHING = "[z]"


def checks_of_files(folder: Path, records: Mapping[str, Mapping], *, whole: bool) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """A check of each file that stands beside a published page: its kind, its name, and the check.

    `records` are as published; `whole`: nothing is being made any more, as a file without a size is beside the check of a run.
    """
    if (folder / PAGE).is_file():
        yield "files offered", PAGE, partial(check_offered, (folder / PAGE).read_text(encoding="utf-8"), folder, whole=whole)
    if (folder / TABLE).is_file():
        yield "table of figures", TABLE, lambda: check_table(read_csv(folder / TABLE), records)
    for name, read in SPREADSHEETS.items():
        if (folder / name).is_file():
            yield "spreadsheet", name, partial(check_spreadsheet, (folder / name).read_bytes(), name, read, records)


def check_offered(html: str, folder: Path, *, whole: bool) -> None:
    """Each file that the page offers is there, and as large as it says."""
    for line in _LINE.findall(html):
        for name, size in _OFFERED.findall(line):
            if not (folder / name).is_file() and (whole or size):
                raise Wrong(f"{name} is offered and not there")
            if size:
                same(size, size_in_words(folder / name), f"{name} is said to have")


def size_in_words(path: Path) -> str:
    """How large a file is, as a page says it."""
    return f"{-(-path.stat().st_size // 1000):,} KB"


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a table, one dictionary a row. An apostrophe stands before what a spreadsheet would take for a formula, and before an apostrophe."""
    if not path.is_file():
        raise Wrong(f"{path.name} is not there")
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), restkey="")
    return [{name: (cell or "").removeprefix("'") for name, cell in row.items() if name} for row in rows]


def check_table(rows: Sequence[Mapping[str, str]], records: Mapping[str, Mapping]) -> None:
    """The table of figures says of each figure what the ledger does, in every column that it has."""
    same([row["id"] for row in rows], list(records), "it lists")
    for row, record in zip(rows, records.values(), strict=True):
        value = record["value"]
        number = isinstance(value, (int, float))
        told = {name: held for name, held in record.items() if name in row and (held is None or isinstance(held, str))}
        told |= {"value": "", "judgement": "" if number else value, "decimals": str(record["decimals"]), "notebook": record["cell"]["notebook"]}
        told |= {"cell": record["cell"]["id"], "cell_sha256": record["cell"]["sha256"]}
        if number:
            del told["value"]
            same(float(row["value"]), float(value), f"{row['id']}: its value is")
        for name in told.keys() & row.keys():
            same(row[name], told[name] or "", f"{row['id']}: its {name} is")
        for name in {"operands", "quality"} & row.keys():
            same(json.loads(row[name] or "null") or None, record[name] or None, f"{row['id']}: its {name} are")


def check_spreadsheet(
    content: bytes, name: str, read: Callable[[bytes, str], list[list[str]]], records: Mapping[str, Mapping]
) -> None:
    """Every figure but the drawings stands once in a sheet of the workbook, as the ledger has it."""
    found: list[str] = []
    for sheet in sheet_names(content, name):
        table = read(content, sheet)[_HEAD:]
        if table and "Figure" in table[0]:
            for cells in table[1:]:
                row = dict(zip(table[0], cells, strict=True))
                found.append(row["Figure"])
                _check_row(f"sheet {sheet}, {row['Figure']}", row, records.get(row["Figure"]))
    actions = {one for one in records if one.startswith("actions[") and one.endswith(".days_to_due")}  # these stand beside their status
    same(sorted(found), sorted(one for one, record in records.items() if record["unit"] != "chart" and one not in actions), "it lists")


def _check_row(place: str, row: Mapping[str, str], record: Mapping | None) -> None:
    if record is None:
        raise Wrong(f"{place}: the ledger has no such figure")
    cell, value, marks = row.get("Value") or row["Status"], record["value"], record["status"].split()
    absent = record["display"].split()[0] if value is None or record["display"].startswith("[low]") else ""
    if isinstance(value, (int, float)) and not absent:
        if not isinstance(cell, StoredNumber):
            raise Wrong(f'{place}: "{cell}" is not stored as a number')
        same(float(cell), float(value), f"{place}: its value is")
    else:
        same(cell, absent or value, f"{place}: its value is")
    beside = " ".join(f"[{mark}]" for mark in marks if f"[{mark}]" != absent)
    if "Value" in row:
        same(row.get("Shorthand", _NOTHING), beside or _NOTHING, f"{place}: its shorthand is")
    if "reason" in record and len(record["reason"]) < 1_000:
        same(row.get("Why", _NOTHING), record["reason"].strip() or _NOTHING, f"{place}: why, it says,")
