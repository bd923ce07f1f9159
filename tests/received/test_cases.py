"""Records: read from extracts that cover days, left out by declared rules, counted by declared rules for any days."""

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ReportFolder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import quality_of

from pipeline.core import clocks
from pipeline.core.faults import FaultsFound
from pipeline.definitions.report_files import read_report
from pipeline.page.narrative import where_we_are
from pipeline.quality.waivers import critical_faults
from pipeline.received.case_extracts import covered_days
from pipeline.received.cases import read_cases

REFERRALS = """
[referrals]
about = "One row a referral."
files = 'referrals'
key = "id"
date = "referred_on"
person = "person"
[referrals.columns]
id = { kind = "text" }
person = { kind = "text" }
referred_on = { kind = "date" }
source = { kind = "category", values = ["Police", "Self"], same_as = { "Met police" = "Police" }, empty = "Not given" }
contacted_at = { kind = "time", optional = true }
referred_at = { kind = "time" }
closed_on = { kind = "date", optional = true }
score = { kind = "category", optional = true, values = ["good", "bad"] }
[[referrals.leave_out]]
reason = "A test entry"
where = { person = ["TEST"] }
"""
HEADER = "id,person,referred_on,source,referred_at,contacted_at,closed_on,score,Name of the victim"
COUNT = {"aggregation": "sum", "basis": "quarter", "judged": False, "comparator": "none", "variance_basis": None}
SHARE = {**COUNT, "unit": "percent", "aggregation": "ratio"}


def line(number, person, day, source="Police", at="09:00", contacted="", closed="", score=""):
    return f"{number},{person},{day},{source},{day} {at},{contacted},{closed},{score},Somebody"


@pytest.fixture
def cases(folder):
    folder.declare_cases(REFERRALS)
    folder.receive_cases(
        "2025-07-14_referrals",
        HEADER,
        line(1, "P1", "2025-04-02", contacted="2025-04-03 08:00", closed="2025-05-01", score="good"),
        line(2, "P2", "2025-04-30", "Self", contacted="2025-05-01 10:00", closed="2025-06-01", score="bad"),
        line(3, "P1", "2025-06-30", "", contacted="", score=""),
        line(4, "TEST", "2025-05-05"),
        line(5, "P3", "2025-05-31", "Met police", contacted="2025-06-02 09:00", score="good"),
        covers="2025-04-01, 2025-06-30",
    )
    return folder


def counted(folder, period="2025-26-Q1", **rule):
    folder.define("A1", **{**(SHARE if rule["rule"] in ("share", "within", "recurs") else COUNT),
                           **({"aggregation": "distinct"} if rule["rule"] in ("people", "open") else {}),
                           "counted": {"table": "referrals", **rule}})  # fmt: skip
    return folder.figures(period)


def state_rows(folder, name, number):
    """The extract's own record states how many records it has."""
    with (folder.folder / "cases" / f"{name}.source.toml").open("a", encoding="utf-8") as record:
        record.write(f"rows = {number}\n")


def told(folder):
    """What is wrong with the extracts, as people read it."""
    folder.define("A1", **COUNT)
    return [str(fault) for fault in folder.records(folder.report()).faults]


def test_records_are_counted_for_the_days_of_the_value(cases):
    value = counted(cases, rule="rows")["A1.value"]
    assert (value.value, value.display) == (4, "4")
    assert [rows.rows for rows in value.rows] == [(2, 3, 4, 6)]


def test_any_basis_is_counted_from_the_records_themselves(cases):
    figures = counted(cases, rule="people")
    assert figures["A1.value"].value == 3  # one person was referred twice
    assert counted(cases, "2025-05", rule="rows", where={"source": ["Police"]})["A1.value"].display == "[x]"
    cases.define("A1", **{**COUNT, "basis": "month", "counted": {"table": "referrals", "rule": "rows"}})
    assert cases.figures("2025-05")["A1.value"].value == 1


def test_nothing_is_counted_on_a_basis_that_the_rule_does_not_name(cases):
    for bases, is_there in (([], True), (["year_to_date"], False)):
        rule = {"table": "referrals", "rule": "rows", "bases": bases}
        cases.define("A1", **{**COUNT, "basis": "year_to_date", "counted": rule})
        assert ("A1.value~quarter" in cases.figures("2025-26-Q1")) is is_there


def test_every_declared_category_is_counted_and_one_without_records_is_a_true_zero(cases):
    figures = counted(cases, rule="rows", by="source", where_not={"score": ["bad"]})
    found = {name: figures[f"A1[{name}].value"].value for name in ("Police", "Self", "Not given")}
    assert found == {"Police": 2, "Self": 0, "Not given": 1}
    assert (figures["A1[Police].share"].value, figures["A1[Police].share"].display) == (Fraction(200, 3), "2 of 3 [u]")
    assert [rows.file for rows in figures["A1[Self].value"].rows] == ["cases/2025-07-14_referrals.csv"]


def test_a_category_whose_records_are_left_out_is_no_category_of_the_indicator(cases):
    cases.declare_cases(REFERRALS + '[[referrals.leave_out]]\nreason = "Elsewhere"\nwhere = { source = ["Self"] }\n')
    figures = counted(cases, rule="rows", by="source")
    assert "A1[Self].value" not in figures and figures["A1[Police].share"].display == "2 of 3 [u]"  # 1, 5 of 1, 3, 5


def test_what_is_open_on_a_day_is_counted_for_days_alone(cases):
    cases.define("A1", **{**COUNT, "basis": "point_in_time", "aggregation": "stock",
                          "counted": {"table": "referrals", "rule": "open", "until": "closed_on"}})  # fmt: skip
    figures = cases.figures("2025-26-Q1")
    assert figures["A1.value"].value == 2  # 3 and 5; in the quarter as a whole all four were open
    assert "A1.value~quarter" not in figures


def test_a_category_that_the_rule_leaves_out_is_no_category_with_zero_records(cases):
    figures = counted(cases, rule="rows", by="source", where_not={"source": ["Self"]})
    assert "A1[Self].value" not in figures and figures["A1[Police].value"].value == 2


def test_columns_that_are_not_declared_are_dropped(cases):
    cases.define("A1", **COUNT)
    rows = cases.records(cases.report()).rows
    assert "Name of the victim" not in rows and not rows.isin(["Somebody"]).any().any()


