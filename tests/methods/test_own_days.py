"""Own days: values that are of other days than the report say so, and are held against their own year before."""

from datetime import date

import pytest
from support import quality_of

from pipeline.core.faults import FaultsFound
from pipeline.page.narrative import where_we_are
from pipeline.quality.lateness import arrivals
from pipeline.received.returns import read_returns
from reporting.folders.coverage import coverage

SURVEY = {
    "unit": "percent", "aggregation": "ratio", "variance_basis": "points", "basis": "rolling_12_months", "decimals": 1,
    "polarity": "higher_is_better",
}  # fmt: skip
# Twelve months to each September, and to December 2019, which is later than the survey's own days.
WAVES = [("2017-18-Q2", 70), ("2018-19-Q2", 72), ("2019-20-Q2", 75), ("2019-20-Q3", 99)]


def survey(folder, **own):
    folder.define("S1", **SURVEY, **own)
    folder.define("A1", basis="year")
    folder.receive("2020-02-01", *(f"S1,{period},rolling_12_months,{value}" for period, value in WAVES))
    folder.receive("2020-05-01", "A1,2019-20,year,10", "A1,2018-19,year,8", name="council")
    return folder


@pytest.mark.parametrize("own", [{"ends": "september"}, {"months_behind": 6}, {"ends": "quarter", "months_behind": 6}])
def test_a_survey_to_september_in_a_report_to_march_is_told_and_compared_by_its_own_days(folder, own):
    figures = survey(folder, **own).figures("2019-20-Q4")
    assert (figures["S1.value"].display, figures["S1.value"].period) == ("75.0%", "2019-20-Q2")
    assert (figures["S1.comparator"].display, figures["S1.comparator"].period) == ("72.0%", "2018-19-Q2")
    assert figures["S1.point_change"].display == "+3.0 percentage points"
    assert figures["S1.traffic_light"].value == "green"
    assert figures["S1.value@2017-18-Q2"].display == "70.0%"
    text = where_we_are(folder.report("2019-20-Q4"), figures, "S1").striptags()
    assert text.startswith("From October 2018 to September 2019, 75.0% ")
    assert "from October 2017 to September 2018" in text
    assert figures["A1.value"].period == "2019-20"  # and nothing else is


def test_the_days_follow_the_report(folder):
    survey(folder, ends="september")
    assert folder.figures("2018-19-Q4")["S1.value"].display == "72.0%"
    assert folder.figures("2019-20-Q1")["S1.value"].display == "72.0%"
    assert folder.figures("2019-20-Q2")["S1.value"].display == "75.0%"


def test_what_was_not_received_for_its_own_days_is_not_available_though_a_newer_value_is_there(folder):
    survey(folder, months_behind=9)  # to June 2019
    value = folder.figures("2019-20-Q4")["S1.value"]
    assert (value.display, value.reason) == ("[x]", "no value for July 2018 to June 2019 was ever received")


def test_the_file_of_the_period_can_say_whose_days_are_others_and_why(folder):
    survey(folder)
    folder.except_in(
        "2019-20-Q4", own_days=[{"indicators": ["S1"], "period": "2019-20-Q2", "reason": "One wave a year."}]
    )
    report, figures = folder.report("2019-20-Q4"), folder.figures("2019-20-Q4")
    assert (figures["S1.value"].display, figures["S1.comparator"].display) == ("75.0%", "72.0%")
    assert (report.has_own_days("S1"), report.own_days_reasons("S1")) == (True, ["One wave a year."])
    assert not report.has_own_days("A1")


