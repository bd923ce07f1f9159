"""Checked tables: what each suite of expectations looks at, one column for each thing that an expectation compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

import pandas as pd

from pipeline.core.display import exact, round_half_away
from pipeline.core.periods import Period
from pipeline.definitions.indicators.received_measures import AS_RECEIVED, impossible
from pipeline.definitions.report import Report
from pipeline.files.record_table import RecordTable, Rows
from pipeline.quality.action_checks import tracked_actions
from pipeline.quality.case_checks import case_records, covered_indicators
from pipeline.quality.case_months import extract_months
from pipeline.quality.two_bases import decimals_of, two_bases
from pipeline.received.observations import NUMBERS, PLACE, newest, were_read, with_coverage

KEY_CELLS = ("indicator", "category", "period", "basis")  # which value a line gives


def checked_tables(
    report: Report,
    observations: pd.DataFrame,
    cases: Rows,
    extracts: pd.DataFrame,
    actions: pd.DataFrame,
) -> dict[str, tuple[pd.DataFrame, int]]:
    """The tables that the suites look at, by suite name, and how many rows that is; that of the commentary is looked at beside it (written_checks).

    Of the records, which may be more than fit into memory, the table has those alone that fail some check.

    Rows keep their file, sheet and row, and the indicator and the category that they belong to: a record its case table.
    A row with a cell that could not be read is asked what the cells tell that were: else its other faults would be told when
    the first is mended.
    """
    lines = _as_read(observations)
    rows = lines[were_read(lines, *KEY_CELLS)].reset_index(drop=True)
    tables = {
        "observations": _with_checks(report, lines),
        "expected_values": _expected_values(report, observations, covered_indicators(report, extracts)),
        "cumulative_values": _cumulative_values(report, rows),
        "breakdowns": _breakdowns(report, rows, lines[~were_read(lines, "category")]),
        "sums": two_bases(report, rows),
    }
    looked_at = {}
    if report.case_tables:
        records = RecordTable(cases)
        tables["case_records"], looked_at["case_records"] = case_records(report, records, extracts)
        tables["case_extracts"] = extract_months(report, records, extracts)
    if len(actions):
        tables["actions"] = tracked_actions(report, actions)
    return {name: (table, looked_at.get(name, len(table))) for name, table in tables.items()}


def _as_read(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations with their coverage, and nothing where a cell could not be read."""
    rows = observations.reset_index(drop=True)
    rows = rows.assign(**{name: rows[name].where(were_read(rows, name)) for name in NUMBERS})
    return rows.join(with_coverage(rows[were_read(rows, "period", "basis")])[["first_day", "last_day"]])


def _with_checks(report: Report, rows: pd.DataFrame) -> pd.DataFrame:
    """The observations with one column for each thing that an expectation compares; nothing is compared of a cell that was not read."""
    units = rows["indicator"].map({code: indicator.unit for code, indicator in report.indicators.items()})
    value, numerator, denominator = rows["value"], rows["numerator"], rows["denominator"]
    share = units.eq("percent")
    per = rows["indicator"].map({code: one.per for code, one in report.indicators.items()}).astype("float64")  # also of none
    ended = pd.to_datetime(rows["last_day"])
    absent = value.isna() & numerator.isna() & rows[list(AS_RECEIVED)].isna().all(axis=1)
    counts = zip(value, numerator, denominator, units, per, strict=True)
    agrees = pd.Series([_agrees(*cells) for cells in counts], index=rows.index, dtype=object)
    of_counts = were_read(rows, "numerator", "denominator")
    return rows.assign(
        named=rows["indicator"].where(were_read(rows, "indicator")),
        named_once=rows["indicator"].where(were_read(rows, *KEY_CELLS)),
        percentage=value.where(share),
        count=value.where(units.eq("count")),
        part_of_one=value.where(units.eq("count")) % 1,
        largest_numerator=denominator.where(share),
        part_of_a_case=(rows[["numerator", "denominator"]] % 1).max(axis=1),
        smallest_count=rows[["numerator", "denominator"]].min(axis=1),
        agrees_with_counts=agrees.where(share, True).astype(object),
        rate_agrees_with_counts=agrees.where(units.eq("rate"), True).astype(object),
        of_a_whole_number=pd.Series(
            [_of_a_whole_number(*cells) for cells in zip(value, numerator, denominator, units, strict=True)],
            index=rows.index, dtype=object,
        ).where(of_counts, True),
        nobody_knows_of_how_many=(share & value.eq(0) & denominator.isna() & of_counts).astype(object),
        from_counts=(numerator / denominator * per).round(6).astype(object).where(denominator.ne(0), "no percentage"),
        agrees_with_same_days=_agrees_with_same_days(rows[were_read(rows, *KEY_CELLS)]).reindex(rows.index, fill_value=True),
        days_after_period=(pd.to_datetime(rows["received"]) - ended).dt.days.astype("float64"),
        undeclared=_of_received_measures(rows, lambda row: _undeclared(report, row)),
        impossible=_of_received_measures(rows[were_read(rows, "value", *AS_RECEIVED)], impossible).reindex(rows.index, fill_value=""),
        looks_like_a_fraction=(share & value.between(0, 1, inclusive="neither")).astype(object),
        explained=rows["note"].where(absent & rows["note"].ne(""), None).where(absent & were_read(rows, "status", "note", *NUMBERS), "not absent"),
    )  # fmt: skip


