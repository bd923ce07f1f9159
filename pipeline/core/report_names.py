"""Report names: a report is called as its folder is, and its outputs stand in a folder of the same name.

So a name has to be one that every file system, address and command line can carry, and none that the outputs have
already for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# What stands beside the reports' own folders in `outputs/` and in `outputs/restricted/`, and the two folders of `data/`.
OURS = (
    "index.html", "latest.html", "restricted", "store", "tables", "failed", "compare", "disposals", "raw", "processed",
    "published", "quality", "signed", "register.jsonl", "comments", "lab", "steps", "watched",
)  # fmt: skip
# Names that Windows keeps for devices, with any ending.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NAME = re.compile(r"[^\W_](?:[\w .-]*\w)?")
EXPECTED = "letters, digits and hyphens, such as riverbank"


def name_problem(name: str, others: Iterable[str] = ()) -> str:
    """Why a report cannot be called so; empty where it can. `others` are the reports beside it."""
    if name.casefold() in OURS or _DEVICE.fullmatch(name):
        return f'"{name}" is a name that is kept for something else, so no report can be called so; expected {EXPECTED}'
    if not _NAME.fullmatch(name) or len(name.encode()) > 100:
        return f'"{name[:100]}" is no name for a report; expected {EXPECTED}'
    alike = sorted(other for other in others if other != name and other.casefold() == name.casefold())
    if alike:
        return f'"{name}" and "{alike[0]}" differ by capitals alone, and would be one folder elsewhere; rename one of them'
    return ""
