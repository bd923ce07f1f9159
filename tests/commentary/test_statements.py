"""Statements: what people type in commentary is held against the figures, and right statements are not accused."""

import csv
import sys
import time
from pathlib import Path

import pytest

from check_edition.base.numbers import typed_agrees
from check_edition.page.stated import is_held
from pipeline.claims.checker import Checker, overall
from pipeline.claims.sentences import statements_of
from pipeline.commentary.statements import judge_commentary, source_of, sourced, statement_counts, statement_faults
from pipeline.core.faults import FaultsFound
from pipeline.page.markup import commentary_html
from pipeline.received.commentary import Commentary, read_commentary
from pipeline.received.written_sections import Section

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

AGREES, WRONG, UNKNOWN = "agrees", "does not agree", "cannot be checked"


@pytest.fixture
def partnership(folder):
    """40 incidents against 50 a year before; 18 of 24 clients contacted in time against a target of 80 %; 30 then 20 patrols."""
    folder.define("A1", name="Number of incidents of graffiti", short_name="Graffiti incidents",
                  noun={"one": "graffiti incident", "many": "graffiti incidents"})  # fmt: skip
    folder.define("B2", name="Percentage of clients contacted in time", short_name="Clients contacted in time", unit="percent",
                  aggregation="ratio", polarity="higher_is_better", comparator="target", also_against=["same_period_last_year"],
                  variance_basis="points", target={"value": 80, "says": "the plan"}, decimals=1,
                  noun={"one": "of clients was contacted in time", "many": "of clients were contacted in time"})  # fmt: skip
    folder.receive("2023-11-30", "A1,2023-24-Q1,quarter,25", "A1,2023-24-Q2,quarter,15", "A1,2022-23-Q2,year_to_date,50",
                   "B2,2023-24-Q2,year_to_date,,18,24", "B2,2022-23-Q2,year_to_date,,17,25")  # fmt: skip
    return folder


@pytest.fixture
def judged(partnership):
    """The overall verdict on a statement, and the causes of what does not agree in it."""
    checker = Checker(partnership.report(), partnership.figures())

    def judge(text, subject="A1"):
        verdicts = checker.judge(text, subject)
        return overall(verdicts), [one.cause for one in verdicts if one.verdict == WRONG]

    return judge


@pytest.mark.parametrize(
    "text",
    [
        "There were 40 graffiti incidents, 10 (20%) fewer than in the same period last year.",
        "Graffiti incidents fell from 50 to 40.",
        "Graffiti incidents fell by a fifth.",
        "Forty graffiti incidents were recorded.",
        "Nearly 42 incidents were recorded, about 40 in fact, and over 35.",
        "In quarter 1 there were 25 graffiti incidents, and 15 in quarter 2.",
        "Graffiti incidents have improved on last year.",
        "There were 40\u00a0graffiti incidents, a change of \u221220%.",  # no-break space, true minus
        "Graffiti incidents did not rise.",
    ],
)
def test_what_the_figures_say_too_agrees(judged, text):
    assert judged(text) == (AGREES, [])


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Graffiti incidents rose by 20%.", "direction"),
        ("Graffiti incidents rose, to 40.", "direction"),
        ("Graffiti incidents fell by 25%.", "other base"),  # 10 of 40
        ("Graffiti incidents fell by 10%.", "count for percentage"),
        ("In quarter 2 there were 51 graffiti incidents.", "transposed digits"),
        ("There were 50 graffiti incidents.", "other period"),
        ("There were 400 graffiti incidents.", "factor of hundred"),
        ("Graffiti incidents did not fall.", "direction"),
        ("Graffiti incidents were unchanged.", "direction"),
        ("Graffiti incidents doubled.", "direction"),
        ("In August 2024 a mural was painted over the wall.", "left over"),
    ],
)
def test_what_the_figures_deny_does_not_agree_and_names_a_likely_cause(judged, text, cause):
    assert judged(text) == (WRONG, [cause])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("75% of clients were contacted in time.", AGREES),  # 18 of 24
        ("18 of 24 clients (75%) were contacted in time.", AGREES),
        ("18 of 24 clients (57%) were contacted in time.", WRONG),
        ("Three quarters of clients were contacted in time.", AGREES),
        ("Most clients were contacted in time.", AGREES),
        ("All clients were contacted in time.", WRONG),
        ("Clients contacted in time rose by 7 percentage points.", AGREES),  # 68 to 75
        ("Clients contacted in time rose by 7%.", WRONG),
        ("The target of 80% was missed by 5 percentage points.", AGREES),
        ("The target was met.", WRONG),
        ("At 75%, clients contacted in time are above the target.", WRONG),
    ],
)
def test_percentages_points_fractions_and_targets(judged, text, verdict):
    assert judged(text, "B2")[0] == verdict


