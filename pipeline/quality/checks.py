"""Data quality: Great Expectations suites, their verdicts, and the rows that fail them.

The suites stand in `expectations/`, one file a table. Every expectation has a severity (critical stops the
run, warning and info are shown) and says in its `meta` what it protects and what to do when it fails.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from pipeline.core.faults import TOLD, nearest
from pipeline.core.installation import EXPECTATIONS
from pipeline.definitions.report import Report
from pipeline.files.record_table import Rows
from pipeline.quality.checked_tables import checked_tables
from pipeline.quality.library import gx
from pipeline.quality.outcomes import FAILING_COLUMNS, VERDICT_COLUMNS, QualityError, failure, verdict
from pipeline.received.observations import PLACE, were_read

MOST_UNKNOWN = 500  # lines of unknown indicators that every check looks at


def check_quality(
    report: Report,
    observations: pd.DataFrame,
    cases: Rows,
    extracts: pd.DataFrame,
    actions: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run every suite of the data. Raises QualityError if an expectation could not be evaluated.

    Returns  verdicts, one row an expectation (VERDICT_COLUMNS), and failing rows, one row a failure:
             suite, expectation, severity, indicator, category, file, sheet, row, cells, column, found, expected, says,
             action, and `waived`, which is empty here (waivers.apply_waivers).
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("tables")
    verdicts, failing = [], []
    observations, rest = _without_most_unknown(report, observations)
    for name, (table, looked_at) in checked_tables(report, observations, cases, extracts, actions).items():
        suite = read_suite(name)
        if not len(table):  # every row of it meets every check, which is not worth the time that asking takes
            verdicts += [verdict(name, one.meta, _severity(one), looked_at, 0, met=True) for one in suite.expectations]
            continue
        batch = (
            source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name).get_batch({"dataframe": table})
        )
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
            if meta["name"] == "indicator-is-defined":
                failures += [_failure(report, name, outcome, row, suggested=False) for row in rest.astype(object).to_dict("records")]
            checked = looked_at + (len(rest) if name == "observations" else 0)
            verdicts.append(verdict(name, meta, _severity(outcome.expectation_config), checked, len(failures), met=outcome.success))
            failing += (
                _nothing_received(report, failures)
                if name == "expected_values" and len(failures) == len(table)
                else failures
            )
    return pd.DataFrame(verdicts, columns=VERDICT_COLUMNS), pd.DataFrame(failing, columns=FAILING_COLUMNS)


def read_suite(name: str, folder: Path = EXPECTATIONS) -> gx.ExpectationSuite:
    """A suite as it stands in its file."""
    written = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return gx.ExpectationSuite(name=written["name"], expectations=written["expectations"], meta=written["meta"])


def _failures(report: Report, table: pd.DataFrame, suite: str, outcome) -> list[dict]:
    failures = []
    unexpected = outcome.result.get("unexpected_index_list") or []
    rows: dict[tuple, dict] = {}
    for row in table.astype(object).to_dict("records") if unexpected else ():
        rows.setdefault(tuple(row[name] for name in PLACE), row)
    for at, place in enumerate(unexpected):
        row = rows[tuple(place[name] for name in PLACE)]
        failures.append(_failure(report, suite, outcome, row, suggested=at < TOLD))
    return failures


def _failure(report: Report, suite: str, outcome, row: dict, *, suggested: bool) -> dict:
    """A row that does not meet a check. The nearest name is looked for (`suggested`) only for as many as are shown."""
    meta = outcome.expectation_config.meta
    action = meta["action"]
    if meta["name"] == "indicator-is-defined" and suggested:
        action = f"{nearest(row[meta['column']], report.indicator_codes)} {action}"
    return failure(suite, meta, _severity(outcome.expectation_config), row, action)


def _without_most_unknown(report: Report, observations: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The observations, and apart from them names and places of all but the first MOST_UNKNOWN of indicators that there are none of.

    A file of another report has hundreds of thousands: each is told and counted, but no further check is asked of it.
    """
    unknown = were_read(observations, "indicator") & ~observations["indicator"].isin(report.indicator_codes)
    apart = unknown & (unknown.cumsum() > MOST_UNKNOWN)
    return observations[~apart], observations.loc[apart, ["indicator", "category", *PLACE]]


def _nothing_received(report: Report, failures: list[dict]) -> list[dict]:
    """One failure in place of one for every indicator, where nothing at all was received for the period."""
    place = {"file": "returns/", "row": None, "cells": "", "column": "period", "found": str(report.period)}
    action = "Check the period's name. If it is right, put the returns there, each named by the date it was received."
    return [
        {**failure, **place, "says": "no indicator has a line for this period", "action": action}
        for failure in failures[:1]
    ]


def _severity(expectation) -> str:
    severity = expectation.severity
    return getattr(severity, "value", severity)
