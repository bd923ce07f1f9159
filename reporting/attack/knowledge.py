"""Knowledge: what the counts of published ledgers say of one another, as statements about unknown whole numbers.

An unknown is how many there had been of a kind by a day: a count of some days is the difference of two of them. Groups that a
report breaks a total down into add up to it, as its tables say, unless what it prints shows that they do not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from reporting.attack.counted import Conditions, Count
from reporting.attack.outside import Statement

Weights = dict[str, float]
Printed = list[tuple[Count, float, str]]  # a count, the number printed, and where


class Knowledge:
    """The unknowns behind all counts, printed (`told`) and hidden, with everything that holds of them whatever they are."""

    def __init__(self, told: Printed, hidden: Mapping[str, Count], groups: set[tuple[str, str]]):
        """`groups` are the columns, with their kinds, by whose values a report shows a whole table with its total."""
        counts = [*(count for count, *_ in told), *hidden.values()]
        self.told, self.hidden, self.groups = told, hidden, groups
        self.alike = _people_who_are_records(told)
        self.days: dict[str, list[str]] = {}
        for kind in {self._kind(one) for one in counts}:
            own = [one for one in counts if self._kind(one) == kind]
            self.days[kind] = sorted({one.first for one in own} | {_after(one.last) for one in own})
        self.regions: dict[str, dict[Conditions, None]] = {}
        self.stretches: dict[str, dict[tuple[str, str], None]] = {}
        for one in counts:
            self.stretches.setdefault(self._kind(one), {})[one.first, one.last] = None
            self.weights(one)
        self._close()

    def _kind(self, count: Count) -> str:
        return self.alike.get(count.kind, count.kind)

    def weights(self, count: Count) -> Weights:
        """A count as a weighted sum of unknowns."""
        kind, found = self._kind(count), Weights()
        for region, sign in self._simple(count.conditions):
            self.regions.setdefault(kind, {})[region] = None
            for name, weight in self._of(kind, region, count.first, count.last).items():
                found[name] = found.get(name, 0) + sign * weight
        return {name: weight for name, weight in found.items() if weight}

    def _simple(self, conditions: Conditions) -> list[tuple[Conditions, int]]:
        """Conditions as sums and differences of such with one value in each column."""
        found: list[tuple[Conditions, int]] = [(frozenset(), 1)]
        for column, values in sorted(conditions, key=lambda one: one[0]):
            excluded = [one for one in values if one.startswith("not ")]
            if excluded:
                parts = [one.removeprefix("not ") for text in excluded for one in text.removeprefix("not ").split(" or ")]
                found = [*found, *((region | {(column, frozenset({one}))}, -sign) for region, sign in found for one in parts)]
            else:
                found = [(region | {(column, frozenset({one}))}, sign) for region, sign in found for one in sorted(values)]
        return found

    def _of(self, kind: str, region: Conditions, first: str, last: str) -> Weights:
        told = "; ".join(f"{column}: {next(iter(values))}" for column, values in sorted(region, key=lambda one: one[0]))
        name = f"{kind}{f' ({told})' if told else ''}"
        if not kind.startswith(("records", "received")):
            return {f"{name}, {first} to {last}": 1}
        before, after = self.days[kind][0], _after(last)
        return {f"{name} before {after}": 1, **({} if first == before else {f"{name} before {first}": -1})}

    def _close(self) -> None:
        """Every region around one that is counted."""
        for regions in self.regions.values():
            for region in list(regions):
                regions |= {frozenset(part): None for size in range(len(region)) for part in itertools.combinations(region, size)}

    def statements(self) -> Iterator[Statement]:
        """Everything that is known."""
        for count, number, where in self.told:
            yield Statement(self.weights(count), number - count.near, number + count.near, where)
        for kind in self.regions:
            pieces = list(self.stretches[kind])
            if kind.startswith(("records", "received")):
                pieces = [(first, _before(after)) for first, after in itertools.pairwise(self.days[kind])]
            for region in self.regions[kind]:
                for first, last in pieces:
                    yield Statement(self._of(kind, region, first, last), 0, float("inf"), "no count is below zero")
                yield from self._longer(kind, region)
            for base, column, values in self._breakdowns(kind):
                yield from self._adding_up(kind, base, column, values, pieces)

    def _longer(self, kind: str, region: Conditions) -> Iterator[Statement]:
        """Of people: as many as in any of its days are in the whole of them."""
        if not kind.startswith("people"):
            return
        for (first, last), (start, end) in itertools.permutations(self.stretches[kind], 2):
            if first <= start and end <= last:
                weights = minus(self._of(kind, region, first, last), self._of(kind, region, start, end))
                yield Statement(weights, 0, float("inf"), f"{kind}: {first} to {last} holds {start} to {end}")

    def _breakdowns(self, kind: str) -> Iterator[tuple[Conditions, str, list[frozenset[str]]]]:
        found: dict[tuple[Conditions, str], dict[frozenset[str], None]] = {}
        for region in self.regions[kind]:
            for column, values in region:
                found.setdefault((region - {(column, values)}, column), {})[values] = None
        yield from ((base, column, list(values)) for (base, column), values in found.items())

    def _adding_up(
        self, kind: str, base: Conditions, column: str, values: list[frozenset[str]], pieces: list[tuple[str, str]]
    ) -> Iterator[Statement]:
        people = kind.startswith("people")
        whole = (kind, column) in self.groups and not base and not people and not self._shown_not_to(kind, base, column, values)
        read = f"{kind}: the groups by {column} {'add up to the total' if whole else 'are no more than the total'}"
        for first, last in pieces:
            total = self._of(kind, base, first, last)
            parts = [self._of(kind, base | {(column, one)}, first, last) for one in values]
            if people:
                yield from (Statement(minus(total, one), 0, float("inf"), read) for one in parts)
                continue
            for one in parts:
                total = minus(total, one)
            yield Statement(total, 0, 0 if whole else float("inf"), read)

    def _shown_not_to(self, kind: str, base: Conditions, column: str, values: list[frozenset[str]]) -> bool:
        """Whether the report itself prints a whole table whose groups do not add up to its total."""
        printed = {(one.conditions, one.first, one.last): number for one, number, _ in self.told if self._kind(one) == kind and not one.near}
        for (region, first, last), number in printed.items():
            parts = [printed.get((base | {(column, one)}, first, last)) for one in values] if region == base else [None]
            if None not in parts and sum(parts) != number:
                return True
        return False


def _people_who_are_records(told: Printed) -> dict[str, str]:
    """Tables whose people are as many as their records wherever both are printed: there each record is taken to be a person."""
    numbers = {(one.kind, one.conditions, one.first, one.last): number for one, number, _ in told}
    same: dict[str, bool] = {}
    for (kind, *rest), number in numbers.items():
        other = numbers.get((kind.replace("people of", "records of", 1), *rest)) if kind.startswith("people of") else None
        if other is not None:
            same[kind] = same.get(kind, True) and other == number
    return {kind: kind.replace("people of", "records of", 1) for kind, is_so in same.items() if is_so}


def minus(one: Mapping[str, float], *others: Mapping[str, float]) -> Weights:
    """One weighted sum less others."""
    names = dict.fromkeys(itertools.chain(one, *others))
    found = {name: one.get(name, 0) - sum(other.get(name, 0) for other in others) for name in names}
    return {name: weight for name, weight in found.items() if weight}


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
