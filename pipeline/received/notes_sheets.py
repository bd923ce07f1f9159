"""Notes sheets: the commentary in return workbooks, for people who do not write Markdown.

`report template` writes them: one row an indicator, one column a heading of the report, with role and date. A cell is
read and checked as the same text in `commentary/<period>.md` would be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.core.faults import Fault, nearest, unseen
from pipeline.core.periods import Period, PeriodError, is_date
from pipeline.definitions.report import Report
from pipeline.files.cell_guards import Kind
from pipeline.files.cell_values import cell_text, column_letters, words
from pipeline.files.sheet_tables import ReadColumn, read_table
from pipeline.files.spreadsheets import FOR_INFORMATION, RETURN_SHEET, sheet_names
from pipeline.received.received_files import return_files
from pipeline.received.source_records import read_record
from pipeline.received.written_sections import Section, in_lines

NOTES_SHEET = "Notes"
_KINDS: dict[str, Kind] = {"indicator": "name", "period": "name", "role": "name", "date": "day"}
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
    return {RETURN_SHEET, NOTES_SHEET} <= set(sheet_names(path))  # one that cannot be read at all was told by notebook 1


def _read_sheet(report: Report, path: Path) -> tuple[dict[tuple[str, str], Section], list[Fault]]:
    table, faults = read_table(path, f"returns/{path.name}", NOTES_SHEET)
    if not table.header:
        return {}, faults
    known = (*COLUMNS, *report.definition.notes)
    header, missing = table.places({title: (title,) for title in known})
    action = "Write a new workbook with `report template` and copy the texts into it."
    faults += [replace(fault, action=action) if "missing" in fault.what else fault for fault in missing]
    faults += table.unknown(known, FOR_INFORMATION)
    if "period" not in header:
        return {}, faults
    texts = [(number, cells) for number, cells in table.rows if _says_something(report, header, cells)]
    of_none = {number: _period_faults(report, header["period"], cells, table.place(number)) for number, cells in texts}
    faults += [fault for found in of_none.values() for fault in found]
    written = [(number, cells) for number, cells in texts if of_none[number] or _period(header["period"], cells) == str(report.period)]
    columns = {at: ReadColumn(column_letters(at + 1), _KINDS.get(title, "prose")) for title, at in header.items()}
    guarded = replace(table, rows=tuple(written)).guarded(columns)
    told_period = {(number, column_letters(header["period"] + 1)) for number, found in of_none.items() if found}
    guarded = [fault for fault in guarded if (fault.row, fault.column) not in told_period]
    faults += guarded
    told, absent = {(fault.row, fault.column) for fault in guarded}, {fault.column for fault in missing}
    sections: dict[tuple[str, str], Section] = {}
    for number, cells in written:
        row = dict.fromkeys(known, "") | {title: cells[at] if at < len(cells) else "" for title, at in header.items()}
        read, found = _read_row(report, row, header, table.place(number))
        for (code, heading), section in read.items():
            if twice := (code, heading) in sections and code in report.codes_defined and not of_none[number]:
                what, expected = "the indicator is there twice", f"its notes in row {sections[code, heading].line} alone"
                found.append(Fault(what, **section.place(), found=code, expected=expected))
            aside = twice or of_none[number] or code not in report.codes_defined  # looked at all the same
            sections[code, f"{heading} (row {number})" if aside else heading] = section
        faults += [fault for fault in found if (fault.row, fault.column) not in told and fault.column not in absent]
    return sections, faults


def _says_something(report: Report, header: Mapping[str, int], cells: Sequence) -> bool:
    """Whether something is written under a heading; a row without a text belongs to nobody yet."""
    return any(words(cells[header[title]]) for title in report.definition.notes if header.get(title, len(cells)) < len(cells))


def _period(at: int, cells: Sequence) -> str:
    return words(cells[at]) if at < len(cells) else ""


def _period_faults(report: Report, at: int, cells: Sequence, place: Fault) -> list[Fault]:
    """The fault of a text of which the row does not say whose it is: it would be passed over in silence."""
    written = _period(at, cells)
    try:
        Period.parse(written)
        return []
    except PeriodError:
        what, expected = "the row has a text and no period", f"a period such as {report.period}"
        return [replace(place, what=what, column=column_letters(at + 1), found=written or None, expected=expected)]


def _read_row(
    report: Report, row: Mapping[str, object], header: Mapping[str, int], place: Fault
) -> tuple[dict[tuple[str, str], Section], list[Fault]]:
    """The sections in one row: those headings under which something is written for the report's period."""
    where = {title: {**_place(place), "column": column_letters(header[title] + 1) if title in header else title} for title in row}
    texts = {title: (words if title in COLUMNS else cell_text)(row[title]) for title in row}
    texts = {title: in_lines(text) for title, text in texts.items()}
    written = [heading for heading in report.definition.notes if texts[heading]]
    faults = [fault for title in (*written, "role") for fault in unseen(texts[title], *where[title].values())]
    if texts["indicator"] not in report.codes_defined:
        action = nearest(texts["indicator"], report.codes_defined)
        faults.append(Fault("unknown indicator", **where["indicator"], found=texts["indicator"], action=action))
    if not texts["role"] or any(character.isnumeric() for character in texts["role"]):
        expected = "the role of whoever wrote it, without digits, such as service manager"
        faults.append(Fault("nobody says so", **where["role"], found=texts["role"] or None, expected=expected))
    day = row["date"].isoformat()[:10] if isinstance(row["date"], date) else texts["date"]
    if not is_date(day):
        expected = "the day it was written, such as 2023-11-30"
        faults.append(Fault("not a date", **where["date"], found=texts["date"] or None, expected=expected))
    elif day > (received := place.file.rpartition("/")[2][:10]):
        what, expected = "written after the return was received", f"a day up to {received}"
        faults.append(Fault(what, **where["date"], found=day, expected=expected))
    return {
        (texts["indicator"], heading): Section(
            texts[heading] + "\n", place.row or 0, place.file, place.sheet, where[heading]["column"], texts["role"], day
        )
        for heading in written
    }, faults


def _place(fault: Fault) -> dict:
    return {"file": fault.file, "sheet": fault.sheet, "row": fault.row}
