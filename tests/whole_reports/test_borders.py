"""The Borders report on its real figures: what was published in November 2023, and what the page makes of it."""

import csv
import json
import re
import shutil
from html.parser import HTMLParser

import pytest
from in_process import report_here
from support import DATA, PERIOD, PROJECT, audit_of, outputs_of

from pipeline.core.report_names import name_problem
from reporting.signing.front_pages import as_signed, in_folder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(made):
    return made("borders", PERIOD)


@pytest.fixture(scope="module")
def audit(run):
    return audit_of(run)


@pytest.fixture(scope="module")
def outputs(run, tmp_path_factory):
    """A copy of the outputs, to make another report in."""
    return shutil.copytree(outputs_of(run), tmp_path_factory.mktemp("both") / "outputs")


@pytest.fixture(scope="module")
def last_year(outputs, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(DATA / "borders", data / "borders")
    ended = report_here("run", "borders", "2022-23-Q2", "--data", data, "--outputs", outputs)
    assert ended.returncode == 0, ended.stderr
    page = outputs / ended.stdout.strip().splitlines()[-1]
    folder = outputs / "borders" / "2022-23-Q2" / json.loads(page.with_name("run.json").read_text())["run"]
    assert folder / "report.html" == page
    return folder


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_lights_are_the_published_ones(run):
    assert read(run / "run.json")["traffic_lights"] == {"green": 5, "amber": 3, "red": 2, "data_only": 5, "no_data": 0}


def test_no_report_can_be_called_as_what_stands_beside_it_in_the_outputs(run):
    outputs = outputs_of(run)
    beside = {path.name for folder in (outputs, outputs / "restricted") for path in folder.iterdir()} - {"borders"}
    assert {"restricted", "index.html", "store"} <= beside and [name for name in beside if not name_problem(name)] == []


# Value, difference and percentage as the published report prints them; P172's percentage, which it does not print, is (7 - 20) / 20.
@pytest.mark.parametrize(
    ("code", "value", "last_year", "change", "percent"),
    [
        ("CP03-P177", 48, 85, -37, "−43.5%"),
        ("CP03-P179", 56, 65, -9, "−13.8%"),
        ("CP03-P118", 312, 361, -49, "−13.6%"),
        ("CP03-P119", 589, 682, -93, "−13.6%"),
        ("CP03-P120b", 15, 14, 1, "+7.1% [u]"),
        ("CP03-P158", 220, 186, 34, "+18.3%"),
        ("CP03-P108", 67, 74, -7, "−9.5%"),
        ("CP03-P157", 17, 43, -26, "−60.5% [u]"),
        ("CP03-P172", 7, 20, -13, "−65.0% [u]"),
    ],
)
def test_counts_change_as_published(ledger, code, value, last_year, change, percent):
    figures = [ledger[f"{code}.{measure}"] for measure in ("value", "comparator", "change", "percent_change")]
    assert [figure["value"] for figure in figures[:3]] == [value, last_year, change]
    assert figures[3]["display"] == percent
    assert figures[3]["value"] == pytest.approx(change / last_year * 100, abs=1e-12)


def test_percentages_are_held_against_target_and_baseline_in_points(ledger):
    assert ledger["CP03-P170.gap_to_target"]["value"] == -7.5
    assert ledger["CP03-P170.gap_to_target"]["display"] == "−7.5 percentage points"
    assert ledger["CP03-P170.target"]["display"] == "30%"
    assert ledger["CP03-P247.value"]["value"] == 90.2
    assert ledger["CP03-P247.point_change"]["display"] == "+10.2 percentage points"


def test_no_surveys_are_not_nought_per_cent(ledger):
    figure = ledger["mediation-satisfaction.value"]
    assert (figure["value"], figure["display"], figure["status"]) == (None, "[z]", "z")


def test_percentages_without_counts_have_no_limits_and_those_with_counts_do(ledger):
    assert ledger["CP03-P170.lower_ci"]["display"] == "[x]"
    # Wilson, 0 of 1 and 1 of 1: 1 / (1 + z²) = 0.2065 from either end.
    assert ledger["CP03-P176c.upper_ci"]["value"] == pytest.approx(79.3451, abs=1e-4)
    assert ledger["CP03-P121b.lower_ci"]["value"] == pytest.approx(20.6549, abs=1e-4)


def test_what_is_missing_stands_at_the_top_with_the_earlier_values_that_were_not_published(page):
    top = re.search(r"<h3>What is missing</h3>(.*?)</section>", page, re.S)[1]
    listed = re.findall(r'data-figure="([^"]+)"', top)
    assert listed == [
        "CP03-P176b.comparator",
        "CP03-P176c.comparator",
        "CP03-P121b.comparator",
        "mediation-satisfaction.value",
    ]
    assert top.count("compares the mediation percentages with nothing") == top.count("<li>") - 1 == 1  # one reason for three of them, said once


def test_a_series_of_two_points_is_no_trend(ledger):
    assert ledger["CP03-P177.trend:previous_years"]["value"] == "too few points"


def test_illegible_years_are_not_available_and_the_doubtful_ones_are_marked(ledger):
    assert ledger["CP03-P177.value~year@2021-22"]["display"] == "[x]"
    assert ledger["CP03-P119.value~year@2022-23"]["display"] == "1,271 [u]"
    assert "CP03-P119.chart~year" in ledger and "CP03-P177.chart~year" not in ledger


def test_every_figure_names_a_cell_that_carries_it_and_every_operand_is_a_figure(ledger, audit):
    carried = {}
    for path in audit.glob("*.ipynb"):
        for cell in read(path)["cells"]:
            for output in cell.get("outputs", []):
                for figure in output.get("data", {}).get("application/vnd.report-figures+json", {}).get("figures", []):
                    carried[figure["id"]] = {"notebook": path.name, "id": cell["id"]}
    assert len(ledger) > 200
    for record in ledger.values():
        assert {key: record["cell"][key] for key in ("notebook", "id")} == carried[record["id"]]
        assert set(record["operands"].values()) <= set(ledger)


def test_every_received_figure_leads_to_the_row_that_holds_it(audit):
    lines = {}
    received = [record for record in read(audit / "ledger.json")["figures"] if record["method"] == "received"]
    assert len(received) > 70
    for record in received:
        (rows,) = record["rows"]
        path = DATA / "borders" / rows["file"]
        lines.setdefault(path, path.read_text(encoding="utf-8").splitlines())
        line = lines[path][rows["rows"][0] - 1]
        assert line.startswith(record["indicator"] + ",")
        assert record["value"] is None or f",{record['value']}," in line


def test_the_publication_edition_holds_no_rows(run):
    taken_away = ["report.csv", "report.csv-metadata.json", "report.ods", "report.pdf", "report.xlsx"]
    assert sorted(path.name for path in run.iterdir()) == sorted(["ledger.json", "report.html", "run.json", *taken_away])
    assert all("rows" not in record for record in read(run / "ledger.json")["figures"])


def test_the_run_says_what_it_was_made_from(run):
    facts = read(run / "run.json")
    assert facts["parameters"] == {"report": "borders", "period": PERIOD, "as_of": "2023-11-30"}
    by_name = {content["file"]: content for content in facts["inputs"]}
    assert by_name["returns/2023-11-30_published-report.csv"]["rows"] == 78
    assert [step["notebook"] for step in facts["steps"]][0] == "1_ingest.ipynb" and len(facts["steps"]) == 4
    store = outputs_of(run) / "restricted" / "store"
    for digest in [*facts["code"].values(), *(content["sha256"] for content in facts["inputs"])]:
        assert (store / digest[:2] / digest).exists()


def test_the_page_is_a_whole_report_in_british_english(page):
    assert page.startswith("<!DOCTYPE html>") and '<html lang="en-GB">' in page
    assert "1 April to 30 September 2023" in page
    assert "Demonstration rebuilt from figures in a published report. Not issued by Scottish Borders Council." in page
    headings = [re.sub(r"<[^>]+>", "", heading).strip() for heading in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.S)]
    assert [heading for heading in headings if not heading.startswith("Strategic")] == [
        "In short", "Traffic lights", "Contents", "Data quality", "Judgements that people made",
        "Methods and definitions", "Checks of this page", "List of figures", "The cells that made them",
    ]  # fmt: skip
    assert len(re.findall(r'<article class="indicator"', page)) == 15
    for heading in ("Where we are", "Our successes and issues", "What we are doing"):
        assert len(re.findall(rf"<h4>{heading}", page)) == 15


