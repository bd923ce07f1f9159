"""Bad input is refused with its place, all of it at once, before anything is published.

Most tests ask the functions that notebooks 1 and 2 call; a few go through the real command.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from datetime import date
from pathlib import Path

import pytest
from in_process import report_here
from openpyxl import Workbook
from support import DATA, PERIOD, PROJECT, quality_of

from pipeline.core.faults import Fault, FaultsFound, nearest, suggestion, told
from pipeline.core.notebook_tables import check_parameters, fault_table, faults_from
from pipeline.core.report_names import name_problem
from pipeline.definitions.report_files import read_report
from pipeline.quality.waivers import critical_faults
from pipeline.received.commentary import check_commentary, read_commentary
from pipeline.received.return_rows import REQUIRED_COLUMNS
from pipeline.received.returns import read_returns

RETURN = "returns/2023-11-30_published-report.csv"
RECORD = "returns/2023-11-30_published-report.source.toml"
COMMENTARY = f"commentary/{PERIOD}.md"
WORKBOOK = "returns/2023-12-01_police.xlsx"
COLUMNS = ("indicator", "category", "period", "basis", "value", "numerator", "denominator", "status", "note")
EVERY_TOML = ("report.toml", "indicators.toml", "period/2022-23-Q2.toml", RECORD)


class Borders:
    """A copy of the Borders report's folder, to be spoilt."""

    def __init__(self, root: Path):
        self.root, self.folder = root, root / "borders"

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the first place where a text stands."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new, 1))

    def add(self, file: str, text: str) -> int:
        """Put lines at the end of a file; returns the number of the first."""
        before = (self.folder / file).read_text(encoding="utf-8")
        self.write(file, before + text)
        return before.count("\n") + 1

    def write(self, file: str, content: str | bytes) -> None:
        (self.folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    def workbook(self, *rows: dict, sheets: int = 1) -> None:
        """A return of the police with these rows, below a header and above nothing."""
        book = Workbook()
        book.active.title = "Return" if sheets == 1 else "Cases"
        book.active.append(COLUMNS)
        for row in rows:
            book.active.append([row.get(column) for column in COLUMNS])
        for number in range(1, sheets):
            book.create_sheet(f"Other {number}")
        book.save(self.folder / WORKBOOK)

    def reading_faults(self, period: str = PERIOD) -> list[Fault]:
        """The faults of the definitions, the returns and the commentary."""
        defined, faults = read_report(self.root, "borders", period)
        faults = faults + read_returns(self.folder).faults
        if defined:
            written, found = read_commentary(defined)
            faults += found + check_commentary(defined, written)
        return faults

    def quality_faults(self, period: str = PERIOD) -> list[Fault]:
        """The critical faults of rows that could all be read."""
        assert self.reading_faults(period) == []
        defined, _ = read_report(self.root, "borders", period)
        return critical_faults(quality_of(defined)[1])


@pytest.fixture
def borders(tmp_path: Path) -> Borders:
    """The report's folder without the checksum in its record, so that its return may be changed."""
    shutil.copytree(PROJECT / "data/raw/borders", tmp_path / "borders")
    folder = Borders(tmp_path)
    record = (folder.folder / RECORD).read_text(encoding="utf-8")
    folder.write(RECORD, re.sub(r'(?m)^sha256 = ".*"\n', "", record))
    return folder


def places(faults: list[Fault]) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.row, fault.column) for fault in faults]


def only(faults: list[Fault]) -> str:
    """The words of the only fault there is."""
    assert len(faults) == 1, [str(fault) for fault in faults]
    return str(faults[0])


def test_the_report_as_it_stands_has_no_fault(borders):
    assert borders.quality_faults() == []


# Returns: what can be seen in the file itself


@pytest.mark.parametrize("column", REQUIRED_COLUMNS)
def test_a_missing_column(borders, column):
    borders.change(RETURN, column, "x" + column)
    missing, unknown = borders.reading_faults()
    assert places([missing]) == [(RETURN, 1, column)]
    assert (
        str(missing)
        == f"{RETURN}, row 1, column {column}: a column is missing. Add it; its name stands in the first row."
    )
    assert unknown.found == "x" + column and f"Did you mean {column}?" in str(unknown)


@pytest.mark.parametrize(
    "written", ["forty-eight", "48 cases", "48%", '"90,9"', "4 8", "1e3", "NaN", "..", '"1,23"', "=48", "４８"]
)
def test_text_in_a_number_cell(borders, written):
    borders.change(RETURN, "year_to_date,48", f"year_to_date,{written}")
    faults = borders.reading_faults()
    assert places(faults) == [(RETURN, 2, "value")]
    assert faults[0].found == written.strip('"') and "a number without unit" in str(faults[0])


def test_a_number_with_more_digits_than_can_be_kept(borders):
    borders.change(RETURN, "year_to_date,48", "year_to_date,12345678901234567")
    assert "row 2, column value: more digits than can be kept exactly" in only(borders.reading_faults())


