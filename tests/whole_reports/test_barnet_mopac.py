"""The MOPAC projects of Barnet on their real figures: what was published for April to June 2015, and what the page makes of it."""

import csv
import re

import pytest
from support import PROJECT

from pipeline.figures.figure import Figures
from reporting.audit.published_numbers import read_published
from reporting.audit.reconciliation import reconcile

pytestmark = pytest.mark.slow
REPORT, PERIOD = "barnet-mopac", "2015-16-Q1"
DATA, COVERAGE = PROJECT / "data" / "raw", PROJECT / "docs" / "coverage"


@pytest.fixture(scope="module")
def run(made):
    return made(REPORT, PERIOD)


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def measure(page, code):
    """The words of a measure's part of its project's table."""
    return words(re.search(rf'<tbody id="{re.escape(code)}">(.*?)</tbody>', page, re.S)[1])


def rows_of(name):
    return list(csv.DictReader((COVERAGE / name).open(encoding="utf-8")))


def test_every_base_value_of_the_document_is_a_figure_or_has_a_reason_why_not(ledger):
    rows = rows_of("barnet-mopac.csv")
    assert len(rows) == 74
    for row in rows:
        assert bool(row["figure"]) != bool(row["left_out_because"]), row
        if row["figure"]:
            assert ledger[row["figure"]]["value"] == (float(row["value"]) if row["value"] else None), row


def test_every_stated_number_stands_in_the_commentary_of_its_project():
    text = (DATA / REPORT / "commentary" / f"{PERIOD}.md").read_text(encoding="utf-8")
    stated = [
        row["value"] for row in rows_of("barnet-mopac.csv") if "additional information" in row["left_out_because"]
    ]
    assert sorted(stated) == sorted(re.findall(r"\{\{ stated: (\d+) ", text))


def test_every_heading_of_the_document_is_covered_or_has_a_reason_why_not():
    rows = rows_of("barnet-mopac-headings.csv")
    assert all(bool(row["covered_by"]) != bool(row["why_not"]) for row in rows)
    assert len([row for row in rows if re.match(r"[1-5]\. ", row["heading"])]) == 5


# Judged as printed; 1.1, 5.1 and 5.2 are printed without a word of the scale: 95 of 73.25, 10 of 15 and 0 of 5 required.
@pytest.mark.parametrize(
    ("judgement", "figures"),
    [
        ("met", ["2.1", "2.2", "2.3", "2.5", "3.1", "3.2", "5.3", "5.4", "5.5"]),
        ("on line to achieve or exceed", ["1.2", "4.1"]),
        ("not yet met", ["4.2[overall satisfaction]"]),
        ("not on line", ["1.1", "2.4", "5.1", "5.2"]),
        ("nothing to judge", ["4.3"]),
        ("no data", []),
    ],
)
def test_the_targets_are_judged_as_printed(ledger, judgement, figures):
    judged = {record["id"]: record["value"] for record in ledger.values() if record["measure"] == "on_track"}
    assert [name for name, word in judged.items() if word == judgement] == [f"{name}.on_track" for name in figures]
    assert ledger[
        f"on-track[{ {'on line to achieve or exceed': 'on-line'}.get(judgement, judgement.replace(' ', '-')) }].total"
    ]["value"] == len(figures)


@pytest.mark.parametrize(
    ("figure", "display"),
    [
        ("1.1.annualised", "380"),
        ("1.2.annualised", "0"),
        ("5.1.annualised", "40"),
        ("4.1.target", "15"),
        ("5.2.target", "5"),
        ("3.1.reduction", "48.1%"),
        ("5.3.reduction", "25.7%"),
        ("2.5.reduction", "60.0%"),  # printed as 59%
        ("2.5.target", "1.71"),  # 95% of 1.8
        ("3.1.target", "2.47"),  # 85% of 2.91
        ("5.3.target", "5.6%"),
        ("2.4.point_change:baseline", "−7 percentage points"),
        ("2.4.gap_to_target", "−24 percentage points"),
        ("4.2[overall satisfaction].gap_to_target", "−7 percentage points [u]"),
        ("5.4.value", "100% [p]"),
        ("4.3.value", "[z]"),
        ("4.3.denominator", "0"),
        ("3.2.baseline", "[x]"),
        ("1.1.lower_ci", "[x]"),
    ],
)
def test_what_is_worked_out_is_what_was_printed_or_hand_arithmetic(ledger, figure, display):
    assert ledger[figure]["display"] == display


def test_rates_that_are_yearly_already_and_percentages_are_not_annualised(ledger):
    assert [name for name in ledger if name.endswith(".annualised")] == [
        "1.1.annualised",
        "1.2.annualised",
        "5.1.annualised",
    ]


def test_every_derived_number_that_was_printed_agrees_but_one_that_is_accepted(ledger):
    published, faults = read_published(DATA / REPORT, PERIOD)
    lines, more = reconcile(Figures.from_records(ledger.values()), published, PERIOD)
    assert faults + more == [] and len(lines) == 20
    assert [line.figure for line in lines if line.verdict != "agrees"] == ["2.5.reduction"]
    assert all(line.settled for line in lines)


def test_the_masthead_names_committee_meeting_and_paper(page):
    top = words(re.search(r'<header class="masthead">(.*?)</header>', page, re.S)[1])
    for said in (
        "Community Leadership Committee",
        "9 September 2015",
        "Appendix 1",
        "1 April to 30 June 2015",
        "Not issued by Barnet",
    ):
        assert said in top


def test_five_projects_each_with_its_lead_agency(page):
    table = re.search(r'<section id="projects"[^>]*>(.*?)</section>', page, re.S)[1]
    leads = [words(cell) for cell in re.findall(r"</th><td>(.*?)</td>", table)]
    assert leads == ["Youth Offending Service", "Public Health", "Probation", "Victim Support", "Environmental Health"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1.1", "called a reduction and allows a rise"),
        ("1.1", "A year at this pace would come to 380 , against a target of 293 ; that is no forecast."),
        ("1.2", "below 19"),
        ("2.3", "That is the same as the target of 88% ."),
        ("2.4", "It is 7 percentage points below the baseline of 24% : worse than the baseline as well as the target."),
        ("2.5", "It is 60.0% below the baseline of 1.8 , which is better."),
        ("3.2", "There is no baseline yet [x] : to be established in 2015/16 ."),
        ("4.2", "few clients answered"),
        ("4.3", "no community trigger was received"),
        ("4.3", "3 times in 6 months, or 5 people"),
        ("5.1", "The target of 60 stands, although the baseline is 65."),
        ("5.4", "The figure is provisional"),
    ],
)
def test_the_page_says_it_beside_the_measure(page, code, said):
    assert said in measure(page, code)


def test_none_of_nothing_is_shown_as_nought_received_and_never_as_nought_per_cent(page):
    assert (
        "[z]" in measure(page, "4.3")
        and "0 of 0" in measure(page, "4.3")
        and "0%" not in measure(page, "4.3").replace("100%", "")
    )


def test_only_the_first_of_five_questions_has_a_target(page):
    assert measure(page, "4.2").count("at least") == 1 and measure(page, "4.2").count("not judged") == 4


def test_what_is_met_what_is_not_and_what_is_missing_stand_at_the_top(page):
    top = re.search(r'<section id="headlines"[^>]*>(.*?)</section>\s*</div>', page, re.S)[1]
    for heading, count in (("Met, or on line", 11), ("Not met", 5), ("What is missing", 6)):
        assert len(re.findall("<li>", re.search(rf"<h3>{heading}</h3>(.*?)</ul>", top, re.S)[1])) == count
