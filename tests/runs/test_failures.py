"""What goes wrong while a report is made: nothing is published, nothing is left running, and the message says where and what to do."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from in_process import report_here
from support import DATA, PERIOD, command_of, environment_of, report
from toys import FAULTY, toy

from reporting.command import command
from reporting.runs import found_or_made, publication
from reporting.runs import run_failed as failures
from reporting.runs.execution import execute
from reporting.runs.kernels.kernels import Kernels
from reporting.store.aside import ALONE

pytestmark = pytest.mark.slow
posix = pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")

CHILDREN = "import subprocess\nsubprocess.Popen(['sleep', '600'])\nsubprocess.Popen(['sleep', '600'], start_new_session=True)\n"


def insert_cell(project: Path, notebook: str, source: str) -> None:
    """Put a cell named FAULTY into a small notebook of the copy."""
    toy(project / "notebooks" / notebook, source)


def processes(project: Path) -> list[list[str]]:
    """Command lines of the processes that work for this copy: every kernel's environment names it, and so does its children's."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(str(project) in text for text in (*process.cmdline(), *process.environ().values())):
                found.append(process.cmdline())
        except psutil.Error:
            continue
    return found


def assert_nothing_left(project: Path, within: float = 5) -> None:
    """No process of the copy is left, no run folder, no table, and nothing half made."""
    until = time.monotonic() + within
    while processes(project) and time.monotonic() < until:
        time.sleep(0.1)
    assert processes(project) == []
    outputs = project / "outputs"
    assert [path for path in outputs.glob("*") if path.name != "restricted"] == []
    assert {path.name for path in (outputs / "restricted").glob("*")} <= {"failed", ALONE, "steps", "store"}
    assert {path.name for path in (outputs / "restricted" / "store").glob("*")} <= {"secret"}
    assert not (project / "data/processed").exists()


def kept(project: Path, notebook: str) -> nbformat.NotebookNode:
    """The notebook of the failure, as far as it got."""
    [folder] = (project / "outputs/restricted/failed").iterdir()
    assert re.fullmatch(rf"borders-{PERIOD}-[0-9a-f]{{16}}-1", folder.name)
    return nbformat.read(folder / notebook, as_version=4)


def told(ended: subprocess.CompletedProcess, project: Path, notebook: str) -> list[str]:
    """The lines of the message of a run that ended with status 3, once the places in it are right."""
    assert (ended.returncode, ended.stdout) == (3, ""), ended.stderr
    assert "Traceback" not in ended.stderr
    lines = ended.stderr[ended.stderr.index("report: ") :].strip().splitlines()
    [where] = [line for line in lines if line.startswith("Notebook ")]
    assert where.startswith(
        f"Notebook {notebook}, cell {FAULTY}; as far as it got: {project}/outputs/restricted/failed/borders-"
    )
    assert where.endswith(f"/{notebook}")
    lines.remove(where)
    return lines


def outputs_of(notebook: nbformat.NotebookNode, cell_id: str) -> list:
    return next(cell.outputs for cell in notebook.cells if cell.id == cell_id)


