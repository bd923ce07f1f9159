"""Record files: records put into a Parquet file piece by piece, so that no more than one piece is held; its owner alone may read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from pipeline.core.written_files import write_piecewise

BATCH = 50_000  # records that are held while all are written


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

    def add_file(self, path: Path, told: Iterable[Any]) -> None:
        """Write the records of such a file behind those before, piece by piece; `told` has, in their order, what stands in some columns now."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        waiting = iter(told)
        ahead = pa.table({})
        with pq.ParquetFile(path) as file:
            for piece in file.iter_batches(BATCH):
                while len(ahead) < len(piece):
                    ahead = pa.Table.from_batches([*ahead.to_batches(), next(waiting)])
                now, ahead = ahead.slice(0, len(piece)), ahead.slice(len(piece))
                columns = {name: now[name] if name in now.column_names else piece[name] for name in self.schema.names}
                self._writer.write_table(pa.table(columns).cast(self.schema))
                self.rows += len(piece)

    def __enter__(self) -> RecordFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.__exit__(kind, error, trace)
