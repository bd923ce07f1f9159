"""Rules of their day: a target, baseline or range that is revised leaves what was judged before as it was."""

from datetime import date

import pytest

from pipeline.commentary.statements import judge_commentary
from pipeline.core.faults import FaultsFound
from pipeline.definitions.report_files import load_report
from pipeline.page.charts.charts import draw_charts
from pipeline.received.commentary import read_commentary
from reporting.audit.comparison.key_differences import key_changes

FIFTY = {"value": 50, "says": "Plan of 2015."}
SIXTY = {"value": 60, "says": "Plan of 2024.", "applies_from": "2024-25-Q1"}
JUDGED = {"comparator": "target", "polarity": "higher_is_better", "variance_basis": "points"}
PERCENT = {"unit": "percent", "aggregation": "ratio", "basis": "quarter", "decimals": 0, **JUDGED}
ON_TRACK = {
    "applies_from": "2010-11-Q1", "near": 10,
    "key": dict.fromkeys(("met", "on_line", "not_yet_met", "not_on_line", "nothing_to_judge", "no_data"), "key"),
}  # fmt: skip


def test_a_revised_target_turns_no_old_green_into_red(folder):
    # 55 against 50 is above it; against 60 it is 5 points below: amber from -15 on.
    folder.define("A1", target=[FIFTY, SIXTY], **PERCENT)
    folder.receive("2024-08-01", "A1,2023-24-Q4,quarter,55", "A1,2024-25-Q1,quarter,55")
    then, now = folder.figures("2023-24-Q4"), folder.figures("2024-25-Q1")
    assert (then["A1.target"].value, then["A1.traffic_light"].value, then["A1.gap_to_target"].value) == (50, "green", 5)
    assert (now["A1.target"].value, now["A1.traffic_light"].value, now["A1.gap_to_target"].value) == (60, "amber", -5)
    assert now["A1.target"].method == "target declared from 2024-25-Q1: Plan of 2024."


@pytest.mark.parametrize("form", ["one table", "a list of one"])
def test_a_target_in_one_table_reads_as_before(folder, form):
    folder.define("A1", target=FIFTY if form == "one table" else [FIFTY], **PERCENT)
    folder.receive("2024-08-01", "A1,2024-25-Q1,quarter,55")
    target = folder.figures("2024-25-Q1")["A1.target"]
    assert (target.value, target.method) == (50, "target declared: Plan of 2015.")
    assert folder.report("2024-25-Q1").indicators["A1"].all_judgements == ()


def test_repeated_tables_are_rules_too_and_each_names_its_own_line(folder):
    folder.define("A1", target=FIFTY, **PERCENT)
    folder.receive("2024-08-01", "A1,2023-24-Q4,quarter,55", "A1,2024-25-Q1,quarter,55")
    folder.report()
    path = folder.folder / "indicators.toml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("target")]
    lines += ["[[A1.target]]", "value = 50", 'says = "Plan of 2015."', "[[A1.target]]", "value = 60"]
    lines += ['says = "Plan of 2024."', 'applies_from = "2024-25-Q1"']
    folder.report = lambda period: _load(folder, path, "\n".join(lines), period)
    then, now = folder.figures("2023-24-Q4"), folder.figures("2024-25-Q1")
    at = [number for number, line in enumerate(lines, start=1) if line == "[[A1.target]]"]
    assert [figures["A1.target"].value for figures in (then, now)] == [50, 60]
    assert [figures["A1.target"].rows[0].rows for figures in (then, now)] == [(at[0],), (at[1],)]


def _load(folder, path, text, period):
    path.write_text(text, encoding="utf-8")
    return load_report(folder.root, "demo", period)


def test_each_quarter_of_the_year_is_held_against_the_target_of_its_day(folder):
    folder.settings = {"layout": "targets"}
    folder.define("A1", target=[FIFTY, {**SIXTY, "applies_from": "2024-25-Q2"}], **PERCENT)
    folder.receive("2024-11-01", *(f"A1,2024-25-Q{one},quarter,55" for one in (1, 2)))
    figures = folder.figures("2024-25-Q2")
    assert figures["A1.target@2024-25-Q1"].value == 50
    assert figures["A1.gap_to_target@2024-25-Q1"].value == 5
    assert figures["A1.gap_to_target"].value == -5
    assert figures["A1.gap_to_target@2024-25-Q1"].operands["target"] == "A1.target@2024-25-Q1"


