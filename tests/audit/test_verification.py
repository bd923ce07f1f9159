"""Finished runs: made again and compared, whatever was altered is named; every figure is followed to its rows."""

import hashlib
import json
import shutil

import pytest
from in_process import report_here
from support import PERIOD, outputs_of

from reporting.audit import verification

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def finished(made):
    """The outputs of one run of the Borders report: read them, and change nothing."""
    return outputs_of(made("borders", PERIOD))


@pytest.fixture
def outputs(finished, tmp_path):
    """A copy of the outputs that a test may alter."""
    return shutil.copytree(finished, tmp_path / "outputs")


def run_folder(outputs):
    return next(outputs.glob(f"borders/{PERIOD}/*/run.json")).parent


def audit_folder(outputs):
    return outputs / "restricted" / run_folder(outputs).relative_to(outputs)


def verified(outputs):
    return report_here("verify", run_folder(outputs).name, "--outputs", outputs)


def in_place(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def stored(outputs, name):
    ledger = json.loads((audit_folder(outputs) / "ledger.json").read_text(encoding="utf-8"))
    digest = {**ledger["run"]["inputs"], **ledger["run"]["code"]}[name]
    return outputs / "restricted" / "store" / digest[:2] / digest


@pytest.mark.parametrize(
    ("alter", "named"),
    [
        (lambda out: in_place(run_folder(out) / "report.html", ">48<", ">49<"), "report.html is not what was sealed"),
        (lambda out: in_place(run_folder(out) / "report.html", "<svg", "<svg "), "report.html is not what was sealed"),
        (lambda out: in_place(run_folder(out) / "ledger.json", '"48"', '"49"'), "ledger.json is not what was sealed"),
        (lambda out: in_place(audit_folder(out) / "ledger.json", '"48"', '"49"'), "the ledger differs from the output"),
        (lambda out: in_place(audit_folder(out) / "3_indicators.ipynb", "include(changes(report", "include(changed(report"), "cell changes"),
        (lambda out: in_place(run_folder(out) / "run.json", '"2023-24-Q2"', '"2023-24-Q3"'), "the two editions differ in parameters"),
        (lambda out: in_place(stored(out, "returns/2023-11-30_published-report.csv"), "48", "49"), "stored copy of returns/"),
        (lambda out: in_place(stored(out, "pipeline/figures/formulas.py"), "+ right", "- right"), "stored copy of pipeline/figures/formulas.py"),
        (lambda out: (audit_folder(out) / "verdicts.csv").unlink(), "verdicts.csv is gone"),
        (lambda out: (out / "restricted/store/secret").unlink(), "restricted/store/secret is gone"),
        (lambda out: in_place(run_folder(out) / "run.json", '"number": 1', '"number": 2'), "the two editions differ in made"),
        (lambda out: (run_folder(out) / "more.html").write_text("hello"), "more.html does not belong to the run"),
    ],
)  # fmt: skip
def test_whatever_is_altered_is_named_and_fails(outputs, monkeypatch, alter, named):
    """Found before the run is made again, which is left out here: the next test does not, and one of `test_compare.py` passes."""
    monkeypatch.setattr(verification, "_made_again", lambda *_: None)
    alter(outputs)
    ended = verified(outputs)
    assert (ended.returncode, "altered: " in ended.stdout, named in ended.stdout) == (1, True, True), ended.stdout


def test_a_report_altered_with_its_seal_is_found_by_making_it_again(outputs, made_again, monkeypatch):
    """Whoever can write the folder can write its checksums too; the stored inputs and code still say what was printed."""
    monkeypatch.setattr(verification, "_made_again", lambda *_: made_again)
    page = run_folder(outputs) / "report.html"
    before = hashlib.sha256(page.read_bytes()).hexdigest()
    in_place(page, "more than in the same months", "less than in the same months")
    for folder in (run_folder(outputs), audit_folder(outputs)):
        in_place(folder / "run.json", before, hashlib.sha256(page.read_bytes()).hexdigest())
    ended = verified(outputs)
    assert (ended.returncode, "differs: report.html, line" in ended.stdout) == (1, True), ended.stdout
    assert ended.stdout.count("differs: ") == 1, ended.stdout


def test_a_run_whose_inputs_were_deleted_is_inconclusive_and_not_a_pass(outputs):
    stored(outputs, "returns/2023-11-30_published-report.csv").unlink()
    ended = verified(outputs)
    assert (ended.returncode, "no longer in the store" in ended.stdout) == (3, True), ended.stdout


def test_a_run_that_does_not_exist_is_a_mistake_in_the_command(outputs):
    ended = report_here("verify", "0000", "--outputs", outputs)
    assert (ended.returncode, "no run is called" in ended.stderr) == (2, True)


def test_a_ledger_that_is_a_list_is_told_as_one_that_cannot_be_read(outputs):
    (audit_folder(outputs) / "ledger.json").write_text("[]", encoding="utf-8")
    ended = verified(outputs)
    assert (ended.returncode, "ledger.json cannot be read" in ended.stderr, "Traceback" in ended.stderr) == (2, True, False), ended.stderr


@pytest.mark.parametrize("edition", [run_folder, audit_folder])
def test_a_run_is_found_by_either_of_its_folders_wherever_its_outputs_stand(finished, tmp_path, edition):
    ended = report_here("sample", edition(finished), "--n", 1)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith(f"Run {run_folder(finished).name}, ")
    alone = shutil.copytree(run_folder(finished), tmp_path / "alone" / "run")
    ended = report_here("verify", alone)
    assert (ended.returncode, "the audit edition of this run is not at" in ended.stderr) == (2, True), ended.stderr


def test_a_figure_is_followed_to_formula_operands_cell_and_the_rows_as_they_stood(finished):
    """(48 - 85) / 85: new cases of the published report, rows 2 and 3 of its transcription."""
    ended = report_here(
        "trace", run_folder(finished).name[:6], "CP03-P177.percent_change", "--json", "--outputs", finished
    )
    found = json.loads(ended.stdout)
    assert (found["formula"], found["in_numbers"]) == ("(value - reference) / reference * 100", "(48 - 85) / 85 * 100")
    assert found["cell"]["id"] == "changes" and "changes(report, figures)" in found["code"]
    assert "def changes(" in found["calls"]["pipeline/methods/comparisons/comparisons.py#changes"]
    (row,) = found["operands"]["value"]["rows"]
    assert (row["file"], row["rows"][0][0], "48" in row["rows"][0][1]) == (
        "returns/2023-11-30_published-report.csv",
        2,
        True,
    )
    earlier = found["operands"]["reference"]["operands"]["earlier"]
    assert (earlier["id"], "85" in earlier["rows"][0]["rows"][0][1]) == ("CP03-P177.value@2022-23-Q2", True)


def test_a_figure_that_does_not_exist_is_a_mistake_in_the_command(finished):
    ended = report_here("trace", run_folder(finished).name, "CP03-P177.percent", "--outputs", finished)
    assert (ended.returncode, "Did you mean CP03-P177.percent_change?" in ended.stderr) == (2, True)


def test_a_sample_is_drawn_again_the_same_and_another_seed_draws_others(finished):
    def drawn(*more):
        ended = report_here("sample", run_folder(finished).name, "--n", "5", "--json", "--outputs", finished, *more)
        return [figure["id"] for figure in json.loads(ended.stdout)["figures"]]

    first = drawn()
    assert (len(first), first == drawn(), first == drawn("--seed", "2")) == (5, True, False)


def test_the_restricted_page_holds_the_rows_of_every_received_figure_and_the_publication_none(finished):
    open_page = (run_folder(finished) / "report.html").read_text(encoding="utf-8")
    restricted = (audit_folder(finished) / "report.html").read_text(encoding="utf-8")
    ledger = json.loads((audit_folder(finished) / "ledger.json").read_text(encoding="utf-8"))["figures"]
    received = [record for record in ledger if record["method"] == "received"]
    assert restricted.count('<table class="rows">') >= len(received) > 0
    assert '<table class="rows">' not in open_page


@pytest.mark.browser
def test_a_figure_opens_beside_the_place_where_it_is_read_without_a_script(finished, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((audit_folder(finished) / "report.html").as_uri())
    figure = page.locator('#CP03-P158 a.figure:has([data-figure="CP03-P158.percent_change"])').first
    figure.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    figure.click()
    panel = page.locator(".trace:has(:target)")
    assert panel.is_visible() and "186" in panel.inner_text()
    assert page.evaluate("scrollY") == before
    panel.locator(".close :target").click()
    assert page.locator(".trace:has(:target)").count() == 0
    top = figure.bounding_box()["y"]
    assert 0 < top < 700, "the figure that was opened is in sight"
