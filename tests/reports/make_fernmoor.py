"""Makes the returns of Fernmoor, a made-up partnership with five years of quarters, for tests.

    python tests/reports/make_fernmoor.py              the CSV returns and the records of all returns
    python tests/reports/make_fernmoor.py --workbooks  the XLSX and ODS returns too: their bytes differ each time

Every number follows from the lists below; nothing is drawn by chance.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from itertools import accumulate
from pathlib import Path

FOLDER = Path(__file__).parent / "fernmoor"
COLUMNS = ("indicator", "category", "period", "basis", "value", "numerator", "denominator", "status", "note")
YEARS = ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26")
LAST_DAYS = ("30 June", "30 September", "31 December", "31 March")

# Four quarters a year, five years.
INCIDENTS = [214, 251, 183, 172, 205, 243, 181, 166, 209, 238, 170, 163, 199, 236, 175, 158, 196, 229, 171, 262]
BICYCLES = [61, 70, 44, 31, 64, 73, 43, 34, 66, 78, 47, 35, 71, 80, 52, 36, 75, 87, 55, 41]
FIRES = [3, 5, 1, 0, 2, 4, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]
CARS = [14, 12, 9, 15, 16, 13, 11, 12, 10, 14, 9, 8, 11, 13, 12, 9, 7, 6, 4, 1]
FEEL_SAFE = [
    64.0,
    62.5,
    58.9,
    61.2,
    63.3,
    63.1,
    59.4,
    62.0,
    65.2,
    64.8,
    60.3,
    63.7,
    66.1,
    65.9,
    61.8,
    64.4,
    66.0,
    65.5,
    62.1,
    64.0,
]
VISITS = [52, 60, 48, 55, 57, 61, 50, 58, 59, 66, 51, 60, 62, 64, 53, 57, 60, 63, 49, 59]
REFERRALS = [38, 41, 45, 40, 42, 44, 47, 43, 45, 46, 52, 47, 44, 49, 55, 48, 47, 51, 50, 49]
IN_TIME = [(31, 38), (35, 41), (38, 45), (34, 40), (36, 42), (38, 44), (41, 47), (37, 43), (40, 45), (40, 46),
           (45, 52), (42, 47), (40, 44), (44, 49), (48, 55), (43, 48), (43, 47), (46, 51), (44, 50), (42, 49)]  # fmt: skip
NIGHTS = [(701, 910), (748, 920), (733, 920), (711, 900), (716, 910), (741, 920), (760, 920), (729, 900), (725, 910), (770, 920),
          (786, 920), (752, 910), (757, 910), (801, 920), (822, 920), (790, 900), (810, 910), (861, 920), (874, 920), (848, 900)]  # fmt: skip
PEOPLE = [150, 231, 294, 330, 158, 240, 305, 347, 166, 251, 322, 361, 170, 262, 335, 371, 176, 266, 338, 371]
HEARD_AGAIN = [(1, 7), (2, 9), (0, 6), (1, 8), (1, 9), (1, 6), (2, 8), (0, 5), (1, 6), (0, 4),
               (1, 9), (1, 5), (0, 7), (1, 4), (0, 3), (1, 6), (0, 2), (1, 3), (0, 4), (0, 0)]  # fmt: skip
DOMESTIC = [96, 104, 101, 92, 99, 107, 108, 95, 102, 103, 111, 98, 97, 105, 110, 94, 95, 101, 104, 90]
POPULATION = [39_800, 39_900, 40_100, 40_200, 40_400]
COURSE = [None, 4, 7, 5, 6, 6, 8, 5, 7, 9, 6, 8, 5, 8, 9, 7, 6, 9, 8, None]
SESSIONS = [12, 4, 13, 14, 11, 5, 12, 13, 12, 4, 14, 12, 13, 5, 12, 14, 11, 4, 12, 13]

REVISED_INCIDENTS = ("2025-26-Q2", 233)

# Received date and name → the quarters, counted from 0, whose rows it holds.
RETURNS = {
    "2022-05-12_partners.csv": range(0, 4),
    "2023-05-11_partners.xlsx": range(4, 8),
    "2024-05-09_partners.ods": range(8, 12),
    "2025-05-08_partners.csv": range(12, 16),
    "2025-07-24_partners.csv": range(16, 17),
    "2025-10-23_partners.csv": range(17, 18),
    "2026-01-22_partners.csv": range(18, 19),
    "2026-04-23_partners.csv": range(19, 20),
    "2026-04-30_police.csv": None,
}
SHEETS = {"2023-05-11_partners.xlsx": "Figures", "2024-05-09_partners.ods": "Return"}
# The workbook of 2023 has the partners' own words in its first row.
RENAMED = {
    "2023-05-11_partners.xlsx": {
        "indicator": "Ref",
        "value": "Number",
        "numerator": "Out of these",
        "denominator": "Of all",
        "note": "Remarks",
    }
}


def quarter_name(at: int) -> str:
    """The name of the quarter at a place in the lists: 0 is 2021-22-Q1."""
    return f"{YEARS[at // 4]}-Q{at % 4 + 1}"


def row(indicator: str, at: int, basis: str, value=None, counts=(None, None), status: str = "", note: str = "") -> dict:
    """One line of a return."""
    cells = (indicator, "", quarter_name(at), basis, value, *counts, status, note)
    return dict(zip(COLUMNS, cells, strict=True))


def rows_of_quarter(at: int) -> list[dict]:
    """What partners know of one quarter, without bicycles, which are always given for the year so far."""
    late = "p" if at == 19 else ""
    none_heard = (
        {"status": "z", "note": "no case was heard, so none can have been heard again"}
        if HEARD_AGAIN[at][1] == 0
        else {}
    )
    course = {"status": "x", "note": "the course began in July 2021"} if at == 0 else {}
    rows = [
        row(
            "1.1",
            at,
            "quarter",
            INCIDENTS[at],
            status=late,
            note="some reports are still being classified" if late else "",
        ),
        row("1.3", at, "quarter", FIRES[at]),
        row("1.4", at, "point_in_time", CARS[at]),
        row(
            "feel-safe", at, "quarter", FEEL_SAFE[at], note="a postal survey; the numbers of answers are not handed on"
        ),
        row("1.5", at, "quarter", VISITS[at]),
        row("2.1", at, "quarter", REFERRALS[at]),
        row(
            "2.2",
            at,
            "quarter",
            counts=IN_TIME[at],
            status=late,
            note="two case files are not closed yet" if late else "",
        ),
        row("2.3", at, "quarter", counts=NIGHTS[at]),
        row("2.4", at, "year_to_date", PEOPLE[at]),
        row("2.5", at, "quarter", counts=HEARD_AGAIN[at], **none_heard),
        row("2.6", at, "quarter", counts=(DOMESTIC[at], POPULATION[at // 4])),
        row("2.8", at, "quarter", SESSIONS[at]),
    ]
    if COURSE[at] is not None or course:
        rows.append(row("2.7", at, "quarter", COURSE[at], **course))
    return rows


def bicycles(quarters: range) -> list[dict]:
    """Thefts since April, for every quarter of the financial year up to the last: each return gives them all again."""
    first = quarters[-1] // 4 * 4
    so_far = list(accumulate(BICYCLES[first : quarters[-1] + 1]))
    estimated = {"status": "e", "note": "a week of reports was lost and is estimated"}
    return [
        row("1.2", first + stage, "year_to_date", total, **(estimated if first + stage == 6 else {}))
        for stage, total in enumerate(so_far)
    ]


def return_rows(name: str) -> list[dict]:
    """The lines of one return, in order."""
    quarters = RETURNS[name]
    if quarters is None:
        period, number = REVISED_INCIDENTS
        at = YEARS.index(period[:7]) * 4 + int(period[-1]) - 1
        return [row("1.1", at, "quarter", number, status="r", note="four reports were found after the first count")]
    return bicycles(quarters) + [line for at in quarters for line in rows_of_quarter(at)]


def csv_bytes(rows: list[dict]) -> bytes:
    """The lines as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def write_xlsx(path: Path, rows: list[dict], header: list[str], sheet: str) -> None:
    """A workbook whose first sheet holds notes and whose second holds the figures."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    workbook.active["A1"] = "Made up for testing."
    figures = workbook.create_sheet(sheet)
    figures.append(header)
    for line in rows:
        figures.append(["" if cell is None else cell for cell in line.values()])
    workbook.save(path)


def write_ods(path: Path, rows: list[dict], header: list[str], sheet: str) -> None:
    """A workbook with one sheet."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name=sheet)
    for cells in (header, *[line.values() for line in rows]):
        written = TableRow()
        for cell in cells:
            number = isinstance(cell, (int, float))
            made = TableCell(valuetype="float", value=cell) if number else TableCell(valuetype="string")
            made.addElement(P(text="" if cell is None else str(cell)))
            written.addElement(made)
        table.addElement(written)
    document.spreadsheet.addElement(table)
    document.save(path)


