"""Tokens: a statement cut into numbers, periods, names and words of the lexicon, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.commentary.evidence import Evidence
from pipeline.commentary.lexicon import lexicon
from pipeline.commentary.names import Mention, Names
from pipeline.core.display import exact
from pipeline.core.figure_ids import FigureId
from pipeline.core.written.numbers import Number, read_numbers
from pipeline.core.written.periods import When, read_periods
from pipeline.core.written.sentences import sentence_ends

BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
# Digits and number words that name something, or tell an age, a time or a ratio of staff, and are no figures of a report.
_NAMING = re.compile(
    r"\b(?:operation|op|level|tier|section|phase|stage|step|grade|band|class|form|room|unit|no\.?|route|clause|article|part|strand|category|schedule|objective|priority"
    r"|appendix|annex|table|chapter|page|version|channel|ward|zone|year) ?[a-z]?\d+(?:\.\d+)*[a-z]?\b(?!%)|\b[a-z]+-\d+\b|\b[a-z]{1,3}\d{1,4}[a-z]*\b|\b24/7\b"
    r"|\b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b|\b\d{1,2}:\d\d\b|\b\d+(?:st|nd|rd|th)\b|\b\d+/\d+\b"
    r"|\b(?:aged?|ages) (?:between )?\d{1,2}(?: ?(?:to|-|and) ?\d{1,2})?\b|\b(?:under|over)[- ]\d\ds\b|\bunder-\d\d\b|\b\d{1,2}(?: ?(?:to|-) ?\d{1,2})?[ -]years?[ -]olds?\b"
    r"|\b(?:\d+|one|two|three|four|five|six|ten|twelve)[ -](?:hour|day|week|month|year|minute|bedroom|way|stage|person|part|point)\b(?! (?:plan|average|baseline))|\bone-off\b|\bone by one\b"
    r"|\b(?:per|for every|for each) \d[\d,]*(?:,000|00)(?:k\b| people| population| residents| inhabitants)?|\bper \d+k\b|\b(?:within|in|inside|after|every|each|for|of) (?:the )?(?:\d+|two|three|four|five|six|eight|ten|twelve|twenty-four|forty-eight)(?:/\d+)? (?:working )?(?:hours|days|weeks|months|years|minutes)\b"
    r"|\b(?:\d+|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty) (?:working )?(?:hours|days|weeks|months|years|minutes|miles)\b|\b(?:all|for|in|over|the|last|past|previous|next) (?:the )?(?:two|three|four|five|six|eight) quarters\b|\bthe (?:two|three|four|five)\b(?= (?:years|quarters|months|services|teams|partners|of))"
)
# An address, or what stands in backticks, tags or braces, is quoted and claims nothing: its digits are no figures, and it is vouched for as a whole.
_QUOTED = re.compile(r"(?:https?://|www\.|[\w.+-]+@)[^\s)\],;]*[\w/]|`[^`\n]+`|</?[a-z][^<>\n]*>|\{[^{}\n]*\}")
_AVERAGE = re.compile(r"\b(?:\d|two|three|four|five)[- ]year (?:average|mean|baseline)\b")
_CUT = re.compile(r"[,;:()\u2013\u2014]|(?<= )-(?= )|[.!?](?= |$)|\n")
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*|&")
_HAD = re.compile(r"\bhad (?:been|made|had|brought|seen|stood|come|taken|given|gone|[a-z]+ed)\b")  # what had been is what is now held against
_TOOK_PLACE = re.compile(r"(?<=# )(?:fell|falls?)(?= (?:in|within|between|#))")  # "of which 132 fell in the last quarter"
_NOT = re.compile(r"\b[a-z]+n't\b")
_KIND = {
    "number": "#", "period": "P", "name": "S", "group": "G", "known": "k", "move": "m", "compare": "c", "same": "s", "reference": "r", "from": "f", "to": "t", "by": "b",
    "of": "o", "and": "&", "target": "T", "baseline": "B", "reach": "h", "negation": "n", "modal": "w", "decide": "d", "superlative": "u", "quantity": "a", "aside": "|",
    "cut": "|", "verb": "v", "filler": ".", "word": "?", "elsewhere": "e", "naming": "N", "past": "p", "differ": "x", "stop": "|", "sum": ".", "rest": ".",
}  # fmt: skip


@dataclass(frozen=True)
class Token:
    """A piece of a statement. `kind` is a key of the signs above; `sense` that of the lexicon; `what` the number, period or mention."""

    start: int
    end: int
    text: str
    kind: str
    sense: str = ""
    what: Number | When | Mention | None = None

    @property
    def sign(self) -> str:
        return _KIND[self.kind]


@dataclass(frozen=True)
class Sentence:
    """A paragraph, read into tokens; `kinds` has one sign for each. `stated`: what somebody vouches for."""

    text: str
    tokens: tuple[Token, ...]
    own: str
    section: tuple[str, ...]
    stated: tuple[tuple[int, int], ...] = ()

    @property
    def kinds(self) -> str:
        return "".join(token.sign for token in self.tokens)

    def clause(self, at: int) -> tuple[int, int]:
        """The first token of the clause of a token, and the one after its last."""
        kinds = self.kinds
        return kinds.rfind("|", 0, at) + 1, (kinds.find("|", at) + 1 or len(kinds) + 1) - 1

    def whole(self, at: int) -> tuple[int, int]:
        """The first token of the sentence of a token, and the one after its last."""
        stops = [place for place, token in enumerate(self.tokens) if token.kind == "stop"]
        return max((one + 1 for one in stops if one < at), default=0), min((one for one in stops if one >= at), default=len(self.tokens))

    def of_kind(self, *kinds: str) -> list[Token]:
        return [token for token in self.tokens if token.kind in kinds]


def read_sentence(text: str, evidence: Evidence, names: Names, own: str, section: tuple[str, ...]) -> Sentence:
    """Cut a statement, as `sentences.plain` leaves it, of the section of an indicator (`own`, empty for a priority's)."""
    lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    bound, stated = _placed(text, evidence)
    taken = [(match.start(), match.end()) for match in BRACES.finditer(text)]
    coded = {code.lower() for code in evidence.report.codes_defined}
    quoted = [match.span() for match in _QUOTED.finditer(blank(lower, taken)) if match[0].strip("`") not in coded]
    taken += quoted
    bare = blank(lower, taken)
    whens = read_periods(bare, evidence.report.period)
    bare = blank(bare, [(when.start, when.end) for when in whens], "~")
    codes = names.mentions(re.sub(r"for the first time|first of all", lambda words: "#" * len(words[0]), bare), own)
    coded = [one for one in codes if re.search(r"\d", bare[one.start : one.end])]
    spoken = dict.fromkeys(code for code in (own, *(code for one in codes for code in one.codes)) if code)
    groups = list(names.group_mentions(bare, tuple(spoken or section)))
    numbered = [(one.start, one.end) for one in groups if re.search(r"\d", bare[one.start : one.end])]
    averages = [match.span() for match in _AVERAGE.finditer(bare)]
    taken += averages
    naming = [match.span() for match in _NAMING.finditer(blank(bare, [*averages, *numbered, *((one.start, one.end) for one in coded)]))]
    numbers = read_numbers(bare, [*taken, *numbered, *naming, *((one.start, one.end) for one in coded), *((when.start, when.end) for when in whens)])
    tokens = [Token(one.start if one.lead < 0 else one.lead, one.end, one.text, "number", what=one) for one in [*numbers, *bound]]
    tokens += [Token(when.start, when.end, when.text, "period", what=when) for when in whens]
    tokens += [Token(start, end, lower[start:end], "naming") for start, end in (*naming, *quoted)]
    tokens = [Token(start, end, lower[start:end], "baseline", "baseline") for start, end in averages] + tokens
    for number in bound:
        if (code := FigureId.parse(number.bound).indicator) in evidence.report.indicators:
            codes.append(Mention(number.start, number.end, (code,)))
    tokens = _without_overlaps(tokens)
    words = blank(blank(lower, taken), [(token.start, token.end) for token in tokens], "#")
    codes = [part for one in codes for part in _parted(one, lower) if part.start < part.end]
    mentions = [Token(one.start, one.end, lower[one.start : one.end], "group" if one.group else "name", what=one) for one in [*groups, *codes]]
    tokens = _without_overlaps([*tokens, *mentions]) + _words(words, names, tuple(spoken))
    ends = {start for end in sentence_ends(text) for start in range(end - 4, end)}  # after a full stop: a quote, a bracket, a space
    tokens = [replace(one, kind="stop") if one.kind == "cut" and one.start in ends and one.text in ".!?" else one for one in _without_overlaps(tokens)]
    return Sentence(lower, tuple(sorted(tokens, key=lambda token: token.start)), own, section, stated)


def _parted(mention: Mention, text: str) -> Iterator[Mention]:
    """A mention without the words of direction in its midst: "closed more cases"."""
    start = mention.start
    for word in lexicon().pattern.finditer(text, mention.start, mention.end):
        if lexicon().entries[word[0]].kind in ("move", "compare"):
            yield replace(mention, start=start, end=word.start())
            start = word.end()
    yield replace(mention, start=start)


def _placed(text: str, evidence: Evidence) -> tuple[list[Number], tuple[tuple[int, int], ...]]:
    """What stands in double braces: figures by name, and stated numbers."""
    bound, stated = [], []
    for match in BRACES.finditer(text):
        content = match[1].strip()
        if content.startswith("stated:"):
            stated.append(match.span())
            continue
        name, _, form = (part.strip() for part in content.partition("|"))
        figure = evidence.figures.get(name)
        if figure is not None and isinstance(figure.value, (Fraction, int, float)):
            unit = figure.unit if figure.unit in ("percent", "percentage_points") else ""
            bound.append(Number(match.start(), match.end(), match[0], exact(figure.value), figure.decimals, unit, bound=name, form=form))
    return bound, tuple(stated)


def _words(text: str, names: Names, codes: tuple[str, ...]) -> list[Token]:
    """The words of the lexicon, then those of the names, then those that were not understood; and what ends a clause."""
    entries, found = lexicon().entries, []
    for kind, pattern in (("cut", _CUT), ("negation", _NOT), ("verb", _TOOK_PLACE), ("past", _HAD)):
        matches = (match for match in pattern.finditer(text) if kind != "past" or "#" in text[: match.start()])
        found += [Token(match.start(), match.end(), match[0], kind) for match in matches]
    for match in lexicon().pattern.finditer(text):
        entry = entries[match[0]]
        kind = entry.sense if entry.kind in ("target", "reference") and entry.sense in ("baseline", "from") else entry.kind
        found.append(Token(match.start(), match.end(), match[0], kind, entry.sense))
    for match in _WORD.finditer(text):
        kind = "known" if names.knows(codes, match[0]) else "filler" if match[0].endswith("ly") or len(match[0]) < 3 else "word"
        found.append(Token(match.start(), match.end(), match[0], kind))
    kept = _without_overlaps(found)
    return [replace(one, kind="known") if one.kind == "filler" and names.knows(codes, one.text) else one for one in kept]


def _without_overlaps(tokens: list[Token]) -> list[Token]:
    """The tokens that do not reach into an earlier one of the list."""
    if not tokens:
        return []
    free = bytearray(b"\1" * (max(token.end for token in tokens) + 1))
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
