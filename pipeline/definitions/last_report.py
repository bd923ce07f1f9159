"""The last report: whether a period's file declares it so that it can be worked out again.

`last_report = { period = "2025-26-Q3", as_of = 2026-03-02 }` in `period/<period>.toml` names the report before this one
by its period (left out: the one before) and the day by which its data had been received.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.core.faults import Fault
from pipeline.core.periods import Period
from pipeline.definitions.indicators.dated_rules import first_day, rule_on
from pipeline.definitions.report_definition import PeriodExceptions, ReportDefinition
from pipeline.files.toml_files import line_in


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
            faults.append(last_report_fault(folder, name, "revision", what, None, expected))
        if last is None:
            continue
        before = Period.parse(last.period) if last.period else period.previous
        if before.end >= period.end:
            what, expected = "the last report is not earlier than this one", f"{period.previous}, or an earlier period"
            faults.append(last_report_fault(folder, name, "last_report", what, str(before), expected))
        elif rules and rule_on(rules, before.end) is None:
            what, first = "no traffic-light rule applies to the period of the last report", min(rules, key=first_day)
            faults.append(last_report_fault(folder, name, "last_report", what, str(before), f"{first.applies_from} or later"))
    return faults


def last_report_fault(folder: Path, period: str, key: str, what: str, found: str | None, expected: str) -> Fault:
    file = f"period/{period}.toml"
    row = line_in(folder / file, (key,))
    return Fault(what, file=file, row=row, column=key, found=found, expected=expected)
