"""The corrections of a report, applied to cells while files are read; the files stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipeline.core.faults import Fault, nearest
from pipeline.definitions.corrections import FILE, OF_NO_FILE, Correction
from pipeline.files.cell_values import cell_text, column_letters, words
from pipeline.files.toml_files import fault_in
from pipeline.received.received_files import arrived_after

MENDED = "If the publisher has mended the error, take the correction away."
APPLIED_COLUMNS = ["correction", "file", "sheet", "row", "column", "found", "becomes", "left_out", "role", "reason", "sha256", "received"]  # fmt: skip


class Corrector:
    """Applies the corrections of a report to cells as files are read; `applied` and `faults` say what came of it.

    `applied`: one dict a corrected cell or row (APPLIED_COLUMNS but the checksum and the received date of the file).
    """

    def __init__(self, declared: Sequence[Correction] = ()):
        self.declared = declared
        self.met: dict[int, dict] = {}
        self.faults: list[Fault] = []

    @property
    def applied(self) -> list[dict]:
        return [self.met[number] for number in sorted(self.met) if self.met[number]]

    def corrects(self, name: str) -> bool:
        """Whether a correction is about this file."""
        return any(one.file == name for one in self.declared)

    def left_out_of(self, file: str) -> int:
        """How many rows of a file were left out."""
        return sum(one["left_out"] for one in self.applied if one["file"] == file)

    def correct(
        self,
        name: str,
        sheet: str,
        cells: Sequence[Sequence],
        *,
        named: bool = True,
        ours: Mapping[str, str] | None = None,
    ) -> tuple[list[list], set[int], set[tuple[int, int]]]:
        """The cells as they are to be read, the rows that are left out, and the corrected cells (row, column from 1).

        `named`: the first row holds the headings, and `ours` what we call those that the sender named otherwise.
        """
        corrected, left_out, changed = [list(row) for row in cells], set(), set()
        for number, one in enumerate(self.declared, start=1):
            elsewhere = self.met.get(number, {}).get("sheet", sheet) != sheet
            if one.file != name or one.sheet not in ("", sheet) or elsewhere:
                continue
            header = [words(cell) for cell in cells[0]] if cells and named else []
            place = self._place(number, one, sheet, cells, header)
            if place is None:
                continue
            row, at = place
            column = "" if at is None else (ours or {}).get(header[at], header[at]) if named else column_letters(at + 1)
            if one.leave_out:
                left_out.add(row)
            else:
                corrected[row - 1][at] = one.becomes
                changed.add((row, at + 1))
            self.met[number] = {
                "correction": number, "file": name, "sheet": sheet, "row": row, "column": column, "found": one.found or "",
                "becomes": one.becomes or "", "left_out": one.leave_out, "role": one.role, "reason": one.reason,
            }  # fmt: skip
        return corrected, left_out, changed

    def _place(
        self, number: int, one: Correction, sheet: str, cells: Sequence[Sequence], header: Sequence[str]
    ) -> tuple[int, int | None] | None:
        """The row and the position of the column that are meant; None, and a fault, where it is not one that is as expected."""
        self.met.setdefault(number, {})

        def refuse(
            what: str, row: int | None, found: str | None = None, expected: str = "", action: str = MENDED
        ) -> None:
            self.faults.append(
                Fault(f"correction {number} ({FILE}) {what}", one.file, sheet, row, one.column, found, expected, action)
            )

        width = max(map(len, cells), default=0)
        at = {column_letters(number): number - 1 for number in range(1, width + 1)}
        at |= {name: header.index(name) for name in header if name}
        unknown = [name for name in (*one.where, *filter(None, [one.column])) if name not in at]
        for column in dict.fromkeys(unknown):
            refuse("names a column that is not there", 1, column, action=nearest(column, header or at))
        if unknown:
            return None

        def text(row: int, name: str) -> str:
            return cell_text(cells[row - 1][at[name]]) if at[name] < len(cells[row - 1]) else ""

        rows = [row for row in range(2 if header else 1, len(cells) + 1) if one.is_meant(row, text)]
        if len(rows) != 1:
            listed = f": {', '.join(map(str, rows[:9]))}" if rows else ""
            refuse(f"matches {len(rows) or 'no'} rows{listed}", None, expected="one row")
            return None
        if one.column and text(rows[0], one.column) != one.found:
            refuse("expects another value", rows[0], text(rows[0], one.column), f'"{one.found}"')
            return None
        return rows[0], at[one.column] if one.column else None

    def withhold(self, file: str, headings: Collection[str]) -> list[Fault]:
        """The faults of corrections that would tell what stands in these columns of a file; what was told already, withheld."""
        named = [one for one in self.declared if one.file == file and {one.column, *one.where} & set(headings)]
        self.faults = [
            replace(fault, found=None, expected="") if fault.file == file and fault.column in headings else fault for fault in self.faults
        ]
        action = "Ask the sender for the extract again, or let it leave the row out by another column."
        return [Fault("a correction that would tell what is personal", FILE, column=one.column, action=action) for one in named]

    def idle(self, folder: Path, as_of: str, inputs: Sequence[str]) -> list[Fault]:
        """The corrections of no file, or of a sheet that was not read. Those of files that came after `as_of` wait."""
        faults = []
        for number, one in enumerate(self.declared, start=1):
            if one.file != OF_NO_FILE.file and number not in self.met and not arrived_after(one.file, as_of):
                unread = f"no sheet {one.sheet} was read" if one.file in inputs else "no such file was read"
                place = folder, FILE, ("correction", number - 1, "file"), f"the correction matches nothing: {unread}"
                told = {"column": "file", "found": one.file, "expected": "a file that was received", "action": nearest(one.file, inputs)}
                faults.append(fault_in(*place, **told))
        return faults


def applied_table(applied: Sequence[Mapping], inputs: pd.DataFrame) -> pd.DataFrame:
    """One row a correction that was applied: APPLIED_COLUMNS, with the checksum and the received date of its file."""
    facts = {row["file"]: {name: row[name] for name in ("sha256", "received")} for row in inputs.to_dict("records")}
    rows = [{**one, **facts[one["file"]]} for one in applied]
    return pd.DataFrame(rows, columns=APPLIED_COLUMNS).astype(
        {"row": "int64", "correction": "int64", "left_out": "bool"}
    )
