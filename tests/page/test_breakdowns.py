"""Breakdowns: categories with their shares, the largest group in words, and bars that say what they print."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from pipeline.figures.figure import Figures
from pipeline.page import breakdowns
from pipeline.page.charts.breakdown_charts import draw_breakdowns

pytestmark = pytest.mark.filterwarnings("error")

SVG = "{http://www.w3.org/2000/svg}"
PERIOD = "2023-24-Q2"
PLAIN = {"comparator": "none", "judged": False, "variance_basis": None, "polarity": "neutral"}


def received(folder, *categories):
    """The report and figures of one indicator with these (category, value, status) and their total of 20."""
    folder.define("A1", **PLAIN)
    lines = [f"A1,{PERIOD},year_to_date,{value},,,{status},,{name}" for name, value, status in categories]
    folder.receive("2023-11-30", f"A1,{PERIOD},year_to_date,20,,,,,", *lines)
    return folder.report(), folder.figures()


def rectangles(chart):
    """The bars of a chart: (length, colour), from the top."""
    groups = ElementTree.fromstring(chart.wide).iter(f"{SVG}g")
    return [(float(one.get("width")), group.get("fill")) for group in groups for one in group.findall(f"{SVG}rect")]


def test_the_largest_group_is_named_with_its_number_its_total_and_its_share(folder):
    report, figures = received(folder, ("North", 12, ""), ("South", 8, ""))
    told = re.sub("<[^>]+>", "", breakdowns.largest_group(report, figures, "A1"))
    assert told == "North, 12 of 20 cases (60.0% [u])"


def test_groups_of_one_size_are_named_together(folder):
    report, figures = received(folder, ("North", 8, ""), ("South", 8, ""), ("West", 4, ""))
    told = re.sub("<[^>]+>", "", breakdowns.largest_group(report, figures, "A1"))
    assert told == "North and South, each 8 of 20 cases (40.0% [u])"


def test_what_was_not_given_is_a_category_and_never_the_largest_group(folder):
    report, figures = received(folder, ("North", 6, ""), ("Not given", 14, ""))
    assert breakdowns.categories(report, figures, "A1") == ["North", "Not given"]
    assert breakdowns.largest_group(report, figures, "A1").startswith("North")


def test_where_every_group_is_withheld_the_largest_is_withheld_and_not_none(folder):
    report, figures = received(folder, ("North", 3, ""), ("South", 17, ""))
    hidden = Figures(replace(one, value=None, status="c") if one.parts.category else one for one in figures.values())
    assert breakdowns.largest_group(report, hidden, "A1") == "withheld"


def test_each_thing_that_is_counted_is_listed_once_and_percentages_are_not(folder):
    noun = {"one": "need", "many": "needs"}
    folder.define("A1", **PLAIN)
    folder.define("A2", **PLAIN)
    folder.define("A3", **PLAIN, noun=noun)
    folder.define("A4", **PLAIN, noun=noun | {"many": "of the needs"}, unit="percent", aggregation="ratio")
    assert breakdowns.counting_units(folder.report()) == ["A1", "A3"]


def test_every_number_and_share_of_the_chart_names_its_figure(folder):
    report, figures = received(folder, ("North of the river and beyond", 12, ""), ("South", 8, ""))
    (chart,) = draw_breakdowns(report, figures)
    marked = {
        text.get("data-figure"): "".join(text.itertext())
        for text in ElementTree.fromstring(chart.wide).iter(f"{SVG}text")
        if text.get("data-figure")
    }
    assert marked == {
        "A1[North of the river and beyond].value": "12", "A1[North of the river and beyond].share": "60.0% [u]",
        "A1[South].value": "8", "A1[South].share": "40.0% [u]",
    }  # fmt: skip
    assert set(chart.figure.operands.values()) == {*marked, "A1.value"}  # the total, which its title tells
    assert chart.figure.id == "A1.chart:breakdown"


def test_bars_start_at_one_line_and_are_as_long_as_their_numbers(folder):
    report, figures = received(folder, ("North", 12, ""), ("South", 6, ""), ("West", 2, ""))
    (chart,) = draw_breakdowns(report, figures)
    lengths = [length for length, _ in rectangles(chart)]
    assert lengths == pytest.approx([lengths[0], lengths[0] / 2, lengths[0] / 6], abs=0.06)


def test_nothing_has_a_bar_where_the_number_is_zero_or_missing(folder):
    report, figures = received(folder, ("North", 18, ""), ("South", 0, ""), ("West", "", "c"))
    (chart,) = draw_breakdowns(report, figures)
    assert len(rectangles(chart)) == 1
    texts = [text.text for text in ElementTree.fromstring(chart.wide).iter(f"{SVG}text")]
    assert "0" in texts and "[c]" in texts


def test_what_was_not_given_is_drawn_in_another_colour(folder):
    report, figures = received(folder, ("North", 14, ""), ("Not given", 6, ""))
    (chart,) = draw_breakdowns(report, figures)
    (_, known), (_, not_given) = rectangles(chart)
    assert known != not_given


def test_one_category_makes_no_chart(folder):
    report, figures = received(folder, ("North", 20, ""))
    assert draw_breakdowns(report, figures) == []


def test_a_half_year_is_shown_beside_the_year_where_the_indicator_asks_for_it(folder):
    folder.define("A1", **PLAIN, basis="year", also_on=["half_year"])
    folder.receive("2024-05-30", "A1,2023-24,year,20,,,,,", "A1,2023-24-Q4,half_year,7,,,,,")
    assert folder.figures("2023-24")["A1.value~half_year"].display == "7"