def test_a_share_is_the_records_that_meet_the_condition_of_those_that_could(cases):
    figures = counted(cases, rule="share", where_not={"score": [""]}, meets={"score": ["good"]})
    assert (figures["A1.numerator"].value, figures["A1.denominator"].value) == (2, 3)
    assert figures["A1.value"].display == "2 of 3 [u]"


def test_contact_counts_within_the_hours_of_its_source(cases):
    """23 h and 25 h after a referral by the police (24 h) and by themselves; 48 h exactly; one not contacted."""
    figures = counted(
        cases, rule="within", start="referred_at", finish="contacted_at", hours=48,
        hours_by={"column": "source", "hours": {"Self": 24}},
    )  # fmt: skip
    assert (figures["A1.numerator"].value, figures["A1.denominator"].value) == (2, 4)
    assert figures["A1.value"].status == "u"  # of few cases, and not provisional


def test_who_is_still_in_time_is_pending_and_makes_the_figure_provisional(cases):
    cases.receive_cases(
        "2025-07-02_referrals", HEADER, line(6, "P9", "2025-07-01", at="12:00"), line(7, "P8", "2025-07-01", contacted="2025-07-01 10:00"),
        covers="2025-07-01, 2025-07-01",
    )  # fmt: skip
    cases.define("A1", **{**SHARE, "basis": "month", "counted": {
        "table": "referrals", "rule": "within", "start": "referred_at", "finish": "contacted_at", "hours": 48}})  # fmt: skip
    cases.receive_cases(
        "2025-08-01_referrals",
        HEADER,
        line(8, "P8", "2025-07-03", contacted="2025-07-03 10:00"),
        covers="2025-07-02, 2025-07-31",
    )
    value = cases.figures("2025-07")["A1.value"]
    assert (value.value, value.display) == (100, "2 of 2 [p] [u]")
    assert value.reason == "1 record was still in time when the records were taken, and left out"


def test_a_repeat_looks_back_over_the_months_before_and_needs_them_covered(cases):
    assert counted(cases, rule="recurs", same=["person"], months=12)["A1.value"].display == "[x]"
    cases.receive_cases(
        "2025-03-31_referrals",
        HEADER,
        line(90, "P2", "2024-04-29"),
        line(91, "P3", "2024-06-01"),
        covers="2024-04-01, 2025-03-31",
    )
    figures = counted(cases, rule="recurs", same=["person"], months=12)
    # P1 came twice in the quarter, P3 within the year, P2 one day too late.
    assert (figures["A1.numerator"].value, figures["A1.denominator"].value) == (2, 4)


def test_a_share_of_those_who_return_after_closing_is_not_given_until_the_time_is_over(cases):
    rule = {"rule": "recurs", "same": ["person"], "months": 12, "looks": "ahead", "since": "closed_on"}
    value = counted(cases, **rule)["A1.value"]
    assert (value.display, value.reason) == (
        "[x]", "1 record was not yet at the end of the 12 months; final after 1 June 2026",
    )  # fmt: skip


def test_a_share_that_can_only_rise_has_no_light_yet(cases):
    rule = {
        "table": "referrals",
        "rule": "recurs",
        "same": ["person"],
        "months": 12,
        "looks": "ahead",
        "since": "closed_on",
    }
    judged = {
        "judged": True,
        "comparator": "target",
        "target": {"value": 60, "says": "Made up."},
        "variance_basis": "points",
    }
    cases.define("A1", **{**SHARE, **judged, "counted": rule})
    light = cases.figures("2025-26-Q1")["A1.traffic_light"]
    assert (light.value, light.reason) == (
        "no data", "1 record was not yet at the end of the 12 months; final after 1 June 2026"
    )  # fmt: skip


def test_days_that_no_extract_covers_are_never_a_silent_partial_sum(cases):
    cases.define("A1", **{**COUNT, "basis": "year_to_date", "counted": {"table": "referrals", "rule": "rows"}})
    value = cases.figures("2025-26-Q2")["A1.value"]
    assert (value.display, value.reason) == ("[x]", "no value for July to September 2025 was ever received")


def test_a_later_extract_replaces_the_days_that_it_covers(cases):
    cases.receive_cases("2025-08-01_referrals", HEADER, line(10, "P7", "2025-06-30"), covers="2025-06-01, 2025-06-30")
    assert counted(cases, rule="rows")["A1.value"].value == 4
    cases.receive_cases("2025-09-01_referrals", HEADER, covers="2025-06-01, 2025-06-30")
    state_rows(cases, "2025-09-01_referrals", 0)
    assert counted(cases, rule="rows")["A1.value"].value == 3
    assert cases.figures("2025-26-Q1", as_of="2025-07-31")["A1.value"].value == 4


def test_every_record_is_used_or_left_out_for_a_stated_reason(cases):
    cases.receive_cases("2025-08-01_referrals", HEADER, line(10, "P7", "2025-06-30"), covers="2025-06-30, 2025-07-31")
    figures = counted(cases, rule="rows")
    totals = {
        figure.parts.category: figure.value for figure in figures.values() if figure.parts.indicator == "rows-received"
    }
    assert totals[""] == 6 == sum(number for use, number in totals.items() if use)
    assert (totals["used"], totals["a-test-entry"], totals["superseded"]) == (4, 1, 1)


def test_linked_records_take_the_day_and_the_person_of_the_record_they_belong_to(cases):
    cases.declare_cases(
        REFERRALS
        + """
[needs]
about = "One row a need."
files = 'needs'
link = { column = "referral", table = "referrals" }
[needs.columns]
referral = { kind = "text" }
need = { kind = "category", values = ["Housing", "Safety"] }
"""
    )
    cases.receive_cases(
        "2025-07-14_needs",
        "referral,need",
        "1,Housing",
        "1,Safety",
        "4,Safety",
        "5,Safety",
        covers="2025-04-01, 2025-06-30",
    )
    cases.define("A2", **{**COUNT, "counted": {"table": "needs", "rule": "rows", "by": "need"}})
    figures = counted(cases, rule="rows")
    assert [figures[f"A2{group}.value"].value for group in ("", "[Housing]", "[Safety]")] == [3, 1, 2]
    cases.receive_cases("2025-07-14_needs", "referral,need", "77,Housing", covers="2025-04-01, 2025-06-30")
    (fault,) = cases.records(cases.report()).faults
    assert str(fault).startswith('cases/2025-07-14_needs.csv, row 2, column referral: belongs to no record; found "77"')


