"""The standard-library check holds every level, and what rests on it, against the stored rule of its day."""

import pytest
from small_editions import record, said, small_edition

from check_edition.base.findings import Wrong
from check_edition.figures.formulas import Formulas
from check_edition.figures.lights import check_light
from check_edition.figures.rules_of_day import check_rule
from check_edition.figures.unjudged import check_target_days

DEFINED = """
[A1]
unit = "percent"
judged = true
variance_basis = "points"
polarity = "higher_is_better"
comparator = "target"
target = [ { value = 50.50, says = "Plan." }, { value = 60, says = "New plan.", applies_from = "2023-24-Q2" } ]

[A1.categories.Castle]
target = { value = 40, says = "Own plan." }

[B1]
judged = true
polarity = "within_range"
comparator = "same_period_last_year"
range = [ { low = 40, high = 60 }, { low = 20, high = 30, applies_from = "2023-24-Q2" } ]
"""
REPORT = """
[[traffic_light]]
applies_from = "2010-11-Q1"
green_from = 0
amber_from = -15
[[traffic_light]]
applies_from = "2023-24-Q2"
green_from = 5
amber_from = -10
"""
NEW = {"measure": "target", "value": 60, "method_parts": said("declared", says="New plan.", applies_from="2023-24-Q2")}
OLD = {"measure": "target", "value": 50.5, "method_parts": said("declared", says="Plan.")}
LIGHT = {
    "measure": "traffic_light",
    "method_parts": [],
    "value": "green",
    "operands": {"reference": "A1.target"},
}


def edition(tmp_path, *figures):
    return small_edition(tmp_path, {"indicators.toml": DEFINED, "report.toml": REPORT}, figures)


@pytest.mark.parametrize(
    ("figure", "wrong"),
    [
        (record("A1.target", **NEW), ""),
        (record("A1.target", **{**NEW, "value": 50.5}), "another target holds"),
        (record("A1.target", **OLD), "its method says"),
        (record("A1.target@2023-24-Q1", **OLD), ""),
        (record("A1.target@2023-24-Q1", **NEW), "its method says"),
        (record("A1[Castle].target", **{**OLD, "category": "Castle", "value": 40, "method_parts": said("declared", says="Own plan.")}), ""),
        (record("A1.target:last_report@2023-24-Q1", reference="last_report", **OLD), ""),
        (record("A1.target:last_report@2023-24-Q1", reference="last_report", **NEW), "its method says"),
    ],
)  # fmt: skip
def test_a_level_is_the_one_that_holds_on_its_day(tmp_path, figure, wrong):
    made = edition(tmp_path, figure)
    if not wrong:
        check_rule(made, figure)
        return
    with pytest.raises(Wrong, match=wrong):
        check_rule(made, figure)


def test_a_gap_of_an_old_quarter_from_todays_target_is_found(tmp_path):
    target, old = record("A1.target", **NEW), record("A1.target@2023-24-Q1", **OLD)
    gap = {"measure": "gap_to_target", "formula": "value - target", "operands": {"value": "A1.value@2023-24-Q1"}}
    gap["operands"] = {**gap["operands"], "target": "A1.target@2023-24-Q1"}
    right = record("A1.gap_to_target@2023-24-Q1", **gap)
    wrong = record("A1.gap_to_target@2023-24-Q1", **{**gap, "operands": {**gap["operands"], "target": "A1.target"}})
    check_rule(edition(tmp_path / "right", target, old, right), right)
    with pytest.raises(Wrong, match="of another day"):
        check_rule(edition(tmp_path / "wrong", target, old, wrong), wrong)


@pytest.mark.parametrize(
    ("period", "light", "wrong"),
    # From 2023-24-Q2 on green takes 5 points and the target is 60: 62 is only 2 above it. Before, 50.5 and 0 points.
    [
        ("", "amber", ""),
        ("", "green", "another light"),
        ("@2023-24-Q1", "green", ""),
        ("@2023-24-Q1", "amber", "another light"),
    ],
)
def test_a_light_is_judged_by_the_rule_of_its_day(tmp_path, period, light, wrong):
    target = record(f"A1.target{period}", **(OLD if period else NEW))
    operands = {"value": f"A1.value{period}", "reference": target["id"]}
    own = {**LIGHT, "formula": "light(value - reference, 0, 0)", "value": light, "operands": operands}
    found = record(f"A1.traffic_light{period}", **own)
    made = edition(tmp_path, found, target, record(f"A1.value{period}", value=62))
    _check(made, found, wrong)


@pytest.mark.parametrize(("light", "wrong"), [("red", ""), ("green", "another light")])
def test_a_range_is_the_one_that_holds_on_the_day(tmp_path, light, wrong):
    # 45 lies within 40 to 60 and is 15 above 20 to 30, which holds from 2023-24-Q2 on.
    own = {**LIGHT, "indicator": "B1", "formula": "light(0, 0, 0)", "value": light, "operands": {"value": "B1.value"}}
    found = record("B1.traffic_light", **own)
    _check(edition(tmp_path, found, record("B1.value", value=45)), found, wrong)


def _check(made, found, wrong):
    if not wrong:
        check_light(made, Formulas(made.records), found)
        return
    with pytest.raises(Wrong, match=wrong):
        check_light(made, Formulas(made.records), found)


OF_A_YEAR = """
[A1]
unit = "count"
polarity = "lower_is_better"
baseline = { value = 200, basis = "year", says = "Plan." }
target = { value = 10, rule = "reduction", says = "Plan." }
"""
JUDGED = {"measure": "on_track", "basis": "year_to_date", "value": "met", "formula": "on_track(value - required, 5, 'met')"}
NOT_JUDGED = {**JUDGED, "value": "nothing to judge", "formula": "", "reason_parts": said("other_days")}


@pytest.mark.parametrize(
    ("period", "figure", "wrong"),
    [
        ("2023-24-Q2", JUDGED, "it is held against the target of other days"),
        ("2023-24-Q2", NOT_JUDGED, ""),
        ("2023-24-Q4", JUDGED, ""),
        ("2023-24-Q4", NOT_JUDGED, "the target is of the same days as the value"),
        ("2023-24-Q2", {**JUDGED, "measure": "reduction"}, "it is held against the baseline of other days"),
    ],
)
def test_part_of_a_year_is_not_judged_on_the_level_of_a_whole_one(tmp_path, period, figure, wrong):
    edition = small_edition(tmp_path, {"indicators.toml": OF_A_YEAR, "report.toml": REPORT})
    told = record("A1.on_track", **{**figure, "period": period})
    if not wrong:
        return check_target_days(edition, told)
    with pytest.raises(Wrong, match=wrong):
        check_target_days(edition, told)
