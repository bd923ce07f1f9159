"""Sentences: what people wrote, cut into the paragraphs that are judged one by one, and these into sentences.

A line that starts a bullet, an empty line and the end of a cell of a table end a paragraph; a line that only goes on does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

ABBREVIATED = 20  # characters before a full stop that can make it that of an abbreviation
LONGEST = 1500  # characters; a longer paragraph is read in pieces, so that nothing takes long

_BLOCK = re.compile(r"(?m)(?:^(?=[^\n]*\S)[^\n]*\n?)+")
_RULE = re.compile(r"(?=.*\|)(?=.*-)[|: \t-]+\n?")  # below the heads of a table
_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")
# A full stop, question or exclamation mark, then space, then what can start a sentence; not after an abbreviation.
_END = re.compile(r"(?<=[.!?])[\"'’)*_]{0,3}\s+(?=[\"'‘(*_]{0,3}(?:[A-Z£]|\d|\{\{))")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|vs|no|nos|dr|mr|mrs|ms|st|incl|cf|p\.a|fig|avg)\.|\b[A-Z]\.)$", re.I
)
_SAME = str.maketrans(
    "\u2212\u2010\u2011\u2012\u2018\u2019\u201c\u201d\u00a0\u2009\u202f\u2007\u2008\u200a\t\n\r", "----''\"\"         "
)


@dataclass(frozen=True)
class Statement:
    """A paragraph or a sentence: as typed, as it is read, and where it starts in the Markdown of its section.

    `lead`: what is read before it although it stands elsewhere: the head of its column, the label of its row.
    """

    typed: str
    start: int
    lead: str = ""

    @property
    def text(self) -> str:
        """As it is read, character for character: plain spaces, minus signs, quotes and digits."""
        return plain(self.typed)


def plain(text: str) -> str:
    """The text with one way of writing spaces, hyphens, quotes and digits; every character stays in its place."""
    return "".join(map(_plain_character, text.translate(_SAME)))


def without_marks(text: str) -> tuple[str, list[int]]:
    """A text without emphasis and with single spaces, and where each of its characters stood. Braces stay as they are."""
    kept: list[int] = []
    braces = [match.span() for match in re.finditer(r"\{\{.*?\}\}", text, re.DOTALL)]
    inside = {at for start, end in braces for at in range(start, end)}
    for at, one in enumerate(text):
        if at not in inside and (
            one == "*"
            or (one == "_" and (at == 0 or not text[at - 1].isalnum() or not text[at + 1 : at + 2].isalnum()))
        ):
            continue
        if at not in inside and one == " " and kept and text[kept[-1]] == " ":
            continue
        kept.append(at)
    return "".join(text[at] for at in kept), kept


def _plain_character(one: str) -> str:
    digit = unicodedata.decimal(one, None) if not one.isascii() else None
    return one if digit is None else str(digit)


def statements_of(markdown: str) -> Iterator[Statement]:
    """The sentences of a text, in order."""
    for paragraph in paragraphs_of(markdown):
        starts = [0, *sentence_ends(paragraph.typed)]
        for first, last in zip(starts, [*starts[1:], len(paragraph.typed)], strict=True):
            yield from _piece(paragraph.typed[first:last], paragraph.start + first)


def sentence_ends(text: str) -> list[int]:
    """Where the sentences of a paragraph end, its last one aside: where the next begins."""
    ends = ((match.end(), text[max(0, match.start() - ABBREVIATED) : match.start()]) for match in _END.finditer(text))
    return [end for end, before in ends if not _ABBREVIATION.search(before)]


def paragraphs_of(markdown: str) -> Iterator[Statement]:
    """The paragraphs of a text in order: a block between empty lines, a bullet, a cell of a table."""
    for block in _BLOCK.finditer(markdown):
        lines = list(re.finditer(r"[^\n]*\n?", block[0]))
        if len(lines) > 1 and _RULE.fullmatch(lines[1][0]):
            yield from _cells(lines, block.start())
            continue
        starts = [0, *(line.start() for line in lines if line.start() and _BULLET.match(line[0]))]
        for first, last in zip(starts, [*starts[1:], len(block[0])], strict=True):
            bullet = _BULLET.match(block[0][first:last])
            done = first + (bullet.end() if bullet else 0)
            for at in range(done, last, LONGEST):
                yield from _piece(block[0][at : min(last, at + LONGEST)], block.start() + at)


def _cells(lines: list[re.Match[str]], offset: int) -> Iterator[Statement]:
    """Each cell of a table, led by the head of its column and the first cell of its row."""
    heads: list[str] = []
    for line in (lines[0], *lines[2:]):
        cells = list(re.finditer(r"(?:\\\||[^|\n])+", line[0]))
        for at, cell in enumerate(cells):
            about = (heads[at].strip() if at < len(heads) else "", cells[0][0].strip())
            lead = f"{', '.join(filter(None, about))}: " if heads and at else ""
            yield from _piece(cell[0], offset + line.start() + cell.start(), plain(lead))
        heads = heads or [cell[0] for cell in cells]


def _piece(text: str, start: int, lead: str = "") -> Iterator[Statement]:
    if text.strip():
        yield Statement(text.strip(), start + len(text) - len(text.lstrip()), lead)
