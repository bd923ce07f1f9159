"""Received on two bases: a whole and its parts, a percentage and its base, a total and its categories must be possible together."""

import json
from datetime import date
from time import process_time

import pandas as pd
import pytest
from conftest import calculate
from support import quality_of

from pipeline.quality import written_checks
from pipeline.quality.checked_tables import checked_tables
from pipeline.quality.checks import EXPECTATIONS
from pipeline.quality.outcomes import QualityError
from pipeline.quality.repeated_paragraphs import commentary_paragraphs
from pipeline.quality.waivers import apply_waivers, critical_faults
from pipeline.quality.written_checks import check_written, read_written
from pipeline.received.commentary import Commentary, Section, read_commentary
from pipeline.received.returns import read_returns

SUM, LATER = "sum-agrees-with-its-parts", "sum-agrees-with-parts-of-other-returns"
POSSIBLE, POSSIBLE_LATER = "whole-is-possible-beside-its-parts", "whole-is-possible-beside-parts-of-other-returns"
SHARE = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1}
OLD, NEW = "2023-11-30", "2024-02-29"


def failing(folder, period="2023-24-Q2"):
    """The checks of this kind that are not met, each with the row and what was found: read from the tables that the suites look at."""
    report, none = folder.report(period), pd.DataFrame()
    records = folder.records(report)
    observations = read_returns(folder.folder).observations
    tables = checked_tables(report, observations, records.rows, records.extracts, none)
    return [
        (meta["name"], row.row, plain(getattr(row, meta["column"], "")))
        for suite, column, fails_on, meta in CHECKS
        for row in tables[suite][0].itertuples()
        if getattr(row, column) is fails_on
    ]


def plain(number):
    return f"{number:g}" if isinstance(number, float) else str(number)


def checks():
    """Suite, column, the verdict that fails, and meta of every expectation that looks at a column of verdicts."""
    for suite in ("observations", "sums", "breakdowns"):
        for one in json.loads((EXPECTATIONS / f"{suite}.json").read_text(encoding="utf-8"))["expectations"]:
            if one["kwargs"].get("value_set") == [True] and one["meta"]["name"] != "percentage-looks-like-a-fraction":
                fails_on = one["type"] == "expect_column_values_to_not_be_in_set"
                yield suite, one["kwargs"]["column"], fails_on, one["meta"]


CHECKS = list(checks())


def lines(*told):
    """`2023-24-Q2 quarter 5` as a line of a return for A1."""
    return [f"A1,{period},{basis},{value}" for period, basis, value in (one.split() for one in told)]


