"""The publication edition of a small report of records: it holds nothing of the restricted one, and can be checked by itself."""

import json
import os
import platform
import re
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from conftest import ReportFolder
from csvw import CSVW
from in_process import report_here
from searched import _files, betrayed
from support import COUNTED, assert_accessible, audit_of, outputs_of

from check_edition.checks import check_edition
from check_edition.files.edition import Edition
from check_edition.publication import Publication, check_publication
from reporting.audit.quality_pages import write_quality_pages
from reporting.store.places import Places

PERIOD = "2025-26-Q1"
EXTRACT = "2025-07-05_visits-to-the-clinic"
CASES = """
[visits]
about = "One row a visit."
files = "visits-to-the-clinic"
key = "visit"
person = "person"
date = "came"
[visits.columns]
visit = { kind = "text" }
person = { kind = "text" }
came = { kind = "time" }
seen = { kind = "time", optional = true }
ward = { kind = "category", values = ["east", "north", "south", "west"] }
[[visits.leave_out]]
reason = "Not for this service"
where = { ward = ["west"] }
"""
WARDS = ["north"] * 31 + ["south"] * 12 + ["east"] * 2 + ["west"] * 3


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """Made where everybody may read everything that a program does not close."""
    root = tmp_path_factory.mktemp("published")
    folder = ReportFolder(root / "data" / "raw")
    folder.settings |= {"disclosure": {"rule": "counts_1_to_4", "reason": "Few people come."}}
    folder.declare_cases(CASES)
    rows = [f"VX-{at:04},PZ-{at % 37:04},2025-05-{at % 28 + 1:02} 09:00,{'2025-05-30 09:00' if at % 3 else ''},{ward}" for at, ward in enumerate(WARDS)]
    folder.receive_cases(EXTRACT, "visit,person,came,seen,ward", *rows, covers="2025-04-01, 2025-06-30")
    source = folder.folder / "cases" / f"{EXTRACT}.source.toml"
    source.write_text(source.read_text(encoding="utf-8") + "generated = true\n", encoding="utf-8")
    folder.receive("2025-07-04", f"B1,{PERIOD},quarter,40", "B1,2024-25-Q1,quarter,33")
    counted = {"table": "visits", "rule": "rows", "by": "ward"}
    folder.define("A1", **COUNTED, counted=counted)
    within = {"table": "visits", "rule": "within", "start": "came", "finish": "seen", "hours": 720}
    folder.define("A2", **COUNTED | {"unit": "percent", "aggregation": "ratio", "decimals": 1}, counted=within)
    folder.define("B1", basis="quarter", decimals=0)
    folder.report(PERIOD)
    umask = os.umask(0)
    try:
        asked = "run", "demo", PERIOD, "--data", root / "data" / "raw", "--outputs", root / "outputs"
        ended = report_here(*asked, with_spreadsheets=True)
    finally:
        os.umask(umask)
    assert ended.returncode == 0, ended.stderr
    return Path(ended.stdout.splitlines()[-1]).parent


@pytest.fixture
def ledger(run) -> dict[str, dict]:
    return {one["id"]: one for one in json.loads((run / "ledger.json").read_text(encoding="utf-8"))["figures"]}


def test_nothing_of_the_restricted_edition_stands_in_any_byte_of_it(run, ledger):
    """Two came from the east, so another ward is hidden too; exact percentages, names, people, digests and the machine are not told."""
    assert ledger["A1[east].value"]["display"] == "[c]" == ledger["A1[south].value"]["display"]
    assert betrayed(run) == []


@pytest.mark.parametrize(
    ("what", "planted"),
    [("name", EXTRACT), ("identifier", "VX-0007"), ("identifier", "PZ-0030"), ("machine", platform.platform())],
)
def test_the_search_finds_what_is_planted(run, tmp_path, what, planted):
    outputs = shutil.copytree(outputs_of(run), tmp_path / "outputs")
    page = outputs / run.relative_to(outputs_of(run)) / "report.html"
    page.write_text(page.read_text(encoding="utf-8") + f"<!-- {planted} -->", encoding="utf-8")
    assert f"report.html: {what} {planted}" in betrayed(page.parent)


