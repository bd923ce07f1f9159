"""Known errors of sources, corrected as the report declares it: what was read where a file says something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..base.findings import Wrong
from ..base.texts import one_line, plain


def corrected(rows: Sequence[Sequence[str]], declared: Sequence[Mapping], name: str, sheet: str) -> list[Sequence[str]]:
    """The rows of a file as they were read: each correction of this file on the one row that it is about.

    A row that is left out is empty then. Raises Wrong where a correction is about no row, several, or another value.
    """
    read = [list(row) for row in rows]
    for number, one in enumerate(declared, start=1):
        if one["file"] != name or one.get("sheet", "") not in ("", sheet):
            continue
        where, column = one.get("where", {}), one.get("column", "")
        found = [one["row"]] if "row" in one else [
            at for at, row in enumerate(rows[1:], start=2)
            if all(_cell(rows, row, heading) == wanted for heading, wanted in where.items())
        ]  # fmt: skip
        if len(found) != 1:
            raise Wrong(f"correction {number} is about {len(found)} rows of {name}")
        row = read[found[0] - 1]
        if column and _cell(rows, row, column) != one["found"]:
            raise Wrong(f'correction {number} expects "{one["found"]}" in row {found[0]} of {name}')
        if one.get("leave_out"):
            row[:] = [""] * len(row)
        else:
            row[_place(rows, column)] = one["becomes"]
    return read


def _cell(rows: Sequence[Sequence[str]], row: Sequence[str], column: str) -> str:
    at = _place(rows, column)
    text = plain(row[at]) if at < len(row) else ""
    return text.removesuffix(".0")


def _place(rows: Sequence[Sequence[str]], column: str) -> int:
    """The place of a column in a row: by its heading, or else by its letters."""
    header = [one_line(cell) for cell in rows[0]] if rows else []
    if column in header:
        return header.index(column)
    place = 0
    for letter in column:
        place = place * 26 + ord(letter) - 64
    return place - 1
