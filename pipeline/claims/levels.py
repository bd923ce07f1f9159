"""Levels: "stood at 48", "against 85 last year", "the target of 30%", each held against the values that the words can mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects, words
from pipeline.claims.certainty import _other_rate, level_certain, unlikely
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.numbers import Number
from pipeline.claims.other_readings import of_a_share, of_other_groups, of_several, turned
from pipeline.claims.periods import When
from pipeline.claims.roles import in_list
from pipeline.claims.verdicts import Verdict

_BESIDE = re.compile(
    r"\b(?:(?:below|above|under|over|beyond|reached|met|hit|beat|exceed(?:s|ed)) (?:the|our|its)|(?:short|ahead|clear) of(?: the| our| its)?) $"
)


def judge_level(judge: Judge, number: Number, role: str, verdict: Verdict, certain: bool) -> Verdict:
    """The verdict on a number that is a value, a target, a baseline or what is compared with: right if any value that the words can mean is it."""
    codes, named = judge.codes(number.start)
    if not codes:
        return verdict
    codes = judge.of_unit(codes, number)
    if len(codes) == 1 and (per := _other_rate(judge, number, codes[0])):
        current = judge.evidence.current(codes[0])
        return verdict.differs(current[0].figure.id if current else "", per, causes.UNIT)
    if wrong := _wrong_unit(judge, number, codes):
        figure = wrong.figure
        return verdict.differs(figure.id, f"{figure.display} ({figure.id})", causes.UNIT)
    if nothing := _of_nothing(judge, number, role, codes):
        return verdict.differs(nothing.figure.id, f"0 ({nothing.figure.id})", causes.NUMBER)
    if turned(judge, number, codes):
        rest = [level for code in codes for level in judge.evidence.current(code) if number.holds(100 - level.value)]
        if rest:
            figure = rest[0].figure
            return verdict.agrees(figure.id, f"the rest of {figure.id}, {figure.display}")
        return verdict
    strict: list[Level] = []
    for code in codes:
        apart = judge.told_apart(code, number)
        told = judge.categories(code, number.start)
        if told != [""] and role == "level" and _of_the_whole(judge, code, number):
            told = [*told, ""]
        for category in dict.fromkeys([*apart, *told]):
            readings = list(_level_readings(judge, number, role, code, category))
            if number.qualifier in ("over", "under", "at_least", "at_most") and any(forced for _, forced in readings):
                readings = [one for one in readings if one[1]]  # nearly any other level would do
            for level, forced in readings:
                forced = forced and (not apart or category in apart)
                if _level_holds(judge, number, level):
                    return verdict.agrees(level.figure.id, f"{level.figure.id} is {level.figure.display}")
                if forced:
                    strict.append(level)
    if strict and (of_other_groups(judge, number, codes, strict) or of_several(judge, number)):
        return verdict
    if not strict:
        return _of_another_period(judge, number, role, codes, verdict)
    if not (certain or level_certain(judge, codes, number, role) or _slip(judge, codes, number, role, strict)):
        return verdict
    if any(number.misses_narrowly(level.value) for level in strict) or of_a_share(judge, number, codes):
        return verdict
    level = strict[0]
    cause = (
        causes.TARGET
        if role in ("target", "baseline")
        else causes.cause_of_level(judge.evidence, number, codes, strict)
    )
    if role in ("target", "baseline"):
        other = causes.cause_of_level(judge.evidence, number, codes, strict)
        cause = other if other in (causes.CUT_OFF, causes.TRANSPOSED, causes.HUNDRED) else causes.TARGET
    return verdict.differs(level.figure.id, f"{level.figure.display} ({level.figure.id})", cause)


def _of_the_whole(judge: Judge, code: str, number: Number) -> bool:
    """Whether the sub-group that the clause names stands in another part of it: "127 referrals, a third of them for housing"."""
    start, end = judge.parsed.clause(number.start)
    part_start = max(judge.parsed.flat.rfind(",", start, number.start), start)
    part_end = judge.parsed.flat.find(",", number.end, end)
    part_end = end if part_end < 0 else part_end
    here = judge.groups_said(code, part_start, part_end)
    whole = re.search(r"\bof (?:the |our |all |these |those )*$", judge.parsed.flat[start : number.start])
    return bool(judge.evidence.report.indicators[code].total) and (not here or bool(whole))


def _wrong_unit(judge: Judge, number: Number, codes: tuple[str, ...]) -> Level | None:
    """A rate that is told as a number of people, or in per cent."""
    found, _ = subjects.noun_phrase(judge.parsed.right(number.end))
    if number.qualifier or number.kind != "number" or re.search(r"\b(?:per|rates?)\b", judge.parsed.text):
        return None
    if not (
        number.unit == "percent" and number.decimals or not number.unit and found and found[-1] in subjects.PERSONS
    ):
        return None
    rates = [code for code in codes if judge.evidence.report.indicators[code].unit == "rate"]
    held = (level for code in rates for level in judge.evidence.current(code))
    return next((level for level in held if number.value >= 10 and number.holds(level.value)), None)


def _of_nothing(judge: Judge, number: Number, role: str, codes: tuple[str, ...]) -> Level | None:
    """The count of none, where a number of them is told."""
    found, rest = subjects.noun_phrase(judge.parsed.right(number.end))
    if role != "level" or number.unit or number.kind != "number" or not number.value or len(codes) != 1:
        return None
    whole = judge.levels(codes[0], "", judge.when_of(number), "denominator")
    known = subjects.phrase_known(judge.names, codes, found) and subjects.telling(judge.names, codes, found)
    if not whole or any(level.value for level, _ in whole) or not known:
        return None
    return (
        None
        if subjects.restricted(judge.names, codes, rest) or words.SUBSET.search(judge.parsed.left(number.start))
        else whole[0][0]
    )


def _of_another_period(judge: Judge, number: Number, role: str, codes: tuple[str, ...], verdict: Verdict) -> Verdict:
    """A number that is said of a period for which the report has none, and that is the report's own: text left over."""
    whens = judge.when_of(number)
    own = judge.evidence.report.period.months_from_year_zero
    days = [one for when in whens for one in when.strict]
    elsewhere = days and all(end != own and basis != "month" for end, basis in days)
    if role != "level" or not elsewhere or any(judge.parsed.refers(when) for when in whens):
        return verdict
    current = [level for code in codes for level in judge.evidence.current(code)]
    told = [level for level in current if number.value >= 20 and _level_holds(judge, number, level)]
    if not told or number.qualifier or not level_certain(judge, codes, number, role):
        return verdict
    figure = told[0].figure
    return verdict.differs(figure.id, f"{figure.display} is the value of {figure.period}", causes.LEFT_OVER)


