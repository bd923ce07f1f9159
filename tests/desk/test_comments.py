"""Reviewers comment on a figure or a paragraph; the analyst sees what is open in `check`; the run stays as it is."""

import csv
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from in_process import report_here
from openpyxl import Workbook

from reporting.desk.comments import FOLDER, comments_of, open_comments
from reporting.desk.comments import comment as add_comment
from reporting.signing.sign_offs import files_of
from reporting.store.places import Places

PERIOD = "2023-24-Q2"
FIGURE = "CP03-P177.value"
BO = ("--name", "Bo As", "--role", "reviewer")
PAGE = """<main><section id="asb"><h2>Antisocial behaviour</h2>
<p>Referrals rose because the <a class="figure" href="#3~" id="~3"><data>48</data></a> new cases &amp; more were open.</p>
<ul><li>Two schools joined the scheme.</li><li>Two schools joined the scheme late.</li></ul></section>
<article class="trace" id="figure-CP03-P177.value"><p>It is called CP03-P177.value here.</p><p class="close"><a id="3~" href="#~3">Close</a></p></article></main>"""


@pytest.fixture
def places(tmp_path):
    made = Places.of(tmp_path / "data", tmp_path / "outputs")
    for root in (made.outputs, made.restricted):
        folder = root / "demo" / PERIOD / "abc"
        folder.mkdir(parents=True)
        facts = {"run": "abc", "parameters": {"report": "demo", "period": PERIOD, "as_of": "2023-11-30"}, "made": {"from": "2023-11-30"}}
        ledger = {"run": {"id": "abc"}, "figures": [{"id": FIGURE, "display": "48"}]}
        for name, text in (("run.json", json.dumps(facts)), ("ledger.json", json.dumps(ledger)), ("report.html", PAGE)):
            (folder / name).write_text(text, encoding="utf-8")
    return made


def comment(places, *words, run="abc"):
    return report_here("comment", run, *words, "--outputs", places.outputs)


def to_answer(places):
    return list(open_comments(places.restricted, "demo", PERIOD))


@pytest.mark.parametrize(
    ("where", "on", "quoted"),
    [
        (FIGURE, FIGURE, "48"),
        ("#3~", FIGURE, "48"),
        ("file:///outputs/report.html#~3", FIGURE, "48"),
        ("https://example.org/report.html#figure-CP03-P177.value", FIGURE, "48"),
        ("asb", "asb", ""),
        ("because the 48 new cases & more", 'the paragraph "Referrals rose because the 48 new cases & more were open."', "Referrals rose because the 48 new cases & more were open."),
        ("joined the  scheme late", 'the paragraph "Two schools joined the scheme late."', "Two schools joined the scheme late."),
    ],
)  # fmt: skip
def test_a_comment_is_on_a_figure_a_part_or_a_paragraph_and_keeps_what_it_said(places, where, on, quoted):
    ended = comment(places, where, "--text", "Is that all of them?", *BO)
    assert ended.returncode == 0, ended.stderr
    (made,) = comments_of(places.restricted, "demo", PERIOD)
    assert (made.on, made.quoted, made.run, made.said.text, made.said.name, made.said.role) == (on, quoted, "abc", "Is that all of them?", "Bo As", "reviewer")


@pytest.mark.parametrize(
    ("where", "told"),
    [("CP03-P177.valeu", "Did you mean CP03-P177.value?"), ("CP03-P177.valu", "Did you mean CP03-P177.value?"), ("Two schools joined", "several paragraphs hold"), ("Referrals", "no figure, part or paragraph"), ("nothing like this here", "at least 12 characters of its words")],
)  # fmt: skip
def test_what_is_on_no_page_or_twice_is_told_and_nothing_is_added(places, where, told):
    ended = comment(places, where, "--text", "Why?", *BO)
    assert ended.returncode == 2 and told in ended.stderr and comments_of(places.restricted, "demo", PERIOD) == []


def test_a_comment_is_open_until_it_is_answered_and_both_are_kept(places):
    before = files_of(places.outputs / "demo"), files_of(places.restricted / "demo")
    comment(places, FIGURE, "--text", "Is that\nall of them?", *BO)
    comment(places, "asb", "--text", "Well told.", *BO)
    first, second = to_answer(places)
    assert re.fullmatch(r'comment 1 on CP03-P177.value, which said "48", run abc: Is that all of them\? \(reviewer Bo As, \d{4}-\d\d-\d\d\)\. Answer it: report comment abc --answer 1', first)
    answered = comment(places, "--answer", "1", "--text", "Yes: see row 12.", "--name", "Ann Lister", "--role", "analyst")
    assert answered.returncode == 0 and "answered: Yes: see row 12. (analyst Ann Lister, " in answered.stdout
    assert to_answer(places) == [second]
    listed = comment(places).stdout
    assert "comment 1 on" in listed and "answered: Yes: see row 12." in listed and "comment 2 on asb" in listed
    assert (files_of(places.outputs / "demo"), files_of(places.restricted / "demo")) == before


