"""Shown tables: the cells of the tables that a report declares, and the change between two columns of one.

A column may hold changes by year instead: each of them is that of a value from the one a year before.
Each cell is a value of its own days, which the column's heading names; values of other days are never put under it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.faults import present
from pipeline.definitions.paper_definition import Column, ShownTable
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.methods.comparisons.comparisons import value_changes
from pipeline.methods.values.absences import absence

CHANGES = ("change", "percent_change", "point_change")
LAST_YEAR = "same_period_last_year"


def table_rows(report: Report, table: ShownTable) -> list[tuple[str, str]]:
    """Code and sub-group of every row, in the order declared; without what is on hold."""
    return [
        (code, group) for code in table.indicators if code in report.codes for group in report.indicators[code].groups
    ]


def table_of(report: Report, code: str) -> str:
    """The id of the first table that an indicator stands in; empty where it stands in none."""
    return next((table.id for table in report.definition.tables if code in table.indicators), "")


def value_id(report: Report, column: Column, code: str, group: str, measure: str = "value") -> str:
    """The id of a value in a column, or of another measure of the same days, such as its numerator or its limits."""
    return report.figure_id(code, measure, category=group, basis=present(column.basis), period=column.period(report.period))


def change_ids(report: Report, column: Column, code: str, group: str) -> list[str]:
    """The ids that the changes of a column's value from a year before may have; of those, what the column shows."""
    period = column.period(report.period)
    return [
        report.figure_id(code, measure, category=group, reference=LAST_YEAR, basis=present(column.basis), period=period)
        for measure in CHANGES
        if column.shows != "percent_change" or measure == "percent_change"
    ]


def absent_cells(report: Report, figures: Figures) -> Figures:
    """What stands in the cells of declared tables whose value was never received.

    Returns  `.value` figures of the cells' days, [x] with the reason that the period's file gives.
    """
    made: dict[str, Figure] = {}
    for table, code, group in _rows(report):
        for column in table.days:
            figure_id = value_id(report, column, code, group)
            if figure_id not in figures:
                indicator, period = report.indicators[code], column.period(report.period)
                reason, rows = absence(report, code, period, present(column.basis))
                made[figure_id] = make_figure(
                    figure_id, None, status="x", reason=reason, unit=indicator.unit, decimals=indicator.decimals,
                    method="not received", formula="", basis=column.basis, period=str(period), rows=rows,
                )  # fmt: skip
    return Figures(made.values())


def table_changes(report: Report, figures: Figures) -> Figures:
    """The changes between two columns of a declared table, and by year.

    Returns  as `changes`, each of the later column's days from the same days a year before; only those that are not
             there yet.
    Trap     it takes the figures of `absent_cells`: every cell has one, if only [x].
    """
    made: dict[str, Figure] = {}
    for table, code, group in _rows(report):
        for days in _compared(table):
            earlier, later = (figures[value_id(report, column, code, group)] for column in days)
            found = value_changes(report, figures, later, earlier, LAST_YEAR)
            made |= {figure.id: figure for figure in found}
    return Figures(figure for figure in made.values() if figure.id not in figures)


def _compared(table: ShownTable) -> Iterator[tuple[Column, Column]]:
    """The pairs of columns, the second a year later, between whose values a table shows the change."""
    for at, column in enumerate(table.columns):
        if column.change:
            yield table.columns[at - 2], table.columns[at - 1]
        elif column.shows != "value":
            yield column.year_before, column


def _rows(report: Report) -> list[tuple[ShownTable, str, str]]:
    return [(table, code, group) for table in report.definition.tables for code, group in table_rows(report, table)]
