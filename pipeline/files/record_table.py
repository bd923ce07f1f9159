"""Record table: the records of a report where DuckDB asks them, so that a count holds its answer and not the records.

DuckDB stays in its place: it loads no extension and reads and writes nothing but the table that it was given, and what does
not fit into its memory it puts into the folder of that table, which nobody else reads.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

SETTINGS = {
    "threads": str(min(2, os.cpu_count() or 1)), "memory_limit": "1GB", "temp_directory": "",
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "allow_community_extensions": "false",
}  # fmt: skip


class RecordTable:
    """The records by the columns of cases.Cases.rows, asked in SQL as `records`, and their files as `files`.

    Each file has a number (`id`) in the order of its name, sheet and checksum.
    """

    def __init__(self, rows: pd.DataFrame):
        self.rows = rows

    @cached_property
    def _connection(self) -> Any:
        import duckdb  # a report without records has no use for it
        import pyarrow as pa

        opened = duckdb.connect(":memory:", config=SETTINGS)
        opened.execute("set enable_external_access = false")
        opened.register("received", pa.Table.from_pandas(self.rows, preserve_index=False))
        texts = ", ".join(f"coalesce(cast({quoted(name)} as varchar), '') as {quoted(name)}" for name in self.rows.columns if name != "row")
        opened.execute(f"create view records as select cast(\"row\" as bigint) as \"row\", {texts} from received")
        opened.execute("create table files as select row_number() over (order by file, sheet, sha256) - 1 as id, * "
                       "from (select distinct file, sheet, sha256 from records)")  # fmt: skip
        return opened

    @cached_property
    def files(self) -> list[tuple[str, str, str]]:
        """The name, sheet and checksum of every file with a record, by its number."""
        files: list[tuple[str, str, str]] = self.ask("select file, sheet, sha256 from files order by id").fetchall()
        return files

    def ask(self, query: str, values: Sequence[object] = ()) -> Any:
        """What DuckDB answers, to be fetched."""
        return self._connection.execute(query, list(values))

    def keep(self, name: str, columns: Mapping[str, object]) -> None:
        """Put a small table beside the records."""
        import pyarrow as pa

        self._connection.register(name, pa.table(dict(columns)))


def quoted(name: str) -> str:
    """The name of a column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def conditions(where: Mapping[str, Sequence[str]], where_not: Mapping[str, Sequence[str]]) -> tuple[str, list[object]]:
    """SQL for the records with one of the values in every column of `where` and none of them in any of `where_not`, and the values."""
    told: list[str] = ["true"]
    values: list[object] = []
    for word, asked in (("in", where), ("not in", where_not)):
        for column, those in asked.items():
            told.append(f"{quoted(column)} {word} (select unnest(cast(? as varchar[])))")
            values.append(list(those))
    return " and ".join(told), values
