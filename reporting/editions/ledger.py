"""The ledger: every figure of a run, collected from the outputs of the executed notebooks.

A figure names the cell whose output carries it; nothing is typed twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pipeline.figures.codec import json_value
from pipeline.figures.figure import FIGURES_MIME, Figure


class LedgerError(RuntimeError):
    """The outputs of the notebooks do not make a ledger: an id repeats, or an operand is no figure."""


def collect_ledger(notebooks: Mapping[str, Mapping]) -> list[dict]:
    """The records of all figures in the order they were made, each with `cell` {notebook, id, sha256 of its code}.

    What the disclosure rule withholds or rounds stands as it may be printed, with the cell that did so.

    Takes executed notebooks by file name. Raises LedgerError for an id that repeats and for an operand that
    was never recorded.
    """
    records: dict[str, dict] = {}
    for name, notebook in notebooks.items():
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                carried = output.get("data", {}).get(FIGURES_MIME, {})
                for record in carried.get("figures", []):
                    if (record["id"] in records) != carried.get("replaces", False):
                        raise LedgerError(f"figure {record['id']} is made twice, or replaced and never made: {name}, cell {cell['id']}")
                    digest = hashlib.sha256(cell["source"].encode()).hexdigest()
                    cell_facts = {"notebook": name, "id": cell["id"], "sha256": digest}
                    records[record["id"]] = {**record, "cell": cell_facts}
    for record in records.values():
        for operand in record["operands"].values():
            if operand not in records:
                raise LedgerError(f"figure {record['id']} rests on {operand}, which no cell has made")
    return list(records.values())


def as_made(notebooks: Mapping[str, Mapping]) -> list[dict]:
    """The records of all figures as they were made, before anything was withheld or rounded."""
    made: dict[str, dict] = {}
    for notebook in notebooks.values():
        for carried in (output.get("data", {}).get(FIGURES_MIME, {}) for cell in notebook["cells"] for output in cell.get("outputs", [])):
            made |= {} if carried.get("replaces", False) else {record["id"]: record for record in carried.get("figures", [])}
    return list(made.values())


def publication_record(record: Mapping) -> dict:
    """A record as the publication edition holds it: without the rows of the files, and with the value as it is printed."""
    bare = {name: held for name, held in record.items() if name not in ("rows", "exact")}
    return bare | {"value": json_value(Figure.from_record(record).printed)}