@pytest.mark.parametrize("name", ["report.xlsx", "report.ods"])
def test_the_search_finds_what_is_planted_in_a_spreadsheet(run, tmp_path, name):
    outputs = shutil.copytree(outputs_of(run), tmp_path / "outputs")
    folder = outputs / run.relative_to(outputs_of(run))
    with zipfile.ZipFile(folder / name, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("more.xml", "VX-0007")
    assert f"{name}/more.xml: identifier VX-0007" in betrayed(folder)


def test_where_a_cell_of_a_spreadsheet_stands_is_no_identifier_and_what_stands_in_it_is(tmp_path):
    def words(text):
        with xlsxwriter.Workbook(tmp_path / "report.xlsx") as workbook:
            sheet = workbook.add_worksheet()
            sheet.write("E10", text)
            sheet.freeze_panes("B2")
            sheet.autofilter("A1:E10")
        return {word for _, text in _files([tmp_path / "report.xlsx"]) for word in re.findall(r"[\w-]+", text)}

    assert words("nobody") & {"E10", "A1", "B2", "nobody"} == {"nobody"}
    assert "E10" in words("E10")


def test_values_are_as_printed_and_the_restricted_edition_keeps_them_exactly(run, ledger):
    exact = {one["id"]: one for one in json.loads((audit_of(run) / "ledger.json").read_text(encoding="utf-8"))["figures"]}
    # 30 of the 45 visits that count were seen within 30 days: every third one was not, the first among them.
    assert (exact["A2.value"]["exact"], exact["A2.value"]["display"]) == ("200/3", "66.7% [u]")
    assert ledger["A2.value"]["value"] == 66.7 and "exact" not in ledger["A2.value"] and "rows" not in ledger["A2.value"]
    page = (run / "report.html").read_text(encoding="utf-8")
    assert '<data value="66.7" data-figure="A2.value">' in page


def test_what_is_taken_away_stands_beside_the_page_and_the_table_is_what_its_description_says(run, ledger):
    assert {"report.csv", "report.csv-metadata.json", "report.xlsx", "report.ods"} <= {path.name for path in run.iterdir()}
    assert CSVW(str(run / "report.csv-metadata.json"), validate=True).is_valid
    rows = {row["id"]: row for row in CSVW(str(run / "report.csv-metadata.json")).tables[0].iterdicts()}
    assert list(rows) == list(ledger)
    assert (float(rows["A2.value"]["value"]), rows["A2.value"]["status"]) == (66.7, "u")
    hidden = rows["A1[east].value"]
    assert (hidden["value"], hidden["status"], hidden["display"]) == (None, "c", "[c]")
    [line] = re.findall('<nav class="take-away.*</nav>', (run / "report.html").read_text(encoding="utf-8"))
    assert re.findall('href="([^"]+)"', line) == ["report.xlsx", "report.ods", "report.csv"]
    size = (run / "report.xlsx").stat().st_size
    assert f'spreadsheet (XLSX, <span data-label="size">{(size + 999) // 1000} KB</span>)' in line
    facts = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert {"publication/report.xlsx", "publication/report.ods", "publication/report.csv"} <= facts["outputs"].keys()


def test_rows_of_records_are_counted_in_the_restricted_edition_alone(run, ledger):
    told = ledger["rows-received.total"]
    assert (told["display"], told["reason"]) == ("[c]", "withheld: rows of records are counted in the audit edition alone")
    uses = (audit_of(run) / "exclusions.csv").read_text(encoding="utf-8")
    assert uses.count(EXTRACT) == len(WARDS) and uses.count("Not for this service") == 3
    facts = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert {one["file"]: one["rows"] for one in facts["inputs"]} | {"returns/2025-07-04_partners.csv": 2} == {
        "cases.toml": None, "indicators.toml": None, "report.toml": None, "returns/2025-07-04_partners.csv": 2,
    }  # fmt: skip
    assert not {"failed", "checked"} & {name for one in facts["quality"] for name in one}


def test_the_trace_of_a_hidden_figure_says_why_and_stops_there(run):
    traced = report_here("trace", run, "A1[east].value", "--outputs", outputs_of(run)).stdout
    assert traced.splitlines() == [
        "A1[east].value: [c]",
        "  why: withheld: a small number, or one from which a small number could be worked out",
        "  what was withheld, and from what, stands in the tables of the audit edition alone",
    ]
    page = (run / "report.html").read_text(encoding="utf-8")
    entry = page[page.index('id="figure-A1.east..value"') :].partition("</article>")[0]
    assert "withheld: a small number" in entry and "How:" not in entry and "As received by" not in entry and "From " not in entry


def test_what_is_restricted_is_closed_to_others_whatever_the_umask_and_what_is_published_is_open(run):
    outputs = outputs_of(run)
    tables = Places.of(outputs.parent / "data" / "raw", outputs).processed
    for root in (outputs / "restricted", tables):
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (root, *root.rglob("*"))}
        assert len(modes) > 10 and {path: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}
    assert {stat.S_IMODE(path.stat().st_mode) for path in run.iterdir()} == {0o644}


