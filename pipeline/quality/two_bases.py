"""Two bases: the same days received twice, as a whole and in parts, and whether both can be right.

A value that adds up over time is the difference between two ends of months: a year to date, its quarters, the months, a
half year, rolling twelve months and whatever else was received are then so many differences, and any of them can be worked
out from the others where those connect its two ends. That is asked of every value, from the shortest to the longest, so
that the longest of those that disagree is told. Of what was received on one date both must agree; of other dates either may
have been revised since, and it must be known that it was.

What does not add up has bounds: no count of some days is below that of a part of them, people counted once are no more than
the sum of their parts, and a percentage of counts lies between those of its parts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from pipeline.core.display import exact, round_half_away
from pipeline.core.periods import Period
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.received.observations import PLACE, newest

COLUMNS = [
    *PLACE, "indicator", "category", "column", "value", "sum_of_parts", "parts", "bounds",
    "agrees", "agrees_with_later", "possible", "possible_with_later",
]  # fmt: skip
MANY = 6  # parts that are named


@dataclass(frozen=True, eq=False)
class Stretch:
    """A received row with the months that it covers: from the start of one to the end of another, counted from year 0."""

    row: object
    start: int
    end: int

    @property
    def received(self) -> str:
        return self.row.received

    def number(self, name: str) -> Fraction | None:
        cell = getattr(self.row, name)
        return None if pd.isna(cell) else exact(cell)

    @property
    def words(self) -> str:
        return Period.parse(self.row.period, self.row.basis).in_words(self.row.basis)


@dataclass
class Ends:
    """Ends of months that received values connect, and how far apart they are: whatever was added agrees with all the rest."""

    above: dict[int, tuple[int, Fraction]] = field(default_factory=dict)
    edges: dict[int, list[tuple[int, Stretch]]] = field(default_factory=dict)

    def between(self, start: int, end: int) -> Fraction | None:
        """What lies between two ends; None where nothing connects them."""
        (first, below), (second, whole) = self._root(start), self._root(end)
        return whole - below if first == second else None

    def add(self, one: Stretch, value: Fraction) -> None:
        """Connect the two ends of a stretch that nothing connects yet."""
        (first, below), (second, whole) = self._root(one.start), self._root(one.end)
        if first != second:
            self.above[second] = first, value + below - whole
        self.edges.setdefault(one.start, []).append((one.end, one))
        self.edges.setdefault(one.end, []).append((one.start, one))

    def path(self, start: int, end: int) -> list[Stretch]:
        """The fewest stretches that connect two ends."""
        come: dict[int, tuple[int, Stretch] | None] = {start: None}
        todo = deque([start])
        while todo and end not in come:
            here = todo.popleft()
            for there, one in self.edges.get(here, ()):
                if there not in come:
                    come[there] = here, one
                    todo.append(there)
        found = []
        while (step := come.get(end)) is not None:
            end, one = step
            found.insert(0, one)
        return found

    def _root(self, node: int) -> tuple[int, Fraction]:
        path, sums, total = [node], [], Fraction(0)
        while path[-1] in self.above:
            above, step = self.above[path[-1]]
            sums.append(step)
            path.append(above)
        for at in range(len(path) - 2, -1, -1):  # every node on the way now hangs from the root itself
            total += sums[at]
            self.above[path[at]] = path[-1], total
        return path[-1], total


def two_bases(report: Report, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a value whose days others were received for too (COLUMNS): what those come to, or between what they lie.

    `rows` are observations with their coverage. `agrees` and `possible` look at what was received on one date,
    `agrees_with_later` and `possible_with_later` at that of several.
    """
    groups: dict[tuple[str, str], list[Stretch]] = {}
    covering = rows[rows["indicator"].isin(report.indicators) & rows["basis"].ne("point_in_time")]
    several = covering[covering.duplicated(["indicator", "category"], keep=False)]
    for row in newest(several).itertuples(index=False):
        period = Period.parse(row.period, row.basis)
        end = period.months_from_year_zero + 1
        one = Stretch(row, end - period.months_covered(row.basis), end)
        groups.setdefault((row.indicator, row.category), []).append(one)
    found = []
    for (code, _), group in groups.items():
        if len(group) > 1:
            group.sort(key=lambda one: (one.end - one.start, one.end))
            found += _compared(report.indicators[code], group)
    table = pd.DataFrame(found, columns=COLUMNS)
    return table.astype({"row": "int64", **dict.fromkeys(COLUMNS[-4:], object)})


