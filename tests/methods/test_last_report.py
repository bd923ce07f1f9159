"""The last report: what it said from what had been received by its day, and what this one says otherwise.

Expected values are worked out by hand. Of Northmoor they are those of the last report itself (`test_vintages.py`).
"""

from dataclasses import replace
from datetime import date

import pytest
from support import page_of

from pipeline.core.faults import FaultsFound
from pipeline.figures.figure import Figures
from pipeline.page.revisions import _given, came_and_went, changed_judgements, moved_most, resting_on, revisions
from pipeline.received.commentary import read_commentary
from pipeline.received.returns import as_of_faults

LAST = {"as_of": date(2023, 7, 31)}
YEAR_BEFORE = ("A1,2022-23-Q1,quarter,10,,,,,", "A1,2022-23-Q2,quarter,20,,,,,")


@pytest.fixture
def revised(folder):
    """A first quarter that was told as 8 in the last report and is 11 now; 15 in the second; 10 and 20 the year before."""
    folder.define("A1")
    folder.receive("2023-07-14", *YEAR_BEFORE, "A1,2023-24-Q1,quarter,8,,,,,")
    folder.receive("2023-10-14", "A1,2023-24-Q2,quarter,15,,,,,")
    folder.receive("2023-11-02", "A1,2023-24-Q1,quarter,11,,,,three forms were found,", name="recount")
    folder.except_in("2023-24-Q2", last_report=LAST)
    return folder


def made(folder, period="2023-24-Q2"):
    return folder.report(period), folder.figures(period)


def test_a_value_that_is_another_number_now_is_marked_and_so_is_what_rests_on_it(revised):
    _, figures = made(revised)
    assert figures["A1.value~quarter@2023-24-Q1"].display == "11 [r]"
    assert (figures["A1.value"].display, figures["A1.change"].display) == ("26 [r]", "\u22124 [r]")
    assert figures["A1.value~quarter"].display == "15"
    assert figures["A1.comparator"].display == "30"


def test_the_earlier_figure_keeps_its_number_and_the_row_that_it_stood_in(revised):
    _, figures = made(revised)
    earlier = figures["A1.value:last_report~quarter@2023-24-Q1"]
    (rows,) = earlier.rows
    assert (earlier.display, rows.file, rows.rows) == ("8", "returns/2023-07-14_partners.csv", (4,))
    whole = figures["A1.value:last_report@2023-24-Q1"]
    assert (whole.display, whole.rows) == ("8", (rows,))


def test_the_lights_of_the_last_report_rest_on_what_it_knew(revised):
    """8 against 10 is 20% fewer; 26 against 30 is 13.3% fewer: green both times."""
    report, figures = made(revised)
    light = figures["A1.traffic_light:last_report@2023-24-Q1"]
    assert (light.value, dict(light.operands)) == (
        "green",
        {"value": "A1.value:last_report@2023-24-Q1", "reference": "A1.comparator:last_report@2023-24-Q1"},
    )
    assert figures["A1.percent_change:last_report@2023-24-Q1"].display == "\u221220.0% [u]"
    assert figures["traffic-lights[green].total"].value == 1
    assert changed_judgements(report, figures) == []
    (moved,) = moved_most(report, figures)
    assert (moved.now.display, moved.then.display) == ("\u221213.3% [r] [u]", "\u221220.0% [u]")


def test_rows_that_were_replaced_stay_replaced_although_an_earlier_figure_shows_them(revised):
    _, figures = made(revised)
    assert (figures["rows-received[superseded].total"].value, figures["rows-received[used].total"].value) == (1, 4)


def test_without_a_declared_last_report_nothing_is_marked_and_nothing_compared(revised):
    (revised.folder / "period" / "2023-24-Q2.toml").unlink()
    _, figures = made(revised)
    assert figures["A1.value~quarter@2023-24-Q1"].display == "11"
    assert not [one for one in figures if "last_report" in one]


def test_the_same_number_received_again_is_no_revision(revised):
    revised.receive("2023-11-03", "A1,2023-24-Q1,quarter,8,,,,,", name="again")
    _, figures = made(revised)
    assert figures["A1.value~quarter@2023-24-Q1"].display == "8"


