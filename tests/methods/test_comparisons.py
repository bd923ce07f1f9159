"""Comparisons: numbers in number and per cent, percentages in points, gaps as gaps, and what cannot be said is not."""

import pytest

from pipeline.core.faults import FaultsFound

PERCENT = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1}
RATE = {
    "unit": "rate",
    "aggregation": "ratio",
    "per": 1000,
    "population": "Residents, mid-2022 estimate",
    "decimals": 1,
}


def compared(folder, now, before, **own):
    """The figures of an indicator with these values for the year to date, this year and last."""
    folder.define("A1", **own)
    folder.receive("2023-11-30", f"A1,2023-24-Q2,year_to_date,{now}", f"A1,2022-23-Q2,year_to_date,{before}")
    return folder.figures("2023-24-Q2")


@pytest.mark.parametrize(
    ("now", "before", "change", "percent"),
    [  # Scottish Borders, April to September 2023 against 2022, as published in November 2023
        (48, 85, "−37", "−43.5%"),
        (312, 361, "−49", "−13.6%"),
        (589, 682, "−93", "−13.6%"),
        (220, 186, "+34", "+18.3%"),
        (67, 74, "−7", "−9.5%"),
    ],
)
def test_numbers_change_in_number_and_in_per_cent(folder, now, before, change, percent):
    figures = compared(folder, now, before)
    assert (figures["A1.change"].display, figures["A1.percent_change"].display) == (change, percent)
    assert "A1.point_change" not in figures


def test_an_unchanged_number_changed_by_a_true_nought(folder):
    figures = compared(folder, 85, 85)
    assert (figures["A1.change"].display, figures["A1.percent_change"].display) == ("0", "0.0%")


def test_nothing_is_a_percentage_of_nought_but_the_number_is_given(folder):
    figures = compared(folder, 5, 0)
    assert figures["A1.change"].display == "+5"
    assert (figures["A1.percent_change"].display, figures["A1.percent_change"].reason) == ("[z]", "reference is zero")


def test_none_after_none_has_no_percentage_either(folder):
    figures = compared(folder, 0, 0)
    assert (figures["A1.change"].display, figures["A1.percent_change"].display) == ("0", "[z]")


def test_none_after_some_is_a_fall_by_all(folder):
    assert compared(folder, 0, 60)["A1.percent_change"].display == "−100.0%"


@pytest.mark.parametrize(("base", "mark"), [(49, " [u]"), (50, ""), (51, "")])
def test_a_percentage_on_a_small_base_is_of_low_reliability_and_so_is_its_light(folder, base, mark):
    figures = compared(folder, base - 7, base)
    assert figures["A1.percent_change"].display.endswith(f"%{mark}")
    assert figures["A1.traffic_light"].display == f"green{mark}"
    assert figures["A1.change"].display == "−7"  # the number itself is sure


def test_what_a_small_base_is_can_be_declared(folder):
    folder.settings["small_base"] = 20
    assert compared(folder, 31, 30)["A1.percent_change"].status == ""
    folder.settings["small_base"] = 31
    assert compared(folder, 31, 30)["A1.percent_change"].status == "u"


def test_a_rate_rests_on_its_events_however_many_people_there_are(folder):
    folder.define("A1", **RATE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,60,40000", "A1,2022-23-Q2,year_to_date,,49,40000")
    assert folder.figures("2023-24-Q2")["A1.percent_change"].display == "+22.4% [u]"
    folder.receive("2023-12-01", "A1,2022-23-Q2,year_to_date,,50,40000")
    assert folder.figures("2023-24-Q2")["A1.percent_change"].display == "+20.0%"


@pytest.mark.parametrize(
    ("now", "before", "printed"),
    [
        ("83.0", "82.0", "+1.0 percentage point"),
        ("82.0", "83.0", "−1.0 percentage point"),
        ("22.5", "30.0", "−7.5 percentage points"),
        ("30.7", "30.0", "+0.7 percentage points"),
        ("30.0", "30.0", "0.0 percentage points"),
    ],
)
def test_percentages_differ_in_points_and_never_in_per_cent(folder, now, before, printed):
    figures = compared(folder, now, before, **PERCENT)
    assert figures["A1.point_change"].display == printed
    assert "A1.percent_change" not in figures
    assert "A1.change" not in figures


def test_points_are_the_difference_of_the_unrounded_percentages(folder):
    folder.define("A1", **PERCENT)
    # 92.959 % and 86.849 % print as 93.0 % and 86.8 %, but lie 6.1 points apart.
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,3393,3650", "A1,2022-23-Q2,year_to_date,,3170,3650")
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.value"].display, figures["A1.comparator"].display) == ("93.0%", "86.8%")
    assert figures["A1.point_change"].display == "+6.1 percentage points"


def test_a_gap_to_a_target_is_a_gap_in_the_unit_and_no_change(folder):
    figures = compared(
        folder, "22.5", "28", **PERCENT, comparator="target", target={"value": 30, "says": "At most 30 %."}
    )
    assert figures["A1.gap_to_target"].display == "−7.5 percentage points"
    assert figures["A1.target"].display == "30%"  # as precisely as it is declared
    assert not {"A1.change", "A1.percent_change", "A1.point_change"} & set(figures)


def test_a_gap_to_a_target_of_cases_is_in_cases(folder):
    figures = compared(folder, 231, 236, comparator="target", target={"value": 240, "says": "240 visits."})
    assert figures["A1.gap_to_target"].display == "−9"
    assert figures["A1.gap_to_target"].method == "gap to target"


def test_a_target_beside_an_earlier_value_gives_both_a_change_and_a_gap(folder):
    figures = compared(folder, 231, 236, target={"value": 240, "says": "240 visits."})
    assert (figures["A1.change"].display, figures["A1.gap_to_target"].display) == ("−5", "−9")


def test_a_baseline_is_what_the_value_has_changed_from(folder):
    figures = compared(folder, 60, 70, comparator="baseline", baseline={"value": 80, "says": "80 in 2019/20."})
    assert (figures["A1.change"].display, figures["A1.percent_change"].display) == ("−20", "−25.0%")
    assert figures["A1.change"].operands["reference"] == "A1.baseline"


def test_the_previous_period_is_the_quarter_before(folder):
    folder.define("A1", basis="quarter", comparator="previous_period")
    folder.receive("2023-07-30", "A1,2022-23-Q4,quarter,70", "A1,2022-23-Q1,quarter,10", "A1,2023-24-Q1,quarter,77")
    figures = folder.figures("2023-24-Q1")
    assert (figures["A1.comparator"].value, figures["A1.percent_change"].display) == (70, "+10.0%")


def test_an_earlier_value_that_was_never_received_is_not_replaced_by_anything(folder):
    folder.receive(
        "2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A1,2022-23-Q1,year_to_date,40", "A1,2022-23,year,160"
    )
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.comparator"].display, figures["A1.comparator"].reason) == (
        "[x]", "no value for July to September 2022 was ever received",
    )  # fmt: skip
    assert [figures[f"A1.{measure}"].display for measure in ("change", "percent_change")] == ["[x]", "[x]"]


