"""Receiving: an extract stored in `cases/` without the columns that nobody declared, and with pseudonyms where they are declared.

What is not needed is best not kept. The file itself stays where it was and is changed by nobody: only what is read of it
comes into the report's folder, as csv, and is read there once more before it is believed to say the same.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.core.faults import Fault, refuse
from pipeline.core.periods import is_date
from pipeline.core.written_files import clear_unfinished, write_durably, write_file, write_new
from pipeline.definitions.case_tables import CaseTable, read_case_tables
from pipeline.files.cell_values import cell_text
from pipeline.files.inputs import NotReadable, read_input
from pipeline.files.sheet_tables import read_table
from pipeline.files.toml_files import toml_of
from pipeline.received.case_extracts import described, record_faults
from pipeline.received.cases import read_extract
from pipeline.received.corrector import Corrector
from pipeline.received.received_files import CASE_SUFFIXES
from pipeline.received.source_records import SourceRecord, received_input, source_record_path
from reporting.folders.pseudonyms import secret_faults, told_file, told_secret, with_pseudonyms
from reporting.store.aside import aside_among_others


@dataclass(frozen=True)
class Received:
    """An extract as it was stored: `sha256` is the digest of the stored file, `original` that of the file that was received."""

    path: Path
    records: int
    columns: int
    left_out: tuple[str, ...]
    pseudonyms: tuple[str, ...]
    sha256: str
    original: str
    keyed: str


def receive(folder: Path, file: Path, received: date, name: str = "", covers: tuple[date, date] | None = None) -> Received:
    """Store an extract of a report's records, received on a day, under a name (empty: the file's own, without a day before it).

    Everything that notebook 1 would refuse is refused here, and then nothing is written (FaultsFound). An extract that is
    there is never replaced. A record beside the file (`.source.toml`) goes along.
    """
    tables, faults = read_case_tables(folder)
    if file.suffix not in CASE_SUFFIXES:
        faults.append(Fault("no extract, by its ending", file.name, expected=f"one of {', '.join(CASE_SUFFIXES)}"))
    refuse(faults)
    target = folder / "cases" / f"{received}_{name or _without_day(file)}.csv"
    clear_unfinished(target.parent)
    try:
        record, facts, faults = received_input(file, file.name, received.isoformat())
    except NotReadable as error:
        refuse([Fault(error.what, file.name)])
    record = record.model_copy(update={"covers": covers}) if covers else record
    extract, found = described(target, {**facts, "file": file.name}, record, tables)
    faults += [*found, *_there_already(target)]
    if extract is None:
        refuse(faults)
    table = tables[extract["table"]]
    rows, left_out, found = read_extract(folder, file, extract, table.before_pseudonyms(), record.sheet, Corrector())
    refuse([*faults, *secret_faults(table), *(found or record_faults(file, extract, record, len(rows), 0))])
    headings, cells = _kept(file, record, left_out)
    hidden = [heading for heading in headings if is_pseudonym(table, heading)]
    content = "".join(map(csv_line, [headings, *with_pseudonyms(headings, cells, hidden)])).encode()
    _says_the_same(folder, target, content, extract, table, rows)
    keyed = told_file(read_input(file).data)
    told = _record(file, record, table, extract, content, left_out, hidden, keyed, received)
    refuse(_there_already(target, told))
    write_durably(source_record_path(target), told, 0o600)
    write_new(target, content)
    digest = hashlib.sha256(content).hexdigest()
    return Received(target, len(rows), len(headings), tuple(left_out), tuple(hidden), digest, facts["sha256"], keyed)


def csv_line(row: list[str]) -> str:
    """A line of CSV, with quotes also around a lone CR: a writer whose lines end with LF leaves it bare, and no reader takes it so."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(row)
    return line.getvalue().removesuffix("\r\n") + "\n"


def _without_day(file: Path) -> str:
    day, _, rest = file.stem.partition("_")
    return rest if rest and is_date(day) else file.stem


def _there_already(target: Path, record: str = "") -> Iterator[Fault]:
    """What stands in the way: the extract, or another record of it; its own is what a receipt left that was stopped."""
    for path in (target, source_record_path(target)) if record else (target,):
        if path.exists() and (path == target or path.read_bytes() != record.encode()):
            what, action = "it is there already, and an extract is never replaced", "Receive it under the day of another receipt, or another name."
            yield Fault(what, file=f"cases/{path.name}", action=action)


def _kept(file: Path, record: SourceRecord, left_out: list[str]) -> tuple[list[str], list[list[str]]]:
    """The declared headings as they stand in the file, and what stands below them, as texts."""
    read, _ = read_table(file, file.name, record.sheet)
    kept = [at for at, heading in enumerate(read.header) if heading and heading not in left_out]
    return [read.header[at] for at in kept], [[cell_text(row[at]) if at < len(row) else "" for at in kept] for _, row in read.rows]


def is_pseudonym(table: CaseTable, heading: str) -> bool:
    """Whether pseudonyms are to stand under a heading."""
    return any(column.pseudonym and heading in (column.headings if column.from_columns else (name,)) for name, column in table.columns.items())


def _says_the_same(folder: Path, target: Path, content: bytes, extract: Mapping, table: CaseTable, rows: pd.DataFrame) -> None:
    """Raise FaultsFound unless what is about to be stored is read as the file was; a pseudonym for each different text."""
    with aside_among_others(target.parent) as aside:  # where records belong, and nobody looks for any
        written = aside / target.name
        write_file(written, content)
        again, _, faults = read_extract(folder, written, dict(extract), table, "", Corrector())
    hidden = [name for name, column in table.columns.items() if column.pseudonym]
    same = not faults and len(again) == len(rows) and again[[*table.columns]].drop(columns=hidden).equals(rows[[*table.columns]].drop(columns=hidden))
    same = same and all((pd.factorize(again[name])[0] == pd.factorize(rows[name])[0]).all() for name in hidden)
    if not same:
        action = "Export the file as CSV UTF-8 from its system, and receive that."
        refuse(faults or [Fault("its cells cannot be kept as text without saying something else", extract["file"], action=action)])


def _record(
    file: Path, record: SourceRecord, table: CaseTable, extract: Mapping, content: bytes, left_out: list[str], hidden: list[str],
    keyed: str, received: date,
) -> str:  # fmt: skip
    """The record of what was stored: that of the file where there was one, with the digest of what is stored now."""
    stated = source_record_path(file).exists()
    told = {"publisher": record.publisher if stated or not table.publisher else table.publisher,
            "licence": record.licence if stated or not table.licence else table.licence}  # fmt: skip
    told |= {key: getattr(record, key) for key in ("about", "received_says") if getattr(record, key)}
    told |= {"sha256": hashlib.sha256(content).hexdigest()} | ({"secret": told_secret()} if hidden else {})
    told |= {"received": received, "covers": [date.fromisoformat(extract[name]) for name in ("first_day", "last_day")]}
    told |= {key: getattr(record, key) for key in ("taken", "generated", "open_data") if getattr(record, key)}
    told |= {"rows": record.rows} if record.rows is not None else {}
    original = {"file": file.name, **({"keyed": keyed} if keyed else {}), "left_out": left_out, "pseudonyms": hidden}
    return written_record(told, original=original)


def written_record(told: Mapping[str, object], **tables: Mapping[str, object]) -> str:
    """A source record as it is written: what it says itself, then each of its tables."""
    lines = [f"{key} = {toml_of(value)}" for key, value in told.items()]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{key} = {toml_of(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"
