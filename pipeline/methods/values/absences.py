"""Absences: a value that is not there, and why, as the file of its period says."""

from __future__ import annotations

from pipeline.core.periods import Period, day_in_words
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, RowSet, make_figure


def absent_value(report: Report, code: str, category: str, period: Period, basis: str = "") -> Figure:
    """An [x] figure for a value that was not received, with who was to send it and why it is late, if that is known."""
    indicator = report.indicators[code]
    basis = basis or indicator.basis
    reason, rows = absence(report, code, period, basis)
    return make_figure(
        report.figure_id(code, "value", category=category, basis=basis, period=period), None, status="x", reason=reason,
        unit=indicator.unit, decimals=indicator.decimals, method="not received", formula="",
        basis=basis, period=str(period), rows=rows,
    )  # fmt: skip


def absence(report: Report, code: str, period: Period, basis: str) -> tuple[str, tuple[RowSet, ...]]:
    """Why a value is not there, as the file of its period says, and where it says so."""
    known = report.not_received(code, period)
    if known is None:
        return _never_received([period.in_words(basis)]), ()
    absent, rows = known
    due = f"; due {day_in_words(absent.due)}" if absent.due else ""
    return f"not received from {absent.sender} ({absent.reason.rstrip('.')}{due})", (rows,)


def parts_missing(report: Report, code: str, parts: list[tuple[Period, str]]) -> tuple[str, tuple[RowSet, ...]]:
    """Why a sum cannot be made: the parts that are not there, those that a period's file explains with its reason."""
    explained = [(part, basis) for part, basis in parts if report.not_received(code, part)]
    unexplained = [part.in_words(basis) for part, basis in parts if (part, basis) not in explained]
    told = [_never_received(unexplained)] if unexplained else []
    rows: tuple[RowSet, ...] = ()
    for part, basis in explained:
        reason, where = absence(report, code, part, basis)
        told.append(f"{part.in_words(basis)} was {reason}")
        rows += where
    return "; ".join(told), rows


def _never_received(days: list[str]) -> str:
    if len(days) == 1:
        return f"no value for {days[0]} was ever received"
    return f"no values for {', '.join(days[:-1])} and {days[-1]} were ever received"
