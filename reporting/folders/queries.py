"""Queries: the files of a report's `queries/`, which say what is asked of a database, and which one. Nothing is asked here."""

from __future__ import annotations

from pathlib import Path

from pipeline.files.toml_files import Table, Text


class Query(Table):
    """Where the query of a case table is asked, who keeps that database, and on what terms."""

    connection: Text
    """The environment variable that holds the connection's URL."""
    publisher: Text
    """Who keeps the database."""
    licence: Text
    """On what terms it may be used."""
    about: str = ""
    """What else is to be said of it."""


def query_tables(folder: Path) -> list[str]:
    """The tables that a report's folder has a query for."""
    return sorted({path.stem for path in (folder / "queries").glob("*") if path.suffix in (".sql", ".toml")})
