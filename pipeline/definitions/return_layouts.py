"""Layouts: how a return that is not in our own layout is described, so that it is read as it is and never retyped.

One `[[layout]]` of the return's `.source.toml` is one table on one sheet. It says which rows and columns are read
and what each stands for. Whatever it does not say is refused: a column, a label, a symbol, a note, a hidden row.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from pipeline.core.display import STATUS_WORDS
from pipeline.definitions.indicators.received_measures import AS_RECEIVED, NUMBERS, ReceivedMeasure
from pipeline.definitions.lookups import Lookup
from pipeline.files.cell_values import column_number, words
from pipeline.files.toml_files import Pattern, Table, Text, said_as

_GROUP = re.compile(r"\\([1-9])")


def _markers(status: str) -> str:
    unknown = [mark for mark in status.split() if mark not in STATUS_WORDS]
    if unknown:
        raise ValueError(f"unknown marker {unknown[0]}; expected one of {', '.join(STATUS_WORDS)}")
    return status


Status = Annotated[str, AfterValidator(_markers), said_as("marks, such as `p` or `e u`")]
RowNumber = Annotated[int, Field(gt=0), said_as("row number")]


class Matcher(Table):
    """Something found by its text: `text` exactly, or a `pattern` for all of it.

    What the groups of a pattern matched can be used as `\\1`, `\\2` in the texts beside it.
    """

    text: str | None = None
    """Its text, exactly; several blanks and line breaks count as one."""
    pattern: Pattern | None = None
    """Instead of `text`: a regular expression for all of it."""

    @model_validator(mode="after")
    def _has_one(self) -> Matcher:
        if (self.text is None) == (self.pattern is None):
            raise ValueError("either text or pattern says what is meant, and not both")
        groups = re.compile(self.pattern or "").groups
        texts = self.model_dump(exclude={"pattern"}).values()
        used = [int(number) for text in texts for number in _GROUP.findall(str(text))]
        if self.pattern is not None and max(used, default=0) > groups:
            raise ValueError(f"\\{max(used)} is used, and the pattern has {groups or 'no'} group{'' if groups == 1 else 's'}")
        return self

    @property
    def says(self) -> str:
        """What is looked for, as it stands in the description."""
        return self.pattern if self.text is None else self.text

    def match(self, text: str) -> re.Match | None:
        """The match of the whole text, or None."""
        return re.fullmatch(re.escape(words(self.text)) if self.pattern is None else self.pattern, text)

    def filled(self, wording: str, text: str) -> str:
        """The wording with what the groups of the pattern matched in the text."""
        return wording if self.pattern is None else _GROUP.sub(lambda group: self.match(text)[int(group[1])] or "", wording)


class Column(Matcher):
    """Columns of the table, found by their header, and what stands in them."""

    holds: Literal["label", "period", "value", "numerator", "denominator", "note", "nothing"] | ReceivedMeasure
    """What stands in it."""
    indicator: str = ""
    """The code of its values, where the column says it."""
    category: str = ""
    """Their sub-group."""
    period: str = ""
    """Their period."""
    basis: str = ""
    """Their basis."""
    times: Decimal = Field(Decimal(1), gt=0)
    """What its numbers are multiplied by: 1000 where the unit is thousands."""
    percentage: bool = False
    """Its cells are formatted as percentages, so 12% is read as 12."""
    fill_down: bool = False
    """An empty label means the one above it."""
    because: str = ""
    """Why it is not read, with `holds = "nothing"`."""

    @model_validator(mode="after")
    def _has_a_reason(self) -> Column:
        if (self.holds == "nothing") != bool(self.because):
            raise ValueError("a column that is not read says why in `because`, and only such a column")
        return self

    @property
    def is_number(self) -> bool:
        return self.holds in NUMBERS


class RowName(Table):
    """What a row's label stands for: an indicator, a category, or both."""

    indicator: str = ""
    """The code."""
    category: str = ""
    """The sub-group."""


class NamedBy(Table):
    """Labels that are read because a lookup leads them to `of`: the authorities of a partnership, say.

    Each stands for `indicator`; where there are several, each is a category of it. All other rows are left out.
    """

    lookup: Lookup
    """The table that leads labels to names."""
    of: Text
    """The name whose labels are read."""
    indicator: Text
    """The code; several labels are sub-groups of it."""
    because: Text
    """Why all other rows are left out."""


