"""The status of actions, judged again from the tracker's row by the rule of the report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from ..base.cover import check_cover
from ..base.days import days_of
from ..base.findings import Wrong, same
from ..base.texts import one_line
from ..files.edition import Edition

UNSTATED = "[x]"


def check_action(edition: Edition, record: Mapping) -> None:
    """The status of an action on its day with the reason in words, or the days from then to its due date.

    Raises Wrong where the row of the tracker gives another status, number, reason or day.
    """
    tracked = record["rows"][0]
    (number,) = tracked["rows"]
    header, row = (edition.read_table(tracked["file"], tracked["sheet"])[at] for at in (0, number - 1))
    action = {one_line(name): one_line(cell) for name, cell in zip(header, row, strict=False)}
    same(record["category"], action["id"], "the row is about another action: the ledger says")
    day = _day(edition, tracked["file"])
    if record["measure"] == "days_to_due":
        kind, reason = "days_to_due", []
        found: object = (date.fromisoformat(_iso(action["due"])) - date.fromisoformat(day)).days
    else:
        kind = "action_rule"
        found, reason = _status(action, day, edition.toml("report.toml")["actions"]["planned_later_days"])
    for text, own in (("method", [{"kind": kind, "parts": {"day": day}}]), ("reason", reason)):
        same(record[f"{text}_parts"], own, f"its {text} says")
        check_cover(record[text], [one["parts"] for one in own])
    same(record["value"], found, "the ledger says")


def _day(edition: Edition, file: str) -> str:
    """The day of a status: that of the meeting or the last one of the period, and none after the tracker was received."""
    presented = edition.period_file().get("presented", {}).get("date")
    day = str(presented or days_of(edition.run["period"], "point_in_time")[1])
    received = re.search(r"\d{4}-\d\d-\d\d", file)
    if not received:
        raise Wrong(f"the name of {file} tells no day")
    return min(day, received[0])


def _status(action: Mapping[str, str], day: str, later: int) -> tuple[str, list[Mapping]]:
    """The status of an action, and the days that its reason tells."""
    completed, due, lead, steps = (_iso(action[name]) for name in ("completed", "due", "lead", "milestones"))
    reported = action.get("reported") or "not stated"
    if completed == UNSTATED:
        return reported, []
    if completed and completed <= day:
        return "complete", [{"kind": "completed", "parts": {"on": completed}}]
    if due and due != UNSTATED and due < day:
        return "overdue", [{"kind": "was_due", "parts": {"due": due}}]
    for missing, words in ((lead, "no lead"), (steps, "no milestones"), (due, "no due date")):
        if not missing:
            return words, []
    if UNSTATED in (lead, steps, due):
        return reported, []
    if date.fromisoformat(due) > date.fromisoformat(day) + timedelta(days=later):
        return "planned later", [{"kind": "is_due", "parts": {"due": due, "days": later}}]
    return "on target", [{"kind": "is_due", "parts": {"due": due}}]


def _iso(text: str) -> str:
    british = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    return f"{british[3]}-{int(british[2]):02}-{int(british[1]):02}" if british else text