def _level_readings(judge: Judge, number: Number, role: str, code: str, category: str) -> Iterator[tuple[Level, bool]]:
    evidence = judge.evidence
    if role in ("target", "baseline"):
        other = "baseline" if role == "target" else "target"
        for level in evidence.all_levels(code, category, role):
            yield level, True
        wanted = evidence.figures.get(f"{code}.target:reduction")
        if (
            wanted is not None
            and role == "target"
            and re.search(r"\b(?:reduc|fall|fell|fallen|drop|cut|lower|decreas)", judge.parsed.flat)
        ):
            yield Level(wanted, evidence.own_days(code)[0], wanted.basis), False
        if (
            not evidence.all_levels(code, category, role)
            or other in judge.parsed.flat
            and re.search(r"\bbaseline target\b", judge.parsed.flat)
        ):
            for level in evidence.all_levels(code, category, other):
                yield level, False
        return
    if in_list(judge, number):
        for level in evidence.all_levels(code, category):
            yield level, False
        return
    if (
        role == "either"
        or _BESIDE.search(judge.parsed.flat[: number.start])
        or re.search(r"#+ of (?:the |our |its )*$", judge.parsed.flat[: number.start])
        or re.search(r"\b(?:target|baseline|goal|aim|reduction|plan|required|needed|i\.e)\b", judge.parsed.flat)
    ):
        for measure in ("target", "baseline"):
            for level in evidence.all_levels(code, category, measure):
                yield level, False
    if told := _bracketed(judge, number):
        yield from judge.levels(code, category, [told])
        return
    whens = judge.when_of(number)
    if "quarter" in judge.parsed.text and all(when.text in ("now", "currently", "at present") for when in whens):
        for level in evidence.levels(code, category, [(evidence.own_days(code)[0], "quarter")]):
            yield level, False
    if role == "reference":
        if whens and whens[0].start < number.start:
            whens = judge.reference_whens(number.start) or whens
        if whens and not all(when.current for when in whens):
            for now in evidence.current(code, category):
                for level in judge.baseline_of(code, category, whens, now):
                    yield level, True
            yield from judge.levels(code, category, whens)
            return
        for now in evidence.current(code, category):
            for before in evidence.declared_references(code, category, now):
                yield before, True
        for level in evidence.levels(code, category, [(evidence.own_days(code)[0] - 12, "own")]):
            yield level, False
        for measure in ("target", "baseline"):
            for level in evidence.all_levels(code, category, measure):
                yield level, False
        for level in evidence.all_levels(code, category):
            if whens == [] and level.figure.period != str(evidence.report.period):
                yield level, False
        return
    yield from judge.levels(code, category, whens)
    for now in evidence.current(code, category) if whens else ():
        for level in judge.baseline_of(code, category, whens, now):
            yield level, False
    for measure in ("numerator", "denominator"):
        for level, _ in judge.levels(code, category, whens, measure):
            yield level, False
    if category:
        for level, forced in judge.levels(code, category, whens, "share"):
            yield level, forced
    for level, _ in (
        judge.levels(code, category, [], "annualised")
        if "annual" in judge.parsed.flat or "pace" in judge.parsed.flat
        else ()
    ):
        yield level, False


