"""Published: all counts that an edition and earlier ones of the same report tell of, printed or hidden."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence

from reporting.attack.counted import Count, Counts
from reporting.attack.edition import Edition
from reporting.attack.knowledge import Printed

LESS = " less "
Pair = tuple[Count, Count]  # a count, and one that is a part of it


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

    def named_pairs(self, names: Iterable[str]) -> dict[str, Pair]:
        """The counts of which names tell the difference: "WHOLE less PART"."""
        found = {}
        for name in names:
            parts = name.split(LESS)
            for at in range(1, len(parts)):
                whole, part = LESS.join(parts[:at]), LESS.join(parts[at:])
                if whole in self._named and part in self._named:
                    found[name] = self._named[whole], self._named[part]
        return found

    def printed_pairs(self, small: Collection[int]) -> dict[str, Pair]:
        """Printed counts of the same things, one of some of the days of the other, that differ by a small number.

        Those of an indicator none of whose counts is hidden are left out, for the rule is not about it, and those that earlier
        editions print both.
        """
        protected = {self._indicators[name] for name in self.hidden}
        names = {count: name for name, count in reversed(self._named.items()) if self._indicators[name] in protected}
        alike: dict[object, list[tuple[Count, float]]] = {}
        for count, number, _ in self.told:
            if count in names and not count.near:
                alike.setdefault((count.kind, count.conditions), []).append((count, number))
        return {
            f"{names[whole]}{LESS}{names[part]}": (whole, part)
            for counts in alike.values() for (whole, all_), (part, some) in itertools.permutations(counts, 2)
            if some and all_ - some in small and whole.first <= part.first and part.last <= whole.last and not {whole, part} <= self.told_before
        }  # fmt: skip
