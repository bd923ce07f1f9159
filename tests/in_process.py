"""The command `report` in this process, a whole run included: the cells of the four notebooks, the page, both editions, their check.

What the real command does in twenty seconds, in kernels and a Python of its own, takes three here. Everything but those is
the same: arguments, messages, exit status, what is sealed. What kernels and processes do is tried by `support.report`; here
nothing is pressed onto the disk either, which only a loss of power would tell.
"""

from __future__ import annotations

import ast
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import nbformat
from IPython.core.interactiveshell import InteractiveShell

from check_edition.__main__ import facts
from check_edition.checks import check_edition
from check_edition.files.edition import Edition
from pipeline.core.faults import FaultsFound
from pipeline.core.written_files import write_file
from pipeline.definitions.report_files import load_report
from reporting.command import command
from reporting.runs import edition_checked, execution, found_or_made, publication, run, run_failed
from reporting.runs.asked import notebooks_of
from reporting.runs.on_paper import Paper
from reporting.store import identity as identities
from reporting.store import run_store as store
from reporting.store.places import Places
from reporting.store.secret import secret_of

PROJECT = Path(__file__).parents[1]


def forced_onto_the_disk(handle: int) -> None:
    """In the place of what takes a disk long, and shows only when the power fails: `faulty_runs` keeps a record of it."""


