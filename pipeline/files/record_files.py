"""Record files: records put into a Parquet file piece by piece, so that no more than one piece is held; its owner alone may read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from pipeline.core.written_files import write_piecewise


class RecordFile:
    """The file while it is written. Every column is a text but the number of the row; one that a piece lacks is empty in it."""

    def __init__(self, path: Path, columns: Sequence[str]):
        import pyarrow as pa  # a report without records has no use for it
        import pyarrow.parquet as pq

        self.path, self.rows = path, 0
        self.schema = pa.schema([(name, pa.int64() if name == "row" else pa.string()) for name in columns])
        self._open = ExitStack()
        self._writer = self._open.enter_context(pq.ParquetWriter(self._open.enter_context(write_piecewise(path)), self.schema))

    def add(self, rows: pd.DataFrame) -> None:
        """Write some records behind those before."""
        import pyarrow as pa

        if len(rows):
            columns = [pa.array(rows[one.name], one.type) if one.name in rows else pa.repeat("", len(rows)) for one in self.schema]
            self._writer.write_table(pa.table(columns, schema=self.schema))
            self.rows += len(rows)

    def add_batches(self, batches: Iterable[Any]) -> None:
        """Write what DuckDB answers, batch by batch."""
        for batch in batches:
            self._writer.write_batch(batch.select(self.schema.names).cast(self.schema))
            self.rows += len(batch)

    def __enter__(self) -> RecordFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.__exit__(kind, error, trace)