def test_a_rate_is_counted_over_the_newest_population_known_at_its_end(cases):
    rate = {
        **COUNT,
        "unit": "rate",
        "aggregation": "ratio",
        "per": 1000,
        "population": "Residents, made up",
        "decimals": 2,
    }
    cases.define("population", **{**COUNT, "aggregation": "stock", "basis": "point_in_time"})
    cases.define("A1", **rate, counted={"table": "referrals", "rule": "rows", "population": "population"})
    cases.receive("2025-01-10", "population,2024-06,point_in_time,2000", "population,2023-06,point_in_time,1000")
    figures = cases.figures("2025-26-Q1")
    assert figures["A1.value"].display == "2.00"
    assert figures["A1.denominator"].operands == {"population": "population.value@2024-06"}
    assert "population.value" not in figures


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (line(1, "P1", "31/04/2025"), "there is no such day"),
        (line(1, "P1", "2025-04-02", "Plice"), "not a declared value"),
        (line(1, "", "2025-04-02"), "the cell is empty"),
        (line(1, "P1", "2025-04-02", contacted="yesterday"), "not a day with a time"),
    ],
)
def test_a_cell_that_says_nothing_usable_is_named(cases, row, told):
    cases.receive_cases("2025-08-01_referrals", HEADER, row, covers="2025-04-01, 2025-04-30")
    cases.define("A1", **COUNT)
    faults = cases.records(cases.report()).faults
    assert all(str(fault).startswith("cases/2025-08-01_referrals.csv, row 2, column") for fault in faults)
    assert told in {fault.what for fault in faults}


@pytest.mark.parametrize(
    ("lines", "covers", "what"),
    [
        ((line(1, "P1", "2025-08-02"), line(1, "P1", "2025-08-02")), "2025-08-01, 2025-08-31", "the same record stands more than once"),
        ((line(20, "P1", "2025-09-02"),), "2025-08-01, 2025-08-31", "the record's day lies outside the days that its extract covers"),
        ((line(20, "P1", "2025-12-02"),), "2025-08-01, 2025-10-31", "the record's day lies after the day it was received"),
    ],
)  # fmt: skip
def test_records_that_cannot_be_counted_as_they_are_stop_the_run(cases, lines, covers, what):
    cases.receive_cases("2025-11-01_referrals", HEADER, *lines, covers=covers)
    cases.define("A1", **{**COUNT, "counted": {"table": "referrals", "rule": "rows"}})
    assert what in {fault.what for fault in critical_faults(quality_of(cases.report("2025-26-Q1"))[1])}


def test_an_extract_says_which_table_and_which_days_it_is(cases):
    cases.receive_cases("2025-08-01_refferals", HEADER)
    cases.receive_cases("2025-08-02_referrals", HEADER)
    cases.define("A1", **COUNT)
    told = [fault.what for fault in cases.records(cases.report()).faults]
    assert told == ["the extract belongs to no case table", "the extract does not say which days it covers"]


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        (["Received"], 'key referrals.columns.Received: a name that every case has; found "Received"; expected another name than "received"'),
        (["day"], 'key referrals.columns.day: a name that every case has'),
        (["Outcome", "outcome"], 'key referrals.columns.outcome: only capitals tell it from another column'),
    ],
)
def test_a_column_that_would_be_taken_for_another_one_where_records_are_counted_is_refused(cases, columns, what):
    declared = "".join(f'{name} = {{ kind = "category", optional = true, values = ["a"] }}\n' for name in columns)
    cases.declare_cases(REFERRALS.replace("[referrals.columns]\n", f"[referrals.columns]\n{declared}"))
    with pytest.raises(FaultsFound) as found:
        cases.report("2025-26-Q1")
    assert what in str(found.value) and f'say how the files call it: from = "{columns[-1]}"' in str(found.value)


def test_a_column_of_another_table_that_only_capitals_tell_apart_is_refused(cases):
    other = REFERRALS.replace("[referrals", "[visits").replace("[[referrals", "[[visits").replace("source =", "Source =").replace("'referrals'", "'visits'")
    cases.declare_cases(f"{REFERRALS}\n{other}")
    with pytest.raises(FaultsFound, match="key visits.columns.Source: only capitals tell it from another column"):
        cases.report("2025-26-Q1")


def test_records_are_chosen_by_a_column_that_is_called_as_the_number_of_a_file_is(cases):
    cases.define("A1", **COUNT, counted={"table": "referrals", "rule": "rows", "where": {"id": ["1", "3"]}})
    counted = cases.figures("2025-26-Q1")["A1.value"]
    assert counted.value == 2


def test_an_extract_without_a_declared_column_is_refused(cases):
    cases.receive_cases(
        "2025-08-01_referrals", "id,person,referred_on", "1,P1,2025-04-02", covers="2025-04-01, 2025-04-30"
    )
    cases.define("A1", **COUNT)
    missing = {fault.column for fault in cases.records(cases.report()).faults}
    assert missing == {"source", "contacted_at", "referred_at", "closed_on", "score"}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"table": "refferals", "rule": "rows"}, "there is no case table refferals"),
        ({"table": "referrals", "rule": "rows", "by": "colour"}, "colour is no column of referrals"),
        ({"table": "referrals", "rule": "rows", "where": {"source": ["Plice"]}}, "Plice is no value of source"),
        ({"table": "referrals", "rule": "share"}, "the rule share needs meets"),
        ({"table": "referrals", "rule": "rows", "months": 3}, "has no use for months"),
        ({"table": "referrals", "rule": "rows", "bases": ["fortnight"]}, 'unknown basis "fortnight"'),
        ({"table": "referrals", "rule": "rows", "bases": ["quater"]}, r"from 2 to 120\. Did you mean quarter\?"),
        ({"table": "referrals", "rule": "rows", "bases": ["year"]}, "on a basis that it is not counted on"),
    ],
)
def test_a_counting_rule_that_does_not_fit_the_records_is_refused(cases, rule, told):
    cases.define(
        "A1", **{**(SHARE if rule["rule"] == "share" else COUNT), "next_review": date(2027, 3, 31), "counted": rule}
    )
    with pytest.raises(FaultsFound, match=told):
        cases.report()


def test_an_extract_in_a_folder_named_by_the_day_it_was_received_covers_the_month_in_its_name(folder):
    folder.declare_cases(REFERRALS.replace("files = 'referrals'", r"files = '(?P<month>\d{4}-\d{2})-referrals'"))
    folder.receive_cases("2025-08-01/2025-06-referrals", HEADER, line(1, "P1", "2025-06-03"))
    folder.define("A1", **{**COUNT, "basis": "month", "counted": {"table": "referrals", "rule": "rows"}})
    value = folder.figures("2025-06")["A1.value"]
    assert (value.value, value.received_by) == (1, "2025-08-01")


