"""As received: changes without values, ranks without the other areas, intervals without counts; and significance by them."""

import re
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from check_edition.figures.formulas import FUNCTIONS as CHECKED
from pipeline.core.faults import FaultsFound
from pipeline.figures.formulas import FUNCTIONS
from pipeline.files.spreadsheets import RETURN_SHEET
from pipeline.page.narrative import movements, where_we_are
from pipeline.page.revisions import moved_most
from pipeline.quality.waivers import critical_faults
from pipeline.received.returns import read_returns
from reporting.editions.return_workbook import return_workbook

HEADER = "indicator,period,basis,value,numerator,denominator,status,note,category,{}"
LOWER = {"basis": "year_to_date", "polarity": "lower_is_better"}


def receive(folder, columns, *lines, day="2023-11-30"):
    text = "\n".join([HEADER.format(columns), *lines]) + "\n"
    (folder.folder / "returns" / f"{day}_paper.csv").write_text(text, encoding="utf-8")


def words_of(folder, figures, code="A1", category=""):
    return re.sub("<[^>]+>", "", where_we_are(folder.report(), figures, code, category))


def test_a_change_without_its_values_is_kept_as_received_and_judged(folder):
    folder.define("A1", as_received=["percent_change"], **LOWER)
    receive(folder, "percent_change", "A1,2023-24-Q2,year_to_date,,,,,,,-4.3")
    figures = folder.figures()
    change = figures["A1.percent_change"]
    assert (change.display, change.method, change.formula) == ("\u22124.3%", "received as a change", "")
    assert (change.rows[0].rows, change.rows[0].column) == ((2,), "percent_change")
    assert figures["A1.value"].display == figures["A1.change"].display == "[x]"
    light = figures["A1.traffic_light"]
    assert (light.value, light.operands) == ("green", {"percent_change": "A1.percent_change"})
    assert "As received, it is 4.3% lower than in the same period last year, which is better." in words_of(folder, figures)
    assert figures["A1.trend"].value == "better"
    assert [one.code for one in movements(folder.report(), figures, "better")] == ["A1"]


@pytest.mark.parametrize(("change", "light"), [("15", "amber"), ("15.1", "red"), ("0", "green")])
def test_a_received_change_is_judged_at_the_edges_of_the_rule(folder, change, light):
    folder.define("A1", as_received=["percent_change"], **LOWER)
    receive(folder, "percent_change", f"A1,2023-24-Q2,year_to_date,,,,,,,{change}")
    assert folder.figures()["A1.traffic_light"].value == light


def test_a_change_of_percentages_is_received_in_points(folder):
    folder.define(
        "A1", unit="percent", aggregation="ratio", variance_basis="points", decimals=1, as_received=["point_change"],
        polarity="higher_is_better",
    )  # fmt: skip
    receive(folder, "point_change", "A1,2023-24-Q2,year_to_date,,,,,,,-2.5")
    figures = folder.figures()
    assert figures["A1.point_change"].display == "\u22122.5 percentage points"
    assert figures["A1.traffic_light"].value == "amber"


def test_a_received_change_over_a_break_is_marked(folder):
    folder.define("A1", as_received=["percent_change"], breaks=[{"applies_from": "2023-24-Q1", "reason": "Recounted."}], **LOWER)
    receive(folder, "percent_change", "A1,2023-24-Q2,year_to_date,,,,,,,-4.3")
    figures = folder.figures()
    assert (figures["A1.percent_change"].display, figures["A1.traffic_light"].display) == ("\u22124.3% [b]", "green [b]")


def test_where_both_values_are_there_the_change_is_worked_out(folder):
    """230 after 240 is a fall of 4.1666 per cent."""
    folder.define("A1", as_received=["percent_change"], **LOWER)
    both = ("A1,2023-24-Q2,year_to_date,230,,,,,,-4.2", "A1,2022-23-Q2,year_to_date,240,,,,,,")
    receive(folder, "percent_change", *both)
    change = folder.figures()["A1.percent_change"]
    assert (change.display, change.method) == ("\u22124.2%", "percentage change")


def test_a_received_change_that_is_not_that_of_its_values_is_told_with_its_cell(folder):
    folder.define("A1", as_received=["percent_change"], **LOWER)
    receive(folder, "percent_change", "A1,2023-24-Q2,year_to_date,230,,,,,,-4.3", "A1,2022-23-Q2,year_to_date,240,,,,,,")
    with pytest.raises(FaultsFound, match="paper.csv, row 2, column percent_change: the change as received is not that of its values") as told:
        folder.figures()
    assert "\u22124.3%" in str(told.value) and "expected \u22124.2%, from 230 and 240" in str(told.value)


