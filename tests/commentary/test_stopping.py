"""Statements: every claim of a commentary is a row; what does not agree, or has no source, stops the report with its line."""

import time

import pytest
from in_process import faults_of_run

from pipeline.commentary.checker import Checker
from pipeline.commentary.statements import judge_commentary, readings, statement_counts, statement_faults
from pipeline.core.written.sentences import statements_of
from pipeline.page.markup import commentary_html
from pipeline.page.typed_numbers import sourced
from pipeline.received.commentary import Commentary, read_commentary
from pipeline.received.written_sections import Section

UNKNOWN = "cannot be checked"


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


HOSTILE = [
    "<script>alert(1)</script> fell by <b>99%</b>", "{{ A1.value", "%%%%% ((((( 1,1,1,1,1,1", "٤٠ graffiti incidents",
    "40 " * 3000, "fell by " * 2000, "a" * 20000, "(" * 3000 + "40%" + ")" * 3000, "than the " * 3000 + "40", "rose\u202e40",
    "not " * 3000 + "fall", "1 of 2 of 3 of 4 (" * 500, "½ ¾ ² Ⅷ 1e9 0x40 1.2.3.4 12,34 .5", "- - - - 1", "\n\n*\n# x\n",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read_in_no_time(partnership, text):
    checker = Checker(partnership.report(), partnership.figures())
    started = time.process_time()
    for statement in statements_of(text):
        checker.judge(statement.typed, "A1")
    assert time.process_time() - started < 60  # of the processor: what a search without end takes, on no machine what one with an end does


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
    assert "Likely cause: direction" in faults[0].action and "a fall: A1.value@2022-23-Q2 is 50, A1.value is 40" in faults[0].expected


def test_a_wrong_direction_is_told_by_the_values_that_its_sentence_names(partnership):
    partnership.receive("2023-11-29", "A1,2021-22-Q2,year_to_date,30", name="earlier")  # from 30 to 50 was a rise
    [fault] = table(partnership, "Graffiti incidents rose by 10, from 50 to 40.\n")[-1]
    assert fault.found == "10" and fault.expected == "a fall: A1.value@2022-23-Q2 is 50, A1.value is 40"


def test_a_table_is_read_cell_by_cell_with_the_head_of_its_column(partnership):
    head = "| | 2022/23 | 2023/24 |\n|---|---:|---:|\n"
    *_, faults = table(partnership, f"{head}| Graffiti incidents | 50 | 40 |\n| Clients contacted in time | 68% | 75% |\n")
    assert faults == []
    *_, faults = table(partnership, f"{head}| Graffiti incidents | 40 | 50 |\n")
    assert [(fault.row, fault.found) for fault in faults] == [(6, "40"), (6, "50")]


def test_what_the_report_counts_of_itself_can_be_placed_by_name(partnership):
    checker = Checker(partnership.report(), partnership.figures())
    own = [one.id for one in checker.evidence.figures.values() if one.parts.measure == "total"]
    assert own
    for name in own:
        verdicts = checker.judge(f"There are {{{{ {name} }}}} of them.", "A1")
        assert [(one.verdict, one.figure) for one in verdicts if one.number] == [("bound", name)]


def test_no_cause_is_told_where_none_is_known(partnership):
    *_, faults = table(partnership, "Graffiti incidents stood at 10.\n")
    assert [fault.found for fault in faults] == ["10"] and "Likely cause" not in faults[0].action


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
    statements = judge_commentary(report, commentary, figures)
    (fault,) = statement_faults(report, commentary, statements)
    assert "returns/2023-11-30_partners.xlsx, sheet Notes, row 7, column E: We met." in list(readings(statements))
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
    assert faults == [] and set(statements["verdict"]) == {"read", UNKNOWN}


def test_a_period_that_direction_words_reach_into_needs_no_source(partnership):
    *_, statements, faults = table(partnership, "Graffiti incidents were lower than in Q2 of 2022/23.\n")
    assert faults == [] and "names a period" in set(statements["source"])


def test_a_number_in_words_that_cannot_be_checked_has_no_source_either(partnership):
    *_, faults = table(partnership, "Complaints about noise doubled.\n\nTwo walls were painted, in the first six months.\n")
    assert [(fault.what, fault.found) for fault in faults] == [
        ("a number without a source", "doubled"), ("a number without a source", "Two"),
    ]  # fmt: skip


def test_a_run_refuses_what_does_not_agree_and_a_received_change_that_is_not_that_of_its_values_at_once(partnership):
    (partnership.folder / "commentary").mkdir()
    text = "# A1\n\n## Our successes and issues\n\nGraffiti incidents rose.\n"
    (partnership.folder / "commentary" / "2023-24-Q2.md").write_text(text, encoding="utf-8")
    assert read_commentary(partnership.report())[1] == []
    partnership.define("B1", as_received=["percent_change"])
    header = "indicator,period,basis,value,percent_change"
    lines = "B1,2023-24-Q2,year_to_date,230,-4.3\nB1,2022-23-Q2,year_to_date,240,"
    (partnership.folder / "returns/2023-12-01_other.csv").write_text(f"{header}\n{lines}\n", encoding="utf-8")
    partnership.report()
    ended, faults = faults_of_run(partnership.root, "demo", "2023-24-Q2")
    assert ended == "refused" and len(faults) == 2
    assert "line 5: does not agree with the figures" in faults[1] and "the change as received is not that of its values" in faults[0]


