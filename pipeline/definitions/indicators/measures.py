"""Measures: what every indicator has, whether it is a number or told in words, and the names its parts may have."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticKnownError

from pipeline.core.bases import basis_months
from pipeline.core.faults import suggestion
from pipeline.core.periods import END_MONTHS, Period
from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.indicators.dated_rules import PeriodName
from pipeline.files.toml_files import Slug, Table, Text, said_as


def basis_name(text: str) -> str:
    """A basis as it is named everywhere. Raises ValueError for a text that names none."""
    basis_months(text)
    return text


Basis = Annotated[str, AfterValidator(basis_name), said_as("basis, such as `quarter`")]
REFERENCES = ("same_period_last_year", "previous_period", "target", "baseline", "none")


def reference_name(text: str) -> str:
    """What a value can be held against: one of REFERENCES, `area:<its name>` or `group:<its key>`."""
    if text in REFERENCES or (is_area_reference(text) and text.partition(":")[2].strip()):
        return text
    known = [*REFERENCES, "area:<name>", "group:<key>"]
    raise PydanticKnownError("literal_error", {"expected": ", ".join(f"'{one}'" for one in known)})


Reference = Annotated[
    str, AfterValidator(reference_name),
    said_as(", ".join(f"`{one}`" for one in REFERENCES) + ", `area:` with its name or `group:` with its key"),
]  # fmt: skip


def end_name(text: str) -> str:
    """When values end: with the report's period, or with the last quarter, year or month of a name that was over by then."""
    if text != "period" and text not in END_MONTHS:
        raise ValueError(f"expected one of period, {', '.join(END_MONTHS)}. {suggestion(text, END_MONTHS)}".rstrip())
    return text


Ends = Annotated[
    str, AfterValidator(end_name), said_as("`period`, `quarter`, `year`, `calendar_year` or month, such as `september`")
]


class Judgement(Table):
    """Something a person decided or inferred, shown as such on the page."""

    about: Text
    """What it is about."""
    decision: Text
    """What was decided."""
    reason: Text
    """Why."""


class Extrapolation(Table):
    """A short stretch of events carried on to twelve months, and the end of the twelve months that it is held against."""

    period: PeriodName
    """The period that the short stretch ends with."""
    basis: Basis
    """How much it covers."""
    against: PeriodName
    """The period that the twelve months end with which it is held against."""

    @property
    def stretch(self) -> tuple[Period, Basis]:
        """The short stretch, as the period that it ends with and its basis."""
        return Period.parse(self.period, self.basis), self.basis

    @property
    def twelve_months(self) -> tuple[Period, Basis]:
        """The twelve months that the result is held against."""
        return Period.parse(self.against), "rolling_12_months"


class Break(Table):
    """From this period on the indicator is counted in another way."""

    applies_from: PeriodName
    """The first period that is counted in the new way."""
    reason: Text
    """What changed."""


class Noun(Table):
    """What is counted, as it reads after a number: one referral, two referrals."""

    one: Text
    """After 1: `new case`."""
    many: Text
    """After any other number: `new cases`."""


class Measure(Table):
    """What every measure of a report has, whether it is a number or told in words."""

    code: SkipJsonSchema[Text]  # the name of its table, which is not written again
    name: Text
    """Its name on the page."""
    short_name: Text
    """Its name in lists and sentences."""
    priority: Slug
    """The `id` of its priority."""
    definition: Text
    """What counts, and when."""
    revised: str = ""
    """What was revised about it, marked *."""
    owner: Text
    """Who answers for it, by role."""
    checked_by: Text
    """Who checked the definition, by role."""
    next_review: date
    """The day by which the definition is looked at again."""
    judgements: tuple[Judgement, ...] = ()
    """What people decided or inferred about it; the page lists it."""

    @property
    def all_judgements(self) -> tuple[Judgement, ...]:
        """The judgements that people made on this measure."""
        return self.judgements


class NarrativeMeasure(Measure):
    """A measure that is told in words only, in `indicators.toml` beside the indicators."""

    kind: Literal["narrative"]
    """`narrative`: it is told in words only."""
