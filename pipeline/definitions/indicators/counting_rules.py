"""Counting rules: how an indicator is counted from a case table, as `[CODE.counted]` declares it, in words and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from pydantic import Field, field_validator, model_validator

from pipeline.core.bases import basis_months
from pipeline.core.faults import nearest
from pipeline.definitions.case_tables import CaseTable, Column
from pipeline.files.toml_files import Slug, Table

Conditions = dict[str, tuple[str, ...]]
SHARES = ("share", "within", "recurs")


class HoursBy(Table):
    """Other hours for some values of a column; for the rest `hours` of the rule holds."""

    column: str
    """The column."""
    hours: dict[str, int]
    """Hours for each of its values."""


class Counted(Table):
    """How an indicator is counted from the records of a case table whose day lies in the days of the value.

    - `rows`: records.
    - `people`: different people (the table's `person`).
    - `open`: records open at any time in these days: from their day until `until`, or still.
    - `share`: of the records, those that meet `meets`.
    - `within`: of the records, those with `finish` no more than `hours` after `start`. Those not done and still in time
      when the records were taken are left out, and the figure is provisional; where they are the most, none is given.
    - `recurs`: of the records, those with another of the same within `months`, before them or after `since`. Looking
      ahead, no percentage is given while that time is not over for all.
    """

    table: Slug
    """The case table, by its name in `cases.toml`."""
    rule: Literal["rows", "people", "open", "share", "within", "recurs"]
    """What is counted: see above."""
    where: Conditions = {}
    """Only records with one of these values in each of these columns."""
    where_not: Conditions = {}
    """Only records with none of these values."""
    by: str = ""
    """The column whose values are the indicator's sub-groups."""
    bases: tuple[str, ...] = ()
    """It is counted on these bases only: records made from yearly totals vouch for no quarter."""
    meets: Conditions = {}
    """Rule `share`: what a record must have to be among the share."""
    until: str = ""
    """Rule `open`: the column with the day that ends a record."""
    start: str = ""
    """Rule `within`: the column with the time from which hours are counted."""
    finish: str = ""
    """Rule `within`: the column with the time up to which they are counted."""
    hours: int = Field(0, ge=0)
    """Rule `within`: how many hours are allowed."""
    hours_by: HoursBy | None = None
    """Rule `within`: other hours for some values of a column."""
    same: tuple[str, ...] = ()
    """Rule `recurs`: the columns that must all be the same."""
    months: int = Field(0, ge=0, le=60)
    """Rule `recurs`: within how many months."""
    looks: Literal["back", "ahead"] = "back"
    """Rule `recurs`: for an earlier record, or for a later one."""
    since: str = ""
    """Rule `recurs`, ahead: the column with the day from which the months run."""
    population: str = ""
    """Of a rate: the code whose newest value is the denominator."""

    @field_validator("bases")
    @classmethod
    def _are_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            basis_months(name)  # raises for what is none
        return names

    @model_validator(mode="after")
    def _is_coherent(self) -> Counted:
        needed = {
            "open": ("until",), "share": ("meets",), "within": ("start", "finish", "hours"),
            "recurs": ("same", "months", *(["since"] if self.looks == "ahead" else [])),
        }.get(self.rule, ())  # fmt: skip
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            raise ValueError(f"the rule {self.rule} needs {', '.join(missing)}")
        known = {"meets", "until", "start", "finish", "hours", "hours_by", "same", "months", "since"}
        strange = sorted(known & self.model_fields_set - {*needed, *(["hours_by"] if self.rule == "within" else [])})
        if strange:
            raise ValueError(f"the rule {self.rule} has no use for {', '.join(strange)}")
        return self

    @property
    def in_words(self) -> str:
        """The rule as the ledger tells it."""
        told = {
            "rows": "count of records",
            "people": "count of different people",
            "open": f"count of records open in these days (until {self.until})",
            "share": f"records with {_words(self.meets)}",
            "within": f"records with {self.finish} within {self.hours} hours of {self.start}{self._hours_words}",
            "recurs": f"records with the same {' and '.join(self.same)} again within {self.months} months "
            + ("before" if self.looks == "back" else f"after {self.since}"),
        }[self.rule]
        only = "".join(f", {words}" for words in (_words(self.where), _words(self.where_not, "not ")) if words)
        return f"{told}, from {self.table}{only}"

    @property
    def _hours_words(self) -> str:
        if self.hours_by is None:
            return ""
        return " (" + ", ".join(f"{value}: {hours}" for value, hours in self.hours_by.hours.items()) + ")"

    def problems(self, tables: Mapping[str, CaseTable]) -> Iterator[tuple[str, str]]:
        """What does not fit the case tables: the key at fault, and what is wrong with it."""
        table = tables.get(self.table)
        if table is None:
            yield "table", f"there is no case table {self.table}. {nearest(self.table, tables)}"
            return
        named = {"by": self.by, "until": self.until, "start": self.start, "finish": self.finish, "since": self.since}
        if self.hours_by:
            named["hours_by"] = self.hours_by.column
        listed = [(key, column) for key, column in named.items() if column] + [("same", column) for column in self.same]
        yield from (
            (key, f"{column} is no column of {self.table}. {nearest(column, table.columns)}")
            for key, column in listed
            if column not in table.columns
        )
        wanted = {"until": ("date",), "since": ("date",), "start": ("time",), "finish": ("time",)}
        for key, kinds in wanted.items():
            column = table.columns.get(named[key])
            if column and column.kind not in kinds:
                yield key, f"{named[key]} is no column of kind {' or '.join(kinds)}"
        for key in ("where", "where_not", "meets"):
            yield from ((key, what) for what in _unknown(getattr(self, key), table.columns, self.table))
        asked = [(key, name, ("any",)) for key, name in named.items()]
        asked += [(key, name, values) for key in ("where", "where_not", "meets") for name, values in getattr(self, key).items()]
        yield from (
            (key, f"{name} is personal, and what is personal stands in no rule and on no page")
            for key, name, values in asked
            if name in table.columns and table.columns[name].would_be_told(values)
        )
        if self.by in table.columns and not table.columns[self.by].values:
            yield "by", f"{self.by} declares no values, so its categories are not known"
        if self.rule == "people" and not (table.person or table.link):
            yield "rule", f"{self.table} has no person"

    def categories(self, tables: Mapping[str, CaseTable]) -> tuple[str, ...]:
        """The categories that the indicator is broken down into, in their declared order, without those left out of it.

        None of a table or a column that is not declared, which is told where the rule is read.
        """
        table = tables.get(self.table)
        if table is None or self.by not in table.columns:
            return ()
        rules = [rule.where for rule in table.leave_out if not rule.where_not and not rule.repeated]
        gone = {value for where in rules if [*where] == [self.by] for value in where[self.by]}
        gone |= set(self.where_not.get(self.by, ()))
        declared = table.columns[self.by].categories
        return tuple(one for one in declared if one not in gone and one in self.where.get(self.by, declared))


def comparing_tables(tables: Mapping[str, CaseTable], rules: Iterable[Counted]) -> dict[str, CaseTable]:
    """The case tables, each knowing which of its columns a rule compares from record to record (`same`)."""
    rules = list(rules)
    return {
        name: table.comparing(column for rule in rules if rule.table == name for column in rule.same)
        for name, table in tables.items()
    }


def _words(conditions: Conditions, before: str = "") -> str:
    return ", ".join(f"{column}: {before}{' or '.join(values)}" for column, values in conditions.items())


def _unknown(conditions: Conditions, columns: Mapping[str, Column], table: str) -> Iterator[str]:
    for name, values in conditions.items():
        column = columns.get(name)
        if column is None:
            yield f"{name} is no column of {table}. {nearest(name, columns)}"
        elif column.values:
            yield from (
                f"{value} is no value of {name}. {nearest(value, column.categories)}" for value in values if value and value not in column.categories
            )
