"""The title of a chart says what its figures show, and what cannot be stood behind is not said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from test_charts import PERCENT, draw, figure, make_report, quarters, usual_range, years

from pipeline.figures.figure import with_mark


def finding(chart) -> str:
    return re.sub(r"<[^>]+>", "", str(chart.finding))


def held(report, value, comparator, change, percent, **marks):
    """A value, what it is held against, and the differences."""
    made = [figure(report, "A1", "value", value), figure(report, "A1", "comparator", comparator)]
    made.append(figure(report, "A1", "change", change))
    return [*made, figure(report, "A1", "percent_change", percent, unit="percent", decimals=1, **marks)]


@pytest.mark.parametrize(
    ("value", "comparator", "change", "percent", "said"),
    [
        (48, 85, -37, "-43.5", "Referrals fell by 43.5% in a year"),
        (85, 48, 37, "77.1", "Referrals rose by 77.1% in a year"),
        (48, 48, 0, "0", "Referrals did not change in a year"),
        (3, 0, 3, None, "Referrals rose by 3 in a year"),
        (48, None, None, None, ""),
    ],
)
def test_a_value_beside_last_years_says_by_how_much_it_moved(tmp_path, value, comparator, change, percent, said):
    report = make_report(tmp_path, {"A1": {"target": {"value": 90, "says": "Target."}}})
    made = [*held(report, value, comparator, change, percent), figure(report, "A1", "target", 90)]
    assert finding(draw(report, made)["comparison"]) == said


def test_a_change_in_per_cent_of_few_cases_is_told_in_numbers(tmp_path):
    report = make_report(tmp_path)
    made = held(report, 5, 2, 3, "150", status="u")
    assert finding(draw(report, made)["comparison"]) == "Referrals rose by 3 in a year"


def test_what_is_provisional_or_of_few_cases_heads_no_chart(tmp_path):
    report = make_report(tmp_path)
    for mark in ("p", "u"):
        made = [with_mark(one, mark) for one in held(report, 48, 85, -37, "-43.5")]
        assert draw(report, made)["comparison"].finding == ""


@pytest.mark.parametrize(("gap", "said"), [("-3", ": 3.0 percentage points below the"), ("2", ": 2.0 percentage points above the"), ("0", ": at the")])
def test_a_target_comes_before_last_year(tmp_path, gap, said):
    report = make_report(tmp_path, {"A1": {**PERCENT, "target": {"value": 90, "says": "Target."}, "decimals": 1}})
    made = [figure(report, "A1", "value", 80), figure(report, "A1", "comparator", 70), figure(report, "A1", "target", 90)]
    made += [figure(report, "A1", "point_change", 10, unit="percentage_points"), figure(report, "A1", "gap_to_target", gap, unit="percentage_points")]
    assert finding(draw(report, made)["comparison"]) == f"Referrals{said} target of 90.0%"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([30, 28, 31, 27], "Referrals, 2022/23: 27, the lowest of 4 years"),
        ([30, 28, 31, 32], "Referrals, 2022/23: 32, the highest of 4 years"),
        ([30, 28, 31, 29], ""),
        ([30, 27, 31, 27], ""),  # as low as another one
        ([30, None, 31, 27], ""),  # the missing one may be lower
        ([30, 27], ""),
    ],
)
def test_the_newest_of_the_years_is_the_highest_or_the_lowest_only_where_all_are_known(tmp_path, values, said):
    report = make_report(tmp_path)
    assert finding(draw(report, years(report, "A1", values))["years"]) == said


def test_how_many_quarters_lie_outside_their_usual_range_is_counted_in_words(tmp_path):
    report = make_report(tmp_path)
    made = quarters(report, "A1", [30, 41, 38, 70, 29])
    mean, lower, upper = usual_range(report, "A1", "36.6", "4.5", "68.7")
    points = {f"point_{number}": one.id for number, one in enumerate(made, start=1)}
    chart = draw(report, [*made, mean, replace(lower, operands=points), replace(upper, operands=points)])["variation"]
    assert finding(chart) == "Referrals: 1 of 5 quarters lies outside the usual range"
    assert [side for *_, side in chart.outside] == ["above"]


def test_a_chart_rests_on_the_figures_of_its_finding(tmp_path):
    report = make_report(tmp_path)
    chart = draw(report, held(report, 48, 85, -37, "-43.5"))["comparison"]
    assert {"A1.change", "A1.percent_change"} <= set(chart.figure.operands.values())
