"""Spreadsheets: the cells of a csv, xlsx, ods or Parquet file as they stand in it; in Parquet the column names are row 1."""

from __future__ import annotations

import csv
import gc
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.faults import Fault, nearest
from pipeline.files.cell_marks import Marks
from pipeline.files.inputs import MOST_BYTES, NotReadable, read_input, standing_of
from pipeline.files.toml_files import not_utf8
from pipeline.files.workbooks.ods_sheets import OdsBook
from pipeline.files.workbooks.workbook_files import DAMAGED, MOST_CELLS, TooLarge, WorkbookFile
from pipeline.files.workbooks.xlsx_sheets import XlsxBook

RETURN_SHEET = "Return"
FOR_INFORMATION = "for information"  # a column whose header starts so is for whoever fills in the return, and is not read
MOST_CELLS_OF_TEXT = 4 * MOST_CELLS  # of csv and Parquet, which are read without looking at their marks
ROWS_AT_ONCE = 2_000  # of Parquet
_SMALLER = "Save it again without what does not belong to the table, or send the table as CSV UTF-8."


@dataclass(frozen=True)
class Sheet:
    """A sheet as it stands in its file: row n is item n - 1 of `rows`, each as long as its last cell with something in it.

    A csv or Parquet file has one, without a name and without marks.
    """

    name: str = ""
    rows: Sequence[Sequence[object]] = ()
    marks: Marks = field(default_factory=Marks)


def read_sheet(path: Path, name: str, sheet: str) -> tuple[Sheet, list[Fault]]:
    """The sheet that was read, and what keeps it from being read.

    Text files are UTF-8. Of workbooks only the XML is read: no formula and no macro is run. `sheet` may be empty where
    there is only one, or where one is named as in the workbooks that `report template` writes.
    """
    try:
        standing_of(path)
    except NotReadable as error:
        return Sheet(), [Fault(error.what, file=name, action="Send the file itself, in parts where it is too large.")]
    if path.suffix == ".csv":
        return _read_csv(path, name)
    if path.suffix == ".parquet":
        return _read_parquet(path, name)
    try:
        with uncollected(), zipfile.ZipFile(io.BytesIO(read_input(path).data)) as opened:
            book = _opened(path, opened)
            names = list(book.sheets)
            sheet = sheet or (RETURN_SHEET if RETURN_SHEET in names else "")
            if sheet and sheet not in names:
                return Sheet(sheet), [
                    Fault("the sheet is missing", file=name, sheet=sheet, action=nearest(sheet, names))
                ]
            if not sheet and len(names) > 1:
                action = (
                    f"Name the sheet in {path.with_suffix('.source.toml').name}: sheet = one of {', '.join(names)}."
                )
                return Sheet(), [
                    Fault("the workbook has several sheets", file=name, found=str(len(names)), action=action)
                ]
            sheet = sheet or names[0]
            return Sheet(sheet, *book.read(sheet)), []
    except TooLarge as error:
        return Sheet(sheet), [
            Fault(f"the workbook is too large to be read: {error}", file=name, sheet=sheet, action=_SMALLER)
        ]
    except DAMAGED as error:
        what = "the workbook cannot be opened: it is damaged, cut off or protected by a password"
        return Sheet(sheet), [Fault(f"{what} ({error})", file=name, action="Ask the sender for the file again.")]


def read_cells(path: Path, name: str, sheet: str) -> tuple[str, Sequence[Sequence[object]], list[Fault]]:
    """The name of the sheet that was read and its rows, without their marks, and what keeps it from being read."""
    read, faults = read_sheet(path, name, sheet)
    return read.name, read.rows, faults


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets; none where it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(read_input(path).data)) as opened:
            return list(_opened(path, opened).sheets)
    except (TooLarge, *DAMAGED):
        return []


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for cycles: for what makes none, or is needed to the end. A large sheet takes half the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _opened(path: Path, opened: zipfile.ZipFile) -> XlsxBook | OdsBook:
    return (XlsxBook if path.suffix == ".xlsx" else OdsBook)(WorkbookFile(opened))


def _read_csv(path: Path, name: str) -> tuple[Sheet, list[Fault]]:
    try:
        lines = csv.reader(io.StringIO(read_input(path).text, newline=""), strict=True)
        rows, cells = [], 0
        for row in lines:
            rows.append(row)
            cells += len(row)
            if cells > MOST_CELLS_OF_TEXT:
                what = f"the file is too large to be read: row {len(rows):,} is beyond the {MOST_CELLS_OF_TEXT:,} cells that are read"
                return Sheet(), [Fault(what, file=name, action="Send it in parts.")]
        return Sheet(rows=rows), []
    except UnicodeDecodeError as error:
        return Sheet(), [not_utf8(error, name, "Save it as CSV UTF-8.")]
    except csv.Error as error:
        action = "A quote that opens must close. Save it as CSV UTF-8 again."
        return Sheet(), [Fault(f"not readable as CSV: {error}", file=name, row=lines.line_num, action=action)]


def _read_parquet(path: Path, name: str) -> tuple[Sheet, list[Fault]]:
    import pyarrow.parquet  # slow to import, and few reports have such a file

    try:
        opened = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(read_input(path).data))
        about = opened.metadata
        if about.num_rows * about.num_columns > MOST_CELLS_OF_TEXT:
            what = f"the file is too large to be read: it has {about.num_rows:,} rows and {about.num_columns:,} columns"
            return Sheet(), [Fault(what, file=name, action="Send it in parts.")]
        # Piece by piece: what takes kilobytes in the file, where it stands once, may take gigabytes in a million cells.
        pieces, size = [], 0
        for piece in opened.iter_batches(ROWS_AT_ONCE):
            pieces.append(piece)
            size += piece.nbytes
            if size > MOST_BYTES:
                what = f"the file is too large to be read: unpacked, it has more than {MOST_BYTES // 1_000_000} MB"
                return Sheet(), [Fault(what, file=name, action="Send it in parts.")]
        # A whole number stays one where the column has gaps, with all its digits; two columns of one name are told later.
        read = pyarrow.Table.from_batches(pieces, opened.schema_arrow).to_pandas(integer_object_nulls=True)
    except (OSError, ValueError, NotImplementedError) as error:
        return Sheet(), [Fault(f"not readable as Parquet ({error})", file=name, action="Take the extract again.")]
    table = read.astype(object)
    return Sheet(rows=[list(table.columns), *table.where(table.notna(), "").values.tolist()]), []
