"""A sheet for one chart: margins that fit what will be written, an axis, and words that say what they print.

Every chart is drawn twice, wide and narrow, each with letters that can be read at the width at which it is shown. Places are
in pixels from the lower left corner. Seaborn and matplotlib take a second to import: that is done where something is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import ceil, isnan

import pandas as pd

from pipeline.core.display import MINUS
from pipeline.figures.figure import Figure
from pipeline.page.charts.colours import GRID, INK, MIDDLE, PALE
from pipeline.page.charts.svg import LINE, SIZE, Svg, look_of, width

DASHED, DOTTED = (5, 3), (1.5, 2)
WIDE, NARROW = 480, 250  # in pixels; the style shows the one that fits
PANEL = 140  # of which a phone shows two beside each other
HEIGHTS = {WIDE: 230, NARROW: 200, PANEL: 140}  # of what has an upright axis
BAND, GRIDS, BARS, COURSE, FLAGS, BOXES, SCALE, LINES, ABOVE = range(9)  # layers, from the lowest
BAR_WIDTH = 0.6  # of a slot
Bar = tuple[float, float, float]  # from where to where it stands, slots being numbered from 0, and its height


def fitted(texts: Sequence[str], room: float) -> list[tuple[str, ...]] | None:
    """The texts in lines of `room` each: on one, or with their marks on a second. None if one does not fit: nothing is turned."""
    lines = [(text,) if width(text) <= room else tuple(text.split(" ", 1)) for text in texts]
    return None if any(width(line) > room for label in lines for line in label) else lines


class Sheet:
    """A blank sheet for what is drawn and written on it. What has a lower `layer` lies below."""

    def __init__(self, wide: float, height: float):
        self.wide, self.height = wide, height
        self._drawn = Svg(wide, height)

    def write(self, x: float, y: float, lines: Sequence[str], mark: str = "", *, align: str = "center") -> None:
        """Lines of text, the last one standing on `y`."""
        for above, line in zip(reversed(range(len(lines))), lines, strict=True):
            self._drawn.write(x, y + above * LINE, line, align, mark)

    def box(self, x: float, y: float, wide: float, high: float, mark: str = "", *, layer: int = BOXES, **look) -> None:
        """A rectangle with its lower left corner at (x, y); `look` as of `look_of`."""
        self._drawn.box(x, y, wide, high, look_of(**look), mark, layer)

    def line(self, across: Sequence[float], along: Sequence[float], colour: str, mark: str = "", *, layer: int = LINES, **look) -> None:
        """A line through these places."""
        self._drawn.line(zip(across, along, strict=True), look_of(line=colour, **look), mark, layer)

    def point(self, x: float, y: float, radius: float, colour: str, mark: str = "", *, edge: str = INK) -> None:
        """A round point; a ring without a colour."""
        self._drawn.point(x, y, radius, look_of(colour, edge, 1.4), mark, LINES)

    def svg(self, kind: str, names: Mapping[str, str] | None, panel: str = "") -> str:
        """What was drawn, ready to stand in a page: see Svg.svg."""
        return self._drawn.svg(kind, names, panel)


class Drawing(Sheet):
    """The sheet. `labels` name the slots of the x axis; `levels` are printed on the right, at their height.

    `flags` are events by number, at their places; `head` is what stays free above, `beside` on the right.
    """

    def __init__(
        self,
        wide: float,
        values: Sequence[float],
        unit: str,
        *,
        labels: Sequence[str],
        levels: Sequence[tuple[str, Figure]] = (),
        flags: Mapping[int, float] | None = None,
        head: float = 0,
        beside: float = 0,
    ):
        super().__init__(wide, HEIGHTS[wide] + head)
        self._values, self._unit, self._levels = values, unit, levels
        fewer = range(1, 6) if wide == PANEL else (5,)  # ticks that a low drawing may have room for: fewer can be longer
        scales = [axis_ticks(low, max(values), unit, steps) for low in (min(0.0, *values), min(values)) for steps in fewer]
        self.left = 8 + max(width(words) for ticks in scales for words in tick_words(ticks, unit))
        texts = [text for word, figure in levels for text in (word, figure.display)]
        self.right = wide - (8 + max(map(width, texts)) if texts else 4 + beside)
        self.slot = (self.right - self.left) / len(labels)
        self._beside = beside
        self._labels = [_label_lines(label, self.slot - 4) for label in labels]
        self.bottom = 6 + LINE * max(map(len, self._labels))
        self._flags = flags or {}
        self.top = self.height - head - (LINE + 4 if flags else 4)
        self.low, self.high = 0.0, 1.0  # the values at the foot and the head of the axis

    def x(self, value: float) -> float:
        """The place of a value along the x axis; slots are numbered from 0."""
        return self.left + (value + 0.5) / len(self._labels) * (self.right - self.left)

    def y(self, value: float) -> float:
        """The place of a value along the y axis."""
        return self.bottom + (value - self.low) / (self.high - self.low) * (self.top - self.bottom)

    def scale(self, *, headroom: float, footroom: float = 0, from_zero: bool = True) -> None:
        """Scale the y axis to the values, with room above and below in pixels.

        Bars start at 0; without `from_zero` the axis does so if that takes no more than half of its height.
        """
        low, high = min(self._values), max(self._values)
        if from_zero or 0 <= low <= high / 2:
            low, high = min(low, 0), max(high, 0)
        if low == high:
            low, high = (0, 100 if self._unit == "percent" else 1) if low == 0 else (low - 1, high + 1)
        footroom = 0 if low == 0 else footroom
        room = self.top - self.bottom
        step = (high - low) / max(room - headroom - footroom, room / 4)
        self._scale = (low, high)
        self.low, self.high = low - footroom * step, high + headroom * step

    def level(self, value: float, mark: str, *, start: float | None = None, end: float | None = None, **look) -> None:
        """A level line at a value, across all slots or from one place of the x axis to another."""
        across = [self.left if start is None else self.x(start), self.right if end is None else self.x(end)]
        self.line(across, [self.y(value)] * 2, INK, mark, **look)

    def band(self, low: float, high: float, mark: str) -> None:
        """A band between two values, across all slots and below all else."""
        foot = self.y(low)
        self.box(self.left, foot, self.right - self.left, self.y(high) - foot, mark, layer=BAND, fill=PALE)

    def finish(self) -> None:
        """Draw ticks, grid and flags, and write the names of the slots and the levels on the right."""
        free = self.left
        for number, at in sorted(self._flags.items(), key=lambda flag: flag[1]):
            place = max(self.x(at), free + SIZE / 2)
            self.line([self.x(at)] * 2, [self.bottom, self.top], INK, f"data-flag={number}", layer=FLAGS, linewidth=1, dashes=DOTTED)
            self.write(place, self.top + 4, [str(number)], "data-label=event")
            free = place + SIZE / 2
        highest = 100 if self._unit == "percent" and max(self._values) <= 100 else self.high
        steps = min(5, max(1, int((self.y(self._scale[1]) - self.y(self._scale[0])) / (2 * LINE))))
        ticks = [tick for tick in axis_ticks(*self._scale, self._unit, steps) if self.low <= tick <= min(self.high, highest)]
        for tick, words in zip(ticks, tick_words(ticks, self._unit), strict=True):
            look = {"colour": MIDDLE, "layer": COURSE} if tick == 0 else {"colour": GRID, "layer": GRIDS}
            self.line([self.left, self.right], [self.y(tick)] * 2, **look)
            self.write(self.left - 4, self.y(tick) - SIZE * 0.36, [words], "data-tick=y", align="right")
        widest = max(width(line) for label in self._labels for line in label)
        moved = max(0, widest / 2 - self.slot / 2 - 4 - self._beside) if self._beside else 0  # the last name, to stay on the sheet
        every = max(1, ceil((widest + 4 + moved) / self.slot))
        for at in range((len(self._labels) - 1) % every, len(self._labels), every):
            lines = self._labels[at]
            if every > 1:
                self.line([self.x(at)] * 2, [self.bottom - 3, self.bottom], MIDDLE, linewidth=1)
            middle = min(self.x(at), self.wide - max(map(width, lines)) / 2)
            self.write(middle, self.bottom - 3 - LINE * len(lines), lines, "data-label=period")
        places = [self.y(float(figure.printed)) for _, figure in self._levels]
        places = _apart(places, 2 * LINE, self.bottom + LINE, self.top - LINE)
        for (word, figure), place in zip(self._levels, places, strict=True):
            self.write(self.right + 4, place + LINE * 0.14, [word], align="left")
            self.write(self.right + 4, place - LINE * 0.86, [figure.display], f"data-figure={figure.id}", align="left")


def _label_lines(label: str, room: float) -> list[str]:
    """`Q1 April to June` on three lines, `April to September 2023` on two, and on more where these do not fit."""
    lines = re.sub(r"^(Q\d) ", r"\1\n", label).replace(" to ", " to\n").splitlines()
    if all(width(line) <= room for line in lines):
        return lines
    lines = [""]
    for word in label.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer) > room and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def placed_bars(heights: Sequence[float]) -> list[Bar]:
    """The bars of these slots in their order, as seaborn places them; a slot without a height has none."""
    return [(*sides, height) for sides, height in zip(_slots(len(heights)), heights, strict=True) if not isnan(height)]


@cache
def _slots(number: int) -> list[tuple[float, float]]:
    """From where to where the bars of so many slots stand: the same however high they are, so seaborn is asked once."""
    import seaborn

    axes = _blank()
    slots = pd.DataFrame({"slot": range(number), "height": 1})
    seaborn.barplot(slots, x="slot", y="height", width=BAR_WIDTH, errorbar=None, ax=axes)
    sides = [(one.get_x(), one.get_x() + one.get_width()) for one in axes.patches]
    for one in [*axes.patches]:
        one.remove()
    return sides


@cache
def _blank():
    """One for all charts: to make one, and to draw on it what nobody sees, takes longer than to place the bars."""
    from matplotlib.figure import Figure as Canvas
    from matplotlib.ticker import NullLocator

    axes = Canvas().add_axes((0, 0, 1, 1))
    axes.yaxis.set_major_locator(NullLocator())
    return axes


def axis_ticks(low: float, high: float, unit: str, steps: int = 5) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    return list(MaxNLocator(nbins=steps, steps=[1, 2, 2.5, 5, 10], integer=unit == "count").tick_values(low, high))


def tick_words(ticks: Sequence[float], unit: str) -> list[str]:
    """The ticks with as many decimals as they need."""
    places = next((places for places in range(6) if all(abs(tick - round(tick, places)) < 1e-9 for tick in ticks)), 6)
    digits = [f"{abs(tick):,.{places}f}{'%' if unit == 'percent' else ''}" for tick in ticks]
    return [f"{MINUS}{text}" if round(tick, places) < 0 else text for tick, text in zip(ticks, digits, strict=True)]


def _apart(places: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Places, given from the highest to the lowest, moved up and then down until neighbours are `distance` apart."""
    moved = list(places)
    for at in reversed(range(len(moved))):
        moved[at] = max(moved[at], low)
        low = moved[at] + distance
    for at in range(len(moved)):
        moved[at] = min(moved[at], high)
        high = moved[at] - distance
    return moved
