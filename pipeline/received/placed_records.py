"""Placed records: each record with the day and the person that it counts for and, where it does not count, the reason.

All of it is asked in SQL where the records lie, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import pandas as pd

from pipeline.core.faults import Fault
from pipeline.definitions.case_tables import CaseTable, LeaveOut, Link
from pipeline.files.record_table import IN_ORDER, RecordTable, conditions
from pipeline.files.sql_names import quoted

SUPERSEDED = "superseded"
NOT_WHOLE = "its table is not whole"
UNREAD = "a cell that may leave it out was not read"
_PLACE = quoted(IN_ORDER)
_DAY, _WHOM, _REASON = "its_own_day", "its_own_person", "its_own_reason"  # no report's column begins so (record_table.OWN)


def place(
    records: RecordTable, extracts: pd.DataFrame, tables: Mapping[str, CaseTable], at_fault: Mapping[str, Collection[Fault]] = MappingProxyType({})
) -> list[Fault]:
    """Give the records their day, person and reason, tables with a date of their own first; a record that belongs to none is a fault.

    `at_fault`: the faults of the tables that are not whole; none of their records counts, and none of a table that belongs to them.
    """
    names = ("table", "part", "received", "first_day", "last_day")
    records.keep("covers", {name: pd.array(extracts[name], dtype="str") for name in names})
    numbers = {name: number for number, name in enumerate(sorted(tables, key=lambda name: tables[name].link is not None))}
    faults: list[Fault] = []
    for name, number in numbers.items():
        table = tables[name]
        target = numbers[table.link.table] if table.link else None
        query, values = _own(name, table, target)
        for rule in table.leave_out:
            query, values = _left_out(query, values, rule, table.key)
        key = quoted(table.key) if table.key else "''"
        records.ask(
            f"""create or replace temp table "placed {number}" as
            select {number} as its_table, {_PLACE}, {_DAY}, {_WHOM}, {_REASON}, {key} as its_key, its_own_unknown from ({query})""", values
        )  # fmt: skip
        if table.link and all(_tells_keys(fault, tables[table.link.table]) for fault in at_fault.get(table.link.table, ())):
            found = _belong_to_none(records, number, table.link, tables[table.link.table].key)
            faults += [fault for fault in found if fault.found or name not in at_fault]  # all keys are known
    everything = " union all ".join(f'select * from "placed {number}"' for number in numbers.values())
    if everything:
        records.replace(
            f"""select records.* replace ({_DAY} as day, {_WHOM} as whom, its_own_place as {_PLACE},
                case when {_REASON} = '' and "table" in (select unnest(cast(? as varchar[]))) then '{NOT_WHOLE}' else {_REASON} end as left_out)
            from records join (select *, row_number() over (order by its_table, {_PLACE}) - 1 as its_own_place from ({everything})) placed
            on placed.{_PLACE} = records.{_PLACE}""", [[*with_those_that_belong(at_fault, tables)]],
        )  # fmt: skip
    for number in numbers.values():
        records.ask(f'drop table "placed {number}"')
    return faults


def place_as_on(records: RecordTable, extracts: pd.DataFrame, tables: Mapping[str, CaseTable], day: str) -> pd.DataFrame:
    """The records as they stood on an earlier day (ISO), and the extracts: what came later has not yet replaced anything."""
    known = extracts[extracts["received"] <= day]
    records.replace(
        "select * replace (case left_out when ? then '' else left_out end as left_out) from records where received <= ?", [SUPERSEDED, day]
    )
    place(records, known, tables)
    return known


def with_those_that_belong(at_fault: Collection[str], tables: Mapping[str, CaseTable]) -> set[str]:
    """The tables at fault, and those that belong to them."""
    return {name for name, table in tables.items() if name in at_fault or (table.link and table.link.table in at_fault)}


def _own(name: str, table: CaseTable, target: int | None) -> tuple[str, list[object]]:
    """SQL for the records of a table with the day and the person of the record that each belongs to, and what a later extract replaces."""
    day, whom, reason, unknown, known = "records.day", "records.whom", "records.left_out", "false", ""
    values: list[object] = [name]
    if table.link:
        day, whom, reason = (f"coalesce(known.{one}, '')" for one in (_DAY, _WHOM, _REASON))
        reason, unknown = f"case when records.left_out = '{UNREAD}' then records.left_out else {reason} end", "known.its_key is null"
        first = ", ".join(f"arg_min({one}, {_PLACE}) as {one}" for one in (_DAY, _WHOM, _REASON))
        known = f"""left join (select its_key, {first} from "placed {target}" where {_REASON} <> '{SUPERSEDED}' and its_key <> '' group by its_key)
            known on known.its_key = records.{quoted(table.link.column)}"""
    own = f"""select records.*, {day} as {_DAY}, {whom} as {_WHOM}, {reason} as {_REASON}, {unknown} as its_own_unknown
        from records {known} where records."table" = ?"""
    later = f"""exists (select 1 from covers where covers."table" = own."table" and covers.part = own.part and covers.received > own.received
        and own.{_DAY} between covers.first_day and covers.last_day)"""
    return f"select * replace (case when {later} then '{SUPERSEDED}' else {_REASON} end as {_REASON}) from ({own}) own", values


def _left_out(query: str, values: list[object], rule: LeaveOut, key: str) -> tuple[str, list[object]]:
    """SQL for the same records, of which those that count so far are left out by a rule."""
    chosen, asked = conditions(rule.where, rule.where_not)
    if rule.repeated:
        before = f"(partition by {quoted(key)} order by {_PLACE} rows between unbounded preceding and 1 preceding)"
        chosen += f" and {quoted(key)} <> '' and count(*) filter (where {_REASON} = '') over {before} > 0"
    left_out = f"case when {_REASON} = '' and {chosen} then ? else {_REASON} end"
    return f"select * replace ({left_out} as {_REASON}) from ({query})", [*asked, rule.reason, *values]


def _tells_keys(fault: Fault, target: CaseTable) -> bool:
    """Whether, with this fault, all keys of a table are known all the same."""
    return bool(fault.row) and fault.column in {*target.columns} - {target.key}


def _belong_to_none(records: RecordTable, number: int, link: Link, key: str) -> list[Fault]:
    """The records of a table that belong to no record of the other one."""
    column, expected = quoted(link.column), f"the {key} of a record of {link.table}"
    query = f"""select file, sheet, "row", {column} from records join "placed {number}" using ({_PLACE}) where its_own_unknown order by {_PLACE}"""
    return [
        Fault("belongs to no record", file, sheet, row, link.column, found, expected, "Correct it, or ask for the missing record.")
        for file, sheet, row, found in records.ask(query).fetchall()
    ]
