"""Number claims: what a typed number says of the figures, and whether that is so."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.claims import causes, subjects
from pipeline.claims.changes import judge_change
from pipeline.claims.evidence import CHANGES
from pipeline.claims.judge import Judge
from pipeline.claims.levels import judge_level
from pipeline.claims.numbers import Number
from pipeline.claims.parts import judge_part, judge_ratio
from pipeline.claims.roles import role_of
from pipeline.claims.verdicts import BOUND, DISAGREES, MATCHES, UNCHECKED, Verdict
from pipeline.claims.words import BAD, DOWN, ELSEWHERE, GOOD, MOVES_DOWN, MOVES_UP, UP

_FOR_EVERY = re.compile(r"\b(?:for|to) (?:every|each) #")  # "for every ten in one ward there were 25 in the other"

_ALONE = re.compile(r"# \($")  # "177 (156)": the value before, if it is that
_A_MONTH = re.compile(r" (?:[a-z'-]+ ){0,3}(?:an?|per|each|every) (?:hour|day|week|month|quarter)\b")  # an average


def judge_number(judge: Judge, number: Number, certain: bool = False) -> Verdict:
    """The verdict on one number. `certain`: it is known what it speaks of, whatever words stand around it."""
    verdict = Verdict(number.start, number.end, number.text, UNCHECKED, number=not number.bound)
    if number.bound:
        return _judge_bound(judge, number)
    if number.unit in ("money", "time"):
        return verdict
    role, way = role_of(judge, number)
    if judge.not_now(number.start) and role not in ("target", "baseline"):
        return verdict
    if _FOR_EVERY.search(judge.parsed.flat) or _A_MONTH.match(judge.parsed.right(number.end)):
        return verdict
    if role in ("part of", "whole of"):
        return judge_part(judge, number, role, verdict)
    if role == "ratio":
        return judge_ratio(judge, number, verdict)
    start, end = judge.parsed.clause(number.start)
    said = judge.parsed.flat[start:end]
    ends = re.search(r"\b(?:to|at) (?:just |only |about |around |nearly |over )*$", judge.parsed.left(number.start))
    moved = role == "level" and not ends and (MOVES_UP.search(said) or MOVES_DOWN.search(said))
    units = {judge.evidence.report.indicators[code].unit for code in judge.codes(number.start)[0]}
    if number.unit == "percent" and "percent" not in units and (role == "reference" or moved):
        role = "change"  # "by 63.3% compared with 51.7%"
    found = _judged(judge, number, role, way, verdict, certain)
    if found.verdict == DISAGREES and found.cause not in (causes.DIRECTION, causes.SIGN):
        named = [one for one in judge.parsed.mentions if start <= one.start < end]
        first = min(one.start for one in judge.parsed.numbers if one.start >= start)
        for other in {one.codes for one in named} if all(one.end <= first for one in named) else ():
            with judge.speaking_of(other):
                if _judged(judge, number, role, way, verdict, certain).verdict == MATCHES:
                    return verdict  # it may be the other indicator's
    if found.verdict == UNCHECKED and _may_be_own(judge, number):
        with judge.speaking_of((judge.own,)):
            of_own = _judged(judge, number, role, way, verdict, certain)
        return of_own if of_own.verdict == MATCHES else found
    if found.verdict == UNCHECKED and _ALONE.search(judge.parsed.flat[: number.start]):
        before = _judged(judge, number, "reference", None, verdict, certain=False)
        if before.verdict == MATCHES and judge.parsed.flat[number.end :].startswith(")"):
            return before
    if found.verdict == UNCHECKED and number.kind == "number" and not number.qualifier:
        return _of_sibling(judge, number, role, way, verdict) or found
    return found


def _of_sibling(
    judge: Judge, number: Number, role: str, way: tuple[str, int, str] | None, verdict: Verdict
) -> Verdict | None:
    """The verdict that a number agrees with the one other indicator of the section that the clause can speak of."""
    start, end = judge.parsed.clause(number.start)
    said, figures = judge.parsed.flat[start:end], judge.evidence.figures
    if number.word or not (number.value >= 10 or number.decimals) or ELSEWHERE.search(said):
        return None
    found = []
    for code in judge.section:
        told_of = (code, *judge.fallback)
        if not subjects.telling(judge.names, (code,), subjects.content(said)):
            continue
        if subjects.strangers(judge.names, told_of, MOVES_UP.sub(" ", MOVES_DOWN.sub(" ", said))) > 0.34:
            continue
        with judge.speaking_of((code,)):
            told = _judged(judge, number, role, way, verdict, certain=False)
        if told.verdict == MATCHES:
            found.append(told)
    values = [one for one in found if one.figure in figures and figures[one.figure].parts.measure == "value"] or found
    return values[0] if len(values) == 1 else None


def _may_be_own(judge: Judge, number: Number) -> bool:
    """Whether words that name indicators in another unit are nearly all words of the indicator of the section, too."""
    codes, named = judge.codes(number.start)
    if not judge.own or judge.own in codes or not named:
        return False
    indicators = judge.evidence.report.indicators
    start, end = judge.parsed.clause(number.start)
    said = " ".join(judge.parsed.flat[one.start : one.end] for one in judge.parsed.mentions if start <= one.start < end)
    other = {indicators[code].unit for code in codes}
    own_words = (judge.own,)
    return (
        indicators[judge.own].unit not in other
        and subjects.telling(judge.names, own_words, subjects.content(said))
        and subjects.strangers(judge.names, own_words, said) <= 0.34
    )


def _judged(
    judge: Judge, number: Number, role: str, way: tuple[str, int, str] | None, verdict: Verdict, certain: bool
) -> Verdict:
    if role == "change":
        return judge_change(judge, number, way, verdict, certain)
    return judge_level(judge, number, role, verdict, certain)


def _judge_bound(judge: Judge, number: Number) -> Verdict:
    """A figure placed by name is right; the direction word that stands with it may not be."""
    figure = judge.evidence.figures[number.bound]
    verdict = Verdict(number.start, number.end, number.text, BOUND, number.bound)
    if figure.parts.measure not in CHANGES or judge.not_now(number.start) or not number.value:
        return verdict
    way = judge.way_said(number)
    rises = (number.value > 0) != (figure.parts.measure == "reduction")
    if way and way[0] in (GOOD, BAD):
        good = judge.evidence.improves(figure.parts.indicator, Fraction(1 if rises else -1))
        way = None if good is None or good == (way[0] == GOOD) else (DOWN if rises else UP, *way[1:])
    if way is None or judge.denied(way[1] if way[2] == "before" else number.start):
        return verdict
    if (way[0] == UP) != rises:
        return Verdict(number.start, number.end, number.text, DISAGREES, number.bound,
                       f"{'a rise' if rises else 'a fall'}: {figure.id} is {figure.display}", causes.DIRECTION)  # fmt: skip
    return verdict
