"""The sentences that the pipeline writes: what they say of better, worse, same, missing and small, and that their words agree."""

import re
from fractions import Fraction
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures.figure import Figures, make_figure
from pipeline.methods.comparisons.comparisons import changes, comparators
from pipeline.methods.comparisons.targets import levels
from pipeline.methods.judgements.traffic_lights import traffic_lights
from pipeline.page.narrative import missing, movements, where_we_are

PERCENT = {
    "unit": "percent",
    "aggregation": "ratio",
    "variance_basis": "points",
    "decimals": 1,
    "noun": {"one": "of cases", "many": "of cases"},
}
SMALL = " The percentage rests on a small number of cases: read the numbers first."


def words(markup):
    """The text of a fragment, as a reader sees it."""
    return unescape(re.sub("<[^>]+>", "", str(markup)))


def said(folder, *lines, period="2023-24-Q2", **own):
    """The paragraph on an indicator when these lines were received."""
    folder.define("A1", **own)
    folder.receive("2023-11-30", *[f"A1,{line}" for line in lines])
    return words(where_we_are(folder.report(period), folder.figures(period), "A1"))


def year_and_last(now, before):
    return f"2023-24-Q2,year_to_date,{now}", f"2022-23-Q2,year_to_date,{before}"


@pytest.mark.parametrize(
    ("now", "before", "polarity", "sentence"),
    [
        (
            48,
            85,
            "lower_is_better",
            "That is 37 fewer than the 85 from April to September 2022 (43.5% lower), which is better.",
        ),
        (
            48,
            85,
            "higher_is_better",
            "That is 37 fewer than the 85 from April to September 2022 (43.5% lower), which is worse.",
        ),
        (
            220,
            186,
            "higher_is_better",
            "That is 34 more than the 186 from April to September 2022 (18.3% higher), which is better.",
        ),
        (85, 85, "lower_is_better", "That is the same as the 85 from April to September 2022."),
        (
            1085,
            1000,
            "lower_is_better",
            "That is 85 more than the 1,000 from April to September 2022 (8.5% higher), which is worse.",
        ),
    ],
)
def test_a_count_is_told_with_its_change_and_whether_that_is_better(folder, now, before, polarity, sentence):
    text = said(folder, *year_and_last(now, before), polarity=polarity)
    assert text == f"There were {now:,} cases from April to September 2023. {sentence}"


def test_one_case_is_singular(folder):
    assert said(folder, *year_and_last(1, 3)) == (
        f"There was 1 case from April to September 2023. That is 2 fewer than the 3 from April to September 2022 (66.7% [u] lower), "
        f"which is better.{SMALL}"
    )


def test_no_cases_are_plural_and_a_base_of_none_has_no_percentage(folder):
    assert (
        said(folder, *year_and_last(0, 0))
        == "There were 0 cases from April to September 2023. That is the same as the 0 from April to September 2022."
    )
    assert said(folder, *year_and_last(2, 0)).endswith(
        "That is 2 more than the 0 from April to September 2022; this report does not judge it."  # its light is data only
    )


def test_the_same_small_number_needs_no_warning_about_a_percentage(folder):
    assert SMALL not in said(folder, *year_and_last(16, 16))


def test_percentages_are_told_with_their_counts_and_differ_in_points(folder):
    text = said(
        folder, "2023-24-Q2,year_to_date,,175,197", "2022-23-Q2,year_to_date,82", **PERCENT, polarity="higher_is_better"
    )
    assert text == (
        "From April to September 2023, 88.8% of cases (175 of 197). "
        "That is 6.8 percentage points above the 82.0% from April to September 2022, which is better."
    )


def test_a_gap_to_a_target_is_worded_as_a_gap(folder):
    target = {"value": 30, "says": "At most 30 %."}
    assert said(folder, "2023-24-Q2,year_to_date,22.5", **PERCENT, comparator="target", target=target) == (
        "From April to September 2023, 22.5% of cases. That is 7.5 percentage points below the target of 30%, which is better."
    )


def test_a_target_that_is_met_to_the_point_is_the_same(folder):
    target = {"value": 30, "says": "At most 30 %."}
    assert said(folder, "2023-24-Q2,year_to_date,30", **PERCENT, comparator="target", target=target).endswith(
        "That is the same as the target of 30%."
    )


def test_a_gap_that_rounds_to_nothing_is_still_a_gap(folder):
    target = {"value": 30, "says": "At most 30 %."}
    text = said(folder, "2023-24-Q2,year_to_date,30.01", **PERCENT, comparator="target", target=target)
    assert text.endswith("That is a little ([low]) above the target of 30%, which is worse.")


def test_a_baseline_is_told_like_a_level(folder):
    text = said(
        folder, "2023-24-Q2,year_to_date,60", comparator="baseline", baseline={"value": 80, "says": "80 in 2019/20."}
    )
    assert text.endswith("That is 20 below the baseline of 80 (25.0% lower), which is better.")


