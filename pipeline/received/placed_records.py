"""Placed records: each record with the day and the person that it counts for and, where it does not count, the reason.

All of it is asked in SQL where the records lie, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from pipeline.core.faults import Fault
from pipeline.definitions.case_tables import CaseTable, LeaveOut, Link
from pipeline.files.record_files import RecordFile
from pipeline.files.record_table import IN_ORDER, RecordTable, conditions
from pipeline.files.sql_names import literal, quoted

SUPERSEDED = "superseded"
NOT_WHOLE = "its table is not whole"
UNREAD = "a cell that may leave it out was not read"
_PLACE = quoted(IN_ORDER)
_DAY, _WHOM, _REASON = "its_own_day", "its_own_person", "its_own_reason"  # no report's column begins so (record_table.OWN)


def in_order(tables: Mapping[str, CaseTable]) -> list[str]:
    """The names of the tables in the order in which their records stand: those with a date of their own first."""
    return sorted(tables, key=lambda name: tables[name].link is not None)


def place(
    records: RecordTable, extracts: pd.DataFrame, tables: Mapping[str, CaseTable], at_fault: Mapping[str, Collection[Fault]] = MappingProxyType({})
) -> list[Fault]:
    """Give the records their day, person and reason, tables with a date of their own first; a record that belongs to none is a fault.

    `at_fault`: the faults of the tables that are not whole; none of their records counts, and none of a table that belongs to them.
    The records come as they stand in the end, each table's behind the other's (`in_order`).
    """
    names = ("table", "part", "received", "first_day", "last_day")
    records.keep("covers", {name: pd.array(extracts[name], dtype="str") for name in names})
    faults: list[Fault] = []
    for name in in_order(tables):
        table = tables[name]
        query, values = _own(name, table)
        for rule in table.leave_out:
            query, values = _left_out(query, values, rule, table.key)
        key = quoted(table.key) if table.key else "''"
        records.ask(
            f"create temp table {_placed(name)} as select {_PLACE}, {_DAY}, {_WHOM}, {_REASON}, {key} as its_key, its_own_unknown from ({query})", values
        )  # fmt: skip
        if table.link and all(_tells_keys(fault, tables[table.link.table]) for fault in at_fault.get(table.link.table, ())):
            found = _belong_to_none(records, name, table.link, tables[table.link.table].key)
            faults += [fault for fault in found if fault.found or name not in at_fault]  # all keys are known
    for name in with_those_that_belong(at_fault, tables):
        records.ask(f"update {_placed(name)} set {_REASON} = '{NOT_WHOLE}' where {_REASON} = ''")
    before = records.set_aside()
    nothing = f"select {_PLACE}, day as {_DAY}, whom as {_WHOM}, left_out as {_REASON} from {before} where false"
    everything = " union all ".join([nothing, *(f"select {_PLACE}, {_DAY}, {_WHOM}, {_REASON} from {_placed(name)}" for name in tables)])
    records.ask(
        f"""create view records as select before.* replace ({_DAY} as day, {_WHOM} as whom, {_REASON} as left_out)
        from {before} before join ({everything}) placed on placed.{_PLACE} = before.{_PLACE}"""
    )
    return faults


def write_placed(records: RecordTable, files: Mapping[str, Path], path: Path, columns: Sequence[str]) -> Path:
    """Write the records as they were placed, from the file of each table, to a Parquet file, never holding all of them."""
    with RecordFile(path, columns) as file:
        for name, as_read in files.items():
            told = f"select {_DAY} as day, {_WHOM} as whom, {_REASON} as left_out from {_placed(name)} order by {_PLACE}"
            file.add_file(as_read, records.told(told))
    return path


def _placed(name: str) -> str:
    """The name of what is known of a table's records, as SQL has it."""
    return quoted(f"placed {name}")