def report_here(
    *arguments: object, answer: str = "", with_spreadsheets: bool = False, with_paper: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run `report` with these arguments to its end, as `support.report` does, in this process; `answer` is typed.

    `data` and `outputs` are those of the project unless they are given. Spreadsheets and the page on paper are made when asked for.
    """
    out, err, status = StringIO(), StringIO(), 0
    with (
        patch.object(found_or_made, "_kernels", lambda places, identity, notebooks, aside, cache=True: _no_kernels(notebooks, aside)),
        patch.object(execution, "execute", _executed_here),
        patch.object(edition_checked, "_findings", _findings_here),
        patch.object(publication, "spreadsheets", publication.spreadsheets if with_spreadsheets else _no_spreadsheets),
        patch.object(run, "offers_paper", lambda asked: asked and with_paper),
        patch.object(run, "Paper", lambda aside, told, *, asked: Paper(aside, told, asked=asked and with_paper)),
        patch.object(run_failed, "_pages", []),  # of this command, as in a process of its own
        patch.object(os, "fsync", lambda handle: forced_onto_the_disk(handle)),
        patch.object(command.signal, "signal"),
        patch.object(sys, "argv", ["report", *map(str, arguments)]),
        patch.object(sys, "stdin", StringIO(answer)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            command.main()
        except SystemExit as ended:
            status = ended.code or 0
    return subprocess.CompletedProcess(["report", *arguments], status, out.getvalue(), err.getvalue())


def _no_spreadsheets(*_: object) -> dict[str, bytes]:
    """In the place of what a run makes besides the page, for tests that are not about it."""
    return {}


class _NoKernels:
    """In the place of a run's kernels. What the notebooks open is not observed, which the run says of itself, and so nothing is kept."""

    steps = None

    def __init__(self, notebooks: Sequence[Path], private: Path):
        self.notebooks, self.private = tuple(notebooks), private

    def start_no_more_ahead(self) -> None:
        """There is none to start."""

    def record_of(self, notebook: Path) -> Path:
        record = self.private / f"{notebook.stem}.reads"
        record.write_text('{"how": ["nothing"]}\n', encoding="utf-8")
        return record


@contextmanager
def _no_kernels(notebooks: Sequence[Path], aside: Path) -> Iterator[_NoKernels]:
    (aside / "kernels").mkdir()
    yield _NoKernels(notebooks, aside / "kernels")


def _executed_here(
    notebook: Path, output: Path, parameters: dict[str, str], kernels: object, *, cell_timeout: int
) -> nbformat.NotebookNode:
    """As `execution.execute`. Raises CellFailed where a cell refuses the data; any other fault of a cell is raised as it is."""
    reached: list[str] = []
    try:
        executed = _executed(notebook, parameters, reached)
    except FaultsFound as found:
        nbformat.write(nbformat.read(notebook, as_version=4), output)
        advice = "Correct what is listed and run it again."
        raise execution.CellFailed(notebook.name, reached[-1], str(found), advice, data_fault=True) from None
    write_file(output, f"{nbformat.writes(executed)}\n")
    return executed


def _findings_here(audit: Path, publication: Path, store: Path, program: Path) -> dict:
    """What `check_edition.pyz` writes down of an edition."""
    edition = Edition(audit, store, publication)
    return json.loads(json.dumps(facts(edition, check_edition(edition))))


def faults_of_run(data: Path, report_id: str, period: str, as_of: str = "") -> tuple[str, list[str]]:
    """What a run of a report ends with: "accepted" or "refused" by its notebooks, and every fault that is told.

    A run that the notebooks accept and that has faults all the same is what must never be.
    """
    with tempfile.TemporaryDirectory() as aside:
        try:
            executed, identity, tables = executed_notebooks(data, report_id, period, as_of, Path(aside))
        except FaultsFound as found:
            return "refused", list(map(str, found.faults))
        report = load_report(data, report_id, period)
        with patch.object(publication, "spreadsheets", _no_spreadsheets):
            page = publication.make_page(report, identity, executed, tables, print)
        return "accepted", _faults_of_edition(page, identity, executed, tables, Path(aside))


def executed_notebooks(
    data: Path, report_id: str, period: str, as_of: str, aside: Path
) -> tuple[dict[str, nbformat.NotebookNode], identities.Identity, Path]:
    """The notebooks with what their cells show, the identity of the run, and the folder of its tables. Raises FaultsFound."""
    notebooks = notebooks_of(Places.of(data, aside / "outputs"), report_id)
    identity = identities.identify(data, report_id, period, as_of, notebooks, secret_of(aside / "store"))
    parameters = {
        "report_id": report_id, "period": period, "as_of": identity.as_of,
        "data_root": data.as_posix(), "tables_root": (aside / "tables").as_posix(),
    }  # fmt: skip
    return {path.name: _executed(path, parameters, []) for path in notebooks}, identity, aside / "tables"


def _faults_of_edition(page, identity, executed, tables: Path, aside: Path) -> list[str]:
    (aside / "executed").mkdir()
    for name, notebook in executed.items():
        nbformat.write(notebook, aside / "executed" / name)
    publication.write_publication(aside / "publication", page, identity)
    publication.write_audit(aside / "audit", page, identity, aside / "executed", tables)
    kept = _store()
    store.set_out(kept, kept, [*identity.inputs, *identity.code])
    return check_edition(Edition(aside / "audit", kept, aside / "publication")).faults


@cache
def _store() -> Path:
    """One store for all runs of this process whose edition nobody keeps: each has the same code."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    return folder


def _executed(path: Path, parameters: dict[str, str], reached: list[str]) -> nbformat.NotebookNode:
    """The notebook with what its cells show; `reached` hears of each cell."""
    notebook = nbformat.read(path, as_version=4)
    known = {"__name__": "__main__"}
    with chdir(path.parent):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                reached.append(cell["id"])
                with redirect_stdout(StringIO()):
                    shown = _run(ast.parse(cell.source), f"{path.name}, cell {cell['id']}", known)
                if "parameters" in cell.metadata.get("tags", []):
                    known |= parameters
                if shown is not None:
                    cell.outputs = [_output(shown)]
    return notebook


def _run(cell: ast.Module, name: str, known: dict) -> object:
    """Run a cell; what its last expression shows, as a notebook does."""
    last = cell.body.pop() if cell.body and isinstance(cell.body[-1], ast.Expr) else None
    exec(compile(cell, name, "exec"), known)
    return eval(compile(ast.Expression(last.value), name, "eval"), known) if last else None


def _output(shown: object) -> nbformat.NotebookNode:
    data, metadata = InteractiveShell.instance().display_formatter.format(shown)
    return nbformat.v4.new_output("execute_result", json.loads(json.dumps(data)), metadata=metadata, execution_count=1)
