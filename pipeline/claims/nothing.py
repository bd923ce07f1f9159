"""Nothing: "no memo cams were handed out", "not a single young person committed an offence", "nobody was referred"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects, words
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
    """The verdicts on words that say that there was none of what the indicator counts.

    Where the count is 0, so is every part of it. Where it is not, the words are wrong only if they narrow it to no part.
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
        strange = subjects.strangers(judge.names, codes, told)
        if level is None or strange > 0.5:
            continue
        claim = claim_at(judge, start, end)
        if level.value == 0:
            yield claim.agrees(level.figure.id, f"{level.figure.id} is {level.figure.display}")
        elif strange == 0 and level.figure.parts.measure == "value" and _whole(judge, codes, match["what"], told):
            yield claim.differs(level.figure.id, f"{level.figure.display} ({level.figure.id})", causes.NUMBER)


def _counted(judge: Judge, code: str, at: int, told: str) -> Level | None:
    """The count of the days that are spoken of; of a share of none, the count of what came in."""
    unit, whens = judge.evidence.report.indicators[code].unit, judge.current_whens(at)
    if judge.categories(code, at) != [""] or unit not in ("count", "percent"):
        return None
    if unit == "percent" and not (_CAME.search(told) and subjects.phrase_known(judge.names, (code,), _noun(told))):
        return None
    measure = "value" if unit == "count" else "denominator"
    return next((level for level, forced in judge.levels(code, "", whens, measure) if forced), None)


def _whole(judge: Judge, codes: tuple[str, ...], what: str, told: str) -> bool:
    """Whether the words speak of all that the indicator counts."""
    if what in ("no", "nobody", "no one", "no-one"):  # "no" is judged with the quantities; "nobody" may be of anything
        return False
    found, rest = subjects.noun_phrase(told)
    return subjects.phrase_known(judge.names, codes, found) and not subjects.restricted(judge.names, codes, rest)


def _noun(told: str) -> list[str]:
    return subjects.noun_phrase(told)[0]
