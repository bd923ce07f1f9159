"""What a chart draws: the numbers beside its axis are evenly spaced, and every mark and label is at its value.

Every drawing of a chart is read as it stands in the page, without knowing how it was made. What is filled is a figure of the
chart, or says what else it is; nothing is asked of the places of a chart whose axis has no numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ...base.findings import method_of
from ...base.numbers import as_printed
from ..judging_words import check_title
from ..tree import Node, PageTree, collapse
from .drawn import BASELINE, NEAR, down_by, look_of, middle_of, place_of, places_of, size_of, ticks_of
from .flags import check_flags
from .panels import check_panels

BESIDE = 21  # the nearest line of a label stands above or below its value by at most its own height (13) and a gap on either side (4)
ASIDE = 5  # a line that joins two ends of limits lies in the middle of both
APART = 30  # two lines: as much room as a label in a column of them takes from the next one
_SHAPES = ("rect", "circle", "path", "use", "ellipse", "polygon", "polyline", "line", "image")
_BEHIND = ("stroke-grid", "stroke-middle")
_SAID = ("data-point", "data-outside", "data-open", "data-band", "data-line", "data-flag")


def check_charts(page: PageTree, ledger: Mapping[str, Mapping]) -> None:
    """Every chart of the page, each of its drawings and what its title says; what is wrong goes to the page's faults."""
    for chart in page.root.inside("figure"):
        if record := ledger.get(chart.attrs.get("data-figure", "")):
            operands = {name: ledger[one] for name, one in record["operands"].items() if one in ledger}
            shown = list(operands.values())
            _check_rings(page, chart, shown)
            _check_open(page, chart, shown)
            check_flags(page, chart, operands)
            check_title(page, chart, operands)
            values = {one["id"]: as_printed(one) for one in shown}
            numbers = {one: value for one, value in values.items() if isinstance(value, (int, float))}
            points = [one for name, one in operands.items() if name.startswith("point_") and one.get("measure") != "denominator"]
            drawn = {one["id"] for one in points} & numbers.keys()
            of_group = {one["id"]: one.get("category") for one in points}
            for drawing in chart.inside("svg"):
                group = drawing.attrs.get("data-panel")
                own = {one for one in drawn if group in (None, of_group[one])}
                _check(page, drawing, {one: numbers[one] for one in own} if group is not None else numbers, own, _sizes(shown))
            check_panels(page, chart, points)


def _check(
    page: PageTree, drawing: Node, values: Mapping[str, float], drawn: set[str], sizes: Mapping[str, float]
) -> None:
    for node in drawing.inside():
        if node.tag in _SHAPES and not node.within("clippath") and not any(name in node.attrs for name in _SAID):
            if look_of(node, "fill") != "none" or look_of(node, "class") not in _BEHIND:
                page.fault(node, "A shape in a drawing is no figure of its chart", node.tag, "a mark that names its figure")
    marked = {node.attrs[name] for name in ("data-point", "data-figure") for node in drawing.bearing(name)}
    for figure in sorted(drawn - marked):
        page.fault(drawing, f'"{figure}" is not in the drawing of its chart', "", "every value that the chart rests on")
    axis = next((axis for axis in ("y", "x") if len(ticks_of(drawing, axis)) > 1), "")
    if not axis:
        return
    ticks = ticks_of(drawing, axis)
    (_, start, low), (_, end, high) = min(ticks, key=lambda tick: tick[2]), max(ticks, key=lambda tick: tick[2])
    if low == high:
        return

    def place(value: float) -> float:
        return start + (value - low) * (end - start) / (high - low)

    for text, at, value in ticks:
        if not abs(place(value) - at) <= (NEAR if axis == "y" or value else 6):  # a place that is no number is nowhere
            page.fault(text, "The numbers beside an axis are not evenly spaced", text.text(), "one that fits the others")
    _check_marks(page, drawing, values, place, axis)
    if axis == "y" and sizes:
        _check_sizes(page, drawing, sizes)
    _check_labels(page, drawing, values, place, axis)


