"""Sources: the returns that partners send, each with its record and every fault named.

A return is `returns/<received-date>_<name>.csv|xlsx|ods`. Beside it, `<received-date>_<name>.source.toml`
says who published it and its checksum. Files are read, never changed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.described import read_described
from pipeline.faults import Fault
from pipeline.rows import NUMBER_COLUMNS, read_return
from pipeline.source_records import SourceRecord, read_record, source_record_path
from pipeline.steps import is_date

OBSERVATION_COLUMNS = (
    "indicator", "category", "period", "basis", "value", "numerator", "denominator",
    "status", "note", "received", "file", "sheet", "row", "cells", "sha256", "readable",
)  # fmt: skip
INPUT_COLUMNS = ["file", "received", "received_says", "publisher", "licence", "sha256", "rows"]
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})_[^/\\]+\.(csv|xlsx|ods)", re.ASCII)


@dataclass(frozen=True)
class Returns:
    """What was received by a date.

    observations  one row per value, columns OBSERVATION_COLUMNS; numbers as floats, dates as ISO text; `cells` says in
                  which column each number stands where a row holds several values (`value:D`), and is empty otherwise;
                  `readable` is false where a cell of the line is at fault
    inputs        one row per return: file, received, received_says, publisher, licence, sha256, rows
    faults        everything that could not be read as it stands
    """

    observations: pd.DataFrame
    inputs: pd.DataFrame
    faults: list[Fault]


def return_files(folder: Path, as_of: str = "") -> tuple[list[Path], list[Fault]]:
    """The returns of a report received by `as_of` (ISO date; empty: all), oldest first, and files whose names say nothing."""
    return received_files(folder / "returns", as_of)


def received_files(folder: Path, as_of: str = "") -> tuple[list[Path], list[Fault]]:
    """The files in a folder that were received by `as_of`, oldest first, and those whose names do not say when they were."""
    chosen, faults = [], []
    for path in sorted(folder.glob("*")):
        if path.name.endswith(".source.toml") or path.name.startswith((".", "~$")):
            continue
        match, name = _NAME.fullmatch(path.name), f"{folder.name}/{path.name}"
        if match is None or not is_date(match[1]):
            what, expected = (
                "a return is named by the date it was received",
                "a name such as 2023-11-30_police.csv (csv, xlsx or ods)",
            )
            faults.append(Fault(what, file=name, expected=expected, action="Rename the file."))
        elif not path.is_file():
            faults.append(Fault("a folder where a file belongs", file=name, action="Put the return itself there."))
        elif not as_of or match[1] <= as_of:
            chosen.append(path)
    return chosen, faults


def received_input(path: Path) -> tuple[SourceRecord, dict, list[Fault]]:
    """A received file's record, its row of `Returns.inputs` (without `rows`), and a fault where it differs from its record."""
    record, faults = read_record(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = f"{path.parent.name}/{path.name}"
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
    facts = {
        "file": name, "received": path.name[:10], "received_says": record.received_says, "publisher": record.publisher,
        "licence": record.licence, "sha256": digest,
    }  # fmt: skip
    return record, facts, faults


def newest_received(folder: Path, as_of: str = "") -> str:
    """The newest received date among the returns and the action trackers, ISO; empty if there are none."""
    files = [path for kind in ("returns", "actions") for path in received_files(folder / kind, as_of)[0]]
    return max((path.name[:10] for path in files), default="")


def read_returns(folder: Path, as_of: str = "") -> Returns:
    """Read every return received by `as_of`. Faulty cells are left empty in the table and named in `faults`."""
    files, faults = return_files(folder, as_of)
    rows: list[dict] = []
    inputs: list[dict] = []
    for path in files:
        record, facts, found = received_input(path)
        faults += found
        if any(fault.column.startswith("layout") for fault in found):  # not to be read as if it were in our own layout
            continue
        name = facts["file"]
        read, found = read_described(path, name, record.layout) if record.layout else read_return(path, name, record)
        faults += found
        placed = {key: facts[key] for key in ("file", "received", "sha256")}
        rows += [{**row, **placed} for row in read]
        inputs.append({**facts, "rows": len(read)})
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
    return Returns(observations, pd.DataFrame(inputs, columns=INPUT_COLUMNS), faults)
