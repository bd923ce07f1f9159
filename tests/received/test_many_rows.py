"""A file of another report, or with a wrong column, has faults by the hundred thousand: all are counted, and soon."""

from __future__ import annotations

from time import process_time

import pytest
from conftest import ReportFolder
from support import COUNTED, count_referrals, quality_of

from pipeline.core.faults import FaultsFound
from pipeline.quality.spellings import category_faults
from pipeline.quality.waivers import critical_faults
from pipeline.received.cases import read_cases
from pipeline.received.returns import read_returns

FEW, MANY = 500, 2_500  # rows of each kind
GROWTH = 1.5 * MANY / FEW  # times the seconds of the few that the many may take: a list that grew with the square would take 25 times
KINDS = {
    "unknown indicator": "Z{},2023-24-Q2,quarter,4,,,,,Castle",
    "no category of this indicator, which has no total": "A1,2023-24-Q2,quarter,4,,,,,place {}",
    "text where a number belongs": "A1,2023-24-Q2,quarter,x{},,,,,Castle",
    "is not a period": "A1,{} weeks,quarter,4,,,,,Castle",
}


def told(folder):
    """The list of faults of a folder's returns and records, and the seconds of the processor from reading to telling."""
    report = folder.report()
    quality_of(report)  # Great Expectations makes itself ready once
    started = process_time()
    returns = read_returns(folder.folder)
    records = read_cases(folder.folder, report.case_tables)
    verdicts, failing = quality_of(report)
    faults = returns.faults + records.faults + category_faults(report, returns.observations) + critical_faults(failing)
    return str(FaultsFound(faults)).splitlines(), process_time() - started


def told_of(folder, many):
    """The list of a folder in which so many rows of each kind are wrong, and its seconds."""
    count_referrals(folder)
    folder.define("A1", **COUNTED, total=False, categories={"Castle": {}, "Quay": {}})
    rows = [line.format(at) for line in KINDS.values() for at in range(many)]
    folder.receive("2023-11-30", "A1,2023-24-Q2,quarter,4,,,,,Castle", *rows)
    records = (f"{at},2023-07-02,place {at}" for at in range(many))
    folder.receive_cases("2023-10-02_referrals", "id,referred,place", *records, covers="2023-07-01, 2023-09-30")
    return told(folder)


def test_every_row_that_is_of_another_report_is_counted_and_twenty_of_a_kind_are_told_soon(tmp_path):
    lines, seconds = told_of(ReportFolder(tmp_path / "many"), MANY)
    # The rows whose number is text are also all for the category that the first row has a value for.
    assert lines[0] == f"{6 * MANY + 1:,} faults found:"
    for what in [*KINDS, "not a declared value", "the same value is given twice"]:
        assert sum(what in line for line in lines) == 20, what
    files = ["returns/2023-11-30_partners.csv"] * len(KINDS) + ["cases/2023-10-02_referrals.csv"]
    assert sorted(line for line in lines if "more of this kind" in line) == sorted(
        [*(f"  and {MANY - 20:,} more of this kind, in {file}." for file in files), f"  and {MANY - 19:,} more of this kind, in {files[0]}."]
    )
    assert seconds < GROWTH * told_of(ReportFolder(tmp_path / "few"), FEW)[1]


@pytest.mark.parametrize("value", ["x4", "4 cases"])
def test_a_return_of_which_no_row_can_be_read_is_told_like_any_other(folder, value):
    folder.define("A1")
    folder.receive("2023-11-30", f"A1,2023-24-Q2,year_to_date,{value}")
    lines, _ = told(folder)
    assert lines[1] == (
        f'  1. returns/2023-11-30_partners.csv, row 2, column value: text where a number belongs; found "{value}"; '
        "expected a number without unit. Correct the cell, or leave it empty and say why in status."
    )
