"""Changes: "fell by 12", "up 8%", "5 percentage points better", each held against what the words compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.claims import causes, subjects, words
from pipeline.claims.certainty import explained, subject_certain
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.names import COMMON, stem
from pipeline.claims.numbers import Number
from pipeline.claims.verdicts import Reading, Verdict, change_reading
from pipeline.claims.words import BAD, DOWN, GOOD, UP
from pipeline.core.display import display_number, exact


def judge_change(
    judge: Judge, number: Number, way: tuple[str, int, str] | None, verdict: Verdict, certain: bool
) -> Verdict:
    """The verdict on a number that is a change: right if any pair of values that the words can mean differs by it, the way that is said."""
    codes, named = judge.codes(number.start)
    if not codes or (way and judge.denied(way[1] if way[2] == "before" else number.start)):
        return verdict
    wanted = way[0] if way else ""
    right: list[Reading] = []
    wrong_way: list[Reading] = []
    seen: list[tuple[Level, Level, bool]] = []
    for code in codes:
        for category in judge.categories(code, number.start):
            pairs = judge.pairs(code, category, number.start, number)
            seen += pairs
            for now, before, strict in pairs:
                for reading in _change_readings(judge, number, code, now, before, strict):
                    if not number.holds(abs(reading.value)):
                        continue
                    if wanted in (GOOD, BAD):
                        good = judge.evidence.improves(code, reading.value)
                        (right if good is None or good == (wanted == GOOD) else wrong_way).append(reading)
                    elif not wanted or reading.value == 0 or (reading.value > 0) == (wanted == UP):
                        right.append(reading)
                    else:
                        wrong_way.append(reading)
    for code in codes:
        fall = judge.evidence.figures.get(f"{code}.reduction")
        if (
            fall is not None
            and isinstance(fall.value, (int, float, Fraction))
            and number.unit == "percent"
            and wanted in ("", DOWN, GOOD)
            and not judge.reference_whens(number.start)
            and number.holds(exact(fall.value))
        ):
            right.append(Reading(exact(fall.value), fall.id, f"{fall.id} is {fall.display}", "percent"))
    if right:
        best = sorted(right, key=lambda reading: (not reading.figure, not reading.strict))[0]
        return verdict.agrees(best.figure, best.says)
    if wrong_way and way and way[2] == "sign":
        return verdict.differs(
            wrong_way[0].figure, f"{'a rise' if wrong_way[0].value > 0 else 'a fall'}: {wrong_way[0].says}", causes.SIGN
        )
    if wrong_way and (
        named
        or certain
        or explained(judge, codes, number)
        or subject_certain(judge, codes, number, way)
        or _turned(judge, codes, number, way, wrong_way)
    ):
        reading = wrong_way[0]
        says = "a rise" if reading.value > 0 else "a fall"
        return verdict.differs(reading.figure, f"{says}: {reading.says}", causes.DIRECTION)
    for code in codes:
        wanted_fall = judge.evidence.figures.get(f"{code}.target:reduction")
        wish = re.search(
            r"\b(?:target|asked|required|want|aim|should|goal|agreed|reduction of|exceeded|met|achieved|reached)\b",
            judge.parsed.flat,
        )
        stated = not re.search(
            r"\b(?:was|were|has|have|had|is|are|fell|came|dropped|reduced|declined|decreased)\b", judge.parsed.flat
        )
        if (
            wanted_fall is not None
            and (wish or stated)
            and number.unit == "percent"
            and number.holds(exact(wanted_fall.value))
        ):
            return verdict.agrees(wanted_fall.id, f"{wanted_fall.id} is {wanted_fall.display}")
    strict = [pair for pair in seen if pair[2]]
    if not strict or re.match(r"[a-z ]{0,20}\b(?:that|those|these|both|either) ", judge.parsed.right(number.end)):
        return verdict
    cause = causes.cause_of_change(judge.evidence, number, codes, strict, wanted)
    slips = (causes.POINTS, causes.COUNT, causes.OTHER_BASE, causes.CUT_OFF, causes.TRANSPOSED)
    slipped = (
        (cause in slips or cause == causes.PERIOD and number.decimals)
        and way is not None
        and explained(judge, codes, number)
    )
    if not (certain or slipped or subject_certain(judge, codes, number, way)):
        return verdict
    several = words.RUNNING.search(judge.parsed.flat) or words.OVER_YEARS.search(judge.parsed.text)
    if several or re.search(r"\b(?<!^)(?:in all|in total|altogether)\b", judge.parsed.flat):
        return verdict  # a change over several steps
    now, before, _ = strict[0]
    code = now.figure.parts.indicator
    told = list(_change_readings(judge, number, code, now, before, True)) or [
        one for unit in ("percent", "number") if (one := change_reading(judge.evidence, now, before, unit, True))
    ]
    if not told:
        return verdict
    if any(number.misses_narrowly(abs(one.value)) for one in told):
        return verdict
    if number.unit == "percentage_points" and judge.evidence.report.indicators[code].unit != "percent":
        in_percent = change_reading(judge.evidence, now, before, "percent", True)
        told = [in_percent] if in_percent else told
    return verdict.differs(told[0].figure, _amount(judge, told[0]), cause)


def _turned(
    judge: Judge, codes: tuple[str, ...], number: Number, way: tuple[str, int, str] | None, wrong_way: list[Reading]
) -> bool:
    """Whether a number is the very change since the period that is named, only told the wrong way: too long to be so by chance."""
    start, end = judge.parsed.clause(number.start)
    if (
        way is None
        or number.qualifier
        or number.kind != "number"
        or words.ELSEWHERE.search(judge.parsed.flat[start:end])
    ):
        return False
    strict = [reading for reading in wrong_way if reading.strict]
    if not strict or not judge.reference_whens(number.start) or number.value < 20:
        return False
    counted = judge.parsed.right(max(number.end, way[1]) if way[2] == "after" else number.end)
    head, rest = subjects.noun_phrase(counted)
    if not all(subjects.known(judge.names, codes, word) or stem(word) in COMMON for word in head):
        return False
    return not re.match(r" ?(?:from|who|whose|about|for|with|involving|aged|per)\b", rest)


def _amount(judge: Judge, reading: Reading) -> str:
    unit = reading.unit if reading.unit != "number" else "count"
    return f"{display_number(reading.value, unit, 1 if reading.value.denominator > 1 else 0, signed=True)}, from {reading.says}"


def _change_readings(
    judge: Judge, number: Number, code: str, now: Level, before: Level, strict: bool
) -> Iterator[Reading]:
    percent = judge.evidence.report.indicators[code].unit == "percent"
    units: tuple[str, ...]
    if number.unit == "percentage_points":
        units = ("percentage_points",) if percent else ()
    elif number.unit == "percent" or number.kind == "part":
        units = ("percent",)
    else:
        units = ("percentage_points",) if percent else ("number",)
    if percent and not number.unit and number.kind == "number":
        strict = False
    for unit in units:
        reading = change_reading(judge.evidence, now, before, unit, strict)
        if reading is not None:
            yield reading
