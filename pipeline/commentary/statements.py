"""Statements: the claims that commentary makes, one row each, with the verdict on it and the faults that follow."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction

import pandas as pd

from pipeline.commentary.checker import Checker
from pipeline.commentary.claim import BOUND, DISAGREES, MATCHES, NAMED, PERIOD, READ, STATED, UNCHECKED, Cause, Verdict
from pipeline.core.display import exact
from pipeline.core.faults import Fault, shortened
from pipeline.core.written.numbers import rounded
from pipeline.core.written.sentences import Statement, paragraphs_of, plain
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import Accepted
from pipeline.figures.figure import Figure, Figures
from pipeline.received.commentary import Commentary
from pipeline.received.written_sections import Section

UNSAID = (PERIOD, NAMED, READ)  # rows that are no claims
NAMES_PERIOD = "names a period"  # what stands for the source of digits that are no claim
VERDICTS = (BOUND, MATCHES, STATED, DISAGREES, UNCHECKED)
COLUMNS = (
    "subject", "heading", "file", "sheet", "line", "column", "start", "end", "text", "verdict", "figure", "found",
    "expected", "cause", "number", "source", "accepted", "others", "unread", "name", "starts_on",
)  # fmt: skip
_REST_OF_WORD = re.compile(r"(?<=[^\W\d_])[^\W\d_]*|")  # a claim is shown in whole words
_PLAIN = re.compile(r"[+-]?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*(?:%|per cent|percent|percentage points?|points?)?")


def judge_commentary(report: Report, commentary: Commentary, figures: Figures, as_of: str = "") -> pd.DataFrame:
    """One row a claim, in the order of the text, with the columns `COLUMNS`.

    subject to column: where it stands; start, end: its place in the Markdown of its section, which begins on the line
    starts_on; text: the statement; found: the words of the claim; verdict; cause: the likely one; figure: the id that
    it was held against; expected: what the figures say; number: whether it is one; source: what vouches for a number
    that its figure does not print as typed; accepted: "role: reason"; others: further figures that it could be;
    unread: words that were not understood; name: what in double braces prints it as typed.
    """
    checker, rows = Checker(report, figures, as_of), []
    for subject, found in commentary.sections.items():
        for heading, section in found.items():
            for paragraph in paragraphs_of(section.markdown):
                for verdict in checker.judge(paragraph.typed, subject, paragraph.lead):
                    if verdict.verdict == READ:
                        whole = verdict
                    rows.append(_row(checker, subject, heading, section, paragraph, verdict, whole))
    for row in rows:
        accepted = next((one for one in report.exceptions.accepted if _accepts(one, row)), None)
        row["accepted"] = f"{accepted.role}: {accepted.reason}" if accepted else ""
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    checker: Checker, subject: str, heading: str, section: Section, part: Statement, verdict: Verdict, whole: Verdict
) -> dict[str, object]:
    start, end, figures = part.start + verdict.start, part.start + verdict.end, checker.evidence.figures
    place = section.place(section.markdown.count("\n", 0, start))
    found = verdict.text + ("" if verdict.number else _REST_OF_WORD.match(part.text, verdict.end)[0])
    return {
        "subject": subject, "heading": heading, "file": place["file"], "sheet": place["sheet"], "line": place["row"],
        "column": place["column"], "start": start, "end": end,
        "text": " ".join(part.text[whole.start : whole.end].split()), "verdict": verdict.verdict,
        "figure": verdict.figure, "found": found.strip(), "expected": verdict.expected, "cause": verdict.cause,
        "number": verdict.number, "source": source_of(figures, verdict), "others": ", ".join(verdict.others),
        "unread": ", ".join(verdict.unread), "starts_on": section.line,
        "name": name_of(figures, verdict.figure, found.strip()) if verdict.number else "",
    }  # fmt: skip


def source_of(figures: Mapping[str, Figure], verdict: Verdict) -> str:
    """What vouches for a typed number that no figure prints: what it was held against. Empty where its figure does."""
    if verdict.verdict == PERIOD:
        return NAMES_PERIOD
    typed = verdict.verdict == BOUND and verdict.number and "{" not in verdict.text
    printed = prints(figures.get(verdict.figure), verdict.text)
    return f"checked: {verdict.expected}" if (typed or verdict.verdict == NAMED) and not printed else ""


def prints(figure: Figure | None, typed: str) -> bool:
    """Whether a typed number is its figure, rounded as it was typed; not one that holds only roughly."""
    text = plain(typed).strip().lower()
    if figure is None or not _PLAIN.fullmatch(text) or not isinstance(figure.value, (int, float, Fraction)):
        return False
    digits = re.sub(r"[^\d.]", "", text.replace("per cent", ""))
    return rounded(abs(exact(figure.value)), len(digits.partition(".")[2])) == Fraction(digits)


def name_of(figures: Mapping[str, Figure], figure_id: str, typed: str) -> str:
    """What in double braces prints a number as typed, its marks aside; of an earlier period a name that moves on."""
    if (figure := figures.get(figure_id)) is None:
        return ""
    held = (one for one in figures.values() if one.operands.get(one.formula) == figure_id and not one.parts.period)
    name = next(held, figure).id if figure.parts.period else figure_id
    forms = (("", figure.display), (" | magnitude", figure.magnitude))
    return next((f"{name}{form}" for form, shown in forms if plain(shown.partition(" [")[0]) == typed), "")


def _accepts(accepted: Accepted, row: Mapping[str, object]) -> bool:
    """Whether an acceptance means this claim: its words stand in the statement, and the claim in them."""
    texts = accepted.text, row["found"], row["text"]
    words, claim, text = (" ".join(plain(str(one)).lower().split()) for one in texts)
    return (row["verdict"] == DISAGREES or needs_source(row)) and words in text and (claim in words or words in claim)


def statement_faults(report: Report, commentary: Commentary, statements: pd.DataFrame) -> list[Fault]:
    """What stops the report: claims that do not agree, numbers without a source, and acceptances that match nothing."""
    faults, rows = [], statements.to_dict("records")
    for row in (one for one in rows if not one["accepted"]):
        place = {key: row[key] for key in ("file", "sheet", "column", "found")} | {"row": row["line"]}
        if row["verdict"] == DISAGREES:
            what = f"does not agree with the figures: {shortened(row['text'])}"
            action = f"{_likely(row['cause'])}Correct it, place the figure by name, or accept it in [[accepted]]."
            faults.append(Fault(what, **place, expected=row["expected"], action=action))
        elif needs_source(row):
            denied = "words that the figures seem to deny, beside others that were not understood"
            near = f"; the nearest: {row['expected']}" if row["expected"] else ""
            expected = f"a figure, or a number that somebody vouches for{near}"
            action = "Write {{ CODE.value }} for a figure, or {{ stated: NUMBER | who or what says so }}."
            what = "a number without a source" if row["number"] else denied
            faults.append(Fault(what, **place, expected=expected, action=f"{_likely(row['cause'])}{action}"))
    for at, accepted in enumerate(report.exceptions.accepted):
        if not any(_accepts(accepted, row) for row in rows):
            file = f"period/{report.period}.toml"
            line = report.definition_rows(file, ("accepted", at, "text")).rows
            what, action = "an acceptance that matches nothing", "Delete it, or copy the words as they are typed."
            faults.append(Fault(what, file, row=line[0] if line else None, found=accepted.text, action=action))
    return faults


def _likely(cause: str) -> str:
    """What may have happened, where more is known than that the number is another."""
    return "" if cause in ("", Cause.NUMBER) else f"Likely cause: {cause}. "


def needs_source(claim: Verdict | Mapping[str, object]) -> bool:
    """Whether somebody must vouch for it: a number that is no figure ("one" may be none), or words that seem denied."""
    row = asdict(claim) | {"found": claim.text} if isinstance(claim, Verdict) else claim
    return row["verdict"] == UNCHECKED and bool(row["cause"] or row["number"]) and str(row["found"]).lower() != "one"


def readings(statements: pd.DataFrame) -> Iterator[str]:
    """Each sentence as it was read, in the order of the text: what each part is, and the words not understood."""
    for row in statements.to_dict("records"):
        if row["verdict"] == READ:
            yield f"{Fault('', row['file'], row['sheet'], row['line'], row['column']).where}: {row['text']}"
            if row["unread"]:
                yield f"    not understood: {row['unread']}"
            continue
        held = row["figure"] or row["expected"] or row["source"]
        others = f"; also {row['others']}" if row["others"] else ""
        cause = "" if row["cause"] in ("", Cause.NUMBER) else f" ({row['cause']})"
        yield f"    {row['found']}: {row['verdict']}{cause}{f', {held}' if held else ''}{others}"


def statement_counts(statements: pd.DataFrame) -> dict[str, int]:
    """How many claims have each verdict, and how many were accepted, for run.json."""
    counts = {verdict: int((statements["verdict"] == verdict).sum()) for verdict in VERDICTS}
    return {**counts, "accepted": int((statements["accepted"] != "").sum())}
