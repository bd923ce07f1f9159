"""Aims: wishes without a target's number, said to be fulfilled or not.

"Achieved its 20% reduction", "the aim of having fewer repeat victims was not met", "on track for the annual target".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.claims import causes, subjects, words
from pipeline.claims.comparisons import claim_at
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict
from pipeline.core.display import exact

_DONE = r"(?:achieved|met|reached|delivered|secured|attained|realised|fulfilled)"
_FALL = r"(?:reduction|fall|cut|drop|decrease)"
_REDUCTION = re.compile(
    rf"\b(?P<first>{_DONE}) (?:its|the|our|a|this|that|their)? ?(?:[a-z]+ ){{0,2}}?#+ {_FALL}\b"
    rf"|#+ {_FALL}(?: target)? (?:is|was|has|have|had)(?: now)?(?P<not> not(?: yet)?)?(?: been)? (?P<last>{_DONE})\b"
)
_AIM = re.compile(
    r"\b(?:aim|target|objective|goal|ambition)\b (?:of|to|was to|for) (?:having |seeing |have |see |achieve |achieving |record |recording )?(?:a |an )?"
    r"(?:(?P<down>fewer|lower|less|reduc\w+|cut\w*|decreas\w+|lower\w*|bring\w* down)|(?P<up>more|higher|increas\w+|rais\w+))\b[^,;#]*?"
    rf"\b(?:is|was|were|has|have)(?: been)?(?P<not> not(?: yet)?(?: been)?|n't(?: been)?)? (?P<done>{_DONE}|missed)\b"
)
_TRACK = re.compile(r"\b(?P<on>on|off)[ -](?:track|course|line|schedule)\b")
_REACH = frozenset(
    "track course line schedule stay keep finish end meet reach hit achieve exceed below above under within".split()
)
_AHEAD, _SHORT = ("met", "on line to achieve or exceed"), ("not yet met", "not on line")


def aims(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on aims that are said to be fulfilled, missed, or within reach."""
    yield from _reductions(judge)
    yield from _directions(judge)
    yield from _on_track(judge)


def _reductions(judge: Judge) -> Iterator[Verdict]:
    """The reduction that a target wants, told by its number."""
    for match in _REDUCTION.finditer(judge.parsed.flat):
        number = next(one for one in judge.parsed.numbers if match.start() <= one.start < match.end())
        for code in judge.codes(match.start())[0]:
            wanted = judge.evidence.figures.get(f"{code}.target:reduction")
            fall = judge.evidence.figures.get(f"{code}.reduction")
            if wanted is None or fall is None or fall.value is None or not number.holds(exact(wanted.value)):
                continue
            if judge.not_now(match.start()) or judge.denied(match.start()) or number.unit != "percent":
                continue
            claim = claim_at(judge, *match.span("first" if match["first"] else "last"))
            says = f"{fall.display} of {wanted.display} ({fall.id})"
            reached = exact(fall.value) >= exact(wanted.value)
            right = reached != bool(match["not"])
            yield claim.agrees(fall.id, says) if right else claim.differs(fall.id, says, causes.TARGET)


def _directions(judge: Judge) -> Iterator[Verdict]:
    """An aim that names only which way."""
    for match in _AIM.finditer(judge.parsed.flat):
        codes, _ = judge.codes(match.start())
        said = match[0][: match.start("done") - match.start()]
        if (
            subjects.strangers(judge.names, codes, re.sub(r"\b(?:aim|target|objective|goal|ambition)\b", " ", said))
            > 0.4
        ):
            continue
        fulfilled = (match["done"] != "missed") != bool(match["not"])
        falls = bool(match["down"]) == fulfilled

        moved = list(_movements(judge, codes, match.start()))
        if not moved or words.ELSEWHERE.search(judge.parsed.flat):
            continue
        fitting = [one for one in moved if (one[2] < 0 if falls else one[2] > 0) or (not fulfilled and one[2] == 0)]
        now, before, _ = (fitting or moved)[0]
        claim = claim_at(judge, *match.span())
        says = f"{before.figure.display} to {now.figure.display} ({now.figure.id})"
        yield claim.agrees(now.figure.id, says) if fitting else claim.differs(now.figure.id, says, causes.TARGET)


def _movements(judge: Judge, codes: tuple[str, ...], at: int) -> Iterator[tuple[Level, Level, Fraction]]:
    """The report's values, what they are held against other than targets, and how far they moved."""
    for code in codes:
        for category in judge.categories(code, at):
            for now in judge.evidence.current(code, category):
                before = judge.evidence.declared_references(code, category, now)
                before += judge.evidence.reference(code, category, now, "same_period_last_year")
                for level in before:
                    if level.figure.parts.measure != "target":
                        yield now, level, now.value - level.value


def _on_track(judge: Judge) -> Iterator[Verdict]:
    """What the report itself judges in words, where it does."""
    for match in _TRACK.finditer(judge.parsed.flat):
        before = judge.parsed.left(match.start(), 40)
        codes, _ = judge.codes(match.start())
        judged = judge.evidence.figures.get(f"{codes[0]}.on_track") if len(codes) == 1 else None
        if (
            judged is None
            or judged.value not in (*_AHEAD, *_SHORT)
            or judge.parsed.text[match.end() :].startswith((" to be", " with"))
        ):
            continue
        denied = bool(re.search(r"(?:\bnot(?: yet| currently)?|n't|no longer) (?:[a-z]+ly )?$", before))
        says_ahead = (match["on"] == "on") != denied
        told = subjects.content(
            re.sub(r"\b(?:measure|indicator|target|annual|full-year|year's)\b", " ", judge.parsed.flat)
        )
        if any(
            not subjects.known(judge.names, codes, one)
            for one in told
            if one not in subjects.VERBS and one not in _REACH
        ):
            continue
        claim, says = claim_at(judge, *match.span()), f"{judged.display} ({judged.id})"
        right = says_ahead == (judged.value in _AHEAD)
        yield claim.agrees(judged.id, says) if right else claim.differs(judged.id, says, causes.TARGET)
