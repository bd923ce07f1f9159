"""Traffic lights: the report's rule on exact values, with both of its edges, and what is not judged or not there."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_edition.figures import lights
from pipeline.core.faults import FaultsFound
from pipeline.figures.formulas import evaluate, light
from pipeline.methods.values.standing import is_judged
from pipeline.page.light_words import light_words

PERCENT = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1}
LOWER, HIGHER = "lower_is_better", "higher_is_better"


def light_of(folder, now, before, **own):
    folder.define("A1", **own)
    folder.receive("2023-11-30", f"A1,2023-24-Q2,year_to_date,{now}", f"A1,2022-23-Q2,year_to_date,{before}")
    return folder.figures("2023-24-Q2")["A1.traffic_light"]


@pytest.mark.parametrize(
    ("now", "before", "polarity", "word"),
    [  # the key of the Borders report at its boundaries; it leaves open "unchanged" and exactly 15 %: green and amber are ours
        (85, 85, LOWER, "green"),
        (84, 85, LOWER, "green"),
        (86, 85, LOWER, "amber"),  # 1.2 % worse
        (97, 85, LOWER, "amber"),  # 14.1 %
        (98, 85, LOWER, "red"),  # 15.3 %
        (115, 100, LOWER, "amber"),  # exactly 15 %
        (85, 100, HIGHER, "amber"),  # exactly 15 %
        (86, 100, HIGHER, "amber"),
        (84, 100, HIGHER, "red"),
        (100, 100, HIGHER, "green"),
        (101, 100, HIGHER, "green"),
        (0, 5, LOWER, "green"),
        (0, 5, HIGHER, "red"),
    ],
)
def test_the_key_is_applied_at_its_boundaries(folder, now, before, polarity, word):
    assert light_of(folder, now, before, polarity=polarity).value == word


@pytest.mark.parametrize(("now", "before"), [("0.85", "1"), ("1.7", "2"), ("0.17", "0.2"), ("85000.85", "100001")])
def test_a_fall_of_exactly_fifteen_per_cent_is_not_pushed_over_the_edge_by_binary_fractions(folder, now, before):
    assert light_of(folder, now, before, polarity=HIGHER, decimals=2).value == "amber"


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        ("77.1", "77.1", "green"),
        ("77.0", "77.1", "amber"),
        ("62.1", "77.1", "amber"),
        ("62.0", "77.1", "red"),
        ("90.2", "80", "green"),
    ],
)
def test_percentages_are_judged_in_points(folder, now, before, word):
    assert light_of(folder, now, before, polarity=HIGHER, **PERCENT).value == word


@pytest.mark.parametrize(
    ("rule", "now", "polarity", "word"),
    [
        ("data_only", 5, LOWER, "data only"),
        ("data_only", 5, HIGHER, "data only"),
        ("green_or_amber", 5, LOWER, "amber"),
        ("green_or_amber", 5, HIGHER, "green"),
        ("green_or_red", 5, LOWER, "red"),
        ("green_or_red", 5, HIGHER, "green"),
        ("data_only", 0, LOWER, "green"),  # none after none is unchanged, whatever the rule
        ("data_only", 0, HIGHER, "green"),
        ("green_or_amber", 0, LOWER, "green"),
        ("green_or_red", 0, LOWER, "green"),
    ],
)
def test_a_reference_of_nought_follows_the_declared_rule(folder, rule, now, polarity, word):
    folder.rules = [{"reference_zero": rule}]
    assert light_of(folder, now, 0, polarity=polarity).value == word


def test_a_reference_of_nought_per_cent_is_judged_in_points_like_any_other(folder):
    assert light_of(folder, "16", "0", **PERCENT).value == "red"


def test_what_is_not_judged_is_data_only_with_and_without_a_value(folder):
    folder.define("A1", judged=False)
    folder.define("A2", judged=False, polarity="neutral", comparator="none")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A2,2023-24-Q2,year_to_date,,,,x,not counted")
    figures = folder.figures("2023-24-Q2")
    assert [figures[f"{code}.traffic_light"].value for code in ("A1", "A2")] == ["data only", "data only"]


def test_what_is_judged_but_missing_is_no_data_and_says_what_is_missing(folder):
    folder.define("A1")
    folder.define("A2")
    folder.receive(
        "2023-11-30",
        "A1,2023-24-Q2,year_to_date,48",
        "A2,2023-24-Q2,year_to_date,,,,x,not counted",
        "A2,2022-23-Q2,year_to_date,9",
    )
    figures = folder.figures("2023-24-Q2")
    assert (figures["A1.traffic_light"].value, figures["A1.traffic_light"].reason) == (
        "no data", "no value for April to September 2022 was ever received",
    )  # fmt: skip
    assert (figures["A2.traffic_light"].value, figures["A2.traffic_light"].reason) == ("no data", "not counted")


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        ("75", "50", "green"),  # both ends belong to the range
        ("90", "99", "green"),
        ("82.5", "82.5", "green"),
        ("74.9", "80", "amber"),
        ("60", "80", "amber"),  # exactly 15 points outside
        ("59.9", "59", "red"),  # nearer than last year, and still as far outside as that
        ("100", "80", "amber"),
    ],
)
def test_within_a_range_the_distance_outside_decides(folder, now, before, word):
    assert light_of(folder, now, before, polarity="within_range", range=[75, 90], **PERCENT).value == word


def test_a_range_needs_no_earlier_value_to_be_judged(folder):
    folder.define("A1", polarity="within_range", range=[75, 90], **PERCENT)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,93")
    figure = folder.figures("2023-24-Q2")["A1.traffic_light"]
    assert (figure.value, figure.operands) == ("amber", {"value": "A1.value"})


def test_a_target_and_a_baseline_are_judged_like_an_earlier_value(folder):
    target = {"value": 30, "says": "At most 30 %."}
    assert light_of(folder, "22.5", "1", comparator="target", target=target, **PERCENT).value == "green"
    assert light_of(folder, "30.1", "1", comparator="target", target=target, **PERCENT).value == "amber"
    assert light_of(folder, 69, 1, comparator="baseline", baseline={"value": 60, "says": "60."}).value == "amber"
    assert light_of(folder, 70, 1, comparator="baseline", baseline={"value": 60, "says": "60."}).value == "red"


def test_a_past_light_keeps_the_rule_that_it_was_made_with(folder):
    folder.rules = [{"applies_from": "2021-22-Q1", "amber_from": -10}, {"applies_from": "2024-25-Q1", "amber_from": -5}]
    folder.receive(
        "2025-05-01",
        *[
            f"A1,{year}-Q4,year_to_date,{value}"
            for year, value in (("2022-23", 100), ("2023-24", 108), ("2024-25", 116))
        ],
    )
    assert folder.figures("2023-24-Q4")["A1.traffic_light"].value == "amber"  # 8 % worse, under the first rule
    assert folder.figures("2024-25-Q4")["A1.traffic_light"].value == "red"  # 7.4 % worse, under the second


def test_before_the_first_rule_there_is_none_and_that_is_said(folder):
    folder.rules = [{"applies_from": "2024-25-Q1"}]
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A1,2022-23-Q2,year_to_date,85")
    with pytest.raises(FaultsFound, match="2024-25-Q1 or later"):
        folder.figures("2023-24-Q2")


def test_every_indicator_is_counted_under_one_light(folder):
    for code in ("A1", "A2", "A3", "A4"):
        folder.define(code, judged=code != "A4")
    lines = [f"{code},2023-24-Q2,year_to_date,{now}" for code, now in (("A1", 90), ("A2", 110), ("A3", 120), ("A4", 1))]
    folder.receive("2023-11-30", *lines, *[f"{code},2022-23-Q2,year_to_date,100" for code in ("A1", "A2")])
    figures = folder.figures("2023-24-Q2")
    totals = {
        light: figures[f"traffic-lights[{light}].total"].value
        for light in ("green", "amber", "red", "data-only", "no-data")
    }
    assert totals == {"green": 1, "amber": 1, "red": 0, "data-only": 1, "no-data": 1}


def test_a_light_that_rests_on_a_mark_is_still_counted_without_it(folder):
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,10,,,p", "A1,2022-23-Q2,year_to_date,20")
    figures = folder.figures("2023-24-Q2")
    assert figures["A1.traffic_light"].display == "green [p] [u]"
    assert figures["traffic-lights[green].total"].display == "1"


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from([1, -1]))
def test_the_light_is_what_whole_numbers_say(now, before, better):
    improvement = better * (now - before)
    expected = "green" if improvement >= 0 else "amber" if improvement * 100 >= -15 * before else "red"
    formula = f"light({'-' if better < 0 else ''}(value - reference) / reference * 100, 0, -15)"
    assert evaluate(formula, {"value": Fraction(now), "reference": Fraction(before)}) == expected


@given(st.fractions(-100, 100), st.fractions(-100, 100))
def test_a_better_performance_never_has_a_worse_light(one, other):
    order = ["red", "amber", "green"]
    worse, better = sorted((one, other))
    assert order.index(light(worse, Fraction(0), Fraction(-15))) <= order.index(
        light(better, Fraction(0), Fraction(-15))
    )


def test_a_period_before_the_first_rule_is_refused(folder):
    folder.rules = [{"applies_from": "2022-23-Q1"}]
    folder.define("A1")
    with pytest.raises(FaultsFound, match="no traffic-light rule applies to this period.*expected 2022-23-Q1 or later"):
        folder.report("2021-22-Q2")


FIRE = {  # within ten per cent of the target and better than last year is amber; without a target it is grey
    "green_from": None, "amber_from": None, "otherwise": "red", "reference_zero": "green_or_red",
    "key": {"data_only": "not judged", "no_data": "missing"},
    "when": [
        {"light": "grey", "all": [{"against": "target", "missing": True}]},
        {"light": "green", "all": [{"against": "target", "from": 0}]},
        {"light": "amber", "all": [{"against": "target", "from": -10}, {"against": "same_period_last_year", "direction": "better"}]},
    ],
}  # fmt: skip


def two_criteria(folder, now, before, target, **own):
    folder.rules = [FIRE]
    level = {"says": "Set by the authority."} | ({} if target is None else {"value": target})
    folder.define("A1", comparator="target", also_against=["same_period_last_year"], target=level, **own)
    lines = [f"A1,2023-24-Q2,year_to_date,{now}"]
    folder.receive("2023-11-30", *lines, *([] if before is None else [f"A1,2022-23-Q2,year_to_date,{before}"]))
    return folder.figures("2023-24-Q2")


@pytest.mark.parametrize(
    ("now", "before", "target", "polarity", "word"),
    [
        (100, 90, 100, LOWER, "green"),  # on the target: last year does not matter
        (110, 111, 100, LOWER, "amber"),  # 10 % over, and fewer than last year
        (110, 110, 100, LOWER, "red"),  # 10 % over, and as many as last year
        (111, 200, 100, LOWER, "red"),  # 11 % over, however many there were
        (90, 89, 100, HIGHER, "amber"),
        (90, 91, 100, HIGHER, "red"),
        (1, 2, 0, LOWER, "red"),  # a target of none is missed: by direction, no threshold is met
        (0, 2, 0, LOWER, "green"),
        (100, 90, None, LOWER, "grey"),  # the target is still to be set
    ],
)
def test_a_rule_of_two_criteria_is_followed_in_its_order(folder, now, before, target, polarity, word):
    assert two_criteria(folder, now, before, target, polarity=polarity)["A1.traffic_light"].value == word


def test_what_is_missing_stops_a_light_only_where_the_rule_comes_to_ask_for_it(folder):
    assert two_criteria(folder, 99, None, 100)["A1.traffic_light"].value == "green"
    light = two_criteria(folder, 105, None, 100)["A1.traffic_light"]
    assert (light.value, light.reason) == ("no data", "no value for April to September 2022 was ever received")


def test_grey_is_counted_and_says_why(folder):
    figures = two_criteria(folder, 100, 90, None)
    assert figures["A1.traffic_light"].reason == "Set by the authority."
    assert figures["traffic-lights[grey].total"].value == 1


def test_beside_a_grey_light_nothing_is_better_or_worse(folder):
    figures = two_criteria(folder, 100, 90, None)
    assert not is_judged(folder.report(), figures, "A1")
    assert figures["A1.trend:previous_years"].value in ("too few points", "higher", "lower")


def test_a_report_whose_rule_gives_no_grey_has_no_count_of_it(folder):
    light_of(folder, 1, 1)
    assert "traffic-lights[grey].total" not in folder.figures("2023-24-Q2")


def test_the_key_of_a_rule_of_conditions_is_worded_from_it(folder):
    two_criteria(folder, 100, 90, 100)
    rule = folder.report().traffic_light
    told = {light: re.sub("<[^>]+>", "", light_words(rule, light)) for light in rule.lights}
    assert told == {
        "green": "As good as, or better than, its target.",
        "amber": "No more than 10% worse than its target, and better than the same period last year.",
        "red": "Otherwise.",
        "grey": "Its target is not there.",
    }


def test_the_short_form_is_the_long_one_with_two_steps_on_one_performance(folder):
    long = {
        **FIRE, "reference_zero": "data_only",
        "when": [{"light": "green", "all": [{"from": 0}]}, {"light": "amber", "all": [{"from": -15}]}],
    }  # fmt: skip
    for now in (99, 100, 101, 115, 116):
        folder.rules = [{}]
        short = light_of(folder, now, 100).value
        folder.rules = [long]
        assert light_of(folder, now, 100).value == short


def test_a_judged_indicator_without_what_the_rule_asks_for_is_refused_with_its_line(folder):
    folder.rules = [FIRE]
    folder.define("A1", comparator="target", target={"value": 1, "says": "One."})
    with pytest.raises(FaultsFound, match="line 11, key A1: the rule of the lights holds it against its same period last year"):
        folder.report()


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"green_from": 0}, "has no green_from and amber_from"),
        ({"key": {"green": "g", "data_only": "d", "no_data": "n"}}, "the others are worded from the rule"),
        ({"reference_zero": "green_or_amber"}, "goes by direction"),
        ({"when": [{"light": "green", "all": [{"against": "target"}]}]}, "has from, below or a direction"),
        ({"when": [{"light": "green", "all": [{"missing": True, "from": 0}]}]}, "has from, below or a direction"),
        ({"when": [{"light": "green", "all": [{"from": 5, "below": 5}]}]}, "nothing meets both"),
        ({"when": [{"light": "green", "all": [{"against": "none", "from": 0}]}]}, "held against something"),
        ({"when": [], "key": {}}, "or a list of"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(folder, own, said):
    folder.rules = [{**FIRE, **own}]
    folder.define("A1", also_against=["target"], target={"value": 1, "says": "One."})
    with pytest.raises(FaultsFound, match=said):
        folder.report()


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.sampled_from([LOWER, HIGHER]))
def test_the_check_of_the_edition_judges_by_the_rule_itself(now, before, target, polarity):
    """By whole numbers: met; or short by at most a tenth and better than before; a target of 0 is met or not."""
    better = 1 if polarity == HIGHER else -1
    short = better * (target - now)
    expected = (
        "green" if short <= 0
        else "amber" if target and short * 10 <= target and better * (now - before) > 0
        else "red"
    )  # fmt: skip
    own = {"judged": True, "polarity": polarity, "variance_basis": "relative"}
    values = dict(zip(("value", "same_period_last_year", "target"), map(Fraction, (now, before, target)), strict=True))
    assert lights._light({**FIRE, "applies_from": "2010-11-Q1"}, own, values) == expected