def test_a_rate_is_told_with_its_population(folder):
    own = {"unit": "rate", "aggregation": "ratio", "per": 1000, "population": "Residents", "decimals": 1}
    own["noun"] = {"one": "case per 1,000 residents", "many": "cases per 1,000 residents"}
    text = said(folder, "2023-24-Q2,year_to_date,,205,40100", "2022-23-Q2,year_to_date,,206,39900", **own)
    assert text == (
        "There were 5.1 cases per 1,000 residents (205 in a population of 40,100) from April to September 2023. "
        "That is 0.1 below the 5.2 from April to September 2022 (1.0% lower), which is better."
    )


def test_a_number_on_a_day_is_told_with_the_day(folder):
    own = {"basis": "point_in_time", "aggregation": "stock", "comparator": "previous_period"}
    text = said(folder, "2023-24-Q2,point_in_time,112", "2023-24-Q1,point_in_time,100", **own)
    assert (
        text
        == "There were 112 cases on 30 September 2023. That is 12 more than the 100 on 30 June 2023 (12.0% higher), which is worse."
    )


def test_a_single_month_is_told_as_one(folder):
    own = {"basis": "month", "comparator": "previous_period"}
    text = said(folder, "2017-10,month,112", "2017-09,month,100", period="2017-10", **own)
    assert (
        text
        == "There were 112 cases in October 2017. That is 12 more than the 100 in September 2017 (12.0% higher), which is worse."
    )


@pytest.mark.parametrize(
    ("now", "before", "sentences"),
    [
        (
            82,
            80,
            "That is 2.0 percentage points above the 80.0% from April to September 2022. It lies within its range of 75% to 90%.",
        ),
        (
            93,
            80,
            "That is 13.0 percentage points above the 80.0% from April to September 2022, which is worse. It lies outside its range of 75% to 90%.",
        ),
        (
            92,
            95,
            "That is 3.0 percentage points below the 95.0% from April to September 2022, which is better. It lies outside its range of 75% to 90%.",
        ),
        (
            75,
            70,
            "That is 5.0 percentage points above the 70.0% from April to September 2022, which is better. It lies within its range of 75% to 90%.",
        ),
    ],
)
def test_within_a_range_what_comes_nearer_is_better(folder, now, before, sentences):
    text = said(folder, *year_and_last(now, before), **PERCENT, polarity="within_range", range=[75, 90])
    assert text.partition(" of cases. ")[2] == sentences


def test_what_is_not_judged_is_not_called_better_or_worse(folder):
    text = said(folder, *year_and_last(48, 85), judged=False, polarity="neutral")
    assert text.endswith("(43.5% lower); this report does not judge it.")


def test_without_anything_to_compare_it_with_the_value_stands_alone(folder):
    assert said(folder, "2023-24-Q2,year_to_date,48", comparator="none", judged=False, polarity="neutral") == (
        "There were 48 cases from April to September 2023."
    )


def test_an_earlier_value_that_is_missing_is_missed_with_its_reason(folder):
    assert said(folder, "2023-24-Q2,year_to_date,48") == (
        "There were 48 cases from April to September 2023. "
        "There is nothing to compare it with: no value for April to September 2022 was ever received."
    )


def test_a_missing_value_is_missed_with_its_reason_and_mark(folder):
    assert said(folder, "2023-24-Q2,year_to_date,,,,x,the file was damaged.") == (
        "There is no figure for April to September 2023 ([x]): the file was damaged."
    )


@pytest.mark.parametrize("cell", ["[x]", "[c]", "[low]"])
def test_a_missing_value_without_a_reason_says_that(folder, cell):
    text = said(folder, f"2023-24-Q2,year_to_date,{cell}")
    assert text.startswith("There is no figure for April to September 2023 ([")
    assert text.endswith(f"{cell}): the return gives no reason.")


def test_a_late_return_is_told_with_who_why_and_when_due(folder):
    late = {
        "indicators": ["A1"],
        "sender": "the police",
        "reason": "Their system was being replaced.",
        "due": "2024-01-31",
    }
    folder.except_in("2023-24-Q2", not_received=[late])
    assert said(folder, "2022-23-Q2,year_to_date,85") == (
        "There is no figure for April to September 2023 ([x]): "
        "not received from the police (Their system was being replaced; due 31 January 2024)."
    )


def test_what_does_not_apply_is_not_called_missing(folder):
    text = said(folder, "2023-24-Q2,year_to_date,,0,0,z,no surveys were sent out", **PERCENT)
    assert text == "No figure applies to April to September 2023 ([z]): no surveys were sent out."


