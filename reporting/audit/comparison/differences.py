"""Differences between what two runs received: row by row, as the tables of notebook 1 hold them.

Rows correspond by what they say something about: an observation by indicator, category, period and basis, a record
by its table and its key (without a declared key by its place), an action by its id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import pandas as pd

from pipeline.received.cases import WITHHELD
from pipeline.received.observations import column_of

BOOKKEEPING = {
    "received", "file", "sheet", "row", "cells", "sha256", "unread", "left_out", "day", "whom", "part", "table",
}  # fmt: skip
SUPERSEDED = "superseded"
KEYS = {"observations": ("indicator", "category", "period", "basis"), "actions": ("id",)}

Place = tuple  # file, sheet, row and, where a row holds several observations, its cells


@dataclass(frozen=True)
class RowChange:
    """A row that says something else (`changed`, one a column), that is new, or that is gone.

    `about` is what the row is about; `file`, `sheet` and `row` are its place in the second run, of a row that is gone in
    the first; `stood` is its earlier place where that is another.
    """

    kind: str
    table: str
    about: str
    file: str
    sheet: str
    row: int
    column: str
    before: str
    after: str
    stood: str
    places: tuple[Place, ...]

    def record(self) -> dict:
        """As comparisons print it."""
        return {name: value for name, value in asdict(self).items() if name not in ("places", "table")}


def row_changes(
    name: str,
    before: pd.DataFrame,
    after: pd.DataFrame,
    digests: tuple[Mapping[str, str], Mapping[str, str]],
    case_keys: Mapping[str, str],
) -> list[RowChange]:
    """The rows of a table of notebook 1 in which two runs differ.

    `digests` are the checksums of the files of both runs: rows of a file that is the same in both are not compared,
    unless a later extract has taken the place of one and no longer holds it. `case_keys` are the key columns of records.
    """
    old, new = (_Rows(name, table, case_keys) for table in (before, after))
    found: list[RowChange] = []
    for key, row in new.rows.items():
        file = row["file"]
        if digests[0].get(file) == digests[1].get(file):
            continue
        earlier = old.rows.get(key) or old.newest(key)
        found += _changed(name, key, earlier, row) if earlier else [_single("new", name, key, row)]
    for key, row in old.rows.items():
        still = key in new.rows and new.rows[key].get("left_out") != SUPERSEDED
        if still or row.get("left_out") == SUPERSEDED:
            continue
        later = new.newest(key)
        if later is None:
            found.append(_single("gone", name, key, row))
        elif digests[0].get(later["file"]) == digests[1][later["file"]]:  # an older row counts again
            found += _changed(name, key, row, later)
    return found


class _Rows:
    """Rows by file and key; of several with a key in a file, each has its number. `newest` is the one that counts."""

    def __init__(self, name: str, table: pd.DataFrame, case_keys: Mapping[str, str]):
        self.rows: dict[tuple, dict] = {}
        self.counting: dict[tuple, dict] = {}
        seen: dict[tuple, int] = {}
        for row in table.sort_values(["received", "file", "row"], kind="stable").to_dict("records"):
            about = _about(name, row, case_keys)
            number = seen[(row["file"], about)] = seen.get((row["file"], about), -1) + 1
            self.rows[(row["file"], about, number)] = row
            if row.get("left_out") != SUPERSEDED:
                self.counting[(about, number)] = row

    def newest(self, key: tuple) -> dict | None:
        return self.counting.get(key[1:])


def _about(name: str, row: Mapping, case_keys: Mapping[str, str]) -> tuple[str, ...]:
    if name != "cases":
        return tuple(row[column] for column in KEYS[name])
    key = case_keys.get(row["table"], "")
    return (row["table"], row[key]) if key and row[key] else (row["table"], row["file"], str(row["row"]))


def _changed(name: str, key: tuple, before: Mapping, after: Mapping) -> Iterator[RowChange]:
    stood = "" if _place(before)[:3] == _place(after)[:3] else f"{before['file']}, row {before['row']}"
    for column in after:
        texts = _text(before.get(column)), _text(after[column])
        numbered = all(text.startswith(WITHHELD) for text in texts)  # each run numbers what is personal by itself
        if column in BOOKKEEPING or texts[0] == texts[1] or numbered:
            continue
        shown = column_of(after.get("cells", ""), column) if name == "observations" else column
        yield RowChange(
            "changed", name, _words(name, key[1]), after["file"], after["sheet"], int(after["row"]), shown, *texts,
            stood, (_place(before), _place(after)),
        )  # fmt: skip


def _single(kind: str, name: str, key: tuple, row: Mapping) -> RowChange:
    cells = ", ".join(
        f"{column}={_text(value)}" for column, value in row.items() if column not in BOOKKEEPING and _text(value)
    )
    texts = (cells, "") if kind == "gone" else ("", cells)
    return RowChange(kind, name, _words(name, key[1]), *_place(row)[:3], "", *texts, "", (_place(row),))


def _words(name: str, about: tuple[str, ...]) -> str:
    """What a row is about, in words; a record without a key is about its table only."""
    return about[0] if name == "cases" and len(about) == 3 else ", ".join(filter(None, about))


def _place(row: Mapping) -> Place:
    place = (row["file"], row["sheet"], int(row["row"]))
    return (*place, row["cells"]) if "cells" in row else place


def _text(cell: object) -> str:
    """A cell as people write it: whole numbers without a point, nothing for an empty one."""
    if cell is None or cell != cell:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)
