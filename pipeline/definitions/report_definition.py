"""Report definitions: what `report.toml` and the exceptions of a period, `period/<period>.toml`, may say.

Unknown keys are refused.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from pipeline.definitions.action_rule import ActionRule
from pipeline.definitions.indicators.dated_rules import PeriodName, clashes
from pipeline.definitions.indicators.light_rules import TrafficLight
from pipeline.definitions.indicators.measures import Basis, Judgement
from pipeline.definitions.paper_definition import Contact, Recommendation, Risk, ShownTable
from pipeline.files.toml_files import Slug, Table, Text


class OnTrack(Table):
    """The rule of the judgements on targets from a period on: how near to the level required, in per cent of it, is only "not yet met"."""

    applies_from: PeriodName
    near: Decimal = Field(ge=0, le=100)
    key: dict[Literal["met", "on_line", "not_yet_met", "not_on_line", "nothing_to_judge", "no_data"], Text]

    @model_validator(mode="after")
    def _explains_all(self) -> OnTrack:
        if len(self.key) != 6:
            raise ValueError(
                "the key explains all six: met, on_line, not_yet_met, not_on_line, nothing_to_judge and no_data"
            )
        return self


class Priority(Table):
    """A strategic priority, theme or project: a section of the report, with who leads it where that is said.

    `shows`: what stands in it after its text (layout briefing): parts of the paper, and tables by their id.
    """

    id: Slug
    title: Text
    lead: str = ""
    shows: tuple[Slug, ...] = ()


class Owner(Table):
    """Who answers for what, by role; names of people do not belong here."""

    role: Text
    answers_for: Text


class Disclosure(Table):
    """How small numbers are protected; `none` says that every number here was already published."""

    rule: Literal["none"]
    reason: Text


class ReportDefinition(Table):
    """`report.toml`."""

    title: Text
    partnership: Text
    team: Text
    motto: str = ""
    layout: Literal["scorecard", "targets", "outcomes", "briefing", "service"]
    covers: Basis = "year_to_date"
    notice: Text
    sections: tuple[Text, ...] = ("Context", "Successes", "Issues", "Activities")
    notes: tuple[Text, ...] = ("Our successes and issues", "What we are doing")
    small_base: int = Field(50, ge=0)
    years: int = Field(5, ge=2, le=20)
    priorities: tuple[Priority, ...] = Field(min_length=1)
    traffic_light: tuple[TrafficLight, ...] = ()
    on_track: tuple[OnTrack, ...] = ()
    actions: ActionRule | None = None
    disclosure: Disclosure
    owners: tuple[Owner, ...] = ()
    contacts: tuple[Contact, ...] = ()
    tables: tuple[ShownTable, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    @model_validator(mode="after")
    def _one_rule_at_a_time(self) -> ReportDefinition:
        found = [*clashes("traffic_light", self.traffic_light), *clashes("on_track", self.on_track)]
        if found:
            raise ValueError("; ".join(found))
        return self

    @property
    def every_quarter(self) -> bool:
        """Whether each quarter of the year is compared like the report's own period, by itself and to date."""
        return self.layout == "targets"


class NotReceived(Table):
    """Values that this period's report has to do without, and why."""

    indicators: tuple[Text, ...] = Field(min_length=1)
    sender: Text
    reason: Text
    due: date | None = None


class OwnDays(Table):
    """Indicators whose values are, in this period's report, those of another period, and why."""

    indicators: tuple[Text, ...] = Field(min_length=1)
    period: PeriodName
    reason: Text


class Hold(Table):
    """An indicator taken out of a period, by name and reason."""

    indicator: Text
    role: Text
    reason: Text


class Waiver(Table):
    """A check that rows of this period need not meet until a day: who says so, and why (see waivers.py)."""

    expectation: Text
    indicator: str = ""
    category: str = ""
    file: str = ""
    role: Text
    reason: Text
    until: date


class Presented(Table):
    """The meeting to which the report of a period was put."""

    committee: Text
    date: date
    directorate: str = ""
    paper: str = ""


class LastReport(Table):
    """The report before this one: its period, if not the one before, and the day by which its data had been received."""

    period: PeriodName | None = None
    as_of: date


class RevisionReason(Table):
    """Why an indicator's values are not what the last report said, where the return that revises them does not say it."""

    indicator: Text
    role: Text
    reason: Text


class Accepted(Table):
    """Words of the commentary that stand although they do not agree with a figure or cannot be checked: who accepts them, and why."""

    text: Text
    role: Text
    reason: Text


class PeriodExceptions(Table):
    """`period/<period>.toml`: what is special about one period."""

    published: str = ""
    last_report: LastReport | None = None
    revision: tuple[RevisionReason, ...] = ()
    presented: Presented | None = None
    recommendations: tuple[Recommendation, ...] = ()
    risks: tuple[Risk, ...] = ()
    not_received: tuple[NotReceived, ...] = ()
    own_days: tuple[OwnDays, ...] = ()
    holds: tuple[Hold, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    accepted: tuple[Accepted, ...] = ()
