"""Ranks: which sub-group of an indicator is the largest, and what is said of all of them at once.

"Health is now the largest source", "56-65 was the most common age group", "all four neighbourhoods saw fewer incidents".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects, words
from pipeline.claims.comparisons import claim_at, pairs_of
from pipeline.claims.groups import Group, code_of, groups, plain_of, segments, value_of
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict
from pipeline.claims.words import DOWN, UP

_KINDS = "source reason need group category type referrer agency share proportion part neighbourhood area ward route cause locality town".split()
_RANK = re.compile(
    r"\b(?:(?P<nth>second|third|fourth)[ -])?(?:single )?(?P<which>largest|biggest|main|leading|top|greatest|highest|commonest|most (?:common|frequent|numerous)"
    rf"|smallest|lowest|least (?:common|frequent))(?: (?!of\b|in\b|for\b)[a-z-]+){{0,2}}? (?:{'|'.join(_KINDS)})\b"
)
_PLACES = {"second": 2, "third": 3, "fourth": 4}
_ALSO = frozenset(
    [
        *_KINDS,
        *"remain remains remained single leading top greatest highest commonest least smallest lowest number".split(),
    ]
)
_UNKNOWN = re.compile(r"\b(?:not (?:given|known|stated|recorded)|unknown|others?)\b")
_DENIED = re.compile(r"\b(?:not|no longer|never|used|was once|if|would|should|will|previously|formerly)\b")
_ALL = re.compile(
    rf"\b(?:all|every|each|both)(?: of)?(?: (?:the|our|its))? ?(?P<many>#+)?(?: [a-z-]+)?? (?:{'|'.join(_KINDS)})s?\b"
)
_WAYS = (
    (UP, re.compile(rf"{words.MOVES_UP.pattern}|\b(?:more|higher|up)\b")),
    (DOWN, re.compile(rf"{words.MOVES_DOWN.pattern}|\b(?:fewer|lower|less|down)\b")),
)


def ranks(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on which sub-group has the largest value, or the second largest, or the smallest."""
    flat = judge.parsed.flat
    for match in _RANK.finditer(flat):
        segment = next(one for one in segments(judge.parsed.text) if one.start <= match.start() < one.end)
        code = code_of(judge, match.start())
        named = groups(judge, code, segment) if code else []
        periods = [one for one in judge.parsed.periods if segment.start <= one.start < segment.end]
        if (
            len(named) != 1
            or _DENIED.search(flat[segment.start : segment.end])
            or not all(one.current for one in periods)
        ):
            continue
        if plain_of(judge, code, segment, named, _ALSO):
            yield from _rank(judge, match, named[0])


def _rank(judge: Judge, match: re.Match, group: Group) -> Iterator[Verdict]:
    held = {one: value_of(judge, group.code, one) for one in judge.evidence.categories(group.code)}
    known = {one: level for one, level in held.items() if level is not None and not _UNKNOWN.search(one.lower())}
    if group.category not in known:
        return
    least = match["which"].startswith(("smallest", "lowest", "least"))
    own, place = known[group.category], _PLACES.get(match["nth"], 1)
    ahead = [one for one in known.values() if (one.value < own.value if least else one.value > own.value)]
    behind = [one for one in known.values() if one is not own and one.value == own.value]
    claim = claim_at(judge, *match.span())
    says = ", ".join(f"{one.figure.display} ({one.figure.id})" for one in [*ahead[:2], own])
    if len(ahead) < place <= len(ahead) + len(behind) + 1:
        yield claim.agrees(own.figure.id, says)
    else:
        yield claim.differs(own.figure.id, says, causes.NUMBER)


def all_groups(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on a direction that is said of every sub-group: false where it is false of one."""
    flat = judge.parsed.flat
    for match in _ALL.finditer(flat):
        start, end = judge.parsed.clause(match.start())
        code = code_of(judge, match.start())
        ways = [(way, found) for way, pattern in _WAYS for found in pattern.finditer(flat[start:end])]
        known = judge.evidence.categories(code) if code else []
        count = next(
            (one.value for one in judge.parsed.numbers if match.start() <= one.start < match.end()), len(known)
        )
        if len(known) < 2 or count != len(known) or len(ways) != 1 or judge.not_now(match.start()):
            continue
        told = words.MOVES_UP.sub(" ", words.MOVES_DOWN.sub(" ", flat[start:end].replace(match[0], " ")))
        if judge.denied(start + ways[0][1].start()) or words.ELSEWHERE.search(told) or "target" in told:
            continue
        if subjects.strangers(judge.names, (code,), told) > 0.34:
            continue
        yield from _of_all(judge, code, known, ways[0][0], start + ways[0][1].start(), start + ways[0][1].end())


def _of_all(judge: Judge, code: str, known: list[str], way: str, start: int, end: int) -> Iterator[Verdict]:
    claim, agreed = claim_at(judge, start, end), []
    for category in known:
        with judge.of_group(category):
            strict, agreeing = pairs_of(
                judge, (code,), start, (lambda change: change > 0) if way == UP else (lambda change: change < 0)
            )
        if strict and not agreeing:
            now, before = strict[0]
            says = f"{before.figure.display} to {now.figure.display} ({now.figure.id})"
            yield claim.differs(now.figure.id, says, causes.DIRECTION)
            return
        agreed += agreeing[:1]
    if len(agreed) == len(known):
        says = "; ".join(f"{before.figure.display} to {now.figure.display}" for now, before in agreed)
        yield claim.agrees(agreed[0][0].figure.id, says)
