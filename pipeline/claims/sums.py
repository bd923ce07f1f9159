"""Sums and shares: numbers of one statement that must fit together, whatever else they speak of.

"17, 22, 32 and 30 make 101", "Emotional support (72, 21%)", "of 206 referrals, 192 were contacted".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.claims import causes, subjects
from pipeline.claims.judge import Judge
from pipeline.claims.numbers import Number
from pipeline.claims.roles import in_list
from pipeline.claims.verdicts import DISAGREES, MATCHES, UNCHECKED, Verdict
from pipeline.claims.words import MOVES_DOWN, MOVES_UP
from pipeline.core.display import exact

_MAKES = re.compile(
    r"\b(?:mak(?:e|es|ing)|total(?:s|led|ling)?|(?:add(?:s|ed|ing)?|sum(?:s|med|ming)?) (?:up )?to|com(?:e|es|ing) to|giv(?:e|es|ing)|"
    r"amount(?:s|ing)? to|in all|in total|altogether|equals?|together)\b|="
)


def sums(judge: Judge) -> Iterator[Verdict]:
    """The totals of three or more listed numbers that are not their sum."""
    numbers = judge.parsed.numbers
    listed = [number for number in numbers if number.kind == "number" and in_list(judge, number)]
    if len(listed) < 3 or numbers.index(listed[-1]) - numbers.index(listed[0]) != len(listed) - 1:
        return
    total = sum(number.value for number in listed)
    for number in numbers:
        between = judge.parsed.flat[listed[-1].end : number.start]
        told = number.start > listed[-1].end and _MAKES.search(between) and not re.search(r"[#;]", between)
        if (
            told
            and len(between) < 60
            and number.unit == listed[0].unit
            and not number.qualifier
            and number.value != total
        ):
            says = f"the {len(listed)} numbers make {float(total):,g}"
            yield Verdict(number.start, number.end, number.text, DISAGREES, "", says, causes.ARITHMETIC, number=True)


def shares(judge: Judge, roles: list[str], verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts, with a percentage that stands right beside a count which agrees held against the share that this is."""
    kept, numbers = list(verdicts), judge.parsed.numbers
    for at, (first, second) in enumerate(zip(numbers, numbers[1:], strict=False)):
        part, percent = (at, at + 1) if second.unit == "percent" else (at + 1, at)
        between = judge.parsed.flat[first.end : second.start]
        told = verdicts[part]
        if numbers[percent].unit != "percent" or numbers[part].unit or verdicts[percent].verdict == MATCHES:
            continue
        if roles[percent] != "level" or told.verdict != MATCHES or told.figure not in judge.evidence.figures:
            continue
        if (
            not re.fullmatch(r" ?\(|, (?:or )?|: | - | or |, that is | \(or ", between)
            or numbers[percent].kind != "number"
        ):
            continue
        start, end = judge.parsed.clause(first.start)
        if MOVES_UP.search(judge.parsed.flat[start:end]) or MOVES_DOWN.search(judge.parsed.flat[start:end]):
            continue  # it may tell how much that is
        if second.unit != "percent" and "(" not in between:
            continue
        value = _share_of(judge, told.figure)
        if value is not None:
            kept[percent] = _held(numbers[percent], verdicts[percent], value, told.figure)
    return kept


def _share_of(judge: Judge, figure_id: str):
    """The share that a count is of its whole, in per cent: of the total of its sub-groups, or of a denominator."""
    figure = judge.evidence.figures[figure_id]
    parts, evidence = figure.parts, judge.evidence
    alike = [level for level in evidence.every_level(parts.indicator) if level.figure.period == figure.period]
    same = [level for level in alike if level.basis == figure.basis]
    own = [level for level in same if level.figure.parts.category == parts.category]
    if parts.measure == "numerator":
        wholes = [one for one in own if one.figure.parts.measure == "denominator"]
    elif parts.measure == "value" and parts.category:
        wholes = [one for one in same if one.figure.parts.measure == "value" and not one.figure.parts.category]
    else:
        wholes = []
    return exact(figure.value) / wholes[0].value * 100 if wholes and wholes[0].value else None