def test_calendar_years_in_a_report_to_march_are_those_that_were_over(folder):
    folder.define("C1", basis="calendar_year")
    folder.receive(
        "2020-05-01", *(f"C1,{year},calendar_year,{value}" for year, value in ((2018, 40), (2019, 30), (2020, 1)))
    )
    figures = folder.figures("2019-20-Q4")
    assert [figures[one].display for one in ("C1.value", "C1.comparator", "C1.percent_change")] == [
        "30",
        "40",
        "−25.0% [u]",
    ]
    assert (figures["C1.value"].period, figures["C1.value@2018"].period) == ("2019", "2018")


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"period": "2020-21-Q1"}, "the days end after the report's period"),
        ({"period": "2019"}, "is a calendar year, whose basis is calendar_year"),
        ({"indicators": ["S2"]}, "unknown indicator"),
        ({"indicators": ["S1", "S1"]}, "a second period for S1"),
    ],
)
def test_days_that_cannot_be_an_indicators_own_are_refused_with_their_line(folder, own, told):
    folder.define("S1", **{**SURVEY, "basis": "year"})
    folder.except_in("2019-20-Q4", own_days=[{"indicators": ["S1"], "period": "2019-20-Q2", "reason": "Late.", **own}])
    with pytest.raises(FaultsFound) as found:
        folder.report("2019-20-Q4")
    (fault,) = found.value.faults
    assert told in fault.what and fault.file == "period/2019-20-Q4.toml" and fault.row


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"ends": "septembre"}, "Did you mean september[?]"),
        ({"months_behind": -1}, "months_behind"),
        ({"basis": "calendar_year", "ends": "september"}, "a calendar year ends in December"),
    ],
)
def test_ends_that_there_are_none_of_are_refused(folder, own, told):
    folder.define("S1", **{**SURVEY, **own})
    with pytest.raises(FaultsFound, match=told):
        folder.report("2019-20-Q4")


def test_a_report_to_march_covers_no_calendar_year(folder):
    folder.settings["covers"] = "calendar_year"
    with pytest.raises(FaultsFound, match="the report covers a calendar year, and its period ends no such"):
        folder.report("2019-20-Q4")
    assert str(folder.report("2019").period) == "2019"


def test_a_value_of_its_own_days_counts_as_received_and_not_as_missing(folder):
    survey(folder, ends="september").report("2019-20")
    listed = {one.period: one for one in coverage(folder.root, "demo")}
    assert listed["2019-20"].received == ("S1", "A1") and not listed["2019-20"].missing
    report, observations = folder.report("2019-20"), read_returns(folder.folder).observations
    assert arrivals(observations, report) == {"S1": "2020-02-01", "A1": "2020-05-01"}
    _, failing = quality_of(report)
    assert failing[failing["expectation"].str.contains("expected")].empty


def test_why_a_value_of_its_own_days_is_not_there_stands_in_the_reports_own_file(folder):
    survey(folder, months_behind=9)
    absent = [{"indicators": ["S1"], "sender": "survey team", "reason": "The wave is late", "due": date(2020, 6, 1)}]
    folder.except_in("2019-20-Q4", not_received=absent)
    value = folder.figures("2019-20-Q4")["S1.value"]
    assert value.reason == "not received from survey team (The wave is late; due 1 June 2020)"


def test_the_same_survey_in_two_reports_is_neither_new_nor_revised(folder):
    survey(folder, ends="september")
    folder.except_in("2019-20-Q4", last_report={"period": "2019-20-Q3", "as_of": date(2020, 3, 1)})
    figures = folder.figures("2019-20-Q4")
    assert figures["S1.value"].display == "75.0%"
    assert figures["S1.value:last_report"].display == "75.0%"
    assert figures["S1.traffic_light:last_report"].value == "green"


def test_typed_commentary_is_held_against_the_own_days(folder):
    survey(folder, ends="september")
    (folder.folder / "commentary").mkdir()
    path = folder.folder / "commentary" / "2019-20-Q4.md"
    path.write_text("# S1\n\n## Our successes and issues\n\nSatisfaction was 75.0%.\n", encoding="utf-8")
    folder.figures("2019-20-Q4")  # agrees
    path.write_text("# S1\n\n## Our successes and issues\n\nSatisfaction was 76.0%.\n", encoding="utf-8")
    with pytest.raises(FaultsFound, match="76.0%"):
        folder.figures("2019-20-Q4")
