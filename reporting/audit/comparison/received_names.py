"""Received names: what the name of a received file says: its day, whether it is a record, and what it takes the place of."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.periods import is_date
from pipeline.received.received_files import received_on

RECEIVED = ("returns/", "cases/", "actions/", "lookups/")


def day_of(name: str) -> str:
    """The day a file was received, by its name or its folder's; empty for one that does not say."""
    day = received_on(Path(name)) if name.startswith(RECEIVED) else ""
    return day if is_date(day) else ""


def tracker_of(name: str) -> str:
    """What a tracker of actions is called without its day: a later one takes its place; empty for other files."""
    return Path(name).name[len("2017-12-31_") :] if name.startswith("actions/") and not is_record(name) else ""


def is_record(name: str) -> bool:
    return name.endswith(".source.toml")


def record_of(name: str) -> str:
    return Path(name).with_suffix(".source.toml").as_posix()
