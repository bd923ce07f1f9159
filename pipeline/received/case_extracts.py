"""Case extracts: the files of records that were received, which table each belongs to, and the days that it covers."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from pipeline.core.faults import TOLD, Fault, nearest, shortened
from pipeline.core.periods import Period, PeriodError
from pipeline.definitions.case_tables import CaseTable
from pipeline.files.cell_values import cell_text
from pipeline.files.spreadsheets import read_cells
from pipeline.received.received_files import case_files, received_on
from pipeline.received.source_records import SourceRecord, received_input, source_record_path

EXTRACT_COLUMNS = ["table", "part", "file", "sheet", "received", "taken", "first_day", "last_day", "sha256", "undeclared"]


def extract_name(path: Path, folder: Path) -> str:
    """The extract's name in the report's folder."""
    return path.relative_to(folder).as_posix()


def described(
    path: Path, facts: dict, record: SourceRecord, tables: dict[str, CaseTable]
) -> tuple[dict | None, list[Fault]]:
    """Which table an extract belongs to, and the days that it covers."""
    name = path.stem.removeprefix(f"{received_on(path)}_")
    matches = {title: match for title, table in tables.items() if (match := re.fullmatch(table.files, name))}
    if len(matches) != 1:
        what = "the extract belongs to no case table" if not matches else "the extract belongs to several case tables"
        action = f"Compare its name with `files` in cases.toml. {nearest(name, tables)}"
        return None, [Fault(what, file=facts["file"], found=name, expected="one of the tables' `files`", action=action)]
    title, match = next(iter(matches.items()))
    groups = match.groupdict()
    named = groups.get("month") or groups.get("period")
    try:
        covered = Period.parse(named, "month" if "month" in groups else "") if named else None
    except PeriodError as error:
        return None, [Fault(str(error), file=facts["file"])]
    days = (covered.start, covered.end) if covered else record.covers
    if days is None:
        action = f"Write covers = [first day, last day] into {source_record_path(path).name}."
        return None, [Fault("the extract does not say which days it covers", file=facts["file"], action=action)]
    taken = str(record.taken or facts["received"])
    if days[1].isoformat() > taken:
        what, expected = "the extract covers days that had not passed when it was taken", f"days up to {taken}"
        action = "Correct the days that it covers, or when it was received. The days to come are another extract's."
        return None, [Fault(what, file=facts["file"], found=days[1].isoformat(), expected=expected, action=action)]
    return {
        "table": title, "part": groups.get("part") or "", "file": facts["file"], "received": facts["received"], "taken": taken,
        "first_day": days[0].isoformat(), "last_day": days[1].isoformat(), "sha256": facts["sha256"],
    }, []  # fmt: skip


def record_faults(path: Path, extract: dict, record: SourceRecord, rows: int, left_out: int) -> list[Fault]:
    """An extract without a record, or with another number of them than its own record states, is not what it seems.

    `rows` are those that were read, `left_out` those that a correction left out. A file that was cut to its header says
    nothing of its days: that nothing happened has to be stated (`rows = 0`).
    """
    there, stated = rows + left_out, source_record_path(path).name
    if record.rows is None and not there:
        action = f"Ask for it again. If there were none in these days, write rows = 0 into {stated}, with who says so."
        return [Fault("the extract has no records", extract["file"], action=action, expected="a record, or a word that there were none")]
    if record.rows is not None and record.rows != there:
        action = f"Ask for the extract again; if {stated} is wrong, correct it there."
        return [Fault("another number of records than its record states", extract["file"], found=str(there), expected=str(record.rows), action=action)]
    return []


def same_days_twice(extracts: pd.DataFrame) -> tuple[set[str], list[Fault]]:
    """Extracts of a table that arrived on one day and hold the same days: neither replaces the other, so both would count.

    Returns the tables with such extracts, and a fault for each.
    """
    tables, faults = set(), []
    for (table, *_), own in extracts.groupby(["table", "part", "received"]):
        ordered = own.sort_values(["first_day", "file"]).to_dict("records")
        for one, other in itertools.pairwise(ordered):
            if other["first_day"] <= one["last_day"]:
                what = f"holds days that {one['file']} holds too, and arrived on the same day"
                action = "Keep one of them. Files that cover the days together have a group named part in `files`."
                faults.append(Fault(what, file=other["file"], found=other["first_day"], action=action))
                tables.add(table)
    return tables, faults


def undeclared_columns(extracts: pd.DataFrame) -> list[Fault]:
    """A word on the columns of extracts that cases.toml does not declare: by name, and none of what stands in them.

    They are not read. But they are kept with the extract, for as long as it is.
    """
    faults = []
    for (table, headings), own in extracts[extracts["undeclared"].ne("")].groupby(["table", "undeclared"], sort=False):
        names = headings.split("\n")
        more = f", and in {len(own) - 1:,} more of its extracts" if len(own) > 1 else ""
        listed = ", ".join(map(shortened, names[:TOLD])) + (f" and {len(names) - TOLD} more" if len(names) > TOLD else "")
        what = f"{len(names)} column{'s' if len(names) > 1 else ''} of {table} not declared{more}: {listed}"
        action = "Nothing of this is read, but the file keeps it. `report receive` stores an extract without it."
        faults.append(Fault(what, own["file"].iloc[0], action=action))
    return faults


def covered_days(folder: Path, tables: dict[str, CaseTable]) -> pd.DataFrame:
    """One row an extract, as EXTRACT_COLUMNS: the table and part that it holds, and the first and the last day that it covers.

    Of a file only whether there is a record in it is looked at: without one it covers nothing, whatever its name says,
    unless its own record states that there were none.
    """
    extracts = []
    for path in case_files(folder)[0]:
        record, facts, _ = received_input(path, extract_name(path, folder), received_on(path))
        extract, _ = described(path, facts, record, tables)
        if extract and (record.rows == 0 or _has_records(path, facts["file"], record.sheet)):
            extracts.append(extract)
    return pd.DataFrame(extracts, columns=EXTRACT_COLUMNS)


def _has_records(path: Path, name: str, sheet: str) -> bool:
    _, cells, faults = read_cells(path, name, sheet)
    return not faults and any(cell_text(cell) for row in cells[1:] for cell in row)


class CoveredDays:
    """The days that extracts cover, by table and part. Takes one row an extract: table, part, first_day, last_day (ISO)."""

    def __init__(self, extracts: pd.DataFrame):
        self.stretches: dict[str, dict[str, list[tuple[date, date]]]] = {}
        for one in extracts.sort_values("first_day").itertuples():
            days = date.fromisoformat(one.first_day), date.fromisoformat(one.last_day)
            self.stretches.setdefault(one.table, {}).setdefault(one.part, []).append(days)

    def gaps(self, table: str, first: date, last: date) -> list[date]:
        """The first day of every stretch of these days that no extract covers."""
        if table not in self.stretches:
            return [first]
        found: set[date] = set()
        for stretches in self.stretches[table].values():
            day = first
            for start, end in stretches:
                if start <= day <= end:
                    day = end + timedelta(days=1)
            if day <= last:
                found.add(day)
        return sorted(found)
