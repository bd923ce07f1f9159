"""Logs: what a report takes to be so, what was decided, and what is known of its data, in `logs.toml`.

They have the columns of the assumptions, decisions and data logs of the Aqua Book and of the Analysis Function's templates, and are
printed on the page below the judgements, so that whoever reads it can object to them.

    [[assumption]]
    text = "Victims who are not asked again are as satisfied as those who are."
    reason = "Half of them are asked, drawn at random."
    quality = "medium"                # of what it rests on
    impact = "low"                    # on the figures, were it wrong
    role = "data manager"
    reviewed = 2023-11-20
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pipeline.core.faults import Fault
from pipeline.files.toml_files import Table, Text, read_toml, validated

FILE = "logs.toml"
Grade = Literal["high", "medium", "low"]


class Assumption(Table):
    """What the figures take to be so, without its being known."""

    text: Text
    """What is assumed, in one sentence."""
    reason: Text
    """What speaks for it."""
    quality: Grade
    """How good that evidence is."""
    impact: Grade
    """How much the figures would change, were it wrong."""
    indicators: tuple[str, ...] = ()
    """The indicators that rest on it; left out: all of them."""
    role: Text
    """Who answers for it, by role."""
    reviewed: date
    """When it was last looked at."""


class Decision(Table):
    """What was decided about how the report is made."""

    text: Text
    """What was decided."""
    reason: Text
    """Why."""
    instead: str = ""
    """What else was thought of, and was not done."""
    indicators: tuple[str, ...] = ()
    """The indicators that it is about; left out: all of them."""
    role: Text
    """Who decided it, by role."""
    decided: date
    """When."""


class DataEntry(Table):
    """What is known of a source: what it leaves out, how it changed, what was asked."""

    source: Text
    """The return, the extract or the system, in the words of its readers."""
    text: Text
    """What is known of it."""
    indicators: tuple[str, ...] = ()
    """The indicators that it is about; left out: all of them."""
    role: Text
    """Who says so, by role."""
    noted: date
    """When."""


class Logs(Table):
    """What a report takes to be so, what was decided, and what is known of its data."""

    assumption: tuple[Assumption, ...] = ()
    """The assumptions, in the order in which the page prints them."""
    decision: tuple[Decision, ...] = ()
    """The decisions."""
    data: tuple[DataEntry, ...] = ()
    """What is known of the data."""


def read_logs(folder: Path) -> tuple[Logs, list[Fault]]:
    """The logs of a report, and the faults of their file; no file is no fault."""
    if not (folder / FILE).exists():
        return Logs(), []
    tables, faults = read_toml(folder / FILE, FILE)
    logs, found = validated(Logs, tables, folder / FILE, FILE) if not faults else (None, [])
    return logs or Logs(), faults + found
