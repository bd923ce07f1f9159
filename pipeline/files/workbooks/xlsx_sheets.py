"""Sheets of xlsx workbooks: the cells that are used and their marks, whatever program wrote them, Strict Open XML too.

Elements are known by their names alone: programs choose other prefixes, and Strict Open XML has other namespaces.
Source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

from pipeline.files.cell_marks import Marks, Merged
from pipeline.files.cell_values import column_number
from pipeline.files.workbooks.formula_results import Formulas
from pipeline.files.workbooks.number_formats import NumberFormat, condition_of, holds
from pipeline.files.workbooks.workbook_files import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MERGED,
    MOST_ROWS,
    Damaged,
    Grid,
    TooLarge,
    WorkbookFile,
    local,
)
from pipeline.files.workbooks.xlsx_styles import (
    PLAIN,
    YES,
    Style,
    conditional_style,
    shared_strings,
    styles,
    text_of,
    unescaped,
)

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


@dataclass
class XlsxBook:
    """An xlsx workbook: the names of its sheets, and what all of them share."""

    file: WorkbookFile
    sheets: dict[str, _Sheet] = field(default_factory=dict)
    from_1904: bool = False
    uncalculated: bool = False  # it says itself that its formulas are yet to be calculated
    calculated: bool = False  # it lists the formulas in the order in which they were calculated

    def __post_init__(self) -> None:
        part = next(
            (target for _, kind, target in self.file.relations("") if kind == "officeDocument"), "xl/workbook.xml"
        )
        self.relations = self.file.relations(part)
        targets = {key: (kind, target) for key, kind, target in self.relations}
        self.calculated = any(kind == "calcChain" for _, kind, _ in self.relations)
        for one in self.file.xml(part).iter():
            if local(one.tag) == "workbookPr":
                self.from_1904 = one.get("date1904") in YES
            elif local(one.tag) == "calcPr":
                self.uncalculated = one.get("fullCalcOnLoad") in YES or one.get("calcCompleted") in ("0", "false")
            elif local(one.tag) == "sheet":
                link = next((value for key, value in one.attrib.items() if key.endswith("relationships}id")), "")
                kind, target = targets.get(link, ("", ""))
                if kind == "worksheet":
                    self.sheets[one.get("name", "")] = _Sheet(
                        one.get("name", ""), target, one.get("state", "visible") != "visible"
                    )

    def read(self, sheet: str) -> tuple[Sequence[Sequence[object]], Marks]:
        """The rows of a sheet (row n is item n - 1) and the marks of its cells."""
        reader = _Reader(self, self.sheets[sheet])
        reader.read()
        return reader.grid.rows, reader.marks

    def part(self, kind: str) -> str:
        """Where a part that the workbook has at most one of stands; empty where it has none."""
        return next((target for _, known, target in self.relations if known == kind and target in self.file.names), "")


class _Reader:
    """One sheet while it is read."""

    def __init__(self, book: XlsxBook, sheet: _Sheet):
        self.book, self.sheet = book, sheet
        self.styles, self.conditional = styles(book)
        self.shared = shared_strings(book)
        self.grid, self.marks = Grid(), Marks(hidden=sheet.hidden)
        self.formulas = Formulas(self.grid, sheet.name, stale=book.uncalculated, trusted=book.calculated)
        self.rules: list[tuple[str, ElementTree.Element]] = []
        self.letters: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.seen = 0

    def read(self) -> None:
        """Read cells and marks."""
        number = 0
        for name, element in self.book.file.ends(self.sheet.part, ("row", "col", "mergeCell", "conditionalFormatting")):
            if name == "row":
                number = self._row(element, number + 1)
                self.book.file.cleared(element)
            elif name == "col":
                if element.get("hidden") in YES or _is_zero(element.get("width")):
                    first, last = int(element.get("min", 1)), int(element.get("max", 1))
                    self.marks.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
            elif name == "mergeCell":
                if len(self.marks.merged) >= MOST_MERGED:
                    raise TooLarge(f"it has more than {MOST_MERGED:,} merged ranges")
                self.marks.merged.append(_range(element.get("ref", "")))
            else:
                # Those of later versions of Excel stand in its extensions: their ranges are an element of their own.
                own = next((part.text or "" for part in element if local(part.tag) == "sqref"), "")
                ranges = element.get("sqref", own)
                self.rules += [(ranges, rule) for rule in element if local(rule.tag) == "cfRule"]
        self.marks.uncalculated.update(self.formulas.uncalculated())
        self._conditional_formats()
        self._notes()

    def _row(self, element: ElementTree.Element, following: int) -> int:
        """Put the cells of a row into the grid; returns its number."""
        self.seen += 1
        row = int(element.get("r", following))
        if self.seen > MOST_ROWS or not 0 < row <= MOST_ROWS:
            raise Damaged(f"there is no row {row} in a sheet, or it has more rows than a sheet can have")
        if element.get("hidden") in YES or _is_zero(element.get("ht")):
            self.marks.hidden_rows.add(row)
        column = 0
        for cell in element:
            if reference := cell.get("r"):
                letters = reference.rstrip("0123456789")
                column = self.letters.get(letters) or self._column(letters)
                if reference != f"{letters}{row}":
                    raise Damaged(f'the cell "{reference}" stands in row {row}')
            else:
                column += 1
            if len(cell):
                self._cell(cell, row, column)
        return row

    def _column(self, letters: str) -> int:
        if not re.fullmatch("[A-Z]{1,3}", letters):
            raise Damaged(f'"{letters}" is no column')
        self.letters[letters] = column_number(letters)
        return self.letters[letters]

    def _cell(self, cell: ElementTree.Element, row: int, column: int) -> None:
        """Put the cell into the grid with its marks."""
        value = formula = text = None
        for part in cell:
            name = self.names.get(part.tag) or self.names.setdefault(part.tag, local(part.tag))
            if name == "v":
                value = part.text
            elif name == "f":
                formula = part.text or ""
            elif name == "is":
                text = text_of(part)
        kind, place = cell.get("t", "n"), (row, column)
        if kind == "s" and value is not None:
            text = self.shared[int(value)]
        if formula is not None:
            self.formulas.add(place, formula, "" if kind == "str" and value is None else value)
        if text is None and not value:
            return
        style = self.styles.get(cell.get("s", "0"), PLAIN)
        held = text.text if text else self._value(value or "", kind, style)
        if held == "":
            return
        self.grid.put(row, column, held)
        if kind == "e":
            self.marks.errors[place] = str(value)
            return
        if text and text.raised:
            self.marks.raised[place] = text.raised
        if style.struck or (text and text.struck):
            self.marks.struck.add(place)
        if kind == "n" and style.percentage:
            self.marks.percentages.add(place)
        if not style.plain and kind != "b":
            if changed := style.shown.changes(held if isinstance(held, (str, float)) else float(value or 0)):
                self.marks.shown_otherwise[place] = changed

    def _value(self, text: str, kind: str, style: Style) -> object:
        try:
            if kind == "n":
                number = float(text)
                if not math.isfinite(number):
                    return text
                return as_day(number, style.shown, from_1904=self.book.from_1904) if style.dated else number
            if kind == "b":
                return text in YES
            if kind == "d":
                return _iso(text)
        except (ValueError, OverflowError):
            return text
        return unescaped(text)

    def _conditional_formats(self) -> None:
        """The marks of cells that a conditional format shows otherwise."""
        visited = 0
        for ranges, rule in self.rules:
            own = next((part for part in rule if local(part.tag) == "dxf"), None)
            style = self.conditional.get(rule.get("dxfId", "")) if own is None else conditional_style(own)
            hides = any(
                local(part.tag) in ("dataBar", "iconSet") and part.get("showValue") in ("0", "false")
                for part in rule.iter()
            )
            if not hides and (style is None or (style.plain and not style.struck)):
                continue
            for place, value in _within(self.grid, map(_range, ranges.split())):
                visited += 1
                if visited > MOST_CELLS:
                    raise TooLarge(f"its conditional formats that hide or strike through are of more than {MOST_CELLS:,} cells")
                if not hides and not _applies(rule, value):
                    continue
                told = style.shown.changes(value) if style and isinstance(value, (str, float)) else ""
                changed = "hides it" if hides else told
                if changed:
                    self.marks.shown_otherwise.setdefault(place, f"{changed} under a condition")
                if style and style.struck:
                    self.marks.struck.add(place)

    def _notes(self) -> None:
        for _, kind, target in self.book.file.relations(self.sheet.part):
            if kind in ("comments", "threadedComment") and target in self.book.file.names:
                for one in self.book.file.xml(target).iter():
                    match = _CELL.fullmatch(one.get("ref") or "")
                    if local(one.tag) in ("comment", "threadedComment") and match:
                        written = " ".join(
                            " ".join(part.text or "" for part in one.iter() if local(part.tag) in ("t", "text")).split()
                        )
                        self.marks.notes.setdefault((int(match[2]), column_number(match[1])), written)


def as_day(number: float, shown: NumberFormat, *, from_1904: bool) -> object:
    """A number as its format shows it: a day, a day with its time, a time of day, a duration, or the number itself."""
    if shown.is_duration:
        return timedelta(milliseconds=round(number * 86_400_000))
    if not shown.is_day or not 0 <= number < 2_958_466:
        return number
    if number < 1 and not from_1904:
        return (datetime.min + timedelta(milliseconds=round(number * 86_400_000))).time()
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if number < 60 else 30)
    moment = start + timedelta(milliseconds=round(number * 86_400_000))
    return moment.date() if moment.time() == time() else moment


def _iso(text: str) -> date | datetime:
    moment = datetime.fromisoformat(text.removesuffix("Z"))
    return moment.date() if moment.time() == time() else moment


def _is_zero(size: str | None) -> bool:
    return size is not None and float(size) == 0


def _range(reference: str) -> Merged:
    """The rows and columns of a range such as B2:C5, B:B or 2:5."""
    first, _, last = reference.replace("$", "").partition(":")
    match = [re.fullmatch(r"([A-Z]{0,3})(\d{0,7})", one) for one in (first, last or first)]
    found = [one.groups() for one in match if one]
    if len(found) < 2:
        raise Damaged(f'"{reference}" is no range')
    (left, top), (right, bottom) = found
    return Merged(
        int(top or 1), column_number(left) or 1, int(bottom or MOST_ROWS), column_number(right) or MOST_COLUMNS
    )


def _within(grid: Grid, ranges: Iterator[Merged]) -> Iterator[tuple[tuple[int, int], object]]:
    """The cells of ranges that hold something."""
    for one in ranges:
        for row in range(one.top, min(one.bottom, len(grid.rows)) + 1):
            for column in range(one.left, min(one.right, len(grid.rows[row - 1])) + 1):
                if (value := grid.at(row, column)) != "":
                    yield (row, column), value


def _applies(rule: ElementTree.Element, value: object) -> bool:
    """Whether a rule that compares the cell with a number leaves it out; any other rule may apply."""
    bounds = [part.text or "" for part in rule if local(part.tag) in ("formula", "f")]
    signs: Mapping[str, str] = {
        "lessThan": "<", "greaterThan": ">", "lessThanOrEqual": "<=", "greaterThanOrEqual": ">=", "equal": "=", "notEqual": "!=",
    }  # fmt: skip
    sign = signs.get(rule.get("operator", "")) if rule.get("type") == "cellIs" else None
    condition = condition_of(f"{sign}{bounds[0]}") if sign and len(bounds) == 1 else None
    return condition is None or (isinstance(value, float) and holds(condition, value))
