"""The rule of an action tracker: which status an action has on a day, and why.

    complete                 done on or before the day
    overdue                  its due date has passed and it is not done
    no lead                  nobody is named to answer for it
    no milestones            no steps on the way are defined
    no due date              no day is set by which it is to be done
    planned later            everything is there, but it is due later than `planned_later_days` from the day
    on target                everything is there and it is due by then
    complete or on target    as its sender reports, who does not tell which of the two
    not stated               the source tells too little for the rule, and reports no status of its own

The first that applies counts, in this order. `report.toml` declares the light and the explanation of each under
`[actions]`. What a source does not state, `[x]`, is not the same as what is not there: nothing is judged from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, get_args

from pydantic import Field, model_validator

from pipeline.core.periods import day_in_words
from pipeline.core.words import Words, worded
from pipeline.files.toml_files import Table, Text

State = Literal[
    "complete", "overdue", "no lead", "no milestones", "no due date", "planned later", "on target",
    "complete or on target", "not stated",
]  # fmt: skip
STATES: tuple[str, ...] = get_args(State)
NOT_STATED = "[x]"


class StateRule(Table):
    """How a status is shown, and what it means."""

    light: Literal["green", "amber", "red", "data only", "no data"]
    """Its colour."""
    says: Text
    """What it means, as the page explains it."""


class ActionRule(Table):
    """From when on an action counts as planned later, and the key of the statuses."""

    planned_later_days: int = Field(ge=0)
    """An action that is due more days ahead than this is planned later."""
    reason: Text
    """Why so many."""
    states: dict[State, StateRule]
    """Every status with its colour and what it means; all nine."""

    @model_validator(mode="after")
    def _explains_all(self) -> ActionRule:
        missing = [state for state in STATES if state not in self.states]
        if missing:
            raise ValueError(f"the key explains every status; missing: {', '.join(missing)}")
        return self


def status_on(day: date, action: Mapping[str, str], rule: ActionRule) -> tuple[str, Words]:
    """The status of an action on a day, and the reason in words.

    `action` has lead, due, completed, milestones and reported as text; dates are ISO; empty says that there is
    none, and `[x]` that the source does not state it.
    """
    completed, due = action["completed"], action["due"]
    if _is_date(completed) and completed <= day.isoformat():
        return "complete", worded("completed", f"completed on {_words(completed)}", on=completed)
    if completed == NOT_STATED:
        return _as_reported(action)
    if _is_date(due) and due < day.isoformat():
        return "overdue", worded("was_due", f"it was due on {_words(due)}", due=due)
    missing = {
        "lead": ("no lead", "no lead is named"),
        "milestones": ("no milestones", "no milestones are defined"),
        "due": ("no due date", "no due date is set"),
    }
    for column, told in missing.items():
        if not action[column]:
            return told
    if NOT_STATED in (action["lead"], action["milestones"], due):
        return _as_reported(action)
    days = rule.planned_later_days
    if date.fromisoformat(due) > day + timedelta(days=days):
        return "planned later", worded("is_due", f"due on {_words(due)}, more than {days} days ahead", due=due, days=days)
    return "on target", worded("is_due", f"due on {_words(due)}; lead and milestones are there", due=due)


def _as_reported(action: Mapping[str, str]) -> tuple[str, str]:
    columns = {"lead": "lead", "due": "due date", "completed": "day of completion", "milestones": "milestones"}
    unsaid = [words for column, words in columns.items() if action[column] == NOT_STATED]
    listed = " or ".join(filter(None, [", ".join(unsaid[:-1]), unsaid[-1]]))
    if action["reported"]:
        return action["reported"], f"as its source reports; the source states no {listed}"
    return "not stated", f"the source states no {listed}"


def _is_date(text: str) -> bool:
    return text not in ("", NOT_STATED)


def _words(iso: str) -> str:
    return day_in_words(date.fromisoformat(iso))
