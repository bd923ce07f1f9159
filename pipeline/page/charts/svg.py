"""SVG for a page: few and plain elements, each marked with the figure that it stands for.

Written here, because matplotlib's writes a group, a clip path, an id and a style for every line, and letters as it lays them out,
and takes a twentieth of a second for a sheet. Here a bar is a `<rect>`, a point a `<circle>`, a line of words a `<text>` in the
page's own font, and what looks alike stands in one group. A mark says what something stands for: `data-point=CP03-P177.value`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import isnan

from markupsafe import escape

from pipeline.page.charts.colours import INK, ROLES
from pipeline.page.markup import anchor

SIZE, LINE = 13, 15  # letters and line step, in pixels of a drawing that is shown as wide as it was drawn
CUT = "\u2060"  # at the end of a line of words: its last word goes on in the next one
_NARROW = {",": 0.32, ".": 0.32, " ": 0.32, "[": 0.39, "]": 0.39, "/": 0.36, "i": 0.3, "l": 0.3, "t": 0.36}
_WIDE = {"%": 0.95, "\u2212": 0.7, "+": 0.7, "m": 0.88, "w": 0.8, "M": 0.9, "W": 0.98}


def width(text: str) -> float:
    """About how wide a text is, in a wide font: what fits here fits in the page's font."""
    return SIZE * sum(_NARROW.get(letter) or _WIDE.get(letter) or 0.64 for letter in text)


def name_lines(name: str, letters: int) -> list[str]:
    """A name in lines of so many letters; a word longer than one is cut, so that nothing of it is lost."""
    lines, at, name = [], 0, " ".join(name.split())
    for line in textwrap.wrap(name, letters, break_on_hyphens=False):
        at += len(line)
        is_cut = at < len(name) and name[at] != " "
        lines.append(line + CUT if is_cut else line)
        at += not is_cut
    return lines


@dataclass
class _Written:
    """Lines of words that belong together."""

    x: str
    y: float
    look: str
    mark: str
    lines: list[str]


class Svg:
    """A drawing of so many pixels; places are from the lower left corner. Ask for `svg` when all is drawn.

    What is drawn has a `look` (see `look_of`) and a mark; what has a lower `layer` lies below, whenever it was drawn.
    """

    def __init__(self, wide: float, high: float):
        self._wide, self._high = wide, high
        self._shapes: list[tuple[int, str, str]] = []
        self._words: list[_Written] = []

    def box(self, x: float, y: float, wide: float, high: float, look: str, mark: str, layer: int) -> None:
        """A rectangle with its lower left corner at (x, y)."""
        place = f'x="{_near(x)}" y="{_near(self._high - y - high)}" width="{_near(wide)}" height="{_near(high)}"'
        self._shapes.append((layer, look, f"<rect {place}{_attribute(mark)}/>"))

    def line(self, places: Iterable[tuple[float, float]], look: str, mark: str, layer: int) -> None:
        """A line through these places, which breaks where one is no number."""
        there, letter = [], "M"
        for x, y in places:
            known = not (isnan(x) or isnan(y))
            if known:
                there.append(f"{letter}{_near(x)} {_near(self._high - y)}")
            letter = "L" if known else "M"
        self._shapes.append((layer, look, f'<path d="{"".join(there)}"{_attribute(mark)}/>'))

    def point(self, x: float, y: float, radius: float, look: str, mark: str, layer: int) -> None:
        """A round point."""
        circle = f'<circle cx="{_near(x)}" cy="{_near(self._high - y)}" r="{_near(radius)}"{_attribute(mark)}/>'
        self._shapes.append((layer, look, circle))

    def write(self, x: float, y: float, words: str, align: str, mark: str) -> None:
        """A line of words that stands on `y`; one right below the words before it, of the same mark, is theirs."""
        anchored = {"left": "start", "right": "end"}.get(align, "")
        look = f' text-anchor="{anchored}"' if anchored else ""
        last, y = self._words[-1] if self._words else None, self._high - y
        if last and (last.mark, last.x) == (mark, _near(x)) and abs(last.y + LINE * len(last.lines) - y) < 1:
            last.lines.append(words)
        else:
            self._words.append(_Written(_near(x), y, look, mark, [words]))

    def svg(self, kind: str, names: Mapping[str, str] | None, panel: str = "") -> str:
        """An `<svg>` element. With `names` every figure that is written is a link to its entry in the list of figures.

        A `panel` says of which group it is.
        `names` are the ids of what names the link, by figure. Nothing but these links is read aloud; without any, nothing is.
        """
        linked = [one for one in self._words if names is not None and one.mark.startswith("data-figure=")]
        plain = [one for one in self._words if one not in linked]
        shapes = [one[1:] for one in sorted(self._shapes, key=lambda one: one[0])]
        hidden = _grouped(shapes) + _grouped((one.look, _text(one)) for one in plain)
        links = _grouped((one.look, _link(one, names or {})) for one in linked)
        silent = "" if links else ' aria-hidden="true"'
        inner = f'<g aria-hidden="true">{hidden}</g>{links}' if links else hidden
        silent += f' data-panel="{escape(panel)}"' if panel else ""
        box = f"0 0 {_near(self._wide)} {_near(self._high)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="{box}" width="{_near(self._wide)}"'
            f' font-size="{SIZE}" text-anchor="middle" fill="currentColor" stroke-linejoin="round"{silent}>{inner}</svg>'
        )


