"""The one serial form of a figure: its record, as the ledger, the outputs of cells and the tables between notebooks hold it.

A number is written as JSON has it, whole numbers without a point. Where that is not the number itself, as of a third,
`exact` stands beside it as a fraction: a figure is read again as it was written, to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from pipeline.core.cited_rows import CorrectedCell, RowSet
from pipeline.core.display import exact
from pipeline.core.figure_ids import FigureId
from pipeline.core.words import Words, statements_of
from pipeline.figures.formulas import Value

IN_PARTS = ("indicator", "category", "measure", "reference")  # of the id, for readers of the ledger


def to_record(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a figure, from its fields by name."""
    parts = FigureId.parse(fields["id"])
    record: dict[str, Any] = {"id": fields["id"], **{name: getattr(parts, name) for name in IN_PARTS}}
    for name, held in fields.items():
        match name:
            case "value":
                record |= _written(held)
            case "reason" | "method":
                record |= {name: str(held), f"{name}_parts": statements_of(held)}
            case "operands":
                record[name] = dict(held)
            case "quality":
                record[name] = list(held)
            case "rows":
                record[name] = [vars(rows) | {"corrected": tuple(map(asdict, rows.corrected))} for rows in held]
            case _:
                record[name] = held
    return record


def from_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a figure again from its record; what was published, without its rows, has none."""
    left_out = (*IN_PARTS, "exact", "cell", "reason_parts", "method_parts")
    read = {name: held for name, held in record.items() if name not in left_out}
    return read | {
        **{name: Words(record[name], record.get(f"{name}_parts", ())) for name in ("reason", "method")},
        "value": _read(record),
        "quality": tuple(record["quality"]),
        "rows": tuple(_row_set(rows) for rows in record.get("rows", ())),
    }


def json_value(value: Value | None) -> int | float | str | None:
    """The unrounded value as JSON writes it: whole numbers without a point."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value


def _written(value: Value | None) -> dict[str, Any]:
    written = json_value(value)
    is_itself = not isinstance(value, Fraction) or exact(written) == value
    return {"value": written} if is_itself else {"value": written, "exact": str(value)}


def _read(record: Mapping[str, Any]) -> Value | None:
    value = record.get("exact", record["value"])
    return exact(value) if "exact" in record or isinstance(value, (int, float)) else value


def _row_set(record: Mapping[str, Any]) -> RowSet:
    corrected = tuple(CorrectedCell(**cell) for cell in record["corrected"])
    return RowSet(**{**record, "rows": tuple(record["rows"]), "corrected": corrected})
