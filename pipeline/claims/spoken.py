"""Spoken: what a place of a statement speaks of, by its clause and the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.claims import subjects, words
from pipeline.claims.evidence import Evidence
from pipeline.claims.names import Names
from pipeline.claims.numbers import Number
from pipeline.claims.parsed import Parsed
from pipeline.claims.periods import When
from pipeline.claims.spoken_groups import SpokenGroups
from pipeline.claims.words import DOWN, UP

# What can stand between a period and the number that is of it.
_LINK = re.compile(
    r"(?:,? ?(?:it|there|the|its|our|this|that|we|they|figure|number|total|rate|level|value|count|share|percentage|proportion|was|were|had been|has been|been|"
    r"stood|at|had|saw|recorded|only|just|about|around|a|of|to|is|came|reached|got|received|took|counted|numbered)\b)* ?#"
)
_TO = re.compile(r",? to (?:just |only |about )?")


class Spoken(SpokenGroups):
    """What a place of one statement speaks of: indicators, sub-groups, periods, direction."""

    def __init__(self, evidence: Evidence, names: Names, parsed: Parsed, own: str, section: tuple[str, ...] = ()):
        self.evidence, self.names, self.parsed, self.own = evidence, names, parsed, own
        self.fallback = (own,) if own else ()
        self.section = section
        self.instead: tuple[str, ...] = ()

    @contextmanager
    def speaking_of(self, codes: tuple[str, ...]) -> Iterator[None]:
        """Read claims as said of these indicators, for a while."""
        self.instead = codes
        try:
            yield
        finally:
            self.instead = ()

    def codes(self, at: int) -> tuple[tuple[str, ...], bool]:
        """The indicators that a claim at this place concerns, and whether the sentence names them."""
        if self.instead:
            return self.instead, True
        start, end = self.parsed.clause(at)
        inside = [one for one in self.parsed.mentions if start <= one.start < end]
        before = [one for one in inside if one.start <= at]
        if before or inside:
            after = [one for one in inside if one.start > at]
            between = self.parsed.flat[at : after[0].start] if after else ""
            own_subject = subjects.content(self.parsed.flat[start:at]) and re.search(r"[,;]| and ", between)
            if after and not before and (own_subject or re.search(r"#[^#]*(?:[),;]| and )", between)):
                return self.fallback, False
            near = after[0] if after and not before else before[-1]
            between = self.parsed.flat[at : after[0].start].lstrip("# ") if after else ""
            if (
                after
                and before
                and not re.search(r"\b(?:than|compared|against|while|and|from|to|on|by|but|with)\b|[#,~(]", between)
                and len(between) < 40
            ):
                near = after[0]
            if self.own and self.own not in near.codes and self.groups_said(self.own, start, end):
                return (self.own, *near.codes), True
            return near.codes, True
        earlier = [one for one in self.parsed.mentions if one.start < start]
        if earlier:
            return earlier[-1].codes, True
        return self.fallback, False

    def of_unit(self, codes: tuple[str, ...], number: Number) -> tuple[str, ...]:
        """Of several indicators that the words fit those in per cent for a percentage or a part; all where there are none."""
        told = number.unit == "percent" or number.kind == "part"
        fit = tuple(code for code in codes if self.evidence.report.indicators[code].unit == "percent")
        return fit if told and fit else codes

    def not_now(self, at: int) -> bool:
        """Whether a claim at this place is hoped for, planned or conditional."""
        start, end = self.parsed.clause(at)
        before = self.parsed.flat[max(start, at - 160) : at]
        around = self.parsed.flat[max(start, at - 30) : at + 12]
        if re.search(r"\bnext (?:year|quarter|period|month)\b|\bin future\b", self.parsed.flat[start:end]):
            return True
        return bool(words.NOT_NOW.search(before)) or any(
            start + 0 <= max(start, at - 30) + match.start() <= at for match in words.INFINITIVE.finditer(around)
        )

    def denied(self, at: int) -> bool:
        """Whether the words before this place deny it."""
        return bool(words.DENIED.search(self.parsed.left(at, 40)))

    def when_of(self, number: Number) -> list[When]:
        """The periods that a level is said to be of: those just after it, or else the nearest one before."""
        inside = [
            one
            for one in self.parsed.in_clause(number.start, self.parsed.periods)
            if not words.SCOPE.search(self.parsed.flat[: one.start])
        ]
        if led := self._leading(number) or self._end_of(number):
            return [led]
        others = [one.start for one in self.parsed.numbers if one is not number]
        after = [one for one in inside if not self._leads(one) and one.start >= number.end and not re.match(r"\s*[:=] ?#", self.parsed.flat[one.end :]) and not any(number.end <= other < one.start for other in others)
                 and len(self.parsed.flat[number.end : one.start].split()) <= 9
                 and not words.REFERENCE.search(self.parsed.flat[number.end : one.start])
                 and not re.search(r"\b(?:than|compared|against|versus|since|down on|up on)\b", self.parsed.flat[number.end : one.start])]  # fmt: skip
        vague = [one for one in after[:1] if one.current and not re.search(r"\d|quarter", one.text)]
        earlier = [
            one
            for one in inside
            if one.end <= number.start
            and (one.quarter or not one.current)
            and not any(one.end <= other < number.start for other in others)
            and not _TO.fullmatch(self.parsed.flat[one.end : number.start])
            and {basis for _, basis in one.strict} != {"month"}
            and not re.search(r"#(?: [a-z'-]+){0,4} $", self.parsed.flat[: one.start])  # it is that of another number
        ]
        if vague and earlier:
            return earlier[-1:]
        if after:
            same = [
                one
                for one in inside
                if one.start > after[0].start and re.match(r"(?:the )?same|to date|so far|cumul", one.text)
            ]
            return [*after[:1], *same[:1]]
        numbers = [one for one in self.parsed.numbers if one is not number]
        before = [
            one for one in inside if one.end <= number.start and not self._leads(one)
            and not _TO.fullmatch(self.parsed.flat[one.end : number.start])
            and not any(not re.fullmatch(r"\s*\(", self.parsed.flat[one.end : number.start]) and other.end < one.start and re.fullmatch(r" ?(?:[a-z'-]+ ){0,4}", self.parsed.flat[other.end : one.start]) for other in numbers)
        ]  # fmt: skip
        of_then = [
            one
            for one in inside
            if one.end <= number.start
            and re.fullmatch(r",? (?:when|where|in which)\b[^#~;]*", self.parsed.flat[one.end : number.start])
        ]
        if of_then:  # "compared with 2022/23, when 85 were accepted"
            return of_then[-1:]
        if not self.after_reference(number):
            before = [
                one
                for one in before
                if not self.parsed.refers(one) or re.fullmatch(r"\s*\(", self.parsed.flat[one.end : number.start])
            ]
        if re.match(r" (?:vs?\.?|against|compared|versus) ", self.parsed.flat[number.end :]):
            before = [one for one in before if not self.parsed.refers(one)]
        near = [one for one in before if not any(one.end <= other < number.start for other in others)]
        if near:
            return near[-1:]
        spoken = [one for one in before if not self.parsed.refers(one)] or list(self.parsed.heading)
        return spoken[-1:] if spoken and not self.after_reference(number) else []

    def _leads(self, when: When) -> bool:
        """Whether a period is that of the number after it, and not of one before: "(a year ago it was 82%)"."""
        before, after = self.parsed.flat[: when.start], self.parsed.flat[when.end :]
        parted = re.search(
            r"(?:[,;(]|\b(?:where|when|while|whereas|and|but)) (?:the |in |for |at |by |of )*$|[(]$", before
        )
        return bool(parted and _LINK.match(after))

    def _leading(self, number: Number) -> When | None:
        """The period that leads a number, where one does."""
        return next(
            (
                one
                for one in self.parsed.periods
                if one.end <= number.start
                and self._leads(one)
                and _LINK.fullmatch(self.parsed.flat[one.end : number.start + 1])
            ),
            None,
        )

    def _end_of(self, number: Number) -> When | None:
        """The period of one end of a change that is told between two: "from 5.5% to 4.6% between Q2 and Q3"."""
        start, end = self.parsed.clause(number.start)
        ends = [one for one in self.parsed.periods if start <= one.start < end]
        pair = re.search(r"\bbetween (?:the )?(~+) and (?:the )?(~+)", self.parsed.flat[start:end])
        if not pair or len(ends) != 2:
            return None
        if re.search(r"\bfrom $", self.parsed.flat[: number.start]) and re.match(
            r" to #", self.parsed.flat[number.end :]
        ):
            return ends[0]
        return ends[1] if re.search(r"\bfrom #+ to $", self.parsed.flat[: number.start]) else None

    def after_reference(self, number: Number) -> bool:
        """Whether a number follows words of comparison: "compared with", "down from"."""
        return bool(
            re.search(
                r"(?:compared (?:with|to)|against|versus|than|from|on)\s+(?:[a-z']+ ){0,4}$",
                self.parsed.left(number.start),
            )
        )

    def reference_whens(self, at: int) -> list[When]:
        """The periods that a claim at this place is compared with."""
        inside = self.parsed.in_clause(at, self.parsed.periods)
        found = [one for one in inside if self.parsed.refers(one)]
        if not found:
            found = [one for one in self.parsed.periods if self.parsed.refers(one) and not self._of_its_own(one, at)]
        return found

    def _of_its_own(self, when: When, at: int) -> bool:
        """Whether a later clause compares with this period something of a period that the clause names itself."""
        return when.start > at and any(
            one.quarter and one is not when and not self.parsed.refers(one)
            for one in self.parsed.in_clause(when.start, self.parsed.periods)
        )

    def current_whens(self, at: int) -> list[When]:
        """The periods that a claim at this place is of."""
        own = self.evidence.report.period.months_from_year_zero
        inside = [
            one
            for one in self.parsed.in_clause(at, self.parsed.periods)
            if one.strict and not self.parsed.refers(one) and min(end for end, _ in one.strict) <= own
        ]
        if inside:
            return inside
        elsewhere = [one for one in self.parsed.periods if not self.parsed.refers(one) and one.start < at]
        return [one for one in elsewhere if {basis for _, basis in one.strict} != {"month"}]

    def way_said(self, number: Number) -> tuple[str, int, str] | None:
        """The direction that stands with a number, the place of its word, and whether it is before or after."""
        left, right = self.parsed.left(number.start), self.parsed.right(number.end)
        if number.sign and number.unit != "time":
            pass
        for way, pattern in words.CHANGED_BEFORE:
            if match := pattern.search(left):
                if (
                    not re.search(
                        r"\b(?:from|to)\s+"
                        + words.ABOUT
                        + r"$|[a-z] (?:above|below|beyond|past)\s+"
                        + words.ABOUT
                        + "$",
                        re.sub(r"\b(?:by|of) .*", "", left[match.start() :]),
                    )
                    and "#" not in match[0]
                ):
                    return way, number.start - len(left) + match.start(), "before"
        for way, pattern in words.STOOD_BY:
            if match := pattern.search(left):
                return way, number.start - len(left) + match.start(), "before"
        if re.search(rf"\bby {words.ABOUT}$", left):  # "violence rose by 5% and robbery by 3%"
            earlier = [
                (match.start(), way) for way, pattern in ((UP, words.MOVES_UP), (DOWN, words.MOVES_DOWN))
                for match in pattern.finditer(self.parsed.flat[: number.start])
            ]  # fmt: skip
            if earlier:
                return max(earlier)[1], number.start, "before"
        for way, pattern in words.CHANGED_AFTER:
            if (match := pattern.search(right)) and not re.match(r"^[^a-z]*(?:of|out of|and|or|to|in|at)\b", right):
                return way, number.end + match.end(), "after"
        return None
