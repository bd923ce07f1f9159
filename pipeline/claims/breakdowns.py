"""Breakdowns: numbers and shares of the sub-groups of a count, and of several of them together.

"Housing made 12.7% of the referrals", "26 to 35: 11 (14%)", "between them the two were behind over half of all".
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.claims import causes
from pipeline.claims.groups import Group, Segment, code_of, groups, plain_of, segments, share, simple, value_of
from pipeline.claims.judge import Judge
from pipeline.claims.numbers import Number
from pipeline.claims.subjects import VERBS
from pipeline.claims.verdicts import DISAGREES, UNCHECKED, Verdict

_TOGETHER = re.compile(r"\b(?:between them|together|jointly|combined)\b")


def breakdowns(judge: Judge, verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts, with the numbers that plainly tell of one sub-group, or of the sum of some, held against that."""
    told = {one.start: one for one in verdicts}
    whole_text = Segment(0, len(judge.parsed.text))
    if _TOGETHER.search(judge.parsed.text):
        code = code_of(judge, 0)
        named = groups(judge, code, whole_text) if code else []
        if len(named) > 1:
            return [_together(judge, code, named, number, told[number.start]) for number in judge.parsed.numbers]
    for segment in segments(judge.parsed.text):
        numbers = [one for one in judge.parsed.numbers if segment.start <= one.start < segment.end]
        code = code_of(judge, segment.start) if numbers else ""
        named = groups(judge, code, segment) if code else []
        if len(named) == 1:
            for number in numbers:
                told[number.start] = _of_it(judge, named[0], number, segment, told[number.start])
        if len(named) == 1 and simple(judge, segment, named) and plain_of(judge, code, segment, named):
            for number in numbers:
                told[number.start] = _alone(judge, named[0], number, numbers, told[number.start])
    return list(told.values())


def _of_it(judge: Judge, group: Group, number: Number, segment: Segment, told: Verdict) -> Verdict:
    """The verdict on a number, which is not known where it tells a part of the sub-group: "half of those from housing were"."""
    between, after = judge.parsed.flat[number.end : group.start], judge.parsed.flat[group.end : segment.end]
    part = number.unit == "percent" or number.kind == "part"
    if not part or told.verdict != DISAGREES or not re.match(r" of [a-z' ]*$", between):
        return told
    base = not VERBS & set(between.split()) and VERBS & set(after.split())
    return replace(told, verdict=UNCHECKED, figure="", expected="", cause="") if base else told


def _alone(judge: Judge, group: Group, number: Number, numbers: list[Number], told: Verdict) -> Verdict:
    """The verdict on a number of a segment that speaks of one sub-group."""
    part, whole = value_of(judge, group.code, group.category), value_of(judge, group.code)
    if part is None or number.bound or number.sign or number.kind == "multiple":
        return told
    if re.match(r" (?:fewer|more|less|higher|lower|up|down)\b", judge.parsed.right(number.end)):
        return told
    says = f"{part.figure.display} ({part.figure.id})"
    if (
        whole is not None
        and number.holds(whole.value)
        and re.search(r"\bof (?:all |our |the )*$", judge.parsed.flat[: number.start])
    ):
        return told.agrees(whole.figure.id, f"{whole.figure.id} is {whole.figure.display}")
    between = judge.parsed.flat[number.end : group.start]
    if number.unit == "percent" or number.kind == "part":
        value = share(part.value, whole)
        if value is None or sum(one.unit == "percent" for one in numbers) > 1:
            return told
        if number.holds(value):
            return told.agrees(part.figure.id, f"{says} of {whole.figure.display}")
        if (
            re.match(r" of [a-z' ]*$", between)
            and not VERBS & set(between.split())
            or number.kind == "part"
            or told.verdict == DISAGREES
            or any(number.holds(one) for one in _other_shares(judge, group))
        ):
            return told
        cause = (causes.CUT_OFF if number.cut_off(value) else causes.COUNT if number.holds(part.value) else causes.NUMBER)  # fmt: skip
        return told.differs(part.figure.id, f"{float(value):.1f}%: {says} of {whole.figure.display}", cause)
    held = judge.evidence.all_levels(group.code, group.category)
    if (
        number.unit
        or any(number.holds(level.value) for level in held)
        or whole is not None
        and number.holds(whole.value)
    ):
        return told
    counts = [one for one in numbers if not one.unit]
    if (
        len(counts) > 1
        or told.verdict == DISAGREES
        or re.search(r"\b(?:all|of|the) $", judge.parsed.flat[: number.start])
    ):
        return told
    return told.differs(part.figure.id, says, causes.cause_of_level(judge.evidence, number, (group.code,), [part]))


def _other_shares(judge: Judge, group: Group):
    """Other shares that the words may mean: of those for whom the sub-group is known, or of another period."""
    part, whole, evidence = value_of(judge, group.code, group.category), value_of(judge, group.code), judge.evidence
    for category in evidence.categories(group.code):
        if re.search(r"not (?:given|known|stated|recorded)|unknown", category.lower()):
            missing = value_of(judge, group.code, category)
            if missing is not None and missing.value < whole.value:
                yield part.value / (whole.value - missing.value) * 100
    for level in evidence.all_levels(group.code, group.category):
        for other in evidence.levels(group.code, "", [(level.end, level.basis)]):
            if other.value and level.figure.id != part.figure.id:
                yield level.value / other.value * 100


def _together(judge: Judge, code: str, named: list[Group], number: Number, told: Verdict) -> Verdict:
    """The verdict on a number of a statement that takes sub-groups together."""
    parts = [value_of(judge, code, one) for one in dict.fromkeys(group.category for group in named)]
    whole = value_of(judge, code)
    if (
        whole is None
        or None in parts
        or number.bound
        or number.unit not in ("", "percent")
        or number.kind == "multiple"
    ):
        return told
    total = sum(one.value for one in parts)
    says = f"{' + '.join(one.figure.display for one in parts)} = {float(total):g} of {whole.figure.display}"
    percent = number.unit == "percent" or number.kind == "part"
    if number.holds(total / whole.value * 100 if percent else total):
        return told.agrees("", says)
    if not percent and number.holds(whole.value):
        return told.agrees(whole.figure.id, f"{whole.figure.id} is {whole.figure.display}")
    taken = _TOGETHER.search(judge.parsed.flat[: number.start])
    after = re.search(
        r"\btogether,? (?:they )?(?:[a-z]+ (?:up )?)?(?:#+ (?:or|\() ?)?$", judge.parsed.flat[: number.start]
    )
    single = [share(one.value, whole) if percent else one.value for one in parts]
    after = after or taken and not any(number.holds(one) for one in single)
    known = simple(judge, Segment(0, number.end), named) and plain_of(judge, code, Segment(0, number.end), named)
    if not after or not known:
        return told
    return told.differs(whole.figure.id, says, causes.ARITHMETIC)
