"""Resting: which changed rows a figure rests on, itself or through what it is worked out from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reporting.audit.comparison.differences import RowChange


def resting_rows(figures: Mapping[str, Mapping], rows: Sequence[RowChange], run: int) -> dict[str, list[RowChange]]:
    """The changed rows under each figure of the first run (`run` 0) or the second (1), by figure id; others are left out."""
    places: dict[tuple, list[RowChange]] = {}
    for row in rows:
        if not (run == 0 and row.kind == "new" or run == 1 and row.kind == "gone"):
            places.setdefault(row.places[0 if run == 0 else -1][:3], []).append(row)
    found: dict[str, list[RowChange]] = {}

    def under(one: str) -> list[RowChange]:
        if one not in found:
            record = figures[one]
            own = [
                row
                for rows in record["rows"]
                for number in rows["rows"]
                for row in places.get((rows["file"], rows["sheet"], number), ())
            ]
            below = [row for operand in record["operands"].values() for row in under(operand)]
            found[one] = list(dict.fromkeys([*own, *below]))
        return found[one]

    for one in figures:
        under(one)
    return {one: rows for one, rows in found.items() if rows}
