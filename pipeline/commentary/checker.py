"""Statement verdicts: every claim of a text, judged in one pass."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.commentary.evidence import Evidence
from pipeline.commentary.fitting import Fitter
from pipeline.commentary.hold import hold_all
from pipeline.commentary.names import Names
from pipeline.commentary.reading import claims_of
from pipeline.commentary.tokens import BRACES, Sentence, blank, read_sentence
from pipeline.commentary.verdicts import DISAGREES, NAMED, PERIOD, READ, STATED, UNCHECKED, Verdict
from pipeline.core.dates import find_dates
from pipeline.core.number_words import find_number_words
from pipeline.core.periods import Period
from pipeline.core.written.periods import titled
from pipeline.core.written.sentences import plain, sentence_ends, without_marks
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.received.commentary import has_digit

_PAST = re.compile(r"\b(?<!be )(?<!been )(?:was|were|had|took|came|went|began|held|made|left|moved|opened|completed|renewed|drawn|taken|given|[a-z]{3,}ed)\b")
_AHEAD = re.compile(r"\b(?:is|are|due|until|for|to be|by|has been|have been)\b")  # said of what is to come, or goes on
MOST_NUMBERS = 60  # more is a list and no sentence; the longest real one has 14


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
        return read_sentence(text, self.evidence, self.names, subject if subject in self.evidence.codes else "", section)

    def judge(self, text: str, subject: str = "", lead: str = "") -> list[Verdict]:
        """The verdicts on the claims of a paragraph, in its order, those of each sentence after one on its reading as a whole.

        `subject` is the indicator's code or the priority's id under which it stands; `lead` what is read before it.
        """
        text, places = without_marks(f"{lead}{plain(text)}")
        sentence = self.read(text, subject)
        found = [Verdict(start, end, "", STATED) for start, end in sentence.stated]
        numbers = sentence.of_kind("number")
        if len(numbers) > MOST_NUMBERS:
            found += [Verdict(one.start, one.end, "", UNCHECKED, number=True) for one in numbers]
        else:
            found += hold_all(claims_of(sentence), self.fitter)
        starts = [0, *sentence_ends(text), len(text)]
        for start, end in zip(starts, starts[1:], strict=False):
            unread = tuple(token.text for token in sentence.of_kind("word", "decide") if start <= token.start < end)
            found.append(Verdict(start, start + len(text[start:end].rstrip()), "", READ, unread=unread))
        found += [*self._left_over(sentence), *self._named(sentence), *self._periods(sentence), *self._rest(sentence)]
        kept = [replace(one, start=max(one.start, len(lead))) for one in found if one.end > max(one.start, len(lead))]
        kept = [one for one in kept if one.end > one.start >= len(lead)]
        moved = [replace(one, start=places[one.start] - len(lead), end=places[one.end - 1] + 1 - len(lead), text=text[one.start : one.end]) for one in kept]
        return sorted(moved, key=lambda verdict: (verdict.start, verdict.verdict != READ, verdict.end))

    def _left_over(self, sentence: Sentence) -> list[Verdict]:
        """What is told as past although its day is after the last data were received, or after the report's end for a count: the text of another report."""
        last = Period.parse(self.as_of[:7], "month").months_from_year_zero if self.as_of else self.report.period.months_from_year_zero
        found = []
        for token in sentence.of_kind("period"):
            ahead = [end for end, basis in token.what.days if end > last and basis in ("month", "point_in_time")]
            first, last_token = sentence.clause(sentence.tokens.index(token))
            words = " ".join(one.text for one in sentence.tokens[first:last_token])
            if ahead and _PAST.search(words) and not _AHEAD.search(words) and not sentence.of_kind("modal"):
                says = f"the data were received by {self.as_of}" if self.as_of else f"the report ends with {self.report.period}"
                found.append(Verdict(token.start, token.end, "", DISAGREES, "", says, "left over"))
        return found

    def _named(self, sentence: Sentence) -> list[Verdict]:
        """Digits and number words that are no claim: in a stretch of time, in the name of an indicator or a sub-group, or of something else."""
        spoken = [sentence.own or "", *(code for token in sentence.of_kind("name", "group") for code in token.what.codes), *sentence.section]
        found = []
        for token in sentence.of_kind("naming", "name", "group", "baseline"):
            if not has_number(token.text):
                continue
            words = _in_digits(token.text)
            code = next((one for one in dict.fromkeys(spoken) if one in self.report.indicators and words in self._definition(one)), "")
            if code or token.kind in ("name", "group"):
                found.append(Verdict(token.start, token.end, "", NAMED, expected=f"it stands so in the definition of {code or token.what.codes[0]}"))
            elif token.kind == "baseline" or re.search(r"(?:quarter|month|year)", token.text):
                found.append(Verdict(token.start, token.end, "", PERIOD))
            else:
                found.append(Verdict(token.start, token.end, "", UNCHECKED, number=True))
        return found

    def _periods(self, sentence: Sentence) -> list[Verdict]:
        """Digits that name a period, but for dates, which the page marks as such."""
        dates = {token: [(start, end) for start, end, _ in find_dates(titled(token.text))] for token in sentence.of_kind("period")}
        return [Verdict(token.start, token.end, "", PERIOD) for token, found in dates.items() if has_number(blank(token.text, found))]

    def _rest(self, sentence: Sentence) -> list[Verdict]:
        """Digits and number words that were read as nothing: fractions of other scripts, parts of words, lists in no language."""
        spans = [match.span() for match in BRACES.finditer(sentence.text)]
        spans += [(token.start, token.end) for token in sentence.of_kind("number", "naming", "name", "group", "baseline", "period")]
        for code in self.report.codes_defined:
            spans += [match.span() for match in re.finditer(rf"(?<![\w-]){re.escape(code.lower())}(?![\w-])", sentence.text)]
        left = blank(sentence.text, spans)
        spans = [match.span() for match in re.finditer(r"\S+", left) if has_digit(match[0])] + find_number_words(left)
        return [Verdict(start, end, "", UNCHECKED, number=True) for start, end in spans]

    def _definition(self, code: str) -> str:
        about = self.report.indicators[code]
        levels = " ".join(level.says for level in about.levels)
        hours = f"{about.counted.hours or ''} hours {about.counted.hours_by.hours if about.counted.hours_by else ''}" if about.counted else ""
        noun = f"{about.noun.one} {about.noun.many}"
        rate = f"per {about.per:,}" if about.unit == "rate" else ""
        return _in_digits(plain(f"{about.name} {about.short_name} {about.definition} {noun} {levels} {hours} {rate}").lower())


def has_number(text: str) -> bool:
    """Whether a text has a number that the page must be able to answer for, in digits or in words."""
    return has_digit(text) or bool(find_number_words(text))


def _in_digits(text: str) -> str:
    """A text with its small number words in digits, "for every" as "per", and without what only leads to the number or follows it."""
    words = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "twelve": 12, "twenty-four": 24, "forty-eight": 48}
    text = re.sub(rf"\b(?:{'|'.join(words)})\b", lambda match: str(words[match[0]]), text.lower())
    text = re.sub(r"\bfor (?:every|each) (?=\d)", "per ", text)
    text = re.sub(r"^(?:within|in|after|inside|of) (?:the )?(?:\d+/)?(?=\d)", "", text)
    return re.sub(r"^(per [\d,]+).*$", r"\1", text)