CASES = {
    # what was received, and the value that others contradict (none: they agree)
    "a year to date and its quarters": (["2023-24-Q1 quarter 4", "2023-24-Q2 quarter 5", "2023-24-Q2 year_to_date 9"], "12"),
    "a year to date and its months": (
        [*(f"2023-{month:02} month 2" for month in range(4, 10)), "2023-24-Q2 year_to_date 12"], "13",
    ),
    "a year to date, a quarter and a month": (
        ["2023-24-Q1 quarter 4", "2023-07 month 1", "2023-08 month 2", "2023-09 month 3", "2023-24-Q2 year_to_date 10"], "9",
    ),
    "a quarter and the difference of two years to date": (
        ["2023-24-Q1 year_to_date 4", "2023-24-Q2 year_to_date 9", "2023-24-Q2 quarter 5"], "6",
    ),
    "a year and its halves": (
        ["2022-23-Q2 half_year 4", "2022-23-Q4 half_year 5", "2022-23 year 9"], "10",
    ),
    "a half year and what the year leaves": (
        ["2022-23-Q2 year_to_date 4", "2022-23-Q4 half_year 5", "2022-23-Q4 year_to_date 9"], "8",
    ),
    "twelve months and their quarters": (
        [*(f"2022-23-Q{one} quarter 3" for one in (3, 4)), *(f"2023-24-Q{one} quarter 4" for one in (1, 2)),
         "2023-24-Q2 rolling_12_months 14"], "15",
    ),
    "twelve months from a year and two years to date": (
        ["2022-23 year 20", "2022-23-Q2 year_to_date 8", "2023-24-Q2 year_to_date 9", "2023-24-Q2 rolling_12_months 21"], "20",
    ),
    "two months and the quarter's third": (
        ["2023-05 two_months 4", "2023-06 month 2", "2023-24-Q1 quarter 6", "2023-04 month 1", "2023-05 month 3"], "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_values_on_two_bases_that_agree_meet_every_check(folder, case):
    told, _ = CASES[case]
    folder.define("A1")
    folder.receive(OLD, *lines(*told))
    assert [one for one in failing(folder) if "sum" in one[0] or "possible" in one[0]] == []


@pytest.mark.parametrize("case", [name for name, (_, wrong) in CASES.items() if wrong])
def test_values_on_two_bases_that_differ_stop_the_run(folder, case):
    told, wrong = CASES[case]
    *rest, last = told
    folder.define("A1")
    folder.receive(OLD, *lines(*rest, f"{last.rpartition(' ')[0]} {wrong}"))
    found = [one for one in failing(folder) if one[0] == SUM]
    assert len(found) == 1  # one row is told for one contradiction
    assert SUM in {fault for fault, *_ in found}


def test_it_is_the_longest_of_those_that_differ_that_is_told(folder):
    folder.define("A1")
    folder.receive(OLD, *lines("2023-24-Q2 year_to_date 9", "2023-24-Q1 year_to_date 4", "2023-24-Q2 quarter 6"))
    assert [one for one in failing(folder) if one[0] == SUM] == [(SUM, 2, "9")]


@pytest.mark.parametrize(("older", "newer"), [(OLD, NEW), (NEW, OLD)])
def test_returns_of_different_dates_that_differ_are_a_warning(folder, older, newer):
    # A quarter was revised after the year to date came, or the other way round.
    folder.define("A1")
    folder.receive(older, *lines("2023-24-Q1 quarter 4", "2023-24-Q2 quarter 5"))
    folder.receive(newer, *lines("2023-24-Q2 year_to_date 12"), name="later")
    assert [one for one, *_ in failing(folder)] == [LATER]


def test_an_older_return_that_agrees_with_itself_is_not_a_fault_beside_a_revision(folder):
    folder.define("A1")
    folder.receive(OLD, *lines("2023-24-Q1 quarter 4", "2023-24-Q2 quarter 5", "2023-24-Q2 year_to_date 9"))
    folder.receive(NEW, *lines("2023-24-Q1 quarter 6"), name="revised")
    assert [one for one, *_ in failing(folder)] == [LATER]


def test_the_counts_of_a_percentage_agree_with_those_of_its_parts(folder):
    folder.define("A1", **SHARE)
    quarters = ["A1,2023-24-Q1,quarter,,1,10", "A1,2023-24-Q2,quarter,,1,10"]
    folder.receive(OLD, *quarters, "A1,2023-24-Q2,year_to_date,,2,20")
    assert failing(folder) == []
    folder.receive(OLD, *quarters, "A1,2023-24-Q2,year_to_date,,3,30")  # 10% all the same
    assert [one[:2] for one in failing(folder)] == [(SUM, 4)]


@pytest.mark.parametrize(
    ("whole", "checks"), [("55", []), ("50", []), ("60", []), ("70", [POSSIBLE]), ("49", [POSSIBLE])]
)
def test_a_percentage_without_counts_lies_between_those_of_its_parts(folder, whole, checks):
    folder.define("A1", **SHARE)
    folder.receive(
        OLD, *lines("2023-24-Q1 quarter 50.0", "2023-24-Q2 quarter 60.0", f"2023-24-Q2 year_to_date {whole}")
    )
    # 49 is as far below 50 as half of the last digit of each allows: 49.5 to 50.5 is not 48.5 to 49.5.
    assert [one for one, *_ in failing(folder)] == (checks if whole != "49" else [])


@pytest.mark.parametrize(
    ("told", "checks"),
    [
        (["2022-23-Q2 half_year 12", "2022-23 year 9"], [POSSIBLE]),  # a half year above its year
        (["2022-23-Q2 half_year 9", "2022-23 year 9"], []),
        (["2022-06 month 10", "2022-23-Q1 quarter 9"], [POSSIBLE]),
    ],
)
def test_a_count_of_some_days_is_not_below_that_of_a_part_of_them(folder, told, checks):
    folder.define("A1")
    folder.receive(OLD, *lines(*told))
    assert [one for one, *_ in failing(folder)] == checks


def test_a_part_that_was_revised_above_its_whole_is_a_warning(folder):
    folder.define("A1")
    folder.receive(OLD, *lines("2022-23 year 9"))
    folder.receive(NEW, *lines("2022-23-Q2 half_year 12"), name="revised")
    assert POSSIBLE_LATER in [one for one, *_ in failing(folder)]


@pytest.mark.parametrize(("people", "checks"), [(5, []), (9, []), (10, [POSSIBLE]), (4, [POSSIBLE])])
def test_people_of_a_half_year_are_no_fewer_than_of_a_quarter_and_no_more_than_of_both(folder, people, checks):
    folder.define("A1", aggregation="distinct")
    folder.receive(OLD, *lines("2023-24-Q1 quarter 4", "2023-24-Q2 quarter 5", f"2023-24-Q2 half_year {people}"))
    assert [one for one, *_ in failing(folder)] == checks


def test_what_is_open_on_a_day_is_held_against_no_stretch(folder):
    folder.define("A1", aggregation="stock", basis="point_in_time")
    folder.receive(OLD, *lines("2023-24-Q1 point_in_time 9", "2023-24-Q2 point_in_time 4"))
    assert failing(folder) == []


@pytest.mark.parametrize(
    ("percent", "base", "checks"),
    [
        ("90.9", 15, ["percentage-of-a-whole-number"]),  # 13 of 15 are 86.7, 14 are 93.3
        ("93.3", 15, []),
        ("93", 15, []),
        ("91", 15, ["percentage-of-a-whole-number"]),
        ("62.5", 8, []),
        ("63", 8, []),  # 62.5 is 63 and not 62
        ("62", 8, ["percentage-of-a-whole-number"]),
        ("100", 1, []),
        ("0", 7, []),
        ("0", 0, ["percentage-of-a-whole-number"]),
    ],
)
def test_a_percentage_is_that_of_some_whole_number_of_its_base(folder, percent, base, checks):
    folder.define("A1", **SHARE)
    folder.receive(OLD, f"A1,2023-24-Q2,year_to_date,{percent},,{base},p")
    assert [one for one, *_ in failing(folder)] == checks


@pytest.mark.parametrize(("line", "checks"), [
    ("0,,", ["zero-percent-of-how-many"]), ("0,0,9", []), ("12,,", []), (",0,0", []),
    ("0,0,0", ["percentage-agrees-with-its-counts"]),
])  # fmt: skip
def test_0_per_cent_says_of_how_many(folder, line, checks):
    folder.define("A1", **SHARE)
    folder.receive(OLD, f"A1,2023-24-Q2,year_to_date,{line}")
    assert [one for one, *_ in failing(folder)] == checks


@pytest.mark.parametrize(("rate", "checks"), [("2.5", []), ("2.6", ["rate-agrees-with-its-counts"])])
def test_a_rate_is_that_of_its_counts(folder, rate, checks):
    folder.define("A1", unit="rate", aggregation="ratio", per=1000, population="People, 2022", decimals=1)
    folder.receive(OLD, f"A1,2023-24-Q2,year_to_date,{rate},50,20000")
    assert [one for one, *_ in failing(folder)] == checks


@pytest.mark.parametrize(
    ("total", "parts", "checks"),
    [
        ("9", ["4", "5"], []),
        ("8", ["4", "5"], ["parts-add-to-the-total"]),
        ("8", ["4", "[c]"], []),  # a part that must not be known leaves room
        ("8", ["9", "[c]"], ["parts-add-to-the-total"]),
    ],
)
def test_the_categories_make_up_the_total_and_are_never_above_it(folder, total, parts, checks):
    folder.define("A1")
    told = [f"A1,2023-24-Q2,year_to_date,{part},,,,withheld,{name}" for part, name in zip(parts, "xy", strict=True)]
    folder.receive(OLD, f"A1,2023-24-Q2,year_to_date,{total}", *told)
    assert [one for one, *_ in failing(folder)] == checks


def test_a_category_that_was_revised_after_the_total_is_a_warning(folder):
    folder.define("A1")
    folder.receive(
        OLD,
        "A1,2023-24-Q2,year_to_date,9",
        *(f"A1,2023-24-Q2,year_to_date,{at},,,,,{name}" for at, name in ((4, "x"), (5, "y"))),
    )
    folder.receive(NEW, "A1,2023-24-Q2,year_to_date,7,,,,,y", name="revised")
    assert [one for one, *_ in failing(folder)] == ["parts-of-other-returns-add-to-the-total"]


def test_a_category_of_a_percentage_is_within_the_whole(folder):
    folder.define("A1", **SHARE)
    folder.receive(OLD, "A1,2023-24-Q2,year_to_date,,4,9", "A1,2023-24-Q2,year_to_date,,5,9,,,x")
    assert [one for one, *_ in failing(folder)] == ["part-is-within-the-whole"]


def test_a_contradiction_that_a_role_answers_for_does_not_stop_the_run_and_is_told_beside_the_figures(folder):
    folder.define("A1")
    folder.receive(OLD, *lines("2023-24-Q1 quarter 4", "2023-24-Q2 quarter 5", "2023-24-Q2 year_to_date 12"))
    waiver = {"expectation": SUM, "indicator": "A1", "role": "analyst", "reason": "asked", "until": date(2024, 3, 31)}
    folder.except_in("2023-24-Q2", waiver=[waiver])
    report = folder.report()
    found, faults = apply_waivers(report, quality_of(report)[1], OLD)
    assert faults == [] and critical_faults(found) == []
    figures = calculate(report, read_returns(folder.folder).observations, found)
    assert SUM in figures["A1.value"].quality and SUM not in figures["A1.value~quarter"].quality


def test_many_values_are_compared_in_little_time(folder):
    folder.define("A1")
    told = [f"{year}-{month:02} month 1" for year in range(1970, 2000) for month in range(1, 13)]
    told += [f"{year}-{(year + 1) % 100:02}-Q{one} {basis} {3 if basis == 'quarter' else 3 * one}"
             for year in range(1970, 1999) for one in (1, 2, 3, 4) for basis in ("quarter", "year_to_date")]  # fmt: skip
    folder.receive(OLD, *(line for line in lines(*told)))
    start = process_time()
    assert [one for one in failing(folder) if "sum" in one[0]] == []
    assert process_time() - start < 60  # of the processor; each compared with each would take many times that


TOLD = "Work with the new team went on, and more people came to it than we had thought."


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (TOLD, [("A2", 9)]),
        (f"\nSomething else of five words.\n\n{TOLD.upper()}", [("A2", 12)]),
        (f"* A first item of its own.\n* **{TOLD}**", [("A2", 10)]),
        (TOLD.replace("more", "fewer"), []),
        ("Nothing to report.", []),
    ],
)
def test_the_same_paragraph_under_two_indicators_is_told_at_the_second(folder, other, found):
    folder.define("A1")
    folder.define("A2")
    first = "## Our successes and issues\nNothing to report.\n\n"
    text = f"# A1\n\n{first}{TOLD}\n# A2\n## What we are doing\n{other}\n"
    path = folder.folder / "commentary" / "2023-24-Q2.md"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    commentary, faults = read_commentary(folder.report())
    table = commentary_paragraphs(commentary)
    told = table[~table["stands_alone"].astype(bool)]
    assert not faults
    assert list(zip(told["indicator"], told["row"], strict=True)) == found


