"""Quality of records: what the suite `case_records` looks at, and whether an indicator's days are covered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.core.clocks import instant
from pipeline.core.installation import EXPECTATIONS
from pipeline.definitions.report import Report
from pipeline.files.record_table import IN_ORDER, RecordTable
from pipeline.files.sql_names import literal, quoted
from pipeline.quality.outcomes import QualityError
from pipeline.received.case_extracts import CoveredDays
from pipeline.received.placed_records import NOT_WHOLE

LOCAL_TIME = len("2025-06-30T14:05:59")  # what is longer bears an offset


def case_records(report: Report, records: RecordTable, extracts: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The records that count and do not meet some expectation of the suite, and how many records that count were looked at.

    Returns  one row a record: its place, day and key, and one column for each thing that an expectation compares. Those of a table
             that is not whole are asked too what their own cells tell.
    """
    tables = report.case_tables
    keys = [f"when {literal(name)} then records.{quoted(one.key)}" for name, one in tables.items() if one.key in records.columns]
    key = f"case records.\"table\" {' '.join(keys)} else '' end" if keys else "''"
    linked = ", ".join(literal(name) for name, table in tables.items() if table.link) or "''"
    records.keep("covers", {name: pd.array(extracts[name], dtype="str") for name in ("file", "first_day", "last_day")})
    _keep_early(report, records)
    counting = f"records.left_out in ('', {literal(NOT_WHOLE)})"
    (looked_at,) = records.ask(f"select count(*) from records where {counting}").fetchone()
    found = records.ask(
        f"""with keyed as (
            select records."table", records.file, records.sheet, records."row", records.day, records.received, {key} as key,
                covers.first_day || ' to ' || covers.last_day as covered, early.file is null as ends_after_it_begins,
                date_diff('day', try_cast(records.day as date), try_cast(records.received as date)) :: double as days_known_for,
                records."table" in ({linked}) or (records.day = '' and records.left_out <> '')
                    or (records.day between covers.first_day and covers.last_day) as within_extract,
                records.{quoted(IN_ORDER)} as place
            from records left join covers using (file) left join early on early.file = records.file and early."row" = records."row"
            where {counting}
        ), twice as (select "table", key from keyed where key <> '' group by all having count(*) > 1)
        select file, sheet, "row", '' as cells, "table" as indicator, day, key, received, covered, days_known_for, within_extract,
            twice.key is null as key_stands_once, ends_after_it_begins
        from keyed left join twice using ("table", key)
        where not ({' and '.join(map(_met, _expectations()))}) order by place"""
    ).df()  # fmt: skip
    flags = ("within_extract", "key_stands_once", "ends_after_it_begins")
    return found.astype(dict.fromkeys(flags, object)), looked_at


def _expectations() -> list[Mapping[str, Any]]:
    written: list[Mapping[str, Any]] = json.loads((EXPECTATIONS / "case_records.json").read_text(encoding="utf-8"))["expectations"]
    return written


def _met(expectation: Mapping[str, Any]) -> str:
    """SQL for the records that meet an expectation of the suite, as Great Expectations asks it of those that do not: nothing meets all.

    Raises QualityError for a kind of expectation that is asked of no record.
    """
    match expectation:
        case {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": name, "value_set": [True], **more}} if not more:
            met = quoted(name)
        case {"type": "expect_column_values_to_be_between", "kwargs": {"column": name, "min_value": int(least), **more}} if not more:
            met = f"{quoted(name)} >= {least}"
        case _:
            kind = f"{expectation['type']} with {', '.join(expectation['kwargs'])}"
            raise QualityError(f"case_records: {kind} is asked of no record; value_set = [true] and min_value = a whole number are")
    return f"coalesce({met}, true)"


def covered_indicators(report: Report, extracts: pd.DataFrame) -> set[str]:
    """The counted indicators for which every day of the report's period is covered by extracts."""
    covered = CoveredDays(extracts)
    period = report.period
    return {
        code
        for code in report.codes
        if (rule := report.indicators[code].counted)
        and not covered.gaps(rule.table, period.first_day(report.indicators[code].basis), period.end)
    }


def _keep_early(report: Report, records: RecordTable) -> None:
    """Put the places of records whose second time, as a counting rule names it, lies before their first, beside the records (`early`).

    Local times follow each other as their texts do; those with an offset, and those that seem to be early, are read as moments.
    """
    records.ask('create or replace temp table early (file varchar, "row" bigint)')
    rules = [rule for indicator in report.indicators.values() if (rule := indicator.counted)]
    pairs = ((rule.table, *both) for rule in rules for both in ((rule.start, rule.finish), ("day", rule.until), ("day", rule.since)))
    for table, *both in dict.fromkeys(pairs):
        if not {*records.columns} >= {*both}:
            continue
        first, second = map(quoted, both)
        zone = report.case_tables[table].zone
        own = "\"table\" = ? and left_out in ('', ?)"
        doubtful = records.ask(
            f"select distinct {first}, {second} from records where {own} and {first} <> '' and {second} <> '' "
            f"and ({second} < {first} or length({first}) > {LOCAL_TIME} or length({second}) > {LOCAL_TIME})",
            [table, NOT_WHOLE],
        ).fetchall()
        wrong = [(one, other) for one, other in doubtful if instant(other, zone) < instant(one, zone)]
        if wrong:
            ones, others = zip(*wrong, strict=True)
            records.keep("wrong", {"one": ones, "other": others})
            records.ask(
                f'insert into early select file, "row" from records join wrong on wrong.one = records.{first} and wrong.other = records.{second} where {own} '
                'except select file, "row" from early', [table, NOT_WHOLE],
            )  # fmt: skip
