"""Case tables: what the records of a report are, as `cases.toml` declares them.

A case table has one row an event: a referral, an incident, a need. Only declared columns pass; direct
identifiers that an extract may hold are dropped when it is read. Rows that must not count are left out by a
declared rule, with a reason that the report prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from pipeline.core.clocks import LOCAL, zone_of
from pipeline.core.faults import Fault
from pipeline.definitions.lookups import Lookup
from pipeline.files.personal_data import KINDS, Personal, kind_of_heading
from pipeline.files.sql_names import is_kept
from pipeline.files.toml_files import Pattern, Slug, Table, Text, fault_in, read_toml, validated

CASES_FILE = "cases.toml"
ColumnKind = Literal["text", "category", "date", "time", "month", "number"]


class Column(Table):
    """One column of a case table. A text is read by `pattern`, then `same_as`, then `lookup`."""

    kind: ColumnKind
    """What it holds. `text` is any text, `category` one that people choose from a list; `time` is a day with its time."""
    from_columns: Text | tuple[Text, ...] = Field("", alias="from")
    """The heading, or headings, under which it stands in extracts; left out: its own name."""
    pattern: Pattern = ""
    """A regular expression; what its first pair of brackets matches is the value."""
    same_as: dict[str, str] = {}
    """Other spellings, each with the value that it stands for."""
    lookup: Lookup | tuple[Lookup, ...] = ()
    """A table that leads the value to another, or several, of which the first that has the value counts."""
    values: tuple[Text, ...] = ()
    """The only values that a category can have."""
    empty: str = ""
    """What an empty cell counts as."""
    optional: bool = False
    """It may be empty; otherwise an empty cell is a fault."""
    personal: Personal | Literal["none"] | None = None
    """What it holds of a person: its cells are read, and shown nowhere. `none`: somebody looked, and it holds nothing such."""
    pseudonym: bool = False
    """Its cells are pseudonyms, which `report receive` and `report extract` put in the place of what tells people apart."""
    not_given_above: Decimal | None = Field(None, ge=0, lt=100)
    """Where more per cent of the records have nothing here, a count that narrows by it is marked [u] and says how many."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Column:
        if self.pseudonym and (self.kind != "text" or self.personal or self.pattern or self.same_as or self.lookup or self.values):
            raise ValueError("a pseudonym is a text that nothing else is made of: kind = \"text\", without personal, pattern, same_as, lookup and values")
        return self

    @property
    def holds_a_person(self) -> bool:
        """Whether its cells hold something of a person, so that no message quotes them."""
        return self.personal not in (None, "none")

    @property
    def withheld(self) -> bool:
        """Whether its values, too, are those of a person. What a lookup leads to, or is one of declared values, is not."""
        return self.holds_a_person and not (self.values or self.lookups)

    def would_be_told(self, values: Iterable[str]) -> bool:
        """Whether a rule that asks for these values would tell what is withheld; that there is nothing may be asked."""
        return self.withheld and not set(values) <= {"", self.empty}

    @property
    def may_hold_anybody(self) -> bool:
        """Whether cells that nobody declared personal may be: where only declared values pass, there is nobody."""
        return not (self.personal or self.pseudonym or (self.values and not (self.lookups or self.pattern)))

    @field_validator("pattern")
    @classmethod
    def _has_a_group(cls, text: str) -> str:
        if text and not re.compile(text).groups:
            raise ValueError("a pattern has brackets around the part that counts")
        return text

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
    """Why, as the report prints it."""
    where: dict[str, tuple[str, ...]] = {}
    """The rows with one of these values in each of these columns."""
    where_not: dict[str, tuple[str, ...]] = {}
    """The rows with none of these values."""
    repeated: bool = False
    """The rows whose key stood already."""


class Link(Table):
    """The row of another case table that a row belongs to, by that table's key: its day and its person are that row's."""

    column: Text
    """The column that holds that table's key."""
    table: Slug
    """The other table."""


