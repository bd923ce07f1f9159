"""The notebooks without our command: with plain papermill and their defaults, and with parameters of the wrong kind."""

import pandas as pd
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError
from support import PERIOD, outputs_of

from pipeline.figures.figure import Figures

pytestmark = pytest.mark.slow
NOTEBOOKS = ("1_ingest", "2_quality", "3_indicators", "4_report_scorecard")


NO_KERNEL = "Kernel died before replying to kernel_info"


@pytest.fixture
def by_hand(project_copy, monkeypatch):
    """A copy of the project in which plain papermill runs a notebook with what it is given."""
    monkeypatch.setenv("PYTHONPATH", str(project_copy))
    monkeypatch.chdir(project_copy)

    def papermill_runs(name: str, **parameters: object) -> None:
        """Once more where its kernel never came up: its TCP ports are chosen before it binds them, and on a busy machine
        others take them meanwhile. A notebook that began is never run again."""
        asked = f"notebooks/{name}.ipynb", f"{name}-executed.ipynb", parameters
        try:
            papermill.execute_notebook(*asked, progress_bar=False)
        except RuntimeError as error:
            if NO_KERNEL not in str(error):
                raise
            papermill.execute_notebook(*asked, progress_bar=False)

    return papermill_runs


def test_by_hand_the_same_figures_come_out_as_by_the_command(by_hand, project_copy, made):
    for name in NOTEBOOKS:
        by_hand(name)
    assert not (project_copy / "outputs").exists(), "by hand nothing is published"
    folders = project_copy / "data/processed", outputs_of(made("borders", PERIOD)).parent / "data/processed"
    tables = [pd.read_parquet(path) for folder in folders for path in folder.glob(f"borders/{PERIOD}/*/figures.parquet")]
    by_papermill, by_command = (Figures.from_table(table) for table in tables)
    assert dict(by_papermill) == dict(by_command)


def test_parameters_of_the_wrong_kind_are_all_refused_by_name(by_hand):
    with pytest.raises(PapermillExecutionError, match="3 faults found") as refused:
        by_hand("1_ingest", as_of=2023, period="2023-24-Q7", report_id="../borders")
    for name, said in (("as_of", "wrong type of parameter"), ("period", "is not a period"), ("report_id", "not a report")):
        assert any(said in line and name in line for line in refused.value.evalue.splitlines()), refused.value.evalue


def test_a_notebook_out_of_order_says_which_table_is_not_there(by_hand):
    told = 'the table "observations" is not there yet: run the notebooks before this one first'
    with pytest.raises(PapermillExecutionError, match=told):
        by_hand("3_indicators")