def test_a_quarter_before_the_first_target_is_held_against_none(folder):
    folder.settings = {"layout": "targets"}
    folder.define("A1", target=[{**SIXTY, "applies_from": "2024-25-Q2"}], **PERCENT)
    folder.receive("2024-11-01", *(f"A1,2024-25-Q{one},quarter,55" for one in (1, 2)))
    figures = folder.figures("2024-25-Q2")
    assert "A1.gap_to_target@2024-25-Q1" not in figures
    assert figures["A1.gap_to_target"].value == -5
    before = folder.figures("2024-25-Q1")
    assert "A1.target" not in before
    assert before["A1.traffic_light"].value == "data only"


def test_the_line_of_a_chart_steps_from_one_target_to_the_next(folder):
    folder.define("A1", target=[FIFTY, {**SIXTY, "applies_from": "2024-25-Q3"}], **PERCENT)
    folder.receive("2025-02-01", *(f"A1,2024-25-Q{one},quarter,55" for one in (1, 2, 3)))
    figures = folder.figures("2024-25-Q3")
    (chart,) = [one for one in draw_charts(folder.report("2024-25-Q3"), figures) if one.kind == "quarters"]
    drawn = [dict(cells)["Target"] for _, cells in chart.rows]
    assert drawn == ["A1.target@2024-25-Q1", "A1.target@2024-25-Q2", "A1.target"]
    assert [figures[one].value for one in drawn] == [50, 50, 60]
    assert chart.figure.operands.items() >= {"point_2": "A1.target@2024-25-Q1"}.items()


def test_a_sub_group_has_targets_of_its_days(folder):
    own = {"categories": {"Castle": {"target": [FIFTY, SIXTY]}, "Docks": {"target": {"value": 40, "says": "Plan."}}}}
    folder.define("A1", total=False, **own, **PERCENT)
    lines = [
        f"A1,{period},quarter,55,,,,,{group}" for period in ("2023-24-Q4", "2024-25-Q1") for group in own["categories"]
    ]
    folder.receive("2024-08-01", *lines)
    then, now = folder.figures("2023-24-Q4"), folder.figures("2024-25-Q1")
    assert [one["A1[Castle].traffic_light"].value for one in (then, now)] == ["green", "amber"]
    assert [one["A1[Docks].traffic_light"].value for one in (then, now)] == ["green", "green"]


def test_a_baseline_is_that_of_its_day_and_so_is_a_reduction_from_it(folder):
    # 20% off 100 is 80, off 50 it is 40; 45 meets the first and not the second. 45 is 55% below 100 and 10% below 50.
    baselines = [{"value": 100, "says": "Mean."}, {"value": 50, "says": "New mean.", "applies_from": "2024-25-Q1"}]
    target = {"value": 20, "rule": "reduction", "says": "Plan."}
    folder.define("A1", baseline=baselines, target=target, comparator="target", basis="quarter")
    folder.receive("2024-08-01", "A1,2023-24-Q4,quarter,45", "A1,2024-25-Q1,quarter,45")
    then, now = folder.figures("2023-24-Q4"), folder.figures("2024-25-Q1")
    assert [one["A1.target"].value for one in (then, now)] == [80, 40]
    assert [one["A1.reduction"].value for one in (then, now)] == [55, 10]
    assert [one["A1.traffic_light"].value for one in (then, now)] == ["green", "amber"]  # 12.5% above is amber to -15


def test_a_reduction_in_a_year_whose_baseline_was_revised_has_the_level_of_each_quarter(folder):
    folder.settings = {"layout": "targets"}
    baselines = [{"value": 100, "says": "Mean."}, {"value": 50, "says": "New mean.", "applies_from": "2024-25-Q2"}]
    target = {"value": 20, "rule": "reduction", "says": "Plan."}
    folder.define("A1", baseline=baselines, target=target, comparator="target", basis="quarter")
    folder.receive("2024-11-01", "A1,2024-25-Q1,quarter,45", "A1,2024-25-Q2,quarter,45")
    figures = folder.figures("2024-25-Q2")
    assert (figures["A1.target@2024-25-Q1"].value, figures["A1.target"].value) == (80, 40)
    assert (figures["A1.gap_to_target@2024-25-Q1"].value, figures["A1.gap_to_target"].value) == (-35, 5)


def test_a_profiled_target_is_that_of_its_day(folder):
    # A quarter of 60 is 15, a quarter of 80 is 20.
    yearly = [
        {"value": 60, "rule": "profiled", "says": "Plan."},
        {"value": 80, "rule": "profiled", "says": "New plan.", "applies_from": "2024-25-Q1"},
    ]
    folder.define("A1", target=yearly, **JUDGED)
    folder.receive("2024-08-01", "A1,2023-24-Q1,year_to_date,15", "A1,2024-25-Q1,year_to_date,15")
    then, now = folder.figures("2023-24-Q1"), folder.figures("2024-25-Q1")
    assert [(one["A1.target"].value, one["A1.target~year"].value) for one in (then, now)] == [(15, 60), (20, 80)]


