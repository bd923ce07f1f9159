"""Fitting: which of the numbers that the report holds a typed number can be, and what its words say against each."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import LIMITS, STANDS, Evidence, Fact
from pipeline.commentary.scopes import Link, joined
from pipeline.core.figure_ids import FigureId
from pipeline.core.written.numbers import Number
from pipeline.core.written.periods import When

UNITS = {"": ("count", "rate")} | {one: (one,) for one in ("percent", "percentage_points", "money")}
Told = list[tuple[Claim, Fact]]  # the numbers of a paragraph that are bound, with what they are


class Beside(NamedTuple):
    """What the other numbers are that a claim stands beside, the nearest first, and those that it is joined to."""

    facts: list[Fact]
    typed: list[Fact]  # of them those that a number gives, and not only what a change is from
    linked: list[tuple[Link, Fact]]


class Fit(NamedTuple):
    """A number of the report that equals a typed one; what the words say against it: role, direction, period …"""

    fact: Fact
    against: tuple[str, ...]


def beside(claim: Claim, told: Told) -> Beside:
    """What is told up to the end of a claim's sentence."""
    before = [one for one in told if one[0].sentence <= claim.sentence]
    near = sorted(before, key=lambda one: abs(claim.start - one[0].start))
    linked = [(link, fact) for one, fact in near for link in claim.links if link.to == one.start]
    typed = [fact for one, fact in near if one.number.kind != "number" or one.number.holds(abs(fact.value))]
    return Beside([fact for _, fact in near], typed, linked)


def same_kind(number: Number, fact: Fact) -> bool:
    """Whether a number and a fact are of one kind of unit. Fractions tell shares, multiples how many times."""
    if number.kind != "number":
        return fact.unit == "percent" and (number.kind == "part" or fact.role == "change")
    return fact.unit in UNITS[number.unit] or number.shared and fact.unit.startswith("percent")


def size_of(number: Number, fact: Fact) -> Fraction:
    """The value as a sentence tells it: a change by its size, and for a multiple the ratio."""
    if number.kind == "multiple":
        return 1 + fact.value / 100
    return abs(fact.value) if fact.role == "change" else fact.value if number.sign != "-" else -fact.value


