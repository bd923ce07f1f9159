"""Chart sheets: what every kind of chart needs of figures: their heights, their marks, and the record of what it rests on."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

from pipeline.core.figure_ids import FigureId
from pipeline.core.periods import Period
from pipeline.core.words import Words, worded
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, make_figure
from pipeline.figures.same_data import digest_of
from pipeline.methods.values.standing import is_unfinished
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.colours import BAR, INK, PALE, PAPER
from pipeline.page.charts.drawing import DASHED, DOTTED, NARROW, WIDE, Drawing, Sheet
from pipeline.page.charts.svg import safe_id

NO_FIGURE = "no data"
KEPT = "REPORT_DRAWINGS"  # the variable of the environment that names the folder of kept drawings
Level = tuple[str, Figure]  # a word such as Target, and the figure it stands for
Rows = Sequence[tuple[str, Sequence[tuple[str, Figure | None]]]]


@dataclass(frozen=True)
class Panels:
    """Drawings of one kind beside each other, each of a group: small enough for a phone, so they are there once for every width."""

    sheets: Mapping[str, Sheet]

    def svg(self, kind: str, names: Mapping[str, str] | None) -> str:
        return "".join(sheet.svg("panel", names, group) for group, sheet in self.sheets.items()) if kind == "wide" else ""


def finished_chart(
    report: Report,
    indicator: Indicator,
    kind: str,
    method: Words,
    draw: Callable[[float], Sheet | Panels],
    rows: Rows,
    key: Sequence[tuple[str, str]] = (),
) -> Chart:
    """The finished chart with its record: it rests on every figure that it shows, and is drawn wide and narrow."""
    shown = {figure.id: figure for _, cells in rows for _, figure in cells if figure}
    chart_id = chart_id_of(indicator, kind)
    record = make_figure(
        chart_id, "drawn", unit="chart", formula="", period=str(report.period_of(indicator.code)),
        method=worded("chart", "chart", **method.statements[0]["parts"]), basis=_basis_of(kind, indicator),
        received_by=max(figure.received_by for figure in shown.values()),
        operands={f"point_{number}": figure_id for number, figure_id in enumerate(shown, start=1)},
    )  # fmt: skip
    title = str(method)
    return drawn_chart(replace(record, display=title, magnitude=title), indicator.code, kind, draw, rows, key)


def drawn_chart(
    record: Figure, code: str, kind: str, draw: Callable[[float], Sheet | Panels], rows: Rows, key: Sequence[tuple[str, str]] = ()
) -> Chart:
    """The chart of a record, drawn wide and narrow, with the table that says the same and what each look of a mark means."""
    shown = {figure.id: figure for _, cells in rows for _, figure in cells if figure}
    table = tuple((label, tuple((series, figure.id if figure else "") for series, figure in cells)) for label, cells in rows)
    drawings = _drawn(draw, _names(record.id, table))
    told = (*key, *((look, words) for look, words in _looks(shown.values())))
    return Chart(record, code, kind, record.display, *drawings, table, key=told)


def _drawn(draw: Callable[[float], Sheet | Panels], names: Mapping[str, str]) -> tuple[str, str]:
    """The wide and the narrow drawing: those that were kept of the same data, else drawn now.

    A run names in KEPT a folder where `known` has kept drawings and `used` takes those of this run; nothing else does.
    """
    folder = os.environ.get(KEPT)
    try:
        key = digest_of(draw, names) if folder else ""
    except TypeError:
        key = ""
    drawings = _known(folder).get(key) if key else None
    if not drawings:
        wide, narrow = (draw(size) for size in (WIDE, NARROW))
        drawings = wide.svg("wide", names), narrow.svg("narrow", None)
    if key:
        with open(os.path.join(folder, "used"), "a", encoding="utf-8") as used:
            used.write(f"{json.dumps([key, *drawings])}\n")
    return tuple(drawings)


@functools.cache
def _known(folder: str) -> dict[str, tuple[str, str]]:
    try:
        with open(os.path.join(folder, "known"), encoding="utf-8") as lines:
            return {key: (wide, narrow) for key, wide, narrow in map(json.loads, lines)}
    except FileNotFoundError:
        return {}


def titled(indicator: Indicator, kind: str, title: str, **parts: str) -> Words:
    """What a chart measures, with what its record says of that."""
    return worded("chart", title, shows=kind, name=indicator.short_name, **parts)


def _names(chart_id: str, table: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> Mapping[str, str]:
    """The ids of the heads and the cell of the chart's table that name the link to a figure; the template gives these ids."""
    start, names = safe_id(chart_id), {}
    for row, (_, cells) in enumerate(table, start=1):
        for column, (_, figure) in enumerate(cells, start=1):
            names.setdefault(figure, f"{start}-{row} {start}-{row}.{column}")
    return names


