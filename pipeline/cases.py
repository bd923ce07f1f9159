"""Cases: the records of a report, one row an event, read from the extracts that were received.

An extract is `cases/<received>_<name>.csv|xlsx|ods|parquet`, or any such file in `cases/<received>/`. It covers whole
days; a later extract of the same table replaces the days that it covers. Values are kept as texts, days and
times in ISO form.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.case_columns import read_column, unknown_names
from pipeline.case_tables import CASE_COLUMNS, CaseTable, Column, LeaveOut
from pipeline.corrections import Corrector
from pipeline.faults import Fault, nearest
from pipeline.periods import Period, PeriodError
from pipeline.received import INPUT_COLUMNS, case_files, received_input, received_on
from pipeline.sheet_tables import ReadColumn, read_table
from pipeline.source_records import SourceRecord, source_record_path

EXTRACT_COLUMNS = ["table", "part", "file", "sheet", "received", "taken", "first_day", "last_day", "sha256"]
SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Cases:
    """The records received by a date.

    rows      one row per record: CASE_COLUMNS and every declared column, all texts but `row`; `day` is the ISO day that
              puts it into a period, `whom` the person, `left_out` the reason why it does not count (empty: it counts)
    extracts  one row per extract: EXTRACT_COLUMNS, the days that it covers in ISO form
    inputs    one row per extract, as sources.Returns.inputs
    faults    everything that could not be read as it stands
    """

    rows: pd.DataFrame
    extracts: pd.DataFrame
    inputs: pd.DataFrame
    faults: list[Fault]


def read_cases(
    folder: Path, tables: dict[str, CaseTable], as_of: str = "", corrector: Corrector | None = None
) -> Cases:
    """Read every extract received by `as_of`. Records with a faulty cell are named in `faults`.

    `corrector` corrects known errors as they are read; a record that it leaves out is not among the rows.
    """
    corrector = corrector or Corrector()
    files, faults = case_files(folder, as_of) if tables else ([], [])
    faults += unknown_names(folder, tables)
    read, extracts, inputs = [], [], []
    for path in files:
        record, facts, found = received_input(path, _name(path, folder), received_on(path))
        faults += found
        extract, found = _described(path, facts, record, tables)
        faults += found
        if extract is None:
            continue
        table = tables[extract["table"]]
        rows, found = _read_extract(folder, path, extract, table, record.sheet, corrector)
        faults += found
        read.append(rows)
        extracts.append({**extract, "sheet": record.sheet})
        stated = {} if source_record_path(path).exists() else {"publisher": table.publisher, "licence": table.licence}
        inputs.append({**facts, **{name: text for name, text in stated.items() if text}, "rows": len(rows)})
    declared = dict.fromkeys([*CASE_COLUMNS, *(name for table in tables.values() for name in table.columns)])
    rows = pd.concat(read, ignore_index=True) if read else pd.DataFrame(columns=list(declared))
    rows = rows.fillna("").astype({column: "str" for column in rows.columns if column != "row"} | {"row": "int64"})
    table = pd.DataFrame(extracts, columns=EXTRACT_COLUMNS)
    rows, found = _placed(rows, table, tables)
    faults += _same_days_twice(table) + found
    return Cases(rows, table, pd.DataFrame(inputs, columns=INPUT_COLUMNS), faults)


def received_by(
    rows: pd.DataFrame, extracts: pd.DataFrame, tables: dict[str, CaseTable], day: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows and extracts as they stood on an earlier day (ISO): what came later has not yet replaced anything."""
    known, extracts = rows[rows["received"] <= day].copy(), extracts[extracts["received"] <= day]
    known.loc[known["left_out"].eq(SUPERSEDED), "left_out"] = ""
    placed, _ = _placed(known, extracts, tables)
    return placed, extracts


