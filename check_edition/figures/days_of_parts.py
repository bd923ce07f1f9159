"""Parts: the days of what a figure is added up from lie end to end over its own, and those of last year are a year before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ..base.days import days_of, months_after
from ..base.findings import NotAsked, Wrong, method_of, same


def check_parts(records: Mapping[str, Mapping], record: Mapping) -> None:
    """Raise Wrong where parts leave out or repeat days, or where what is held against a value is not of a year before."""
    if not record["formula"]:
        raise NotAsked
    operands = {name: records[one] for name, one in record["operands"].items() if one in records}
    if method_of(record) == "added_up":
        _end_to_end(record, list(operands.values()))
    earlier = operands.get("reference", {})
    if "value" in operands and earlier and method_of(earlier) == "same_period_last_year":
        now, then = (days_of(one["period"], one["basis"]) for one in (operands["value"], earlier))
        # The last days of two months differ in a leap year: the day after each is the first of a month.
        same([months_after(day, -12) for day in _edges(now)], _edges(then), "it is held against other days:")


def _end_to_end(record: Mapping, parts: list[Mapping]) -> None:
    for part in parts:
        for name in ("indicator", "category", "measure"):
            same(part[name], record[name], f"a part is of another {name}:")
    days = sorted(_edges(days_of(part["period"], part["basis"])) for part in parts)
    for (_, until), (start, _) in zip(days, days[1:], strict=False):
        if until != start:
            raise Wrong(f"its parts do not lie end to end: one ends before {until}, the next starts on {start}")
    same([days[0][0], days[-1][1]], _edges(days_of(record["period"], record["basis"])), "its parts cover other days:")


def _edges(days: tuple[str, str]) -> list[str]:
    """The first day, and the day after the last one."""
    return [days[0], (date.fromisoformat(days[1]) + timedelta(days=1)).isoformat()]