def test_one_value_beside_a_received_change_is_not_mixed_with_it(folder):
    folder.define("A1", as_received=["percent_change"], **LOWER)
    receive(folder, "percent_change", "A1,2023-24-Q2,year_to_date,230,,,,,,-4.3")
    figures = folder.figures()
    assert figures["A1.value"].display == "230"
    assert (figures["A1.percent_change"].method, figures["A1.comparator"].display) == ("received as a change", "[x]")


def faults_of(folder):
    from support import quality_of

    return "\n".join(map(str, critical_faults(quality_of(folder.report())[1])))


@pytest.mark.parametrize(
    ("own", "column", "number", "said"),
    [
        ({}, "percent_change", "-4.3", "a number as received that the indicator does not take"),
        ({"as_received": ["percent_change"]}, "percent_change", "-104", "a fall by more than all there was"),
    ],
)
def test_a_received_number_that_cannot_be_or_is_not_declared_is_a_fault(folder, own, column, number, said):
    folder.define("A1", **own, **LOWER)
    receive(folder, column, f"A1,2023-24-Q2,year_to_date,,,,,,,{number}")
    assert said in faults_of(folder)


SURVEY = {
    "unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1, "polarity": "higher_is_better",
    "basis": "year", "as_received": ["plus_minus"], "interval": "Printed by the survey, at 95% confidence.",
}  # fmt: skip


def surveyed(folder, now, before, **own):
    folder.define("A1", **{**SURVEY, **own})
    lines = [f"A1,{year},year,{value},,,,,,{width}" for year, (value, width) in (("2022-23", now), ("2021-22", before))]
    receive(folder, "plus_minus", *lines)
    return folder.figures("2022-23-Q4")


def test_a_printed_interval_is_kept_as_received(folder):
    figures = surveyed(folder, (62.4, 3.2), (58.0, 3.1))
    assert figures["A1.plus_minus"].display == "3.2 percentage points"
    assert (figures["A1.lower_ci"].display, figures["A1.upper_ci"].display) == ("59.2%", "65.6%")
    assert figures["A1.lower_ci"].method == "interval as received"
    told = re.sub("<[^>]+>", "", where_we_are(folder.report("2022-23-Q4"), figures, "A1"))
    assert "Its interval, as received, is 59.2% to 65.6%: Printed by the survey, at 95% confidence." in told
    assert "The difference from the same period last year is not significant." in told


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [  # half intervals 3 and 4: a difference must be larger than 5, the root of 9 + 16
        ((60, 3), (55, 4), "not significant"),
        ((60.1, 3), (55, 4), "significant"),
        ((49.9, 3), (55, 4), "significant"),  # 46.9 to 52.9 and 51 to 59 overlap, and still it is
    ],
)
def test_a_difference_is_significant_beyond_the_root_of_the_summed_squares(folder, now, before, word):
    assert surveyed(folder, now, before)["A1.significance"].value == word


def test_without_an_earlier_interval_significance_is_not_known(folder):
    figures = surveyed(folder, (60, 3), (55, ""))
    assert (figures["A1.significance"].display, figures["A1.significance"].reason) == (
        "[x]", "no interval was received for one of the values",
    )  # fmt: skip


def test_an_interval_ends_at_none_and_at_all(folder):
    figures = surveyed(folder, (2, 3.2), (99, 3.1))
    assert figures["A1.lower_ci"].display == "0.0%"
    assert figures["A1.upper_ci@2021-22"].display == "100.0%"
    assert figures["A1.significance"].value == "significant"  # by the half intervals as printed, not by the shortened ones


def test_both_ends_of_an_interval_can_be_received(folder):
    folder.define("A1", **{**SURVEY, "as_received": ["lower_ci", "upper_ci"]})
    receive(
        folder, "lower_ci,upper_ci", "A1,2022-23,year,62.4,,,,,,59.0,65.5", "A1,2021-22,year,55.0,,,,,,52.0,58.0"
    )
    figures = folder.figures("2022-23-Q4")
    assert (figures["A1.lower_ci"].display, figures["A1.lower_ci"].method) == ("59.0%", "received")
    assert figures["A1.significance"].value == "significant"  # 7.4 against 3.25 and 3.0


RANKED = {"groups": {"similar": {"name": "most similar group", "rank": "lowest_first"}}}


def test_a_rank_that_is_only_received(folder):
    folder.define("A1", areas=RANKED, as_received=["rank", "areas"], judged=False, **LOWER)
    receive(folder, "rank,areas", "A1,2023-24-Q2,year_to_date,,,,,,,3,8", "A1,2022-23-Q2,year_to_date,,,,,,,5,8")
    figures = folder.figures()
    shown = {name: figures[f"A1.{name}:group_similar"].display for name in ("rank", "areas", "rank_change")}
    assert shown == {"rank": "3", "areas": "8", "rank_change": "+2"}
    told = words_of(folder, figures)
    assert "rank in the most similar group is 3 of 8, from the lowest; that is 2 places nearer to first than 5 of 8" in told


