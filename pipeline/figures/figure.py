"""Figures: every number and judgement of a report, each with its formula, its operands and its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.cited_rows import Caveats, RowSet
from pipeline.core.display import display_number, round_half_away, with_status
from pipeline.core.figure_ids import FigureId
from pipeline.core.words import Words, worded
from pipeline.figures.codec import from_record, to_record
from pipeline.figures.formulas import Value, evaluate

FIGURES_MIME = "application/vnd.report-figures+json"
SIGNED = ("change", "percent_change", "point_change", "gap_to_target", "rank_change")

# The rule of marks: a figure that is worked out from others has every mark of theirs that is in CARRIED. The other marks
# say how a number itself is printed, or why there is none. NOT_CARRIED are the exceptions, by method.
CARRIED = ("p", "e", "r", "u", "b")
NOT_CARRIED = {
    # They count judgements and statuses, and how many there are is certain.
    "count of lights": CARRIED,
    "count of judgements": CARRIED,
    "count of actions": CARRIED,
    # The days before a declared break are taken away again; Values marks a quarter that itself lies over one.
    "difference of two years to date": ("b",),
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number or judgement. `value` is unrounded; `display` is how it is printed everywhere.

    `operands` maps the names in `formula` to figure ids. A figure that was received has no formula to
    work out: its `rows` say where it stands.
    """

    id: str
    basis: str
    period: str
    received_by: str = ""
    value: Value | None
    display: str
    magnitude: str = ""
    unit: str
    decimals: int
    status: str
    reason: str = ""
    method: str
    formula: str
    operands: Mapping[str, str] = field(default_factory=dict)
    quality: tuple[str, ...] = ()
    rows: tuple[RowSet, ...] = ()

    @property
    def parts(self) -> FigureId:
        return FigureId.parse(self.id)

    @property
    def printed(self) -> Value | None:
        """The value at the precision at which it is printed; 0 where that is [low]. All of it that a page may tell."""
        return Fraction(round_half_away(self.value, self.decimals)) if isinstance(self.value, Fraction) else self.value

    def record(self) -> dict[str, Any]:
        """The figure's record in the ledger; with `rows`, as the audit edition holds it."""
        return to_record({part.name: getattr(self, part.name) for part in fields(self)})

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Figure:
        """The figure again from its record."""
        return cls(**from_record(record))


def make_figure(
    figure_id: str, value: Value | None, *, unit: str, decimals: int = 0, status: str = "", **rest: Any
) -> Figure:
    """A figure with its display made once. Without a value its status must say why: x, z or c."""
    signed = FigureId.parse(figure_id).measure in SIGNED
    if value is None:
        if not {"x", "z", "c"} & set(status.split()):
            raise ValueError(f"{figure_id}: a figure without a value needs status x, z or c")
        text = magnitude = ""
    elif isinstance(value, str):
        text = magnitude = value
    else:
        number = Fraction(value)
        text = display_number(number, unit, decimals, signed=signed)
        magnitude = display_number(number, unit, decimals, magnitude=True)
    return Figure(
        id=figure_id,
        value=value,
        display=with_status(text, status),
        magnitude=with_status(magnitude, status),
        unit=unit,
        decimals=decimals,
        status=status,
        **rest,
    )


def derive_figure(
    figure_id: str,
    formula: str,
    operands: Mapping[str, Figure],
    *,
    zero_base: str = "",
    mark: str = "",
    **rest: Any,
) -> Figure:
    """A figure worked out from others by a formula.

    It is [z] where an operand is not applicable or the operand named `zero_base` is 0, and [x] where an
    operand is missing, each with its reason. Marks of the operands are carried on (CARRIED, NOT_CARRIED).
    """
    lost = NOT_CARRIED.get(rest.get("method", ""), ())
    status = _statuses(mark, *[carried(operand.status, lost) for operand in operands.values()])
    common = {
        "formula": formula,
        "operands": {name: operand.id for name, operand in operands.items()},
        "received_by": max((operand.received_by for operand in operands.values()), default=""),
        **rest,
    }
    absent = [operand for operand in operands.values() if operand.value is None]
    if absent:
        kind = "z" if all("z" in operand.status.split() for operand in absent) else "x"
        return make_figure(figure_id, None, status=kind, reason=absent[0].reason, **common)
    if zero_base and operands[zero_base].value == 0:
        return make_figure(figure_id, None, status="z", reason=_zero(zero_base), **common)
    value = evaluate(formula, {name: one.value for name, one in operands.items() if one.value is not None})
    return make_figure(figure_id, value, status=status, **common)


