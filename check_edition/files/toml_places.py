"""Where a definition declares something: the lines after which it is there, found by reading ever more of the file.

The start of a TOML file is a TOML file, up to the end of each of its statements. What a statement declares is there once
its last line is read, and not before: so the lines of a statement are found whatever way it is written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..base.findings import Wrong


def check_line(text: str, number: int, keys: Sequence[str], at: int = 0) -> None:
    """Raise Wrong where the line that is cited does not begin to declare what stands under the keys.

    Where a list of tables stands there, `at` says which of them is meant.
    """
    lines = [f"{line}\n" for line in text.split("\n")]
    last = next((end for end in range(number, len(lines) + 1) if _start(lines, end) is not None), None)
    before = next((end for end in range(number - 1, -1, -1) if _start(lines, end) is not None), 0)
    if last is None or not _is_there(_start(lines, last), keys, at):
        raise Wrong(f'line {number}, "{"".join(lines[number - 1 : number]).strip()[:60]}", does not declare {keys[-1]}')
    if _is_there(_start(lines, before), keys, at):
        raise Wrong(f"{keys[-1]} is declared before line {number}")


def _is_there(tables: object, keys: Sequence[str], at: int) -> bool:
    """Whether there is something under keys; in a list of tables, at a place."""
    for key in keys:
        tables = tables.get(key) if isinstance(tables, Mapping) else None
    listed = isinstance(tables, list) and any(isinstance(one, Mapping) for one in tables)
    return len(tables) > at if listed else tables is not None


def _start(lines: Sequence[str], end: int) -> Mapping | None:
    """The first lines as they are read; None in the middle of a statement."""
    try:
        return tomllib.loads("".join(lines[:end]), parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return None
