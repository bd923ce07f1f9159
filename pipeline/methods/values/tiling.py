"""Tiling: stretches of days that lie end to end over others, so that their values add up to the value of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def tiled(first: str, last: str, stretches: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fewest of the stretches (first and last day, ISO) that cover all days from `first` to `last` once, in order.

    Empty where none do: there is a gap, or they reach beyond. Of as many, those whose first parts are the longest.
    """
    by_start: dict[str, list[str]] = {}
    for start, end in stretches:
        if first <= start <= end <= last:
            by_start.setdefault(start, []).append(end)
    best: dict[str, list[tuple[str, str]]] = {_after(last): []}  # from this day on, the fewest to the end
    for start in sorted(by_start, reverse=True):
        ways = [
            [(start, end), *best[_after(end)]] for end in sorted(by_start[start], reverse=True) if _after(end) in best
        ]
        if ways:
            best[start] = min(ways, key=len)
    return best.get(first, [])


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
