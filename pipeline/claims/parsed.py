"""A statement, read: its numbers, periods and named indicators, and which of them belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from pipeline.claims.evidence import Evidence
from pipeline.claims.names import Mention, Names
from pipeline.claims.numbers import Number, read_numbers
from pipeline.claims.periods import When, read_periods
from pipeline.claims.words import CLAUSE, LEADING, REFERENCE
from pipeline.core.display import exact
from pipeline.core.figure_ids import FigureId

BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)

# Digits and number words that name something, or tell an age or a time, and are no numbers of a report.
NAMES = re.compile(
    r"\b(?:operation|op|level|tier|section|phase|stage|step|year|grade|band|class|form|room|unit|number|no\.?|route|the a|clause|article|part|strand|"
    r"category|schedule|objective|priority|appendix|annex|figure|table|chapter|page|version|form|channel|ward|zone|key stage|outcome|team) ?[a-z]?\d+(?:\.\d+)*[a-z]?\b(?!%)"
    r"|\b\d+-(?:minute|hour|day|week|month|year)\b|(?:(?<=for )|(?<=in )|(?<=of )|(?<=its ))(?:year|phase|stage) (?:one|two|three|four|five|six)\b"
    r"|\b[a-z]+-\d+\b|\b[a-z]{1,3}\d{1,4}[a-z]*\b|\bcovid[- ]?\d+\b|\b24/7\b|\b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b|\b\d{1,2}:\d\d\b|\b\d{1,2} ?[-] ?\d{1,2}\b(?= ?(?:year|shift|basis|o'clock|service|$|[.,;]))"
    r"|\b(?:aged? |ages? |aged between |over |under |under-|over-)?\d{1,2}(?:s\b|(?: ?(?:to|-|and|or) ?\d{1,2})?[ -]?(?:years?|yrs?)?[ -]olds?\b)|\b(?:aged?|ages?|aged between|between the ages of) (?:\d{1,2}(?: ?(?:to|-|and) ?\d{1,2})?)\b"
    r"|\b(?:under|over)[- ]?(?:\d\d)s\b|\bthe \d{3}(?: [a-z]+)? (?:line|number|service|calls?)\b|\b(?:101|999|111|112)\b(?= (?:line|number|call|service|phone))|\b\d+(?:st|nd|rd|th)\b|\b\d+:\d+\b|\b(?:1|one)[ -](?:to|2)[ -](?:1|one)\b|\b(?:1-2-1|1-to-1)\b"
    r"|\b(?:one|two|three|four|five|six)-(?:hour|day|week|month|year|bedroom|page|way|stage|person|part|point)s?\b|\bfirst\b|\b(?:https?://|www\.)\S+|\S+@\S+\.\w+|\b\d+ [a-z]+ (?:street|road|avenue|lane|close)\b"
    r"|\b(?:one|two|three) (?:thing|side|hand)s?\b|\bon (?:the )?one\b|\bhalf[- ](?:term|way|hour)\b|\bthe (?:two|three|four|five)\b(?! (?:new|cases|referrals|children|incidents|offences|people|victims|clients|[a-z]+ (?:cases|referrals)))"
    r"|\bone(?= stop)|\bzero[- ]tolerance\b|\bsecond home\b|\bat one\b|\bno one\b|\bone-off\b|\bone by one\b|\bthree-year average\b|\b\d-year average\b|\b(?:per (?:1,000|100,000|10,000|thousand|\d[\d,]*)|(?:for|to) (?:every|each) \d[\d,]{2,})\b(?: (?:people|population|residents))?|\bevery (?:thousand|hundred)\b|\bwithin (?:\d+|ten|twelve|twenty-four|forty-eight) (?:working )?(?:days|hours|months|weeks)\b"
)


@dataclass(frozen=True)
class Parsed:
    """A statement with its parts. `flat` is its lower-case text with signs in place of numbers, periods and names."""

    text: str
    flat: str
    numbers: tuple[Number, ...]
    periods: tuple[When, ...]
    mentions: tuple[Mention, ...]
    clauses: tuple[tuple[int, int], ...]
    stated: tuple[tuple[int, int, str], ...] = ()
    unknown: tuple[str, ...] = field(default=())

    @property
    def heading(self) -> tuple[When, ...]:
        """The period that opens the statement as its heading: "Quarter 2: 33 calls"."""
        return self.periods[:1] if re.match(r"\s*~+\s*:", self.flat) else ()

    def clause(self, at: int) -> tuple[int, int]:
        return next((one for one in self.clauses if one[0] <= at < one[1]), self.clauses[-1])

    def left(self, at: int, most: int = 110) -> str:
        """The text before a place, back to the start of its clause."""
        return self.flat[max(self.clause(at)[0], at - most) : at]

    def right(self, at: int, most: int = 110) -> str:
        return self.flat[at : min(self.clause(max(0, at - 1))[1], at + most)]

    def in_clause(self, at: int, things: tuple) -> list:
        start, end = self.clause(at)
        return [one for one in things if start <= one.start < end]

    def refers(self, when: When) -> bool:
        """Whether a period is what something is compared with, and not what the sentence speaks of."""
        if when.current:
            return False
        before = self.flat[max(0, when.start - 90) : when.start]
        if re.search(r"[a-z] (?:to|and|until|-) [a-z\d]", when.text) and re.search(
            r"\b(?:from|between|over) (?:the )?$", before
        ):
            return False  # "from October to December"
        if re.search(r"(?:^|[,;] )over (?:the )?$", before):
            return False  # "Over the first half of the year 37 were received"
        if when.back and re.search(r"year's\b", when.text) and re.search(r"\b(?:of|than|on|from|as) $", before):
            return True
        if re.search(
            r"\b(?:baseline|target|average) (?:of|for|in) (?:the )?$|\bbetween (?:the )?$|\bfrom (?:the |a |just |about |around |nearly |over )*#+(?: [a-z]+){0,3} $",
            before,
        ):
            return True
        if re.search(
            r"\b(?:than|on|from|as|to|behind|against|compared (?:with|to)|versus|vs?\.?|over|below|above) (?:the |just |about )*#+(?: [a-z]+){0,3} (?:of |in |for |at )?(?:the )?$",
            before,
        ):
            return True
        if (
            when.back
            and when.text[:2] != "20"
            and re.search(r"#\s*(?:in |at |for |the )*$", before)
            and not re.match(r"(?:the )?same", when.text)
        ):
            return True
        return bool(REFERENCE.search(before)) or bool(
            re.match(
                r"(?:the )?(?:same|corresponding|equivalent|comparable)\b|(?:a|one) year (?:ago|earlier|before)|on the year|year[ -]on|quarter[ -]on|on the (?:year|quarter)",
                when.text,
            )
        )


def parse(text: str, evidence: Evidence, names: Names, own: str) -> Parsed:
    """Read a statement, as `sentences.plain` leaves it, of the section of an indicator (`own`, empty for a priority's)."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    bound, stated, unknown, taken = [], [], [], []
    for match in BRACES.finditer(text):
        taken.append((match.start(), match.end()))
        content = match[1].strip()
        if content.startswith("stated:"):
            stated.append((match.start(), match.end(), content))
            continue
        name, _, form = (part.strip() for part in content.partition("|"))
        figure = evidence.figures.get(name)
        if figure is None or not isinstance(figure.value, (Fraction, int, float)):
            unknown.append(name)
            continue
        unit = {"percent": "percent", "percentage_points": "percentage_points"}.get(figure.unit, "")
        bound.append(
            Number(
                match.start(), match.end(), match[0], exact(figure.value), figure.decimals, unit, bound=name, form=form
            )
        )
    lower = re.sub(r"\([^()]*\)", lambda match: match[0].replace(";", ","), lower)  # no clause ends in brackets
    bare = _blank(lower, taken, " ")
    periods = read_periods(bare, evidence.report.period)
    taken += [(when.start, when.end) for when in periods]
    rest = _blank(lower, taken, "~")
    codes = [
        (match.start(), match.end())
        for code in evidence.report.codes_defined
        for match in re.finditer(rf"(?<![\w.-]){re.escape(code.lower())}(?![\w-]|\.\d|%)", rest)
        if re.search(r"[a-z]", code) or re.search(r"(?:indicator|target|measure|\() ?$", rest[: match.start()])
    ]
    named = [(match.start(), match.end()) for match in NAMES.finditer(_blank(rest, codes, "@"))]
    for name in {name for code in evidence.codes for name in evidence.categories(code) if re.search(r"\d", name)}:
        named += [match.span() for match in re.finditer(written(name), rest)]
    typed = read_numbers(_blank(rest, [*codes, *named], "@"), [*taken, *codes, *named])
    numbers = tuple(sorted([*typed, *bound], key=lambda number: number.start))
    flat = _blank(lower, [(one[0], one[1]) for one in stated], "@")
    flat = _blank(flat, named, "@", keep_words=True)
    flat = _blank(flat, [(when.start, when.end) for when in periods], "~")
    flat = _blank(flat, [(number.start, number.end) for number in numbers], "#")
    mentions = list(names.mentions(_blank(flat, [], "@"), own))
    for number in bound:
        code = FigureId.parse(number.bound).indicator
        if code in evidence.report.indicators:
            mentions.append(Mention(number.start, number.end, (code,)))
    return Parsed(
        lower, flat, numbers, tuple(periods), tuple(sorted(mentions, key=lambda one: one.start)), _clauses(flat),
        tuple(stated), tuple(unknown),
    )  # fmt: skip


def written(name: str) -> str:
    """The pattern of how the name of a sub-group with digits is written: "46-55" also as "46 to 55", "66+" as "66 and over"."""
    if ages := re.fullmatch(r"(\d+) ?[-–] ?(\d+)", name):
        name = rf"(?:{re.escape(name)}|{ages[1]} ?(?:-|–|to|and) ?{ages[2]})"
    elif ages := re.fullmatch(r"(\d+)(?:\+| and over)", name):
        name = rf"{ages[1]}(?:\+| (?:years )?(?:and|or) (?:over|older|above|more))"
    else:
        name = re.escape(name.lower())
    return rf"(?<![\w.,]){name}(?![\w%])"


def _clauses(flat: str) -> tuple[tuple[int, int], ...]:
    leading = [match.end() for match in LEADING.finditer(flat)]
    cuts = sorted({0, *leading, *(match.start() + 1 for match in CLAUSE.finditer(flat)), len(flat)})
    return tuple((start, end) for start, end in zip(cuts, cuts[1:], strict=False) if end > start) or ((0, 0),)


def _blank(text: str, spans, sign: str, keep_words: bool = False) -> str:
    parts = list(text)
    for start, end in spans:
        for at in range(start, end):
            if not keep_words or parts[at].isdigit():
                parts[at] = sign
    return "".join(parts)
