"""Differences: counts that no figure tells, and that follow from two that do, one within the other.

Of 12 cases in a year and 10 in a half of it, 2 were in the other half, whether or not that is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

import numpy as np

from pipeline.methods.disclosure.tallies import Region

Days = tuple[str, str]
Place = tuple[Region, Days]  # which records are counted, and from which day to which


def small_differences(
    known: Mapping[Place, int], withheld: Collection[Place], is_small: Callable[[int], bool], domains: Mapping[str, frozenset[str] | None],
    *, in_time: bool, of_groups: bool,
) -> dict[tuple[Place, Place], int]:  # fmt: skip
    """Counts with one within each of which all but a small number are, the whole before the part, with that number.

    `in_time` is whether a longer stretch of days holds what a shorter one does, `of_groups` whether what is left of a group
    matters. Left out are those whose difference is known itself, or was `withheld` before; parts of which nothing is counted,
    and groups all of which are counted, of which the rule decides by itself; and of those that leave the same records all but one.
    """
    places, values = list(known), np.array(list(known.values()), dtype=int)
    away = values[:, None] - values[None, :]
    small = np.isin(away, [one for one in np.unique(away).tolist() if one >= 0 and is_small(one)])
    found: dict[tuple[Place, Place], int] = {}
    rests = set(withheld)
    for at, within in np.argwhere(small).tolist():
        whole, part = places[at], places[within]
        number = int(away[at, within])
        matters = (in_time or whole[1] == part[1]) and (of_groups and number or whole[0] == part[0]) and (known[part] or is_small(0))
        if at == within or not matters or not _lies_within(part, whole):
            continue
        rest = _rest(whole, part, domains)
        if rest is None or rest not in known and rest not in rests:
            found[whole, part] = number
            rests |= {rest} if rest else set()
    return found


def _lies_within(part: Place, whole: Place) -> bool:
    (region, (first, last)), (around, (start, end)) = part, whole
    own = dict(region)
    return start <= first and last <= end and all(column in own and own[column] <= values for column, values in around)


def _rest(whole: Place, part: Place, domains: Mapping[str, frozenset[str] | None]) -> Place | None:
    """What a part leaves of the whole, where that is counted in one stretch of days and by values of columns; else None."""
    (region, (first, last)), (around, (start, end)) = part, whole
    if region == around and first == start:
        return region, (day_after(last), end)
    if region == around and last == end:
        return region, (start, day_before(first))
    (column, values), *others = region - around or [("", frozenset())]
    everything = dict(around).get(column, domains.get(column))
    if (first, last) != (start, end) or others or not everything:
        return None
    return frozenset({*(one for one in around if one[0] != column), (column, everything - values)}), (start, end)


def day_after(day: str) -> str:
    """The next day, ISO."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def day_before(day: str) -> str:
    """The day before, ISO."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
