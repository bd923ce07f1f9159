"""Rules of the lights: from what performance on an indicator is green, amber, red or grey, as `report.toml` declares.

Performance is the change in the better direction, in per cent of what the value is held against or in points. The short
form has two thresholds on one performance. The long form is a list of `[[traffic_light.when]]` in order, each with
conditions on one or more performances (held against its target, against last year); the first whose conditions all hold
gives the light. The short form is a way to write the long one: both are read by `TrafficLight.steps`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from pipeline.definitions.indicators.dated_rules import PeriodName
from pipeline.definitions.indicators.measures import Reference
from pipeline.files.toml_files import Table, Text

Light = Literal["green", "amber", "red", "grey"]
Direction = Literal["better", "worse", "unchanged", "not_better", "not_worse"]
COMPARATOR = "comparator"
UNJUDGED = ("data_only", "no_data")


class Condition(Table):
    """One performance, held against thresholds: at least `from`, under `below`, in a `direction`; or `missing`.

    The two thresholds are in per cent of what the value is held against, or in points where it is judged in points.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    against: Reference | Literal["comparator"] = COMPARATOR
    """What the value is held against; left out: each indicator's own comparator."""
    from_: Decimal | None = Field(None, alias="from")
    """The least performance."""
    below: Decimal | None = None
    """What performance must stay under."""
    direction: Direction | None = None
    """Which way it must have gone."""
    missing: bool = False
    """What it is held against is not there."""

    @model_validator(mode="after")
    def _asks_for_something(self) -> Condition:
        asked = [self.from_, self.below, self.direction]
        if self.missing == any(one is not None for one in asked):
            raise ValueError("a condition has from, below or a direction; or missing = true, and none of them")
        if self.against == "none":
            raise ValueError("a condition is held against something")
        if None not in (self.from_, self.below) and self.from_ >= self.below:
            raise ValueError("from must lie under below, or nothing meets both")
        return self


class When(Table):
    """A light, and the conditions that must all hold for it."""

    light: Light
    """The light."""
    all: tuple[Condition, ...] = Field(min_length=1)
    """The conditions that must all hold."""


class TrafficLight(Table):
    """The rule of the lights from a period on: in the short form by `green_from` and `amber_from`, or by a list of `when`."""

    applies_from: PeriodName
    """The period from which on the rule holds."""
    green_from: Decimal | None = None
    """Short form: the least performance for green."""
    amber_from: Decimal | None = None
    """Short form: the least performance for amber."""
    when: tuple[When, ...] = ()
    """Long form: lights with their conditions, in order; the first that holds counts."""
    otherwise: Light = "red"
    """Long form: the light of what meets none."""
    reference_zero: Literal["data_only", "green_or_amber", "green_or_red"] = "data_only"
    """How a value is judged that is held against 0: not at all, or by its direction."""
    key: dict[Literal["green", "amber", "red", "data_only", "no_data"], Text]
    """What each light means, as the page explains it; in the long form only `data_only` and `no_data`."""

    @property
    def steps(self) -> tuple[When, ...]:
        """The lights with their conditions, in order; what meets none of them is `otherwise`."""
        if self.when:
            return self.when
        short = (("green", self.green_from), ("amber", self.amber_from))
        return tuple(When(light=light, all=(Condition(from_=least),)) for light, least in short)

    @property
    def lights(self) -> tuple[str, ...]:
        """The lights that the rule can give, the best first."""
        given = {self.otherwise, *(step.light for step in self.steps)}
        return tuple(light for light in ("green", "amber", "red", "grey") if light in given)

    @property
    def held_against(self) -> tuple[str, ...]:
        """Everything that its conditions hold a value against, each once."""
        return tuple(dict.fromkeys(one.against for step in self.steps for one in step.all))

    @model_validator(mode="after")
    def _is_coherent(self) -> TrafficLight:
        short = [name for name in ("green_from", "amber_from") if getattr(self, name) is not None]
        if self.when and (short or set(self.key) != set(UNJUDGED)):
            # What green means is worded from the rule itself: a second wording could contradict it.
            raise ValueError(
                "a rule of [[traffic_light.when]] has no green_from and amber_from, and its key explains data_only and"
                " no_data; the others are worded from the rule"
            )
        if self.when and self.reference_zero == "green_or_amber":
            raise ValueError(
                "a rule of [[traffic_light.when]] goes by direction where it holds against zero (green_or_red), or"
                " does not judge it (data_only)"
            )
        if self.when:
            return self
        if len(short) < 2:
            raise ValueError("a rule has green_from and amber_from, or a list of [[traffic_light.when]]")
        if self.otherwise != "red":
            raise ValueError("otherwise goes with a list of [[traffic_light.when]]")
        if self.amber_from >= self.green_from:
            raise ValueError("amber_from must lie below green_from")
        if len(self.key) != 5:
            raise ValueError("the key explains all five: green, amber, red, data_only and no_data")
        return self
