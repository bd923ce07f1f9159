"""Statement verdicts: every claim of a text, judged."""

from __future__ import annotations

from dataclasses import replace

from pipeline.claims.between import amounts, false_directions
from pipeline.claims.breakdowns import breakdowns
from pipeline.claims.evidence import Evidence
from pipeline.claims.halves import anaphors
from pipeline.claims.judge import Judge
from pipeline.claims.left_over import left_over
from pipeline.claims.links import (
    anchors,
    arithmetic,
    beside_anchor,
    beside_unknown,
    linked,
    not_told_elsewhere,
    reconciled,
)
from pipeline.claims.names import Names
from pipeline.claims.number_claims import judge_number
from pipeline.claims.parsed import BRACES, parse
from pipeline.claims.periods import When, read_periods
from pipeline.claims.roles import role_of
from pipeline.claims.sentences import plain, without_marks
from pipeline.claims.sums import of_another, parts_of_whole, shares, sums
from pipeline.claims.verdicts import BOUND, DISAGREES, MATCHES, STATED, UNCHECKED, Verdict
from pipeline.claims.word_claims import judge_words
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures

MOST_NUMBERS = 60


class Checker:
    """Judges statements against the figures of a report. `as_of`: the day by which the data had been received, ISO."""

    def __init__(self, report: Report, figures: Figures, as_of: str = ""):
        self.report, self.evidence = report, Evidence(report, figures)
        self.names = Names(
            report, self.evidence.codes, {code: self.evidence.categories(code) for code in self.evidence.codes}
        )
        self.as_of = as_of or max((figure.received_by for figure in figures.values() if figure.received_by), default="")

    def periods(self, text: str) -> list[When]:
        """The periods that a statement names."""
        bare = BRACES.sub(lambda match: " " * len(match[0]), plain(text))
        return read_periods(bare.lower(), self.report.period)

    def _section(self, subject: str) -> tuple[str, ...]:
        """The indicators beside which a statement stands: those of its priority."""
        indicators = self.report.indicators
        priority = indicators[subject].priority if subject in indicators else subject
        return tuple(code for code in self.report.codes if indicators[code].priority == priority and code != subject)

    def judge(self, text: str, subject: str = "") -> list[Verdict]:
        """The verdicts on the claims of one statement, in its order; none where it claims nothing.

        `subject` is the indicator's code or the priority's id under which it stands.
        """
        text, places = without_marks(plain(text))
        own = subject if subject in self.evidence.codes else ""
        parsed = parse(text, self.evidence, self.names, own)
        judge = Judge(self.evidence, self.names, parsed, own, self._section(subject))
        found = [Verdict(start, end, text[start:end], STATED) for start, end, _ in parsed.stated]
        if len(parsed.numbers) > MOST_NUMBERS:  # a list and no sentence
            found += [
                Verdict(one.start, one.end, text[one.start : one.end], UNCHECKED, number=True) for one in parsed.numbers
            ]
            return _placed(found, places)
        numbers = [
            replace(judge_number(judge, number), text=text[number.start : number.end]) for number in parsed.numbers
        ]
        roles = [role_of(judge, number)[0] for number in parsed.numbers]
        for at, (number, role, one) in enumerate(zip(parsed.numbers, roles, numbers, strict=True)):
            if one.verdict == UNCHECKED and linked(judge, at, roles, numbers):
                told = replace(judge_number(judge, number, certain=True), text=one.text)
                numbers[at] = not_told_elsewhere(judge, number, role, told, one)
        judge.anchors = anchors(judge, roles, numbers)
        numbers = [
            replace(judge_number(judge, number, certain=True), text=one.text)
            if beside_anchor(judge, number, role, one)
            else one
            for number, role, one in zip(parsed.numbers, roles, numbers, strict=True)
        ]
        numbers = beside_unknown(judge, roles, numbers)
        numbers = reconciled(parsed.numbers, roles, numbers)
        numbers = amounts(judge, roles, numbers)
        numbers = breakdowns(judge, of_another(judge, parts_of_whole(judge, shares(judge, roles, numbers))))
        numbers = anaphors(judge, numbers)
        wrong = {verdict.start: verdict for verdict in (*arithmetic(judge), *sums(judge))}
        numbers = [wrong.get(one.start, one) if one.verdict != DISAGREES else one for one in numbers]
        found += numbers
        covered = []
        for number, verdict in zip(parsed.numbers, numbers, strict=True):
            way = judge.way_said(number)
            if way and verdict.verdict in (MATCHES, DISAGREES, BOUND):
                covered.append((way[1], number.start) if way[2] == "before" else (number.start, way[1]))
        found += judge_words(judge, covered)
        if all(one.verdict != DISAGREES for one in found):
            found += false_directions(judge, numbers)
        found += left_over(judge, self.as_of, found)
        return _placed(found, places)


def _placed(verdicts: list[Verdict], places: list[int]) -> list[Verdict]:
    """The verdicts in order, with their places in the text as it was typed."""
    moved = [
        replace(one, start=places[one.start], end=places[one.end - 1] + 1) for one in verdicts if one.end > one.start
    ]
    return sorted(moved, key=lambda verdict: (verdict.start, verdict.end))


def overall(verdicts: list[Verdict]) -> str:
    """The verdict on a statement: the worst of its claims; agrees, does not agree, or cannot be checked."""
    said = {verdict.verdict for verdict in verdicts}
    if DISAGREES in said:
        return DISAGREES
    return "agrees" if said & {MATCHES, BOUND, STATED} else UNCHECKED
