"""Data quality: Great Expectations suites, their verdicts, and the rows that fail them.

The suites stand in `expectations/`, one file a table. Every expectation has a severity (critical stops the
run, warning and info are shown) and says in its `meta` what it protects and what to do when it fails.
"""

from __future__ import annotations

import json
import os
from datetime import date
from fractions import Fraction
from pathlib import Path

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # before the import: its telemetry would reach the network

import great_expectations as gx
import pandas as pd

from pipeline.case_quality import case_records, covered_indicators
from pipeline.definitions import Report
from pipeline.display import exact, round_half_away
from pipeline.faults import Fault, nearest
from pipeline.indicators import Indicator
from pipeline.methods.bases import parts_of
from pipeline.observations import PLACE, column_of, newest, with_coverage
from pipeline.periods import Period
from pipeline.steps import PROJECT

EXPECTATIONS = PROJECT / "expectations"
VERDICT_COLUMNS = [
    "suite", "expectation", "dimension", "severity", "verdict", "checked", "failed", "says", "why", "action",
]  # fmt: skip


class QualityError(RuntimeError):
    """An expectation could not be evaluated, which is not a pass."""


def checked_tables(
    report: Report, observations: pd.DataFrame, cases: pd.DataFrame, extracts: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables that the suites look at, by suite name. Rows keep their file, sheet and row."""
    readable = observations[observations["readable"]]
    rows = with_coverage(readable).reset_index(drop=True)
    tables = {
        "observations": _with_checks(report, rows),
        "expected_values": _expected_values(report, observations, covered_indicators(report, cases, extracts)),
        "cumulative_values": _cumulative_values(report, rows),
        "breakdowns": _breakdowns(report, rows),
        "sums": _sums(report, rows),
    }
    return tables | ({"case_records": case_records(report, cases, extracts)} if report.case_tables else {})


def check_quality(
    report: Report, observations: pd.DataFrame, cases: pd.DataFrame, extracts: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run every suite. Raises QualityError if an expectation could not be evaluated.

    Returns  verdicts, one row an expectation (VERDICT_COLUMNS), and failing rows, one row a failure:
             suite, expectation, severity, file, sheet, row, cells, column, found, expected, says, action.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("tables")
    verdicts, failing = [], []
    for name, table in checked_tables(report, observations, cases, extracts).items():
        batch = (
            source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name).get_batch({"dataframe": table})
        )
        suite = read_suite(name)
        names = [expectation.meta["name"] for expectation in suite.expectations]
        result = batch.validate(
            suite,
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": PLACE},
            expectation_parameters={"known_indicators": list(report.indicator_codes)},
        )
        for outcome in sorted(result.results, key=lambda one: names.index(one.expectation_config.meta["name"])):
            meta = outcome.expectation_config.meta
            if outcome.exception_info.get("raised_exception"):
                raise QualityError(f"{name}, {meta['name']}: {outcome.exception_info['exception_message']}")
            failures = _failures(report, table, name, outcome)
            verdicts.append(_verdict(name, outcome, len(table), len(failures)))
            failing += (
                _nothing_received(report, failures)
                if name == "expected_values" and len(failures) == len(table)
                else failures
            )
    columns = ["suite", "expectation", "severity", *PLACE, "column", "found", "expected", "says", "action"]
    return pd.DataFrame(verdicts, columns=VERDICT_COLUMNS), pd.DataFrame(failing, columns=columns)


def read_suite(name: str, folder: Path = EXPECTATIONS) -> gx.ExpectationSuite:
    """A suite as it stands in its file."""
    written = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return gx.ExpectationSuite(name=written["name"], expectations=written["expectations"], meta=written["meta"])


def critical_faults(failing: pd.DataFrame) -> list[Fault]:
    """What stops the run: the failing rows of critical expectations, each with its place."""
    return [
        Fault(
            row.says, row.file, row.sheet, None if pd.isna(row.row) else int(row.row), row.column, row.found, row.expected, row.action
        )
        for row in failing[failing["severity"] == "critical"].itertuples(index=False)
    ]  # fmt: skip


def _failures(report: Report, table: pd.DataFrame, suite: str, outcome) -> list[dict]:
    meta, failures = outcome.expectation_config.meta, []
    by_place = table.set_index(PLACE, drop=False)
    for place in outcome.result.get("unexpected_index_list") or []:
        row = by_place.loc[[tuple(place[name] for name in PLACE)]].iloc[0]
        found = row[meta["column"]]
        action = meta["action"]
        if meta["name"] == "indicator-is-defined":
            action = f"{nearest(found, report.indicator_codes)} {action}"
        failures.append(
            {
                "suite": suite,
                "expectation": meta["name"],
                "severity": _severity(outcome),
                **{name: row[name] for name in PLACE},
                "column": column_of(row["cells"], meta["column"]),
                "found": _plain(found),
                "expected": meta["expected"].format_map({key: _plain(cell) for key, cell in row.items()}),
                "says": meta["says"],
                "action": action,
            }
        )
    return failures


def _nothing_received(report: Report, failures: list[dict]) -> list[dict]:
    """One failure in place of one for every indicator, where nothing at all was received for the period."""
    place = {"file": "returns/", "row": None, "cells": "", "column": "period", "found": str(report.period)}
    action = "Check the period's name. If it is right, put the returns there, each named by the date it was received."
    return [
        {**failure, **place, "says": "no indicator has a line for this period", "action": action}
        for failure in failures[:1]
    ]


def _plain(cell: object) -> str:
    """A cell as people write it: 48 rather than 48.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _verdict(suite: str, outcome, checked: int, failed: int) -> dict:
    meta = outcome.expectation_config.meta
    return {
        "suite": suite,
        "expectation": meta["name"],
        "severity": _severity(outcome),
        "verdict": "met" if outcome.success else "not met",
        "checked": checked,
        "failed": failed,
        **{key: meta[key] for key in ("dimension", "says", "why", "action")},
    }


def _severity(outcome) -> str:
    severity = outcome.expectation_config.severity
    return getattr(severity, "value", severity)


def _with_checks(report: Report, rows: pd.DataFrame) -> pd.DataFrame:
    """The observations with one column for each thing that an expectation compares."""
    units = rows["indicator"].map({code: indicator.unit for code, indicator in report.indicators.items()})
    value, numerator, denominator = rows["value"], rows["numerator"], rows["denominator"]
    share = units.eq("percent")
    ended = pd.to_datetime(rows["last_day"])
    absent = value.isna() & numerator.isna()
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
        looks_like_a_fraction=(share & value.between(0, 1, inclusive="neither")).astype(object),
        explained=rows["note"].where(absent & rows["note"].ne(""), None).where(absent, "not absent"),
    )  # fmt: skip


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
    if observations.empty and not counted:  # nothing could be read: its own fault, and every value may be in there
        explained |= set(report.codes)
    there = explained | {indicator for indicator, end in ends if end in (report.period.end, None)}
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
    return counted.assign(value_before=before)[[*PLACE, "indicator", "period", "value", "value_before"]]


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
                    row.value,
                    float(expected),
                    same or not at_once,
                    same or at_once,
                )
            )
    columns = [*PLACE, "indicator", "value", "sum_of_parts", "agrees", "agrees_with_later"]
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
        [*PLACE, "indicator", "period", "value", "sum_of_parts", "adds_up"]
    ]
