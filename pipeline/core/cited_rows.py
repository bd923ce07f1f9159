"""Row sets: the rows of files that a figure rests on, and what bears on them: checks they do not meet, cells that were corrected."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class CorrectedCell:
    """A cell that was read otherwise than it stands in its file, and the number of the correction that says so."""

    row: int
    column: str
    found: str
    becomes: str
    correction: int


@dataclass(frozen=True)
class RowSet:
    """Rows of a file of the report's folder, as a spreadsheet counts them, and the column that was read.

    `corrected` are the cells of these rows that bear on the figure and were corrected as they were read.
    """

    file: str
    sheet: str
    rows: tuple[int, ...]
    column: str
    sha256: str
    corrected: tuple[CorrectedCell, ...] = ()


@dataclass
class Caveats:
    """What bears on rows, by file, sheet and row: a check that they do not meet or a correction of a cell.

    Each has its name, the columns it is about (none: the whole row) and, of a correction, the cell. `months` has the
    checks that a month of an extract does not meet as a whole, by file and month: they bear on every count of its days.
    """

    places: dict[tuple[str, str, int], list[tuple[str, frozenset[str], CorrectedCell | None]]] = field(
        default_factory=dict
    )
    months: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add_month(self, file: str, month: str, name: str) -> None:
        self.months.setdefault((file, month), set()).add(name)

    def of_days(self, files: Collection[str], first: str, last: str) -> set[str]:
        """The names of everything that bears on a month of one of these files, between two days (ISO)."""
        return {
            name for (file, month), names in self.months.items()
            if file in files and first[:7] <= month <= last[:7] for name in names
        }  # fmt: skip

    def add(
        self, file: str, sheet: str, row: int, name: str, columns: Iterable[str] = (), cell: CorrectedCell | None = None
    ) -> None:
        self.places.setdefault((file, sheet, row), []).append((name, frozenset(columns), cell))

    def of(self, rows: RowSet) -> set[str]:
        """The names of everything that bears on some of these rows."""
        return {name for name, _ in self._found(rows)}

    def placed(self, rows: RowSet) -> RowSet:
        """The rows with their corrected cells."""
        corrected = tuple(cell for _, cell in self._found(rows) if cell)
        return replace(rows, corrected=corrected) if corrected else rows

    def _found(self, rows: RowSet) -> list[tuple[str, CorrectedCell | None]]:
        found = (self.places.get((rows.file, rows.sheet, row), ()) for row in rows.rows) if self.places else ()
        there = (one for here in found for one in here)
        return [(name, cell) for name, columns, cell in there if not columns or rows.column in ("", *columns)]


def month_of(cells: str) -> str:
    """The month of an extract that a failing row is about (`month:2025-05`); empty where it is about a row or its cells."""
    return cells.removeprefix("month:") if cells.startswith("month:") else ""
