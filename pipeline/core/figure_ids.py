"""Figure ids: `indicator[category].measure:reference~basis@period`, one parser and one writer.

What is left out means the definition's default: no category, the declared reference, the declared
basis, the report's period.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

MEASURES = (
    "value", "numerator", "denominator", "comparator", "target", "baseline", "change", "percent_change", "point_change",
    "gap_to_target", "reduction", "annualised", "share", "total", "lower_ci", "upper_ci", "trend", "traffic_light",
    "on_track", "chart", "variation", "mean", "lower_limit", "upper_limit", "status", "days_to_due", "rank", "areas",
    "shared", "rank_change", "position", "plus_minus", "significance",
)  # fmt: skip

# What a report counts of itself: these stand where an indicator's code would.
OF_THE_REPORT = (
    "traffic-lights", "on-track", "returns", "rows-received", "quality-checks", "actions", "action-statuses",
)  # fmt: skip

# The reference of a figure as the last report knew it: `CODE.value:last_report@2025-26-Q3`.
LAST_REPORT = "last_report"

# The reference of a light as an earlier edition showed it: `CODE.traffic_light:published@2025-26-Q3`.
PUBLISHED = "published"

# How the codes begin of what an analyst's own notebook adds (`notebooks/` of the report's folder).
OWN = "own-"

_ID = re.compile(
    r"(?P<indicator>[A-Za-z0-9][A-Za-z0-9._-]*?)(?:\[(?P<category>[^\[\]]+)\])?\.(?P<measure>[a-z_]+)"
    r"(?::(?P<reference>[a-z0-9_]+))?(?:~(?P<basis>[a-z0-9_]+))?(?:@(?P<period>[0-9A-Z-]+))?"
)


@dataclass(frozen=True)
class FigureId:
    """The parts of an id; an empty part means the definition's default."""

    indicator: str
    measure: str
    category: str = ""
    reference: str = ""
    basis: str = ""
    period: str = ""

    @classmethod
    @cache  # a run asks for the parts of each of its figures hundreds of times
    def parse(cls, text: str) -> FigureId:
        """Read an id. Raises ValueError naming what is wrong with it."""
        match = _ID.fullmatch(text)
        if match is None:
            raise ValueError(
                f'"{text}" is not a figure id; expected indicator[category].measure:reference~basis@period'
            )
        parts = {name: part or "" for name, part in match.groupdict().items()}
        if parts["measure"] not in MEASURES:
            raise ValueError(f'"{text}" names no measure; expected one of {", ".join(MEASURES)}')
        return cls(**parts)

    def __str__(self) -> str:
        category = f"[{self.category}]" if self.category else ""
        reference = f":{self.reference}" if self.reference else ""
        basis = f"~{self.basis}" if self.basis else ""
        period = f"@{self.period}" if self.period else ""
        return f"{self.indicator}{category}.{self.measure}{reference}{basis}{period}"
