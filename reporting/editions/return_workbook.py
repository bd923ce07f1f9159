"""Return workbooks: what `report template` writes for whoever fills in a return, read again as it is.

Three sheets: Instructions, Return (one row a value that the report expects) and Notes (what people write). What is
prefilled is locked, and columns whose title starts with "for information" are not read. Texts that come from
definitions and returns are written as texts, never as formulas.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.bases import basis_words
from pipeline.core.cited_rows import Caveats
from pipeline.core.display import STATUS_WORDS
from pipeline.core.periods import Period
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.received_measures import AS_RECEIVED
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure
from pipeline.files.record_table import RecordTable
from pipeline.files.spreadsheets import FOR_INFORMATION, RETURN_SHEET
from pipeline.methods.values.indicator_values import Values
from pipeline.received.cases import Cases
from pipeline.received.notes_sheets import COLUMNS as NOTE_COLUMNS
from pipeline.received.notes_sheets import NOTES_SHEET
from pipeline.received.return_rows import OPTIONAL_COLUMNS, REQUIRED_COLUMNS

NAME, DAYS, FILL_IN, LAST_YEAR, BEFORE, SO_FAR = (
    f"{FOR_INFORMATION}: {title}"
    for title in ("name", "days covered", "fill in", "same days last year", "period before", "where we are")
)
RETURN_COLUMNS = (
    "indicator", NAME, "category", "period", "basis", DAYS, FILL_IN, LAST_YEAR, BEFORE,
    "value", "numerator", "denominator", "status", "note",
)  # fmt: skip
WIDTHS = {NAME: 38, DAYS: 26, FILL_IN: 30, LAST_YEAR: 18, BEFORE: 18, SO_FAR: 44, "note": 50, "category": 18}
FILLED_IN = ("value", "numerator", "denominator", "status", "note")
NOT_KNOWN = "not known"
ASKED_FOR = {
    "count": "value: a whole number",
    "percent": "numerator and denominator; or, without counts, value: a percentage from 0 to 100",
    "rate": "numerator and denominator; or, without counts, value: the rate",
}
OPEN = PatternFill("solid", fgColor="FFF7D6")
HEAD = PatternFill("solid", fgColor="DCE6F0")
assert set(REQUIRED_COLUMNS) | set(OPTIONAL_COLUMNS) <= {*RETURN_COLUMNS, *AS_RECEIVED}


def return_workbook(report: Report, observations: pd.DataFrame, records: Cases, codes: Sequence[str]) -> bytes:
    """The workbook (xlsx) for these indicators and measures of the report and its period.

    Every value that the report expects of them has a row: the total and each category that is declared or was received
    before; what is counted from records is not asked for. Beside it stands what was received so far.
    """
    values = Values(report, observations[observations["unread"].eq("")], Caveats(), RecordTable(records.rows), records.extracts)
    book = Workbook()
    _instructions(book.active, report)
    _return_sheet(book.create_sheet(RETURN_SHEET), report, values, codes)
    if report.definition.notes:
        _notes_sheet(book.create_sheet(NOTES_SHEET), report, values, codes)
    book.active = 0
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _instructions(sheet: Worksheet, report: Report) -> None:
    sheet.title = "Instructions"
    about, period = report.definition, report.period
    lines = [
        f"{about.title}: return for {period}",
        f"{about.partnership}. Period: {period.dates(about.covers)}.",
        "",
        f"1. Fill in the coloured cells of the sheet {RETURN_SHEET}, one row a value. The other cells are locked.",
        "2. Type 12 for 12 per cent, not 12% and not 0.12. Type no unit and no words beside a number.",
        "3. A value that is not there is never left blank and never 0: choose a status, and say in note why.",
        "4. 0 is for a true zero: you looked, and there was none.",
        "5. Do not pin comments to cells and hide nothing: what matters goes into note.",
        f"6. Write in the sheet {NOTES_SHEET} what the numbers do not say, with your role (not your name) and the date.",
        "   Figures go in by name, {{ CODE.value }}; a number that you vouch for as {{ stated: 35 | your role, month }}.",
        "7. Send the workbook back as it is. It is saved under the date it arrives, such as 2023-11-30_police.xlsx.",
        "",
        "Status",
        *(f"{mark}: {says}" for mark, says in STATUS_WORDS.items()),
    ]
    for row, line in enumerate(lines, start=1):
        cell = _write(sheet.cell(row, 1), line)
        cell.font = Font(bold=row == 1 or line == "Status", size=14 if row == 1 else 11)
    sheet.column_dimensions["A"].width = 110
    sheet.protection.sheet = True


def _return_sheet(sheet: Worksheet, report: Report, values: Values, codes: Sequence[str]) -> None:
    rows: dict[str, list[int]] = {unit: [] for unit in ASKED_FOR}
    asked = [code for code in codes if code in report.indicators and not report.indicators[code].counted]
    taken = [one for one in AS_RECEIVED if any(one in report.indicators[code].as_received for code in asked)]
    columns = (*RETURN_COLUMNS[: RETURN_COLUMNS.index("status")], *taken, *RETURN_COLUMNS[RETURN_COLUMNS.index("status") :])
    _header(sheet, columns)
    for number, (code, category) in enumerate((one for one in values.listed() if one[0] in asked), start=2):
        indicator = report.indicators[code]
        when = report.period_of(code).named_for(indicator.basis)
        texts = {
            "indicator": code, NAME: indicator.name, "category": category, "period": str(when),
            "basis": indicator.basis, DAYS: f"{when.in_words(indicator.basis)} ({basis_words(indicator.basis)})",
            FILL_IN: _asked_for(indicator), **_before(values, indicator, category, when),
        }  # fmt: skip
        _row(sheet, number, columns, texts, (*FILLED_IN, *indicator.as_received))
        rows[indicator.unit].append(number)
    letters = {title: get_column_letter(at) for at, title in enumerate(columns, start=1)}
    every = sorted(number for numbers in rows.values() for number in numbers)
    _valid(sheet, letters["value"], rows["count"], "whole", "a whole number, 0 or more", minimum="0")
    _valid(sheet, letters["value"], rows["percent"], "decimal", "a number from 0 to 100, without %", "0", "100")
    _valid(sheet, letters["value"], rows["rate"], "decimal", "a number, 0 or more", minimum="0")
    for title in ("numerator", "denominator"):
        _valid(sheet, letters[title], every, "whole", "a whole number, 0 or more", minimum="0")
    _valid(sheet, letters["status"], every, "list", "one of the list", f'"{",".join(STATUS_WORDS)}"')


def _asked_for(indicator: Indicator) -> str:
    """What is filled in for an indicator; with what it takes as received."""
    taken = f"; or, as the source prints it: {', '.join(indicator.as_received)}" if indicator.as_received else ""
    return ASKED_FOR[indicator.unit] + taken


def _before(values: Values, indicator: Indicator, category: str, when: Period) -> dict[str, str]:
    """The values of the same days last year and of the period before, as they are printed, with their months."""
    found = {}
    for title, period in ((LAST_YEAR, when.same_period_last_year), (BEFORE, when.before(indicator.basis))):
        figure = values.find(indicator.code, category, period, indicator.basis)
        found[title] = f"{figure.display} ({period.in_words(indicator.basis)})" if figure else NOT_KNOWN
    return found


def _notes_sheet(sheet: Worksheet, report: Report, values: Values, codes: Sequence[str]) -> None:
    headings = report.definition.notes
    columns = ("indicator", NAME, "period", SO_FAR, *headings, "role", "date")
    _header(sheet, columns)
    last = 1
    for last, (code, measure) in enumerate(((code, report.measures[code]) for code in codes), start=2):
        texts = {"indicator": code, NAME: measure.name, "period": str(report.period)}
        if isinstance(measure, Indicator):
            texts[SO_FAR] = _so_far(report, values, measure)
        _row(sheet, last, columns, texts, (*headings, "role", "date"))
        sheet.cell(last, len(columns)).number_format = "yyyy-mm-dd"
    for at in range(5, 5 + len(headings)):
        sheet.column_dimensions[get_column_letter(at)].width = 60
    _valid(sheet, get_column_letter(len(columns)), range(2, last + 1), "date", "the day it was written", "36526")
    assert set(NOTE_COLUMNS) | set(headings) <= set(columns)


def _so_far(report: Report, values: Values, indicator: Indicator) -> str:
    """The last known figures of an indicator in words: this period's where received, the earlier ones, its sub-groups."""
    when = report.period_of(indicator.code).named_for(indicator.basis)
    said = []
    for group in indicator.groups:
        known: list[tuple[Period, Figure]] = [
            (period, figure)
            for period in (when, when.previous, when.same_period_last_year)
            if (figure := values.find(indicator.code, group, period, indicator.basis))
            and (period != when or figure.value is not None)  # what is to be filled in is not said to be missing
        ]
        told = "; ".join(f"{period.in_words(indicator.basis)}: {figure.display}" for period, figure in known)
        said.append(f"{group + ': ' if group else ''}{told or NOT_KNOWN}.")
    return "\n".join(said)


