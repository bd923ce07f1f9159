"""SVG for a page: what matplotlib draws, as few and plain elements, each marked with the figure that it stands for.

A renderer of our own, because matplotlib's writes a group, a clip path, an id and a style for every line, and letters as it
lays them out. Here a bar is a `<rect>`, a point a `<circle>`, a line of words a `<text>` in the page's own font, and what looks
alike stands in one group. An artist's `gid` is the mark of what it draws: `data-point=CP03-P177.value`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import escape
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.transforms import Transform

from pipeline.page.charts.colours import INK, ROLES
from pipeline.page.markup import anchor

SIZE, LINE = 13, 15  # letters and line step, in pixels of a drawing that is shown as wide as it was drawn
_NARROW = {",": 0.32, ".": 0.32, " ": 0.32, "[": 0.39, "]": 0.39, "/": 0.36, "i": 0.3, "l": 0.3, "t": 0.36}
_WIDE = {"%": 0.95, "\u2212": 0.7, "+": 0.7, "m": 0.88, "w": 0.8, "M": 0.9, "W": 0.98}


def width(text: str) -> float:
    """About how wide a text is, in a wide font: what fits here fits in the page's font."""
    return SIZE * sum(_NARROW.get(letter) or _WIDE.get(letter) or 0.64 for letter in text)


@dataclass
class _Written:
    """Lines of words that belong together."""

    x: str
    y: float
    look: str
    mark: str
    lines: list[str]


class SvgRenderer(RendererBase):
    """What a figure of matplotlib draws on. Ask for `svg` when it has drawn."""

    def __init__(self, wide: float, high: float):
        super().__init__()
        self._wide, self._high = wide, high
        self._marks: list[str] = []
        self._shapes: list[tuple[str, str]] = []
        self._words: list[_Written] = []

    def open_group(self, s: str, gid: str | None = None) -> None:
        self._marks.append(gid or "")

    def close_group(self, s: str) -> None:
        self._marks.pop()

    def flipy(self) -> bool:
        return True

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._wide, self._high

    def points_to_pixels(self, points: float) -> float:
        return points

    def get_text_width_height_descent(self, s: str, prop: object, ismath: object) -> tuple[float, float, float]:
        return width(s), SIZE, 0.2 * SIZE

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: object = None) -> None:  # noqa: N803
        steps = [(int(code), *points) for points, code in path.iter_segments(transform, simplify=False, curves=False)]
        corners = [(x, y) for code, x, y in steps if code != Path.CLOSEPOLY]
        across, along = ({_near(one[at]) for one in corners} for at in (0, 1))
        if steps[-1][0] == Path.CLOSEPOLY and len(across) <= 2 and len(along) <= 2:
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            low, high = min(y for _, y in corners), max(y for _, y in corners)
            place = f'x="{_near(left)}" y="{_near(self._high - high)}" width="{_near(right - left)}" height="{_near(high - low)}"'
            self._add(f"<rect {place}", _look(gc, rgbFace))
            return
        letters = {Path.MOVETO: "M", Path.LINETO: "L"}
        there = [f"{letters[code]}{_near(x)} {_near(self._high - y)}" for code, x, y in steps if code in letters]
        self._add(f'<path d="{"".join(there)}"', _look(gc, rgbFace))

    def draw_markers(
        self, gc: GraphicsContextBase, marker_path: Path, marker_trans: Transform, path: Path, trans: Transform,
        rgbFace: object = None,  # noqa: N803
    ) -> None:  # fmt: skip
        radius = marker_path.get_extents(marker_trans).width / 2
        for (x, y), _ in path.iter_segments(trans, simplify=False):
            circle = f'<circle cx="{_near(x)}" cy="{_near(self._high - y)}" r="{_near(radius)}"'
            self._add(circle, _look(gc, rgbFace))

    def draw_text(
        self, gc: GraphicsContextBase, x: float, y: float, s: str, prop: object, angle: float,
        ismath: object = False, mtext: object = None,
    ) -> None:  # fmt: skip
        x, y = mtext.get_transform().transform(mtext.get_unitless_position())
        align = {"left": "start", "right": "end"}.get(mtext.get_horizontalalignment(), "")
        look, mark = f' text-anchor="{align}"' if align else "", self._marks[-1]
        last, y = self._words[-1] if self._words else None, self._high - y
        if last and (last.mark, last.x) == (mark, _near(x)) and abs(last.y + LINE * len(last.lines) - y) < 1:
            last.lines.append(s)
        else:
            self._words.append(_Written(_near(x), y, look, mark, [s]))

    def _add(self, element: str, look: str) -> None:
        self._shapes.append((look, f"{element}{_attribute(self._marks[-1])}/>"))

    def svg(self, kind: str, names: Mapping[str, str] | None) -> str:
        """An `<svg>` element. With `names` every figure that is written is a link to its entry in the list of figures.

        `names` are the ids of what names the link, by figure. Nothing but these links is read aloud; without any, nothing is.
        """
        linked = [one for one in self._words if names is not None and one.mark.startswith("data-figure=")]
        plain = [one for one in self._words if one not in linked]
        hidden = _grouped(self._shapes) + _grouped((one.look, _text(one)) for one in plain)
        links = _grouped((one.look, _link(one, names or {})) for one in linked)
        silent = "" if links else ' aria-hidden="true"'
        inner = f'<g aria-hidden="true">{hidden}</g>{links}' if links else hidden
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
    """Lines of words; there is a blank between two, for those who do not see that they are two, where it moves neither."""
    first, *rest = map(escape, one.lines)
    ends = "end" in one.look
    start, inside = ("", " ") if ends else (" ", "")
    below = "".join(f'{start}<tspan x="{one.x}" dy="{LINE}">{inside}{line}</tspan>' for line in rest)
    return f'<text x="{one.x}" y="{_near(one.y)}"{_attribute(one.mark)}>{first}{below}</text>'


def _link(one: _Written, names: Mapping[str, str]) -> str:
    figure = one.mark.partition("=")[2]
    named = f' aria-labelledby="{names[figure]}"' if figure in names else ""
    return f'<a href="#{anchor(figure)}"{named}>{_text(one)}</a>'


def _attribute(mark: str) -> str:
    name, _, value = mark.partition("=")
    return f' {name}="{escape(value)}"' if name else ""


def _look(gc: GraphicsContextBase, face: object) -> str:
    """Attributes, for what knows no style sheet, and classes, by which the page's style gives other colours."""
    filled = to_hex(face) if face is not None and (len(face) < 4 or face[3]) else "none"
    lined = to_hex(gc.get_rgb()) if gc.get_linewidth() else ""
    colours = {name: colour for name, colour in (("fill", filled), ("stroke", lined)) if colour}
    roles = [f"{name}-{ROLES[colour]}" for name, colour in colours.items() if colour in ROLES]
    attributes = {name: "currentColor" if colour == INK else colour for name, colour in colours.items()}
    if lined and gc.get_linewidth() != 1:
        attributes["stroke-width"] = _near(gc.get_linewidth())
    if gc.get_dashes()[1]:
        attributes["stroke-dasharray"] = " ".join(map(_near, gc.get_dashes()[1]))
    if roles:
        attributes["class"] = " ".join(roles)
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


def _near(number: float) -> str:
    """A place to a tenth of a pixel: finer differences cannot be seen."""
    return f"{round(float(number), 1) + 0:g}"


def safe_id(figure_id: str) -> str:
    """The id of a figure as the start of an element's id; different ids stay different."""
    return anchor(figure_id).replace("figure-", "chart-", 1)
