"""Forked kernels: those of a run, from one process in which what all of them import is imported already (Linux).

A plain kernel is a new Python, which imports Jupyter, pandas and pyarrow for itself: two seconds of the processor for each of
four. What comes out is the same with and without; REPORT_COLD_KERNELS=1 has plain ones.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from pipeline.core.installation import INSTALLED, NOTEBOOKS, PACKAGES

SCRIPT = Path(__file__).with_name("kernel_server.py")
COLD = "REPORT_COLD_KERNELS"
# Of all that is imported: what every notebook needs, and what two of those need that a run waits for. Great Expectations is for one alone.
EVERY = ("ipykernel.kernelapp", "ipykernel.ipkernel", "pandas", "pyarrow.parquet", "pydantic", "markdown_it")
SEVERAL = ("scipy.stats",)
MOST = 400  # kernels of one server: it waits for none of them, so their numbers stay taken until it ends
LONGEST = 60  # seconds that the imports take on the slowest of machines


def are_offered() -> bool:
    """Whether kernels can be forked here, and nobody said that they should not. Elsewhere system libraries may not stand it."""
    return sys.platform == "linux" and os.environ.get(COLD, "0") in ("", "0")


def environment_of(private: Path) -> dict[str, str]:
    """The environment of the kernels of a run, which may leave what they like in the folder `private`."""
    # A kernel is ended as it stands: what a library meant to clear away at its own end would stay among everybody's files.
    return {**os.environ, **found_ours(), "IPYTHONDIR": str(private), "TMPDIR": str(private)}


def found_ours() -> dict[str, str]:
    """What has our packages be found. Installed ones are found anyway, and the folder of all packages must not come before Python's own."""
    return {} if INSTALLED else {"PYTHONPATH": str(PACKAGES)}


def begun_server(private: Path) -> KernelServer | None:
    """The server of one run, which imports what every notebook needs while the run finds out which of them have to run; None where a run has none."""
    if FOR_ALL_REPORTS.is_asked or not are_offered():
        return None
    private.mkdir(parents=True)
    return KernelServer(environment_of(private), NOTEBOOKS)


class KernelServer:
    """The process that kernels are forked from. At its end it is gone, and so are they."""

    def __init__(self, environment: Mapping[str, str], folder: Path):
        self._ours, theirs = socket.socketpair()
        command = [sys.executable, str(SCRIPT), str(theirs.fileno()), *EVERY]
        with theirs:
            self._process: subprocess.Popen | ForkedKernel = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip
        self._asked, self._heard, self._told = 0, b"", {}

    def fork(self, arguments: list[str], environment: Mapping[str, str], folder: Path | str) -> ForkedKernel:
        """A kernel with these arguments, in this folder; it may come up only once the imports are done."""
        return self._begun({"arguments": arguments, "environment": dict(environment), "folder": str(folder)})

    def import_too(self, modules: Sequence[str]) -> None:
        """Import these before any other kernel is forked."""
        self._tell({"imports": [*modules]})

    def _begun(self, what: Mapping, *handles: int) -> ForkedKernel:
        self._tell(what, *handles)
        self._asked += 1
        return ForkedKernel(self, self._asked - 1)

    def _tell(self, what: Mapping, *handles: int) -> None:
        with contextlib.suppress(BrokenPipeError):  # of a server that died, whose kernels are dead
            line = f"{json.dumps(what)}\n".encode()
            sent = socket.send_fds(self._ours, [line], handles)
            self._ours.sendall(line[sent:])

    @property
    def is_spent(self) -> bool:
        """Whether another has to take its place."""
        return self._asked >= MOST or self._process.poll() is not None

    def process_of(self, number: int, wait: float = 0) -> int | None:
        """The id of a kernel's process; None for one that is not there yet. Raises ProcessLookupError where the server died."""
        self._ours.settimeout(wait or 0.0)
        with contextlib.suppress(TimeoutError, BlockingIOError):
            while number not in self._told:
                heard = self._ours.recv(4096)
                if not heard:
                    raise ProcessLookupError("the process that kernels are forked from has ended")
                *lines, self._heard = (self._heard + heard).split(b"\n")
                self._told.update(map(json.loads, lines))
        self._ours.settimeout(None)
        return self._told.get(number)

    def end(self) -> None:
        """End the server, and with it every kernel that is left."""
        self._ours.close()
        if not self._asked:  # it may still be at its imports
            self._process.kill()
        try:
            self._process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class BranchedServer(KernelServer):
    """A server that was forked from another one, in which more is imported; it has to end before that one."""

    def __init__(self, server: KernelServer, modules: Sequence[str]):
        self._ours, theirs = socket.socketpair()
        with theirs:
            self._process = server._begun({"modules": [*modules]}, theirs.fileno())
        self._asked, self._heard, self._told = 0, b"", {}

    def end(self) -> None:
        self._ours.close()


class ServerForMany:
    """The server of a process that makes one report after another, such as a worker of a batch; it ends with the process.

    Each of our own notebooks has a branch of it, in which all that the notebook imports is imported once for all reports: our own modules too, as long
    as their files are what they were. Its kernels show their environment to nobody who looks from outside: what leaves a kernel's
    group and calls no program is not found.
    """

    def __init__(self) -> None:
        self._asked, self._server = False, None
        self._branches: dict[tuple[str, ...], tuple[str, BranchedServer]] = {}

    def ask(self) -> None:
        """Have one server for all reports from here on."""
        self._asked = are_offered()

    @property
    def is_asked(self) -> bool:
        """Whether there is one server for all reports."""
        return self._asked

    def get(self, folder: Path, **environment: str) -> KernelServer | None:
        """The server, begun anew if it is spent; None where nobody asked for one."""
        if self._asked and (self._server is None or self._server.is_spent):
            self.end()
            here = {**os.environ, **environment, "GX_ANALYTICS_ENABLED": "false"}  # before the import: it would reach the network
            self._server = KernelServer(here, folder)
            self._server.import_too(SEVERAL)
        return self._server

    def branch(self, modules: Sequence[str], code: str) -> KernelServer:
        """The server in which these modules are imported. `code` is another wherever a file of theirs may be: then they are imported anew."""
        begun, server = self._branches.get((*modules,), ("", None))
        if server is None or begun != code or server.is_spent:
            if server:
                server.end()
            server = BranchedServer(self._server, modules)
            self._branches[*modules,] = code, server
        return server

    def end(self) -> None:
        """End the server, its branches and every kernel."""
        for _, server in self._branches.values():
            server.end()
        self._branches.clear()
        if self._server:
            self._server.end()
            self._server = None


FOR_ALL_REPORTS = ServerForMany()


class ForkedKernel:
    """The process of a kernel, as jupyter_client handles one that it started itself."""

    stdin = stdout = stderr = None

    def __init__(self, server: KernelServer, number: int):
        self._server, self._number = server, number

    @property
    def pid(self) -> int | None:
        """Its id, for which it is waited; None where there is none and there will be none."""
        with contextlib.suppress(ProcessLookupError, OSError):
            return self._server.process_of(self._number, LONGEST)
        return None

    def poll(self) -> int | None:
        """None while it runs, or is on its way. How it ended is not known, and nobody asks."""
        try:
            process = self._server.process_of(self._number)
            if process is None or psutil.Process(process).status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
                return None
        except (OSError, psutil.NoSuchProcess):
            pass
        return 1

    def wait(self) -> int:
        return 1  # asked for when it has ended

    def send_signal(self, number: int) -> None:
        if self.pid:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)
