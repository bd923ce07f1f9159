"""Printed decimals: to how many a figure is printed, held against the definition, or against the cell that it was received in."""

from __future__ import annotations

from collections.abc import Mapping

from ..base.findings import method_of, same
from ..files.edition import Edition


def check_decimals(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where a figure is printed with other decimals than its indicator declares for its measure."""
    indicator = edition.toml("indicators.toml").get(record["indicator"], {})
    declared = indicator.get("decimals")
    by_measure = declared if isinstance(declared, dict) else {"value": declared}
    wanted = by_measure.get(record["measure"])
    if record["measure"] == "value" and wanted == "as_received":
        wanted = _received(edition, record)
    if wanted is not None and record["value"] is not None:
        same(record["decimals"], wanted, "it is printed with so many decimals:")


def _received(edition: Edition, record: Mapping) -> int | None:
    """The decimals in the cell of a return in our own layout as CSV; None for anything else, which has none of its own."""
    if method_of(record) != "received" or not record["rows"][0]["file"].endswith(".csv"):
        return None
    (rows,) = record["rows"]
    source = edition.toml(rows["file"].rpartition(".")[0] + ".source.toml")
    if source.get("layout"):
        return None
    table = edition.read_table(rows["file"], rows["sheet"])
    at = [cell.strip() for cell in table[0]].index(source.get("columns", {}).get("value", "value"))
    return min(len(table[rows["rows"][0] - 1][at].strip().partition(".")[2]), 6)