def test_a_range_is_that_of_its_day(folder):
    ranges = [
        {"low": 40, "high": 60, "says": "Plan."},
        {"low": 20, "high": 30, "says": "New plan.", "applies_from": "2024-25-Q1"},
    ]
    own = {**PERCENT, "polarity": "within_range", "comparator": "same_period_last_year"}
    folder.define("A1", range=ranges, **own)
    folder.receive("2024-08-01", "A1,2023-24-Q4,quarter,45", "A1,2024-25-Q1,quarter,45")
    then, now = folder.figures("2023-24-Q4"), folder.figures("2024-25-Q1")
    assert [one["A1.traffic_light"].value for one in (then, now)] == ["green", "amber"]  # 15 above 30: amber to -15
    assert folder.report("2024-25-Q1").indicators["A1"].all_judgements[-1].decision == (
        "Range: 20% to 30% from 2024-25-Q1, before that 40% to 60%."
    )


def test_before_the_first_range_nothing_is_judged(folder):
    own = {**PERCENT, "polarity": "within_range", "comparator": "same_period_last_year"}
    folder.define("A1", range=[{"low": 20, "high": 30, "applies_from": "2024-25-Q1"}], **own)
    folder.receive("2024-08-01", "A1,2023-24-Q4,quarter,45", "A1,2022-23-Q4,quarter,40")
    figures = folder.figures("2023-24-Q4")
    assert figures["A1.traffic_light"].value == "data only"
    assert figures["A1.trend"].value == "higher"


def test_a_judgement_in_words_is_by_the_target_of_its_day(folder):
    folder.settings = {"on_track": [ON_TRACK]}
    folder.define("A1", target=[FIFTY, SIXTY], **PERCENT)
    folder.receive("2024-08-01", "A1,2023-24-Q4,quarter,55", "A1,2024-25-Q1,quarter,55")
    assert folder.figures("2023-24-Q4")["A1.on_track"].value == "met"
    assert folder.figures("2024-25-Q1")["A1.on_track"].value == "not yet met"  # 8.3% short of 60


def test_the_last_report_keeps_its_target_beside_the_new_one(folder):
    folder.define("A1", target=[FIFTY, SIXTY], **PERCENT)
    folder.receive("2024-05-01", "A1,2023-24-Q4,quarter,55")
    folder.receive("2024-08-01", "A1,2024-25-Q1,quarter,55")
    folder.except_in("2024-25-Q1", last_report={"period": "2023-24-Q4", "as_of": date(2024, 5, 1)})
    figures = folder.figures("2024-25-Q1")
    assert figures["A1.target:last_report@2023-24-Q4"].value == 50
    assert figures["A1.traffic_light:last_report@2023-24-Q4"].value == "green"
    assert (figures["A1.target"].value, figures["A1.traffic_light"].value) == (60, "amber")


def test_the_last_report_keeps_its_reduction(folder):
    targets = [
        {"value": 20, "rule": "reduction", "says": "Plan."},
        {"value": 50, "rule": "reduction", "says": "New plan.", "applies_from": "2024-25-Q1"},
    ]
    folder.define("A1", baseline={"value": 100, "says": "Mean."}, target=targets, comparator="target", basis="quarter")
    folder.receive("2024-05-01", "A1,2023-24-Q4,quarter,70")
    folder.receive("2024-08-01", "A1,2024-25-Q1,quarter,70")
    folder.except_in("2024-25-Q1", last_report={"period": "2023-24-Q4", "as_of": date(2024, 5, 1)})
    figures = folder.figures("2024-25-Q1")
    assert figures["A1.target:last_report@2023-24-Q4"].value == 80
    assert figures["A1.target:reduction@2023-24-Q4"].value == 20
    assert figures["A1.traffic_light:last_report@2023-24-Q4"].value == "green"
    assert figures["A1.traffic_light"].value == "red"  # 40% above 50


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"target": [FIFTY, {"value": 60, "says": "x"}]}, r"two rules \[\[target\]\] apply from the start"),
        ({"target": [FIFTY, SIXTY, {**SIXTY, "value": 70}]}, r"two rules \[\[target\]\] apply from 2024-25-Q1 on"),
        ({"target": [FIFTY, {**SIXTY, "applies_from": "2024-26"}]}, "is not a period"),
        ({"target": []}, "a list without a rule"),
        ({"target": [FIFTY, {**SIXTY, "value": -1}]}, r"never below 0.*\(from 2024-04-01 on\)"),
        ({"target": [FIFTY, {**SIXTY, "rule": "reduction"}], "polarity": "lower_is_better"}, r"there is none \(from"),
        ({"targets": [FIFTY]}, "unknown key"),
        ({"range": [3], "polarity": "within_range"}, "a range has two ends"),
        ({"range": [[1, 2], [3, 4]], "polarity": "within_range"}, "number"),
        ({"range": [9, 3], "polarity": "within_range"}, "from its lower end"),
    ],
)
def test_rules_that_make_no_sense_are_refused(folder, own, said):
    folder.define("A1", **{"target": FIFTY, **PERCENT, **own})
    with pytest.raises(FaultsFound, match=said):
        folder.report()


