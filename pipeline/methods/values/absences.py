"""Absences: a value that is not there, and why, as the file of its period says."""

from __future__ import annotations

from pipeline.core.cited_rows import RowSet
from pipeline.core.periods import Period, day_in_words
from pipeline.core.words import Words, joined, worded
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, make_figure


def absent_value(report: Report, code: str, category: str, period: Period, basis: str = "") -> Figure:
    """An [x] figure for a value that was not received.

    Returns  `CODE[CATEGORY].value` of these days, with who was to send it and why it is late, if that is known.
    """
    indicator = report.indicators[code]
    basis = basis or indicator.basis
    reason, rows = absence(report, code, period, basis)
    return make_figure(
        report.figure_id(code, "value", category=category, basis=basis, period=period), None, status="x", reason=reason,
        unit=indicator.unit, decimals=indicator.decimals, method="not received", formula="",
        basis=basis, period=str(period), rows=rows,
    )  # fmt: skip


def absence(
    report: Report, code: str, period: Period, basis: str, *, names_days: bool = False
) -> tuple[Words, tuple[RowSet, ...]]:
    """Why a value is not there.

    Takes    names_days: say the value's days with the reason.
    Returns  the reason in words with its parts, and the line of the period's file that gives it; "no value … was ever
             received" without one.
    """
    known = report.not_received(code, period)
    if known is None:
        return _never_received([(period, basis)]), ()
    absent, rows = known
    reason, due = absent.reason.rstrip("."), f"; due {day_in_words(absent.due)}" if absent.due else ""
    named = f"{period.in_words(basis)} was " if names_days else ""
    days = [period.first_day(basis), period.end] if names_days else None
    text = f"{named}not received from {absent.sender} ({reason}{due})"
    return worded("not_received", text, sender=absent.sender, reason=reason, due=absent.due, days=days), (rows,)


def parts_missing(report: Report, code: str, parts: list[tuple[Period, str]]) -> tuple[Words, tuple[RowSet, ...]]:
    """Why a sum cannot be made.

    Takes    parts, each a period and a basis, that are not there.
    Returns  the reason in words with every part named, and the lines of period files that explain some.
    """
    explained = [(part, basis) for part, basis in parts if report.not_received(code, part)]
    unexplained = [one for one in parts if one not in explained]
    reasons = [_never_received(unexplained)] if unexplained else []
    rows: tuple[RowSet, ...] = ()
    for part, basis in explained:
        reason, where = absence(report, code, part, basis, names_days=True)
        reasons.append(reason)
        rows += where
    return joined(reasons), rows


def _never_received(parts: list[tuple[Period, str]]) -> Words:
    days = [part.in_words(basis) for part, basis in parts]
    if len(days) == 1:
        text = f"no value for {days[0]} was ever received"
    else:
        text = f"no values for {', '.join(days[:-1])} and {days[-1]} were ever received"
    return worded("never_received", text, days=[[part.first_day(basis), part.end] for part, basis in parts])