def source_record(name: str, content: bytes) -> bytes:
    """The record that stands beside a return."""
    who = "Fernmoor Constabulary (made up)" if "police" in name else "Fernmoor Community Safety Partnership (made up)"
    lines = [f'publisher = "{who}"', 'licence = "Made up for testing; free for any use."', f"received = {name[:10]}"]
    lines.append(f'sha256 = "{hashlib.sha256(content).hexdigest()}"')
    lines += [f'sheet = "{SHEETS[name]}"'] if name in SHEETS else []
    if name in RENAMED:
        lines += ["", "[columns]", *[f'{ours} = "{theirs}"' for ours, theirs in RENAMED[name].items()]]
    return ("\n".join(lines) + "\n").encode()


def main(folder: Path, *, workbooks: bool) -> None:
    """Write the returns and their records."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in RETURNS:
        path, rows = folder / name, return_rows(name)
        header = [RENAMED.get(name, {}).get(column, column) for column in COLUMNS]
        if path.suffix == ".csv":
            path.write_bytes(csv_bytes(rows))
        elif workbooks:
            {".xlsx": write_xlsx, ".ods": write_ods}[path.suffix](path, rows, header, SHEETS[name])
        if path.exists():
            path.with_suffix(".source.toml").write_bytes(source_record(name, path.read_bytes()))


if __name__ == "__main__":
    main(FOLDER / "returns", workbooks="--workbooks" in sys.argv)
