"""Nothing: "no memo cams were handed out", "not a single young person committed an offence", "nobody was referred"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import subjects, words
from pipeline.claims.comparisons import claim_at
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict

_NOTHING = re.compile(
    r"(?:^\W*|[,;:] |~,? |\bthere (?:was|were|has been|have been) )"
    r"(?P<what>not (?:a single|one)(?! of\b)|nobody|no[ -]one|no)\b(?! (?:longer|more|fewer|less|change|doubt|real|better|worse|other|further|new information)\b)"
)
_STOPS = re.compile(r"[,;:.(]| (?:and|but|although|though|as|because|since|so|while|whereas|after|before|until|than) ")
_NEGATED = re.compile(r"\b(?:not|without|never|nor|un[a-z]+ed|except|other than|apart from)\b|n't\b")
_CAME = re.compile(r"\b(?:received|made|recorded|reported|opened|raised|submitted|requested|lodged)\b")


def nothing(judge: Judge) -> Iterator[Verdict]:
    """The verdicts that agree on words that say that there was none of what the indicator counts.

    Where the count is 0, so is every part of it, however the words narrow it. Where it is not, a part of it may still be
    0: nothing is accused here.
    """
    flat = judge.parsed.flat
    for match in _NOTHING.finditer(flat):
        start, end = match.span("what")
        codes, _ = judge.codes(start)
        rest = flat[end : judge.parsed.clause(start)[1]]
        told = _STOPS.split(rest)[0]
        if len(codes) != 1 or judge.not_now(start) or words.ELSEWHERE.search(flat) or _NEGATED.search(told):
            continue
        if not subjects.telling(judge.names, codes, subjects.content(told)):
            continue
        level = _counted(judge, codes[0], start, told)
        if level is not None and level.value == 0 and subjects.strangers(judge.names, codes, told) <= 0.34:
            yield claim_at(judge, start, end).agrees(level.figure.id, f"{level.figure.id} is {level.figure.display}")


def _counted(judge: Judge, code: str, at: int, told: str) -> Level | None:
    """The count of the days that are spoken of; of a share of none, the count of what came in."""
    unit, whens = judge.evidence.report.indicators[code].unit, judge.current_whens(at)
    if judge.categories(code, at) != [""] or unit not in ("count", "percent"):
        return None
    if unit == "percent" and not (
        _CAME.search(told) and subjects.phrase_known(judge.names, (code,), subjects.noun_phrase(told)[0])
    ):
        return None
    measure = "value" if unit == "count" else "denominator"
    return next((level for level, forced in judge.levels(code, "", whens, measure) if forced), None)
