"""Decimals: to how many a figure is printed: declared for all, by measure, or as its value was received."""

import pytest

from pipeline.core.faults import FaultsFound

PERCENT = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "basis": "year"}
PRINTED = ("A1.value", "A1.comparator", "A1.point_change")


def shown(folder, decimals, *lines, names=PRINTED, **own):
    folder.define("A1", **{**PERCENT, **own}, decimals=decimals)
    folder.receive("2020-05-01", *lines)
    figures = folder.figures("2019-20")
    return [figures[name].display for name in names]


def test_percentages_as_received_keep_the_decimals_that_they_came_with(folder):
    lines = ["A1,2019-20,year,72.00", "A1,2018-19,year,84.1"]
    assert shown(folder, "as_received", *lines) == ["72.00%", "84.1%", "−12.10 percentage points"]


def test_what_was_received_with_counts_is_worked_out_and_printed_as_received(folder):
    lines = ["A1,2019-20,year,72.00,180,250", "A1,2018-19,year,,200,300"]
    # Of 200 in 300 nothing was printed: as precisely as the most precise value that was received.
    assert shown(folder, "as_received", *lines) == ["72.00%", "66.67%", "+5.33 percentage points"]


def test_without_any_value_received_a_percentage_has_one_decimal(folder):
    assert shown(folder, "as_received", "A1,2019-20,year,,180,250", names=["A1.value"]) == ["72.0%"]


def test_a_change_is_printed_as_precisely_as_the_values_and_in_per_cent_as_usual(folder):
    rate = {"unit": "rate", "per": 1000, "population": "Residents", "variance_basis": "relative"}
    lines = ["A1,2019-20,year,4.50", "A1,2018-19,year,5.25"]
    names = ["A1.value", "A1.change", "A1.percent_change"]
    assert shown(folder, "as_received", *lines, names=names, **rate) == ["4.50", "−0.75", "−14.3%"]


def test_decimals_by_measure_leave_the_others_as_usual(folder):
    lines = ["A1,2019-20,year,72.00", "A1,2018-19,year,84.06"]
    assert shown(folder, {"value": 2, "point_change": 1}, *lines) == ["72.00%", "84.06%", "−12.1 percentage points"]


def test_a_percentage_of_change_can_be_printed_without_decimals(folder):
    own = {"unit": "count", "aggregation": "sum", "variance_basis": "relative"}
    lines = ["A1,2019-20,year,1180", "A1,2018-19,year,1440"]
    names = ["A1.value", "A1.change", "A1.percent_change"]
    printed = shown(folder, {"value": 0, "percent_change": 0}, *lines, names=names, **own)
    assert printed == ["1,180", "−260", "−18%"]  # 18.06


@pytest.mark.parametrize(
    ("decimals", "told"),
    [
        (7, 'expected a whole number from 0 to 6, or "as_received"; found "7"'),
        ("as received", 'expected a whole number from 0 to 6, or "as_received"'),
        ({"percent_change": 1}, "A1.decimals.value: a required key is missing"),
        ({"value": 1, "light": 2}, 'unknown key; found "light"'),
        ({"value": 1, "share": 9}, "A1.decimals.share"),
    ],
)
def test_decimals_that_there_are_none_of_are_refused_with_their_line(folder, decimals, told):
    folder.define("A1", **PERCENT, decimals=decimals)
    with pytest.raises(FaultsFound) as found:
        folder.report("2019-20")
    (fault,) = found.value.faults
    assert told in str(fault) and fault.row


def test_what_is_counted_from_records_says_how_many_decimals(folder):
    counted = {"table": "referrals", "rule": "rows"}
    folder.define("A1", decimals="as_received", counted=counted)
    with pytest.raises(FaultsFound, match="so say how many"):
        folder.report("2019-20")
