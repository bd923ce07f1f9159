"""Lookups: tables in the report's folder `lookups/` that name the same thing in two ways, such as an authority and its partnership.

Names are matched by a declared table and never by guessing: a name that no table has is a fault where it is met,
and so is one that a table leads to several others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from pipeline.core.faults import Fault, unseen
from pipeline.files.cell_values import cell_text, words
from pipeline.files.inputs import read_input
from pipeline.files.sheet_tables import ReadColumn, read_table
from pipeline.files.toml_files import Table, Text


class Lookup(Table):
    """A table that names the same thing in two ways, such as an authority and its partnership."""

    file: Annotated[Text, Field(pattern=r"^lookups/[^/\\]+$")]
    """The table: `lookups/wards.csv`."""
    from_column: Text = Field(alias="from")
    """The heading of the names that are met."""
    to: Text
    """The heading of what they lead to."""
    sheet: str = ""
    """Its sheet, where there are several."""


def read_lookups(folder: Path, lookups: Sequence[Lookup]) -> tuple[dict[str, tuple[str, ...]], list[Fault]]:
    """What every name leads to, nearly always one other name, and the faults of the files.

    Of several tables the first that has a name says what it leads to.
    """
    known: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    for lookup in lookups:
        path = folder / lookup.file
        if not path.is_file():
            action = "Put it there, or correct its name where it is declared."
            faults.append(Fault("the lookup is missing", file=lookup.file, action=action))
            continue
        asked = lookup.file, lookup.sheet, lookup.from_column, lookup.to
        found, wrong = read_input(path).once(asked, lambda file, asked=asked: _read(file.path, *asked))
        known = {**found, **known}
        faults += wrong
    return known, faults


def _read(path: Path, name: str, sheet: str, key: str, to: str) -> tuple[dict, list[Fault]]:
    table, faults = read_table(path, name, sheet)
    columns, missing = table.places({key: (key,), to: (to,)}, others=True) if table.header else ({}, [])
    faults += [replace(fault, action=f"{fault.action} Or correct the lookup where it is declared.") for fault in missing]
    if faults:
        return {}, faults
    faults += table.guarded({columns[to]: ReadColumn(to, "name"), columns[key]: ReadColumn(key, "code")})
    for column in (key, to):
        texts = zip(table.rows, map(cell_text, table.cells(columns[column])), strict=True)
        faults += [fault for (row, _), text in texts for fault in unseen(text, name, sheet, row, column, lines=False)]
    if not (table.rows or table.misfits):
        faults.append(replace(table.place(), what="the lookup has no rows", action="Ask for the table again."))
    found: dict[str, dict[str, None]] = {}
    for one, other in zip(*(map(words, table.cells(columns[column])) for column in (key, to)), strict=True):
        if one:
            found.setdefault(one, {})[other] = None
    return {one: tuple(others) for one, others in found.items()}, faults
