"""The same lines of a return in other files: our own columns in csv, xlsx and ods, and tables of others with a description."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from conftest import COLUMNS
from generated import toml_text
from hypothesis import strategies as st
from workbooks import write_workbook

FORMATS = ["csv", "xlsx", "ods"]
SIGNS = {"p": "(p)", "r": "rev.", "e": "~", "u": "*", "b": "/"}  # how another body writes the marks behind a number
LABELS = st.sampled_from(["Measure {}", "{}. Cases, all of them", "Row {} (north)", "Ŵ{}", "{}"])


@st.composite
def ways_to_send(draw) -> dict:
    """A kind of file, whether it is in a layout of its own, and how that one words its rows and columns."""
    return {
        "format": draw(st.sampled_from(FORMATS)), "own_layout": draw(st.booleans()), "label": draw(LABELS),
        "title": draw(st.booleans()), "footnote": draw(st.booleans()), "missing": draw(st.sampled_from(["..", "n/a", "-"])),
    }  # fmt: skip


def send(folder: Path, received: str, name: str, lines: Sequence[str], way: dict) -> None:
    """Put lines, as ReportFolder.receive takes them, into a report's folder as a return of this kind."""
    path = folder / "returns" / f"{received}_{name}.{way['format']}"
    columns = COLUMNS.split(",")
    rows = [dict(zip(columns, cells + [""] * len(columns), strict=False)) for cells in csv.reader(lines)]
    if not way["own_layout"]:
        _write(path, [columns, *([_cell(row[column], column, way) for column in columns] for row in rows)])
        return
    cells, layout = _of_others(rows, way)
    _write(path, cells)
    record = f'publisher = "Made up"\nlicence = "none"\nreceived = {received}\n'
    path.with_suffix(".source.toml").write_text(record + toml_text({"layout": [layout]}), encoding="utf-8")


def _of_others(rows: Sequence[dict], way: dict) -> tuple[list[list], dict]:
    """A table with a title, labels, periods in words, signs behind its numbers and a footnote; and its description."""
    names, periods, table = {}, {}, []
    for row in rows:
        own = row["indicator"], row["category"]
        label = names.setdefault(own, way["label"].format(len(names) + 1))
        when = periods.setdefault((row["period"], row["basis"]), f"{row['period']} as {row['basis']}")
        missing = row["status"] in ("x", "z")
        sign = SIGNS.get(row["status"], "")
        value = way["missing"] if missing else row["value"]
        counts = [_cell(row[name], name, way) for name in ("numerator", "denominator")]
        table.append([label, when, f"{value} {sign}" if sign and value else _cell(value, "value", way), *counts, row["note"]])
    marked = {row["status"] for row in rows}
    head = [["What was counted", "", "", "", "", ""]] if way["title"] else []
    header = ["Measure", "When", "Number", "Part", "All", "Remarks"]
    first = len(head) + 2
    foot = [["Source: the body itself", "", "", "", "", ""]] if way["footnote"] else []
    layout = {
        "header_rows": [first - 1], "first_row": first, "last_row": first + len(table) - 1,
        "columns": [
            {"text": "Measure", "holds": "label"}, {"text": "When", "holds": "period"}, {"text": "Number", "holds": "value"},
            {"text": "Part", "holds": "numerator"}, {"text": "All", "holds": "denominator"}, {"text": "Remarks", "holds": "note"},
        ],
        "names": {label: {"indicator": code, "category": group} for (code, group), label in names.items()},
        "periods": [{"text": when, "period": period, "basis": basis} for (period, basis), when in periods.items()],
        "symbols": {sign: {"status": mark} for mark, sign in SIGNS.items() if mark in marked},
    }  # fmt: skip
    if marked & {"x", "z"}:
        layout["symbols"][way["missing"]] = {"status": "x", "says": "not counted"}
    if foot:
        layout["footnotes"] = ["Source: .*"]
    return [*head, header, *table, *foot], layout


def _cell(text: str, column: str, way: dict) -> object:
    """What a workbook stores: a number where it is one."""
    number = column in ("value", "numerator", "denominator") and way["format"] != "csv" and text.lstrip("-").isdigit()
    return int(text) if number else text


def _write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    else:
        write_workbook(path, rows)
