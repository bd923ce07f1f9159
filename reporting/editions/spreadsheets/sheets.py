"""Sheets: what both kinds of spreadsheet hold, before either of them is written.

A sheet has one table, and above it, from cell A1 down, its title and what has to be said of it. Every cell is a number, as
precise as the page prints it, or a text; none is empty. Shorthand such as [x] stands in a cell of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import NamedTuple

NOT_APPLICABLE = "[z]"
ABOUT = "This worksheet contains one table. Shorthand in square brackets is explained on the worksheet Notes."
TABLE_AT = 2  # the row of a sheet, from 0, in which the headings of its table stand
CONTENTS = "Contents"
COVER = "Cover"
COVER_WIDTH = 75  # characters: as wide as a sheet of paper
_LONGEST = 32_000  # characters of a cell; Excel holds 32,767, and leaves a longer text out
_CUT = " … (it goes on; the page has all of it)"
_NO_TEXT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
_NARROWEST, _WIDEST, _FIRST = 9, 45, 40  # characters
_ROOM = 1.15  # of the characters of a text: lines end between words, and headings are bold


class Number(NamedTuple):
    """A number as it is printed, with so many decimals."""

    value: int | float
    decimals: int


Cell = str | Number


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name on its tab, its title in A1, what is said of it below, and its table."""

    name: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def table(self) -> str:
        """The name of its table."""
        return re.sub(r"\W+", "_", self.name).lower() + "_table"

    @cached_property
    def widths(self) -> list[int]:
        """How wide each column is, in characters: as its longest cell, up to where text is wrapped; a heading may take two lines."""
        longest = [max(_length(row[at]) for row in self.rows) for at in range(len(self.columns))]
        heads = [max(len(head) // 2 + 1, *map(len, head.split())) for head in self.columns]
        widths = [min(max(*both, _NARROWEST) + 2, _WIDEST) for both in zip(longest, heads, strict=True)]
        return [max(widths[0], _FIRST), *widths[1:]]  # the first column holds the title too

    @property
    def lines(self) -> list[int]:
        """How many lines each row takes, from A1 down, once its text is wrapped: rather one too many than one too few."""
        rows: list[tuple[Cell, ...]] = [(self.title,), (self.about,), self.columns, *self.rows]
        return [max(lines_of(cell, width) for cell, width in zip(row, self.widths, strict=False)) for row in rows]


@dataclass(frozen=True)
class Workbook:
    """A spreadsheet: what its cover says under its three headings, and its sheets. `day` (ISO) dates the file: never when it was made."""

    title: str
    subject: str
    author: str
    day: str
    introduction: tuple[str, ...]
    about: tuple[str, ...]
    contact: tuple[str, ...]
    sheets: tuple[Sheet, ...]

    @property
    def cover(self) -> list[tuple[str, tuple[str, ...]]]:
        """The headings of the cover with their lines, as gptables names them."""
        return [("Introductory information", self.introduction), ("About these data", self.about), ("Contact", self.contact)]

    @property
    def contents(self) -> Sheet:
        """The sheet that lists the others."""
        rows = tuple((one.name, one.title) for one in self.sheets)
        return Sheet(CONTENTS, "Table of contents", "This worksheet contains one table.", ("Sheet name", "Table description"), rows)


def sheet(name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell | None]], about: str = ABOUT) -> list[Sheet]:
    """A sheet of these rows, without the columns in which nothing applies to any row; none where there is no row."""
    told = [[plain(NOT_APPLICABLE if cell in (None, "") else cell) for cell in row] for row in rows]
    kept = [at for at in range(len(columns)) if any(row[at] != NOT_APPLICABLE for row in told)]
    if not kept:
        return []
    return [Sheet(name, title, about, tuple(columns[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in told))]


def plain(cell: Cell) -> Cell:
    """A cell as every kind of spreadsheet can hold it.

    Signs alone, which a screen reader leaves out, are introduced by words.
    """
    if isinstance(cell, Number):
        return cell
    text = _NO_TEXT.sub("\ufffd", str(cell)).strip()
    if not re.search("[A-Za-z0-9]", text):
        text = f"written as: {text}"
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _CUT


def lines_of(cell: Cell, width: int) -> int:
    """How many lines a cell takes in a column of so many characters."""
    if isinstance(cell, Number):
        return 1
    return sum(1 if len(line) <= width else ceil(len(line) * _ROOM / width) for line in cell.splitlines())


def _length(cell: Cell) -> int:
    if isinstance(cell, Number):
        return len(f"{cell.value:.{cell.decimals}f}")
    return max(map(len, cell.splitlines()), default=0)
