"""Cell marks: what a spreadsheet shows about a cell beside its value, and a reader of values alone would miss.

A cell shown as 12% holds 0.12. A note, a raised footnote mark, a hidden row or an error that is stored as 0
all change what the number means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.files.cell_values import column_letters


@dataclass(frozen=True)
class Merged:
    """A merged range: its rows and columns, from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


@dataclass(frozen=True)
class Marks:
    """The marks of one sheet. Cells are (row, column), both from 1; rows and columns are numbers from 1.

    `uncalculated` are the formulas that have no result, or one that nobody worked out; `shown_otherwise` says of a cell
    what its number format does to its value.
    """

    percentages: set[tuple[int, int]] = field(default_factory=set)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    raised: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: dict[tuple[int, int], str] = field(default_factory=dict)
    shown_otherwise: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False

    def without(self, cells: set[tuple[int, int]]) -> Marks:
        """The marks without those of some cells, whose values are read from elsewhere."""

        def kept(told: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str]:
            return {cell: mark for cell, mark in told.items() if cell not in cells}

        return replace(
            self, percentages=self.percentages - cells, struck=self.struck - cells, notes=kept(self.notes), raised=kept(self.raised),
            errors=kept(self.errors), uncalculated=kept(self.uncalculated), shown_otherwise=kept(self.shown_otherwise),
        )  # fmt: skip

    def marked_rows(self, column: int) -> list[int]:
        """The rows in which a cell of the column has a mark, in their order."""
        cells = (self.percentages, self.notes, self.raised, self.errors, self.uncalculated, self.shown_otherwise, self.struck)
        return sorted({row for marked in cells for row, at in marked if at == column})
