"""Events that are declared are numbered flags on the charts over time, explained below them."""

from __future__ import annotations

import re

import pytest
from test_charts import draw, make_report, quarters, years

from pipeline.core.faults import FaultsFound
from pipeline.definitions.report_files import load_report
from pipeline.page.charts.chart_events import when

EVENTS = """
[[event]]
on = 2022-11-15
says = "A new way of recording."

[[event]]
period = "2023-24-Q1"
says = "The team moved."
indicators = ["A1"]

[[event]]
on = 2024-01-01
says = "After the period."
"""


def with_events(folder, text=EVENTS):
    make_report(folder)
    path = folder / "demo" / "report.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return load_report(folder, "demo", "2023-24-Q2")


def places(drawing: str) -> dict[int, float]:
    """How far to the right each flag stands, by its number."""
    return {int(number): float(x) for x, number in re.findall(r'd="M([0-9.]+) [^"]*" data-flag="(\d+)"', drawing)}


def test_an_event_is_flagged_in_the_year_and_the_quarter_in_which_it_lies_and_none_after_the_period(tmp_path):
    report = with_events(tmp_path)
    charts = draw(report, [*years(report, "A1", [30, 28, 31]), *quarters(report, "A1", [10, 20, 30, 40, 15, 25])])
    assert charts["years"].events == (1,) and charts["quarters"].events == (2,)  # last year's quarters are lines
    at = places(charts["years"].wide)
    bars = [float(x) + float(wide) / 2 for x, wide in re.findall(r'<rect x="([0-9.]+)" y="[^"]*" width="([0-9.]+)"', charts["years"].wide)]
    assert list(at) == [1] and abs(at[1] - bars[-1]) < 0.2 * (bars[-1] - bars[-2])  # 15 November is about the middle of 2022/23
    assert [re.sub("<[^>]+>", "", when(event)) for event in report.definition.event[:2]] == ["15 November 2022", "April to June 2023"]


def test_a_report_without_events_has_no_flags(tmp_path):
    report = make_report(tmp_path)
    assert "data-flag" not in draw(report, years(report, "A1", [30, 28, 31]))["years"].svg


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ('on = 2023-05-01\nindicators = ["A9"]', "unknown indicator"),
        ("on = 1999-05-01", "the event is before all that charts show"),
        ('period = "2023-24-Q9"', "2023-24-Q9"),
        ('on = 2023-05-01\nperiod = "2023-24-Q1"', "give one of them"),
        ("", "give one of them"),
    ],
)
def test_an_event_that_no_chart_can_show_is_a_fault_with_its_place(tmp_path, event, said):
    with pytest.raises(FaultsFound, match="report.toml") as found:
        with_events(tmp_path, f'\n[[event]]\nsays = "Something."\n{event}\n')
    assert said in str(found.value)
