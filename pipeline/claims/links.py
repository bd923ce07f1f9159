"""Links: numbers of a statement that stand together, so that one which is right tells what its neighbour speaks of.

"Referrals rose from 186 to 304": where 186 is the value of last year, 304 can only be this year's. "138 reports, 44 more
than in Q3": where 138 is right, 44 is its change. And the other way round: a number that fits two others, which are
right, is not accused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from pipeline.claims import causes, subjects
from pipeline.claims.judge import Judge
from pipeline.claims.numbers import Number
from pipeline.claims.verdicts import DISAGREES, MATCHES, UNCHECKED, Verdict
from pipeline.claims.words import ELSEWHERE, MOVES_DOWN, MOVES_UP

_PAIR = re.compile(
    r"[a-z ~'(),-]{0,30}?(?:\b(?:to|against|compared (?:to|with)|vs\.?|versus|from|at|giving|making|leaving)\b)[a-z ~'(),-]{0,40}|\s*\(\s*"
)
_AGAINST = re.compile(
    r",? (?:\(|(?:as )?(?:against|compared (?:with|to)|vs?\.?|versus) )(?:an? |the |our |its )?(?:target|goal|objective)(?: of|:)? "
)
_EACH = re.compile(r"(?: [a-z-]+){0,3} in ~+,? (?:and|then|but) (?:only |just )?")
_OF = re.compile(r" (?:[a-z-]+ ){0,3}?(?:out )?of (?:the |our |all |these |those |a total of |an overall |some )*")
_SHARE = re.compile(
    r"[a-z ,~@'-]{0,90}(?:\(|, | or | - |=|which is |that is )\s*(?:or |i\.e\. |about |a |just |at |equivalent to )*"
)
_DIRECTIONS = re.compile(
    r"\b(?:more|fewer|less|higher|lower|up|down|above|below|over|under|rise|fall|increase|decrease|reduction|drop|improvement|better|worse|"
    r"target|baseline|level|equivalent|equates|equating|representing|change|difference|i\.e|just|year|quarter|period)\b"
)


def linked(judge: Judge, at: int, roles: list[str], verdicts: list[Verdict]) -> bool:
    """Whether what a number speaks of is plain from the number beside it, which agrees with a figure."""
    number, role = judge.parsed.numbers[at], roles[at]
    for beside in (at - 1, at + 1):
        if not 0 <= beside < len(roles):
            continue
        other, told = judge.parsed.numbers[beside], verdicts[beside]
        if role == "level" and roles[beside] == "change" and told.verdict == MATCHES and beside < at:
            trail = judge.parsed.flat[other.end : number.start]
            if re.search(r"(?:,(?: now)? at| to) $", trail) and not re.search(r"[;:]|\b(?:and|but)\b", trail):
                return True
        if (
            told.verdict != MATCHES
            or other.bound
            or not _telling(other)
            or roles[beside] not in ("level", "reference", "baseline", "target")
        ):
            continue
        first, second = sorted((number, other), key=lambda one: one.start)
        between = judge.parsed.flat[first.end : second.start]
        codes, _ = judge.codes(number.start)
        counted, rest = subjects.noun_phrase(judge.parsed.right(number.end))
        if (
            subjects.narrowed(judge.parsed.right(number.end))
            or len(between) > 70
            or (counted and not subjects.phrase_known(judge.names, codes, counted))
        ):
            continue
        if role == "change":
            strange = subjects.strangers(judge.names, codes, _DIRECTIONS.sub(" ", _moves(between)))
            if beside < at and not strange and not re.search(r"\band\b", between):
                return True
        elif role == "level" and roles[beside] == "target":
            against = beside > at and number.unit == other.unit and _AGAINST.fullmatch(between)
            if against and not counted and not ELSEWHERE.search(judge.parsed.flat):
                return True
        elif role == "target":
            if roles[beside] == "level" and not ELSEWHERE.search(judge.parsed.flat):
                return True
        elif role in ("level", "reference") and roles[beside] in ("level", "reference"):
            paired = (
                _PAIR.fullmatch(between)
                or _EACH.fullmatch(between)
                and re.match(r" in ~", judge.parsed.right(second.end))
            )
            if number.unit == other.unit and paired and not subjects.restricted(judge.names, codes, rest):
                return True
    return False


def not_told_elsewhere(judge: Judge, number: Number, role: str, told: Verdict, before: Verdict) -> Verdict:
    """The new verdict; the old one where the number is a value of the indicator after all, of other days or a sub-group."""
    codes, _ = judge.codes(number.start)
    held = (level for code in codes for level in judge.evidence.every_level(code))
    return before if role != "target" and any(number.holds(level.value) for level in held) else told


def anchors(judge: Judge, roles: list[str], verdicts: list[Verdict]) -> tuple[tuple[Number, str], ...]:
    """The numbers that agree with a value and are too long to do so by chance, with the indicator of the value."""
    figures = judge.evidence.figures
    return tuple(
        (number, figures[told.figure].parts.indicator)
        for number, role, told in zip(judge.parsed.numbers, roles, verdicts, strict=True)
        if told.verdict == MATCHES and told.figure in figures and role in ("level", "reference", "baseline", "target", "either")
        and not number.bound and _telling(number)
    )  # fmt: skip


def beside_anchor(judge: Judge, number: Number, role: str, told: Verdict) -> bool:
    """Whether a change that is not judged yet speaks of what the number beside it speaks of."""
    codes, _ = judge.codes(number.start)
    if role != "change" or told.verdict != UNCHECKED or number.bound or not judge.anchored(codes, number.start):
        return False
    right = judge.parsed.right(number.end)
    if re.match(r",?(?: (?:in|on|over|since|from) [~a-z ]{1,40})?,? (?:to|reaching|ending at) #", right):
        return True  # "by 10%, to 19%" can only be that of 19%
    counted, rest = subjects.noun_phrase(right)
    known = not counted or subjects.phrase_known(judge.names, codes, counted)
    start, _ = judge.parsed.clause(number.start)
    subject = re.split(r"[#~]", judge.parsed.flat[start : number.start])[-1]
    strange = subjects.strangers(judge.names, codes, _DIRECTIONS.sub(" ", _moves(subject)))
    return known and strange < 0.5 and not subjects.restricted(judge.names, codes, rest)


def _moves(text: str) -> str:
    return MOVES_UP.sub(" ", MOVES_DOWN.sub(" ", text))


def _telling(number: Number) -> bool:
    """Whether a number is long enough not to agree by chance."""
    return number.kind == "number" and number.qualifier in ("", "about") and (number.value >= 10 or number.decimals > 0)


def reconciled(numbers: tuple[Number, ...], roles: list[str], verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts, without the accusation of numbers that fit two others which agree: 412 less 132 is 280."""
    right = [
        one
        for one, told in zip(numbers, verdicts, strict=True)
        if told.verdict == MATCHES and one.kind == "number" and not one.qualifier
    ]
    return [
        replace(told, verdict=UNCHECKED, figure="", expected="", cause="")
        if told.verdict == DISAGREES and role in ("level", "reference") and _fits(one, right, numbers) else told
        for one, role, told in zip(numbers, roles, verdicts, strict=True)
    ]  # fmt: skip