def test_an_extract_without_records_is_refused_unless_its_record_states_that_there_were_none(cases):
    """A file cut to its header is as present by its name as a whole one."""
    cases.receive_cases("2025-10-05_referrals", HEADER, covers="2025-07-01, 2025-09-30")
    (fault,) = told(cases)
    assert fault.startswith("cases/2025-10-05_referrals.csv: the extract has no records") and "rows = 0" in fault
    state_rows(cases, "2025-10-05_referrals", 0)
    assert counted(cases, "2025-26-Q2", rule="rows")["A1.value"].value == 0


@pytest.mark.parametrize(("last", "refused"), [("2025-09-29", False), ("2025-09-30", True), ("2062-09-30", True)])
def test_an_extract_cannot_cover_days_that_had_not_passed_when_it_came(cases, last, refused):
    cases.receive_cases("2025-09-29_referrals", HEADER, line(20, "P1", "2025-07-02"), covers=f"2025-07-01, {last}")
    faults = told(cases)
    assert [last in fault and "had not passed when it was taken" in fault for fault in faults] == [True] * refused


def test_parquet_keeps_whole_numbers_and_tells_what_no_cell_can_hold(folder):
    """Beside a gap pandas makes a whole number one with decimals: 9007199254740993 would be ...992."""
    folder.declare_cases(
        '[visits]\nabout = "One row a visit."\nfiles = "visits"\nkey = "id"\ndate = "seen"\n'
        'columns = { id = { kind = "text", optional = true }, seen = { kind = "date" }, team = { kind = "category" } }\n'
    )
    folder.define("A1", **COUNT)
    folder.receive_cases("2025-07-14_visits", "", covers="2025-04-01, 2025-06-30")
    path = folder.folder / "cases" / "2025-07-14_visits.csv"
    path.unlink()
    path = path.with_suffix(".parquet")
    table = pa.table({"id": pa.array([9007199254740993, None]), "seen": ["2025-04-02"] * 2, "team": ["North", "South"]})
    pq.write_table(table, path)
    assert folder.records(folder.report("2025-26-Q1")).rows["id"].tolist() == ["9007199254740993", ""]
    for odd in ([["North"], ["South"]], [{"a": 1}, {"a": 2}]):
        pq.write_table(table.set_column(2, "team", pa.array(odd)), path)
        faults = folder.records(folder.report("2025-26-Q1")).faults
        assert [(fault.what, fault.row, fault.column) for fault in faults] == [
            ("not a text, number, day or time", row, "team") for row in (2, 3)
        ]
    pq.write_table(table.append_column("team", pa.array(["x", "y"])), path)
    (fault,) = folder.records(folder.report("2025-26-Q1")).faults
    assert (fault.what, fault.found) == ("the column is there twice", "C, D")


def test_an_extract_with_another_number_of_records_than_its_record_states_is_refused(cases):
    state_rows(cases, "2025-07-14_referrals", 6)
    (fault,) = told(cases)
    assert "another number of records than its record states" in fault and 'found "5"; expected 6' in fault


def test_records_that_a_correction_leaves_out_are_there_all_the_same(cases):
    cases.receive_cases("2025-10-05_referrals", HEADER, line(20, "P1", "2025-07-02"), covers="2025-07-01, 2025-09-30")
    (cases.folder / "corrections.toml").write_text(
        '[[correction]]\nfile = "cases/2025-10-05_referrals.csv"\nrow = 2\ncolumn = "id"\nfound = "20"\nleave_out = true\nrole = "analyst"\nreason = "a test"\n'
    )
    assert counted(cases, "2025-26-Q2", rule="rows")["A1.value"].value == 0


NEEDS = """
[needs]
about = "One row a need."
files = 'needs'
link = { column = "referral", table = "referrals" }
[needs.columns]
referral = { kind = "text" }
need = { kind = "category", values = ["Housing", "Safety"] }
"""
REPEATED = '[[referrals.leave_out]]\nreason = "Again"\nrepeated = true\n'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8"])
def test_what_is_wrong_with_the_only_extract_is_told_and_nothing_is_done_with_its_table(folder, encoding):
    """Unreadable, or without the columns that a rule looks at: the fault is the file's, not ours."""
    folder.declare_cases(REFERRALS + REPEATED + NEEDS)
    folder.receive_cases("2025-07-14_referrals", HEADER, line(1, "P1", "2025-04-02"), covers="2025-04-01, 2025-06-30")
    folder.receive_cases("2025-07-14_needs", "referral,need", "1,Housing", covers="2025-04-01, 2025-06-30")
    path = folder.folder / "cases/2025-07-14_referrals.csv"
    text = path.read_text(encoding="utf-8").replace("id,person", "ide,person" if encoding == "utf-8" else "id,person")
    path.write_bytes(text.encode(encoding))
    faults = told(folder)
    assert faults and all(fault.startswith("cases/2025-07-14_referrals.csv") for fault in faults)
    assert folder.records(folder.report()).rows["left_out"].ne("").all()  # not a record counts
    assert {fault.column for fault in critical_faults(quality_of(folder.report("2025-26-Q1"))[1])} <= {"period"}


