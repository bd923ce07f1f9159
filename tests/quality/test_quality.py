"""Data quality: what agrees with what, and how a verdict reaches exactly the figures that rest on the row."""

import json
import re
from pathlib import Path

import pytest
from conftest import calculate
from support import count_referrals, quality_of

from pipeline.quality import case_checks
from pipeline.quality.outcomes import QualityError
from pipeline.quality.waivers import critical_faults
from pipeline.received.returns import read_returns

EXPECTATIONS = sorted((Path(__file__).parents[2] / "expectations").glob("*.json"))
SHARE = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1}


def checked(folder):
    return quality_of(folder.report())


def stopping(folder):
    return [(fault.what, fault.row, fault.expected) for fault in critical_faults(checked(folder)[1])]


@pytest.mark.parametrize("path", EXPECTATIONS, ids=lambda path: path.stem)
def test_every_expectation_says_what_it_protects_and_what_to_do(path):
    suite = json.loads(path.read_text(encoding="utf-8"))
    assert suite["name"] == path.stem and suite["meta"]["grain"]
    for expectation in suite["expectations"]:
        # What it asks it asks of rows, so that a table without any meets it: that is never asked (check_quality).
        assert re.match("expect_(column_(pair_)?values|compound_columns)_", expectation["type"])
        assert expectation["severity"] in ("critical", "warning", "info")
        assert set(expectation["meta"]) >= {"name", "dimension", "column", "says", "expected", "why", "action"}
        assert expectation["meta"]["dimension"] in (
            "completeness", "uniqueness", "consistency", "timeliness", "validity", "accuracy",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("total", "stops"),
    [(9, []), (12, [("not the sum of its quarters or months in the same return", 4, "9, which its parts come to")])],
)
def test_a_year_to_date_agrees_with_the_quarters_of_the_same_return(folder, total, stops):
    folder.define("A1")
    folder.receive(
        "2023-11-30", "A1,2023-24-Q1,quarter,4", "A1,2023-24-Q2,quarter,5", f"A1,2023-24-Q2,year_to_date,{total}"
    )
    assert stopping(folder) == stops


def test_where_returns_of_different_dates_disagree_it_is_shown_and_does_not_stop(folder):
    folder.define("A1")
    folder.receive("2023-10-31", "A1,2023-24-Q1,quarter,4", "A1,2023-24-Q2,quarter,5")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,12")
    verdicts, failing = checked(folder)
    assert critical_faults(failing) == []
    assert list(failing["expectation"]) == ["sum-agrees-with-parts-of-other-returns"]
    assert list(verdicts.loc[verdicts["verdict"] == "not met", "severity"]) == ["warning"]


def test_a_percentage_for_the_year_agrees_with_the_counts_of_its_quarters(folder):
    folder.define("A1", **SHARE)
    folder.receive(
        "2023-11-30", "A1,2023-24-Q1,quarter,,1,10", "A1,2023-24-Q2,quarter,,1,10", "A1,2023-24-Q2,year_to_date,45.6"
    )
    assert stopping(folder) == [
        ("not the sum of its quarters or months in the same return", 4, "10, which its parts come to")
    ]


def test_people_are_not_added_up_to_be_compared(folder):
    folder.define("A1", aggregation="distinct")
    folder.receive("2023-11-30", "A1,2023-24-Q1,quarter,4", "A1,2023-24-Q2,quarter,5", "A1,2023-24-Q2,year_to_date,7")
    assert stopping(folder) == []


def test_half_a_case_in_a_numerator_stops_the_run(folder):
    folder.define("A1", **SHARE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,3.5,10")
    assert [what for what, *_ in stopping(folder)] == ["a count with a fraction"]


def test_a_verdict_is_bound_to_exactly_the_figures_that_rest_on_the_row(folder):
    folder.define("A1", **SHARE)
    folder.define("A2", **SHARE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,0.9", "A2,2023-24-Q2,year_to_date,90")
    folder.receive("2022-11-30", "A1,2022-23-Q2,year_to_date,80", "A2,2022-23-Q2,year_to_date,80")
    report, observations = folder.report(), read_returns(folder.folder).observations
    _, failing = quality_of(report)
    figures = calculate(report, observations, failing)
    carried = {figure.id for figure in figures.values() if "percentage-looks-like-a-fraction" in figure.quality}
    assert {"A1.value", "A1.point_change", "A1.traffic_light"} <= carried
    assert not any(name.startswith(("A2.", "A1.comparator", "A1.value@")) for name in carried)


@pytest.mark.parametrize("kwargs", [{"column": "day", "value_set": ["2025-06-30"]}, {"column": "days_known_for", "max_value": 9},
                                    {"column": "within_extract", "value_set": [True], "mostly": 0.9}])  # fmt: skip
def test_what_cannot_be_asked_of_records_in_sql_is_no_pass(folder, tmp_path, monkeypatch, kwargs):
    suite = json.loads((case_checks.EXPECTATIONS / "case_records.json").read_text(encoding="utf-8"))
    kind = "expect_column_values_to_be_in_set" if "value_set" in kwargs else "expect_column_values_to_be_between"
    suite["expectations"].append({**suite["expectations"][0], "type": kind, "kwargs": kwargs})
    (tmp_path / "case_records.json").write_text(json.dumps(suite), encoding="utf-8")
    monkeypatch.setattr(case_checks, "EXPECTATIONS", tmp_path)
    count_referrals(folder)
    with pytest.raises(QualityError, match=f"{kind} .* is asked of no record"):
        quality_of(folder.report())
