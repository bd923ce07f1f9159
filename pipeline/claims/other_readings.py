"""Other readings: what a number may tell instead of an indicator's value, so that it is not accused of not being that.

The rest of a share, the number of another sub-group or of several, one of the two counts that a share is made of.
"""

from __future__ import annotations

import re

from pipeline.claims import subjects
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.numbers import Number


def turned(judge: Judge, number: Number, codes: tuple[str, ...]) -> bool:
    """Whether a percentage is told of those for whom the opposite of the indicator holds: "6% were not satisfied"."""
    denied = re.compile(r"\b(?:not|never|neither|dissatisfied|unsatisfied|unhappy|late)\b|n't\b|\bwithout\b")
    if number.unit != "percent" and number.kind != "part":
        return False
    told = re.split(r"[,;#(]", judge.parsed.right(number.end))[0]
    names = " ".join(
        judge.evidence.report.indicators[code].noun.many + judge.evidence.report.indicators[code].name for code in codes
    )
    if kept := re.search(r"\bnot be ([a-z]+)", names):  # the indicator itself denies: "could be progressed" turns it
        return not denied.search(told) and kept[1] in told
    return bool(denied.search(told)) and not denied.search(names)


def of_a_share(judge: Judge, number: Number, codes: tuple[str, ...]) -> bool:
    """Whether a count may be one of the two that a share of the same section is made of: "29 mediations were held"."""
    if number.unit or number.word or number.value < 10:
        return False
    start, end = judge.parsed.clause(number.start)
    said = [
        one for one in subjects.content(judge.parsed.flat[start:end]) if not subjects.known(judge.names, codes, one)
    ]
    return any(
        number.holds(level.value)
        for code in judge.section
        if code not in codes and subjects.telling(judge.names, (code,), said)
        for measure in ("numerator", "denominator")
        for level in judge.evidence.levels(code, "", [judge.evidence.own_days(code)], measure)
    )


def of_several(judge: Judge, number: Number) -> bool:
    """Whether a number may be that of several indicators together."""
    several = len({one.codes for one in judge.parsed.mentions}) > 1
    return several and bool(re.search(r"\b(?:between them|together|combined|jointly|sum of)\b", judge.parsed.flat))


def of_other_groups(judge: Judge, number: Number, codes: tuple[str, ...], strict: list[Level]) -> bool:
    """Whether a number beside others may be that of another sub-group, or of several together."""
    groups = {level.figure.parts.category for level in strict}
    alike = [level for code in codes for level in judge.evidence.every_level(code) if level.figure.parts.category]
    days = {(level.end, level.basis) for level in strict}
    if groups == {""}:
        return any(
            (one.end, one.basis) in days and number.holds(one.value) and one.figure.unit == strict[0].figure.unit
            for one in alike
        )
    if len(groups) > 1 and re.search(r"\b(?:between them|together|combined|jointly)\b", judge.parsed.flat):
        return True
    start, end = judge.parsed.clause(number.start)
    if len(judge.groups_said(codes[0], start, end)) > 1:
        return False
    beside = len(judge.parsed.in_clause(number.start, judge.parsed.numbers)) > 1
    return beside and len(groups) == 1 and any(
        (one.end, one.basis) in days and one.figure.parts.category not in groups and number.holds(one.value) for one in alike
    )  # fmt: skip
