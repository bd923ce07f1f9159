"""Values on each basis: used as received, added up only where that makes sense, and never in part."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.faults import FaultsFound
from pipeline.core.periods import Period
from pipeline.methods.values.parts import tiled
from pipeline.received.returns import read_returns

PERCENT = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1}
RATE = {
    "unit": "rate",
    "aggregation": "ratio",
    "per": 1000,
    "population": "Residents, mid-2022 estimate",
    "decimals": 1,
}
QUARTERS = ("2023-24-Q1", "2023-24-Q2", "2023-24-Q3", "2023-24-Q4")


def quarters(code, values, year="2023-24"):
    """A line for each quarter of a year; None leaves one out."""
    return [f"{code},{year}-Q{at},quarter,{value}" for at, value in enumerate(values, start=1) if value is not None]


def test_the_year_to_date_is_the_sum_of_its_quarters(folder):
    folder.receive("2024-05-01", *quarters("A1", [326, 347, 355, 412]))  # fires, 2015/16: 1,440 in the year
    so_far = [folder.figures(period)["A1.value"].value for period in QUARTERS]
    assert so_far == [326, 326 + 347, 326 + 347 + 355, 1440]


def test_the_year_to_date_starts_again_in_april(folder):
    folder.receive("2024-05-01", *quarters("A1", [10, 20, 30, 40], "2022-23"), *quarters("A1", [1, 2, 3, 4]))
    assert folder.figures("2022-23-Q4")["A1.value"].value == 100
    assert folder.figures("2023-24-Q1")["A1.value"].value == 1


def test_months_add_up_to_a_year_to_date_and_to_a_quarter(folder):
    months = [
        f"A1,2017-{month:02d},month,{number}" for month, number in zip(range(4, 11), [5, 7, 4, 6, 8, 3, 9], strict=True)
    ]
    folder.receive("2017-11-20", *months)
    assert folder.figures("2017-10")["A1.value"].value == 42
    second = folder.figures("2017-18-Q2")
    assert (second["A1.value"].value, second["A1.value~quarter"].value) == (33, 17)


def test_a_missing_part_makes_the_sum_not_available_and_is_named(folder):
    folder.receive("2024-05-01", *quarters("A1", [10, None, 30, 40]))
    figure = folder.figures("2023-24-Q4")["A1.value"]
    assert (figure.value, figure.status) == (None, "x")
    assert figure.reason == "no value for July to September 2023 was ever received"
    assert set(figure.operands.values()) == {f"A1.value~quarter@2023-24-Q{quarter}" for quarter in (1, 3)} | {
        "A1.value~quarter"
    }


def test_several_missing_parts_are_all_named(folder):
    folder.receive("2024-05-01", *quarters("A1", [None, None, 30, None]))
    figure = folder.figures("2023-24-Q4")["A1.value"]
    assert figure.reason == (
        "no values for April to June 2023, July to September 2023 and January to March 2024 were ever received"
    )


def test_a_late_part_is_missing_for_the_reason_that_its_own_period_gives(folder):
    late = {
        "indicators": ["A1"],
        "sender": "the police",
        "reason": "Their system was being replaced.",
        "due": "2024-01-31",
    }
    folder.except_in("2023-24-Q2", not_received=[late])
    folder.receive("2024-05-01", *quarters("A1", [10, None, 30]))
    figure = folder.figures("2023-24-Q3")["A1.value"]
    assert figure.reason == (
        "July to September 2023 was not received from the police (Their system was being replaced; due 31 January 2024)"
    )
    assert [rows.file for rows in figure.rows] == ["period/2023-24-Q2.toml"]


def test_a_part_that_is_marked_as_not_available_makes_the_sum_not_available(folder):
    folder.receive("2024-05-01", "A1,2023-24-Q1,quarter,10", "A1,2023-24-Q2,quarter,,,,x,the file was damaged")
    figure = folder.figures("2023-24-Q2")["A1.value"]
    assert (figure.display, figure.reason) == ("[x]", "the file was damaged")


def test_a_value_that_was_received_is_never_worked_out(folder):
    folder.receive("2023-11-01", *quarters("A1", [10, 14]), "A1,2023-24-Q2,year_to_date,25")
    figure = folder.figures("2023-24-Q2")["A1.value"]
    assert (figure.value, figure.method, figure.formula) == (25, "received", "")


def test_the_first_quarter_and_the_year_to_date_in_june_are_one_value_under_two_names(folder):
    folder.receive("2023-07-20", "A1,2023-24-Q1,year_to_date,31")
    figures = folder.figures("2023-24-Q1")
    assert (figures["A1.value"].value, figures["A1.value~quarter"].value) == (31, 31)
    assert figures["A1.value~quarter"].rows == figures["A1.value"].rows


def test_a_full_year_to_date_is_the_financial_year(folder):
    folder.receive("2024-05-01", "A1,2023-24,year,95", "A1,2022-23-Q4,year_to_date,80")
    figures = folder.figures("2023-24-Q4")
    assert (figures["A1.value"].value, figures["A1.value~year"].value) == (95, 95)
    assert (figures["A1.value@2022-23-Q4"].value, figures["A1.value~year@2022-23"].value) == (80, 80)


def test_percentages_of_a_longer_time_are_sum_over_sum_and_never_a_mean(folder):
    folder.define("A1", **PERCENT)
    # 9 of 10 and 1 of 90: the mean of the two percentages would be 45.6 %.
    folder.receive("2023-11-01", "A1,2023-24-Q1,quarter,,9,10", "A1,2023-24-Q2,quarter,,1,90")
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.value"].value, figures["A1.value"].display) == (10, "10.0%")
    assert (figures["A1.numerator"].value, figures["A1.denominator"].value) == (10, 100)


def test_percentages_without_counts_are_not_put_together(folder):
    folder.define("A1", **PERCENT)
    folder.receive("2023-11-01", "A1,2023-24-Q1,quarter,90", "A1,2023-24-Q2,quarter,50")
    figures = folder.figures("2023-24-Q2")
    assert figures["A1.value"].display == "[x]"
    assert figures["A1.value~quarter"].display == "50.0%"
    assert "A1.numerator" not in figures


def test_a_quarter_without_counts_makes_the_percentage_of_the_year_not_available(folder):
    folder.define("A1", **PERCENT)
    folder.receive("2023-11-01", "A1,2023-24-Q1,quarter,,9,10", "A1,2023-24-Q2,quarter,50")
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.value"].display, figures["A1.numerator"].display) == ("[x]", "[x]")


def test_a_share_of_nothing_does_not_apply_and_is_not_nought(folder):
    folder.define("A1", **PERCENT)
    folder.receive("2023-11-01", "A1,2023-24-Q1,quarter,,0,0", "A1,2023-24-Q2,quarter,,0,4")
    first, second = folder.figures("2023-24-Q1"), folder.figures("2023-24-Q2")
    assert (first["A1.value"].display, first["A1.value"].reason) == ("[z]", "denominator is zero")
    assert (second["A1.value"].value, second["A1.value"].display) == (0, "0 of 4 [u]")


def test_the_note_of_the_return_says_why_a_share_does_not_apply(folder):
    folder.define("A1", **PERCENT)
    folder.receive("2023-11-01", "A1,2023-24-Q2,year_to_date,,0,0,z,no surveys were sent out")
    assert folder.figures("2023-24-Q2")["A1.value"].reason == "no surveys were sent out"


def test_the_population_of_a_rate_does_not_grow_with_the_year(folder):
    folder.define("A1", **RATE)
    folder.receive("2023-11-01", "A1,2023-24-Q1,quarter,,96,39800", "A1,2023-24-Q2,quarter,,104,39800")
    figures = folder.figures("2023-24-Q2")
    assert figures["A1.denominator"].value == 39800
    assert figures["A1.value"].display == "5.0"  # 200 events among 39,800 residents are 5.025 per 1,000


def test_a_population_that_changes_counts_for_the_time_that_it_was_there(folder):
    folder.define("A1", basis="rolling_12_months", **RATE)
    lines = [f"A1,2022-23-Q{quarter},quarter,,50,39000" for quarter in (3, 4)] + [
        f"A1,2023-24-Q{quarter},quarter,,50,41000" for quarter in (1, 2)
    ]
    folder.receive("2023-11-01", *lines)
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.denominator"].value, figures["A1.value"].value) == (40000, 5)


@pytest.mark.parametrize("aggregation", ["distinct", "stock"])
def test_people_counted_once_and_numbers_on_a_day_do_not_add_up(folder, aggregation):
    folder.define("A1", aggregation=aggregation)
    folder.receive("2023-11-01", *quarters("A1", [100, 120]))
    figures = folder.figures("2023-24-Q2")
    assert figures["A1.value"].display == "[x]"
    assert figures["A1.value~quarter"].value == 120
    assert "A1.value~year" not in figures


def test_people_counted_once_do_not_subtract_either(folder):
    folder.define("A1", aggregation="distinct")
    folder.receive("2023-11-01", "A1,2023-24-Q1,year_to_date,100", "A1,2023-24-Q2,year_to_date,160")
    assert "A1.value~quarter" not in folder.figures("2023-24-Q2")


def test_a_quarter_is_the_difference_of_two_years_to_date_received_together(folder):
    folder.receive("2023-11-01", "A1,2023-24-Q1,year_to_date,326", "A1,2023-24-Q2,year_to_date,673")
    figure = folder.figures("2023-24-Q2")["A1.value~quarter"]
    assert (figure.value, figure.method) == (347, "difference of two years to date")
    assert figure.formula == "year_to_date - year_to_date_before"


def test_years_to_date_received_on_different_days_give_no_quarter(folder):
    folder.receive("2023-07-20", "A1,2023-24-Q1,year_to_date,326")
    folder.receive("2023-11-01", "A1,2023-24-Q2,year_to_date,673")
    assert "A1.value~quarter" not in folder.figures("2023-24-Q2")


def test_a_year_to_date_that_is_missing_at_the_end_leaves_the_earlier_quarters(folder):
    folder.receive("2023-11-01", "A1,2023-24-Q1,year_to_date,326", "A1,2023-24-Q2,year_to_date,673")
    figures = folder.figures("2023-24-Q3")
    assert figures["A1.value"].display == "[x]"
    assert figures["A1.value~quarter@2023-24-Q2"].value == 347


def test_the_last_twelve_months_are_four_quarters_across_two_years(folder):
    folder.define("A1", rolling_12_months=True)
    folder.receive("2023-11-01", *quarters("A1", [10, 20, 30, 40], "2022-23"), *quarters("A1", [11, 22]))
    figures = folder.figures("2023-24-Q2")
    assert figures["A1.value~rolling_12_months"].value == 30 + 40 + 11 + 22
    assert figures["A1.value~rolling_12_months@2022-23-Q2"].display == "[x]"


def test_the_last_twelve_months_of_a_percentage_are_sum_over_sum(folder):
    folder.define("A1", rolling_12_months=True, basis="quarter", **PERCENT)
    counts = [("2022-23-Q3", 1, 4), ("2022-23-Q4", 2, 4), ("2023-24-Q1", 0, 0), ("2023-24-Q2", 3, 8)]
    folder.receive("2023-11-01", *[f"A1,{period},quarter,,{cases},{of}" for period, cases, of in counts])
    assert folder.figures("2023-24-Q2")["A1.value~rolling_12_months"].value == 100 * (1 + 2 + 0 + 3) / (4 + 4 + 0 + 8)


def test_twelve_months_with_a_gap_are_not_available(folder):
    folder.define("A1", rolling_12_months=True)
    folder.receive("2023-11-01", *quarters("A1", [10, 20, 30, None], "2022-23"), *quarters("A1", [11, 22]))
    figure = folder.figures("2023-24-Q2")["A1.value~rolling_12_months"]
    assert (figure.display, figure.reason) == ("[x]", "no value for January to March 2023 was ever received")


def test_a_later_return_replaces_the_value_and_its_mark_is_carried_into_sums(folder):
    folder.receive("2023-11-01", *quarters("A1", [10, 14]))
    folder.receive("2023-12-01", "A1,2023-24-Q1,quarter,12,,,r,two more were found")
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.value"].display, figures["A1.value"].received_by) == ("26 [r]", "2023-12-01")
    assert figures["A1.value~quarter@2023-24-Q1"].display == "12 [r]"


def test_a_later_return_replaces_a_value_that_went_by_another_name(folder):
    folder.receive("2023-07-20", "A1,2023-24-Q1,quarter,31")
    folder.receive("2023-11-01", "A1,2023-24-Q1,year_to_date,33")
    figures = folder.figures("2023-24-Q1")
    assert (figures["A1.value"].value, figures["A1.value~quarter"].value) == (33, 33)


@pytest.mark.parametrize(
    ("as_of", "known"),
    [  # US gross domestic product of January to March 2014, as first published and twice revised (ALFRED)
        ("2014-04-29", None),
        ("2014-04-30", "17149.6"),
        ("2014-05-28", "17149.6"),
        ("2014-05-29", "17101.3"),
        ("2014-06-24", "17101.3"),
        ("2014-06-25", "17016.0"),
        ("2014-12-31", "17016.0"),
    ],
)
def test_a_report_of_an_earlier_day_knows_what_was_received_by_then(folder, as_of, known):
    folder.define("GDP", basis="quarter", decimals=1, judged=False, polarity="neutral")
    for received, value in (("2014-04-30", "17149.6"), ("2014-05-29", "17101.3"), ("2014-06-25", "17016.0")):
        folder.receive(received, f"GDP,2013-14-Q4,quarter,{value}")
    figure = folder.figures("2013-14-Q4", as_of=as_of)["GDP.value"]
    assert figure.display == (f"{float(known):,.1f}" if known else "[x]")


def test_what_was_received_for_later_days_is_not_used(folder):
    folder.receive("2024-05-01", *quarters("A1", [10, 14, 100, 200]))
    figures = folder.figures("2023-24-Q2")
    assert figures["A1.value"].value == 24
    assert not [figure_id for figure_id in figures if "Q3" in figure_id and "2023-24" in figure_id]


def test_categories_have_values_of_their_own(folder):
    folder.receive(
        "2023-11-01",
        "A1,2023-24-Q2,year_to_date,9",
        "A1,2023-24-Q2,year_to_date,4,,,,,housing",
        "A1,2023-24-Q2,year_to_date,5,,,,,police",
    )
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.value"].value, figures["A1[housing].value"].value, figures["A1[police].value"].value) == (
        9,
        4,
        5,
    )


@pytest.mark.parametrize(
    ("cell", "printed"),
    [("[x]", "[x]"), ("[c]", "[c]"), ("[low]", "[x] [low]"), ("[k]", "[x] [k]"), ("[p]", "[x] [p]")],
)
def test_a_mark_in_place_of_a_number_is_an_absent_value_and_never_nought(folder, cell, printed):
    folder.receive("2023-11-01", f"A1,2023-24-Q2,year_to_date,{cell}")
    figure = folder.figures("2023-24-Q2")["A1.value"]
    assert (figure.value, figure.display, figure.reason) == (None, printed, "the return gives no reason")


def test_a_value_that_was_never_received_says_so(folder):
    folder.receive("2023-11-01", "A1,2022-23-Q2,year_to_date,9")
    assert folder.figures("2023-24-Q2")["A1.value"].reason == "no value for April to September 2023 was ever received"
    folder.define("A1", basis="point_in_time", aggregation="stock")
    assert folder.figures("2023-24-Q2")["A1.value"].reason == "no value for 30 September 2023 was ever received"


def test_a_value_on_one_day_is_found_by_its_day(folder):
    folder.define("A1", basis="point_in_time", aggregation="stock", comparator="previous_period")
    folder.receive("2023-11-01", "A1,2023-24-Q1,point_in_time,14", "A1,2023-24-Q2,point_in_time,12")
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.value"].value, figures["A1.comparator"].value) == (12, 14)


def test_an_indicator_on_hold_is_left_out(folder):
    folder.define("A1")
    folder.define("A2")
    folder.except_in("2023-24-Q2", holds=[{"indicator": "A2", "role": "Analyst", "reason": "Being counted again."}])
    folder.receive("2023-11-01", "A1,2023-24-Q2,year_to_date,9", "A2,2023-24-Q2,year_to_date,7")
    figures = folder.figures("2023-24-Q2")
    assert "A1.value" in figures
    assert "A2.value" not in figures


def test_twelve_months_to_september_are_not_named_as_the_financial_year(folder):
    folder.define("A1", basis="year")
    folder.receive(
        "2023-11-30", "A1,2023-24-Q2,year,48", "A1,2022-23-Q2,year,85", "A1,2022-23,year,70", "A1,2021-22,year,60"
    )
    figures = folder.figures()
    assert (figures["A1.value"].period, figures["A1.value"].value) == ("2023-24-Q2", 48)
    assert figures["A1.comparator"].value == figures["A1.value@2022-23-Q2"].value == 85
    assert figures["A1.value@2022-23"].value == 70  # April to March


def test_three_months_to_october_are_not_named_as_the_quarter_to_december(folder):
    folder.define("A1", basis="quarter")
    folder.receive("2023-11-30", "A1,2023-10,quarter,48", "A1,2022-10,quarter,85")
    figures = folder.figures("2023-10")
    assert figures["A1.value"].period == "2023-10"
    assert figures["A1.comparator"].value == figures["A1.value@2022-10"].value == 85


@pytest.mark.parametrize(
    ("report", "basis", "now", "before"),
    [
        ("2023-24-Q4", "year", "2023-24", "2022-23"),
        ("2023-24", "quarter", "2023-24-Q4", "2022-23-Q4"),
        ("2023-24", "month", "2024-03", "2023-03"),
        ("2023-24-Q2", "month", "2023-09", "2022-09"),
    ],
)
def test_last_years_value_is_found_whatever_the_length_of_the_reports_period(folder, report, basis, now, before):
    folder.define("A1", basis=basis)
    folder.receive("2024-05-31", f"A1,{now},{basis},48", f"A1,{before},{basis},85")
    figures = folder.figures(report)
    assert figures["A1.comparator"].value == figures[f"A1.value@{before}"].value == 85
    assert figures["A1.change"].value == -37


@pytest.mark.parametrize("mark", ["x", "z", "c"])
def test_a_value_beside_a_marker_that_says_there_is_none_is_refused(folder, mark):
    folder.receive("2023-11-30", f"A1,2023-24-Q2,year_to_date,5,,,{mark}")
    (fault,) = read_returns(folder.folder).faults
    assert (fault.row, fault.column) == (2, "value") and f"[{mark}]" in fault.what


def test_a_percentage_that_its_sender_withholds_is_not_worked_out_from_its_counts(folder):
    folder.define("A1", unit="percent", aggregation="ratio", variance_basis="points")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,7,17,x,fewer than fifty in the cohort,")
    figure = folder.figures()["A1.value"]
    assert (figure.value, figure.status, figure.reason) == (None, "x", "fewer than fifty in the cohort")


YEARLY = {"basis": "year", "variance_basis": "relative"}


@pytest.mark.parametrize(
    ("period", "basis", "lines", "total", "last_year"),
    [  # this year in its usual parts, last year in others that lie end to end over the same days
        (
            "2023-24", "year",
            [*quarters("A1", [10, 20, 30, 40]), "A1,2022-23-Q2,half_year,31", "A1,2022-23-Q4,half_year,47"],
            100, 78,
        ),
        (
            "2023-24-Q3", "year_to_date",
            [*quarters("A1", [10, 20, 30]), "A1,2022-23-Q2,half_year,31", "A1,2022-23-Q3,quarter,9"],
            60, 40,
        ),
        (
            "2023-08", "year_to_date",
            [*(f"A1,2023-{month:02d},month,{month}" for month in range(4, 9)),
             "A1,2022-23-Q1,quarter,11", "A1,2022-07,month,2", "A1,2022-08,month,3"],
            30, 16,
        ),
        (
            "2023-24-Q2", "half_year",
            ["A1,2023-24-Q2,half_year,50", "A1,2022-05,two_months,7", "A1,2022-06,month,3", "A1,2022-09,rolling_3_months,8"],
            50, 18,
        ),
    ],
)  # fmt: skip
def test_the_same_period_last_year_is_added_up_from_whatever_was_received_end_to_end(
    folder, period, basis, lines, total, last_year
):
    folder.define("A1", basis=basis)
    folder.receive("2024-05-01", *lines)
    figures = folder.figures(period)
    assert (figures["A1.value"].value, figures["A1.comparator"].value) == (total, last_year)
    derived = figures[figures["A1.comparator"].operands["earlier"]]
    assert derived.method == "sum of parts"
    assert len(derived.operands) > 1


@pytest.mark.parametrize(
    "lines",
    [
        ["A1,2022-23-Q2,half_year,31"],  # half of the year
        ["A1,2022-23-Q2,half_year,31", "A1,2022-23-Q4,quarter,9"],  # a quarter is not there
        ["A1,2022-23-Q3,year_to_date,31", "A1,2022-23-Q4,half_year,47"],  # October to December would count twice
        ["A1,2022-23-Q2,rolling_12_months,31", "A1,2022-23-Q4,half_year,47"],  # begins before the year
    ],
)
def test_a_year_is_never_added_up_from_a_part_of_it_or_from_more(folder, lines):
    folder.define("A1", **YEARLY)
    folder.receive("2024-05-01", "A1,2023-24,year,100", *lines)
    last_year = folder.figures("2023-24")["A1.comparator"]
    assert (last_year.value, last_year.display) == (None, "[x]")
    assert last_year.reason


def test_a_percentage_last_year_is_the_sum_of_counts_that_lie_end_to_end(folder):
    folder.define("A1", **PERCENT, basis="year")
    counts = ["A1,2022-23-Q2,half_year,,6,20", "A1,2022-23-Q4,half_year,,9,40"]
    folder.receive("2024-05-01", "A1,2023-24,year,,4,10", *counts)
    figures = folder.figures("2023-24")
    assert figures["A1.comparator"].value == 25  # 15 of 60, not the mean of 30 and 22.5
    assert figures["A1.numerator@2022-23"].value == 15


def test_the_population_of_parts_that_are_not_equally_long_is_their_mean_by_months(folder):
    folder.define("A1", **RATE, basis="year_to_date")
    folder.receive("2024-05-01", "A1,2023-24-Q2,half_year,,10,1000", "A1,2023-24-Q3,quarter,,5,1300")
    figures = folder.figures("2023-24-Q3")
    assert figures["A1.denominator"].value == 1100  # six months of 1,000 and three of 1,300
    assert figures["A1.value"].value == pytest.approx(15 / 1100 * 1000)


def test_twenty_four_months_are_received_or_added_up_and_held_against_the_twenty_four_before(folder):
    folder.define("A1", basis="rolling_24_months", comparator="previous_period", also_against=["same_period_last_year"])
    years = [f"A1,{year}-{year + 1 - 2000},year,{value}" for year, value in ((2016, 50), (2017, 60), (2018, 70), (2019, 80))]
    folder.receive("2020-05-01", *years)
    figures = folder.figures("2019-20-Q4")
    assert (figures["A1.value"].value, figures["A1.comparator"].value) == (150, 110)
    assert figures["A1.comparator:same_period_last_year"].value == 130  # a year of both is in both
    assert figures["A1.percent_change"].display == "+36.4%"  # 40 of 110


def test_calendar_years_are_received_added_up_and_held_against_the_year_before(folder):
    folder.define("A1", basis="calendar_year")
    parts = ["A1,2018-19-Q3,quarter,4", "A1,2018-19-Q2,half_year,5", "A1,2017-18-Q4,quarter,6"]
    folder.receive("2020-02-01", "A1,2019,calendar_year,20", *parts, "A1,2017,calendar_year,9")
    figures = folder.figures("2019")
    assert (figures["A1.value"].value, figures["A1.comparator"].value, figures["A1.value@2017"].value) == (20, 15, 9)


def test_a_financial_year_is_no_calendar_year(folder):
    folder.define("A1", basis="calendar_year")
    folder.receive("2020-05-01", "A1,2019-20,year,20", "A1,2018-19,year,10")
    assert folder.figures("2019")["A1.value"].display == "[x]"


@pytest.mark.parametrize("basis", ["24_months", "rolling_121_months", "calendar years"])
def test_an_unknown_basis_is_refused_in_returns_and_in_definitions(folder, basis):
    folder.define("A1")
    folder.receive("2020-05-01", f"A1,2019-20-Q4,{basis},20")
    folder.report("2019-20-Q4")
    (fault,) = read_returns(folder.folder).faults
    assert (fault.what, fault.found, fault.column, fault.row) == ("unknown basis", basis, "basis", 2)
    assert "rolling_24_months with any number from 2 to 120" in fault.expected
    folder.define("A1", basis=basis)
    with pytest.raises(FaultsFound, match="rolling_24_months with any number from 2 to 120"):
        folder.report("2019-20-Q4")


STRETCHES = st.lists(
    st.tuples(st.integers(0, 17), st.integers(1, 8)).map(lambda one: (one[0], one[0] + one[1] - 1)), max_size=9, unique=True
)


@given(STRETCHES, st.integers(0, 6), st.integers(7, 20))
def test_stretches_that_lie_end_to_end_are_found_if_and_only_if_there_are_some(stretches, first, last):
    def month(at, end=False):
        period = Period(2019 * 12 + at, 1)
        return (period.end if end else period.start).isoformat()

    known = [(month(start), month(end, end=True)) for start, end in stretches]
    found = tiled(month(first), month(last, end=True), known)
    ways = [
        some for count in range(1, len(stretches) + 1) for some in combinations(sorted(stretches), count)
        if some[0][0] == first and some[-1][1] == last and all(a[1] + 1 == b[0] for a, b in pairwise(some))
    ]  # fmt: skip
    assert len(found) == min(map(len, ways), default=0)
    assert found == [] or set(found) <= set(known)
    assert found == [] or [found[0][0], found[-1][1]] == [month(first), month(last, end=True)]