def _header(sheet: Worksheet, titles: Sequence[str]) -> None:
    for at, title in enumerate(titles, start=1):
        cell = _write(sheet.cell(1, at), title)
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS.get(title, 14)
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # widths may be changed
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _row(
    sheet: Worksheet, number: int, titles: Sequence[str], texts: Mapping[str, str], filled_in: Iterable[str]
) -> None:
    for at, title in enumerate(titles, start=1):
        cell = _write(sheet.cell(number, at), texts.get(title, ""))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if title in filled_in:
            cell.fill, cell.protection = OPEN, Protection(locked=False)


def _write(cell: Cell, text: str) -> Cell:
    """Put a text into a cell as a text, also one that starts with = and would be a formula."""
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
    return cell


def _valid(
    sheet: Worksheet, column: str, rows: Iterable[int], kind: str, expected: str, minimum: str, maximum: str = ""
) -> None:
    """Let a spreadsheet program take nothing but this in the column's cells of these rows."""
    rule = DataValidation(
        type=kind, operator=None if kind == "list" else "between" if maximum else "greaterThanOrEqual",
        formula1=minimum, formula2=maximum or None, allow_blank=True, showErrorMessage=True, showInputMessage=True,
        errorTitle="Not possible here", error=f"Expected: {expected}.", prompt=f"Expected: {expected}.",
        errorStyle="warning" if kind == "list" else "stop",  # two statuses may go together, such as "p e"
    )  # fmt: skip
    for row in rows:
        rule.add(f"{column}{row}")
    if rule.sqref:
        sheet.add_data_validation(rule)
