"""The status of actions, judged again from the tracker's row by the rule of the report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from .edition import Edition
from .findings import Wrong, same

UNSTATED = "[x]"


def check_action(edition: Edition, record: Mapping) -> None:
    """The status of an action on the day that its method names, or the days from then to its due date."""
    tracked = record["rows"][0]
    (number,) = tracked["rows"]
    header, row = (edition.table(tracked["file"], tracked["sheet"])[at] for at in (0, number - 1))
    action = {name.strip(): cell.strip() for name, cell in zip(header, row, strict=False)}
    same(record["category"], action["id"], "the row is about another action: the ledger says")
    day = re.search(r"\d{4}-\d\d-\d\d", record["method"])
    if not day:
        raise Wrong("its method names no day")
    if record["measure"] == "days_to_due":
        found: object = (date.fromisoformat(_iso(action["due"])) - date.fromisoformat(day[0])).days
    else:
        found = _status(action, day[0], edition.toml("report.toml")["actions"]["planned_later_days"])
    same(record["value"], found, "the ledger says")


def _status(action: Mapping[str, str], day: str, later: int) -> str:
    completed, due, lead, steps = (_iso(action[name]) for name in ("completed", "due", "lead", "milestones"))
    reported = action.get("reported") or "not stated"
    if completed == UNSTATED:
        return reported
    if completed and completed <= day:
        return "complete"
    if due and due != UNSTATED and due < day:
        return "overdue"
    for missing, words in ((lead, "no lead"), (steps, "no milestones"), (due, "no due date")):
        if not missing:
            return words
    if UNSTATED in (lead, steps, due):
        return reported
    return "planned later" if date.fromisoformat(due) > date.fromisoformat(day) + timedelta(days=later) else "on target"


def _iso(text: str) -> str:
    british = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    return f"{british[3]}-{int(british[2]):02}-{int(british[1]):02}" if british else text
