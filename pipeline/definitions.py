"""Definitions: what a report is and what its indicators mean, read from the report's folder.

A report is data. `report.toml` says whose it is, its priorities and its rules; `indicators.toml` has one
table an indicator; `period/<period>.toml` has the exceptions of one period. Unknown keys are refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from pipeline.faults import Fault, FaultsFound, nearest, refuse
from pipeline.figure_ids import FigureId
from pipeline.figures import RowSet
from pipeline.periods import BASES, Period, PeriodError
from pipeline.toml_files import line_of, read_toml, validated

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
PeriodName = Annotated[str, Field()]
Basis = Literal["month", "quarter", "year_to_date", "year", "rolling_12_months", "point_in_time"]
Reference = Literal["same_period_last_year", "previous_period", "target", "baseline", "none"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Judgement(_Table):
    """Something a person decided or inferred, shown as such on the page."""

    about: Text
    decision: Text
    reason: Text


class Level(_Table):
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


class Break(_Table):
    """From this period on the indicator is counted in another way."""

    applies_from: PeriodName
    reason: Text

    @field_validator("applies_from")
    @classmethod
    def _names_a_period(cls, text: str) -> str:
        return _period_name(text)


class Noun(_Table):
    """What is counted, as it reads after a number: one referral, two referrals."""

    one: Text
    many: Text


class Indicator(_Table):
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
    per: int = 100
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
        breaks = [Judgement(about="Break in the series", decision=f"New from {one.applies_from}.", reason=one.reason) for one in self.breaks]
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
        if rule == "profiled" and (self.aggregation != "sum" or self.basis != "year_to_date"):
            faults.append("only a yearly sum that is reported as year to date can be profiled")
        if rule == "reduction" and self.baseline is None:
            faults.append("a reduction is taken off a baseline, and there is none")
        if rule == "reduction" and self.target.value <= 0 and self.target.accepted is None:
            faults.append("a reduction that lies at or above its baseline needs an accepted judgement")
        if self.unit == "rate" and not self.population:
            faults.append("a rate names its population and year")
        if self.annualise != "no" and (self.aggregation != "sum" or self.basis in ("year", "rolling_12_months")):
            faults.append("only sums over part of a year can be annualised")
        if self.rolling_12_months and self.aggregation not in ("sum", "ratio"):
            faults.append("only sums and ratios roll over twelve months; people and stocks do not add up")
        if faults:
            raise ValueError("; ".join(faults))
        return self


class TrafficLight(_Table):
    """The rule of the lights from a period on. Performance is the change in the better direction, in per cent or points."""

    applies_from: PeriodName
    green_from: Decimal
    amber_from: Decimal
    reference_zero: Literal["data_only", "green_or_amber", "green_or_red"] = "data_only"
    key: dict[Literal["green", "amber", "red", "data_only", "no_data"], Text]

    @field_validator("applies_from")
    @classmethod
    def _names_a_period(cls, text: str) -> str:
        return _period_name(text)

    @model_validator(mode="after")
    def _is_ordered(self) -> TrafficLight:
        if self.amber_from >= self.green_from:
            raise ValueError("amber_from must lie below green_from")
        if len(self.key) != 5:
            raise ValueError("the key explains all five: green, amber, red, data_only and no_data")
        return self


class Priority(_Table):
    """A strategic priority: a section of the report."""

    id: Slug
    title: Text


class Owner(_Table):
    """Who answers for what, by role; names of people do not belong here."""

    role: Text
    answers_for: Text


class Disclosure(_Table):
    """How small numbers are protected; `none` says that every number here was already published."""

    rule: Literal["none"]
    reason: Text


class ReportDefinition(_Table):
    """`report.toml`."""

    title: Text
    partnership: Text
    team: Text
    motto: str = ""
    layout: Literal["scorecard"]
    covers: Basis = "year_to_date"
    notice: Text
    sections: tuple[Text, ...] = ("Context", "Successes", "Issues", "Activities")
    notes: tuple[Text, ...] = ("Our successes and issues", "What we are doing")
    small_base: int = Field(50, ge=0)
    years: int = Field(5, ge=2, le=20)
    priorities: tuple[Priority, ...] = Field(min_length=1)
    traffic_light: tuple[TrafficLight, ...] = Field(min_length=1)
    disclosure: Disclosure
    owners: tuple[Owner, ...] = ()
    judgements: tuple[Judgement, ...] = ()


class NotReceived(_Table):
    """Values that this period's report has to do without, and why."""

    indicators: tuple[Text, ...] = Field(min_length=1)
    sender: Text
    reason: Text
    due: date | None = None


