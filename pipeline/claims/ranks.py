"""Ranks: which sub-group of an indicator is the largest, and what is said of all of them at once.

"Health is now the largest source", "56-65 was the most common age group", "all four neighbourhoods saw fewer incidents".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects, words
from pipeline.claims.comparisons import claim_at, pairs_of
from pipeline.claims.groups import TABLE, Group, code_of, groups, plain_of, segments, value_of
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict
from pipeline.claims.words import BAD, DOWN, GOOD, UP

_KINDS = "source reason need group category type referrer agency share proportion part neighbourhood area ward route cause locality town".split()
_RANK = re.compile(
    r"\b(?:(?P<nth>second|third|fourth)[ -])?(?:single )?(?P<which>largest|biggest|main|leading|top|greatest|highest|commonest|most (?:common|frequent|numerous)"
    rf"|smallest|lowest|least (?:common|frequent))(?: (?!of\b|in\b|for\b)[a-z-]+){{0,2}}? (?:{'|'.join(_KINDS)})\b"
    r"|\b(?:(?P<nth2>second|third|fourth)[ -])?(?P<which2>(?:most|least) (?:often|frequently|commonly)) [a-z]+\b"
)
_MOST = re.compile(r"(?:^|[,;:] ?)(?:most|the majority) (?:of )?(?:the |our |all )?[a-z]")
_PLACES = {"second": 2, "third": 3, "fourth": 4}
_ALSO = frozenset(
    [
        *_KINDS,
        *"most majority came remain remains remained single often frequently commonly met given leading top greatest highest commonest least smallest lowest number".split(),
    ]
)
_UNKNOWN = re.compile(r"\b(?:not (?:given|known|stated|recorded)|unknown|others?)\b")
_DENIED = re.compile(r"\b(?:not|no longer|never|used|was once|if|would|should|will|previously|formerly)\b")
_ALL = re.compile(
    rf"\b(?:all|every|each|both)(?: of)?(?: (?:the|our|its))? ?(?P<many>#+)?(?: [a-z-]+)?? (?:{'|'.join(_KINDS)})s?\b(?! (?:but|except|bar|save|apart|other)\b)"
)
_WAYS = (
    (UP, re.compile(rf"{words.MOVES_UP.pattern}|\b(?:more|higher|up)\b")),
    (DOWN, re.compile(rf"{words.MOVES_DOWN.pattern}|\b(?:fewer|lower|less|down)\b")),
    (GOOD, words.BETTER),
    (BAD, words.WORSE),
)


def ranks(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on which sub-group has the largest value, or the second largest, or the smallest, or more than half."""
    flat = judge.parsed.flat
    for match in (*_RANK.finditer(flat), *_MOST.finditer(flat)):
        segment = next(one for one in segments(judge.parsed.text) if one.start <= match.end() - 1 < one.end)
        code = code_of(judge, match.end() - 1)
        named = groups(judge, code, segment) if code else []
        periods = [one for one in judge.parsed.periods if segment.start <= one.start < segment.end]
        denied = _DENIED.search(flat[segment.start : segment.end])
        if len(named) != 1 or denied or not all(one.current for one in periods):
            continue
        if plain_of(judge, code, segment, named, _ALSO):
            yield from (_rank if match.re is _RANK else _majority)(judge, match, named[0])


def _majority(judge: Judge, match: re.Match, group: Group) -> Iterator[Verdict]:
    part, whole = value_of(judge, group.code, group.category), value_of(judge, group.code)
    if part is not None and whole is not None:
        claim = claim_at(judge, match.start(), match.end() - 1)
        says = f"{part.figure.display} ({part.figure.id}) of {whole.figure.display}"
        right = part.value * 2 > whole.value
        yield claim.agrees(part.figure.id, says) if right else claim.differs(part.figure.id, says, causes.NUMBER)


def _rank(judge: Judge, match: re.Match, group: Group) -> Iterator[Verdict]:
    held = {one: value_of(judge, group.code, one) for one in judge.evidence.categories(group.code)}
    known = {one: level for one, level in held.items() if level is not None and not _UNKNOWN.search(one.lower())}
    if group.category not in known:
        return
    least = (match["which"] or match["which2"]).startswith(("smallest", "lowest", "least"))
    own, place = known[group.category], _PLACES.get(match["nth"] or match["nth2"], 1)
    ahead = [one for one in known.values() if (one.value < own.value if least else one.value > own.value)]
    behind = [one for one in known.values() if one is not own and one.value == own.value]
    claim = claim_at(judge, *match.span())
    says = ", ".join(f"{one.figure.display} ({one.figure.id})" for one in [*ahead[:2], own])
    if len(ahead) < place <= len(ahead) + len(behind) + 1:
        yield claim.agrees(own.figure.id, says)
    else:
        yield claim.differs(own.figure.id, says, causes.NUMBER)


def all_groups(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on a direction that is said of every sub-group, or of several by name: false where it is false of one."""
    flat = judge.parsed.flat
    for match in _ALL.finditer(flat):
        code = code_of(judge, match.start())
        known = judge.evidence.categories(code) if code else []
        count = next(
            (one.value for one in judge.parsed.numbers if match.start() <= one.start < match.end()), len(known)
        )
        if len(known) > 1 and count == len(known):
            yield from _one_way(judge, code, known, match.start(), match.end())
    for segment in segments(flat):
        code = code_of(judge, segment.start)
        named = groups(judge, code, segment) if code else []
        joined = [flat[one.end : other.start] for one, other in zip(named, named[1:], strict=False)]
        if joined and all(
            re.fullmatch(r"(?:,| and| and in|, and| as well as| and at)(?: the)? ", one) for one in joined
        ):
            yield from _one_way(judge, code, [one.category for one in named], named[0].start, named[-1].end)


def _one_way(judge: Judge, code: str, known: list[str], first: int, last: int) -> Iterator[Verdict]:
    """The verdict on the one direction of a clause that speaks of these sub-groups between two places."""
    flat = judge.parsed.flat
    start, end = judge.parsed.clause(first)
    ways = [(way, found) for way, pattern in _WAYS for found in pattern.finditer(flat[start:end])]
    told = words.MOVES_UP.sub(" ", words.MOVES_DOWN.sub(" ", flat[start:first] + " " + flat[last:end]))
    if (
        len(ways) != 1
        or judge.not_now(first)
        or words.ELSEWHERE.search(told)
        or re.search(words.AIM, told)
        or "#" in told
    ):
        return
    at = start + ways[0][1].start()
    told = " ".join(one for one in subjects.content(told) if one not in TABLE)
    if not judge.denied(at) and subjects.strangers(judge.names, (code,), told) <= 0.34:
        yield from _of_all(judge, code, known, ways[0][0], at, start + ways[0][1].end())


def _of_all(judge: Judge, code: str, known: list[str], way: str, start: int, end: int) -> Iterator[Verdict]:
    claim, agreed = claim_at(judge, start, end), []

    def fits(change):
        if way in (GOOD, BAD):
            return judge.evidence.improves(code, change) is (way == GOOD)
        return change > 0 if way == UP else change < 0

    for category in known:
        with judge.of_group(category):
            strict, agreeing = pairs_of(judge, (code,), start, fits)
        if strict and not agreeing:
            now, before = strict[0]
            says = f"{before.figure.display} to {now.figure.display} ({now.figure.id})"
            yield claim.differs(now.figure.id, says, causes.DIRECTION)
            return
        agreed += agreeing[:1]
    if len(agreed) == len(known):
        says = "; ".join(f"{before.figure.display} to {now.figure.display}" for now, before in agreed)
        yield claim.agrees(agreed[0][0].figure.id, says)