def _compared(indicator: Indicator, group: Sequence[Stretch]) -> Iterator[tuple]:
    told: dict[Stretch, dict] = {}
    for one, name, value, expected, parts in _from_others(indicator, group):
        same_date = len({part.received for part in (one, *parts)}) == 1
        _tell(
            told, one, name, value, "agrees" if same_date else "agrees_with_later", value == expected, parts, expected
        )
    for one, name, value, low, high, parts in _bounds(indicator, group):
        same_date = len({part.received for part in (one, *parts)}) == 1
        within = (low is None or value >= low) and (high is None or value <= high)
        kind = "possible" if same_date else "possible_with_later"
        _tell(told, one, name, value, kind, within, parts, None, _bounds_in_words(low, high))
    for one, cells in told.items():
        yield (*(getattr(one.row, name) for name in (*PLACE, "indicator", "category")), *cells.values())


def _tell(
    told: dict[Stretch, dict], one: Stretch, name: str, value: Fraction, kind: str, holds: bool,
    parts: Sequence[Stretch], expected: Fraction | None, bounds: str = "",
) -> None:  # fmt: skip
    """Note a comparison; of several that fail in one row the first is told."""
    blank = dict(zip(COLUMNS[6:], [name, float(value), None, "", "", True, True, True, True], strict=True))
    cells = told.setdefault(one, blank)
    failed_before = not all(cells[verdict] for verdict in COLUMNS[-4:])
    cells[kind] = cells[kind] and holds
    if holds or failed_before:
        return
    cells |= {"column": name, "value": float(value), "parts": _named(parts), "bounds": bounds}
    cells["sum_of_parts"] = None if expected is None else float(expected)


def _named(parts: Sequence[Stretch]) -> str:
    words = [part.words for part in parts[:MANY]]
    return ", ".join([*words, *([f"and {len(parts) - MANY} more"] if len(parts) > MANY else [])])


def _bounds_in_words(low: Fraction | None, high: Fraction | None) -> str:
    told = [f"{word} {float(end):g}" for word, end in (("at least", low), ("at most", high)) if end is not None]
    return " and ".join(told)


def _from_others(
    indicator: Indicator, group: Sequence[Stretch]
) -> Iterator[tuple[Stretch, str, Fraction, Fraction, list[Stretch]]]:
    """Every number that others of the same indicator come to: the row, the number, its value, what they come to, and they."""
    names = {"sum": ("value",), "ratio": ("numerator", "denominator")}.get(indicator.aggregation, ())
    if indicator.unit == "rate":
        names = names[:1]  # the populations of several quarters are no sum
    ends: dict[str, dict[str, Ends]] = {name: {} for name in names}  # by the received date; "" takes all
    for one in group:
        known = [(name, one.number(name)) for name in names]
        for name, value in known:
            if value is None:
                continue
            everything = ends[name].setdefault("", Ends())
            own = ends[name].setdefault(one.received, Ends())
            inside, overall = (those.between(one.start, one.end) for those in (own, everything))
            held, expected = (own, inside) if inside is not None else (everything, overall)
            if expected is not None:
                yield one, name, value, expected, [one] if expected == value else held.path(one.start, one.end)
            for those, come_to in ((own, inside), (everything, overall)):
                if come_to in (None, value):
                    those.add(one, value)
        if indicator.unit == "percent" and one.number("value") is not None and None in dict(known).values():
            yield from _percentage(indicator, ends, one)


