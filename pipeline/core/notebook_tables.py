"""Steps: a notebook says which tables it reads and writes, and reads and writes nothing else; faults as such a table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path

import pandas as pd

from pipeline.core.faults import Fault, FaultsFound
from pipeline.core.installation import DATA
from pipeline.core.periods import Period, PeriodError, is_date
from pipeline.core.report_names import name_problem
from pipeline.core.written_files import write_file

DATA_ROOT = DATA / "raw"
SHOWN = 10  # rows of a table that is not held
COLUMNS_SHOWN = 20  # of any table: what pandas shows in a kernel that imported it
TABLES_ROOT = DATA / "processed"


class StepError(RuntimeError):
    """A notebook reads or writes a table it did not declare, or one that an earlier notebook has not made."""


@dataclass(frozen=True)
class Step:
    """The checked parameters of a notebook, and the only way to its tables."""

    report_id: str
    period: str
    as_of: str
    data_root: Path
    tables: Path
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """The report's folder."""
        return self.data_root / self.report_id

    def read(self, table: str) -> pd.DataFrame:
        """A table that an earlier notebook wrote. Raises StepError if it is not declared or not there."""
        return pd.read_parquet(self.file(table))

    def file(self, table: str) -> Path:
        """Where such a table lies, for who asks it row by row and does not hold it."""
        if table not in self.reads:
            raise StepError(f'this notebook does not declare that it reads "{table}"; declare it in open_step')
        path = self.tables / f"{table}.parquet"
        if not path.exists():
            raise StepError(f'the table "{table}" is not there yet: run the notebooks before this one first')
        return path

    def write(self, table: str, rows: pd.DataFrame | Path) -> pd.DataFrame:
        """Keep a table for the next notebook and return it to be shown; of a file beside it, which takes its place, the first rows.

        Raises StepError if it is not declared.
        """
        if table not in self.writes:
            raise StepError(f'this notebook does not declare that it writes "{table}"; declare it in open_step')
        if isinstance(rows, Path):
            return _first_rows(rows.replace(self.tables / f"{table}.parquet"))
        before = os.umask(0o077)  # it may hold records: nobody else reads it, wherever the notebook was run
        try:
            self.tables.mkdir(parents=True, exist_ok=True)
            write_file(self.tables / f"{table}.parquet", rows.to_parquet(index=False))
        finally:
            os.umask(before)
        return rows


def _first_rows(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    opened = pq.ParquetFile(path)
    rows: pd.DataFrame = next(opened.iter_batches(SHOWN), opened.schema_arrow.empty_table()).to_pandas()
    return rows


def open_step(
    report_id: str,
    period: str,
    as_of: str,
    data_root: str,
    tables_root: str,
    *,
    reads: Sequence[str],
    writes: Sequence[str],
) -> Step:
    """Check the parameters and open the notebook's tables.

    An empty `data_root` is `data/raw` of this project; an empty `tables_root` is the folder for notebooks
    run by hand in `data/processed`. Raises FaultsFound naming every parameter that is wrong.
    """
    faults = check_parameters(report_id, period, as_of)
    if faults:
        raise FaultsFound(faults)
    # A table is shown alike in each kernel: pandas 3.1 shows fewer columns where it was imported before there was one, as in those that are forked.
    pd.set_option("display.max_columns", COLUMNS_SHOWN)
    tables = Path(tables_root) if tables_root else TABLES_ROOT / report_id / period / "by-hand"
    return Step(report_id, period, as_of, Path(data_root or DATA_ROOT), tables, tuple(reads), tuple(writes))


def check_parameters(report_id: object, period: object, as_of: object) -> list[Fault]:
    """What is wrong with the parameters; papermill checks neither their names nor their types."""
    faults = []
    for name, value in (("report_id", report_id), ("period", period), ("as_of", as_of)):
        if not isinstance(value, str):
            faults.append(Fault("wrong type of parameter", column=name, found=repr(value), expected="a text in quotes"))
    if isinstance(report_id, str) and (not report_id or Path(report_id).name != report_id or report_id.startswith(".")):
        faults.append(
            Fault("not a report", column="report_id", found=report_id, expected="the name of a folder of data/raw")
        )
    elif isinstance(report_id, str) and (problem := name_problem(report_id)):
        faults.append(Fault(problem, column="report_id"))
    if isinstance(period, str):
        try:
            Period.parse(period)
        except PeriodError as error:
            faults.append(Fault(str(error), column="period"))
    if isinstance(as_of, str) and as_of and not is_date(as_of):
        faults.append(
            Fault("not a date", column="as_of", found=as_of, expected="a date such as 2023-11-30, or nothing")
        )
    return faults


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """One row a fault: what, file, sheet, row, column, found, expected, action."""
    columns = [part.name for part in fields(Fault)]
    return pd.DataFrame(list(map(attrgetter(*columns), faults)), columns=columns).astype({"row": "Int64"})


def faults_from(table: pd.DataFrame) -> list[Fault]:
    """The faults again from `fault_table`."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [Fault(**{**row, "row": None if row["row"] is None else int(row["row"])}) for row in rows]
