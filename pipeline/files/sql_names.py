"""SQL names: how a column and a text stand in a query of records, and which names no column of a report may have."""

from __future__ import annotations

OWN = "its_own_"  # how the names begin that stand beside the columns of records while they are asked
NUMBERED = "file_row_number"  # what DuckDB calls the place of a row in its file


def is_kept(name: str) -> bool:
    """Whether a column of this name would be taken for one that stands beside the columns of records; capitals tell SQL nothing."""
    return name.casefold().startswith(OWN) or name.casefold() == NUMBERED


def quoted(name: str) -> str:
    """The name of a column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text, or a path, as SQL has it."""
    return "'" + str(text).replace("'", "''") + "'"
