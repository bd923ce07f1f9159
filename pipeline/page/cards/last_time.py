"""Last time: the lights that an indicator had in earlier reports, and what was written of it in the last one that was published.

Lights are as they were published, or worked out again from what was known then. A note is that of a Notes sheet, which says by
whom it is and of when, with its figures as that edition printed them; a file of commentary says neither, and is not repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.figure_ids import LAST_REPORT, PUBLISHED
from pipeline.core.periods import Period
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.judgements.last_report import JUDGEMENTS
from pipeline.methods.judgements.published_lights import newest_editions
from pipeline.page.area_words import REFERENCE_WORDS
from pipeline.received.notes_sheets import read_notes

HOW = {PUBLISHED: REFERENCE_WORDS[PUBLISHED], LAST_REPORT: "worked out again, from what had been received by then"}


def lights_before(report: Report, figures: Figures, code: str) -> list[tuple[str, list[Figure]]]:
    """The earlier lights and judgements of an indicator, the newest first, by the groups that are judged by themselves.

    Where a light was published it is that one, and not the one that is worked out again. Groups without any are left out.
    """
    found: dict[str, dict[tuple[str, Period], Figure]] = {group: {} for group in report.indicators[code].groups}
    for figure in figures.of(code):
        parts = figure.parts
        if parts.measure in JUDGEMENTS and parts.reference in HOW and figure.value is not None:
            own, key = found.get(parts.category, {}), (parts.measure, Period.parse(figure.period, figure.basis))
            if key not in own or parts.reference == PUBLISHED:
                own[key] = figure
    newest = {group: sorted(own.items(), key=lambda one: one[0][1].end, reverse=True) for group, own in found.items()}
    return [(group, [figure for _, figure in own]) for group, own in newest.items() if own]


@dataclass(frozen=True)
class Note:
    """What somebody wrote under a heading for an earlier period: its paragraphs in words, by which role and on which day (ISO)."""

    heading: str
    paragraphs: tuple[str, ...]
    by: str
    day: str


@dataclass(frozen=True)
class LastNotes:
    """The notes of the last period of which an edition was published, by indicator."""

    period: Period
    notes: Mapping[str, tuple[Note, ...]]


def last_notes(report: Report, editions: Sequence[Mapping[str, Any]]) -> LastNotes | None:
    """The notes that the newest edition of an earlier period printed; None where there is no such edition.

    Takes    `editions`, the ledgers of what was published of this report before.
    """
    newest = newest_editions(report, editions)
    if not newest:
        return None
    period, edition = newest[-1]
    records = {record["id"]: record for record in edition["figures"]}
    sections, _ = read_notes(report.on(period), edition["run"]["as_of"])
    notes: dict[str, tuple[Note, ...]] = {}
    for (code, heading), section in sections.items():
        made = Note(heading, tuple(_paragraphs(section.markdown, records)), section.by, section.day)
        notes[code] = (*notes.get(code, ()), made)
    return LastNotes(period, notes)


def _paragraphs(markdown: str, records: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The paragraphs and items of a text in words, each figure as it was printed then."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*[-*+]\s)", f"\n{markdown}")
    said = (re.sub(r"\{\{(.*?)\}\}", lambda braces: _printed(braces[1], records), re.sub(r"^\s*[-*+]\s+", "", one)) for one in blocks)
    plain = (" ".join(re.sub(r"[*\\]|\b_|_\b", "", one).split()) for one in said)
    return [one for one in plain if one]


def _printed(content: str, records: Mapping[str, Mapping[str, Any]]) -> str:
    name, _, form = (part.strip() for part in content.partition("|"))
    if name.startswith("stated:"):
        return name.removeprefix("stated:").strip()
    return str(records[name]["magnitude" if form == "magnitude" else "display"]) if name in records else "…"
