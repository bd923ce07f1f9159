"""The notebooks without our command: with plain papermill and their defaults, and with parameters of the wrong kind."""

import subprocess
import sys

import pandas as pd
import pytest
from in_process import report_here
from support import PERIOD, environment_of

from pipeline.figures.figure import Figures

pytestmark = pytest.mark.slow
NOTEBOOKS = ("1_ingest", "2_quality", "3_indicators", "4_report_scorecard")


NO_KERNEL = "Kernel died before replying to kernel_info"


def papermill(project, name, *parameters):
    """Run a notebook with plain papermill, once more where its kernel never came up: its TCP ports are chosen before it
    binds them, and on a busy machine others take them meanwhile. A notebook that began is never run again."""
    ended = _papermill(project, name, *parameters)
    return _papermill(project, name, *parameters) if NO_KERNEL in ended.stderr else ended


def _papermill(project, name, *parameters):
    written = project / f"{name}-executed.ipynb"
    command = [sys.executable, "-m", "papermill", project / "notebooks" / f"{name}.ipynb", written, "--no-progress-bar"]
    return subprocess.run(
        [*map(str, command), *parameters], cwd=project, env=environment_of(project), capture_output=True, text=True
    )


def test_by_hand_the_same_figures_come_out_as_by_the_command(project_copy):
    for name in NOTEBOOKS:
        ended = papermill(project_copy, name)
        assert ended.returncode == 0, ended.stderr[-2000:]
    assert not (project_copy / "outputs").exists(), "by hand nothing is published"
    data, outputs = project_copy / "data", project_copy / "outputs"
    assert report_here("run", "borders", PERIOD, "--data", data, "--outputs", outputs).returncode == 0
    folder = project_copy / "data/processed/borders" / PERIOD
    tables = [pd.read_parquet(path) for path in folder.glob("*/figures.parquet")]
    assert len(tables) == 2
    by_hand, by_command = (Figures.from_table(table) for table in tables)
    assert dict(by_hand) == dict(by_command)


def test_parameters_of_the_wrong_kind_are_all_refused_by_name(project_copy):
    wrong = {"as_of": "2023", "period": "2023-24-Q7", "report_id": "../borders"}
    ended = papermill(project_copy, "1_ingest", *(part for name in wrong for part in ("-p", name, wrong[name])))
    assert ended.returncode != 0
    assert "3 faults found" in ended.stderr
    for name, said in zip(wrong, ("wrong type of parameter", "is not a period", "not a report"), strict=True):
        assert any(said in line and name in line for line in ended.stderr.splitlines()), ended.stderr


def test_a_notebook_out_of_order_says_which_table_is_not_there(project_copy):
    ended = papermill(project_copy, "3_indicators")
    assert 'the table "observations" is not there yet: run the notebooks before this one first' in ended.stderr
