"""Sub-groups with levels of their own, further comparators, levels still to be set, and measures told in words."""

import pytest

from pipeline.core.faults import FaultsFound

SUBGROUPS = {
    "unit": "percent", "aggregation": "ratio", "basis": "quarter", "polarity": "higher_is_better", "comparator": "baseline",
    "variance_basis": "points", "decimals": 1, "total": False,
    "categories": {
        "opiate": {"baseline": {"value": 5.1, "says": "Declared."}},
        "other": {"baseline": {"value": 40.8, "says": "Declared."}},
        "young": {},
    },
}  # fmt: skip


@pytest.fixture
def subgroups(folder):
    folder.define("T1", **SUBGROUPS)
    folder.receive(
        "2023-11-01",
        "T1,2023-24-Q2,quarter,4.8,,,,,opiate",
        "T1,2023-24-Q2,quarter,49,,,,,other",
        "T1,2023-24-Q2,quarter,31.3,,,,,young",
    )
    return folder


def test_each_sub_group_is_held_against_its_own_baseline(subgroups):
    figures = subgroups.figures()
    assert figures["T1[opiate].baseline"].display == "5.1%"
    assert figures["T1[opiate].point_change"].display == "\u22120.3 percentage points"
    assert figures["T1[other].point_change"].display == "+8.2 percentage points"


def test_each_sub_group_has_a_light_and_one_without_a_level_is_not_judged(subgroups):
    figures = subgroups.figures()
    lights = {group: figures[f"T1[{group}].traffic_light"].value for group in ("opiate", "other", "young")}
    assert lights == {"opiate": "amber", "other": "green", "young": "data only"}
    assert figures["traffic-lights[green].total"].value == 1


def test_sub_groups_without_a_total_have_no_value_of_the_whole(subgroups):
    assert "T1.value" not in subgroups.figures()


def test_a_sub_group_that_was_not_received_is_not_available(subgroups):
    subgroups.receive("2023-11-02", 'T1,2023-24-Q2,quarter,,,,x,"The counts are not there yet.",young')
    young = subgroups.figures()["T1[young].value"]
    assert (young.display, young.reason) == ("[x]", "The counts are not there yet.")


def test_an_indicator_without_a_total_names_its_sub_groups(folder):
    folder.define("T1", **{**SUBGROUPS, "categories": None, "comparator": "none", "judged": False})
    with pytest.raises(FaultsFound, match="without a total names its categories"):
        folder.report()


def test_a_value_can_be_held_against_a_baseline_beside_last_year(folder):
    """Police recorded incidents of a published plan: 12,043 after 12,479, and a three-year mean of 13,425."""
    folder.define(
        "A1", basis="year", also_against=["baseline"], baseline={"value": 13425, "says": "Mean of three years."}
    )
    folder.receive("2016-04-20", "A1,2015-16,year,12043,,,,,", "A1,2014-15,year,12479,,,,,")
    figures = folder.figures("2015-16-Q4")
    assert figures["A1.change"].display == "\u2212436"
    assert figures["A1.change:baseline"].display == "\u22121,382"
    assert figures["A1.percent_change:baseline"].display == "\u221210.3%"
    assert figures["A1.traffic_light"].operands["reference"] == "A1.comparator"


def test_a_baseline_still_to_be_set_is_not_available_for_the_reason_it_gives(folder):
    folder.define("A1", comparator="baseline", baseline={"says": "To be confirmed."})
    folder.receive("2023-11-01", "A1,2023-24-Q2,year_to_date,48,,,,,")
    figures = folder.figures()
    assert (figures["A1.baseline"].display, figures["A1.baseline"].reason) == ("[x]", "To be confirmed.")
    assert (figures["A1.change"].display, figures["A1.traffic_light"].value) == ("[x]", "no data")


def test_a_measure_told_in_words_has_no_figures_and_takes_no_values(folder):
    told = {
        "kind": "narrative", "name": "Repeat victims", "short_name": "Repeat victims", "priority": "asb",
        "definition": "Told in words.", "owner": "Manager", "checked_by": "Analyst",
    }  # fmt: skip
    folder.define("A1")
    folder.indicators["N1"] = {**told, "next_review": folder.indicators["A1"]["next_review"]}
    folder.receive("2023-11-01", "A1,2023-24-Q2,year_to_date,48,,,,,")
    report = folder.report()
    assert list(report.measures) == ["A1", "N1"] and report.codes == ["A1"]
    assert not [figure_id for figure_id in folder.figures() if figure_id.startswith("N1")]


def test_nothing_judged_needs_no_rule_for_lights_and_something_judged_does(folder):
    folder.rules = []
    folder.define("A1", judged=False)
    assert folder.report().traffic_light is None
    folder.define("A1")
    with pytest.raises(FaultsFound, match="no traffic-light rule applies"):
        folder.report()
