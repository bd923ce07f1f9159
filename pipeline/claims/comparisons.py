"""Comparisons: higher than, fewer than; and what any direction word can compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from pipeline.claims import causes, subjects, words
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import UNCHECKED, Verdict
from pipeline.claims.words import DOWN, UP

_COMPARED = re.compile(
    r"\b(?P<how>higher|more|greater|larger|above|lower|fewer|less|smaller|below|under|over|beneath|up|down|ahead of|behind|exceed(?:s|ed)|outstrip(?:s|ped)|surpass(?:es|ed)|tops|topped)\b(?P<what>(?: (?!than\b)[a-z'-]+){0,6}?)"
    r"(?: (?:than|on|from|compared (?:with|to)))?(?:(?<=than) [a-z']+ [a-z']+ (?:saw|had|did|heard|recorded|received|was|were))? (?:we did |we had |we saw |they did |it did |in |for |at |on |the |its |their |our |that of |those of |those |that |level |levels |of |number |figure |seen |recorded |it was |they were |was |were |same |in )*"
    r"(?P<than>~|target|baseline|average|@-year average|#)"
)


def claim_at(judge: Judge, match_start: int, match_end: int, verdict: str = UNCHECKED, **rest) -> Verdict:
    """A claim made by the words from one place to another, not judged yet."""
    return Verdict(match_start, match_end, judge.parsed.text[match_start:match_end].strip(), verdict, **rest)


def pairs_of(judge: Judge, codes: tuple[str, ...], at: int, fits, lenient_zero: bool = False):
    """The pairs of values that a word at this place can compare; those that the words force, and one that fits."""
    strict, agreeing = [], []
    for code in codes:
        for category in judge.categories(code, at):
            for now, before, forced in judge.pairs(code, category, at):
                change = now.value - before.value
                if fits(change) or (lenient_zero and change == 0):
                    agreeing.append((now, before))
                elif forced:
                    strict.append((now, before))
    return strict, agreeing


def settle(judge: Judge, told: Verdict, strict: list, agreeing: list, certain: bool, way: str) -> Verdict:
    """The verdict on a direction: it agrees if any pair fits; it is accused only if it is certain what it speaks of."""
    if agreeing:
        now, before = agreeing[0]
        return told.agrees(now.figure.id, f"{before.figure.display} to {now.figure.display}")
    measured = [
        pair
        for pair in strict
        if pair[1].figure.parts.measure != "target" or re.search(r"\btarget\b", judge.parsed.flat)
    ]
    if measured and certain and not words.ELSEWHERE.search(judge.parsed.flat):
        now, before = measured[0]
        how = "unchanged" if now.value == before.value else "a rise" if now.value > before.value else "a fall"
        against = f"{before.figure.display} to {now.figure.display} ({now.figure.id} against {before.figure.id})"
        return told.differs(now.figure.id, f"{how}: {against}", causes.DIRECTION)
    return told


def comparisons(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "higher than", "fewer than", "below the baseline"."""
    flat = judge.parsed.flat
    for match in _COMPARED.finditer(flat):
        start = match.start()
        told = claim_at(judge, start, match.end())
        clause_start, _ = judge.parsed.clause(start)
        before = flat[clause_start:start]
        if (
            judge.not_now(start)
            or "#" in match["what"]
            or match["than"] == "#"
            and not re.search(r"(?:the|baseline|average|target|level)[a-z ]* #$|than (?:the|in|last)", match[0])
        ):
            continue
        on_known = re.fullmatch(r"(?:up|down) on ~", match[0]) and _known_just(judge, start)
        if (
            match["how"] in ("up", "down", "over", "under")
            and not on_known
            and not re.search(
                r"\b(?:is|was|were|are|been|still|well|remain|remains|remained|^|,|numbers|figures|levels)\s*(?:also |still |well |slightly |just )*$|^\s*$|[,(]\s*$",
                before,
            )
        ):
            continue
        if match["than"] == "#" and not _is_held(judge, match.end() - 1):
            continue
        if match["than"] == "target" or match["how"] in ("over", "under") and match["than"] == "~":
            continue
        way = (
            UP
            if match["how"] in ("higher", "more", "greater", "larger", "above", "over", "up")
            or match["how"].startswith(("exceed", "outstrip", "surpass", "top"))
            else DOWN
        )
        codes, named = judge.codes(start)
        if match["how"] in ("ahead of", "behind"):
            polarities = {judge.evidence.report.indicators[code].polarity for code in codes}
            if "lower_is_better" in polarities:
                continue
            way = UP if match["how"] == "ahead of" else DOWN
        head, tail = subjects.noun_phrase(match["what"])
        certain = (
            (subjects.phrase_known(judge.names, codes, head) and not subjects.restricted(judge.names, codes, tail))
            if head
            else subjects.subject_known(judge.names, codes, before) or judge.anchored(codes, start)
        )
        denied = bool(words.DENIED.search(before))
        fits = partial(_goes, way if not denied else DOWN if way == UP else UP)
        if match["than"] == "#" and (said := _against_number(judge, codes, start, match.end() - 1, fits, certain)):
            yield said
            continue
        strict, agreeing = pairs_of(judge, codes, start, fits, lenient_zero=denied)
        yield settle(judge, told, strict, agreeing, certain, way)


def _goes(way: str, change: Fraction) -> bool:
    return change > 0 if way == UP else change < 0


def _against_number(judge: Judge, codes: tuple[str, ...], start: int, at: int, fits, certain: bool) -> Verdict | None:
    """The verdict on "below the 90% that we want": the report's value against the target or baseline that the number tells."""
    number = next(one for one in judge.parsed.numbers if one.start <= at < one.end)
    pairs = [
        (now, level)
        for code in codes
        for category in judge.categories(code, at)
        for now, _ in judge.levels(code, category, judge.current_whens(at))
        for measure in ("target", "baseline")
        for level in judge.evidence.standing(code, category, measure, now)
        if number.holds(level.value)
    ]
    if not pairs:
        return None
    agreeing = [one for one in pairs if fits(one[0].value - one[1].value)]
    now, level = (agreeing or pairs)[0]
    told = claim_at(judge, start, number.start)
    says = f"{now.figure.display} ({now.figure.id}) against {level.figure.display} ({level.figure.id})"
    if agreeing:
        return told.agrees(now.figure.id, says)
    sure = certain and not words.ELSEWHERE.search(judge.parsed.flat)
    return told.differs(now.figure.id, says, causes.DIRECTION) if sure else told


def _known_just(judge: Judge, at: int) -> bool:
    """Whether the word before a place is one of what the place speaks of: "incidents down on the previous quarter"."""
    before = subjects.content(judge.parsed.left(at))
    return bool(before) and subjects.known(judge.names, judge.codes(at)[0], before[-1])


def _is_held(judge: Judge, at: int) -> bool:
    """Whether the number at this place is a value of what the place speaks of, so that it can be compared with."""
    number = next((one for one in judge.parsed.numbers if one.start <= at < one.end), None)
    levels = [level for code in judge.codes(at)[0] for level in judge.evidence.every_level(code)]
    return number is None or any(number.holds(level.value) for level in levels)
