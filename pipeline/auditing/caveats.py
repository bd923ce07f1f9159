"""Caveats: what the checks that a figure does not meet say, and who waived them, for the rows that the figure rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

Place = tuple[str, str, int]


@dataclass(frozen=True)
class CaveatWords:
    """One check that a figure's rows do not meet: what is wrong, the rows, and by whom it was waived until when."""

    check: str
    says: str
    waived: tuple[str, ...]
    rows: tuple[Place, ...]


def caveats_of_figures(ledger: Sequence[Mapping], failing: pd.DataFrame) -> dict[str, list[CaveatWords]]:
    """For every figure with a caveat what the checks in its `quality` say of the rows under it, its operands' included.

    A record that a counting rule only looked at stands under no figure: then all rows are named that do not meet the check.
    """
    records = {record["id"]: record for record in ledger}
    under: dict[str, frozenset[Place]] = {}

    def rows_under(figure_id: str) -> frozenset[Place]:
        if figure_id not in under:
            record = records[figure_id]
            own = {(rows["file"], rows["sheet"], row) for rows in record["rows"] for row in rows["rows"]}
            under[figure_id] = frozenset(own.union(*(rows_under(operand) for operand in record["operands"].values())))
        return under[figure_id]

    missed: dict[str, list[tuple[Place, str, str]]] = {}
    for row in failing[failing["row"].notna()].itertuples():
        missed.setdefault(row.expectation, []).append(
            ((row.file, row.sheet, int(row.row)), row.says, getattr(row, "waived", ""))
        )
    found: dict[str, list[CaveatWords]] = {}
    for record in ledger:
        for name in record["quality"]:
            here = [one for one in missed.get(name, ()) if one[0] in rows_under(record["id"])] or missed.get(name, [])
            parts = zip(*here, strict=True) if here else ((), (), ())
            places, says, waived = (tuple(dict.fromkeys(filter(None, part))) for part in parts)
            found.setdefault(record["id"], []).append(CaveatWords(name, "; ".join(says), waived, places))
    return found