def test_a_table_that_was_not_yet_received_is_no_crash(folder):
    folder.declare_cases(REFERRALS + REPEATED + NEEDS)
    folder.receive_cases("2025-07-14_referrals", HEADER, line(1, "P1", "2025-04-02"), covers="2025-04-01, 2025-06-30")
    folder.define("A2", **{**COUNT, "counted": {"table": "needs", "rule": "rows", "by": "need"}})
    assert told(folder) == []
    assert folder.figures("2025-26-Q1")["A2.value"].display == "[x]"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('key = "id"', ""), "the table that it belongs to has no key"),
        (('table = "referrals" }', 'table = "referals" }'), "the table that it belongs to is not declared"),
        (("[referrals.columns]", "colour = 1\n[referrals.columns]"), "unknown key"),
        (('referral = { kind = "text" }', 'referral = { kind = "text", optional = true }'), "a link cannot be empty"),
        (('referral = { kind = "text" }', 'referral = { kind = "date" }'), "referral is no column of kind text"),
        (('person = { kind = "text" }', 'person = { kind = "text", empty = "?" }'), "no text can stand for those that are empty"),
        (('person = { kind = "text" }', 'person = { kind = "text", optional = true }'), "a person cannot be empty"),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_told_apart_or_together_are_refused_in_their_file_alone(folder, change, says):
    folder.declare_cases((REFERRALS + NEEDS).replace(*change))
    folder.receive_cases("2025-07-14_referrals", HEADER, line(1, "P1", "2025-04-02"), covers="2025-04-01, 2025-06-30")
    folder.receive_cases("2025-07-14_needs", "referral,need", "1,Housing", covers="2025-04-01, 2025-06-30")
    folder.define("A1", **{**COUNT, "counted": {"table": "referrals", "rule": "rows"}})
    with pytest.raises(FaultsFound) as found:
        folder.report()
    assert len(found.value.faults) == 1 and says in str(found.value) and "cases.toml, line" in str(found.value)
    defined, _ = read_report(folder.root, "demo", "2025-26-Q1")
    assert read_cases(folder.folder, defined.case_tables).faults == []
    assert critical_faults(quality_of(defined)[1]) == []