def test_a_revision_tells_its_reason_its_day_and_the_lights_and_texts_that_rest_on_it(revised):
    (revised.folder / "commentary").mkdir()
    text = "# A1\n\n## What we are doing\n\nThere were {{ A1.value }}.\n\n## Our successes and issues\n\nOf {{ A1.comparator }}.\n"
    (revised.folder / "commentary" / "2023-24-Q2.md").write_text(text, encoding="utf-8")
    report, figures = made(revised)
    commentary, faults = read_commentary(report)
    assert faults == []
    (one,) = revisions(report, figures, commentary)
    assert (one.was.display, one.now.display, one.now.received_by) == ("8", "11 [r]", "2023-11-02")
    assert (one.given, one.declared) == (("three forms were found",), ())
    assert [light.id for light in one.judgements] == ["A1.traffic_light"]
    assert one.texts == (("A1", "What we are doing"),)


def test_what_makes_a_count_provisional_is_not_the_reason_why_it_was_revised(revised):
    report, figures = made(revised)
    now = figures["A1.value~quarter@2023-24-Q1"]
    counted = Figures([replace(now, method="count of records", status="p r", reason="still open")])
    assert (_given(figures, now), _given(counted, *counted.values())) == (["three forms were found"], [])


def test_the_reason_in_the_file_of_the_period_comes_before_that_of_the_return(revised):
    reason = {"indicator": "A1", "role": "Manager", "reason": "A form lay in a drawer."}
    revised.except_in("2023-24-Q2", last_report=LAST, revision=[reason])
    report, figures = made(revised)
    (one,) = revisions(report, figures, read_commentary(report)[0])
    assert [(told.role, told.reason) for told in one.declared] == [("Manager", "A form lay in a drawer.")]


def test_what_came_after_the_last_report_was_not_there_in_it(folder):
    folder.define("A1")
    folder.receive("2023-10-14", *YEAR_BEFORE, "A1,2023-24-Q1,quarter,8,,,,,", "A1,2023-24-Q2,quarter,15,,,,,")
    folder.except_in("2023-24-Q2", last_report=LAST)
    report, figures = made(folder)
    assert figures["A1.value:last_report~quarter@2023-24-Q1"].display == "[x]"
    assert "r" not in figures["A1.value~quarter@2023-24-Q1"].status
    (change,) = came_and_went(report, figures)
    assert (change.then.display, change.now.display) == ("[x]", "23")
    assert [(one.then.value, one.now.value) for one in changed_judgements(report, figures)] == [("no data", "green")]


def test_a_value_that_its_sender_withdrew_is_not_there_any_more(revised):
    revised.receive("2023-11-04", "A1,2023-24-Q1,quarter,,,,x,the count was wrong,", name="withdrawn")
    report, figures = made(revised)
    assert figures["A1.value~quarter@2023-24-Q1"].display == "[x]"
    assert figures["A1.value:last_report~quarter@2023-24-Q1"].display == "8"
    (change,) = came_and_went(report, figures)
    assert (change.then.display, change.now.display) == ("8", "[x]")


def test_a_share_of_other_counts_is_a_revision_although_it_is_the_same_percentage(folder):
    share = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points"}
    folder.define("A1", **share, polarity="higher_is_better", decimals=1)
    folder.receive("2023-07-14", "A1,2023-24-Q1,quarter,,10,20,,,")
    folder.receive("2023-10-14", "A1,2023-24-Q1,quarter,,11,22,,,", "A1,2023-24-Q2,quarter,,5,10,,,")
    folder.except_in("2023-24-Q2", last_report=LAST)
    report, figures = made(folder)
    (one,) = revisions(report, figures, read_commentary(report)[0])
    assert (one.was.display, one.now.display) == ("50.0% [u]", "50.0% [r] [u]")
    assert [[count.value for count in counts] for counts in one.counts] == [[10, 20], [11, 22]]


def test_a_light_of_the_last_report_is_judged_by_the_rule_of_its_own_period(folder):
    """8 against 10, better when higher: 20% worse. Amber went to 25% until June, and to 15% from July on."""
    folder.define("A1", polarity="higher_is_better")
    folder.rules = [{"amber_from": -25}, {"applies_from": "2023-24-Q2"}]
    folder.receive("2023-07-14", *YEAR_BEFORE, "A1,2023-24-Q1,quarter,8,,,,,")
    folder.receive("2023-10-14", "A1,2023-24-Q2,quarter,16,,,,,")
    folder.except_in("2023-24-Q2", last_report=LAST)
    report, figures = made(folder)
    ((then, now),) = [(one.then, one.now) for one in changed_judgements(report, figures)]
    assert (then.value, now.value) == ("amber", "red")
    assert (then.formula.endswith("0, -25)"), now.formula.endswith("0, -15)")) == (True, True)


def test_two_rules_from_the_same_period_on_are_refused(folder):
    folder.rules = [{}, {"amber_from": -5}]
    with pytest.raises(FaultsFound, match=r"two rules \[\[traffic_light\]\] apply from 2010-11-Q1 on"):
        folder.report()


