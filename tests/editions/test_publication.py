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
from conftest import ReportFolder
from csvw import CSVW
from in_process import report_here
from searched import betrayed
from support import COUNTED, audit_of, outputs_of

from check_edition.publication import Publication, check_publication
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
    pages = sorted(audit_of(run).glob("*.html"))
    assert len(pages) == 6
    assert all('<aside class="notice restricted" aria-label="Restricted">Restricted: ' in one.read_text(encoding="utf-8") for one in pages)
    assert 'aria-label="Restricted"' not in (run / "report.html").read_text(encoding="utf-8")


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
