"""Judgements on targets: met, on line, not yet met or not on line, exactly at their edges."""

import pytest

from pipeline.core.faults import FaultsFound
from pipeline.page.outcomes import told

KEY = ("met", "on_line", "not_yet_met", "not_on_line", "nothing_to_judge", "no_data")
RULE = {"applies_from": "2015-16-Q1", "near": 10, "key": {word: f"Explains {word}." for word in KEY}}
ON_LINE = "on line to achieve or exceed"
LEVEL = {
    "unit": "percent", "aggregation": "ratio", "basis": "quarter", "polarity": "higher_is_better", "comparator": "target",
}  # fmt: skip
YEARLY = {"comparator": "target", "polarity": "higher_is_better"}


@pytest.fixture
def in_words(folder):
    """A report that judges its targets in words and has no traffic lights."""
    folder.settings["on_track"], folder.rules = [RULE], []
    return folder


def judged(folder, value, period="2015-16-Q1", basis="quarter"):
    folder.receive("2016-05-01", f"A1,{period},{basis},{value}")
    return folder.figures(period)["A1.on_track"].value


@pytest.mark.parametrize(
    ("target", "value", "word"),
    [  # the first quarter of 2015/16 as it was published, with the judgement printed there
        (50, 77, "met"),
        (63, 100, "met"),
        (88, 88, "met"),
        (41, 17, "not on line"),
        (75, 80, "met"),
        (85, 78, "not yet met"),
        # the edges: exactly 10% below the level required is 76.5 of 85
        (85, 85, "met"),
        (85, 84.9, "not yet met"),
        (85, 76.5, "not yet met"),
        (85, 76.4, "not on line"),
    ],
)
def test_a_percentage_is_held_against_its_target_in_full(in_words, target, value, word):
    in_words.define("A1", **LEVEL, target={"value": target, "says": "Plan."})
    assert judged(in_words, value) == word


@pytest.mark.parametrize(
    ("target", "quarter", "value", "word"),
    [
        (60, 1, 34, ON_LINE),  # 15 required, as published
        (60, 1, 15, ON_LINE),
        (60, 1, 10, "not on line"),  # 33% short of 15
        (60, 2, 27, "not yet met"),  # exactly 10% short of 30
        (60, 2, 26, "not on line"),
        (60, 1, 60, "met"),  # the whole year's number in one quarter cannot be lost again
        (60, 4, 60, "met"),
        (60, 4, 54, "not yet met"),
        (20, 1, 0, "not on line"),
        (0, 1, 0, "met"),
    ],
)
def test_a_total_of_the_year_is_held_against_the_share_that_is_due(in_words, target, quarter, value, word):
    in_words.define("A1", **YEARLY, target={"value": target, "says": "Plan.", "rule": "profiled"})
    assert judged(in_words, value, f"2015-16-Q{quarter}", "year_to_date") == word


@pytest.mark.parametrize(
    ("quarter", "value", "word"),
    [
        (1, 0, ON_LINE),
        (1, 4, ON_LINE),  # 4.75 required
        (1, 5, "not yet met"),  # 5.3% above it
        (1, 6, "not on line"),
        (4, 18, "met"),
        (4, 19, "not yet met"),  # below 19, not 19
        (4, 20, "not yet met"),
        (4, 21, "not on line"),  # 10.5% above
    ],
)
def test_below_nineteen_is_below_nineteen(in_words, quarter, value, word):
    in_words.define(
        "A1", comparator="target", target={"value": 19, "says": "Plan.", "rule": "profiled", "strictly": True}
    )
    assert judged(in_words, value, f"2015-16-Q{quarter}", "year_to_date") == word


@pytest.mark.parametrize(("value", "word"), [(0, "met"), (1, "not on line")])
def test_nothing_is_ten_per_cent_of_a_target_of_nought(in_words, value, word):
    in_words.define("A1", comparator="target", basis="quarter", target={"value": 0, "says": "None at all."})
    assert judged(in_words, value) == word


@pytest.mark.parametrize(
    ("baseline", "wanted", "value", "word", "reduction"),
    [  # published: 1.8 to 0.72, 2.91 to 1.51 and 7% to 5.2%
        (1.8, 5, 0.72, "met", "60.0%"),
        (2.91, 15, 1.51, "met", "48.1%"),
        (7, 20, 5.2, "met", "25.7%"),
        (7, 20, 5.6, "met", "20.0%"),  # exactly 20% off
        (7, 20, 6.16, "not yet met", "12.0%"),  # exactly 10% above 5.6
        (7, 20, 6.17, "not on line", "11.9%"),
        (7, 20, 7.7, "not on line", "−10.0%"),
    ],
)
def test_a_reduction_is_required_in_full(in_words, baseline, wanted, value, word, reduction):
    in_words.define(
        "A1", unit="rate", aggregation="ratio", basis="quarter", comparator="target", per=1, population="Not stated.",
        yearly_rate=True, decimals=2, baseline={"value": baseline, "says": "Before."},
        target={"value": wanted, "says": "Plan.", "rule": "reduction"},
    )  # fmt: skip
    in_words.receive("2015-09-09", f"A1,2015-16-Q1,quarter,{value}")
    figures = in_words.figures("2015-16-Q1")
    assert (figures["A1.on_track"].value, figures["A1.reduction"].display) == (word, reduction)


