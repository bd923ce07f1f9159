"""What `report list` tells of a report: a line a period, details of the newest alone."""

import json
import re
import shutil
from datetime import date

import pytest
from in_process import report_here

from reporting.folders.coverage import coverage, late_and_held
from reporting.folders.listing import listed
from reporting.signing.front_pages import write_front_pages
from reporting.store.catalogue import find_run, finished_runs, last_number
from reporting.store.places import Places

UNTOLD = "no report until the reason stands in period/{}.toml, under [[not_received]]"
PARTIAL = {"not_received": [{"indicators": ["A2"], "sender": "the police", "reason": "a new system"}]}


@pytest.fixture
def told(folder, tmp_path):
    """The lines that are told of the folder."""

    def lines():
        folder.report()
        return list(listed(Places.of(tmp_path, tmp_path / "outputs"), "demo"))

    return lines


def test_twenty_quarters_are_twenty_lines_and_what_is_missing_is_named_for_the_newest_alone(folder, told):
    quarters = [f"{year}-{year - 1999}-Q{quarter}" for year in range(2019, 2024) for quarter in (1, 2, 3, 4)]
    folder.define("A1")
    folder.define("A2")
    folder.except_in("2023-24-Q4", **PARTIAL)
    folder.receive("2024-05-01", *(f"A1,{quarter},quarter,5" for quarter in quarters))
    assert told() == [
        "demo",
        "  received: 1 file, the newest returns/2024-05-01_partners.csv",
        *(f"  {quarter}  1 of 2 indicators received; {UNTOLD.format(quarter)}" for quarter in quarters[:-1]),
        "  2023-24-Q4  1 of 2 indicators received",
        "    missing: A2 (the police: a new system)",
    ]


def test_a_quarterly_report_has_no_line_for_a_month_or_a_year(folder, told):
    folder.define("A1")
    folder.define("A2")
    folder.define("A3", basis="month")
    folder.receive(
        "2024-05-01",
        *(f"{code},2023-24-Q{quarter},year_to_date,{quarter}" for code in ("A1", "A2") for quarter in (1, 2)),
        "A3,2023-05,month,1",
        "A3,2023-06,month,1",
        "A1,2022-23,year,9",
    )
    assert told()[2:4] == [
        "  2023-24-Q1  3 of 3 indicators received",
        f"  2023-24-Q2  2 of 3 indicators received; {UNTOLD.format('2023-24-Q2')}",
    ]


def test_an_indicator_counted_from_records_is_there_where_an_extract_covers_the_last_day(folder, tmp_path):
    folder.declare_cases(
        "[referrals]\nabout = 'One row a referral.'\nfiles = 'referrals'\ndate = 'day_of_referral'\n"
        "columns = { day_of_referral = { kind = 'date' } }\n"
    )
    folder.define("A1", counted={"table": "referrals", "rule": "rows"})
    folder.receive_cases("2023-11-30_referrals", "day_of_referral", "2023-04-03", covers="2023-04-01, 2023-11-15")
    folder.report()
    assert [one.period for one in coverage(tmp_path, "demo")] == ["2023-24-Q1", "2023-24-Q2"]


def test_a_finished_report_stands_in_the_line_of_its_period(folder, told, tmp_path):
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    run = tmp_path / "outputs/demo/2023-24-Q2/abc"
    run.mkdir(parents=True)
    facts = {"parameters": {"report": "demo", "period": "2023-24-Q2", "as_of": "2023-11-30"}, "run": "abc"}
    (run / "run.json").write_text(json.dumps({**facts, "made": {"from": "2023-12-01T10:00:00+00:00"}}))
    assert told()[2:] == [
        "  2023-24-Q2  1 of 1 indicators received; report of data received by 2023-11-30, draft",
        f"    newest report: {run / 'report.html'}",
    ]


def test_a_definition_that_cannot_be_read_is_told_in_its_place(folder, told):
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    told()
    path = folder.folder / "indicators.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("lower_is_better", "sideways"), encoding="utf-8")
    lines = list(listed(Places.of(folder.root, folder.root / "outputs"), "demo"))
    assert "its definitions cannot be read: 1 fault found:" in lines[-1] and "sideways" in lines[-1]


