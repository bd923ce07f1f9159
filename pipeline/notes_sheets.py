"""Notes sheets: the commentary in return workbooks, for people who do not write Markdown.

`report template` writes them: one row an indicator, one column a heading of the report, with role and date. A cell is
read and checked as the same text in `commentary/<period>.md` would be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, load_workbook

from pipeline.cell_marks import Marks, read_marks
from pipeline.cells import cell_text, column_letters
from pipeline.definitions import Report
from pipeline.faults import Fault, nearest, unseen
from pipeline.received import return_files
from pipeline.rows import FOR_INFORMATION
from pipeline.sections import Section
from pipeline.source_records import read_record
from pipeline.spreadsheets import RETURN_SHEET, read_cells
from pipeline.steps import is_date

NOTES_SHEET = "Notes"
COLUMNS = ("indicator", "period", "role", "date")  # beside these, one column for each of the report's `notes`


def read_notes(report: Report, as_of: str = "") -> tuple[dict[tuple[str, str], Section], list[Fault]]:
    """What the Notes sheets of the returns received by `as_of` say of the report's period, by indicator and heading.

    Of two workbooks that write under the same heading the one received last counts, as it does for values.
    """
    found: dict[tuple[str, str], Section] = {}
    received: dict[tuple[str, str], str] = {}
    faults: list[Fault] = []
    for path in return_files(report.folder, as_of)[0]:
        if not _has_notes(path):
            continue
        sections, wrong = _read_sheet(report, path)
        faults += wrong
        for key, section in sections.items():
            if received.get(key) == path.name[:10]:
                what, action = "another workbook of that day writes under the same heading", "Join the two texts."
                faults.append(Fault(what, **section.place(), found=found[key].file, action=action))
            found[key], received[key] = section, path.name[:10]
    return found, faults


def _has_notes(path: Path) -> bool:
    """Whether it is a workbook as `report template` writes it; one that is described has a layout of its own."""
    if path.suffix == ".csv" or read_record(path, f"returns/{path.name}", date.fromisoformat(path.name[:10]))[0].layout:
        return False
    try:
        return {RETURN_SHEET, NOTES_SHEET} <= set(load_workbook(path).sheet_names)
    except (CalamineError, OSError, ValueError):  # not readable at all: notebook 1 has said so
        return False


def _read_sheet(report: Report, path: Path) -> tuple[dict[tuple[str, str], Section], list[Fault]]:
    name = f"returns/{path.name}"
    _, rows, faults = read_cells(path, name, NOTES_SHEET)
    marks, unmarked = read_marks(path, name, NOTES_SHEET)
    header, wrong = _read_header(report, rows[0] if rows else [], name)
    faults += [*unmarked, *wrong]
    if faults:
        return {}, faults
    sections: dict[tuple[str, str], Section] = {}
    for number, cells in enumerate(rows[1:], start=2):
        row = {title: cells[at] if at < len(cells) else "" for title, at in header.items()}
        read, found = _read_row(report, row, header, Fault("", name, NOTES_SHEET, number))
        found += _remarks(header, marks, name, number) if read else []
        for key, section in read.items():
            if key in sections:
                what, expected = "the indicator is there twice", f"its notes in row {sections[key].line} alone"
                found.append(Fault(what, **section.place(), found=key[0], expected=expected))
            sections[key] = section
        faults += found
    return sections, faults


def _read_header(report: Report, cells: list, name: str) -> tuple[dict[str, int], list[Fault]]:
    """The columns of the sheet that are read, by title."""
    known = (*COLUMNS, *report.definition.notes)
    header: dict[str, int] = {}
    faults = []
    for at, title in enumerate(map(cell_text, cells)):
        place = {"file": name, "sheet": NOTES_SHEET, "row": 1, "column": column_letters(at + 1)}
        if title in header:
            faults.append(Fault("the column is there twice", **place, found=title))
        elif title in known:
            header[title] = at
        elif title and not title.startswith(FOR_INFORMATION):
            faults.append(Fault("unknown column", **place, found=title, action=nearest(title, known)))
    for title in known:
        if title not in header:
            action = "Write a new workbook with `report template` and copy the texts into it."
            faults.append(Fault("a column is missing", name, NOTES_SHEET, 1, column=title, action=action))
    return header, faults


def _read_row(
    report: Report, row: Mapping[str, object], header: Mapping[str, int], place: Fault
) -> tuple[dict[tuple[str, str], Section], list[Fault]]:
    """The sections in one row: those headings under which something is written for the report's period."""
    where = {title: {**_place(place), "column": column_letters(at + 1)} for title, at in header.items()}
    texts = {title: cell_text(row[title]).replace("\r\n", "\n") for title in header}
    written = [heading for heading in report.definition.notes if texts[heading]]
    if not written or texts["period"] != str(report.period):
        return {}, []
    faults = [fault for title in (*written, "role") for fault in unseen(texts[title], *where[title].values())]
    if texts["indicator"] not in report.codes_defined:
        action = nearest(texts["indicator"], report.codes_defined)
        faults.append(Fault("unknown indicator", **where["indicator"], found=texts["indicator"], action=action))
        return {}, faults
    if not texts["role"] or any(character.isnumeric() for character in texts["role"]):
        expected = "the role of whoever wrote it, without digits, such as service manager"
        faults.append(Fault("nobody says so", **where["role"], found=texts["role"] or None, expected=expected))
    day = row["date"]
    day = (
        day.date().isoformat()
        if isinstance(day, datetime)
        else day.isoformat()
        if isinstance(day, date)
        else texts["date"]
    )
    if not is_date(day):
        expected = "the day it was written, such as 2023-11-30"
        faults.append(Fault("not a date", **where["date"], found=texts["date"] or None, expected=expected))
    return {
        (texts["indicator"], heading): Section(
            texts[heading] + "\n", place.row or 0, place.file, place.sheet, where[heading]["column"], texts["role"], day
        )
        for heading in written
    }, faults


def _remarks(header: Mapping[str, int], marks: Marks, name: str, number: int) -> list[Fault]:
    """The faults of a row that nobody sees, and of a remark pinned to a cell: neither is the text that was to be read."""
    place = {"file": name, "sheet": NOTES_SHEET, "row": number}
    faults = [Fault("the row is hidden", **place, action="Show it.")] if number in marks.hidden_rows else []
    for at in header.values():
        if written := marks.notes.get((number, at + 1)):
            what, action = "a note in the cell, which is not read", "Write what matters of it into the cell itself."
            faults.append(Fault(what, **place, column=column_letters(at + 1), found=written, action=action))
    return faults


def _place(fault: Fault) -> dict:
    return {"file": fault.file, "sheet": fault.sheet, "row": fault.row}
