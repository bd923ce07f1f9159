"""Lying rows: a name, a mark on one scale for all rows, and its number. Names and numbers are written out and nothing is turned.

A result is a bar from 0; what it is held against is a line, drawn across the bar too; a value of another area or another time is
a point. Narrow, a name stands above its mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.figures.figure import Figure
from pipeline.methods.values.standing import is_unfinished
from pipeline.page.charts.chart_sheets import NO_FIGURE, bar_look, height_of, is_provisional, mark_of
from pipeline.page.charts.colours import BAR as BAR_COLOUR
from pipeline.page.charts.colours import GRID, INK, MIDDLE, PALE, PAPER, THIS
from pipeline.page.charts.drawing import ABOVE, DASHED, DOTTED, LINES, SCALE, WIDE, Sheet, axis_ticks, tick_words
from pipeline.page.charts.svg import LINE, SIZE, name_lines, width

NAMES = 160  # for the names of the rows, wide
GAP, BAR, BETWEEN = 6, 14, 10  # beside a mark, across a bar, and between two rows
TICK = 5  # half of the line at an earlier value: no longer, so that it is seen what it is joined to
LOOKS = {"line": {}, "dashed": {"dashes": DASHED}, "dotted": {"dashes": DOTTED}}


@dataclass(frozen=True)
class Row:
    """One row: how it looks (bar, empty for a bar of what is not known or of an earlier time, line, dashed, dotted, point, or own for that of the own area), its figure, and figures that belong to it.

    `kind` is what its name is declared as. `across` are lines that its bar is held against: how each looks, and its figure. `since` is an earlier value, a line joined to the row's own point; `limits` are the
    ends of a thin line; `beside` is printed at the right end; `ringed` is what lies
    beyond its limits.
    """

    name: str
    kind: str
    look: str
    figure: Figure | None
    across: tuple[tuple[str, Figure], ...] = ()
    since: Figure | None = None
    limits: tuple[Figure, ...] = ()
    beside: Figure | None = None
    ringed: bool = False

    @property
    def figures(self) -> list[Figure]:
        return [one for one in (self.figure, self.since, *self.limits, *(one for _, one in self.across)) if one is not None]


def draw_rows(wide: float, rows: Sequence[Row], unit: str, *, band: Sequence[float] = (), names: float = NAMES) -> Sheet:
    """The rows from the top, on one scale that starts at 0, with its numbers below."""
    aside = wide == WIDE
    letters = int((names if aside else wide) / (0.58 * SIZE))
    lines = [name_lines(row.name, letters) for row in rows]
    heights = [max(LINE * len(one), BAR) + BETWEEN if aside else LINE * len(one) + BAR + BETWEEN for one in lines]
    start = names + GAP if aside else 2
    printed = max(width(_printed(row)) for row in rows)
    shares = max((width(row.beside.display) + GAP for row in rows if row.beside), default=0)
    room = wide - start - printed - 3 * GAP - shares
    values = [height_of(one) for row in rows for one in row.figures if one.value is not None]
    low, high = min([0.0, *values, *band]), max([0.0, *values, *band]) or 1.0
    sheet = Sheet(wide, sum(heights) + LINE + 8)

    def x(value: float) -> float:
        return start + (value - low) / (high - low) * room

    foot = LINE + 4
    if band:
        sheet.box(x(band[0]), foot, x(band[1]) - x(band[0]), sheet.height - foot, "data-band=range", fill=PALE)
    ticks = [one for one in axis_ticks(low, high, unit, 4 if aside else 2) if low <= one <= high]
    for tick, words in zip(ticks, tick_words(ticks, unit), strict=True):
        sheet.line([x(tick)] * 2, [foot, sheet.height], MIDDLE if tick == 0 else GRID, layer=SCALE)
        align = "center" if aside or tick else "left"
        sheet.write(x(tick), foot - SIZE, [words], "data-tick=x", align=align)
    y = sheet.height
    for row, name, high_as in zip(rows, lines, heights, strict=True):
        y -= high_as
        middle = y + (high_as / 2 if aside else (BAR + BETWEEN) / 2)
        base = middle + (4 - LINE * len(name) / 2 if aside else BAR / 2 + 4)
        place, align = (names, "right") if aside else (2, "left")
        sheet.write(place, base, name, f"data-label={row.kind}" if row.kind else "", align=align)
        end = _draw_row(sheet, row, middle, x, start, room)
        number = width(_printed(row)) + 2 * GAP
        for look, one in sorted(row.across, key=lambda other: height_of(other[1])):
            if one.value is not None:
                at = x(height_of(one))
                end = max(end, at) if at < end + number else end
                sheet.line([at, at], [middle - BAR / 2 - 3, middle + BAR / 2 + 3], INK, f"data-point={one.id}",
                           linewidth=2, layer=ABOVE, **LOOKS[look])  # fmt: skip
        room_before = x(height_of(row.figure)) - 2 * GAP if _fell(row) else 0.0
        place, align = (room_before, "right") if room_before - width(_printed(row)) > start else (end + GAP, "left")
        sheet.write(place, middle - SIZE * 0.36, [_printed(row)], mark_of(row.figure), align=align)
        if row.beside:
            sheet.write(wide - 2, middle - SIZE * 0.36, [row.beside.display], mark_of(row.beside), align="right")
    return sheet


def _fell(row: Row) -> bool:
    """Whether a value is joined to an earlier one on its right, so that its number stands on its left."""
    return row.since is not None and height_of(row.since) > height_of(row.figure)


def _printed(row: Row) -> str:
    return row.figure.display if row.figure else NO_FIGURE


def _draw_row(sheet: Sheet, row: Row, middle: float, x, start: float, room: float) -> float:
    """The mark of a row; where it ends."""
    figure, then = row.figure, row.since
    earlier, known = start, then is not None and then.value is not None
    if known:
        earlier = x(height_of(then))
        dashes = DOTTED if is_provisional(then) else ()
        sheet.line([earlier] * 2, [middle - TICK, middle + TICK], INK, f"data-point={then.id}", linewidth=2, dashes=dashes)
    if is_unfinished(figure):
        sheet.box(start, middle - BAR / 2, room, BAR, f"data-open={figure.id}", line=INK, dashes=DASHED)
        return start + room
    if figure is None or figure.value is None:
        return earlier
    at, mark = x(height_of(figure)), f"data-point={figure.id}"
    others = [at, earlier, *(x(height_of(one)) for one in row.limits)]
    if row.look in ("bar", "empty"):
        left, wide = min(x(0), at), abs(at - x(0))
        if wide:
            sheet.box(left, middle - BAR / 2, wide, BAR, mark, layer=LINES, **bar_look(figure, empty=row.look == "empty"))
        return max(left + wide, at)
    if row.look in LOOKS:
        sheet.line([at, at], [middle - BAR / 2, middle + BAR / 2], INK, mark, linewidth=2, **LOOKS[row.look])
        return at
    if row.limits:
        ends = [x(height_of(one)) for one in row.limits]
        for end, one in zip(ends, row.limits, strict=True):
            sheet.line([end, end], [middle - 4, middle + 4], INK, f"data-point={one.id}", linewidth=1)
        sheet.line(ends, [middle, middle], INK, "data-line=limits", linewidth=1)
    if known:
        sheet.line([earlier, at], [middle, middle], INK, "data-line=since", linewidth=2)
    if row.ringed:
        sheet.point(at, middle, 8, "", f"data-outside={figure.id}")
    filled = BAR_COLOUR if row.look == "point" and row.limits else THIS
    sheet.point(at, middle, 6 if row.look == "own" else 4.5, PAPER if is_provisional(figure) else filled, mark)
    return max(others) + (8 if row.ringed else 4)
