"""Groups: where a statement names the sub-groups of an indicator, and which of its parts speak of one of them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.names import stem
from pipeline.claims.parsed import written
from pipeline.claims.subjects import VERBS, content, known

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SMALL = frozenset("the a an of and or to for in by".split())
# What is said of the parts of a whole, in whatever indicator.
TABLE = frozenset(
    "account accounts accounted accounting made make makes making up represent represents represented comprise comprised constitute constituted behind between them together each "
    "source sources send sent sends receive come come coming arrive bring brought body bodies group groups whole aged age old years year form formed forms "
    "biggest largest main frequent often common us of altogether jointly combined respectively".split()
)
# Words after which a number of a segment may be of something else than the sub-group's own value.
_OTHERWISE = re.compile(
    r"\b(?:than|compared|against|versus|target|baseline|goal|objective|census|average|not|no|never|without|except|excluding|other|others|rest|known|"
    r"if|would|could|should|may|might|will|rose|fell|up by|down|rise|fall|increas\w*|decreas\w*|reduc\w*|drop\w*|grew|grown|risen|fallen|half|halves|"
    r"most|least|only|first|previous|last|ago|earlier|before)\b"
)


@dataclass(frozen=True)
class Group:
    """A sub-group, and where it is named."""

    start: int
    end: int
    code: str
    category: str


@dataclass(frozen=True)
class Segment:
    """A part of a statement, between commas that stand outside of brackets."""

    start: int
    end: int


def segments(text: str) -> Iterator[Segment]:
    """The parts of a statement."""
    inside = re.sub(r"\([^()]*\)", lambda match: "(" * len(match[0]), text)
    cuts = [one.span() for one in re.finditer(r";|,(?!\d)| (?:but|while|whereas) ", inside)]
    for start, end in zip([0, *(one[1] for one in cuts)], [*(one[0] for one in cuts), len(text)], strict=True):
        yield Segment(start, end)


def code_of(judge: Judge, at: int) -> str:
    """The one indicator of which the place speaks, if it has sub-groups and is a count; none otherwise."""
    codes, _ = judge.codes(at)
    code = judge.own if judge.own in codes or not codes or judge.evidence.categories(judge.own) else codes[0]
    indicator = judge.evidence.report.indicators.get(code)
    named = (judge.own in codes or len(codes) < 2 or code == judge.own) and indicator is not None
    return code if named and indicator.unit == "count" and judge.evidence.categories(code) else ""


def groups(judge: Judge, code: str, segment: Segment) -> list[Group]:
    """The sub-groups that a segment names in full, in order; a longer name covers the shorter ones in it."""
    text, found = judge.parsed.text, []
    said = [(one.start(), one.end(), stem(one[0])) for one in _WORD.finditer(text, segment.start, segment.end)]
    for category in sorted(judge.evidence.categories(code), key=lambda one: -len(one)):
        if re.search(r"\d", category):
            spans = [one.span() for one in re.finditer(written(category), text)]
        else:
            wanted = [stem(one) for one in _WORD.findall(category.lower()) if one not in _SMALL]
            words = [one for one in said if text[one[0] : one[1]] not in _SMALL]
            spans = [
                (words[at][0], words[at + len(wanted) - 1][1])
                for at in range(len(words) - len(wanted) + 1)
                if wanted and [one[2] for one in words[at : at + len(wanted)]] == wanted
            ]
        for start, end in spans:
            inside = segment.start <= start and end <= segment.end
            if inside and all(end <= one.start or one.end <= start for one in found):
                found.append(Group(start, end, code, category))
    return sorted(found, key=lambda one: one.start)


def plain_of(judge: Judge, code: str, segment: Segment, named: list[Group], more: frozenset[str] = frozenset()) -> bool:
    """Whether nothing stands in a segment but its numbers, these sub-groups, and words of the indicator and of tables."""
    told = re.sub(r"\b(?:people|persons|individuals) (?=referred\b)", "", _without(judge, segment, named))
    loose = [one for one in content(told) if one not in VERBS and one not in TABLE and one not in more]
    return not any(not known(judge.names, [code], one) for one in loose)


def simple(judge: Judge, segment: Segment, named: list[Group]) -> bool:
    """Whether a segment tells what is, of the report's own period, and compares nothing."""
    told = re.sub(r"\b(?:more|less|fewer) than (?=#)|\bat (?:most|least) (?=#)", "", _without(judge, segment, named))
    return not _OTHERWISE.search(told) and not judge.not_now(segment.end - 1) and "~" not in told


def _without(judge: Judge, segment: Segment, named: list[Group]) -> str:
    """The text of a segment with its sub-groups left blank."""
    rest = list(judge.parsed.flat)
    for one in named:
        rest[one.start : one.end] = " " * (one.end - one.start)
    return "".join(rest)[segment.start : segment.end]


def value_of(judge: Judge, code: str, category: str = "") -> Level | None:
    """The value of a sub-group, or of the whole, in the report's period."""
    return next(iter(judge.evidence.current(code, category)), None)


def share(part: Fraction, whole: Level | None) -> Fraction | None:
    """A count in per cent of the whole."""
    return part / whole.value * 100 if whole is not None and whole.value else None
