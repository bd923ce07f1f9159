"""Guards of sheets: whatever keeps a cell, a row or a heading from being read in one kind of file keeps it in every kind."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ReportFolder
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook
from workbooks import Marked, ods_rows, write_ods_xml, write_workbook, write_xlsx_xml, xlsx_rows

from check_edition.files.workbooks import read_ods, read_xlsx
from pipeline.core.faults import Fault
from pipeline.definitions.lookups import Lookup, read_lookups
from pipeline.files.cell_guards import is_error
from pipeline.files.cell_values import cell_number, words
from pipeline.files.spreadsheets import read_sheet
from pipeline.files.workbooks.number_formats import excel_format
from pipeline.received.returns import read_returns
from pipeline.received.trackers import read_actions

EXTRACTS = """
[visits]
about = "One row a visit."
files = "visits"
key = "id"
date = "seen"
columns.id = { kind = "text" }
columns.seen = { kind = "date" }
columns.team = { kind = "category" }
columns.hours = { kind = "number" }
"""
RECORD = 'publisher = "Made up"\nlicence = "none"\nreceived = 2023-11-30\n'
DESCRIBED = """
[[layout]]
header_rows = [1]
first_row = 2
last_row = 3
basis = "quarter"
period = "2023-24-Q2"
indicator = "A1"
columns = [{ text = "team", holds = "label" }, { text = "value", holds = "value" }]
[layout.names]
North = { category = "North" }
South = { category = "South" }
"""


@dataclass(frozen=True)
class Place:
    """Where a reader gets its file, what stands in it, and which cells hold a name and a number (row and column from 1)."""

    file: str
    rows: tuple[tuple[object, ...], ...]
    name: tuple[int, int]
    number: tuple[int, int] | None
    read: Callable[[ReportFolder], Sequence[Fault]]


def lookup_faults(folder: ReportFolder) -> list[Fault]:
    file = next(path.name for path in (folder.folder / "lookups").glob("names.*"))
    return read_lookups(
        folder.folder, [Lookup.model_validate({"file": f"lookups/{file}", "from": "code", "to": "team"})]
    )[1]


READERS = {
    "return": Place(
        "returns/2023-11-30_partners",
        (("indicator", "category", "period", "basis", "value"), ("A1", "North", "2023-24-Q2", "quarter", 3),
         ("A1", "South", "2023-24-Q2", "quarter", 4)),
        (2, 2), (2, 5), lambda folder: read_returns(folder.folder).faults,
    ),
    "described": Place(
        "returns/2023-11-30_partners", (("team", "value"), ("North", 3), ("South", 4)),
        (2, 1), (2, 2), lambda folder: read_returns(folder.folder).faults,
    ),
    "extract": Place(
        "cases/2023-11-30_visits",
        (("id", "seen", "team", "hours"), ("V1", "2023-07-02", "North", 3), ("V2", "2023-07-03", "South", 4)),
        (2, 3), (2, 4), lambda folder: folder.records(folder.report()).faults,
    ),
    "tracker": Place(
        "actions/2023-11-30_plan",
        (("id", "action", "lead", "due", "completed", "milestones"), ("patrols", "More patrols", "Manager", "2023-12-31", "", "Rota"),
         ("lights", "More lights", "Engineer", "2023-12-31", "", "Order")),
        (2, 3), None, lambda folder: read_actions(folder.folder).faults,
    ),
    "lookup": Place("lookups/names", (("code", "team"), ("E1", "North"), ("E2", "South")), (2, 2), None, lookup_faults),
}  # fmt: skip


def prepared(reader: str, folder: ReportFolder) -> tuple[Place, ReportFolder]:
    """A report folder in which the reader finds its file."""
    place = READERS[reader]
    folder.define("A1", basis="quarter", categories={"North": {}, "South": {}})
    folder.declare_cases(EXTRACTS)
    path = folder.folder / place.file
    path.parent.mkdir(exist_ok=True)
    if reader == "described":
        path.with_suffix(".source.toml").write_text(RECORD + DESCRIBED, encoding="utf-8")
    if reader == "extract":
        path.with_suffix(".source.toml").write_text(RECORD + "covers = [2023-07-01, 2023-09-30]\n", encoding="utf-8")
    if reader not in ("return", "described"):
        folder.receive("2023-11-29", "A1,2023-24-Q2,quarter,3")
    return place, folder


@pytest.fixture(params=READERS)
def place(request: pytest.FixtureRequest, folder: ReportFolder) -> tuple[Place, ReportFolder]:
    """Each reader, with a report folder."""
    return prepared(request.param, folder)


@pytest.fixture(params=[name for name in READERS if name != "described"])
def own_layout(request: pytest.FixtureRequest, folder: ReportFolder) -> tuple[Place, ReportFolder]:
    """Each reader of tables in our own layouts: a described one says itself what its headings and rows are."""
    return prepared(request.param, folder)


def changed(place: Place, cell: tuple[int, int], value: object) -> list[list[object]]:
    """The rows of the file with one cell changed."""
    rows = [list(row) for row in place.rows]
    rows[cell[0] - 1][cell[1] - 1] = value
    return rows


def faults_of(place: Place, folder: ReportFolder, ending: str) -> list[Fault]:
    """The faults that the reader tells of its own file."""
    return [fault for fault in place.read(folder) if fault.file == place.file + ending]


def told(place: Place, folder: ReportFolder, ending: str) -> set[tuple[str, int | None]]:
    return {(fault.what, fault.row) for fault in faults_of(place, folder, ending)}


# The same files without anything wrong


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_each_reader_takes_its_file_as_it_is(place, ending):
    place, folder = place
    path = folder.folder / f"{place.file}{ending}"
    if ending == ".csv":
        lines = io.StringIO()
        csv.writer(lines).writerows(place.rows)
        path.write_text(lines.getvalue(), encoding="utf-8")
    elif ending == ".xlsx":
        write_xlsx_xml(path, xlsx_rows(place.rows))
    else:
        write_ods_xml(path, ods_rows(place.rows))
    assert faults_of(place, folder, ending) == []


@pytest.mark.parametrize(("prefix", "strict"), [("", True), ("x", False), ("ss", True)])
def test_any_prefix_and_strict_open_xml_are_read(place, prefix, strict):
    place, folder = place
    write_xlsx_xml(folder.folder / f"{place.file}.xlsx", xlsx_rows(place.rows), prefix=prefix, strict=strict)
    assert faults_of(place, folder, ".xlsx") == []


def test_line_breaks_between_the_elements_of_an_ods_are_no_damage(place):
    place, folder = place
    rows = ods_rows(place.rows, between="\n  ")
    write_ods_xml(folder.folder / f"{place.file}.ods", rows, between="\n")
    assert faults_of(place, folder, ".ods") == []


# Rows and headings


@pytest.mark.parametrize(
    ("spoilt", "what"),
    [
        (lambda row: row[:-1], "fewer cells than columns"),
        (lambda row: [row[0], f"{row[1]}, {row[1]}", *row[2:]], None),
        (lambda row: [row[0], row[1], "High St", *row[2:]], "more cells than columns"),
    ],
)
def test_a_csv_row_that_is_shorter_or_longer_than_the_header_is_refused(own_layout, spoilt, what):
    place, folder = own_layout
    rows = [list(map(str, row)) for row in place.rows]
    rows[1] = spoilt(rows[1])
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    (folder.folder / f"{place.file}.csv").write_text(lines.getvalue(), encoding="utf-8")
    found = told(place, folder, ".csv")
    shapes = {told for told, _ in found if told.endswith("than columns")}
    assert shapes == ({what} if what else set())


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_cell_beyond_the_last_heading_is_refused_with_its_column(own_layout, ending):
    place, folder = own_layout
    rows = [list(row) for row in place.rows]
    rows[2] += ["", "left here"]
    path = folder.folder / f"{place.file}{ending}"
    write_xlsx_xml(path, xlsx_rows(rows)) if ending == ".xlsx" else write_ods_xml(path, ods_rows(rows))
    assert ("more cells than columns", 3) in told(place, folder, ending)


def test_headings_that_are_missing_empty_or_there_twice_are_told_with_their_names(own_layout):
    place, folder = own_layout
    path = folder.folder / f"{place.file}.xlsx"
    first = str(place.rows[0][0])
    for heading, what in (
        ("", "a column without a heading"),
        (place.rows[0][1], "the column is there twice"),
        ("other", "a column is missing"),
    ):
        write_xlsx_xml(path, xlsx_rows(changed(place, (1, 1), heading)))
        found = faults_of(place, folder, ".xlsx")
        named = {"the column is there twice": str(place.rows[0][1]), "a column without a heading": "A"}.get(what, first)
        assert (what, 1, named) in {(fault.what, fault.row, fault.column) for fault in found}


# Cells


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!", "#SPILL!", "Err:502", "###"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_an_error_of_the_spreadsheet_is_no_value_in_any_kind_of_column(place, error, ending):
    place, folder = place
    for cell in filter(None, (place.name, place.number)):
        path = folder.folder / f"{place.file}{ending}"
        if ending == ".csv":
            lines = io.StringIO()
            csv.writer(lines).writerows(changed(place, cell, error))
            path.write_text(lines.getvalue(), encoding="utf-8")
        elif ending == ".xlsx":
            write_xlsx_xml(path, xlsx_rows(changed(place, cell, f"e|<f>1/0</f><v>{error}</v>")), prefix="x")
        else:
            shown = f'<table:table-cell office:value-type="float" office:value="0"><text:p>{error}</text:p></table:table-cell>'
            write_ods_xml(path, ods_rows(changed(place, cell, shown)))
        found = faults_of(place, folder, ending)
        assert [fault.row for fault in found if fault.found == error] == [2]


@pytest.mark.parametrize(
    ("calculation", "formula", "result"),
    [
        ("", "40+8", ""),
        ("", "40+8", "<v>0</v>"),
        ("", "SUM(Z1:Z2)+A9+1", "<v>0</v>"),
        ("", "IF(2>1,7,0)", "<v>0</v>"),
        ('<calcPr fullCalcOnLoad="1"/>', "VLOOKUP(1,Z1:Z9,1)", "<v>5</v>"),
        ('<calcPr calcCompleted="0"/>', "40+8", "<v>48</v>"),
    ],
)
def test_a_formula_that_was_never_calculated_is_refused_with_its_cell(place, calculation, formula, result):
    place, folder = place
    cell = place.number or place.name
    rows = xlsx_rows(changed(place, cell, f"|<f>{formula}</f>{result}"))
    write_xlsx_xml(folder.folder / f"{place.file}.xlsx", rows, calculation=calculation)
    found = [
        fault for fault in faults_of(place, folder, ".xlsx") if fault.what == "a formula that was never calculated"
    ]
    assert [(fault.row, fault.found) for fault in found] == [(2, f"={formula}")]


def test_the_0_that_a_conversion_to_ods_keeps_is_no_result(place):
    place, folder = place
    cell = '<table:table-cell table:formula="of:={}" office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    for formula, stored, refused in (
        ("40+8", 0, True),
        ("SUM([.Z1:.Z2];1)", 0, True),
        ("40-40", 0, False),
        ("40+8", 48, False),
    ):
        rows = ods_rows(changed(place, place.number or place.name, cell.format(formula, stored, stored)))
        write_ods_xml(folder.folder / f"{place.file}.ods", rows)
        assert (("a formula that was never calculated", 2) in told(place, folder, ".ods")) is refused


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (";;;", "hides it"),
        ('"[c]"', 'shows "[c]" in its place'),
        (r"\[c\]", 'shows "[c]" in its place'),
        ('[&lt;5]"[c]";0', 'shows "[c]" in its place'),
        ("#,##0,", "shows only its thousands or millions"),
        ('0.0,,"m"', "shows only its thousands or millions"),
        ('0" [p]"', 'prints "[p]" beside it'),
        ('"&lt;"0', 'prints "<" beside it'),
        ("-0", "shows it as if it were negative"),
    ],
)
def test_a_number_format_that_hides_masks_or_scales_is_refused_with_its_cell(place, code, says):
    place, folder = place
    cell = place.number or place.name
    code = code.replace('"', "&quot;")
    styles = f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    rows = xlsx_rows(changed(place, cell, 3), {cell: 1})
    write_xlsx_xml(folder.folder / f"{place.file}.xlsx", rows, styles=styles)
    assert (f"the cell's number format {says}", 2) in told(place, folder, ".xlsx")


NUMBER = '<number:number number:min-integer-digits="1"/>'


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        ("", "hides it"),
        ("<number:text>[c]</number:text>", 'shows "[c]" in its place'),
        (
            '<number:number number:min-integer-digits="1" number:display-factor="1000"/>',
            "shows only its thousands or millions",
        ),
        (f"{NUMBER}<number:text> [p]</number:text>", 'prints "[p]" beside it'),
        (f'{NUMBER}<style:map style:condition="value()&lt;5" style:apply-style-name="M"/>', 'shows "[c]" in its place'),
    ],
)
def test_a_number_style_of_opendocument_that_hides_masks_or_scales_is_refused(place, inner, says):
    place, folder = place
    styles = (
        f'<number:number-style style:name="N">{inner}</number:number-style>'
        '<number:number-style style:name="M"><number:text>[c]</number:text></number:number-style>'
        '<style:style style:name="S" style:family="table-cell" style:data-style-name="N"/>'
    )
    cell = '<table:table-cell table:style-name="S" office:value-type="float" office:value="3"/>'
    rows = ods_rows(changed(place, place.number or place.name, cell))
    write_ods_xml(folder.folder / f"{place.file}.ods", rows, styles=styles)
    assert (f"the cell's number format {says}", 2) in told(place, folder, ".ods")


@pytest.mark.parametrize("shown", ["-", "\u2013", "\u00a3-", " \u00a3 - "])
def test_the_accountants_zero_of_opendocument_is_shown(place, shown):
    place, folder = place
    cell = f'<table:table-cell office:value-type="float" office:value="0"><text:p>{shown}</text:p></table:table-cell>'
    write_ods_xml(folder.folder / f"{place.file}.ods", ods_rows(changed(place, place.number or place.name, cell)))
    assert not [what for what, _ in told(place, folder, ".ods") if "number format" in what]


def test_a_condition_that_only_colours_leaves_the_format_of_its_cell(tmp_path):
    """LibreOffice keeps what a conditional style does not set: the number still bears its [p]."""
    styles = (
        f'<number:number-style style:name="N">{NUMBER}<number:text> [p]</number:text></number:number-style>'
        '<style:style style:name="Red" style:family="table-cell"/>'
        '<style:style style:name="S" style:family="table-cell" style:data-style-name="N">'
        '<style:map style:condition="cell-content()&lt;5" style:apply-style-name="Red"/></style:style>'
    )
    cell = '<table:table-cell table:style-name="S" office:value-type="float" office:value="3"/>'
    path = write_ods_xml(tmp_path / "one.ods", ods_rows([["a"], [cell]]), styles=styles)
    assert read_sheet(path, "one.ods", "")[0].marks.shown_otherwise == {(2, 1): 'prints "[p]" beside it'}


def test_a_cell_that_shows_something_else_than_the_number_that_it_keeps_is_refused(place):
    place, folder = place
    cell = '<table:table-cell office:value-type="float" office:value="3"><text:p>[c]</text:p></table:table-cell>'
    write_ods_xml(folder.folder / f"{place.file}.ods", ods_rows(changed(place, place.number or place.name, cell)))
    assert ('the cell\'s number format shows "[c]" in its place', 2) in told(place, folder, ".ods")


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        ('<cfRule type="cellIs" operator="lessThan" dxfId="0"><formula>5</formula></cfRule>', True),
        ('<cfRule type="cellIs" operator="greaterThan" dxfId="0"><formula>5</formula></cfRule>', False),
        ('<cfRule type="expression" dxfId="0"><formula>TRUE</formula></cfRule>', True),
        ('<cfRule type="expression" dxfId="1"><formula>TRUE</formula></cfRule>', False),
        ('<cfRule type="dataBar"><dataBar showValue="0"/></cfRule>', True),
        ('<cfRule type="dataBar"><dataBar/></cfRule>', False),
    ],
)
def test_a_conditional_format_that_hides_or_masks_is_refused(tmp_path, rule, refused):
    styles = (
        '<cellXfs><xf numFmtId="0"/></cellXfs><dxfs><dxf><numFmt numFmtId="170" formatCode="&quot;[c]&quot;"/></dxf>'
        "<dxf><fill/></dxf></dxfs>"
    )
    after = f'<conditionalFormatting sqref="A1:A3 B2">{rule}</conditionalFormatting>'
    path = write_xlsx_xml(tmp_path / "one.xlsx", xlsx_rows([["a", "b"], ["x", 3]]), styles=styles, after=after)
    assert ((2, 2) in read_sheet(path, "one.xlsx", "")[0].marks.shown_otherwise) is refused


@pytest.mark.parametrize(("condition", "refused"), [("&lt;5", True), ("&gt;5", False)])
def test_a_conditional_format_of_opendocument_that_masks_is_refused(tmp_path, condition, refused):
    styles = (
        '<number:number-style style:name="M"><number:text>[c]</number:text></number:number-style>'
        '<style:style style:name="S" style:family="table-cell" style:data-style-name="M"/>'
        f'<style:style style:name="T" style:family="table-cell"><style:map style:condition="cell-content(){condition}" '
        'style:apply-style-name="S"/></style:style>'
    )
    formats = (
        '<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="Sheet1.A2:Sheet1.B2">'
        f'<calcext:condition calcext:apply-style-name="S" calcext:value="{condition}"/>'
        "</calcext:conditional-format></calcext:conditional-formats>"
    )
    styled = '<table:table-cell table:style-name="T" office:value-type="float" office:value="3"/>'
    for rows in (ods_rows([["a", "b"], ["x", 3]]) + formats, ods_rows([["a", "b"], ["x", styled]])):
        path = write_ods_xml(tmp_path / "one.ods", rows, styles=styles)
        assert ((2, 2) in read_sheet(path, "one.ods", "")[0].marks.shown_otherwise) is refused


@pytest.mark.parametrize(
    "rule",
    [
        '<x:cfRule type="iconSet"><x:iconSet iconSet="3Stars" showValue="0"/></x:cfRule>',
        '<x:cfRule type="expression"><m:f>Other!A1=1</m:f><x:dxf><numFmt numFmtId="170" formatCode=";;;"/></x:dxf></x:cfRule>',
    ],
)
def test_a_conditional_format_of_later_versions_of_excel_is_seen_too(tmp_path, rule):
    """Icons of their own, and conditions about another sheet, stand in an extension at the end of the sheet."""
    named = 'xmlns:x="urn:x" xmlns:m="urn:m"'
    after = (
        f"<extLst><ext {named}><x:conditionalFormattings><x:conditionalFormatting>{rule}<m:sqref>A1:B2</m:sqref>"
        "</x:conditionalFormatting></x:conditionalFormattings></ext></extLst>"
    )
    path = write_xlsx_xml(tmp_path / "one.xlsx", xlsx_rows([["a", "b"], ["x", 3]]), after=after)
    assert (2, 2) in read_sheet(path, "one.xlsx", "")[0].marks.shown_otherwise


def test_a_condition_of_later_versions_counts_for_the_numbers_that_meet_it(tmp_path):
    rule = (
        '<x:cfRule type="cellIs" operator="lessThan"><m:f>5</m:f><x:dxf><numFmt numFmtId="170" formatCode=";;;"/></x:dxf></x:cfRule>'
    )
    after = (
        f'<extLst><ext xmlns:x="urn:x" xmlns:m="urn:m"><x:conditionalFormatting>{rule}<m:sqref>A1:A3</m:sqref>'
        "</x:conditionalFormatting></ext></extLst>"
    )
    path = write_xlsx_xml(tmp_path / "one.xlsx", xlsx_rows([["a"], [3], [7]]), after=after)
    assert set(read_sheet(path, "one.xlsx", "")[0].marks.shown_otherwise) == {(2, 1)}


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_conditional_formats_over_and_over_are_bounded(tmp_path, monkeypatch, ending):
    """A few hundred rules, each over the whole of a large sheet, would take minutes."""
    monkeypatch.setattr(f"pipeline.files.workbooks.{ending}_sheets.MOST_CELLS", 20)
    path, rows = tmp_path / f"one.{ending}", [["a", "b"], ["x", 3], ["y", 4]]
    if ending == "xlsx":
        rule = '<cfRule type="cellIs" operator="lessThan" dxfId="0"><formula>0</formula></cfRule>'
        styles = '<cellXfs><xf numFmtId="0"/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs>'
        after = f'<conditionalFormatting sqref="A1:XFD1048576">{rule}</conditionalFormatting>' * 5
        write_xlsx_xml(path, xlsx_rows(rows), styles=styles, after=after)
    else:
        styles = (
            '<style:style style:name="S" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        )
        one = (
            '<calcext:conditional-format calcext:target-range-address="Sheet1.A1:Sheet1.B3">'
            '<calcext:condition calcext:apply-style-name="S" calcext:value="&lt;0"/></calcext:conditional-format>'
        )
        formats = f"<calcext:conditional-formats>{one * 5}</calcext:conditional-formats>"
        write_ods_xml(path, ods_rows(rows) + formats, styles=styles)
    (fault,) = read_sheet(path, path.name, "")[1]
    assert "conditional formats that hide or strike through are of more than 20 cells" in fault.what


def test_a_workbook_that_gives_one_cell_two_values_is_damaged(tmp_path):
    rows = xlsx_rows([["a"], [3]]) + '<row r="2"><c r="A2"><v>4</v></c></row>'
    (fault,) = read_sheet(write_xlsx_xml(tmp_path / "one.xlsx", rows), "one.xlsx", "")[1]
    assert "the cell in row 2 and column 1 is there twice" in fault.what


@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A", "#N/D", "#NV", "#¡VALOR!", "#ÜBERLAUF!", "#ДЕЛ/0!", "#SPILL!", "####", "Err:502"])
def test_errors_of_spreadsheets_are_errors_in_other_languages_too(text):
    assert is_error(text)


@pytest.mark.parametrize("text", ["#A12", "#ASB", "#12", "#", "A#1", "#N/A or less"])
def test_a_code_that_begins_with_a_hash_is_no_error(text):
    assert not is_error(text)


def test_rows_and_columns_without_height_or_width_are_hidden(tmp_path):
    row = '<row r="2" ht="0" customHeight="1"><c r="A2"><v>1</v></c></row>'
    path = write_xlsx_xml(tmp_path / "one.xlsx", row + "", after='<cols><col min="2" max="3" width="0"/></cols>')
    marks = read_sheet(path, "one.xlsx", "")[0].marks
    assert (marks.hidden_rows, marks.hidden_columns) == ({2}, {2, 3})
    styles = (
        '<style:style style:name="R" style:family="table-row"><style:table-row-properties style:row-height="0cm"/></style:style>'
        '<style:style style:name="C" style:family="table-column"><style:table-column-properties style:column-width="0in"/></style:style>'
    )
    columns = '<table:table-column/><table:table-column table:style-name="C" table:number-columns-repeated="2"/>'
    rows = ods_rows([["a"]]) + ods_rows([["b"]]).replace("<table:table-row>", '<table:table-row table:style-name="R">')
    path = write_ods_xml(tmp_path / "one.ods", rows, styles=styles, columns=columns)
    marks = read_sheet(path, "one.ods", "")[0].marks
    assert (marks.hidden_rows, marks.hidden_columns) == ({2}, {2, 3})


def test_what_is_struck_through_is_told(place):
    place, folder = place
    cell = place.number or place.name
    styles = '<fonts><font/><font><strike/></font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs>'
    value = place.rows[cell[0] - 1][cell[1] - 1]
    write_xlsx_xml(folder.folder / f"{place.file}.xlsx", xlsx_rows(place.rows, {cell: 1}), styles=styles)
    assert ("the cell is struck through", 2) in told(place, folder, ".xlsx")
    struck = '<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    kind = (
        'office:value-type="string"' if isinstance(value, str) else f'office:value-type="float" office:value="{value}"'
    )
    span = f'<table:table-cell {kind}><text:p><text:span text:style-name="S">{value}</text:span></text:p></table:table-cell>'
    (folder.folder / f"{place.file}.xlsx").unlink()
    write_ods_xml(folder.folder / f"{place.file}.ods", ods_rows(changed(place, cell, span)), styles=struck)
    assert ("the cell is struck through", 2) in told(place, folder, ".ods")


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_merged_cells_in_what_is_read_are_refused_with_their_range(place, ending):
    place, folder = place
    row, column = place.name
    letter = chr(64 + column)
    name = f"{letter}2:{letter}3"
    path = folder.folder / f"{place.file}{ending}"
    if ending == ".xlsx":
        after = f'<mergeCells count="1"><mergeCell ref="{name}"/></mergeCells>'
        write_xlsx_xml(path, xlsx_rows(place.rows), after=after)
    else:
        cell = '<table:table-cell office:value-type="string" table:number-rows-spanned="2" table:number-columns-spanned="1"><text:p>North</text:p></table:table-cell>'
        write_ods_xml(path, ods_rows(changed(place, place.name, cell)))
    assert ("merged cells in what is read", 2, name) in {
        (one.what, one.row, one.found) for one in faults_of(place, folder, ending)
    }


def test_a_number_or_a_day_is_no_name_in_any_reader(place):
    place, folder = place
    for value, style in ((45110, 1), (2.5, 0)):
        styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        rows = xlsx_rows(changed(place, place.name, value), {place.name: style})
        write_xlsx_xml(folder.folder / f"{place.file}.xlsx", rows, styles=styles)
        found = {fault.what for fault in faults_of(place, folder, ".xlsx") if fault.row == 2}
        assert found & {"stored as a number or date", "a label that is not described"}


@pytest.mark.parametrize("blank", ["<text:line-break/>", "<text:tab/>", "<text:s/>", "</text:p><text:p>"])
def test_white_space_of_an_ods_keeps_words_apart_for_the_reader_and_for_the_check_of_an_edition(tmp_path, blank):
    cell = f'<table:table-cell office:value-type="string"><text:p>North{blank}East</text:p></table:table-cell>'
    path = write_ods_xml(tmp_path / "one.ods", ods_rows([["team"], [cell]]))
    sheet, faults = read_sheet(path, "one.ods", "")
    assert faults == [] and words(sheet.rows[1][0]) == "North East"
    assert words(read_ods(path.read_bytes(), "Sheet1")[1][0]) == "North East"


def test_a_category_broken_into_lines_is_the_same_category(folder):
    folder.define("A1", basis="quarter", categories={"North East": {}})
    rows = [["indicator", "category", "period", "basis", "value"], ["A1", "North\nEast", "2023-24-Q2", "quarter", 3]]
    write_xlsx_xml(folder.folder / "returns/2023-11-30_partners.xlsx", xlsx_rows(rows))
    returns = read_returns(folder.folder)
    assert returns.faults == [] and returns.observations["category"].tolist() == ["North East"]


@pytest.mark.parametrize(("prefix", "strict"), [("", False), ("x", False), ("", True)])
def test_the_check_of_an_edition_reads_the_same_cells(tmp_path, prefix, strict):
    rows = [["team", "value"], ["North", 3], ["s|<v>0</v>", "|<v>45110</v>"]]
    path = write_xlsx_xml(tmp_path / "one.xlsx", xlsx_rows(rows[:2]), prefix=prefix, strict=strict)
    assert read_xlsx(path.read_bytes(), "") == [["team", "value"], ["North", "3"]]
    assert read_sheet(path, "one.xlsx", "")[0].rows == [["team", "value"], ["North", 3.0]]


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
@pytest.mark.parametrize(
    ("marks", "what", "row"),
    [
        ({"hidden_rows": [2]}, "the row is hidden", 2),
        ({"hidden_columns": [1]}, "the column is hidden", None),
        ({"hidden": True}, "the sheet is hidden", None),
    ],
)
def test_what_nobody_sees_is_told(own_layout, ending, marks, what, row):
    place, folder = own_layout
    path = folder.folder / f"{place.file}{ending}"
    write_workbook(path, place.rows, **marks)
    if marks.get("hidden"):
        write_sheet_name(path)
        if "lookups" in place.file:
            return  # a lookup names its sheet where it is declared
    assert (what, row) in told(place, folder, ending)


def write_sheet_name(path) -> None:
    """The record of a file with several sheets says which is meant."""
    record = path.with_suffix(".source.toml")
    known = record.read_text(encoding="utf-8") if record.exists() else RECORD
    record.write_text(f'sheet = "Sheet1"\n{known}', encoding="utf-8")


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_note_in_a_cell_and_a_number_shown_as_a_percentage_are_told(own_layout, ending):
    place, folder = own_layout
    path = folder.folder / f"{place.file}{ending}"
    row, column = place.name
    write_workbook(path, changed(place, place.name, Marked(place.rows[row - 1][column - 1], note="only to August")))
    assert ("a note in the cell, which is not read", 2) in told(place, folder, ending)
    if place.number:
        write_workbook(path, changed(place, place.number, Marked(0.12, percentage=True)))
        assert ("the cell is formatted as a percentage", 2) in told(place, folder, ending)


# Number formats that change nothing that counts


@pytest.mark.parametrize(
    "code",
    ["General", "0", "0.00", "#,##0", "#,##0.00", "£#,##0", "[$£-809]#,##0.00", "[Red]0", "0_);(0)", "#,##0;-#,##0", "0.0E+00", "@",
     '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)',
     '_-[$£-809]* #,##0.00_-;-[$£-809]* #,##0.00_-;_-[$£-809]* "-"??_-;_-@_-', '_-"£"* #,##0_-;-"£"* #,##0_-;_-"£"* "-"_-;_-@_-',
     '0.0"%"', "yyyy-mm-dd", "d mmm yyyy", "[h]:mm", "0%", "#,##0;[Red]-#,##0"],
)  # fmt: skip
def test_the_usual_formats_pass_for_every_number(code):
    assert [excel_format(code).changes(value) for value in (0.0, 0.4, 3.0, -3.0, 1234567.0, "text")] == [""] * 6


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("#", [0.0]),
        ("0;-0;;@", [0.0]),
        ("0;0", [-3.0]),
        ("[=0]0;General", []),
        ('[&gt;=5]0;"[c]"'.replace("&gt;", ">"), [0.0, 3.0, -3.0]),
        ('[<5]"&lt;5"'.replace("&lt;", "<"), [0.0, 3.0, -3.0]),
        ("General;;", [0.0, -3.0]),
        ("**;**;**", [0.0, 3.0, 7.0, -3.0]),
    ],
)
def test_a_format_is_refused_for_the_values_that_it_changes_alone(code, refused):
    shown = excel_format(code)
    assert [value for value in (0.0, 3.0, 7.0, -3.0) if shown.changes(value)] == refused


# Merged cells of described tables

WIDE = DESCRIBED.replace("header_rows = [1]", "header_rows = [1, 2]\nspread_headers = [1]").replace(
    "first_row = 2", "first_row = 3"
)
WIDE = (
    WIDE.replace("last_row = 3", "last_row = 4")
    .replace('text = "team"', 'pattern = ".*team"')
    .replace('text = "value"', 'pattern = ".*value"')
)


def test_merged_headers_of_a_described_table_pass_and_text_left_under_a_merge_does_not(folder):
    folder.define("A1", basis="quarter", categories={"North": {}, "South": {}})
    path = folder.folder / "returns/2023-11-30_partners.xlsx"
    path.with_suffix(".source.toml").write_text(RECORD + WIDE, encoding="utf-8")
    rows = [["Cases", ""], ["team", "value"], ["North", 3], ["South", 4]]
    write_xlsx_xml(path, xlsx_rows(rows), after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    assert read_returns(folder.folder).faults == []
    write_xlsx_xml(path, xlsx_rows(rows), after='<mergeCells><mergeCell ref="A3:B3"/></mergeCells>')
    (fault,) = read_returns(folder.folder).faults
    assert (fault.what, fault.row, fault.found) == ("merged cells in what is read", 3, "A3:B3")


# Held against a reader of others

CELLS = st.one_of(
    st.sampled_from(["North", "a  b", "x & <y>", "é", "1,204"]), st.integers(-(10**9), 10**9), st.booleans(),
    st.floats(-1e6, 1e6).map(lambda number: round(number, 6)), st.none(),
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6),
    ending=st.sampled_from(["xlsx", "ods"]),
)
def test_cells_are_what_another_reader_finds(tmp_path_factory, rows, ending):
    path = write_workbook(tmp_path_factory.mktemp("held") / f"one.{ending}", rows)
    sheet, faults = read_sheet(path, path.name, "")
    theirs = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)

    def filled(cells: Sequence[Sequence]) -> dict[tuple[int, int], str]:
        return {(row, at): words(cell) for row, line in enumerate(cells) for at, cell in enumerate(line) if words(cell)}

    assert faults == [] and filled(sheet.rows) == filled(theirs)


# Bounds


def test_a_stray_cell_in_the_last_corner_is_told_with_its_place(own_layout):
    place, folder = own_layout
    stray = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>stray</t></is></c></row>'
    write_xlsx_xml(folder.folder / f"{place.file}.xlsx", xlsx_rows(place.rows) + stray)
    found = [fault for fault in faults_of(place, folder, ".xlsx") if fault.what == "more cells than columns"]
    # Nothing is quoted of what stands in an extract without a heading: it may be of a person.
    quoted = None if place.file.startswith("cases/") else "stray"
    assert [(fault.row, fault.column, fault.found) for fault in found] == [(1048576, "XFD", quoted)]


def test_a_row_that_is_repeated_a_million_times_is_refused_with_its_file(place):
    place, folder = place
    row = ods_rows(place.rows[1:2]).replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'
    )
    write_ods_xml(folder.folder / f"{place.file}.ods", ods_rows(place.rows[:1]) + row)
    (fault,) = faults_of(place, folder, ".ods")
    assert "too large to be read" in fault.what and "1,000,000 times" in fault.what


def test_a_workbook_that_unpacks_to_more_than_is_read_is_refused_before_it_is(place, monkeypatch):
    place, folder = place
    monkeypatch.setattr("pipeline.files.workbooks.workbook_files.MOST_BYTES", 100_000)
    path = folder.folder / f"{place.file}.xlsx"
    write_xlsx_xml(path, xlsx_rows(place.rows) + "<!--" + " " * 200_000 + "-->")
    (fault,) = faults_of(place, folder, ".xlsx")
    assert "too large to be read" in fault.what and "sheet1.xml" in fault.what


def test_text_files_of_more_cells_or_bytes_than_are_read_are_refused(tmp_path, monkeypatch):
    """Some kilobytes of Parquet may hold gigabytes; of csv a line of commas is as many cells."""
    monkeypatch.setattr("pipeline.files.spreadsheets.MOST_CELLS_OF_TEXT", 300)
    (tmp_path / "one.csv").write_text("a,b,c\n" * 101, encoding="utf-8")
    assert "row 101 is beyond the 300 cells" in read_sheet(tmp_path / "one.csv", "one.csv", "")[1][0].what
    monkeypatch.undo()
    monkeypatch.setattr("pipeline.files.spreadsheets.MOST_BYTES", 4_000_000)
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 200, pa.int32()), pa.array(["x" * 30_000]))
    pq.write_table(pa.table({"id": long}), tmp_path / "one.parquet", store_schema=False)
    assert (tmp_path / "one.parquet").stat().st_size < 10_000
    assert "unpacked, it has more than 4 MB" in read_sheet(tmp_path / "one.parquet", "one.parquet", "")[1][0].what


def test_a_cell_with_more_text_than_a_cell_can_hold_is_refused(tmp_path):
    path = write_xlsx_xml(tmp_path / "one.xlsx", xlsx_rows([["a"], ["x" * 40_000]]))
    (fault,) = read_sheet(path, "one.xlsx", "")[1]
    assert "row 2 and column 1 holds 40,000 characters" in fault.what


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "content.xml"])
def test_a_workbook_with_a_part_that_is_no_xml_is_damaged_and_nothing_else(tmp_path, part):
    path = tmp_path / ("one.ods" if part == "content.xml" else "one.xlsx")
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(part, "<not closed")
    (fault,) = read_sheet(path, path.name, "")[1]
    assert fault.what.startswith("the workbook cannot be opened") and fault.file == path.name


@given(number=st.decimals(-(10**9), 10**9, places=3), grouped=st.booleans(), minus=st.sampled_from("-\u2212"))
def test_a_number_is_read_as_it_is_written_whatever_its_sign_and_separators(number, grouped, minus):
    text = (f"{number:,f}" if grouped else f"{number:f}").replace("-", minus)
    assert cell_number(text) == (float(number), "")
