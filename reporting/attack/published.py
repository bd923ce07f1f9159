"""Published: all counts that an edition and earlier ones of the same report tell of, printed or hidden."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence

from reporting.attack.counted import Count, Counts
from reporting.attack.edition import Edition
from reporting.attack.knowledge import Printed

LESS = " less "
Nested = tuple[Count, ...]  # a count, and parts of it that share nothing


class Published:
    """The counts of an edition by id, and those of earlier ones as "RUN: ID".

    `told` are those that are printed somewhere, `told_before` those only earlier editions print; `hidden` are printed nowhere.
    """

    def __init__(self, edition: Edition, earlier: Sequence[Edition]):
        self.edition = edition
        self.counts = Counts(edition.records).found
        self.hidden = {name: count for name, count in self.counts.items() if name in edition.hidden}
        printed = [name for name in self.counts if edition.records[name]["value"] is not None]
        self.told: Printed = [(self.counts[name], edition.records[name]["value"], f"{name} is printed as {edition.records[name]['display']}") for name in printed]
        self.prints_zeros = any(number == 0 for _, number, _ in self.told)
        now, of_today = {count for count, *_ in self.told}, set(self.counts.values())
        self.told_before: set[Count] = set()
        self._named = dict(self.counts)
        self._indicators = {name: edition.records[name]["indicator"] for name in self.counts}
        for one in earlier:
            for name, count in Counts(one.records).found.items():
                record = one.records[name]
                self._named[f"{one.run}: {name}"] = count
                self._indicators[f"{one.run}: {name}"] = record["indicator"]
                if record["value"] is not None and count not in now:
                    self.told.append((count, record["value"], f"{one.name} printed {name} as {record['display']}"))
                    self.told_before.add(count)
                elif name in one.hidden and count not in of_today:
                    self.hidden[f"{one.run}: {name}"] = count

    def named_rests(self, names: Iterable[str]) -> dict[str, Nested]:
        """The counts of which names tell what is left: "WHOLE less PART less PART"."""
        found = {}
        for name in names:
            known, told = [], ""
            for part in name.split(LESS):
                told = f"{told}{LESS}{part}" if told else part
                if told in self._named:
                    known.append(self._named[told])
                    told = ""
            if not told and len(known) > 1:
                found[name] = tuple(known)
        return found

    def printed_rests(self, small: Collection[int]) -> dict[str, Nested]:
        """Printed counts of which others of the same things, of some of their days, leave a small number: each one of these, and
        all of them that hold none of the others, where they share no day.

        Those of an indicator none of whose counts is hidden are left out, for the rule is not about it, and those that earlier
        editions print both.
        """
        protected = {self._indicators[name] for name in self.hidden}
        names = {count: name for name, count in reversed(self._named.items()) if self._indicators[name] in protected}
        alike: dict[object, list[tuple[Count, float]]] = {}
        for count, number, _ in self.told:
            if count in names and not count.near:
                alike.setdefault((count.kind, count.conditions), []).append((count, number))
        found = {}
        for counts in alike.values():
            for whole, number in counts:
                within = [(one, some) for one, some in counts if one != whole and whole.first <= one.first and one.last <= whole.last]
                shortest = [(one, some) for one, some in within if not any(one != other and one.first <= other.first and other.last <= one.last for other, _ in within)]
                shortest.sort(key=lambda told: told[0].first)
                apart = all(one.last < other.first or other.last < one.first for (one, _), (other, _) in itertools.combinations(shortest, 2))
                for parts in [*([one] for one in within), *([shortest] if apart and len(shortest) > 1 else [])]:
                    nested = (whole, *(one for one, _ in parts))
                    some = sum(one for _, one in parts)
                    if some and number - some in small and not {*nested} <= self.told_before:
                        found[LESS.join(names[one] for one in nested)] = nested
        return found
