"""Extraction: a query's result frozen into a received case extract, and only the extract is ever reported from.

`queries/<table>.sql` holds one query with the parameters `:first_day` and `:day_after` (the day after the last one, so
that a time on the last day counts too) and returns the columns that `cases.toml` declares for the table, no others.
`queries/<table>.toml` names the environment variable with the connection: a URL, which never stands in a file.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipeline.core.faults import Fault, nearest, refuse, unseen
from pipeline.core.periods import Period
from pipeline.core.written_files import write_durably, write_new
from pipeline.definitions.case_tables import CASES_FILE, CaseTable, read_case_tables
from pipeline.files.identifiers import not_an_identifier
from pipeline.files.toml_files import fault_in, not_utf8, read_toml, validated
from pipeline.received.received_files import source_record_path
from reporting.folders.databases import QueryFailed, ask, parameters_of, read_only
from reporting.folders.pseudonyms import secret_faults, told_secret, with_pseudonyms
from reporting.folders.queries import Query
from reporting.folders.receiving import csv_line, is_pseudonym, written_record

PARAMETERS = ("first_day", "day_after")


@dataclass(frozen=True)
class Extract:
    """A query for the days of a period: what it asks, and the file that its result is frozen into."""

    folder: Path
    name: str
    table: CaseTable
    query: Query
    sql: str
    period: Period
    received: date

    @property
    def path(self) -> Path:
        return self.folder / "cases" / f"{self.received}_{self.name}-{self.period}.csv"

    @property
    def columns(self) -> list[str]:
        """What the query has to return: every column of the table, under the first heading that it goes by."""
        headings = (column.headings[0] or name for name, column in self.table.columns.items())
        return list(dict.fromkeys(headings))

    @property
    def days(self) -> dict[str, date]:
        """The query's parameters."""
        return dict(zip(PARAMETERS, (self.period.start, self.period.end + timedelta(days=1)), strict=True))


def extract(folder: Path, period: Period, names: Iterable[str], received: date) -> list[tuple[Extract, int]]:
    """Ask the queries of these tables for the days of a period; each result is frozen under the day it was received.

    All or nothing: unless every query gives rows with the declared columns, nothing is written (FaultsFound; Unreachable
    where a connection does not come about). An extract that is there is never changed. Returns each with its rows.
    """
    tables, faults = read_case_tables(folder)
    faults += _day_faults(period, received)
    extracts = []
    for name in names:
        if name not in tables:
            action = f"Declare what its columns mean. {nearest(name, tables)}"
            faults.append(Fault("a query for a table that is not declared", file=CASES_FILE, found=name, action=action))
            continue
        query, sql, found = _read(folder, name)
        faults += [*found, *secret_faults(tables[name])]
        if query:
            extracts.append(Extract(folder, name, tables[name], query, sql, period, received))
    refuse([*faults, *(fault for one in extracts for fault in _name_faults(one))])
    answers, faults = {}, []
    for variable in dict.fromkeys(one.query.connection for one in extracts):
        with read_only(variable) as connection:
            for one in extracts:
                if one.query.connection == variable:
                    try:
                        answers[one.name] = ask(connection, one.sql, one.days, one.table.zone, one.query.seconds)
                        faults += [*_answer_faults(one, *answers[one.name]), *_no_identifiers(one, *answers[one.name])]
                    except QueryFailed as error:
                        what, action = f"the query failed: {error}", "Correct the query and extract again."
                        faults.append(Fault(what, file=f"queries/{one.name}.sql", action=action))
    refuse(faults)
    return [(one, _freeze(one, *answers[one.name])) for one in extracts]


def _read(folder: Path, name: str) -> tuple[Query | None, str, list[Fault]]:
    """A table's query, where it is asked, and every fault that shows before it is."""
    file, sql_file, sql = f"queries/{name}.toml", f"queries/{name}.sql", ""
    values, faults = read_toml(folder / file, file)
    query, found = validated(Query, values, folder / file, file) if not faults else (None, [])
    faults += found
    try:
        sql = (folder / sql_file).read_bytes().decode("utf-8-sig")
        faults += [*_parameter_faults(sql, sql_file), *_unseen_faults(sql, sql_file)]
    except FileNotFoundError:
        faults.append(Fault("the query is missing", file=sql_file, action=f"Write it there, beside {name}.toml."))
    except UnicodeDecodeError as error:
        faults.append(not_utf8(error, sql_file, "Save it as UTF-8."))
    return query, sql, faults + (list(_connection_faults(query, folder, file)) if query else [])


