"""Kernels that are forked from one process are as separate as those that are started each for itself, and end with it."""

from __future__ import annotations

import ast
import os
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.manager import KernelManager
from toys import FAULTY, toy

from reporting.runs.execution import execute
from reporting.runs.kernels.forked_kernels import COLD, KernelServer, ServerForMany, begun_server
from reporting.runs.kernels.kernels import Kernels
from reporting.runs.kernels.provisioner import ForkedProvisioner

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")]

TELL = """
import os, random, sys, threading, uuid
import numpy
told = {
    "pid": os.getpid(), "group": os.getpgid(0), "session": os.getsid(0), "parent": os.getppid(), "folder": os.getcwd(),
    "environment": {name: os.environ.get(name) for name in ("IPYTHONDIR", "TMPDIR", "PYTHONPATH", "MARK")},
    "drawn": (random.random(), float(numpy.random.rand()), uuid.uuid4().hex),
    "ours": sorted(name for name in sys.modules if name.split(".")[0] in ("pipeline", "reporting")),
    "great": "great_expectations" in sys.modules, "pandas": "pandas" in sys.modules, "input": sys.stdin is not None and os.readlink("/proc/self/fd/0"),
}
print(told)
"""


@pytest.fixture
def told(tmp_path, monkeypatch):
    """A function: what two notebooks of a run tell of the processes that they run in."""
    monkeypatch.setenv("MARK", "as the command has it")
    notebooks = [toy(tmp_path / f"{name}.ipynb", TELL) for name in ("1_ingest", "2_quality")]

    def run(aside: str) -> list[dict]:
        (tmp_path / aside).mkdir()
        with Kernels(notebooks, tmp_path / aside, observed=tmp_path / "data", left_out=tmp_path) as kernels:
            parameters = {"tables_root": str(tmp_path / "tables")}
            ended = [
                execute(one, tmp_path / "executed.ipynb", parameters, kernels, cell_timeout=60) for one in notebooks
            ]
            server = kernels.server and kernels.server._process.pid
        assert server is None or not psutil.pid_exists(server)
        shown = [next(cell.outputs[0].text for cell in one.cells if cell.id == FAULTY) for one in ended]
        return [ast.literal_eval(one) for one in shown]

    return run


def test_two_forked_kernels_share_nothing_but_what_was_imported(told):
    first, second = told("aside")
    assert first["parent"] == second["parent"] != os.getpid(), "both were forked from the one server"
    for one in (first, second):
        assert one["pid"] == one["group"] == one["session"]
        assert one["pandas"] and not one["great"] and one["input"] == "/dev/null"
        assert one["ours"] == ["pipeline", "pipeline.core", "pipeline.core.installation", "reporting", "reporting.runs", "reporting.runs.kernels", "reporting.runs.kernels.file_watches", "reporting.runs.kernels.observer"]
    assert first["pid"] != second["pid"]
    assert not set(first["drawn"]) & set(second["drawn"]), "random numbers are drawn anew"


def test_a_forked_kernel_finds_what_a_plain_one_finds(told, monkeypatch):
    forked = told("aside")
    monkeypatch.setenv(COLD, "1")
    plain = told("plain")
    assert plain[0]["parent"] == os.getpid() and not plain[0]["pandas"]
    for one, other in zip(forked, plain, strict=True):
        for name in ("folder", "ours"):
            assert one[name] == other[name], name
        other["environment"] = {name: value.replace("/plain/", "/aside/") for name, value in other["environment"].items()}
        assert one["environment"] == other["environment"]