CASES = """
[visits]
about = "One row a visit."
files = 'visits'
key = "id"
date = "on"
[visits.columns]
id = { kind = "text" }
on = { kind = "date" }
"""


def test_records_are_counted_from_the_extracts_of_the_last_report_with_their_own_rows(folder):
    folder.define("A1", comparator="none", judged=False, counted={"table": "visits", "rule": "rows"})
    folder.declare_cases(CASES)
    first = ("id,on", "a,2023-04-02", "b,2023-05-02")
    folder.receive_cases("2023-07-10_visits", *first, covers="2023-04-01, 2023-06-30")
    late = (*first, "c,2023-06-30", "d,2023-07-01")
    folder.receive_cases("2023-10-10_visits", *late, covers="2023-04-01, 2023-09-30")
    folder.except_in("2023-24-Q2", last_report=LAST)
    _, figures = made(folder)
    earlier, now = (figures[f"A1.value{reference}~quarter@2023-24-Q1"] for reference in (":last_report", ""))
    assert (earlier.value, now.value, now.status) == (2, 3, "r")
    assert [(rows.file, rows.rows) for rows in earlier.rows] == [("cases/2023-07-10_visits.csv", (2, 3))]
    assert [(rows.file, rows.rows) for rows in now.rows] == [("cases/2023-10-10_visits.csv", (2, 3, 4))]


@pytest.mark.parametrize(
    ("exceptions", "told"),
    [
        ({"last_report": {**LAST, "period": "2023-24-Q2"}}, "the last report is not earlier than this one"),
        ({"last_report": {**LAST, "period": "2009-10-Q1"}}, "no traffic-light rule applies to the period of the last"),
        ({"last_report": {"period": "2023-24-Q1"}}, "a required key is missing"),
        ({"last_report": {**LAST, "asof": 1}}, "unknown key"),
        ({"revision": [{"indicator": "A1", "role": "Manager", "reason": "Typed."}]}, "but no last report"),
        ({"last_report": LAST, "revision": [{"indicator": "A9", "role": "M", "reason": "T"}]}, "unknown indicator"),
    ],
)  # fmt: skip
def test_a_last_report_that_cannot_be_is_refused_with_its_line(revised, exceptions, told):
    revised.except_in("2023-24-Q2", **exceptions)
    with pytest.raises(FaultsFound) as found:
        revised.report()
    (fault,) = found.value.faults
    assert told in str(fault) and "period/2023-24-Q2.toml, line" in str(fault), str(fault)


def test_a_last_report_that_knew_more_than_this_one_is_refused(revised):
    report = revised.report()
    (fault,) = as_of_faults(report, "2023-07-30")
    assert "the last report knew more than this one" in str(fault) and "2023-07-30 or earlier" in str(fault)
    assert as_of_faults(report, "2023-07-31") == as_of_faults(report, "") == []


def test_the_page_tells_what_changed_after_the_lights_and_lists_the_revisions(revised):
    page = page_of(revised)
    told = str(page.part("since_last_report").html)
    assert "What changed since the last report" in told and "31 July 2023</time>" in told
    table = str(page.part("quality").html).split('id="revisions"')[1]
    assert ">8</data>" in table and ">11 [r]</data>" in table and "three forms were found" in table


def test_a_page_without_a_last_report_says_so_in_one_sentence_and_what_to_declare(revised):
    (revised.folder / "period" / "2023-24-Q2.toml").unlink()
    page = page_of(revised)
    assert str(page.part("since_last_report").html).strip() == ""
    assert "To have it compared, declare there <code>last_report</code>" in str(page.part("quality").html)


def test_the_methods_show_every_rule_that_lights_were_judged_by(folder):
    folder.define("A1")
    folder.rules = [{"applies_from": "2021-22-Q1"}, {"applies_from": "2023-24-Q2", "amber_from": -5}]
    folder.receive("2023-10-14", "A1,2023-24-Q2,quarter,15,,,,,")
    methods = str(page_of(folder).part("methods").html)
    assert methods.count("Rule of the lights from") == 2 and "1 April 2021</time> on." in methods
    assert methods.index("1 July 2023") < methods.index("This report is judged by it.")


def test_only_what_is_worked_out_from_a_figure_rests_on_it(revised):
    _, figures = made(revised)
    touched = resting_on(figures, [figures["A1.value~quarter@2023-24-Q1"]])
    assert {"A1.value", "A1.change", "A1.traffic_light", "traffic-lights[green].total"} <= touched
    assert not touched & {"A1.comparator", "A1.value~quarter", "A1.value:last_report@2023-24-Q1"}
