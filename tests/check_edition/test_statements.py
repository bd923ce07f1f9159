"""What a reason or a method says is held against definitions and figures by its parts, and its text by what the parts are."""

from __future__ import annotations

import pytest
from small_editions import cited, record, said, small_edition

from check_edition.base.cover import check_cover
from check_edition.base.findings import NotChecked, Wrong
from check_edition.figures.statements import check_statements
from pipeline.core.words import joined, statements_of, worded

PARTS = {"sender": "Area 7 police", "due": "2024-01-15", "forms": 4}
TEXT = "4 forms are due from Area 7 police on 15 January 2024"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TEXT, ""),
        ("Four forms: Area 7 police, 2024", ""),  # in words, and of a day no more than its year
        ("In Gàidhlig: 4, Area 7 police, 15/01/24", ""),  # whatever the language
        (TEXT.replace("4 forms", "5 forms"), "says 5, which is none of its parts"),
        (TEXT.replace("4 forms", "five forms"), "says five, which is none of its parts"),
        (TEXT.replace("4 forms", "forms"), "does not say 4"),
        (TEXT.replace("15 January", "16 January"), "says 16, which is none of its parts"),
        (TEXT.replace("January", "July"), "says July, which is no month of its days"),
        (TEXT.replace("2024", "2025"), "says 2025, which is none of its parts"),
        (TEXT.replace("15 January 2024", "a day"), "does not say 2024"),
        (TEXT.replace("Area 7", "Area 8"), 'does not say "Area 7 police"'),
        (TEXT + ", half of them", "says half, which is none of its parts"),
    ],
)
def test_a_text_says_its_parts_and_no_other_number(text, told):
    if not told:
        return check_cover(text, PARTS)
    with pytest.raises(Wrong, match=told):
        check_cover(text, PARTS)


def test_a_text_keeps_the_statements_of_all_that_it_is_joined_from():
    texts = [worded("zero", "denominator is zero", operand="denominator", value=0), "", worded("late", "3 came late", records=3)]
    whole = joined(texts)
    assert whole == "denominator is zero; 3 came late"
    assert statements_of(whole) == said("zero", operand="denominator", value=0) + said("late", records=3)
    assert statements_of("as the return says") == []


RETURN = "indicator,category,period,basis,value,note\nA1,,2023-24-Q2,quarter,48,3 forms came late\n"
INPUTS = {
    "report.toml": 'title = "Plan"\nlayout = "scorecard"\n',
    "indicators.toml": """
[A1]
short_name = "Calls in 12 months"
unit = "count"
target = { value = 40, says = "The plan of 2020: 40 or fewer" }
comparator = "group:near"
[A1.areas]
own = "Ash"
[A1.areas.groups.near]
name = "Neighbours"
areas = ["Ash", "Beck", "Cole"]
""",
    "period/2023-24-Q2.toml": """
[[not_received]]
indicators = ["A1"]
sender = "Area 7 police"
reason = "a new system since 1 May."
due = 2024-01-15
""",
    "cases.toml": '[calls]\nfiles = "calls"\n[[calls.leave_out]]\nreason = "from outside zone 4"\n',
    "returns/2023-11-30_x.csv": RETURN,
}
FIGURE = record("A1.value", rows=[cited("returns/2023-11-30_x.csv", RETURN, 2)])
QUARTERS = [record(f"A1.value~quarter@{one}", period=one) for one in ("2022-23-Q3", "2022-23-Q4")]
OPERANDS = {"first": QUARTERS[0]["id"], "second": QUARTERS[1]["id"]}
BECK = record("A1[Beck].value", category="Beck")

LATE = "not received from Area 7 police (a new system since 1 May; due 15 January 2024)"
LATE_PARTS = {"sender": "Area 7 police", "reason": "a new system since 1 May", "due": "2024-01-15"}
OF_AUGUST = ["2023-08-01", "2023-08-31"]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """One edition for all tests, which read it and change nothing."""
    return small_edition(tmp_path_factory.mktemp("edition"), INPUTS, [FIGURE, *QUARTERS, BECK])


def check(edition, told, **own):
    """Hold a figure's reason or method against the edition; `told` is what is found wrong, empty where nothing is."""
    figure = {**FIGURE, **own}
    if not told:
        return check_statements(edition, figure)
    with pytest.raises(Wrong, match=told):
        check_statements(edition, figure)


@pytest.mark.parametrize(
    ("reason", "kind", "parts", "told"),
    [
        (LATE, "not_received", LATE_PARTS, ""),
        (LATE.replace("15", "16"), "not_received", LATE_PARTS, "says 16"),
        (LATE.replace("15", "16"), "not_received", {**LATE_PARTS, "due": "2024-01-16"}, "no file of a period says so"),
        (LATE.replace("7", "8"), "not_received", {**LATE_PARTS, "sender": "Area 8 police"}, "no file of a period says so"),
        (f"August 2023 was {LATE}", "not_received", {**LATE_PARTS, "days": OF_AUGUST}, ""),
        (f"August 2022 was {LATE}", "not_received", {**LATE_PARTS, "days": OF_AUGUST}, "says 2022"),
        (f"June 2023 was {LATE}", "not_received", {**LATE_PARTS, "days": ["2023-06-01", "2023-06-30"]}, "no file of a period"),
        ("no value for August 2023 was ever received", "never_received", {"days": [OF_AUGUST]}, ""),
        ("no value for June 2023 was ever received", "never_received", {"days": [["2023-06-01", "2023-06-30"]]}, "of other days"),
        ("no value for August 2024 was ever received", "never_received", {"days": [OF_AUGUST]}, "says 2024"),
    ],
)  # fmt: skip
def test_why_a_value_is_missing_is_what_the_file_of_its_period_says(edition, reason, kind, parts, told):
    check(edition, told, reason=reason, reason_parts=said(kind, **parts))


