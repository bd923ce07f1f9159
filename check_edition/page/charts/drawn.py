"""Drawn: where a shape or a word of a drawing stands, read from its attributes."""

from __future__ import annotations

import math
import re

from ..tree import Node

NEAR = 0.6  # of a unit of the drawing: coordinates are printed to a decimal
BASELINE = 0.36  # a text is centred on its place, so its baseline lies below it by this part of its size


def ticks_of(drawing: Node, axis: str) -> list[tuple[Node, float, float]]:
    """The numbers beside an axis: their texts, places and values."""
    found = []
    for text in drawing.bearing("data-tick"):
        number = re.sub(r"[,%]", "", text.text().replace("\u2212", "-"))
        if text.attrs["data-tick"] == axis and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number):
            at = place_of(text, "y") - BASELINE * size_of(text) if axis == "y" else place_of(text, "x")
            found.append((text, at, float(number)))
    return found


def middle_of(node: Node) -> float:
    places = [x for x, _ in places_of(node)]
    return (min(places) + max(places)) / 2


def look_of(node: Node, name: str) -> str:
    """How a shape looks, by itself or as its group does."""
    return next((one.attrs[name] for one in node.around() if name in one.attrs), "")


def size_of(node: Node) -> float:
    return float(look_of(node, "font-size") or "nan")


def down_by(line: Node) -> float:
    above = [one for one in line.parent.children if one.tag == "tspan" and one.number <= line.number]
    return sum(place_of(one, "dy") for one in above)


def place_of(node: Node, name: str) -> float:
    """A number that an attribute holds; none of all numbers where it holds something else."""
    found = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", node.attrs.get(name, ""))
    return float(found[0]) if found else math.nan


def places_of(node: Node) -> list[tuple[float, float]]:
    """The centre of a circle, the two corners of a rectangle, the points of a path of straight lines; no numbers for any other shape."""
    if node.tag == "circle":
        return [(place_of(node, "cx"), place_of(node, "cy"))]
    if node.tag == "rect":
        x, y = place_of(node, "x"), place_of(node, "y")
        return [(x, y), (x + place_of(node, "width"), y + place_of(node, "height"))]
    number = r"(-?[0-9]+(?:\.[0-9]+)?)"
    steps = node.attrs.get("d", "") if node.tag == "path" else ""
    straight = re.fullmatch(rf"(?:[ML]{number} {number})+", steps)
    return [(float(x), float(y)) for x, y in re.findall(rf"[ML]{number} {number}", steps)] if straight else [(math.nan, math.nan)]