def _zero(operand: str) -> Words:
    operand = operand.replace("_", " ")
    return worded("zero", f"{operand} is zero", operand=operand, value=0)


def carried(status: str, lost: Iterable[str] = ()) -> str:
    """The marks of a status that are carried on, without those that are lost."""
    return " ".join(mark for mark in status.split() if mark in CARRIED and mark not in lost)


def _statuses(*marks: str) -> str:
    present = {mark for text in marks for mark in text.split()}
    return " ".join(mark for mark in CARRIED if mark in present)


class Figures(Mapping[str, Figure]):
    """Figures by id, in the order they were made.

    In a notebook it shows itself as a table and carries its records in the cell's output, from which the
    ledger is collected: that is how a figure names the cell that made it. `caveats` says of rows which
    checks they do not meet: whatever is included here carries those of its own rows and of its operands.
    """

    def __init__(self, figures: Iterable[Figure] = (), caveats: Caveats | None = None):
        self._figures: dict[str, Figure] = {}
        self._caveats = caveats or Caveats()
        for figure in figures:
            if figure.id in self._figures:
                raise ValueError(f"figure {figure.id} is made twice")
            self._figures[figure.id] = figure
        self._of: dict[str, list[Figure]] = {}

    def __getitem__(self, figure_id: str) -> Figure:
        return self._figures[figure_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def of(self, indicator: str) -> Sequence[Figure]:
        """The figures of an indicator in the order they were made: looked up, as a report of a thousand indicators asks for each."""
        if not self._of:
            for figure in self._figures.values():
                self._of.setdefault(figure.parts.indicator, []).append(figure)
        return self._of.get(indicator, ())

    def include(self, new: Figures, *, rests_on_rows: bool = True) -> Figures:
        """Add new figures with their caveats, refusing an id that is there already, and return them to be shown.

        A count of the rows themselves does not rest on what they say (`rests_on_rows=False`).
        """
        if twice := next((one for one in new if one in self._figures), ""):
            raise ValueError(f"figure {twice} is made twice")
        found: dict[str, tuple[str, ...]] = {}

        def bearing_on(figure: Figure) -> tuple[str, ...]:
            if figure.id not in found:
                rows = figure.rows if rests_on_rows else ()
                own = {*figure.quality, *(name for one in rows for name in self._caveats.of(one))}
                operands = (new.get(name) or self._figures.get(name) for name in figure.operands.values())
                found[figure.id] = tuple(sorted(own.union(*(bearing_on(one) for one in operands if one))))
            return found[figure.id]

        marked = Figures(
            replace(figure, quality=bearing_on(figure), rows=tuple(map(self._caveats.placed, figure.rows)))
            for figure in new.values()
        )
        self._figures.update(marked)
        self._of.clear()
        return marked

    def table(self) -> pd.DataFrame:
        """One row a figure: its id, how it is printed, and its record as JSON."""
        rows = [(figure.id, figure.display, json.dumps(figure.record())) for figure in self.values()]
        return pd.DataFrame(rows, columns=["figure", "display", "record"])

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Figures:
        """The figures again from `table()`."""
        return cls.from_records(map(json.loads, table["record"]))

    @classmethod
    def from_records(cls, records: Iterable[Mapping[str, Any]]) -> Figures:
        """The figures again from their records, as a ledger holds them."""
        return cls(map(Figure.from_record, records))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        shown = pd.DataFrame(
            [(figure.id, figure.display, figure.formula or figure.method, figure.reason) for figure in self.values()],
            columns=["figure", "value", "how", "note"],
        )
        records = [figure.record() for figure in self.values()]
        return {
            FIGURES_MIME: {"figures": records},
            "text/html": _scrolling(shown.to_html(index=False, border=0, escape=True)),
            "text/plain": shown.to_string(index=False),
        }


def _scrolling(table: str) -> str:
    return f'<div style="max-height: 30em; overflow: auto">{table}</div>'


def replace_ids(figure: Figure, names: Mapping[str, str]) -> Figure:
    """The same figure under another name, with the new names of its operands."""
    operands = {name: names[operand] for name, operand in figure.operands.items()}
    return replace(figure, id=names[figure.id], operands=operands)


def with_mark(figure: Figure, mark: str) -> Figure:
    """The same figure with one more mark."""
    if mark in figure.status.split():
        return figure
    marks = f"{figure.status} {mark}".strip()
    display, magnitude = (with_status(text, mark) for text in (figure.display, figure.magnitude))
    return replace(figure, status=marks, display=display, magnitude=magnitude)
