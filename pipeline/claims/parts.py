"""Parts and ratios: "42 of 49", "twice as many", "two thirds of last year's"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.claims import causes, subjects, words
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.levels import judge_level
from pipeline.claims.numbers import Number
from pipeline.claims.roles import OPENS
from pipeline.claims.verdicts import Verdict

_ROUND = (5, 10, 20, 100)  # "nine out of ten" may be a share in words


def judge_ratio(judge: Judge, number: Number, verdict: Verdict) -> Verdict:
    """The verdict on "doubled", "half as many", "two thirds of last year's"."""
    codes, _ = judge.codes(number.start)
    if not codes or judge.denied(number.start) or words.OVER_YEARS.search(judge.parsed.text):
        return verdict
    strict: list[tuple[Level, Level, bool]] = []
    for code in codes:
        for category in judge.categories(code, number.start):
            for now, before, forced in judge.pairs(code, category, number.start):
                if not before.value:
                    continue
                strict += [(now, before, forced)] if forced else []
                value = now.value / before.value
                as_ratio = Number(
                    number.start, number.end, number.text, number.value, kind="multiple", qualifier=number.qualifier
                )
                if as_ratio.holds(value):
                    return verdict.agrees(now.figure.id, f"{now.figure.display} against {before.figure.display}")
    start, _ = judge.parsed.clause(number.start)
    before_words = judge.parsed.flat[start : number.start]
    if strict and _ratio_certain(judge, codes, number, before_words):
        now, before, _ = strict[0]
        rose, said_rise = now.value > before.value, number.value > 1
        cause = causes.DIRECTION if rose != said_rise else causes.NUMBER
        return verdict.differs(
            now.figure.id, f"{before.figure.display} to {now.figure.display} ({now.figure.id})", cause
        )
    return verdict


def _ratio_certain(judge: Judge, codes: tuple[str, ...], number: Number, before: str) -> bool:
    if judge.anchored(codes, number.start):
        return True
    found, _ = subjects.noun_phrase(judge.parsed.right(number.end))
    if found and re.match(r"^(?:doubl|halv|trebl|tripl|quadrupl)", number.text):
        return False  # "doubled our patrols"
    if found and not subjects.phrase_known(judge.names, codes, found):
        return False
    return subjects.subject_known(judge.names, codes, before)


def judge_part(judge: Judge, number: Number, role: str, verdict: Verdict) -> Verdict:
    """The verdict on one of the two numbers of "x of y"."""
    numbers = judge.parsed.numbers
    at = numbers.index(number)
    opens = role == "whole of" and OPENS.search(judge.parsed.left(number.start)) and at + 1 < len(numbers)
    if role == "part of" and at + 1 < len(numbers):
        part, whole = number, numbers[at + 1]
    else:
        part, whole = numbers[at + 1 if opens else at - 1], number
    codes, _ = judge.codes(number.start)
    if re.search(r"\b(?:between them|together|combined|jointly)\b", judge.parsed.flat):
        return verdict
    if whole.value in _ROUND and part.value < whole.value:
        share = replace(number, kind="part", value=part.value / whole.value)
        told = [level for code in codes for level in judge.evidence.current(code) if level.figure.unit == "percent"]
        if near := next((level for level in told if share.holds(level.value)), None):
            return verdict.agrees(near.figure.id, f"{near.figure.id} is {near.figure.display}")
    known_pairs: list[tuple[Level, Level]] = []
    for code in codes:
        for category in judge.categories(code, number.start):
            whens = judge.when_of(whole) if judge.after_reference(part) else judge.current_whens(number.start)
            tops = [level for level, _ in judge.levels(code, category, whens, "numerator")]
            bottoms = [level for level, _ in judge.levels(code, category, whens, "denominator")]
            if whens and judge.evidence.report.indicators[code].unit == "count":
                of_year = judge.evidence.current(code, category)
                within = [level for level, _ in judge.levels(code, category, whens) if level.basis == "quarter"]
                known_pairs += [(one, bottom) for one in within for bottom in of_year if one.value < bottom.value]
            known_pairs += [
                (top, bottom)
                for top in tops
                for bottom in bottoms
                if (top.end, top.basis) == (bottom.end, bottom.basis)
            ]
            if category:
                known_pairs += [
                    (top, bottom)
                    for top in judge.evidence.current(code, category)
                    for bottom in judge.evidence.current(code)
                ]
    if judge.after_reference(part):
        earlier = [
            (top, bottom)
            for code in codes
            for top in judge.evidence.all_levels(code, "", "numerator")
            for bottom in judge.evidence.all_levels(code, "", "denominator")
            if (top.end, top.basis) == (bottom.end, bottom.basis)
        ]
        known_pairs += [one for one in earlier if part.holds(one[0].value) and whole.holds(one[1].value)]
    for top, bottom in known_pairs:
        if part.holds(top.value) and whole.holds(bottom.value):
            figure = top if number is part else bottom
            return verdict.agrees(figure.figure.id, f"{figure.figure.id} is {figure.figure.display}")
    if known_pairs and _part_certain(judge, codes, part, whole):
        top, bottom = known_pairs[0]
        figure = top if number is part else bottom
        if number.holds(figure.value):
            return verdict.agrees(figure.figure.id, f"{figure.figure.id} is {figure.figure.display}")
        cause = (
            causes.TRANSPOSED
            if causes.transposed(number, figure.value)
            else causes.cause_of_level(judge.evidence, number, codes, [figure])
        )
        return verdict.differs(figure.figure.id, f"{figure.figure.display} ({figure.figure.id})", cause)
    own = [level for code in codes for level in judge.evidence.current(code)]
    if number is whole and not part.unit and any(part.holds(level.value) for level in own):
        return verdict  # the part is the indicator's, so the whole is another's
    counted, _ = subjects.noun_phrase(judge.parsed.right(whole.end))
    if (
        number is whole
        and whole.value not in _ROUND
        and not known_pairs
        and subjects.phrase_known(judge.names, codes, counted)
    ):
        return judge_level(judge, number, "level", verdict, False)
    for code in dict.fromkeys([*codes, *judge.fallback]):
        for level in judge.evidence.current(code):
            if (
                judge.evidence.report.indicators[code].unit != "percent"
                and number is whole
                and number.holds(level.value)
            ):
                return verdict.agrees(level.figure.id, f"{level.figure.id} is {level.figure.display}")
    return verdict


def _part_certain(judge: Judge, codes: tuple[str, ...], part: Number, whole: Number) -> bool:
    found, rest = subjects.noun_phrase(judge.parsed.right(whole.end))
    start, end = judge.parsed.clause(part.start)
    if found and not subjects.known(judge.names, codes, found[-1]):
        return False
    return subjects.strangers(judge.names, codes, judge.parsed.flat[start:end]) <= 0.4
