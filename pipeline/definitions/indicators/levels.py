"""Levels: targets, baselines and ranges as they are declared, each with the period from which it holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipeline.definitions.indicators.dated_rules import PeriodName, listed
from pipeline.definitions.indicators.measures import Basis, Judgement
from pipeline.files.toml_files import Table, Text


class Level(Table):
    """A level that is declared, in the indicator's unit, and who or what says so.

    Without a value it is still to be set: its figure is [x], and `says` is the reason. A percentage is held against
    values of any days; another level only against those that cover as many months as it does: those of the
    indicator's own basis, or of the `basis` named here.
    A profiled level is that of a whole year, of which the elapsed share counts. `applies_from`: the period from which on
    it holds; what was judged before keeps the level of its own day.
    """

    applies_from: PeriodName | None = None
    value: Decimal | None = None
    basis: Basis | None = None
    says: Text
    rule: Literal["level", "profiled"] = "level"

    @property
    def decimals(self) -> int:
        """A level is printed as precisely as it is declared."""
        return 0 if self.value is None else max(0, -int(self.value.as_tuple().exponent))


class Target(Level):
    """A level to be reached: as it stands, as the elapsed share of a yearly sum, or as `value` per cent off the baseline.

    `strictly`: the level itself does not reach it ("below 19"). `accepted` is the judgement that lets a target
    stand although it is worse than its baseline.
    """

    rule: Literal["level", "profiled", "reduction"] = "level"
    strictly: bool = False
    accepted: Judgement | None = None


class Range(Table):
    """The range within which a value is to lie, both ends included; written `[60, 80]` where there is no more to say."""

    applies_from: PeriodName | None = None
    low: Decimal
    high: Decimal
    says: str = ""

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
Targets = Annotated[tuple[Target, ...], BeforeValidator(listed)]
Baselines = Annotated[tuple[Level, ...], BeforeValidator(listed)]
Ranges = Annotated[tuple[Range, ...], BeforeValidator(listed)]


class Category(Table):
    """A sub-group of an indicator that has levels of its own."""

    targets: Targets = Field((), alias="target")
    baselines: Baselines = Field((), alias="baseline")
