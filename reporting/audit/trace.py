"""Trace: a figure of a finished run, from what it says to the rows that it rests on, read from the sealed run alone."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from pipeline.core.faults import nearest
from pipeline.core.written_files import link_or_copy
from pipeline.definitions.case_tables import read_case_tables
from pipeline.definitions.corrections import read_corrections
from reporting.audit.verification import SealedRun
from reporting.editions.called_code import called_code, cell_sources
from reporting.editions.caveats import caveats_of_figures
from reporting.editions.shown_rows import SourceReader, withheld
from reporting.store.aside import aside
from reporting.store.run_store import stored_path

NOTHING = "the file is no longer in the store"


class Tracer:
    """Traces of one run. Use it as a context: the stored files stand under their own names while it is open."""

    def __init__(self, sealed: SealedRun):
        self.sealed = sealed
        self.records = {record["id"]: record for record in sealed.ledger["figures"]}

    def __enter__(self) -> Tracer:
        self.made = aside(self.sealed.store.parent)
        self.folder = self.made.__enter__()
        for kind, root in (("inputs", self.folder / "report"), ("code", self.folder)):
            for name, digest in self.sealed.identity[kind].items():
                stored = stored_path(self.sealed.store, digest)
                if stored.is_file():
                    (root / name).parent.mkdir(parents=True, exist_ok=True)
                    link_or_copy(stored, root / name)
        # Deleted together with rows that they showed? The code is still in the store.
        notebooks = sorted(self.sealed.audit.glob("*.ipynb")) or sorted((self.folder / "notebooks").glob("*.ipynb"))
        self.cells = cell_sources({path.name: json.loads(path.read_text(encoding="utf-8")) for path in notebooks})
        self.called = called_code(self.cells, self.folder)
        self.deleted = {(one.file, one.sha256): one.in_words for one in self.sealed.disposals}
        tables, _ = read_case_tables(self.folder / "report")
        self.reader = SourceReader(self._find, tables)
        corrections, _ = read_corrections(self.folder / "report")
        self.caveats = caveats_of_figures(self.sealed.ledger["figures"], self._failing(), corrections)
        return self

    def __exit__(self, *ended: object) -> None:
        self.made.__exit__(None, None, None)

    def trace(self, figure_id: str) -> dict:
        """A figure with its cell, the code that the cell calls, its rows, and the traces of its operands.

        Raises LookupError naming the nearest figure where there is none of this id.
        """
        if figure_id not in self.records:
            raise LookupError(f'there is no figure "{figure_id}" in this run. {nearest(figure_id, self.records)}')
        record = self.records[figure_id]
        cell = f"{record['cell']['notebook']}#{record['cell']['id']}"
        return {
            **{name: value for name, value in record.items() if name not in ("rows", "operands")},
            "withheld": withheld(record),
            "in_numbers": self.in_numbers(record),
            "caveats": [asdict(found) for found in self.caveats.get(figure_id, [])],
            "code": self.cells.get(cell, ""),
            "calls": self.called.get(cell, {}),
            "rows": self._rows(record),
            "operands": {name: self._operand(operand) for name, operand in record["operands"].items()},
        }

    def in_numbers(self, record: Mapping) -> str:
        """The formula with the displayed values of its operands in place of their names."""
        words = record["formula"]
        for name in sorted(record["operands"], key=len, reverse=True):
            words = words.replace(name, self.records[record["operands"][name]]["display"])
        return words

    def sample(self, number: int, seed: str) -> list[str]:
        """So many figures drawn at random; the same run and seed give the same ones."""
        return random.Random(seed).sample(sorted(self.records), min(number, len(self.records)))

    def _operand(self, figure_id: str) -> dict:
        """An operand's own value, formula and rows, down to where it was received."""
        record = self.records[figure_id]
        return {
            "id": figure_id, "display": record["display"], "method": record["method"], "formula": record["formula"],
            "quality": record["quality"],
            "rows": self._rows(record),
            "operands": {name: self._operand(operand) for name, operand in record["operands"].items()},
        }  # fmt: skip

    def _rows(self, record: Mapping) -> list[dict]:
        """The rows of a figure; those of a file that was deleted have no cells, and `deleted` says when and why."""
        found = self.reader.rows_of(record)
        return [{**asdict(one), "deleted": self.deleted.get((one.file, one.sha256), "")} for one in found]

    def _failing(self) -> list[Mapping]:
        """The rows that do not meet a check; none where they were deleted together with what they showed."""
        path = self.sealed.audit / "failing_rows.csv"
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if row["row"]]

    def _find(self, name: str, sha256: str) -> Path | None:
        path = self.folder / "report" / name
        return path if path.is_file() and (name, sha256) not in self.deleted else None


def in_words(trace: Mapping) -> Iterator[str]:
    """A trace as lines for the terminal."""
    yield f"{trace['id']}: {trace['display']}"
    if trace["reason"]:
        yield f"  why: {trace['reason']}"
    if trace["withheld"]:
        yield "  what was withheld, and from what, stands in the tables of the audit edition alone"
        return
    yield f"  how: {trace['method']}"
    if trace["received_by"]:
        yield f"  as received by: {trace['received_by']}"
    if trace["formula"]:
        yield f"  formula: {trace['formula']}"
        yield f"  in numbers: {trace['in_numbers']}"
    for found in trace["caveats"]:
        what = "corrected by" if found["check"].startswith("correction-") else "does not meet"
        yield f"  {what} {': '.join(filter(None, (found['check'], '; '.join((found['says'], *found['waived'])))))}"
        for file, sheet, row in found["rows"]:
            yield f"    {file}{f', sheet {sheet}' if sheet else ''}{f', row {row}' if row else ''}"
    yield from _rows(trace["rows"], "  ")
    yield from _operands(trace["operands"], "  ")
    yield f"  cell: {trace['cell']['notebook']}#{trace['cell']['id']}"
    yield from (f"    {line}" for line in trace["code"].splitlines())
    for name, source in trace["calls"].items():
        yield f"  it calls {name}"
        yield from (f"    {line}" for line in source.splitlines())


def _operands(operands: Mapping[str, Mapping], margin: str) -> Iterator[str]:
    for name, operand in operands.items():
        how = operand["formula"] or operand["method"]
        yield f"{margin}{name} = {operand['display']}, {operand['id']}: {how}"
        yield from _rows(operand["rows"], margin + "  ")
        yield from _operands(operand["operands"], margin + "  ")


def _rows(found: Sequence[Mapping], margin: str) -> Iterator[str]:
    for one in found:
        sheet = f", sheet {one['sheet']}" if one["sheet"] else ""
        column = f", column {one['column']}" if one["column"] else ""
        yield f"{margin}from {one['file']}{sheet}{column} (sha256 {one['sha256'][:12]}…)"
        if one["deleted"]:
            yield f"{margin}  rows {', '.join(str(number) for number, _ in one['rows'])}: {one['deleted']}"
            continue
        if not one["rows"]:
            yield f"{margin}  no row: nothing of this kind stands in it"
        for number, cells in one["rows"]:
            pairs = zip(one["header"] or ("",) * len(cells), cells, strict=False)
            told = ", ".join(f"{name}={cell}" if name else cell for name, cell in pairs if cell)
            place = "row" if one["header"] else "line"
            yield f"{margin}  {place} {number}: {told or NOTHING}"
        for cell in one["corrected"]:
            read = f"{cell['found']!r} is read as {cell['becomes']!r} (correction-{cell['correction']})"
            yield f"{margin}  row {cell['row']}, column {cell['column']}: {read}"
