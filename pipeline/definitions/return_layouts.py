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
from pipeline.definitions.indicators.received_measures import AS_RECEIVED, ReceivedMeasure
from pipeline.definitions.lookups import Lookup
from pipeline.files.cell_values import column_number, words
from pipeline.files.toml_files import Table, Text

_GROUP = re.compile(r"\\([1-9])")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


def _markers(status: str) -> str:
    unknown = [mark for mark in status.split() if mark not in STATUS_WORDS]
    if unknown:
        raise ValueError(f"unknown marker {unknown[0]}; expected one of {', '.join(STATUS_WORDS)}")
    return status


Pattern = Annotated[str, AfterValidator(_compiles)]
Status = Annotated[str, AfterValidator(_markers)]
RowNumber = Annotated[int, Field(gt=0)]


class Matcher(Table):
    """Something found by its text: `text` exactly (spaces and line breaks count as one space), or a `pattern` for all of it.

    A pattern is a regular expression; what its groups matched can be used as `\\1`, `\\2` in the texts beside it.
    """

    text: str | None = None
    pattern: Pattern | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Matcher:
        if (self.text is None) == (self.pattern is None):
            raise ValueError("either text or pattern says what is meant, and not both")
        groups = re.compile(self.pattern or "").groups
        used = [
            int(number)
            for value in self.model_dump(exclude={"pattern"}).values()
            for number in _GROUP.findall(str(value))
        ]
        if self.pattern is not None and max(used, default=0) > groups:
            raise ValueError(
                f"\\{max(used)} is used, and the pattern has {groups or 'no'} group{'' if groups == 1 else 's'}"
            )
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
        return (
            wording
            if self.pattern is None
            else _GROUP.sub(lambda group: self.match(text)[int(group[1])] or "", wording)
        )


class Column(Matcher):
    """Columns of the table, found by their header, and what stands in them.

    Numbers are multiplied by `times` (1000 where the unit is thousands). `percentage` says that the cells are
    formatted as percentages, so that 12% is read as 12. `fill_down`: an empty label means the one above it.
    """

    holds: Literal["label", "period", "value", "numerator", "denominator", "note", "nothing"] | ReceivedMeasure
    indicator: str = ""
    category: str = ""
    period: str = ""
    basis: str = ""
    times: Decimal = Field(Decimal(1), gt=0)
    percentage: bool = False
    fill_down: bool = False
    because: str = ""

    @model_validator(mode="after")
    def _has_a_reason(self) -> Column:
        if (self.holds == "nothing") != bool(self.because):
            raise ValueError("a column that is not read says why in `because`, and only such a column")
        return self

    @property
    def is_number(self) -> bool:
        return self.holds in ("value", "numerator", "denominator", *AS_RECEIVED)


class RowName(Table):
    """What a row's label stands for: an indicator, a category, or both."""

    indicator: str = ""
    category: str = ""


class NamedBy(Table):
    """Labels that are read because a lookup leads them to `of`: the authorities of a partnership, say.

    Each stands for `indicator`; where there are several, each is a category of it. All other rows are left out.
    """

    lookup: Lookup
    of: Text
    indicator: Text
    because: Text


class LeftOut(Matcher):
    """Rows that are not read, found by their label, and by their row where a label is there twice."""

    row: RowNumber | None = None
    because: Text


class RowPeriod(Matcher):
    """What the text of a cell in a column of periods stands for."""

    period: Text
    basis: str = ""


class Symbol(Table):
    """What a symbol in place of a number, or after one, stands for: a status, a number, or only a note."""

    status: Status = ""
    value: Decimal | None = None
    says: str = ""


class CellNote(Table):
    """What a note in a cell comes to, in our own words; the note itself is never published."""

    cell: Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9]\d*$")]
    status: Status = ""
    says: Text


class Layout(Table):
    """One table of a return.

    header_rows   the rows whose texts, joined by " / ", name the columns; in `spread_headers` a text goes on to the
                  right until the next one, as a merged cell shows it
    first_row … last_row (or the row before a cell that says `ends_before`): the rows that are read; below them
                  only rows whose first text matches one of `footnotes`
    sheet_columns the columns of the sheet that belong to the table, such as "A:D"; without it all
    indicator, category, period, basis   what holds for every value, unless its column or its row says otherwise
    """

    sheet: str = ""
    sheet_columns: Annotated[str, Field(pattern=r"^([A-Z]{1,3}:[A-Z]{1,3})?$")] = ""
    header_rows: tuple[RowNumber, ...] = Field(min_length=1)
    spread_headers: tuple[RowNumber, ...] = ()
    first_row: RowNumber
    last_row: RowNumber | None = None
    ends_before: str = ""
    footnotes: tuple[Pattern, ...] = ()
    read_hidden: bool = False
    indicator: str = ""
    category: str = ""
    period: str = ""
    basis: str = ""
    columns: tuple[Column, ...] = Field(min_length=1)
    names: dict[str, RowName] = {}
    named_by: NamedBy | None = None
    left_out: tuple[LeftOut, ...] = ()
    periods: tuple[RowPeriod, ...] = ()
    symbols: dict[str, Symbol] = {}
    notes: tuple[CellNote, ...] = ()

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
