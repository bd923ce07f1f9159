"""Arithmetic: a number worked out from others near it: a sum, a rest, a difference, a share, an average."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations, product

from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import LIMITS, STANDS, Fact
from pipeline.commentary.fitting import UNITS, Fitter, Told, direction
from pipeline.core.periods import Period

TIMES_A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4}  # of an average over the days of a figure
Results = Iterator[tuple[Fraction, tuple[Fact, ...]]]
NEAR = 12  # numbers told: who works something out has what it is made of at hand


def worked_out(claim: Claim, told: Told, fitter: Fitter) -> tuple[Fact, ...] | None:
    """What a number is worked out from, after the result itself; None where it is no result of these."""
    number, work = claim.number, _Arithmetic(claim, told, fitter)
    for value, parts in work.ratios() if number.kind != "number" or number.unit == "percent" else ():
        if number.holds(value):
            return _result(value, parts), *parts
    for fact in work.averages() if claim.per else ():
        if number.holds(fact.value) and fact.unit in UNITS[number.unit]:
            return fact, fact
    for value, parts in work.amounts() if number.kind == "number" else ():
        percents = parts[0].unit == "percent" and number.unit != "percent"
        if number.holds(value) and ("percentage_points" if percents else parts[0].unit) in UNITS[number.unit]:
            return _result(value, parts), *parts
    return None


class _Arithmetic:
    """What can be worked out for one claim."""

    def __init__(self, claim: Claim, told: Told, fitter: Fitter):
        self.claim, self.fitter, self.evidence = claim, fitter, fitter.evidence
        self.near = [(one, fact) for one, fact in told if claim.sentence - one.sentence in (0, 1)][-NEAR:]
        self.told = list(dict.fromkeys(fact for _, fact in self.near))
        values = [one for code in claim.codes for one in self.evidence.levels(code)]
        current = [one for one in values if fitter.is_current(one)]
        self.own = [one for one in current if one.role == "value"]
        self.counts = [one for one in current if one.role in ("value", "denominator")]
        self.wanted = [one for one in values if one.role == "wanted"]
        self.named = self._named()
        self.sums = [(sum((abs(one.value) for one in parts), Fraction(0)), parts) for parts in self._summed()]

    def _named(self) -> list[tuple[Fact, ...]]:
        """The values of all that is named, once for each of the days that the sentence speaks of."""
        days: dict[tuple[int, str], list[Fact]] = {}
        whens = (*self.claim.whens, *self.claim.refs, *self.claim.loose)
        for code, group in self.claim.named:
            for fact in (one for one in self.evidence.levels(code) if (one.group, one.role) == (group, "value")):
                if self.fitter.is_current(fact) or self.fitter.of(fact, whens):
                    days.setdefault((fact.end, fact.basis), []).append(fact)
        return [tuple(found) for found in days.values() if len(found) == len(self.claim.named) > 1]

    def _summed(self) -> Iterator[tuple[Fact, ...]]:
        """What may be added up: all that is named, numbers told one after the other; else two."""
        typed = [fact for one, fact in self.near if one.number.holds(abs(fact.value))]  # not what a change is of
        several = (typed[at : at + size] for size in range(3, len(typed) + 1) for at in range(len(typed) - size + 1))
        some = (parts for named in self.named for size in range(2, len(named)) for parts in combinations(named, size))
        for parts in (*self.named, *some, *several) if self.claim.sums else ():
            yield tuple(parts)
        yield from combinations(self.told, 2)

    def amounts(self) -> Results:
        """Sums, rests and differences, of things that are of one kind."""
        found = [*self.sums, *self._rests(), *self._differences()]
        yield from (one for one in found if len({(part.unit, part.role == "change") for part in one[1]}) == 1)

    def averages(self) -> Iterator[Fact]:
        """What counts come to a day, a week, a month or a quarter: those of the report, and of days that are named."""
        whens = (*self.claim.whens, *self.claim.refs, *self.claim.loose)
        for fact in (one for code in self.claim.codes for one in self.evidence.levels(code)):
            counts = fact.role in ("value", "numerator", "denominator") and fact.unit == "count"
            days = self.fitter.of(fact, whens) if whens else self.fitter.is_current(fact)
            stretches = Period(fact.end, 3).months_covered(fact.basis) * TIMES_A_YEAR[self.claim.per] if counts else 0
            if days and stretches > 12 and fact.group in (self.claim.groups or ("",)):
                says = f"{fact.says}, a {self.claim.per}"
                yield replace(fact, value=fact.value * 12 / stretches, role="average", says=says)

    def _rests(self) -> Results:
        """What is left of a whole: "the other 38", "the remaining 9.8%", "ten did not"."""
        for whole in dict.fromkeys((*self.told, *self.counts)) if self.claim.rests else ():
            parts = tuple(one for one in self.told if one.role != "change" and _apart(one, whole))
            for some in (parts[at:] for at in range(len(parts))):
                yield whole.value - sum(abs(one.value) for one in some), (whole, *some)
            for one in self.evidence.levels(whole.code) if whole.role == "denominator" else ():
                if one.role == "numerator" and (one.group, one.end, one.basis) == (whole.group, whole.end, whole.basis):
                    yield whole.value - one.value, (whole, one)

    def _differences(self) -> Results:
        """By how much one thing is more than another; of one and the same on two days the changes are known."""
        pairs = [pair for pair in permutations(self.told, 2) if _apart(*pair)]
        if self.claim.role in ("change", "any"):
            way = direction(self.claim.way, self.evidence.improves(self.claim.codes[0]) if self.claim.codes else "")
            turn = -1 if way == "down" else 1  # "A outnumber B by 29"
            named = [pair for parts in self.named for pair in combinations(parts[::turn], 2)]
            wrong = [{one, other} for one, other in named if way and one.value < other.value]
            pairs = [pair for pair in (*pairs, *named) if {*pair} not in wrong]
        for one, other in pairs if self.claim.number.unit != "percent" else ():
            if "change" not in (one.role, other.role):
                yield abs(one.value - other.value), (one, other)

    def ratios(self) -> Results:
        """A share of a whole, what is left of it, or how many times one is another."""
        kind = self.claim.number.kind
        wide = self.claim.number.qualifier in ("over", "under", "at_least", "at_most")  # "more than" holds of too much
        if not wide and (self.claim.rests if kind == "part" else kind == "number" and self.claim.role == "level"):
            percents = [one for one in (*self.told, *self.own) if one.role == "value" and one.unit == "percent"]
            yield from ((100 - one.value, (one,)) for one in percents)
        for value, parts in self.sums if self.claim.sums else ():
            wholes = [one for one in (*self.told, *self.own) if one.value and one not in parts]
            yield from ((value / one.value * 100, (*parts, one)) for one in wholes if one.unit == parts[0].unit)
        rough = kind == "part" and not self.claim.way
        both = [pair for pair in permutations(self.told, 2) if not pair[0].role == pair[1].role == "change"]
        pairs = both if rough else [pair for pair in permutations(self.told, 2) if _apart(*pair)]
        if kind == "multiple":  # "twelve times what was asked of us"
            pairs += product(self.told, self.wanted)
            pairs += [pair for parts in self.named for pair in permutations(parts, 2)]
        for one, other in pairs:
            share = kind != "part" or abs(one.value) <= abs(other.value)
            if one.unit == other.unit and other.value and (one.unit != "percent" or kind != "number") and share:
                yield abs(one.value / other.value) * (1 if kind == "multiple" else 100), (one, other)


def _result(value: Fraction, parts: tuple[Fact, ...]) -> Fact:
    first, says = parts[0], ", ".join(dict.fromkeys(one.says for one in parts))
    return Fact(value, first.unit, "result", first.code, "+", first.end, first.basis, first.figure, says)


def _apart(one: Fact, other: Fact) -> bool:
    """Whether two levels are not the same on two days, nor a value and its target: those changes are known."""
    if "change" in (one.role, other.role):
        return one.role == other.role and one.code != other.code
    if one.role == other.role == "average":
        return True
    roles = one.role != other.role and not {one.role, other.role} & {*STANDS, *LIMITS}
    if (one.code, one.group) == (other.code, other.group) and (one.end, one.basis) != (other.end, other.basis):
        roles = roles and "result" in (one.role, other.role)  # no part of one year is a share of another's whole
    return roles or (one.code, one.group, one.basis) != (other.code, other.group, other.basis)
