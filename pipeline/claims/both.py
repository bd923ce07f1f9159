"""Both: a direction that is said of two indicators at once, "criminal damage and robbery both fell"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects, words
from pipeline.claims.comparisons import claim_at, pairs_of
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict, change_reading
from pipeline.claims.words import BAD, DOWN, GOOD, UP

_WAYS = (
    (UP, re.compile(rf"{words.MOVES_UP.pattern}|\b(?:up|higher)\b")),
    (DOWN, re.compile(rf"{words.MOVES_DOWN.pattern}|\b(?:down|lower)\b")),
    (GOOD, words.BETTER),
    (BAD, words.WORSE),
)


def both(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on a direction of two indicators: false where it is false of either."""
    flat = judge.parsed.flat
    told = re.search(r"\bboth\b", flat)
    found = [(way, match) for way, pattern in _WAYS for match in pattern.finditer(flat)]
    if not told or len(found) != 1:
        return
    way, match = found[0]
    codes = [one.codes[0] for one in judge.parsed.mentions if one.start < match.start() and len(one.codes) == 1]
    if len(set(codes)) != 2 or judge.not_now(match.start()) or judge.denied(match.start()):
        return
    if subjects.strangers(judge.names, tuple(codes), flat[: match.start()]) > 0.2 or words.ELSEWHERE.search(flat):
        return
    claim = claim_at(judge, *match.span())
    agreed = []
    for code in dict.fromkeys(codes):
        strict, agreeing = pairs_of(
            judge, (code,), match.start(), lambda change, code=code: _fits(judge, code, way, change)
        )
        if strict and not agreeing:
            now, before = strict[0]
            yield claim.differs(
                now.figure.id, f"{before.figure.display} to {now.figure.display} ({now.figure.id})", causes.DIRECTION
            )
            return
        agreed += agreeing[:1]
    if len(agreed) == 2 and (wrong := _other_amount(judge, match.end(), agreed)):
        yield claim_at(judge, *told.span()).differs(agreed[0][0].figure.id, wrong, causes.NUMBER)
    elif len(agreed) == 2:
        yield claim.agrees(
            agreed[0][0].figure.id, "; ".join(f"{one[1].figure.display} to {one[0].figure.display}" for one in agreed)
        )


def _fits(judge: Judge, code: str, way: str, change) -> bool:
    if way in (GOOD, BAD):
        return judge.evidence.improves(code, change) is not (way == BAD)
    return (change > 0) if way == UP else (change < 0)


def _other_amount(judge: Judge, at: int, pairs: list) -> str:
    """The amounts of both changes, where the one that is told of both right after the direction is not that of each; else empty."""
    number = next((one for one in judge.parsed.numbers if one.start >= at), None)
    units = {"": "number", "percent": "percent", "percentage_points": "percentage_points"}
    if number is None or number.kind != "number" or number.unit not in units:
        return ""
    if not re.fullmatch(rf" by {words.ABOUT}", judge.parsed.flat[at : number.start]):
        return ""
    told = [change_reading(judge.evidence, now, before, units[number.unit], True) for now, before in pairs]
    shares = any(now.figure.unit == "percent" for now, _ in pairs)
    if None in told or shares != (number.unit == "percentage_points"):
        return ""
    if judge.parsed.flat[number.end :].strip(" .") or all(number.holds(abs(one.value)) for one in told):
        return ""  # what follows may say what is compared
    return "; ".join(one.says for one in told)
