"""Returns in layouts that are not ours: each kind of mess is read right as described, or refused with its cell named."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from support import quality_of
from workbooks import Marked, write_workbook

from check_edition.base.findings import Wrong
from check_edition.files.workbooks import read_ods, read_xlsx
from check_edition.records.described import check_described
from pipeline.core.faults import Fault
from pipeline.methods.judgements.rows_accounted import account_for_rows
from pipeline.received.cases import read_cases
from pipeline.received.returns import Returns, read_returns

NO_CASES = read_cases(Path(), {}).rows
RECORD = 'publisher = "Police"\nlicence = "OGL"\nreceived = 2023-11-30\n'
YEARS = """
[[layout]]
header_rows = [1]
first_row = 2
last_row = 3
indicator = "A1"
basis = "year"
columns = [
  { text = "Area", holds = "label" },
  { pattern = '(\\d{4})/(\\d{2})', holds = "value", period = '\\1-\\2' },
]
[layout.names]
"North" = { category = "North" }
"Total" = {}
"""
HEADER = ["Area", "2021/22", "2022/23"]
Read = Callable[..., Returns]


@pytest.fixture(params=["xlsx", "ods"])
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Read:
    """What comes out of a workbook with these rows and this description; each test is made for xlsx and for ods."""

    def made(rows: list, layout: str = YEARS, **marks: object) -> Returns:
        returns = tmp_path / "returns"
        returns.mkdir(exist_ok=True)
        write_workbook(returns / f"2023-11-30_police.{request.param}", rows, **marks)
        (returns / "2023-11-30_police.source.toml").write_text(RECORD + layout, encoding="utf-8")
        found = read_returns(tmp_path)
        if not found.faults:
            check_alone(tmp_path, found)
        return found

    return made


def check_alone(folder: Path, returns: Returns) -> None:
    """Every value that was read is what the check of an edition, which shares no code with the reader, finds in its cell."""

    def read_table(name: str, sheet: str) -> list:
        content = (folder / name).read_bytes()
        if name.endswith(".csv"):
            return list(csv.reader(content.decode().splitlines()))
        return (read_xlsx if name.endswith(".xlsx") else read_ods)(content, sheet)

    for row in returns.observations.itertuples():
        layouts = tomllib.loads((folder / row.file).with_suffix(".source.toml").read_text(encoding="utf-8"))["layout"]
        for measure, letters in (cell.split(":") for cell in row.cells.split()):
            number = getattr(row, measure)
            own = {part: getattr(row, part) for part in ("indicator", "category", "period", "basis", "status")}
            own |= {"measure": measure, "value": None if pd.isna(number) else number}
            own["rows"] = [{"file": row.file, "sheet": row.sheet, "rows": [row.row], "column": letters}]
            check_described(SimpleNamespace(read_table=read_table), own, layouts)
            if own["value"] is not None:
                with pytest.raises(Wrong):
                    check_described(SimpleNamespace(read_table=read_table), {**own, "value": number + 1}, layouts)


def values(returns: Returns) -> dict[tuple, float]:
    """What was read, when nothing is at fault: category and period, and the value."""
    assert [str(fault) for fault in returns.faults] == []
    return {(row.category, row.period): row.value for row in returns.observations.itertuples()}


def the_fault(returns: Returns) -> Fault:
    (fault,) = returns.faults
    return fault


def place(fault: Fault) -> tuple:
    return fault.sheet, fault.column, fault.row


# The table, its headers and its end


def test_every_value_of_a_wide_table_keeps_its_cell(read):
    returns = read([HEADER, ["North", 12, 15], ["Total", 1204, 1310]])
    assert values(returns) == {
        ("North", "2021-22"): 12, ("North", "2022-23"): 15, ("", "2021-22"): 1204, ("", "2022-23"): 1310,
    }  # fmt: skip
    observed = returns.observations
    assert list(observed["row"]) == [2, 2, 3, 3]
    assert list(observed["cells"]) == ["value:B", "value:C", "value:B", "value:C"]
    assert set(observed["sheet"]) == {"Sheet1"} and set(observed["indicator"]) == {"A1"}


QUARTERS = """
[[layout]]
header_rows = [2, 3]
spread_headers = [2]
first_row = 4
last_row = 4
indicator = "A1"
basis = "quarter"
columns = [
  { text = "Area", holds = "label" },
  { pattern = '(\\d{4})/(\\d{2}) / Q(\\d)', holds = "value", period = '\\1-\\2-Q\\3' },
]
names = { "North" = {} }
"""
TWO_HEADERS = [
    ["Table of cases"],
    ["", "2022/23", "", "2023/24", ""],
    ["Area", "Q1", "Q2", "Q1", "Q2"],
    ["North", 1, 2, 3, 4],
]


def test_a_merged_header_reaches_over_its_columns_where_the_description_says_so(read):
    assert list(values(read(TWO_HEADERS, QUARTERS)).items()) == [
        (("", "2022-23-Q1"), 1), (("", "2022-23-Q2"), 2), (("", "2023-24-Q1"), 3), (("", "2023-24-Q2"), 4),
    ]  # fmt: skip


def test_a_merged_header_is_not_filled_forward_unless_the_description_says_so(read):
    faults = read(TWO_HEADERS, QUARTERS.replace("spread_headers = [2]", "")).faults
    assert [(fault.column, fault.row, fault.found) for fault in faults] == [("C", 3, "Q2"), ("E", 3, "Q2")]


def test_headers_that_are_dates_are_read_as_dates_and_never_as_their_number(read):
    layout = YEARS.replace("'(\\d{4})/(\\d{2})'", "'(\\d{4}-\\d{2})-\\d{2}'").replace("'\\1-\\2'", "'\\1'")
    layout = layout.replace('"year"', '"month"').replace("last_row = 3", "last_row = 2").replace('"Total" = {}', "")
    assert values(read([["Area", date(2023, 9, 30)], ["North", 7]], layout)) == {("North", "2023-09"): 7}
    fault = read([["Area", date(2023, 9, 30), 45199], ["North", 7, 8]], layout).faults[0]
    assert (fault.what, fault.column, fault.found) == ("a column that is not described", "C", "45199")


@pytest.mark.parametrize(
    ("header", "what", "column"),
    [
        (["Area", "2021/22", "2022/23", "Change"], "a column that is not described", "D"),
        (["Area", "2021/22", ""], "a column that is not described", "C"),
        (["Place", "2021/22", "2022/23"], "a column that is not described", "A"),
    ],
)
def test_a_column_that_the_description_does_not_cover_is_refused(read, header, what, column):
    fault = read([header, ["North", 12, 15, 3], ["Total", 1204, 1310, 106]]).faults[0]
    assert (fault.what, fault.column, fault.row) == (what, column, 1)


def test_a_header_that_is_there_twice_asks_for_the_columns_that_are_meant(read):
    layout = YEARS.replace(
        "{ pattern = '(\\d{4})/(\\d{2})', holds = \"value\", period = '\\1-\\2' }",
        '{ text = "2021/22", holds = "value", period = "2021-22" }',
    )
    rows = [["Area", "2021/22", "2021/22"], ["North", 12, 15], ["Total", 1204, 1310]]
    assert (the_fault(read(rows, layout)).what, the_fault(read(rows, layout)).column) == (
        "the column is there twice",
        "C",
    )
    assert len(values(read(rows, layout.replace("header_rows", 'sheet_columns = "A:B"\nheader_rows')))) == 2


def test_two_columns_for_one_value_are_refused_with_their_cells(read):
    fault = the_fault(
        read(
            [["Area", "2021/22", "2021/22"], ["North", 12, 15]],
            YEARS.replace("last_row = 3", "last_row = 2").replace('"Total" = {}', ""),
        )
    )
    assert (fault.what, *place(fault)) == (
        "a second value for the same indicator, category, period and basis",
        "Sheet1",
        "C",
        2,
    )


def test_footnotes_under_the_table_are_passed_over_by_their_wording_alone(read):
    layout = YEARS.replace("last_row = 3", "ends_before = \"Source: police\"\nfootnotes = ['Source: .*', '\\d .*']")
    rows = [HEADER, ["North", 12, 15], ["Total", 1204, 1310], ["", "", "Source: police"], [], ["1 Without cyber crime"]]
    assert len(values(read(rows, layout))) == 4
    fault = the_fault(read([*rows, ["South", 5, 6]], layout))
    assert (fault.what, *place(fault)) == ("a row outside the table that is not described", "Sheet1", "A", 7)
    fault = the_fault(read([*rows, ["1 South", 5, 6]], layout))  # worded like a footnote, but it holds numbers
    assert place(fault) == ("Sheet1", "A", 7)


def test_a_table_without_its_declared_end_is_refused(read):
    layout = YEARS.replace("last_row = 3", 'ends_before = "Source: police"')
    assert (
        the_fault(read([HEADER, ["North", 12, 15], ["Total", 4, 5]], layout)).what
        == "the end of the table is not there"
    )


def test_tables_side_by_side_are_read_each_by_its_own_columns(read):
    side = """