def test_of_two_who_comment_at_once_each_is_told_of_their_own(places):
    def says(who):
        return {add_comment(places.restricted, places.outputs / "demo" / PERIOD / "abc", "asb", f"{who} {at}", who, "reviewer").said.text for at in range(20)}

    with ThreadPoolExecutor() as at_once:
        told = list(at_once.map(says, ("Ann", "Bo")))
    assert told == [{f"{who} {at}" for at in range(20)} for who in ("Ann", "Bo")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--answer", "7", "--text", "Yes.", *BO], "there is no comment 7 on this period"),
        ([FIGURE, "--text", "Why?"], "--name and --role is missing"),
        ([FIGURE, "--answer", "1", "--text", "Why?", *BO], "say either"),
        (["--text", "Why?", *BO], "say either"),
        ([FIGURE, "--text", "Why\u202e?", *BO], "a character that cannot be seen"),
        ([FIGURE, "--text", "Why?", "--name", "Bo\nAs", "--role", "reviewer"], "a character that cannot be seen"),
        ([FIGURE, "--text", "x" * 5001, *BO], "this is too long"),
    ],
)  # fmt: skip
def test_a_comment_that_cannot_stand_is_refused_with_what_is_missing(places, words, told):
    ended = comment(places, *words)
    assert ended.returncode in (1, 2) and told in ended.stderr and comments_of(places.restricted, "demo", PERIOD) == []


ROWS = [["place", "text", "name", "role"], [FIGURE, "Is that\nall of them?", "Bo As", "reviewer"], ["joined the scheme late", "=Who says so?", "Bo As", "reviewer"]]


def a_table(tmp_path, rows, kind="csv"):
    path = tmp_path / f"comments.{kind}"
    if kind == "xlsx":
        book = Workbook()
        for row in rows:
            book.active.append([f"'{cell}" if cell.startswith("=") else cell for cell in row])
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_of_comments_that_a_reviewer_filled_in_is_taken_in_once(places, tmp_path, kind):
    path = a_table(tmp_path, ROWS, kind)
    ended = comment(places, "--from", path)
    assert ended.returncode == 0 and "2 added, 0 there already" in ended.stdout, ended.stderr
    first, second = comments_of(places.restricted, "demo", PERIOD)
    assert (first.on, first.quoted, first.said.text, first.said.name) == (FIGURE, "48", "Is that\nall of them?", "Bo As")
    assert second.quoted == "Two schools joined the scheme late." and "Who says so?" in second.said.text
    again = comment(places, "--from", path)
    assert "0 added, 2 there already" in again.stdout and len(to_answer(places)) == 2


def test_every_fault_of_a_table_of_comments_is_told_at_once_and_nothing_is_added(places, tmp_path):
    wrong = [ROWS[1], ["nothing like this here", "Why?", "Bo As", "reviewer"], [FIGURE, "", "Bo As", "reviewer"], [FIGURE, "Why?", "B\u202eo", "reviewer"], [FIGURE, "x" * 5001, "Bo As", "reviewer"]]
    ended = comment(places, "--from", a_table(tmp_path, [ROWS[0], *wrong]))
    told = ["row 3, column place: no figure, part or paragraph", "row 4, column text: this says nothing", "row 5, column name: ", "row 6, column text: this is too long"]
    assert ended.returncode == 1 and [one for one in told if one not in ended.stderr] == [] and comments_of(places.restricted, "demo", PERIOD) == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [([["place", "text", "who", "role"], [FIGURE, "Why?", "Bo As", "reviewer"]], "column name: a column is missing"), ([ROWS[0]], "there is no comment"), ([], "the file is empty"), ([ROWS[0], *[ROWS[1]] * 201], "at most 200 rows")],
)
def test_what_is_no_table_of_comments_is_refused(places, tmp_path, rows, told):
    ended = comment(places, "--from", a_table(tmp_path, rows))
    assert ended.returncode == 1 and told in ended.stderr and comments_of(places.restricted, "demo", PERIOD) == []


def test_what_a_terminal_would_obey_is_written_out(places):
    path = places.restricted / FOLDER / "demo" / f"{PERIOD}.jsonl"
    comment(places, FIGURE, "--text", "Why?", *BO)
    path.write_text(path.read_text(encoding="utf-8").replace("Why?", "\\u001b[31mred"), encoding="utf-8")
    assert "\x1b" not in comment(places).stdout and "\\x1b[31mred" in comment(places).stdout


def test_a_line_that_was_altered_is_told(places):
    for text in ("One.", "Two."):
        comment(places, FIGURE, "--text", text, *BO)
    path = places.restricted / FOLDER / "demo" / f"{PERIOD}.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("One.", "None"), encoding="utf-8")
    assert to_answer(places)[-1] == f"{PERIOD}.jsonl, line 2: it does not follow on the line before it, so one of the two was altered, taken out or put in"
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("broken", [{"answers": [1]}, {"answers": {"a": 1}, "number": [1]}, {"number": "2"}])
def test_a_line_that_was_written_by_hand_keeps_no_other_from_being_read_and_is_told_in_the_list(places, broken):
    comment(places, FIGURE, "--text", "Is this right?", *BO)
    path = places.restricted / FOLDER / "demo" / f"{PERIOD}.jsonl"
    first = path.read_text(encoding="utf-8")
    path.write_text(first + json.dumps({**json.loads(first), **broken}) + "\n", encoding="utf-8")
    ended = comment(places)
    assert ended.returncode == 0 and ended.stdout.startswith(f"comment 1 on {FIGURE}")
    assert f"{PERIOD}.jsonl, line 2: it does not follow on the line before it" in ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("received", "status"), [("A1,2023-24-Q2,year_to_date,48", 0), ("A1,2023-24-Q2,year_to_date,many", 1)])
def test_check_shows_what_is_open_whether_a_report_can_be_made_or_not(folder, places, received, status):
    comment(places, FIGURE, "--text", "Is that all of them?", *BO)
    folder.define("A1", comparator="none", judged=False, variance_basis=None)
    folder.receive("2023-11-30", received)
    folder.report()
    ended = report_here("check", "demo", PERIOD, "--data", folder.root, "--outputs", places.outputs)
    assert ended.returncode == status, ended.stderr
    assert "to answer: comment 1 on CP03-P177.value" in ended.stdout