def _held(number: Number, told: Verdict, value, figure: str) -> Verdict:
    says = f"{float(value):.1f}% of its whole ({figure})"
    if number.holds(value):
        return replace(told, verdict=MATCHES, figure="", expected=says, cause="")
    cause = causes.CUT_OFF if number.cut_off(value) else causes.ARITHMETIC
    return replace(told, verdict=DISAGREES, figure=figure, expected=says, cause=cause)


def parts_of_whole(judge: Judge, verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts on "of 206 referrals, 192 were contacted", where the whole agrees and the part does not."""
    kept, numbers, flat = list(verdicts), judge.parsed.numbers, judge.parsed.flat
    for at, (whole, part) in enumerate(zip(numbers, numbers[1:], strict=False)):
        between = flat[whole.end : part.start]
        opens = re.search(r"\b(?:of|out of|from among) (?:the |our |all |these |those )*$", flat[: whole.start])
        if not opens or not re.fullmatch(r"[a-z ~@'-]{0,60}, ?(?:only |just |some |a total of )?", between):
            continue
        figure = judge.evidence.figures.get(verdicts[at].figure)
        if (
            part.unit not in ("", "percent")
            or part.kind != "number"
            or verdicts[at].verdict != MATCHES
            or figure is None
        ):
            continue
        if verdicts[at + 1].verdict != UNCHECKED or figure.parts.measure != "denominator":
            continue
        same = judge.evidence.levels(figure.parts.indicator, figure.parts.category,
                                     [(level.end, level.basis) for level in judge.evidence.every_level(figure.parts.indicator) if level.figure.id == figure.id], "numerator")  # fmt: skip
        if not same:
            continue
        if part.unit == "percent":
            kept[at + 1] = _held(part, verdicts[at + 1], same[0].value * 100 / exact(figure.value), figure.id)
            continue
        told = re.split(r"[,;#(.]", judge.parsed.right(part.end))[0]
        if part.holds(same[0].value):
            kept[at + 1] = verdicts[at + 1].agrees(
                same[0].figure.id, f"{same[0].figure.id} is {same[0].figure.display}"
            )
        elif not subjects.strangers(judge.names, (figure.parts.indicator,), told) and subjects.content(told):
            cause = causes.TRANSPOSED if causes.transposed(part, same[0].value) else causes.NUMBER
            kept[at + 1] = verdicts[at + 1].differs(
                same[0].figure.id, f"{same[0].figure.display} ({same[0].figure.id})", cause
            )
    return kept


def of_another(judge: Judge, verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts, with "8% of all referrals were for mediation" held against the two counts, its own and the other one."""
    kept, evidence = list(verdicts), judge.evidence
    own = next(iter(evidence.current(judge.own)), None) if judge.own else None
    if own is None or own.figure.unit != "count":
        return kept
    for at, number in enumerate(judge.parsed.numbers):
        opening = re.match(r" of (?:all |the |our )*", judge.parsed.right(number.end))
        if not opening or number.unit != "percent" and number.kind != "part" or verdicts[at].verdict != UNCHECKED:
            continue
        named = next((one for one in judge.parsed.mentions if one.start == number.end + opening.end()), None)
        others = [code for code in named.codes if code != judge.own] if named else []
        whole = next(iter(evidence.current(others[0])), None) if len(others) == 1 else None
        start, end = judge.parsed.clause(number.start)
        if whole is None or whole.figure.unit != "count" or not whole.value or own.value > whole.value:
            continue
        if (whole.end, whole.basis) != (own.end, own.basis):
            continue
        if judge.not_now(number.start) or subjects.strangers(
            judge.names, (judge.own, others[0]), judge.parsed.flat[start:end]
        ):
            continue
        says = f"{own.figure.display} ({own.figure.id}) of {whole.figure.display} ({whole.figure.id})"
        value = own.value / whole.value * 100
        if number.holds(value):
            kept[at] = verdicts[at].agrees("", says)
        elif number.cut_off(value) or number.holds(own.value):
            cause = causes.CUT_OFF if number.cut_off(value) else causes.COUNT
            kept[at] = verdicts[at].differs(own.figure.id, f"{float(value):.1f}%: {says}", cause)
    return kept