def _bracketed(judge: Judge, number: Number) -> When | None:
    """The period that stands right before a number: "between Q3 (108) and Q4 (138)", "of the year's 264"."""
    if re.match(r" (?:(?:in|for|at|on) )?~", judge.parsed.flat[number.end :]):
        return None
    told, flat = judge.parsed.periods, judge.parsed.flat
    if re.search(r"~ (?:and|to) ~+ \($", flat[: number.start]) and re.match(r" to #", flat[number.end :]):
        told = told[:-1]  # "between Q3 and Q4 (27 to 12)"
    elif pair := re.search(r"~( (?:and|to) ~+)? \(#+ to $", flat[: number.start]):
        return next((one for one in reversed(told) if pair[1] and one.end < number.start), None)
    return next(
        (
            one
            for one in told
            if re.fullmatch(r"(?: (?:and|to) ~+)?\s*\(", judge.parsed.flat[one.end : number.start])
            or re.search(r"year's$", one.text)
            and one.current
            and one.end + 1 == number.start
        ),
        None,
    )


def _level_holds(judge: Judge, number: Number, level: Level) -> bool:
    """Whether a number, with its unit, tells a value."""
    percent = level.figure.unit == "percent"
    if number.unit == "percentage_points" or (number.unit == "percent" and not percent):
        return False
    if number.kind == "part":
        return percent and number.holds(level.value)
    if percent and not number.unit and not number.bound:
        return number.holds(level.value) and not subjects.noun_phrase(judge.parsed.right(number.end))[0]
    return number.holds(level.value)


def _slip(judge: Judge, codes: tuple[str, ...], number: Number, role: str, right: list[Level]) -> bool:
    """Whether a number is the right one with a slip (cut off, digits exchanged), of something that the indicator counts."""
    found, _ = subjects.noun_phrase(re.sub(r"^ of (?:all |the |our )*", " ", judge.parsed.right(number.end)))
    cause = causes.cause_of_level(judge.evidence, number, codes, right)
    if (number.value <= 20 and not number.decimals) or words.SUBSET.search(judge.parsed.left(number.start)):
        return False
    if cause in (causes.CUT_OFF, causes.TRANSPOSED) and subjects.phrase_known(judge.names, codes, found):
        return True
    standing = re.search(rf"\b(?:{words.STANDARD}|year)\b", judge.parsed.flat.replace("~", " "))
    slips = (
        causes.CUT_OFF,
        causes.TRANSPOSED,
        *((causes.TARGET,) if role == "level" and number.value >= 100 and not standing else ()),
        *((causes.PERIOD, causes.INDICATOR) if found and role == "level" else ()),
    )
    if cause == causes.HUNDRED and number.unit == "percent" and number.decimals:
        return True
    return cause in slips and unlikely(judge, number)
