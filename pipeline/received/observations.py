"""Observations: base values as received, and which of them is the newest by a date."""

from __future__ import annotations

import pandas as pd

from pipeline.core.cited_rows import Caveats, CorrectedCell, month_of
from pipeline.core.periods import Period
from pipeline.definitions.corrections import caveat_name
from pipeline.definitions.indicators.received_measures import NUMBERS

KEY = ["indicator", "category", "first_day", "last_day"]
PLACE = ["file", "sheet", "row", "cells"]


def were_read(observations: pd.DataFrame, *columns: str) -> pd.Series:
    """Which observations have a cell that was read in each of these columns."""
    faulty = observations.loc[observations["unread"].ne(""), "unread"]
    wanted = {*columns}
    wrong = faulty.map(lambda names: not wanted.isdisjoint(names.split())).astype(bool)
    return ~wrong.reindex(observations.index, fill_value=False)


def with_coverage(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations plus `first_day` and `last_day` (ISO): the days each value covers; all must have a period and a basis that were read.

    Two names for the same days (the first quarter, and the year to date in June) have the same coverage.
    """
    periods = [
        Period.parse(period, basis) for period, basis in zip(observations["period"], observations["basis"], strict=True)
    ]
    first = [period.first_day(basis).isoformat() for period, basis in zip(periods, observations["basis"], strict=True)]
    last = [period.end.isoformat() for period in periods]
    # Without a type an empty table would have numbers for its days.
    return observations.assign(first_day=first, last_day=last).astype({"first_day": "str", "last_day": "str"})


def newest(observations: pd.DataFrame) -> pd.DataFrame:
    """Of several values for the same indicator, category and days, the one received last; earlier ones stay in the file."""
    ordered = observations.sort_values(["received", *PLACE], kind="stable")
    return ordered.drop_duplicates(KEY, keep="last").sort_values([*KEY, "row"], kind="stable").reset_index(drop=True)


def caveats_of(failing: pd.DataFrame, corrections: pd.DataFrame, observations: pd.DataFrame) -> Caveats:
    """What every figure must say of the rows it rests on: the checks they do not meet, and corrections of their cells.

    The correction of a number bears on that number alone, one of another cell (a label, a period) on the whole row.
    """
    caveats = Caveats()
    for row in failing.itertuples(index=False):
        if month := month_of(row.cells):
            caveats.add_month(row.file, month, row.expectation)
        elif not pd.isna(row.row):
            columns = (part.split(":")[1] for part in row.cells.split())
            caveats.add(row.file, row.sheet, int(row.row), row.expectation, columns)
    for row in corrections[~corrections["left_out"]].itertuples(index=False):
        there = observations[["file", "sheet", "row"]].eq([row.file, row.sheet, row.row]).all(axis=1)
        numbers = {column_of(cells, name) for cells in observations.loc[there, "cells"] for name in NUMBERS}
        cell = CorrectedCell(row.row, row.column, row.found, row.becomes, row.correction)
        columns = numbers & {row.column}
        caveats.add(row.file, row.sheet, row.row, caveat_name(row.correction), columns, cell)
    return caveats


def column_of(cells: str, name: str) -> str:
    """The column where a number of an observation stands: by its letters where a row holds several values, else by its name.

    What has no cell of its own there (the indicator, the period) is found by the value.
    """
    placed = dict(part.split(":") for part in cells.split())
    return placed.get(name) or next(iter(placed.values()), name)


def most_decimals(rows: pd.DataFrame) -> dict[str, int]:
    """The most decimals that a value of each indicator was received with."""
    known = rows[rows["decimals"].notna()]
    return {code: int(most) for code, most in known.groupby("indicator")["decimals"].max().items()}