def _check_open(page: PageTree, chart: Node, shown: Sequence[Mapping]) -> None:
    """A value whose follow-up is not complete is an empty outline, never a bar or a gap, and the words say until when."""
    waiting = {one["id"]: one for one in shown if method_of(one) == "follow_up_open"}
    drawings = chart.inside("svg")
    everywhere = [{node.attrs["data-open"] for node in one.bearing("data-open")} for one in drawings]
    for figure in sorted({figure for drawn in everywhere for figure in waiting.keys() ^ drawn}):
        told = "is no outline, and its follow-up is not complete" if figure in waiting else "is an outline, and no such value"
        page.fault(chart, f'"{figure}" {told}', "", "an empty outline for each value whose follow-up is not complete")
    for figure, node in ((one.attrs["data-open"], one) for one in chart.bearing("data-open")):
        if look_of(node, "fill") != "none" or not look_of(node, "stroke-dasharray"):
            page.fault(node, f'The outline of "{figure}" is filled or not dashed', "", "a dashed line around nothing")
    for figure, record in waiting.items():
        days = [one["parts"]["final_after"] for one in record["reason_parts"] if "final_after" in one["parts"]]
        for node in (one for one in chart.inside("data") if one.attrs.get("data-figure") == figure):
            words = next(one for one in node.around() if one.tag in ("span", "td"))
            told = [one.attrs.get("datetime") for one in words.children if one.tag == "time"]
            if collapse(words.text()) == collapse(node.text()) or not set(days) <= set(told):
                expected = f"words behind its mark{f', with {days[0]}' if days else ''}"
                page.fault(node, f'The words of "{figure}" do not say that its follow-up is not complete', words.text(), expected)


def _check_rings(page: PageTree, chart: Node, shown: Sequence[Mapping]) -> None:
    """What lies beyond the limits that are worked out from it is ringed, and nothing else is."""
    ends: dict[tuple, dict[str, Mapping]] = {}
    for one in shown:
        if one.get("measure") in ("upper_limit", "lower_limit") and one["value"] is not None:
            ends.setdefault((one.get("category"), one.get("reference")), {})[one["measure"]] = one
    beyond, near = set(), set()
    for (category, reference), pair in ends.items():
        if len(pair) == 2 and (not reference or reference.endswith("_95")):
            upper, lower = pair["upper_limit"], pair["lower_limit"]
            own = [one for one in shown if one["id"] in upper["operands"].values()] if not reference else [
                one for one in shown if (one["measure"], one["category"]) == ("value", category)
            ]  # fmt: skip
            beyond |= {one["id"] for one in own if not lower["value"] <= one["value"] <= upper["value"]}
            near |= {one["id"] for one in own if "rows" not in one and any(_alike(one, end) for end in (upper, lower))}
    ringed = [{node.attrs["data-outside"] for node in one.bearing("data-outside")} for one in chart.inside("svg")]
    for figure in sorted({figure for drawn in ringed for figure in beyond ^ drawn} - near):  # as far as printed values can tell
        told = "lies outside its usual range and is not ringed" if figure in beyond else "is ringed within its usual range"
        page.fault(chart, f'"{figure}" {told}', "", "a ring around what lies outside, and around nothing else")


def _alike(one: Mapping, end: Mapping) -> bool:
    """Whether two figures may be the same number, as they are printed."""
    near = sum(Fraction(1, 2 * 10 ** figure["decimals"]) for figure in (one, end))
    return isinstance(one["value"], (int, float)) and abs(Fraction(str(one["value"])) - Fraction(str(end["value"]))) <= near


def _sizes(shown: Sequence[Mapping]) -> Mapping[str, float]:
    """The denominator of each value and limit of an area, where the chart shows it."""
    known = {one["category"]: as_printed(one) for one in shown if one.get("measure") == "denominator"}
    return {one["id"]: known[one["category"]] for one in shown if one.get("category") in known and one["measure"] != "denominator"}


