"""Sources: the returns that partners send, read row by row with every fault named.

A return is `returns/<received-date>_<name>.csv|xlsx|ods`. Beside it, `<received-date>_<name>.source.toml`
says who published it and its checksum. Files are read, never changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict

from pipeline.display import STATUS_WORDS
from pipeline.faults import Fault, suggestion, unseen
from pipeline.periods import BASES, Period, PeriodError
from pipeline.spreadsheets import read_cells
from pipeline.steps import is_date
from pipeline.toml_files import read_toml, validated

REQUIRED_COLUMNS = ("indicator", "period", "basis", "value")
OPTIONAL_COLUMNS = ("category", "numerator", "denominator", "status", "note")
NUMBER_COLUMNS = ("value", "numerator", "denominator")
OBSERVATION_COLUMNS = (
    "indicator", "category", "period", "basis", "value", "numerator", "denominator",
    "status", "note", "received", "file", "sheet", "row", "sha256", "readable",
)  # fmt: skip
EXACT_DIGITS = 15  # as many as a floating-point number keeps, and as Excel shows
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})_[^/\\]+\.(csv|xlsx|ods)", re.ASCII)
_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_MARKER = re.compile(r"\[([a-z]+)\]")


class SourceRecord(BaseModel):
    """`.source.toml`: where a return comes from, and the checksum it had when it was received."""

    model_config = ConfigDict(extra="forbid")

    publisher: str
    licence: str
    received: date
    received_says: str = ""
    about: str = ""
    sha256: str = ""
    sheet: str = ""
    columns: dict[str, str] = {}


@dataclass(frozen=True)
class Returns:
    """What was received by a date.

    observations  one row per line of a return, columns OBSERVATION_COLUMNS; numbers as floats, dates as ISO text;
                  `readable` is false where a cell of the line is at fault
    inputs        one row per return: file, received, received_says, publisher, licence, sha256, rows
    faults        everything that could not be read as it stands
    """

    observations: pd.DataFrame
    inputs: pd.DataFrame
    faults: list[Fault]


def return_files(folder: Path, as_of: str = "") -> tuple[list[Path], list[Fault]]:
    """The returns received by `as_of` (ISO date; empty: all), oldest first, and files whose names say nothing."""
    chosen, faults = [], []
    for path in sorted((folder / "returns").glob("*")):
        if path.name.endswith(".source.toml") or path.name.startswith((".", "~$")):
            continue
        match = _NAME.fullmatch(path.name)
        if match is None or not is_date(match[1]):
            faults.append(
                Fault(
                    "a return is named by the date it was received",
                    file=f"returns/{path.name}",
                    expected="a name such as 2023-11-30_police.csv (csv, xlsx or ods)",
                    action="Rename the file.",
                )
            )
        elif not path.is_file():
            faults.append(
                Fault(
                    "a folder where a file belongs", file=f"returns/{path.name}", action="Put the return itself there."
                )
            )
        elif not as_of or match[1] <= as_of:
            chosen.append(path)
    return chosen, faults


def source_record_path(path: Path) -> Path:
    """Where the record of a return stands: beside it, ending in `.source.toml`."""
    return path.with_suffix(".source.toml")


def newest_received(folder: Path, as_of: str = "") -> str:
    """The newest received date among the returns, ISO; empty if there are none."""
    return max((path.name[:10] for path in return_files(folder, as_of)[0]), default="")


def read_returns(folder: Path, as_of: str = "") -> Returns:
    """Read every return received by `as_of`. Faulty cells are left empty in the table and named in `faults`."""
    files, faults = return_files(folder, as_of)
    rows: list[dict] = []
    inputs: list[dict] = []
    for path in files:
        record, found = _read_record(path)
        faults += found
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        name = f"returns/{path.name}"
        if record.sha256 and record.sha256 != digest:
            faults.append(
                Fault(
                    "the file differs from its record",
                    file=name,
                    found=digest[:12] + "…",
                    expected=f"checksum {record.sha256[:12]}…",
                    action=f"A changed return is a new return: save it under the date it was received and restore this one. "
                    f'If the record is wrong, put sha256 = "{digest}" into {source_record_path(path).name}.',
                )
            )
        read, found = _read_return(path, name, record, digest)
        faults += found
        rows += read
        inputs.append(
            {
                "file": name,
                "received": path.name[:10],
                "received_says": record.received_says,
                "publisher": record.publisher,
                "licence": record.licence,
                "sha256": digest,
                "rows": len(read),
            }
        )
    if not files and not faults:
        faults.append(
            Fault(
                "no return has been received" + (f" by {as_of}" if as_of else ""),
                file="returns/",
                action="Put the partners' returns there, each named by the date it was received.",
            )
        )
    observations = pd.DataFrame(rows, columns=list(OBSERVATION_COLUMNS))
    observations = observations.astype(
        {column: "float64" for column in NUMBER_COLUMNS} | {"row": "int64", "readable": "bool"}
    )
    columns = ["file", "received", "received_says", "publisher", "licence", "sha256", "rows"]
    return Returns(observations, pd.DataFrame(inputs, columns=columns), faults)


def _read_record(path: Path) -> tuple[SourceRecord, list[Fault]]:
    record_path = source_record_path(path)
    name = f"returns/{record_path.name}"
    received = date.fromisoformat(path.name[:10])
    unknown = SourceRecord(publisher="not stated", licence="not stated", received=received)
    if not record_path.exists():
        return unknown, []
    tables, faults = read_toml(record_path, name)
    if faults:
        return unknown, faults
    record, faults = validated(SourceRecord, tables, record_path, name)
    if record and record.received != received:
        faults.append(
            Fault(
                "the received dates differ",
                file=name,
                found=str(record.received),
                expected=f"{received}, as in the file's name",
            )
        )
    return record or unknown, faults


def _read_return(path: Path, name: str, record: SourceRecord, digest: str) -> tuple[list[dict], list[Fault]]:
    sheet, cells, faults = read_cells(path, name, record.sheet)
    if faults:
        return [], faults
    if not any(any(_text(cell) for cell in row) for row in cells):
        return [], [Fault("the file is empty", file=name, sheet=sheet, action="Ask the sender for the return again.")]
    header, faults = _read_header(cells[0], name, sheet, record.columns)
    if faults:
        return [], faults
    rows = []
    for number, row in enumerate(cells[1:], start=2):
        if not any(_text(cell) for cell in row):
            continue
        if len(row) > len(header) and any(_text(cell) for cell in row[len(header) :]):
            faults.append(
                Fault(
                    "more cells than columns",
                    file=name,
                    sheet=sheet,
                    row=number,
                    action="Put quotes around texts with commas.",
                )
            )
        values = {column: row[at] if at < len(row) else "" for at, column in enumerate(header)}
        read, found = _read_row(values, Fault("", file=name, sheet=sheet, row=number))
        faults += found
        rows.append(
            {
                **read,
                "received": path.name[:10],
                "file": name,
                "sheet": sheet,
                "row": number,
                "sha256": digest,
                "readable": not found,
            }
        )
    if not rows:
        faults.append(
            Fault(
                "the file has a header and no rows",
                file=name,
                sheet=sheet,
                action="Ask the sender for the return again.",
            )
        )
    return rows, faults


def _read_header(cells: Sequence, name: str, sheet: str, renamed: dict[str, str]) -> tuple[list[str], list[Fault]]:
    ours = {theirs: column for column, theirs in renamed.items()}
    header = [ours.get(_text(cell), _text(cell)) for cell in cells]
    while header and not header[-1]:
        header.pop()
    known = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
    if len(header) == 1 and (separator := next((mark for mark in ";\t|" if mark in header[0]), "")):
        action = "Save it again as CSV UTF-8 (comma delimited), or send the workbook itself."
        return header, [
            Fault(
                "the columns are not separated by commas",
                name,
                sheet,
                1,
                found=separator.replace("\t", "tab"),
                action=action,
            )
        ]
    place = {"file": name, "sheet": sheet, "row": 1}
    faults = [
        Fault("a column is missing", **place, column=column, action="Add it; its name stands in the first row.")
        for column in REQUIRED_COLUMNS
        if column not in header
    ]
    for column in dict.fromkeys(header):
        if column not in known:
            faults.append(
                Fault(
                    "unknown column",
                    **place,
                    found=column,
                    expected="one of " + ", ".join(known),
                    action=suggestion(column, known),
                )
            )
        elif header.count(column) > 1:
            faults.append(Fault("the column is there twice", **place, column=column))
    return header, faults


def _read_row(cells: dict[str, object], place: Fault) -> tuple[dict, list[Fault]]:
    """One line of a return as an observation, and what is wrong with its cells."""
    faults: list[Fault] = []

    def fault(column: str, what: str, expected: str, action: str = "") -> None:
        found = _text(cells.get(column, "")) or None
        faults.append(Fault(what, place.file, place.sheet, place.row, column, found, expected, action))

    read: dict[str, object] = {
        column: _text(cells.get(column, "")) for column in ("indicator", "category", "period", "basis", "note")
    }
    for column, text in read.items():
        faults += unseen(str(text), place.file, place.sheet, place.row, column)
    if re.search(r"[\[\]\n]", str(read["category"])):
        fault("category", "a bracket or a new line in a category", "words alone")
    for column in ("indicator", "period"):
        if not isinstance(cells.get(column, ""), str):
            fault(column, "stored as a number or date", "text", "Format the cell as text and type it again.")
        elif not read[column]:
            fault(column, "the cell is empty", f"{'an' if column == 'indicator' else 'a'} {column}")
    if read["basis"] not in BASES:
        fault("basis", "unknown basis", "one of " + ", ".join(BASES), suggestion(str(read["basis"]), BASES))
    elif isinstance(cells["period"], str) and read["period"]:
        try:
            read["period"] = str(Period.parse(str(read["period"]), str(read["basis"])))
        except PeriodError as error:
            faults.append(Fault(str(error), place.file, place.sheet, place.row, "period"))
    status = _text(cells.get("status", "")).replace("[", " ").replace("]", " ").replace(",", " ").split()
    for column in NUMBER_COLUMNS:
        cell = cells.get(column, "")
        marker = _MARKER.fullmatch(_text(cell))
        if marker:
            status.append(marker[1])
            read[column] = None
            continue
        read[column], wrong = _number(cell)
        if wrong:
            fault(column, wrong, "a number without unit", "Correct the cell, or leave it empty and say why in status.")
    unknown = [mark for mark in status if mark not in STATUS_WORDS]
    if unknown:
        fault("status", "unknown marker", "one of " + ", ".join(STATUS_WORDS))
    read["status"] = " ".join(dict.fromkeys(mark for mark in status if mark in STATUS_WORDS))
    marks = " ".join(f"[{mark}]" for mark in ("x", "z", "c") if mark in status)
    if marks and read["value"] is not None:
        fault("value", f"a value beside {marks}, which says that there is none to print", "a value or the marker")
    if "c" in status and not (read["numerator"] is None and read["denominator"] is None):
        fault("numerator", "counts beside [c], which says that they must not be known", "no counts")
    if not faults and status and not marks and read["value"] is None and read["numerator"] is None:
        fault(
            "status",
            "says something about a value, and there is none",
            "a value, or x, z or c with a note that says why",
        )
    absent = [column for column in ("numerator", "denominator") if read[column] is None]
    if not faults and not status and len(absent) == 1:  # 1,234 without quotes ends in two cells
        fault(absent[0], "one of the two counts is missing", "both numerator and denominator, or neither")
    elif not faults and not status and absent and read["value"] is None:
        fault("value", "neither a value nor a status", "a number, or a status such as x with a note that says why")
    return read, faults


def _number(cell: object) -> tuple[float | None, str]:
    if isinstance(cell, bool) or isinstance(cell, (date, datetime)):
        return None, "a date or a yes/no where a number belongs"
    if isinstance(cell, (int, float)):
        return float(cell), ""
    text = _text(cell).replace("\u2212", "-")
    if not text:
        return None, ""
    if not _NUMBER.fullmatch(text):
        return None, "text where a number belongs"
    if len(text.replace(",", "").replace(".", "").strip("-0")) > EXACT_DIGITS:
        return None, "more digits than can be kept exactly"
    return float(text.replace(",", "")), ""


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\u00a0", " ").strip()
