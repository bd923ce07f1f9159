"""Rows: a return in our own layout, one row a value, read line by line with every faulty cell named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.cell_marks import Marks, read_marks
from pipeline.cells import cell_number, cell_text
from pipeline.corrections import Corrector
from pipeline.display import STATUS_WORDS
from pipeline.faults import Fault, suggestion, unseen
from pipeline.periods import BASES, Period, PeriodError
from pipeline.source_records import SourceRecord
from pipeline.spreadsheets import read_cells

REQUIRED_COLUMNS = ("indicator", "period", "basis", "value")
OPTIONAL_COLUMNS = ("category", "numerator", "denominator", "status", "note")
COLUMNS = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
NUMBER_COLUMNS = ("value", "numerator", "denominator")
FOR_INFORMATION = (
    "for information"  # a column whose header starts so is for whoever fills in the return, and is not read
)
_MARKER = re.compile(r"\[([a-z]+)\]")


def read_return(path: Path, name: str, record: SourceRecord, corrector: Corrector) -> tuple[list[dict], list[Fault]]:
    """The lines of a return as observations with `sheet`, `row` and `readable`, and its faults; `name` is the file as they say it.

    Rows that a correction leaves out are not among them.
    """
    sheet, cells, faults = read_cells(path, name, record.sheet)
    marks, unmarked = (Marks(), []) if faults else read_marks(path, name, sheet)
    if faults or unmarked:
        return [], [*faults, *unmarked]
    if not any(any(cell_text(cell) for cell in row) for row in cells):
        return [], [Fault("the file is empty", file=name, sheet=sheet, action="Ask the sender for the return again.")]
    ours = {theirs: column for column, theirs in record.columns.items()}
    cells, left_out, corrected = corrector.correct(name, sheet, cells, ours=ours)
    marks = marks.without(corrected)
    header, faults = _read_header(cells[0], name, sheet, record.columns)
    if faults:
        return [], faults
    faults += _marked_header(header, marks, Fault("", file=name, sheet=sheet))
    rows = []
    for number, row in enumerate(cells[1:], start=2):
        if number in left_out or not any(cell_text(cell) for cell in row):
            continue
        if len(row) > len(header) and any(cell_text(cell) for cell in row[len(header) :]):
            faults.append(
                Fault(
                    "more cells than columns",
                    file=name,
                    sheet=sheet,
                    row=number,
                    action="Put quotes around texts with commas.",
                )
            )
        cells_of_row = {column: row[at] if at < len(row) else "" for at, column in enumerate(header)}
        errors = {column: marks.errors.get((number, at)) for at, column in enumerate(header, start=1)}
        values = cells_of_row | {column: error for column, error in errors.items() if error}
        place = Fault("", file=name, sheet=sheet, row=number)
        read, found = read_row(values, place)
        found += _marked(header, marks, place)
        faults += found
        rows.append({**read, "sheet": sheet, "row": number, "cells": "", "readable": not found})
    if not rows and not left_out:
        faults.append(
            Fault(
                "the file has a header and no rows",
                file=name,
                sheet=sheet,
                action="Ask the sender for the return again.",
            )
        )
    return rows, faults


def _read_header(cells: Sequence, name: str, sheet: str, renamed: dict[str, str]) -> tuple[list[str], list[Fault]]:
    ours = {theirs: column for column, theirs in renamed.items()}
    header = [ours.get(cell_text(cell), cell_text(cell)) for cell in cells]
    while header and not header[-1]:
        header.pop()
    if len(header) == 1 and (separator := next((mark for mark in ";\t|" if mark in header[0]), "")):
        action = "Save it again as CSV UTF-8 (comma delimited), or send the workbook itself."
        return header, [
            Fault(
                "the columns are not separated by commas",
                name,
                sheet,
                1,
                found=separator.replace("\t", "tab"),
                action=action,
            )
        ]
    place = {"file": name, "sheet": sheet, "row": 1}
    faults = [
        Fault("a column is missing", **place, column=column, action="Add it; its name stands in the first row.")
        for column in REQUIRED_COLUMNS
        if column not in header
    ]
    for column in dict.fromkeys(header):
        if column.startswith(FOR_INFORMATION):
            continue
        if column not in COLUMNS:
            faults.append(
                Fault(
                    "unknown column",
                    **place,
                    found=column,
                    expected="one of " + ", ".join(COLUMNS),
                    action=suggestion(column, COLUMNS),
                )
            )
        elif header.count(column) > 1:
            faults.append(Fault("the column is there twice", **place, column=column))
    return header, faults


def _marked_header(header: Sequence[str], marks: Marks, place: Fault) -> list[Fault]:
    """The faults of a sheet or a column that is read and that nobody sees."""
    action = "Show it and look at it, then save the return again under the date of that day."
    hidden = [column for at, column in enumerate(header, start=1) if column in COLUMNS and at in marks.hidden_columns]
    faults = [replace(place, what="the column is hidden", column=column, action=action) for column in hidden]
    return faults + ([replace(place, what="the sheet is hidden", action=action)] if marks.hidden else [])


def _marked(header: Sequence[str], marks: Marks, place: Fault) -> list[Fault]:
    """The faults of cells that the sheet shows otherwise than their values say."""
    faults = []
    action = "Save the return again, under the date of that day, with "
    if place.row in marks.hidden_rows:
        faults.append(replace(place, what="the row is hidden", action="Show it, or delete it if it does not count."))
    for at, column in enumerate(header, start=1):
        cell = (place.row, at)
        if column in COLUMNS and (written := marks.notes.get(cell)):
            what, instead = "a note in the cell, which is not read", "what matters of it in the column note."
            faults.append(replace(place, what=what, column=column, found=written, action=action + instead))
        if column in NUMBER_COLUMNS and cell in marks.percentages:
            what, instead = (
                "the cell is formatted as a percentage",
                "12 instead of 12% in a cell formatted as a number.",
            )
            faults.append(replace(place, what=what, column=column, action=action + instead))
        if column in NUMBER_COLUMNS and cell in marks.raised:
            what, instead = "a raised mark in the cell would be read as a digit", "the number alone."
            faults.append(replace(place, what=what, column=column, found=marks.raised[cell], action=action + instead))
    return faults


def read_row(
    cells: Mapping[str, object], place: Fault, letters: Mapping[str, str] | None = None
) -> tuple[dict, list[Fault]]:
    """One value of a return as an observation, and what is wrong with its cells.

    `letters` names the column of the sheet in which a cell stands, where that is not the cell's own name.
    """
    faults: list[Fault] = []
    letters = letters or {}

    def fault(column: str, what: str, expected: str, action: str = "") -> None:
        found = cell_text(cells.get(column, "")) or None
        where = letters.get(column, column)
        faults.append(Fault(what, place.file, place.sheet, place.row, where, found, expected, action))

    read: dict[str, object] = {
        column: cell_text(cells.get(column, "")) for column in ("indicator", "category", "period", "basis", "note")
    }
    for column, text in read.items():
        faults += unseen(str(text), place.file, place.sheet, place.row, letters.get(column, column))
    if re.search(r"[\[\]\n]", str(read["category"])):
        fault("category", "a bracket or a new line in a category", "words alone")
    for column in ("indicator", "period"):
        if not isinstance(cells.get(column, ""), str):
            fault(column, "stored as a number or date", "text", "Format the cell as text and type it again.")
        elif not read[column]:
            fault(column, "the cell is empty", f"{'an' if column == 'indicator' else 'a'} {column}")
    if read["basis"] not in BASES:
        fault("basis", "unknown basis", "one of " + ", ".join(BASES), suggestion(str(read["basis"]), BASES))
    elif isinstance(cells["period"], str) and read["period"]:
        try:
            read["period"] = str(Period.parse(str(read["period"]), str(read["basis"])))
        except PeriodError as error:
            faults.append(Fault(str(error), place.file, place.sheet, place.row, letters.get("period", "period")))
    status = cell_text(cells.get("status", "")).replace("[", " ").replace("]", " ").replace(",", " ").split()
    for column in NUMBER_COLUMNS:
        cell = cells.get(column, "")
        marker = _MARKER.fullmatch(cell_text(cell))
        if marker:
            status.append(marker[1])
            read[column] = None
            continue
        read[column], wrong = cell_number(cell)
        if wrong:
            fault(column, wrong, "a number without unit", "Correct the cell, or leave it empty and say why in status.")
    unknown = [mark for mark in status if mark not in STATUS_WORDS]
    if unknown:
        fault("status", "unknown marker", "one of " + ", ".join(STATUS_WORDS))
    read["status"] = " ".join(dict.fromkeys(mark for mark in status if mark in STATUS_WORDS))
    marks = " ".join(f"[{mark}]" for mark in ("x", "z", "c") if mark in status)
    if marks and read["value"] is not None:
        fault("value", f"a value beside {marks}, which says that there is none to print", "a value or the marker")
    if "c" in status and not (read["numerator"] is None and read["denominator"] is None):
        fault("numerator", "counts beside [c], which says that they must not be known", "no counts")
    if not faults and status and not marks and read["value"] is None and read["numerator"] is None:
        fault(
            "status",
            "says something about a value, and there is none",
            "a value, or x, z or c with a note that says why",
        )
    absent = [column for column in ("numerator", "denominator") if read[column] is None]
    if not faults and not status and len(absent) == 1:  # 1,234 without quotes ends in two cells
        fault(absent[0], "one of the two counts is missing", "both numerator and denominator, or neither")
    elif not faults and not status and absent and read["value"] is None:
        fault("value", "neither a value nor a status", "a number, or a status such as x with a note that says why")
    return read, faults