def test_a_row_with_neither_value_nor_status(borders):
    borders.change(RETURN, "year_to_date,48", "year_to_date,")
    words = only(borders.reading_faults())
    assert words.startswith(
        f"{RETURN}, row 2, column value: neither a value nor a status; expected a number, or a status such as x"
    )


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        (",,1,1,,", ",,1,,,", "denominator"),
        (",,1,1,,", ",,,1,,", "numerator"),
        (",,1,1,,", ",100,,1,,", "numerator"),
        ("year_to_date,48,,", "year_to_date,1,048,", "denominator"),  # 1,048 without quotes is two cells
    ],
)
def test_one_count_without_the_other(borders, old, new, missing):
    borders.change(RETURN, old, new)
    assert f"column {missing}: one of the two counts is missing" in only(borders.reading_faults())


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("2023-24-Q2,year_to_date,48", "2023-24-Q5,year_to_date,48", "period", '"2023-24-Q5" is not a period'),
        ("2023-24-Q2,year_to_date,48", ",year_to_date,48", "period", "the cell is empty; expected a period"),
        ("year_to_date,48", "years_to_date,48", "basis", "Did you mean year_to_date?"),
        ("48,,,,", "48,,,q,", "status", 'unknown marker; found "q"'),
        ("48,,,,", "48,,,,a, b", "", "more cells than columns. Put quotes around texts with commas."),
        ("48,,,,", "48,,,,half\u202eway", "note", 'a character that cannot be seen; found "\\u202e"'),
    ],
)
def test_other_faults_of_a_cell(borders, old, new, column, words):
    borders.change(RETURN, old, new)
    faults = borders.reading_faults()
    assert places(faults) == [(RETURN, 2, column)]
    assert words in str(faults[0])


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"indicator,period,basis,value\n"], ids=["nothing", "blank", "header-only"]
)
def test_an_empty_file_is_one_fault_and_not_one_for_every_indicator(borders, content):
    borders.write(RETURN, content)
    assert re.search(r"the file (is empty|has a header and no rows)\. Ask the sender", only(borders.reading_faults()))
    defined, _ = read_report(borders.root, "borders", PERIOD)
    assert critical_faults(quality_of(defined)[1]) == []


def test_a_csv_with_other_separators(borders):
    borders.write(RETURN, (borders.folder / RETURN).read_bytes().replace(b",", b";"))
    assert "row 1: the columns are not separated by commas" in only(borders.reading_faults())


def test_a_quote_that_never_closes(borders):
    line = borders.add(RETURN, 'CP03-P177,,2022-23,year,48,,,,"never\n')
    assert f"{RETURN}, row {line}: not readable as CSV" in only(borders.reading_faults())


def test_a_file_that_is_not_utf8(borders):
    borders.write(RETURN, (borders.folder / RETURN).read_bytes().replace(b"not legible", b"not l\xe9gible", 1))
    assert only(borders.reading_faults()) == f"{RETURN}, row 4: not UTF-8 text. Save it as CSV UTF-8."


@pytest.mark.parametrize(
    "name", ["police.csv", "2023-13-40_police.csv", "2023-11-30_police.pdf", "30-11-2023_police.xlsx"]
)
def test_a_file_name_without_a_date(borders, name):
    (borders.folder / RETURN).rename(borders.folder / "returns" / name)
    words = only(borders.reading_faults())
    assert words.startswith(f"returns/{name}: a return is named by the date it was received") and words.endswith(
        "Rename the file."
    )


def test_a_folder_among_the_returns(borders):
    (borders.folder / "returns/2023-12-01_police.csv").mkdir()
    assert "a folder where a file belongs" in only(borders.reading_faults())


def test_a_checksum_that_differs_from_the_record(borders):
    borders.add(RECORD, f'sha256 = "{"0" * 64}"\n')
    actual = hashlib.sha256((borders.folder / RETURN).read_bytes()).hexdigest()
    words = only(borders.reading_faults())
    assert words.startswith(f"{RETURN}: the file differs from its record")
    assert "A changed return is a new return" in words and f'sha256 = "{actual}"' in words


# Workbooks


ROW = {"indicator": "CP03-P177", "period": PERIOD, "basis": "year_to_date", "value": 48}


