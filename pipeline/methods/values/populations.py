"""Populations: the denominators of rates. A population is no count of events: over several parts it is their mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.core.periods import Period
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.figures.figure import Figure, derive_figure

Rows = Mapping[tuple[str, str, str, str], Any]  # received rows by code, category, first and last day (ISO)


def areas_received(rows: Rows, code: str, period: Period) -> list[str]:
    """The areas, as categories of a population, for which it was received by the end of a period."""
    day = period.end.isoformat()
    return [category for known, category, _, last in rows if known == code and category and last == day]


def newest_population(rows: Rows, code: str, period: Period) -> Any | None:
    """The row of the newest population that was known at a period's end; None where none was received."""
    days = [
        row for (indicator, _, _, last_day), row in rows.items()
        if indicator == code and last_day <= period.end.isoformat() and pd.notna(row.value)
    ]  # fmt: skip
    return max(days, key=lambda one: one.last_day, default=None)


def sum_of_areas(figure_id: str, indicator: Indicator, areas: Mapping[str, Figure], common: dict[str, Any]) -> Figure | None:
    """A population that was received for several areas: their sum; None where it was received for none."""
    parts = {re.sub(r"\W+", "_", area).lower(): figure for area, figure in areas.items()}
    if not parts:
        return None
    return derive_figure(
        figure_id, " + ".join(parts), parts, unit=indicator.unit, decimals=indicator.decimals,
        method="sum of the areas", **common,
    )  # fmt: skip


def population_figure(figure_id: str, found: Figure, basis: str, period: Period) -> Figure:
    """The denominator of a rate.

    Takes    found, the figure of the newest population known at the period's end, in people.
    Returns  it under another id and for these days, its own figure as its operand.
    """
    return replace(
        found, id=figure_id, formula="population", operands={"population": found.id}, rows=(), basis=basis,
        period=str(period.named_for(basis)), method="newest population at the end of these days",
    )  # fmt: skip


def mean_of_parts(days: Sequence[tuple[Period, str]], names: Sequence[str]) -> str:
    """The mean of the parts' populations, weighted by their months where these differ.

    Takes    days, each a period and a basis, and the name of each part in the formula.
    Returns  a formula. A population is no count of events: four quarters have one population, not four.
    """
    months = [period.months_covered(basis) for period, basis in days]
    if len(set(months)) == 1:
        return f"({' + '.join(names)}) / {len(names)}"
    return f"({' + '.join(f'{name} * {count}' for name, count in zip(names, months, strict=True))}) / {sum(months)}"