def test_a_fault_in_one_table_names_its_own_line(folder):
    folder.define("A1", target={"value": "many", "says": "Plan."}, **PERCENT)
    with pytest.raises(FaultsFound) as found:
        folder.report()
    (fault,) = found.value.faults
    lines = (folder.folder / "indicators.toml").read_text(encoding="utf-8").splitlines()
    assert lines[fault.row - 1].startswith("target")
    assert fault.column == "A1.target.value"


def test_the_page_tells_from_when_on_a_target_holds(folder):
    folder.define("A1", target=[FIFTY, SIXTY], **PERCENT)
    judged = folder.report("2024-25-Q1").indicators["A1"].all_judgements
    assert [one.decision for one in judged] == ["Target: 60% from 2024-25-Q1, before that 50%."]
    assert [one.reason for one in judged] == ["Plan of 2024. Plan of 2015."]


@pytest.mark.parametrize(
    ("period", "said"), [("2023-24", "met"), ("2024-04", "not yet met"), ("2024-25-Q1", "not yet met")]
)
def test_a_rule_holds_from_the_first_day_of_its_period_whatever_length_the_report_has(folder, period, said):
    # From the quarter April to June 2024 on: April 2024 is in it.
    folder.settings = {"on_track": [ON_TRACK]}
    basis = {"2023-24": "year", "2024-04": "month"}.get(period, "quarter")
    folder.define("A1", target=[FIFTY, SIXTY], **{**PERCENT, "basis": basis})
    folder.receive("2024-08-01", f"A1,{period},{basis},55")
    assert folder.figures(period)["A1.on_track"].value == said


def test_a_comparison_of_two_runs_names_the_target_that_was_revised():
    before = '[A1.target]\nvalue = 50\nsays = "Plan."\n'
    table = '[[A1.target]]\nvalue = {}\nsays = "Plan."\n'
    after = table.format(50) + table.format(60) + 'applies_from = "2024-25-Q1"\n'
    assert [(one.name, one.line) for one in key_changes("indicators.toml", before, after)] == [("A1.target", 1)]
    later = after.replace("60", "65")
    assert [(one.name, one.line) for one in key_changes("indicators.toml", after, later)] == [("A1.target[2].value", 5)]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("In April to June 2024 the target was met.", "matches"),
        ("In July to September 2024 the target was missed.", "matches"),
        ("In July to September 2024 the target was met.", "does not agree"),
    ],
)
def test_a_sentence_on_a_quarter_is_held_against_the_target_of_its_day(folder, said, verdict):
    folder.settings = {"layout": "targets"}
    folder.define("A1", target=[FIFTY, {**SIXTY, "applies_from": "2024-25-Q2"}], **PERCENT)
    folder.receive("2024-11-01", *(f"A1,2024-25-Q{one},quarter,55" for one in (1, 2)))
    report, figures = folder.report("2024-25-Q2"), folder.figures("2024-25-Q2")
    path = folder.folder / "commentary" / "2024-25-Q2.md"
    path.parent.mkdir()
    path.write_text(f"# A1\n\n## Our successes and issues\n\n{said}\n", encoding="utf-8")
    commentary, _ = read_commentary(report, "")
    told = judge_commentary(report, commentary, figures, "")
    assert verdict in set(told["verdict"])


def test_a_level_of_other_months_is_held_against_no_quarter_and_is_no_figure_of_it(folder):
    folder.settings = {"layout": "targets"}
    yearly = [{"value": 60, "rule": "profiled", "says": "Plan."}]
    yearly.append({"value": 80, "rule": "profiled", "says": "New plan.", "applies_from": "2024-25-Q2"})
    folder.define("A1", target=yearly, **JUDGED)
    folder.receive("2024-11-01", "A1,2024-25-Q1,year_to_date,15", "A1,2024-25-Q2,year_to_date,40")
    figures = folder.figures("2024-25-Q2")
    assert (figures["A1.target"].value, figures["A1.traffic_light"].value) == (40, "green")
    assert not {"A1.target@2024-25-Q1", "A1.gap_to_target@2024-25-Q1"} & {*figures}
