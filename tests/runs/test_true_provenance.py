"""Provenance is true, not only present: a cited row moves the figure that cites it, and no other row moves any figure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ReportFolder
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.figures.figure import Figure, Figures

CASES = """
[cases]
about = "One row a case."
files = 'cases'
key = "id"
date = "opened"
person = "person"

[cases.columns]
id = { kind = "text" }
person = { kind = "text" }
opened = { kind = "date" }
kind = { kind = "category", values = ["noise", "litter", "other", "test"] }

[[cases.leave_out]]
reason = "a test"
where = { kind = ["test"] }
"""
PERIODS = ("2022-23-Q1", "2022-23-Q2", "2023-24-Q1", "2023-24-Q2", "2023-24-Q3")
DAYS = ("2023-04-03", "2023-06-30", "2023-07-01", "2023-09-30")
CODES = ("A1", "A2", "A3")
RECEIVED = ("2023-10-05", "2023-11-20")  # the second replaces what it gives again
VALUE = 3


def made_from(root: Path, returns: Mapping[str, list[list[str]]], cases: list[list[str]]) -> Figures:
    """The figures of a report that is sent its values, twice in part, and counts one indicator and its categories."""
    folder = ReportFolder(root)
    for code in CODES:
        folder.define(code)
    counted = {"table": "cases", "rule": "rows", "where_not": {"kind": ["other"]}, "by": "kind"}
    folder.define("C1", counted=counted, comparator="none", judged=False)
    folder.define(
        "C2", counted={"table": "cases", "rule": "people"}, aggregation="distinct", comparator="none", judged=False
    )
    folder.declare_cases(CASES)
    for received, rows in returns.items():
        folder.receive(received, *[",".join(row) for row in rows])
    folder.receive_cases(
        "2023-10-09_cases", "id,person,opened,kind", *[",".join(row) for row in cases], covers="2023-04-01, 2023-09-30"
    )
    return folder.figures()


def leaf_rows(figures: Figures, figure: Figure) -> set[tuple[str, int]]:
    """Every row that a figure rests on, through all of its operands."""
    own = {(rows.file, row) for rows in figure.rows for row in rows.rows}
    return own.union(*(leaf_rows(figures, figures[operand]) for operand in figure.operands.values()))


def said(figure: Figure | None) -> tuple:
    return (figure.value, figure.status) if figure else ()


numbers = st.integers(51, 999)
every_value = [[code, period] for code in CODES for period in PERIODS]
sent = st.lists(numbers, min_size=len(every_value), max_size=len(every_value))
again = st.lists(st.sampled_from(range(len(every_value))), unique=True, max_size=6)
records = st.lists(
    st.tuples(st.sampled_from(("p1", "p2", "p3")), st.sampled_from(DAYS), st.sampled_from(("noise", "litter", "other", "test"))),
    min_size=3, max_size=9,
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_changed_row_moves_the_figures_that_cite_it_and_no_others(tmp_path_factory, data):
    values, repeated, cases = data.draw(sent), data.draw(again), data.draw(records)
    lines = [
        [code, period, "quarter", str(value), "", "", "", "", ""]
        for (code, period), value in zip(every_value, values, strict=True)
    ]
    returns = {
        RECEIVED[0]: lines,
        RECEIVED[1]: [[*lines[at][:3], str(values[at] + 1), *lines[at][4:]] for at in sorted(repeated)],
    }
    returns = {received: rows for received, rows in returns.items() if rows}
    cases = [[f"c{number}", *case] for number, case in enumerate(cases)]
    before = made_from(tmp_path_factory.mktemp("before"), returns, cases)

    file = data.draw(st.sampled_from([*returns, "cases"]))
    rows = cases if file == "cases" else returns[file]
    at = data.draw(st.sampled_from(range(len(rows))))
    if file == "cases":
        row = [*rows[at][:-1], "other" if rows[at][-1] != "other" else "test"]
    else:
        row = [*rows[at][:VALUE], str(int(rows[at][VALUE]) + data.draw(st.integers(2, 50))), *rows[at][VALUE + 1 :]]
    changed = [*rows[:at], row, *rows[at + 1 :]]
    after = made_from(
        tmp_path_factory.mktemp("after"),
        returns if file == "cases" else {**returns, file: changed},
        changed if file == "cases" else cases,
    )

    place = ("cases/2023-10-09_cases.csv" if file == "cases" else f"returns/{file}_partners.csv", at + 2)
    for figure_id in {*before, *after}:
        cited = any(place in leaf_rows(made, made[figure_id]) for made in (before, after) if figure_id in made)
        if figure_id.startswith(("rows-received", "quality-checks", "returns")):
            continue  # they count the rows that came, whatever stands in them
        moved = said(before.get(figure_id)) != said(after.get(figure_id))
        assert cited or not moved, f"{figure_id} moved without resting on {place}"
        leaf = before.get(figure_id)
        if leaf and any(place == (rows.file, row) for rows in leaf.rows for row in rows.rows):
            # People are counted once, so one record fewer of somebody who has several changes no number of people.
            assert moved or figure_id.startswith("C2"), f"{figure_id} rests on {place} and did not move"