def test_a_workbook_that_is_cut_off(borders):
    borders.workbook(ROW)
    content = (borders.folder / WORKBOOK).read_bytes()
    for size in (0, 100, len(content) // 2, len(content) - 1):
        borders.write(WORKBOOK, content[:size])
        words = only(borders.reading_faults())
        assert words.startswith(
            f"{WORKBOOK}: the workbook cannot be opened: it is damaged, cut off or protected by a password"
        )
        assert words.endswith("Ask the sender for the file again.")


@pytest.mark.parametrize("column", ["period", "value"])
def test_a_date_where_something_else_belongs(borders, column):
    borders.workbook(ROW, {**ROW, "period": "2022-23-Q2", column: date(2023, 9, 30)})
    faults = borders.reading_faults()
    assert places(faults) == [(WORKBOOK, 3, column)]
    assert faults[0].sheet == "Return" and faults[0].found == "2023-09-30"
    assert str(faults[0]).startswith(f"{WORKBOOK}, sheet Return, row 3, column {column}: ")


def test_an_error_of_excel_is_not_an_empty_cell(borders):
    borders.workbook({**ROW, "numerator": "#DIV/0!", "denominator": 0})
    faults = borders.reading_faults()
    assert places(faults) == [(WORKBOOK, 2, "numerator")] and faults[0].found == "#DIV/0!"


def test_several_sheets(borders):
    borders.workbook(ROW, sheets=3)
    words = only(borders.reading_faults())
    assert words.startswith(f"{WORKBOOK}: the workbook has several sheets")
    assert words.endswith("Name the sheet in 2023-12-01_police.source.toml: sheet = one of Cases, Other 1, Other 2.")
    borders.write(
        WORKBOOK.replace(".xlsx", ".source.toml"),
        'publisher = "P"\nlicence = "L"\nreceived = 2023-12-01\nsheet = "Caess"\n',
    )
    assert f"{WORKBOOK}, sheet Caess: the sheet is missing. Did you mean Cases?" == only(borders.reading_faults())


# Values: what only the definitions can tell


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "words"),
    [
        ("year_to_date,90.9", "year_to_date,190.9", 33, "value", 'not a possible percentage; found "190.9"'),
        ("year_to_date,90.9", "year_to_date,-0.1", 33, "value", 'not a possible percentage; found "-0.1"'),
        ("year_to_date,48", "year_to_date,-48", 2, "value", 'a negative count; found "-48"'),
        ("year_to_date,48", "year_to_date,48.5", 2, "value", 'a count with a fraction; found "48.5"'),
        (",1,1,,", ",2,1,,", 37, "numerator", 'the numerator is above the denominator; found "2"; expected at most 1'),
        (
            "date,,1,1,,",
            "date,50,1,1,,",
            37,
            "value",
            'the percentage is not that of its counts; found "50"; expected what 1 of 1 gives: 100',
        ),
        ("date,,0,0,z", "date,0,0,0,", 39, "value", 'found "0"; expected what 0 of 0 gives: no percentage'),
        ("CP03-P177,,2018-19", "CP03-P178,,2018-19", 4, "indicator", "unknown indicator"),
    ],
)
def test_an_impossible_value(borders, old, new, row, column, words):
    borders.change(RETURN, old, new)
    faults = borders.quality_faults()
    assert places(faults) == [(RETURN, row, column)]
    assert words in str(faults[0])


def test_an_unknown_indicator_is_answered_with_the_nearest(borders):
    line = borders.add(RETURN, "cp03-p108,,2022-23,quarter,48,,,,\n")
    assert only(borders.quality_faults()) == (
        f'{RETURN}, row {line}, column indicator: unknown indicator; found "cp03-p108"; expected a code of indicators.toml. '
        "Did you mean CP03-P108? Correct the code, or define the indicator."
    )


@pytest.mark.parametrize("value", [48, 49], ids=["the-same", "another-value"])
def test_a_duplicated_row_is_shown_with_both_its_places(borders, value):
    line = borders.add(RETURN, f"CP03-P177,,{PERIOD},year_to_date,{value},,,,\n")
    faults = borders.quality_faults()
    assert places(faults) == [(RETURN, 2, "indicator"), (RETURN, line, "indicator")]
    assert "the same value is given twice" in str(faults[0])
    assert "expected one line for CP03-P177, 2023-24-Q2, year_to_date in what was received on 2023-11-30" in str(
        faults[0]
    )


def test_two_names_for_the_same_days_must_agree(borders):
    first = borders.add(RETURN, "CP03-P177,,2023-24-Q1,year_to_date,20,,,,\nCP03-P177,,2023-24-Q1,quarter,21,,,,\n")
    faults = borders.quality_faults()
    assert places(faults) == [(RETURN, first, "value"), (RETURN, first + 1, "value")]
    assert "another value for the same days" in str(faults[0])


def test_a_year_to_date_count_below_the_quarter_before(borders):
    borders.add(RETURN, "CP03-P177,,2023-24-Q1,year_to_date,60,,,,\n")
    assert only(borders.quality_faults()) == (
        f"{RETURN}, row 2, column value: a year-to-date count below that of the quarter before; "
        'found "48"; expected at least 60, the count of the quarter before. '
        "Check whether the sender gave the quarter alone, or corrected the earlier count: then it needs a new return."
    )


def test_a_year_to_date_count_may_fall_in_a_later_return_or_a_new_year(borders):
    borders.add(RETURN, "CP03-P177,,2022-23-Q4,year_to_date,160,,,,\n")
    borders.workbook({**ROW, "period": "2023-24-Q1", "value": 60})
    assert borders.quality_faults() == []