def test_every_page_of_the_restricted_edition_says_that_it_is_restricted(run):
    pages = {path.relative_to(audit_of(run)).as_posix(): path.read_text(encoding="utf-8") for path in audit_of(run).rglob("*.html")}
    assert len(pages) == 8 and pages.keys() >= {"report.html", "rows/figures-1.html", "rows/rows-1.html"}
    assert all(re.search('<aside class="notice[^>]* aria-label="Restricted">Restricted: ', page) for page in pages.values())
    assert 'aria-label="Restricted"' not in (run / "report.html").read_text(encoding="utf-8")


STATES = {"light": {}, "dark": {"color_scheme": "dark"}, "high contrast": {"forced_colors": "active"}, "narrow": {"viewport": {"width": 320, "height": 800}}}


@pytest.mark.parametrize("state", STATES)
def test_the_pages_for_auditors_are_accessible_in_every_state(run, tmp_path, browser, state):
    outputs = shutil.copytree(outputs_of(run), tmp_path / "outputs")
    audit = audit_of(outputs / run.relative_to(outputs_of(run)))
    for page in (*(audit / name for name in ("report.html", "standards.html", "rows/figures-1.html", "rows/rows-1.html")), write_quality_pages(outputs, "demo")):
        shown = browser.new_page(**STATES[state])
        shown.goto(page.as_uri())
        assert_accessible(shown)
        assert shown.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.name


def rows_of(run: Path, figure: str) -> dict[int, list[str]]:
    """The rows that the entry of a figure in the restricted page leads to: what each shows, by its number. Of a report of one extract."""
    audit = audit_of(run)
    entry = (audit / "report.html").read_text(encoding="utf-8").partition(f'id="figure-{figure}"')[2].partition("</article>")[0]
    [(page, place)] = re.findall('<a href="rows/([^"#]+)#([^"]+)">All rows of this figure</a>', entry)
    listed = (audit / "rows" / page).read_text(encoding="utf-8").partition(f'<section id="{place}">')[2].partition("</section>")[0]
    ranges = re.findall(r'<a href="(rows-\d+.html#r\d+-)(\d+)">\d+(?: to (\d+))?</a>', listed)
    shown = {f"{path.name}#{key}": cells for path in (audit / "rows").glob("rows-*") for key, cells in re.findall('<tr id="([^"]+)">(.*)</tr>', path.read_text(encoding="utf-8"))}
    return {row: re.findall(">([^<]*)</t[hd]>", shown[f"{where}{row}"]) for where, first, last in ranges for row in range(int(first), int(last or first) + 1)}


