"""A sheet for one chart: margins that fit what will be written, an axis, and words that say what they print.

Places are in points from the lower left corner.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from pipeline.core.display import MINUS
from pipeline.figures.figure import Figure
from pipeline.page.charts.colours import GRID, INK, MIDDLE, PAPER
from pipeline.page.charts.svg import Words, page_svg

WIDTH, HEIGHT = 374, 202  # about 5.2 × 2.8 inches; on the page a chart is as wide as its column
SIZE, LINE = 10, 11.5  # letters and line step: smaller ones cannot be read in a narrow column

# The copy that matplotlib brings along: one installed on the machine may be another version.
_FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
_NARROW = {",": 0.32, ".": 0.32, " ": 0.32, "[": 0.39, "]": 0.39}
_WIDE = {"%": 0.95, MINUS: 0.84, "+": 0.84}


@contextmanager
def drawing_style(salt: str) -> Iterator[None]:
    """Matplotlib as delivered, whatever the machine's settings, with ids that depend on `salt` alone."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": salt})
        yield


def width(text: str) -> float:
    """About how wide a text is, in points, in a wide font: what fits here fits in the page's font."""
    return SIZE * sum(_NARROW.get(letter) or _WIDE.get(letter) or 0.62 for letter in text)


@dataclass(frozen=True)
class ValueLabel:
    """A printed value: on one line, with its markers on a second, or upright where there is no room for either."""

    lines: tuple[str, ...]
    upright: bool
    height: float


def value_labels(texts: Sequence[str], room: float) -> list[ValueLabel]:
    """The texts fitted into `room` points each; if one has to stand upright all do."""
    lines = [(text,) if width(text) <= room else tuple(text.split(" ", 1)) for text in texts]
    if any(width(line) > room for label in lines for line in label):
        return [ValueLabel((text,), True, width(text)) for text in texts]
    return [ValueLabel(label, False, LINE * len(label)) for label in lines]


