"""Attacked: what an outsider can work out of the edition that was just made. A leak stops the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.core.faults import told_alike
from pipeline.definitions.report import Report
from pipeline.methods.disclosure.earlier import published_before as ledgers_before
from reporting.runs.run_failed import RunFailed


def attacked(report: Report, aside: Path, told: Callable[[str], None]) -> dict | None:
    """What an outsider can work out of the hidden numbers, for run.json; nothing without a rule. Raises RunFailed for a leak."""
    if not report.definition.disclosure.protects:
        return None
    from reporting.attack.own_edition import (  # slow to import, and not needed without a rule
        attack_own,
        published_before,
    )

    told("tries to work out what is hidden")
    found = attack_own(aside / "publication", aside / "audit", ledgers_before(report.folder), bounds=False)
    before = (f"{name} is a small number, and is printed: an earlier edition has told it already" for name in published_before(aside / "audit"))
    for line in told_alike(before, mark="warning"):
        told(line)
    if not found.passes:
        listed = "\n".join(told_alike(found.faults))
        raise RunFailed(
            f"what the disclosure rule hides can be worked out:\n{listed}\nNothing was published. Codes that count the same "
            "thing are declared as `same` under [disclosure]; a leak that is none of these is a fault of ours: report it.", status=1
        )  # fmt: skip
    return found.facts
