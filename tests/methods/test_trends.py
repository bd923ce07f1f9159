"""Trends: better, worse or no change in words, against an earlier value or the mean of the same stage of earlier years."""

import pytest

# A published example of a scorecard system: five years of quarters, of which the fifth has its first.
# Year to year: short against the same quarter last year, long against the mean of that quarter in the four years before.
FIRST_QUARTERS = {"2014-15": 100, "2015-16": 95, "2016-17": 98, "2017-18": 90}  # their mean is 95.75


def trends_of(folder, now, earlier=FIRST_QUARTERS, **own):
    """The short and the long trend of the first quarter of 2018/19."""
    folder.define("A1", **{"basis": "quarter", "decimals": 2, **own})
    folder.receive(
        "2018-07-30",
        f"A1,2018-19-Q1,quarter,{now}",
        *[f"A1,{year}-Q1,quarter,{value}" for year, value in earlier.items()],
    )
    figures = folder.figures("2018-19-Q1")
    return figures["A1.trend"], figures["A1.trend:previous_years"]


@pytest.mark.parametrize(
    ("polarity", "now", "short", "long"),
    [
        ("higher_is_better", 93, "better", "worse"),
        ("lower_is_better", 93, "worse", "better"),
        ("higher_is_better", "95.75", "better", "no change"),  # equal to the mean of the earlier years
        ("lower_is_better", "95.75", "worse", "no change"),
        ("higher_is_better", 90, "no change", "worse"),
        ("higher_is_better", 96, "better", "better"),
    ],
)
def test_trends_agree_with_the_published_example(folder, polarity, now, short, long):
    assert [trend.value for trend in trends_of(folder, now, polarity=polarity)] == [short, long]


def test_near_a_wanted_level_the_distance_from_it_decides(folder):
    # 93 lies 1 from the level of 92; a year before it was 2, and the mean of the years before lies 3.75 from it.
    trends = trends_of(folder, 93, polarity="within_range", variance_basis="points", range=[92, 92])
    assert [trend.value for trend in trends] == ["better", "better"]


def test_inside_a_range_nothing_is_better_or_worse(folder):
    trends = trends_of(folder, 93, polarity="within_range", variance_basis="points", range=[80, 110])
    assert [trend.value for trend in trends] == ["no change", "no change"]


def test_without_a_better_direction_only_higher_or_lower_can_be_said(folder):
    trends = trends_of(folder, 93, polarity="neutral", judged=False)
    assert [trend.value for trend in trends] == ["higher", "lower"]


def test_a_new_indicator_has_too_few_points(folder):
    trends = trends_of(folder, 15, earlier={})
    assert [trend.value for trend in trends] == ["too few points", "too few points"]


def test_one_earlier_year_makes_a_short_trend_and_no_long_one(folder):
    short, long = trends_of(folder, 93, earlier={"2017-18": 90})
    assert (short.value, long.value) == ("worse", "too few points")
    assert long.operands == {"value": "A1.value", "earlier_1": "A1.value@2017-18-Q1"}


def test_the_long_trend_covers_as_many_years_as_the_report_shows(folder):
    folder.settings["years"] = 3
    _, long = trends_of(folder, 93, polarity="higher_is_better", earlier={"2016-17": 98, "2017-18": 90})
    assert long.value == "worse"  # their mean is 94
    assert len(long.operands) == 3


def test_a_missing_value_has_too_few_points_for_its_own_reason(folder):
    folder.receive("2018-07-30", "A1,2018-19-Q1,quarter,,,,x,the system was down", "A1,2017-18-Q1,quarter,90")
    figures = folder.figures("2018-19-Q1")
    assert (figures["A1.trend"].value, figures["A1.trend"].reason) == ("too few points", "the system was down")


def test_the_same_stage_of_earlier_years_is_compared_and_not_the_whole_year(folder):
    lines = [
        f"A1,{year}-Q2,year_to_date,{value}"
        for year, value in (("2018-19", 50), ("2019-20", 52), ("2020-21", 48), ("2021-22", 54))
    ]
    folder.receive("2022-11-01", *lines, "A1,2021-22,year,20", "A1,2022-23-Q2,year_to_date,51")
    figures = folder.figures("2022-23-Q2")
    assert figures["A1.trend:previous_years"].value == "no change"  # 51 against the mean of 50, 52, 48 and 54