class LeftOut(Matcher):
    """Rows that are not read, found by their label, and by their row where a label is there twice."""

    row: RowNumber | None = None
    """Its row, where the label is there twice."""
    because: Text
    """Why it is not read."""


class RowPeriod(Matcher):
    """What the text of a cell in a column of periods stands for."""

    period: Text
    """The period that it stands for."""
    basis: str = ""
    """The basis, where it says that too."""


class Symbol(Table):
    """What a symbol in place of a number, or after one, stands for: a status, a number, or only a note."""

    status: Status = ""
    """The marks that it stands for: `p`."""
    value: Decimal | None = None
    """The number that it stands for."""
    says: str = ""
    """What it means."""


class CellNote(Table):
    """What a note in a cell comes to, in our own words; the note itself is never published."""

    cell: Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9]\d*$")]
    """The cell: `B7`."""
    status: Status = ""
    """The marks that it stands for."""
    says: Text
    """What it comes to, in our own words."""


class Layout(Table):
    """One table of a return. Below its rows only those may stand whose first text matches one of `footnotes`."""

    sheet: str = ""
    """The sheet, where there are several."""
    sheet_columns: Annotated[str, Field(pattern=r"^([A-Z]{1,3}:[A-Z]{1,3})?$")] = ""
    """The columns of the sheet that belong to the table: `A:D`; left out: all."""
    header_rows: tuple[RowNumber, ...] = Field(min_length=1)
    """The rows whose texts, joined by ` / `, name the columns."""
    spread_headers: tuple[RowNumber, ...] = ()
    """Those of them in which a text goes on to the right until the next one, as a merged cell shows it."""
    first_row: RowNumber
    """The first row that is read."""
    last_row: RowNumber | None = None
    """The last row that is read."""
    ends_before: str = ""
    """Instead of `last_row`: the table ends before the row with this text."""
    footnotes: tuple[Pattern, ...] = ()
    """Regular expressions for the first text of rows below the table."""
    read_hidden: bool = False
    """Hidden rows and columns are read."""
    indicator: str = ""
    """The code of every value, unless its column or row says another."""
    category: str = ""
    """Likewise the sub-group."""
    period: str = ""
    """Likewise the period."""
    basis: str = ""
    """Likewise the basis."""
    columns: tuple[Column, ...] = Field(min_length=1)
    """The columns; every one needs its entry."""
    names: dict[str, RowName] = {}
    """What each label of a row stands for."""
    named_by: NamedBy | None = None
    """Labels that a lookup names."""
    left_out: tuple[LeftOut, ...] = ()
    """Rows that are not read."""
    periods: tuple[RowPeriod, ...] = ()
    """What the cells in the column of periods stand for."""
    symbols: dict[str, Symbol] = {}
    """What a symbol in place of a number, or after one, stands for."""
    notes: tuple[CellNote, ...] = ()
    """What notes in cells come to."""

    @model_validator(mode="after")
    def _is_coherent(self) -> Layout:
        faults = []
        if (self.last_row is None) == (not self.ends_before):
            faults.append("either last_row or ends_before says where the table ends, and not both")
        if self.last_row is not None and self.last_row < self.first_row:
            faults.append("last_row lies above first_row")
        if self.first_row <= max(self.header_rows):
            faults.append("first_row lies below the header_rows")
        if not set(self.spread_headers) <= set(self.header_rows):
            faults.append("spread_headers are some of the header_rows")
        if self.sheet_columns and len(self.column_range) == 0:
            faults.append("sheet_columns go from left to right")
        held = [column.holds for column in self.columns]
        if not {"value", "numerator", *AS_RECEIVED} & set(held):
            faults.append("no column holds a value")
        if bool(self.names or self.named_by) != ("label" in held):
            faults.append("names or named_by say what the labels of the rows stand for, and a column holds label")
        if bool(self.periods) != ("period" in held):
            faults.append("periods say what the cells of the column that holds period stand for")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def column_range(self) -> range:
        """The numbers of the columns of `sheet_columns`, from 1; everything a sheet can have without it."""
        first, _, last = (self.sheet_columns or "A:XFD").partition(":")
        return range(column_number(first), column_number(last) + 1)