def test_what_is_late_is_told_with_its_due_date_and_what_is_on_hold_is_not_missing(folder, tmp_path):
    late = {"indicators": ["A2", "A3"], "sender": "the police", "reason": "a new system.", "due": date(2024, 1, 15)}
    hold = {"indicator": "A4", "role": "analyst", "reason": "counted in another way."}
    for code in ("A1", "A2", "A3", "A4"):
        folder.define(code)
    folder.except_in("2023-24-Q3", not_received=[late], holds=[hold])
    folder.receive("2024-01-10", "A1,2023-24-Q3,year_to_date,5", "A2,2023-24-Q3,year_to_date,,,,x,")
    folder.receive("2024-01-20", "A3,2023-24-Q3,year_to_date,7", name="police")
    folder.report("2023-24-Q3")
    (covered,) = coverage(tmp_path, "demo", today=date(2024, 1, 27))
    assert (covered.received, covered.missing) == (("A1", "A2", "A3"), ())
    assert covered.remarks == (
        "late from the police: A3 came on 20 January 2024, 5 days after it was due; the period's file still says that it has not",
        "on hold: A4 (analyst: counted in another way)",
    )
    assert late_and_held(tmp_path, "demo", "2023-24-Q3", as_of="2024-01-27")[0] == (
        "still to come from the police: A2 (a new system; due 15 January 2024, 12 days overdue)"
    )
    before = late_and_held(tmp_path, "demo", "2023-24-Q3", as_of="2024-01-14")
    assert before[0] == "still to come from the police: A2, A3 (a new system; due 15 January 2024, in 1 day)"


def test_what_is_missing_says_when_it_is_due(folder, tmp_path):
    late = {"indicators": ["A2"], "sender": "the police", "reason": "a new system", "due": date(2024, 1, 15)}
    folder.define("A1")
    folder.define("A2")
    folder.except_in("2023-24-Q3", not_received=[late])
    folder.receive("2024-01-10", "A1,2023-24-Q3,year_to_date,5")
    folder.report("2023-24-Q3")
    (covered,) = coverage(tmp_path, "demo", today=date(2024, 1, 15))
    assert covered.missing == ("A2 (the police: a new system; due 15 January 2024, today)",)
    (covered,) = coverage(tmp_path, "demo", today=date(2024, 1, 16))
    assert covered.missing == ("A2 (the police: a new system; due 15 January 2024, 1 day overdue)",)


# Which run is the newest


