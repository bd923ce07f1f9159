"""Halves of a year: "the second half was busier than the first", "most of them came in the second half", "37 in the first half"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.claims import causes
from pipeline.claims.comparisons import claim_at
from pipeline.claims.evidence import Level
from pipeline.claims.groups import Segment, plain_of
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import UNCHECKED, Verdict

_OF_YEAR = r"(?: of the (?:financial )?(?:year|yr|twelve months))?"
_COMPARED = re.compile(
    rf"\bthe (?P<one>first|second) half{_OF_YEAR} (?:was|proved|turned out) (?:the )?(?:far |much |rather |a little |slightly |clearly )?"
    rf"(?P<way>busier|quieter|slower|calmer)(?: than the (?P<other>first|second))?"
)
_MOST = re.compile(rf"\bmost of (?:the|these|those|our|all)\b.*\bin the (?P<one>first|second) half{_OF_YEAR}")
_OF_THESE = r" (?:of (?:these|them|which|those) )?(?:(?:was|were) )?(?:arrived |came |received |made |recorded )?(?:in|during) (?:the )?"
_MOST_MORE = frozenset("arrived half reached dispute disputes project came".split())


def halves(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on which half of the report's year had more of the indicator."""
    text = judge.parsed.text
    codes = (judge.own,) if judge.own else ()
    known = _both(judge, codes[0]) if codes else None
    if known is None or re.search(r"\b(?:not|will|would|if|last year|20\d\d)\b", text):
        return
    first, second, shown = known
    says = f"first half {float(first):g}, second half {float(second):g}"
    for match in _COMPARED.finditer(text):
        if match["other"] == match["one"]:
            continue
        one, other = (first, second) if match["one"] == "first" else (second, first)
        yield _said(judge, match.span(), one > other if match["way"] == "busier" else one < other, shown, says)
    for match in _MOST.finditer(text):
        if "," in match[0] or not plain_of(judge, codes[0], Segment(*match.span()), [], _MOST_MORE):
            continue
        part = first if match["one"] == "first" else second
        yield _said(judge, (match.start(), match.start() + 4), part * 2 > first + second, shown, says)


def anaphors(judge: Judge, verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts, with "and five of these arrived in Q4" held against that quarter of what the number before it agrees with."""
    kept, numbers = list(verdicts), judge.parsed.numbers
    for at, (whole, part) in enumerate(zip(numbers, numbers[1:], strict=False)):
        figure = judge.evidence.figures.get(verdicts[at].figure)
        when = next((one for one in judge.parsed.periods if one.start > part.end), None)
        between = judge.parsed.flat[part.end : when.start] if when else ""
        if figure is None or figure.parts.measure != "value" or figure.unit != "count" or part.unit or part.qualifier:
            continue
        if verdicts[at + 1].verdict != UNCHECKED or part.kind != "number" or not re.fullmatch(_OF_THESE, between):
            continue
        if re.search(r"[.;]", judge.parsed.flat[whole.end : part.start]) or judge.parsed.flat[when.end :].strip(" ."):
            continue
        held = judge.evidence.levels(figure.parts.indicator, figure.parts.category, when.strict)
        if held and not any(part.holds(level.value) for level in held):
            says = f"{held[0].figure.display} ({held[0].figure.id})"
            kept[at + 1] = verdicts[at + 1].differs(held[0].figure.id, says, causes.PERIOD)
    return kept


def _both(judge: Judge, code: str) -> tuple[Fraction, Fraction, Level] | None:
    """The values of the first and of the second half of the report's year, where the report ends with one and counts."""
    if judge.evidence.report.indicators[code].unit != "count":
        return None
    end, _ = judge.evidence.own_days(code)
    year = judge.evidence.levels(code, "", [(end, "year")])
    half = judge.evidence.levels(code, "", [(end, "half_year")])
    if not year or not half:
        return None
    return year[0].value - half[0].value, half[0].value, half[0]


def _said(judge: Judge, span: tuple[int, int], right: bool, shown: Level, says: str) -> Verdict:
    claim = claim_at(judge, *span)
    return claim.agrees(shown.figure.id, says) if right else claim.differs(shown.figure.id, says, causes.DIRECTION)
