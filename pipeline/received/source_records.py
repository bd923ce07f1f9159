"""Source records: who published a return and when it was received, in `<name>.source.toml` beside it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from pydantic import Field, model_validator

from pipeline.core.faults import Fault
from pipeline.definitions.return_layouts import Layout
from pipeline.files.inputs import read_input
from pipeline.files.toml_files import Table, Text, read_toml, validated
from pipeline.received.received_files import source_record_path

INPUT_COLUMNS = ["file", "received", "received_says", "publisher", "licence", "sha256", "rows"]


class QueryRecord(Table):
    """The query that a database was asked for an extract, written by `report extract`."""

    file: str
    """The query."""
    sha256: str
    """Its checksum."""
    asked: datetime
    """When it was asked."""
    rows: int
    """How many rows it gave."""
    text: str = ""
    """Its text as it was asked."""


class Original(Table):
    """What an extract was made of, which is not kept; written by `report receive`."""

    file: Text
    """What the file was called."""
    keyed: str = ""
    """Its digest, keyed with the secret of the pseudonyms; empty where there was no secret. That of what is kept is `sha256`."""
    left_out: tuple[Text, ...] = ()
    """The headings of its columns that are not kept."""
    pseudonyms: tuple[Text, ...] = ()
    """The headings of those in which pseudonyms stand now."""


class SourceRecord(Table):
    """Where a received file comes from, and the checksum it had when it was received."""

    publisher: str
    """Who published it."""
    licence: str
    """On what terms it may be used."""
    received: date
    """The day on which it arrived, as in its name."""
    received_says: str = ""
    """How that day is known; the page prints it."""
    about: str = ""
    """What else is to be said of it."""
    sha256: str = ""
    """Its checksum; a file that has another one is refused."""
    sheet: str = ""
    """The sheet that is read, where there are several."""
    covers: tuple[date, date] | None = None
    """Of an extract: the first and the last day that it holds."""
    taken: date | None = None
    """Of an extract: the day on which it was taken out of its system, if not that of receipt."""
    generated: bool = False
    """Of an extract: whether its records are made up for a demonstration, so that nobody stands behind them."""
    open_data: bool = False
    """Of an extract: whether anybody may have its records, because they are published so. Only then may git keep them."""
    rows: int | None = Field(None, ge=0)
    """Of an extract: how many records it has; one without any has to say 0."""
    columns: dict[str, str] = {}
    """Of a return in our own layout: our columns that have other headings in it, such as `indicator = "Ref"`."""
    layout: tuple[Layout, ...] = ()
    """Of a return in a layout of its own: its tables."""
    secret: str = ""
    """Of an extract with pseudonyms: what tells the secret that made them from others."""
    original: Original | None = None
    """Written by `report receive`: what an extract was made of."""
    query: QueryRecord | None = None
    """Written by `report extract`: where an extract comes from."""

    @model_validator(mode="after")
    def _has_one_layout(self) -> SourceRecord:
        if self.layout and (self.sheet or self.columns):
            raise ValueError("sheet and columns describe a return in our own layout; a [[layout]] has its own")
        if self.covers and self.covers[0] > self.covers[1]:
            raise ValueError("covers starts after it ends")
        return self


def read_record(path: Path, name: str, received: date | None) -> tuple[SourceRecord, list[Fault]]:
    """The record of a file received on a day, or one that says nothing is stated, and its faults. `name` is the file's own.

    Without a day in the file's name the record alone says when it was received.
    """
    record_path = source_record_path(path)
    name = name.removesuffix(path.name) + record_path.name
    unknown = SourceRecord(publisher="not stated", licence="not stated", received=received or date.min)
    if not record_path.exists():
        return unknown, []
    tables, faults = read_toml(record_path, name)
    if faults:
        return unknown, faults
    record, faults = validated(SourceRecord, tables, record_path, name)
    if record and received and record.received != received:
        expected = f"{received}, as in the file's name"
        faults.append(Fault("the received dates differ", file=name, found=str(record.received), expected=expected))
    return record or unknown, faults


def received_input(path: Path, name: str, received: str) -> tuple[SourceRecord, dict, list[Fault]]:
    """A received file's record, its row of `Returns.inputs` (without `rows`), and a fault where it differs from its record.

    `name` is the file's name in the report's folder, `received` the ISO day of its receipt, or empty where its record says it.
    """
    record, faults = read_record(path, name, date.fromisoformat(received) if received else None)
    received = received or record.received.isoformat()
    if record.taken and record.taken.isoformat() > received:
        what, expected = "taken out of the system after it was received", f"a day up to {received}"
        record_name = name.removesuffix(path.name) + source_record_path(path).name
        faults.append(Fault(what, record_name, column="taken", found=str(record.taken), expected=expected))
    digest = read_input(path).sha256
    if record.sha256 and record.sha256 != digest:
        what, found, expected = "the file differs from its record", f"{digest[:12]}…", f"checksum {record.sha256[:12]}…"
        action = (
            "A changed return is a new return: save it under the date it was received and restore this one. "
            f'If the record is wrong, put sha256 = "{digest}" into {source_record_path(path).name}.'
        )
        faults.append(Fault(what, file=name, found=found, expected=expected, action=action))
    facts = {
        "file": name, "received": received, "received_says": record.received_says, "publisher": record.publisher,
        "licence": record.licence, "sha256": digest,
    }  # fmt: skip
    return record, facts, faults
