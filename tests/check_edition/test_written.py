"""Words that people wrote stand on the page as they wrote them; what an edition says of itself is what it holds.

Each edition here is altered on its page and in its notebook alike, so that the two agree: only the stored texts tell.
"""

import shutil

import pytest
from support import audit_of

from check_edition.base.findings import Findings
from check_edition.files.edition import Edition
from check_edition.files.sealed import checks_of_itself
from check_edition.page.tree import PageTree
from check_edition.page.written import check_written

pytest_plugins = ["support"]
pytestmark = pytest.mark.slow
NOTICE = "Not issued by"


@pytest.fixture(scope="module")
def edition(made):
    return Edition(audit_of(made("borders", "2023-24-Q2")))


@pytest.fixture(scope="module")
def page(edition):
    return (edition.publication / "report.html").read_text(encoding="utf-8")


def told(edition, html):
    read = PageTree(html)
    check_written(read, edition)
    return [sentence for _, sentence in read.faults]


def turned(page, old, new):
    assert page.count(old) >= 1, old
    return page.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("which is welcome.", "which is not welcome.", "Nobody wrote this in the commentary"),
        ("The move to MOSAIC is complete.", "The move to MOSAIC has failed.", "The page leaves out what the commentary says"),
        ("DAAS has <span", "DAAS no longer has <span", "Nobody wrote this in the commentary"),
        ("<h3>Successes</h3>", "<h3>Successes</h3><p>All went well.</p>", "Nobody wrote this in the commentary"),
        ('<h1>', "<h1>Final ", "The title is not that of report.toml"),
    ],
)  # fmt: skip
def test_words_that_are_turned_on_the_page_are_named(edition, page, old, new, named):
    assert told(edition, page) == []
    assert any(named in one for one in told(edition, turned(page, old, new)))


def test_a_figure_that_is_placed_in_the_commentary_is_the_one_that_was_named(edition, page):
    """"Repeat referrals to DAAS stand at {{ CP03-P170.value }}": another figure of the same text would be as true to the ledger."""
    at = page.index("Repeat referrals to DAAS stand at")
    end = page.index("</p>", at)
    other = page[at:end].replace("CP03-P170.value", "CP03-P247.value")
    assert any("Nobody wrote this" in one for one in told(edition, page[:at] + other + page[end:]))


def test_a_notice_that_is_turned_is_named_on_the_page_and_on_every_sheet(edition, page):
    notice = edition.toml("report.toml")["notice"]
    assert NOTICE in notice
    found = told(edition, page.replace(NOTICE, "Issued by"))
    assert [one.partition(" is not")[0] for one in found] == ["The notice", "The notice on every sheet"]


def test_a_definition_or_a_reason_that_is_turned_is_named(edition, page):
    defined = edition.toml("indicators.toml")["CP03-P177"]
    found = told(edition, page.replace(defined["definition"], f"{defined['definition']} Or not."))
    assert any("The definition of CP03-P177 is not that of indicators.toml" in one for one in found)
    reason = edition.toml("report.toml")["judgements"][0]["reason"]
    assert any("A reason stands in no definition" in one for one in told(edition, page.replace(reason, "Because.")))


@pytest.fixture
def altered(edition, tmp_path):
    """The findings about itself of a copy of the edition, with one file of it altered."""

    def find(name, old, new):
        folder = shutil.copytree(edition.folder, tmp_path / "edition")
        path = folder / name
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new, 1))
        findings = Findings()
        for kind, place, check in checks_of_itself(Edition(folder, edition.store, edition.publication)):
            findings.check(kind, place, check)
        return findings

    return find


def test_an_edition_that_was_not_altered_says_of_itself_what_it_holds(edition):
    findings = Findings()
    for kind, place, check in checks_of_itself(edition):
        findings.check(kind, place, check)
    assert (findings.faults, dict(findings.unchecked)) == ([], {})
    assert findings.checked == {"run's id": 1, "facts of the run": 1, "checker in the edition": 1, "table of figures": 2, "page of a notebook": 4, "spreadsheet": 2, "files offered": 1, "rows of a figure": 5, "page of rows": 2, "rows shown": 1}


@pytest.mark.parametrize(
    ("name", "old", "new", "named"),
    [
        ("ledger.json", b'"python": "3.', b'"python": "2.', "run's id: what the run was made from gives another id"),
        ("run.json", b'"green": ', b'"green": 1', "facts of the run: run.json counts the lights"),
        ("run.json", b'"verdict": "met"', b'"verdict": "not met"', "facts of the run: run.json has the verdicts"),
        ("verdicts.csv", b",met,", b",not met,", "facts of the run: run.json has the verdicts"),
        ("exclusions.csv", b",used\n", b",held\n", "facts of the run: audit/exclusions.csv has the checksum"),
        ("ledger.csv", b",48,count,", b",49,count,", "table of figures: ledger.csv: CP03-P177.value: its display is"),
        ("check_edition.pyz", b"def check_edition(", b"def check_nothing(", "checker in the edition: "),
        ("check_edition.pyz", b"sys.exit(main())", b"sys.exit(None  )", "checker in the edition: "),
        ("3_indicators.html", b"include(changes(", b"include(changed(", "page of a notebook: 3_indicators.ipynb: 3_indicators.html, cell changes"),
        ("4_report_scorecard.html", b">48<", b">49<", "page of a notebook: 4_report_scorecard.ipynb: 4_report_scorecard.html, cell"),
    ],
)  # fmt: skip
def test_what_is_altered_in_a_restricted_edition_is_named(altered, name, old, new, named):
    assert any(one.startswith(named) for one in altered(name, old, new).faults), altered