def test_an_indicator_with_neither_row_value_nor_status(borders):
    borders.change(RETURN, f"CP03-P108,,{PERIOD},year_to_date,67,,,,\n", "")
    faults = borders.quality_faults()
    lines = (borders.folder / "indicators.toml").read_text(encoding="utf-8").splitlines()
    assert places(faults) == [("indicators.toml", lines.index("[CP03-P108]") + 1, "indicator")]
    assert 'no return has a line for this indicator and period; found "CP03-P108"' in only(faults)
    assert "[[not_received]]" in str(faults[0])


def test_a_period_for_which_nothing_came_is_one_fault(borders):
    words = only(borders.quality_faults("2030-31-Q1"))
    assert 'no indicator has a line for this period; found "2030-31-Q1"' in words and "Check the period's name" in words


# Commentary


def test_commentary_for_an_indicator_that_does_not_exist(borders):
    line = borders.add(COMMENTARY, "\n# CP03-P999\n\n## What we are doing\n\nMuch.\n") + 1
    expected = f'{COMMENTARY}, line {line}: there is no priority or indicator of this name; found "CP03-P999". Did you mean CP03-P'
    assert only(borders.reading_faults()).startswith(expected)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("## What we do", 'unknown heading; found "What we do". Did you mean What we are doing?'),
        ("{{ 7*7 }}", 'nothing is worked out here; found "7*7"; expected a name such as CP03-P172.value'),
        ("{{ CP03-P999.value }}", 'there is no such figure; found "CP03-P999.value". Did you mean CP03-P179.value?'),
        ("{{ CP03-P177.valeu }}", "Did you mean CP03-P177.value?"),
        ("{{ CP03-P177.value | safe }}", 'unknown form of a figure; found "safe"'),
        ("{{ CP03-P177.value", "double braces that do not open and close in one line"),
        ("{{ stated: 35 }}", "a stated number needs who or what says so"),
        ("7. A list.", 'a list that numbers itself: its numbers come from no figure; found "7."; expected lines that start with a hyphen'),
        ("Un\u202eseen.", 'a character that cannot be seen; found "\\u202e"'),
        ("Area 8\ufe0f\u20e3.", 'a character that cannot be seen; found "\\ufe0f"'),
    ],
)
def test_commentary_at_fault_is_named_with_its_line(borders, written, words):
    line = borders.add(COMMENTARY, f"\n{written}\n") + 1
    faults = borders.reading_faults()
    assert places(faults) == [(COMMENTARY, line, "")]
    assert words in str(faults[0])


def test_commentary_that_is_not_utf8(borders):
    line = borders.add(COMMENTARY, "\nŷ\n") + 1
    borders.write(COMMENTARY, (borders.folder / COMMENTARY).read_bytes().replace("ŷ".encode(), b"\xff"))
    assert only(borders.reading_faults()) == f"{COMMENTARY}, line {line}: not UTF-8 text. Save it as UTF-8."


# Definitions


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("report.toml", "team", "taem"),
        ("report.toml", "green_from", "gren_from"),
        ("report.toml", "decision", "descision"),
        ("indicators.toml", "polarity", "polartiy"),
        ("period/2022-23-Q2.toml", "sender", "sendr"),
        (RECORD, "licence", "license"),
    ],
)
def test_a_misspelt_key_in_each_toml(borders, file, right, wrong):
    line = (borders.folder / file).read_text(encoding="utf-8").partition(f"{right} =")[0].count("\n") + 1
    borders.change(file, f"{right} =", f"{wrong} =")
    faults = borders.reading_faults()
    unknown = next(fault for fault in faults if fault.found == wrong)
    assert (unknown.file, unknown.row) == (file, line)
    assert f"line {line}, key" in str(unknown) and f"Did you mean {right}?" in str(unknown)
    # A light has green_from, or conditions in its place: that it has neither shows once every key is known.
    missing = {"a required key is missing. Add it."} if right != "green_from" else set()
    assert {str(fault).partition(": ")[2] for fault in faults if fault != unknown} == missing


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("report.toml", "small_base = 50", 'small_base = "many"', 'found "many"; expected a whole number'),
        ("report.toml", "[[priorities]]", "[[priority]]", "Did you mean priorities?"),
        ("indicators.toml", "judged = true", 'judged = "perhaps"', 'found "perhaps"; expected true or false'),
        (
            "indicators.toml",
            "decimals = 0",
            'decimals = "none"',
            'expected a whole number from 0 to 6, or "as_received"; found "none"',
        ),
        ("indicators.toml", '"lower_is_better"', '"lower"', "Did you mean lower_is_better?"),
        (
            "indicators.toml",
            'noun = { one = "new case accepted", many = "new cases accepted" }',
            'noun = "case"',
            "a table with keys",
        ),
        (
            "indicators.toml",
            "next_review = 2027-03-31",
            'next_review = "soon"',
            "a date such as 2027-03-31, without quotes",
        ),
        ("indicators.toml", 'owner = "', 'owner = 5 # "', "expected a text in quotes"),
        ("indicators.toml", 'priority = "asb"', 'priority = "abs"', "unknown priority"),
        (
            "period/2022-23-Q2.toml",
            'indicators = ["',
            'indicators = "CP03-P177" # ["',
            "expected a list in square brackets",
        ),
        ("period/2022-23-Q2.toml", '"CP03-P176b"', '"CP03-P176x"', "unknown indicator"),
        (RECORD, "received = 2023-11-30", "received = 2023-11-29", "the received dates differ"),
        (RECORD, "received = 2023-11-30", "received = true", "expected a date"),
    ],
)
def test_a_value_of_the_wrong_kind(borders, file, old, new, words):
    text = (borders.folder / file).read_text(encoding="utf-8")
    line = text.partition(old)[0].count("\n") + 1
    borders.change(file, old, new)
    faults = [fault for fault in borders.reading_faults() if words in str(fault)]
    assert len(faults) == 1 and faults[0].file == file
    assert faults[0].row in (line, None) if file == RECORD else faults[0].row == line


