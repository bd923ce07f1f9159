"""Source records: who published a return and when it was received, in `<name>.source.toml` beside it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.core.faults import Fault
from pipeline.definitions.return_layouts import Layout
from pipeline.files.toml_files import read_toml, validated


class QueryRecord(BaseModel):
    """`[query]`: the query that a database was asked for an extract, its checksum, when it was asked, and the rows it gave."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    file: str
    sha256: str
    asked: datetime
    rows: int


class SourceRecord(BaseModel):
    """`.source.toml`: where a return or an extract comes from, and the checksum it had when it was received.

    `covers` are the first and the last day that a case extract holds; `taken` is the day that it was taken out of
    the system, where that is not the day it was received; `rows` is how many records it has, where somebody says so. An
    extract without a record has to say rows = 0.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    publisher: str
    licence: str
    received: date
    received_says: str = ""
    about: str = ""
    sha256: str = ""
    sheet: str = ""
    covers: tuple[date, date] | None = None
    taken: date | None = None
    rows: int | None = Field(None, ge=0)
    columns: dict[str, str] = {}
    layout: tuple[Layout, ...] = ()
    query: QueryRecord | None = None

    @model_validator(mode="after")
    def _has_one_layout(self) -> SourceRecord:
        if self.layout and (self.sheet or self.columns):
            raise ValueError("sheet and columns describe a return in our own layout; a [[layout]] has its own")
        if self.covers and self.covers[0] > self.covers[1]:
            raise ValueError("covers starts after it ends")
        return self


def source_record_path(path: Path) -> Path:
    """Where the record of a return stands: beside it, ending in `.source.toml`."""
    return path.with_suffix(".source.toml")


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
        faults.append(
            Fault(
                "the received dates differ",
                file=name,
                found=str(record.received),
                expected=f"{received}, as in the file's name",
            )
        )
    return record or unknown, faults
