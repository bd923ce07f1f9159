"""Marks: a figure that is worked out has the marks of what it rests on, and one over a declared break is marked [b]."""

from __future__ import annotations

from collections.abc import Mapping

from ..base.days import days_of, own_days
from ..base.findings import Wrong, method_of
from ..files.edition import Edition

CARRIED = ("p", "e", "r", "u", "b")
LOST = {
    "judgements_counted": CARRIED,
    "difference": ("b",),
}
OF_DAYS = ("value", "numerator", "denominator")


def check_marks(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where a figure with a value lacks a mark of its operands, or one over a break in its series lacks [b]."""
    if record["value"] is None:
        return
    own = record["status"].split()
    lost = LOST.get(method_of(record), ())
    operands = record["operands"].items() if record["formula"] else ()
    for name, operand in operands:
        for mark in edition.records.get(operand, {}).get("status", "").split():
            if mark in CARRIED and mark not in (*own, *lost):
                raise Wrong(f"it is not marked [{mark}] as {name} is, {operand}")
    for start in _breaks(edition, record) if record["measure"] in OF_DAYS and record["basis"] else ():
        first, last = days_of(record["period"], record["basis"])
        if first < start <= last and "b" not in own:
            raise Wrong(f"it covers days before and after the break of {start}, and is not marked [b]")


def _breaks(edition: Edition, record: Mapping) -> list[str]:
    declared = edition.toml("indicators.toml").get(record["indicator"], {}).get("breaks", [])
    return [own_days(one["applies_from"])[0] for one in declared]
