"""Number claims: what a typed number says of the figures, by the part that it plays in its sentence, and whether that is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline import claim_causes as causes
from pipeline import claim_subjects as subjects
from pipeline import claim_words as words
from pipeline.agreement import BOUND, DISAGREES, MATCHES, UNCHECKED, Judge, Reading, Verdict, change_reading
from pipeline.claim_numbers import Number
from pipeline.claim_periods import When
from pipeline.claim_words import BAD, DOWN, GOOD, UP
from pipeline.display import exact
from pipeline.evidence import CHANGES, Level

_TARGET_BEFORE = re.compile(
    r"\b(?P<kind>target|goal|baseline|average)(?: level| figure| rate| line)?(?: for [a-z~ ]{1,25}?)?(?: (?:of|was|is|being|set at|stands at|stood at|remains|remained|which is|which was|:))*\s*"
    + words.ABOUT
    + r"\(?$"
)
_TARGET_AFTER = re.compile(
    r"^[ -](?:(?!(?:on|of|from|above|below|against|than|over|under|to|by|as|at|in|its|the|short|towards)\b)[a-z-]+ ){0,1}(?P<kind>target|goal|baseline|average|required by now|required|profiled)\b(?! baseline)(?! (?:was|were|has|have)\b)"
)
_OF = re.compile(
    r"^ (?:[a-z-]+ ){0,3}?(?:out )?of (?:the |our |all |these |those |a total of |an overall |some |~+ )*#"
)
_AFTER_OF = re.compile(
    r"# (?:[a-z-]+ ){0,3}?(?:out )?of (?:the |our |all |these |those |a total of |an overall |some |~+ )*$"
)
_INHERITS = re.compile(
    r"#[^#.;]{0,30}(?:\(|, ?|- ?)\s*(?:or |i\.e\. |equivalent to |equal to |equating to |which equates to |which is |that is |a change of |representing |or by |a |an |about |around |nearly |almost |over |just )*$|#[a-z ]{0,24} (?:or|equivalent to|equating to|equal to|representing|which equates to|which is|that is) (?:about |around |nearly |almost |over |just |a |an )*$"
)
_REFERENCE = re.compile(
    r"\b(?:from|compared (?:with|to)|comparison (?:with|to)|against|versus|vs?\.?|than|up on|down on|relative to)\s+"
    r"(?:(?:the|a|our|its|last|~+|level|levels|figure|total|baseline|average|@-year|target|value|rate|number|count|peak|high|low|previous|position|same|period|in|"
    r"for|at|reported|recorded|of|was|were|just|only|that|those|it|year's|a total|seen) ){0,8}" + words.ABOUT + r"$"
)
_SHOWS_CHANGE = re.compile(
    r"\b(?:changed?|changes|difference|swing|movement|gap|varied|moved) (?:by|of) " + words.ABOUT + "$"
)


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
    if role in ("part of", "whole of"):
        return _judge_part(judge, number, role, verdict)
    if role == "ratio":
        return _judge_ratio(judge, number, verdict)
    if role == "change":
        return _judge_change(judge, number, way, verdict, certain)
    return _judge_level(judge, number, role, verdict, certain)


def role_of(judge: Judge, number: Number) -> tuple[str, tuple[str, int, str] | None]:
    """The part a number plays: change, target, baseline, reference, part of, whole of, ratio or level; and the direction said."""
    left, right = judge.parsed.left(number.start), judge.parsed.right(number.end)
    if (
        number.kind == "multiple"
        or not re.match(r"^ as (?:many|much)[a-z ]{0,25} again\b", right)
        and (
            number.kind == "part"
            and re.match(
                r"^ (?:as many|the (?:number|level|figure|rate|amount|total)|(?:of )?~|of the (?:number|level|figure|total)? ?~|what)",
                right,
            )
        )
    ):
        return "ratio", None
    if number.kind == "part" and re.match(r"^ as (?:many|much)[a-z ]{0,25} again\b", right):
        return "change", (UP, number.end, "after")
    way = judge.way_said(number)
    if way and way[2] == "after" and not number.unit and re.match(r" [a-z' -]+[(,] ?(?:up|down) (?:from|on)\b", right):
        return "level", None  # "220 referrals (up from 186)"
    before = [one for one in judge.parsed.in_clause(number.start, judge.parsed.numbers) if one.end <= number.start]
    if re.search(r"(?:\(|\bfrom )$", left) and re.match(r" to #", right):
        return "reference", None
    paired = re.match(r" (?:vs?\.?|against|compared|versus|from) ", right)
    if not paired and re.search(r"~\s*\($", left) and number.unit == ("percent" if _percent(judge, number) else ""):
        return "reference", None
    if "~" in re.split(r"[)#]", right)[0] and left.rstrip().endswith("("):
        return "reference", None
    if (
        left.rstrip().endswith("(")
        and before
        and not before[-1].bound
        and not way
        and number.unit in ("percent", "percentage_points")
    ):
        role, said = role_of(judge, before[-1])
        if role == "change" and before[-1].unit != number.unit:
            return role, said
    if re.match(r" (?:vs?\.?|against|versus) ", right) and re.search(r"\b(?:target|baseline|average) \($", left):
        return "level", None
    if re.search(r"\b(?:target|baseline|average),? at (?:just |about )?$", left) or re.search(
        r"\b(?:within|on|above|below|met|meets|beats?|beat|exceeds?|exceeded|missed|than|under|over|reached)(?: the| its| our)? (?:target|baseline|average) \($",
        left,
    ):
        return "either", None
    target = _TARGET_BEFORE.search(left) or _TARGET_AFTER.search(right)
    if target and not (way and way[2] == "after" and number.unit in ("percentage_points", "")):
        return ("baseline" if target["kind"] in ("baseline", "average") else "target"), None
    if _OF.search(right) and not number.unit and number.kind == "number":
        return "part of", None
    if _AFTER_OF.search(left) and not number.unit and number.kind == "number":
        before = [one for one in judge.parsed.numbers if one.end <= number.start]
        if before and before[-1].kind == "number" and before[-1].unit in ("", "percent"):
            return ("whole of" if not before[-1].unit else "level"), None
    if way:
        return "change", way
    if number.sign and number.unit in ("percent", "percentage_points", ""):
        return "change", (UP if number.sign == "+" else DOWN, number.start, "sign")
    if _SHOWS_CHANGE.search(left):
        return "change", None
    before = [one for one in judge.parsed.in_clause(number.start, judge.parsed.numbers) if one.end <= number.start]
    if before and _INHERITS.search(left) and not before[-1].bound:
        role, said = role_of(judge, before[-1])
        if role == "change" and before[-1].unit != number.unit:
            return role, said
        if role in ("whole of",) and number.unit == "percent":
            return "share", None
    if _REFERENCE.search(_without_qualifier(left)):
        return "reference", None
    return "level", None


def _percent(judge: Judge, number: Number) -> bool:
    """Whether what a number concerns is a percentage."""
    codes, _ = judge.codes(number.start)
    return any(judge.evidence.report.indicators[code].unit == "percent" for code in codes)


def _without_qualifier(left: str) -> str:
    """The text before a number without the words that say how exact it is: "fewer than" compares with nothing."""
    for _, pattern in words.QUALIFIER:
        if match := pattern.search(left):
            return left[: match.start()]
    return left


# Bound figures


def _judge_bound(judge: Judge, number: Number) -> Verdict:
    """A figure placed by name is right; the direction word that stands with it may not be."""
    figure = judge.evidence.figures[number.bound]
    verdict = Verdict(number.start, number.end, number.text, BOUND, number.bound)
    if figure.parts.measure not in CHANGES or judge.not_now(number.start) or not number.value:
        return verdict
    way = judge.way_said(number)
    rises = (number.value > 0) != (figure.parts.measure == "reduction")
    if way and way[0] in (GOOD, BAD):
        good = _improves(judge, figure.parts.indicator, Fraction(1 if rises else -1))
        way = None if good is None or good == (way[0] == GOOD) else (DOWN if rises else UP, *way[1:])
    if way is None or judge.denied(way[1] if way[2] == "before" else number.start):
        return verdict
    if (way[0] == UP) != rises:
        return Verdict(number.start, number.end, number.text, DISAGREES, number.bound,
                       f"{'a rise' if rises else 'a fall'}: {figure.id} is {figure.display}", causes.DIRECTION)  # fmt: skip
    return verdict


# Changes


def _judge_change(
    judge: Judge, number: Number, way: tuple[str, int, str] | None, verdict: Verdict, certain: bool
) -> Verdict:
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
                    if not _tells(number, abs(reading.value)):
                        continue
                    if wanted in (GOOD, BAD):
                        good = _improves(judge, code, reading.value)
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
            and number.holds(exact(fall.value))
        ):
            right.append(Reading(exact(fall.value), fall.id, f"{fall.id} is {fall.display}", "percent"))
    if right:
        best = sorted(right, key=lambda reading: (not reading.figure, not reading.strict))[0]
        return _agrees(verdict, best.figure, best.says)
    if wrong_way and way and way[2] == "sign":
        return _differs(
            verdict,
            wrong_way[0].figure,
            f"{'a rise' if wrong_way[0].value > 0 else 'a fall'}: {wrong_way[0].says}",
            causes.SIGN,
        )
    if wrong_way and (named or certain or subject_certain(judge, codes, number, way)):
        reading = wrong_way[0]
        says = "a rise" if reading.value > 0 else "a fall"
        return _differs(verdict, reading.figure, f"{says}: {reading.says}", causes.DIRECTION)
    for code in codes:
        wanted_fall = judge.evidence.figures.get(f"{code}.target:reduction")
        if wanted_fall is not None and number.unit == "percent" and number.holds(exact(wanted_fall.value)):
            return _agrees(verdict, wanted_fall.id, f"{wanted_fall.id} is {wanted_fall.display}")
    strict = [pair for pair in seen if pair[2]]
    if not strict or not (certain or subject_certain(judge, codes, number, way)):
        return verdict
    if words.RUNNING.search(judge.parsed.flat) or re.search(
        r"\b(?:in all|in total|altogether|over (?:the )?(?:last |past )?(?:two|three|four|five|#+) years)\b",
        judge.parsed.flat,
    ):
        return verdict  # a change over several steps
    now, before, _ = strict[0]
    code = now.figure.parts.indicator
    told = [one for one in _change_readings(judge, number, code, now, before, True)] or [
        one for unit in ("percent", "number") if (one := change_reading(judge.evidence, now, before, unit, True))
    ]
    if not told:
        return verdict
    if number.unit == "percentage_points" and judge.evidence.report.indicators[code].unit != "percent":
        told = [one for one in (change_reading(judge.evidence, now, before, "percent", True),) if one] or told
    return _differs(
        verdict,
        told[0].figure,
        _amount(judge, told[0]),
        causes.cause_of_change(judge.evidence, number, codes, strict, wanted),
    )


def _amount(judge: Judge, reading: Reading) -> str:
    from pipeline.display import display_number

    unit = reading.unit if reading.unit != "number" else "count"
    return f"{display_number(reading.value, unit, 1 if reading.value.denominator > 1 else 0, signed=True)}, from {reading.says}"


def _tells(number: Number, value: Fraction) -> bool:
    if number.kind == "part":
        return number.holds(value)
    return number.holds(value)


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


def subject_certain(judge: Judge, codes: tuple[str, ...], number: Number, way: tuple[str, int, str] | None) -> bool:
    """Whether it is plain that a change is one of these indicators, and of the whole of them."""
    names, flat = judge.names, judge.parsed.flat
    start, end = judge.parsed.clause(number.start)
    if words.ELSEWHERE.search(flat[start:end]):
        return False
    found, rest = subjects.noun_phrase(judge.parsed.right(number.end))
    if found and not (subjects.phrase_known(names, codes, found)):
        return False
    if (
        not found
        and not re.search("[a-z]", flat[start : number.start].replace("some", ""))
        and not judge.reference_whens(number.start)
        and not re.search(r"\b(?:target|baseline|average)\b", flat[number.end : end])
        and way
        and way[2] == "after"
    ):
        return False  # "some 42 more" of something
    if way is None or way[2] == "sign":
        return subjects.subject_known(names, codes, _subject(judge, number.start, start))
    if way[2] == "after":
        if re.search(
            r"\b(?:above|below|under|over|up|down|up on|down on|up from|down from|short of|better|worse|than|ahead of)$",
            flat[way[1] - 10 : way[1]],
        ):
            return (
                bool(found)
                or subjects.subject_known(names, codes, _subject(judge, number.start, start))
                or _after_mention(judge, number)
            )
        after, tail = subjects.noun_phrase(judge.parsed.right(way[1]))
        if after and not found:
            if set(after) <= subjects.PERSONS:
                told = re.split(r"[#~,;]|\bthan\b", tail)[0]
                if subjects.telling(names, codes, subjects.content(told)):
                    return subjects.strangers(names, codes, told) == 0
            return subjects.phrase_known(names, codes, after) and not subjects.restricted(names, codes, tail)
        complement = re.match(
            r"^ in (?:the )?(?:number of |level of |percentage of )?([a-z' -]+)", flat[way[1] : way[1] + 80]
        )
        if complement:
            head, tail = subjects.noun_phrase(" " + complement[1])
            return subjects.phrase_known(names, codes, head) or not head
        if found:
            return True
        return subjects.subject_known(names, codes, _subject(judge, number.start, start))
    said = flat[way[1] : number.start]
    complement = re.search(
        r"\b(?:in|on) (?:the )?(?:number of |level of |percentage of |rate of )?([a-z' -]+?) (?:of|by)\b", said
    ) or re.match(
        r"^(?:\s*\([^)]*\))? in (?:the )?(?:number of |level of |percentage of |rate of )?([a-z' -]+)",
        judge.parsed.right(number.end),
    )
    if complement and subjects.content(complement[1]):
        head, _ = subjects.noun_phrase(" " + complement[1])
        return subjects.phrase_known(names, codes, head) if head else True
    return subjects.subject_known(names, codes, _subject(judge, way[1], start))


def _subject(judge: Judge, at: int, start: int) -> str:
    """What stands before a word, back to the number or period before it."""
    return re.split(r"[#~]", judge.parsed.flat[start:at])[-1] or judge.parsed.flat[start:at]


# Ratios


def _judge_ratio(judge: Judge, number: Number, verdict: Verdict) -> Verdict:
    codes, _ = judge.codes(number.start)
    if not codes or judge.denied(number.start):
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
                    return _agrees(verdict, now.figure.id, f"{now.figure.display} against {before.figure.display}")
    start, _ = judge.parsed.clause(number.start)
    before_words = judge.parsed.flat[start : number.start]
    if strict and _ratio_certain(judge, codes, number, before_words):
        now, before, _ = strict[0]
        rose, said_rise = now.value > before.value, number.value > 1
        cause = causes.DIRECTION if rose != said_rise else causes.NUMBER
        return _differs(
            verdict, now.figure.id, f"{before.figure.display} to {now.figure.display} ({now.figure.id})", cause
        )
    return verdict


def _ratio_certain(judge: Judge, codes: tuple[str, ...], number: Number, before: str) -> bool:
    found, _ = subjects.noun_phrase(judge.parsed.right(number.end))
    if found and re.match(r"^(?:doubl|halv|trebl|tripl|quadrupl)", number.text):
        return False  # "doubled our patrols"
    if found and not subjects.phrase_known(judge.names, codes, found):
        return False
    return subjects.subject_known(judge.names, codes, before)


# Levels


_PER = re.compile(r"^ (?:[a-z-]+ ){0,3}per (?P<many>\d[\d,]*k?|thousand|hundred thousand)\b")


def _other_rate(judge: Judge, number: Number, code: str) -> str:
    """ "per 100,000" where the indicator is given per 1,000 people, in words; empty where nothing is wrong."""
    said = _PER.match(judge.parsed.text[number.end :])
    indicator = judge.evidence.report.indicators[code]
    if not said or indicator.unit != "rate" or not indicator.population:
        return ""
    words_ = {"thousand": "1000", "hundred thousand": "100000"}
    many = words_.get(said["many"], said["many"].replace(",", "").replace("k", "000"))
    return "" if int(many) == indicator.per or indicator.per == 100 else f"per {indicator.per:,}"


def _judge_level(judge: Judge, number: Number, role: str, verdict: Verdict, certain: bool) -> Verdict:
    codes, named = judge.codes(number.start)
    if not codes:
        return verdict
    if len(codes) == 1 and (per := _other_rate(judge, number, codes[0])):
        current = judge.evidence.current(codes[0])
        return _differs(verdict, current[0].figure.id if current else "", per, causes.UNIT)
    if wrong := _wrong_unit(judge, number, codes):
        figure = wrong.figure
        return _differs(verdict, figure.id, f"{figure.display} ({figure.id})", causes.UNIT)
    if nothing := _of_nothing(judge, number, role, codes):
        return _differs(verdict, nothing.figure.id, f"0 ({nothing.figure.id})", causes.NUMBER)
    strict: list[Level] = []
    for code in codes:
        apart = judge.told_apart(code, number)
        for category in dict.fromkeys([*apart, *judge.categories(code, number.start)]):
            readings = list(_level_readings(judge, number, role, code, category))
            if number.qualifier in ("over", "under", "at_least", "at_most") and any(forced for _, forced in readings):
                readings = [one for one in readings if one[1]]  # nearly any other level would do
            for level, forced in readings:
                forced = forced and (not apart or category in apart)
                if _level_holds(judge, number, code, level):
                    return _agrees(verdict, level.figure.id, f"{level.figure.id} is {level.figure.display}")
                if forced:
                    strict.append(level)
    if not strict:
        return _of_another_period(judge, number, role, codes, verdict)
    if not (certain or level_certain(judge, codes, number, role) or _slip(judge, codes, number, strict)):
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
    return _differs(verdict, level.figure.id, f"{level.figure.display} ({level.figure.id})", cause)


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
    told = [
        level
        for level in current
        if number.value >= 20 and _level_holds(judge, number, level.figure.parts.indicator, level)
    ]
    if not told or number.qualifier or not level_certain(judge, codes, number, role):
        return verdict
    figure = told[0].figure
    return _differs(verdict, figure.id, f"{figure.display} is the value of {figure.period}", causes.LEFT_OVER)


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
    if role == "either" or re.search(
        r"\b(?:target|baseline|goal|aim|reduction|plan|required|needed|i\.e)\b", judge.parsed.flat
    ):
        for measure in ("target", "baseline"):
            for level in evidence.all_levels(code, category, measure):
                yield level, False
    if told := _bracketed(judge, number):
        yield from judge.levels(code, category, [told])
        return
    whens = judge.when_of(number)
    if "quarter" in judge.parsed.text:
        for level in evidence.levels(code, category, [(evidence.own_days(code)[0], "quarter")] if not whens else []):
            yield level, False
    if role == "reference":
        if whens and whens[0].start < number.start:
            whens = judge.reference_whens(number.start) or whens
        if whens and not all(when.current for when in whens):
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
    return next(
        (
            one
            for one in judge.parsed.periods
            if re.fullmatch(r"\s*\(", judge.parsed.flat[one.end : number.start])
            or re.search(r"year's$", one.text)
            and one.current
            and one.end + 1 == number.start
        ),
        None,
    )


def in_list(judge: Judge, number: Number) -> bool:
    """Whether a number is one of three or more in a row: "47, 33, 27 and now 12"."""
    numbers = judge.parsed.numbers
    at = numbers.index(number)
    linked = [
        bool(
            re.fullmatch(
                r"(?:, ?| and | to |, and |, then | then | and now |, now )", judge.parsed.flat[one.end : other.start]
            )
        )
        for one, other in zip(numbers, numbers[1:], strict=False)
    ]
    before = after = 0
    while at - before - 1 >= 0 and linked[at - before - 1]:
        before += 1
    while at + after < len(linked) and linked[at + after]:
        after += 1
    return before + after >= 2


def _level_holds(judge: Judge, number: Number, code: str, level: Level) -> bool:
    percent = level.figure.unit == "percent"
    if number.unit == "percentage_points" or (number.unit == "percent" and not percent):
        return False
    if number.kind == "part":
        return percent and number.holds(level.value)
    if percent and not number.unit and not number.bound:
        return number.holds(level.value) and not subjects.noun_phrase(judge.parsed.right(number.end))[0]
    return number.holds(level.value)


def _slip(judge: Judge, codes: tuple[str, ...], number: Number, right: list[Level]) -> bool:
    """Whether a number is the right one with a slip (cut off, digits exchanged), of something that the indicator counts."""
    found, _ = subjects.noun_phrase(re.sub(r"^ of (?:all |the |our )*", " ", judge.parsed.right(number.end)))
    slipped = causes.cause_of_level(judge.evidence, number, codes, right) in (causes.CUT_OFF, causes.TRANSPOSED)
    return (
        slipped
        and number.value > 20
        and subjects.phrase_known(judge.names, codes, found)
        and not words.SUBSET.search(judge.parsed.left(number.start))
    )


def level_certain(judge: Judge, codes: tuple[str, ...], number: Number, role: str) -> bool:
    """Whether it is plain that a number is the value of one of these indicators, and of the whole of it."""
    names = judge.names
    percent = all(judge.evidence.report.indicators[code].unit == "percent" for code in codes)
    right, left = judge.parsed.right(number.end), judge.parsed.left(number.start)
    start, end = judge.parsed.clause(number.start)
    if role in ("target", "baseline"):
        return subjects.strangers(
            names, codes, re.sub(r"\b(?:target|baseline|goal|average)\b", " ", left)
        ) <= 0.5 and not re.search(
            r"\bnational|england|force|county|regional|london|wales|scotland\b", judge.parsed.flat[start:end]
        )
    if words.SUBSET.search(left):
        return False
    if words.ELSEWHERE.search(judge.parsed.flat[start:end]):
        return False
    found, rest = subjects.noun_phrase(right)
    if not found and number.unit != "percent" and subjects.narrowed(right):
        return False
    if not found and not re.search(r"[a-z]", left) and re.match(r" (?:were|was|had|have|are|came|took|went)\b", right):
        if subjects.strangers(names, codes, re.split(r"[,;#~]", right)[0]) > 0.25:
            return False  # "seven were referred twice"
    if (
        number.kind == "part"
        and any(judge.categories(code, number.start) != [""] for code in codes)
        and re.match(r"^ of (?:all |the |our )*", right)
    ):
        head, _ = subjects.noun_phrase(re.sub(r"^ of (?:all |the |our )*", "", right))
        return subjects.phrase_known(names, codes, head)
    if role == "either":
        return subjects.subject_known(names, codes, re.split(r"\b(?:is|was|were|are|remained|stood)\b", left)[0])
    if _after_mention(judge, number) and (percent == (number.unit == "percent")):
        return True
    if role == "reference" and not found:
        said = re.split(r"\b(?:from|to|compared|against|versus|vs|than|on)\b", left.rsplit("#", 1)[-1])[0]
        if subjects.strangers(names, codes, said) >= 0.5:
            return False
        return bool(re.search(r"#", left)) or subjects.subject_known(
            names, codes, re.split(r"\b(?:from|compared|against|versus|vs|than)\b", left)[0]
        )
    if number.unit == "percent" or number.kind == "part":
        if not percent:
            if (
                right.lstrip().startswith("of")
                and number.value > 100
                and any(number.holds(level.value) for code in codes for level in judge.evidence.current(code))
            ):
                return True
            value = any(
                number.holds(level.value)
                for code in codes
                for category in judge.categories(code, number.start)
                for level in judge.evidence.current(code, category)
            )
            return (
                value
                and number.unit == "percent"
                and not right.lstrip().startswith("of")
                and (not found or subjects.phrase_known(names, codes, found))
            )
        if re.match(r"^\s*of\b", right):
            around = re.split(r",", judge.parsed.flat[start : number.start])[-1] + re.split(r",", right)[0]
            return (
                subjects.strangers(names, codes, around) <= 0.34
                and not subjects.restricted(names, codes, rest)
                and bool(subjects.content(right))
            )
        if found and not subjects.phrase_known(names, codes, found):
            return False
        return _framed(judge, codes, number, left, start)
    if percent:
        swapped = any(number.holds(level.value) for code in codes for level in judge.evidence.current(code, ""))
        counted = any(judge.evidence.all_levels(code, "", "numerator") for code in codes)
        if found and swapped and subjects.phrase_known(names, codes, found) and (number.decimals or not counted):
            return subjects.telling(names, codes, [*found, *subjects.content(rest)])
        return False
    if found:
        if not subjects.phrase_known(names, codes, found):
            return False
        if subjects.restricted(names, codes, rest):
            return False
        if not subjects.telling(names, codes, found) and not subjects.telling(
            names, codes, subjects.content(re.split(r"[,;#~]", rest)[0])
        ):
            said = (word for word in subjects.content(left) if word not in subjects.VERBS)
            told = [word for word in said if not subjects.known(names, codes, word)]
            if told:
                return False
        return True
    if role == "reference":
        return True if re.search(r"#", left) or subjects.subject_known(names, codes, left) else False
    if re.match(r"^\s*(?:of|by|per|times)\b", right) and not (
        _PER.match(judge.parsed.text[number.end :]) and "annual" not in judge.parsed.text
    ):
        return False
    return _framed(judge, codes, number, left, start) and not subjects.restricted(names, codes, right)


def _after_mention(judge: Judge, number: Number) -> bool:
    """Whether a number stands right after an indicator's name: "Referrals to mediation 56", "new cases (48)"."""
    return any(
        re.fullmatch(r"(?: at the [a-z ]+)? ?[(:-]? ?(?:at )?", judge.parsed.flat[one.end : number.start]) and one.end <= number.start
        for one in judge.parsed.mentions
    )  # fmt: skip


