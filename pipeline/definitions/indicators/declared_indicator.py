"""Indicators as they are declared, with what follows from their keys; whether these go together is asked elsewhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, PrivateAttr

from pipeline.core.periods import Period
from pipeline.definitions.indicators.areas import AREA, Areas
from pipeline.definitions.indicators.counting_rules import Counted
from pipeline.definitions.indicators.dated_rules import rule_on
from pipeline.definitions.indicators.decimals import AS_RECEIVED, Decimals
from pipeline.definitions.indicators.levels import Baselines, Category, Level, Ranges, Target, Targets
from pipeline.definitions.indicators.measures import Basis, Break, Ends, Extrapolation, Measure, Noun, Reference
from pipeline.definitions.indicators.received_measures import ReceivedMeasure
from pipeline.files.toml_files import Text


class DeclaredIndicator(Measure):
    """An indicator as it is declared, with what follows from its keys."""

    kind: Literal["number"] = "number"
    """`number`, which need not be said."""
    unit: Literal["count", "percent", "rate"]
    """What its values are."""
    noun: Noun
    """What is counted, as it reads after a number."""
    basis: Basis
    """How much its value covers, up to the end of the period."""
    aggregation: Literal["sum", "ratio", "distinct", "stock"]
    """Whether values add up: `sum` (they do), `ratio` (by their counts), `distinct` (people: no), `stock` (a level: no)."""
    polarity: Literal["higher_is_better", "lower_is_better", "neutral", "within_range"]
    """Which way is better."""
    comparator: Reference
    """What it is held against, and judged by."""
    also_against: tuple[Reference, ...] = ()
    """What else it is held against."""
    judged: bool
    """Whether it gets a light."""
    variance_basis: Literal["relative", "points"] | None = None
    """How it is judged: by change in per cent (`relative`) or by difference in points."""
    ranges: Ranges = Field((), alias="range")
    """The range within which a value is to lie, with polarity `within_range`."""
    targets: Targets = Field((), alias="target")
    """Its target."""
    baselines: Baselines = Field((), alias="baseline")
    """Its baseline."""
    categories: dict[str, Category] = {}
    """Sub-groups that have levels of their own."""
    total: bool = True
    """`false`: it has only sub-groups, each judged by itself."""
    areas: Areas | None = None
    """Its categories are areas: one is the report's own, the others are compared with it."""
    as_received: tuple[ReceivedMeasure, ...] = ()
    """What is kept as its source prints it."""
    interval: str = ""
    """What a received interval is, and who printed it."""
    counted: Counted | None = None
    """How it is counted from records; left out where its values are received."""
    per: int = Field(100, gt=0)
    """A rate is for so many of the population: 1000, 100000."""
    population: str = ""
    """Of a rate: whom it is per, with the year."""
    ends: Ends = "period"
    """When its values end, if not with the report's period: those of a survey to each `september`."""
    months_behind: int = Field(0, ge=0, le=36)
    """So many months before that."""
    yearly_rate: bool = False
    """The rate is for a whole year already (offences a person a year), whatever days it covers."""
    printed: Decimals = Field(alias="decimals")
    """The decimals with which it is printed."""
    annualise: Literal["no", "by_period", "by_days"] = "no"
    """What the year would be at this pace: by periods, by days, or not shown."""
    extrapolated: Extrapolation | None = None
    """A short stretch that is carried on to twelve months."""
    groups_over_time: bool = False
    """Draw its sub-groups beside each other over time, all on one scale: their quarters of two years, else their years. Of fewer than three of these, or of one group, nothing is drawn."""
    rolling_12_months: bool = False
    """Show the value of the last twelve months too."""
    also_on: tuple[Basis, ...] = ()
    """Further bases on which the value is shown."""
    variation: bool = False
    """Show the usual range of its values (XmR limits)."""
    source: Text
    """Where the values come from, as the page prints it."""
    footnote: str = ""
    """A word of the field explained, below a table."""
    breaks: tuple[Break, ...] = ()
    """From when on it is counted in another way."""
    _day: date = PrivateAttr(default=date.max)

    def on(self, period: Period) -> Self:
        """The indicator with the levels and the range that hold at the end of a period: those of its own day."""
        dated = self.model_copy()
        dated._day = period.end
        return dated

    @property
    def target(self) -> Target | None:
        """The target of the whole that holds on the indicator's day."""
        return self.level("target")

    @property
    def baseline(self) -> Level | None:
        """The baseline of the whole that holds on the indicator's day."""
        return self.level("baseline")

    @property
    def range(self) -> tuple[Decimal, Decimal] | None:
        """The ends of the range that holds on the indicator's day."""
        found = rule_on(self.ranges, self._day)
        return found.ends if found else None

    @property
    def groups(self) -> tuple[str, ...]:
        """The categories that are compared and judged by themselves: the total, which has no name, or the sub-groups."""
        if self.own_area:
            return (self.own_area,)
        return ("",) if self.total else tuple(self.categories)

    @property
    def own_area(self) -> str:
        """The category that is the report's own area; empty where the categories are no areas."""
        return self.areas.own if self.areas else ""

    @property
    def area_names(self) -> tuple[str, ...]:
        """Every area that the definition names, the own one first."""
        others = tuple(one.removeprefix(AREA) for one in self.references if one.startswith(AREA))
        return tuple(dict.fromkeys((*self.areas.named, *others))) if self.own_area else ()

    @property
    def level_groups(self) -> tuple[str, ...]:
        """The categories that may have levels: the whole and its sub-groups, or the own area."""
        return (self.own_area,) if self.own_area else ("", *self.categories)

    @property
    def decimals_as_received(self) -> bool:
        """Whether each of its values is printed with as many decimals as it was received with."""
        return self.printed.value == AS_RECEIVED

    @property
    def decimals(self) -> int:
        """The decimals of its values; of those that are printed as received, where nothing was."""
        return int(self.unit != "count") if self.decimals_as_received else int(self.printed.value)

    def places(self, measure: str, otherwise: int) -> int:
        """The decimals declared for a measure, or otherwise those that are usual."""
        declared = getattr(self.printed, measure)
        return otherwise if declared is None else declared

    @property
    def ends_apart(self) -> bool:
        """Whether its values may end on other days than the report's period."""
        return self.ends != "period" or self.months_behind > 0

    @property
    def levels(self) -> list[Level]:
        """Every target and baseline that holds on the indicator's day, those of sub-groups included."""
        found = (self.level(measure, one) for one in ("", *self.categories) for measure in ("target", "baseline"))
        return [level for level in found if level]

    @property
    def references(self) -> tuple[Reference, ...]:
        """Everything that the indicator is held against; the first is what it is judged by."""
        return tuple(one for one in dict.fromkeys((self.comparator, *self.also_against)) if one != "none")

    def level(self, measure: str, category: str = "") -> Level | None:
        """The target or baseline that holds on the indicator's day: of a sub-group; of the whole where none is named."""
        return rule_on(self.levels_declared(measure, category), self._day)

    def levels_declared(self, measure: str, category: str = "") -> tuple[Level, ...]:
        """The targets or baselines of all days, in the order of the definition; those of the whole are the own area's."""
        whole = category in ("", self.own_area)
        owner = self if whole else self.categories.get(category, Category())
        return owner.targets if measure == "target" else owner.baselines

    @property
    def judged_by_target(self) -> bool:
        """Whether a rule for targets can judge it. Within a range nothing falls short of a level."""
        return self.judged and self.comparator == "target" and self.polarity != "within_range"

    @property
    def grows_over_the_year(self) -> bool:
        """Whether more is added with every month of the year, so that a yearly level can be held against a part of it."""
        return self.aggregation == "sum" or (self.unit == "rate" and not self.yearly_rate)

    def broken_within(self, first: date, last: date) -> bool:
        """Whether a declared break lies within these days, so that not all of them are counted alike."""
        return any(first < Period.parse(one.applies_from).start <= last for one in self.breaks)