class _Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_the_page_asks_for_nothing_from_anywhere_and_leads_nowhere_but_to_itself_and_to_what_lies_beside_it(page, run):
    elements = _Elements()
    elements.feed(page)
    assert not [tag for tag, _ in elements.found if tag in ("script", "link", "iframe", "img", "object")]
    links = [attributes["href"] for tag, attributes in elements.found if "href" in attributes]
    away = {link for link in links if not link.startswith(("#", "data:text/csv"))}
    assert away == {"report.xlsx", "report.ods", "report.csv", "report.pdf"} <= {path.name for path in run.iterdir()}


def test_last_years_report_goes_as_far_as_the_data_goes(last_year):
    figures = {record["id"]: record for record in read(last_year / "ledger.json")["figures"]}
    assert figures["CP03-P177.value"]["value"] == 85
    assert figures["CP03-P177.comparator"]["display"] == "[x]"
    assert figures["CP03-P177.comparator"]["reason"] == "no value for April to September 2021 was ever received"
    assert figures["CP03-P170.value"]["display"] == "[x]"
    assert figures["CP03-P170.value"]["reason"].startswith("not received from the DAAS service (")
    assert read(last_year / "run.json")["traffic_lights"] == {
        "green": 0,
        "amber": 0,
        "red": 0,
        "data_only": 5,
        "no_data": 10,
    }
    assert not [name for name in figures if "2023-24" in name], "nothing of the year after"
    page = (last_year / "report.html").read_text(encoding="utf-8")
    assert "Nothing was written for this period." in page