[[layout]]
sheet_columns = "{columns}"
header_rows = [1]
first_row = 2
last_row = 2
basis = "year"
indicator = "{code}"
periods = [{{ pattern = '(\\d{{4}})/(\\d{{2}})', period = '\\1-\\2' }}]
columns = [{{ text = "Year", holds = "period" }}, {{ text = "Cases", holds = "numerator" }}, {{ text = "All", holds = "denominator" }}]
"""
    rows = [["Year", "Cases", "All", "", "Year", "Cases", "All"], ["2021/22", 3, 60, "", "2021/22", 4, 50]]
    returns = read(rows, side.format(columns="A:C", code="A1") + side.format(columns="E:G", code="A2"))
    assert returns.faults == []
    found = returns.observations[["indicator", "period", "numerator", "denominator", "cells"]]
    assert found.values.tolist() == [
        ["A1", "2021-22", 3, 60, "numerator:B denominator:C"], ["A2", "2021-22", 4, 50, "numerator:F denominator:G"],
    ]  # fmt: skip


def test_a_period_in_a_row_that_is_not_described_is_refused_with_its_cell(read):
    layout = """
[[layout]]
header_rows = [1]
first_row = 2
last_row = 3
indicator = "A1"
basis = "point_in_time"
periods = [{ pattern = '30 September (\\d{4})\\d?', period = '\\1-09' }]
columns = [{ text = "", holds = "period" }, { text = "Officers", holds = "value" }]
"""
    rows = [["", "Officers"], [Marked("30 September 2012", raised="4"), 30], ["30 September 2013", 17]]
    assert values(read(rows, layout)) == {("", "2012-09"): 30, ("", "2013-09"): 17}
    fault = the_fault(read([*rows[:2], ["31 March 2014", 17]], layout))
    assert (fault.what, *place(fault)) == ("a period that is not described", "Sheet1", "A", 3)


# Labels


def test_labels_match_in_spite_of_spaces_and_line_breaks_around_and_in_them(read):
    assert ("North", "2021-22") in values(read([HEADER, ["  North\u00a0 ", 12, 15], ["Total\n", 1204, 1310]]))


def test_labels_that_only_a_space_tells_apart_are_never_taken_for_one_another(read):
    rows = [HEADER, ["North ", 99, 98], ["North", 12, 15], ["Total", 1204, 1310]]
    layout = YEARS.replace("last_row = 3", "last_row = 4")
    faults = read(rows, layout).faults
    assert {(fault.what, fault.row) for fault in faults} == {("the same value is given twice", 3)}
    assert faults[0].found == "B3, after B2"
    layout = layout.replace(
        "columns =", 'left_out = [{ text = "North", row = 2, because = "A region of that name" }]\ncolumns ='
    )
    assert values(read(rows, layout))["North", "2021-22"] == 12


def test_a_label_that_is_neither_named_nor_left_out_is_refused_with_its_cell(read):
    fault = read([HEADER, ["Nroth", 12, 15], ["Total", 1204, 1310]]).faults[0]
    assert (fault.what, *place(fault), fault.found) == ("a label that is not described", "Sheet1", "A", 2, "Nroth")
    assert "Did you mean North?" in fault.action


def test_a_described_label_that_is_not_there_is_refused(read):
    fault = the_fault(read([HEADER, ["", "", ""], ["Total", 1204, 1310]]))
    assert (fault.what, fault.expected) == ("a described label is not there", "North")


def test_rows_left_out_for_a_reason_must_be_there(read):
    rows = [HEADER, ["North", 12, 15], ["Total", 1204, 1310], ["England", 9, 9]]
    layout = YEARS.replace("last_row = 3", "last_row = 4")
    leave = 'left_out = [{{ text = "{}", because = "Another country" }}]\ncolumns ='
    assert len(values(read(rows, layout.replace("columns =", leave.format("England"))))) == 4
    faults = read(rows, layout.replace("columns =", leave.format("Wales"))).faults
    assert [fault.what for fault in faults] == [
        "a label that is not described",
        "a row that is to be left out is not there",
    ]


def test_a_row_with_numbers_and_no_label_is_refused(read):
    fault = read([HEADER, ["", 12, 15], ["Total", 1204, 1310]]).faults[0]
    assert (fault.what, *place(fault)) == ("a row without a label", "Sheet1", "A", 2)


def test_labels_in_two_columns_are_read_together_and_filled_down_only_where_described(read):
    layout = """