@pytest.mark.parametrize("file", EVERY_TOML)
def test_invalid_toml(borders, file):
    line = borders.add(file, "key = 'no end\n")
    words = only([fault for fault in borders.reading_faults() if fault.file == file])
    assert words.startswith(f"{file}, line {line}: not valid TOML: ") and words.endswith(
        "Mend the line; texts stand in quotes."
    )


@pytest.mark.parametrize("file", EVERY_TOML)
def test_a_toml_that_is_not_utf8(borders, file):
    line = borders.add(file, "# x\n")
    borders.write(file, (borders.folder / file).read_bytes().replace(b"# x\n", b"# \xff\n"))
    words = only([fault for fault in borders.reading_faults() if fault.file == file])
    assert words == f"{file}, line {line}: not UTF-8 text. Save it as UTF-8."


@pytest.mark.parametrize("file", ["report.toml", "indicators.toml"])
def test_a_missing_definition_is_one_fault(borders, file):
    (borders.folder / file).unlink()
    assert only(borders.reading_faults()).startswith(f"{file}: the file is missing")


def test_an_exception_file_named_after_no_period(borders):
    borders.write("period/2023-24-Q7.toml", "")
    assert only(borders.reading_faults()).startswith('period/2023-24-Q7.toml: "2023-24-Q7" is not a period')


def test_a_text_that_cannot_be_seen_is_found_at_any_depth(borders):
    borders.change("indicators.toml", 'reason = "', 'reason = "\\u202e')
    words = only(borders.reading_faults())
    assert "key CP03-P177.judgements.0.reason: a character that cannot be seen" in words


# Parameters, and how faults read


@pytest.mark.parametrize("as_of", ["yesterday", "20231130", "2023-W48-4", "2023-11-31", "30/11/2023"])
def test_a_date_that_cannot_be_compared_with_the_names_of_files(as_of):
    assert places(check_parameters("borders", PERIOD, as_of)) == [("", None, "as_of")]


@pytest.mark.parametrize("name", ["", ".", "..", "../borders", "/etc", ".hidden"])
def test_a_report_is_the_name_of_a_folder(name):
    assert places(check_parameters(name, PERIOD, "")) == [("", None, "report_id")]


def test_parameters_of_the_wrong_type_are_all_named():
    assert [fault.column for fault in check_parameters(1, 2023, None)] == ["report_id", "period", "as_of"]


def test_faults_survive_the_table_between_notebooks():
    faults = [Fault("a"), Fault("b", "f.csv", "S", 3, "c", "", "e", "d"), Fault("c", row=1, found="x")]
    assert faults_from(fault_table(faults)) == faults


def test_a_fault_shows_what_a_terminal_would_obey_and_only_the_start_of_a_long_text():
    told = str(Fault("what", "f.csv", row=2, found="\x1b[2J" + "x" * 500))
    assert told == 'f.csv, row 2: what; found "\\x1b[2J' + "x" * 96 + '…".'


# Through the command


