"""Noughts: a 0 that somebody vouches for where the report's own figure is missing. Missing is not nought, whoever says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.commentary.tokens import BRACES
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures

_NOUGHT = re.compile(r"\{\{\s*stated:\s*[£+-]?(?:0+(?:\.0+)?|zero|nil|none|nought)\s*(?:%|per ?cent)?\s*\|", re.IGNORECASE)
_NAMED = re.compile(r"\{\{\s*([A-Za-z0-9][\w.-]*?)(?:\[[^\[\]]+\])?\.[a-z_]+")


def missing_figure(report: Report, figures: Figures, subject: str, markdown: str, start: int, end: int) -> Figure | None:
    """The figure that is [x] and that a stated nought at this place would stand for; None for any other claim.

    It is that of an indicator that the sentence names by a figure, or else its paragraph, or of the one that the text stands under.
    """
    if not _NOUGHT.match(markdown, start, end):
        return None
    for code in _spoken_of(report, subject, markdown, start, end):
        for group in report.indicators[code].groups:
            value = figures.get(report.figure_id(code, "value", category=group))
            if value is not None and value.value is None and "x" in value.status.split():
                return value
    return None


def _spoken_of(report: Report, subject: str, markdown: str, start: int, end: int) -> Iterator[str]:
    """The indicators that may be meant, of the smallest stretch of text that names one; else the one it stands under."""
    bare = BRACES.sub(lambda braces: re.sub(r"[.!?\n]", "_", braces[0]), markdown)  # what stands in braces ends no sentence
    paragraph = bare.rfind("\n\n", 0, start) + 1, (bare.find("\n\n", end) + 1 or len(bare) + 1) - 1
    ends = [found.end() for found in re.finditer(r"[.!?](?:\s|$)", bare)]
    sentence = max([one for one in ends if one <= start], default=0), min([one for one in ends if one >= end], default=len(bare))
    for first, last in ((max(sentence[0], paragraph[0]), min(sentence[1], paragraph[1])), paragraph):
        named = [code for code in _NAMED.findall(markdown[first:last]) if code in report.codes]
        if named:
            yield from dict.fromkeys(named)
            return
    if subject in report.codes:
        yield subject
