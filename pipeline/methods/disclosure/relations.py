"""Relations: how counts hang together, from what each of them counts. Parts add up to their total, days to longer ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pipeline.methods.disclosure.differences import Days, Place, Sum, day_after, day_before
from pipeline.methods.disclosure.system import Relation
from pipeline.methods.disclosure.tallies import Region, Tally

REST = frozenset({"anything else"})
NODES = 20_000  # of a search, not seconds: the same on every machine


@dataclass
class Counts:
    """All counts of one source: what is counted, with the values that are known, and their relations.

    `within` are counts of which today's report does not tell, and that an earlier one printed rounded or withheld: the lowest
    and the highest that each can be.
    """

    source: str
    additive: bool
    domains: Mapping[str, frozenset[str] | None]
    known: dict[Place, int]
    within: Mapping[Place, tuple[int, float]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._between: dict[Place, None] = dict.fromkeys(self.within)
        for region in self._regions():
            self._in_time(region)
        for days in self._elements():
            for base, column, children in self._splits():
                self._in_parts(base, column, children, days)

    @property
    def _told(self) -> list[Place]:
        return [*self.known, *self.within]

    def _regions(self) -> set[Region]:
        """The regions that are counted and everything around them: without each of their conditions."""
        told = {region for region, _ in self._told}
        return {frozenset(part) for one in told for size in range(len(one) + 1) for part in itertools.combinations(one, size)}

    def _elements(self) -> list[Days]:
        """The shortest stretches of days that everything is made of; where days do not add up, all stretches."""
        stretches = {days for _, days in self._told}
        if not self.additive:
            return sorted(stretches)
        cuts = sorted({first for first, _ in stretches} | {day_after(last) for _, last in stretches})
        pieces = [(first, day_before(after)) for first, after in itertools.pairwise(cuts)]
        return [one for one in pieces if any(first <= one[0] and one[1] <= last for first, last in stretches)]

    def _splits(self) -> list[tuple[Region, str, list[frozenset[str]]]]:
        """Each region with a column by which parts of it are counted, and the values of those parts."""
        found: dict[tuple[Region, str], set[frozenset[str]]] = {}
        for region in self._regions():
            for column, values in region:
                found.setdefault((region - {(column, values)}, column), set()).add(values)
        return [(base, column, sorted(children, key=sorted)) for (base, column), children in found.items()]

    def _in_time(self, region: Region) -> None:
        """Longer stretches are the sum of the shortest ones; or, where days do not add up, not less than those within them."""
        own = [days for one, days in self._told if one == region]
        for first, last in own:
            within = [days for days in (self._elements() if self.additive else own) if first <= days[0] and days[1] <= last]
            if self.additive and within != [(first, last)]:
                self._relate({(region, (first, last)): 1, **{(region, days): -1 for days in within}}, "its days")
            elif not self.additive and not self.source.startswith("open"):
                for days in within:
                    if days != (first, last):
                        self._relate({(region, (first, last)): 1, (region, days): -1}, "days within it", at_least=True)

    def _in_parts(self, base: Region, column: str, children: Sequence[frozenset[str]], days: Days) -> None:
        """A region is the sum of its parts by a column; parts that overlap are sums of smaller ones."""
        domain = self.domains.get(column)
        values = frozenset().union(*children, domain or ())
        classes: dict[tuple[bool, ...], set[str]] = {}
        for value in values:
            classes.setdefault(tuple(value in child for child in children), set()).add(value)
        if domain is None:
            classes.setdefault((False,) * len(children), set()).update(REST)
        cells = {where: (base | {(column, frozenset(of))}, days) for where, of in classes.items()}
        self._relate({(base, days): 1, **dict.fromkeys(cells.values(), -1)}, f"its parts by {column}", parts=True)
        for at, child in enumerate(children):
            within = [cell for where, cell in cells.items() if where[at]]
            if within != [(base | {(column, child)}, days)]:
                self._relate({(base | {(column, child)}, days): 1, **dict.fromkeys(within, -1)}, f"its values of {column}", parts=True)

    def _relate(self, numbers: dict[Place, int], says: str, *, at_least: bool = False, parts: bool = False) -> None:
        self._between |= dict.fromkeys(one for one in numbers if one not in self.known)
        whole, *rest = numbers
        held = [self.known[one] for one in numbers if one in self.known]
        told = f"{self.name(whole)}: {says}"
        if parts and len(held) == len(numbers) and held[0] != sum(held[1:]):
            if not self.source.startswith("people"):
                return  # of what was received: its parts need not add up, and then nothing follows from them
            # The same person may be in several parts: no part is more than the whole, and the whole no more than all parts.
            self.relations += [Relation({self.name(whole): 1, self.name(one): -1}, True, told) for one in rest]
            self.relations.append(Relation({self.name(whole): -1, **{self.name(one): 1 for one in rest}}, True, told))
        else:
            self.sums += [] if at_least else [(whole, rest)]
            self.relations.append(Relation({self.name(one): number for one, number in numbers.items()}, at_least, told))

    @property
    def all_cells(self) -> list[Place]:
        """Those that are known, and those that stand between them."""
        return [*self.known, *self._between]

    def name(self, cell: Place) -> str:
        """A cell in words, unlike any other of the system."""
        region, (first, last) = cell
        told = "; ".join(f"{column}: {' or '.join(sorted(values))}" for column, values in sorted(region, key=lambda one: one[0]))
        return f"{self.source}{f' ({told})' if told else ''}, {first} to {last}"

    def completed(self) -> dict[str, int] | None:
        """A value for every cell, those that are not known among them, so that all relations hold; None where none can."""
        cells = {self.name(one): at for at, one in enumerate(self.all_cells)}
        low, high = np.array([2 * (self.known[one],) if one in self.known else self.within.get(one, (0, np.inf)) for one in self.all_cells], float).T
        if not self.relations:
            return dict(zip(cells, low.astype(int).tolist(), strict=True))
        places = [(row, cells[name], number) for row, one in enumerate(self.relations) for name, number in one.cells.items()]
        rows, columns, numbers = zip(*places, strict=True)
        matrix = csr_array((np.array(numbers, float), (rows, columns)), shape=(len(self.relations), len(cells)))
        upper = np.array([np.inf if one.at_least else 0.0 for one in self.relations])
        found = milp(
            np.zeros(len(cells)), constraints=LinearConstraint(matrix, np.zeros(len(upper)), upper),
            integrality=np.ones(len(cells)), bounds=Bounds(low, high), options={"node_limit": NODES},
        )  # fmt: skip
        return None if found.x is None else dict(zip(cells, np.round(found.x).astype(int).tolist(), strict=True))


def by_source(tallies: Mapping[str, tuple[Tally, int]]) -> Iterator[tuple[str, bool, dict[Place, int]]]:
    """The counts of each source; the same records are one cell, whatever figures tell of them."""
    sources: dict[tuple[str, bool], dict[Place, int]] = {}
    for tally, value in tallies.values():
        own = sources.setdefault((tally.source, tally.additive), {})
        own[tally.region, (tally.first, tally.last)] = value
    yield from ((source, additive, known) for (source, additive), known in sources.items())