@pytest.mark.parametrize(
    ("reason", "kind", "parts", "told"),
    [
        ("2 quarters in a row, and a usual range takes 6", "too_few_quarters", {"quarters": 2, "needed": 6}, ""),
        ("4 quarters in a row, and a usual range takes 6", "too_few_quarters", {"quarters": 4, "needed": 6}, "its reason says"),
        ("3 quarters in a row, and a usual range takes 6", "too_few_quarters", {"quarters": 2, "needed": 6}, "says 3"),
        ("the newest ended on 30 September 2023", "series_ended", {"day": "2023-09-30"}, ""),
        ("the newest ended on 31 March 2023", "series_ended", {"day": "2023-03-31"}, "its newest quarter ended on"),
        ("first is zero", "zero", {"operand": "first", "value": 0}, "its first is not zero"),
        ("without a value: Ash, Cole", "areas_missing", {"lacks": "a value", "areas": ["Ash", "Cole"]}, ""),
        ("without a value: Cole", "areas_missing", {"lacks": "a value", "areas": ["Cole"]}, "the areas without one are"),
        ("without a value: Ash", "areas_missing", {"lacks": "a value", "areas": ["Ash", "Cole"]}, 'does not say "Cole"'),
    ],
)
def test_what_follows_from_other_figures_is_worked_out_again(edition, reason, kind, parts, told):
    about = {"category": "Ash", "measure": "comparator"} if kind == "areas_missing" else {"operands": OPERANDS}
    check(edition, told, reason=reason, reason_parts=said(kind, **parts), **about)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("3 forms came late", ""),  # a cell of the row that it cites
        ("The plan of 2020: 40 or fewer", ""),
        ("the return gives no reason", ""),
        ("4 forms came late", "stands in no definition"),
        ("The plan of 2020: 50 or fewer", "stands in no definition"),
        ("some other twelve reasons", "stands in no definition"),
    ],
)
def test_a_text_without_parts_stands_in_a_cited_row_or_a_definition_unless_it_claims_no_number(edition, reason, told):
    check(edition, told, reason=reason, reason_parts=[])


def test_the_reason_of_an_operand_is_checked_there_and_may_be_repeated(tmp_path):
    part = record("A1.value~quarter@2022-23-Q3", reason="5 of 9", reason_parts=said("other_days"))
    own = {"operands": {"value": part["id"]}, "reason": "5 of 9"}
    edition = small_edition(tmp_path, INPUTS, [part])
    check(edition, "", **own, reason_parts=said("other_days"))
    check(edition, "stands in no definition", **own, reason_parts=[])


@pytest.mark.parametrize(
    ("method", "kind", "parts", "told"),
    [
        ("Wilson score, 95%", "wilson", {"level": 95}, ""),
        ("Wilson score, 99%", "wilson", {"level": 99}, "its method says"),
        ("Wilson score, 99%", "wilson", {"level": 95}, "says 99"),
        ("XmR limits", "usual_range", {}, "its method says"),  # of no quarters they are trial limits
        ("XmR trial limits, under twelve points", "usual_range", {"trial_below": 12}, ""),
        ("XmR trial limits, under ten points", "usual_range", {"trial_below": 12}, "says ten"),
        ("count of rows: from outside zone 4", "rows_counted", {"use": "from outside zone 4"}, ""),
        ("count of rows: from outside zone 5", "rows_counted", {"use": "from outside zone 5"}, "is not declared"),
        ("sum of 3 parts", "added_up", {}, "says 3"),
    ],
)
def test_a_method_says_what_was_done_and_no_other_number(edition, method, kind, parts, told):
    check(edition, told, method=method, method_parts=said(kind, **parts), basis="quarter")


@pytest.mark.parametrize(
    ("caption", "name", "told"),
    [
        ("Calls in 12 months, by quarter", "Calls in 12 months", ""),
        ("Calls in 13 months, by quarter", "Calls in 12 months", 'does not say "Calls in 12 months"'),
        ("Calls in 13 months, by quarter", "Calls in 13 months", "the chart is called"),
        ("Calls in 12 months, by quarter, twelve more", "Calls in 12 months", "says twelve"),
    ],
)
def test_a_caption_bears_the_short_name_of_the_definition_and_no_other_number(edition, caption, name, told):
    own = {"measure": "chart", "unit": "chart", "display": caption, "method": "chart"}
    check(edition, told, **own, method_parts=said("chart", shows="quarters", name=name))


def test_a_kind_of_reason_that_is_not_known_is_told_and_not_passed(edition):
    with pytest.raises(NotChecked, match="reasons of the kind hearsay are not known here"):
        check_statements(edition, {**FIGURE, "reason": "so they say", "reason_parts": said("hearsay")})


def test_a_part_that_is_a_number_in_text_leaves_the_same_number_elsewhere_to_be_read():
    parts = {"records": 1, "of": 5, "column": "partnership", "most": "5"}
    check_cover("1 of 5 records have nothing in partnership, which is more than 5% of them", parts)
    with pytest.raises(Wrong):
        check_cover("1 of 6 records have nothing in partnership, which is more than 5% of them", parts)
    with pytest.raises(Wrong):
        check_cover("1 of 5 records have nothing in partnership, which is more than 6% of them", parts)
