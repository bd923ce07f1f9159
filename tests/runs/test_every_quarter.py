"""Every quarter of the year compared, yearly levels kept from parts of a year, and short stretches carried on."""

import pytest

from pipeline.core.faults import FaultsFound
from pipeline.core.periods import Period
from pipeline.page.quarter_table import QuarterTable

TWO_YEARS = [
    f"A1,{year}-Q{number},quarter,{value}"
    for year, values in {"2022-23": (40, 60, 80, 20), "2023-24": (50, 45, 90, 15)}.items()
    for number, value in enumerate(values, start=1)
]


@pytest.fixture
def year(folder):
    """A count of two whole years, quarter by quarter, in a report that compares each of them."""
    folder.settings["layout"] = "targets"
    folder.receive("2024-05-01", *TWO_YEARS)
    return folder


def values(figures, *ids):
    return [figures[figure_id].value for figure_id in ids]


def test_each_quarter_is_held_against_the_same_quarter_of_last_year(year):
    year.define()
    figures = year.figures("2023-24-Q4")
    ids = [f"A1.change~quarter{at}" for at in ("@2023-24-Q1", "@2023-24-Q2", "@2023-24-Q3", "")]
    assert values(figures, *ids) == [10, -15, 10, -5]
    assert figures["A1.percent_change~quarter@2023-24-Q1"].display == "+25.0% [u]"  # 10 of 40


def test_sums_since_april_are_compared_too_at_the_end_of_each_quarter(year):
    year.define()
    figures = year.figures("2023-24-Q4")
    assert values(figures, "A1.value@2023-24-Q2", "A1.value@2023-24-Q3", "A1.value") == [95, 185, 200]
    assert values(figures, "A1.change@2023-24-Q2", "A1.change@2023-24-Q3", "A1.change") == [-5, 5, 0]


def test_people_counted_once_have_no_sum_since_april(year):
    year.define(basis="quarter", aggregation="distinct")
    figures = year.figures("2023-24-Q4")
    assert figures["A1.change@2023-24-Q2"].value == -15
    assert not [figure_id for figure_id in figures if "~year_to_date" in figure_id]


def test_other_layouts_compare_only_their_own_period(year):
    year.settings["layout"] = "scorecard"
    year.define()
    compared = [figure for figure in year.figures("2023-24-Q4").values() if figure.parts.measure == "change"]
    assert [figure.id for figure in compared] == ["A1.change"]


def test_quarters_after_the_report_are_not_compared(year):
    year.define()
    report, figures = year.report("2023-24-Q2"), year.figures("2023-24-Q2")
    assert "A1.change~quarter@2023-24-Q3" not in figures
    table = QuarterTable(report, figures)
    assert [len(table.stages("A1", "", quarter)) for quarter in table.quarters] == [1, 2, 0, 0]


def test_a_quarter_that_was_not_received_is_marked_with_what_its_own_period_says(folder):
    folder.settings["layout"] = "targets"
    folder.define(basis="quarter")
    folder.receive("2024-05-01", *[line for line in TWO_YEARS if line.startswith("A1,2023-24") and "Q2" not in line])
    folder.except_in(
        "2023-24-Q2", not_received=[{"indicators": ["A1"], "sender": "the police", "reason": "a new system"}]
    )
    report, figures = folder.report("2023-24-Q4"), folder.figures("2023-24-Q4")
    lost = figures["A1.value@2023-24-Q2"]
    assert (lost.display, lost.reason) == ("[x]", "not received from the police (a new system)")
    assert QuarterTable(report, figures).absences("A1") == [(lost.reason, {Period.parse("2023-24-Q2"): lost})]
    assert figures["A1.value~year_to_date"].display == "[x]"  # never a silent partial sum


def test_a_level_of_a_whole_year_is_held_against_a_whole_year_only(year):
    year.define(
        comparator="baseline", also_against=["same_period_last_year"],
        baseline={"value": 250, "basis": "year", "says": "three-year average"},
    )  # fmt: skip
    figures = year.figures("2023-24-Q4")
    assert values(figures, "A1.change", "A1.percent_change") == [-50, -20]
    assert [one for one in figures if one.startswith("A1.change@")] == []
    assert figures["A1.change:same_period_last_year@2023-24-Q2"].value == -5
    half_year = year.figures("2023-24-Q2")
    assert "A1.change" not in half_year and half_year["A1.traffic_light"].value == "data only"


def test_a_target_of_a_quarter_is_held_against_every_quarter(folder):
    folder.settings["layout"] = "targets"
    folder.define(
        unit="percent", aggregation="ratio", basis="quarter", polarity="higher_is_better", variance_basis="points",
        comparator="target", target={"value": 90, "says": "the plan"},
    )  # fmt: skip
    folder.receive("2024-05-01", "A1,2023-24-Q1,quarter,94", "A1,2023-24-Q2,quarter,,17,20")
    figures = folder.figures("2023-24-Q2")
    assert values(figures, "A1.gap_to_target@2023-24-Q1", "A1.gap_to_target") == [4, -5]


def test_a_percentage_of_the_year_to_date_is_a_level_for_each_quarter_too(folder):
    folder.settings["layout"] = "targets"
    folder.define(
        unit="percent", aggregation="ratio", polarity="higher_is_better", variance_basis="points", comparator="target",
        target={"value": 80, "says": "the plan"},
    )  # fmt: skip
    folder.receive("2024-05-01", "A1,2023-24-Q1,quarter,,18,20", "A1,2023-24-Q2,quarter,,12,20")
    figures = folder.figures("2023-24-Q2")
    found = values(figures, "A1.gap_to_target~quarter@2023-24-Q1", "A1.gap_to_target~quarter", "A1.gap_to_target")
    assert found == [10, -20, -5]  # 90, 60 and 30 of 40


def test_the_note_of_a_marked_percentage_of_counts_is_its_reason(folder):
    folder.define(unit="percent", aggregation="ratio", basis="quarter", comparator="none", judged=False)
    folder.receive("2024-05-01", "A1,2023-24-Q2,quarter,,17,20,u,the sentence breaks off")
    assert folder.figures("2023-24-Q2")["A1.value"].reason == "the sentence breaks off"


def test_a_stretch_is_carried_on_to_twelve_months_and_held_against_those_before(folder):
    folder.define(
        comparator="none", judged=False, basis="quarter",
        extrapolated={"period": "2023-11", "basis": "two_months", "against": "2023-24-Q2"},
    )  # fmt: skip
    folder.receive(
        "2024-05-01", "A1,2023-11,two_months,9", "A1,2023-24-Q2,rolling_12_months,60", "A1,2023-24-Q4,quarter,5"
    )
    figures = folder.figures("2023-24-Q4")
    made = values(
        figures,
        "A1.annualised@2023-11",
        *(f"A1.{one}:twelve_months_before@2023-11" for one in ("change", "percent_change")),
    )
    assert made == [54, -6, -10]  # 9 × 6, 54 - 60, 6 of 60
    assert figures["A1.annualised@2023-11"].display == "54 [e]"


def test_only_sums_can_be_carried_on(folder):
    folder.define(aggregation="distinct", extrapolated={"period": "2023-11", "basis": "month", "against": "2023-24-Q2"})
    with pytest.raises(FaultsFound, match="only sums can be extrapolated"):
        folder.report()