def finish(outputs, run, *, as_of, made, number=None, inputs=(), report="demo", period="2023-24-Q2"):
    """A finished run in the outputs, as far as lists look at it."""
    folder = outputs / report / period / run
    folder.mkdir(parents=True)
    facts = {
        "run": run, "parameters": {"report": report, "period": period, "as_of": as_of},
        "inputs": [{"file": name, "sha256": "0"} for name in inputs],
        "made": {"from": made} | ({"number": number} if number else {}),
    }  # fmt: skip
    (folder / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    (folder / "report.html").write_text("<p>A report</p>", encoding="utf-8")
    return folder


def leads_to(outputs):
    """The run that latest.html leads to."""
    write_front_pages(Places.of(outputs, outputs), "demo")
    return re.search(r"url=(\w+)/report.html", (outputs / "demo/2023-24-Q2/latest.html").read_text(encoding="utf-8"))[1]


def test_the_newest_report_is_that_of_the_newest_data_whenever_it_was_made(tmp_path):
    finish(tmp_path, "later", as_of="2023-12-15", made="2023-12-16T10:00:00+00:00")
    finish(tmp_path, "earlier", as_of="2023-11-30", made="2024-02-01T10:00:00+00:00")
    assert leads_to(tmp_path) == "later"
    assert [run.run for run in finished_runs(tmp_path)] == ["later", "earlier"]


def test_a_day_that_was_only_asked_for_makes_data_no_newer(tmp_path):
    files = ["returns/2023-11-30_police.csv", "period/2023-24-Q2.toml"]
    finish(tmp_path, "wrong", as_of="2024-01-31", made="2024-01-31T10:00:00+00:00", inputs=files)
    finish(tmp_path, "mended", as_of="2023-11-30", made="2024-01-31T11:00:00+00:00", inputs=files)
    assert leads_to(tmp_path) == "mended"


def test_with_the_clock_set_back_the_report_made_last_is_still_the_newest(tmp_path):
    finish(tmp_path, "first", as_of="2023-11-30", made="2023-12-01T10:00:00+00:00", number=1)
    finish(tmp_path, "second", as_of="2023-11-30", made="2023-11-30T23:00:00+00:00", number=2)
    assert leads_to(tmp_path) == "second"
    assert last_number(tmp_path, "demo", "2023-24-Q2") == 2


@pytest.mark.parametrize(
    "content",
    ["", '{"run": "cut', "[]", "7", '{"run": "a"}', '{"parameters": 7}', b"\xff\xfe", "[" * 100_000, None],
    ids=["empty", "cut off", "a list", "a number", "no parameters", "no table", "not UTF-8", "nested", "a folder"],
)
def test_a_run_that_cannot_be_read_is_named_and_stops_no_list(folder, told, tmp_path, content):
    outputs = tmp_path / "outputs"
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    finish(outputs, "good", as_of="2023-11-30", made="2023-12-01T10:00:00+00:00")
    spoilt = outputs / "demo/2023-24-Q1/spoilt/run.json"
    spoilt.parent.mkdir(parents=True)
    if content is None:
        spoilt.mkdir()
    else:
        spoilt.write_bytes(content if isinstance(content, bytes) else content.encode())
    lines = told()
    assert any(f"not readable: {spoilt} cannot be read" in line for line in lines)
    assert "report of data received by 2023-11-30" in "\n".join(lines)
    (sentence,) = write_front_pages(Places.of(outputs, outputs), "demo")
    assert str(spoilt) in sentence and "good/report.html" in (outputs / "index.html").read_text(encoding="utf-8")
    with pytest.raises(LookupError, match="spoilt.*cannot be read"):
        find_run(outputs, "elsewhere")


def test_of_many_runs_that_cannot_be_read_some_are_named_and_the_others_counted(folder, told, tmp_path):
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    for number in range(70):
        spoilt = tmp_path / f"outputs/demo/2023-24-Q1/{number}/run.json"
        spoilt.parent.mkdir(parents=True)
        spoilt.write_text("cut", encoding="utf-8")
    lines = told()
    assert sum("not readable" in line for line in lines) == 20 and any("and 50 more of this kind" in line for line in lines)


def test_links_lead_to_a_report_whose_name_has_blanks(tmp_path):
    finish(tmp_path, "abc", as_of="2023-11-30", made="2023-12-01T10:00:00+00:00", report="my report")
    write_front_pages(Places.of(tmp_path, tmp_path), "my report")
    assert 'href="my%20report/2023-24-Q2/abc/report.html"' in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_quarter_before_the_first_rule_of_the_report_is_not_offered(folder, told):
    folder.rules = [{"applies_from": "2023-24-Q2"}]
    folder.receive("2023-11-30", *(f"A1,2023-24-Q{number},year_to_date,{number}" for number in (1, 2)))
    folder.define("A1")
    folder.report("2023-24-Q2")
    assert list(listed(Places.of(folder.root, folder.root / "outputs"), "demo"))[2:] == [
        "  2023-24-Q2  1 of 1 indicators received"
    ]


def test_records_of_the_last_day_alone_are_no_quarter(folder, tmp_path):
    folder.declare_cases(
        "[referrals]\nabout = 'One row a referral.'\nfiles = 'referrals'\ndate = 'day_of_referral'\n"
        "columns = { day_of_referral = { kind = 'date' } }\n"
    )
    folder.define("A1", basis="quarter", counted={"table": "referrals", "rule": "rows"})
    for number, covers in enumerate(("2023-06-30, 2023-08-31", "2023-09-01, 2023-09-30")):
        folder.receive_cases(f"2023-11-2{number}_referrals", "day_of_referral", covers[:10], covers=covers)
    folder.report()
    assert [one.period for one in coverage(tmp_path, "demo")] == ["2023-24-Q2"]


def test_a_quarter_of_which_one_part_of_the_records_has_not_come_is_not_received(folder, tmp_path):
    folder.declare_cases(
        "[referrals]\nabout = 'One row a referral.'\nfiles = 'referrals_(?P<part>north|south)'\ndate = 'day_of_referral'\n"
        "columns = { day_of_referral = { kind = 'date' } }\n"
    )
    folder.define("A1", basis="quarter", counted={"table": "referrals", "rule": "rows"})
    for part in ("north", "south"):
        folder.receive_cases(f"2023-07-20_referrals_{part}", "day_of_referral", "2023-04-03", covers="2023-04-01, 2023-06-30")
    folder.receive_cases("2023-10-20_referrals_north", "day_of_referral", "2023-07-03", covers="2023-07-01, 2023-09-30")
    folder.report()
    assert [one.period for one in coverage(tmp_path, "demo")] == ["2023-24-Q1"]


def test_a_report_that_cannot_be_read_is_named_and_the_others_are_told_of_all_the_same(folder, tmp_path):
    """One holds a folder where a file belongs, one is no text, and neither keeps the list from its end."""
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    folder.report()
    for name in ("at-fault", "no-text"):
        shutil.copytree(folder.folder, tmp_path / name)
    (tmp_path / "at-fault" / "period" / "2023-24-Q2.toml").mkdir()
    (tmp_path / "no-text" / "report.toml").write_bytes(b"x\xff\xfe")
    shutil.rmtree(tmp_path / "no-text" / "returns")
    ended = report_here("list", "--data", tmp_path, "--outputs", tmp_path / "outputs")
    first, second, third = (part.splitlines() for part in re.split(r"^(?=\S)", ended.stdout, flags=re.MULTILINE)[1:])
    assert (ended.returncode, first[0], second[0], third[0]) == (0, "at-fault", "demo", "no-text")
    assert "Is a directory" in first[-1] and second[-1] == "  2023-24-Q2  1 of 1 indicators received"
    assert "not readable: report.toml, line 1: not UTF-8 text" in third[-1]
