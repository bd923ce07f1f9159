"""What goes wrong while a report is made: nothing is published, nothing is left running, and the message says where and what to do."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from support import PERIOD, command_of, environment_of, report

from reporting.command import command
from reporting.runs import run
from reporting.runs import run_failed as failures

pytestmark = pytest.mark.slow
posix = pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")

FAULTY = "faulty-cell"
CHILDREN = "import subprocess\nsubprocess.Popen(['sleep', '600'])\nsubprocess.Popen(['sleep', '600'], start_new_session=True)\n"


def insert_cell(project: Path, notebook: str, source: str, after: str = "definitions") -> None:
    """Put a cell named FAULTY into a notebook of the copy."""
    path = project / "notebooks" / notebook
    story = nbformat.read(path, as_version=4)
    at = [cell.id for cell in story.cells].index(after) + 1
    story.cells.insert(at, nbformat.v4.new_code_cell(source, id=FAULTY))
    nbformat.write(story, path)


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
    assert [path.name for path in (outputs / "restricted").glob("*")] in (["failed"], [])
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
def test_a_kernel_killed_in_the_middle_of_a_notebook(project_copy):
    insert_cell(project_copy, "2_quality.ipynb", CHILDREN + "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    ended = report("run", "borders", PERIOD, project=project_copy)
    assert told(ended, project_copy, "2_quality.ipynb") == [
        "report: the notebook's kernel died: it was killed, ran out of memory or crashed",
        "Nothing was published. Free some memory and run it again. "
        "If it dies there again, open it in JupyterLab and run that cell by hand.",
    ]
    assert_nothing_left(project_copy)
    notebook = kept(project_copy, "2_quality.ipynb")
    assert outputs_of(notebook, "definitions") and not outputs_of(notebook, "checks")
    assert [statuses(notebook)[name] for name in ("definitions", FAULTY, "checks")] == [
        "completed",
        "failed",
        "pending",
    ]


def test_a_cell_that_runs_past_its_timeout(project_copy):
    insert_cell(project_copy, "1_ingest.ipynb", "import time\ntime.sleep(600)")
    started = time.monotonic()
    ended = report("run", "borders", PERIOD, "--cell-timeout", 3, project=project_copy)
    assert time.monotonic() - started < 60
    assert told(ended, project_copy, "1_ingest.ipynb") == [
        "report: the cell ran longer than 3 seconds",
        "Nothing was published. If it only needs longer, run it again with --cell-timeout 30. "
        "Otherwise open it in JupyterLab and run that cell by hand.",
    ]
    assert_nothing_left(project_copy)
    notebook = kept(project_copy, "1_ingest.ipynb")
    assert outputs_of(notebook, "definitions") and statuses(notebook)[FAULTY] == "failed"


def test_a_cell_that_raises_in_check_as_in_run(project_copy):
    insert_cell(project_copy, "2_quality.ipynb", CHILDREN + "raise ValueError('no such luck')")
    ended = report("check", "borders", PERIOD, project=project_copy)
    assert told(ended, project_copy, "2_quality.ipynb") == [
        "report: ValueError: no such luck",
        "Nothing was published. To see why, open it in JupyterLab and run that cell by hand.",
    ]
    assert_nothing_left(project_copy)
    notebook = kept(project_copy, "2_quality.ipynb")
    assert outputs_of(notebook, FAULTY)[-1].evalue == "no such luck"
    # The cell can be run by hand: the notebook finds the tables of the failed run, and nothing of it is anywhere else.
    parameters = next(cell.source for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", []))
    tables = Path(json.loads(re.search(r"(?m)^tables_root = (.*)$", parameters)[1]))
    assert tables.is_relative_to(project_copy / "outputs/restricted/failed")
    kept_tables = {"actions", "cases", "corrections", "extracts", "faults", "inputs", "observations"}
    assert {path.name for path in tables.iterdir()} == {f"{name}.parquet" for name in kept_tables}


@posix
def test_a_process_that_would_outlive_a_good_run_is_ended(project_copy):
    insert_cell(project_copy, "1_ingest.ipynb", CHILDREN)
    ended = report("check", "borders", PERIOD, project=project_copy)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == f"borders {PERIOD}: nothing stops a report."
    assert_nothing_left(project_copy)


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
def test_a_run_that_is_stopped(project_copy, notebook, signals):
    process = start_and_reach(project_copy, notebook)
    for number in signals:
        process.send_signal(number)
        time.sleep(0.05)
    out, err = process.communicate(timeout=60)
    ended = subprocess.CompletedProcess(process.args, process.returncode, out, err)
    assert told(ended, project_copy, notebook) == [
        "report: stopped before the report was finished",
        "Nothing was published. Run it again when you are ready.",
    ]
    assert_nothing_left(project_copy)
    assert outputs_of(kept(project_copy, notebook), "definitions")


@posix
def test_a_kernel_does_not_outlive_a_command_that_was_killed(project_copy):
    process = start_and_reach(project_copy, "1_ingest.ipynb", "")
    process.kill()
    process.communicate(timeout=60)
    until = time.monotonic() + 15
    while processes(project_copy) and time.monotonic() < until:
        time.sleep(0.2)
    assert processes(project_copy) == []
    assert [path for path in (project_copy / "outputs").glob("*") if path.name != "restricted"] == []


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


def test_an_input_that_changes_while_the_report_is_made(project_copy):
    line = "# written while the report was being made"
    insert_cell(project_copy, "4_report_scorecard.ipynb", f"(step.folder / 'report.toml').open('a').write('{line}')")
    ended = report("run", "borders", PERIOD, project=project_copy)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.endswith(
        "report: changed while the report was being made: report.toml\nNothing was published. Run it again.\n"
    )
    assert_nothing_left(project_copy)


def test_outputs_that_cannot_be_written(project, tmp_path):
    (tmp_path / "outputs").write_text("a file, not a folder")
    ended = report("run", "borders", PERIOD, "--outputs", tmp_path / "outputs", project=project)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "could not complete, because a file could not be read or written" in ended.stderr
    assert "Nothing was published." in ended.stderr and "Traceback" not in ended.stderr


def test_a_stop_between_two_notebooks(monkeypatch, capsys):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "run_report", stopped)
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["report", "run", "borders", PERIOD])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert (ended.value.code, capsys.readouterr().err) == (3, "report: stopped. Nothing was published.\n")


@pytest.mark.parametrize("ends", [KeyboardInterrupt(), OSError(28, "No space left on device"), RuntimeError("ours")])
def test_what_goes_wrong_after_the_report_was_put_in_place_does_not_unpublish_it(monkeypatch, capsys, tmp_path, ends):
    def published_and_then_stopped(*_, **__):
        failures.makes(tmp_path / "report.html")
        for name in ("report.html", "run.json"):
            (tmp_path / name).write_text("here")
        raise ends

    monkeypatch.setattr(failures, "_pages", [])
    monkeypatch.setattr(run, "run_report", published_and_then_stopped)
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["report", "run", "borders", PERIOD])
    with pytest.raises(SystemExit) as ended:
        command.main()
    said = capsys.readouterr().err
    assert ended.value.code == 3 and "Nothing was published" not in said
    assert f"The report itself is finished: {tmp_path / 'report.html'}" in said


def test_a_report_stands_although_the_page_that_leads_to_it_cannot_be_written(project, tmp_path):
    """`latest.html` is in the way, and the run.json of another run was cut off: both are named, and the report is there."""
    other = tmp_path / "borders/2022-23-Q2/abc/run.json"
    for folder in (tmp_path / "borders" / PERIOD / "latest.html", other.parent):
        folder.mkdir(parents=True)
    other.write_text('{"run": "a', encoding="utf-8")
    ended = report("run", "borders", PERIOD, "--outputs", tmp_path, project=project)
    page = re.search(r"The report itself is finished: (.*)", ended.stderr)
    assert (ended.returncode, ended.stdout) == (3, "") and page, ended.stderr
    assert Path(page[1]).is_file() and "Nothing was published" not in ended.stderr
    (tmp_path / "borders" / PERIOD / "latest.html").rmdir()
    ended = report("run", "borders", PERIOD, "--outputs", tmp_path, project=project)
    assert (ended.returncode, ended.stdout.strip()) == (0, page[1]), ended.stderr
    assert f"{other} cannot be read" in ended.stderr
    assert Path(page[1]).parent.name in (tmp_path / "borders" / PERIOD / "latest.html").read_text(encoding="utf-8")
    assert f"{other} cannot be read" in report("list", "--outputs", tmp_path, project=project).stdout


@pytest.mark.parametrize(
    ("planted", "excerpt"),
    [("<p>There were 7 cases.</p>", '"7" in <p> has no source'), ('<p aria-label="7 cases">Cases</p>', "aria-label")],
)
def test_a_number_without_a_source_on_the_page_stops_the_run_and_is_named(project_copy, planted, excerpt):
    template = project_copy / "pipeline/page/templates/common.html.j2"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("<h2>Data quality</h2>", f"<h2>Data quality</h2>{planted}"), encoding="utf-8")
    ended = report("run", "borders", PERIOD, project=project_copy)
    assert ended.returncode == 3
    assert excerpt in ended.stderr and 'under "Data quality"' in ended.stderr
    assert_nothing_left(project_copy)
