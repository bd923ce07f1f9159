"""Stated numbers: who vouches for one stands with it in the stored commentary, or the period's file accepts it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .edition import Edition

_STATED = re.compile(r"\{\{\s*stated:([^|}]*)\|([^}]*)\}\}")


def is_stated(edition: Edition, text: str, who: str) -> bool:
    """Whether a number with who says so stands in the commentary of the run's period, or its words are accepted.

    Accepted words stand in an [[accepted]] of `period/<period>.toml` that names the same role and reason.
    """
    written = {tuple(" ".join(part.split()) for part in found) for found in _STATED.findall("\n".join(_texts(edition)))}
    if (text, " ".join(who.split())) in written:
        return True
    return any(
        who == f"accepted by {one['role']}: {one['reason']}" and text in " ".join(one["text"].split())
        for one in edition.period_file().get("accepted", [])
    )


def _texts(edition: Edition) -> list[str]:
    """The commentary: the file of the period, and the cells of the Notes sheets in return workbooks."""
    found = []
    for name in edition.inputs:
        if name == f"commentary/{edition.run['period']}.md":
            found.append(edition.input(name).decode("utf-8-sig"))
        elif name.startswith("returns/") and name.endswith((".xlsx", ".ods")) and "Notes" in edition.sheets(name):
            found += [cell for row in edition.table(name, "Notes") for cell in row]
    return found
