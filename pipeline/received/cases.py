"""Cases: the records of a report, one row an event, read from the extracts that were received.

An extract is `cases/<received>_<name>.csv|xlsx|ods|parquet`, or any such file in `cases/<received>/`. It covers whole
days; a later extract of the same table replaces the days that it covers. Values are kept as texts, days and
times in ISO form.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.faults import Fault
from pipeline.definitions.case_tables import CASE_COLUMNS, CaseTable, Column
from pipeline.files.cell_values import column_letters
from pipeline.files.plain_tables import read_columns
from pipeline.files.record_files import RecordFile
from pipeline.files.record_table import RecordTable, Rows
from pipeline.files.sheet_tables import ReadColumn
from pipeline.files.toml_files import unknown_names
from pipeline.received.case_columns import Reading, as_they_stand, names_of_no_row, one_text, read_column
from pipeline.received.case_extracts import EXTRACT_COLUMNS, described, extract_name, record_faults, same_days_twice
from pipeline.received.corrector import Corrector
from pipeline.received.placed_records import UNREAD, in_order, place, with_those_that_belong, write_placed
from pipeline.received.received_files import case_files, received_on
from pipeline.received.source_records import INPUT_COLUMNS, received_input, source_record_path

WITHHELD = "withheld "  # and a number: what stands for a value that is personal


@dataclass(frozen=True)
class Cases:
    """The records received by a date.

    rows      a frame, or a Parquet file, of one row per record: CASE_COLUMNS and every declared column, all texts but `row`; `day` is the ISO day that
              puts it into a period, `whom` the person, `left_out` the reason why it does not count (empty: it counts)
    extracts  one row per extract: EXTRACT_COLUMNS, the days that it covers in ISO form
    inputs    one row per extract, as sources.Returns.inputs
    faults    everything that could not be read as it stands
    """

    rows: Rows
    extracts: pd.DataFrame
    inputs: pd.DataFrame
    faults: list[Fault]


def read_cases(
    folder: Path, tables: dict[str, CaseTable], as_of: str = "", corrector: Corrector | None = None, into: Path | None = None
) -> Cases:
    """Read every extract received by `as_of`, one at a time; `into` is the folder where the file of the records is made, else they are a frame.

    Records with a faulty cell are named in `faults`; of a table with a fault, and of one that belongs to it, no record counts
    (`left_out`), because nothing can be said of a table that is not whole. What its records say one by one is checked all the
    same. `corrector` corrects known errors as they are read; a record that it leaves out is not among the rows.
    """
    corrector = corrector or Corrector()
    columns = list(dict.fromkeys([*CASE_COLUMNS, *(name for table in tables.values() for name in table.columns)]))
    if not tables:
        none = _texts(pd.DataFrame(columns=columns))
        return Cases(none, pd.DataFrame(columns=EXTRACT_COLUMNS), pd.DataFrame(columns=INPUT_COLUMNS), [])
    files, faults = case_files(folder, as_of)
    faults += unknown_names(folder, names_of_no_row(folder, tables))
    extracts, inputs, people = [], [], _People()
    at_fault: dict[str, list[Fault]] = {}
    secrets: dict[str, str] = {}  # each secret that made pseudonyms, with the first extract of it
    with TemporaryDirectory(prefix=".read-", dir=into) as aside:  # for its owner alone, as such folders are
        as_read = {name: Path(aside) / f"{number}.parquet" for number, name in enumerate(in_order(tables))}
        with ExitStack() as opened:
            written = {name: opened.enter_context(RecordFile(path, columns)) for name, path in as_read.items()}
            for path in files:
                record, facts, wrong = received_input(path, extract_name(path, folder), received_on(path))
                extract, found = described(path, facts, record, tables)
                faults += wrong + found
                if extract is None:
                    continue
                table = tables[extract["table"]]
                rows, undeclared, found = read_extract(folder, path, extract, table, record.sheet, corrector)
                rows = people.numbered(rows, table)
                if not found:
                    found = record_faults(path, extract, record, len(rows), corrector.left_out_of(extract["file"]))
                faults += found
                rows.loc[rows["row"].isin(_may_be_left_out(table, found, rows)), "left_out"] = UNREAD
                if wrong or found:
                    at_fault.setdefault(extract["table"], []).extend([*wrong, *found])
                if any(column.pseudonym for column in table.columns.values()):
                    secrets.setdefault(record.secret, extract["file"])
                written[extract["table"]].add(rows)
                extracts.append({**extract, "sheet": record.sheet, "undeclared": "\n".join(undeclared)})
                stated = {} if source_record_path(path).exists() else {"publisher": table.publisher, "licence": table.licence}
                inputs.append({**facts, **{name: text for name, text in stated.items() if text}, "rows": len(rows)})
        known = pd.DataFrame(extracts, columns=EXTRACT_COLUMNS)
        twice, found = same_days_twice(known)
        faults += _other_secrets(secrets) + found
        whole = {name: table for name, table in tables.items() if name not in with_those_that_belong(twice, tables)}
        records = RecordTable([*as_read.values()])
        faults += place(records, known, whole, at_fault)
        rows = write_placed(records, {name: as_read[name] for name in in_order(whole)}, into / ".cases.parquet", columns) if into else _texts(records.frame())
        records.close()
    return Cases(rows, known, pd.DataFrame(inputs, columns=INPUT_COLUMNS), faults)


def _may_be_left_out(table: CaseTable, faults: Collection[Fault], rows: pd.DataFrame) -> set[int]:
    """The rows of which a rule for leaving out asks for a cell that was not read."""
    asked = {name for rule in table.leave_out for name in (*rule.where, *rule.where_not)}
    numbers = {fault.row for fault in faults if fault.column in asked}
    return {*rows["row"]} if numbers & {None, 1} else {number for number in numbers if number}


def _other_secrets(secrets: Mapping[str, str]) -> list[Fault]:
    """Extracts whose pseudonyms were made with another secret than the first ones': nobody in them would be the same person."""
    first = next(iter(secrets.values()), "")
    action = "Receive the extracts again with one secret (REPORT_PSEUDONYM_SECRET)."
    return [Fault(f"its pseudonyms were made with another secret than those of {first}", file, action=action) for file in [*secrets.values()][1:]]


