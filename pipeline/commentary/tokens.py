"""Tokens: a statement cut into numbers, periods, names and words of the lexicon, each with its place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from pipeline.commentary.evidence import Evidence
from pipeline.commentary.names import Mention, Names, lexicon
from pipeline.core.display import exact
from pipeline.core.number_words import find_number_words
from pipeline.core.written.numbers import Number, read_numbers
from pipeline.core.written.periods import When, read_periods
from pipeline.core.written.sentences import sentence_ends
from pipeline.received.commentary import has_digit

BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
STATED = re.compile(r"\{\{\s*stated:")
_MANY = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|twenty-four|forty-eight)"
_TIME = r"(?:hours|days|weeks|months|years|minutes)"
# Digits and number words that name something, or tell an age or a time, and are no figures of a report.
_NAMING = re.compile(
    r"\b(?:operation|op|level|tier|section|phase|stage|step|grade|band|class|form|room|unit|no\.?|route|clause|article"
    r"|part|strand|category|schedule|objective|priority|appendix|annex|table|chapter|page|version|channel|ward|zone"
    r"|year) ?[a-z]?\d+(?:\.\d+)*[a-z]?\b(?!%)|\b[a-z]+-\d+\b|\b[a-z]{1,3}\d{1,4}[a-z]*\b|\b\d+(?:st|nd|rd|th|/\d+)\b"
    r"|\b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b|\b\d{1,2}:\d\d\b|\bone-off\b|\bone by one\b"
    r"|\b(?:aged?|ages) (?:between )?\d{1,2}(?: ?(?:to|-|and) ?\d{1,2})?\b|\b(?:under|over)[- ]\d\ds\b|\bunder-\d\d\b"
    r"|\b\d{1,2}(?: ?(?:to|-) ?\d{1,2})?[ -]years?[ -]olds?\b|\byear (?:one|two|three|four|five)\b"
    rf"|\b{_MANY}[ -](?:hour|day|week|month|year|minute|bedroom|way|stage|person|part)\b(?! (?:average|baseline))"
    r"|\b(?:per|for every|for each) (?:\d+k\b|\d[\d,]*(?:,000|00)(?: people| population| residents| inhabitants)?)"
    rf"|\b(?:within|in|inside|after|every|each|for|of) (?:the )?{_MANY}(?:/\d+)? (?:working )?{_TIME}\b"
    rf"|\b{_MANY} (?:working )?(?:{_TIME}|miles)\b|\b{_MANY} (?:out )?of (?:the )?{_MANY} quarters\b"
)
# An address, or what stands in backticks, tags or braces, is quoted and claims nothing: it is vouched for as a whole.
_QUOTED = re.compile(r"(?:https?://|www\.|[\w.+-]+@)[^\s)\],;]*[\w/]|`[^`\n]+`|</?[a-z][^<>\n]*>|\{[^{}\n]*\}")
_AVERAGE = re.compile(r"\b(?:\d|two|three|four|five)[- ]year (?:average|mean|baseline)\b")
_FIRST = re.compile(r"for the first time|first of all")
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*|&")
# What ends a clause; what denies; "132 fell in the last quarter" is no fall; what had been is now held against.
_PATTERNS = {
    "cut": re.compile(r"[,;:()\u2013\u2014]|(?<= )-(?= )|[.!?](?= |$)|\n"),
    "negation": re.compile(r"\b[a-z]+n't\b"),
    "from": re.compile(r"\bbetween(?= (?:the )?#+ and )"),
    "verb": re.compile(r"(?:(?<=# )|(?<= of them ))(?:fell|falls?)(?= (?:in|within|between|#))"),
    "past": re.compile(r"\bhad (?:been|made|had|brought|seen|stood|come|taken|given|gone|[a-z]+ed)\b"),
}
_KIND = {
    "number": "#", "period": "P", "name": "S", "group": "G", "known": "k", "move": "m", "compare": "c", "same": "s",
    "reference": "r", "from": "f", "to": "t", "by": "b", "of": "o", "and": "&", "target": "T", "baseline": "B",
    "reach": "h", "negation": "n", "modal": "w", "decide": "d", "superlative": "u", "quantity": "a", "aside": "|",
    "cut": "|", "stop": "|", "verb": "v", "filler": ".", "sum": ".", "rest": ".", "word": "?", "elsewhere": "e",
    "naming": "N", "past": "p", "differ": "x", "stated": ".", "pace": "d", "light": "L", "place": ".",
}  # fmt: skip


@dataclass(frozen=True)
class Token:
    """A piece of a statement. `kind`: a key of the signs above; `sense`: that of the lexicon; `what` it is read as."""

    start: int
    end: int
    text: str
    kind: str
    sense: str = ""
    what: Number | When | Mention | None = None


@dataclass(frozen=True)
class Sentence:
    """A paragraph, read into tokens; `kinds` has one sign for each."""

    text: str
    tokens: tuple[Token, ...]
    own: str
    section: tuple[str, ...]
    areas: dict[str, str]  # the report's own area, of each indicator that is of areas

    @cached_property
    def kinds(self) -> str:
        return "".join(_KIND[token.kind] for token in self.tokens)

    def clause(self, at: int) -> tuple[int, int]:
        """The first token of the clause of a token, and the one after its last."""
        return self.kinds.rfind("|", 0, at) + 1, (self.kinds.find("|", at) + 1 or len(self.kinds) + 1) - 1

    def whole(self, at: int) -> tuple[int, int]:
        """The first token of the sentence of a token, and the one after its last."""
        stops = [place for place, token in enumerate(self.tokens) if token.kind == "stop"]
        start = max((one + 1 for one in stops if one < at), default=0)
        return start, min((one for one in stops if one >= at), default=len(self.tokens))

    def of_kind(self, *kinds: str) -> list[Token]:
        return [token for token in self.tokens if token.kind in kinds]


def read_sentence(text: str, evidence: Evidence, names: Names, own: str, section: tuple[str, ...]) -> Sentence:
    """Cut a statement, as `sentences.plain` leaves it, of the section of an indicator (`own`) or a priority (empty)."""
    lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    bound = list(_placed(text, evidence))
    taken = [match.span() for match in BRACES.finditer(text)]
    defined = {code.lower() for code in evidence.report.codes_defined}
    quoted = [match.span() for match in _QUOTED.finditer(blank(lower, taken)) if match[0].strip("`") not in defined]
    bare = blank(lower, [*taken, *quoted])
    whens = read_periods(bare, evidence.report.period)
    bare = blank(bare, map(_span, whens), "~")
    codes = names.mentions(_FIRST.sub(lambda words: "#" * len(words[0]), bare), own)
    spoken = tuple(dict.fromkeys(code for code in (own, *(code for one in codes for code in one.codes)) if code))
    groups = list(names.group_mentions(bare, spoken or section))
    averages = [match.span() for match in _AVERAGE.finditer(bare)]
    fixed = [_span(one) for one in (*codes, *groups) if has_number(bare[one.start : one.end])]
    naming = [match.span() for match in _NAMING.finditer(blank(bare, [*averages, *fixed]))]
    numbers = read_numbers(bare, [*taken, *quoted, *averages, *fixed, *naming, *map(_span, whens)])
    tokens = [Token(*span, lower[slice(*span)], "baseline", "baseline") for span in averages]
    starts = [(one, one.start if one.lead < 0 else one.lead) for one in (*numbers, *bound)]
    tokens += [Token(start, one.end, one.text, "number", what=one) for one, start in starts]
    tokens += [Token(when.start, when.end, when.text, "period", what=when) for when in whens]
    tokens = _without_overlaps(tokens + [Token(*span, lower[slice(*span)], "naming") for span in (*naming, *quoted)])
    words = blank(blank(lower, [*taken, *quoted, *averages]), map(_span, tokens), "#")
    mentions = [*groups, *codes]
    spans = [(one, *_span(one), "group" if one.group else "name") for one in mentions]
    tokens += [Token(start, end, lower[start:end], kind, what=one) for one, start, end, kind in spans]
    tokens = _without_overlaps(_without_overlaps(tokens) + _words(words, names, spoken))
    areas = {code: one.own_area for code, one in evidence.indicators.items() if one.own_area}
    ends = {start for end in sentence_ends(text) for start in range(end - 4, end)}  # a quote, a bracket may follow
    tokens += [Token(*span, text[slice(*span)], "stated") for span in taken if STATED.match(text, *span)]
    stops = (one.kind == "cut" and one.start in ends and one.text in ".!?" for one in tokens)
    tokens = [replace(one, kind="stop") if stop else one for one, stop in zip(tokens, stops, strict=True)]
    return Sentence(lower, tuple(sorted(tokens, key=lambda token: token.start)), own, section, areas)


def has_number(text: str) -> bool:
    """Whether a text has a number that the page must be able to answer for, in digits or in words."""
    return has_digit(text) or bool(find_number_words(text))


def _span(one: Token | When | Mention) -> tuple[int, int]:
    return one.start, one.end


def _placed(text: str, evidence: Evidence) -> Iterator[Number]:
    """The figures that stand by name in double braces."""
    for match in BRACES.finditer(text):
        name, _, form = (part.strip() for part in match[1].partition("|"))
        figure = evidence.figures.get(name)
        if figure is not None and isinstance(figure.value, (Fraction, int, float)):
            unit = figure.unit if figure.unit in ("percent", "percentage_points") else ""
            value = exact(figure.value)
            yield Number(*match.span(), match[0], value, figure.decimals, unit, bound=name, form=form)


def _words(text: str, names: Names, codes: tuple[str, ...]) -> list[Token]:
    """What ends a clause, the words of the lexicon, then those of the names, then those that were not understood."""
    entries, found = lexicon().entries, []
    for kind, pattern in _PATTERNS.items():
        start = text.find("#") if kind == "past" else 0
        found += [Token(*one.span(), one[0], kind) for one in pattern.finditer(text, start)]
    for match in lexicon().pattern.finditer(text):
        kind, sense = entries[match[0]]
        kind = sense if sense in ("baseline", "from") else kind
        kind = "known" if kind == "filler" and names.knows(codes, match[0]) else kind
        found.append(Token(*match.span(), match[0], kind, sense))
    for match in _WORD.finditer(text):
        kind = "filler" if match[0].endswith("ly") or len(match[0]) < 3 else "word"
        found.append(Token(*match.span(), match[0], "known" if names.knows(codes, match[0]) else kind))
    return _without_overlaps(found)


def _without_overlaps(tokens: list[Token]) -> list[Token]:
    """The tokens that do not reach into an earlier one of the list."""
    free = bytearray(b"\1" * (max((token.end for token in tokens), default=0) + 1))
    kept = []
    for token in tokens:
        if all(free[token.start : token.end]):
            kept.append(token)
            free[token.start : token.end] = bytes(token.end - token.start)
    return kept


def blank(text: str, spans: Iterable[tuple[int, int]], sign: str = " ") -> str:
    """The text with a sign in the place of everything in these spans."""
    parts = list(text)
    for start, end in spans:
        parts[start:end] = sign * (end - start)
    return "".join(parts)
