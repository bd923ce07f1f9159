"""Written checks: what people wrote, read and checked by itself, by the step that prints it.

No other step opens the commentary, so that a changed sentence has none but the page made again. Only a step that stops
for something else reads it too, so that everything that is at fault is told at once. One check has rows that look like each
other and nothing that needs Great Expectations, which takes seconds to import.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd

from pipeline.core.faults import Fault
from pipeline.core.installation import EXPECTATIONS
from pipeline.definitions.report import Report
from pipeline.quality.outcomes import FAILING_COLUMNS, VERDICT_COLUMNS, QualityError, failure, verdict
from pipeline.quality.repeated_paragraphs import commentary_paragraphs
from pipeline.quality.waivers import WRITTEN, apply_waivers, mark_waived
from pipeline.received.commentary import Commentary, check_commentary, read_commentary

IN_SET = "expect_column_values_to_be_in_set"


@dataclass(frozen=True)
class Written:
    """The commentary of a period, with the verdicts and failing rows of its own checks, as check_quality gives those of the data.

    `faults` are of what was read, and of waivers of these checks; figures that it names are looked up when they are made.
    """

    commentary: Commentary
    verdicts: pd.DataFrame
    failing: pd.DataFrame
    faults: list[Fault]


def read_written(report: Report, as_of: str, newest: str) -> Written:
    """What had been written by a day, checked; `newest` is the newest received date, where no day is asked for."""
    commentary, faults = read_commentary(report, as_of)
    verdicts, failing = check_written(commentary)
    failing, waiver_faults = apply_waivers(report, failing, as_of or newest, written=True)
    return Written(commentary, mark_waived(verdicts, failing), failing, faults + waiver_faults)


def check_written(commentary: Commentary) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Evaluate the suite of the commentary where something was written: verdicts and failing rows, as check_quality gives them.

    Raises QualityError where an expectation is of a type that is not evaluated here.
    """
    table, suite = commentary_paragraphs(commentary), json.loads((EXPECTATIONS / f"{WRITTEN}.json").read_text(encoding="utf-8"))
    verdicts, failing = [], []
    for one in suite["expectations"] if len(table) else ():
        meta, severity = one["meta"], one["severity"]
        if one["type"] != IN_SET:
            raise QualityError(f"expectations/{WRITTEN}.json, {meta['name']}: {one['type']} is not evaluated there; expected {IN_SET}")
        missed = table[~table[one["kwargs"]["column"]].isin(one["kwargs"]["value_set"])]
        verdicts.append(verdict(WRITTEN, meta, severity, len(table), len(missed), met=missed.empty))
        failing += [failure(WRITTEN, meta, severity, row, meta["action"]) for row in missed.astype(object).to_dict("records")]
    return pd.DataFrame(verdicts, columns=VERDICT_COLUMNS), pd.DataFrame(failing, columns=FAILING_COLUMNS)


def with_what_is_written(report: Report, faults: list[Fault], as_of: str, newest: str) -> list[Fault]:
    """The faults that stop a report, if there are any, with those of what was written beside them; else it is not opened."""
    if not faults:
        return []
    written = read_written(report, as_of, newest)
    return faults + written.faults + check_commentary(report, written.commentary)
