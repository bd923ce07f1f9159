"""Databases: queries asked in one read-only transaction, and nothing said that gives the connection away.

The connection is a SQLAlchemy URL in an environment variable. What a driver says while connecting can hold the host,
the user or pieces of the password: it is never repeated, but told in words of ours.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from threading import Event, Timer
from uuid import UUID

from sqlalchemy import Connection, Date, Engine, bindparam, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from pipeline.core.clocks import LOCAL, zone_of

SECONDS_TO_CONNECT = 15
SECONDS_TO_ANSWER = 600  # for a query that says nothing else
MOST_ROWS, ROWS_AT_ONCE = 5_000_000, 1000
_OPENING = {
    "postgresql": (f"SET TIME ZONE '{LOCAL}'",),
    "sqlite": ("PRAGMA query_only = ON", "BEGIN"),
}
_REFUSED = ("password", "authentication", "role ")


class Unreachable(Exception):
    """No connection came about. The message names the environment variable and nothing of what is in it."""


class QueryFailed(Exception):
    """The database refused a query, or returned what cannot be kept; the message is its own, without the connection."""


@contextmanager
def read_only(variable: str) -> Iterator[Connection]:
    """A connection in which nothing can be changed, and every query sees the same moment. Raises Unreachable."""
    url = os.environ.get(variable, "")
    try:
        engine = _engine(url)
        connection = engine.connect()
    except Exception as error:  # whatever a driver raises: its own words are not safe to show
        raise Unreachable(f"the database of {variable} cannot be reached: {_reason(error)}") from None
    with connection:
        for statement in _OPENING.get(engine.dialect.name, ()):
            connection.exec_driver_sql(statement)
        yield connection
        connection.rollback()


def _engine(url: str) -> Engine:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and not Path(parts.database or "").is_file():
        raise FileNotFoundError  # SQLite would make a new, empty database
    options = {}
    if parts.get_backend_name() == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "connect_args": {"connect_timeout": SECONDS_TO_CONNECT}}
    engine = create_engine(parts, poolclass=NullPool, hide_parameters=True, **options)
    return engine.execution_options(postgresql_readonly=True) if options else engine


def _reason(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such database file"
        case ModuleNotFoundError() | NoSuchModuleError():
            return "no driver is installed for this kind of database"
        case ArgumentError() | ValueError():
            return (
                "it is not a URL such as postgresql://user:password@host/database "
                "(write @, : and / in a user or a password as %40, %3A and %2F)"
            )
        case DBAPIError() if any(word in str(error.orig).lower() for word in _REFUSED):
            return "it refuses the user or the password"
        case DBAPIError() if "does not exist" in str(error.orig):
            return "the server has no database of that name"
    return "nothing answers there"


def parameters_of(sql: str) -> set[str]:
    """The names of a query's parameters, `:first_day` for one. What is meant otherwise is written `\\:`."""
    return set(text(sql).compile().params)


def ask(
    connection: Connection, sql: str, days: Mapping[str, date], zone: str = LOCAL, seconds: float = SECONDS_TO_ANSWER
) -> tuple[list[str], list[list[str]]]:
    """The query's columns and its rows as text, as a CSV file would hold them. Raises QueryFailed, also after `seconds`.

    Times with a zone are told as the clocks of `zone` showed them.
    """
    bound = text(sql).bindparams(*[bindparam(name, day, type_=Date()) for name, day in days.items()])
    stopped = Event()
    try:
        with connection.begin_nested(), _stopped_after(connection, seconds, stopped):  # after a failed query PostgreSQL answers no other one
            result = connection.execute(bound.execution_options(yield_per=ROWS_AT_ONCE))
            if not result.returns_rows:
                raise QueryFailed("it asks for nothing: a query starts with select or with")
            columns, rows = list(result.keys()), []
            for row in result:
                rows.append([_as_text(*cell, zone) for cell in zip(columns, row, strict=True)])
                if len(rows) > MOST_ROWS:
                    raise QueryFailed(f"it returns more than {MOST_ROWS:,} rows")
            return columns, rows
    except DBAPIError as error:
        if stopped.is_set():
            raise QueryFailed(f"it was not answered within {seconds:g} seconds, and was stopped") from None
        raise QueryFailed(_without_password(str(error.orig).splitlines()[0], connection)) from None


@contextmanager
def _stopped_after(connection: Connection, seconds: float, stopped: Event) -> Iterator[None]:
    """Stop what the database does for this connection when the time is over, and say so by `stopped`.

    Raises QueryFailed for a driver that cannot be stopped from outside: its query could hold up for ever whoever asks it.
    """
    driver = connection.connection.driver_connection
    stop = getattr(driver, "cancel", None) or getattr(driver, "interrupt", None)  # psycopg; sqlite3
    if stop is None:
        raise QueryFailed(f"no time can be set to a query of {connection.engine.dialect.name}: its driver has no way to stop one")

    def over() -> None:
        stopped.set()
        stop()

    timer = Timer(seconds, over)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _without_password(message: str, connection: Connection) -> str:
    password = str(connection.engine.url.password or "")
    return message.replace(password, "…") if password else message


def _as_text(column: str, value: object, zone: str) -> str:
    """A value as text: nothing for null, days as 2026-03-31, times as 2026-03-31 09:30:00, numbers as they are."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            local = value.astimezone(zone_of(zone)) if value.tzinfo else value
            offset = local.isoformat()[-6:] if value.tzinfo and local.fold else ""  # the second of two hours alike
            return local.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds") + offset
        case Decimal():
            return f"{value:f}"
        case str() | int() | float() | date() | time() | UUID():
            return str(value)
    what = type(value).__name__
    raise QueryFailed(
        f"column {column} holds what is neither text, number, date nor time ({what}); cast or leave it out"
    )
