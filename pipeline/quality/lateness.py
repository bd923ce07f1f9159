"""Lateness: what a period's file says will come late, whether it has come since, and whether that was by its due date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from pipeline.core.periods import day_in_words
from pipeline.definitions.indicators.received_measures import AS_RECEIVED
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import PeriodExceptions
from pipeline.received.observations import with_coverage


def arrivals(observations: pd.DataFrame, report: Report) -> dict[str, str]:
    """The day on which an indicator's first value for the report's period, or its own days, was received, ISO, by indicator.

    A line that only says that there is no value is no arrival.
    """
    rows = with_coverage(observations[observations["unread"].eq("")])
    ends = [report.period_of(code).end.isoformat() for code in rows["indicator"]]
    there = rows["last_day"].eq(ends) & rows[["value", "numerator", *AS_RECEIVED]].notna().any(axis=1)
    return rows[there].groupby("indicator")["received"].min().to_dict()


def still_to_come(exceptions: PeriodExceptions, arrived: Mapping[str, str], day: date) -> list[str]:
    """Who owes what, why, and the due date seen from `day`: one sentence a sender."""
    told = []
    for absent in exceptions.not_received:
        codes = ", ".join(code for code in absent.indicators if code not in arrived)
        if codes:
            reason = f"{absent.reason.rstrip('.')}; {due_in_words(absent.due, day) or 'no due date'}"
            told.append(f"still to come from {absent.sender}: {codes} ({reason})")
    return told


def came_late(exceptions: PeriodExceptions, arrived: Mapping[str, str]) -> list[str]:
    """What was said to be late and has come since, and whether by its due date: one sentence a sender and day."""
    told = []
    for absent in exceptions.not_received:
        for received in sorted({arrived[code] for code in absent.indicators if code in arrived}):
            codes = ", ".join(code for code in absent.indicators if arrived.get(code) == received)
            came = f"came on {day_in_words(date.fromisoformat(received))}{_against(absent.due, received)}"
            told.append(f"late from {absent.sender}: {codes} {came}; the period's file still says that it has not")
    return told


def on_hold(exceptions: PeriodExceptions) -> list[str]:
    """What is taken out of the period, by whom and why."""
    return [f"on hold: {hold.indicator} ({hold.role}: {hold.reason.rstrip('.')})" for hold in exceptions.holds]


def due_in_words(due: date | None, day: date) -> str:
    """The due date and how far it is away: `due 15 January 2024, 12 days overdue`; empty where there is none."""
    if due is None:
        return ""
    days = (due - day).days
    away = "today" if days == 0 else f"in {_days(days)}" if days > 0 else f"{_days(-days)} overdue"
    return f"due {day_in_words(due)}, {away}"


def _against(due: date | None, received: str) -> str:
    if due is None:
        return ""
    late = (date.fromisoformat(received) - due).days
    return f", {_days(late)} after it was due" if late > 0 else ", by its due date"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