def test_all_rows_of_a_count_can_be_reached_from_the_restricted_page_those_too_of_one_that_is_withheld(run):
    counted = {at: ward for at, ward in enumerate(WARDS, start=2) if ward != "west"}
    found = rows_of(run, "A1.value")
    assert {row: cells[-2] for row, cells in found.items()} == counted and {cells[-1] for cells in found.values()} == {"used"}
    assert found[3] == ["3", "VX-0001", "PZ-0001", "2025-05-02 09:00", "2025-05-30 09:00", "north", "used"]
    assert list(rows_of(run, "A1.east..value")) == [row for row, ward in counted.items() if ward == "east"] == [45, 46]
    left_out = rows_of(run, "rows-received.total")
    assert {row: cells[-1] for row, cells in left_out.items() if cells[-2] == "west"} == dict.fromkeys((47, 48, 49), "Not for this service")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("rows-1.html", "<td>VX-0007</td>", "<td>VX-0008</td>", "row 9 holds ['VX-0008', "),
        ("rows-1.html", "<td>Not for this service</td>", "<td>used</td>", 'row 47: it says "used", expected "Not for this service"'),
        ("rows-1.html", '<th scope="row">9</th>', '<th scope="row">10</th>', "row 9 is listed and shown nowhere"),
        ("figures-1.html", '#r1-45">45 to 46</a>', '#r1-45">45</a>', "row 46: it is not listed"),
        ("figures-1.html", '#r1-45">45 to 46</a>', '#r1-44">44 to 46</a>', "row 44: it is not counted"),
        ("figures-1.html", '#r1-45">45 to 46</a>', '#r1-46">45 to 46</a>', "rows-1.html#r1-46 shows"),
        ("figures-1.html", "<strong>45", "<strong>54", "it says"),
        ("figures-1.html", ", <time datetime", ", until <time datetime", "it is headed"),
        ("figures-1.html", ", 2 rows: <a", ", 3 rows: <a", "are counted as"),
        ("figures-1.html", ", page 1 of 1</title>", ", page 1 of 2</title>", "its title says"),
        ("rows-1.html", "<h1>Rows that figures rest on</h1>", "<h1>All rows</h1>", "its title says"),
        ("rows-1.html", "<p>Page 1 of 1.", "<p>Page 1 of 4.", "it says that it is page"),
        ("rows-1.html", "<caption>Rows 2 to ", "<caption>Rows 3 to ", "its caption says rows"),
        ("figures-1.html", 'aria-label="Restricted">Restricted', 'aria-label="Restricted">Open', "it does not say that it is restricted"),
        ("../report.html", '">All rows of this figure</a>', 'x">All rows of this figure</a>', "are not where its entry leads"),
    ],
)
def test_what_is_altered_in_the_rows_of_a_figure_is_named_by_the_check_of_the_edition(run, tmp_path, name, old, new, told):
    outputs = shutil.copytree(outputs_of(run), tmp_path / "outputs")
    page = audit_of(outputs / run.relative_to(outputs_of(run))) / "rows" / name
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = check_edition(Edition(audit_of(outputs / run.relative_to(outputs_of(run))))).faults
    assert [one for one in faults if told in one], faults


def checked(folder: Path):
    return check_publication(Publication(folder))


def test_it_is_checked_by_itself_as_far_as_it_goes_and_what_cannot_be_is_told(run):
    found = checked(run)
    assert (found.faults, found.status) == ([], 3)
    assert found.checked["formula"] > 5 and found.checked["page of the publication"] == found.checked["facts of the run"] == 1
    assert {why for _, why in found.unchecked} == {"not checkable in this edition"}
    assert (found.checked["table of figures"], found.checked["spreadsheet"]) == (1, 2)
    assert {"value", "rows", "cells", "run id"} <= {kind for kind, _ in found.unchecked}


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("ledger.json", '"value": 66.7', '"value": 66.66666666666667', "printed precision: A2.value: its value 66.66666666666667 has more"),
        ("ledger.json", '"display": "+21.2% [u]"', '"display": "+21.9% [u]"', "display: B1.percent_change"),
        ("ledger.json", '"value": 21.2', '"value": 21.4', "formula: B1.percent_change: it is printed as +21.2% [u], and its formula gives 21.2121"),
        ("report.html", ">40</data>", ">41</data>", 'differs from the figure "B1.value"'),
        ("report.csv", ",66.7,", ",66.6,", "table of figures: report.csv: A2.value: its value is 66.6, expected 66.7"),
        ("report.csv", "[c],count,0,c,", "2,count,0,,", "table of figures: report.csv: A1[east].value: its "),
        ("report.html", '<a href="report.ods">', '<a href="report.odt">', "files offered: report.html: report.odt is offered and not there"),
        ("report.html", '<a href="report.ods">ODS, <span data-label="size">', '<a href="report.ods">ODS, <span data-label="size">1', "report.ods is said to have"),
        ("run.json", '"file": "returns/2025-07-04_partners.csv"', '"file": "returns/2025-07-04_others.csv"', "run.json has the inputs"),
    ],
)
def test_what_is_altered_in_it_is_named(run, tmp_path, name, old, new, told):
    folder = shutil.copytree(run, tmp_path / run.name)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    assert [one for one in checked(folder).faults if told in one], checked(folder).faults