class Fitter:
    """Finds the facts that a claim's number equals, and says what speaks against each."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self._facts: dict[str, list[tuple[float, Fact]]] = {}

    def facts(self, code: str) -> list[tuple[float, Fact]]:
        """Everything that the report holds of an indicator, levels and the changes between them, each with its size."""
        if code not in self._facts:
            found = [*self.evidence.levels(code), *self.evidence.all_changes(code)]
            self._facts[code] = [(abs(float(fact.value)), fact) for fact in found]
        return self._facts[code]

    def holding(self, number: Number, code: str) -> Iterator[Fact]:
        """The facts of an indicator that a number tells, at its typed precision and in its kind of unit."""
        exactly = not number.qualifier and number.kind == "number"
        said, step = abs(float(number.value)), 0.51 * 10.0**-number.decimals + 1e-9
        for size, fact in self.facts(code):  # a rough choice first, since exact arithmetic is slow
            if number.bound:
                yield from (fact,) if fact.figure == number.bound else ()
            elif not (exactly and abs(size - said) > step) and same_kind(number, fact):
                yield from (fact,) if number.holds(size_of(number, fact)) else ()

    def fits(self, claim: Claim, codes: Iterable[str], near: Beside) -> list[Fit]:
        """Every fact of these indicators that the number equals: what least speaks against, then in their order."""
        name = FigureId.parse(claim.number.bound) if claim.number.bound else None
        whens = claim.whens if name and not name.period and not name.basis else ()
        ends = {end for when in whens for end, _ in when.days}
        found = []
        for place, code in enumerate(one for one in codes if one in self.evidence.codes):  # none counted by the report
            end, basis = self.evidence.own_days[code]
            for fact in self.holding(claim.number, code):
                counts = ("direction", *(["period"] if ends and fact.end not in ends else []))
                against = tuple(one for one in self.against(claim, fact, near) if not name or one in counts)
                own = fact.end != end, fact.basis != basis, fact.role == "change", bool(fact.group), not fact.figure
                found.append(((len(against), place, *own), Fit(fact, against)))
        return [fit for _, fit in sorted(found, key=lambda one: one[0])]

    def against(self, claim: Claim, fact: Fact, near: Beside) -> Iterator[str]:
        """What the words of a claim, and the numbers that it is joined to, say against a fact."""
        if fact.code not in claim.codes:
            yield "subject"
        rough = claim.number.kind != "number" and fact.role == "change"  # of one sub-group or another by chance
        named = fact.group in claim.groups or not fact.group and claim.role == "whole"
        if claim.groups and not named or not claim.groups and fact.group and rough:
            yield "group"
        if claim.per:
            yield "unit"
        for link, other in near.linked:
            if link.kind != "next" and not joined(link, fact, other, self.evidence):
                yield "direction" if link.kind in ("later", "earlier") else "link"
        yield from (self._against_change if fact.role == "change" else self._against_level)(claim, fact, near)

    def _against_level(self, claim: Claim, fact: Fact, near: Beside) -> Iterator[str]:
        stands = fact.role in (*STANDS, *LIMITS)
        told = any(one.role == "value" and fact in self.evidence.standing(one, fact.role) for one in near.facts)
        back = [when for when in claim.whens if when.back]
        dated = fact.role == "baseline" and self.of(fact, back)  # "7% in 2014/15"
        if claim.role == "change":
            fits = fact.role == "wanted" and claim.wished
        elif claim.role == "target":
            fits = stands and (fact.role not in STANDS or claim.against in ("", fact.role))
        else:  # "94% is above the 90% that the plan asks for"
            fits = not stands or claim.role != "level" or claim.held or dated or told and not claim.whens
        if not fits or claim.role == "whole" and fact.role == "numerator":
            yield "role"
        if (
            claim.denied
            and (fact.role == "numerator" or fact.unit == "percent")
            and not self.evidence.denies(fact.code)
        ):
            yield "direction"  # "75% were not contacted"
        if fact.unit == "rate" and claim.counted and not claim.number.decimals:
            yield "unit"
        if not stands and fact.role != "annualised" and not self._in_time(claim, fact, near):
            yield "period"

    def _in_time(self, claim: Claim, fact: Fact, near: Beside) -> bool:
        referred = any(fact in self.evidence.references(one) for one in near.facts if one.role == fact.role)
        if claim.whens:  # "the 541 of the same months of 2014/15": as long as what it is held against
            ends = {end for when in claim.whens for end, _ in when.days}
            return self.of(fact, claim.whens) or referred and fact.end in ends
        days = claim.loose
        if claim.role == "reference" or claim.aside:
            now = [one for one in self.evidence.series(fact).values() if self.is_current(one)]
            if referred or any(fact in self.evidence.references(one) for one in now):
                return True
            days = (*claim.refs, *claim.loose)
            if claim.role == "reference" and not days:
                earlier = fact.end < self.evidence.own_days[fact.code][0] or bool(claim.groups)
                told = any(one.code == fact.code and one.end < fact.end for one in near.facts)
                return earlier or told and self.is_current(fact)  # "50 last year, against 40 now"
        same = any((one.code, one.end, one.basis) == (fact.code, fact.end, fact.basis) for one in near.typed)
        (end, basis), series = self.evidence.own_days[fact.code], self.evidence.series(fact)
        newest = end not in series and fact.end == max(series, default=0) > end - 12 and fact.basis == basis
        return same or newest or self.is_current(fact) or self.of(fact, days)

    def is_current(self, fact: Fact) -> bool:
        """Whether a fact is of the report's own days."""
        return self.evidence.on(fact, [self.evidence.own_days[fact.code]])

    def of(self, fact: Fact, whens: Iterable[When]) -> bool:
        """Whether a fact is of one of these periods; on its own basis, or the baseline, where nothing else is held."""
        end, basis = self.evidence.own_days[fact.code]
        own, year = fact.basis == basis, (end - 3) // 12 == (fact.end - 3) // 12
        newest = year and fact.basis == "year_to_date" and fact.end == max(self.evidence.series(fact))
        for when in whens:
            if self.evidence.on(fact, when.days) or newest and (end, "year_to_date") in when.days:
                return True
            if own and any(fact.end == end for end, _ in when.days) or fact.role == "baseline" and when.back:
                alike = (one for one in self.evidence.levels(fact.code) if one.group == fact.group)
                held = {one.role for one in alike if self.evidence.on(one, when.days)}
                if not held or fact.role != "baseline" and fact.role not in held:
                    return True
        return False

    def _against_change(self, claim: Claim, fact: Fact, near: Beside) -> Iterator[str]:
        bare = claim.number.unit == "percent" and fact.now.unit != "percent"  # of a count: a share or a change
        told = bare and any(one.role == "change" for one in near.facts)  # "10% compared with 5%"
        level = {"target": True, "whole": True, "reference": not told, "level": not bare and not claim.aside}
        part = bare and fact.now.role != "value" and fact.now not in near.facts
        if part or level.get(claim.role) and claim.number.kind != "multiple":
            yield "role"
        if not self.goes(fact, claim, near):
            yield "direction"
        if not self._between(claim, fact, near):
            yield "period"

    def goes(self, fact: Fact, claim: Claim, near: Beside) -> bool:
        """Whether a change goes the way that its words or its sign say."""
        way = direction(claim.way, self.evidence.improves(fact.code))
        # "must fall by another 14"
        wished = claim.doubt and claim.way in ("up", "down") and fact.before.role == "target"
        turned = wished or self._turned(claim, fact, near)
        goes = (fact.value > 0 if way == "up" else fact.value < 0) != (claim.denied != turned)
        return goes or claim.number.kind == "multiple" or not way

    def _turned(self, claim: Claim, fact: Fact, near: Beside) -> bool:
        """Whether what is told is held against later days: "61 in Q2, 17 more than in the third quarter"."""
        later = self.of(fact.now, claim.refs) and not self.of(fact.before, claim.refs)
        told = {(one.code, one.group, one.end, one.value) for one in near.typed}
        before = fact.code, fact.group, fact.before.end, fact.before.value
        return later and before in told and fact.now not in near.facts and not self.is_current(fact.now)

    def _between(self, claim: Claim, fact: Fact, near: Beside) -> bool:
        """Whether a change is between the days that its sentence speaks of, or between levels that it tells."""
        now, before = (fact.before, fact.now) if self._turned(claim, fact, near) else (fact.now, fact.before)
        referred = self.of(before, claim.refs)
        if claim.against and before.role != claim.against and not referred:
            return False
        usual = before in self.evidence.references(now)
        current = self.of(now, claim.whens) if claim.whens else self.is_current(now) or self.of(now, claim.loose)
        current = current or now in near.facts
        if now in near.facts and before in near.facts:
            return True
        if before.role in STANDS:
            declared = before.role in self.evidence.indicators[now.code].references
            usual = usual or declared and before in self.evidence.standing(now, before.role)
            return current and (bool(claim.against) or (referred if claim.refs else usual))
        if claim.refs:
            back = any(before.end == now.end - when.back and before.basis == now.basis for when in claim.refs)
            return referred or back and now in near.facts or self.of(now, claim.refs) and usual
        return current and usual


def direction(way: str, better: str) -> str:
    """Up or down, for a word that may say good or bad; empty where nothing says which way is better."""
    if way in ("met", "exceeded", "missed"):
        kept, missed = ("good", "bad") if better else ("up", "down")
        way = missed if way == "missed" else kept
    return better if way == "good" else {"up": "down", "down": "up"}.get(better, "") if way == "bad" else way
