"""Targets: a level, the elapsed share of a yearly sum, and a share taken off the baseline."""

import pytest

from pipeline.core.faults import FaultsFound

SIXTY = {"value": 60, "says": "Yearly plan.", "rule": "profiled"}
BASELINE = {"value": 1250, "says": "Mean of three years."}
TARGET = {"comparator": "target", "polarity": "higher_is_better"}


@pytest.mark.parametrize(("quarter", "level"), [(1, 15), (2, 30), (3, 45), (4, 60)])
def test_sixty_a_year_is_fifteen_by_june(folder, quarter, level):
    folder.define("A1", target=SIXTY, **TARGET)
    folder.receive("2024-05-01", f"A1,2023-24-Q{quarter},year_to_date,13")
    figures = folder.figures(f"2023-24-Q{quarter}")
    assert figures["A1.target"].value == level
    assert figures["A1.target~year"].value == 60
    assert figures["A1.gap_to_target"].value == 13 - level


@pytest.mark.parametrize(
    ("per_cent", "level"),
    [(48, 650), ("25.7", 928.75), (100, 0)],  # 1250 × 52 %, 1250 × 74.3 %
)
def test_a_reduction_is_taken_off_the_baseline(folder, per_cent, level):
    folder.define(
        "A1",
        baseline=BASELINE,
        comparator="target",
        target={"value": float(per_cent), "says": "Plan.", "rule": "reduction"},
    )
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,700")
    figures = folder.figures()
    assert figures["A1.target"].value == pytest.approx(level)
    assert figures["A1.target"].operands == {"baseline": "A1.baseline", "wanted": "A1.target:reduction"}
    assert figures["A1.target:reduction"].value == pytest.approx(float(per_cent))


def test_a_level_is_printed_as_it_is_declared(folder):
    folder.define(
        "A1", unit="percent", aggregation="ratio", variance_basis="points", decimals=1,
        comparator="target", target={"value": 30, "says": "Plan."},
    )  # fmt: skip
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,22.5")
    figures = folder.figures()
    assert (figures["A1.target"].display, figures["A1.gap_to_target"].display) == ("30%", "−7.5 percentage points")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"target": SIXTY, "aggregation": "stock", "basis": "point_in_time"}, "only a yearly sum"),
        ({"target": SIXTY, "basis": "quarter"}, "only a yearly sum"),
        ({"target": {"value": 10, "says": "Plan.", "rule": "reduction"}}, "there is none"),
        ({"target": {"value": -4, "says": "Plan.", "rule": "reduction"}, "baseline": BASELINE}, "accepted judgement"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(folder, own, said):
    folder.define("A1", comparator="target", **own)
    with pytest.raises(FaultsFound, match=said):
        folder.report()


def test_a_reduction_above_its_baseline_stands_only_as_an_accepted_judgement(folder):
    accepted = {"about": "Target above the baseline", "decision": "Kept.", "reason": "The board set it so."}
    target = {"value": -4, "says": "Plan.", "rule": "reduction", "accepted": accepted}
    folder.define("A1", comparator="target", target=target, baseline=BASELINE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,700")
    assert folder.figures()["A1.target"].value == 1300
    assert [judgement.decision for judgement in folder.report().indicators["A1"].all_judgements] == ["Kept."]


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"comparator": "baseline", "baseline": {"value": -5, "says": "Plan"}}, "never below 0"),
        ({"comparator": "target", "target": {"value": -5, "says": "Plan"}}, "never below 0"),
        (
            {"baseline": {"value": 20, "says": "x"}, "target": {"value": 150, "says": "x", "rule": "reduction"}},
            "no more than 100 per cent",
        ),
        ({"unit": "percent", "aggregation": "ratio", "per": 1000}, "a percentage is per 100"),
        ({"unit": "rate", "aggregation": "ratio", "per": 0, "population": "People, 2022"}, "greater than 0"),
    ],
)
def test_a_level_or_a_per_that_turns_signs_round_is_refused(folder, own, says):
    folder.define("A1", **own)
    with pytest.raises(FaultsFound, match=says):
        folder.report()
