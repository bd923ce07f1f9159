"""Exclusions: every row that was received is used, or is left out for one stated reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, count
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.cited_rows import RowSet
from pipeline.core.display import exact
from pipeline.core.words import Words, worded
from pipeline.definitions.indicators.received_measures import NUMBERS
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.files.record_table import IN_ORDER, RecordTable
from pipeline.files.sql_names import quoted
from pipeline.received.observations import KEY, PLACE, column_of, with_coverage

USED = "used"
ROWS_RECEIVED = "rows-received"
REASONS = {
    "superseded": "replaced by a later return or extract",
    "after the period": "covers days after the report's period",
    "on hold": "its indicator is on hold",
    "repeated": "gives a value again under another name for the same days",
    "not shown": "of days that this report does not show",
}


def account_for_rows(
    report: Report,
    observations: pd.DataFrame,
    records: RecordTable,
    figures: Figures,
    corrections: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every received row and record, with what became of it.

    Takes    observations and records as notebook 1 writes them, all figures of the report, and the corrections that were
             applied.
    Returns  one row each: indicator, period, basis, received, file, sheet, row, cells, sha256, and `use`: used, or the
             reason why not. A record has its case table for an indicator and its day for a period.
    Trap     a row is used where a figure cites it, so all figures must be there.
    """
    counted = [
        figure for figure in figures.values() if figure.parts.measure != "total"
    ]  # a count of rows uses none of them
    received = set(observations["file"])
    cited = {
        (rows.file, rows.sheet, row, rows.column)
        for figure in counted for rows in figure.rows if rows.file in received for row in rows.rows
    }  # fmt: skip
    cases = _account_for_records(report, records, counted)
    rows = with_coverage(observations)
    rows["cited"] = [
        any((*place, column_of(cells, measure)) in cited for measure in NUMBERS)
        for *place, cells in zip(*(rows[name] for name in PLACE), strict=True)
    ]
    same_days = rows.groupby(KEY)
    newest, used_elsewhere = same_days["received"].transform("max"), same_days["cited"].transform("any")
    held = {hold.indicator for hold in report.exceptions.holds}

    def use(row: Any) -> str:
        if row.cited:
            return USED
        if row.indicator in held:
            return "on hold"
        if row.last_day > report.period.end.isoformat():
            return "after the period"
        if row.received < newest[row.Index]:
            return "superseded"
        return "repeated" if used_elsewhere[row.Index] else "not shown"

    shown = ["indicator", "period", "basis", "received", *PLACE, "sha256"]
    accounts = rows[shown].assign(use=[use(row) for row in rows.itertuples()])
    parts = (accounts, cases, _left_out(corrections))
    return pd.concat([part for part in parts if len(part)] or [accounts], ignore_index=True)


def _left_out(corrections: pd.DataFrame | None) -> pd.DataFrame:
    """The rows that a correction leaves out."""
    if corrections is None:
        return pd.DataFrame()
    rows = corrections[corrections["left_out"]]
    placed = rows[["received", "file", "sheet", "row", "sha256"]]
    return placed.assign(indicator="", period="", basis="", cells="", use=rows["reason"])


def _account_for_records(report: Report, records: RecordTable, counted: Sequence[Figure]) -> pd.DataFrame:
    if not report.case_tables:
        return pd.DataFrame()
    cited: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for rows in (rows for figure in counted for rows in figure.rows):
        cited.setdefault((rows.file, rows.sheet), []).append(rows.rows)
    cases: pd.DataFrame = records.ask(
        f"""select "table" as indicator, day as period, '' as basis, received, file, sheet, "row", '' as cells, sha256,
        case when left_out <> '' then left_out when day > ? then 'after the period' else 'not shown' end as use
        from records order by {quoted(IN_ORDER)}""", [report.period.end.isoformat()],
    ).df()  # fmt: skip
    used = np.zeros(len(cases), dtype=bool)
    for place, at in cases.groupby(["file", "sheet"], sort=False).indices.items() if len(cases) else ():
        those = np.fromiter(chain.from_iterable(cited.get(place, ())), dtype=np.int64)
        used[at] = np.isin(cases["row"].to_numpy()[at], those)
    return cases.assign(use=cases["use"].mask(pd.Series(used, index=cases.index, dtype=bool), USED))


def row_totals(report: Report, accounts: pd.DataFrame) -> Figures:
    """How many returns and rows there were, and what became of them.

    Returns  `rows-received.total`, one count for each use, and `returns.total`; received = used + each reason.
    """
    made = [_count(report, f"{ROWS_RECEIVED}.total", accounts, worded("rows_counted", "count of rows"))]
    returns = accounts.drop_duplicates("file")
    made.append(_count(report, "returns.total", accounts, worded("files_counted", "count of files"), number=len(returns)))
    for reason, figure_id in row_total_ids(report).items():
        chosen = accounts[accounts["use"] == reason]
        made.append(_count(report, figure_id, chosen, worded("rows_counted", f"count of rows: {reason}", use=reason)))
    return Figures(made)


def check_totals(figures: Figures, verdicts: pd.DataFrame) -> Figures:
    """How many checks there were and how many of them were met: `quality-checks.total` and `[met]`, on the rows of `returns.total`."""
    looked_at, met = figures["returns.total"], int(verdicts["verdict"].eq("met").sum())
    method = worded("checks_counted", "count of expectations evaluated on the rows")
    return Figures(
        make_figure(
            figure_id, exact(number), unit="count", method=method, formula="", basis="", period=looked_at.period,
            received_by=looked_at.received_by, rows=looked_at.rows,
        )
        for figure_id, number in (("quality-checks.total", len(verdicts)), ("quality-checks[met].total", met))
    )  # fmt: skip


def declared_reasons(report: Report) -> list[str]:
    """Why rows are left out by what the report declares: rules for records, and corrections."""
    rules = [rule.reason for table in report.case_tables.values() for rule in table.leave_out]
    corrections = [one.reason for one in report.corrections if one.leave_out]
    return [reason for reason in dict.fromkeys([*rules, *corrections]) if reason not in REASONS]


def row_total_ids(report: Report) -> dict[str, str]:
    """The figure that counts the rows of each use: `rows-received[after-the-period].total`.

    Reasons that differ in signs or capitals alone are told apart by a number.
    """
    names: dict[str, str] = {}
    for reason in (USED, *REASONS, *declared_reasons(report)):
        name = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-") or "other"
        tries = (name if at == 1 else f"{name}-{at}" for at in count(1))
        names[reason] = next(one for one in tries if one not in names.values())
    return {reason: f"{ROWS_RECEIVED}[{name}].total" for reason, name in names.items()}


def _count(report: Report, figure_id: str, rows: pd.DataFrame, method: Words, number: int | None = None) -> Figure:
    numbers = rows["row"].to_numpy(dtype=np.int64)
    places = rows.groupby(["file", "sheet", "sha256"]).indices if len(rows) else {}
    sets = tuple(RowSet(file, sheet, tuple(numbers[at].tolist()), "", digest) for (file, sheet, digest), at in sorted(places.items()))
    return make_figure(
        figure_id, exact(len(rows) if number is None else number), unit="count", method=method, formula="",
        basis="", period=str(report.period), received_by=rows["received"].max() if len(rows) else "", rows=sets,
    )  # fmt: skip
