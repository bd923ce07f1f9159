"""Annualised values: what a year at this pace would come to, by the quarters or months that are over. Not a forecast."""

import pytest

from pipeline.core.faults import FaultsFound

PERCENT = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1}


@pytest.mark.parametrize(
    ("so_far", "quarter", "year"),
    [  # worked out elsewhere, by period
        (95, 1, "380"),
        (10, 1, "40"),
        (0, 1, "0"),
        (326, 1, "1,304"),
        (673, 2, "1,346"),
        (1028, 3, "1,371"),  # 1370.666667
        (1440, 4, "1,440"),  # a full year is itself
        (48, 2, "96"),
    ],
)
def test_a_year_to_date_is_scaled_to_the_year(folder, so_far, quarter, year):
    folder.define("A1", annualise="by_period")
    folder.receive("2016-05-01", f"A1,2015-16-Q{quarter},year_to_date,{so_far}")
    figure = folder.figures(f"2015-16-Q{quarter}")["A1.annualised"]
    assert figure.display == year
    assert figure.value == pytest.approx(so_far * 4 / quarter, abs=1e-6)
    assert (figure.method, figure.basis, figure.period) == ("annualised, not a forecast", "year", "2015-16")


def test_two_months_are_a_sixth_of_the_year(folder):
    folder.define("A1", annualise="by_period")
    folder.receive("2015-06-30", "A1,2015-04,month,9", "A1,2015-05,month,8")
    assert folder.figures("2015-05")["A1.annualised"].value == 102


@pytest.mark.parametrize("period", ["2015-16-Q1", "2015-16-Q3", "2015-16-Q4"])
def test_a_quarter_by_itself_is_a_quarter_of_the_year_whichever_it_is(folder, period):
    folder.define("A1", annualise="by_period", basis="quarter")
    folder.receive("2016-05-01", f"A1,{period},quarter,95")
    assert folder.figures(period)["A1.annualised"].value == 380


def test_a_month_by_itself_is_a_twelfth(folder):
    folder.define("A1", annualise="by_period", basis="month")
    folder.receive("2017-11-30", "A1,2017-10,month,9")
    assert folder.figures("2017-10")["A1.annualised"].value == 108


def test_a_value_that_is_not_there_has_no_pace(folder):
    folder.define("A1", annualise="by_period")
    folder.receive("2016-05-01", "A1,2015-16-Q1,quarter,95")
    assert folder.figures("2015-16-Q2")["A1.annualised"].display == "[x]"


def test_only_what_asks_for_it_is_annualised(folder):
    folder.receive("2016-05-01", "A1,2015-16-Q1,quarter,95")
    assert "A1.annualised" not in folder.figures("2015-16-Q1")


@pytest.mark.parametrize(
    "own",
    [PERCENT, {"aggregation": "stock"}, {"aggregation": "distinct"}, {"basis": "year"}, {"basis": "rolling_12_months"}],
)
def test_percentages_stocks_people_and_yearly_values_are_never_annualised(folder, own):
    folder.define("A1", annualise="by_period", **own)
    with pytest.raises(FaultsFound, match="only sums over part of a year can be annualised"):
        folder.report()


@pytest.mark.parametrize(
    ("so_far", "period", "year"),
    [  # worked out elsewhere, by days; 2015/16 has 366 of them, 2022/23 has 365
        (95, "2015-16-Q1", 382.087912),
        (10, "2015-16-Q1", 40.219780),
        (326, "2015-16-Q1", 1311.164835),
        (673, "2015-16-Q2", 1346.0),
        (1028, "2015-16-Q3", 1368.174545),
        (1440, "2015-16-Q4", 1440.0),
        (48, "2022-23-Q2", 95.737705),
    ],
)
def test_a_year_to_date_can_be_scaled_by_days(folder, so_far, period, year):
    folder.define("A1", annualise="by_days")
    folder.receive("2024-05-01", f"A1,{period},year_to_date,{so_far}")
    assert folder.figures(period)["A1.annualised"].value == pytest.approx(year, abs=1e-6)
