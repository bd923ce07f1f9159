"""Groups that are judged by themselves stand in one chart, on one scale, each beside what it is held against."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from test_charts import make_report

from check_edition.page.charts.charts import check_charts
from check_edition.page.tree import PageTree
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.page.charts.charts import draw_charts, draw_comparisons

TARGET = {"value": 60, "says": "At least 60."}


def of_group(report: Report, group: str, measure: str, value: int | None) -> Figure:
    figure_id = report.figure_id("A1", measure, category=group)
    status = "" if value is not None else "x"
    return make_figure(
        figure_id, None if value is None else Fraction(value), unit="count", status=status, basis="year_to_date",
        period="2023-24-Q2", method="received", formula="", received_by="2023-11-30",
    )  # fmt: skip


def test_each_group_has_a_bar_and_a_line_at_its_own_target(tmp_path):
    groups = {"North": {"target": TARGET}, "South": {"target": TARGET}}
    report = make_report(tmp_path, {"A1": {"comparator": "target", "target": TARGET, "total": False, "categories": groups}})
    made = [of_group(report, "North", "value", 30), of_group(report, "North", "target", 60)]
    made += [of_group(report, "South", "value", 45), of_group(report, "South", "target", 40)]
    (chart,) = draw_comparisons(report, Figures(made))
    assert chart.title == "Referrals, by group, beside the target" and chart.key == (("Lines", "target"),)
    assert chart.rows[0] == ("North", (("Value", "A1[North].value"), ("Target", "A1[North].target")))
    bars = {figure: float(wide) for wide, figure in re.findall(r'width="([0-9.]+)" [^>]*data-point="([^"]+)"', chart.wide)}
    lines = {figure: float(x) for x, figure in re.findall(r'd="M([0-9.]+) [^"]*" data-point="([^"]+)"', chart.wide)}
    assert abs(bars["A1[South].value"] / bars["A1[North].value"] - 1.5) < 0.01
    start = lines["A1[North].target"] - 2 * bars["A1[North].value"]
    assert abs(lines["A1[South].target"] - start - 40 / 30 * bars["A1[North].value"]) < 0.2


def test_one_group_with_a_value_makes_no_chart(tmp_path):
    groups = {"North": {"target": TARGET}, "South": {"target": TARGET}}
    report = make_report(tmp_path, {"A1": {"comparator": "target", "target": TARGET, "total": False, "categories": groups}})
    made = [of_group(report, "North", "value", 30), of_group(report, "South", "value", None)]
    assert draw_comparisons(report, Figures(made)) == []


def test_against_an_earlier_period_a_groups_value_is_a_point_joined_to_a_line_at_that_period(tmp_path):
    groups = {"North": {}, "South": {}}
    report = make_report(tmp_path, {"A1": {"total": False, "categories": groups}})
    made = [of_group(report, "North", "value", 30), of_group(report, "North", "comparator", 60)]
    made += [of_group(report, "South", "value", 45), of_group(report, "South", "comparator", 40)]
    (chart,) = draw_comparisons(report, Figures(made))
    assert re.findall(r'<circle [^>]*data-point="([^"]+)"', chart.wide) == ["A1[North].value", "A1[South].value"]
    lines = {figure: float(x) for x, figure in re.findall(r'd="M([0-9.]+) [^"]*" data-point="([^"]+)"', chart.wide)}
    points = {figure: float(x) for x, figure in re.findall(r'cx="([0-9.]+)" [^>]*data-point="([^"]+)"', chart.wide)}
    assert lines["A1[North].comparator"] > points["A1[North].value"] and lines["A1[South].comparator"] < points["A1[South].value"]
    assert chart.wide.count('data-line="since"') == 2
    assert re.sub("<[^>]+>", "", str(chart.finding)) == "Referrals: higher than a year before in 1 of 2 groups"
    assert faults(made, chart) == []
    assert any("miscounts what is higher" in one for one in faults(made, chart, 'data-drawn="higher">1', 'data-drawn="higher">2'))


def faults(made, chart, old="", new=""):
    """The faults of the check of an edition in a chart as the page has it, after a change of its markup."""
    html = f'<figure data-figure="{chart.figure.id}"><figcaption>{chart.finding}</figcaption>{chart.svg}</figure>'
    assert old in html
    page = PageTree(html.replace(old, new, 1) if old else html)
    check_charts(page, {one.id: one.record() for one in (*made, chart.figure)})
    return [said for _, said in page.faults]


VALUES = {"North": (10, 12, 14), "South": (30, 28, None), "18 to 24": (7, 9, 8)}


@pytest.fixture
def over_time(tmp_path):
    report = make_report(tmp_path, {"A1": {"groups_over_time": True, "total": False, "categories": {group: {} for group in VALUES}}})
    made = [
        make_figure(
            f"A1[{group}].value~year@{year}", None if value is None else Fraction(value), unit="count", status="" if value is not None else "x",
            basis="year", period=year, method="received", formula="", received_by="2023-11-30",
        )
        for group, values in VALUES.items()
        for year, value in zip(("2020-21", "2021-22", "2022-23"), values, strict=True)
    ]  # fmt: skip
    (chart,) = [one for one in draw_charts(report, Figures(made)) if one.kind == "panels"]
    return made, chart


def test_groups_over_time_stand_beside_each_other_on_one_scale_and_what_is_missing_says_so(over_time):
    made, chart = over_time
    panels = dict(re.findall(r'<svg [^>]*data-panel="([^"]+)"[^>]*>(.*?)</svg>', chart.svg))
    assert list(panels) == list(VALUES) and chart.narrow == ""
    heights = {figure: float(high) for high, figure in re.findall(r'height="([0-9.]+)"[^>]*data-point="([^"]+)"', chart.svg)}
    assert abs(heights["A1[South].value~year@2020-21"] / heights["A1[North].value~year@2020-21"] - 3) < 0.05
    assert "[x]" in panels["South"] and panels["South"].count("data-point") == 2
    assert ">14<" in panels["North"] and chart.finding == ""  # one of the newest is not there
    assert chart.rows_are == "category" and [name for name, _ in chart.rows] == list(VALUES)
    assert faults(made, chart) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('data-panel="North"', 'data-panel="South"', "do not have one drawing each"),
        ('data-label="category">North', 'data-label="category">South', "bears another name"),
        ('data-tick="y">40', 'data-tick="y">60', "different scales"),
        ("A1[North].value~year@2020-21", "A1[North].value~year@2021-22", "does not stand where the other groups have its period"),
        ("A1[North].value~year@2020-21", "A1[South].value~year@2020-21", "A mark is no figure of its chart"),
    ],
)
def test_the_check_of_an_edition_reads_each_panel(over_time, old, new, said):
    assert any(said in one for one in faults(*over_time, old, new))


def test_without_the_key_nothing_is_drawn_over_time(tmp_path, over_time):
    report = make_report(tmp_path / "other", {"A1": {"total": False, "categories": {group: {} for group in VALUES}}})
    assert [one.kind for one in draw_charts(report, Figures(over_time[0]))] == []
