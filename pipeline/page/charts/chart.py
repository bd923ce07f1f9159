"""A chart as the page shows it: the drawing, the figure that it is, and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.figures.figure import Figure


@dataclass(frozen=True)
class Chart:
    """A drawn chart, and in `rows` the table that says the same.

    A row is (label, ((series, figure id), …)); the id is empty where there is no figure. `outside` are the points beyond their
    usual range, which are ringed: label, figure id, and above or below. `cut` names the limits that are cut at what can be;
    `band` says whether the range of the indicator is drawn.
    """

    figure: Figure
    code: str
    kind: str  # comparison, quarters, years or variation
    title: str
    svg: str
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    outside: tuple[tuple[str, str, str], ...] = ()
    cut: tuple[str, ...] = ()
    band: bool = False
