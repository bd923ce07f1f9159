"""Execution: one notebook in one kernel, through papermill, with timeouts and nothing left behind.

Set here, because papermill's defaults cannot be trusted for it: kernels of this interpreter on private
sockets instead of open TCP ports, a timeout for every cell, the name of the cell that was running when a
kernel dies (papermill marks it completed), what happens on a signal to stop, and the end of every process
that the kernel started.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import nbformat
import papermill
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from pipeline.faults import FaultsFound, printable
from pipeline.steps import PROJECT

START_TIMEOUT = 120
INJECTED = "injected-parameters"
STOPS = (signal.SIGINT, signal.SIGTERM)


class CellFailed(Exception):
    """A cell did not run to its end, and what to do. `data_fault` says that the data or a definition is at fault, not the code."""

    def __init__(self, notebook: str, cell: str, message: str, advice: str, *, data_fault: bool = False):
        super().__init__(message)
        self.notebook, self.cell, self.advice, self.data_fault = notebook, cell, advice, data_fault


def execute(notebook: Path, output: Path, parameters: dict[str, str], *, cell_timeout: int) -> nbformat.NotebookNode:
    """Run a notebook with these parameters and write it, executed, to `output`.

    Raises CellFailed naming the cell; `output` then holds the notebook as far as it got.
    """
    running: list[str] = []
    with _kernel_class() as kernel:
        try:
            executed = papermill.execute_notebook(
                notebook, output, parameters, kernel_name="python3", progress_bar=False, cwd=PROJECT / "notebooks",
                start_timeout=START_TIMEOUT, execution_timeout=cell_timeout, iopub_timeout=60, autosave_cell_every=0,
                kernel_manager_class=kernel, shutdown_kernel="immediate",
                on_cell_execute=lambda cell, cell_index: running.append(cell.get("id", str(cell_index))),
            )  # fmt: skip
        except (PapermillExecutionError, CellTimeoutError, RuntimeError, KeyboardInterrupt) as error:
            message, advice, data_fault = _explained(error, cell_timeout)
            raise CellFailed(notebook.name, _last(running), message, advice, data_fault=data_fault) from None
    for cell in executed.cells:
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
    nbformat.write(executed, output)
    return executed


def _explained(error: BaseException, cell_timeout: int) -> tuple[str, str, bool]:
    """What happened, what to do next, and whether the data or a definition is at fault."""
    by_hand = "open it in JupyterLab and run that cell by hand."
    match error:
        case PapermillExecutionError(ename=FaultsFound.__name__):
            return error.evalue, "Correct what is listed and run it again.", True
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


@contextlib.contextmanager
def _kernel_class():
    """A kernel manager for one notebook, and the end of everything that its kernel started."""
    private = Path(tempfile.mkdtemp(prefix="report-kernel-"))
    groups: list[int] = []
    handlers = {stop: signal.getsignal(stop) for stop in STOPS}

    class Kernel(AsyncKernelManager):
        def __init__(self, **settings):
            super().__init__(**settings)
            self.connection_file = str(private / "connection.json")
            if os.name == "posix":
                self.transport, self.ip = "ipc", str(private / "k")

        @property
        def kernel_spec(self) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, display_name="Python 3", language="python")

        async def start_kernel(self, **settings):
            _give_back(handlers)
            environment = {**os.environ, "IPYTHONDIR": str(private), "PYTHONPATH": str(PROJECT)}
            await super().start_kernel(**{**settings, "env": environment})
            groups.append(getattr(self.provisioner, "pgid", None) or 0)

    level = logging.getLogger("papermill").level
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    try:
        yield Kernel
    finally:
        logging.getLogger("papermill").setLevel(level)
        for group in filter(None, groups):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        _end_leftovers(private)
        shutil.rmtree(private, ignore_errors=True)


def _give_back(handlers: dict) -> None:
    """Undo nbclient's own signal handlers, which end a run without a word and afterwards leave none: ours interrupt it."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        for stop, handler in handlers.items():
            loop.remove_signal_handler(stop)
            signal.signal(stop, handler)


def _end_leftovers(private: Path) -> None:
    """End processes that left the kernel's group, where the system says what environment they got (Linux)."""
    mark = f"IPYTHONDIR={private}".encode()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environment.read_bytes().split(b"\0"):
                os.kill(int(environment.parent.name), signal.SIGKILL)
