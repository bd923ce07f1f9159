"""Coverage: which periods a report could be made for, and which of its indicators something was received for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.core.periods import Period
from pipeline.definitions.case_tables import read_case_tables
from pipeline.definitions.corrections import read_corrections
from pipeline.definitions.cross_checks import no_rule
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import PeriodExceptions
from pipeline.definitions.report_files import load_report
from pipeline.quality.lateness import arrivals, came_late, due_in_words, on_hold, still_to_come
from pipeline.received.case_extracts import CoveredDays, covered_days
from pipeline.received.corrector import Corrector
from pipeline.received.returns import read_returns

# Values that others add up from, where an indicator adds up at all.
PARTS, ADDS_UP = ("month", "quarter"), ("sum", "ratio")
MONTHS = {"month": 1, "year": 12}  # every other basis is reported by quarter where it is counted from records


@dataclass(frozen=True)
class Coverage:
    """What was received for one period: the indicators with a value, and those without, each with its reason if one is given.

    `unexplained` are those without a reason: until each has one in the period's file, no report can be made. `remarks` says
    what came late and what is on hold; that is neither received nor missing.
    """

    period: str
    received: tuple[str, ...]
    missing: tuple[str, ...]
    remarks: tuple[str, ...]
    unexplained: tuple[str, ...] = ()


def coverage(data_root: Path, report_id: str, today: date | None = None) -> list[Coverage]:
    """The periods that a report could be made for, oldest first. An indicator counts as received if its newest part is there.

    The periods are as long as most values of the report: a quarterly report has no line for a single month. Before its
    first rule nothing can be judged, so there is no line either.
    Due dates are told as seen from `today`. Raises FaultsFound if the definitions cannot be read.
    """
    folder = data_root / report_id
    observations = read_returns(folder, corrector=Corrector(read_corrections(folder)[0])).observations
    readable = observations[observations["unread"].eq("")]
    rows = [
        (row.indicator, row.basis, Period.parse(row.period, row.basis))
        for row in readable[["indicator", "basis", "period"]].itertuples(index=False)
    ]
    extracts = covered_days(folder, read_case_tables(folder)[0])
    last = [period for *_, period in rows] + [_month_of(day) for day in extracts["last_day"]]
    if not last:
        return []
    report, covered = load_report(data_root, report_id, str(max(last))), CoveredDays(extracts)
    found = {
        (code, period)
        for code, indicator in report.indicators.items()
        if code not in report.populations
        for period in (*_from_returns(indicator, rows), *_from_records(indicator, extracts, covered))
    }
    apart = {code for code in report.indicators if _ends_apart(report, code)}
    dated = {(code, period) for code, period in found if code not in apart} or found
    lengths = Counter(period.months for _, period in dated)
    codes: dict[Period, set[str]] = {}
    for code, period in dated:
        if period.months_elapsed % (length := lengths.most_common(1)[0][0]) == 0:
            codes.setdefault(Period(period.months_from_year_zero, length), set()).add(code)
    lines = {(code, period.end) for code, _, period in rows}  # on any days that end together: that is a line for it
    ends = {(code, period.end) for code, period in found}
    listed = []
    for period, known in sorted(codes.items()):
        own = report.on(period)
        if not no_rule(own):
            known = known - apart | {code for code in apart if (code, own.period_of(code).end) in ends}
            listed.append(_covered(own, period, known, lines, arrivals(observations, own), today or date.today()))
    return listed


def late_and_held(data_root: Path, report_id: str, period: str, as_of: str = "") -> list[str]:
    """What a period is still waiting for, what came late, and what is on hold; due dates are seen from `as_of`, or today.

    Raises FaultsFound if the definitions cannot be read.
    """
    report = load_report(data_root, report_id, period)
    arrived = arrivals(read_returns(report.folder, as_of, Corrector(report.corrections)).observations, report)
    day = date.fromisoformat(as_of) if as_of else date.today()
    waiting = still_to_come(report.exceptions, arrived, day)
    return [*waiting, *came_late(report.exceptions, arrived), *on_hold(report.exceptions)]


def _ends_apart(report: Report, code: str) -> bool:
    """Whether an indicator's values may be of other days than the report that tells them."""
    indicator = report.indicators[code]
    said = {one for exceptions in report.periods.values() for own in exceptions.own_days for one in own.indicators}
    return indicator.ends_apart or indicator.basis == "calendar_year" or code in said


def _from_returns(indicator: Indicator, rows: list[tuple[str, str, Period]]) -> Iterator[Period]:
    for code, basis, period in rows:
        if code == indicator.code and (
            basis == indicator.basis or (basis in PARTS and indicator.aggregation in ADDS_UP)
        ):
            yield period


def _from_records(indicator: Indicator, extracts: pd.DataFrame, covered: CoveredDays) -> Iterator[Period]:
    """The periods of which extracts of the table that the indicator is counted from cover every day, in all its parts."""
    length, table = MONTHS.get(indicator.basis, 3), indicator.counted.table if indicator.counted else ""
    own = extracts[extracts["table"].eq(table)]
    if own.empty:
        return
    first, last = (_month_of(day).months_from_year_zero for day in (own["first_day"].min(), own["last_day"].max()))
    for period in (Period(month, length) for month in range(first, last + 1)):
        if period.months_elapsed % length == 0 and not covered.gaps(table, period.first_day(indicator.basis), period.end):
            yield period


def _month_of(day: str) -> Period:
    """The month of a day (ISO)."""
    return Period(int(day[:4]) * 12 + int(day[5:7]) - 1, 1)


def _covered(
    report: Report, period: Period, known: set[str], lines: set[tuple[str, date]], arrived: dict[str, str], today: date
) -> Coverage:
    exceptions = report.periods.get(str(period), PeriodExceptions())
    held = {hold.indicator for hold in exceptions.holds}
    codes = [code for code in report.indicators if code not in held | report.populations]
    absent = [code for code in codes if code not in known]
    missing = tuple(_missing(report, code, report.period_of(code), today) for code in absent)
    excused = {code for one in exceptions.not_received for code in one.indicators}
    unexplained = tuple(code for code in absent if code not in excused and (code, report.period_of(code).end) not in lines)
    remarks = (*came_late(exceptions, arrived), *on_hold(exceptions))
    return Coverage(str(period), tuple(code for code in codes if code in known), missing, remarks, unexplained)


def _missing(report: Report, code: str, period: Period, today: date) -> str:
    known = report.not_received(code, period)
    if known is None:
        return f"{code} (no reason given)"
    absent = known[0]
    due = due_in_words(absent.due, today)
    return f"{code} ({absent.sender}: {absent.reason.rstrip('.')}{'; ' if due else ''}{due})"
