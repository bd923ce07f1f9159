"""Papers for a committee: what the definitions declare beside the indicators, so that a second paper needs no code.

`report.toml` has the tables of values and the contacts; `period/<period>.toml` has what belongs to one meeting: the
recommendations that the paper answers, and the key risks. A section of the report says under `shows` which of
them stand in it. Text with figures in it is commentary, and is not written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from pipeline.core.periods import Period
from pipeline.definitions.indicators.measures import Basis, Ends
from pipeline.files.toml_files import Slug, Table, Text

PARTS = ("recommendations", "actions", "risks", "contacts")


class Column(Table):
    """A column of a table: values by the days that they cover, or the change from the column before last to the last one."""

    basis: Basis | None = None
    """How much its values cover."""
    ends: Ends = "period"
    """When they end: with the report's `period`, or the last quarter, year or month of a name that was over by then."""
    years_back: int = Field(0, ge=0, le=50)
    """So many years before that."""
    years: int = Field(1, ge=1, le=20)
    """It stands for so many columns, a year apart; the one that is declared is the last."""
    shows: Literal["value", "change", "percent_change"] = "value"
    """The value, or its change from the year before."""
    change: bool = False
    """The change between the two columns before it, the second a year later; then nothing else is said."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Column:
        if (self.basis is not None) == self.change:
            raise ValueError("a column has a basis, or it is the change of the two columns before it")
        if self.change and (self.years > 1 or self.shows != "value"):
            raise ValueError("the change of the two columns before it is one column, of which nothing else is said")
        if self.basis == "calendar_year" and self.ends not in ("period", "calendar_year", "december"):
            raise ValueError("a calendar year ends in December, so `ends` has no use")
        return self

    @property
    def year_before(self) -> Column:
        """The column of the same days a year before."""
        return self.model_copy(update={"years_back": self.years_back + 1})

    def by_year(self) -> Iterator[Column]:
        """The columns that it stands for, one a year, the oldest first."""
        for back in reversed(range(self.years)):
            yield self.model_copy(update={"years": 1, "years_back": self.years_back + back})

    def period(self, report_period: Period) -> Period:
        """The period that the column's values are named by."""
        ends = "calendar_year" if self.basis == "calendar_year" else self.ends
        return report_period.last_over(ends).back(12 * self.years_back).named_for(self.basis)


class ShownTable(Table):
    """A table of values: one row an indicator or sub-group."""

    id: Slug
    """Its name under `shows`."""
    caption: Text
    """Its heading."""
    note: str = ""
    """What a reader would otherwise mix up."""
    indicators: tuple[Text, ...] = Field(min_length=1)
    """The codes of its rows."""
    columns: Annotated[
        tuple[Column, ...], AfterValidator(lambda columns: tuple(one for column in columns for one in column.by_year()))
    ] = Field(min_length=1)
    """Its columns, from left to right."""

    @model_validator(mode="after")
    def _changes_over_a_year(self) -> ShownTable:
        for at, column in enumerate(self.columns):
            if column.change:
                days = [(one.basis, one.ends, one.years_back) for one in self.columns[max(0, at - 2) : at]]
                basis, ends, years = days[-1] if days else (None, "", 0)
                if basis is None or days != [(basis, ends, years + 1), (basis, ends, years)]:
                    raise ValueError("a change stands after two columns of the same basis, the second a year later")
        return self

    @property
    def days(self) -> list[Column]:
        """The columns whose values are needed: those that are shown, and of a change both."""
        held = [column for column in self.columns if not column.change]
        return [*held, *(column.year_before for column in held if column.shows != "value")]


class Recommendation(Table):
    """What a committee asked for, and how the paper answers it."""

    made: date
    """The day on which it was made."""
    asks: Text
    """What was asked for."""
    state: Literal["answered", "answered in part", "answered without a figure", "not answered"]
    """How far the paper answers it."""
    says: Text
    """The answer, without figures."""
    answered_in: tuple[Slug, ...] = ()
    """The sections that answer it."""


class Risk(Table):
    """A key risk, what is done about it, the indicators that show it, and who leads."""

    risk: Text
    """What may happen."""
    response: Text
    """What is done about it."""
    indicators: tuple[Text, ...] = ()
    """The codes of those that show it."""
    lead: str = ""
    """Who leads, by role; left out where the source does not state it."""


class Contact(Table):
    """Whom to ask, by role; names of people do not belong here."""

    role: Text
    """The role."""
    organisation: Text
    """Where it is."""
