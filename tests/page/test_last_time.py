"""What a card folds away of earlier reports: its lights, and the note of the last one that was published, by whom and of when."""

import html
import json
import re
from dataclasses import replace

import pytest
from in_process import faults_of_run
from openpyxl import Workbook
from support import page_of

from pipeline.methods.disclosure.earlier import published_before
from reporting.editions.ledger import publication_record
from reporting.editions.spreadsheets.tables import sheets

NOTES = ["indicator", "period", "role", "date", "Issues"]
TEXT = "Cases fell to {{ A1.value }}, *{{ A1.percent_change | magnitude }}* fewer.\n\n- {{ stated: 9 | minutes }} came again.\n- Better than we hoped for 2 years."
THEN = ("Cases fell to 60, 40.0% fewer.", "9 came again.", "Better than we hoped for 2 years.")


@pytest.fixture
def noted(folder):
    """A1 of two quarters with a note for the first, of which an edition was published; more cases have become known since."""
    folder.settings["notes"] = ["Issues"]
    folder.define("A1", basis="quarter")
    folder.receive("2022-11-30", "A1,2022-23-Q1,quarter,100", "A1,2022-23-Q2,quarter,100")
    book = Workbook()
    book.active.title = "Return"
    for row in (["indicator", "period", "basis", "value"], ["A1", "2023-24-Q1", "quarter", 60]):
        book.active.append(row)
    sheet = book.create_sheet("Notes")
    for row in (NOTES, ["A1", "2023-24-Q1", "service manager", "2023-07-20", TEXT]):
        sheet.append(row)
    book.save(folder.folder / "returns" / "2023-08-01_partners.xlsx")
    publish(folder, "2023-08-01")
    folder.receive("2023-11-30", "A1,2023-24-Q1,quarter,70", "A1,2023-24-Q2,quarter,50")
    return folder


def publish(folder, as_of):
    figures = folder.figures("2023-24-Q1", as_of=as_of).values()
    ledger = {"run": {"id": "abc", "period": "2023-24-Q1", "as_of": as_of}, "figures": [publication_record(one.record()) for one in figures]}
    path = folder.folder / "published" / "2023-24-Q1_abc.ledger.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(ledger), encoding="utf-8")


def folded(folder):
    page = replace(page_of(folder), editions=published_before(folder.folder))
    return page.part("priorities")._repr_html_().partition('<details class="before">')[2].partition("</details>")[0]


def words(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_the_note_of_the_last_report_stands_as_it_was_printed_with_its_role_and_its_day(noted):
    shown = folded(noted)
    assert tuple(re.findall(r'<p data-label="earlier">(.*?)</p>', shown)) == THEN
    assert "Issues, written for April to June 2023 by: service manager, 20 July 2023" in words(shown)
    assert "April to June 2023 : ● green as published" in words(shown)


def test_without_a_published_edition_nothing_is_repeated(noted):
    (noted.folder / "published" / "2023-24-Q1_abc.ledger.json").unlink()
    assert folded(noted) == ""


def test_a_note_that_came_after_the_edition_was_published_is_not_said_to_have_stood_in_it(noted):
    publish(noted, "2023-07-31")
    assert "earlier" not in folded(noted)


def test_the_finished_page_with_a_note_of_last_time_passes_its_check(noted):
    noted.report()
    assert faults_of_run(noted.root, "demo", "2023-24-Q2") == ("accepted", [])


@pytest.mark.parametrize(("before", "after"), [("9 came", "8 came"), ("Better than", "Worse than"), ("to 60", "to 70")])
def test_a_changed_word_or_number_of_a_note_is_found(noted, monkeypatch, before, after):
    from pipeline.page.cards import last_time

    said = last_time._paragraphs
    monkeypatch.setattr(last_time, "_paragraphs", lambda *given: [one.replace(before, after) for one in said(*given)])
    noted.report()
    faults = faults_of_run(noted.root, "demo", "2023-24-Q2")[1]
    assert len([one for one in faults if "is no declared label: earlier" in one]) >= 1


def test_spreadsheets_name_a_published_light_as_the_page_does(noted):
    page = replace(page_of(noted), editions=published_before(noted.folder))
    (row,) = (row for sheet in sheets(page.report, page.figures, []) for row in sheet.rows if str(row[-1]).startswith("A1.traffic_light:published"))
    assert "as published" in row and "published" not in row
