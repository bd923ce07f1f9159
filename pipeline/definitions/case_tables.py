"""Case tables: what the records of a report are, as `cases.toml` declares them.

A case table has one row an event: a referral, an incident, a need. Only declared columns pass; direct
identifiers that an extract may hold are dropped when it is read. Rows that must not count are left out by a
declared rule, with a reason that the report prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from pipeline.core.clocks import LOCAL, zone_of
from pipeline.core.faults import Fault
from pipeline.definitions.lookups import Lookup
from pipeline.files.toml_files import Slug, Table, Text, line_of, read_toml, validated

CASES_FILE = "cases.toml"
ColumnKind = Literal["text", "category", "date", "time", "month", "number"]


class Column(Table):
    """One column of a case table.

    `from_columns` (`from` in the file) are the headings under which it stands in extracts; without any it has its own name.
    A text is read by `pattern` (what its first group matches), then `same_as`, then `lookup` (one table, or several of
    which the first that has the name counts); an empty cell is `empty`, or nothing where the column is `optional`, or
    a fault. A category with `values` takes no others. Where more than `not_given_above` per cent of the records that a
    count could be of have nothing here (or what `empty` says), the count says so beside its number.
    """

    kind: ColumnKind
    from_columns: Text | tuple[Text, ...] = Field("", alias="from")
    pattern: str = ""
    same_as: dict[str, str] = {}
    lookup: Lookup | tuple[Lookup, ...] = ()
    values: tuple[Text, ...] = ()
    empty: str = ""
    optional: bool = False
    not_given_above: Decimal | None = Field(None, ge=0, lt=100)

    @field_validator("pattern")
    @classmethod
    def _has_a_group(cls, text: str) -> str:
        return _expression(text, groups=1)

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        return (self.lookup,) if isinstance(self.lookup, Lookup) else self.lookup

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.from_columns,) if isinstance(self.from_columns, str) else self.from_columns

    @property
    def categories(self) -> tuple[str, ...]:
        """Every value that a row can have, in order, with what an empty cell counts as at the end."""
        return (*self.values, *([self.empty] if self.empty and self.empty not in self.values else []))


class LeaveOut(Table):
    """Rows that do not count, and why: those whose columns have (or have not) these values, or whose key stood already."""

    reason: Text
    where: dict[str, tuple[str, ...]] = {}
    where_not: dict[str, tuple[str, ...]] = {}
    repeated: bool = False


class Link(Table):
    """The row of another case table that a row belongs to, by that table's key: its day and its person are that row's."""

    column: Text
    table: Slug


class CaseTable(Table):
    """One case table. `date` puts a row into a period; `person` is whom the rule `people` counts once.

    `files` is a regular expression on an extract's name without its received date and ending. A group named
    `month` or `period` says what the extract covers; a group named `part` (a force, a district) says that the
    table comes in several files that together cover the days. `publisher` and `licence` hold for extracts that
    have no record of their own. `zone` is the time zone in whose days and times the records are counted.
    """

    about: Text
    publisher: str = ""
    licence: str = ""
    files: str
    zone: str = LOCAL
    key: str = ""
    date: str = ""
    person: str = ""
    link: Link | None = None
    columns: dict[str, Column] = Field(min_length=1)
    leave_out: tuple[LeaveOut, ...] = ()
    _compared: tuple[str, ...] = PrivateAttr(())

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The columns that say which record, or whose, a row is: an empty cell of them is nobody's and equals no other."""
        return tuple(dict.fromkeys((*self._own_identifiers, *self._compared)))

    @property
    def _own_identifiers(self) -> tuple[str, ...]:
        linked = self.link.column if self.link else ""
        return tuple(name for name in (self.key, self.person, linked) if name)

    def reasons_about(self, column: str) -> set[str]:
        """The reasons for which a rule leaves records out because of what stands, or does not stand, in a column."""
        return {rule.reason for rule in self.leave_out if column in {**rule.where, **rule.where_not}}

    def comparing(self, columns: Iterable[str]) -> CaseTable:
        """The same table, of which a counting rule compares these columns from record to record."""
        table = self.model_copy()
        table._compared = tuple(name for name in columns if name in self.columns)
        return table

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        return zone_of(name).key

    @field_validator("files")
    @classmethod
    def _is_an_expression(cls, text: str) -> str:
        return _expression(text)

    @model_validator(mode="after")
    def _is_coherent(self) -> CaseTable:
        faults = []
        if bool(self.date) == bool(self.link):
            faults.append("a case table has either a date of its own or a link to the table that has it")
        for name, kinds in (("date", ("date", "time", "month")), ("key", ("text",)), ("person", ("text",))):
            named = getattr(self, name)
            if named and (named not in self.columns or self.columns[named].kind not in kinds):
                faults.append(f"{name}: {named} is no column of kind {' or '.join(kinds)}")
        if self.link and (self.link.column not in self.columns or self.columns[self.link.column].kind != "text"):
            faults.append(f"link: {self.link.column} is no column of kind text")
        if self.person and self.person in self.columns and self.columns[self.person].optional:
            faults.append("a person cannot be empty, or people could not be counted once")
        if self.link and self.link.column in self.columns and self.columns[self.link.column].optional:
            faults.append("a link cannot be empty, or it would be known of no row whose it is")
        for name in self._own_identifiers:
            if name in self.columns and self.columns[name].empty:
                faults.append(f"{name} tells rows or people apart, and no text can stand for those that are empty")
        for rule in self.leave_out:
            faults += [
                f"leave_out: {name} is no column"
                for name in {**rule.where, **rule.where_not}
                if name not in self.columns
            ]
            if rule.repeated and not self.key:
                faults.append("leave_out repeated needs a key")
            if not (rule.repeated or rule.where or rule.where_not):
                faults.append("leave_out says which rows: where, where_not or repeated")
        for name, column in self.columns.items():
            if column.not_given_above is not None and not (column.optional or column.empty):
                faults.append(f"{name} is never empty, so not_given_above says nothing")
        faults += [f"{name} is a name that every case has" for name in self.columns if name in CASE_COLUMNS]
        if faults:
            raise ValueError("; ".join(faults))
        return self


