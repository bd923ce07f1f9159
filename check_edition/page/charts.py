"""What a chart draws: the numbers beside its axis are evenly spaced, and every bar, mark and label is at its value.

It reads the drawing as it stands in the page, knows nothing of how it was made, and asks nothing of a chart whose axis has
no numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ..base.findings import method_of
from ..base.numbers import as_printed
from .tree import Node, PageTree, collapse

NEAR = 0.6  # of a unit of the drawing: coordinates are printed to two decimals
BESIDE = 15  # the nearest line of a label stands above or below its value by at most its own height and a gap
APART = 23  # two lines: as much room as a label in a column of them takes from the next one
_BASELINE = 0.36  # a text is centred on its place, so its baseline lies below it by this part of its size


def check_charts(page: PageTree, ledger: Mapping[str, Mapping]) -> None:
    """Every chart of the page whose axis bears numbers; what is wrong goes to the page's faults."""
    for chart in page.root.inside("figure"):
        if record := ledger.get(chart.attrs.get("data-figure", "")):
            values = {one: as_printed(ledger[one]) for one in record["operands"].values() if one in ledger}
            shown = [ledger[one] for one in record["operands"].values() if one in ledger]
            _check_rings(page, chart, shown)
            _check_open(page, chart, shown)
            _check(page, chart, {one: value for one, value in values.items() if isinstance(value, (int, float))})


def _check(page: PageTree, chart: Node, values: Mapping[str, float]) -> None:
    ticks = [(text, _middle(text), value) for text, value in _ticks(chart)]
    if len({value for _, _, value in ticks}) < 2:
        return
    (_, start, low), (_, end, high) = min(ticks, key=lambda tick: tick[2]), max(ticks, key=lambda tick: tick[2])

    def place(value: float) -> float:
        return start + (value - low) * (end - start) / (high - low)

    for text, at, value in ticks:
        if not abs(place(value) - at) <= NEAR:  # a place that is no number is nowhere
            page.fault(
                text, "The numbers beside an axis are not evenly spaced", text.text(), "one that fits the others"
            )
    _check_shapes(page, chart, values, place)


def _check_open(page: PageTree, chart: Node, shown: Sequence[Mapping]) -> None:
    """A value whose follow-up is not complete is an empty outline, never a bar or a gap, and the words say until when."""
    waiting = {one["id"]: one for one in shown if method_of(one) == "follow_up_open"}
    outlines = {node.attrs["data-open"]: node for node in chart.bearing("data-open")}
    for figure in sorted(waiting.keys() ^ outlines.keys()):
        told = "is no outline, and its follow-up is not complete" if figure in waiting else "is an outline, and no such value"
        page.fault(chart, f'"{figure}" {told}', "", "an empty outline for each value whose follow-up is not complete")
    for figure, node in outlines.items():
        drawn = [one.attrs for one in node.inside("path")]
        if not drawn or any(one.get("fill") != "none" or "stroke-dasharray" not in one for one in drawn):
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
    ends = {one.get("measure"): one for one in shown if one["value"] is not None}
    ends = {name: ends[name] for name in ("upper_limit", "lower_limit") if name in ends}
    if len(ends) < 2:
        return
    upper, lower = ends["upper_limit"], ends["lower_limit"]
    beyond = {
        one["id"] for one in shown
        if one["id"] in upper["operands"].values() and not lower["value"] <= one["value"] <= upper["value"]
    }  # fmt: skip
    ringed = {node.attrs["data-outside"] for node in chart.bearing("data-outside")}
    # As far as printed values can tell, where there are no others.
    open_ = {one["id"] for one in shown if "rows" not in one and any(_alike(one, end) for end in (upper, lower))}
    for figure in sorted((beyond ^ ringed) - open_):
        told = "lies outside its usual range and is not ringed" if figure in beyond else "is ringed within its usual range"
        page.fault(chart, f'"{figure}" {told}', "", "a ring around what lies outside, and around nothing else")


def _alike(one: Mapping, end: Mapping) -> bool:
    """Whether two figures may be the same number, as they are printed."""
    near = sum(Fraction(1, 2 * 10 ** figure["decimals"]) for figure in (one, end))
    return isinstance(one["value"], (int, float)) and abs(Fraction(str(one["value"])) - Fraction(str(end["value"]))) <= near


def _check_shapes(page: PageTree, chart: Node, values: Mapping[str, float], place) -> None:
    bars = [(node, *box) for node in chart.inside("path") if (box := _box(node))]
    edges = [place(0), *map(place, values.values())]
    for node, _, _, top, bottom in bars:
        if not all(any(abs(end - edge) <= NEAR for edge in edges) for end in (top, bottom)):
            page.fault(node, "A bar ends at no value of its chart", f"{top:g} to {bottom:g}", "the place of a figure")
    labels = [(node.attrs.get("data-figure", ""), node) for node in chart.inside("g")]
    texts = [(figure, one) for figure, node in labels if figure in values for one in node.inside("text")]
    first_lines = [one for at, one in enumerate(texts) if not at or one[0] != texts[at - 1][0]]
    for node in chart.inside("g"):
        figure = node.attrs.get("data-figure") or node.attrs.get("data-point") or ""
        if figure not in values:
            continue
        wanted = place(values[figure])
        for mark in node.inside("use"):
            if not abs(_at(mark, "y") - wanted) <= NEAR:
                page.fault(mark, f'The mark of "{figure}" is not at its value', f"{_at(mark, 'y'):g}", f"{wanted:g}")
        if lines := node.inside("text"):
            nearest = min(abs(_at(line, "y") - wanted) for line in lines)
            across = _at(lines[0], "x")
            beneath = [ends for _, left, right, *ends in bars if left < across < right]
            off = not any(abs(end - wanted) <= NEAR for ends in beneath for end in ends)
            column = [(place(values[other]), _at(one, "y")) for other, one in first_lines if _at(one, "x") == across]
            crossed = any((wanted - at) * (_at(lines[0], "y") - y) < 0 for at, y in column)
            if crossed or not nearest <= BESIDE + APART * (len(column) - 1) or (beneath and off):
                page.fault(node, f'The label of "{figure}" is not at its value', node.text(), f"its place, {wanted:g}")


def _ticks(chart: Node) -> Iterator[tuple[Node, float]]:
    """The numbers beside the upright axis, with their texts."""
    for group in chart.bearing("data-tick"):
        if group.attrs["data-tick"] == "y":
            for text in group.inside("text"):
                number = re.sub(r"[,%]", "", text.text().replace("\u2212", "-"))
                if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number):
                    yield text, float(number)


def _middle(text: Node) -> float:
    return _at(text, "y") - _BASELINE * _at(text, "font-size")


def _at(node: Node, name: str) -> float:
    """A number that an attribute holds; none of all numbers where it holds something else."""
    found = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", node.attrs.get(name, ""))
    return float(found[0]) if found else math.nan


def _box(node: Node) -> tuple[float, float, float, float] | None:
    """The left, right, upper and lower end of a path that is a filled and outlined rectangle inside the axes; None for any other."""
    attrs = node.attrs
    if "clip-path" not in attrs or "none" in (attrs.get("fill", "none"), attrs.get("stroke", "none")):
        return None
    number = r"(-?[0-9]+(?:\.[0-9]+)?)"
    points = [(float(x), float(y)) for x, y in re.findall(rf"[ML] {number} {number}(?![\w.])", attrs.get("d", ""))]
    if len(points) != 4 or not attrs["d"].rstrip().endswith("z"):
        return None
    across, down = sorted({x for x, _ in points}), sorted({y for _, y in points})
    return (across[0], across[-1], down[0], down[-1])
