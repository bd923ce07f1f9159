"""Queries: the files of a report's `queries/`, which say what is asked of a database, and which one. Nothing is asked here."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from pipeline.files.toml_files import Table, Text


class Query(Table):
    """Where the query of a case table is asked, who keeps that database, and on what terms."""

    connection: Text
    """The environment variable that holds the connection's URL."""
    publisher: Text
    """Who keeps the database."""
    licence: Text
    """On what terms it may be used."""
    seconds: int = Field(600, ge=1, le=86_400)
    """How long it may take; after that it is stopped."""
    about: str = ""
    """What else is to be said of it."""


def query_tables(folder: Path) -> list[str]:
    """The tables that a report's folder has a query for."""
    return sorted({path.stem for path in (folder / "queries").glob("*") if path.suffix in (".sql", ".toml")})
