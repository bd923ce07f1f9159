"""Certainty: whether it is plain what a number speaks of, so that a false one may be accused."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.claims import subjects, words
from pipeline.claims.judge import Judge
from pipeline.claims.names import stem, stems
from pipeline.claims.numbers import Number

_PER = re.compile(
    r"^ (?:[a-z-]+ ){0,3}(?:per|(?:for|in|to) (?:every|each)) (?P<many>\d[\d,]*k?|hundred thousand|hundred|thousand)\b"
)


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
        standard = re.match(r"[a-z ~]{0,24}\b(target|baseline)\b", judge.parsed.flat[way[1] - 1 :]) or re.search(
            r"\b(target|baseline)$", flat[way[1] - 10 : way[1]]
        )
        if not found and standard and any(judge.evidence.every_level(code) for code in codes):
            return len(judge.parsed.mentions) < 2
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


def unlikely(judge: Judge, number: Number) -> bool:
    """Whether a number has so many digits that it does not meet a figure of the indicator by chance."""
    start, end = judge.parsed.clause(number.start)
    digits = len(str(int(number.value * 10**number.decimals)).rstrip("0"))
    return (
        digits >= 3
        and not _strange(judge, judge.codes(number.start)[0], start, end)
        and not number.qualifier
        and not words.ELSEWHERE.search(judge.parsed.flat[start:end])
    )


def _some_of(judge: Judge, codes: tuple[str, ...], number: Number, rest: str) -> bool:
    """Whether a number may be that of some of them, of which something else is told: "one case was passed to the court"."""
    if any(judge.categories(code, number.start) != [""] for code in codes):
        return False
    told = re.split(r"[,;#~(]| (?:and|but|which|than|compared|against|up|down) ", rest)[0]
    whens = judge.when_of(number)
    meant = [level.value for code in codes for level, forced in judge.levels(code, "", whens) if forced]
    whole = max(meant, default=Fraction(0))
    strange = subjects.strangers(judge.names, codes, told)
    return (
        number.value < whole
        and strange > 0.5
        and bool(re.match(r" (?:was|were|had|have|has|is|are|came|went|took|arose|[a-z]+ed)\b", rest))
    )


def _counts(judge: Judge, codes: tuple[str, ...], word: str) -> bool:
    """Whether a word names what one of the indicators counts, and not only something about it."""
    nouns = (judge.evidence.report.indicators[code].noun for code in codes)
    heads = [re.split(r" (?:in|of|to|at|by|for|with|on) ", noun)[0] for both in nouns for noun in (both.one, both.many)]
    return word in subjects.PERSONS or any(stem(word) in stems(head) for head in heads)


def _strange(judge: Judge, codes: tuple[str, ...], start: int, end: int) -> bool:
    """Whether every word between two places that could name something is of something that the report does not measure."""
    said = words.MOVES_UP.sub(" ", words.MOVES_DOWN.sub(" ", judge.parsed.flat[start:end]))
    return subjects.strangers(judge.names, codes, said) > 0.8


def explained(judge: Judge, codes: tuple[str, ...], number: Number) -> bool:
    """Whether a change that a known slip would make of the right one can be meant by these words: nothing else is counted."""
    start, end = judge.parsed.clause(number.start)
    found, rest = subjects.noun_phrase(judge.parsed.right(number.end))
    known = not found or subjects.phrase_known(judge.names, codes, found)
    if _strange(judge, codes, start, end):
        return False
    long = number.value >= 10 or number.decimals > 0
    elsewhere = words.ELSEWHERE.search(judge.parsed.flat[start:end]) or words.SUBSET.search(
        judge.parsed.left(number.start)
    )
    return (
        known and long and not number.qualifier and not elsewhere and not subjects.restricted(judge.names, codes, rest)
    )


def _subject(judge: Judge, at: int, start: int) -> str:
    """What stands before a word, back to the number or period before it."""
    return re.split(r"[#~]", judge.parsed.flat[start:at])[-1] or judge.parsed.flat[start:at]


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
        return bool(re.match(r" of (?:them|these|those|which|whom)\b", right)) or subjects.phrase_known(
            names, codes, head
        )
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
            groups = [
                one
                for code in codes
                for one in judge.groups_said(code, start, end)
                if judge.evidence.all_levels(code, one, "share")
            ]
            said = judge.parsed.flat[start:end]
            if (
                len(groups) == 1
                and not words.MOVES_UP.search(said)
                and not words.MOVES_DOWN.search(said)
                and subjects.strangers(names, codes, said) <= 0.5
            ):
                return True
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
        told = subjects.content(re.split(r"[,;#~(]", right)[0])
        if not re.match(r"^\s*of\b", right) and subjects.telling(names, codes, told):
            if subjects.strangers(names, codes, re.split(r"[,;#~(]", right)[0]) == 0:
                return True
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
        if number.word and number.value < 10 and not _counts(judge, codes, found[-1]):
            return False  # "ran two groups" is no number of children in groups
        if not subjects.phrase_known(names, codes, found):
            told = re.split(r"[,;#~(]", rest)[0]
            passive = re.match(r" (?:was|were|have been|has been) [a-z]+ ", rest)
            return (
                bool(passive)
                and len(found) == 1
                and subjects.telling(names, codes, subjects.content(told))
                and not subjects.strangers(names, codes, told)
            )
        if subjects.restricted(names, codes, rest) or _some_of(judge, codes, number, rest):
            return False
        if not subjects.telling(names, codes, found) and not subjects.telling(
            names, codes, subjects.content(re.split(r"[,;#~]", rest)[0])
        ):
            said = (word for word in subjects.content(left) if word not in subjects.VERBS)
            strange = [not subjects.known(names, codes, word) for word in said]
            if sum(strange) * 2 > len(strange):
                return False
        return True
    if role == "reference":
        return True if re.search(r"#", left) or subjects.subject_known(names, codes, left) else False
    if re.match(r"^\s*(?:of|by|per|times)\b", right) and not (
        _PER.match(judge.parsed.text[number.end :]) and "annual" not in judge.parsed.text
    ):
        return False
    return _framed(judge, codes, number, left, start) and not subjects.restricted(names, codes, right)


def _other_rate(judge: Judge, number: Number, code: str) -> str:
    """ "per 100,000" where the indicator is given per 1,000 people, in words; empty where nothing is wrong."""
    said = _PER.match(judge.parsed.text[number.end :])
    indicator = judge.evidence.report.indicators[code]
    if not said or indicator.unit != "rate" or not indicator.population:
        return ""
    words_ = {"hundred": "100", "thousand": "1000", "hundred thousand": "100000"}
    many = words_.get(said["many"], said["many"].replace(",", "").replace("k", "000"))
    return "" if int(many) == indicator.per or indicator.per == 100 else f"per {indicator.per:,}"


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
