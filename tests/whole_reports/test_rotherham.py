"""The domestic abuse briefing on its real figures: what was published in December 2017, and what the paper makes of it."""

import csv
import re

import pytest
from in_process import report_here
from support import PROJECT

pytestmark = pytest.mark.slow
PERIOD = "2017-10"
DATA = PROJECT / "data" / "raw"
COVERAGE = PROJECT / "docs" / "coverage"


@pytest.fixture(scope="module")
def run(made):
    return made("rotherham", PERIOD)


def rows(name):
    with (COVERAGE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(html):
    return re.sub(r" (?=[,.;)])", "", " ".join(re.sub("<[^>]+>", " ", html).split()))


def section(page, name):
    return re.search(rf'<section class="paper" id="{name}">.*?</section>', page, re.S)[0]


def table(page, caption):
    return next(found for found in re.findall(r"<table.*?</table>", page, re.S) if caption in found)


# The published table, read across: twelve months to October 2016 and 2017, change as printed, April to October 2017.
@pytest.mark.parametrize(
    ("code", "before", "now", "change", "to_date"),
    [
        ("domestic-crimes", "1,902", "3,179", "+67.1%", "2,027"),
        ("outcome-rate", "29%", "19%", "−10 percentage points", "18%"),
        ("marac-referrals", "527", "470", "−10.8%", "277"),
        ("marac-repeats", "188", "163", "−13.3%", "103"),
        ("marac-repeat-share", "36%", "35%", "−1 percentage point", "37%"),
        ("victim-satisfaction", "82%", "74%", "−8 percentage points", "71%"),
    ],
)
def test_the_table_says_what_was_published_and_percentages_differ_in_points(
    ledger, page, code, before, now, change, to_date
):
    measure = "point_change" if "point" in change else "percent_change"
    ids = [f"{code}.{part}" for part in ("value@2016-10", "value", measure, "value~year_to_date")]
    assert [ledger[figure_id]["display"] for figure_id in ids] == [before, now, change, to_date]
    shown = table(page, "twelve months, the twelve before")
    assert all(f'data-figure="{figure_id}"' in shown for figure_id in ids)


def test_the_proportion_of_repeats_is_worked_out_from_its_counts_and_agrees_with_what_was_printed(ledger):
    assert ledger["marac-repeat-share.value"]["value"] == pytest.approx(163 / 470 * 100, abs=1e-12)
    assert ledger["marac-repeat-share.value@2016-10"]["value"] == pytest.approx(188 / 527 * 100, abs=1e-12)
    assert ledger["marac-repeat-share.value~year_to_date"]["value"] == pytest.approx(103 / 277 * 100, abs=1e-12)


def test_support_outcomes_stand_under_their_own_days_and_what_was_not_provided_is_not_available(ledger, page):
    shown = table(page, "given successful support")
    heads = re.findall(r"<th scope=\"col\".*?</th>", shown, re.S)
    assert [words(head) for head in heads] == [
        "Measure", "April 2015 to March 2016 year", "April 2016 to March 2017 year", "Change",
        "April to September 2017 year to date",
    ]  # fmt: skip
    secure = "rise-outcomes[Secure accommodation]"
    ids = [
        "value~year@2015-16",
        "value~year@2016-17",
        "point_change:same_period_last_year~year@2016-17",
        "value@2017-09",
    ]
    assert [ledger[f"{secure}.{figure_id}"]["display"] for figure_id in ids] == ["[x]", "78%", "[x]", "63%"]
    assert "data were not provided" in ledger[f"{secure}.value~year@2015-16"]["reason"]
    assert "rise-outcomes" not in table(page, "twelve months, the twelve before")


def test_directions_are_told_from_the_sign_and_nothing_has_a_light(ledger):
    directions = {record["indicator"]: record["value"] for record in ledger.values() if ".trend:" not in record["id"]
                  and record["measure"] == "trend"}  # fmt: skip
    assert directions == {
        "domestic-crimes": "higher", "outcome-rate": "lower", "marac-referrals": "lower", "marac-repeats": "lower",
        "marac-repeat-share": "lower", "victim-satisfaction": "lower",
    }  # fmt: skip
    assert {record["value"] for record in ledger.values() if record["measure"] == "traffic_light"} == {"data only"}


def test_a_falling_percentage_is_never_told_as_fewer_outcomes(page):
    said = words(section(page, "key-risks"))
    assert "with an outcome fell by 10 percentage points to 19%" in said
    assert "recorded crimes rose by 67.1%, so that a lower percentage does not mean fewer outcomes" in said
    assert "fewer outcomes" not in said.replace("does not mean fewer outcomes", "")


def test_sections_and_paragraphs_are_numbered_without_a_gap(page):
    headings = re.findall(r'<section class="paper".*?<h2><span data-label="number">(\d+)</span>', page, re.S)
    assert headings == [str(number) for number in range(1, 12)]
    numbers = re.findall(r'<span class="no"><span data-label="number">([\d.]+)</span>', page)
    assert numbers[:6] == ["1.1", "1.2", "2.1", "2.2", "2.3", "3.1"]
    assert numbers[-2:] == ["10.1", "10.2"]
    assert len(numbers) == len(set(numbers)) == 29
    assert "<ol" not in page


def test_every_recommendation_leads_to_the_section_that_answers_it(page):
    shown = re.findall(r"<tr>.*?</tr>", table(page, "Recommendations of the committee"), re.S)[1:]
    led_to = [re.findall(r'href="#([^"]+)"', row) for row in shown]
    assert led_to == [
        ["victims-voice"], ["peer-review"], ["perpetrator-programme"], ["empowerment-and-education"],
        ["police-inspection"], ["victims-voice"], ["peak-periods"],
    ]  # fmt: skip
    assert "Answered without a figure" in words(shown[-1]) and "Christmas" in words(shown[-1])
    assert "No number is given" in words(section(page, "peak-periods"))


def test_actions_keep_the_status_that_was_reported_and_what_is_not_stated_is_said_once(ledger, page):
    statuses = [record for record in ledger.values() if record["measure"] == "status"]
    assert [record["value"] for record in statuses].count("complete or on target") == 10
    assert [record["value"] for record in statuses].count("not stated") == 3
    shown = words(section(page, "additional-action"))
    assert "Not stated of any of them: lead, due, milestones." in shown and "Lead Due" not in shown
    assert shown.count("the source states no lead") == 2  # once for each status, not once for each of the 13 actions
    assert "nothing is said of the other 3" in shown


def test_the_backlog_that_has_gone_is_a_judgement_and_no_figure(ledger, page):
    assert (ledger["waiting-for-support.baseline"]["value"], ledger["waiting-for-support.value"]["display"]) == (
        160,
        "[x]",
    )
    # One standing for the figure: missing in the text as in the tables, and told once.
    shown = words(section(page, "key-risks"))
    assert "gives no number" in shown and "0 waiting" not in shown
    assert shown.count("There is no figure for 31 October 2017") == 1
    judgements = re.search(r'<section id="judgements"[^>]*>.*?</section>', page, re.S)[0]
    assert "what is missing is not nought" in words(judgements)


def test_the_masthead_says_to_whom_and_when_and_contacts_are_roles(page):
    masthead = words(re.search(r'<header class="masthead">.*?</header>', page, re.S)[0])
    for said in (
        "Not issued by",
        "Improving Lives Select Committee",
        "12 December 2017",
        "Regeneration and Environment",
    ):
        assert said in masthead
    assert "Chief executive, Rotherham Rise" in words(section(page, "contacts"))


def test_every_base_value_of_the_document_is_a_figure_is_stated_or_has_a_reason_why_not(ledger, page):
    found = rows("rotherham.csv")
    assert len(found) == 36  # as many as the transcription has
    for row in found:
        assert bool(row["figure"]) != bool(row["left_out_because"]), row
        name = row["figure"]
        if name.startswith("stated: commentary on "):
            written = section(page, name.removeprefix("stated: commentary on "))
            told = re.findall(r'data-stated="[^"]+">([^<]+)<', written)
            numbers = [{"two": "2"}.get(one, one).strip("£").replace(",", "") for one in told]
            assert row["value"] in numbers, row
        elif name:
            # A percentage with its counts is worked out; the document prints it rounded.
            value = ledger[name]["value"]
            assert (value if value is None else f"{value:.0f}") == (row["value"] or None), row


def test_every_heading_of_the_document_is_covered_or_has_a_reason_why_not():
    found = rows("rotherham-headings.csv")
    assert all(bool(row["covered_by"]) != bool(row["why_not"]) for row in found)
    assert len({row["heading"] for row in found}) == len(found) > 25


def test_what_was_published_agrees_but_for_the_per_cent_signs_that_should_be_points(tmp_path):
    ended = report_here("reconcile", "rotherham", PERIOD, "--data", DATA, "--outputs", tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "agrees: 6" in ended.stdout and "disagrees: 3" in ended.stdout and "not settled: 0" in ended.stdout
