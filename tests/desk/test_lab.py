"""The desk of an analyst: the four notebooks in JupyterLab, set to a report and period, as copies of their own.

That JupyterLab opens them and runs all their cells is tried in a browser by `tests/benchmarks/lab.py`.
"""

import json
import os
from pathlib import Path

import nbformat
import pytest
from in_process import report_here
from support import DATA, PERIOD

from pipeline.core.installation import NOTEBOOKS
from reporting.desk import lab
from reporting.store.places import Places

NAMES = ["1_ingest.ipynb", "2_quality.ipynb", "3_indicators.ipynb", "4_report_scorecard.ipynb"]


@pytest.fixture
def places(tmp_path):
    return Places.of(DATA, tmp_path / "outputs")


def sources(path):
    return [cell["source"] for cell in nbformat.read(path, as_version=4).cells]


def test_the_four_notebooks_of_the_layout_are_set_to_the_report_and_are_otherwise_as_ours(places):
    before = {path: path.read_bytes() for path in NOTEBOOKS.glob("*.ipynb")}
    folder, kept = lab.set_out(places, "borders", PERIOD, "2023-11-30")
    assert (folder, kept) == (places.restricted / "lab" / "borders" / PERIOD, [])
    assert sorted(path.name for path in folder.glob("*.ipynb")) == NAMES
    for name in NAMES:
        ours = sources(NOTEBOOKS / name)
        set_to = [source for source in sources(folder / name) if source not in ours]
        told = {}
        exec(*set_to, told)
        assert len(set_to) == 1 and [one for one in sources(folder / name) if one in ours] == ours
        assert (told["report_id"], told["period"], told["as_of"]) == ("borders", PERIOD, "2023-11-30")
        assert Path(told["data_root"]) == DATA and Path(told["tables_root"]) == folder / "tables"
    assert {path: path.read_bytes() for path in NOTEBOOKS.glob("*.ipynb")} == before


def test_what_an_analyst_left_there_stays_and_nobody_else_can_read_it(places):
    folder, _ = lab.set_out(places, "borders", PERIOD, "")
    (folder / NAMES[0]).write_text("mine", encoding="utf-8")
    (folder / NAMES[1]).unlink()
    folder, kept = lab.set_out(places, "borders", PERIOD, "")
    assert kept == [NAMES[0], *NAMES[2:]] and (folder / NAMES[0]).read_text(encoding="utf-8") == "mine"
    modes = {path.relative_to(places.outputs): path.stat().st_mode & 0o077 for path in places.restricted.rglob("*")}
    assert set(modes.values()) == {0}, modes


def test_it_is_served_on_this_machine_alone_and_asks_nothing_of_the_network(places):
    folder, _ = lab.set_out(places, "borders", PERIOD, "")
    command, environment = lab.jupyter(folder, 0, opens=False)
    assert {"--ServerApp.ip=127.0.0.1", "--ServerApp.allow_remote_access=False", f"--ServerApp.root_dir={folder}", "--no-browser"} <= set(command)
    assert not [word for word in command if "token" in word or "password" in word]  # whoever lists processes would read it
    settings = Path(environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0]) / "labconfig" / "default_setting_overrides.json"
    assert json.loads(settings.read_text(encoding="utf-8"))["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_without_jupyterlab_it_says_how_to_have_it(places, monkeypatch):
    monkeypatch.setattr(lab, "is_installed", lambda: False)
    ended = report_here("lab", "borders", PERIOD, "--outputs", places.outputs)
    assert ended.returncode == 3 and 'pip install "community-safety-reports[lab]"' in ended.stderr and not places.outputs.exists()


def test_a_report_whose_layout_cannot_be_read_is_told(places, tmp_path):
    (tmp_path / "data" / "demo").mkdir(parents=True)
    (tmp_path / "data" / "demo" / "report.toml").write_text('layout = "none"\n', encoding="utf-8")
    ended = report_here("lab", "demo", PERIOD, "--data", tmp_path / "data", "--outputs", places.outputs)
    assert ended.returncode == 2 and "no layout that can be read" in ended.stderr
