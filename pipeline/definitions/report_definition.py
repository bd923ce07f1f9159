"""Report definitions: what `report.toml` and the exceptions of a period, `period/<period>.toml`, may say.

Unknown keys are refused.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from pipeline.core.periods import Period
from pipeline.definitions.action_rule import ActionRule
from pipeline.definitions.disclosure_rule import Disclosure
from pipeline.definitions.indicators.dated_rules import PeriodName, clashes
from pipeline.definitions.indicators.light_rules import TrafficLight
from pipeline.definitions.indicators.measures import Basis, Judgement
from pipeline.definitions.paper_definition import Contact, Recommendation, Risk, ShownTable
from pipeline.files.toml_files import Slug, Table, Text


class OnTrack(Table):
    """The rule of the judgements on targets from a period on."""

    applies_from: PeriodName
    """The period from which on the rule holds."""
    near: Decimal = Field(ge=0, le=100)
    """How far short of the level required, in per cent of it, a result is *not yet met*.

    Further away it is *not on line*.
    """
    key: dict[Literal["met", "on_line", "not_yet_met", "not_on_line", "nothing_to_judge", "no_data"], Text]
    """What each judgement means, as the page explains it; all six."""

    @model_validator(mode="after")
    def _explains_all(self) -> OnTrack:
        if len(self.key) != 6:
            raise ValueError(
                "the key explains all six: met, on_line, not_yet_met, not_on_line, nothing_to_judge and no_data"
            )
        return self


class Priority(Table):
    """A strategic priority, theme or project: a section of the report."""

    id: Slug
    """Its name in `indicators.toml` and `commentary/`."""
    title: Text
    """Its heading on the page."""
    lead: str = ""
    """Who leads it, by role, where that is said."""
    shows: tuple[Slug, ...] = ()
    """What stands below its text: tables by their id.

    In the layout briefing also `recommendations`, `actions`, `risks` and `contacts`.
    """


class Owner(Table):
    """Who answers for what, by role; names of people do not belong here."""

    role: Text
    """The role."""
    answers_for: Text
    """What it answers for."""


class Event(Table):
    """Something that may show in the figures: a numbered flag on the charts over time, explained below each."""

    on: date | None = None
    """The day on which it happened or began."""
    period: PeriodName | None = None
    """Instead of a day: the period in which it happened, such as `2023-24-Q2`."""
    says: Text
    """What happened."""
    indicators: tuple[Text, ...] = ()
    """The codes on whose charts it is flagged; left out: on all."""

    @model_validator(mode="after")
    def _is_of_one_time(self) -> Event:
        if (self.on is None) == (self.period is None):
            raise ValueError("an event is of a day (`on`) or of a `period`: give one of them")
        return self

    @property
    def first_day(self) -> date:
        return self.on or Period.parse(str(self.period)).start


class ReportDefinition(Table):
    """What a report is: whose, how its page is set out, its priorities and its rules."""

    title: Text
    """The heading of the page."""
    partnership: Text
    """Whose report it is."""
    team: Text
    """Who makes it."""
    motto: str = ""
    """A line below the period."""
    layout: Literal["scorecard", "targets", "outcomes", "briefing", "service"]
    """How the page is set out."""
    covers: Basis = "year_to_date"
    """The days that the heading names: how much the report covers up to the end of its period."""
    notice: Text
    """The first sentence of every page, such as that it is a demonstration."""
    sections: tuple[Text, ...] = ("Context", "Successes", "Issues", "Activities")
    """The headings under which a priority is written about."""
    notes: tuple[Text, ...] = ("Our successes and issues", "What we are doing")
    """The headings under which an indicator is written about."""
    small_base: int = Field(50, ge=0)
    """A percentage of fewer cases, or a change from fewer, is marked [u]."""
    years: int = Field(5, ge=2, le=20)
    """How many years charts and long trends go back."""
    priorities: tuple[Priority, ...] = Field(min_length=1)
    """Priorities, themes, projects or numbered sections, in the order of the page."""
    traffic_light: tuple[TrafficLight, ...] = ()
    """The rules of the lights; left out where nothing is judged."""
    on_track: tuple[OnTrack, ...] = ()
    """The rules by which targets are judged in words."""
    actions: ActionRule | None = None
    """The rule of the action trackers in `actions/`."""
    disclosure: Disclosure
    """How small numbers are protected."""
    owners: tuple[Owner, ...] = ()
    """Who answers for what."""
    contacts: tuple[Contact, ...] = ()
    """Whom to ask."""
    tables: tuple[ShownTable, ...] = ()
    """Tables of values for the sections that name them under `shows`."""
    judgements: tuple[Judgement, ...] = ()
    """What people decided or inferred about the report as a whole; the page lists it."""
    event: tuple[Event, ...] = ()
    """What may show in the figures: numbered flags on the charts over time, in this order."""

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
    """The codes of their indicators."""
    sender: Text
    """Who owes them."""
    reason: Text
    """Why they have not come; the page prints it."""
    due: date | None = None
    """The day by which they are to come."""


class OwnDays(Table):
    """Indicators whose values are, in this period's report, those of another period, and why."""

    indicators: tuple[Text, ...] = Field(min_length=1)
    """Their codes."""
    period: PeriodName
    """The period that their values are of."""
    reason: Text
    """Why; the page prints it."""


