"""Caveats: what the checks that a figure does not meet say, and who waived or corrected what, for the rows it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.cited_rows import month_of
from pipeline.core.periods import Period
from pipeline.definitions.corrections import Correction, caveat_name, in_words

Place = tuple[str, str, int]


@dataclass(frozen=True)
class CaveatWords:
    """One check that a figure's rows do not meet, or a correction of them: what it says, the rows, and by whom it was waived."""

    check: str
    says: str
    waived: tuple[str, ...]
    rows: tuple[Place, ...]

    @property
    def corrected(self) -> bool:
        return self.check.startswith("correction-")


def caveats_of_figures(
    ledger: Sequence[Mapping], failing: Iterable[Mapping], corrections: Sequence[Correction]
) -> dict[str, list[CaveatWords]]:
    """For every figure with a caveat what the checks and corrections in its `quality` say of the rows under it.

    The rows of its operands are under it too. `failing` are the rows that do not meet a check: expectation, file, sheet, row,
    cells, says and by whom it was waived.

    A record that a counting rule only looked at stands under no figure: then all rows are named that do not meet the check.
    A month of an extract stands under a figure of its days.
    """
    records = {record["id"]: record for record in ledger}
    corrected = {caveat_name(number): (number, one) for number, one in enumerate(corrections, start=1)}
    cells = {
        caveat_name(cell["correction"]): (rows["file"], rows["sheet"], cell["row"])
        for record in ledger for rows in record["rows"] for cell in rows.get("corrected", ())
    }  # fmt: skip
    under: dict[str, frozenset[Place]] = {}

    def rows_under(figure_id: str) -> frozenset[Place]:
        if figure_id not in under:
            record = records[figure_id]
            own = {(rows["file"], rows["sheet"], row) for rows in record["rows"] for row in rows["rows"]}
            own |= {_month_place(rows["file"], month) for rows in record["rows"] for month in _months(record)}
            under[figure_id] = frozenset(own.union(*(rows_under(operand) for operand in record["operands"].values())))
        return under[figure_id]

    missed: dict[str, list[tuple[Place, str, str]]] = {}
    for row in failing:
        month = month_of(row.get("cells", ""))
        place = _month_place(row["file"], month) if month else (row["file"], row["sheet"], int(row["row"]))
        missed.setdefault(row["expectation"], []).append((place, row["says"], row.get("waived", "")))
    found: dict[str, list[CaveatWords]] = {}
    for record in ledger:
        for name in record["quality"]:
            if name in corrected:
                number, one = corrected[name]
                says, place = in_words(one, number, with_reason=True), cells.get(name)
                found.setdefault(record["id"], []).append(CaveatWords(name, says, (), (place,) if place else ()))
                continue
            here = [one for one in missed.get(name, ()) if one[0] in rows_under(record["id"])] or missed.get(name, [])
            parts = zip(*here, strict=True) if here else ((), (), ())
            places, says, waived = (tuple(dict.fromkeys(filter(None, part))) for part in parts)
            found.setdefault(record["id"], []).append(CaveatWords(name, "; ".join(says), waived, places))
    return found


def _month_place(file: str, month: str) -> Place:
    """A month of an extract, which is no row of it."""
    return f"{file}, {month}", "", 0


def _months(record: Mapping) -> Iterator[str]:
    """The months whose days a figure covers."""
    if record["period"] and record["basis"] and record["rows"]:
        period = Period.parse(record["period"], record["basis"])
        first, last = (day.year * 12 + day.month - 1 for day in (period.first_day(record["basis"]), period.end))
        yield from (f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1))