CELLS = st.sampled_from(
    ["", "1", "NULL", "#N/A", "2025-04-02", "2025-04-02 09:00", "31/04/2025", "2025-10-26T01:30", "P\u200b1", "\u00a0", "Police"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headings=st.lists(st.sampled_from([*HEADER.split(","), "", "id "]), max_size=10),
    rows=st.lists(st.lists(CELLS, max_size=10), max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    cut=st.none() | st.integers(0, 200),
    suffix=st.sampled_from([".csv", ".xlsx", ".ods", ".parquet"]),
    covers=st.sampled_from(["2025-04-01, 2025-06-30", "2025-06-30, 2025-04-01", "2025-06-30", "today"]),
)
def test_whatever_an_extract_holds_its_faults_are_told_and_nothing_is_raised(
    tmp_path_factory, headings, rows, encoding, cut, suffix, covers
):
    folder = ReportFolder(tmp_path_factory.mktemp("broken"))
    folder.declare_cases(REFERRALS + REPEATED + NEEDS)
    folder.receive_cases("2025-07-14_referrals", HEADER, covers=covers)
    content = "\n".join(",".join(cells) for cells in [headings, *rows]).encode(encoding, "replace")[:cut]
    (folder.folder / "cases/2025-07-14_referrals.csv").rename(folder.folder / f"cases/2025-07-14_referrals{suffix}")
    (folder.folder / f"cases/2025-07-14_referrals{suffix}").write_bytes(content)
    folder.receive_cases("2025-07-14_needs", "referral,need", "1,Housing", covers="2025-04-01, 2025-06-30")
    records = folder.records(folder.report())
    assert all(str(fault).startswith("cases/") for fault in records.faults)
    assert records.faults or (len(records.rows) > 1 and suffix == ".csv")


def test_an_extract_without_records_is_not_listed_as_received(cases):
    cases.receive_cases("2025-10-05_referrals", HEADER, covers="2025-07-01, 2025-09-30")
    tables = cases.report().case_tables

    def listed():
        return covered_days(cases.folder, tables)[["table", "first_day", "last_day"]].to_numpy().tolist()

    spring = ["referrals", "2025-04-01", "2025-06-30"]
    assert listed() == [spring]
    state_rows(cases, "2025-10-05_referrals", 0)
    assert listed() == [spring, ["referrals", "2025-07-01", "2025-09-30"]]


NO_IDENTIFIERS = {
    "no identifier": ["NULL", "N/A", "None", "nan", "-", "unknown", "(null)", "..", "[x]"],
    "error of the spreadsheet": ["#N/A"],
    "a number that was shortened": ["1.23457E+11", "1,2E+11"],
    "a number with decimals": ["12345.0"],
    "a number that was rounded": ["12345678901234500000", "1234567890123450"],
    "cannot be seen": [
        "P\u200b1", "P\u00ad1", "\ufeffP1", "P1\u200e", "P\u00a01", "P\u202f1", "P\u20281", "P\u3164", "P\u034f1",
    ],
}  # fmt: skip


@pytest.mark.parametrize("column", ["id", "person", "referral", "phone"])
def test_what_is_no_identifier_is_refused_as_key_person_link_and_what_is_compared(folder, column):
    """Two records with NULL for a person are not the same person."""
    folder.declare_cases(REFERRALS.replace("[[", 'phone = { kind = "text", personal = "telephone", optional = true }\n[[', 1) + NEEDS)
    expected = [(cell, what) for what, cells in NO_IDENTIFIERS.items() for cell in cells]
    linked = column == "referral"
    rows = [{"id": f"{at}", "person": "P1", "referral": "1", "phone": "07"} | {column: f'"{cell}"'} for at, (cell, _) in enumerate(expected, start=1)]
    referrals = [line(row["id"], row["person"], "2025-04-02") + f",{row['phone']}" for row in rows[: 1 if linked else None]]
    needs = [f"{row['referral']},Housing" for row in rows] if linked else []
    covers = "2025-04-01, 2025-06-30"
    folder.receive_cases("2025-07-14_referrals", f"{HEADER},phone", *referrals, covers=covers)
    folder.receive_cases("2025-07-14_needs", "referral,need", *needs, covers=covers)
    if not linked:
        state_rows(folder, "2025-07-14_needs", 0)
    folder.define("A1", **{**SHARE, "counted": {"table": "referrals", "rule": "recurs", "same": ["phone"], "months": 3}})
    faults = sorted(folder.records(folder.report()).faults, key=lambda fault: fault.row)
    name = "needs" if linked else "referrals"
    for row, (fault, (_, what)) in enumerate(zip(map(str, faults), expected, strict=True), start=2):
        assert fault.startswith(f"cases/2025-07-14_{name}.csv, row {row}, column {column}: ") and what in fault


@pytest.mark.parametrize("cell", ["0", "A-1", "NA12", "123456789012345", "x", "None-7", "1E5", "ñ7", "00012"])
def test_what_tells_somebody_apart_is_an_identifier_however_it_looks(cases, cell):
    cases.receive_cases("2025-10-05_referrals", HEADER, line(cell, cell, "2025-07-02"), covers="2025-07-01, 2025-09-30")
    assert told(cases) == []


def test_long_numbers_of_which_one_ends_in_a_zero_were_not_rounded(cases):
    rows = [line(f"123456789012345{digit}", "P1", "2025-07-02") for digit in range(10)]
    cases.receive_cases("2025-10-05_referrals", HEADER, *rows, covers="2025-07-01, 2025-09-30")
    assert told(cases) == []
    rows = [line(f"{number}000", "P1", "2025-07-02") for number in (123456789012345, 123456789012346)]
    cases.receive_cases("2025-10-05_referrals", HEADER, *rows, covers="2025-07-01, 2025-09-30")
    assert ["a number that was rounded" in fault for fault in told(cases)] == [True, True]


def workbook(folder, name, header, *rows):
    book = openpyxl.Workbook()
    for row in (header.split(","), *rows):
        book.active.append(row)
    folder.receive_cases(name, header, covers="2025-07-01, 2025-09-30")
    (folder.folder / "cases" / f"{name}.csv").unlink()
    book.save(folder.folder / "cases" / f"{name}.xlsx")


def test_a_long_number_that_a_workbook_stores_has_lost_its_last_digits(cases):
    day, at = datetime(2025, 7, 2), datetime(2025, 7, 2, 9, 30)
    for number, wrong in ((1234567890123456789, True), (123456789012345, False)):
        workbook(cases, "2025-10-05_referrals", HEADER, [number, "P1", day, "Police", at, "", "", "", "x"])
        assert ["digits are lost" in fault for fault in told(cases)] == [True] * wrong


def test_where_a_system_writes_null_for_nothing_it_may_say_so(folder):
    declared = REFERRALS.replace('[referrals.columns]\nid = { kind = "text" }', '[referrals.columns]\nid = { kind = "text", optional = true, same_as = { "NULL" = "" } }')
    folder.declare_cases(declared)
    rows = [line("NULL", "P1", "2025-04-02"), line("NULL", "P2", "2025-04-03")]
    folder.receive_cases("2025-07-14_referrals", HEADER, *rows, covers="2025-04-01, 2025-06-30")
    assert told(folder) == []
    assert critical_faults(quality_of(folder.report("2025-26-Q1"))[1]) == []


@pytest.mark.parametrize("cell", ["Pol\u00adice", "Police\u200b", "\u2066Police"])
def test_a_category_with_what_cannot_be_seen_is_refused_with_its_cell(cases, cell):
    cases.receive_cases("2025-10-05_referrals", HEADER, line(9, "P1", "2025-07-02", cell), covers="2025-07-01, 2025-09-30")
    (fault,) = told(cases)
    assert fault.startswith("cases/2025-10-05_referrals.csv, row 2, column source: a character that cannot be seen")


def test_a_category_loses_blanks_of_another_kind(cases):
    cases.receive_cases("2025-10-05_referrals", HEADER, line(9, "P1", "2025-07-02", "\u00a0Met\u202fpolice\u2003"), covers="2025-07-01, 2025-09-30")
    assert told(cases) == []
    assert counted(cases, "2025-26-Q2", rule="rows", by="source")["A1[Police].value"].value == 1


def test_records_without_what_is_compared_recur_with_nobody_and_it_is_said_how_many(folder):
    """Three records, two of them of nobody: none recurs. By the empty cells one of three would."""
    folder.declare_cases(REFERRALS.replace("[[", 'phone = { kind = "text", personal = "telephone", optional = true }\n[[', 1))
    rows = [f"{line(number, f'P{number}', f'2025-04-{number:02}')},{phone}" for number, phone in ((1, ""), (2, ""), (3, "071"))]
    folder.receive_cases("2025-07-14_referrals", f"{HEADER},phone", *rows, covers="2025-01-01, 2025-06-30")
    figures = counted(folder, rule="recurs", same=["phone"], months=3)
    assert (figures["A1.value"].value, figures["A1.denominator"].value) == (0, 3)
    said = "2 records were not comparable, because phone is empty, and counted as not met"
    assert figures["A1.value"].reason == said and figures["A1.value"].status == "u"  # of three records
    assert said in str(where_we_are(folder.report("2025-26-Q1"), figures, "A1"))
    figures = counted(folder, rule="recurs", same=["phone", "source"], months=3)
    assert figures["A1.numerator"].reason == said.replace("phone", "phone or source")


def test_what_stands_for_an_empty_cell_is_nobody_too(cases):
    """Records of 30 June, whose sources were not given."""
    cases.receive_cases("2025-10-05_referrals", HEADER, line(9, "P9", "2025-07-02", ""), covers="2025-07-01, 2025-09-30")
    figures = counted(cases, "2025-26-Q2", rule="recurs", same=["source"], months=3)
    assert (figures["A1.numerator"].value, figures["A1.denominator"].value) == (0, 1)
    assert figures["A1.value"].reason == "1 record was not comparable, because source is empty, and counted as not met"


def test_a_record_without_its_first_time_cannot_be_compared_and_it_is_said(folder):
    folder.declare_cases(REFERRALS.replace('referred_at = { kind = "time" }', 'referred_at = { kind = "time", optional = true }'))
    rows = [line(1, "P1", "2025-04-02", contacted="2025-04-03 08:00"), "2,P2,2025-04-02,Self,,2025-04-03 08:00,,,"]
    folder.receive_cases("2025-07-14_referrals", HEADER, *rows, covers="2025-04-01, 2025-06-30")
    figures = counted(folder, rule="within", start="referred_at", finish="contacted_at", hours=48)
    assert (figures["A1.numerator"].value, figures["A1.denominator"].value) == (1, 2)
    assert figures["A1.value"].reason.startswith("1 record was not comparable, because referred_at is empty")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-06-30T23:30:00Z", "2025-07-01"), ("2025-06-30 23:30+00:00", "2025-07-01"), ("2025-06-30T23:30:00.000-0000", "2025-07-01"),
        ("2025-07-01T00:30:00+01:00", "2025-07-01"), ("2025-07-01T00:30+02:00", "2025-06-30"), ("2025-06-30T23:30", "2025-06-30"),
        ("30/06/2025 23:30", "2025-06-30"), ("2025-01-31T23:30Z", "2025-01-31"), ("2025-06-30T23:59:59.9", "2025-06-30"), ("2025-06-30 18:30:00-05", "2025-07-01"),
    ],
)  # fmt: skip
def test_a_time_with_an_offset_counts_on_the_local_day(folder, cell, day):
    """Summer time is an hour ahead of universal time."""
    folder.declare_cases(REFERRALS)
    row = line(1, "P1", "2025-06-30").replace("1,P1,2025-06-30", f"1,P1,{cell}")
    folder.receive_cases("2025-08-01_referrals", HEADER, row, covers="2025-01-01, 2025-07-31")
    assert told(folder) == []
    assert list(folder.records(folder.report()).rows["day"]) == [day]