def _looks(shown: Iterable[Figure]) -> list[tuple[str, str]]:
    """What a mark means that looks unlike a result."""
    found, looks = list(shown), []
    if any(is_provisional(one) and one.value is not None for one in found):
        looks.append(("Pale, with a dotted outline", "provisional or estimated"))
    if any(map(is_unfinished, found)):
        looks.append(("Dashed outline", "follow-up not complete"))
    return looks


def is_provisional(figure: Figure) -> bool:
    return bool({"p", "e"} & set(figure.status.split()))


def bar_look(figure: Figure, *, empty: bool = False) -> dict[str, object]:
    """The look of a bar, and of one that is not final, in whatever colours."""
    plain = {"fill": PAPER if empty else BAR, "line": INK, "linewidth": 0.8}
    return plain | ({"fill": PALE, "dashes": DOTTED, "linewidth": 1.2} if is_provisional(figure) else {})


def _basis_of(kind: str, indicator: Indicator) -> str:
    years = "calendar_year" if indicator.basis == "calendar_year" else "year"
    return {"quarters": "quarter", "variation": "quarter", "years": years}.get(kind, indicator.basis)


def chart_id_of(indicator: Indicator, kind: str) -> str:
    """`CP03-P177.chart`, `CP03-P177.chart~year`, or `CP03-P177.chart:variation` and the like.

    The basis is written even where it is the indicator's own: a yearly indicator can have the first two.
    """
    reference = kind if kind not in ("comparison", "quarters", "years") else ""
    return str(FigureId(indicator.code, "chart", reference=reference, basis="year" if kind == "years" else ""))


def printed(figure: Figure | None) -> str:
    return figure.display if figure else NO_FIGURE


def mark_of(figure: Figure | None) -> str:
    return f"data-figure={figure.id}" if figure else ""


def height_of(figure: Figure | None) -> float:
    """A value as a height, as it is printed: a bar must not tell more than its number. Nothing that is missing has one."""
    return nan if figure is None or figure.value is None else float(figure.printed)


def draw_open(sheet: Drawing, at: float, wide: float, figure: Figure) -> None:
    """An empty dashed outline where the bar or point of a value will be whose follow-up is not complete.

    What is known so far is no value, and drawn as one, or left out, it would read as a fall. The true one may come to lie
    anywhere: so the outline leads from one end of the axis to the other.
    """
    foot, head = (sheet.y(one) for one in (max(sheet.low, 0), min(sheet.high, 100)))  # it is a percentage
    left, right = (sheet.x(at + side * wide / 2) for side in (-1, 1))
    sheet.box(left, foot, right - left, head - foot, f"data-open={figure.id}", line=INK, dashes=DASHED)


def values_on(found: Iterable[Figure], basis: str) -> dict[Period, Figure]:
    """The values on this basis by the quarter or year they cover; other years than the basis names are left out."""
    months, values = {"quarter": 3, "year": 12, "calendar_year": 12}[basis], {}
    for figure in found:
        if figure.basis == basis and figure.parts.measure == "value" and not figure.parts.reference:
            period = Period(Period.parse(figure.period, basis).months_from_year_zero, months)
            if basis == "calendar_year" or period.months_elapsed % months == 0:
                values[period] = figure
    return values