def test_an_earlier_value_is_missing_for_the_reason_that_its_period_gives(folder):
    folder.except_in(
        "2022-23-Q2", not_received=[{"indicators": ["A1"], "sender": "the council", "reason": "Nobody counted."}]
    )
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48")
    assert folder.figures("2023-24-Q2")["A1.comparator"].reason == "not received from the council (Nobody counted)"


def test_what_does_not_apply_has_a_change_that_does_not_apply(folder):
    folder.define("A1", **PERCENT)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,0,0", "A1,2022-23-Q2,year_to_date,,1,4")
    assert folder.figures("2023-24-Q2")["A1.point_change"].display == "[z]"


def test_marks_of_either_value_are_carried_into_the_change(folder):
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,90,,,p", "A1,2022-23-Q2,year_to_date,80,,,e")
    figures = folder.figures("2023-24-Q2")
    assert figures["A1.change"].display == "+10 [p] [e]"
    assert figures["A1.traffic_light"].display == "amber [p] [e]"


def test_an_indicator_that_is_held_against_nothing_has_no_changes(folder):
    figures = compared(folder, 48, 85, comparator="none", judged=False, polarity="neutral")
    assert not [figure_id for figure_id in figures if "change" in figure_id or "comparator" in figure_id]


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"variance_basis": None}, "variance_basis"),
        ({"polarity": "neutral"}, "polarity"),
        ({"comparator": "none"}, "comparator"),
        ({"comparator": "target"}, "there is no target"),
        ({"polarity": "within_range"}, "range"),
        ({"unit": "percent"}, "aggregation"),
        ({"unit": "rate", "aggregation": "ratio"}, "population"),
    ],
)
def test_a_judged_indicator_says_how_it_is_judged(folder, own, told):
    folder.define("A1", **own)
    with pytest.raises(FaultsFound, match=told):
        folder.report()


def test_a_month_is_held_against_the_month_before_in_a_report_of_any_length(folder):
    folder.define("A1", basis="month", comparator="previous_period")
    folder.receive("2023-11-30", "A1,2023-09,month,30", "A1,2023-08,month,40", "A1,2023-06,month,90")
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.comparator"].value, figures["A1.comparator"].period) == (40, "2023-08")


def test_a_year_to_date_beside_a_quarter_is_not_held_against_a_shorter_one(folder):
    folder.settings["layout"] = "targets"
    folder.define("A1", basis="quarter", comparator="previous_period")
    folder.receive("2023-11-30", *(f"A1,{period},quarter,{value}" for period, value in (("2023-24-Q1", 40), ("2023-24-Q2", 50))))
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.comparator"].value, figures["A1.change"].value) == (40, 10)
    assert figures["A1.value~year_to_date"].value == 90
    assert [one for one in figures if "~year_to_date" in one and ("comparator" in one or "change" in one)] == []


@pytest.mark.parametrize(
    ("basis", "period", "before"),
    [("half_year", "2023-24-Q4", "2023-24-Q2"), ("rolling_24_months", "2023-24-Q4", "2021-22-Q4"), ("two_months", "2023-08", "2023-06")],
)
def test_the_previous_period_has_no_day_of_this_one(folder, basis, period, before):
    folder.define("A1", basis=basis, comparator="previous_period")
    folder.receive("2024-05-01", f"A1,{period},{basis},50", f"A1,{before},{basis},40")
    assert folder.figures(period)["A1.comparator"].value == 40


@pytest.mark.parametrize(
    ("before", "mark"),
    [
        (",84,10000", ""),  # 8.4 a thousand are 84 burglaries: no small base
        (",42,5000", " [u]"),  # 8.4 a thousand are 42 of them
        ("8.4,,", ""),  # how many they are is not known, and 8.4 is no number of cases
    ],
)
def test_the_base_of_a_rate_is_its_cases_and_never_the_rate(folder, before, mark):
    figures = compared(folder, "7.1,,", before, **RATE)
    assert figures["A1.percent_change"].display == f"−15.5%{mark}"
    assert figures["A1.traffic_light"].display == f"green{mark}"


def test_a_rate_against_a_declared_level_has_no_small_base(folder):
    figures = compared(folder, ",71,10000", "8.4,,", **RATE, comparator="target", target={"value": 8, "says": "Plan."})
    assert figures["A1.traffic_light"].display == "green"
