"""Execution: one notebook in one kernel, through papermill, with timeouts and nothing left behind.

Set here, because papermill's defaults cannot be trusted for it: kernels of this interpreter on private
sockets instead of open TCP ports, a timeout for every cell, the name of the cell that was running when a
kernel dies (papermill marks it completed), and the end of the kernel's whole process group.
"""

from __future__ import annotations

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

from pipeline.faults import FaultsFound
from pipeline.steps import PROJECT

START_TIMEOUT = 120
INJECTED = "injected-parameters"


class CellFailed(Exception):
    """A cell did not run to its end. `data_fault` says that the data or a definition is at fault, not the code."""

    def __init__(self, notebook: str, cell: str, message: str, *, data_fault: bool = False):
        super().__init__(message)
        self.notebook, self.cell, self.data_fault = notebook, cell, data_fault


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
        except PapermillExecutionError as error:
            known = error.ename == FaultsFound.__name__
            message = error.evalue if known else f"{error.ename or 'error'}: {error.evalue}"
            raise CellFailed(notebook.name, _last(running), message, data_fault=known) from None
        except DeadKernelError:
            message = "the kernel died: it was killed, ran out of memory or crashed"
            raise CellFailed(notebook.name, _last(running), message) from None
        except CellTimeoutError:
            message = f"the cell ran longer than {cell_timeout} seconds"
            raise CellFailed(notebook.name, _last(running), message) from None
        except RuntimeError as error:
            raise CellFailed(notebook.name, _last(running), f"the kernel did not start or answer: {error}") from None
    for cell in executed.cells:
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
    nbformat.write(executed, output)
    return executed


def _last(running: list[str]) -> str:
    return running[-1] if running else "the start of the kernel"


@contextlib.contextmanager
def _kernel_class():
    """A kernel manager for one notebook, and the end of everything that its kernel started."""
    private = Path(tempfile.mkdtemp(prefix="report-kernel-"))
    groups: list[int] = []

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
        shutil.rmtree(private, ignore_errors=True)
