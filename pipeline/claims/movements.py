"""Movements: fell, rose, higher than, unchanged, without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.claims import causes, subjects, words
from pipeline.claims.comparisons import claim_at, pairs_of, settle
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict
from pipeline.claims.words import DOWN, UP

_RANGE_WORDS = re.compile(r"\b(?:each|every|all four|both|some|one of)\b")


# "Fewer new cases at the core group; more people being monitored."
_OPENING = re.compile(r"(?:^|[;:,] |\bthere (?:were|have been|are) )(?P<how>more|fewer)(?= [a-z])")


def movements(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "fell", "rose", "an increase in"."""
    flat = judge.parsed.flat
    patterns = ((UP, words.MOVES_UP), (DOWN, words.MOVES_DOWN), *words.STANDS)
    for way, pattern in patterns:
        for match in pattern.finditer(flat):
            told_by = "way" if "way" in pattern.groupindex and match["way"] else 0
            bare = "bare" in pattern.groupindex and match["bare"]
            start, end = match.span(told_by)
            if bare and re.match(r" to\b", judge.parsed.text[end:]):
                continue  # "up to the end of September"
            told = claim_at(judge, start, end)
            clause_start, clause_end = judge.parsed.clause(start)
            before, after = flat[clause_start:start], flat[end:clause_end]
            if (
                judge.not_now(start)
                or re.search(r"\bto $", before)
                or _RANGE_WORDS.search(flat[clause_start:clause_end])
            ):
                continue
            if (
                re.search(r"-$", before)
                or re.match(r"-", after)
                or match[0] in ("gain", "gained", "gains", "jump", "jumps")
                or re.match(r"(?: again)? in the (?:first|second|third|fourth|last)\b(?! [a-z])", after)
            ):
                continue
            noun = (
                match[0] in words.NOUN_UP + words.NOUN_DOWN
                and bool(re.search(rf"\b(?:{words.NOUN_UP}|{words.NOUN_DOWN})$", match[0]))
                and _is_noun(before, match[0])
            )
            yield _direction(judge, told, way, start, end, noun)
    for match in _OPENING.finditer(flat):
        way = UP if match["how"] == "more" else DOWN
        codes, _ = judge.codes(match.end())
        found, rest = subjects.noun_phrase(flat[match.end() :])
        said = re.split(r"[,;:.]", flat[match.end() :])[0]
        certain = (
            subjects.phrase_known(judge.names, codes, found)
            and subjects.telling(judge.names, codes, subjects.content(said))
            and subjects.strangers(judge.names, codes, said) <= 0.25
        )
        if re.search(r"[#]|\bthan\b", said) or judge.not_now(match.start()):
            continue
        fits = (lambda change: change > 0) if way == UP else (lambda change: change < 0)
        strict, agreeing = pairs_of(judge, codes, match.end(), fits)
        yield settle(judge, claim_at(judge, *match.span("how")), strict, agreeing, certain, way)


def _is_noun(before: str, word: str) -> bool:
    if word in ("growth", "reduction", "reductions"):
        return True
    return bool(
        re.search(
            r"\b(?:a|an|the|this|that|no|any|of|our|its|further|slight|small|large|sharp|significant|overall|% |# )(?: [a-z-]+){0,2} ?$",
            before,
        )
    ) or before.rstrip().endswith("#")


def _direction(judge: Judge, told: Verdict, way: str, start: int, end: int, noun: bool) -> Verdict:
    flat = judge.parsed.flat
    clause_start, clause_end = judge.parsed.clause(start)
    before, after = flat[clause_start:start], flat[end:clause_end]
    denied = bool(words.DENIED.search(before))
    codes, named = judge.codes(start)
    complement = re.match(
        r"^ (?:in|of) (?:the )?(?:number of |level of |levels of |percentage of |proportion of |rate of )?([a-z' -]+)",
        after,
    )
    certain = False
    if noun and complement and subjects.content(complement[1]):
        head, tail = subjects.noun_phrase(" " + complement[1])
        certain = subjects.phrase_known(judge.names, codes, head) and not subjects.restricted(judge.names, codes, tail)
    elif noun:
        certain = subjects.subject_known(judge.names, codes, before)
    else:
        found, _ = subjects.noun_phrase(after)
        auxiliary = re.search(
            r"\b(?:has|have|had|was|were|is|been|are) (?:[a-z]+ly |also |not |again |now |further )*$", before
        )
        takes_object = (
            bool(found)
            and re.match(r"^ ?[a-z]", after)
            and re.match(r"(?:increas|reduc|rais|cut|drop|gain)", told.text) is not None
        )
        if (
            takes_object
            and subjects.phrase_known(judge.names, codes, found)
            and re.search(r"\b(?:we|partnership|partners|team|which|that|has|have)\b", before)
        ):
            certain = False
        elif takes_object:
            return told
        else:
            certain = subjects.subject_known(judge.names, codes, before) and bool(before.strip())
            if told.text.endswith(("ing", "en")) and not auxiliary:
                certain = False
            if re.search(r"\b(?:reduced|increased|falling|rising|declining|growing|dropped)$", told.text) and re.search(
                r"\b(?:a|an|the|of|with|and)\s*$", before
            ):
                certain = False
    if not noun and _leads_to_value(judge, codes, end) or noun and judge.anchored(codes, start):
        certain = True
    strict, agreeing = pairs_of(
        judge, codes, start, lambda change: (change > 0) if (way == UP) != denied else (change < 0), lenient_zero=denied
    )
    said_from_to = re.search(r"\bfrom[^#]{0,40}#+[^#]{0,40}\bto[^#]{0,30}#", after)
    if said_from_to and not denied:
        first, second = [number for number in judge.parsed.numbers if number.start > end][:2]
        if (second.value > first.value) != (way == UP) and first.value != second.value and first.unit == second.unit:
            return told.differs(
                "",
                f"{first.text} to {second.text} is {'a rise' if second.value > first.value else 'a fall'}",
                causes.DIRECTION,
            )
    return settle(judge, told, strict, agreeing, certain, way)