@pytest.mark.slow
def test_every_fault_of_every_file_is_listed_at_once_and_nothing_is_published(tmp_path):
    shutil.copytree(DATA / "borders", tmp_path / "data/raw/borders")
    borders = Borders(tmp_path / "data/raw")
    borders.change(RETURN, "year_to_date,48", "year_to_date,forty-eight")
    borders.change(RETURN, "year_to_date,90.9", "year_to_date,190.9")
    duplicate = borders.add(RETURN, f"CP03-P179,,{PERIOD},year_to_date,56,,,,\nCP03-P99,,{PERIOD},year_to_date,1,,,,\n")
    borders.add(RETURN, "CP03-P118,,2023-24-Q1,year_to_date,400,,,,\n")
    borders.change(RETURN, f"CP03-P108,,{PERIOD},year_to_date,67,,,,\n", "")
    borders.workbook(ROW)
    borders.write(WORKBOOK, (borders.folder / WORKBOOK).read_bytes()[:1000])
    borders.change("indicators.toml", "polarity", "polartiy")
    borders.change("period/2022-23-Q2.toml", "sender", "sendr")
    borders.write(WORKBOOK.replace(".xlsx", ".source.toml"), 'publisher = "P"\nlicense = "L"\nreceived = 2023-12-01\n')
    borders.write(f"commentary/{PERIOD} (1).md", "# Written in vain\n")
    braces = borders.add(COMMENTARY, "\n{{ 7*7 }}\n\n# CP03-P999\n") + 1

    ended = report_here("run", "borders", PERIOD, "--data", tmp_path / "data", "--outputs", tmp_path / "outputs")

    assert ended.returncode == 1 and ended.stdout == ""
    assert "Traceback" not in ended.stderr
    for place in (
        f"{RETURN}, row 2, column value: text where a number belongs",
        f"{RETURN}, row 33, column value: not a possible percentage",
        f"{RETURN}, row 9, column indicator: the same value is given twice",
        f"{RETURN}, row {duplicate - 1}, column indicator: the same value is given twice",
        f"{RETURN}, row {duplicate}, column indicator: unknown indicator",
        f"{RETURN}, row 16, column value: a year-to-date count below that of the quarter before",
        f"{RETURN}: the file differs from its record",
        f"{WORKBOOK}: the workbook cannot be opened",
        f"{WORKBOOK.replace('.xlsx', '.source.toml')}, line 2, key license: unknown key",
        "indicators.toml, line 12, key CP03-P177.polartiy: unknown key",
        "indicators.toml, line 408, key indicator: no return has a line",
        "period/2022-23-Q2.toml, line 5, key not_received.0.sendr: unknown key",
        f'commentary/{PERIOD} (1).md: "{PERIOD} (1)" is not a period',
        f"{COMMENTARY}, line {braces}: not the name of a figure",
        f"{COMMENTARY}, line {braces + 2}: there is no priority or indicator of this name",
    ):
        assert place in ended.stderr
    numbered = re.findall(r"(?m)^  (\d+)\. ", ended.stderr)
    assert [int(number) for number in numbered] == list(
        range(1, 1 + int(re.search(r"(\d+) faults found", ended.stderr)[1]))
    )
    assert "Nothing was published. Correct what is listed and run it again." in ended.stderr
    assert published(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "bordres", PERIOD], 'there is no report "bordres" in DATA. Did you mean borders?'),
        (["run", "borders", "2023-24-Q5"], '"2023-24-Q5" is not a period. Expected a quarter such as 2023-24-Q2'),
        (["run", "borders", "2023-24-Q5"], "Did you mean 2023-24-Q4?"),
        (
            ["check", "borders", PERIOD, "--as-of", "20231130"],
            '"20231130" is not a date; expected one such as 2023-11-30',
        ),
        (
            ["run", "borders", PERIOD, "--as-off", "2023-11-30"],
            "No such option: --as-off (Possible options: --as-of). Try: report --help",
        ),
        (["rum", "borders", PERIOD], "No such command 'rum'. Did you mean 'run'? Try: report --help"),
        (["run", "borders"], "Missing argument 'PERIOD'. Try: report --help"),
        (["run", "borders", PERIOD, "--data", "nowhere"], "there is no folder"),
        ([], "Usage: report [OPTIONS] COMMAND [ARGS]..."),
    ],
)
def test_a_wrong_call_is_answered_with_the_nearest_and_status_2(arguments, words):
    ended = report_here(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert words in ended.stderr.replace(str(DATA), "DATA")
    assert "Traceback" not in ended.stderr


def published(project: Path) -> list[Path]:
    """Run folders and tables that a run has left."""
    outputs = [path for path in (project / "outputs").glob("*/*/*") if "restricted" not in path.parts]
    return [
        *outputs,
        *(project / "outputs/restricted/borders").glob("*/*"),
        *(project / "data/processed").glob("*/*/*"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A1,2023-24-Q2,year_to_date,,3,8,c", "counts beside [c], which says that they must not be known"),
        ("A1,2023-24-Q2,year_to_date,,,,low", "says something about a value, and there is none"),
    ],
)
def test_a_status_that_contradicts_its_line_is_refused(folder, line, said):
    folder.define("A1", unit="percent", aggregation="ratio", variance_basis="points", decimals=1)
    folder.receive("2023-11-30", line)
    assert [(fault.what, fault.row) for fault in read_returns(folder.folder).faults] == [(said, 2)]


@pytest.mark.parametrize("code", ["lights", "Quality", "asb"])
def test_a_name_that_a_part_of_the_page_has_already_is_refused(folder, code):
    folder.define(code)
    with pytest.raises(FaultsFound, match=f'the name is taken .*found "{code}"'):
        folder.report()


def test_a_faulty_indicator_is_accused_once_and_its_commentary_not_at_all(borders):
    indicators = borders.folder / "indicators.toml"
    indicators.write_text(
        indicators.read_text(encoding="utf-8").replace("polarity =", "polarty =", 1), encoding="utf-8"
    )
    defined, faults = read_report(borders.folder.parent, borders.folder.name, PERIOD)
    commentary, found = read_commentary(defined)
    assert [fault.column for fault in faults] == ["CP03-P177.polarity", "CP03-P177.polarty"]
    assert found + check_commentary(defined, commentary) == []


# Long lists


def unknown_codes(many: int, file: str = RETURN) -> list[Fault]:
    known = [f"CP03-P{number}" for number in range(150, 200)]
    return [
        Fault("unknown indicator", file, "", row, "indicator", f"Q-{row}", action=nearest(f"Q-{row}", known))
        for row in range(2, many + 2)
    ]


def test_fifty_thousand_faults_of_one_kind_are_twenty_lines_and_a_number_within_seconds():
    one_of_another = Fault("the file differs from its record", file=WORKBOOK)
    started = time.process_time()
    lines = str(FaultsFound([*unknown_codes(50_000), one_of_another])).splitlines()
    assert time.process_time() - started < 60
    assert lines[0] == "50,001 faults found:"
    assert len(lines) == 1 + 20 + 1 + 1
    assert lines[21] == f"  and 49,980 more of this kind, in {RETURN}."
    assert lines[22] == f"  50001. {WORKBOOK}: the file differs from its record."


def test_faults_are_of_one_kind_whatever_was_found_and_the_files_of_the_rest_are_named():
    faults = [
        Fault(f'"2023-24-Q{at}" is not a period', f"returns/{at}.csv", row=at, column="period") for at in range(30)
    ]
    assert str(FaultsFound(faults)).splitlines()[21] == (
        "  and 10 more of this kind, in returns/20.csv, returns/21.csv, returns/22.csv, returns/23.csv, returns/24.csv, "
        "returns/25.csv, returns/26.csv, returns/27.csv …."
    )
    others = [Fault("unknown key", "indicators.toml", row=at, column=f"A{at}.{'ab'[at % 2]}") for at in range(30)]
    assert len(told([*faults, *others])) == 20 + 1 + 15 + 15


def test_a_fault_that_quotes_a_cell_of_a_megabyte_is_a_sentence():
    assert len(str(Fault(f'"{"9" * 1_000_000}" is not a period', RETURN, found="x" * 1_000_000))) < 1500


@pytest.mark.parametrize(
    ("typed", "known"),
    [("castle", "Castle"), ("CASTLE WARD", "Castle Ward"), ("cp03 p177", "CP03-P177"), ("Cast1e", "Castle")],
)
def test_the_name_that_differs_by_its_spelling_alone_is_offered_first(typed, known):
    others = ["Castle Ward East", "Castles", "Cast", "CP03-P178"]
    assert suggestion(typed, [*others, known]) == f"Did you mean {known}?"


# What a file may hold and no definition or return needs

OUT_OF_MEASURE = "expected 0, or a number from 1e-15 to below 1e15"


@pytest.mark.parametrize("file", EVERY_TOML)
def test_a_definition_that_an_editor_began_with_a_mark_of_byte_order_is_read(borders, file):
    borders.write(file, b"\xef\xbb\xbf" + (borders.folder / file).read_bytes())
    assert borders.reading_faults() == []
    line = borders.add(file, "\n[nothing]\nknown = 1\n") + 1
    assert {fault.row for fault in borders.reading_faults() if fault.file == file} <= {line, line + 1}
    assert borders.reading_faults()


def test_the_first_line_counts_although_a_mark_of_byte_order_stands_in_it(borders):
    text = (borders.folder / "report.toml").read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(text) if line.startswith("layout"))
    borders.write("report.toml", "\ufefflayuot = 1\n" + "\n".join([*text[:at], *text[at:]]))
    assert only(borders.reading_faults()).startswith("report.toml, line 1, key layuot: unknown key")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("deep = " + "[" * 5000 + "]" * 5000, "nested too deep; expected at most 20 levels"),
        ("deep = " + "{ a = " * 5000 + "1" + " }" * 5000, "nested too deep; expected at most 20 levels"),
        (".".join("a" * 1000) + " = 1", 'nested too deep; found "1000 levels"; expected at most 20 levels'),
        ("[" + ".".join("a" * 1000) + "]\nb = 1", "nested too deep"),
        ("large = 1.7e308", f'key large: a number out of all measure; found "1.7E+308"; {OUT_OF_MEASURE}'),
        ("large = 1e999999999999999999999", f"key large: a number out of all measure; found \"NaN\"; {OUT_OF_MEASURE}"),
        ("large = 1" + "0" * 15, f'key large: a number out of all measure; found "1{"0" * 15}"; {OUT_OF_MEASURE}'),
        ("small = -1e-400", "key small: a number out of all measure"),
        ("none = nan", "key none: a number out of all measure"),
        ("none = [1, { a = -inf }]", "key none.1.a: a number out of all measure"),
        ("large = " + "9" * 5000, "a number of thousands of digits"),
        ("# " + "x" * 5_000_000, "too large for a definition"),
    ],
    ids=lambda text: text[:24],
)  # fmt: skip
@pytest.mark.parametrize("file", EVERY_TOML)
def test_a_definition_out_of_all_measure_is_one_fault_with_its_place(borders, file, text, words):
    before = (borders.folder / file).read_text(encoding="utf-8")
    borders.write(file, f"{text}\n{before}")
    told, *others = map(str, borders.reading_faults())
    assert told.startswith(file) and words in told
    assert all("expected a table" in other for other in others), others  # indicators.toml has nothing but tables
    assert "nested" in words or "too large" in words or ", line 1" in told


