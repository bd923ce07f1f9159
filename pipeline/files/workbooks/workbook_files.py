"""Workbook files: the XML in an xlsx or ods file, read with bounds, for whoever sent it may have damaged or stuffed it.

No formula and no macro is run, and nothing that the file names outside itself is opened.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, cast
from xml.etree import ElementTree

MOST_BYTES = 400_000_000  # of XML in the parts that are read: a sheet of 100,000 rows and 30 columns has about 150 MB
MOST_TREE = 40_000_000  # of XML in a part that is kept as a whole, such as the styles
MOST_PENDING = 1_000_000  # elements that are kept until a row or a text is done with
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of any sheet, in any of the programs
MOST_CELLS = 5_000_000  # of a sheet, each row counted up to its last cell with something in it
MOST_REPEATED = 10_000  # times that one row with something in it may stand in a sheet
MOST_MERGED = 100_000  # merged ranges of a sheet
MOST_TEXT = 32_767  # characters in a cell, as in the programs
DAMAGED = (
    OSError, ValueError, LookupError, TypeError, RecursionError, EOFError, NotImplementedError, RuntimeError,
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, UnicodeError,
)  # fmt: skip


class TooLarge(Exception):
    """A workbook beyond the bounds; the text says which, `place` the cell or part."""


class Damaged(ValueError):
    """A workbook whose parts contradict each other; the text says where."""


class WorkbookFile:
    """An opened workbook. What is read of it altogether is bounded, whatever its parts claim to be."""

    def __init__(self, book: zipfile.ZipFile):
        self.book, self.read, self.names, self.pending = book, 0, set(book.namelist()), 0

    def xml(self, part: str) -> ElementTree.Element:
        """A small part as a tree."""
        self._count(part, MOST_TREE)
        return ElementTree.fromstring(self.book.read(part))

    def ends(self, part: str, wanted: Collection[str]) -> Iterator[tuple[str, ElementTree.Element]]:
        """The elements of a large part with one of these names, each when it is complete, with its name.

        Whoever reads them says which are done with (`cleared`): they are kept until then.
        """
        for _, name, element in self._events(part, ("end",), wanted):
            yield name, element

    def events(self, part: str, wanted: Collection[str]) -> Iterator[tuple[str, str, ElementTree.Element]]:
        """`start` or `end`, name and element for every element of a large part with one of these names."""
        return self._events(part, ("start", "end"), wanted)

    def _events(
        self, part: str, events: Sequence[Literal["start", "end"]], wanted: Collection[str]
    ) -> Iterator[tuple[str, str, ElementTree.Element]]:
        self._count(part)
        self.pending = 0
        names: dict[str, str] = {}
        parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(events)
        with self.book.open(part) as stream:
            while chunk := stream.read(1 << 16):
                parser.feed(chunk)
                for event, element in cast("Iterator[tuple[str, ElementTree.Element]]", parser.read_events()):
                    self.pending += 1
                    name = names.get(element.tag)
                    if name is None:
                        name = names[element.tag] = local(element.tag) if local(element.tag) in wanted else ""
                    if name:
                        yield event, name, element
                if self.pending > MOST_PENDING:
                    raise TooLarge(f"one row or list of {part} has more than {MOST_PENDING:,} parts")
        parser.close()

    def cleared(self, *elements: ElementTree.Element | None) -> None:
        """Forget elements that are done with."""
        for element in elements:
            if element is not None:
                element.clear()
        self.pending = 0

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """Id, kind and target of what a part leads to inside the workbook; the kind is the last word of its type."""
        folder, name = posixpath.split(part)
        about = posixpath.join(folder, "_rels", f"{name}.rels")
        if about not in self.names:
            return []
        return [
            (one.get("Id", ""), one.get("Type", "").rpartition("/")[2], _path(folder, one.get("Target", "")))
            for one in self.xml(about)
            if one.get("TargetMode") != "External"
        ]

    def _count(self, part: str, most: int = MOST_BYTES) -> None:
        if part not in self.names:
            raise Damaged(f"{part} is missing")
        size = self.book.getinfo(part).file_size
        self.read += size
        if self.read > MOST_BYTES or size > most:
            raise TooLarge(f"unpacked, {part} has {size // 1_000_000:,} MB; {most // 1_000_000} MB are read")


class Grid:
    """The cells of a sheet while they are read: each row as long as its last cell with something in it."""

    def __init__(self) -> None:
        self.rows: list[Sequence[object]] = []
        self.cells = 0

    def put(self, row: int, column: int, value: object) -> None:
        """Put a value into a cell; both numbers are from 1."""
        if not (0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS):
            raise Damaged(f"there is no cell in row {row} and column {column} of a sheet")
        if isinstance(value, str) and len(value) > MOST_TEXT:
            raise TooLarge(
                f"the cell in row {row} and column {column} holds {len(value):,} characters; {MOST_TEXT:,} are read"
            )
        if row > len(self.rows):
            self.rows += [()] * (row - len(self.rows))
        cells = self.rows[row - 1]
        if not isinstance(cells, list):
            cells = self.rows[row - 1] = []
        if column > len(cells):
            self.cells += column - len(cells)
            if self.cells > MOST_CELLS:
                raise TooLarge(f"row {row} is beyond the {MOST_CELLS:,} cells that are read")
            cells += [""] * (column - len(cells))
        elif cells[column - 1] != "":
            raise Damaged(f"the cell in row {row} and column {column} is there twice")
        cells[column - 1] = value

    def at(self, row: int, column: int) -> object:
        """What a cell holds; nothing beyond what was put."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else ""


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def _path(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
