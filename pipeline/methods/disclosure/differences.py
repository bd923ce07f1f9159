"""Differences: counts that no figure tells, and that follow from those that do.

Of 12 cases in a year and 10 in a half of it, 2 were in the other half, whether or not that is printed. Of 40 cases with 20 from
one place and 18 from another, 2 were from anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from pipeline.methods.disclosure.tallies import Region

Days = tuple[str, str]
Place = tuple[Region, Days]  # which records are counted, and from which day to which
Sum = tuple[Place, Sequence[Place]]  # a count, and those that it is the sum of


def small_rests(
    sums: Iterable[Sum], known: Mapping[Place, int], withheld: Collection[Place], is_small: Callable[[int], bool], *, in_time: bool, of_groups: bool,
) -> dict[tuple[Place, ...], int]:  # fmt: skip
    """Wholes that two or more of their known parts leave a small number of, each before these parts, with that number.

    What they leave is a count like any other: of the rest of the days, or of all other groups. Left out is what was `withheld`
    before. See `small_differences` for `in_time` and `of_groups`.
    """
    order = {one: at for at, one in enumerate(known)}  # sets have none that is the same in every process
    found: dict[tuple[Place, ...], int] = {}
    for whole, parts in sums:
        told = sorted((one for one in parts if one in known), key=order.__getitem__)
        rest = [one for one in parts if one not in known]
        if whole not in known or len(told) < 2 or not rest or (len(rest) == 1 and rest[0] in withheld):
            continue
        number = known[whole] - sum(known[one] for one in told)
        matters = in_time if whole[0] == parts[0][0] else of_groups and number
        if matters and is_small(number):
            found[whole, *told] = number
    return dict(sorted(found.items(), key=lambda one: [order[place] for place in one[0]]))


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
