"""Return workbooks: written by `report template`, filled in by people, read again as they are."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import ReportFolder
from in_process import report_here
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from support import DATA
from workbooks import write_workbook

from pipeline.core.faults import Fault
from pipeline.definitions.report import Report
from pipeline.files.spreadsheets import RETURN_SHEET
from pipeline.received.cases import read_cases
from pipeline.received.commentary import check_commentary, read_commentary
from pipeline.received.notes_sheets import NOTES_SHEET
from pipeline.received.returns import read_returns
from reporting.editions.return_workbook import return_workbook
from reporting.editions.shown_rows import SourceReader

CASES = """
[referrals]
about = "One row a referral."
files = "referrals"
key = "id"
date = "referred_on"
columns = { id = { kind = "text" }, referred_on = { kind = "date" } }
"""
EXCEPTIONS = """
not_received = [{ indicators = ["CP03-P177"], sender = "the unit", reason = "Moving house.", due = 2024-02-01 }]
holds = [{ indicator = "CP03-P179", role = "analyst", reason = "Counted in another way." }]
"""
SUCCESSES, DOING = "Our successes and issues", "What we are doing"
FILLED = "returns/2023-11-30_partners.xlsx"


def template(report: Report, folder: Path) -> Workbook:
    """The workbook that the command writes for all indicators, opened."""
    written = return_workbook(
        report, read_returns(folder).observations, read_cases(folder, report.case_tables), list(report.measures)
    )
    return load_workbook(io.BytesIO(written))


def fill(book: Workbook, sheet: str, row: int, **cells: object) -> None:
    """Type into the cells of a row, by the titles of their columns; `_` stands for a space."""
    titles = {cell.value: cell.column for cell in book[sheet][1]}
    for title, value in cells.items():
        book[sheet].cell(row, titles[title.replace("_", " ")], value)


def column(book: Workbook, sheet: str, title: str) -> list[object]:
    """What stands below a title."""
    at = [cell.value for cell in book[sheet][1]].index(title)
    return [row[at] for row in book[sheet].iter_rows(min_row=2, values_only=True)]


@pytest.fixture
def returned(folder: ReportFolder) -> Callable[[Callable[[Workbook], None]], tuple[Report, Path]]:
    """A count and a percentage: their template for 2023-24-Q2, filled in and saved among the returns."""
    folder.define("A1")
    folder.define("P1", unit="percent", aggregation="ratio", variance_basis="points", name="Share of cases")
    folder.receive("2022-11-30", "A1,2022-23-Q2,year_to_date,85,,,,,", "P1,2022-23-Q2,year_to_date,,5,8,,,")
    report = folder.report("2023-24-Q2")

    def made(filling: Callable[[Workbook], None]) -> tuple[Report, Path]:
        book = template(report, folder.folder)
        fill(book, RETURN_SHEET, 2, value=48)
        fill(book, RETURN_SHEET, 3, numerator=6, denominator=8)
        filling(book)
        book.save(folder.folder / FILLED)
        return report, folder.folder

    return made


# What is written


def test_each_expected_value_has_a_row_with_the_earlier_ones_beside_it(folder):
    folder.define("A1", name="Cases", categories={"new": {}})
    folder.define("M1", basis="month")
    folder.receive("2022-11-30", "A1,2022-23-Q2,year_to_date,85,,,,,", "A1,2022-23-Q2,year_to_date,80,,,,,old")
    folder.receive("2023-07-30", "A1,2023-24-Q1,year_to_date,,,,x,not yet counted,")
    book = template(folder.report("2023-24-Q2"), folder.folder)
    expected = ["indicator", "category", "period", "basis"]
    assert list(zip(*(column(book, RETURN_SHEET, title) for title in expected), strict=True)) == [
        ("A1", None, "2023-24-Q2", "year_to_date"),
        ("A1", "new", "2023-24-Q2", "year_to_date"),
        ("A1", "old", "2023-24-Q2", "year_to_date"),
        ("M1", None, "2023-09", "month"),
    ]
    assert column(book, RETURN_SHEET, "for information: same days last year") == [
        "85 (April to September 2022)", "not known", "80 (April to September 2022)", "not known",
    ]  # fmt: skip
    assert column(book, RETURN_SHEET, "for information: period before")[0] == "[x] (April to June 2023)"
    assert column(book, NOTES_SHEET, "for information: where we are")[0] == (
        "April to June 2023: [x]; April to September 2022: 85."
    )


def test_a_report_without_any_return_yet_has_a_template_too(folder):
    folder.define("A1")
    book = template(folder.report("2023-24-Q2"), folder.folder)
    assert column(book, RETURN_SHEET, "for information: same days last year") == ["not known"]


def test_what_is_on_hold_is_not_asked_for_and_a_measure_in_words_only_in_the_notes(folder):
    folder.define("A1")
    folder.define("A2")
    folder.indicators["N1"] = {
        key: folder.indicators["A1"][key]
        for key in ("name", "short_name", "priority", "definition", "owner", "checked_by", "next_review")
    } | {"kind": "narrative"}
    folder.except_in("2023-24-Q2", holds=[{"indicator": "A2", "role": "Analyst", "reason": "Recounted"}])
    book = template(folder.report("2023-24-Q2"), folder.folder)
    assert column(book, RETURN_SHEET, "indicator") == ["A1"]
    assert column(book, NOTES_SHEET, "indicator") == ["A1", "N1"]


def test_only_the_cells_to_be_filled_in_are_open_and_they_take_nothing_else(returned):
    _, folder = returned(lambda book: None)
    book = load_workbook(folder / FILLED)
    titles = [cell.value for cell in book[RETURN_SHEET][1]]
    open_cells = {titles[cell.column - 1] for cell in book[RETURN_SHEET][2] if not cell.protection.locked}
    assert open_cells == {"value", "numerator", "denominator", "status", "note"}
    assert book[RETURN_SHEET].protection.sheet and book[NOTES_SHEET].protection.sheet
    rules = {
        str(rule.sqref): (rule.type, rule.formula1, rule.formula2)
        for rule in book[RETURN_SHEET].data_validations.dataValidation
    }
    assert rules["J2"] == ("whole", "0", None) and rules["J3"] == ("decimal", "0", "100")
    (statuses,) = [rule for place, rule in rules.items() if place.startswith("M2")]
    assert statuses[0] == "list" and ",x," in statuses[1]


def test_a_text_that_would_be_a_formula_is_written_as_a_text(folder):
    folder.define("A1", name='=HYPERLINK("http://example.org")')
    folder.receive("2022-11-30", "A1,2022-23-Q2,year_to_date,85,,,,,", "A1,2022-23-Q2,year_to_date,85,,,,,=1+1")
    book = template(folder.report("2023-24-Q2"), folder.folder)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert len(cells) == 4 and {cell.data_type for cell in cells} == {"s"}


# What is read again


def test_a_filled_copy_is_read_by_the_standard_reader(returned):
    report, folder = returned(lambda book: fill(book, RETURN_SHEET, 2, status="p", note="Two returns are late"))
    returns = read_returns(folder)
    assert returns.faults == []
    read = returns.observations[returns.observations["file"] == FILLED]
    shown = ["indicator", "period", "basis", "value", "numerator", "denominator", "status", "note", "sheet", "row"]
    assert read[shown].fillna(-1).values.tolist() == [
        ["A1", "2023-24-Q2", "year_to_date", 48, -1, -1, "p", "Two returns are late", "Return", 2],
        ["P1", "2023-24-Q2", "year_to_date", -1, 6, 8, "", "", "Return", 3],
    ]


def test_columns_for_information_are_not_read_whatever_stands_in_them(returned):
    def scribble(book: Workbook) -> None:
        fill(book, RETURN_SHEET, 2, **{"for information: same days last year": 99, "for information: name": "=1+1"})

    _, folder = returned(scribble)
    returns = read_returns(folder)
    assert returns.faults == [] and 99 not in returns.observations["value"].tolist()


def test_the_rows_of_a_figure_show_nothing_that_was_for_information(returned):
    _, folder = returned(lambda book: fill(book, RETURN_SHEET, 2, note="Two are late"))
    rows = {"file": FILLED, "sheet": RETURN_SHEET, "column": "value", "sha256": "", "rows": [2]}
    [shown] = SourceReader(lambda name, _: folder / name).rows_of({"rows": [rows]})
    [(number, cells)] = shown.rows
    told = {heading: cell for heading, cell in zip(shown.header, cells, strict=True) if cell}
    assert (number, told) == (2, {"indicator": "A1", "period": "2023-24-Q2", "basis": "year_to_date", "value": "48", "note": "Two are late"})


def test_a_row_left_blank_is_refused_with_its_place(returned):
    _, folder = returned(lambda book: fill(book, RETURN_SHEET, 2, value=""))
    (fault,) = read_returns(folder).faults
    assert (fault.what, fault.sheet, fault.row, fault.column) == ("neither a value nor a status", "Return", 2, "value")


def as_percentage(book: Workbook) -> None:
    fill(book, RETURN_SHEET, 3, value=0.75, numerator="", denominator="")
    book[RETURN_SHEET]["J3"].number_format = "0%"


def with_a_comment(book: Workbook) -> None:
    book[RETURN_SHEET]["J2"].comment = Comment("only to August", "somebody")


def with_a_hidden_row(book: Workbook) -> None:
    book[RETURN_SHEET].row_dimensions[2].hidden = True


def with_a_hidden_column(book: Workbook) -> None:
    book[RETURN_SHEET].column_dimensions["K"].hidden = True


@pytest.mark.parametrize(
    ("spoilt", "what", "row", "where"),
    [
        (as_percentage, "the cell is formatted as a percentage", 3, "value"),
        (with_a_comment, "a note in the cell, which is not read", 2, "value"),
        (with_a_hidden_row, "the row is hidden", 2, ""),
        (with_a_hidden_column, "the column is hidden", None, "numerator"),
    ],
)
def test_what_a_return_shows_otherwise_than_it_says_is_refused(returned, spoilt, what, row, where):
    _, folder = returned(spoilt)
    (fault,) = read_returns(folder).faults
    assert (fault.what, fault.sheet, fault.row, fault.column) == (what, "Return", row, where)


def test_an_error_that_an_ods_file_stores_as_nothing_is_refused(folder):
    folder.define("A1")
    rows = [["indicator", "period", "basis", "value"], ["A1", "2023-24-Q2", "year_to_date", "#DIV/0!"]]
    write_workbook(folder.folder / "returns" / "2023-11-30_partners.ods", rows)
    (fault,) = read_returns(folder.folder).faults
    assert (fault.row, fault.column, fault.found) == (2, "value", "#DIV/0!")


# The Notes sheet


def note(book: Workbook, row: int = 2, **cells: object) -> None:
    filled = {"role": "service manager", "date": date(2023, 11, 20), **cells}
    fill(book, NOTES_SHEET, row, **filled)


def notes_of(returned, filling) -> tuple[Report, object, list[Fault]]:
    report, folder = returned(filling)
    commentary, faults = read_commentary(report)
    return report, commentary, faults + check_commentary(report, commentary)


def test_the_notes_sheet_becomes_commentary(returned):
    text = "Fewer cases: {{ A1.value }}.\n\n- One\n- Two"
    _, commentary, faults = notes_of(returned, lambda book: note(book, **{SUCCESSES: text}))
    assert faults == []
    section = commentary.find("A1", SUCCESSES)
    assert (section.markdown, section.by, section.day) == (text + "\n", "service manager", "2023-11-20")
    assert commentary.find("A1", DOING) is None and commentary.find("P1", SUCCESSES) is None


@pytest.mark.parametrize(
    ("cells", "what", "where"),
    [
        ({SUCCESSES: "Now {{ A9.value }}"}, "there is no such figure", "E"),
        ({DOING: "Now {{ 1 + 1 }}"}, "not the name of a figure; nothing is worked out here", "F"),
        ({DOING: "Well", "role": ""}, "nobody says so", "G"),
        ({DOING: "Well", "role": "manager 7"}, "nobody says so", "G"),
        ({DOING: "Well", "date": "last week"}, "not a date", "H"),
        ({DOING: "Well", "indicator": "A9"}, "unknown indicator", "A"),
        ({DOING: "turned \u202e round"}, "a character that cannot be seen", "F"),
    ],
)
def test_a_fault_in_a_note_names_its_cell(returned, cells, what, where):
    _, _, (fault,) = notes_of(returned, lambda book: note(book, **cells))
    assert (fault.what, fault.file, fault.sheet, fault.row, fault.column) == (what, FILLED, "Notes", 2, where)


def test_a_heading_in_the_notes_and_in_the_commentary_file_is_refused(returned, folder):
    (folder.folder / "commentary").mkdir()
    (folder.folder / "commentary" / "2023-24-Q2.md").write_text(f"# A1\n## {DOING}\nIn the file.\n", encoding="utf-8")
    _, commentary, (fault,) = notes_of(returned, lambda book: note(book, **{SUCCESSES: "Good", DOING: "In the sheet."}))
    assert (fault.what, fault.sheet, fault.row, fault.column) == (
        "the heading is in commentary/2023-24-Q2.md too", "Notes", 2, "F",
    )  # fmt: skip
    assert commentary.find("A1", SUCCESSES).markdown == "Good\n"


def test_notes_of_another_period_belong_to_another_report(returned):
    _, commentary, faults = notes_of(returned, lambda book: note(book, **{DOING: "Old", "period": "2023-24-Q1"}))
    assert faults == [] and commentary.find("A1", DOING) is None


@pytest.mark.parametrize("written", ["2023-24-q2", "2023/24 Q2", "Q2", "", date(2023, 9, 30)])
def test_a_note_whose_period_is_spelled_otherwise_is_not_passed_over(returned, written):
    _, commentary, (fault,) = notes_of(returned, lambda book: note(book, **{DOING: "Well", "period": written}))
    assert (fault.what, fault.row, fault.column) == ("the row has a text and no period", 2, "C")
    assert fault.expected == "a period such as 2023-24-Q2" and commentary.find("A1", DOING) is None


def test_of_two_workbooks_the_later_note_counts_and_an_as_of_date_is_kept(returned, folder):
    report, _ = returned(lambda book: note(book, **{DOING: "First"}))
    book = load_workbook(folder.folder / FILLED)
    note(book, **{DOING: "Second"})
    book.save(folder.folder / "returns" / "2023-12-14_partners.xlsx")
    assert read_commentary(report)[0].find("A1", DOING).markdown == "Second\n"
    assert read_commentary(report, "2023-12-01")[0].find("A1", DOING).markdown == "First\n"
    book.save(folder.folder / "returns" / "2023-12-14_police.xlsx")
    (fault,) = read_commentary(report)[1]
    assert fault.what == "another workbook of that day writes under the same heading"


def test_a_remark_pinned_to_a_note_and_a_column_that_nobody_knows_are_refused(returned):
    def spoilt(book: Workbook) -> None:
        note(book, **{DOING: "Well"})
        book[NOTES_SHEET]["F2"].comment = Comment("not for print", "somebody")

    assert notes_of(returned, spoilt)[2][0].column == "F"
    _, _, faults = notes_of(returned, lambda book: book[NOTES_SHEET].cell(1, 9, "Our sucesses"))
    assert [(fault.what, fault.column) for fault in faults] == [("unknown column", "I")]


@pytest.mark.parametrize(
    ("spoilt", "what"),
    [
        (lambda cell: setattr(cell, "font", Font(strike=True)), "the cell is struck through"),
        (lambda cell: setattr(cell, "number_format", ";;;"), "the cell's number format hides it"),
        (lambda cell: setattr(cell, "value", "#REF!"), "an error of the spreadsheet, which is no value"),
        (lambda cell: setattr(cell, "value", "=1+1"), "a formula that was never calculated"),
        (lambda cell: cell.parent.merge_cells("F2:G2"), "merged cells in what is read"),
    ],
)
def test_a_note_passes_the_same_guards_as_a_value(returned, spoilt, what):
    def written(book: Workbook) -> None:
        note(book, **{SUCCESSES: "Well", DOING: "Well"})
        spoilt(book[NOTES_SHEET]["F2"])

    faults = notes_of(returned, written)[2]
    assert ("Notes", 2, what) in {(fault.sheet, fault.row, fault.what) for fault in faults}


def test_every_notebook_reads_the_notes_that_had_arrived_by_the_as_of_date():
    notebooks = list((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in notebooks}
    readers = {name: text.count("read_written(report") + text.count("with_what_is_written(report") for name, text in texts.items()}
    assert sum(readers.values()) == 6, "notebook 2 where something stops it, and five layouts"
    assert not any("read_commentary" in text for text in texts.values())
    for name, text in texts.items():
        assert text.count("read_written(report, step.as_of, ") + text.count("with_what_is_written(report, faults, step.as_of, ") == readers[name]


def test_what_is_counted_from_records_is_not_asked_for(folder):
    folder.define("A1")
    folder.define("C1", counted={"table": "referrals", "rule": "rows"})
    (folder.folder / "cases.toml").write_text(CASES, encoding="utf-8")
    report = folder.report("2023-24-Q2")
    book = template(report, folder.folder)
    assert column(book, RETURN_SHEET, "indicator") == ["A1"]
    assert column(book, NOTES_SHEET, "for information: where we are") == ["not known.", "not known."]


# Through the real command


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Borders report with a filled-in workbook of the next quarter, as written by `report template`."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(DATA / "borders", data / "borders")
    (data / "borders" / "period" / "2023-24-Q3.toml").write_text(EXCEPTIONS, encoding="utf-8")
    empty = data / "empty.xlsx"
    written = report_here("template", "borders", "2023-24-Q3", "--data", data, "--output", empty)
    assert (written.returncode, written.stdout) == (0, f"{empty}\n")
    book = load_workbook(empty)
    for row, unit in enumerate(column(book, RETURN_SHEET, "for information: fill in"), start=2):
        fill(
            book,
            RETURN_SHEET,
            row,
            **({"value": 7} if unit.startswith("value") else {"numerator": 5, "denominator": 8}),
        )
    note(book, **{SUCCESSES: "We <script>alert()</script> helped *{{ CP03-P177.value }}* families.", DOING: "=now()"})
    book[NOTES_SHEET]["F2"].data_type = "s"
    book.save(data / "borders" / "returns" / "2024-02-15_partners.xlsx")
    return data


@pytest.mark.slow
def test_a_filled_copy_passes_the_check_unchanged(data):
    checked = report_here("check", "borders", "2023-24-Q3", "--data", data)
    assert (checked.returncode, "nothing stops a report" in checked.stdout) == (0, True), checked.stderr
    assert "late from the unit: CP03-P177 came on 15 February 2024, 14 days after it was due" in checked.stdout
    assert "on hold: CP03-P179 (analyst: Counted in another way)" in checked.stdout


@pytest.mark.slow
def test_what_was_written_in_the_workbook_stands_on_the_page_as_plain_text(data, tmp_path):
    made = report_here("run", "borders", "2023-24-Q3", "--data", data, "--outputs", tmp_path)
    assert made.returncode == 0, made.stderr
    page = Path(made.stdout.strip()).read_text(encoding="utf-8")
    assert "We &lt;script&gt;alert()&lt;/script&gt; helped <em>" in page and "<script>alert()" not in page
    assert "=now()" in page
    assert 'Written by: service manager, <time datetime="2023-11-20">20 November 2023</time>' in page


@pytest.mark.slow
def test_an_empty_template_is_refused_row_by_row_and_never_written_over(data, tmp_path):
    shutil.copytree(data / "borders", tmp_path / "borders")
    shutil.copy(data / "empty.xlsx", tmp_path / "borders" / "returns" / "2024-02-20_partners.xlsx")
    checked = report_here("check", "borders", "2023-24-Q3", "--data", tmp_path)
    assert checked.returncode == 1
    rows = len(column(load_workbook(data / "empty.xlsx"), RETURN_SHEET, "indicator"))
    assert checked.stderr.count("neither a value nor a status") == rows
    before = (data / "empty.xlsx").read_bytes()
    again = report_here("template", "borders", "2023-24-Q3", "--data", data, "--output", data / "empty.xlsx")
    assert (again.returncode, (data / "empty.xlsx").read_bytes()) == (2, before)
