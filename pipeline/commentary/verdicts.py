"""Verdicts: what came of each claim."""

from __future__ import annotations

from dataclasses import dataclass

# A number is bound to its figure; a word matches the figures; both can disagree with them, or be beyond them.
BOUND, MATCHES, STATED, DISAGREES, UNCHECKED = "bound", "matches", "stated", "does not agree", "cannot be checked"
PERIOD, NAMED = "period", "named"  # digits of a period, or of a definition: no claims, but on the page
READ = "read"  # a whole sentence, with the words of it that were not understood


@dataclass(frozen=True)
class Verdict:
    """What came of one claim. `expected` is what the figures say, in words; `figure` the one that it was held against.

    `others`: further figures that a bound number fits; `unread`: words of its clause that were not understood.
    """

    start: int
    end: int
    text: str
    verdict: str
    figure: str = ""
    expected: str = ""
    cause: str = ""
    number: bool = False
    others: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
