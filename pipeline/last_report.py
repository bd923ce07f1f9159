"""The last report: whether a period's file declares it so that it can be worked out again.

`last_report = { period = "2025-26-Q3", as_of = 2026-03-02 }` in `period/<period>.toml` names the report before this one
by its period (left out: the one before) and the day by which its data had been received.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.dated_rules import first_day, rule_on
from pipeline.faults import Fault
from pipeline.periods import Period
from pipeline.received import newest_received
from pipeline.report_definition import PeriodExceptions, ReportDefinition
from pipeline.toml_files import line_of

if TYPE_CHECKING:
    from pipeline.definitions import Report


def last_report_faults(
    folder: Path, definition: ReportDefinition, periods: Mapping[str, PeriodExceptions]
) -> list[Fault]:
    """Last reports that are not earlier than their period or that no rule of lights judges, and reasons that revise nothing."""
    faults = []
    rules = definition.traffic_light
    for name, exceptions in periods.items():
        last, period = exceptions.last_report, Period.parse(name)
        if last is None and exceptions.revision:
            what, expected = "a reason for a revision, but no last report", "last_report = { as_of = 2026-03-02 }"
            faults.append(_fault(folder, name, "revision", what, None, expected))
        if last is None:
            continue
        before = Period.parse(last.period) if last.period else period.previous
        if before.end >= period.end:
            what, expected = "the last report is not earlier than this one", f"{period.previous}, or an earlier period"
            faults.append(_fault(folder, name, "last_report", what, str(before), expected))
        elif rules and rule_on(rules, before.end) is None:
            what, first = "no traffic-light rule applies to the period of the last report", min(rules, key=first_day)
            faults.append(_fault(folder, name, "last_report", what, str(before), f"{first.applies_from} or later"))
    return faults


def as_of_faults(report: Report, as_of: str) -> list[Fault]:
    """A last report with data of a day after the data of this one. An empty `as_of` is the newest received date."""
    last, until = report.exceptions.last_report, as_of or newest_received(report.folder)
    if last is None or last.as_of.isoformat() <= until:
        return []
    what, expected = "the last report knew more than this one", f"{until} or earlier, the day of this report's data"
    return [_fault(report.folder, str(report.period), "last_report", what, str(last.as_of), expected)]


def _fault(folder: Path, period: str, key: str, what: str, found: str | None, expected: str) -> Fault:
    file = f"period/{period}.toml"
    row = line_of((folder / file).read_text(encoding="utf-8"), (key,))
    return Fault(what, file=file, row=row, column=key, found=found, expected=expected)
