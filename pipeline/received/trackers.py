"""Actions: who does what by when, with the status that a dated rule gives each of them.

A tracker is `actions/<received-date>_<name>.csv|xlsx|ods`, one row an action:

    id          a short name of its own among all trackers: small letters, digits and hyphens
    action      what is to be done
    lead        the role that answers for it; empty: nobody is named
    due         the day by which it is to be done; empty: no day is set
    completed   the day on which it was done; empty: it is not done
    milestones  the steps on the way; empty: none are defined
    opened      optional: the day on which it was agreed; a report for an earlier day leaves it out
    reported    optional: the status that the sender gives, one of action_rule.STATES; it counts where the rest is not stated
    note        optional: what else is known

Days are dates such as 2017-12-31. `[x]` in lead, due, completed or milestones says that the source does not state
it, which is not the same as empty. A later tracker of the same name takes the place of the earlier one, and a
`.source.toml` beside it says who published it, as with returns. The rule stands in report.toml under `[actions]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.core.faults import Fault, suggestion, unseen
from pipeline.core.periods import is_date
from pipeline.definitions.action_rule import NOT_STATED, STATES
from pipeline.definitions.report import Report
from pipeline.files.cell_guards import Kind
from pipeline.files.cell_values import cell_text
from pipeline.files.sheet_tables import ReadColumn, read_table
from pipeline.received.received_files import received_files, tracker_files
from pipeline.received.source_records import INPUT_COLUMNS, SourceRecord, received_input, source_record_path

REQUIRED = ("id", "action", "lead", "due", "completed", "milestones")
OPTIONAL = ("opened", "reported", "note")
DATES = ("due", "completed", "opened")
COLUMNS = [*REQUIRED, *OPTIONAL, "received", "file", "sheet", "row", "sha256"]
_KINDS: dict[str, Kind] = {"id": "code", "note": "prose", **dict.fromkeys(DATES, "day")}
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Trackers:
    """The trackers received by a date: `actions`, one row an action (COLUMNS, all text but `row`), `inputs` as of returns, and faults."""

    actions: pd.DataFrame
    inputs: pd.DataFrame
    faults: list[Fault]


def read_actions(folder: Path, as_of: str = "") -> Trackers:
    """Read the trackers of a report's folder. No tracker is no fault."""
    _, faults = received_files(folder / "actions", as_of)
    rows: list[dict] = []
    inputs: list[dict] = []
    for path in tracker_files(folder, as_of):
        record, facts, found = received_input(path, f"actions/{path.name}", path.name[:10])
        read, wrong = _read_tracker(path, facts, record)
        faults += found + wrong
        rows += read
        inputs.append({**facts, "rows": len(read)})
    known: set[str] = set()
    for row in rows:
        if row["id"] and row["id"] in known:
            place = {"file": row["file"], "sheet": row["sheet"], "row": row["row"], "column": "id"}
            faults.append(Fault("the action is there twice", **place, found=row["id"], action="Give each its own id."))
        known.add(row["id"])
    actions = pd.DataFrame(rows, columns=COLUMNS).astype({"row": "int64"})
    return Trackers(actions, pd.DataFrame(inputs, columns=INPUT_COLUMNS), faults)


def judged_on(report: Report, received: str) -> date:
    """The day of an action's status: the meeting, or else the last day of the period, and none after it was received."""
    presented = report.exceptions.presented
    return min(presented.date if presented else report.period.end, date.fromisoformat(received))


def _read_tracker(path: Path, facts: dict, record: SourceRecord) -> tuple[list[dict], list[Fault]]:
    table, faults = read_table(path, facts["file"], record.sheet)
    if not table.header:
        return [], faults
    known = (*REQUIRED, *OPTIONAL)
    at, missing = table.places({column: (column,) for column in known}, OPTIONAL)
    faults += [*missing, *table.unknown(known)]
    absent = {fault.column for fault in missing}
    guarded = table.guarded({place: ReadColumn(column, _KINDS.get(column, "name")) for column, place in at.items()})
    faults += guarded
    told = {(fault.row, fault.column) for fault in guarded}
    if not (table.rows or table.misfits or table.left_out or record.rows == 0):
        action = f"Ask for it again. If there are none any more, write rows = 0 into {source_record_path(path).name}."
        faults.append(replace(table.place(), what="the tracker has no actions", action=action))
    rows = []
    for number, cells in table.rows:
        row = {column: "" for column in known}
        row |= {column: cell_text(table.cell(cells, place, _KINDS.get(column, "name"))) for column, place in at.items()}
        row |= {column: row[column].removesuffix(" 00:00:00") for column in DATES}  # a day as a workbook keeps it
        found = _row_faults(row, facts["received"], table.place(number))
        faults += [fault for fault in found if (fault.row, fault.column) not in told and fault.column not in absent]
        received = {key: facts[key] for key in ("received", "file", "sha256")}
        rows.append({**row, "sheet": table.sheet, "row": number, **received})
    return rows, faults


def _row_faults(row: dict[str, str], received: str, place: Fault) -> list[Fault]:
    """What is wrong with the cells of one action."""
    faults: list[Fault] = []

    def fault(column: str, what: str, expected: str, action: str = "") -> None:
        faults.append(Fault(what, place.file, place.sheet, place.row, column, row[column] or None, expected, action))

    for column, text in row.items():
        faults += unseen(text, place.file, place.sheet, place.row, column)
    if not _ID.fullmatch(row["id"]):
        fault("id", "not a usable id", "small letters, digits and hyphens, such as referral-pathway")
    if not row["action"]:
        fault("action", "the cell is empty", "what is to be done")
    for column in DATES:
        unsaid = column != "opened" and row[column] == NOT_STATED
        if row[column] and not unsaid and not is_date(row[column]):
            fault(column, "not a date", "a date such as 2017-12-31, nothing, or [x] where the source states none")
    for column in ("completed", "opened"):
        if is_date(row[column]) and row[column] > received:
            fault(column, f"{column} after the tracker was received", f"a day up to {received}")
    for column in ("due", "completed"):
        if is_date(row["opened"]) and is_date(row[column]) and row[column] < row["opened"]:
            fault(column, f"{column} before it was opened", f"a day from {row['opened']} on")
    if row["reported"] and row["reported"] not in STATES:
        fault("reported", "unknown status", "one of " + ", ".join(STATES), suggestion(row["reported"], STATES))
    return faults