@pytest.mark.parametrize(
    "text",
    [
        "We held 3 events and 12 volunteers came.",
        "We aim to reduce incidents by 10% next year.",
        "Officers aged 18 to 24 worked 24/7 under Operation 55.",
        "Patrols rose by 30%.",
        "Nationally, graffiti rose by 4%.",
        "For the third year running we increased our patrols.",
        "We held more meetings than in any of the four years before.",
        "Not one volunteer was turned away.",
        "The new coordinator starts on 4 March 2024.",
        "One of the partners moved its second office.",
    ],
)
def test_what_no_figure_tells_is_never_accused(judged, text):
    assert judged(text) == (UNKNOWN, [])


def test_another_indicator_is_judged_by_its_own_figures_where_the_sentence_names_it(judged):
    assert judged("Graffiti incidents fell by 20%, while clients contacted in time stood at 75%.")[0] == AGREES
    assert judged("Clients contacted in time stood at 40%.")[0] == WRONG


def test_a_false_direction_is_answered_with_the_direction(partnership):
    checker = Checker(partnership.report(), partnership.figures())
    (wrong,) = (one for one in checker.judge("Graffiti incidents rose by 20%.", "A1") if one.verdict == WRONG)
    assert wrong.expected.startswith("a fall: 50 to 40")


def test_the_words_around_a_figure_placed_by_name_are_checked_too(judged):
    assert judged("That is a fall of {{ A1.percent_change | magnitude }}.") == (AGREES, [])
    assert judged("That is a rise of {{ A1.percent_change | magnitude }}.") == (WRONG, ["direction"])