def _of_received_measures(rows: pd.DataFrame, told: Callable[[Any], str]) -> pd.Series:
    """What is told of each row with numbers as received; nothing of the others, which are nearly all."""
    given = rows[rows[list(AS_RECEIVED)].notna().any(axis=1)]
    return pd.Series([told(row) for row in given.itertuples()], given.index, dtype="str").reindex(rows.index, fill_value="")


def _undeclared(report: Report, row) -> str:
    """The columns of numbers as received that the indicator does not take."""
    taken = report.indicators[row.indicator].as_received if row.indicator in report.indicators else AS_RECEIVED
    return ", ".join(one for one in AS_RECEIVED if one not in taken and pd.notna(getattr(row, one)))


def _agrees(value: float, numerator: float, denominator: float, unit: str, per: float) -> bool:
    """Whether a percentage or rate is that of its counts, at the precision at which it is written."""
    if unit not in ("percent", "rate") or pd.isna(value) or pd.isna(numerator) or pd.isna(denominator):
        return True
    if denominator == 0:
        return False
    decimals = decimals_of(exact(value))
    return round_half_away(exact(numerator) / exact(denominator) * exact(per), decimals) == round_half_away(
        exact(value), decimals
    )


def _of_a_whole_number(value: float, numerator: float, denominator: float, unit: str) -> bool:
    """Whether some whole number of the stated denominator gives a percentage; of 0 none does."""
    if unit != "percent" or pd.isna(value) or pd.isna(denominator) or pd.notna(numerator):
        return True
    cases, decimals = exact(value) * exact(denominator) / 100, decimals_of(exact(value))
    nearest = (floor(cases), floor(cases) + 1) if denominator > 0 else ()
    written = round_half_away(exact(value), decimals)
    return any(round_half_away(Fraction(one) / exact(denominator) * 100, decimals) == written for one in nearest)


def _agrees_with_same_days(rows: pd.DataFrame) -> pd.Series:
    days = rows.groupby(["indicator", "category", "first_day", "last_day", "received"], dropna=False)
    one_name = days["basis"].transform("nunique") == 1  # the same line twice is the fault value-is-given-once
    return (one_name | (days["value"].transform("nunique") <= 1)).astype(object)


def _expected_values(report: Report, observations: pd.DataFrame, covered: set[str]) -> pd.DataFrame:
    explained = covered | {code for absent in report.exceptions.not_received for code in absent.indicators}
    different = observations[["indicator", "period", "basis"]].drop_duplicates().itertuples(index=False)
    ends = [(indicator, _end(period, basis)) for indicator, period, basis in different]
    counted = {code for code in report.codes if report.indicators[code].counted}
    # Where cases.toml is at fault, or nothing is declared for an indicator, that is told, and not what follows from it.
    explained |= {code for code in counted if report.indicators[code].counted.table not in report.case_tables}
    if observations.empty and not counted:  # nothing could be read: its own fault, and every value may be in there
        explained |= set(report.codes)
    there = explained | {indicator for indicator, end in ends if end in (report.period_of(indicator).end, None)}
    lines = [report.definition_rows("indicators.toml", (code,)).rows for code in report.codes]
    return pd.DataFrame(
        {
            "file": "indicators.toml",
            "sheet": "",
            "row": pd.Series([line[0] if line else 0 for line in lines], dtype="int64"),
            "cells": "",
            "indicator": pd.Series(report.codes, dtype="str"),
            "accounted_for": pd.Series([code in there for code in report.codes], dtype=object),
        }
    )