def test_the_judgement_is_worked_out_by_its_formula_and_small_levels_are_marked(in_words):
    in_words.define("A1", **YEARLY, target={"value": 60, "says": "Plan.", "rule": "profiled"})
    in_words.receive("2015-09-09", "A1,2015-16-Q1,year_to_date,10")
    figure = in_words.figures("2015-16-Q1")["A1.on_track"]
    assert figure.formula == f'on_track((required - value) / required * 100, 10, "{ON_LINE}")'
    assert figure.operands == {"value": "A1.value", "required": "A1.target"}
    assert figure.display == "not on line [u]"  # 15 are under 50 cases


def test_a_provisional_result_has_a_provisional_judgement(in_words):
    in_words.define("A1", **LEVEL, target={"value": 100, "says": "Plan."})
    in_words.receive("2015-09-09", "A1,2015-16-Q1,quarter,100,,,p,answers are awaited")
    assert in_words.figures("2015-16-Q1")["A1.on_track"].display == "met [p]"


def test_none_of_nothing_is_not_nought_per_cent_and_there_is_nothing_to_judge(in_words):
    in_words.define("A1", **LEVEL, target={"value": 95, "says": "Plan."})
    in_words.receive("2015-09-09", "A1,2015-16-Q1,quarter,,0,0,z,none was received")
    figures = in_words.figures("2015-16-Q1")
    assert (figures["A1.value"].display, figures["A1.denominator"].display) == ("[z]", "0")
    assert (figures["A1.on_track"].value, figures["A1.on_track"].reason) == ("nothing to judge", "none was received")


def test_a_result_or_a_target_that_is_not_there_is_no_data(in_words):
    in_words.define("A1", **LEVEL, target={"value": 95, "says": "Plan."})
    in_words.define("A2", **LEVEL, target={"says": "to be confirmed"})
    in_words.receive("2015-09-09", "A1,2015-16-Q1,quarter,,,,x,late", "A2,2015-16-Q1,quarter,80")
    figures = in_words.figures("2015-16-Q1")
    assert [figures[f"{code}.on_track"].reason for code in ("A1", "A2")] == ["late", "to be confirmed"]
    assert figures["on-track[no-data].total"].value == 2


def test_judgements_are_counted_and_only_what_has_a_target_is_judged(in_words):
    in_words.define(
        "A1", **LEVEL, total=False, categories={"overall": {"target": {"value": 85, "says": "Plan."}}, "needs": {}}
    )
    in_words.receive("2015-09-09", "A1,2015-16-Q1,quarter,78,,,,,overall", "A1,2015-16-Q1,quarter,67,,,,,needs")
    figures = in_words.figures("2015-16-Q1")
    assert figures["A1[overall].on_track"].value == "not yet met" and "A1[needs].on_track" not in figures
    assert figures["on-track[not-yet-met].total"].value == 1
    assert not [name for name in figures if name.endswith(".traffic_light")]


def test_a_report_without_a_rule_for_targets_has_no_such_judgements(folder):
    folder.define("A1", **YEARLY, target={"value": 60, "says": "Plan.", "rule": "profiled"})
    folder.receive("2015-09-09", "A1,2015-16-Q1,year_to_date,10")
    figures = folder.figures("2015-16-Q1")
    assert not [name for name in figures if "on_track" in name or "on-track" in name]
    assert figures["A1.traffic_light"].value == "red"


@pytest.mark.parametrize(
    ("own", "value", "said"),
    [  # published: 17% where 41% was aimed for and 24% reached before; 77% of 50% and 40%
        ({**LEVEL, "target": {"value": 41, "says": "Plan."}, "baseline": {"value": 24, "says": "Before."}}, 17,
         "It is 7 percentage points below the baseline of 24%: worse than the baseline as well as the target."),
        ({**LEVEL, "target": {"value": 50, "says": "Plan."}, "baseline": {"value": 40, "says": "Before."}}, 77,
         "It is 37 percentage points above the baseline of 40%, which is better."),
        ({**LEVEL, "target": {"value": 85, "says": "Plan."}, "baseline": {"value": 70, "says": "Before."}}, 78,
         "It is 8 percentage points above the baseline of 70%, which is better."),
        ({**LEVEL, "target": {"value": 75, "says": "Plan."}, "baseline": {"says": "to be set"}}, 80,
         "There is no baseline yet [x]: to be set."),
    ],
)  # fmt: skip
def test_the_sentence_says_how_the_result_is_against_the_baseline(in_words, own, value, said):
    in_words.define("A1", **own, also_against=["baseline"], variance_basis="points")
    in_words.receive("2015-09-09", f"A1,2015-16-Q1,quarter,{value}")
    assert said in told(in_words.report("2015-16-Q1"), in_words.figures("2015-16-Q1"), "A1").striptags()


