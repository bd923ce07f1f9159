"""Repeated paragraphs: the same words under two indicators or priorities, where one of them was perhaps never written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from pipeline.received.commentary import Commentary
from pipeline.received.written_sections import Section

SHORTEST = 5  # words: "Nothing to report." may be true of many
COLUMNS = ["file", "sheet", "row", "cells", "indicator", "category", "paragraph", "first_under", "stands_alone"]
SHOWN = 60


def commentary_paragraphs(commentary: Commentary) -> pd.DataFrame:
    """One row a paragraph of five words or more: its place, what it stands under, how it begins, and whether it stands there alone.

    Of those that are alike the first stands; `first_under` says where that is. Case, spaces and emphasis make no difference.
    """
    first: dict[str, str] = {}
    found = []
    for subject, headings in commentary.sections.items():
        for section in headings.values():
            for line, text in paragraphs(section):
                words = re.sub(r"[\s*_`>#-]+", " ", text).strip().casefold()
                if len(words.split()) < SHORTEST:
                    continue
                under, place = first.setdefault(words, subject), section.place(line)
                shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
                cells = f"{place['column']}:{place['column']}" if place["column"] else ""
                row = (place["file"], place["sheet"], place["row"], cells, subject, "", shown, under, under == subject)
                found.append(row)
    table = pd.DataFrame(found, columns=COLUMNS)
    return table.astype({"row": "int64", "stands_alone": object}).drop_duplicates(["file", "sheet", "row", "cells"])


def paragraphs(section: Section) -> Iterator[tuple[int, str]]:
    """The paragraphs of a section, each on one line, with the number of lines before it; every item of a list is one."""
    begins, lines = 0, []
    for number, line in enumerate([*section.markdown.splitlines(), ""]):
        item = re.match(r"\s*(?:[-*+]|\d+[.)])\s+", line)
        if lines and (item or not line.strip()):
            yield begins, " ".join(lines)
            lines = []
        if line.strip():
            begins = begins if lines else number
            lines.append(line[item.end() :].strip() if item else line.strip())