def test_a_received_rank_of_which_the_earlier_is_missing_does_not_move(folder):
    folder.define("A1", areas=RANKED, as_received=["rank", "areas"], judged=False, **LOWER)
    receive(folder, "rank,areas", "A1,2023-24-Q2,year_to_date,48,,,,,,3,8")
    figures = folder.figures()
    assert figures["A1.rank_change:group_similar"].reason == "no value for April to September 2022 was ever received"


@pytest.mark.parametrize(
    ("columns", "numbers", "said"),
    [("rank,areas", "9,8", "beyond the number of areas"), ("rank,areas", "0,8", "whole, from 1"), ("rank,areas", "2.5,8", "whole, from 1")],
)  # fmt: skip
def test_a_rank_that_cannot_be_is_a_fault(folder, columns, numbers, said):
    folder.define("A1", areas=RANKED, as_received=["rank", "areas"], judged=False, **LOWER)
    receive(folder, columns, f"A1,2023-24-Q2,year_to_date,48,,,,,,{numbers}")
    assert said in faults_of(folder)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"as_received": ["point_change"]}, "of unit count is change or percent_change"),
        ({"as_received": ["percent_change"], "comparator": "none", "judged": False}, "is one from its comparator"),
        ({"as_received": ["rank"]}, "goes with one group"),
        ({"areas": RANKED}, "goes with one group"),
        ({"as_received": ["areas"], "areas": RANKED}, "goes with a rank"),
        ({"as_received": ["plus_minus"]}, "goes with `interval`"),
        ({"interval": "Printed."}, "goes with `interval`"),
        ({"as_received": ["lower_ci"], "interval": "Printed."}, "as plus_minus, or as lower_ci and upper_ci"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(folder, own, said):
    folder.define("A1", **own)
    with pytest.raises(FaultsFound, match=said):
        folder.report()


@given(*[st.fractions(-50, 50)] * 3)
def test_significance_is_the_same_in_the_check_of_the_edition(difference, half, other):
    assert FUNCTIONS["significant"](difference, half, other) == CHECKED["significant"](difference, half, other)


DESCRIBED = """publisher = "Police"
licence = "OGL"
received = 2023-11-30

[[layout]]
header_rows = [1]
first_row = 2
last_row = 2
indicator = "{}"
period = "{}"
basis = "{}"
columns = [
  {{ text = "Measure", holds = "label" }},
  {{ text = "First", holds = "{}" }},
  {{ text = "Second", holds = "{}" }},
]
[layout.names]
"Ours" = {{}}
"""


def test_a_described_return_brings_changes_and_intervals_too(folder):
    folder.define("A1", as_received=["change", "percent_change"], **LOWER)
    folder.define("A2", **SURVEY)
    returns = folder.folder / "returns"
    for name, cells, about in (
        ("paper", "-12,-4.3", ("A1", "2023-24-Q2", "year_to_date", "change", "percent_change")),
        ("survey", "62.4,3.2", ("A2", "2022-23", "year", "value", "plus_minus")),
    ):
        (returns / f"2023-11-30_{name}.csv").write_text(f"Measure,First,Second\nOurs,{cells}\n", encoding="utf-8")
        (returns / f"2023-11-30_{name}.source.toml").write_text(DESCRIBED.format(*about), encoding="utf-8")
    assert read_returns(folder.folder).faults == []
    change = folder.figures()["A1.percent_change"]
    assert (change.display, change.rows[0].column, change.method) == ("\u22124.3%", "C", "received as a change")
    later = folder.figures("2022-23-Q4")
    assert (later["A2.plus_minus"].display, later["A2.lower_ci"].display) == ("3.2 percentage points", "59.2%")


def test_the_return_workbook_asks_for_what_is_taken_as_received(folder):
    folder.define("A1", as_received=["percent_change"], **LOWER)
    folder.define("A2", **LOWER)
    report = folder.report()
    no_rows = read_returns(folder.folder).observations
    book = load_workbook(BytesIO(return_workbook(report, no_rows, folder.records(report), list(report.measures))))
    header = [cell.value for cell in book[RETURN_SHEET][1]]
    at = header.index("percent_change") + 1
    assert [book[RETURN_SHEET].cell(row, at).protection.locked for row in (2, 3)] == [False, True]
    assert "change" not in header and "rank" not in header


def test_what_moved_most_since_the_last_report_can_be_a_received_change(folder):
    folder.define("A1", as_received=["percent_change"], **LOWER)
    folder.except_in("2023-24-Q2", last_report={"as_of": date(2023, 10, 15)})
    receive(folder, "percent_change", "A1,2023-24-Q1,year_to_date,,,,,,,2.0", day="2023-09-01")
    receive(folder, "percent_change", "A1,2023-24-Q2,year_to_date,,,,,,,-4.3")
    figures = folder.figures()
    (moved,) = moved_most(folder.report(), figures)
    assert (moved.now.display, moved.then.display) == ("\u22124.3%", "+2%")