def place_as_on(records: RecordTable, extracts: pd.DataFrame, tables: Mapping[str, CaseTable], day: str) -> pd.DataFrame:
    """The records as they stood on an earlier day (ISO), and the extracts: what came later has not yet replaced anything."""
    known = extracts[extracts["received"] <= day]
    left_out = f"case left_out when '{SUPERSEDED}' then '' else left_out end"
    before = records.set_aside()
    records.ask(f"create view records as select * replace ({left_out} as left_out) from {before} where received <= {literal(day)}")
    place(records, known, tables)
    return known


def with_those_that_belong(at_fault: Collection[str], tables: Mapping[str, CaseTable]) -> set[str]:
    """The tables at fault, and those that belong to them."""
    return {name for name, table in tables.items() if name in at_fault or (table.link and table.link.table in at_fault)}


def _own(name: str, table: CaseTable) -> tuple[str, list[object]]:
    """SQL for the records of a table with the day and the person of the record that each belongs to, and what a later extract replaces."""
    day, whom, reason, unknown, known = "records.day", "records.whom", "records.left_out", "false", ""
    values: list[object] = [name]
    if table.link:
        day, whom, reason = (f"coalesce(known.{one}, '')" for one in (_DAY, _WHOM, _REASON))
        reason, unknown = f"case when records.left_out = '{UNREAD}' then records.left_out else {reason} end", "known.its_key is null"
        first = ", ".join(f"arg_min({one}, {_PLACE}) as {one}" for one in (_DAY, _WHOM, _REASON))
        known = f"""left join (select its_key, {first} from {_placed(table.link.table)} where {_REASON} <> '{SUPERSEDED}' and its_key <> '' group by its_key)
            known on known.its_key = records.{quoted(table.link.column)}"""
    own = f"""select records.*, {day} as {_DAY}, {whom} as {_WHOM}, {reason} as {_REASON}, {unknown} as its_own_unknown
        from records {known} where records."table" = ?"""
    later = f"""exists (select 1 from covers where covers."table" = own."table" and covers.part = own.part and covers.received > own.received
        and own.{_DAY} between covers.first_day and covers.last_day)"""
    return f"select * replace (case when {later} then '{SUPERSEDED}' else {_REASON} end as {_REASON}) from ({own}) own", values


def _left_out(query: str, values: list[object], rule: LeaveOut, key: str) -> tuple[str, list[object]]:
    """SQL for the same records, of which those that count so far are left out by a rule."""
    chosen, asked = conditions(rule.where, rule.where_not)
    first, first_of = "", ""
    if rule.repeated:  # an empty key is nobody's, and there may be millions
        first = f", first as (select {quoted(key)} as its_own_key, min({_PLACE}) as its_own_first from own where {_REASON} = '' and {quoted(key)} <> '' group by all)"
        first_of = f"left join first on its_own_key = own.{quoted(key)}"
        chosen += f" and coalesce(own.{_PLACE} > its_own_first, false)"
    left_out = f"case when {_REASON} = '' and {chosen} then ? else {_REASON} end"
    return f"with own as ({query}){first} select own.* replace ({left_out} as {_REASON}) from own {first_of}", [*values, *asked, rule.reason]


def _tells_keys(fault: Fault, target: CaseTable) -> bool:
    """Whether, with this fault, all keys of a table are known all the same."""
    return bool(fault.row) and fault.column in {*target.columns} - {target.key}


def _belong_to_none(records: RecordTable, name: str, link: Link, key: str) -> list[Fault]:
    """The records of a table that belong to no record of the other one."""
    column, expected = quoted(link.column), f"the {key} of a record of {link.table}"
    query = f"""select file, sheet, "row", {column} from records join {_placed(name)} using ({_PLACE}) where its_own_unknown order by {_PLACE}"""
    return [
        Fault("belongs to no record", file, sheet, row, link.column, found, expected, "Correct it, or ask for the missing record.")
        for file, sheet, row, found in records.ask(query).fetchall()
    ]
