"""Sources: the returns that partners send, each with its record and every fault named.

A return is `returns/<received-date>_<name>.csv|xlsx|ods`. Beside it, `<received-date>_<name>.source.toml`
says who published it and its checksum. A table in `lookups/` that its record describes is read the same way, under
its own name. Files are read, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.core.faults import Fault
from pipeline.definitions.indicators.received_measures import NUMBERS
from pipeline.definitions.report import Report
from pipeline.files.toml_files import fault_in
from pipeline.received.corrector import Corrector
from pipeline.received.described_returns import read_described
from pipeline.received.received_files import case_files, newest_received, reference_tables, return_files
from pipeline.received.return_rows import read_return
from pipeline.received.source_records import INPUT_COLUMNS, received_input

OBSERVATION_COLUMNS = (
    "indicator", "category", "period", "basis", *NUMBERS,
    "status", "note", "received", "file", "sheet", "row", "cells", "sha256", "unread", "decimals",
)  # fmt: skip


@dataclass(frozen=True)
class Returns:
    """What was received by a date.

    observations  one row per value, columns OBSERVATION_COLUMNS; numbers as floats, dates as ISO text; `cells` says in
                  which column each number stands where a row holds several values (`value:D`), and is empty otherwise;
                  `unread` names the columns whose cells are at fault (`row`: the line itself); `decimals` are those that the value was
                  written with, none for a number that a workbook stores
    inputs        one row per return: file, received, received_says, publisher, licence, sha256, rows
    faults        everything that could not be read as it stands
    """

    observations: pd.DataFrame
    inputs: pd.DataFrame
    faults: list[Fault]


def read_returns(folder: Path, as_of: str = "", corrector: Corrector | None = None) -> Returns:
    """Read every return received by `as_of`. Faulty cells are left empty in the table and named in `faults`.

    `corrector` corrects known errors as they are read, and knows afterwards what it did.
    """
    corrector = corrector or Corrector()
    files, faults = return_files(folder, as_of)
    rows: list[dict] = []
    inputs: list[dict] = []
    tables, found = reference_tables(folder)
    faults += found
    for path in [*files, *tables]:
        named = path.name[:10] if path in files else ""  # a reference table keeps the name that it was published under
        record, facts, found = received_input(path, path.relative_to(folder).as_posix(), named)
        if path in tables and not found and (not record.layout or (as_of and facts["received"] > as_of)):
            continue
        faults += found
        if any(fault.column.startswith("layout") for fault in found):  # not to be read as if it were in our own layout
            continue
        name = facts["file"]
        if record.layout:
            read, found = read_described(path, name, record.layout, folder, corrector)
        else:
            read, found = read_return(path, name, record, corrector)
        faults += found
        placed = {key: facts[key] for key in ("file", "received", "sha256")}
        rows += [{**row, **placed} for row in read]
        inputs.append({**facts, "rows": len(read)})
    if not files and not faults and not case_files(folder, as_of)[0]:
        what, action = "no return has been received", "Put the partners' returns there, each named by the date it was received."
        faults.append(Fault(f"{what} by {as_of}" if as_of else what, file="returns/", action=action))
    observations = pd.DataFrame(rows, columns=list(OBSERVATION_COLUMNS))
    observations = observations.astype(
        {column: "float64" for column in (*NUMBERS, "decimals")} | {"row": "int64", "unread": "str"}
    )
    return Returns(observations, pd.DataFrame(inputs, columns=INPUT_COLUMNS), faults)


def as_of_faults(report: Report, as_of: str) -> list[Fault]:
    """A last report with data of a day after the data of this one. An empty `as_of` is the newest received date."""
    last, until = report.exceptions.last_report, as_of or newest_received(report.folder)
    if last is None or last.as_of.isoformat() <= until:
        return []
    what, expected = "the last report knew more than this one", f"{until} or earlier, the day of this report's data"
    file = f"period/{report.period}.toml"
    return [fault_in(report.folder, file, ("last_report",), what, found=str(last.as_of), expected=expected)]