def _framed(judge: Judge, codes: tuple[str, ...], number: Number, left: str, start: int) -> bool:
    """Whether a number without a noun is said of the subject: "the figure stood at 48", "fell from 85 to 48"."""
    frame = words.FRAME.search(left)
    if not frame:
        return False
    return subjects.subject_known(
        judge.names, codes, judge.parsed.flat[start : number.start - len(left) + frame.start()]
    )


# x of y


def _judge_part(judge: Judge, number: Number, role: str, verdict: Verdict) -> Verdict:
    numbers = judge.parsed.numbers
    at = numbers.index(number)
    part, whole = (
        (number, numbers[at + 1]) if role == "part of" and at + 1 < len(numbers) else (numbers[at - 1], number)
    )
    codes, _ = judge.codes(number.start)
    known_pairs: list[tuple[Level, Level]] = []
    for code in codes:
        for category in judge.categories(code, number.start):
            whens = judge.current_whens(number.start)
            tops = [level for level, _ in judge.levels(code, category, whens, "numerator")]
            bottoms = [level for level, _ in judge.levels(code, category, whens, "denominator")]
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
    for top, bottom in known_pairs:
        if part.holds(top.value) and whole.holds(bottom.value):
            figure = top if number is part else bottom
            return _agrees(verdict, figure.figure.id, f"{figure.figure.id} is {figure.figure.display}")
    if known_pairs and _part_certain(judge, codes, part, whole):
        top, bottom = known_pairs[0]
        figure = top if number is part else bottom
        if number.holds(figure.value):
            return _agrees(verdict, figure.figure.id, f"{figure.figure.id} is {figure.figure.display}")
        cause = (
            causes.TRANSPOSED
            if causes._transposed(number, figure.value)
            else causes.cause_of_level(judge.evidence, number, codes, [figure])
        )
        return _differs(verdict, figure.figure.id, f"{figure.figure.display} ({figure.figure.id})", cause)
    for code in dict.fromkeys([*codes, *judge.fallback]):
        for level in judge.evidence.current(code):
            if (
                judge.evidence.report.indicators[code].unit != "percent"
                and number is whole
                and number.holds(level.value)
            ):
                return _agrees(verdict, level.figure.id, f"{level.figure.id} is {level.figure.display}")
    return verdict


def _part_certain(judge: Judge, codes: tuple[str, ...], part: Number, whole: Number) -> bool:
    found, rest = subjects.noun_phrase(judge.parsed.right(whole.end))
    start, end = judge.parsed.clause(part.start)
    if found and not subjects.known(judge.names, codes, found[-1]):
        return False
    return subjects.strangers(judge.names, codes, judge.parsed.flat[start:end]) <= 0.4


def _improves(judge: Judge, code: str, change: Fraction) -> bool | None:
    polarity = judge.evidence.report.indicators[code].polarity
    if polarity not in ("higher_is_better", "lower_is_better") or not change:
        return None
    return (change > 0) == (polarity == "higher_is_better")


def _agrees(verdict: Verdict, figure: str, says: str) -> Verdict:
    from dataclasses import replace

    return replace(verdict, verdict=MATCHES, figure=figure, expected=says)


def _differs(verdict: Verdict, figure: str, says: str, cause: str) -> Verdict:
    from dataclasses import replace

    return replace(verdict, verdict=DISAGREES, figure=figure, expected=says, cause=cause)
