"""What programs use of `reporting`, on a finished run of Borders."""

import json
import shutil
import subprocess
import sys

import pytest
from support import PERIOD, PROJECT, outputs_of

import reporting
from reporting.runs.kernels.kernels import imported_modules
from reporting.store.run_store import stored_path


@pytest.fixture(scope="module")
def borders(made, tmp_path_factory):
    """A finished run of Borders, with its folder and outputs of its own."""
    run = made("borders", PERIOD)
    outputs = shutil.copytree(outputs_of(run), tmp_path_factory.mktemp("own") / "outputs")
    return run.name, outputs_of(run).with_name("data"), outputs


@pytest.mark.slow
def test_a_program_makes_a_report_reads_its_figures_and_follows_them(borders):
    """48 after 85, as the published report of Borders has them; a run of the same content is found, not made again."""
    run, data, outputs = borders
    made = reporting.run("borders", PERIOD, data=data, outputs=outputs)
    assert (made.run, made.made_before, made.page) == (run, True, outputs / "borders" / PERIOD / run / "report.html")
    figures = reporting.load_ledger(run, outputs=str(outputs))
    assert figures["CP03-P177.value"]["value"] == 48
    assert "rows" not in figures["CP03-P177.value"]
    assert reporting.load_ledger(run, outputs=outputs, restricted=True)["CP03-P177.value"]["rows"]
    traced = reporting.trace(run[:8], "CP03-P177.percent_change", outputs=outputs)
    assert traced["in_numbers"] == "(48 - 85) / 85 * 100"
    number, cells = traced["operands"]["value"]["rows"][0]["rows"][0]
    assert (number, list(cells[:5])) == (2, ["CP03-P177", "", PERIOD, "year_to_date", "48"])


@pytest.mark.slow
def test_what_cannot_be_made_again_is_no_pass(borders):
    run, _, outputs = borders
    definition = json.loads((outputs / "borders" / PERIOD / run / "ledger.json").read_text(encoding="utf-8"))["run"]["inputs"]["report.toml"]
    stored_path(outputs / "restricted/store", definition).unlink()
    found = reporting.verify(run, outputs=outputs)
    assert (found.verdict, found.figures) == ("inconclusive", 0)
    assert found.hinders == ["report.toml is no longer in the store, so the report cannot be made again"]


def test_what_does_not_exist_is_told_with_the_nearest_name(tmp_path):
    for wrong in (reporting.run, reporting.check):
        with pytest.raises(LookupError, match="Did you mean borders?"):
            wrong("bordes", PERIOD)
    for wrong in (reporting.load_ledger, reporting.verify):
        with pytest.raises(LookupError, match='no run is called "no-such-run"'):
            wrong("no-such-run", outputs=tmp_path)


HEAVY = ("pandas", "numpy", "pyarrow", "great_expectations", "matplotlib", "nbformat", "papermill", "jsonschema")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["check", "borders", "2023-24-Q9"], 2),
        (["run", "borders", PERIOD], 0),
        (["trace", "RUN", "CP03-P177.percent_change"], 0),
        (["trace", "RUN", "CP03-P177.percent_chance"], 2),
    ],
)
def test_a_trace_a_wrong_period_and_a_run_that_is_there_do_without_what_is_slow_to_import(borders, words, status):
    run, data, outputs = borders
    places = {"run": ["--data", data, "--outputs", outputs], "trace": ["--outputs", outputs]}
    argv = [run if word == "RUN" else word for word in words] + list(map(str, places.get(words[0], ())))
    code = f"import sys; sys.modules |= dict.fromkeys({HEAVY}); from reporting.command.command import main; main()"
    ended = subprocess.run([sys.executable, "-c", code, *argv], cwd=PROJECT, capture_output=True, text=True)
    assert (ended.returncode, "halted" in ended.stderr) == (status, False), ended.stderr


def test_importing_it_imports_nothing_else():
    """A program that only might need it does not wait for pandas."""
    told = "import sys, reporting; print('pandas' in sys.modules, sorted(reporting.__all__))"
    assert printed(told) == "False ['check', 'load_ledger', 'run', 'trace', 'verify']\n"


def test_the_command_imports_nothing_that_takes_long_before_it_is_asked_for_it():
    told = "import sys, reporting.command.command; print({'pandas', 'pydantic', 'nbformat'} & sys.modules.keys())"
    assert printed(told) == "set()\n"


def test_a_notebook_that_checks_nothing_does_not_wait_for_great_expectations():
    names = {module for path in (PROJECT / "notebooks").glob("[134]_*.ipynb") for module in imported_modules(path)}
    told = f"import sys; [__import__(name) for name in {sorted(names)!r}]; print('great_expectations' in sys.modules)"
    assert printed(told) == "False\n"


def test_checking_loads_what_could_draw_once_that_is_used_and_not_before():
    told = "import sys, reporting, pipeline.quality.checks; print('altair.vegalite' in sys.modules); import altair; print(altair.Chart.__name__)"
    assert printed(told) == "False\nChart\n"


def printed(code: str) -> str:
    """What a Python of its own prints that runs this."""
    ended = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    return ended.stdout