[[layout]]
header_rows = [1]
first_row = 2
last_row = 4
indicator = "A1"
period = "2022-23"
basis = "year"
columns = [
  { text = "Group", holds = "label", fill_down = true },
  { text = "Age", holds = "label" },
  { text = "Cases", holds = "value" },
]
names = { "Women / Total" = { category = "Women" }, "Men / Total" = { category = "Men" } }
left_out = [{ pattern = '.* / \\d.*', because = "Ages are not shown" }]
"""
    rows = [["Group", "Age", "Cases"], ["Women", "18 to 24", 3], ["", "Total", 5], ["Men", "Total", 6]]
    assert values(read(rows, layout)) == {("Women", "2022-23"): 5, ("Men", "2022-23"): 6}
    fault = read(rows, layout.replace(", fill_down = true", "")).faults[0]
    assert (fault.what, fault.found, fault.row) == ("a label that is not described", "Total", 3)


def test_a_label_that_the_spreadsheet_made_a_date_of_is_refused(read):
    fault = read([HEADER, [date(2023, 10, 14), 12, 15], ["Total", 1204, 1310]]).faults[0]
    assert (fault.what, fault.found) == ("a label that is not described", "2023-10-14")


# Numbers, and what stands in their place


SYMBOLS = """[layout.symbols]
".." = { status = "x", says = "Not collected" }
"-" = { value = 0, says = "None" }
"*" = { status = "c", says = "Fewer than five" }
"[c]" = { status = "c", says = "Withheld" }
"[x]" = { status = "x", says = "Came too late" }
"[p]" = { status = "p" }
"[note 3]" = { says = "Without cyber crime" }
"""


@pytest.mark.parametrize(
    ("cell", "value", "status", "note"),
    [
        ("..", None, "x", "Not collected"),
        ("-", 0, "", "None"),
        ("*", None, "c", "Fewer than five"),
        ("[c]", None, "c", "Withheld"),
        (" [x] ", None, "x", "Came too late"),
        ("1,204 [p]", 1204, "p", ""),
        ("88 [p] [note 3]", 88, "p", "Without cyber crime"),
        ("1,204", 1204, "", ""),  # a number that is stored as text
        ("\u22125", -5, "", ""),
        (6092.459999999999, 6092.46, "", ""),  # as many digits as Excel shows
    ],
)
def test_a_described_symbol_becomes_its_status_or_number(read, cell, value, status, note):
    returns = read([HEADER, ["North", cell, 15], ["Total", 1204, 1310]], YEARS + SYMBOLS)
    assert returns.faults == []
    first = returns.observations.iloc[0]
    assert (None if first["value"] != first["value"] else first["value"], first["status"], first["note"]) == (
        value,
        status,
        note,
    )


@pytest.mark.parametrize(
    "cell", ["..", "-", "*", "[c]", "[x]", "n/a", "12*", "1,2045", "12 cases", "\u00bd", "<5", True, date(2023, 5, 1)]
)
def test_a_symbol_that_is_not_described_is_refused_with_its_cell(read, cell):
    returns = read([HEADER, ["North", 12, cell], ["Total", 1204, 1310]])
    fault = the_fault(returns)
    assert place(fault) == ("Sheet1", "C", 2)
    assert list(returns.observations["unread"].eq("")) == [True, False, True, True]


def test_an_empty_cell_is_no_zero(read):
    fault = the_fault(read([HEADER, ["North", 12, None], ["Total", 1204, 1310]]))
    assert (fault.what, *place(fault)) == ("neither a value nor a status", "Sheet1", "C", 2)
    layout = YEARS + '[layout.symbols]\n"" = { status = "x", says = "Not collected" }\n'
    assert read([HEADER, ["North", 12, None], ["Total", 1204, 1310]], layout).observations["status"].tolist() == [
        "",
        "x",
        "",
        "",
    ]


def test_a_cell_formatted_as_a_percentage_is_refused_unless_it_is_described_as_one(read):
    rows = [HEADER, ["North", Marked(0.29, percentage=True), Marked(0.07, percentage=True)], ["Total", 0.5, 0.6]]
    faults = read(rows).faults
    assert [(fault.what, fault.column, fault.row) for fault in faults] == [
        ("the cell is formatted as a percentage", "B", 2), ("the cell is formatted as a percentage", "C", 2),
    ]  # fmt: skip
    described = YEARS.replace('holds = "value"', 'holds = "value", percentage = true')
    faults = read(rows, described).faults
    assert [(fault.column, fault.row) for fault in faults] == [("B", 3), ("C", 3)]  # 0.5 may be half a per cent
    rows[2] = ["Total", Marked(0.5, percentage=True), "60.5%"]
    assert list(values(read(rows, described)).values()) == [29, 7, 50, 60.5]  # 0.29 × 100 is 29, not 28.999999999999996


def test_a_unit_of_thousands_is_multiplied_exactly(read):
    layout = YEARS.replace('holds = "value"', 'holds = "value", times = 1000')
    assert list(values(read([HEADER, ["North", 1.005, 2], ["Total", 1204, 1310]], layout)).values())[:2] == [1005, 2000]


def test_a_raised_footnote_mark_is_never_read_as_a_digit(read):
    fault = the_fault(read([HEADER, ["North", Marked("13", raised="2"), 15], ["Total", 1204, 1310]]))
    assert (fault.what, *place(fault)) == ("a raised mark in the cell would be read as a digit", "Sheet1", "B", 2)


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A"])
def test_an_error_of_the_spreadsheet_is_no_number(read, error):
    fault = the_fault(read([HEADER, ["North", error, 15], ["Total", 1204, 1310]]))
    assert (place(fault), fault.found) == (("Sheet1", "B", 2), error)


def test_a_note_in_a_cell_is_refused_until_somebody_says_what_it_comes_to(read):
    rows = [HEADER, ["North", Marked(12, note="Ask Jo: two weeks missing?"), 15], ["Total", 1204, 1310]]
    fault = the_fault(read(rows))
    assert (fault.what, *place(fault)) == ("a note in the cell that is not described", "Sheet1", "B", 2)
    assert "Ask Jo" in (fault.found or "")
    returns = read(rows, YEARS + '[[layout.notes]]\ncell = "B2"\nstatus = "u"\nsays = "Two weeks are missing"\n')
    assert returns.faults == []
    assert returns.observations[["value", "status", "note"]].values.tolist()[0] == [12, "u", "Two weeks are missing"]
    assert not returns.observations["note"].str.contains("Jo").any()
    rows[1] = ["North", 12, 15]
    assert (
        the_fault(read(rows, YEARS + '[[layout.notes]]\ncell = "B2"\nsays = "Gone"\n')).what
        == "a described note is not there"
    )


def test_a_note_on_a_label_or_a_header_concerns_every_value_it_names(read):
    rows = [
        ["Area", Marked("2021/22", note="revised"), "2022/23"],
        [Marked("North", note="moved"), 12, 15],
        ["Total", 4, 5],
    ]
    notes = '[[layout.notes]]\ncell = "B1"\nstatus = "r"\nsays = "Revised"\n[[layout.notes]]\ncell = "A2"\nsays = "New boundary"\n'
    assert [(fault.column, fault.row) for fault in read(rows).faults] == [("B", 1), ("A", 2)]
    found = read(rows, YEARS + notes).observations
    assert found[["status", "note"]].values.tolist() == [
        ["r", "New boundary; Revised"],
        ["", "New boundary"],
        ["r", "Revised"],
        ["", ""],
    ]


@pytest.mark.parametrize(
    ("marks", "what", "column", "row"),
    [
        ({"hidden_rows": [2]}, "the row is hidden", "", 2),
        ({"hidden_columns": [3]}, "the column is hidden", "C", None),
        ({"hidden": True}, "the sheet is hidden", "", None),
    ],
)
def test_what_is_hidden_in_the_sheet_is_read_only_where_the_description_says_so(read, marks, what, column, row):
    rows = [HEADER, ["North", 12, 15], ["Total", 1204, 1310]]
    layout = YEARS.replace("header_rows", 'sheet = "Sheet1"\nheader_rows')
    fault = the_fault(read(rows, layout, **marks))
    assert (fault.what, fault.column, fault.row) == (what, column, row)
    assert len(values(read(rows, layout.replace("header_rows", "read_hidden = true\nheader_rows"), **marks))) == 4


def test_a_csv_file_is_described_in_the_same_way(tmp_path):
    (tmp_path / "returns").mkdir()
    path = tmp_path / "returns" / "2023-11-30_police.csv"
    path.write_text('Made by hand\nArea,2021/22,2022/23\nNorth,29%,"1,204%"\nTotal,..,12\n', encoding="utf-8")
    layout = (
        YEARS.replace("[1]", "[2]").replace("first_row = 2", "first_row = 3").replace("last_row = 3", "last_row = 4")
    )
    layout = layout.replace('holds = "value"', 'holds = "value", percentage = true') + SYMBOLS
    path.with_suffix(".source.toml").write_text(RECORD + layout, encoding="utf-8")
    returns = read_returns(tmp_path)
    assert returns.faults == []
    assert returns.observations["value"].fillna(-1).tolist() == [29, 1204, -1, 12]


# The description itself


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("last_row = 3", "last_rwo = 3"), 8, "Did you mean last_row?"),
        (("last_row = 3", ""), 5, "either last_row or ends_before"),
        (("period = '\\1-\\2'", "period = '\\1-\\3'"), 13, "the pattern has 2 groups"),
        (("'(\\d{4})/(\\d{2})'", "'(\\d{4}'"), 13, "not a regular expression"),
        (('holds = "label"', 'holds = "labels"'), 12, "Did you mean label?"),
        (("[layout.names]", '[layout.symbols]\n".." = { status = "n/a" }\n[layout.names]'), 16, "unknown marker n/a"),
    ],
)
def test_a_faulty_description_is_refused_with_its_line_and_the_return_is_not_read_otherwise(
    tmp_path, change, line, says
):
    (tmp_path / "returns").mkdir()
    write_workbook(tmp_path / "returns" / "2023-11-30_police.xlsx", [HEADER, ["North", 12, 15], ["Total", 4, 5]])
    record = tmp_path / "returns" / "2023-11-30_police.source.toml"
    record.write_text(RECORD + YEARS.replace(*change), encoding="utf-8")
    returns = read_returns(tmp_path)
    assert {fault.file for fault in returns.faults} == {f"returns/{record.name}"}
    assert any(says in str(fault) for fault in returns.faults)
    assert min(fault.row or 0 for fault in returns.faults) >= 4 and returns.observations.empty
    assert line in [fault.row for fault in returns.faults]


# What becomes of the values


def describe(folder, rows: list, layout: str = YEARS) -> None:
    write_workbook(folder.folder / "returns" / "2023-11-30_police.xlsx", rows)
    (folder.folder / "returns" / "2023-11-30_police.source.toml").write_text(RECORD + layout, encoding="utf-8")


def test_a_figure_of_a_described_return_leads_to_its_cell(folder):
    folder.define("A1", basis="year")
    describe(folder, [HEADER, ["North", 12, 15], ["Total", 1204, 1310]])
    figures = folder.figures("2022-23")
    (rows,) = figures["A1.value"].rows
    assert (rows.file, rows.sheet, rows.rows, rows.column) == ("returns/2023-11-30_police.xlsx", "Sheet1", (3,), "C")
    assert (figures["A1.value"].display, figures["A1.value@2021-22"].rows[0].column) == ("1,310", "B")


def test_a_check_that_fails_names_the_cell_and_not_its_neighbours(folder):
    folder.define("A1", basis="year")
    describe(folder, [HEADER, ["North", 12, -15], ["Total", 1204, 1310]])
    failing = quality_of(folder.report("2022-23"))[1]
    negative = failing[failing["expectation"] == "count-not-negative"]
    assert negative[["row", "column", "found"]].values.tolist() == [[2, "C", "-15"]]


def test_each_value_of_a_row_is_accounted_for_by_itself(folder):
    folder.define("A1", basis="year")
    describe(folder, [["Area", "2015/16", "2022/23"], ["North", 12, 15], ["Total", 1204, 1310]])
    report, observations = folder.report("2022-23"), read_returns(folder.folder).observations
    accounts = account_for_rows(report, observations, NO_CASES, folder.figures("2022-23"))
    assert accounts.set_index(["row", "cells"])["use"].to_dict() == {
        (2, "value:B"): "not shown", (2, "value:C"): "used", (3, "value:B"): "not shown", (3, "value:C"): "used",
    }  # fmt: skip


def test_a_percentage_with_all_its_digits_agrees_with_its_counts(folder):
    layout = (
        YEARS[: YEARS.index("columns =")]
        + 'columns = [{ text = "Year", holds = "period" }, { text = "Cases", holds = "numerator" }, { text = "All", holds = "denominator" }, { text = "Rate", holds = "value", percentage = true }]\nperiods = [{ text = "2022/23", period = "2022-23" }]\n'
    )
    folder.define("A1", basis="year", unit="percent", aggregation="ratio", variance_basis="points")
    rate = Marked(26 / 101, percentage=True)  # 25.742574257425743 %
    describe(folder, [["Year", "Cases", "All", "Rate"], ["2022/23", 26, 101, rate]], layout)
    report, returns = folder.report("2022-23"), read_returns(folder.folder)
    failing = quality_of(report)[1]
    assert returns.faults == [] and "percentage-agrees-with-its-counts" not in set(failing["expectation"])