def test_a_table_may_count_in_the_days_of_another_place(folder):
    folder.declare_cases(REFERRALS.replace("person =", 'zone = "Asia/Tokyo"\nperson =', 1))
    row = line(1, "P1", "2025-06-30").replace("1,P1,2025-06-30", "1,P1,2025-06-30T15:30:00Z")
    folder.receive_cases("2025-08-01_referrals", HEADER, row, covers="2025-01-01, 2025-07-31")
    assert told(folder) == [] and list(folder.records(folder.report()).rows["day"]) == ["2025-07-01"]
    folder.declare_cases(REFERRALS.replace("person =", 'zone = "Europe/Lundun"\nperson =', 1))
    with pytest.raises(FaultsFound, match="there is no time zone Europe/Lundun"):
        folder.report()


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("2025-04-02Tuesday", "not a day"), ("2025-04-02T", "not a day"), ("2025-04-02T09:30:00 BST", "not a day"), ("2025-04-02 0930", "not a day"),
        ("2025-04-02T25:30", "there is no such time"), ("2025-04-02T09:60", "there is no such time"), ("2025-04-02T09:30+25:00", "there is no such offset"),
        ("2025-03-30T01:30", "there was no such time: the clocks went forward over it"), ("2025-04-02/2025-04-03", "not a day"), ("0000-01-01", "there is no such day"),
        ("2025-04-02Z", "not a day"), ("2025-04-02T09:30Z+01:00", "not a day"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", ["referred_on", "referred_at"])
def test_a_day_with_anything_else_behind_it_and_a_time_that_never_was_are_refused(cases, column, cell, what):
    row = line(9, "P1", "2025-07-02")
    row = row.replace("P1,2025-07-02", f"P1,{cell}") if column == "referred_on" else row.replace("2025-07-02 09:00", cell)
    cases.receive_cases("2025-10-05_referrals", HEADER, row, covers="2025-07-01, 2025-09-30")
    (fault,) = told(cases)
    assert fault.startswith(f"cases/2025-10-05_referrals.csv, row 2, column {column}: {what}")


@pytest.mark.parametrize(
    ("start", "finish", "met"),
    [
        ("2025-03-29 12:00", "2025-03-31 13:00", 1),  # 49 hours by the clock, 48 hours that passed
        ("2025-03-29 12:00", "2025-03-31 13:01", 0),
        ("2025-10-25 12:00", "2025-10-27 12:00", 0),  # 48 hours by the clock, 49 hours that passed
        ("2025-10-25 12:00", "2025-10-27 11:00", 1),
        ("2025-10-26T01:30", "2025-10-28T00:30", 1),  # the first half past one: 48 hours before half past midnight
        ("2025-10-26T01:30", "2025-10-28T00:31", 0),
        ("2025-10-26T01:30+00:00", "2025-10-28T01:30", 1),  # the second one
        ("2025-10-26T01:30+01:00", "2025-10-28T01:30", 0),
        ("2025-04-02 09:00:00", "2025-04-04 09:00:30", 0),
        ("2025-04-02 09:00:40", "2025-04-04 09:00:30", 1),
    ],
)
def test_hours_are_those_that_passed_also_when_the_clocks_change_in_between(folder, start, finish, met):
    folder.declare_cases(REFERRALS)
    row = f"1,P1,{start[:10]},Police,{start},{finish},,,"
    folder.receive_cases("2025-11-14_referrals", HEADER, row, covers="2025-03-01, 2025-10-31")
    period = f"{start[:7]}"
    folder.define("A1", **{**SHARE, "basis": "month", "counted": {
        "table": "referrals", "rule": "within", "start": "referred_at", "finish": "contacted_at", "hours": 48}})  # fmt: skip
    assert told_of(folder) == []
    assert folder.figures(period)["A1.numerator"].value == met


def told_of(folder):
    return folder.records(folder.report()).faults


def test_times_of_parquet_files_with_and_without_a_zone_are_read_by_the_same_rule(folder):
    folder.declare_cases(REFERRALS)
    folder.receive_cases("2025-08-01_referrals", HEADER, covers="2025-06-01, 2025-07-31")
    (folder.folder / "cases/2025-08-01_referrals.csv").unlink()
    columns = dict(zip(HEADER.split(","), (["1"], ["P1"], None, ["Police"], None, [""], [""], [""], [""]), strict=True))
    for zone, written, day in (("UTC", "2025-06-30 23:30", "2025-07-01"), ("Europe/London", "2025-06-30 23:30", "2025-06-30"),
                               ("America/New_York", "2025-06-30 19:30", "2025-07-01"), (None, "2025-06-30 23:30", "2025-06-30")):  # fmt: skip
        at = pd.Series(pd.to_datetime([written]).tz_localize(zone))
        table = pd.DataFrame({**columns, "referred_on": at, "referred_at": at})
        table.to_parquet(folder.folder / "cases/2025-08-01_referrals.parquet", index=False)
        assert told(folder) == [] and list(folder.records(folder.report()).rows["day"]) == [day]


@given(moment=st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), hours=st.integers(0, 400))
def test_whatever_the_clocks_show_the_hours_between_two_moments_are_those_that_passed(moment, hours):
    moment = moment.replace(microsecond=0)
    first, last = (clocks.time_of(one.isoformat()) for one in (moment, moment + timedelta(hours=hours)))
    assert clocks.instant(last) - clocks.instant(first) == timedelta(hours=hours)
    assert clocks.day_of(moment.isoformat()) == first[:10]


PLACES = """
[incidents]
about = "One row an incident."
files = 'incidents'
key = "id"
date = "happened"
[incidents.columns]
id = { kind = "text" }
happened = { kind = "date" }
type = { kind = "category", values = ["Theft", "Noise"] }
place = { kind = "category", values = ["North", "South", "Elsewhere"], empty = "Not given", not_given_above = 5 }
[[incidents.leave_out]]
reason = "The place is not given"
where = { place = ["Not given"] }
[[incidents.leave_out]]
reason = "In another partnership"
where = { place = ["Elsewhere"] }
[[incidents.leave_out]]
reason = "Again"
repeated = true
"""


