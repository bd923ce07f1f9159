"""Indicators: what each one counts, how it may be added up, which way is better, and who answers for it.

One indicator is one table of `indicators.toml`. Unknown keys are refused.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator
from pydantic_core import PydanticKnownError

from pipeline.area_definition import AREA, Areas, is_area_reference
from pipeline.counting_rules import SHARES, Counted
from pipeline.dated_rules import PeriodName, listed, rule_on
from pipeline.decimals import AS_RECEIVED, Decimals
from pipeline.faults import suggestion
from pipeline.level_rules import Revision, level_faults, range_faults, revisions
from pipeline.periods import END_MONTHS, Period, basis_months
from pipeline.received_measures import CHANGES, ReceivedMeasure
from pipeline.received_measures import problems as received_problems
from pipeline.toml_files import Slug, Table, Text


def basis_name(text: str) -> str:
    """A basis as it is named everywhere. Raises ValueError for a text that names none."""
    basis_months(text)
    return text


Basis = Annotated[str, AfterValidator(basis_name)]
REFERENCES = ("same_period_last_year", "previous_period", "target", "baseline", "none")


def reference_name(text: str) -> str:
    """What a value can be held against: one of REFERENCES, `area:<its name>` or `group:<its key>`."""
    if text in REFERENCES or (is_area_reference(text) and text.partition(":")[2].strip()):
        return text
    known = [*REFERENCES, "area:<name>", "group:<key>"]
    raise PydanticKnownError("literal_error", {"expected": ", ".join(f"'{one}'" for one in known)})


Reference = Annotated[str, AfterValidator(reference_name)]


def end_name(text: str) -> str:
    """When values end: with the report's period, or with the last quarter, year or month of a name that was over by then."""
    if text != "period" and text not in END_MONTHS:
        raise ValueError(f"expected one of period, {', '.join(END_MONTHS)}. {suggestion(text, END_MONTHS)}".rstrip())
    return text


Ends = Annotated[str, AfterValidator(end_name)]


class Judgement(Table):
    """Something a person decided or inferred, shown as such on the page."""

    about: Text
    decision: Text
    reason: Text


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


class Extrapolation(Table):
    """A short stretch of events carried on to twelve months, and the end of the twelve months that it is held against."""

    period: PeriodName
    basis: Basis
    against: PeriodName

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
    reason: Text


class Noun(Table):
    """What is counted, as it reads after a number: one referral, two referrals."""

    one: Text
    many: Text


class Measure(Table):
    """What every measure of a report has, whether it is a number or told in words."""

    code: Text
    name: Text
    short_name: Text
    priority: Slug
    definition: Text
    revised: str = ""
    owner: Text
    checked_by: Text
    next_review: date
    judgements: tuple[Judgement, ...] = ()

    @property
    def all_judgements(self) -> tuple[Judgement, ...]:
        """The judgements that people made on this measure."""
        return self.judgements


class NarrativeMeasure(Measure):
    """A measure that is told in words only."""

    kind: Literal["narrative"]


