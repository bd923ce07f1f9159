"""Source rows: the rows that a figure rests on, as they stand in their files.

Of records only the declared columns are shown: what was dropped when they were read does not come back here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.definitions.case_tables import CaseTable
from pipeline.files.cell_values import cell_text
from pipeline.files.inputs import read_input
from pipeline.files.report_folder import of_records
from pipeline.files.spreadsheets import FOR_INFORMATION, read_cells


@dataclass(frozen=True)
class SourceRows:
    """Rows of one file: the header where there is one, and each row's number with its cells. `left` is how many more there are.

    `corrected`: the cells that were read otherwise than they stand there, as the ledger has them.
    """

    file: str
    sheet: str
    column: str
    sha256: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    left: int = 0
    corrected: tuple[Mapping, ...] = ()


@dataclass
class SourceReader:
    """Reads rows from the files that `find` leads to: by name and checksum, None where the file is not there any more."""

    find: Callable[[str, str], Path | None]
    case_tables: Mapping[str, CaseTable] = field(default_factory=dict)
    read: dict[tuple[str, str], list[Sequence]] = field(default_factory=dict)

    def rows_of(self, record: Mapping, most: int | None = None) -> list[SourceRows]:
        """The rows that a ledger record names, at most so many altogether; the files after those say only how many more."""
        found: list[SourceRows] = []
        for rows in record["rows"]:
            shown = self._rows(rows, most)
            found.append(replace(shown, header=()) if most == 0 and shown.left else shown)
            most = None if most is None else most - len(shown.rows)
        return found

    def _rows(self, rows: Mapping, most: int | None) -> SourceRows:
        cells = self._cells(rows["file"], rows["sheet"], rows["sha256"])
        told = rows["rows"][:most]
        is_table = not rows["file"].endswith((".toml", ".md"))
        shown = self._shown(rows["file"], cells[0]) if is_table and cells else [0]
        header = tuple(cell_text(cells[0][at]) for at in shown) if is_table and cells else ()
        found = [(number, cells[number - 1] if number <= len(cells) else []) for number in told]
        return SourceRows(
            rows["file"], rows["sheet"], rows["column"], rows["sha256"], header,
            tuple((number, tuple(cell_text(row[at]) if at < len(row) else "" for at in shown)) for number, row in found),
            len(rows["rows"]) - len(told), tuple(rows.get("corrected", ())),
        )  # fmt: skip

    def _cells(self, file: str, sheet: str, sha256: str) -> list[Sequence]:
        if (file, sheet) not in self.read:
            path = self.find(file, sha256)
            if path is None:
                self.read[(file, sheet)] = []
            elif file.endswith((".toml", ".md")):
                self.read[(file, sheet)] = [[line] for line in read_input(path).data.decode().splitlines()]
            else:
                self.read[(file, sheet)] = read_cells(path, file, sheet)[1]
        return self.read[(file, sheet)]

    def _shown(self, file: str, header: Sequence) -> list[int]:
        """The columns that may be shown: of a return all but those for information; of records those that some case table declares, and none as personal."""
        if not of_records(file):
            return [at for at, heading in enumerate(header) if not cell_text(heading).startswith(FOR_INFORMATION)]
        declared = {
            heading
            for table in self.case_tables.values()
            for name, column in table.columns.items()
            for heading in (column.headings if column.from_columns else (name,))
            if not column.holds_a_person
        }
        return [at for at, heading in enumerate(header) if cell_text(heading) in declared]


def withheld(record: Mapping) -> bool:
    """Whether a figure is hidden: its trace says that and why, and stops there. One that was received as [c] has its rows."""
    return record["value"] is None and "c" in record["status"].split() and not record["rows"]
