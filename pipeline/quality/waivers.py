"""Waivers: checks that a role lets the rows of a period miss until a day, for a reason, in `period/<period>.toml`.

    [[waiver]]
    expectation = "year-to-date-does-not-fall"   # its name in expectations/*.json
    indicator = "CP03-P177"                      # may be left out: then of all; of a record its case table
    category = ""                                # may be left out too
    file = "returns/2023-11-30_police.csv"       # may be left out: then of rows of all files
    role = "partnership analyst"
    reason = "the force took back two records in September; its letter is filed"
    until = 2024-01-31

A waived row does not stop the run; every figure that rests on it still says that it does not meet the check. What has
no value that could be true or that is certain to be the one meant is never waived: the suite says so of each check
(`can_be_waived`), and a correction (corrections.toml) is the way. One that matches nothing is refused, but one that
names a file waits while the report is made as of a day before the file arrived.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.core.cited_rows import month_of
from pipeline.core.faults import Fault, nearest
from pipeline.core.installation import EXPECTATIONS
from pipeline.core.periods import day_in_words, month_in_words
from pipeline.core.words import Words, worded
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import Waiver
from pipeline.received.received_files import arrived_after

WRITTEN = "commentary"  # the suite that is looked at where the commentary is read


def apply_waivers(report: Report, failing: pd.DataFrame, as_of: str, *, written: bool = False) -> tuple[pd.DataFrame, list[Fault]]:
    """The failing rows with `waived` in words where one of the period's waivers applies, and the waivers at fault.

    Takes    failing rows as quality.check_quality gives them, and the day that the report is made as of (ISO): a
             waiver counts up to and including its last day, whatever day it is today. Waivers of checks of the commentary
             are looked at by themselves (`written`), as their rows are.
    Faults   an unknown expectation, one that is never waived, a waiver whose last day is over, and one that matches nothing.
    """
    waived, faults = failing["waived"].copy(), []
    known = {meta["name"]: meta for meta in _metas()}
    for at, waiver in enumerate(report.exceptions.waiver):
        if written is not (known.get(waiver.expectation, {}).get("suite") == WRITTEN):
            continue
        matches = _matches(waiver, failing)
        faults += list(_faults(report, at, waiver, known, failing, bool(matches.any()), as_of))
        waived[matches & waived.eq("")] = in_words(waiver)
    return failing.assign(waived=waived), faults


def critical_faults(failing: pd.DataFrame) -> list[Fault]:
    """What stops the run: the failing rows of critical expectations that nobody waived, each with its place."""
    stopping = failing[failing["severity"].eq("critical") & failing["waived"].eq("")]
    return [as_fault(row) for row in stopping.astype(object).itertuples(index=False)]


def as_fault(row) -> Fault:
    """A failing row as a fault; one about a month of an extract names the month instead of a row."""
    what, number, column = row.says, None if pd.isna(row.row) else int(row.row), row.column
    if month := month_of(row.cells):
        what, number, column = f"{what} ({month_in_words(date.fromisoformat(f'{month}-01'))})", None, ""
    return Fault(what, row.file, row.sheet, number, column, row.found or None, row.expected, row.action)


def mark_waived(verdicts: pd.DataFrame, failing: pd.DataFrame) -> pd.DataFrame:
    """The verdicts with "waived" instead of "not met" where every failing row is waived, and `waived`, by whom and why."""
    rows = failing.groupby(["suite", "expectation"])["waived"]
    all_waived = rows.agg(lambda found: found.ne("").all())
    told = rows.agg(lambda found: "; ".join(dict.fromkeys(filter(None, found))))
    key = pd.MultiIndex.from_frame(verdicts[["suite", "expectation"]])
    waived = pd.Series(all_waived.reindex(key).fillna(False).to_numpy(dtype=bool), index=verdicts.index)
    return verdicts.assign(
        verdict=verdicts["verdict"].mask(waived & verdicts["verdict"].eq("not met"), "waived"),
        waived=told.reindex(key).fillna("").to_numpy(dtype=object),
    )


def in_words(waiver: Waiver) -> Words:
    """`waived by the partnership analyst until 31 January 2024: the force took back two records`."""
    text = f"waived by {waiver.role} until {day_in_words(waiver.until)}: {waiver.reason}"
    return worded("waiver", text, role=waiver.role, until=waiver.until, reason=waiver.reason)


def _metas(folder: Path = EXPECTATIONS) -> Iterator[dict]:
    for path in sorted(folder.glob("*.json")):
        for expectation in json.loads(path.read_text(encoding="utf-8"))["expectations"]:
            yield {**expectation["meta"], "suite": path.stem}


def _matches(waiver: Waiver, failing: pd.DataFrame) -> pd.Series:
    matches = failing["expectation"].eq(waiver.expectation)
    if waiver.indicator:
        matches &= failing["indicator"].eq(waiver.indicator)
    if waiver.file:
        matches &= failing["file"].eq(waiver.file)
    return matches & failing["category"].eq(waiver.category) if waiver.category else matches


def _faults(
    report: Report, at: int, waiver: Waiver, known: dict[str, dict], failing: pd.DataFrame, matched: bool, as_of: str
) -> Iterator[Fault]:
    """What is wrong with one waiver, at its line of the period's file."""
    file = f"period/{report.period}.toml"

    def fault(key: str, what: str, found: str, expected: str, action: str) -> Fault:
        rows = report.definition_rows(file, ("waiver", at, key)).rows
        return Fault(what, file, "", rows[0] if rows else None, key, found, expected, action)

    name = waiver.expectation
    if name not in known:
        expected = "the name of a check in expectations/"
        yield fault("expectation", "unknown expectation", name, expected, nearest(name, known))
    elif not known[name]["can_be_waived"]:
        expected = "a check that can be waived"
        yield fault("expectation", "this check is never waived", name, expected, known[name]["not_waived_because"])
    elif waiver.until.isoformat() < as_of:
        action = "Mend the data, or let the role decide again until when."
        expected = f"a day up to which it holds: {as_of} or later, the day that the report is made as of"
        yield fault("until", "the waiver has expired", str(waiver.until), expected, action)
    elif not matched and not arrived_after(waiver.file, as_of):
        there = sorted(set(failing.loc[failing["expectation"].eq(name), "indicator"]))
        rows = f"It is not met by rows of: {', '.join(there)}." if there else "Every row meets the check."
        action = f"{rows} Take the waiver away, or name what it is for; one that names its file waits for it."
        yield fault("expectation", "the waiver matches nothing", name, "a row that does not meet the check", action)