class Indicator(Measure):
    """One indicator: what it counts, how it may be added up, and how it is judged.

    With `total = false` it has only sub-groups: each of its `categories` is compared and judged by itself.
    `as_received` names what is kept as a source prints it (received_measures.py), `interval` what a printed interval is.
    With `areas` its categories are areas: the own one is compared and judged, the others are what it is compared with.
    `also_on` names further bases on which the value of the report's period is shown, such as the last half year.
    `ends` and `months_behind`: where its values are of other days than the report, such as those of a survey to each
    September, or that come a quarter later. A `yearly_rate` is already given a year (offences a person a year), whatever
    days it covers. A `footnote` explains a word of the field below the table.
    """

    kind: Literal["number"] = "number"
    unit: Literal["count", "percent", "rate"]
    noun: Noun
    basis: Basis
    aggregation: Literal["sum", "ratio", "distinct", "stock"]
    polarity: Literal["higher_is_better", "lower_is_better", "neutral", "within_range"]
    comparator: Reference
    also_against: tuple[Reference, ...] = ()
    judged: bool
    variance_basis: Literal["relative", "points"] | None = None
    ranges: Ranges = Field((), alias="range")
    targets: Targets = Field((), alias="target")
    baselines: Baselines = Field((), alias="baseline")
    categories: dict[str, Category] = {}
    total: bool = True
    areas: Areas | None = None
    as_received: tuple[ReceivedMeasure, ...] = ()
    interval: str = ""
    counted: Counted | None = None
    per: int = Field(100, gt=0)
    population: str = ""
    ends: Ends = "period"
    months_behind: int = Field(0, ge=0, le=36)
    yearly_rate: bool = False
    printed: Decimals = Field(alias="decimals")
    annualise: Literal["no", "by_period", "by_days"] = "no"
    extrapolated: Extrapolation | None = None
    rolling_12_months: bool = False
    also_on: tuple[Basis, ...] = ()
    variation: bool = False
    source: Text
    footnote: str = ""
    breaks: tuple[Break, ...] = ()
    _day: date = PrivateAttr(default=date.max)

    def on(self, period: Period) -> Indicator:
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

    def level(self, measure: Literal["target", "baseline"], category: str = "") -> Level | None:
        """The target or baseline that holds on the indicator's day: of a sub-group; of the whole where none is named."""
        return rule_on(self.levels_declared(measure, category), self._day)

    def levels_declared(self, measure: Literal["target", "baseline"], category: str = "") -> tuple[Level, ...]:
        """The targets or baselines of all days, in the order of the definition; those of the whole are the own area's."""
        whole = category in ("", self.own_area)
        owner = self if whole else self.categories.get(category, Category())
        return owner.targets if measure == "target" else owner.baselines

    @property
    def revisions(self) -> list[Revision]:
        """What holds from a declared period on: targets, baselines and ranges that replace others, or that begin."""
        return revisions(self)

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

    @property
    def all_judgements(self) -> tuple[Judgement, ...]:
        """The judgements on this indicator, with its breaks and what was accepted of its target."""
        targets = [one for owner in (self, *self.categories.values()) for one in owner.targets]
        accepted = [one.accepted for one in targets if one.accepted]
        revised = [Judgement(about=one.about, decision=one.in_words, reason=one.reason) for one in self.revisions]
        breaks = [
            Judgement(about="Break in the series", decision=f"New from {one.applies_from}.", reason=one.reason)
            for one in self.breaks
        ]
        return (*self.judgements, *breaks, *revised, *accepted)

    @model_validator(mode="after")
    def _is_coherent(self) -> Indicator:
        faults = []
        if (self.unit == "count") == (self.aggregation == "ratio"):
            faults.append(f"unit {self.unit} does not go with aggregation {self.aggregation}")
        for reference in self.references:
            if reference in ("target", "baseline") and not any(
                self.levels_declared(reference, one) for one in self.groups
            ):
                faults.append(f"it is held against its {reference} but there is no {reference}")
        if self.own_area and (self.categories or not self.total):
            faults.append("an indicator by areas has no sub-groups beside them: take out categories and total")
        if not self.areas and any(map(is_area_reference, self.references)):
            faults.append("it is held against an area or a group, and has no table areas")
        alone = [one for one in (self.areas.groups.values() if self.areas else ()) if not one.areas]
        faults += received_problems(self.as_received, self.unit, self.comparator, self.interval, len(alone))
        if self.judged and self.polarity == "within_range" and set(self.as_received) & set(CHANGES):
            faults.append("a received change does not say whether a value lies within a range")
        if self.areas:
            faults += self.areas.problems(self.references, self.unit)
        if self.basis == "calendar_year" and self.ends not in ("period", "calendar_year", "december"):
            faults.append("a calendar year ends in December, so `ends` has no use")
        if not self.total and not self.categories:
            faults.append("an indicator without a total names its categories")
        if self.judged and (self.comparator == "none" or self.variance_basis is None):
            faults.append("a judged indicator needs a comparator and a variance_basis (relative or points)")
        if self.judged and self.polarity == "neutral":
            faults.append("a judged indicator needs a polarity: higher_is_better, lower_is_better or within_range")
        if "previous_period" in self.references and self.basis == "year_to_date":
            faults.append("a year to date is not held against the previous period, which is shorter or a whole year")
        if self.polarity == "within_range" and self.variance_basis == "relative":
            faults.append("a distance outside a range is measured in points")
        if (self.polarity == "within_range") != bool(self.ranges):
            faults.append("a range goes with polarity within_range, and only with it")
        faults += range_faults(self)
        for group in dict.fromkeys(("", *self.categories)):
            faults += level_faults(self, group)
        if self.unit == "percent" and self.per != 100:
            faults.append("a percentage is per 100; another number goes with unit rate")
        if self.unit == "rate" and not self.population:
            faults.append("a rate names its population and year")
        if self.yearly_rate and self.unit != "rate":
            faults.append("only a rate can be a yearly rate")
        if self.annualise != "no" and (
            not self.grows_over_the_year
            or (self.basis != "year_to_date" and not 0 < basis_months(self.basis) < 12)
        ):
            faults.append("only sums over part of a year can be annualised, and rates of them that are not yet yearly")
        if self.extrapolated and self.aggregation != "sum":
            faults.append("only sums can be extrapolated")
        if self.rolling_12_months and self.aggregation not in ("sum", "ratio"):
            faults.append("only sums and ratios roll over twelve months; people and stocks do not add up")
        if self.counted and self.decimals_as_received:
            faults.append("what is counted from records is not received with decimals, so say how many")
        if self.counted:
            faults += _counting_faults(self, self.counted)
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _counting_faults(indicator: Indicator, rule: Counted) -> list[str]:
    faults = []
    if (rule.rule in SHARES) != (indicator.unit == "percent") or (indicator.unit == "rate") != bool(rule.population):
        faults.append(f"the rule {rule.rule} does not go with unit {indicator.unit}")
    if rule.rule in ("people", "open") and indicator.aggregation == "sum":
        faults.append(f"what the rule {rule.rule} counts does not add up over time: aggregation distinct or stock")
    if rule.bases and not {indicator.basis, *indicator.also_on} <= {*rule.bases}:
        faults.append("it is shown on a basis that it is not counted on")
    return faults