def test_a_repeated_paragraph_is_a_warning_with_its_line_that_a_role_may_waive(folder):
    folder.define("A1")
    folder.define("A2")
    folder.receive(OLD, "A1,2023-24-Q2,year_to_date,4", "A2,2023-24-Q2,year_to_date,5")
    path = folder.folder / "commentary" / "2023-24-Q2.md"
    path.parent.mkdir()
    heading = "## Our successes and issues"
    path.write_text(f"# A1\n{heading}\n{TOLD}\n# A2\n{heading}\n{TOLD}\n", encoding="utf-8")
    written = read_written(folder.report(), "", OLD)
    (row,) = written.failing.itertuples()
    assert (row.expectation, row.severity, row.file, row.row, row.indicator) == (
        "paragraph-stands-under-one-heading", "warning", "commentary/2023-24-Q2.md", 6, "A2",
    )  # fmt: skip
    assert row.expected == "words of its own, other than those under A1"
    told = written.verdicts[["verdict", "checked", "failed", "waived"]].to_dict("records")
    assert told == [{"verdict": "not met", "checked": 2, "failed": 1, "waived": ""}] and written.faults == []
    waiver = {"expectation": row.expectation, "role": "analyst", "reason": "both forces wrote it", "until": date.fromisoformat(OLD)}
    folder.except_in("2023-24-Q2", waiver=[waiver])
    assert list(read_written(folder.report(), "", OLD).verdicts["verdict"]) == ["waived"]
    assert [fault.what for fault in read_written(folder.report(), "", NEW).faults] == ["the waiver has expired"]
    path.write_text(f"# A1\n{heading}\n{TOLD}\n", encoding="utf-8")
    assert [fault.what for fault in read_written(folder.report(), "", OLD).faults] == ["the waiver matches nothing"]
    assert apply_waivers(folder.report(), written.failing[:0], OLD)[1] == [], "those of the data know nothing of it"


def test_a_check_of_commentary_that_is_not_evaluated_there_is_refused_by_name_and_not_passed(monkeypatch, tmp_path):
    suite = json.loads((EXPECTATIONS / "commentary.json").read_text(encoding="utf-8"))
    suite["expectations"][0]["type"] = "expect_column_values_to_not_be_null"
    (tmp_path / "commentary.json").write_text(json.dumps(suite), encoding="utf-8")
    monkeypatch.setattr(written_checks, "EXPECTATIONS", tmp_path)
    commentary = Commentary("commentary/2023-24-Q2.md", {"A1": {"What we are doing": Section(TOLD, 4, "commentary/2023-24-Q2.md")}})
    with pytest.raises(QualityError, match="expect_column_values_to_not_be_null is not evaluated there"):
        check_written(commentary)
