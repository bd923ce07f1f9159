"""Courses: the small drawing of a row shows the row's own values, each in its place between the others."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from ...base.numbers import as_printed
from ..tree import Node, PageTree
from .drawn import NEAR, place_of


def check_courses(page: PageTree, ledger: Mapping[str, Mapping]) -> None:
    """The small drawing of a row: its line runs through its points in the order of their days, and each is at its value."""
    for drawing in (one for one in page.root.inside("svg") if one.classed("course")):
        points = [(one, ledger.get(one.attrs.get("data-course", ""), {})) for one in drawing.inside("circle")]
        levels = [(one, ledger.get(one.attrs.get("data-course", ""), {})) for one in drawing.inside("path")]
        row = next((one for one in drawing.around() if one.tag == "tr"), drawing)
        shown = {node.attrs["data-figure"] for node in row.bearing("data-figure")}
        ends = [points[-1][1].get("id", "") if points else "", *(record.get("id", "") for _, record in levels)]
        places = [(place_of(one, "cx"), place_of(one, "cy"), record) for one, record in points]
        places += [(math.inf, _level(one), record) for one, record in levels]
        known = all(isinstance(record.get("value"), (int, float)) for *_, record in places)
        through = " ".join(f"{one.attrs.get('cx')},{one.attrs.get('cy')}" for one, _ in points)
        order = [x for x, *_ in places]
        lines = [one.attrs.get("points") for one in drawing.inside("polyline")]
        if not known or not set(ends) <= shown or lines != [through] or order != sorted(order) or len(drawing.inside()) != len(places) + 1:
            page.fault(drawing, "The course of a row is not drawn of its figures", "", "points of its own values, with one line through them")
            continue
        low, high = (end(places, key=lambda one: as_printed(one[2])) for end in (min, max))
        span = as_printed(high[2]) - as_printed(low[2])
        for _, y, record in places:
            part = (as_printed(record) - as_printed(low[2])) / span if span else 0
            if not abs(low[1] + part * (high[1] - low[1]) - y) <= NEAR:
                page.fault(drawing, f'The course of a row shows "{record["id"]}" not at its value', f"{y:g}", "its place between the others")


def _level(node: Node) -> float:
    found = re.fullmatch(r"M0 (-?[0-9]+(?:\.[0-9]+)?)H[0-9]+", node.attrs.get("d", ""))
    return float(found[1]) if found else math.nan