def _name_faults(one: Extract) -> Iterator[Fault]:
    """An extract is never replaced, and has to be found again by the name that its table goes by."""
    name = f"cases/{one.path.name}"
    if one.path.exists():
        what, action = "it is there already, and an extract is never replaced", "Extract it again on another day."
        yield Fault(what, file=name, action=action)
    if not re.fullmatch(one.table.files, one.path.stem.removeprefix(f"{one.received}_")):
        what, expected = "no extract would have this name", f"files = '{one.name}(-.*)?' in [{one.name}]"
        yield Fault(what, file=CASES_FILE, found=one.path.name, expected=expected, action="Let `files` match it too.")


def _connection_faults(query: Query, folder: Path, file: str) -> Iterator[Fault]:
    """A connection is named, not written down; what stands there instead may hold a password and is not repeated."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", query.connection):
        what, expected = "not the name of an environment variable", "a name such as CASE_SYSTEM_URL"
        action = "Put the URL into that variable: a password never stands in a file. If one stood here, change it."
        yield fault_in(folder, file, ("connection",), what, expected=expected, action=action)
    elif not os.environ.get(query.connection):
        action = f"Set {query.connection} to the database's URL, such as postgresql://user:password@host/database."
        yield fault_in(folder, file, ("connection",), "the environment variable is not set", action=action)


def _parameter_faults(sql: str, name: str) -> Iterator[Fault]:
    names = parameters_of(sql)
    for unknown in sorted(names - set(PARAMETERS)):
        action = f"{nearest(unknown, PARAMETERS)} A colon that starts no parameter is written \\:."
        yield Fault("unknown parameter", name, found=f":{unknown}", action=action)
    for missing in PARAMETERS:
        if missing not in names:
            action = "Without both the query does not keep to the days that its extract says it covers."
            yield Fault("a parameter is missing", name, expected=f":{missing}", action=action)


def _unseen_faults(sql: str, name: str) -> Iterator[Fault]:
    """The query's text goes into the record of its extract, which no reader would take with such characters."""
    for number, line in enumerate(sql.split("\n"), start=1):
        yield from unseen(line, name, "", number)


def _day_faults(period: Period, received: date) -> Iterator[Fault]:
    if received <= period.end:
        what, expected = "the days are not over", f"a day after {period.end}, the last one of the period"
        yield Fault(what, column="received", found=str(received), expected=expected, action="Choose an earlier period.")


def _answer_faults(one: Extract, columns: list[str], rows: list[list[str]]) -> Iterator[Fault]:
    """What a query returned and should not have. A column that nobody declared never reaches a file."""
    name = f"queries/{one.name}.sql"
    if sorted(columns) != sorted(one.columns):
        found, expected = (", ".join(sorted(names)) for names in (columns, one.columns))
        action = f"Correct the query, or the columns of [{one.name}] in {CASES_FILE}."
        yield Fault("the query returns other columns", name, found=found, expected=expected, action=action)
    elif not rows:
        days = f"{one.days['first_day']} to {one.period.end}"
        yield Fault(
            "the query returned no rows", name, expected=f"rows of {days}", action="Check the query and the days."
        )


def _no_identifiers(one: Extract, columns: list[str], rows: list[list[str]]) -> Iterator[Fault]:
    """What would get a pseudonym and is nobody: a word for nothing, or a number that was rounded."""
    for at in (at for at, heading in enumerate(columns) if is_pseudonym(one.table, heading)):
        told = [not_an_identifier(row[at], row[at]) for row in rows if row[at]]
        for what in dict.fromkeys(what for what, _ in told if what):
            action = "Let the query leave it empty, or cast the column to text."
            yield Fault(what, f"queries/{one.name}.sql", column=columns[at], action=action)


def _freeze(one: Extract, columns: list[str], rows: list[list[str]]) -> int:
    """Write the extract and its record, the record first: no extract ever stands without one. Returns its rows."""
    hidden = [heading for heading in columns if is_pseudonym(one.table, heading)]
    content = "".join(map(csv_line, [columns, *with_pseudonyms(columns, rows, hidden)])).encode()
    record = {
        "publisher": one.query.publisher, "licence": one.query.licence, "about": one.query.about, "received": one.received,
        "covers": [one.period.start, one.period.end], "sha256": hashlib.sha256(content).hexdigest(),
        **({"secret": told_secret()} if hidden else {}),
    }  # fmt: skip
    query = {
        "file": f"queries/{one.name}.sql", "sha256": hashlib.sha256(one.sql.encode()).hexdigest(),
        "asked": datetime.now(UTC).replace(microsecond=0), "rows": len(rows),
        "text": one.sql,  # whatever becomes of the file
    }  # fmt: skip
    write_durably(source_record_path(one.path), written_record(record, query=query), 0o644)
    write_new(one.path, content)
    return len(rows)
