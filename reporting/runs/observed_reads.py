"""Observed reads: what the notebooks opened under the data root, held against what the run declares that it reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from pipeline.core.faults import Fault, FaultsFound
from reporting.runs.run_failed import RunFailed
from reporting.store.identity import Content, Identity

ONLY_PYTHON = "only what Python opens itself was seen: this system watches no folders"


@dataclass(frozen=True)
class Read:
    """A file that was opened while a notebook's cell ran; `sure`: by that notebook, and by no other program."""

    path: Path
    notebook: str
    cell: str
    sure: bool

    @property
    def who(self) -> str:
        cell = f"notebook {self.notebook}, cell {self.cell}"
        return f"by {cell}" if self.sure else f"while {cell} ran, by it or by another program"


@dataclass(frozen=True)
class Reads:
    """What was opened: how it was observed, each file's first reader, each notebook's files, and folders that appeared meanwhile."""

    how: tuple[str, ...]
    opened: Mapping[Path, Read]
    by_notebook: Mapping[str, frozenset[Path]]
    appeared: tuple[str, ...]

    @property
    def incomplete(self) -> str:
        """Why not everything that was opened is known; empty if it is."""
        if len(self.how) == 1:
            return ONLY_PYTHON
        appeared = ", ".join(self.appeared)
        return f"what was opened in a folder just as it appeared was not seen: {appeared}" if appeared else ""

    def opened_by(self, notebook: str, identity: Identity) -> list[Content]:
        """The run's declared inputs that a notebook opened, in their order."""
        return [content for content in identity.inputs if content.path.resolve() in self.by_notebook[notebook]]

    def facts(self, identity: Identity) -> dict:
        """What run.json says of them. A declared file that was not opened is no fault: the period may not need it."""
        declared = {content.path.resolve(): content.name for content in identity.inputs}
        return {
            "observed_by": list(self.how),
            "files": len(self.opened),
            "declared_not_opened": sorted(name for path, name in declared.items() if path not in self.opened),
            "complete": not self.incomplete,
            "incomplete_because": self.incomplete or None,
        }


def read_observations(records: Iterable[tuple[Path, nbformat.NotebookNode]]) -> Reads:
    """What the kernels' records say; takes each record with its executed notebook, in order.

    Raises RunFailed if it cannot be known what was opened: an overflowing queue is no pass.
    """
    how: set[tuple[str, ...]] = set()
    opened: dict[Path, Read] = {}
    by_notebook: dict[str, frozenset[Path]] = {}
    appeared: dict[str, None] = {}
    for record, notebook in records:
        cells = ["(start)"] + [
            cell["id"] for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()
        ]
        lines = (
            [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()] if record.exists() else []
        )
        unknown = [line["unknown"] for line in lines if "unknown" in line]
        if unknown or not any("how" in line for line in lines):
            why = "; ".join(unknown) or "its kernel kept no record"
            raise RunFailed(
                f"what notebook {record.stem}.ipynb opened is not known: {why}\nNothing was published. Run it again, "
                "with less in the data folder (--data) or with higher limits of the system (fs.inotify, fs.fanotify).",
                status=3,
            )
        paths = (Path(line["path"]) for line in lines if "path" in line)
        by_notebook[f"{record.stem}.ipynb"] = frozenset(paths)
        for line in lines:
            if "how" in line:
                how.add(tuple(line["how"]))
            elif "appeared" in line:
                appeared[line["appeared"]] = None
            elif "path" in line:
                read = Read(Path(line["path"]), f"{record.stem}.ipynb", cells[line["cell"]], line["sure"])
                if read.path not in opened or (read.sure and not opened[read.path].sure):
                    opened[read.path] = read
    return Reads(min(how, key=len), opened, by_notebook, tuple(appeared))


def refuse_undeclared(reads: Reads, identity: Identity, data_root: Path) -> None:
    """Raise RunFailed naming every opened file that the run does not declare, and who opened it."""
    declared = {content.path.resolve() for content in identity.inputs}
    folder = (data_root / identity.report).resolve()
    faults = []
    for path, read in reads.opened.items():
        if path in declared:
            continue
        root = next((one for one in (folder, data_root.resolve()) if path.is_relative_to(one)), Path())
        action = "Do not read it, or make it one of the run's declared inputs (reporting/store/identity.py)."
        if not read.sure:
            action += " If another program opened it (a spreadsheet, a virus scanner), close that and run again."
        what = f"opened {read.who}, but the run does not declare that it reads it"
        faults.append(Fault(what, file=path.relative_to(root).as_posix(), action=action))
    if faults:
        raise RunFailed(f"{FaultsFound(faults)}\nNothing was published.", status=3)
