"""Rows: a return in our own layout, one row a value, read line by line with every faulty cell named."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.core.bases import BASES, LONGEST, basis_suggestion, is_basis
from pipeline.core.display import STATUS_WORDS
from pipeline.core.faults import Fault, suggestion, unseen
from pipeline.core.periods import Period, PeriodError
from pipeline.definitions.indicators.decimals import decimals_written
from pipeline.definitions.indicators.received_measures import AS_RECEIVED, NUMBERS
from pipeline.files.cell_guards import Kind
from pipeline.files.cell_values import cell_number, cell_text
from pipeline.files.sheet_tables import ReadColumn, read_table
from pipeline.files.spreadsheets import FOR_INFORMATION
from pipeline.received.corrector import Corrector
from pipeline.received.source_records import SourceRecord

REQUIRED_COLUMNS = ("indicator", "period", "basis", "value")
OPTIONAL_COLUMNS = ("category", "numerator", "denominator", "status", "note", *AS_RECEIVED)
COLUMNS = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
WHOLE_ROW = "row"  # in `unread`: not a cell of the row is at fault, but the row itself
_KINDS: dict[str, Kind] = {**dict.fromkeys(NUMBERS, "number"), "status": "prose", "note": "prose"}
_MARKER = re.compile(r"\[([a-z]+)\]")
_NOT_IN_A_NAME = re.compile(r"[\[\]\n]")


def read_return(path: Path, name: str, record: SourceRecord, corrector: Corrector) -> tuple[list[dict], list[Fault]]:
    """The lines of a return as observations with `sheet`, `row` and `unread`, and its faults; `name` is the file as they say it.

    Rows that a correction leaves out are not among them, nor those that do not fit the headings. What stands under a heading
    that is missing, or there twice, was not read in any row.
    """
    table, faults = read_table(path, name, record.sheet, corrector, record.columns)
    if not table.header:
        return [], faults
    at, missing = table.places({column: (column,) for column in COLUMNS}, OPTIONAL_COLUMNS)
    faults += [*missing, *table.unknown(COLUMNS, FOR_INFORMATION)]
    absent = {fault.column for fault in missing}
    guarded = table.guarded({place: ReadColumn(column, _KINDS.get(column, "name")) for column, place in at.items()})
    faults += guarded
    told = {(fault.row, fault.column) for fault in guarded}
    rows = []
    at_fault: dict[int | None, set[str]] = {}
    for row, column in told:
        at_fault.setdefault(row, set()).add(column or WHOLE_ROW)
    columns = [table.cells(place, _KINDS.get(column, "name")) for column, place in at.items()]
    for (number, _), *cells in zip(table.rows, *columns, strict=True):
        read, found = read_row(dict(zip(at, cells, strict=True)), table.place(number), absent)
        faults += [fault for fault in found if (fault.row, fault.column) not in told]
        unread = {fault.column for fault in found} | at_fault.get(number, set()) | absent
        rows.append({**read, "sheet": table.sheet, "row": number, "cells": "", "unread": " ".join(sorted(unread))})
    if not (rows or table.misfits or table.left_out):
        action = "Ask the sender for the return again."
        faults.append(replace(table.place(), what="the file has a header and no rows", action=action))
    return rows, faults


def read_row(cells: Mapping[str, object], place: Fault, absent: Collection[str] = ()) -> tuple[dict, list[Fault]]:
    """One value of a return as an observation, and what is wrong with its cells, each by its own name.

    Of columns that are `absent`, though they have to be there, nothing is told: that they are missing is.
    """
    faults: list[Fault] = []

    def fault(column: str, what: str, expected: str, action: str = "") -> None:
        found = cell_text(cells.get(column, "")) or None
        if column not in absent:
            faults.append(Fault(what, place.file, place.sheet, place.row, column, found, expected, action))

    read: dict[str, object] = {
        column: cell_text(cells.get(column, "")) for column in ("indicator", "category", "period", "basis", "note")
    }
    for column, text in read.items():
        if not text:
            continue
        faults += unseen(str(text), place.file, place.sheet, place.row, column, lines=column in ("note", "category"))
    if _NOT_IN_A_NAME.search(str(read["category"])):
        fault("category", "a bracket or a new line in a category", "words alone")
    for column in ("indicator", "period"):
        if not isinstance(cells.get(column, ""), str):
            fault(column, "stored as a number or date", "text", "Format the cell as text and type it again.")
        elif not read[column]:
            fault(column, "the cell is empty", f"{'an' if column == 'indicator' else 'a'} {column}")
    basis = str(read["basis"])
    if not is_basis(basis):
        known = f"one of {', '.join(BASES)}, or rolling_24_months with any number from 2 to {LONGEST}"
        fault("basis", "unknown basis", known, basis_suggestion(basis))
        basis = "unknown"  # then only what is a period on no basis is told of the period
    if isinstance(cells.get("period"), str) and read["period"]:
        try:
            read["period"] = str(Period.parse(str(read["period"]), basis))
        except PeriodError as error:
            faults.append(Fault(str(error), place.file, place.sheet, place.row, "period"))
    status = cell_text(cells.get("status", "")).replace("[", " ").replace("]", " ").replace(",", " ").split()
    for column in NUMBERS:
        cell = cells.get(column, "")
        if cell.__class__ is str and not cell:  # most columns of most returns
            read[column] = None
            continue
        marker = _MARKER.fullmatch(cell_text(cell))
        if marker:
            status.append(marker[1])
            read[column] = None
            continue
        read[column], wrong = cell_number(cell)
        if wrong:
            fault(column, wrong, "a number without unit", "Correct the cell, or leave it empty and say why in status.")
    read["decimals"] = None if read["value"] is None else decimals_written(cells.get("value"))
    unknown = [mark for mark in status if mark not in STATUS_WORDS]
    if unknown:
        fault("status", "unknown marker", "one of " + ", ".join(STATUS_WORDS), suggestion(unknown[0], STATUS_WORDS))
    read["status"] = " ".join(dict.fromkeys(mark for mark in status if mark in STATUS_WORDS))
    marks = " ".join(f"[{mark}]" for mark in ("x", "z", "c") if mark in status)
    if marks and read["value"] is not None:
        fault("value", f"a value beside {marks}, which says that there is none to print", "a value or the marker")
    if "c" in status and not (read["numerator"] is None and read["denominator"] is None):
        fault("numerator", "counts beside [c], which says that they must not be known", "no counts")
    instead = any(read[column] is not None for column in AS_RECEIVED)
    if "c" in status and instead:
        fault("value", "numbers as received beside [c], which says that they must not be known", "none")
    certain = not faults and not absent
    if certain and status and not marks and read["value"] is None and read["numerator"] is None and not instead:
        fault("status", "says something about a value, and there is none", "a value, or x, z or c with a note that says why")
    without = [column for column in ("numerator", "denominator") if read[column] is None]
    if certain and not faults and not status and len(without) == 1:  # 1,234 without quotes ends in two cells
        fault(without[0], "one of the two counts is missing", "both numerator and denominator, or neither")
    elif certain and not faults and not status and without and read["value"] is None and not instead:
        fault("value", "neither a value nor a status", "a number, or a status such as x with a note that says why")
    return read, faults
