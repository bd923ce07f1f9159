"""A chart as the page shows it: its finding, the two drawings, and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.figures.figure import Figure


@dataclass(frozen=True)
class Chart:
    """A drawn chart, and in `rows` the table that says the same.

    A row is (label, ((series, figure id), …)); the id is empty where there is no figure. `finding` says what the figures show,
    and is empty where nothing can be stood behind; `title` says what is measured. `key` is what each look of a mark means.
    `outside` are the points beyond their usual range, which are ringed: label, figure id, and above or below. `cut` names the
    limits that are cut at what can be; `band` says whether the range of the indicator is drawn; `events` are the numbers of those that are flagged; `group` is the key
    of the group of areas.
    """

    figure: Figure
    code: str
    kind: str  # comparison, quarters, years, variation, breakdown, groups, panels, areas, funnel or declared
    title: str
    wide: str
    narrow: str
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    finding: Markup = Markup()
    key: tuple[tuple[str, str], ...] = ()
    outside: tuple[tuple[str, str, str], ...] = ()
    cut: tuple[str, ...] = ()
    band: bool = False
    events: tuple[int, ...] = ()
    group: str = ""

    @property
    def svg(self) -> str:
        """Both drawings, of which the page shows one."""
        return self.wide + self.narrow

    @property
    def rows_are(self) -> str:
        """What a row of the table is: a category, such as a group or an area, the method of a figure that was declared, or a period."""
        if self.kind == "declared":
            return "method"
        return "category" if self.kind in ("breakdown", "groups", "panels", "areas", "funnel") else "period"
