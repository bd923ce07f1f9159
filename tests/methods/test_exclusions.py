"""Exclusions: every row received is used, or is left out for one stated reason."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.files.record_table import RecordTable
from pipeline.methods.judgements.rows_accounted import REASONS, USED, account_for_rows
from pipeline.received.cases import read_cases
from pipeline.received.returns import read_returns

NO_CASES = RecordTable(read_cases(Path(), {}).rows)


def uses(folder, period="2023-24-Q2"):
    """What became of each row, by file and row."""
    report = folder.report(period)
    accounts = account_for_rows(report, read_returns(folder.folder).observations, NO_CASES, folder.figures(period))
    return {(row.file[8:18], row.row): row.use for row in accounts.itertuples()}


def test_every_row_is_used_or_left_out_for_its_reason(folder):
    folder.define("A1")
    folder.define("A2", aggregation="distinct")
    folder.define("A3")
    folder.except_in("2023-24-Q2", holds=[{"indicator": "A3", "role": "Analyst", "reason": "Being counted again."}])
    folder.receive("2023-07-30", "A1,2023-24-Q1,quarter,10", "A1,2022-23-Q2,year_to_date,30", "A3,2023-24-Q1,quarter,1")
    folder.receive(
        "2023-11-30",
        "A1,2023-24-Q1,quarter,11",  # replaces what was received in July
        "A1,2023-24-Q1,year_to_date,11",  # the same days again, under another name
        "A1,2023-24-Q2,quarter,12",
        "A1,2023-24-Q3,quarter,13",  # after the period
        "A2,2023-24-Q1,year_to_date,7",  # the report shows the year to date in September, and quarters do not add up
        "A2,2017-18-Q2,year_to_date,7",  # before the years that the report shows
        "A2,2023-24-Q2,year_to_date,8",
    )
    found = uses(folder)
    assert [found["2023-07-30", row] for row in (2, 3, 4)] == ["superseded", USED, "on hold"]
    assert sorted([found["2023-11-30", 2], found["2023-11-30", 3]]) == ["repeated", USED]
    assert [found["2023-11-30", row] for row in (4, 5, 7, 8)] == [USED, "after the period", "not shown", USED]


@pytest.mark.parametrize("period", ["2021-22-Q1", "2022-23-Q3", "2023-24-Q2", "2025-26-Q4"])
def test_rows_received_are_rows_used_and_rows_left_out_for_each_reason(fernmoor, period):
    _, figures = fernmoor(period)
    left_out = [figures[f"rows-received[{reason.replace(' ', '-')}].total"].value for reason in (USED, *REASONS)]
    assert figures["rows-received.total"].value == sum(left_out)
    assert left_out[0] > 0


@pytest.mark.parametrize(
    ("period", "reason", "rows"),
    [  # counted by hand in the returns
        ("2025-26-Q4", "superseded", 7),  # bicycles: 1 + 2 + 3 given again in later returns, and one corrected number
        ("2025-26-Q4", "on-hold", 20),  # five years of school sessions
        ("2025-26-Q4", "after-the-period", 0),
        ("2024-25-Q4", "on-hold", 0),
        ("2021-22-Q1", "superseded", 0),
    ],
)
def test_the_reasons_are_counted_as_by_hand(fernmoor, period, reason, rows):
    _, figures = fernmoor(period)
    assert figures[f"rows-received[{reason}].total"].value == rows


def test_every_row_of_every_return_is_counted_once(fernmoor):
    report, figures = fernmoor("2025-26-Q4")
    observations = read_returns(report.folder).observations
    accounts = account_for_rows(report, observations, NO_CASES, figures)
    assert len(accounts) == len(observations) == figures["rows-received.total"].value
    assert not accounts.duplicated(["file", "sheet", "row"]).any()
    assert figures["returns.total"].value == 9


def test_a_row_is_used_if_and_only_if_a_figure_rests_on_it(fernmoor):
    report, figures = fernmoor("2023-24-Q2")
    accounts = account_for_rows(report, read_returns(report.folder).observations, NO_CASES, figures)
    cited = {
        (rows.file, row)
        for figure in figures.values()
        if figure.parts.measure != "total"
        for rows in figure.rows
        for row in rows.rows
    }
    used = accounts[accounts["use"] == USED]
    assert set(zip(used["file"], used["row"], strict=True)) == {
        place for place in cited if place[0].startswith("returns/")
    }


def test_nothing_received_is_nothing_to_account_for(folder):
    accounts = account_for_rows(folder.report(), read_returns(folder.folder).observations, NO_CASES, folder.figures())
    assert isinstance(accounts, pd.DataFrame)
    assert accounts.empty