class CaseTable(Table):
    """One case table: what its records are, when they count, and which do not."""

    about: Text
    """What one row is."""
    publisher: str = ""
    """Who publishes extracts that have no record of their own."""
    licence: str = ""
    """On what terms."""
    files: Pattern
    """Which extracts hold it: a regular expression on their names without day and ending.

    A group named `month` or `period` says what days the extract covers, one named `part` which of several files it is.
    """
    zone: str = LOCAL
    """The time zone in which days and hours are counted."""
    key: str = ""
    """The column that tells one record from another."""
    date: str = ""
    """The column that puts a record into a period."""
    person: str = ""
    """The column by which the rule `people` counts each once."""
    link: Link | None = None
    """Instead of `date`: the row of another table that a row belongs to."""
    columns: dict[str, Column] = Field(min_length=1)
    """The columns by name. Others are dropped when an extract is read."""
    leave_out: tuple[LeaveOut, ...] = ()
    """Rules for rows that do not count."""
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

    def before_pseudonyms(self) -> CaseTable:
        """The same table as it is received: what tells people apart stands where pseudonyms will."""
        hidden = [name for name, column in self.columns.items() if column.pseudonym]
        open_to = {name: self.columns[name].model_copy(update={"pseudonym": False, "personal": "other"}) for name in hidden}
        return self.model_copy(update={"columns": {**self.columns, **open_to}}).comparing((*self._compared, *hidden))

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        return zone_of(name).key

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
            faults += [f"leave_out: {name} is no column" for name in {**rule.where, **rule.where_not} if name not in self.columns]
            if rule.repeated and not self.key:
                faults.append("leave_out repeated needs a key")
            if not (rule.repeated or rule.where or rule.where_not):
                faults.append("leave_out says which rows: where, where_not or repeated")
        if self.date in self.columns and self.columns[self.date].withheld:
            faults.append(f"date: {self.date} is personal, so no period can follow from it")
        for rule in self.leave_out:
            faults += [
                f"leave_out: {name} is personal, and what is personal stands in no rule"
                for conditions in (rule.where, rule.where_not) for name, values in conditions.items()
                if name in self.columns and self.columns[name].would_be_told(values)
            ]  # fmt: skip
        for name, column in self.columns.items():
            if column.not_given_above is not None and not (column.optional or column.empty):
                faults.append(f"{name} is never empty, so not_given_above says nothing")
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
    faults += [fault for name, table in tables.items() for fault in _undeclared_people(folder, name, table)]
    faults += _called_alike(folder, tables)
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
            faults.append(fault_in(folder, CASES_FILE, (name, "link", "table"), what, found=table.link.table))
    # What one table means may hang on another one: with a fault nothing is read by them.
    return ({}, faults) if faults else (tables, [])


def _called_alike(folder: Path, tables: Mapping[str, CaseTable]) -> Iterator[Fault]:
    """The columns that only capitals tell from another one, of any table, or from what every case has: SQL takes them for the same."""
    known = {name.casefold(): name for name in CASE_COLUMNS}
    for title, name in ((title, name) for title, table in tables.items() for name in table.columns):
        if is_kept(name):
            action = f'Give it another name, and say how the files call it: from = "{name}".'
            yield fault_in(folder, CASES_FILE, (title, "columns", name), "a name that is kept for counting", found=name, expected="another name", action=action)
        other = known.setdefault(name.casefold(), name)
        if other in CASE_COLUMNS or other != name:
            what = "a name that every case has" if other in CASE_COLUMNS else "only capitals tell it from another column, and where records are counted there are none"
            action = f'Give it another name, and say how the files call it: from = "{name}".'
            yield fault_in(folder, CASES_FILE, (title, "columns", name), what, found=name, expected=f'another name than "{other}"', action=action)


def _undeclared_people(folder: Path, title: str, table: CaseTable) -> Iterator[Fault]:
    """The columns that hold something of a person by their name, or by the heading that they stand under, and do not say so."""
    for name, column in table.columns.items():
        said = next((one for one in (*filter(None, column.headings), name) if kind_of_heading(one)), "")
        if said and column.may_hold_anybody:
            kind = kind_of_heading(said)
            action = (
                "Take it away: what is not declared is not read. Where people have to be told apart, declare pseudonym = true. Where it "
                f'has to be read, declare personal = "{kind}", so that it is shown nowhere; if it holds nothing of a person, "none".'
            )
            what = f"a column that holds {KINDS[kind]} by its name"
            yield fault_in(folder, CASES_FILE, (title, "columns", name), what, found=said, action=action)
