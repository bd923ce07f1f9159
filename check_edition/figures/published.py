"""As published: a light that an earlier edition showed, looked up again in that edition's ledger, which the run holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from ..base.days import own_days
from ..base.findings import Wrong, same
from ..files.edition import Edition

ALIKE = ("indicator", "category", "measure", "basis", "period")


def check_published(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where the edition that is named is not kept, is not of an earlier period, or showed something else."""
    run = record["method_parts"][0]["parts"]["run"]
    ledger = _ledger(edition, run)
    same(own_days(ledger["run"]["period"])[1] < own_days(edition.run["period"])[1], True, f"that run {run} is of an earlier period is")
    shown = [one for one in ledger["figures"] if not one["reference"] and all(one[name] == record[name] for name in ALIKE)]
    same([(record["value"], record["status"])], [(one["value"], one["status"]) for one in shown], f"run {run} showed; the ledger says")


@cache
def _ledger(edition: Edition, run: str) -> Mapping:
    kept = [name for name in edition.inputs if name.startswith("published/") and name.endswith(f"_{run}.ledger.json")]
    if len(kept) != 1:
        raise Wrong(f"no edition of run {run} is among what the report was made from")
    ledger = json.loads(edition.input(kept[0]))
    same(ledger["run"]["id"], run, f"{kept[0]} is the ledger of run")
    return ledger