def test_a_marked_value_says_in_words_what_its_mark_means(folder):
    text = said(folder, "2023-24-Q2,year_to_date,90,,,p,two files are open", "2022-23-Q2,year_to_date,100")
    assert text.startswith("There were 90 [p] cases")
    assert text.endswith("The figure is provisional (two files are open).")


def test_several_marks_are_all_said(folder):
    text = said(folder, "2023-24-Q1,quarter,40,,,r", "2023-24-Q2,quarter,50,,,p e")
    assert text.startswith("There were 90 [p] [e] [r] cases")
    assert text.endswith("The figure is provisional, estimated and revised.")


def test_names_and_reasons_cannot_bring_markup_into_the_page(folder):
    noun = {"one": "<b>case</b>", "many": "<b>cases</b> & more"}
    folder.define("A1", noun=noun)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5,,,p,<script>alert(1)</script>")
    html = str(where_we_are(folder.report(), folder.figures(), "A1"))
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;b&gt;cases&lt;/b&gt; &amp; more" in html


def test_indicators_are_listed_as_better_worse_or_unchanged_only_where_they_are_judged(folder):
    for code, judged in (("A1", True), ("A2", True), ("A3", True), ("A4", False), ("A5", True)):
        folder.define(code, judged=judged)
    now = zip(("A1", "A2", "A3", "A4"), (80, 120, 100, 80), strict=True)
    lines = [f"{code},2023-24-Q2,year_to_date,{value}" for code, value in now]
    folder.receive("2023-11-30", *lines, *[f"A{number},2022-23-Q2,year_to_date,100" for number in range(1, 6)])
    report, figures = folder.report(), folder.figures()
    found = {
        direction: [movement.code for movement in movements(report, figures, direction)]
        for direction in ("better", "worse", "no change")
    }
    assert found == {"better": ["A1"], "worse": ["A2"], "no change": ["A3"]}
    assert [code for code, _ in missing(report, figures)] == ["A5"]


def test_what_cannot_be_judged_is_missing_and_so_is_an_earlier_value_of_what_is_only_shown(folder):
    folder.define("A1")
    folder.define("A2", judged=False)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,80", "A2,2023-24-Q2,year_to_date,80")
    assert [(code, figure.display) for code, figure in missing(folder.report(), folder.figures())] == [
        ("A1", "no data"),
        ("A2", "[x]"),
    ]


LOWER_WORDS, HIGHER_WORDS = {"fewer", "below", "lower"}, {"more", "above", "higher"}
KINDS = {
    "count": {},
    "percent": PERCENT,
    "target": {"comparator": "target", "target": {"value": 100, "says": "100."}},
    "baseline": {"comparator": "baseline", "baseline": {"value": 100, "says": "100."}},
    "range": {**PERCENT, "polarity": "within_range", "range": [30, 60]},
}


@pytest.mark.parametrize("polarity", ["lower_is_better", "higher_is_better"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_words_always_agree_with_the_sign_of_the_printed_difference(folder, kind, polarity):
    folder.rules = [{"reference_zero": "green_or_red"}]
    folder.define("A1", **{"polarity": polarity, **KINDS[kind]})
    report = folder.report()
    indicator = report.indicators["A1"]
    numbers = (
        st.decimals(0, 100, places=2).map(Fraction)
        if indicator.unit == "percent"
        else st.integers(0, 10**6).map(Fraction)
    )

    @settings(max_examples=60, deadline=None)
    @given(numbers, numbers)
    def agree(now, before):
        common = {
            "unit": indicator.unit,
            "decimals": indicator.decimals,
            "method": "received",
            "formula": "",
            "basis": indicator.basis,
        }
        figures = Figures(
            [
                make_figure("A1.value", now, period="2023-24-Q2", **common),
                make_figure("A1.value@2022-23-Q2", before, period="2022-23-Q2", **common),
            ]
        )
        figures.include(comparators(report, figures))
        figures.include(levels(report))
        figures.include(changes(report, figures))
        figures.include(traffic_lights(report, figures))
        text = words(where_we_are(report, figures, "A1"))
        difference = next(
            figures[name] for name in ("A1.gap_to_target", "A1.change", "A1.point_change") if name in figures
        )
        spoken = set(re.findall(r"[a-z]+", text))
        assert bool(spoken & HIGHER_WORDS) == (difference.value > 0), text
        assert bool(spoken & LOWER_WORDS) == (difference.value < 0), text
        assert ("same" in spoken) == (difference.value == 0), text
        assert not re.search("[−+]", text), text  # the words carry the sign
        assert difference.magnitude in text or difference.value == 0, text
        if kind != "range":
            better = (difference.value < 0) == (polarity == "lower_is_better")
            assert ("better" in spoken) == (difference.value != 0 and better), text
            assert ("worse" in spoken) == (difference.value != 0 and not better), text
        light = figures["A1.traffic_light"].value
        assert kind == "range" or (light == "green") == ("worse" not in spoken), f"{light}: {text}"

    agree()