def _end(period: str, basis: str) -> date | None:
    """The last day of a period, or None where the line could not be read and may be the one that is meant."""
    try:
        return Period.parse(period, basis).end
    except ValueError:
        return None


def _cumulative_values(report: Report, rows: pd.DataFrame) -> pd.DataFrame:
    sums = {code for code, indicator in report.indicators.items() if indicator.aggregation == "sum"}
    there = rows["basis"].eq("year_to_date") & rows["indicator"].isin(sums) & rows["value"].notna()
    counted = rows[there].sort_values("last_day", kind="stable")
    before = counted.groupby(["indicator", "category", "first_day", "received"])["value"].shift()
    return counted.assign(value_before=before)[[*PLACE, "indicator", "category", "period", "value", "value_before"]]


def _breakdowns(report: Report, rows: pd.DataFrame, of_any: pd.DataFrame) -> pd.DataFrame:
    """One row a total that is broken down by category, on one received date or as it is known now, beside its parts.

    Counts that do not overlap must make it up; a part that is not known ([x], [c]) leaves room below the total. Of a
    percentage no part has more cases, or more of what was asked, than the whole. Other areas are no parts of a whole.
    Nothing is asked of days with a row `of_any` category, since what that is could not be read.
    """
    own = [code for code, one in report.indicators.items() if not one.areas]
    days = ["indicator", "first_day", "last_day"]
    sure = ~pd.MultiIndex.from_frame(rows[days]).isin(pd.MultiIndex.from_frame(of_any[days]))
    there = rows[rows["indicator"].isin(own) & sure]
    found = [*_broken_down(report, there, ["received"])]
    found += [one for one in _broken_down(report, newest(there), []) if one["dates"] > 1]
    columns = [*PLACE, "indicator", "category", "period", "value", "sum_of_parts", "part", "adds_up", "adds_up_with_later",
               "within", "within_with_later"]  # fmt: skip
    table = pd.DataFrame(found, columns=[*columns, "dates"])[columns]
    return table.astype({"row": "int64", **dict.fromkeys(columns[-4:], object)})


def _broken_down(report: Report, rows: pd.DataFrame, by: list[str]) -> Iterator[dict]:
    keys = ["indicator", "first_day", "last_day", *by]
    is_part = rows["category"].ne("")
    has_parts = is_part.groupby([rows[key] for key in keys], dropna=False).transform("any").astype(bool)  # few have, and each group is a table
    for _, days in rows[has_parts].groupby(keys, dropna=False, sort=False):
        parts = days[days["category"].ne("")]
        for total in days[days["category"].eq("")].itertuples() if len(parts) else ():
            sum_of_parts, whole = parts["value"].sum(min_count=1), report.indicators[total.indicator].unit == "count"
            known = parts["value"].notna()
            adds_up = not whole or pd.isna(total.value) or not known.any()
            adds_up = adds_up or (total.value == sum_of_parts if known.all() else sum_of_parts <= total.value)
            above = [
                part.category for part in parts.itertuples() for name in ("numerator", "denominator")
                if not whole and getattr(part, name) > getattr(total, name)
            ]  # fmt: skip
            dates = 1 if by else len({total.received, *parts["received"]})
            told = {name: getattr(total, name) for name in (*PLACE, "indicator", "category", "period", "value")}
            yield {
                **told, "sum_of_parts": sum_of_parts, "part": ", ".join(dict.fromkeys(above)), "dates": dates,
                "adds_up": adds_up or dates > 1, "adds_up_with_later": adds_up or dates == 1,
                "within": not above or dates > 1, "within_with_later": not above or dates == 1,
            }  # fmt: skip