def incidents(folder, *groups):
    """Incidents of the second quarter of 2025: so many of a type at a place."""
    folder.declare_cases(PLACES)
    rows = [f"{at}-{number},2025-05-02,{kind},{place}" for at, (number_of, kind, place) in enumerate(groups) for number in range(number_of)]
    folder.receive_cases("2025-07-14_incidents", "id,happened,type,place", *rows, covers="2025-04-01, 2025-06-30")


def of_incidents(folder, period="2025-26-Q1", **rule):
    folder.define("A1", **{**COUNT, "counted": {"table": "incidents", "rule": "rows", **rule}})
    return folder.figures(period)


def test_a_count_of_which_too_many_records_have_no_place_says_so_beside_itself(folder):
    """Six of a hundred have none; forty were elsewhere, and have one."""
    incidents(folder, (54, "Theft", "North"), (6, "Theft", ""), (40, "Theft", "Elsewhere"))
    figures = of_incidents(folder)
    said = "6 of 100 records have nothing in place, which is more than 5% of them"
    assert (figures["A1.value"].display, figures["A1.value"].reason) == ("54 [u]", said)
    assert f"of low reliability ({said})" in re.sub("<[^>]*>", "", str(where_we_are(folder.report("2025-26-Q1"), figures, "A1")))


def test_up_to_the_declared_bound_it_is_told_among_what_became_of_the_rows_alone(folder):
    incidents(folder, (95, "Theft", "North"), (5, "Theft", ""))
    figures = of_incidents(folder)
    assert (figures["A1.value"].display, figures["A1.value"].reason) == ("95", "")
    assert figures["rows-received[the-place-is-not-given].total"].value == 5


def test_a_count_of_one_type_or_place_is_held_against_its_own_records(folder):
    incidents(folder, (50, "Theft", "North"), (50, "Theft", "South"), (9, "Noise", "North"), (1, "Noise", ""))
    figures = of_incidents(folder, by="type")
    assert {name: figures[f"A1{name}.value"].display for name in ("", "[Theft]", "[Noise]")} == {"": "109", "[Theft]": "100", "[Noise]": "9 [u]"}
    figures = of_incidents(folder, where={"type": ["Noise"], "place": ["North"]})
    assert figures["A1.value"].reason == "1 of 10 records have nothing in place, which is more than 5% of them"
    figures = of_incidents(folder, where={"type": ["Noise"]}, by="place")
    assert {name: figures[f"A1[{name}].value"].display for name in ("North", "South")} == {"North": "9 [u]", "South": "0 [u]"}


def test_a_share_of_which_too_many_records_have_no_place_is_marked_with_its_change(folder):
    incidents(folder, (54, "Theft", "North"), (6, "Noise", ""))
    folder.define("A1", **{**SHARE, "counted": {"table": "incidents", "rule": "share", "meets": {"type": ["Theft"]}}})
    value = folder.figures("2025-26-Q1")["A1.value"]
    assert value.display == "100% [u]" and value.reason.startswith("6 of 60 records have nothing in place")


def test_a_bound_for_a_column_that_is_never_empty_is_refused(folder):
    folder.declare_cases(PLACES.replace(', empty = "Not given"', ""))
    folder.define("A1", **COUNT)
    with pytest.raises(FaultsFound, match="place is never empty, so not_given_above says nothing"):
        folder.report()


def test_records_in_a_file_are_those_of_a_frame_and_nothing_else_is_left_beside_it(cases, tmp_path):
    cases.receive_cases("2025-08-14_referrals", HEADER, line(9, "P9", "2025-06-30"), line(1, "P1", "2025-06-30"), covers="2025-06-30, 2025-06-30")
    report, into = cases.report("2025-26-Q1"), tmp_path / "tables"
    into.mkdir()
    records = read_cases(cases.folder, report.case_tables, into=into)
    held = cases.records(report)
    assert [*into.iterdir()] == [records.rows]
    assert records.rows.stat().st_mode & 0o777 == 0o600
    pd.testing.assert_frame_equal(pd.read_parquet(records.rows), held.rows)
    assert held.rows["left_out"].tolist() == ["", "", "superseded", "A test entry", "", "", ""]
    assert records.faults == held.faults == []


def test_of_a_faulty_extract_the_same_is_told_whether_its_records_are_in_a_file_or_not(cases, tmp_path):
    cases.receive_cases("2025-10-14_referrals", HEADER, line(6, "P6", "soon"), line(7, "P7", "2025-07-02", "Nobody"), "8,P8",
                        covers="2025-07-01, 2025-09-30")  # fmt: skip
    report = cases.report("2025-26-Q1")
    (tmp_path / "tables").mkdir()
    records, held = read_cases(cases.folder, report.case_tables, into=tmp_path / "tables"), cases.records(report)
    assert records.faults == held.faults
    assert {(fault.row, fault.column) for fault in held.faults} == {(4, ""), (2, "referred_on"), (2, "referred_at"), (3, "source")}
    pd.testing.assert_frame_equal(pd.read_parquet(records.rows), held.rows)


@pytest.mark.parametrize("name", ["its_own_day", "ITS_OWN_order", "file_row_number"])
def test_a_column_that_would_be_taken_for_what_counting_keeps_beside_the_records_is_refused(cases, name):
    cases.declare_cases(REFERRALS.replace("[referrals.columns]\n", f'[referrals.columns]\n{name} = {{ kind = "category", optional = true, values = ["a"] }}\n'))
    with pytest.raises(FaultsFound) as found:
        cases.report("2025-26-Q1")
    assert f"key referrals.columns.{name}: a name that is kept for counting" in str(found.value)


def test_columns_may_be_called_as_one_would_call_what_is_worked_out_of_records(folder):
    names = ("unknown", "other", "named", "ends", "one", "start_at", "end_at")
    declared = "".join(f'{name} = {{ kind = "category", optional = true, values = ["a"] }}\n' for name in names)
    folder.declare_cases(REFERRALS.replace("[referrals.columns]\n", f"[referrals.columns]\n{declared}"))
    rows = [line(1, "P1", "2025-04-02") + ",a" * 7, line(2, "P1", "2025-05-02") + ",a" * 7, line(3, "P2", "2025-06-02") + ",a" * 7]
    folder.receive_cases("2025-07-14_referrals", f"{HEADER},{','.join(names)}", *rows, covers="2024-04-01, 2025-06-30")
    figures = counted(folder, rule="recurs", same=["person"], months=12)
    assert (figures["A1.numerator"].value, figures["A1.denominator"].value) == (1, 3)
