"""The ledger as a tidy table for programs and spreadsheets, described as CSV on the Web.

One row a figure: all of it in `ledger.csv` of the audit edition, and in `report.csv` what the publication edition may tell.
The description (W3C, Metadata Vocabulary for Tabular Data) says what each column holds, so that a program which has never
heard of this project reads it with the right types.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.core.display import inert

_INERT = (
    "A text that a spreadsheet would run as a formula (it starts with =, +, -, @, a tab or a carriage return), or that "
    "starts with an apostrophe, has one apostrophe put before it: take that away to have the text. Numbers, dates and "
    "JSON stand as they are."
)


class Column(NamedTuple):
    """A column: its name, its heading in words, its type, what it holds, and whether the publication edition has it."""

    name: str
    title: str
    datatype: str | Mapping[str, str]
    holds: str
    published: bool = True


_DATE = {"base": "date", "format": "yyyy-MM-dd"}
_DIGEST = {"base": "string", "format": "[0-9a-f]{64}"}
_COLUMNS = (
    Column("report", "Report", "string", "The report's id."),
    Column("id", "Figure", "string", "The figure's id, as the page and ledger.json write it."),
    Column("indicator", "Indicator", "string", "Code of the indicator or of the part of the report."),
    Column("name", "Name of the indicator", "string", "What the indicator counts, as the page calls it; empty for what the report counts of itself."),
    Column("category", "Category", "string", "A group of the indicator; empty for its total."),
    Column("measure", "Measure", "string", "What of the indicator it is: its value, its comparator, a change, a limit."),
    Column("reference", "Held against", "string", "What a comparison is with; empty for the one that the definition names."),
    Column("basis", "Basis", "string", "How much the value covers, up to the end of the period."),
    Column("period", "Period", "string", "The period, named by its end: 2023-24-Q2, 2023-24 or 2017-10."),
    Column("received_by", "Data received by", _DATE, "The day up to which what was received is used."),
    Column("value", "Value", "number", "The number in the row's unit; empty for a judgement and where the status says why."),
    Column("exact", "Exact value", "string", "The value as a fraction, where no decimal holds it, such as a third.", published=False),
    Column("judgement", "Judgement", "string", "The value of a figure that is no number, such as a traffic light."),
    Column("display", "As printed", "string", "The figure as the page prints it, with its status in brackets."),
    Column("unit", "Unit", "string", "The unit of the value: count, percent, percentage_points, rate, days; judgement and chart have no number."),
    Column("decimals", "Decimals", "nonNegativeInteger", "To how many decimals it is printed."),
    Column("status", "Status", "string", "Shorthand of the status, such as p (provisional) or x (not available); several are parted by a space."),
    Column("reason", "Reason", "string", "Why the value is missing, or what is to be said of it."),
    Column("method", "Method", "string", "The method that made it; received: it stands so in a file.", published=False),
    Column("formula", "Formula", "string", "Arithmetic over the names of the operands.", published=False),
    Column("operands", "Operands", "json", "The name of each operand with the id of its figure.", published=False),
    Column("quality", "Checks", "json", "The checks of data quality that bear on it.", published=False),
    Column("rows", "Rows", "json", "The rows that it rests on, as a spreadsheet counts them, a text for each file; ro-crate-metadata.json has the files' checksums.", published=False),
    Column("notebook", "Notebook", "string", "The notebook that made it.", published=False),
    Column("cell", "Cell", "string", "The cell of that notebook.", published=False),
    Column("cell_sha256", "Checksum of the cell", _DIGEST, "SHA-256 of the cell's code.", published=False),
)  # fmt: skip


class TidyTable(NamedTuple):
    """A table of figures: the file that it stands in, its columns, and how precise its values are, in words."""

    file: str
    columns: tuple[Column, ...]
    precision: str

    @property
    def described_in(self) -> str:
        """The file that describes it, by the name under which programs look for it."""
        return f"{self.file}-metadata.json"


LEDGER = TidyTable("ledger.csv", _COLUMNS, "Values are unrounded.")
PUBLISHED = TidyTable(
    "report.csv", tuple(one for one in _COLUMNS if one.published), "Values are as precise as the page prints them, never more."
)


def tidy_csv(table: TidyTable, report: str, names: Mapping[str, str], ledger: Iterable[Mapping]) -> str:
    """The records of a ledger as CSV, in their order; no value is an empty cell. `names` are those of indicators by their codes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    for record in ledger:
        row = {"report": report, "name": names.get(record["indicator"], ""), **_row(record)}
        writer.writerow(
            inert(row[column.name]) if column.datatype == "string" else row[column.name] for column in table.columns
        )
    return text.getvalue()


def description(table: TidyTable, title: str) -> dict:
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
        for column in table.columns
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": table.file,
        "dc:title": title,
        "dc:description": f"Every figure of the report, one row each. {table.precision} {_INERT}",
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\n"]},
        "tableSchema": {"columns": columns, "primaryKey": "id"},
    }


def _row(record: Mapping) -> dict[str, object]:
    value, is_number = record["value"], isinstance(record["value"], (int, float))
    return {
        **record,
        "value": value if is_number else None,
        "exact": record.get("exact", ""),
        "judgement": None if is_number else value,
        "operands": _json(record["operands"]),
        "quality": _json(record["quality"]),
        "rows": _json([_rows_in_words(rows) for rows in record.get("rows", ())]),
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
