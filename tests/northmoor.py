"""The figures of Northmoor, which is made up, from six years of records: the one report here that takes seconds to calculate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from conftest import calculate, figure_cells

from pipeline.definitions.report_files import load_report
from pipeline.figures.figure import Figures
from pipeline.files.record_table import RecordTable
from pipeline.received.cases import Cases, read_cases
from pipeline.received.placed_records import place_as_on
from pipeline.received.returns import read_returns

FOLDER = Path(__file__).parents[1] / "data" / "raw" / "northmoor"
PERIODS = [f"{year}-{(year + 1) % 100:02d}-Q{quarter}" for year in range(2021, 2026) for quarter in (1, 2, 3, 4)]
NEWEST = PERIODS[-1]

FIGURES = figure_cells()
# No series, limits or trends: what a period's own values, comparisons and lights are made from.
VALUES = ("last-report", "values")
LIGHTS = (*VALUES, "comparators", "targets-and-baselines", "changes", "reductions", "traffic-lights")


@pytest.fixture(scope="session")
def northmoor() -> Callable[..., Figures]:
    """The figures of a period that these cells make, from what had been received by a date; each is made once.

    The records are read once. Those of an earlier day are taken out of them, which gives what reading them on that day
    does (test_vintages).
    """

    @cache
    def made(period: str, as_of: str = "", cells: tuple[str, ...] = FIGURES) -> Figures:
        report = load_report(FOLDER.parent, "northmoor", period)
        returns = read_returns(FOLDER, as_of)
        assert returns.faults == []
        return calculate(report, returns.observations, records=northmoor_records(as_of), cells=cells)

    return made


@cache
def northmoor_records(as_of: str = "") -> Cases:
    """The records as they stood on a day."""
    tables = load_report(FOLDER.parent, "northmoor", NEWEST).case_tables
    if not as_of:
        records = read_cases(FOLDER, tables)
        assert records.faults == []
        return records
    everything = northmoor_records()
    records = RecordTable(everything.rows)
    extracts = place_as_on(records, everything.extracts, tables, as_of)
    return replace(everything, rows=records.frame(), extracts=extracts)
