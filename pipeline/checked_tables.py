"""Checked tables: what each suite of expectations looks at, one column for each thing that an expectation compares."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd

from pipeline.action_quality import tracked_actions
from pipeline.case_months import extract_months
from pipeline.case_quality import case_records, covered_indicators
from pipeline.definitions import Report
from pipeline.display import exact, round_half_away
from pipeline.indicators import Indicator
from pipeline.methods.bases import parts_of
from pipeline.observations import PLACE, newest, with_coverage
from pipeline.periods import Period
from pipeline.received_measures import AS_RECEIVED, impossible


def checked_tables(
    report: Report, observations: pd.DataFrame, cases: pd.DataFrame, extracts: pd.DataFrame, actions: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables that the suites look at, by suite name.

    Rows keep their file, sheet and row, and the indicator and the category that they belong to: a record its case table.
    """
    readable = observations[observations["readable"]]
    rows = with_coverage(readable).reset_index(drop=True)
    tables = {
        "observations": _with_checks(report, rows),
        "expected_values": _expected_values(report, observations, covered_indicators(report, cases, extracts)),
        "cumulative_values": _cumulative_values(report, rows),
        "breakdowns": _breakdowns(report, rows),
        "sums": _sums(report, rows),
    }
    if report.case_tables:
        tables["case_records"] = case_records(report, cases, extracts)
        tables["case_extracts"] = extract_months(report, cases, extracts)
    return tables | ({"actions": tracked_actions(report, actions)} if len(actions) else {})


def _with_checks(report: Report, rows: pd.DataFrame) -> pd.DataFrame:
    """The observations with one column for each thing that an expectation compares."""
    units = rows["indicator"].map({code: indicator.unit for code, indicator in report.indicators.items()})
    value, numerator, denominator = rows["value"], rows["numerator"], rows["denominator"]
    share = units.eq("percent")
    ended = pd.to_datetime(rows["last_day"])
    absent = value.isna() & numerator.isna() & rows[list(AS_RECEIVED)].isna().all(axis=1)
    return rows.assign(
        percentage=value.where(share),
        count=value.where(units.eq("count")),
        part_of_one=value.where(units.eq("count")) % 1,
        largest_numerator=denominator.where(share),
        part_of_a_case=(rows[["numerator", "denominator"]] % 1).max(axis=1),
        smallest_count=rows[["numerator", "denominator"]].min(axis=1),
        agrees_with_counts=[
            _agrees(*cells) for cells in zip(value, numerator, denominator, units, strict=True)
        ],
        from_counts=(numerator / denominator * 100).round(6).astype(object).where(denominator.ne(0), "no percentage"),
        agrees_with_same_days=_agrees_with_same_days(rows),
        days_after_period=(pd.to_datetime(rows["received"]) - ended).dt.days.astype("float64"),
        undeclared=[_undeclared(report, row) for row in rows.itertuples()],
        impossible=[impossible(row) for row in rows.itertuples()],
        looks_like_a_fraction=(share & value.between(0, 1, inclusive="neither")).astype(object),
        explained=rows["note"].where(absent & rows["note"].ne(""), None).where(absent, "not absent"),
    )  # fmt: skip


def _undeclared(report: Report, row) -> str:
    """The columns of numbers as received that the indicator does not take."""
    taken = report.indicators[row.indicator].as_received if row.indicator in report.indicators else AS_RECEIVED
    return ", ".join(one for one in AS_RECEIVED if one not in taken and pd.notna(getattr(row, one)))


def _agrees(value: float, numerator: float, denominator: float, unit: str) -> bool:
    if pd.isna(value) or pd.isna(numerator) or pd.isna(denominator) or unit != "percent":
        return True
    if denominator == 0:
        return False
    decimals = _decimals(value)
    return round_half_away(exact(numerator) / exact(denominator) * 100, decimals) == round_half_away(
        exact(value), decimals
    )


def _agrees_with_same_days(rows: pd.DataFrame) -> pd.Series:
    days = rows.groupby(["indicator", "category", "first_day", "last_day", "received"], dropna=False)
    one_name = days["basis"].transform("nunique") == 1  # the same line twice is the fault value-is-given-once
    return (one_name | (days["value"].transform("nunique") <= 1)).astype(object)


def _expected_values(report: Report, observations: pd.DataFrame, covered: set[str]) -> pd.DataFrame:
    explained = covered | {code for absent in report.exceptions.not_received for code in absent.indicators}
    ends = [
        (indicator, _end(period, basis))
        for indicator, period, basis in zip(
            observations["indicator"], observations["period"], observations["basis"], strict=True
        )
    ]
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


def _sums(report: Report, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a value that covers several quarters or months which were all received too: both must say the same.

    `agrees` looks at what was received on one date; `agrees_with_later` where the dates differ, as revisions do.
    """
    latest = newest(rows[rows["indicator"].isin(report.indicators)])
    known = {(row.indicator, row.category, row.first_day, row.last_day): row for row in latest.itertuples()}
    found = []
    for row in known.values():
        parts = [
            known.get((row.indicator, row.category, part.first_day(basis).isoformat(), part.end.isoformat()))
            for part, basis in parts_of(Period.parse(row.period, row.basis), row.basis)
        ]
        expected = (
            None if len(parts) < 2 or None in parts else _from_parts(report.indicators[row.indicator], row, parts)
        )
        if expected is not None and pd.notna(row.value):
            same = exact(row.value) == expected
            at_once = len({part.received for part in (row, *parts)}) == 1
            found.append(
                (
                    row.file,
                    row.sheet,
                    row.row,
                    row.cells,
                    row.indicator,
                    row.category,
                    row.value,
                    float(expected),
                    same or not at_once,
                    same or at_once,
                )
            )
    columns = [*PLACE, "indicator", "category", "value", "sum_of_parts", "agrees", "agrees_with_later"]
    return pd.DataFrame(found, columns=columns).astype({"row": "int64", "agrees": object, "agrees_with_later": object})


def _from_parts(indicator: Indicator, whole, parts: list) -> Fraction | None:
    """What the parts come to, as precise as the whole is written; None where parts do not add up by their nature."""
    if indicator.aggregation == "sum" and all(pd.notna(part.value) for part in parts):
        return sum(exact(part.value) for part in parts)
    counts = [(part.numerator, part.denominator) for part in parts]
    if (
        indicator.unit != "percent"
        or any(pd.isna(number) for pair in counts for number in pair)
        or pd.isna(whole.value)
    ):
        return None
    cases, people = (sum(exact(pair[at]) for pair in counts) for at in (0, 1))
    return exact(round_half_away(cases / people * 100, _decimals(whole.value))) if people else None


def _decimals(written: float) -> int:
    """How many decimals a number was written with, up to six."""
    return max(0, -round_half_away(exact(written), 6).normalize().as_tuple().exponent)


def _breakdowns(report: Report, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a total that is broken down by category: the total, and the sum of its parts received on the same date."""
    counted = rows[rows["indicator"].isin([code for code, one in report.indicators.items() if one.unit == "count"])]
    days = ["indicator", "basis", "first_day", "last_day", "received"]
    parts = (
        counted[counted["category"].ne("")].groupby(days)["value"].sum(min_count=1).rename("sum_of_parts").reset_index()
    )
    totals = counted[counted["category"].eq("")].merge(parts, on=days)
    return totals.assign(adds_up=totals["value"].eq(totals["sum_of_parts"]) | totals["value"].isna())[
        [*PLACE, "indicator", "category", "period", "value", "sum_of_parts", "adds_up"]
    ]