def test_of_many_reports_the_code_is_imported_once_and_anew_when_it_is_another(tmp_path):
    """And kernels of one branch share what was imported, not what one of them made of it."""
    mine = tmp_path / "mine.py"
    mine.write_text("said = ['first']")
    many = ServerForMany()
    many.ask()
    server = many.get(tmp_path, PYTHONPATH=str(tmp_path))
    try:
        first = many.branch(["mine"], "1")
        assert said_in(first, tmp_path) == "imported: True, ['first', 'altered']"
        assert many.branch(["mine"], "1") is first and said_in(first, tmp_path) == "imported: True, ['first', 'altered']"
        mine.write_text("said = ['another']")
        second = many.branch(["mine"], "2")
        assert said_in(second, tmp_path) == "imported: True, ['another', 'altered']"
        second._process.kill()
        while second._process.poll() is None:
            time.sleep(0.01)
        assert many.branch(["mine"], "2") is not second, "one that died is begun anew"
    finally:
        processes = [psutil.Process(server._process.pid), *psutil.Process(server._process.pid).children(recursive=True)]
        many.end()
    assert psutil.wait_procs(processes, 10)[1] == [], "every server and kernel has ended"


def said_in(server: KernelServer, folder: Path) -> str:
    """What a kernel of this server says of the module `mine`, which it then alters."""
    kernel = KernelManager(connection_file=str(folder / "kernel.json"), kernel_name="python3", transport="ipc", ip=str(folder / "socket"))
    kernel.provisioner = ForkedProvisioner(parent=kernel, kernel_spec=kernel.kernel_spec, server=server)
    kernel.start_kernel(cwd=str(folder), env=dict(os.environ))
    client, told = kernel.blocking_client(), []
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)  # what it said before it was listened to would be lost
        code = "import sys; there = 'mine' in sys.modules; import mine; mine.said.append('altered'); print(f'imported: {there}, {mine.said}')"
        client.execute_interactive(code, timeout=60, output_hook=lambda message: told.append(message["content"].get("text", "")))
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)
        (folder / "kernel.json").unlink(missing_ok=True)
    return "".join(told).strip()


def test_a_server_that_is_begun_before_it_is_known_what_runs_forks_one_kernel_too_and_ends_at_once_where_none_runs(tmp_path):
    notebook = toy(tmp_path / "4_report.ipynb", TELL)
    for aside, needless in (("run", []), ("taken", [notebook])):
        server = begun_server(tmp_path / aside / "kernels")
        with Kernels([notebook], tmp_path / aside, observed=tmp_path / "data", left_out=tmp_path, needless=needless, server=server) as kernels:
            if needless:
                assert kernels.server is None and not psutil.pid_exists(server._process.pid)
            else:
                executed = execute(notebook, tmp_path / "executed.ipynb", {"tables_root": str(tmp_path)}, kernels, cell_timeout=60)
                one = ast.literal_eval(next(cell.outputs[0].text for cell in executed.cells if cell.id == FAULTY))
                assert one["parent"] == server._process.pid and one["pandas"]
                assert one["environment"]["IPYTHONDIR"] == one["environment"]["TMPDIR"] == str(tmp_path / aside / "kernels")
        assert not psutil.pid_exists(server._process.pid)


def test_a_kernel_ends_with_the_process_that_it_was_forked_from(tmp_path):
    """Also one that runs through a loop without ever looking up, which the kernel's own watch of its parent needs."""
    reached = tmp_path / "reached"
    busy = f"import pathlib, os\npathlib.Path({str(reached)!r}).write_text(str(os.getpid()))\nsum(range(10**13))"
    notebooks = [toy(tmp_path / f"{name}.ipynb", busy) for name in ("1_ingest", "2_quality")]
    kernels = Kernels(notebooks, tmp_path, observed=tmp_path / "data", left_out=tmp_path)
    with kernels, kernels.kernel_of(notebooks[0]) as kernel:
        client = kernel.client()
        client.start_channels()
        client.execute(busy)
        until = time.monotonic() + 60
        while not (reached.exists() and reached.read_text()):
            assert time.monotonic() < until
            time.sleep(0.05)
        process = psutil.Process(int(reached.read_text()))
        kernels.server._process.kill()
        assert process.wait(10) is None and kernel.provisioner.process.poll() == 1
        client.stop_channels()
    assert nbformat.read(notebooks[0], as_version=4), "what is left is what was there before"
