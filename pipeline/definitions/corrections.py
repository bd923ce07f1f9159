"""Corrections: known errors of sources, in `corrections.toml`, applied while files are read; the files stay as they are.

    [[correction]]
    file = "returns/2023-11-30_police.csv"      # a return, an extract in cases/ or a table in lookups/
    sheet = ""                                   # where the file has several
    where = { indicator = "CP03-P177", period = "2023-24-Q2" }   # or row = 5, as a spreadsheet counts
    column = "value"                             # its heading in the first row, or its letter
    found = "84"                                 # what stands there; anything else is a fault
    becomes = "48"                               # or leave_out = true: the row does not count
    role = "data manager"
    reason = "digits swapped; the sender confirmed it by letter"

A correction that matches no row, several, or another value is refused: the publisher may have mended the error. One of a
file that had not arrived by the as-of date waits. Corrections are numbered as they stand in the file, from 1.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import model_validator

from pipeline.core.faults import Fault
from pipeline.core.words import Words, worded
from pipeline.files.report_folder import of_records
from pipeline.files.toml_files import Table, Text, read_toml, validated

FILE = "corrections.toml"


class Correction(Table):
    """One known error of a source: where it stands, what stands there, what is read instead, and who said so.

    One that finds no such row, several, or another value is refused: the publisher may have mended the error.
    """

    file: Text
    """A return, an extract in `cases/`, or a table in `lookups/`: `returns/2023-11-30_police.csv`."""
    sheet: str = ""
    """Its sheet, where there are several."""
    where: dict[str, str] = {}
    """The row, by what stands in some of its columns: `{ indicator = "CP03-P177", period = "2023-24-Q2" }`."""
    row: int | None = None
    """The row by its number, as a spreadsheet counts; instead of `where`."""
    column: str = ""
    """The column, by its heading or its letter."""
    found: str | None = None
    """What stands there; anything else is a fault."""
    becomes: str | None = None
    """What is read instead."""
    leave_out: bool = False
    """The row does not count; instead of `becomes`."""
    role: Text
    """Who decided it, by role."""
    reason: Text
    """Why."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Correction:
        if (self.row is None) == (not self.where):
            raise ValueError("a correction names its row by `where` or by `row`, one of the two")
        if self.leave_out == (self.becomes is not None):
            raise ValueError("a correction says what the cell `becomes` or `leave_out = true`, one of the two")
        if bool(self.column) != (self.found is not None):
            raise ValueError("`column` and `found` go together")
        if not self.column and (self.row is not None or self.becomes is not None):
            raise ValueError("it needs the `column` and what is `found` there, to see that it is the cell that is meant")
        return self

    def is_meant(self, row: int, text: Callable[[int, str], str]) -> bool:
        """Whether it is about this row; `text` gives the text in a row and column."""
        return row == self.row if self.row else all(text(row, name) == wanted for name, wanted in self.where.items())


OF_NO_FILE = Correction(file="-", row=1, column="A", found="", becomes="", role="-", reason="-")


class Corrections(Table):
    """Known errors of sources; the files themselves stay as they are."""

    correction: tuple[Correction, ...] = ()
    """The corrections, numbered from 1 in this order."""


def read_corrections(folder: Path) -> tuple[tuple[Correction, ...], list[Fault]]:
    """The corrections of a report, in their order, and the faults of their file; no file is no fault.

    One that is at fault is read as far as it says which cell is meant, and otherwise stands for no file: of the data is told
    what is wrong with them, and not what the corrections would mend.
    """
    if not (folder / FILE).exists():
        return (), []
    tables, faults = read_toml(folder / FILE, FILE)
    read, found = validated(Corrections, tables, folder / FILE, FILE) if not faults else (None, [])
    written = tables.get("correction", ()) if found and not faults else ()
    if isinstance(written, list) and written:
        tried = [validated(Correction, _of_known_keys(one), folder / FILE, FILE)[0] for one in written]
        return tuple(one or OF_NO_FILE for one in tried), found
    return (read.correction if read else ()), faults + found


def _of_known_keys(written: object) -> dict:
    """What is written of a correction under keys that there are; who decided it and why is not asked."""
    known = written.items() if isinstance(written, dict) else ()
    return {"role": FILE, "reason": FILE, **{key: value for key, value in known if key in Correction.model_fields}}


def in_words(one: Correction, number: int, *, with_reason: bool = False) -> Words:
    """What a correction does: `84 is read as 48`; where asked, who says so and why.

    What a record holds is not told here; its row shows it where it may be seen.
    """
    if one.leave_out:
        text, parts = "the row is left out", {}
    elif of_records(one.file):
        text, parts = f"another {one.column} is read", {"column": one.column}
    else:
        text, parts = f"{one.found} is read as {one.becomes or 'an empty cell'}", {"found": one.found, "becomes": one.becomes}
    if with_reason:
        text, parts = f"{text}, as the {one.role} says: {one.reason}", {**parts, "role": one.role, "reason": one.reason}
    return worded("correction", text, number=number, **parts)


def caveat_name(number: int) -> str:
    """What the figures that rest on a corrected cell carry in their `quality`: `correction-1`."""
    return f"correction-{number}"
