"""Panels: drawings of one chart beside each other, each of a group: all on one scale, their bars in the order of the same periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...base.days import last_month
from ..tree import Node, PageTree
from .drawn import NEAR, middle_of, ticks_of


def check_panels(page: PageTree, chart: Node, points: Sequence[Mapping]) -> None:
    """The panels of a chart, where it has some; what is wrong goes to the page's faults."""
    panels = [one for one in chart.inside("svg") if "data-panel" in one.attrs]
    if not panels:
        return
    groups = sorted({one["category"] for one in points if one["value"] is not None})
    if sorted(one.attrs["data-panel"] for one in panels) != groups:
        page.fault(chart, "The groups of a chart do not have one drawing each", ", ".join(one.attrs["data-panel"] for one in panels), ", ".join(groups))
    known, places = {one["id"]: one for one in points}, {}
    scale = [(value, at) for _, at, value in ticks_of(panels[0], "y")]
    for panel in panels:
        names = ["".join(one.text().split()) for one in panel.inside("text") if one.attrs.get("data-label") == "category"]
        if names != ["".join(panel.attrs["data-panel"].split())]:  # a long word may stand on two lines
            page.fault(panel, "The drawing of a group bears another name", ", ".join(names), panel.attrs["data-panel"])
        found = [(value, at) for _, at, value in ticks_of(panel, "y")]
        if len(found) != len(scale) or any(one != two or not abs(at - by) <= NEAR for (one, at), (two, by) in zip(found, scale, strict=True)):
            page.fault(panel, "The drawings of groups beside each other have different scales", panel.attrs["data-panel"], "one scale for all")
        bars = [(known[one.attrs["data-point"]], middle_of(one)) for one in panel.bearing("data-point") if one.attrs["data-point"] in known]
        for record, x in bars:
            month = last_month(record["period"], record["basis"])
            if not abs(places.setdefault(month, x) - x) <= NEAR:
                page.fault(panel, f'The bar of "{record["id"]}" does not stand where the other groups have its period', f"{x:g}", f"{places[month]:g}")
    across = [x for _, x in sorted(places.items())]
    if across != sorted(across):
        page.fault(chart, "The bars of a chart do not stand in the order of their periods", "", "the earliest first")