def _percentage(
    indicator: Indicator, ends: Mapping[str, Mapping[str, Ends]], one: Stretch
) -> Iterator[tuple[Stretch, str, Fraction, Fraction, list[Stretch]]]:
    """A percentage that came without counts, beside the counts of its parts: as precise as it is written."""
    for received in (one.received, ""):
        held = [ends[name].get(received, Ends()) for name in ("numerator", "denominator")]
        counts = [those.between(one.start, one.end) for those in held]
        if None not in counts and counts[1]:
            value = one.number("value")
            expected = exact(round_half_away(counts[0] / counts[1] * indicator.per, decimals_of(value)))
            yield one, "value", value, expected, held[1].path(one.start, one.end)
            return


def decimals_of(value: Fraction) -> int:
    """How many decimals a number was written with, up to six."""
    return max(0, -round_half_away(value, 6).normalize().as_tuple().exponent)


def _bounds(
    indicator: Indicator, group: Sequence[Stretch]
) -> Iterator[tuple[Stretch, str, Fraction, Fraction | None, Fraction | None, list[Stretch]]]:
    """Between what a number must lie because of shorter stretches within its own: the row, number, value, bounds, and they."""
    by_months = {(one.start, one.end): one for one in group}
    counts = ("numerator", "denominator") if indicator.aggregation == "ratio" and indicator.unit == "percent" else ()
    names = ("value",) if indicator.unit == "count" and indicator.aggregation in ("sum", "distinct") else counts
    for one in group:
        within = list(_within(by_months, one))
        for name in names:
            value, known = one.number(name), [part for part in within if part.number(name) is not None]
            if value is None or not known:
                continue
            most = max(known, key=lambda part: part.number(name))
            if not _both_to_date(one, most):
                yield one, name, value, most.number(name), None, [most]
            whole = _covering(known, one) if indicator.aggregation == "distinct" else []
            if whole:
                yield one, name, value, None, sum(part.number(name) for part in whole), whole
        value = one.number("value")
        if indicator.unit == "percent" and value is not None and one.number("numerator") is None:
            whole = _covering([part for part in within if part.number("value") is not None], one)
            if whole:
                shares = [part.number("value") for part in whole]
                slack = sum(_half_a_unit(share) for share in (value, min(shares, key=decimals_of)))
                yield one, "value", value, min(shares) - slack, max(shares) + slack, whole


def _half_a_unit(value: Fraction) -> Fraction:
    """By how much a number as it is written may differ from what it was before it was rounded."""
    return Fraction(1, 2 * 10 ** decimals_of(value))


def _both_to_date(one: Stretch, part: Stretch) -> bool:
    """Two years to date of one return: that they do not fall is a check of its own."""
    both = one.row.basis == part.row.basis == "year_to_date" and one.start == part.start
    return both and one.received == part.received


def _within(by_months: Mapping[tuple[int, int], Stretch], one: Stretch) -> Iterator[Stretch]:
    """The shorter stretches that lie within another."""
    for start in range(one.start, one.end):
        for end in range(start + 1, one.end + 1):
            if (start, end) in by_months and by_months[start, end] is not one:
                yield by_months[start, end]


def _covering(parts: Iterable[Stretch], one: Stretch) -> list[Stretch]:
    """The fewest parts that follow one another from the start of a stretch to its end; empty where some are missing."""
    ahead: dict[int, list[Stretch]] = {}
    for part in parts:
        ahead.setdefault(part.start, []).append(part)
    come: dict[int, Stretch | None] = {one.start: None}
    todo = deque([one.start])
    while todo and one.end not in come:
        for part in ahead.get(todo.popleft(), ()):
            if part.end not in come:
                come[part.end] = part
                todo.append(part.end)
    found, end = [], one.end
    while (part := come.get(end)) is not None:
        found.insert(0, part)
        end = part.start
    return found
