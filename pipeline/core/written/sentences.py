"""Sentences: what people wrote, cut into the statements that are judged one by one.

A line that starts a bullet, an empty line and a full stop end a statement; a line that only goes on does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

ABBREVIATED = 20  # characters before a full stop that can make it that of an abbreviation
LONGEST = 1000  # characters; a longer statement is read in pieces, so that nothing takes long

_BLOCK = re.compile(r"(?m)(?:^(?=[^\n]*\S)[^\n]*\n?)+")
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
    """A sentence or a bullet: as typed, as it is read, and where it starts in the Markdown of its section."""

    typed: str
    start: int

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
    """The statements of a text, in order."""
    for block in _BLOCK.finditer(markdown):
        yield from _sentences(block[0], block.start())


def _sentences(block: str, offset: int) -> Iterator[Statement]:
    pieces, first = [], 0
    for line in re.finditer(r"[^\n]*\n?", block):
        bullet = _BULLET.match(line[0])
        if bullet and line.start() > first:
            pieces.append((first, line.start()))
            first = line.start()
    pieces.append((first, len(block)))
    for start, end in pieces:
        text = block[start:end]
        bullet = _BULLET.match(text)
        done = bullet.end() if bullet else 0
        ends = ((match, text[max(0, match.start() - ABBREVIATED) : match.start()]) for match in _END.finditer(text))
        cuts = [match.end() for match, before in ends if not _ABBREVIATION.search(before)]
        for cut in [*cuts, len(text)]:
            for at in range(done, cut, LONGEST):
                piece = text[at : min(cut, at + LONGEST)]
                if piece.strip():
                    lead = len(piece) - len(piece.lstrip())
                    yield Statement(piece.strip(), offset + start + at + lead)
            done = cut