def statuses(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """How far each cell got, as papermill records it in the notebook."""
    return {cell.id: cell.metadata.papermill.status for cell in notebook.cells}


@posix
def test_a_kernel_killed_in_the_middle_of_a_notebook(toys):
    insert_cell(toys, "2_quality.ipynb", CHILDREN + "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    ended = report("run", "borders", PERIOD, project=toys)
    assert told(ended, toys, "2_quality.ipynb") == [
        "report: the notebook's kernel died: it was killed, ran out of memory or crashed",
        "Nothing was published. Free some memory and run it again. "
        "If it dies there again, open it in JupyterLab and run that cell by hand.",
    ]
    assert_nothing_left(toys)
    notebook = kept(toys, "2_quality.ipynb")
    assert outputs_of(notebook, "definitions") and not outputs_of(notebook, "checks")
    assert [statuses(notebook)[name] for name in ("definitions", FAULTY, "checks")] == [
        "completed",
        "failed",
        "pending",
    ]


def test_a_cell_that_runs_past_its_timeout(toys):
    insert_cell(toys, "1_ingest.ipynb", "import time\ntime.sleep(600)")
    started = time.monotonic()
    ended = report("run", "borders", PERIOD, "--cell-timeout", 3, project=toys)
    assert time.monotonic() - started < 60
    assert told(ended, toys, "1_ingest.ipynb") == [
        "report: the cell ran longer than 3 seconds",
        "Nothing was published. If it only needs longer, run it again with --cell-timeout 30. "
        "Otherwise open it in JupyterLab and run that cell by hand.",
    ]
    assert_nothing_left(toys)
    notebook = kept(toys, "1_ingest.ipynb")
    assert outputs_of(notebook, "definitions") and statuses(notebook)[FAULTY] == "failed"


def test_a_cell_that_raises_in_check_as_in_run(toys):
    insert_cell(toys, "2_quality.ipynb", CHILDREN + "raise ValueError('no such luck')")
    ended = report("check", "borders", PERIOD, project=toys)
    assert told(ended, toys, "2_quality.ipynb") == [
        "report: ValueError: no such luck",
        "Nothing was published. To see why, open it in JupyterLab and run that cell by hand.",
    ]
    assert_nothing_left(toys)
    notebook = kept(toys, "2_quality.ipynb")
    assert outputs_of(notebook, FAULTY)[-1].evalue == "no such luck"
    # The cell can be run by hand: the notebook finds the tables of the failed run, and nothing of it is anywhere else.
    parameters = next(cell.source for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", []))
    tables = Path(json.loads(re.search(r"(?m)^tables_root = (.*)$", parameters)[1]))
    assert tables.is_relative_to(toys / "outputs/restricted/failed")
    assert [path.name for path in tables.iterdir()] == ["observations.parquet"]


@posix
def test_a_process_that_would_outlive_a_good_run_is_ended(tmp_path, monkeypatch):
    monkeypatch.setenv("MARK_OF_THIS_TEST", str(tmp_path))  # kernels inherit it, and what they start from them
    notebook, ended = toy(tmp_path / "1_ingest.ipynb", CHILDREN), tmp_path / "executed.ipynb"
    with Kernels([notebook], tmp_path, observed=tmp_path / "data", left_out=tmp_path) as kernels:
        execute(notebook, ended, {"tables_root": str(tmp_path / "tables")}, kernels, cell_timeout=60)
        assert set(statuses(nbformat.read(ended, as_version=4)).values()) == {"completed"}
        assert ["sleep", "600"] in processes(tmp_path)
    until = time.monotonic() + 5
    while processes(tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    assert processes(tmp_path) == []


@posix
@pytest.mark.parametrize(
    ("notebook", "signals"),
    [
        ("2_quality.ipynb", [signal.SIGTERM]),
        ("1_ingest.ipynb", [signal.SIGINT, signal.SIGINT]),
        ("1_ingest.ipynb", [signal.SIGHUP]),
    ],
    ids=["terminated", "interrupted-twice", "terminal-closed"],
)
def test_a_run_that_is_stopped(toys, notebook, signals):
    process = start_and_reach(toys, notebook)
    for number in signals:
        process.send_signal(number)
        time.sleep(0.05)
    out, err = process.communicate(timeout=60)
    ended = subprocess.CompletedProcess(process.args, process.returncode, out, err)
    assert told(ended, toys, notebook) == [
        "report: stopped before the report was finished",
        "Nothing was published. Run it again when you are ready.",
    ]
    assert_nothing_left(toys)
    assert outputs_of(kept(toys, notebook), "definitions")


@posix
def test_a_kernel_does_not_outlive_a_command_that_was_killed(toys):
    process = start_and_reach(toys, "1_ingest.ipynb", "")
    process.kill()
    process.communicate(timeout=60)
    until = time.monotonic() + 15
    while processes(toys) and time.monotonic() < until:
        time.sleep(0.2)
    assert processes(toys) == []
    assert [path for path in (toys / "outputs").glob("*") if path.name != "restricted"] == []


def start_and_reach(project: Path, notebook: str, before: str = CHILDREN) -> subprocess.Popen:
    """Start a run and wait until a cell of the notebook is under way that would not end by itself."""
    reached = project / "reached"
    insert_cell(
        project, notebook, f"{before}import pathlib, time\npathlib.Path({str(reached)!r}).touch()\ntime.sleep(600)"
    )
    process = subprocess.Popen(
        command_of("run", "borders", PERIOD), cwd=project, env=environment_of(project),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    until = time.monotonic() + 120
    while not reached.exists():
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.05)
    return process


@pytest.fixture
def borders(tmp_path):
    """A function that runs the Borders report in this process, and the folder that it is run in."""
    shutil.copytree(DATA / "borders", tmp_path / "data" / "raw" / "borders")
    where = ("--data", tmp_path / "data", "--outputs", tmp_path / "outputs")
    return (lambda *command: report_here(*(command or ("run", "borders", PERIOD)), *where)), tmp_path


def test_an_input_that_changes_while_the_report_is_made(borders, monkeypatch):
    run_it, folder = borders

    def written_meanwhile(*given):
        (folder / "data/raw/borders/report.toml").open("a").write("# written while the report was being made")
        return make_page(*given)

    make_page = publication.make_page
    monkeypatch.setattr(publication, "make_page", written_meanwhile)
    ended = run_it()
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.endswith(
        "report: changed while the report was being made: report.toml\nNothing was published. Run it again.\n"
    )
    assert_nothing_left(folder)


def test_outputs_that_cannot_be_written(tmp_path):
    (tmp_path / "outputs").write_text("a file, not a folder")
    ended = report_here("run", "borders", PERIOD, "--outputs", tmp_path / "outputs")
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "could not complete, because a file could not be read or written" in ended.stderr
    assert "Nothing was published." in ended.stderr and "Traceback" not in ended.stderr


def test_a_stop_between_two_notebooks(monkeypatch, capsys):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(found_or_made, "run_report", stopped)
    monkeypatch.setattr(failures, "_pages", [])  # of a command of its own
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["report", "run", "borders", PERIOD])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert (ended.value.code, capsys.readouterr().err) == (3, "report: stopped. Nothing was published.\n")


@pytest.mark.parametrize("ends", [KeyboardInterrupt(), OSError(28, "No space left on device"), MemoryError(), RuntimeError("ours")])
def test_what_goes_wrong_after_the_report_was_put_in_place_does_not_unpublish_it(monkeypatch, capsys, tmp_path, ends):
    def published_and_then_stopped(*_, **__):
        failures.makes(tmp_path / "report.html")
        for name in ("report.html", "run.json"):
            (tmp_path / name).write_text("here")
        raise ends

    monkeypatch.setattr(failures, "_pages", [])
    monkeypatch.setattr(found_or_made, "run_report", published_and_then_stopped)
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["report", "run", "borders", PERIOD])
    with pytest.raises(SystemExit) as ended:
        command.main()
    said = capsys.readouterr().err
    assert ended.value.code == 3 and "Nothing was published" not in said
    assert f"The report itself is finished: {tmp_path / 'report.html'}" in said


def test_a_report_stands_although_the_page_that_leads_to_it_cannot_be_written(borders):
    """`latest.html` is in the way, and the run.json of another run was cut off: both are named, and the report is there."""
    run_it, folder = borders
    outputs = folder / "outputs"
    other = outputs / "borders/2022-23-Q2/abc/run.json"
    for made in (outputs / "borders" / PERIOD / "latest.html", other.parent):
        made.mkdir(parents=True)
    other.write_text('{"run": "a', encoding="utf-8")
    ended = run_it()
    page = re.search(r"The report itself is finished: (.*)", ended.stderr)
    assert (ended.returncode, ended.stdout) == (3, "") and page, ended.stderr
    assert Path(page[1]).is_file() and "Nothing was published" not in ended.stderr
    (outputs / "borders" / PERIOD / "latest.html").rmdir()
    ended = run_it()
    assert (ended.returncode, ended.stdout.strip()) == (0, page[1]), ended.stderr
    assert f"{other} cannot be read" in ended.stderr
    assert Path(page[1]).parent.name in (outputs / "borders" / PERIOD / "latest.html").read_text(encoding="utf-8")
    assert f"{other} cannot be read" in run_it("list").stdout


def test_numbers_without_a_source_on_the_page_stop_the_run_and_each_is_named(borders, monkeypatch):
    run_it, folder = borders
    planted = '<h2 id="quality-title">Data quality</h2><p>There were 7 cases.</p><p aria-label="7 cases">Cases</p>'
    rendered = publication.render_report
    monkeypatch.setattr(
        publication, "render_report", lambda *given, **named: rendered(*given, **named).replace('<h2 id="quality-title">Data quality</h2>', planted)
    )
    ended = run_it()
    assert ended.returncode == 3
    for excerpt in ('"7" in <p> has no source', "aria-label"):
        assert excerpt in ended.stderr and 'under "Data quality"' in ended.stderr
    assert_nothing_left(folder)
