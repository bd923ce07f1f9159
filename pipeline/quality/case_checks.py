"""Quality of records: what the suite `case_records` looks at, and whether an indicator's days are covered."""

from __future__ import annotations

import pandas as pd

from pipeline.core.clocks import instant
from pipeline.definitions.report import Report
from pipeline.received.cases import NOT_WHOLE
from pipeline.received.covered_days import CoveredDays


def case_records(report: Report, cases: pd.DataFrame, extracts: pd.DataFrame) -> pd.DataFrame:
    """One row per record that counts: its place, day and key, and one column for each thing that an expectation compares.

    Those of a table that is not whole are asked too what their own cells tell.
    """
    counting = cases[cases["left_out"].isin(("", NOT_WHOLE))]
    days = counting.merge(extracts[["file", "first_day", "last_day"]], on="file", how="left")
    tables = report.case_tables
    linked = days["table"].map({name: table.link is not None for name, table in tables.items()}).astype(bool)
    key = pd.Series("", index=days.index)
    for name, table in tables.items():
        if table.key:
            own = days["table"].eq(name)
            key = key.where(~own, days[table.key] if table.key in days else "")
    once = ~days.assign(key=key)[["table", "key"]].duplicated(keep=False) | key.eq("")
    unread = days["day"].eq("") & days["left_out"].eq(NOT_WHOLE)
    within = linked | unread | (days["day"].ge(days["first_day"]) & days["day"].le(days["last_day"]))
    return days.assign(
        cells="", indicator=days["table"], key=key, key_stands_once=once.astype(object), within_extract=within.astype(object),
        days_known_for=(pd.to_datetime(days["received"]) - pd.to_datetime(days["day"])).dt.days.astype("float64"),
        ends_after_it_begins=(~_ends_too_early(report, days)).astype(object),
        covered=days["first_day"] + " to " + days["last_day"],
    )[["file", "sheet", "row", "cells", "indicator", "day", "key", "received", "covered", "days_known_for", "within_extract",
       "key_stands_once", "ends_after_it_begins"]]  # fmt: skip


def covered_indicators(report: Report, extracts: pd.DataFrame) -> set[str]:
    """The counted indicators for which every day of the report's period is covered by extracts."""
    covered = CoveredDays(extracts)
    period = report.period
    return {
        code
        for code in report.codes
        if (rule := report.indicators[code].counted)
        and not covered.gaps(rule.table, period.first_day(report.indicators[code].basis), period.end)
    }


def _ends_too_early(report: Report, days: pd.DataFrame) -> pd.Series:
    """Records whose second time, as a counting rule names it, lies before their first."""
    early = pd.Series(False, index=days.index)
    for indicator in report.indicators.values():
        rule = indicator.counted
        pairs = [(rule.start, rule.finish), ("day", rule.until), ("day", rule.since)] if rule else []
        for first, second in pairs:
            if second in days and first in days:
                both = days["table"].eq(rule.table) & days[first].ne("") & days[second].ne("")
                early[both] |= _before(days.loc[both, second], days.loc[both, first], report.case_tables[rule.table].zone)
    return early


def _before(one: pd.Series, other: pd.Series, zone: str) -> pd.Series:
    """Which of the first lie before the second: days by the calendar, times by when they were."""
    if one.str.len().max() == 10 and other.str.len().max() == 10:
        return one.lt(other)
    known = {text: instant(text, zone) for text in {*one, *other}}
    return one.map(known).lt(other.map(known))