def test_twenty_thousand_unknown_keys_are_told_within_seconds(borders):
    borders.add("report.toml", "".join(f"\n[unknown-{number}]\na = 1\n" for number in range(20_000)))
    started = time.process_time()
    told = str(FaultsFound(borders.reading_faults()))
    assert time.process_time() - started < 60
    assert told.startswith("20,000 faults found:") and "more of this kind, in report.toml" in told


@pytest.mark.parametrize("written", ["17" + "0" * 307, "1" + "0" * 15, "0." + "0" * 20 + "1", "9" * 400, "9" * 5000])
def test_a_number_out_of_all_measure_in_a_return(borders, written):
    borders.change(RETURN, "year_to_date,48", f"year_to_date,{written}")
    told = only(borders.reading_faults())
    assert told.startswith(f"{RETURN}, row 2, column value: ") and len(told) < 400


@pytest.mark.parametrize("value", [1.7e308, 1e15, -1e300, 1e-300])
def test_a_number_out_of_all_measure_in_a_workbook(borders, value):
    borders.workbook({"indicator": "CP03-P177", "period": "2022-23", "basis": "year", "value": value})
    assert f"{WORKBOOK}, sheet Return, row 2, column value: a number out of all measure" in only(
        borders.reading_faults()
    )


@pytest.mark.parametrize(
    "name",
    ["restricted", "Store", "tables", "failed", "compare", "disposals", "index.html", "latest.html", "raw", "nul", "CON.x",
     "a/b", "dot.", " blank", "blank ", "a:b", "a\tb", "x" * 300, "-option", "{a}", "50%"],
)  # fmt: skip
def test_a_report_cannot_be_called_as_what_stands_beside_it_or_what_no_file_system_can_carry(name):
    assert name_problem(name) and [fault.column for fault in check_parameters(name, PERIOD, "")] == ["report_id"]