def _check_sizes(page: PageTree, drawing: Node, sizes: Mapping[str, float]) -> None:
    """In a funnel a point stands at the size of its area."""
    ticks = sorted((value, at) for _, at, value in ticks_of(drawing, "x"))
    if len(ticks) < 2:
        return
    (low, start), (high, end) = ticks[0], ticks[-1]
    for node in drawing.bearing("data-point"):
        if size := sizes.get(node.attrs["data-point"]):
            wanted = start + (size - low) * (end - start) / (high - low)
            if node.tag == "circle" and not abs(place_of(node, "cx") - wanted) <= NEAR:
                page.fault(node, f'The mark of "{node.attrs["data-point"]}" is not at its size', f"{place_of(node, 'cx'):g}", f"{wanted:g}")


def _check_marks(
    page: PageTree, drawing: Node, values: Mapping[str, float], place: Callable[[float], float], axis: str
) -> None:
    """A bar leads from nothing to its value, a point or a line is at it, and what joins them leads from one to another."""
    along, centres = (1 if axis == "y" else 0), []
    for name in ("data-point", "data-outside"):
        for node in drawing.bearing(name):
            figure, places = node.attrs[name], places_of(node)
            if figure not in values:
                page.fault(node, "A mark is no figure of its chart", figure, "one of the figures that the chart rests on")
                continue
            centres += places
            ends, wanted = sorted({one[along] for one in places}), place(values[figure])
            right = sorted((wanted, place(0))) if node.tag == "rect" else [wanted]
            spread = [ends[0], ends[-1]] if node.tag == "rect" else ends
            if len(spread) != len(right) or not all(abs(one - other) <= NEAR for one, other in zip(spread, right, strict=True)):
                found, told = " to ".join(f"{one:g}" for one in spread), " to ".join(f"{one:g}" for one in right)
                page.fault(node, f'The mark of "{figure}" is not at its value', found, told)
    for node in drawing.bearing("data-line"):
        for spot in places_of(node):
            if not any(abs(spot[along] - one[along]) <= NEAR and abs(spot[1 - along] - one[1 - along]) <= ASIDE for one in centres):
                page.fault(node, "A line leads to no value of its chart", f"{spot[0]:g} {spot[1]:g}", "the place of a figure")


def _check_labels(
    page: PageTree, drawing: Node, values: Mapping[str, float], place: Callable[[float], float], axis: str
) -> None:
    """A number stands at its mark: above or below it, or in its row."""
    marks = [(node.attrs["data-point"], node) for node in drawing.bearing("data-point") if node.tag != "path"]
    barred = {figure for figure, node in marks if node.tag == "rect"}
    texts = [(node.attrs["data-figure"], node) for node in drawing.inside("text") if node.attrs.get("data-figure") in values]
    for figure, node in texts:
        across, down = place_of(node, "x"), [place_of(node, "y"), *(place_of(node, "y") + down_by(one) for one in node.inside("tspan"))]
        wanted = place(values[figure])
        if axis == "x":
            rows = [places_of(one) for one in drawing.bearing("data-point") if one.attrs["data-point"] == figure]
            rows = [sum(y for _, y in one) / len(one) for one in rows]
            off = bool(rows) and not any(abs(one + BASELINE * size_of(node) - down[0]) <= 2 for one in rows)
            crossed, told = False, f"its row, {', '.join(f'{one:g}' for one in rows)}"
        else:
            column = [(place(values[other]), place_of(one, "y")) for other, one in texts if place_of(one, "x") == across]
            crossed = any((wanted - at) * (place_of(node, "y") - y) < 0 for at, y in column)
            off = not min(abs(line - wanted) for line in down) <= BESIDE + NEAR + APART * (len(column) - 1)
            if figure in barred:
                off = off or figure != min(marks, key=lambda one: abs(middle_of(one[1]) - across))[0]
            told = f"its place, {wanted:g}"
        if crossed or off:
            page.fault(node, f'The label of "{figure}" is not at its value', node.text(), told)
