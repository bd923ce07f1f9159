"""What people take away: both spreadsheets by the Analysis Function's checklist, in the ledger's words, the same whenever they are made.

The items of the checklist stand in docs/spreadsheets.md. Here the files are read by readers that are not ours: openpyxl and calamine.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import time
import zipfile
from datetime import datetime
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from check_edition.base.findings import Wrong
from check_edition.files.taken_away import SPREADSHEETS, check_spreadsheet
from pipeline.figures.figure import Figures
from reporting.editions.ledger import publication_record
from reporting.editions.spreadsheets.ods import ods
from reporting.editions.spreadsheets.take_away import offered, spreadsheets
from reporting.editions.spreadsheets.tidy_table import PUBLISHED, tidy_csv
from reporting.editions.spreadsheets.workbook import workbook
from reporting.editions.spreadsheets.xlsx import xlsx
from reporting.runs.on_paper import _offer_no_more
from reporting.store.identity import Identity

PERIOD = "2023-24-Q2"
# Names that a spreadsheet, or what writes it, would take for something else than words.
NAMES = ["=1+1", "+44 (0)20", "-see note", "@SUM(A1)", "[words](elsewhere)", "$$a$$ note $$", "http://council.invalid/a", "…", "two  blanks"]
ACTION = {
    "id": "one", "action": "=HYPERLINK(1)", "lead": "[x]", "due": "2023-12-31", "completed": "", "milestones": "", "opened": "", "reported": "", "note": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Figures, list[dict], object]:
    """A report of names that could do harm, its published records, and its workbook."""
    from conftest import ReportFolder

    folder = ReportFolder(tmp_path_factory.mktemp("spreadsheets"))
    for at, name in enumerate(NAMES):
        folder.define(f"A{at}", short_name=name, name=f"{name} in full")
    folder.define("P1", unit="percent", aggregation="ratio", decimals=1)
    folder.define("G1", categories={"north": {}, "south": {}}, total=True)
    values = [f"A{at},{PERIOD},year_to_date,{100 + at}" for at in range(len(NAMES) - 1)]  # the last was not received
    folder.receive(
        "2023-10-20", *values, "A0,2022-23-Q2,year_to_date,120,,,p,provisional until May", f"P1,{PERIOD},year_to_date,,20,30",
        f"G1,{PERIOD},year_to_date,5,,,,,north", f"G1,{PERIOD},year_to_date,1234,,,,,south", f"G1,{PERIOD},year_to_date,1239",
    )  # fmt: skip
    report, figures = folder.report(PERIOD), folder.figures(PERIOD)
    records = [publication_record({**figure.record(), "cell": {"notebook": "3.ipynb", "id": "values", "sha256": "0" * 64}}) for figure in figures.values()]
    return report, records, workbook(report, records, [ACTION], "0123456789abcdef", "2023-10-20")


@pytest.fixture(scope="module")
def written(made) -> dict[str, bytes]:
    return {"report.xlsx": xlsx(made[2]), "report.ods": ods(made[2])}


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(io.BytesIO(written["report.xlsx"]))


def cells(content: bytes, engine: str) -> dict[str, list[list[object]]]:
    """Every sheet as a reader that is not ours reads it."""
    found = pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, engine=engine)
    return {name: [[None if pd.isna(cell) else cell for cell in row] for row in table.values.tolist()] for name, table in found.items()}


def rows_of(book, sheet: str) -> list[dict[str, object]]:
    head, *rows = book[sheet].iter_rows(min_row=3, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_both_say_the_same_cell_by_cell(written):
    assert cells(written["report.xlsx"], "calamine") == cells(written["report.ods"], "calamine")


def test_there_is_a_cover_a_table_of_contents_notes_and_one_table_on_each_other_sheet(book):
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Indicators", "Values", "Breakdowns", "Judgements", "Counts", "Definitions"]
    assert [book["Cover"].cell(row, 1).value for row in (1, 2)][1] == "Introductory information"
    for name in book.sheetnames[1:]:
        assert book[name]["A2"].value.startswith("This worksheet contains one table.") and len(book[name].tables) == 1
    listed = [(row[0].value, row[0].hyperlink.location) for row in book["Contents"].iter_rows(min_row=4)]
    assert listed == [(name, f"'{name}'!A1") for name in book.sheetnames[2:]]


def test_every_table_is_marked_has_a_name_and_one_row_of_headings_and_begins_at_the_left_with_nothing_below(book):
    names = [name for sheet in book for name in sheet.tables]
    assert len(set(names)) == len(book.sheetnames) - 1
    for sheet in book.worksheets[1:]:
        [table] = sheet.tables.values()
        assert table.ref == f"A3:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        assert (table.headerRowCount, table.autoFilter, sheet.freeze_panes) == (1, None, None)
        heads = [cell.value for cell in sheet[3]]
        assert len({head.lower() for head in heads}) == len(heads) and all(heads)


def test_no_cell_of_a_table_is_empty_or_merged_and_no_sheet_row_or_column_is_hidden(book):
    for sheet in book:
        assert not sheet.merged_cells.ranges and sheet.sheet_state == "visible"
        assert not any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        for row in sheet.iter_rows(min_row=3 if sheet.tables else 1):
            assert all(cell.value not in (None, "") for cell in row), (sheet.title, row[0].row)


def test_titles_are_headings_in_a1_text_is_wrapped_and_nothing_is_said_by_colour_fill_or_size_alone(book):
    for sheet in book:
        assert sheet["A1"].style == "Heading 1"
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value is None or cell.alignment.wrap_text
                assert cell.value is None or cell.fill.fill_type is None and cell.font.name == "Arial" and cell.font.size >= 12
    assert [cell.style for cell in book["Cover"]["A"]].count("Heading 2") == 3


def test_there_are_no_pictures_comments_macros_headers_or_footers(written, book):
    for name, content in written.items():
        parts = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert not [one for one in parts if re.search("drawing|media|vba|Pictures|comments|Object", one)], name
    assert not any(sheet.oddHeader.center.text or sheet.oddFooter.center.text for sheet in book)


def test_the_documents_name_their_title_author_and_language_and_open_on_the_cover(written, book):
    assert (book.properties.title, book.properties.creator) == ("Report, 1 April to 30 September 2023, Partnership", "Team, Partnership")
    assert book.properties.language == "en-GB" and book.active.title == "Cover"
    about = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(written["report.ods"])).read("meta.xml"))
    told = {one.tag.rpartition("}")[2]: one.text for one in about.iter()}
    assert (told["title"], told["language"], told["creator"]) == (book.properties.title, "en-GB", "Team, Partnership")


def test_a_number_is_a_number_as_precise_as_it_is_printed_and_shorthand_stands_in_a_cell_of_its_own(book):
    values = {row["Figure"]: row for row in rows_of(book, "Values")}
    assert (values["P1.value"]["Value"], values["P1.value"]["Unit"], values["P1.value"]["Shorthand"]) == (66.7, "per cent", "[u]")
    held = values["A0.comparator"]
    assert (held["Value"], held["Shorthand"]) == (120, "[p]")
    missing = values[f"A{len(NAMES) - 1}.value"]
    assert (missing["Value"], missing["Shorthand"]) == ("[x]", "[z]") and missing["Why"]
    [cell] = [row[5] for row in book["Values"].iter_rows(min_row=4) if row[-1].value == "P1.value"]
    assert (cell.data_type, cell.number_format) == ("n", "#,##0.0")
    [one] = [row for row in rows_of(book, "Indicators") if row["Code"] == "A0"]
    assert (one["Value"], one["Reference value"], one["Light"], one["Change"]) == (100, 120, "green", -20)
    assert [row["Value"] for row in rows_of(book, "Breakdowns") if row["Measure"] == "Value"] == [5, 1234]


def test_all_shorthand_that_is_used_is_explained_and_no_other(book):
    used = {mark for sheet in book.worksheets[3:] for row in sheet.iter_rows(min_row=4, values_only=True) for cell in row for mark in re.findall(r"(?:^| )\[(\w{1,3})\]", str(cell))}
    told = [row["Shorthand or note"].strip("[]") for row in rows_of(book, "Notes")]
    assert {one for one in told if not one.startswith("note")} == used and {"x", "z", "p", "u"} <= used


def test_words_that_a_spreadsheet_would_run_link_or_leave_out_stay_words(book, written):
    shown = {row["Code"]: row["Indicator"] for row in rows_of(book, "Definitions")}
    assert [shown[f"A{at}"] for at in range(len(NAMES))] == [*NAMES[:-2], "written as: …", NAMES[-1]]
    for sheet in book:
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f" or (cell.hyperlink and sheet.title != "Contents")]
    assert b"table:formula" not in zipfile.ZipFile(io.BytesIO(written["report.ods"])).read("content.xml")


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_every_figure_but_the_drawings_stands_in_it_once_as_the_ledger_has_it(name, made, written):
    records = {one["id"]: one for one in made[1]}
    check_spreadsheet(written[name], name, SPREADSHEETS[name], records)
    for altered in ({"value": 101}, {"status": "r"}, {"reason": "another"}):
        with pytest.raises(Wrong, match="A0.value"):
            check_spreadsheet(written[name], name, SPREADSHEETS[name], {**records, "A0.value": {**records["A0.value"], **altered}})
    with pytest.raises(Wrong, match="it lists"):
        check_spreadsheet(written[name], name, SPREADSHEETS[name], {**records, "A0.more": {**records["A0.value"], "id": "A0.more"}})


def test_the_same_content_has_the_same_bytes_at_another_hour(made, written, monkeypatch):
    later = time.localtime(time.time() + 100_000)
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert {"report.xlsx": xlsx(made[2]), "report.ods": ods(made[2])} == written
    for content in written.values():
        assert {one.date_time for one in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_its_own_date_is_the_day_of_the_data(book):
    assert book.properties.created == datetime(2023, 10, 20)


def test_what_is_not_installed_is_told_and_all_else_is_made(made, monkeypatch):
    monkeypatch.setitem(sys.modules, "gptables", None)
    identity = Identity("demo", PERIOD, "2023-10-20", (), (), "", "")
    told: list[str] = []
    assert list(spreadsheets(made[0], made[1], [], identity, told.append)) == ["report.ods"]
    assert told == ['does not make report.xlsx, for gptables is not installed. To have it: pip install "community-safety-reports[spreadsheets]"']


def test_the_table_of_figures_is_as_precise_as_the_page_with_the_status_in_a_column_of_its_own(made):
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(tidy_csv(PUBLISHED, "demo", {"P1": "Cases"}, made[1])))}
    row = rows["P1.value"]
    assert (row["report"], row["name"], row["value"], row["unit"], row["status"], row["display"]) == ("demo", "Cases", "66.7", "percent", "u", "66.7% [u]")
    assert not {"exact", "rows", "operands", "cell"} & row.keys()


def test_a_page_offers_what_is_there_and_a_pdf_that_could_not_be_made_no_more(tmp_path):
    page = tmp_path / "report.html"
    page.write_text(str(offered({"report.xlsx": b"x" * 31_001, "report.csv": b"x", "report.pdf": None})), encoding="utf-8")
    before = page.read_text(encoding="utf-8")
    assert '<a href="report.xlsx">spreadsheet (XLSX, <span data-label="size">32 KB</span>)</a>' in before
    assert before.endswith(' · <a href="report.pdf">PDF</a></nav>\n') and "report.ods" not in before
    _offer_no_more(page)
    assert page.read_text(encoding="utf-8") == before.replace(' · <a href="report.pdf">PDF</a>', "")
    assert offered({}) == ""
