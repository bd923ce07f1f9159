"""Counted: what a published count counts, read from the words in which its edition tells its method.

A count is of one kind (records of a table, people in them, records that were open), of those with some values in some
columns, in some days. That is all an outsider needs to see which counts are parts of others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from check_edition.base.days import days_of
from check_edition.base.findings import NotChecked, Wrong

Conditions = frozenset[tuple[str, frozenset[str]]]
MEASURES = ("value", "numerator", "denominator")
_ROUNDED = re.compile(r", rounded to the nearest (\d+)$")
_CONDITION = re.compile(r"(?:^|, )([^,:]+): (.*?)(?=, [^,:]+: |$)")
ADDED = ("sum of parts", "difference of two years to date", "not all parts were received")


@dataclass(frozen=True)
class Count:
    """What a figure counts. `first` and `last` are its days, ISO; `near` is how far the printed number may be off."""

    kind: str
    conditions: Conditions
    first: str
    last: str
    near: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether days, and groups, add up: those of records do; the same person may be in two of them."""
        return self.kind.startswith(("records", "received"))


class Counts:
    """What the figures of a ledger count, by id. `edition` sets apart what another edition knew at another time."""

    def __init__(self, records: Mapping[str, Mapping], edition: str = ""):
        self.records, self.edition = records, edition
        self.rules = {(one["indicator"], one["measure"]): one["method"] for one in records.values() if ", from " in one["method"] and not one["category"]}
        self.found = {name: count for name, one in records.items() if (count := self.of(one))}

    def of(self, record: Mapping) -> Count | None:
        """What a figure counts; None of one that is no count."""
        if record["measure"] not in MEASURES or record["unit"] != "count" or record["reference"] not in ("", "last_report"):
            return None
        method, near = record["method"], 0
        if rounded := _ROUNDED.search(method):
            method, near = method[: rounded.start()], int(rounded[1]) // 2
        try:
            first, last = days_of(record["period"], record["basis"])
        except (NotChecked, Wrong):
            return None
        if method in ADDED:
            method = self.rules.get((record["indicator"], record["measure"]), "received")
            method += f", group: {record['category']}" if record["category"] and method == "received" else ""
        told = self._told(method, record)
        if told is None:
            return None
        kind, conditions = told
        then = f", as known on {record['received_by']}" if record["reference"] else ""
        days = "" if not kind.startswith("open") else f" from {first} to {last}"
        return Count(f"{kind}{days}{then}{self.edition}", conditions, first, last, near)

    def _told(self, method: str, record: Mapping) -> tuple[str, Conditions] | None:
        if method == "received" or method.startswith("received, group"):
            groups = frozenset({("group", frozenset({record["category"]}))} if record["category"] else ())
            return f"received {record['indicator']} {record['measure']}", groups
        head, is_counted, rest = method.partition(", from ")
        if not is_counted:
            return None
        table, _, where = rest.partition(", ")
        conditions = _conditions(where)
        if head == "count of different people":
            return f"people of {table}", conditions
        if head.startswith("count of records open"):
            return f"open records of {table}", conditions
        if head == "count of records":
            return f"records of {table}", conditions
        if head == "count of the records that could meet it":
            asked = self.rules.get((record["indicator"], "numerator"), "")
            own_head, _, own = asked.partition(", from ")
            conditions |= _conditions(own.partition(", ")[2])
            return f"records of {table}", conditions | self._asked(own_head)
        met = head.removeprefix("records with ")
        if columns := _conditions(met):
            return f"records of {table}", _both(conditions, columns)
        return f"records of {table}", conditions | self._asked(head) | {(f"met: {head}", frozenset({"yes"}))}

    def _asked(self, head: str) -> Conditions:
        """The condition of being asked for what is no value of a column, such as being contacted in time."""
        met = head.removeprefix("records with ")
        return frozenset() if _conditions(met) or not head else frozenset({(f"asked: {head}", frozenset({"yes"}))})


def _conditions(text: str) -> Conditions:
    """`source: Police or Self, kind: not First` as columns with their values; `not` stays with the value."""
    if not re.match(r"[a-z_0-9]+: ", text):
        return frozenset()
    found: dict[str, frozenset[str]] = {}
    for column, values in _CONDITION.findall(text):
        named = frozenset(f"not {one}" for one in values[4:].split(" or ")) if values.startswith("not ") else frozenset(values.split(" or "))
        if values.startswith("not ") and len(named) > 1:
            named = frozenset({values})
        found[column] = found.get(column, named) if found.get(column, named) == named else _narrower(found[column], named)
    return frozenset(found.items())


def _narrower(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Of two conditions on a column the one that says more: named values rather than values that are left out."""
    excluded = any(value.startswith("not ") for value in other)
    return one if excluded else other if any(value.startswith("not ") for value in one) else one & other


def _both(one: Conditions, other: Conditions) -> Conditions:
    found = dict(one)
    for column, values in other:
        found[column] = _narrower(found[column], values) if column in found else values
    return frozenset(found.items())