class Hold(Table):
    """An indicator taken out of a period, by name and reason."""

    indicator: Text
    """Its code."""
    role: Text
    """Who decided it, by role."""
    reason: Text
    """Why."""


class Waiver(Table):
    """A check that rows of this period need not meet until a day: who says so, and why."""

    expectation: Text
    """The name of the check, as in `expectations/` and in the page's table of checks."""
    indicator: str = ""
    """Only rows of this code, or of this case table; left out: of all."""
    category: str = ""
    """Only rows of this sub-group; left out: of all."""
    file: str = ""
    """Only rows of this file, such as `returns/2023-11-30_police.csv`; the waiver waits until it has arrived."""
    role: Text
    """Who decided it, by role."""
    reason: Text
    """Why."""
    until: date
    """The last day on which it holds."""


class Presented(Table):
    """The meeting to which the report of a period was put."""

    committee: Text
    """Its name."""
    date: date
    """The day of the meeting."""
    directorate: str = ""
    """The directorate that presents the report."""
    paper: str = ""
    """The paper of the meeting that it is."""
    item: str = ""
    """The item of its agenda. What it is asked to decide is commentary: `## Recommendations` under `# presented`."""


class LastReport(Table):
    """The report before this one, which is worked out again as it was on its day."""

    period: PeriodName | None = None
    """Its period; left out: the one before."""
    as_of: date
    """The day by which its data had been received."""


class RevisionReason(Table):
    """Why an indicator's values are not what the last report said, where the return that revises them does not say it."""

    indicator: Text
    """The code."""
    role: Text
    """Who says so, by role."""
    reason: Text
    """Why the values changed."""


class Accepted(Table):
    """Words of the commentary that stand although they do not agree with a figure or cannot be checked."""

    text: Text
    """The words, as they stand in the commentary."""
    role: Text
    """Who accepts them, by role."""
    reason: Text
    """Why."""


class PeriodExceptions(Table):
    """What is special about one period."""

    published: str = ""
    """When the report was first published, in words."""
    last_report: LastReport | None = None
    """The report before this one, so that the page says what was revised since."""
    revision: tuple[RevisionReason, ...] = ()
    """Reasons for revisions, where the return that revises does not give them."""
    presented: Presented | None = None
    """The meeting to which the report was put."""
    recommendations: tuple[Recommendation, ...] = ()
    """What the committee asked for, and where the paper answers it."""
    risks: tuple[Risk, ...] = ()
    """The key risks."""
    not_received: tuple[NotReceived, ...] = ()
    """Values that the report has to do without."""
    own_days: tuple[OwnDays, ...] = ()
    """Indicators whose values are of another period."""
    holds: tuple[Hold, ...] = ()
    """Indicators that are taken out of the period."""
    waiver: tuple[Waiver, ...] = ()
    """Checks that rows need not meet until a day."""
    accepted: tuple[Accepted, ...] = ()
    """Words of the commentary that stand although a figure says otherwise."""
