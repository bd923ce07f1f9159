"""Fernmoor, the made-up partnership that the tests share: its returns are what its script says, and it makes reports."""

import json
import sys
from pathlib import Path

import pytest
from in_process import report_here

from pipeline.received.returns import read_returns

REPORTS = Path(__file__).parents[1] / "reports"
sys.path.insert(0, str(REPORTS))

import make_fernmoor  # noqa: E402

RETURNS = REPORTS / "fernmoor" / "returns"
PERIODS = [make_fernmoor.quarter_name(at) for at in range(20)]


def test_the_script_makes_the_committed_returns_byte_for_byte(tmp_path):
    make_fernmoor.main(tmp_path, workbooks=False)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {name for name in make_fernmoor.RETURNS if name.endswith(".csv")} <= set(made)
    assert made == {name: (RETURNS / name).read_bytes() for name in made}


@pytest.mark.parametrize("name", [name for name in make_fernmoor.RETURNS if not name.endswith(".csv")])
def test_the_workbooks_hold_what_the_script_says(name):
    read = read_returns(RETURNS.parent)
    assert read.faults == []
    rows = read.observations[read.observations["file"] == f"returns/{name}"]
    columns = ["indicator", "period", "basis", "value", "numerator", "denominator", "status", "note"]
    found = rows[columns].astype(object).where(rows[columns].notna(), None).to_dict("records")
    assert found == [{column: line[column] for column in columns} for line in make_fernmoor.return_rows(name)]


@pytest.mark.parametrize("name", make_fernmoor.RETURNS)
def test_the_record_of_every_return_is_the_one_that_the_script_writes(name):
    path = RETURNS / name
    assert path.with_suffix(".source.toml").read_bytes() == make_fernmoor.source_record(name, path.read_bytes())


@pytest.mark.parametrize("period", PERIODS)
def test_every_quarter_of_five_years_has_its_figures(fernmoor, period):
    report, figures = fernmoor(period)
    assert all(f"{code}.value" in figures and f"{code}.traffic_light" in figures for code in report.codes)
    assert sum(
        figures[f"traffic-lights[{light}].total"].value for light in ("green", "amber", "red", "data-only", "no-data")
    ) == len(report.codes)


@pytest.mark.parametrize(
    ("figure_id", "printed"),
    [  # worked out by hand from the lists in the script
        ("1.1.value", "862 [p] [r]"),  # 196 + 233 + 171 + 262
        ("1.1.percent_change", "+12.2% [p] [r]"),  # against 199 + 236 + 175 + 158 = 768
        ("1.1.annualised", "862 [p] [r]"),
        ("1.1.value~rolling_12_months", "862 [p] [r]"),
        ("1.1.mean~quarter", "201.3 [p] [r]"),  # 4,025 in 20 quarters
        ("1.2.value~quarter", "41"),  # 258 less 217
        ("1.2.value~quarter@2022-23-Q3", "43 [e]"),
        ("1.3.percent_change", "[z]"),  # none in the year before
        ("1.3.traffic_light", "red"),  # by the rule for a reference of nought
        ("1.4.value", "1"),
        ("1.4.percent_change", "−75.0% [u]"),
        ("1.5.gap_to_target", "−9"),  # 60 + 63 + 49 + 59 = 231 against 240
        ("feel-safe.point_change", "0.0 percentage points"),
        ("feel-safe.lower_ci", "[x]"),
        ("2.1.traffic_light", "data only"),
        ("2.2.value", "88.8% [p]"),  # 175 of 197
        ("2.3.value", "93.0%"),  # 3,393 of 3,650
        ("2.3.traffic_light", "amber"),  # 3.0 points above its range
        ("2.4.percent_change", "0.0%"),
        ("2.5.value", "[z]"),  # none of none
        ("2.6.value", "9.7"),  # 390 among 40,400
        ("2.6.denominator", "40,400"),
        ("2.7.value", "[x]"),
        ("2.7.traffic_light", "no data"),
        ("2.7.variation~quarter", "[x]"),  # the newest quarter is the one that is missing
    ],
)
def test_the_figures_of_the_last_period_are_those_worked_out_by_hand(fernmoor, figure_id, printed):
    _, figures = fernmoor("2025-26-Q4")
    assert figures[figure_id].display == printed


def test_the_indicator_on_hold_has_no_figures_in_that_period_and_had_some_before(fernmoor):
    assert "2.8.value" not in fernmoor("2025-26-Q4")[1]
    assert fernmoor("2025-26-Q3")[1]["2.8.value"].value == 11 + 4 + 12


def test_nothing_before_the_first_quarter_is_invented(fernmoor):
    _, figures = fernmoor("2021-22-Q1")
    assert figures["1.1.comparator"].display == "[x]"
    assert figures["1.1.trend:previous_years"].value == "too few points"
    assert figures["1.1.variation~quarter"].value == "too few points"


@pytest.mark.slow
@pytest.mark.parametrize("period", ["2025-26-Q4", "2021-22-Q1"])
def test_the_whole_way_from_returns_to_page(tmp_path, period):
    data = tmp_path / "reports"
    data.mkdir()
    (data / "fernmoor").symlink_to(REPORTS / "fernmoor")
    ended = report_here("run", "fernmoor", period, "--data", data, "--outputs", tmp_path / "outputs")
    assert ended.returncode == 0, ended.stderr
    page = Path(ended.stdout.strip().splitlines()[-1])
    text = page.read_text(encoding="utf-8")
    assert "There is no Fernmoor" in text
    revised = "four reports were found after the first count"  # 229 were told in the last report
    assert (revised in text, ">229</data>" in text) == ((period == "2025-26-Q4",) * 2)
    lights = json.loads(page.with_name("run.json").read_text(encoding="utf-8"))["traffic_lights"]
    assert sum(lights.values()) == (13 if period == "2025-26-Q4" else 14)