def beside_unknown(judge: Judge, roles: list[str], verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts, without the accusation of what stands beside a number of something else: "45 fines, up from 30"."""
    numbers, kept = judge.parsed.numbers, list(verdicts)
    for at, (number, role, told) in enumerate(zip(numbers, roles, verdicts, strict=True)):
        if told.verdict != DISAGREES or role not in ("reference", "change"):
            continue
        before = at - 1 if at and roles[at - 1] == "level" and verdicts[at - 1].verdict == UNCHECKED else None
        after = at + 1 if role == "reference" and at + 1 < len(roles) and roles[at + 1] == "level" else None
        near = before is not None and number.start - numbers[before].end <= 80
        leads = near and re.fullmatch(
            r"(?: [a-z'-]+){0,6},? (?:\(|which (?:is|was) )?(?:up|down|an? [a-z]+|compared|against|from|higher|lower|more|fewer|than|with|to|of|by|on|in|the| )*\s*",
            judge.parsed.flat[numbers[before].end : number.start],
        )
        trails = (
            after is not None
            and verdicts[after].verdict == UNCHECKED
            and re.fullmatch(
                r" to (?:just |about |nearly |over )?", judge.parsed.flat[number.end : numbers[after].start]
            )
        )
        if leads or trails:
            kept[at] = replace(told, verdict=UNCHECKED, figure="", expected="", cause="")
    return kept


def _fits(number: Number, right: list[Number], numbers: tuple[Number, ...]) -> bool:
    plain = [one for one in right if one.unit == number.unit]
    changes = [one for one in right if number.unit != "percent" or one.unit == "percentage_points"]
    summed = any(
        other is not number and other.unit == number.unit and number.value + other.value == one.value
        for one in plain for other in numbers if other.kind == "number"
    )  # fmt: skip
    return summed or any(
        level is not change and abs(level.value - number.value) == change.value and change.value >= 5
        for level in plain for change in changes if change.unit in (number.unit, "percentage_points")
    )  # fmt: skip


def arithmetic(judge: Judge) -> Iterator[Verdict]:
    """`x of y (z %)`, `z % (x of y)` and `of the y, x (z %)` whose parts do not fit together."""
    numbers, flat = judge.parsed.numbers, judge.parsed.flat
    for first, second, third in zip(numbers, numbers[1:], numbers[2:], strict=False):
        between, after = flat[first.end : second.start], flat[second.end : third.start]
        if _OF.fullmatch(between) and _SHARE.fullmatch(after):
            yield from _share(first, second, third)
        elif re.search(r"\bof (?:the |our |all |these |those |a total of )*$", flat[: first.start]) and re.fullmatch(
            r"[a-z ~@'-]{0,90}, ?(?:only |just |some )?", between) and re.fullmatch(r"(?: [a-z]+)? ?\(", after):  # fmt: skip
            yield from _share(second, first, third)
        elif re.fullmatch(r"[a-z ]{0,30}\((?:[a-z]+ )?", between) and _OF.fullmatch(after):
            yield from _share(second, third, first)
        elif re.fullmatch(r",? or |, |, that is |, which is ", between) and _OF.fullmatch(after):
            yield from _share(first, third, second)


def _share(part: Number, whole: Number, percent: Number) -> Iterator[Verdict]:
    plain = part.kind == whole.kind == percent.kind == "number" and not (part.unit or whole.unit)
    if not plain or percent.unit != "percent" or percent.bound or not whole.value or part.value > whole.value:
        return
    value: Fraction = part.value / whole.value * 100
    if not percent.holds(value):
        cause = causes.CUT_OFF if percent.cut_off(value) else causes.ARITHMETIC
        says = f"{part.text} of {whole.text} is {float(value):.1f}%"
        yield Verdict(percent.start, percent.end, percent.text, DISAGREES, "", says, cause, number=True)
