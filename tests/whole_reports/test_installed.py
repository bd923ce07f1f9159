"""The wheel in an environment of its own: no clone within reach, and a folder with every sign in its name that a shell or papermill minds."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from support import PROJECT

import pipeline
from reporting.runs.asked import notebooks_of
from reporting.store.identity import identify
from reporting.store.places import Places

PERIOD = "2025-26-Q4"
NOT_BUILT_FROM = (".git", ".venv", "data", "outputs", "tests", "build", "*.egg-info", "__pycache__")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The commands of a new environment with the wheel in it. Other packages are those that run this test: no network is needed."""
    source = shutil.copytree(PROJECT, tmp_path / "source", ignore=shutil.ignore_patterns(*NOT_BUILT_FROM))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, source], check=True)
    shutil.rmtree(source)
    place = tmp_path / "an environment"
    venv.create(place, with_pip=False)
    scope = {"base": str(place), "platbase": str(place)}
    packages = Path(sysconfig.get_path("purelib", "venv", scope))
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    commands = Path(sysconfig.get_path("scripts", "venv", scope))
    wheel = next(tmp_path.glob("*.whl"))
    subprocess.run([*pip, "--python", commands / "python", "install", "--no-deps", wheel], check=True)
    return commands


@pytest.mark.slow
def test_installed_from_its_wheel_it_makes_traces_and_verifies_a_report_in_any_folder(installed, tmp_path):
    folder = tmp_path / "our {reports} 50% #c"
    folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def report(*arguments: str) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            [installed / "report", *arguments], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8"
        )
        assert ended.returncode == 0, ended.stderr
        return ended

    assert report("--version").stdout == f"community-safety-reports {pipeline.__version__}\n"
    begun = report("new", "riverbank", "--layout", "scorecard")
    assert begun.stdout == f"{folder / 'data/raw/riverbank'}\n" and f"report run riverbank {PERIOD}," in begun.stderr
    claims, last = report("check", "riverbank", PERIOD).stdout.splitlines()
    assert "does not agree 0" in claims and last == f"riverbank {PERIOD}: nothing stops a report."
    page = Path(report("run", "riverbank", PERIOD).stdout.strip())
    assert "An example. Every number here is made up" in page.read_text(encoding="utf-8")
    # Made in a clone, it is the same run: the code goes by the same names.
    places = Places.of(folder / "data", folder / "outputs")
    run = identify(places.data, "riverbank", PERIOD, "", notebooks_of(places, "riverbank")).run
    assert page == folder / "outputs/riverbank" / PERIOD / run / "report.html"
    made = json.loads(page.with_name("run.json").read_text(encoding="utf-8"))
    assert (made["environment"]["version"], made["git"]) == (pipeline.__version__, None)

    traced = report("trace", run, "S1.percent_change").stdout
    assert "(1,541 - 1,626) / 1,626 * 100" in traced and "row 6: indicator=S1, period=2025-26-Q1" in traced
    assert "it calls pipeline/methods/comparisons/comparisons.py#changes" in traced
    [received, *_] = sorted((folder / "data/raw/riverbank/returns").glob("*.csv"))
    received.write_text(received.read_text(encoding="utf-8") + "\n", encoding="utf-8")  # the old run stands as it was
    assert f"run {run}: pass; " in report("verify", run).stdout
    assert sorted(path.name for path in folder.iterdir()) == ["data", "outputs"]
