"""Similar areas are ranked and set out by size, each beside the limits of chance; the own area is named, and the rule is told."""

from __future__ import annotations

import re

import pytest

from check_edition.page.charts.charts import check_charts
from check_edition.page.tree import PageTree
from pipeline.page.charts.charts import draw_charts

COUNTS = {
    "Ash": (52, 6100), "Beck": (118, 7400), "Cole": (31, 3900), "Dene": (90, 9800), "Elm": (47, 5200), "Firth": (20, 2100),
    "Garth": (64, 8300), "Holme": (75, 8800),
}  # fmt: skip
SAYS = "The eight districts nearest in income, age and density, by the 2021 census."
OWN = {
    "unit": "rate", "aggregation": "ratio", "population": "Residents", "per": 1000, "decimals": 1, "comparator": "group:similar",
    "noun": {"one": "crime per 1,000 residents", "many": "crimes per 1,000 residents"}, "basis": "quarter",
    "areas": {"own": "Beck", "groups": {"similar": {"name": "most similar group", "areas": [*COUNTS], "rank": "lowest_first", "says": SAYS}}},
}  # fmt: skip


@pytest.fixture
def areas(folder):
    folder.define("A1", **OWN)
    lines = [f"A1,2023-24-Q2,quarter,,{cases},{people},,,{area}" for area, (cases, people) in COUNTS.items()]
    folder.receive("2023-11-30", *lines)
    return folder


@pytest.fixture
def charts(areas):
    figures = areas.figures()
    drawn = {chart.kind: chart for chart in draw_charts(areas.report(), figures)}
    return figures, drawn


def faults(figures, chart, old="", new=""):
    records = {one.id: one.record() for one in figures.values()} | {chart.figure.id: chart.figure.record()}
    html = f'<figure data-figure="{chart.figure.id}"><figcaption>{chart.finding}</figcaption>{chart.svg}</figure>'
    page = PageTree(html.replace(old, new) if old else html)
    check_charts(page, records)
    return [said for _, said in page.faults]


def test_areas_are_ranked_by_their_values_with_limits_and_the_outer_ones_are_ringed_and_named(charts):
    figures, drawn = charts
    ranked = [name for name, _ in drawn["areas"].rows]
    assert ranked == sorted(COUNTS, key=lambda area: -COUNTS[area][0] / COUNTS[area][1])
    assert drawn["areas"].outside == drawn["funnel"].outside == (("Beck", "A1[Beck].value", "above"),)
    for chart in drawn.values():
        assert re.findall('data-outside="([^"]+)"', chart.svg) == ["A1[Beck].value"] * 2
        said = re.sub("<[^>]+>", "", str(chart.finding))
        assert said == f"{chart.title.partition(',')[0]} of Beck: {figures['A1[Beck].value'].display}, above its limits"
        assert faults(figures, chart) == []


def test_a_point_of_a_funnel_that_is_moved_is_named_by_the_check_of_an_edition(charts):
    figures, drawn = charts
    circle = re.search(r'<circle cx="([0-9.]+)" cy="([0-9.]+)" r="4" data-point="A1\[Ash\].value"', drawn["funnel"].wide)
    across, down = circle[0].replace(circle[1], f"{float(circle[1]) + 9:g}"), circle[0].replace(circle[2], f"{float(circle[2]) + 9:g}")
    assert any("is not at its size" in said for said in faults(figures, drawn["funnel"], circle[0], across))
    assert any("is not at its value" in said for said in faults(figures, drawn["funnel"], circle[0], down))
    assert any('says "within"' in said for said in faults(figures, drawn["funnel"], ">above<", ">within<"))
    assert any("is not ringed" in said for said in faults(figures, drawn["areas"], ' data-outside="A1[Beck].value"', ""))


def test_without_the_counts_of_one_area_there_is_neither_and_never_a_league_table(folder):
    folder.define("A1", **OWN)
    folder.receive("2023-11-30", *(f"A1,2023-24-Q2,quarter,{index},,,,,{area}" for index, area in enumerate(COUNTS)))
    assert not {chart.kind for chart in draw_charts(folder.report(), folder.figures())} & {"areas", "funnel"}