def _leads_to_value(judge: Judge, codes: tuple[str, ...], end: int) -> bool:
    """Whether the report's own value stands right after a direction word: "fell to 32.8%", "are up again, at 56"."""
    match = re.match(r"[a-z -]{0,20},? (?:to|at) (?:just |only |now )?(?=#)", judge.parsed.flat[end:])
    number = match and next((one for one in judge.parsed.numbers if one.start == end + match.end()), None)
    if not number or number.kind != "number" or number.qualifier or (number.value < 10 and not number.decimals):
        return False
    return any(number.holds(level.value) for code in codes for level in judge.evidence.current(code))


def _printed(level: Level) -> str:
    """A value as it is printed, without its markers."""
    return level.figure.display.split(" [")[0]


def unchanged(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "unchanged", "stable", "similar": nothing, under 1 and under 5 per cent of change."""
    flat = judge.parsed.flat
    for match in words.STAYED.finditer(flat):
        start, end = match.span()
        told = claim_at(judge, start, end)
        clause_start, clause_end = judge.parsed.clause(start)
        before, after = flat[clause_start:start], flat[end:clause_end]
        if (
            judge.not_now(start)
            or match[0].endswith("same")
            and re.match(
                r" (?!as\b|in\b|for\b|at\b|this\b|that\b|throughout\b|over\b|during\b|since\b|and\b|but\b|again\b|across\b|is\b|was\b)[a-z]",
                after,
            )
            or _RANGE_WORDS.search(flat[clause_start:clause_end])
        ):
            continue
        word = match[0]
        if word in (
            "flat",
            "constant",
            "similar",
            "in line with",
            "consistent with",
            "level with",
            "static",
            "steady",
        ) and not re.search(
            r"\b(?:is|was|were|are|been|remain(?:s|ed)?|stayed|held|broadly|at a|stood at a|relatively|largely|fairly|very)\s*(?:broadly |very |fairly |relatively |largely |also )?$",
            before,
        ):
            continue
        if word.startswith("remain") and not re.search(r"#", after):
            continue
        if (
            "target" in after[:30]
            or word.startswith("remain")
            or re.search(r"the same$|same$", word)
            and re.match(r" ~", after)
            and not re.search(r"\b(?:is|was|were|are|remain(?:s|ed)?|stayed|as)\s*$", before)
        ):
            continue
        codes, _ = judge.codes(start)
        broadly = re.search(
            r"\b(?:broadly|largely|relatively|fairly|almost|nearly|about|roughly|much|very|more or less|virtually)\s*$",
            before,
        ) or word.startswith(("about", "much"))
        limit = (
            Fraction(5)
            if word in ("similar", "in line with", "consistent with", "level with") or "similar" in word
            else Fraction(1)
            if broadly or word in ("stable", "steady", "static", "flat", "constant", "stagnant")
            else Fraction(0)
        )

        strict, agreeing = [], []
        for code in codes:
            for category in judge.categories(code, start):
                for now, other, forced in judge.pairs(code, category, start):
                    moved = (
                        abs(now.value - other.value) / other.value * 100
                        if other.value
                        else (Fraction(0) if now.value == other.value else Fraction(1000))
                    )
                    if now.figure.unit == "percent":
                        moved = min(moved, abs(now.value - other.value))
                    if moved == 0 or moved < limit or _printed(now) == _printed(other):
                        agreeing.append((now, other))
                    elif forced and other.figure.parts.measure != "target":
                        strict.append((now, other))
        denied = bool(re.search(r"(?:\b(?:not|never)\b|n't)\s*$", before))
        if denied:
            continue
        yield settle(
            judge,
            told,
            strict,
            agreeing,
            subjects.subject_known(judge.names, codes, before) and bool(before.strip()),
            "",
        )
