"""Between two values: the direction and the amount that a sentence tells beside two numbers that agree with the figures.

Which of the two is the newer one is told by the figures that they agree with, and not by the order of the words: "climbed
to 2,593 from 2,954", "48, up from 85" and "fell (85 to 48)" are all held against the same two values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.claims import causes, subjects, words
from pipeline.claims.judge import Judge
from pipeline.claims.numbers import Number
from pipeline.claims.verdicts import DISAGREES, MATCHES, Verdict
from pipeline.claims.words import BAD, DOWN, GOOD, UP
from pipeline.core.periods import Period
from pipeline.figures.figure import Figure

_UP_DOWN = r"(?=,? (?:from|on|against|compared|by|since|again|versus|vs|over|year|#)|[,:;)]|\s*$)"
_WAYS = (
    (
        UP,
        re.compile(
            rf"{words.MOVES_UP.pattern}|\b(?:{words.NOUN_UP}|higher|more|greater|above)\b|(?<!made )(?<!make )(?<!makes )(?<!making )(?<!take )(?<!took )\bup{_UP_DOWN}"
        ),
    ),
    (
        DOWN,
        re.compile(rf"{words.MOVES_DOWN.pattern}|\b(?:{words.NOUN_DOWN}|lower|fewer|less|below)\b|\bdown{_UP_DOWN}"),
    ),
    (GOOD, re.compile(r"\b(?:better|improv(?:ed|ement|ing))\b")),
    (BAD, re.compile(r"\b(?:worse|worsen(?:ed|ing)|deteriorat(?:ed|ion|ing))\b")),
)
_SAID_OF = re.compile(
    r"\b(?:not|n't|never|which|who|of which|after|before|following|since|despite|and|but|while|with|target|limit|profile)\b|[;.]"
)


@dataclass(frozen=True)
class Pair:
    """Two numbers of a statement, in its order, that agree with an older and a newer value of one indicator."""

    first: Number
    second: Number
    before: Figure
    now: Figure

    @property
    def change(self) -> Fraction:
        older, newer = (self.first, self.second) if self.now_is_second else (self.second, self.first)
        return newer.value - older.value

    now_is_second: bool


def pairs(judge: Judge, verdicts: list[Verdict]) -> Iterator[Pair]:
    """The neighbouring pairs of values; a target or a baseline stands for what is older."""
    held = [
        (number, judge.evidence.figures[told.figure])
        for number, told in zip(judge.parsed.numbers, verdicts, strict=True)
        if told.verdict == MATCHES and told.figure in judge.evidence.figures and _plain(number)
    ]
    levels = ("value", "target", "baseline")
    values = [one for one in held if one[1].parts.measure in levels and one[1].parts.reference != "reduction"]
    for (first, one), (second, other) in zip(values, values[1:], strict=False):
        if one.parts.measure != "value" and first is not held[0][0]:
            continue  # "short of the baseline of 80, though up from 31" speaks of what came first
        same = (one.parts.indicator, one.parts.category) == (other.parts.indicator, other.parts.category)
        ages = [_age(figure) for figure in (one, other)]
        if same and ages[0] != ages[1] and first.unit == second.unit and (_long(first) or _long(second)):
            later = ages[1] > ages[0]
            yield Pair(first, second, *((one, other) if later else (other, one)), now_is_second=later)


def _plain(number: Number) -> bool:
    return number.kind == "number" and not number.qualifier and not number.bound


def _long(number: Number) -> bool:
    """Whether a number is long enough not to agree by chance."""
    return number.value >= 10 or number.decimals > 0


def _age(figure: Figure) -> int:
    """The last month of a value; targets come before all of them, and baselines before those."""
    before = {"target": 0, "baseline": -1}
    if figure.parts.measure in before:
        return before[figure.parts.measure]
    return Period.parse(figure.period, figure.basis).months_from_year_zero


def false_directions(judge: Judge, verdicts: list[Verdict]) -> Iterator[Verdict]:
    """The direction words beside a pair of values that the two give the lie: "48, up from 85"."""
    for pair in pairs(judge, verdicts):
        for way, start, end in _said(judge, pair):
            rise = pair.change > 0
            if way in (GOOD, BAD):
                good = judge.evidence.improves(pair.now.parts.indicator, pair.change)
                right = good is None or good == (way == GOOD)
            else:
                right = (way == UP) == rise
            if not pair.change or right:
                continue
            says = f"{pair.before.display} to {pair.now.display} is {'a rise' if rise else 'a fall'}"
            word = judge.parsed.text[start:end]
            yield Verdict(start, end, word, DISAGREES, pair.now.id, says, causes.DIRECTION)


def _said(judge: Judge, pair: Pair) -> list[tuple[str, int, int]]:
    """The direction words between the two numbers, or just before or after them; none where they point two ways."""
    flat, (first, second) = judge.parsed.flat, (pair.first, pair.second)
    inner = _found(flat, first.end, second.start)
    if inner:
        between = flat[first.end : second.start]
        if pair.now.parts.measure == "target":
            between = between.replace("target", "")
        return [] if _SAID_OF.search(between) or len({way for way, *_ in inner}) > 1 or len(between) > 60 else inner
    opening = max(
        [judge.parsed.clause(first.start)[0], *(one.end for one in judge.parsed.numbers if one.end <= first.start)]
    )
    if "value" not in (pair.before.parts.measure, pair.now.parts.measure):
        return []  # what stands before a baseline and a target need not be said of the two
    leading = _found(flat, opening, first.start)
    if len(leading) == 1 and not re.search(r"\b(?:target|limit|profile)\b", flat[first.end : second.start]):
        (_, start, end), codes = leading[0], judge.codes(first.start)[0]
        gap = flat[end : first.start]
        plain = not _SAID_OF.search(gap) and subjects.strangers(judge.names, codes, gap) == 0
        moved = re.search(r"\b(?:went|stood|was|were|is|are|came|had|than)\b", gap)
        if plain and not moved and not judge.denied(start) and not judge.not_now(start):
            straight = re.match(
                r"(?: off| back| sharply| slightly)?(?: in)?(?: ~+)?,? (?:from|to|at) (?:just |only )?$", gap
            )
            if straight or subjects.subject_known(judge.names, codes, flat[opening:start]):
                return leading
    return []


def _found(flat: str, start: int, end: int) -> list[tuple[str, int, int]]:
    found = [
        (way, start + match.start(), start + match.end())
        for way, pattern in _WAYS
        for match in pattern.finditer(flat[start:end])
    ]
    return [one for one in found if not any(other[1] <= one[1] and one[2] < other[2] for other in found)]


def amounts(judge: Judge, roles: list[str], verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts, with changes that nothing else tells held against a pair of values in the same sentence."""
    kept, numbers = list(verdicts), judge.parsed.numbers
    told = list(pairs(judge, verdicts))
    if len(told) != 1 or len(numbers) > 5:
        return kept
    (pair,) = told
    told_of = (pair.now.parts.indicator,)
    for at, (number, role) in enumerate(zip(numbers, roles, strict=True)):
        if role != "change" or verdicts[at].verdict == MATCHES or number.bound or number.kind == "multiple":
            continue
        base = exact_before(pair)
        per_cent = number.unit == "percent" or number.kind == "part"
        if per_cent and not base or number.unit not in ("", "percent", "percentage_points"):
            continue
        value = abs(pair.change) * 100 / base if per_cent else abs(pair.change)
        start, end = judge.parsed.clause(number.start)
        said = judge.parsed.flat[start:end]
        if not number.holds(value) and (
            words.ELSEWHERE.search(said) or subjects.strangers(judge.names, told_of, said) > 0.5
        ):
            continue
        counted, rest = subjects.noun_phrase(judge.parsed.right(number.end))
        if counted and not subjects.phrase_known(judge.names, told_of, counted):
            continue
        if verdicts[at].verdict == DISAGREES and (
            not number.holds(value) or verdicts[at].cause in (causes.DIRECTION, causes.SIGN)
        ):
            continue
        says = f"from {pair.before.display} to {pair.now.display} it is {float(value):.4g}{'%' if per_cent else ''}"
        if number.sign and (number.sign == "+") != (pair.change > 0):
            kept[at] = replace(verdicts[at], verdict=DISAGREES, figure=pair.now.id, expected=says, cause=causes.SIGN)
        elif number.holds(value):
            kept[at] = replace(verdicts[at], verdict=MATCHES, figure="", expected=says)
        elif abs(number.start - pair.first.start) < 90 and not subjects.restricted(judge.names, told_of, rest):
            cause = causes.CUT_OFF if number.cut_off(value) else causes.ARITHMETIC
            kept[at] = replace(verdicts[at], verdict=DISAGREES, figure=pair.now.id, expected=says, cause=cause)
    return kept


def exact_before(pair: Pair) -> Fraction:
    """The older of the two numbers."""
    return pair.first.value if pair.now_is_second else pair.second.value
