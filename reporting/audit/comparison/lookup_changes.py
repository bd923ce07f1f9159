"""Lookup rows: in which rows the tables of `lookups/` differ between two runs, where definitions name them.

A row corresponds by the name that is met, in the column `from`; what it says is the other name, in the column `to`.
A reference table with a record of its own is no lookup: its rows are observations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.definitions.lookups import Lookup
from pipeline.files.cell_values import cell_text
from pipeline.files.spreadsheets import read_cells
from reporting.audit.comparison.differences import RowChange
from reporting.audit.comparison.key_differences import read_tables

LOOKUPS = "lookups"


def lookup_changes(folders: tuple[Path, Path], digests: tuple[Mapping[str, str], Mapping[str, str]]) -> list[RowChange]:
    """The rows that lead to another name, that are new, or that are gone.

    Takes    the report's folder as each run read it, and the checksums of its files.
    Returns  as `differences.row_changes`; `about` is the name, `column` the heading of the column `to`.
    """
    old, new = digests
    names = {name for name in {*old, *new} if name.startswith(f"{LOOKUPS}/") and old.get(name) != new.get(name)}
    if not names:
        return []
    declared = dict.fromkeys(lookup for folder in folders for lookup in _declared(folder) if lookup.file in names)
    return [change for lookup in declared for change in _changes(lookup, *(_rows(one, lookup) for one in folders))]


def _declared(folder: Path) -> Iterator[Lookup]:
    """Every lookup that a definition or a record of the folder names, wherever in it."""

    def within(value: object) -> Iterator[Lookup]:
        if isinstance(value, dict):
            if {"file", "from", "to"} <= value.keys():
                yield Lookup(**value)
            value = list(value.values())
        for part in value if isinstance(value, list) else []:
            yield from within(part)

    for path in sorted(folder.rglob("*.toml")):
        yield from within(read_tables(path.read_text(encoding="utf-8")))


def _rows(folder: Path, lookup: Lookup) -> dict[tuple[str, int], tuple[str, int, str]]:
    """By name, and its number among those of the name: sheet, row and the other name. A run has read the file before."""
    path = folder / lookup.file
    if not path.exists():
        return {}
    sheet, cells, _ = read_cells(path, lookup.file, lookup.sheet)
    header = [cell_text(cell) for cell in cells[0]] if cells else []
    if lookup.from_column not in header or lookup.to not in header:
        return {}  # its columns had other names when that run was made
    found: dict[tuple[str, int], tuple[str, int, str]] = {}
    seen: Counter[str] = Counter()
    for row, line in enumerate(cells[1:], start=2):
        texts = [cell_text(cell) for cell in line] + [""] * len(header)
        name, other = texts[header.index(lookup.from_column)], texts[header.index(lookup.to)]
        if name:
            found[(name, seen[name])] = (sheet, row, other)
            seen[name] += 1
    return found


def _changes(lookup: Lookup, old: dict[tuple, tuple], new: dict[tuple, tuple]) -> Iterator[RowChange]:
    for key in dict.fromkeys([*new, *old]):
        before, after = old.get(key), new.get(key)
        if before and after and before[2] == after[2]:
            continue
        kind = "changed" if before and after else "new" if after else "gone"
        sheet, row, _ = after or before
        texts = [
            one and (one[2] if kind == "changed" else f"{lookup.from_column}={key[0]}, {lookup.to}={one[2]}")
            for one in (before, after)
        ]
        stood = f"{lookup.file}, row {before[1]}" if kind == "changed" and before[1] != row else ""
        places = tuple((lookup.file, *one[:2]) for one in (before, after) if one)
        yield RowChange(
            kind, LOOKUPS, key[0], lookup.file, sheet, row, lookup.to if kind == "changed" else "",
            texts[0] or "", texts[1] or "", stood, places,
        )  # fmt: skip
