"""A new partnership without a line of Python: the example of every layout, and a second, different report made from it."""

import json
import re
import shutil

import pytest
from in_process import report_here

from pipeline.definitions.case_tables import read_case_tables
from pipeline.received.cases import read_cases
from reporting.folders.new_report import FOLDERS, example_periods, layouts, templates, write_example, write_template

PERIOD = "2025-26-Q4"
LAYOUTS = layouts()

# What an office that is no example changes first: text of report.toml → its own.
OWN = {
    "Example Community Safety Partnership": "Millbrook Safer Together",
    '"Community safety report"': '"How safe is Millbrook?"',
    "An example. Every number here is made up, until your own returns have taken the place of the example's.": "Made up by a test.",
    '"People feel safe in streets and parks"': '"Calm evenings"',
    "amber_from = -10": "amber_from = -4",
}
RETURN = """indicator,category,period,basis,value,numerator,denominator
S1,,2024-25-Q4,year_to_date,200,,
S1,,2025-26-Q4,year_to_date,210,,
H1,,2025-26-Q4,year_to_date,,30,50
H2,,2024-25-Q4,year_to_date,40,,
H2,,2025-26-Q4,year_to_date,50,,
H2,Police,2025-26-Q4,year_to_date,20,,
H2,Self,2025-26-Q4,year_to_date,30,,
"""


def page_of(ended):
    assert ended.returncode == 0, ended.stderr
    page = ended.stdout.strip().splitlines()[-1]
    with open(page, encoding="utf-8") as file:
        return file.read(), page.replace("report.html", "ledger.json")


def visible(page):
    """The words of a page, without its marks."""
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>|<svg.*?</svg>", " ", page, flags=re.S))
    )


def test_every_layout_has_its_notebook_and_can_be_begun():
    assert LAYOUTS == ["briefing", "outcomes", "scorecard", "service", "targets"]


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_second_and_different_report_comes_out_of_the_example(layout, tmp_path):
    """Its own names, its own returns: 210 after 200 incidents is 5 % worse, beyond the mark of 4; 30 of 50 is 20 points short."""
    data, outputs = tmp_path / "data", tmp_path / "outputs"
    ended = report_here("new", "millbrook", "--layout", layout, "--data", data)
    assert (ended.returncode, ended.stdout) == (0, f"{data / 'millbrook'}\n"), ended.stderr
    definition = data / "millbrook/report.toml"
    text = definition.read_text(encoding="utf-8")
    for theirs, own in OWN.items():
        assert theirs in text, f"the example says no more: {theirs}"
        text = text.replace(theirs, own)
    definition.write_text(text, encoding="utf-8")
    shutil.rmtree(data / "millbrook/returns")
    (data / "millbrook/returns").mkdir()
    (data / "millbrook/returns/2026-05-12_partners.csv").write_text(RETURN, encoding="utf-8")

    page, ledger = page_of(report_here("run", "millbrook", PERIOD, "--data", data, "--outputs", outputs))
    words = visible(page)
    assert all(own in words for own in ("Millbrook Safer Together", "How safe is Millbrook?", "Made up by a test."))
    assert "Calm evenings" in words and "Example Community Safety Partnership" not in words
    with open(ledger, encoding="utf-8") as file:
        figures = {figure["id"]: figure["display"] for figure in json.load(file)["figures"]}
    assert figures["S1.percent_change"] == "+5.0%"
    assert figures["S1.traffic_light"] == "red"
    assert figures["H1.gap_to_target"] == "−20.0 percentage points"
    assert figures["H2[Self].share"] == "60.0%"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_file_of_an_example_says_what_it_is_for(layout, tmp_path):
    write_example(tmp_path / "riverbank", layout)
    written = [path for path in (tmp_path / "riverbank").rglob("*") if path.is_file()]
    assert all(path.read_text(encoding="utf-8").startswith(("#", "<!--")) for path in written if path.suffix != ".csv")
    assert all(",made up" in path.read_text(encoding="utf-8") for path in written if path.suffix == ".csv")
    assert f'layout = "{layout}"' in (tmp_path / "riverbank/report.toml").read_text(encoding="utf-8")
    assert example_periods(tmp_path / "riverbank") == [PERIOD]


def test_a_template_is_copied_as_it_is(tmp_path):
    for name in templates():
        write_template(tmp_path / name, name)
        copied, theirs = (
            {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
            for root in (tmp_path / name, FOLDERS / name)
        )
        assert copied == theirs and copied


def test_a_template_can_be_read_before_any_record_is_there(tmp_path):
    write_template(tmp_path / "city", "recorded-crime")
    records = read_cases(tmp_path / "city", read_case_tables(tmp_path / "city")[0])
    assert len(records.rows) == 0 and "partnership" in records.rows.columns


def test_nothing_is_ever_overwritten_and_a_wrong_call_is_explained(tmp_path):
    (tmp_path / "riverbank").mkdir()
    (tmp_path / "riverbank/report.toml").write_text("mine", encoding="utf-8")

    def told(*arguments):
        ended = report_here("new", *arguments, "--data", tmp_path)
        assert (ended.returncode, ended.stdout) == (2, "")
        return ended.stderr

    assert "it is left as it is" in told("riverbank", "--layout", "scorecard")
    assert (tmp_path / "riverbank/report.toml").read_text(encoding="utf-8") == "mine"
    assert "Did you mean scorecard?" in told("other", "--layout", "scorcard")
    assert "say either --layout (" in told("other")
    assert "say either --layout (" in told("other", "--layout", "scorecard", "--template", "x")
    assert "small letters, digits and hyphens" in told("My Report", "--layout", "scorecard")
    assert "small letters, digits and hyphens" in told("../other", "--layout", "scorecard")
    assert [path.name for path in tmp_path.iterdir()] == ["riverbank"]