class Hold(_Table):
    """An indicator taken out of a period, by name and reason."""

    indicator: Text
    role: Text
    reason: Text


class PeriodExceptions(_Table):
    """`period/<period>.toml`: what is special about one period."""

    published: str = ""
    not_received: tuple[NotReceived, ...] = ()
    holds: tuple[Hold, ...] = ()


class Report(_Table):
    """A report for one period: its definition, indicators in order, and the period's exceptions."""

    id: str
    folder: Path
    period: Period
    definition: ReportDefinition
    codes_defined: tuple[str, ...]
    indicators: dict[str, Indicator]
    periods: dict[str, PeriodExceptions]

    def overview(self) -> pd.DataFrame:
        """One row an indicator: code, name, unit, basis, how it adds up, polarity, what it is held against, and whether it is judged."""
        shown = ["code", "name", "unit", "basis", "aggregation", "polarity", "comparator", "judged"]
        rows = [{name: getattr(self.indicators[code], name) for name in shown} for code in self.codes]
        return pd.DataFrame(rows, columns=shown)

    @property
    def exceptions(self) -> PeriodExceptions:
        """What is special about the report's own period."""
        return self.periods.get(str(self.period), PeriodExceptions())

    def not_received(self, code: str, period: Period) -> tuple[NotReceived, RowSet] | None:
        """Why an indicator's value of some period is not there, and where that is said."""
        for at, absent in enumerate(self.periods.get(str(period), PeriodExceptions()).not_received):
            if code in absent.indicators:
                return absent, self.definition_rows(f"period/{period}.toml", ("not_received", at, "reason"))
        return None

    @property
    def codes(self) -> list[str]:
        """Indicators of this period in the order of the definition, without those on hold."""
        held = {hold.indicator for hold in self.exceptions.holds}
        return [code for code in self.indicators if code not in held]

    def figure_id(
        self, code: str, measure: str, *, category: str = "", reference: str = "", basis: str = "", period: Period | None = None
    ) -> str:
        """The id of a figure, leaving out what equals the definition's default."""
        indicator = self.indicators.get(code)
        default = indicator and (indicator.comparator, indicator.basis)
        reference = "" if default and reference == default[0] else reference
        basis = "" if default and basis == default[1] else basis
        when = "" if period is None or period.end == self.period.end else str(period)
        return str(FigureId(code, measure, category, reference, basis, when))

    def definition_rows(self, file: str, keys: Sequence[str | int]) -> RowSet:
        """Where a definition stands: the line of a key in a file of the report's folder."""
        content = (self.folder / file).read_bytes()
        line = line_of(content.decode("utf-8"), keys)
        column = str(keys[-1])
        return RowSet(file, "", (line,) if line else (), column, hashlib.sha256(content).hexdigest())

    @property
    def traffic_light(self) -> TrafficLight:
        """The newest rule that applies at the report's period: a past light keeps the rule it was made with."""
        rules = [rule for rule in self.definition.traffic_light if Period.parse(rule.applies_from) <= self.period]
        if not rules:
            first = min(rule.applies_from for rule in self.definition.traffic_light)
            raise FaultsFound([Fault("no traffic-light rule applies", file="report.toml", expected=f"{first} or later")])
        return max(rules, key=lambda rule: Period.parse(rule.applies_from))


def definition_files(folder: Path) -> list[Path]:
    """The definition files of a report, those that exist."""
    files = [folder / "report.toml", folder / "indicators.toml", *sorted((folder / "period").glob("*.toml"))]
    return [path for path in files if path.exists()]