@pytest.mark.parametrize("name", ["riverbank", "River bank", "a.b", "north_moor", "2023-24-Q2", "Ynys Môn"])
def test_a_report_can_be_called_otherwise(name):
    assert name_problem(name, [name, "other"]) == "" and check_parameters(name, PERIOD, "") == []


def test_two_reports_whose_names_differ_by_capitals_alone(tmp_path):
    assert "differ by capitals alone" in name_problem("Borders", ["borders", "Borders"])


def test_a_folder_of_reports_may_have_any_name_and_a_reserved_report_is_told(tmp_path):
    """What kernels make of such a name is tried by `test_installed.py`."""
    data, outputs = tmp_path / "a {b} 50% #c", tmp_path / "{o} x"
    shutil.copytree(PROJECT / "data/raw/borders", data / "My borders")
    shutil.copytree(PROJECT / "data/raw/borders", data / "restricted")
    ended = report_here("run", "My borders", PERIOD, "--data", data, "--outputs", outputs)
    assert ended.returncode == 0, ended.stderr
    assert Path(ended.stdout.strip()).is_relative_to(outputs / "My borders")
    told = report_here("check", "restricted", PERIOD, "--data", data, "--outputs", outputs)
    assert told.returncode == 2 and '"restricted" is a name that is kept for something else' in told.stderr
    listed = report_here("list", "--data", data, "--outputs", outputs)
    assert listed.returncode == 0 and '"restricted" is a name that is kept' in listed.stdout


def test_a_return_of_another_report_with_twenty_thousand_unknown_codes_is_told_and_counted(borders):
    lines = "".join(f"Q-{number},{PERIOD},year_to_date,1\n" for number in range(20_000))
    borders.write("returns/2023-12-01_other.csv", f"indicator,period,basis,value\n{lines}")
    defined, _ = read_report(borders.root, "borders", PERIOD)
    started = time.process_time()
    verdicts, failing = quality_of(defined)
    assert time.process_time() - started < 60
    lines = str(FaultsFound(critical_faults(failing))).splitlines()
    assert (lines[0], len(lines)) == ("20,000 faults found:", 22)
    verdict = verdicts.set_index("expectation").loc["indicator-is-defined"]
    assert (verdict["verdict"], verdict["failed"]) == ("not met", 20_000)