def test_a_rate_that_grows_over_the_year_is_annualised_and_held_against_shares_of_yearly_levels(in_words):
    """Published: 95 first-time entrants per 100,000 in a quarter, 380 a year at that pace; 293 aimed for, 286 before."""
    accepted = {"about": "Above", "decision": "Kept.", "reason": "Printed so."}
    in_words.define(
        "A1", unit="rate", aggregation="ratio", per=100000, population="Not stated.", comparator="target",
        also_against=["baseline"], annualise="by_period",
        baseline={"value": 286, "says": "Before.", "rule": "profiled"},
        target={"value": 293, "says": "Plan.", "rule": "profiled", "accepted": accepted},
    )  # fmt: skip
    in_words.receive("2015-09-09", "A1,2015-16-Q1,quarter,95")
    report, figures = in_words.report("2015-16-Q1"), in_words.figures("2015-16-Q1")
    assert [figures[f"A1.{name}"].display for name in ("annualised", "target", "baseline")] == ["380", "73.25", "71.5"]
    assert figures["A1.percent_change:baseline"].display == "+32.9%"  # 380 of 286
    assert (figures["A1.lower_ci"].display, figures["A1.on_track"].value) == ("[x]", "not on line")
    words = told(report, figures, "A1").striptags()
    assert "A year at this pace would come to 380, against a target of 293; that is no forecast." in words
    assert "(286 for the year): worse than the baseline as well as the target." in words


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"annualise": "by_period"}, "rates of them that are not yet yearly"),
        ({"basis": "year_to_date", "target": {"value": 2, "says": "Plan.", "rule": "profiled"}}, "can be profiled"),
        ({"unit": "count", "aggregation": "sum"}, "only a rate can be a yearly rate"),
    ],
)
def test_a_rate_that_is_yearly_already_is_not_made_yearly_again(in_words, own, said):
    rate = {
        "unit": "rate", "aggregation": "ratio", "basis": "quarter", "population": "Not stated.", "yearly_rate": True,
        "comparator": "target", "target": {"value": 2, "says": "Plan."},
    }  # fmt: skip
    in_words.define("A1", **{**rate, **own})
    with pytest.raises(FaultsFound, match=said):
        in_words.report("2015-16-Q1")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            {"target": {"value": 293, "says": "Plan."}, "baseline": {"value": 286, "says": "Before."}},
            "worse than its baseline needs an accepted",
        ),
        ({"target": {"value": 0, "says": "Plan.", "strictly": True}}, "nothing lies below 0"),
        (
            {
                "polarity": "higher_is_better",
                "target": {"value": 5, "says": "Plan.", "rule": "reduction"},
                "baseline": {"value": 40, "says": "Before."},
            },
            "a reduction goes with lower_is_better",
        ),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(in_words, own, said):
    in_words.define("A1", comparator="target", **own)
    with pytest.raises(FaultsFound, match=said):
        in_words.report("2015-16-Q1")


@pytest.mark.parametrize(
    "own",
    [
        {},  # held against last year
        {"comparator": "target", "target": {"value": 5, "says": "Plan."}, "polarity": "within_range", "range": [4, 6],
         "variance_basis": "points"},
    ],
)  # fmt: skip
def test_a_judged_indicator_that_the_rule_for_targets_cannot_judge_needs_a_light(in_words, own):
    in_words.define("A1", **own)
    with pytest.raises(FaultsFound, match="no traffic-light rule applies"):
        in_words.report("2015-16-Q1")


def test_the_rule_explains_every_word(in_words):
    in_words.settings["on_track"] = [{**RULE, "key": {"met": "Met."}}]
    with pytest.raises(FaultsFound, match="explains all six"):
        in_words.report("2015-16-Q1")


PLAN = {"value": 200, "says": "Plan.", "basis": "year"}
HALF, WHOLE = ("2023-24-Q1", "2023-24-Q2"), tuple(f"2023-24-Q{n}" for n in range(1, 5))
OF_A_YEAR = [
    {"target": PLAN},
    {"target": {"value": 10, "rule": "reduction", "says": "Less."}, "baseline": PLAN},
]


@pytest.mark.parametrize("own", OF_A_YEAR)
@pytest.mark.parametrize(
    ("quarters", "light", "word"), [(HALF, "data only", "nothing to judge"), (WHOLE, "red", "not on line")]
)
def test_part_of_a_year_is_not_held_against_the_target_of_a_whole_one(folder, own, quarters, light, word):
    folder.settings["on_track"] = [RULE]
    folder.define("A1", comparator="target", **own)
    folder.receive("2024-05-30", *(f"A1,{one},quarter,60" for one in quarters))
    figures = folder.figures(quarters[-1])
    assert figures["A1.traffic_light"].value == light
    assert figures["A1.on_track"].value == word
    for measure in ("gap_to_target", "reduction"):
        assert quarters is WHOLE or f"A1.{measure}" not in figures, measure
    if quarters is WHOLE and "baseline" in own:
        assert figures["A1.reduction"].display == "−20.0%" and figures["A1.target"].display == "180"