def read_report(data_root: Path, report_id: str, period: str) -> tuple[Report | None, list[Fault]]:
    """A report's definition for one period, and every fault of every definition file.

    Indicators at fault are left out of the report; without a usable `report.toml`, or any indicator, there is none.
    """
    folder, when = data_root / report_id, Period.parse(period)
    tables, faults = read_toml(folder / "report.toml", "report.toml")
    definition = None
    if not faults:
        definition, faults = validated(ReportDefinition, tables, folder / "report.toml", "report.toml")
    codes, indicators, indicator_faults = _read_indicators(folder)
    periods, exception_faults = _read_exceptions(folder, codes)
    faults += indicator_faults + exception_faults
    if definition is None or not codes:
        return None, faults
    faults += _unknown_priorities(folder, definition, indicators)
    return Report(
        id=report_id,
        folder=folder,
        period=when,
        definition=definition,
        codes_defined=tuple(codes),
        indicators=indicators,
        periods=periods,
    ), faults


def require(report: Report | None, faults: list[Fault]) -> Report:
    """The report, if there is one; without a usable report.toml every fault found so far is raised (FaultsFound)."""
    if report is None:
        raise FaultsFound(faults)
    return report


def load_report(data_root: Path, report_id: str, period: str) -> Report:
    """The report's definition for one period. Raises FaultsFound with every fault of every definition file."""
    report, faults = read_report(data_root, report_id, period)
    refuse(faults)
    return require(report, faults)


def _read_indicators(folder: Path) -> tuple[list[str], dict[str, Indicator], list[Fault]]:
    path, name = folder / "indicators.toml", "indicators.toml"
    tables, faults = read_toml(path, name)
    indicators = {}
    for code, values in tables.items():
        values = {"code": code, **values} if isinstance(values, dict) else values
        indicator, found = validated(Indicator, values, path, name, keys=(code,))
        try:
            FigureId.parse(f"{code}.value")
        except ValueError:
            found.append(Fault("not a usable code", file=name, found=code, expected="letters, digits, dots and hyphens"))
        faults += found
        if indicator:
            indicators[code] = indicator
    if not tables and not faults:
        faults.append(Fault("there are no indicators", file=name, action="Add a table for each."))
    return list(tables), indicators, faults


def _read_exceptions(folder: Path, codes: list[str]) -> tuple[dict[str, PeriodExceptions], list[Fault]]:
    periods, faults = {}, []
    for path in sorted((folder / "period").glob("*.toml")):
        name = f"period/{path.name}"
        try:
            Period.parse(path.stem)
        except PeriodError as error:
            faults.append(Fault(str(error), file=name, action="Name the file after its period."))
            continue
        tables, found = read_toml(path, name)
        if found:
            faults += found
            continue
        exceptions, found = validated(PeriodExceptions, tables, path, name)
        faults += found
        if exceptions:
            periods[path.stem] = exceptions
            faults += _unknown_indicators(path, name, exceptions, codes) if codes else []
    return periods, faults


def _unknown_indicators(path: Path, name: str, exceptions: PeriodExceptions, codes: list[str]) -> list[Fault]:
    named = [(("not_received", at, "indicators"), absent.indicators) for at, absent in enumerate(exceptions.not_received)]
    named += [(("holds", at, "indicator"), (hold.indicator,)) for at, hold in enumerate(exceptions.holds)]
    text = path.read_text(encoding="utf-8")
    return [
        Fault("unknown indicator", file=name, row=line_of(text, place), found=code, action=nearest(code, codes))
        for place, listed in named
        for code in listed
        if code not in codes
    ]


def _unknown_priorities(folder: Path, definition: ReportDefinition, indicators: dict[str, Indicator]) -> list[Fault]:
    known = {priority.id for priority in definition.priorities}
    text = (folder / "indicators.toml").read_text(encoding="utf-8") if indicators else ""
    return [
        Fault(
            "unknown priority",
            file="indicators.toml",
            row=line_of(text, (code, "priority")),
            column=f"{code}.priority",
            found=indicator.priority,
            action=nearest(indicator.priority, known),
        )
        for code, indicator in indicators.items()
        if indicator.priority not in known
    ]


def _period_name(text: str) -> str:
    try:
        return str(Period.parse(text))
    except PeriodError as error:
        raise ValueError(str(error)) from None


assert set(Basis.__args__) == set(BASES)
