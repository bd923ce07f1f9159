"""Arithmetic: a number that is worked out from others: a sum, what is left of a whole, a difference, a share, how many times.

Worked out from what the paragraph tells near it, and from the values of the indicators and sub-groups that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations, permutations, product

from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import LIMITS, STANDS, Fact
from pipeline.commentary.fitting import Fitter, direction
from pipeline.core.periods import Period

Told = list[tuple[Claim, Fact]]  # the numbers of a paragraph that are levels or changes, with what they are
Results = Iterator[tuple[Fraction, tuple[Fact, ...]]]
NEAR = 12  # numbers told: who works something out has what it is made of at hand


def worked_out(claim: Claim, told: Told, fitter: Fitter) -> tuple[Fact, ...] | None:
    """What a number is worked out from, after the result itself; None where it is no result of these."""
    near = [(one, fact) for one, fact in told if claim.sentence - one.sentence in (0, 1)][-NEAR:]
    for value, parts in _Arithmetic(claim, near, fitter).results():
        if claim.number.holds(value):
            says, first = ", ".join(dict.fromkeys(one.says for one in parts)), parts[0]
            return Fact(value, first.unit, "result", first.code, "+", first.end, first.basis, first.figure, says), *parts
    return None


class _Arithmetic:
    """What can be worked out for one claim."""

    def __init__(self, claim: Claim, near: Told, fitter: Fitter):
        self.claim, self.near, self.fitter, self.number = claim, near, fitter, claim.number
        self.told = list(dict.fromkeys(fact for _, fact in near))
        self.typed = [fact for one, fact in near if one.number.holds(abs(fact.value))]  # not what a change is of
        self.named = self._named()

    def results(self) -> Results:
        """Each result with what it is of."""
        sums = list(self._sums())
        if self.number.kind != "number" or self.number.unit == "percent":
            yield from self._ratios(sums if self.claim.sums else [])
        if self.number.kind == "number":
            yield from ((value, parts) for value, parts in sums if self._fits(parts))
            yield from self._rests()
            yield from self._differences(sums)

    def _fits(self, parts: Iterable[Fact]) -> bool:
        """Whether what is made of these by adding or taking away is of the unit of the number."""
        units = {"percentage_points" if one.unit == "percent" and self.number.unit != "percent" else one.unit for one in parts}
        return len(units) == 1 and self.fitter.is_of(self.number, units.pop())

    def _current(self) -> list[Fact]:
        """The values of the report's own days."""
        return [one for code in self.claim.codes for one in self.fitter.evidence.levels(code) if one.role == "value" and self.fitter.is_current(one)]

    def _named(self) -> list[list[Fact]]:
        """The values of all that is named, once for each of the days that the sentence speaks of."""
        days: dict[tuple[int, str], list[Fact]] = {}
        whens = (*self.claim.whens, *self.claim.refs, *self.claim.loose)
        for code, group in self.claim.named:
            for fact in self.fitter.evidence.levels(code):
                if (fact.group, fact.role) == (group, "value") and (self.fitter.is_current(fact) or self.fitter.of(fact, whens)):
                    days.setdefault((fact.end, fact.basis), []).append(fact)
        return [found for found in days.values() if len({(one.code, one.group) for one in found}) == len(self.claim.named) > 1]

    def _sums(self) -> Results:
        """Sums of all that is named, and of numbers told one after the other; of two of them where no word says that it is a sum."""
        yield from ((_sum(parts), tuple(parts)) for parts in self.named if self.claim.sums)
        several = [tuple(self.typed[at : at + size]) for size in range(3, len(self.typed) + 1) for at in range(len(self.typed) - size + 1)]
        for parts in (*(several if self.claim.sums else ()), *combinations(self.told, 2)):
            if len({(one.unit, one.role == "change") for one in parts}) == 1:
                yield _sum(parts), parts

    def _rests(self) -> Results:
        """What is left of a whole: "the other 38", "the remaining 9.8%", "ten did not"."""
        if self.number.unit == "percent" and self.claim.role == "level":
            told = [fact for one, fact in self.near if one.sentence == self.claim.sentence and fact.role == "value" and fact.unit == "percent"]
            yield from ((100 - fact.value, (fact,)) for fact in told)
        if not self.claim.rests:
            return
        evidence = self.fitter.evidence
        own = [one for code in self.claim.codes for one in evidence.levels(code) if self.fitter.is_current(one) or one in self.told]
        for whole in [one for one in dict.fromkeys((*self.told, *own)) if one.role in ("value", "denominator", "result")]:
            parts = [one for one in self.told if one is not whole and one.role != "change" and one.unit == whole.unit and _apart(one, whole)]
            for at in range(len(parts)):
                yield whole.value - _sum(parts[at:]), (whole, *parts[at:])
            shares = [one for one in evidence.levels(whole.code) if (one.role, one.group, one.end, one.basis) == ("numerator", whole.group, whole.end, whole.basis)]
            yield from ((whole.value - one.value, (whole, one)) for one in shares if whole.role == "denominator")

    def _differences(self, sums: list[tuple[Fraction, tuple[Fact, ...]]]) -> Results:
        """By how much one of two things is more than the other; of one and the same on two days the changes are known."""
        pairs = [pair for pair in permutations(self.told, 2) if _apart(*pair)]
        if self.claim.role in ("change", "any"):
            turn = -1 if self.claim.way == "down" else 1  # "A outnumber B by 29"
            pairs += [(one, other) for parts in self.named for one, other in combinations(parts[::turn], 2) if one.value > other.value]
            own = self._current()
            days = (*self.claim.refs, *self.claim.loose)
            then = [one for code in self.claim.codes for one in self.fitter.evidence.levels(code) if one.role == "value" and self.fitter.of(one, days)]
            pairs += [(one, other) for one, other in (*product(own, self.told), *product(self.told, then)) if self._went(one, other)]
            for one, other in permutations(sums, 2) if self.claim.sums else ():
                yield abs(one[0] - other[0]), (*one[1], *other[1])
        for one, other in pairs:
            if "change" not in (one.role, other.role) and self.number.unit != "percent" and self._fits((one, other)):
                yield abs(one.value - other.value), (one, other)

    def _went(self, now: Fact, before: Fact) -> bool:
        """Whether two values cover unlike stretches of days, so that no change is known, and differ in the way that is said."""
        months = [Period(one.end, 3).months_covered(one.basis) for one in (now, before)]
        way = direction(self.claim.way, self.fitter.evidence.improves(now.code))
        alike = (now.code, now.group, now.role) == (before.code, before.group, before.role) == (now.code, now.group, "value")
        return alike and months[0] != months[1] and (not way or (now.value > before.value) == (way == "up"))

    def _ratios(self, sums: list[tuple[Fraction, tuple[Fact, ...]]]) -> Results:
        """A share of a whole, or how many times one is another."""
        times = 1 if self.number.kind == "multiple" else 100
        for value, parts in sums:
            totals = [one for one in self.fitter.evidence.levels(parts[0].code) if one.group == "" != parts[0].group and (one.end, one.basis) == (parts[0].end, parts[0].basis)]
            for whole in (*(one for one in self.told if one not in parts), *totals):
                if whole.unit == parts[0].unit and whole.value:
                    yield value / whole.value * times, (*parts, whole)
        if sums:
            return
        wholes = {fact for one, fact in self.near if one.whole}
        stands = [(one, other) for one, other in permutations(self.told, 2) if one.role == "value" and other.role in STANDS]
        pairs = [(one, other) for one, other in permutations(self.told, 2) if other in wholes or _apart(one, other)]
        pairs += stands if self.number.kind == "part" and not self.claim.way else []
        wanted = [one for code in self.claim.codes for one in self.fitter.evidence.levels(code) if one.role == "wanted"]
        pairs += product(self.told, wanted) if times == 1 else []  # "twelve times what was asked of us"
        pairs += [pair for parts in self.named for pair in permutations(parts, 2)] if times == 1 else []
        own = [one for one in self._current() if one.group in (self.claim.groups or ("",))]
        pairs += product(own, wholes) if self.number.kind != "number" else []
        for one, other in pairs:
            if one.unit == other.unit and other.value and (one.unit != "percent" or self.number.kind != "number"):
                yield abs(one.value / other.value) * times, (one, other)


def _sum(parts: Iterable[Fact]) -> Fraction:
    return sum((abs(one.value) for one in parts), Fraction(0))


def _apart(one: Fact, other: Fact) -> bool:
    """Whether two levels are not one and the same on two days, nor a value and what it is held against: of these the changes are known."""
    if "change" in (one.role, other.role):
        return one.role == other.role and one.code != other.code
    roles = one.role != other.role and not {one.role, other.role} & {*STANDS, *LIMITS}
    return roles or (one.code, one.group, one.basis) != (other.code, other.group, other.basis)
