"""Told before: what earlier published editions of a report tell of its counts. It stays known, whatever is hidden today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pipeline.figures.figure import Figure, Figures
from pipeline.methods.disclosure.tallies import Tallies, Tally

Ledger = Mapping[str, Any]
_ROUNDED = re.compile(r", rounded to the nearest (\d+)$")


@dataclass(frozen=True)
class Told:
    """Between which numbers an earlier edition let a count be; both are the same where it was printed as it is."""

    tally: Tally
    low: int
    high: float

    @property
    def is_exact(self) -> bool:
        """Whether it was printed as it is."""
        return self.low == self.high

    @property
    def is_withheld(self) -> bool:
        """Whether it was withheld."""
        return self.high == float("inf")


def told_before(tallies: Tallies, now: Mapping[Tally, int], earlier: Iterable[Ledger]) -> dict[str, Told]:
    """What earlier editions tell, by "RUN: FIGURE". `now` are the counts of today.

    What was another number then was revised since: it is no longer the same count. What was withheld, and is a count of today,
    is decided today.
    """
    found = {}
    for edition in earlier:
        for one in Figures.from_records(edition["figures"]).values():
            tally = tallies.of(one)
            told = _told(one, tally) if tally else None
            if told and (told.low <= now[told.tally] <= told.high and not told.is_withheld if told.tally in now else True):
                found[f"{edition['run']['id']}: {one.id}"] = told
    return found


def _told(figure: Figure, tally: Tally) -> Told | None:
    if figure.value is None:
        return Told(tally, 0, float("inf")) if "c" in figure.status.split() else None
    if not isinstance(figure.value, Fraction):
        return None
    rounded = _ROUNDED.search(figure.method)
    near = int(rounded[1]) // 2 if rounded else 0
    return Told(tally, max(int(figure.value) - near, 0), int(figure.value) + near)
