"""Sections: what somebody wrote under one heading, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """What was written under one heading: the Markdown, and where it starts.

    `line` is the first line in the file, or the row of a Notes sheet; there `sheet` and `column` say which cell,
    and `by` and `day` (ISO) who wrote it, by role, and when.
    """

    markdown: str
    line: int
    file: str = ""
    sheet: str = ""
    column: str = ""
    by: str = ""
    day: str = ""

    def place(self, offset: int = 0) -> dict:
        """Where a line of the text stands, for a fault. All of a cell stands in one row."""
        row = self.line if self.sheet else self.line + offset
        return {"file": self.file, "sheet": self.sheet, "row": row, "column": self.column}


def in_lines(text: str) -> str:
    """The text with its lines ended in one way, whatever system wrote it; some end a line with CR alone."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