# What every case has besides the columns of its table.
CASE_COLUMNS = ("table", "part", "day", "whom", "left_out", "received", "file", "sheet", "row", "sha256")


def read_case_tables(folder: Path) -> tuple[dict[str, CaseTable], list[Fault]]:
    """The case tables that a report declares, by name, and every fault of `cases.toml`; a report without one has none."""
    path = folder / CASES_FILE
    if not path.exists():
        return {}, []
    declared, faults = read_toml(path, CASES_FILE)
    tables = {}
    for name, values in declared.items():
        table, found = validated(CaseTable, values, path, CASES_FILE, keys=(name,))
        faults += found
        if table:
            tables[name] = table
    text = path.read_text(encoding="utf-8") if tables else ""
    for name, table in tables.items():
        target = tables.get(table.link.table) if table.link else None
        what = ""
        if table.link and (table.link.table not in declared or table.link.table == name):
            what = "the table that it belongs to is not declared"
        elif target and target.link:
            what = "the table that it belongs to has no date of its own"
        elif target and not target.key:
            what = "the table that it belongs to has no key"
        if what:
            row = line_of(text, (name, "link", "table"))
            faults.append(Fault(what, CASES_FILE, "", row, f"{name}.link.table", found=table.link.table))
    # What one table means may hang on another one: with a fault nothing is read by them.
    return ({}, faults) if faults else (tables, [])


def _expression(text: str, groups: int = 0) -> str:
    try:
        found = re.compile(text).groups
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if text and found < groups:
        raise ValueError("a pattern has brackets around the part that counts")
    return text
