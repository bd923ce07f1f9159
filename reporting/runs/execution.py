"""Execution: one notebook in one kernel, through papermill, and what happened when it did not run to its end.

Set here, because papermill's defaults cannot be trusted for it: a timeout for every cell, the name of the
cell that was running when a kernel dies (papermill marks it completed), what a signal to stop leaves, and
that a notebook is saved at its end instead of twice a cell, which took a quarter of a large report's time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError

from pipeline.core.faults import Fault, FaultsFound, printable
from pipeline.core.installation import NOTEBOOKS
from pipeline.core.written_files import named, write_file
from reporting.runs.kernels.kernels import Kernels

logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what it would log, CellFailed says

START_TIMEOUT = 120
INJECTED = "injected-parameters"
SAVED_AT_ITS_END = "saved-at-its-end"


class _SavedAtItsEnd(NBClientEngine):
    """papermill's own engine, which saves the notebook before its first cell and once more however it ends."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: object) -> None:
        output, nb_man.output_path = nb_man.output_path, None  # nothing is saved without a path
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        except BaseException:
            begun = [cell for cell in nb_man.nb.cells if cell.metadata.papermill["start_time"]]
            for cell in begun[-1:]:  # papermill would call it, and every cell after it, completed
                nb_man.cell_exception(cell)
            raise
        finally:
            nb_man.output_path = output


papermill_engines.register(SAVED_AT_ITS_END, _SavedAtItsEnd)


class CellFailed(Exception):
    """A cell did not run to its end, and what to do. `data_fault` says that the data or a definition is at fault, not the code; `stopped`, that somebody stopped it."""

    def __init__(self, notebook: str, cell: str, message: str, advice: str, *, data_fault: bool = False, stopped: bool = False):
        super().__init__(message)
        self.notebook, self.cell, self.advice, self.data_fault, self.stopped = notebook, cell, advice, data_fault, stopped


def execute(
    notebook: Path, output: Path, parameters: dict[str, str], kernels: Kernels, *, cell_timeout: int
) -> nbformat.NotebookNode:
    """Run a notebook with these parameters and write it, executed, to `output`.

    Raises CellFailed naming the cell; `output` then holds the notebook as far as it got.
    """
    running: list[str] = []
    with kernels.kernel_of(notebook) as kernel, named(output):
        try:
            executed = papermill.execute_notebook(
                _unfilled(notebook), _unfilled(output), parameters, kernel_name="python3", language="python", progress_bar=False, cwd=NOTEBOOKS,
                start_timeout=START_TIMEOUT, execution_timeout=cell_timeout, iopub_timeout=60, autosave_cell_every=0,
                km=kernel, engine_name=SAVED_AT_ITS_END,
                on_cell_execute=lambda cell, cell_index: running.append(cell.get("id", str(cell_index))),
            )  # fmt: skip
        except (PapermillExecutionError, CellTimeoutError, RuntimeError, KeyboardInterrupt) as error:
            message, advice, data_fault = _explained(error, cell_timeout)
            stopped = isinstance(error, KeyboardInterrupt)
            data_fault |= not stopped and not notebook.is_relative_to(NOTEBOOKS)  # an analyst's own
            raise CellFailed(notebook.name, _last(running), message, advice, data_fault=data_fault, stopped=stopped) from None
    for cell in executed.cells:
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
    write_notebook(output, executed)
    return executed


def refuse_pictures(name: str, executed: nbformat.NotebookNode) -> None:
    """Raise CellFailed with every picture that a notebook of the report's own shows: nothing in it could be traced, checked or read aloud."""
    if found := list(_pictures(name, executed)):
        shows = found[0].column.removeprefix("cell ")
        raise CellFailed(name, shows, str(FaultsFound(found)), "Leave the pictures out and run it again.", data_fault=True)


def _pictures(name: str, executed: nbformat.NotebookNode) -> Iterator[Fault]:
    for cell in executed.cells:
        kinds = sorted({kind for one in cell.get("outputs", []) for kind in one.get("data", {}) if kind.startswith("image/")})
        if kinds:
            yield Fault(
                "a picture is no part of a report, because none of its numbers has a source", f"notebooks/{name}", column=f"cell {cell['id']}",
                found=", ".join(kinds), expected="a chart declared from figures",
                action='Make a figure of each number and show declare_chart("own-CODE.chart", title, figures); the page draws it. Leave the picture out.',
            )  # fmt: skip


def write_notebook(path: Path, executed: nbformat.NotebookNode) -> None:
    write_file(path, f"{nbformat.writes(executed)}\n")


def _unfilled(path: Path) -> str:
    """A path that papermill takes as it is: it fills in parameters where a path has braces, and fails where there is none of that name."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _explained(error: BaseException, cell_timeout: int) -> tuple[str, str, bool]:
    """What happened, what to do next, and whether the data or a definition is at fault."""
    by_hand = "open it in JupyterLab and run that cell by hand."
    match error:
        case PapermillExecutionError(ename=FaultsFound.__name__):
            return error.evalue, "Correct what is listed and run it again.", True
        case PapermillExecutionError() if error.ename.endswith("MemoryError"):
            return "there was not enough memory", "Free some memory and run it again.", False
        case PapermillExecutionError(ename="OSError" | "PermissionError"):
            what = f"a file could not be read or written: {printable(error.evalue)}"
            return what, "Free some room on the disk, or let it be read and written, and run it again.", False
        case PapermillExecutionError():
            return printable(f"{error.ename}: {error.evalue}".rstrip(": ")), f"To see why, {by_hand}", False
        case CellTimeoutError():
            longer = f"If it only needs longer, run it again with --cell-timeout {10 * cell_timeout}"
            return f"the cell ran longer than {cell_timeout} seconds", f"{longer}. Otherwise {by_hand}", False
        case DeadKernelError():
            message = "the notebook's kernel died: it was killed, ran out of memory or crashed"
            return message, f"Free some memory and run it again. If it dies there again, {by_hand}", False
        case KeyboardInterrupt():
            return "stopped before the report was finished", "Run it again when you are ready.", False
    return f"the notebook's kernel did not start or answer: {error}", "Run it again.", False


def _last(running: list[str]) -> str:
    return running[-1] if running else "the start of the kernel"
