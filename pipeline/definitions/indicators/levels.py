"""Levels: targets, baselines and ranges as they are declared, each with the period from which it holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipeline.definitions.indicators.dated_rules import PeriodName, listed
from pipeline.definitions.indicators.measures import Basis, Judgement
from pipeline.files.toml_files import Table, Text, said_as


class Level(Table):
    """A level that is declared, in the indicator's unit, and who or what says so.

    Without a value its figure is [x]. A percentage is held against values of any days; another level only against those
    that cover as many months as it does. What was judged before `applies_from` keeps the level of its own day.
    """

    applies_from: PeriodName | None = None
    """The period from which on it holds; left out: from the start."""
    value: Decimal | None = None
    """The level; left out: still to be set, and `says` is the reason."""
    basis: Basis | None = None
    """How much the level covers, where that is not the indicator's own basis."""
    says: Text
    """Who or what says so."""
    rule: Literal["level", "profiled"] = "level"
    """`level`: as it stands. `profiled`: for a whole year, of which the share counts that is over."""

    @property
    def decimals(self) -> int:
        """A level is printed as precisely as it is declared."""
        return 0 if self.value is None else max(0, -int(self.value.as_tuple().exponent))


class Target(Level):
    """A level to be reached: as it stands, as the elapsed share of a yearly sum, or as `value` per cent off the baseline."""

    rule: Literal["level", "profiled", "reduction"] = "level"
    """As for a baseline; `reduction`: `value` is what is to be taken off the baseline, in per cent."""
    strictly: bool = False
    """The level itself does not reach it: "below 19"."""
    accepted: Judgement | None = None
    """The judgement that lets a target stand although it is worse than its baseline."""


class Range(Table):
    """The range within which a value is to lie, both ends included; written `[60, 80]` where there is no more to say."""

    applies_from: PeriodName | None = None
    """The period from which on it holds; left out: from the start."""
    low: Decimal
    """The lower end, included."""
    high: Decimal
    """The upper end, included."""
    says: str = ""
    """Who or what says so."""

    @model_validator(mode="before")
    @classmethod
    def _from_its_ends(cls, value: object) -> object:
        if isinstance(value, (list, tuple)):
            if len(value) != 2:
                raise ValueError("a range has two ends, such as [60, 80]")
            return dict(zip(("low", "high"), value, strict=True))
        return value

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """Its lower and its upper end."""
        return self.low, self.high


# One table stands for a list of one: `target = { … }` is `target = [ { … } ]`.
Targets = Annotated[tuple[Target, ...], BeforeValidator(listed), said_as("table, or list of tables")]
Baselines = Annotated[tuple[Level, ...], BeforeValidator(listed), said_as("table, or list of tables")]
Ranges = Annotated[tuple[Range, ...], BeforeValidator(listed), said_as("`[low, high]`, table, or list of them")]


class Category(Table):
    """A sub-group of an indicator that has levels of its own."""

    targets: Targets = Field((), alias="target")
    """Its target."""
    baselines: Baselines = Field((), alias="baseline")
    """Its baseline."""
