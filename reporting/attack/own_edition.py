"""Own edition: the attack on an edition by those who made it, who know which of its hidden numbers must stay open, and how far."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from reporting.attack.attack import Attack, attack_edition
from reporting.attack.wanted import Wanted

TABLE = "disclosure.csv"  # of the restricted edition
PUBLISHED = "published before"


def attack_own(publication: Path, audit: Path, earlier: Sequence[Mapping] = (), *, bounds: bool = True) -> Attack:
    """Attack a publication edition, and hold what is found against the list of hidden figures in its restricted one.

    `earlier` are ledgers of earlier published editions.
    """
    wanted = wanted_of(audit)
    small = sorted({value for one in wanted.values() for value in one.values})
    return attack_edition(publication, wanted, earlier, bounds=bounds, small=small)


def rows_of(audit: Path) -> list[dict[str, str]]:
    """The figures that were withheld, and those that were published before; none where there is no such list."""
    path = audit / TABLE
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def wanted_of(audit: Path) -> dict[str, Wanted]:
    """What must stay possible of each hidden count, by the list in the restricted edition."""
    wanted = {}
    for row in rows_of(audit):
        if row["first"]:
            wanted[row["figure"]] = Wanted(values=tuple(range(int(row["first"]), int(row["last"]) + 1)))
        elif row["width"] and row["value"]:
            wanted[row["figure"]] = Wanted(width=int(row["width"]))
    return wanted


def published_before(audit: Path) -> list[str]:
    """Small counts that stand in an earlier edition and are printed for that reason."""
    return [row["figure"] for row in rows_of(audit) if row["why"] == PUBLISHED]
