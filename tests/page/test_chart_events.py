"""Events that are declared are numbered flags on the charts over time, explained below them."""

from __future__ import annotations

import re

import pytest
from small_editions import record, said, small_edition
from test_charts import draw, make_report, quarters, years

from check_edition.page.charts.charts import check_charts
from check_edition.page.charts.flags import check_events
from check_edition.page.tree import PageTree
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


def told(report, chart, old="", new="", ledger=None) -> list[str]:
    """The faults of the check of an edition in a chart as the page has it, after a change of its markup."""
    items = "".join(f'<li>Flag <span data-label="event">{one}</span>: {when(report.definition.event[one - 1])}</li>' for one in chart.events)
    html = f'<figure data-figure="{chart.figure.id}"><figcaption>{chart.finding}</figcaption>{chart.svg}<ul>{items}</ul></figure>'
    assert old in html
    page = PageTree(html.replace(old, new) if old else html)
    check_charts(page, ledger | {chart.figure.id: chart.figure.record()})
    return [said for _, said in page.faults if "flag" in said.lower()]


@pytest.fixture
def flagged_charts(tmp_path):
    report = with_events(tmp_path)
    made = [*years(report, "A1", [30, 28, 31]), *quarters(report, "A1", [10, 20, 30, 40, 15, 25])]
    return report, draw(report, made), {one.id: one.record() for one in made}


def test_the_check_of_an_edition_reads_where_a_flag_stands_off_the_bars_and_their_days(flagged_charts):
    report, charts, ledger = flagged_charts
    for kind in ("years", "quarters"):
        assert told(report, charts[kind], ledger=ledger) == [], kind
        [(number, place)] = places(charts[kind].wide).items()
        moved = told(report, charts[kind], f'd="M{place:g} ', f'd="M{place + 3:g} ', ledger=ledger)
        assert any(f'The flag of the event "{number}" is not at its day' in one for one in moved), kind


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2022-11-15", "2022-12-15", "is not at its day"),
        ('data-label="event">1</span>', 'data-label="event">2</span>', "is not both flagged in a drawing and told below it"),
    ],
)
def test_a_flag_that_is_told_with_another_day_or_number_is_named(flagged_charts, old, new, said):
    report, charts, ledger = flagged_charts
    assert any(said in one for one in told(report, charts["years"], old, new, ledger))


DECLARED = '[[event]]\non = 2022-11-15\nsays = "A new way of recording."\n\n[[event]]\non = 2022-12-15\nsays = "Of another."\nindicators = ["B1"]\n'
BARS = '<g fill="#7a95b5"><rect x="20" y="10" width="20" height="30" data-point="A1.value@2021-22"/><rect x="60" y="10" width="20" height="30" data-point="A1.value@2022-23"/></g>'
ITEM = '<li>Flag <span data-label="event">1</span>: <time datetime="2022-11-15">15 November 2022</time></li>'


@pytest.mark.parametrize(
    ("items", "found"),
    [
        (ITEM, ""),
        ("", 'The event "1" lies in the days of a chart that does not flag it'),
        (ITEM.replace("2022-11-15", "2022-10-15"), 'The event "1" is told with another day than report.toml has'),
    ],
)
def test_the_check_of_an_edition_holds_what_is_told_of_events_against_report_toml(tmp_path, items, found):
    values = [record(f"A1.value@{year}", basis="year", period=year) for year in ("2021-22", "2022-23")]
    chart = record("A1.chart", measure="chart", operands={f"point_{at}": one["id"] for at, one in enumerate(values)}, method_parts=said("chart", shows="years"))
    edition = small_edition(tmp_path, {"report.toml": DECLARED}, [*values, chart])
    page = PageTree(f'<figure data-figure="A1.chart"><svg font-size="10">{BARS}</svg><ul>{items}</ul></figure>')
    check_events(page, edition)
    faults = [told for _, told in page.faults]
    assert (found == "" and faults == []) or (len(faults) == 1 and found in faults[0])
