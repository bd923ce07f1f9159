"""Verification: an old report is made again and compared; whatever was altered is named."""

import json
import shutil

import pytest
from support import PERIOD, report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def finished(project, tmp_path_factory):
    """The outputs of one run of the Borders report: read them, and change nothing."""
    outputs = tmp_path_factory.mktemp("verified") / "outputs"
    ended = report("run", "borders", PERIOD, "--outputs", outputs, project=project)
    assert ended.returncode == 0, ended.stderr
    return outputs


@pytest.fixture
def outputs(finished, tmp_path):
    """A copy of the outputs that a test may alter."""
    return shutil.copytree(finished, tmp_path / "outputs")


def run_folder(outputs):
    return next(outputs.glob(f"borders/{PERIOD}/*/run.json")).parent


def audit_folder(outputs):
    return outputs / "restricted" / run_folder(outputs).relative_to(outputs)


def verified(outputs, project):
    return report("verify", run_folder(outputs).name, "--outputs", outputs, project=project)


def in_place(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def stored(outputs, name):
    ledger = json.loads((audit_folder(outputs) / "ledger.json").read_text(encoding="utf-8"))
    digest = {**ledger["run"]["inputs"], **ledger["run"]["code"]}[name]
    return outputs / "restricted" / "store" / digest[:2] / digest


def test_an_untouched_run_is_made_again_and_passes(finished, project):
    ended = verified(finished, project)
    assert (ended.returncode, ended.stdout.splitlines()[-1].split("; ")[0]) == (
        0, f"run {run_folder(finished).name}: pass"
    ), ended.stdout  # fmt: skip


@pytest.mark.parametrize(
    ("alter", "named"),
    [
        (lambda out: in_place(run_folder(out) / "report.html", ">48<", ">49<"), "report.html is not what was sealed"),
        (lambda out: in_place(run_folder(out) / "report.html", "<svg", "<svg "), "report.html is not what was sealed"),
        (lambda out: in_place(run_folder(out) / "ledger.json", '"48"', '"49"'), "ledger.json is not what was sealed"),
        (lambda out: in_place(audit_folder(out) / "ledger.json", '"48"', '"49"'), "the ledger differs from the output"),
        (lambda out: in_place(audit_folder(out) / "3_indicators.ipynb", "changes(report", "changed(report"), "cell changes"),
        (lambda out: in_place(run_folder(out) / "run.json", '"2023-24-Q2"', '"2023-24-Q3"'), "the parameter period is 2023-24-Q3"),
        (lambda out: in_place(stored(out, "returns/2023-11-30_published-report.csv"), "48", "49"), "stored copy of returns/"),
        (lambda out: in_place(stored(out, "pipeline/formulas.py"), "+ right", "- right"), "stored copy of pipeline/formulas.py"),
        (lambda out: (audit_folder(out) / "verdicts.csv").unlink(), "verdicts.csv is gone"),
        (lambda out: (run_folder(out) / "more.html").write_text("hello"), "more.html does not belong to the run"),
    ],
)  # fmt: skip
def test_whatever_is_altered_is_named_and_fails(outputs, project, alter, named):
    alter(outputs)
    ended = verified(outputs, project)
    assert (ended.returncode, "altered: " in ended.stdout, named in ended.stdout) == (1, True, True), ended.stdout


def test_a_report_altered_with_its_seal_is_found_by_making_it_again(outputs, project):
    """Whoever can write the folder can write its checksums too; the stored inputs and code still say what was printed."""
    import hashlib

    page = run_folder(outputs) / "report.html"
    before = hashlib.sha256(page.read_bytes()).hexdigest()
    in_place(page, "more than in the same months", "less than in the same months")
    for folder in (run_folder(outputs), audit_folder(outputs)):
        in_place(folder / "run.json", before, hashlib.sha256(page.read_bytes()).hexdigest())
    ended = verified(outputs, project)
    assert (ended.returncode, "differs: report.html, line" in ended.stdout) == (1, True), ended.stdout


def test_a_run_whose_inputs_were_deleted_is_inconclusive_and_not_a_pass(outputs, project):
    stored(outputs, "returns/2023-11-30_published-report.csv").unlink()
    ended = verified(outputs, project)
    assert (ended.returncode, "no longer in the store" in ended.stdout) == (3, True), ended.stdout


def test_a_run_that_does_not_exist_is_a_mistake_in_the_command(outputs, project):
    ended = report("verify", "0000", "--outputs", outputs, project=project)
    assert (ended.returncode, "no run is called" in ended.stderr) == (2, True)
