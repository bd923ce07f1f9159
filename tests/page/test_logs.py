"""What a report takes to be so, what was decided and what is known of its data: read from logs.toml, printed below the judgements."""

import html
import json
import re
from pathlib import Path

import pytest
from in_process import report_here
from support import page_of

from pipeline.core.faults import FaultsFound

LOGS = """
[[assumption]]
text = "The 7 who were not asked are as satisfied as the 41 who were."
reason = "They differ neither in age nor in place."
quality = "medium"
impact = "low"
indicators = ["A1"]
role = "data manager"
reviewed = 2023-11-20

[[decision]]
text = "Cases that were opened twice count once."
reason = "The service closes a case by mistake <now & then>."
instead = "To count both, as until 2021."
role = "service manager"
decided = 2023-10-02

[[data]]
source = "Return of the service"
text = "One case in 20 has no place."
role = "data manager"
noted = 2023-11-21
"""


@pytest.fixture
def logged(folder):
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A1,2022-23-Q2,year_to_date,85")
    (folder.folder / "logs.toml").write_text(LOGS, encoding="utf-8")
    return folder


def words(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_each_entry_is_printed_with_its_reason_its_role_and_its_day(logged):
    told = words(page_of(logged).part("judgements")._repr_html_())
    for text in (
        "Assumptions The 7 who were not asked are as satisfied as the 41 who were. They differ neither in age nor in place. Quality of the evidence: medium; effect on the figures, were it wrong: low. About Cases . Looked at by data manager on 20 November 2023 .",
        "Decisions Cases that were opened twice count once. The service closes a case by mistake <now & then>. Not done instead: To count both, as until 2021. Decided by service manager on 2 October 2023 .",
        "What is known of the data Return of the service. One case in 20 has no place. Noted by data manager on 21 November 2023 .",
    ):
        assert text in told


def test_without_a_log_the_page_has_no_heading_for_it(logged):
    (logged.folder / "logs.toml").unlink()
    assert "Assumptions" not in page_of(logged).part("judgements")._repr_html_()


def faults_of(folder):
    with pytest.raises(FaultsFound) as found:
        folder.report()
    return str(found.value)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"A1"', '"A2"', "logs.toml, line 7, key assumption.0.indicators: there is no such indicator; found \"A2\""),
        ('quality = "medium"', 'quality = "good"', "not a known value; found \"good\"; expected one of high, medium, low"),
        ("[[decision]]", "[[decisions]]", "unknown key"),
        ("decided = 2023-10-02\n", "", "a required key is missing"),
        ("2023-11-21", '"soon"', "not the kind of value that belongs here"),
    ],
)  # fmt: skip
def test_what_cannot_stand_in_a_log_is_told_with_its_place(logged, before, after, told):
    path = logged.folder / "logs.toml"
    path.write_text(LOGS.replace(before, after), encoding="utf-8")
    assert told in faults_of(logged)


@pytest.mark.slow
def test_a_log_is_an_input_of_the_run_and_its_numbers_have_a_source(logged, tmp_path):
    logged.report()
    ended = report_here("run", "demo", "2023-24-Q2", "--data", logged.root, "--outputs", tmp_path / "outputs")
    assert ended.returncode == 0, ended.stderr
    page = Path(ended.stdout.strip())
    assert "One case in 20 has no place." in page.read_text(encoding="utf-8")
    assert "logs.toml" in {one["file"] for one in json.loads(page.with_name("run.json").read_text(encoding="utf-8"))["inputs"]}
