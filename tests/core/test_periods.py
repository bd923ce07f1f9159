"""Periods: quarters of the financial year from 1 April, the days that each basis covers, and names that say which."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_edition.base.days import days_of
from pipeline.core.bases import BASES, basis_suggestion, basis_words, is_basis
from pipeline.core.periods import MONTHS, Period, PeriodError

YEARS = st.integers(1950, 2090)
QUARTERS = st.builds(
    lambda year, quarter: Period.parse(f"{year}-{(year + 1) % 100:02d}-Q{quarter}"), YEARS, st.integers(1, 4)
)
FINANCIAL_YEARS = st.builds(lambda year: Period.parse(f"{year}-{(year + 1) % 100:02d}", "year"), YEARS)
MONTHLY = st.builds(lambda year, month: Period.parse(f"{year}-{month:02d}", "month"), YEARS, st.integers(1, 12))
PERIODS = st.one_of(QUARTERS, FINANCIAL_YEARS, MONTHLY)
DAY = timedelta(days=1)


def days(first: date, last: date) -> int:
    return (last - first).days + 1


@pytest.mark.parametrize(
    ("name", "start", "end", "length", "april", "so_far", "whole_year", "rolling_from", "rolling"),
    [  # from a calendar worked out elsewhere; 29 February 2016, 2020, 2024 and 2028 lie in the fourth quarter
        ("2014-15-Q4", "2015-01-01", "2015-03-31", 90, "2014-04-01", 365, 365, "2014-04-01", 365),
        ("2015-16-Q1", "2015-04-01", "2015-06-30", 91, "2015-04-01", 91, 366, "2014-07-01", 365),
        ("2015-16-Q2", "2015-07-01", "2015-09-30", 92, "2015-04-01", 183, 366, "2014-10-01", 365),
        ("2015-16-Q3", "2015-10-01", "2015-12-31", 92, "2015-04-01", 275, 366, "2015-01-01", 365),
        ("2015-16-Q4", "2016-01-01", "2016-03-31", 91, "2015-04-01", 366, 366, "2015-04-01", 366),
        ("2019-20-Q4", "2020-01-01", "2020-03-31", 91, "2019-04-01", 366, 366, "2019-04-01", 366),
        ("2023-24-Q1", "2023-04-01", "2023-06-30", 91, "2023-04-01", 91, 366, "2022-07-01", 365),
        ("2023-24-Q2", "2023-07-01", "2023-09-30", 92, "2023-04-01", 183, 366, "2022-10-01", 365),
        ("2023-24-Q3", "2023-10-01", "2023-12-31", 92, "2023-04-01", 275, 366, "2023-01-01", 365),
        ("2023-24-Q4", "2024-01-01", "2024-03-31", 91, "2023-04-01", 366, 366, "2023-04-01", 366),
        ("2027-28-Q4", "2028-01-01", "2028-03-31", 91, "2027-04-01", 366, 366, "2027-04-01", 366),
    ],
)
def test_a_quarter_covers_the_days_of_the_calendar(
    name, start, end, length, april, so_far, whole_year, rolling_from, rolling
):
    quarter = Period.parse(name)
    year = quarter.financial_year_period()
    assert (str(quarter.start), str(quarter.end), days(quarter.start, quarter.end)) == (start, end, length)
    assert (str(quarter.first_day("year_to_date")), days(quarter.first_day("year_to_date"), quarter.end)) == (
        april,
        so_far,
    )
    assert days(year.start, year.end) == whole_year
    assert str(quarter.first_day("rolling_12_months")) == rolling_from
    assert days(quarter.first_day("rolling_12_months"), quarter.end) == rolling


def test_a_month_ends_where_the_calendar_does():
    assert [str(Period.parse(name).end) for name in ("2017-10", "2023-02", "2024-02", "2100-02")] == [
        "2017-10-31", "2023-02-28", "2024-02-29", "2100-02-28",
    ]  # fmt: skip


def test_a_value_on_one_day_covers_the_last_day_only():
    assert Period.parse("2023-24-Q2").first_day("point_in_time") == date(2023, 9, 30)


def test_the_days_are_said_in_words_with_a_year_only_where_it_changes():
    quarter, last = Period.parse("2023-24-Q2"), Period.parse("2023-24-Q4")
    assert quarter.dates("year_to_date") == "1 April to 30 September 2023"
    assert last.dates("year_to_date") == "1 April 2023 to 31 March 2024"
    assert quarter.months_in_words("quarter") == "July to September 2023"
    assert last.months_in_words("year_to_date") == "April 2023 to March 2024"
    assert Period.parse("2017-10").months_in_words("month") == "October 2017"
    assert quarter.in_words("point_in_time") == "30 September 2023"
    assert quarter.in_words("rolling_12_months") == "October 2022 to September 2023"


@pytest.mark.parametrize(
    ("name", "months", "quarter"),
    [
        ("2023-24-Q1", 3, 1),
        ("2023-24-Q4", 12, 4),
        ("2023-24", 12, 4),
        ("2023-04", 1, 1),
        ("2024-03", 12, 4),
        ("2017-10", 7, 3),
    ],
)
def test_how_much_of_the_year_is_over_is_counted_from_april(name, months, quarter):
    period = Period.parse(name)
    assert (period.months_elapsed, period.quarter) == (months, quarter)


def test_the_quarters_to_date_are_those_since_april():
    assert list(map(str, Period.parse("2023-24-Q2").quarters_to_date())) == ["2023-24-Q1", "2023-24-Q2"]
    assert list(map(str, Period.parse("2023-24").quarters_to_date())) == [
        f"2023-24-Q{quarter}" for quarter in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize("name", ["2000-01", "2005-06", "2011-12"])
def test_a_name_that_is_a_month_and_a_financial_year_is_refused_until_the_basis_says_which(name):
    with pytest.raises(PeriodError, match="can be .* or the financial year"):
        Period.parse(name)
    assert Period.parse(name, "month").months == 1
    assert Period.parse(name, "year").months == 12


@pytest.mark.parametrize("name", ["1999-00", "2012-13", "2023-24"])
def test_a_financial_year_that_no_month_is_called_needs_no_basis(name):
    assert Period.parse(name).months == 12


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2023-25-Q2", "2023-24-Q2"),
        ("2023/24 Q2", "2023-24-Q2"),
        ("2023-24-Q5", "2023-24-Q4"),
        ("2023-24-Q04", "2023-24-Q4"),
        ("2023-24-q2", "2023-24-Q2"),
        ("2023-22", "2023-24"),
        ("2023-Q2", "2023-24-Q2"),
        ("2023 q3", "2023-24-Q3"),
        ("2023Q4", "2023-24-Q4"),
    ],
)
def test_a_name_that_is_nearly_right_is_refused_with_the_one_that_is(text, meant):
    with pytest.raises(PeriodError, match=f"Did you mean {meant}[?]"):
        Period.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Q2",
        "2023",
        "2017-13",
        " 2023-24-Q2",
        "2023-24-Q2\n",
        "2023-24-Q0",
        "٢٠٢٣-٢٤-Q2",
        "0000-02",
        "0001-02-Q1",
        "9999-00",
    ],
)
def test_what_names_no_period_of_a_calendar_is_refused(text):
    with pytest.raises(PeriodError):
        Period.parse(text, "month")


@given(PERIODS)
def test_a_name_leads_back_to_its_period(period):
    assert Period.parse(str(period), "month" if period.months == 1 else "year") == period


@given(PERIODS, st.integers(-500, 500))
def test_going_back_and_forward_again_leads_home(period, months):
    assert period.back(months).back(-months) == period
    assert period.back(months).months == period.months


@given(PERIODS)
def test_a_period_begins_before_it_ends_and_one_day_after_the_one_before(period):
    assert period.start <= period.end
    assert period.previous.end + DAY == period.start
    assert period.previous < period


@given(PERIODS)
def test_the_same_period_last_year_ends_in_the_same_month_of_the_year_before(period):
    last = period.same_period_last_year
    assert (last.end.year, last.end.month) == (period.end.year - 1, period.end.month)
    assert last.months_elapsed == period.months_elapsed


@given(FINANCIAL_YEARS)
def test_four_quarters_tile_the_financial_year(year):
    quarters = year.quarters_to_date()
    assert len(quarters) == 4
    assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)
    assert [before.end + DAY for before in quarters[:3]] == [after.start for after in quarters[1:]]
    assert (year.start.day, year.start.month) == (1, 4)
    assert all(quarter.financial_year_period() == year for quarter in quarters)


@given(PERIODS, st.sampled_from(BASES))
def test_every_basis_ends_with_the_period_and_reaches_no_further_back_than_a_year(period, basis):
    first = period.first_day(basis)
    assert first <= period.end
    assert days(first, period.end) <= 366


@given(QUARTERS)
def test_the_first_quarter_and_the_year_to_date_in_june_are_the_same_days(quarter):
    same = quarter.first_day("quarter") == quarter.first_day("year_to_date")
    assert same == (quarter.end.month == 6)
    assert (quarter.first_day("year_to_date") == quarter.first_day("rolling_12_months")) == (quarter.end.month == 3)


@given(PERIODS, PERIODS)
def test_periods_are_in_the_order_in_which_they_end(one, other):
    assert (one.end < other.end) <= (one < other)


@given(PERIODS, st.sampled_from(BASES))
def test_the_words_for_a_period_name_its_last_month(period, basis):
    assert period.in_words(basis).endswith(f"{MONTHS[period.end.month - 1]} {period.end.year}")


@pytest.mark.parametrize(
    ("basis", "days"),
    [("two_months", "1 October to 30 November 2015"), ("half_year", "1 June to 30 November 2015")],
)
def test_two_months_and_a_half_year_end_with_the_period(basis, days):
    assert Period.parse("2015-11").dates(basis) == days


@pytest.mark.parametrize(
    ("name", "basis", "first", "last", "words"),
    [  # by the calendar on the wall
        ("2019-20-Q4", "rolling_24_months", "2018-04-01", "2020-03-31", "April 2018 to March 2020"),
        ("2019", "rolling_24_months", "2018-01-01", "2019-12-31", "January 2018 to December 2019"),
        ("2020-02", "rolling_13_months", "2019-02-01", "2020-02-29", "February 2019 to February 2020"),
        ("2020-01", "rolling_120_months", "2010-02-01", "2020-01-31", "February 2010 to January 2020"),
        ("2019", "calendar_year", "2019-01-01", "2019-12-31", "January to December 2019"),
        ("2019-20-Q3", "calendar_year", "2019-01-01", "2019-12-31", "January to December 2019"),
        ("2019-12", "calendar_year", "2019-01-01", "2019-12-31", "January to December 2019"),
        ("2019", "point_in_time", "2019-12-31", "2019-12-31", "31 December 2019"),
    ],
)
def test_any_number_of_months_and_calendar_years_cover_the_days_of_the_calendar(name, basis, first, last, words):
    period = Period.parse(name, basis)
    assert (str(period.first_day(basis)), str(period.end), period.in_words(basis)) == (first, last, words)
    assert days_of(name, basis) == (first, last)  # the independent check counts the same days


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("24_months", "rolling_24_months"), ("24 months", "rolling_24_months"), ("months_24", "rolling_24_months"),
        ("12 months", "rolling_12_months"), ("rolling_1_months", "month"), ("2 months", "two_months"),
        ("rolling_024_months", "rolling_24_months"), ("calendar year", "calendar_year"), ("calender_year", "calendar_year"),
        ("quater", "quarter"),
    ],
)  # fmt: skip
def test_a_basis_that_is_spelled_otherwise_is_refused_with_the_one_that_is_meant(text, meant):
    assert not is_basis(text)
    assert basis_suggestion(text) == f"Did you mean {meant}?"


@pytest.mark.parametrize("text", ["rolling_0_months", "rolling_121_months", "rolling__months", "rolling_24_month", ""])
def test_what_is_no_number_of_months_from_2_to_120_is_no_basis(text):
    assert not is_basis(text)


def test_bases_are_told_in_words():
    assert basis_words("rolling_24_months") == "rolling 24 months"
    assert basis_words("rolling_12_months") == "rolling twelve months"
    assert basis_words("calendar_year") == "calendar year"


@pytest.mark.parametrize(
    ("name", "basis", "told"),
    [
        ("2019", "year", "2019-20"), ("2019", "year_to_date", "2019-20"), ("2019", "quarter", "2019-20"),
        ("2019-20", "calendar_year", "2019"), ("2019-20-Q2", "calendar_year", "2018"), ("2011-12", "calendar_year", "2011"),
    ],
)  # fmt: skip
def test_a_calendar_year_is_not_taken_for_a_financial_one(name, basis, told):
    with pytest.raises(PeriodError, match=f"Did you mean {told}[?]"):
        Period.parse(name, basis)


def test_a_calendar_year_is_named_by_its_year():
    year = Period.parse("2019")
    assert (str(year), str(year.end), str(year.previous)) == ("2019", "2019-12-31", "2018")
    assert str(Period.parse("2019-20-Q3").named_for("calendar_year")) == "2019"
    assert str(year.named_for("quarter")) == "2019-20-Q3"


@pytest.mark.parametrize(
    ("name", "ends", "last"),
    [
        ("2019-20-Q4", "calendar_year", "2019-12-31"), ("2019-20-Q4", "december", "2019-12-31"),
        ("2019-20-Q4", "september", "2019-09-30"), ("2019-20-Q1", "september", "2018-09-30"),
        ("2019-20-Q2", "september", "2019-09-30"), ("2019-20-Q2", "year", "2019-03-31"), ("2020-02", "quarter", "2019-12-31"),
        ("2020-02", "period", "2020-02-29"), ("2019", "march", "2019-03-31"),
    ],
)  # fmt: skip
def test_the_last_end_of_a_name_is_the_newest_that_was_over(name, ends, last):
    assert str(Period.parse(name).last_over(ends).end) == last


@given(PERIODS, st.sampled_from([*(basis for basis in BASES if basis not in ("year_to_date", "point_in_time")),
                                 "rolling_24_months", "rolling_7_months"]))  # fmt: skip
def test_the_value_before_ends_the_day_before_a_value_starts(period, basis):
    if basis == "calendar_year" and period.end.month != 12:
        return
    assert period.before(basis).end + DAY == period.first_day(basis)
    assert period.before(basis).months_covered(basis) == period.months_covered(basis)
