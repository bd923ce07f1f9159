"""Record table: the records of a report where DuckDB asks them, so that a count holds its answer and not the records.

DuckDB stays in its place: it loads no extension, reaches no network and reads no file but the table that it was given. What does
not fit into its memory it puts into a folder beside that table that nobody else may enter, and that is gone with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pandas as pd

from pipeline.files.record_files import BATCH
from pipeline.files.sql_names import NUMBERED, OWN, literal, quoted

SETTINGS = {
    "threads": str(min(2, os.cpu_count() or 1)), "memory_limit": "1GB", "temp_directory": "",
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "allow_community_extensions": "false",
}  # fmt: skip


Rows: TypeAlias = pd.DataFrame | Path  # records as they are, or the Parquet file of them, which is read as it is asked about
IN_ORDER = f"{OWN}order"  # from 0


class RecordTable:
    """The records by the columns of cases.Cases.rows, asked in SQL as `records`, and their files as `files`.

    Of several files those of the first come first. Each record has its place in the order of the records (IN_ORDER), and each file a number (`id`) in the order of names; one with
    two sheets, or two checksums, is an error.
    """

    def __init__(self, rows: Rows | Sequence[Path]):
        self.rows = [rows] if isinstance(rows, Path) else rows
        self._before = 0

    @cached_property
    def _connection(self) -> Any:
        import duckdb  # a report without records has no use for it
        import pyarrow as pa

        opened = duckdb.connect(":memory:", config={**SETTINGS})
        if not isinstance(self.rows, pd.DataFrame):
            self._aside = TemporaryDirectory(prefix=".asked-", dir=self.rows[0].parent)  # for its owner alone, as such folders are
            opened.execute(f"set temp_directory = {literal(Path(self._aside.name) / 'duckdb')}")
            opened.execute(f"set allowed_paths = [{', '.join(map(literal, self.rows))}]")
            source = f"({' union all '.join(_numbered(self.rows))})"
        else:
            received = pa.Table.from_pandas(self.rows, preserve_index=False)
            opened.register("received", received.append_column(IN_ORDER, pa.array(range(len(self.rows)), pa.int64())))
            source = "received"
        opened.execute("set enable_external_access = false")
        columns = [name for name, *_ in opened.execute(f"describe select * from {source}").fetchall()]
        opened.execute(f"create view records as select {', '.join(map(_as_asked, columns))} from {source}")
        opened.execute("create table files (file varchar primary key, sheet varchar, sha256 varchar, id bigint)")
        opened.execute("insert into files select *, row_number() over (order by file, sheet, sha256) - 1 "
                       "from (select distinct file, sheet, sha256 from records)")  # fmt: skip
        return opened

    @cached_property
    def files(self) -> list[tuple[str, str, str]]:
        """The name, sheet and checksum of every file with a record, by its number."""
        files: list[tuple[str, str, str]] = self.ask("select file, sheet, sha256 from files order by id").fetchall()
        return files

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, *_ in self.ask("describe records").fetchall())

    def ask(self, query: str, values: Sequence[object] = ()) -> Any:
        """What DuckDB answers, to be fetched."""
        return self._connection.execute(query, list(values))

    def set_aside(self) -> str:
        """The name, as SQL has it, under which the records as they are stand from now on: other ones will be `records`."""
        self._before += 1
        name = quoted(f"records {self._before}")
        self.ask(f"alter view records rename to {name}")
        return name

    def frame(self) -> pd.DataFrame:
        """The records in their order, as a frame of all of them."""
        rows: pd.DataFrame = self.ask(f"select * exclude {quoted(IN_ORDER)} from records order by {quoted(IN_ORDER)}").df()
        return rows

    def told(self, query: str) -> Any:
        """What DuckDB answers, in Arrow's batches, piece by piece."""
        return self._connection.sql(query).to_arrow_reader(BATCH)

    def close(self) -> None:
        """Let go of the file, and take away what lay beside it."""
        if "_connection" in vars(self):
            vars(self).pop("_connection").close()
        if "_aside" in vars(self):
            vars(self).pop("_aside").cleanup()

    def keep(self, name: str, columns: Mapping[str, object]) -> None:
        """Put a small table beside the records."""
        import pyarrow as pa

        self._connection.register(name, pa.table(dict(columns)))


def _numbered(paths: Sequence[Path]) -> Iterator[str]:
    """SQL for the records of each of some files, with the places that they have in the order of all."""
    import pyarrow.parquet as pq

    before = 0
    for path in paths:
        yield f"select * exclude {NUMBERED}, {NUMBERED} + {before} as {quoted(IN_ORDER)} from read_parquet({literal(path)}, {NUMBERED} = true)"
        before += pq.read_metadata(path).num_rows


def _as_asked(name: str) -> str:
    """SQL for a column: everything is a text but the numbers of rows, and what is not there is empty."""
    asked = f"cast({quoted(name)} as bigint)" if name in ("row", IN_ORDER) else f"coalesce(cast({quoted(name)} as varchar), '')"
    return f"{asked} as {quoted(name)}"


def conditions(where: Mapping[str, Sequence[str]], where_not: Mapping[str, Sequence[str]]) -> tuple[str, list[object]]:
    """SQL for the records with one of the values in every column of `where` and none of them in any of `where_not`, and the values."""
    told: list[str] = ["true"]
    values: list[object] = []
    for word, asked in (("in", where), ("not in", where_not)):
        for column, those in asked.items():
            told.append(f"{quoted(column)} {word} (select unnest(cast(? as varchar[])))")
            values.append(list(those))
    return " and ".join(told), values