def _texts(rows: pd.DataFrame) -> pd.DataFrame:
    """The records with everything as texts but the number of the row."""
    return rows.astype({column: "str" for column in rows.columns if column != "row"} | {"row": "int64"})


def read_extract(
    folder: Path, path: Path, extract: dict, table: CaseTable, sheet: str, corrector: Corrector
) -> tuple[pd.DataFrame, list[str], list[Fault]]:
    """The records of one extract with the columns that are declared, and the headings of all others, which are dropped here."""
    read, faults = read_columns(path, extract["file"], sheet, corrector)
    # What a fault of shape quotes stands in no declared column: whoever it is of, it is not told.
    faults = [replace(fault, found=None) if fault.column or (fault.row or 1) > 1 else fault for fault in faults]
    places, missing = read.places(
        {name: column.headings if column.from_columns else (name,) for name, column in table.columns.items()},
        others=True,
    )
    if not read.header:
        return pd.DataFrame(columns=[*CASE_COLUMNS, *table.columns]), [], faults
    faults += missing
    masked = {name for name, column in table.columns.items() if column.holds_a_person}
    faults += corrector.withhold(extract["file"], {name for at in (places[name] for name in masked if name in places) for name in (read.header[at], column_letters(at + 1))})
    guarded = read.guarded({at: _guard(name, table.columns[name], path.suffix) for name, at in places.items()})
    faults += [replace(fault, found=None) if fault.column in masked else fault for fault in guarded]
    told = {(fault.row, fault.column) for fault in guarded}
    numbers = read.row_numbers
    columns: dict[str, Any] = {"row": numbers}
    for name, at in places.items():
        column = table.columns[name]
        cells = read.different(at, column.kind == "category", as_they_stand(column))
        reading = Reading(column, table.zone, name in table.identifiers, extract["first_day"])
        texts, found = read_column(folder, cells, reading, numbers, read.name, read.sheet, name)
        unread = [row for row, faulty in told if faulty == name]
        columns[name] = texts.mask(np.isin(numbers, unread), "") if unread else texts
        faults += [fault for fault in found if (fault.row, fault.column) not in told]
    absent = dict.fromkeys((name for name in table.columns if name not in places), "")
    facts = {name: extract[name] for name in ("table", "part", "received", "file", "sha256")}
    same = {**absent, **facts, "sheet": read.sheet, "left_out": "", "day": "", "whom": ""}
    columns |= {name: one_text(text, len(numbers)) for name, text in same.items()}
    if table.date:
        columns["day"] = columns[table.date].str[:10]
    rows = pd.DataFrame(columns)
    others = [text for at, text in enumerate(read.header) if text and at not in places.values()] if not missing else []
    return rows, others, faults


class _People:
    """What is personal, as numbers: who is the same person or place as whom stays, and no table, page or message says who."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def numbered(self, rows: pd.DataFrame, table: CaseTable) -> pd.DataFrame:
        """The rows with a number in the place of each value that is withheld, the same one wherever it stands."""
        for name in (name for name, column in table.columns.items() if column.withheld):
            kept = {"", table.columns[name].empty}
            rows[name] = [
                text if text in kept else self.known.setdefault(text, f"{WITHHELD}{len(self.known) + 1}") for text in rows[name]
            ]
        if table.person and len(rows):
            rows["whom"] = rows[table.person]
        return rows


def _guard(name: str, column: Column, suffix: str) -> ReadColumn:
    """How the cells of a declared column are guarded. In Parquet a whole number is a category where it was written as one."""
    kind = {"number": "number", "text": "code", "category": "name"}.get(column.kind, "day")
    if kind == "name" and (suffix == ".parquet" or column.pattern or column.lookups):
        kind = "code"
    return ReadColumn(name, kind, frozenset({*column.values, *column.same_as}))
