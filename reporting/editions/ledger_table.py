"""The ledger as a table for programs and spreadsheets: `ledger.csv`, described as CSV on the Web.

One row a figure. The description (W3C, Metadata Vocabulary for Tabular Data) says what each column holds, so that a
program which has never heard of this project reads it with the right types.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

TABLE, DESCRIPTION = "ledger.csv", "ledger.csv-metadata.json"
_INERT = (
    "A text that a spreadsheet would run as a formula (it starts with =, +, -, @, a tab or a carriage return), or that "
    "starts with an apostrophe, has one apostrophe put before it: take that away to have the text. Numbers, dates and "
    "JSON stand as they are."
)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Column(NamedTuple):
    """A column: its name, its heading in words, its type, and what it holds."""

    name: str
    title: str
    datatype: str | Mapping[str, str]
    holds: str


_DATE = {"base": "date", "format": "yyyy-MM-dd"}
_DIGEST = {"base": "string", "format": "[0-9a-f]{64}"}
COLUMNS = (
    Column("id", "Figure", "string", "The figure's id, as the page and ledger.json write it."),
    Column("indicator", "Indicator", "string", "Code of the indicator or of the part of the report."),
    Column("category", "Category", "string", "A group of the indicator; empty for its total."),
    Column("measure", "Measure", "string", "What of the indicator it is: its value, its comparator, a change, a limit."),
    Column("reference", "Held against", "string", "What a comparison is with; empty for the one that the definition names."),
    Column("basis", "Basis", "string", "How much the value covers, up to the end of the period."),
    Column("period", "Period", "string", "The period, named by its end: 2023-24-Q2, 2023-24 or 2017-10."),
    Column("received_by", "Data received by", _DATE, "The day up to which what was received is used."),
    Column("value", "Value", "number", "The unrounded number, in the row's unit; empty for a judgement and where the status says why."),
    Column("exact", "Exact value", "string", "The value as a fraction, where no decimal holds it, such as a third."),
    Column("judgement", "Judgement", "string", "The value of a figure that is no number, such as a traffic light."),
    Column("display", "As printed", "string", "The figure as the page prints it, with its status in brackets."),
    Column("unit", "Unit", "string", "The unit of the value: count, percent, percentage_points, rate, days; judgement and chart have no number."),
    Column("decimals", "Decimals", "nonNegativeInteger", "To how many decimals it is printed."),
    Column("status", "Status", "string", "Shorthand of the status, such as p (provisional) or x (not available); several are parted by a space."),
    Column("reason", "Reason", "string", "Why the value is missing, or what is to be said of it."),
    Column("method", "Method", "string", "The method that made it; received: it stands so in a file."),
    Column("formula", "Formula", "string", "Arithmetic over the names of the operands."),
    Column("operands", "Operands", "json", "The name of each operand with the id of its figure."),
    Column("quality", "Checks", "json", "The checks of data quality that bear on it."),
    Column("rows", "Rows", "json", "The rows that it rests on, as a spreadsheet counts them, a text for each file; ro-crate-metadata.json has the files' checksums."),
    Column("notebook", "Notebook", "string", "The notebook that made it."),
    Column("cell", "Cell", "string", "The cell of that notebook."),
    Column("cell_sha256", "Checksum of the cell", _DIGEST, "SHA-256 of the cell's code."),
)  # fmt: skip


def ledger_csv(ledger: Iterable[Mapping]) -> str:
    """The records of the audit edition's ledger as CSV, in their order; no value is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in COLUMNS)
    for record in ledger:
        row = _row(record)
        writer.writerow(
            inert(row[column.name]) if column.datatype == "string" else row[column.name] for column in COLUMNS
        )
    return text.getvalue()


def ledger_description(title: str) -> dict:
    """The table's description: its columns with titles and types, its key, and how missing values and texts are written."""
    columns = [
        {
            "name": column.name,
            "titles": column.title,
            "datatype": column.datatype,
            "required": column.name == "id",
            "null": "",
            "dc:description": column.holds,
        }
        for column in COLUMNS
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": TABLE,
        "dc:title": title,
        "dc:description": f"Every figure of the report, one row each. {_INERT}",
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\n"]},
        "tableSchema": {"columns": columns, "primaryKey": "id"},
    }


def inert(cell: object) -> object:
    """A text from elsewhere that a spreadsheet would run as a formula, made a text by an apostrophe, which can be taken away again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("'", *_STARTS_A_FORMULA)) else cell


def _row(record: Mapping) -> dict[str, object]:
    value, is_number = record["value"], isinstance(record["value"], (int, float))
    return {
        **record,
        "value": value if is_number else None,
        "exact": record.get("exact", ""),
        "judgement": None if is_number else value,
        "operands": _json(record["operands"]),
        "quality": _json(record["quality"]),
        "rows": _json([_rows_in_words(rows) for rows in record["rows"]]),
        "notebook": record["cell"]["notebook"],
        "cell": record["cell"]["id"],
        "cell_sha256": record["cell"]["sha256"],
    }


def _json(content: object) -> str:
    """Content as JSON on one line; nothing for what is empty."""
    return json.dumps(content, ensure_ascii=False) if content else ""


def _rows_in_words(rows: Mapping) -> str:
    sheet = f", sheet {rows['sheet']}" if rows["sheet"] else ""
    return f"{rows['file']}{sheet}, column {rows['column']}, rows {', '.join(_ranges(rows['rows']))}"


def _ranges(numbers: Iterable[int]) -> Iterator[str]:
    """Row numbers with runs written as 2-57."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    yield from (str(first) if first == last else f"{first}-{last}" for first, last in runs)