HOSTILE = [
    "<script>alert(1)</script> fell by <b>99%</b>", "{{ A1.value", "%%%%% ((((( 1,1,1,1,1,1", "٤٠ graffiti incidents",
    "40 " * 3000, "fell by " * 2000, "a" * 20000, "(" * 3000 + "40%" + ")" * 3000, "than the " * 3000 + "40", "rose\u202e40",
    "not " * 3000 + "fall", "1 of 2 of 3 of 4 (" * 500, "½ ¾ ² Ⅷ 1e9 0x40 1.2.3.4 12,34 .5", "- - - - 1", "\n\n*\n# x\n",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read_in_no_time(partnership, text):
    checker = Checker(partnership.report(), partnership.figures())
    started = time.perf_counter()
    for statement in statements_of(text):
        checker.judge(statement.typed, "A1")
    assert time.perf_counter() - started < 8


def test_digits_of_other_scripts_are_numbers(judged):
    assert judged("٤٠ graffiti incidents were recorded.")[0] == AGREES  # 40


def test_sentences_and_bullets_are_statements_and_abbreviations_end_none():
    text = "First, e.g. this one. Then 40 incidents.\nIt goes on\n\n- a bullet. \n- another of approx. 40\n"
    assert [one.typed.split("\n")[0] for one in statements_of(text)] == [
        "First, e.g. this one.", "Then 40 incidents.", "It goes on", "a bullet.", "another of approx. 40",
    ]  # fmt: skip
    assert all(text[one.start :].startswith(one.typed) for one in statements_of(text))


# The commentary of a report


def table(partnership, text, **exceptions):
    figures = partnership.figures()
    if exceptions:
        partnership.except_in("2023-24-Q2", **exceptions)
    report = partnership.report()
    commentary = Commentary(
        "commentary/2023-24-Q2.md", {"A1": {"Our successes and issues": Section(text, 4, "commentary/2023-24-Q2.md")}}
    )
    statements = judge_commentary(report, commentary, figures)
    return report, figures, commentary, statements, statement_faults(report, commentary, statements)


def test_every_fault_is_told_at_once_with_its_line(partnership):
    *_, faults = table(partnership, "Graffiti incidents rose by 20%.\n\nWe held 3 events on 24/7 duty.\n")
    assert [(fault.row, fault.found) for fault in faults] == [(4, "20%"), (6, "3"), (6, "24/7")]
    assert "Likely cause: direction" in faults[0].action and "a fall: 50 to 40" in faults[0].expected


@pytest.mark.parametrize("typed", ["42", "½", "24/7", "²"])
def test_a_typed_number_that_nobody_vouches_for_has_no_source(partnership, typed):
    *_, faults = table(partnership, f"We met {typed} volunteers.\n")
    assert [(fault.what, fault.found) for fault in faults] == [("a number without a source", typed)]


def test_the_cell_of_a_notes_sheet_is_named(partnership):
    report, figures = partnership.report(), partnership.figures()
    cell = Section(
        "We met.\nGraffiti incidents rose.\n", 7, "returns/2023-11-30_partners.xlsx", "Notes", "E", "manager"
    )
    commentary = Commentary("commentary/2023-24-Q2.md", {"A1": {"Our successes and issues": cell}})
    (fault,) = statement_faults(report, commentary, judge_commentary(report, commentary, figures))
    assert (fault.file, fault.sheet, fault.row, fault.column) == ("returns/2023-11-30_partners.xlsx", "Notes", 7, "E")


def test_typed_numbers_that_agree_stand_on_the_page_with_their_figure(partnership):
    report, figures, commentary, statements, faults = table(
        partnership, "Graffiti incidents fell by **20%**, to nearly 42, in 2023/24.\n"
    )
    assert faults == []
    page = commentary_html(
        sourced(commentary, statements).find("A1", "Our successes and issues").markdown, figures, report.codes_defined
    )
    assert '<data value="-20" data-figure="A1.percent_change" data-form="typed">20%</data>' in page
    assert '<span class="stated" data-stated="checked: A1.value is 40">42</span>' in page


def test_a_role_can_accept_what_does_not_agree_with_a_reason(partnership):
    accepted = {"text": "rose by 20%", "role": "Manager", "reason": "counted by hand"}
    report, figures, commentary, statements, faults = table(
        partnership, "Graffiti incidents rose by 20%.\n", accepted=[accepted]
    )
    assert faults == [] and statement_counts(statements)["accepted"] == 1
    page = commentary_html(
        sourced(commentary, statements).find("A1", "Our successes and issues").markdown, figures, report.codes_defined
    )
    assert 'data-stated="accepted by Manager: counted by hand">20%<' in page


def test_an_acceptance_that_matches_nothing_is_a_fault(partnership):
    accepted = {"text": "rose by 30%", "role": "Manager", "reason": "counted by hand"}
    *_, faults = table(partnership, "Graffiti incidents fell by 20%.\n", accepted=[accepted])
    assert [(fault.what, fault.file) for fault in faults] == [
        ("an acceptance that matches nothing", "period/2023-24-Q2.toml")
    ]


def test_a_word_that_cannot_be_checked_is_shown_and_stops_nothing(partnership):
    *_, statements, faults = table(partnership, "Complaints about noise rose.\n")
    assert faults == [] and set(statements["verdict"]) == {UNKNOWN}


def test_a_period_that_direction_words_reach_into_needs_no_source(partnership):
    *_, statements, faults = table(partnership, "Graffiti incidents were lower than in Q2 of 2022/23.\n")
    assert faults == [] and "names a period" in set(statements["source"])


def test_a_number_in_words_that_cannot_be_checked_has_no_source_either(partnership):
    *_, faults = table(partnership, "Complaints about noise doubled.\n\nTwo walls were painted, in the first six months.\n")
    assert [(fault.what, fault.found) for fault in faults] == [
        ("a number without a source", "doubled"), ("a number without a source", "Two"),
    ]  # fmt: skip


def test_notebook_three_refuses_what_does_not_agree(partnership):
    (partnership.folder / "commentary").mkdir()
    text = "# A1\n\n## Our successes and issues\n\nGraffiti incidents rose.\n"
    (partnership.folder / "commentary" / "2023-24-Q2.md").write_text(text, encoding="utf-8")
    assert read_commentary(partnership.report())[1] == []
    with pytest.raises(FaultsFound, match="line 5: does not agree with the figures"):
        partnership.figures()


@pytest.mark.parametrize(
    "text",
    [
        "Quarter 1: total of 25, and 15 in Q2.",  # a period before a colon is what the statement is of
        "Graffiti incidents were down by 10 (50 to 40), that is 20% fewer.",
        "Graffiti incidents fell between Q1 (25) and Q2 (15).",
        "40 graffiti incidents (down from 50), with 12 from the parks.",
        "We served 45 notices for graffiti, down from 60.",  # beside a number of something else
        "Graffiti incidents went from 50 to 40, and staff numbers from 5 to 6.",
        "Graffiti incidents are down from 50 to 40; the force as a whole rose by 31%.",
        "40 is below the 50 of last year but above the 30 for which the team was set up.",
    ],
)
def test_right_statements_with_several_numbers_are_not_accused(judged, text):
    assert judged(text)[0] != WRONG


@pytest.mark.parametrize(
    ("text", "subject", "cause"),
    [
        ("40 graffiti incidents, up from 50 last year.", "A1", "direction"),
        ("Graffiti incidents came down, from 50 to 46.", "A1", "number"),
        ("In Q3 there were 40 graffiti incidents.", "A1", "left over"),
        ("75.0% of clients were contacted in time, in line with the 75% target.", "B2", "target"),
        ("Of the 24 clients, 18 (79%) were contacted in time.", "B2", "arithmetic"),
        ("The target of 80% for clients contacted in time was comfortably met.", "B2", "target"),
    ],
)
def test_a_number_beside_one_that_agrees_is_held_to_the_same(judged, text, subject, cause):
    assert judged(text, subject) == (WRONG, [cause])


# Statements judged by hand


def benchmark_files():
    return sorted((Path(__file__).parents[1] / "benchmarks" / "commentary").glob("*.csv"))


@pytest.fixture(scope="module")
def judged_by_file():
    from commentary_check import judge_file

    return {path.stem: judge_file(path) for path in benchmark_files()}


@pytest.mark.parametrize("name", ["own", "blind_first", "blind_second", "blind_third", "blind_fourth"])
def test_statements_that_the_checker_was_mended_with_are_judged_as_by_hand(name, judged_by_file):
    from commentary_check import score

    found = score(judged_by_file[name])
    assert found["precision"] >= 0.98 and found["recall"] >= 0.90, found


def test_the_statements_of_writers_who_had_not_seen_the_checker_are_judged_as_by_hand(judged_by_file):
    from commentary_check import score

    blind = [one for name, judged in judged_by_file.items() if name.startswith("blind") for one in judged]
    found = score(blind)
    assert found["precision"] >= 0.98 and found["recall"] >= 0.90, found


def test_what_agrees_with_a_figure_is_accepted_by_the_check_of_the_finished_page():
    from commentary_check import checker

    with (Path(__file__).parents[1] / "benchmarks" / "commentary" / "own.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tried = 0
    for row in rows:
        of_report = checker(row["report"], row["period"])
        figures = of_report.evidence.figures
        records = {one.id: {"display": one.display, "magnitude": one.magnitude} for one in figures.values()}
        for claim in of_report.judge(row["text"], row["subject"]):
            if claim.number and claim.verdict == "matches":
                tried += 1
                source, figure = source_of(figures, claim), figures.get(claim.figure)
                typed = figure and (float(figure.value), figure.unit, figure.parts.measure)
                assert is_held(source, records) if source else typed_agrees(claim.text.strip(), *typed), row["text"]
    assert tried > 500


def test_there_are_more_than_three_hundred_statements_and_half_of_them_are_blind():
    counts = {}
    for path in benchmark_files():
        with path.open(encoding="utf-8", newline="") as file:
            counts[path.stem] = len(list(csv.DictReader(file)))
    blind = sum(count for name, count in counts.items() if name.startswith("blind"))
    assert sum(counts.values()) >= 300 and blind * 2 >= sum(counts.values())
