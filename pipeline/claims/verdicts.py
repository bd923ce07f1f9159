"""Verdicts: what came of each claim, and how one can be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.claims.evidence import Evidence, Level
from pipeline.core.display import exact

BOUND, MATCHES, STATED, DISAGREES, UNCHECKED = "bound", "matches", "stated", "does not agree", "cannot be checked"


@dataclass(frozen=True)
class Verdict:
    """What came of one claim. `expected` is what the figures say, in words; `figure` the one that it was held against."""

    start: int
    end: int
    text: str
    verdict: str
    figure: str = ""
    expected: str = ""
    cause: str = ""
    number: bool = False

    def agrees(self, figure: str, says: str) -> Verdict:
        """The same claim, which agrees with this figure."""
        return replace(self, verdict=MATCHES, figure=figure, expected=says)

    def differs(self, figure: str, says: str, cause: str) -> Verdict:
        """The same claim, which does not agree: what the figures say, and the likely cause."""
        return replace(self, verdict=DISAGREES, figure=figure, expected=says, cause=cause)


@dataclass(frozen=True)
class Reading:
    """One way to read a claim: the value that the figures give for it, and the figure, if the ledger has it."""

    value: Fraction
    figure: str
    says: str
    unit: str
    strict: bool = True
    levels: tuple[Level, ...] = ()


def change_reading(evidence: Evidence, now: Level, before: Level, unit: str, strict: bool) -> Reading | None:
    """The change between two values, in per cent, in points or in number."""
    if unit == "percent" and before.value == 0:
        return None
    value = (now.value - before.value) / before.value * 100 if unit == "percent" else now.value - before.value
    found = ""
    for figure in evidence.changes.get(now.figure.id, []):
        others = [
            evidence.figures[of] for name, of in figure.operands.items() if name != "value" and of in evidence.figures
        ]
        same = any(before.figure.id in (other.id, *other.operands.values()) for other in others)
        if same and (figure.unit == "percent") == (unit == "percent") and exact(figure.value) == value:
            found = figure.id
    says = f"{before.figure.display} to {now.figure.display} ({before.figure.id} to {now.figure.id})"
    return Reading(value, found, says, unit, strict, (now, before))
