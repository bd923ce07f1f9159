"""Parts of a value: its two counts, the quarters or months of its days, and stretches that lie end to end over them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pipeline.core.periods import Period


def tiled(first: str, last: str, stretches: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fewest stretches that cover some days once, in order.

    Takes    first and last day, and stretches of first and last day, all ISO.
    Returns  those stretches; of as many, those whose first parts are the longest; empty where there is a gap or they
             reach beyond.
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


COUNTED = ("numerator", "denominator")


def parts_of(period: Period, basis: str) -> list[tuple[Period, str]]:
    """The quarters, or else the months, that make up a longer value.

    Returns  (period, "quarter" or "month"), the oldest first.
    """
    count = period.months_covered(basis) or 1
    if basis == "quarter" or (count > 1 and (period.months_elapsed % 3 or count % 3)):
        return [(Period(period.months_from_year_zero - back, 1), "month") for back in reversed(range(count))]
    return [(Period(period.months_from_year_zero - 3 * back, 3), "quarter") for back in reversed(range(count // 3))]


def part_name(period: Period, basis: str) -> str:
    """The name of a part in a formula: `quarter_2023_24_Q1`."""
    return f"{basis}_{period}".replace("-", "_")