def _grouped(drawn: Iterable[tuple[str, str]]) -> str:
    """Elements, those that follow one another and look alike in one group."""
    looks = ((look, "".join(element for _, element in alike)) for look, alike in groupby(drawn, key=lambda one: one[0]))
    return "".join(f"<g{look}>{elements}</g>" if look else elements for look, elements in looks)


def _text(one: _Written) -> str:
    """Lines of words; there is a blank between two, for those who do not see that they are two, where it moves neither and cuts no word."""
    ends, below = "end" in one.look, ""
    for above, line in pairwise(one.lines):
        start, inside = ("", "") if above.endswith(CUT) else ("", " ") if ends else (" ", "")
        below += f'{start}<tspan x="{one.x}" dy="{LINE}">{inside}{escape(line.removesuffix(CUT))}</tspan>'
    return f'<text x="{one.x}" y="{_near(one.y)}"{_attribute(one.mark)}>{escape(one.lines[0].removesuffix(CUT))}{below}</text>'


def _link(one: _Written, names: Mapping[str, str]) -> str:
    figure = one.mark.partition("=")[2]
    named = f' aria-labelledby="{names[figure]}"' if figure in names else ""
    return f'<a href="#{anchor(figure)}"{named}>{_text(one)}</a>'


def _attribute(mark: str) -> str:
    name, _, value = mark.partition("=")
    return f' {name}="{escape(value)}"' if name else ""


def look_of(fill: str = "", line: str = "", linewidth: float = 1, dashes: Sequence[float] = ()) -> str:
    """Attributes, for what knows no style sheet, and classes, by which the page's style gives other colours.

    Without a colour nothing is filled, or no line is drawn; `dashes` are in widths of the line.
    """
    colours = {name: colour for name, colour in (("fill", fill or "none"), ("stroke", line)) if colour}
    roles = [f"{name}-{ROLES[colour]}" for name, colour in colours.items() if colour in ROLES]
    attributes = {name: "currentColor" if colour == INK else colour for name, colour in colours.items()}
    if line and linewidth != 1:
        attributes["stroke-width"] = _near(linewidth)
    if line and dashes:
        attributes["stroke-dasharray"] = " ".join(_near(linewidth * dash) for dash in dashes)
    if roles:
        attributes["class"] = " ".join(roles)
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


def _near(number: float) -> str:
    """A place to a tenth of a pixel: finer differences cannot be seen."""
    return f"{round(float(number), 1) + 0:g}"


def safe_id(figure_id: str) -> str:
    """The id of a figure as the start of an element's id; different ids stay different."""
    return anchor(figure_id).replace("figure-", "chart-", 1)
