"""Statement verdicts: every claim of a text, judged in one pass."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.commentary.claim import DISAGREES, NAMED, PERIOD, READ, STATED, UNCHECKED, Verdict
from pipeline.commentary.evidence import Evidence
from pipeline.commentary.fitting import Fitter
from pipeline.commentary.hold import hold_all
from pipeline.commentary.names import Names
from pipeline.commentary.reading import WORDS, claims_of
from pipeline.commentary.tokens import BRACES, Sentence, Token, blank, has_number, read_sentence
from pipeline.core.dates import find_dates
from pipeline.core.figure_ids import FigureId
from pipeline.core.number_words import find_number_words
from pipeline.core.periods import Period
from pipeline.core.written.periods import titled
from pipeline.core.written.sentences import plain, sentence_ends, without_marks
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.received.commentary import has_digit

_PAST = re.compile(
    r"\b(?<!be )(?<!been )(?:was|were|had|took|came|went|began|held|made|left|drawn|taken|given|[a-z]{3,}ed)\b"
)
_DIGITS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "twelve": 12}
_DIGITS |= {"twenty-four": 24, "forty-eight": 48}
_AHEAD = re.compile(r"\b(?:is|are|due|until|for|to be|by|has been|have been)\b")  # said of what is to come, or goes on
_NOUGHT = re.compile(r"(?i)\{\{\s*stated:\s*[£+-]?(?:0+(?:\.0+)?|zero|nil|none|nought)\s*(?:%|per ?cent)?\s*\|")
MOST_CLAIMS = 60  # numbers and words; more is a list and no sentence; the longest real one has 20


class Checker:
    """Judges statements against the figures of a report. `as_of`: the day by which the data had been received, ISO."""

    def __init__(self, report: Report, figures: Figures, as_of: str = ""):
        self.report, self.evidence = report, Evidence(report, figures)
        self.names = Names(report, {code: self.evidence.groups(code) for code in self.evidence.codes})
        self.fitter = Fitter(self.evidence)
        self.as_of = as_of or max((figure.received_by for figure in figures.values() if figure.received_by), default="")

    def read(self, text: str, subject: str = "") -> Sentence:
        """A statement, without marks of emphasis, cut into tokens."""
        indicators = self.report.indicators
        priority = indicators[subject].priority if subject in indicators else subject
        section = tuple(code for code in self.report.codes if indicators[code].priority == priority)
        own = subject if subject in self.evidence.codes else ""
        return read_sentence(text, self.evidence, self.names, own, section)

    def judge(self, text: str, subject: str = "", lead: str = "") -> list[Verdict]:
        """The verdicts on a paragraph under `subject`, after `lead`: of each sentence, then of its claims."""
        text, places = without_marks(f"{lead}{plain(text)}")
        sentence, first = self.read(text, subject), len(lead)
        found = [self._stated(sentence, token) for token in sentence.of_kind("stated")]
        if len(sentence.of_kind("number", *WORDS)) > MOST_CLAIMS:
            found += [Verdict(one.start, one.end, "", UNCHECKED, number=True) for one in sentence.of_kind("number")]
        else:
            found += hold_all(claims_of(sentence), self.fitter)
        starts = [0, *sentence_ends(text), len(text)]
        for start, end in zip(starts, starts[1:], strict=False):
            unread = tuple(one.text for one in sentence.of_kind("word", "decide", "pace") if start <= one.start < end)
            found.append(Verdict(start, start + len(text[start:end].rstrip()), "", READ, unread=unread))
        found += [*self._left_over(sentence), *self._unclaimed(sentence)]
        spans = [(one, max(one.start, first), one.end) for one in found if one.end > max(one.start, first)]
        moved = [
            replace(one, start=places[start] - first, end=places[end - 1] + 1 - first, text=text[start:end])
            for one, start, end in spans
        ]
        return sorted(moved, key=lambda verdict: (verdict.start, verdict.verdict != READ, verdict.end))

    def _stated(self, sentence: Sentence, token: Token) -> Verdict:
        """What somebody vouches for; but a missing figure, of the nearest figure's indicator, is no nought."""
        placed = [one for one in sentence.of_kind("number") if one.what.bound]
        placed.sort(key=lambda one: abs(one.start - token.start))
        code = next((FigureId.parse(one.what.bound).indicator for one in placed), sentence.own)
        groups = self.report.indicators[code].groups if code in self.report.codes and _NOUGHT.match(token.text) else ()
        ids = [self.report.figure_id(code, "value", category=group) for group in groups]
        values = [self.evidence.figures.get(one) for one in ids]
        for one in (one for one in values if one and one.value is None and "x" in one.status.split()):
            says = f"{one.display} ({one.id}), which is missing: {one.reason}"
            return Verdict(token.start, token.end, "", DISAGREES, one.id, says, "missing is not nought")
        return Verdict(token.start, token.end, "", STATED)

    def _left_over(self, sentence: Sentence) -> Iterator[Verdict]:
        """What is told as past although its day is after the last data were received, or after the report's end."""
        last = Period.parse(self.as_of[:7], "month") if self.as_of else self.report.period
        for token in sentence.of_kind("period"):
            days = [end for end, basis in token.what.days if basis in ("month", "point_in_time")]
            clause = sentence.tokens[slice(*sentence.clause(sentence.tokens.index(token)))]
            words = " ".join(one.text for one in clause)
            ahead = max(days, default=0) > last.months_from_year_zero and not sentence.of_kind("modal")
            if ahead and _PAST.search(words) and not _AHEAD.search(words):
                says = f"the data were received by {self.as_of}" if self.as_of else f"the report ends with {last}"
                yield Verdict(token.start, token.end, "", DISAGREES, "", says, "left over")

    def _unclaimed(self, sentence: Sentence) -> Iterator[Verdict]:
        """Digits and number words that are no claim: of a period or a time, in a name, in a definition, or unread."""
        named = [code for token in sentence.of_kind("name", "group") for code in token.what.codes]
        spoken = dict.fromkeys((sentence.own, *named, *sentence.section))
        spoken = [one for one in spoken if one in self.report.indicators]
        spans = [match.span() for match in BRACES.finditer(sentence.text)]
        for token in sentence.of_kind("number", "naming", "name", "group", "baseline", "period"):
            spans.append((token.start, token.end))
            dates = [(start, end) for start, end, _ in find_dates(titled(token.text))] if token.kind == "period" else []
            if token.kind == "number" or not has_number(blank(token.text, dates)):
                continue  # the page marks dates as such
            words = _in_digits(token.text)
            defined = [*(one for one in spoken if words in self._definition(one)), *getattr(token.what, "codes", ())]
            if token.kind not in ("naming", "baseline", "period") or token.kind != "period" and defined:
                yield Verdict(*spans[-1], "", NAMED, expected=f"it stands so in the definition of {defined[0]}")
            elif token.kind != "naming" or re.search(r"(?:quarter|month|year)", token.text):
                yield Verdict(*spans[-1], "", PERIOD)
            else:
                yield Verdict(*spans[-1], "", UNCHECKED, number=True)
        codes = "|".join(map(re.escape, sorted(map(str.lower, self.report.codes_defined), key=len, reverse=True)))
        spans += [match.span() for match in re.finditer(rf"(?<![\w-])(?:{codes})(?![\w-])", sentence.text)]
        left = blank(sentence.text, spans)
        unread = [match.span() for match in re.finditer(r"\S+", left) if has_digit(match[0])] + find_number_words(left)
        yield from (Verdict(start, end, "", UNCHECKED, number=True) for start, end in unread)

    def _definition(self, code: str) -> str:
        about = self.report.indicators[code]
        levels = " ".join(level.says for level in about.levels)
        by = about.counted.hours_by if about.counted else None
        hours = f"{about.counted.hours or ''} hours {by.hours if by else ''}" if about.counted else ""
        rate = f"per {about.per:,}" if about.unit == "rate" else ""
        names = f"{about.name} {about.short_name} {about.definition} {about.noun.one} {about.noun.many}"
        return _in_digits(plain(f"{names} {levels} {hours} {rate}").lower())


def _in_digits(text: str) -> str:
    """A text with small number words in digits, "for every" as "per", without what only leads to the number."""
    text = re.sub(rf"\b(?:{'|'.join(_DIGITS)})\b", lambda match: str(_DIGITS[match[0]]), text.lower())
    text = re.sub(r"\bfor (?:every|each) (?=\d)", "per ", text)
    text = re.sub(r"^(?:within|in|after|inside|of) (?:the )?(?:\d+/)?(?=\d)", "", text)
    return re.sub(r"^(per [\d,]+).*$", r"\1", text)
