"""Cell guards: what keeps a cell from being read, whichever reader wants it, by what the sheet shows beside its value.

A returned number that nobody who looks at the sheet can see, or that the sheet shows as something else, is no value:
the fault names the cell and what to do about it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Literal

from pipeline.core.faults import Fault
from pipeline.files.cell_marks import Marks, Merged
from pipeline.files.cell_values import cell_text, words

# What is read from a column: a number; a name of our own, which a number or a date never is; a code or identifier, which
# may be a whole number; a day; any text that is printed as it stands.
Kind = Literal["number", "name", "code", "day", "prose"]
# #DIV/0!, #N/A, #SPILL!, #BUSY!, #¡VALOR!, #ÜBERLAUF!, ###, Err:502; #NV and #N/D are #N/A in other languages. #A12 is a code.
_ERROR = re.compile(r"#[¡¿]?[^\Wa-z\d_][^\Wa-z]*(?:/0)?[!?]|#[^\Wa-z\d_]/[^\Wa-z\d_]|#NV|#GETTING_DATA|#{3,}|Err:\d{3}")
_AGAIN = "Save it again, under the date of that day, with "


def is_error(cell: object) -> bool:
    """Whether the cell holds, or a csv file repeats, an error of a spreadsheet or the ### of a column that is too narrow."""
    return isinstance(cell, str) and bool(_ERROR.fullmatch(cell.strip()))


def value_faults(marks: Marks, cell: object, row: int, at: int, place: Fault) -> list[Fault]:
    """What keeps a cell from being read whatever is read from it; `at` is its column from 1, `place` has its file and names."""
    where, faults = (row, at), []

    def refuse(what: str, found: str | None, action: str) -> None:
        faults.append(replace(place, what=what, found=found, action=action))

    if error := marks.errors.get(where) or (cell_text(cell) if is_error(cell) else ""):
        refuse("an error of the spreadsheet, which is no value", error, "Mend its formula, or leave the cell empty.")
        return faults
    if where in marks.uncalculated:
        action = (
            "Open it in a spreadsheet program, calculate and save it, or write the value in the place of the formula."
        )
        refuse("a formula that was never calculated", marks.uncalculated[where], action)
        return faults
    if shown := marks.shown_otherwise.get(where):
        action = f"{_AGAIN}the cell formatted as a plain number or text."
        refuse(f"the cell's number format {shown}", cell_text(cell), action)
    if where in marks.struck:
        action = "Delete what does not count, or take the line through it away."
        refuse("the cell is struck through", cell_text(cell), action)
    return faults


def cell_faults(marks: Marks, cell: object, row: int, at: int, kind: Kind, place: Fault) -> list[Fault]:
    """What keeps a cell of our own layouts from being read, where no description says what its marks mean."""
    where, faults = (row, at), value_faults(marks, cell, row, at, place)

    def refuse(what: str, found: str | None, action: str) -> None:
        faults.append(replace(place, what=what, found=found, action=action))

    if written := marks.notes.get(where):
        refuse("a note in the cell, which is not read", written, f"{_AGAIN}what matters of it in a cell of its own.")
    if kind == "number" and where in marks.percentages:
        action = f"{_AGAIN}12 instead of 12% in a cell formatted as a number."
        refuse("the cell is formatted as a percentage", None, action)
    if kind in ("number", "name", "code") and where in marks.raised:
        what = "a raised mark in the cell would be read as a digit" if kind == "number" else "a raised mark in a name"
        refuse(what, marks.raised[where], f"{_AGAIN}the {'number' if kind == 'number' else 'name'} alone.")
    return faults


def not_a_name(cell: object, kind: Kind) -> bool:
    """Whether the cell holds a number, a date or yes/no where a name belongs, or a date where a code does."""
    if kind == "name":
        return not isinstance(cell, str)
    if kind == "code":
        return isinstance(cell, (bool, date, time, timedelta)) or (isinstance(cell, float) and not cell.is_integer())
    return False


def merged_faults(
    ranges: Iterable[Merged], rows: Iterable[int], columns: Iterable[int], place: Fault
) -> Iterator[Fault]:
    """The fault of every merged range that touches one of the rows and one of the columns, at its first such row."""
    rows, columns = sorted(rows), list(columns)
    for merged in ranges:
        at = bisect_left(rows, merged.top)
        touched = rows[at] if at < len(rows) else merged.bottom + 1
        if touched <= merged.bottom and any(merged.left <= column <= merged.right for column in columns):
            action = "Take the merged cells apart and write into each of them what it holds."
            yield replace(place, what="merged cells in what is read", row=touched, found=merged.name, action=action)


def heading(cell: object) -> str:
    """The text of a heading in one line, however it was broken into lines."""
    return words(cell)
