"""Kernels: one for each notebook, started while the notebooks before it run, and ended with everything they started.

A kernel is a process of this interpreter, forked where that is offered (forked_kernels). What its notebook imports is imported
while it waits, so that the run does not. Kernels talk over private sockets instead of open TCP ports.
"""

from __future__ import annotations

import ast
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from pipeline.core.installation import NOTEBOOKS
from reporting.runs.kept_steps import KEPT, KeptSteps
from reporting.runs.kernels import forked_kernels
from reporting.runs.kernels.provisioner import ForkedProvisioner
from reporting.store.aside import aside_among_others

# Kernels that are there at once, the running one among them: fewer wait longer, more take the processor from it. At first
# one less: the second notebook's kernel imports Great Expectations and is what a run waits for.
AT_FIRST, AT_ONCE = 2, 3
# What draws, imported while a kernel waits unless there are drawings already: then most likely nothing is drawn.
DRAWING, DRAWS_WITH = "pipeline.page.charts", ["seaborn"]


class _Kernel(KernelManager):
    """A kernel of this interpreter, whatever kernels the machine lists."""

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class Kernels:
    """The kernels of a run, in the order of its notebooks. Use as a context: at its end no process is left.

    What they open under `observed` is recorded, but for the folder `left_out`. All that they leave is left below `aside`. Those
    of the notebooks that are `needless` are started only if they are asked for after all; `steps` tells which need none.
    """

    def __init__(
        self, notebooks: Sequence[Path], aside: Path, *, observed: Path, left_out: Path, needless: Collection[Path] = (),
        steps: KeptSteps | None = None, server: forked_kernels.KernelServer | None = None,
    ):  # fmt: skip
        self.notebooks, self.steps = tuple(notebooks), steps
        self.observed, self.left_out = observed, left_out
        self.waiting, self.at_once = [one for one in notebooks if one not in needless], AT_FIRST
        self.started: dict[Path, _Kernel] = {}
        self.private, self.own_server = aside / "kernels", server

    def __enter__(self) -> Kernels:
        self.private.mkdir(exist_ok=True)
        # The path of a socket has to be short: 108 characters, 104 on macOS. Nothing but sockets lies there.
        self._sockets = aside_among_others(Path(tempfile.gettempdir()))
        self.sockets = self._sockets.__enter__()
        self.environment = forked_kernels.environment_of(self.private)
        self.environment.pop(KEPT, None)  # of a run alone
        self.server = forked_kernels.FOR_ALL_REPORTS.get(NOTEBOOKS, **forked_kernels.found_ours())
        if self.own_server and not self.waiting:  # it was begun in vain
            self.own_server.end()
            self.own_server = None
        # One kernel alone would wait longer for a server that is not there yet than for its own imports.
        elif not self.own_server and not self.server and len(self.waiting) > 1 and forked_kernels.are_offered():
            self.own_server = forked_kernels.KernelServer(self.environment, NOTEBOOKS)
        if self.own_server:
            self.server = self.own_server
            if len(self.waiting) > 1:
                self.server.import_too(forked_kernels.SEVERAL)
        self._start_ahead()
        return self

    def __exit__(self, *ended: object) -> None:
        for kernel in self.started.values():
            self._end(kernel)
        if self.own_server:
            self.own_server.end()
        _end_leftovers(self.private)
        self._sockets.__exit__(None, None, None)

    @contextlib.contextmanager
    def kernel_of(self, notebook: Path) -> Iterator[KernelManager]:
        """The notebook's kernel, for as long as it runs; meanwhile those of the next notebooks start."""
        if notebook in self.waiting:
            self.waiting.remove(notebook)
        if notebook not in self.started:
            self._start(notebook)
        self._start_ahead()
        try:
            yield self.started[notebook]
        finally:
            self._end(self.started.pop(notebook))
            self.at_once = AT_ONCE

    def record_of(self, notebook: Path) -> Path:
        """Where the observer writes what this notebook opens; read it before the context ends."""
        return self.private / f"{notebook.stem}.reads"

    def needs_none(self, notebook: Path) -> None:
        """The notebook does not run: its kernel, if it has one, is ended, and those of the next start."""
        if notebook in self.waiting:
            self.waiting.remove(notebook)
        if notebook in self.started:
            self._end(self.started.pop(notebook))
        self._start_ahead()

    def start_no_more_ahead(self) -> None:
        """The next notebook will stop: what comes after it need not wait for its kernel."""
        self.waiting.clear()

    def _start_ahead(self) -> None:
        while self.waiting and len(self.started) < self.at_once:
            self._start(self.waiting.pop(0))

    def _start(self, notebook: Path) -> None:
        kernel = _Kernel(client_class="jupyter_client.asynchronous.AsyncKernelClient")
        kernel.connection_file = str(self.private / f"{notebook.stem}.json")
        if os.name == "posix":
            kernel.transport, kernel.ip = "ipc", str(self.sockets / str(self.notebooks.index(notebook)))
        self.started[notebook] = kernel
        # What is imported stays: the collector of garbage need not look through it, now or in the cells (a sixth of the time).
        drawings = self.steps.drawings_for(notebook) if self.steps else {}
        names = imported_modules(notebook)
        branch = self.steps.code_of(notebook) if self.server and self.steps and not self.own_server else None
        if any(name.startswith(DRAWING) for name in names) and (branch or not (drawings and self.steps.has_drawings(notebook))):
            names += DRAWS_WITH
        if self.server:
            server = forked_kernels.FOR_ALL_REPORTS.branch(names, branch) if branch else self.server
            kernel.provisioner = ForkedProvisioner(parent=kernel, kernel_spec=kernel.kernel_spec, server=server)
        imports = f"gc.disable()\nfor name in {names!r}: __import__(name)\ngc.freeze(); gc.enable()"
        places = [str(place) for place in (self.observed, self.left_out, self.record_of(notebook))]
        observe = f"__import__('reporting.runs.kernels.observer', fromlist=['observe']).observe(*{places!r})"
        extra = [f"--IPKernelApp.exec_lines={[observe, 'import gc', imports, 'del gc, name']!r}", "--HistoryManager.enabled=False"]
        kernel.start_kernel(cwd=str(NOTEBOOKS), env=self.environment | drawings, extra_arguments=extra)

    def _end(self, kernel: _Kernel) -> None:
        group = getattr(kernel.provisioner, "pgid", None)
        with contextlib.suppress(Exception):
            kernel.shutdown_kernel(now=True)
        if group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)


def imported_modules(notebook: Path) -> list[str]:
    """The modules that a notebook's cells import, each once, in their order."""
    found: dict[str, None] = {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        for node in ast.walk(_parsed(cell)):
            if isinstance(node, ast.ImportFrom) and node.module:
                found[node.module] = None
            elif isinstance(node, ast.Import):
                found |= dict.fromkeys(alias.name for alias in node.names)
    return list(found)


def _parsed(cell: nbformat.NotebookNode) -> ast.Module:
    """A cell's code; nothing for one that is no Python, which will say so itself when it runs."""
    try:
        return ast.parse(cell.source if cell.cell_type == "code" else "")
    except SyntaxError:
        return ast.parse("")


def _end_leftovers(private: Path) -> None:
    """End processes that left the kernel's group, where the system says what environment they got (Linux)."""
    mark = f"IPYTHONDIR={private}".encode()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environment.read_bytes().split(b"\0"):
                os.kill(int(environment.parent.name), signal.SIGKILL)
