"""Fitting: which of the numbers that the report holds a typed number can be, and what its words say against each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import LIMITS, STANDS, Evidence, Fact
from pipeline.core.figure_ids import FigureId
from pipeline.core.written.numbers import Number
from pipeline.core.written.periods import When

_KINDS = {"": ("count", "rate"), "percent": ("percent",), "percentage_points": ("percentage_points",), "money": ("money",)}


@dataclass(frozen=True)
class Fit:
    """A number of the report that equals a typed one, with what the words say against it: role, direction, period, subject or group."""

    fact: Fact
    against: tuple[str, ...]
    rank: tuple[int, ...] = ()


def same_kind(number: Number, fact: Fact) -> bool:
    """Whether a number and a fact are of one kind of unit. Fractions tell shares, multiples how many times."""
    if number.kind == "part":
        return fact.unit == "percent"
    if number.kind == "multiple":
        return fact.role == "change" and fact.unit == "percent"
    return fact.unit in _KINDS[number.unit] or (number.shared and fact.unit.startswith("percent"))


def told(number: Number, fact: Fact) -> Fraction:
    """The value as a sentence tells it: a change by its size, and for a multiple the ratio."""
    if number.kind == "multiple":
        return 1 + fact.value / 100
    if fact.role == "change":
        return abs(fact.value)
    return fact.value if number.sign != "-" else -fact.value


class Fitter:
    """Finds the facts that a claim's number equals, and says what speaks against each."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self._facts: dict[str, list[tuple[float, Fact]]] = {}

    def facts(self, code: str) -> list[tuple[float, Fact]]:
        """Everything that the report holds of an indicator, its levels and the changes between them, each with its size."""
        if code not in self._facts:
            found = [*self.evidence.levels(code), *self.evidence.all_changes(code)]
            self._facts[code] = [(abs(float(fact.value)), fact) for fact in found]
        return self._facts[code]

    def holding(self, number: Number, code: str) -> Iterator[Fact]:
        """The facts of an indicator that a number tells, at its typed precision and in its kind of unit."""
        exactly = not number.qualifier and number.kind == "number"
        said, step = abs(float(number.value)), 0.51 * 10.0**-number.decimals + 1e-9
        for size, fact in self.facts(code):
            if exactly and abs(size - said) > step:  # a rough choice first, since exact arithmetic is slow
                continue
            if same_kind(number, fact) and number.holds(told(number, fact)):
                yield fact

    def fits(self, claim: Claim, codes: Iterable[str], anchors: list[Fact]) -> list[Fit]:
        """Every fact of these indicators that the number equals, the best first.

        The order: what least speaks against; the claim's indicators in their order; the report's own period; its basis; value
        before change. `anchors`: levels that other numbers of the sentence are.
        """
        found = []
        for place, code in enumerate(codes):
            end, basis = self.evidence.own_days(code)
            for fact in self.holding(claim.number, code):
                against = tuple(self.against(claim, fact, anchors))
                found.append(Fit(fact, against, (len(against), place, fact.end != end, fact.basis != basis, fact.role == "change", bool(fact.group), not fact.figure)))
        return sorted(found, key=lambda fit: fit.rank)

    def named(self, claim: Claim, anchors: list[Fact]) -> list[Fit]:
        """The facts that a figure placed by name is, with what its words say against each: another direction, or, of a name that moves with the quarter, other days."""
        found = [fact for _, fact in self.facts(claim.codes[0]) if fact.figure == claim.number.bound]
        name = FigureId.parse(claim.number.bound)
        ends = set() if name.period or name.basis else {end for when in claim.whens for end, _ in when.days}
        told = {fact: ("direction", *(("period",) if ends and fact.end not in ends else ())) for fact in found}
        return [Fit(fact, tuple(one for one in self.against(claim, fact, anchors) if one in told[fact])) for fact in found]

    def against(self, claim: Claim, fact: Fact, anchors: list[Fact]) -> Iterator[str]:
        """What the words of a claim say against a fact."""
        if fact.code not in claim.codes:
            yield "subject"
        rough = claim.number.kind != "number" and fact.role == "change"
        if fact.group and not claim.groups and rough and self.evidence.value_on(fact.code, "", [(fact.end, fact.basis)]):
            yield "group"  # a fraction holds roughly, of one sub-group or another by chance
        if claim.groups and fact.group not in claim.groups and not (claim.role == "whole" and not fact.group):
            yield "group"
        if claim.partner >= 0 and not self._is_of_partner(fact, anchors[0]):
            yield "pair"
        if fact.role == "change":
            yield from self._against_change(claim, fact, anchors)
        else:
            yield from self._against_level(claim, fact, anchors)

    def _is_of_partner(self, fact: Fact, partner: Fact) -> bool:
        """Whether a number says something of the one that it is told with: how it changed, or what it was a year before."""
        if fact.role == "change":
            return partner in (fact.now, fact.before)
        other_days = (fact.code, fact.group, fact.role, fact.basis) == (partner.code, partner.group, partner.role, partner.basis)
        return fact is not partner and (other_days or fact in self.evidence.references(partner))

    def _against_level(self, claim: Claim, fact: Fact, anchors: list[Fact]) -> Iterator[str]:
        stands = fact.role in (*STANDS, *LIMITS)
        known = fact.role == "baseline" and any(when.back for when in claim.whens) and self.of(fact, claim.whens)  # "7% in 2014/15"
        # beside a value that is told: "94% is above the 90% that the plan asks for"
        known = known or not claim.whens and any(one.role == "value" and fact in self.evidence.standing(one, fact.role) for one in anchors)
        other_level = claim.role == "target" and (not stands or (fact.role in STANDS and claim.against not in ("", fact.role)))
        if (claim.role == "change" and not (fact.role == "wanted" and claim.wished)) or other_level or (stands and claim.role == "level" and not claim.held and not known):
            yield "role"
        if claim.role == "whole" and fact.role == "numerator":
            yield "role"
        shares = [one for one in anchors if one.role == "numerator" and (one.code, one.group) == (fact.code, fact.group)]
        if shares and fact.unit == "percent" and fact.role == "value" and claim.role != "reference" and not claim.near and (fact.end, fact.basis) not in [(one.end, one.basis) for one in shares]:
            yield "period"  # "19 of 58, which is 32.8%": the share of these
        if fact.unit == "rate" and claim.counted and not claim.number.decimals:
            yield "unit"
        if not stands and fact.role != "annualised" and not self._in_time(claim, fact, anchors):
            yield "period"

    def _in_time(self, claim: Claim, fact: Fact, anchors: list[Fact]) -> bool:
        if claim.whens:  # "the 541 of the same months of 2014/15": as long as what it is held against
            ends = {end for when in claim.whens for end, _ in when.days}
            return self.of(fact, claim.whens) or fact.end in ends and any(fact in self.evidence.references(one) for one in anchors if one.role == fact.role)
        if claim.role == "reference" or claim.aside:
            beside = [one for now in (*anchors, *self.now(fact)) for one in self.evidence.references(now)]
            if fact in beside or self.of(fact, (*claim.refs, *claim.loose)):
                return True
            if claim.role == "reference" and self.is_current(fact) and any(one.code == fact.code and one.end < fact.end for one in anchors):
                return True  # "50 last year, compared with 40 now"
            if claim.role == "reference" and not claim.refs and not claim.loose:
                return fact.end < self.evidence.own_days(fact.code)[0] or bool(claim.groups) or not claim.sure
        beside = any((one.code, one.end, one.basis) == (fact.code, fact.end, fact.basis) for one in anchors)
        if claim.chained:  # "then to 2,954 and finally to 2,593"
            alike = [one for one in anchors if (one.code, one.group, one.role, one.basis) == (fact.code, fact.group, fact.role, fact.basis)]
            beside = beside or bool(alike) and abs(alike[0].end - fact.end) == self.evidence.steps(fact)[1]
            beside = beside or claim.later and fact.end == max(self.evidence.series(fact), default=0)
        return beside or self.is_current(fact) or self.of(fact, claim.loose)

    def now(self, fact: Fact) -> list[Fact]:
        """The value of the report's own days beside a level."""
        return self.evidence.value_on(fact.code, fact.group, [self.evidence.own_days(fact.code)], fact.role)

    def is_current(self, fact: Fact) -> bool:
        """Whether a fact is of the report's own days."""
        return self.evidence.on(fact, [self.evidence.own_days(fact.code)])

    @staticmethod
    def is_of(number: Number, unit: str) -> bool:
        """Whether a number is of this kind of unit."""
        return unit in _KINDS[number.unit]

    def of(self, fact: Fact, whens: Iterable[When]) -> bool:
        """Whether a fact is of one of these periods; on its own basis where the report holds it on no other."""
        for when in whens:
            if self.evidence.on(fact, when.days) or self._newest_to_date(fact, when):
                return True
            held = any(self.evidence.on(one, when.days) for one in self.evidence.levels(fact.code) if one.group == fact.group and one.role == fact.role)
            if fact.role == "baseline" and when.back and not any(self.evidence.on(one, when.days) for one in self.evidence.levels(fact.code)):
                return True  # "7% in 2014/15": days of which the report holds only the baseline
            if not held and any(fact.end == end for end, _ in when.days) and fact.basis == self.evidence.report.indicators[fact.code].basis:
                return True
        return False

    def _newest_to_date(self, fact: Fact, when: When) -> bool:
        """Whether a year to date that the report does not hold up to its own end is this one, the newest of the year."""
        own, _ = self.evidence.own_days(fact.code)
        to_date = fact.basis == "year_to_date" and (own, "year_to_date") in when.days and not when.back
        return to_date and fact.end == max(self.evidence.series(fact)) and 0 <= own - fact.end <= (own - 3) % 12

    def _against_change(self, claim: Claim, fact: Fact, anchors: list[Fact]) -> Iterator[str]:
        assert fact.now and fact.before
        bare = claim.number.unit == "percent" and fact.now.unit != "percent"  # a percentage of a count: a share or a change
        if bare and fact.now.role != "value" and fact.now not in anchors:
            yield "role"
        if claim.number.kind != "multiple" and (claim.role in ("target", "whole", "reference") or (claim.role == "level" and not bare and not claim.aside)):
            yield "role"
        if not self.goes(fact, claim):
            yield "direction"
        if not self._between(claim, fact, anchors):
            yield "period"

    def goes(self, fact: Fact, claim: Claim) -> bool:
        """Whether a change goes the way that its words or its sign say."""
        way = direction(claim.way, self.evidence.improves(fact.code))
        if claim.number and claim.number.kind == "multiple" or not way or claim.doubt and claim.against == "target":
            return True  # "to reach the target it must fall by 0.8"
        if claim.denied:
            way = {"up": "down", "down": "up"}[way]
        return fact.value > 0 if way == "up" else fact.value < 0

    def _between(self, claim: Claim, fact: Fact, anchors: list[Fact]) -> bool:
        """Whether a change is between the days that its sentence speaks of, or between levels that it tells."""
        now, before = fact.now, fact.before
        told = (*claim.whens, *claim.refs, *claim.loose)
        if claim.against and before.role != claim.against and not self.of(before, claim.refs):
            return False
        if now in anchors and before in anchors or self._from_to(now, before, told):
            return True
        current = now in anchors or (self.of(now, claim.whens) if claim.whens else self.is_current(now) or self.of(now, claim.loose))
        if before.role in STANDS and claim.refs and not claim.against:
            return current and self.of(before, claim.refs)
        if before.role in STANDS:
            usual = before in self._declared(now) or before in self.evidence.references(now)
            return current and (bool(claim.against) or usual or before in anchors or self.of(before, told))
        if claim.refs:
            years_back = any(before.end == now.end - when.back and before.basis == now.basis for when in claim.refs)
            named = now in anchors or bool(claim.whens) and self.of(now, claim.whens)
            known = (self.of(before, claim.refs) or years_back and named) and (current or not claim.whens)
            return known or (self.of(now, claim.refs) and before in self.evidence.references(now))
        return current and (before in self.evidence.references(now) or before in anchors or self.of(before, claim.loose))

    def _from_to(self, now: Fact, before: Fact, told: Iterable[When]) -> bool:
        """Whether a sentence names the days of both levels: "from Q3 to Q4"."""
        latest = [when for when in told if self.of(now, [when])]
        return any(self.of(before, [when]) for when in told if when not in latest) and bool(latest) and now.basis == before.basis

    def _declared(self, now: Fact) -> list[Fact]:
        references = self.evidence.report.indicators[now.code].references
        return [one for role in STANDS if role in references for one in self.evidence.standing(now, role)]


def direction(way: str, better: str) -> str:
    """Up or down, for a word that may say good or bad; empty where nothing says which way is better."""
    if way in ("met", "exceeded", "missed"):
        way = ("bad" if way == "missed" else "good") if better else ("down" if way == "missed" else "up")
    return better if way == "good" else {"up": "down", "down": "up"}.get(better, "") if way == "bad" else way

