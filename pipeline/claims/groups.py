"""Groups: where a statement names the sub-groups of an indicator, and which of its parts speak of one of them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.names import EMPTY, stem
from pipeline.claims.subjects import VERBS, content, known

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
# What is said of the parts of a whole, in whatever indicator.
_TABLE = frozenset(
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
    start, deep = 0, 0
    for at, sign in enumerate(text):
        deep += (sign == "(") - (sign == ")")
        if deep <= 0 and (sign == ";" or sign == "," and not text[at + 1 : at + 2].isdigit()):
            yield Segment(start, at)
            start = at + 1
    yield Segment(start, len(text))


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
        if ages := re.fullmatch(r"(\d+)(?:-(\d+)|(\+))", category):
            until = rf"(?: ?(?:-|to|and|–) ?{ages[2]})(?!\d)" if ages[2] else r"(?:\+| ?(?:years )?(?:and|or) (?:over|older|above))"
            spans = [one.span() for one in re.finditer(rf"(?<!\d){ages[1]}{until}", text)]
        else:
            wanted = [stem(one) for one in _WORD.findall(category.lower()) if one not in EMPTY]
            words = [one for one in said if text[one[0] : one[1]] not in EMPTY]
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
    rest = list(judge.parsed.flat)
    for one in named:
        rest[one.start : one.end] = " " * (one.end - one.start)
    told = "".join(rest)[segment.start : segment.end]
    loose = [one for one in content(told) if one not in VERBS and one not in _TABLE and one not in more]
    return not any(not known(judge.names, [code], one) for one in loose)


def simple(judge: Judge, segment: Segment) -> bool:
    """Whether a segment tells what is, of its own period, and compares nothing."""
    flat = judge.parsed.flat[segment.start : segment.end]
    return not _OTHERWISE.search(flat) and not judge.not_now(segment.end - 1) and "~" not in flat


def value_of(judge: Judge, code: str, category: str = "") -> Level | None:
    """The value of a sub-group, or of the whole, in the report's period."""
    return next(iter(judge.evidence.current(code, category)), None)


def share(part: Fraction, whole: Level | None) -> Fraction | None:
    """A count in per cent of the whole."""
    return part / whole.value * 100 if whole is not None and whole.value else None
