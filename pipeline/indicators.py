"""Indicators: what each one counts, how it may be added up, which way is better, and who answers for it.

One indicator is one table of `indicators.toml`. Unknown keys are refused.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from pipeline.periods import Period, PeriodError

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
PeriodName = Annotated[str, Field()]
Basis = Literal["month", "quarter", "year_to_date", "year", "rolling_12_months", "point_in_time"]
Reference = Literal["same_period_last_year", "previous_period", "target", "baseline", "none"]


class Table(BaseModel):
    """A table of a definition file: it cannot be changed once read, and a key it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Judgement(Table):
    """Something a person decided or inferred, shown as such on the page."""

    about: Text
    decision: Text
    reason: Text


class Level(Table):
    """A level that is declared, in the indicator's unit, and who or what says so."""

    value: Decimal
    says: Text

    @property
    def decimals(self) -> int:
        """A level is printed as precisely as it is declared."""
        return max(0, -int(self.value.as_tuple().exponent))


class Target(Level):
    """A level to be reached: as it stands, as the elapsed share of a yearly sum, or as `value` per cent off the baseline.

    `accepted` is the judgement that lets a reduction stand although it lies above its baseline.
    """

    rule: Literal["level", "profiled", "reduction"] = "level"
    accepted: Judgement | None = None


class Break(Table):
    """From this period on the indicator is counted in another way."""

    applies_from: PeriodName
    reason: Text

    @field_validator("applies_from")
    @classmethod
    def _names_a_period(cls, text: str) -> str:
        return period_name(text)


class Noun(Table):
    """What is counted, as it reads after a number: one referral, two referrals."""

    one: Text
    many: Text


class Indicator(Table):
    """One indicator: what it counts, how it may be added up, and how it is judged."""

    code: Text
    name: Text
    short_name: Text
    priority: Slug
    definition: Text
    unit: Literal["count", "percent", "rate"]
    noun: Noun
    basis: Basis
    aggregation: Literal["sum", "ratio", "distinct", "stock"]
    polarity: Literal["higher_is_better", "lower_is_better", "neutral", "within_range"]
    comparator: Reference
    judged: bool
    variance_basis: Literal["relative", "points"] | None = None
    range: tuple[Decimal, Decimal] | None = None
    target: Target | None = None
    baseline: Level | None = None
    per: int = Field(100, gt=0)
    population: str = ""
    decimals: int = Field(ge=0, le=6)
    annualise: Literal["no", "by_period", "by_days"] = "no"
    rolling_12_months: bool = False
    variation: bool = False
    source: Text
    owner: Text
    checked_by: Text
    next_review: date
    breaks: tuple[Break, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    def broken_between(self, earlier: Period, later: Period) -> bool:
        """Whether a declared break lies between the ends of two periods, so that their values are not alike."""
        return any(earlier.end < Period.parse(one.applies_from).start <= later.end for one in self.breaks)

    @property
    def all_judgements(self) -> tuple[Judgement, ...]:
        """The judgements on this indicator, with its breaks and what was accepted of its target."""
        accepted = self.target.accepted if self.target else None
        breaks = [
            Judgement(about="Break in the series", decision=f"New from {one.applies_from}.", reason=one.reason)
            for one in self.breaks
        ]
        return (*self.judgements, *breaks, *([accepted] if accepted else []))

    @model_validator(mode="after")
    def _is_coherent(self) -> Indicator:
        faults = []
        if (self.unit == "count") == (self.aggregation == "ratio"):
            faults.append(f"unit {self.unit} does not go with aggregation {self.aggregation}")
        if self.comparator in ("target", "baseline") and getattr(self, self.comparator) is None:
            faults.append(f"the comparator is the {self.comparator} but there is no {self.comparator}")
        if self.judged and (self.comparator == "none" or self.variance_basis is None):
            faults.append("a judged indicator needs a comparator and a variance_basis (relative or points)")
        if self.judged and self.polarity == "neutral":
            faults.append("a judged indicator needs a polarity: higher_is_better, lower_is_better or within_range")
        if self.comparator == "previous_period" and self.basis == "year_to_date":
            faults.append("a year to date is not held against the previous period, which is shorter or a whole year")
        if self.polarity == "within_range" and self.variance_basis == "relative":
            faults.append("a distance outside a range is measured in points")
        if self.range and self.range[0] > self.range[1]:
            faults.append("a range goes from its lower end to its upper end")
        if (self.polarity == "within_range") != (self.range is not None):
            faults.append("a range goes with polarity within_range, and only with it")
        rule = self.target.rule if self.target else "level"
        if (self.baseline and self.baseline.value < 0) or (
            rule != "reduction" and self.target and self.target.value < 0
        ):
            faults.append("a target or baseline is never below 0, because no count, percentage or rate is")
        if rule == "reduction" and self.target.value > 100:
            faults.append("a reduction takes no more than 100 per cent off its baseline")
        if self.unit == "percent" and self.per != 100:
            faults.append("a percentage is per 100; another number goes with unit rate")
        if rule == "profiled" and (self.aggregation != "sum" or self.basis != "year_to_date"):
            faults.append("only a yearly sum that is reported as year to date can be profiled")
        if rule == "reduction" and self.baseline is None:
            faults.append("a reduction is taken off a baseline, and there is none")
        if rule == "reduction" and self.target.value <= 0 and self.target.accepted is None:
            faults.append("a reduction that lies at or above its baseline needs an accepted judgement")
        if self.unit == "rate" and not self.population:
            faults.append("a rate names its population and year")
        if self.annualise != "no" and (
            self.aggregation != "sum" or self.basis in ("year", "rolling_12_months", "point_in_time")
        ):
            faults.append("only sums over part of a year can be annualised")
        if self.rolling_12_months and self.aggregation not in ("sum", "ratio"):
            faults.append("only sums and ratios roll over twelve months; people and stocks do not add up")
        if faults:
            raise ValueError("; ".join(faults))
        return self


def period_name(text: str) -> str:
    """A period as it is named everywhere. Raises ValueError for a text that names none."""
    try:
        return str(Period.parse(text))
    except PeriodError as error:
        raise ValueError(str(error)) from None