def test_the_newest_report_and_all_reports_can_be_found_and_lead_to_each_other(outputs, run, last_year):
    index = (outputs / "index.html").read_text()
    for folder, way in ((outputs / run.relative_to(outputs_of(run)), "Last report: 1 April to 30 September 2022"), (last_year, "Next report: 1 April to 30 September 2023")):
        shown = folder.with_name(f"{folder.name}.html")
        assert f"url={shown.name}" in (folder.parent / "latest.html").read_text() and shown.relative_to(outputs).as_posix() in index
        assert f">{way}</a></dd>" in shown.read_text() and as_signed(in_folder(shown.read_text(), folder.name)).encode() == (folder / "report.html").read_bytes()
    assert "5 green, 3 amber, 2 red, 5 data only" in index and "5 data only, 10 no data" in index


def test_a_check_finds_nothing_to_stop_the_report_and_publishes_nothing(tmp_path):
    ended = report_here("check", "borders", PERIOD, "--outputs", tmp_path)
    claims, last = ended.stdout.strip().splitlines()
    assert claims.startswith("Claims of the commentary: bound ") and "does not agree 0" in claims
    assert (ended.returncode, last) == (0, f"borders {PERIOD}: nothing stops a report.")
    assert [path.name for path in tmp_path.iterdir()] == ["restricted"] and not list(
        (tmp_path / "restricted").iterdir()
    )


def test_the_list_says_what_was_received_and_what_is_missing(tmp_path):
    told = report_here("list", "--outputs", tmp_path).stdout
    assert "received: 1 file, the newest returns/2023-11-30_published-report.csv" in told
    assert "2022-23-Q2  9 of 15 indicators received" in told
    assert "2023-24-Q2  15 of 15 indicators received" in told


@pytest.mark.browser
def test_a_figure_leads_by_keyboard_to_its_making_and_to_the_code_of_its_cell(run, browser):
    context = browser.new_context(java_script_enabled=True, offline=True)
    page = context.new_page()
    page.goto((run / "report.html").as_uri())
    figure = page.locator("article[id='CP03-P177'] [data-figure='CP03-P177.percent_change']").first
    figure.locator("xpath=..").focus()
    page.keyboard.press("Enter")
    entry = page.locator("article.trace:has(:target)")
    assert "48 is 37 fewer than 85; 37 of 85 is 43.5%" in " ".join(entry.inner_text().split())
    entry.get_by_role("link", name="3_indicators.ipynb#changes").focus()
    page.keyboard.press("Enter")
    assert "figures.include(changes(report, figures))" in page.locator(".cell:has(:target)").inner_text()


def test_every_base_value_of_the_document_is_a_figure_or_is_left_out_for_a_reason(ledger):
    rows = coverage("borders.csv")
    assert len(rows) > 100
    for row in rows:
        assert bool(row["figure"]) != bool(row["left_out_because"]), row
        if row["figure"]:
            assert ledger[row["figure"]]["value"] == (float(row["value"]) if row["value"] else None), row


def test_every_heading_of_the_document_is_covered_or_has_a_reason_why_not():
    assert all(bool(row["covered_by"]) != bool(row["why_not"]) for row in coverage("borders-headings.csv"))


def coverage(name):
    return list(csv.DictReader((PROJECT / "docs" / "coverage" / name).open(encoding="utf-8")))