def covered_days(folder: Path, tables: dict[str, CaseTable]) -> list[tuple[str, date, date]]:
    """The table of every extract with the first and the last day that it covers; no record is read for it."""
    days = []
    for path in case_files(folder)[0]:
        record, facts, _ = received_input(path, _name(path, folder), received_on(path))
        extract, _ = _described(path, facts, record, tables)
        if extract:
            first, last = (date.fromisoformat(extract[name]) for name in ("first_day", "last_day"))
            days.append((extract["table"], first, last))
    return days


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _described(
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
    return {
        "table": title, "part": groups.get("part") or "", "file": facts["file"], "received": facts["received"], "taken": taken,
        "first_day": days[0].isoformat(), "last_day": days[1].isoformat(), "sha256": facts["sha256"],
    }, []  # fmt: skip


def _same_days_twice(extracts: pd.DataFrame) -> list[Fault]:
    """Extracts of a table that arrived on one day and hold the same days: neither replaces the other, so both would count."""
    faults = []
    for _, own in extracts.groupby(["table", "part", "received"]):
        ordered = own.sort_values(["first_day", "file"]).to_dict("records")
        for one, other in itertools.pairwise(ordered):
            if other["first_day"] <= one["last_day"]:
                what = f"holds days that {one['file']} holds too, and arrived on the same day"
                action = "Keep one of them. Files that cover the days together have a group named part in `files`."
                faults.append(Fault(what, file=other["file"], found=other["first_day"], action=action))
    return faults


def _read_extract(
    folder: Path, path: Path, extract: dict, table: CaseTable, sheet: str, corrector: Corrector
) -> tuple[pd.DataFrame, list[Fault]]:
    """The records of one extract with the columns that are declared; all others are dropped here."""
    read, faults = read_table(path, extract["file"], sheet, corrector)
    places, missing = read.places(
        {name: column.headings if column.from_columns else (name,) for name, column in table.columns.items()},
        others=True,
    )
    if missing or not read.header:
        return pd.DataFrame(columns=[*CASE_COLUMNS, *table.columns]), faults + (missing if read.header else [])
    guarded = read.guarded({at: _guard(name, table.columns[name], path.suffix) for name, at in places.items()})
    faults += guarded
    told = {(fault.row, fault.column) for fault in guarded}
    rows = pd.DataFrame({"row": [number for number, _ in read.rows]}, dtype="int64")
    for name, at in places.items():
        raw = pd.Series(read.cells(at), dtype=object)
        values, found = read_column(folder, raw, table.columns[name], rows["row"], read.name, read.sheet, name)
        rows[name] = values
        faults += [fault for fault in found if (fault.row, fault.column) not in told]
    facts = {name: extract[name] for name in ("table", "part", "received", "file", "sha256")}
    rows = rows.assign(**facts, sheet=read.sheet, left_out="", day="", whom="")
    if table.date:
        rows["day"] = rows[table.date].str[:10]
    if table.person:
        rows["whom"] = rows[table.person]
    return rows, faults


def _guard(name: str, column: Column, suffix: str) -> ReadColumn:
    """How the cells of a declared column are guarded. In Parquet a whole number is a category where it was written as one."""
    kind = {"number": "number", "text": "code", "category": "name"}.get(column.kind, "day")
    if kind == "name" and (suffix == ".parquet" or column.pattern or column.lookups):
        kind = "code"
    return ReadColumn(name, kind, frozenset({*column.values, *column.same_as}))


def _placed(
    rows: pd.DataFrame, extracts: pd.DataFrame, tables: dict[str, CaseTable]
) -> tuple[pd.DataFrame, list[Fault]]:
    """The records with their day, person and, where they do not count, the reason; tables with a date of their own first."""
    faults: list[Fault] = []
    done: dict[str, pd.DataFrame] = {}
    for name, table in sorted(tables.items(), key=lambda item: item[1].link is not None):
        own = rows[rows["table"] == name].copy()
        if table.link:
            own, found = _linked(own, table, done[table.link.table], tables[table.link.table].key)
            faults += found
        own.loc[_replaced(own, extracts[extracts["table"] == name]), "left_out"] = SUPERSEDED
        for rule in table.leave_out:
            own.loc[own["left_out"].eq("") & _matching(own, rule, table.key), "left_out"] = rule.reason
        done[name] = own
    placed = pd.concat(done.values(), ignore_index=True) if done else rows
    return placed, faults


def _linked(own: pd.DataFrame, table: CaseTable, target: pd.DataFrame, key: str) -> tuple[pd.DataFrame, list[Fault]]:
    """The rows with the day and the person of the row that each belongs to; one that belongs to none is a fault."""
    counting = target[target["left_out"].ne(SUPERSEDED)].drop_duplicates(key).set_index(key)
    column = table.link.column
    known = own[column].isin(counting.index)
    faults = [
        Fault("belongs to no record", row.file, row.sheet, int(row.row), column, getattr(row, column),
              f"the {key} of a record of {table.link.table}", "Correct it, or ask for the missing record.")
        for row in own[~known].itertuples()
    ]  # fmt: skip
    for name in ("day", "whom"):
        own[name] = own[column].map(counting[name]).fillna("")
    reasons = own[column].map(counting["left_out"]).fillna("")
    own["left_out"] = reasons
    return own, faults


def _replaced(own: pd.DataFrame, extracts: pd.DataFrame) -> pd.Series:
    """Which rows lie on days that an extract received later covers too."""
    replaced = pd.Series(False, index=own.index)
    for later in extracts.itertuples():
        replaced |= (
            own["part"].eq(later.part) & own["received"].lt(later.received)
            & own["day"].ge(later.first_day) & own["day"].le(later.last_day)
        )  # fmt: skip
    return replaced


def _matching(own: pd.DataFrame, rule: LeaveOut, key: str) -> pd.Series:
    chosen = matching(own, rule.where, rule.where_not)
    if rule.repeated:
        counting = own["left_out"].eq("") & own[key].ne("")
        repeated = own[counting].duplicated(key, keep="first")
        chosen &= repeated.reindex(own.index, fill_value=False)
    return chosen


def matching(rows: pd.DataFrame, where: dict[str, tuple[str, ...]], where_not: dict[str, tuple[str, ...]]) -> pd.Series:
    """Which rows have one of the values in every column of `where`, and none of them in any of `where_not`."""
    chosen = pd.Series(True, index=rows.index)
    for column, values in where.items():
        chosen &= rows[column].isin(values)
    for column, values in where_not.items():
        chosen &= ~rows[column].isin(values)
    return chosen