class Sheet:
    """A blank sheet as wide as every chart, for what is drawn and written on it. Use it inside `drawing_style`."""

    def __init__(self, height: float):
        self.height = height
        self._canvas = Canvas(figsize=(WIDTH / 72, height / 72), dpi=72)
        FigureCanvasSVG(self._canvas)
        self._canvas.patch.set_visible(False)
        self._words: list[Words] = []
        self._marks: dict[str, tuple[str, str]] = {}

    def write(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        mark: tuple[str, str] | None = None,
        *,
        align: str = "center",
        upright: bool = False,
        patch: bool = False,
    ) -> None:
        """Lines of text, the last one standing on `y`; upright text starts there and reads upwards.

        A patch behind centred text keeps the lines of the chart off it.
        """
        if patch:
            sides = (LINE, max(map(width, lines))) if upright else (max(map(width, lines)), LINE * len(lines))
            self.box(x - sides[0] / 2, y - 2, *sides, PAPER, alpha=0.85, linewidth=0)
        names = []
        for above, _ in enumerate(reversed(lines)):
            placeholder = self._canvas.text(
                x / WIDTH,
                (y + above * LINE) / self.height,
                "0",
                ha="left" if upright else align,
                va="center_baseline" if upright else "baseline",
                rotation=90 if upright else 0,
                rotation_mode="anchor",
                color=INK,
                fontproperties=FontProperties(fname=_FONT, size=SIZE),
            )
            names.insert(0, f"words{len(self._words)}-{above}")
            placeholder.set_gid(names[0])
        self._words.append(Words(tuple(names), tuple(lines), mark))

    def mark(self, artist: Artist, attribute: str, value: str) -> None:
        """Mark something that is drawn, such as a point."""
        name = f"mark{len(self._marks)}"
        artist.set_gid(name)
        self._marks[name] = (attribute, value)

    def box(self, x: float, y: float, wide: float, high: float, colour: str, **look) -> None:
        """A rectangle with its lower left corner at (x, y)."""
        corner, sides = (x / WIDTH, y / self.height), (wide / WIDTH, high / self.height)
        self._canvas.add_artist(Rectangle(corner, *sides, facecolor=colour, transform=self._canvas.transFigure, **look))

    def svg(self, prefix: str) -> str:
        """What was drawn, ready to stand in a page."""
        file = io.BytesIO()
        self._canvas.savefig(file, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
        return page_svg(file.getvalue(), words=self._words, marks=self._marks, prefix=prefix)


class Drawing(Sheet):
    """The sheet. `labels` name the slots of the x axis; `levels` are printed on the right, at their height.

    Words that are in `periods` are marked as a period's name. Use it inside `drawing_style`.
    """

    def __init__(
        self,
        values: Sequence[float],
        unit: str,
        *,
        noun: str,
        labels: Sequence[str],
        periods: Collection[str],
        legend: Sequence[tuple[str, str]] = (),
        levels: Sequence[tuple[str, Figure]] = (),
    ):
        super().__init__(HEIGHT)
        self._values, self._unit, self._periods, self._levels = values, unit, periods, levels
        scales = [_ticks(low, max(values), unit) for low in (min(0.0, *values), min(values))]
        self._left = 8 + max(width(words) for ticks in scales for words in _tick_words(ticks, unit))
        texts = [text for word, figure in levels for text in (word, figure.display)]
        self.right = WIDTH - (8 + max(map(width, texts)) if texts else 4)
        self.slot = (self.right - self._left) / len(labels)
        self._labels = [_label_lines(label, self.slot - 4) for label in labels]
        # A percentage needs no noun: its axis says %, and the chart's title says of what.
        self._noun = (
            [] if unit == "percent" else textwrap.wrap(noun, 60, break_long_words=False, break_on_hyphens=False)
        )
        self.bottom = 6 + LINE * max(map(len, self._labels))
        self._top = HEIGHT - 4 - LINE * (len(self._noun) + bool(legend)) - (4 if self._noun or legend else 0)
        wide, high = self.right - self._left, self._top - self.bottom
        self.axes = self._canvas.add_axes(
            (self._left / WIDTH, self.bottom / HEIGHT, wide / WIDTH, high / HEIGHT), frame_on=False
        )
        self.axes.set_xlim(-0.5, len(labels) - 0.5)
        if self._noun:
            self.write(0, HEIGHT - LINE * len(self._noun), self._noun, ("data-label", "definition"), align="left")
        self._write_legend(legend)

    def x(self, value: float) -> float:
        """The place of a value along the x axis; slots are numbered from 0."""
        low, high = self.axes.get_xlim()
        return self._left + (value - low) / (high - low) * (self.right - self._left)

    def y(self, value: float) -> float:
        """The place of a value along the y axis."""
        low, high = self.axes.get_ylim()
        return self.bottom + (value - low) / (high - low) * (self._top - self.bottom)

    def scale(self, *, headroom: float, footroom: float = 0, from_zero: bool = True) -> None:
        """Scale the y axis to the values, with room above and below in points.

        Bars start at 0; without `from_zero` the axis does so if that takes no more than half of its height.
        """
        low, high = min(self._values), max(self._values)
        if from_zero or 0 <= low <= high / 2:
            low, high = min(low, 0), max(high, 0)
        if low == high:
            low, high = (0, 100 if self._unit == "percent" else 1) if low == 0 else (low - 1, high + 1)
        footroom = 0 if low == 0 else footroom
        room = self._top - self.bottom
        step = (high - low) / max(room - headroom - footroom, room / 4)
        self._scale = (low, high)
        self.axes.set_ylim(low - footroom * step, high + headroom * step)

    def finish(self) -> None:
        """Draw ticks and grid, and write the names of the slots and the levels on the right."""
        low, high = self.axes.get_ylim()
        highest = 100 if self._unit == "percent" and max(self._values) <= 100 else high
        steps = min(5, max(1, int((self.y(self._scale[1]) - self.y(self._scale[0])) / (2 * LINE))))
        ticks = [tick for tick in _ticks(*self._scale, self._unit, steps) if low <= tick <= min(high, highest)]
        self.axes.set(xlabel="", ylabel="", xticks=[], yticks=[])
        for tick, words in zip(ticks, _tick_words(ticks, self._unit), strict=True):
            self.axes.axhline(tick, color=MIDDLE if tick == 0 else GRID, linewidth=1, zorder=3 if tick == 0 else 0.5)
            self.write(self._left - 4, self.y(tick) - SIZE * 0.36, [words], ("data-tick", "y"), align="right")
        widest = max(width(line) for label in self._labels for line in label)
        every = max(1, ceil((widest + 4) / self.slot))
        for at in range((len(self._labels) - 1) % every, len(self._labels), every):
            lines = self._labels[at]
            if every > 1:
                self.box(self.x(at) - 0.4, self.bottom - 3, 0.8, 3, MIDDLE)
            middle = min(self.x(at), WIDTH - max(map(width, lines)) / 2)
            self.write(middle, self.bottom - 1 - LINE * len(lines), lines, self._label(" ".join(lines)))
        places = [self.y(float(figure.printed)) for _, figure in self._levels]
        places = _apart(places, 2 * LINE, self.bottom + LINE, self._top - LINE)
        for (word, figure), place in zip(self._levels, places, strict=True):
            self.write(self.right + 4, place + LINE * 0.14, [word], align="left")
            self.write(self.right + 4, place - LINE * 0.86, [figure.display], ("data-figure", figure.id), align="left")

    def _write_legend(self, legend: Sequence[tuple[str, str]]) -> None:
        x, y = self._left, self._top + 4
        for name, colour in legend:
            self.box(x, y - 0.5, 9, 8, colour, edgecolor=INK, linewidth=0.8)
            self.write(x + 13, y, [name], self._label(name), align="left")
            x += 13 + width(name) + 16

    def _label(self, words: str) -> tuple[str, str] | None:
        return ("data-label", "period") if words in self._periods else None


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


def _ticks(low: float, high: float, unit: str, steps: int = 5) -> list[float]:
    return list(MaxNLocator(nbins=steps, steps=[1, 2, 2.5, 5, 10], integer=unit == "count").tick_values(low, high))


def _tick_words(ticks: Sequence[float], unit: str) -> list[str]:
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
