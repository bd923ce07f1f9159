"""Charts: what is printed is the ledger's, what is missing is a gap, and every digit says where it comes from."""

import os
import re
import subprocess
import sys
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from generated import toml_value

from pipeline.core.figure_ids import FigureId
from pipeline.core.periods import Period
from pipeline.definitions.report import Report
from pipeline.definitions.report_files import load_report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.page.charts.breakdown_charts import draw_breakdowns
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_periods import period_labels
from pipeline.page.charts.charts import draw_charts
from pipeline.page.charts.colours import BAR, INK, PALE, THIS
from pipeline.page.charts.svg import LINE, SIZE, width
from pipeline.page.markup import anchor

pytestmark = pytest.mark.filterwarnings("error")

SVG = "{http://www.w3.org/2000/svg}"
REPORT = """
title = "Report"
partnership = "Partnership"
team = "Team"
layout = "scorecard"
notice = "Fictional."
years = 5
priorities = [{ id = "asb", title = "Antisocial behaviour" }]
disclosure = { rule = "none", reason = "Fictional." }

[[traffic_light]]
applies_from = "2015-16-Q1"
green_from = 0
amber_from = -15
key = { green = "green", amber = "amber", red = "red", data_only = "data only", no_data = "no data" }
"""
INDICATOR = {
    "name": "Number of referrals", "short_name": "Referrals", "priority": "asb", "definition": "Referrals.", "unit": "count",
    "noun": {"one": "referral", "many": "referrals"}, "basis": "year_to_date", "aggregation": "sum",
    "polarity": "higher_is_better", "comparator": "same_period_last_year", "judged": False, "decimals": 0,
    "source": "Return", "owner": "Manager", "checked_by": "Analyst", "next_review": "2027-03-31",
}  # fmt: skip
PERCENT = {"unit": "percent", "aggregation": "ratio"}


def make_report(folder: Path, indicators: dict[str, dict] | None = None, period: str = "2023-24-Q2") -> Report:
    """A report read from its files; an indicator states only what differs from a count of referrals."""
    (folder / "demo").mkdir(parents=True, exist_ok=True)
    (folder / "demo" / "report.toml").write_text(REPORT, encoding="utf-8")
    tables = [
        f"[{toml_value(code)}]\n" + "\n".join(f"{key} = {toml_value(value)}" for key, value in {**INDICATOR, **own}.items())
        for code, own in (indicators or {"A1": {}}).items()
    ]
    text = "\n\n".join(tables).replace('next_review = "2027-03-31"', "next_review = 2027-03-31")
    (folder / "demo" / "indicators.toml").write_text(text, encoding="utf-8")
    return load_report(folder, "demo", period)


def figure(
    report: Report, code: str, measure: str, value: object, *, period: str = "", basis: str = "", **rest
) -> Figure:
    """A figure with the id that the report gives it; without a value it is [x]."""
    indicator = report.indicators[code]
    basis = basis or indicator.basis
    when = Period.parse(period, basis) if period else report.period
    given = {"unit": indicator.unit, "decimals": indicator.decimals, "received_by": "2023-11-30"} | rest
    return make_figure(
        report.figure_id(code, measure, basis=basis, period=when),
        None if value is None else Fraction(str(value)),
        status=given.pop("status", "x" if value is None else ""),
        method="received", formula="", basis=basis, period=str(when), **given,
    )  # fmt: skip


def quarters(report: Report, code: str, values: list, last: str = "2023-24-Q2", **rest) -> list[Figure]:
    """Quarter values, oldest first, up to `last`; None is [x], "" is no figure at all."""
    names = [str(Period.parse(last).back(3 * ago)) for ago in reversed(range(len(values)))]
    dated = zip(names, values, strict=True)
    return [
        figure(report, code, "value", value, period=name, basis="quarter", **rest)
        for name, value in dated
        if value != ""
    ]


def years(report: Report, code: str, values: list, last: str = "2022-23", **rest) -> list[Figure]:
    names = [str(Period.parse(last).back(12 * ago)) for ago in reversed(range(len(values)))]
    dated = zip(names, values, strict=True)
    return [
        figure(report, code, "value", value, period=name, basis="year", **rest) for name, value in dated if value != ""
    ]


def usual_range(report: Report, code: str, mean: object, lower: object, upper: object) -> list[Figure]:
    given = {"mean": mean, "lower_limit": lower, "upper_limit": upper}
    return [figure(report, code, measure, value, basis="quarter", decimals=1) for measure, value in given.items()]


def every_kind(folder: Path) -> tuple[Report, Figures]:
    """A report whose charts are of every kind, with a gap in each."""
    percent = {**PERCENT, "basis": "quarter", "target": {"value": 90, "says": "At least 90 %."}}
    report = make_report(folder, {"A1": {}, "A2": percent, "A3": {}})
    made = [
        figure(report, "A1", "value", 48),
        figure(report, "A1", "comparator", None),
        figure(report, "A1", "target", 60),
    ]
    made += years(report, "A1", [1561, "", 1645, None, 1271])
    made += quarters(report, "A2", [92, 94, None, 100, 0, "88.5"]) + [figure(report, "A2", "target", 90)]
    made += quarters(report, "A3", [30, 41, None, 38, "", 45, 29, 33, 37, 40, 31, 36])
    made += usual_range(report, "A3", "36.1", "12.4", "59.8")
    return report, Figures(made)


def draw(report: Report, made: list[Figure]) -> dict[str, Chart]:
    """The charts by kind."""
    return {chart.kind: chart for chart in draw_charts(report, Figures(made))}


def groups(chart: Chart, attribute: str) -> list[tuple[str, str]]:
    """(value of the attribute, text) of everything in the SVG that carries it, in the order of the SVG."""
    root = ElementTree.fromstring(chart.wide)
    return [(part.get(attribute), "".join(part.itertext())) for part in root.iter() if part.get(attribute)]


def words(chart: Chart) -> str:
    return "".join(ElementTree.fromstring(chart.wide).itertext())


def bars(chart: Chart) -> list[tuple[float, float]]:
    """Left edge and height of each upright bar."""
    rects = [one for one in ElementTree.fromstring(chart.wide).iter(f"{SVG}rect") if one.get("data-point")]
    return sorted((float(one.get("x")), float(one.get("height"))) for one in rects)


def levels(chart: Chart) -> list[float]:
    """How far from the top each level line lies, from left to right."""
    lines = re.findall(r'<path d="M([0-9.]+) ([0-9.]+)L[0-9.]+ ([0-9.]+)" data-point', chart.wide)
    assert all(y == other for _, y, other in lines)
    return [float(y) for _, y, _ in sorted(lines, key=lambda line: float(line[0]))]


def text_boxes(drawing: str) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right and bottom of every line of text, in a font wider than the page's."""
    root = ElementTree.fromstring(drawing)
    anchors = {text: group.get("text-anchor") for group in root.iter(f"{SVG}g") if group.get("text-anchor") for text in group.iter(f"{SVG}text")}
    boxes = []
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x")), float(text.get("y"))
        for at, line in enumerate([text.text, *(one.text for one in text)]):
            long = width(line.strip())
            left, foot = x - long * {"start": 0, None: 0.5, "end": 1}[anchors.get(text)], y + LINE * at
            boxes.append((left, foot - 0.75 * SIZE, left + long, foot, line))
    return boxes


def test_every_printed_value_is_the_display_of_its_figure(tmp_path):
    report, figures = every_kind(tmp_path)
    charts = draw_charts(report, figures)
    assert [(chart.code, chart.kind) for chart in charts] == [
        ("A1", "comparison"), ("A1", "years"), ("A2", "quarters"), ("A3", "quarters"), ("A3", "variation"),
    ]  # fmt: skip
    for chart in charts:
        printed = groups(chart, "data-figure")
        assert printed and all(text == figures[figure_id].display for figure_id, text in printed)


def test_a_bar_chart_prints_every_figure_of_its_table_but_last_years_which_are_lines(tmp_path):
    report, figures = every_kind(tmp_path)
    for chart in draw_charts(report, figures):
        if chart.kind != "variation":
            tabled = {figure_id for _, cells in chart.rows for series, figure_id in cells if figure_id and series != "2022/23"}
            assert {figure_id for figure_id, _ in groups(chart, "data-figure")} == tabled


def test_a_value_with_markers_is_printed_whole_even_on_two_lines(tmp_path):
    report = make_report(tmp_path)
    made = quarters(report, "A1", [12043, 11999, 12500, 12777, 13001, 12888], status="p")
    printed = dict(groups(draw(report, made)["quarters"], "data-figure"))
    assert printed["A1.value~quarter@2023-24-Q1"] == "13,001 [p]"


def test_a_missing_value_is_a_gap_with_its_marker_and_never_a_bar_of_no_height(tmp_path):
    report = make_report(tmp_path)
    chart = draw(report, years(report, "A1", [167, None, "", 0, 120]))["years"]
    assert groups(chart, "data-figure")[1] == ("A1.value~year@2019-20", "[x]")
    assert len(bars(chart)) == 3  # 167, 0 and 120
    assert "no data" in words(chart)  # the year without any figure


def test_a_true_zero_is_drawn_and_printed_as_zero(tmp_path):
    report = make_report(tmp_path)
    chart = draw(report, [figure(report, "A1", "value", 0), figure(report, "A1", "comparator", 0)])["comparison"]
    assert [text for _, text in groups(chart, "data-figure")] == ["0", "0"]
    assert [text for _, text in groups(chart, "data-tick")] == ["0", "1"]


def test_bars_start_at_zero_and_are_as_high_as_their_values(tmp_path):
    report = make_report(tmp_path)
    chart = draw(report, years(report, "A1", [50, 100, 200]))["years"]
    heights = [height for _, height in bars(chart)]
    assert heights[1] / heights[0] == pytest.approx(2, abs=0.01)
    assert heights[2] / heights[0] == pytest.approx(4, abs=0.01)


def test_last_year_stands_beside_this_year_quarter_by_quarter(tmp_path):
    report = make_report(tmp_path)
    chart = draw(report, quarters(report, "A1", [10, 20, 30, 40, 15, 25]))["quarters"]
    assert [label for label, _ in chart.rows] == [
        "Q1 April to June", "Q2 July to September", "Q3 October to December", "Q4 January to March",
    ]  # fmt: skip
    assert chart.rows[0][1] == (("2023/24", "A1.value~quarter@2023-24-Q1"), ("2022/23", "A1.value~quarter@2022-23-Q1"))
    assert chart.rows[2][1] == (("2023/24", ""), ("2022/23", "A1.value~quarter@2022-23-Q3"))
    assert [round(height / bars(chart)[0][1] * 15) for _, height in bars(chart)] == [15, 25]  # from left to right
    lines = levels(chart)
    assert [round((lines[0] - y) / (lines[0] - lines[3]) * 30) for y in lines] == [0, 10, 20, 30]  # 10, 20, 30, 40
    assert chart.key == (("Bars", "2023/24"), ("Lines", "2022/23"))


def test_quarters_after_the_period_are_not_drawn_even_if_they_are_known(tmp_path):
    report = make_report(tmp_path)
    chart = draw(report, quarters(report, "A1", [10, 20, 30, 40, 15, 25, 99], last="2023-24-Q3"))["quarters"]
    assert ">99<" not in chart.svg


def test_a_year_without_a_last_year_stands_alone_and_is_named(tmp_path):
    report = make_report(tmp_path, period="2023-24-Q4")
    chart = draw(report, quarters(report, "A1", [10, 20, 30, 40], last="2023-24-Q4"))["quarters"]
    assert all(len(cells) == 1 for _, cells in chart.rows)
    assert chart.key == (("Bars", "2023/24"),)


def test_two_quarters_give_way_to_a_comparison(tmp_path):
    report = make_report(tmp_path)
    made = [
        *quarters(report, "A1", [23, 25]),
        figure(report, "A1", "value", 48),
        figure(report, "A1", "comparator", 85),
    ]
    charts = draw(report, made)
    assert set(charts) == {"comparison"}
    assert charts["comparison"].rows == (
        ("April to September 2023", (("Value", "A1.value"),)),
        ("April to September 2022", (("Value", "A1.comparator"),)),
    )


@pytest.mark.parametrize(
    ("value", "comparator", "target"),
    [(48, None, None), (None, 85, 90), (48, "", ""), ("", 85, 90)],  # None is [x], "" no figure
)
def test_nothing_is_drawn_without_this_periods_value_and_one_more(tmp_path, value, comparator, target):
    report = make_report(tmp_path)
    given = {"value": value, "comparator": comparator, "target": target}
    assert draw(report, [figure(report, "A1", measure, own) for measure, own in given.items() if own != ""]) == {}


@pytest.mark.parametrize("received", [[], [120], [None, None, 120], ["", None]])
def test_fewer_than_two_years_are_not_drawn(tmp_path, received):
    report = make_report(tmp_path)
    assert draw(report, years(report, "A1", received)) == {}


def test_a_value_held_against_its_baseline_stands_beside_it(tmp_path):
    level = {"value": 80, "says": "Baseline."}
    report = make_report(tmp_path, {"A1": {**PERCENT, "comparator": "baseline", "baseline": level, "decimals": 1}})
    chart = draw(report, [figure(report, "A1", "value", "90.2"), figure(report, "A1", "baseline", 80)])["comparison"]
    assert [label for label, _ in chart.rows] == ["April to September 2023", "Baseline"]
    assert chart.title == "Referrals, beside the baseline"


def test_the_previous_period_is_shown_where_the_value_is_held_against_it(tmp_path):
    report = make_report(tmp_path, {"A1": {"basis": "quarter", "comparator": "previous_period"}})
    chart = draw(report, [figure(report, "A1", "value", 7), figure(report, "A1", "comparator", 9)])["comparison"]
    assert [label for label, _ in chart.rows] == ["July to September 2023", "April to June 2023"]


@pytest.mark.parametrize(("own", "shown"), [(PERCENT, True), ({}, False)])
def test_only_a_percentage_has_its_target_as_a_line_across_the_quarters(tmp_path, own, shown):
    report = make_report(tmp_path, {"A1": {**own, "target": {"value": 90, "says": "Target."}}})
    made = [*quarters(report, "A1", [92, 94, 90]), figure(report, "A1", "target", 90)]
    chart = draw(report, made)["quarters"]
    assert (("A1.target", "90%") in groups(chart, "data-figure")) is shown
    assert (("Target", "A1.target") in chart.rows[0][1]) is shown


def test_the_usual_range_is_a_line_whose_points_name_their_figures(tmp_path):
    report = make_report(tmp_path)
    made = quarters(report, "A1", [30, 41, 38, 45, 29]) + usual_range(report, "A1", "36.6", "4.5", "68.7")
    chart = draw(report, made)["variation"]
    points = [point for point, _ in groups(chart, "data-point")]
    assert points == [*(f"A1.{one}~quarter" for one in ("upper_limit", "mean", "lower_limit")), *(own.id for own in made[:5])]
    assert dict(groups(chart, "data-figure")) == {
        "A1.value~quarter": "29",
        "A1.upper_limit~quarter": "68.7", "A1.mean~quarter": "36.6", "A1.lower_limit~quarter": "4.5",
    }  # fmt: skip
    assert [label for label, _ in chart.rows][-4:] == ["July to September 2023", "Upper limit", "Mean", "Lower limit"]


def test_the_line_breaks_where_a_quarter_is_missing(tmp_path):
    report = make_report(tmp_path)
    made = quarters(report, "A1", [30, 41, None, 45, "", 29, 31]) + usual_range(report, "A1", "36.6", "4.5", "68.7")
    chart = draw(report, made)["variation"]
    (line,) = re.findall(r'<path d="([^"]+)" data-line="points"', chart.wide)
    assert line.count("M") == 3
    assert "[x]" in [text for _, text in groups(chart, "data-figure")] and "no data" in words(chart)
    assert len(groups(chart, "data-point")) == 5 + 3  # and the levels


def test_quarters_without_limits_have_no_variation_chart(tmp_path):
    report = make_report(tmp_path)
    made = quarters(report, "A1", [30, 41, 38, 45]) + usual_range(report, "A1", "36.6", None, None)
    assert "variation" not in draw(report, made)


def test_every_digit_stands_in_a_figure_a_tick_or_the_name_of_a_period(tmp_path):
    report, figures = every_kind(tmp_path)
    for chart in draw_charts(report, figures):
        root = ElementTree.fromstring(chart.wide)
        marked = {
            part
            for group in root.iter()
            if group.attrib.keys() & {"data-figure", "data-tick", "data-label"}
            for part in group.iter()
        }
        assert not [part.text for part in root.iter() if part not in marked and re.search(r"\d", part.text or "")]
        assert all(re.fullmatch(r"\u2212?\d{1,3}(,\d{3})*(\.\d+)?%?", text) for _, text in groups(chart, "data-tick"))


def test_every_name_of_a_period_is_one_of_the_periods_that_the_report_can_name(tmp_path):
    report, figures = every_kind(tmp_path)
    known = period_labels(report)
    for chart in draw_charts(report, figures):
        assert {text for kind, text in groups(chart, "data-label") if kind == "period"} <= known
        for label, cells in chart.rows:
            assert all(
                text in known or not re.search(r"\d", text) for text in (label, *(series for series, _ in cells))
            )


def test_titles_and_attributes_that_are_read_aloud_hold_no_digits(tmp_path):
    report, figures = every_kind(tmp_path)
    for chart in draw_charts(report, figures):
        assert not re.search(r"\d", chart.title)
        assert not re.search(r"<title|<desc|aria-label=|\stitle=", chart.svg)


def test_percentages_have_ticks_with_a_percent_sign_and_none_above_the_whole(tmp_path):
    report = make_report(tmp_path, {"A1": PERCENT})
    chart = draw(report, quarters(report, "A1", [92, 94, 100]))["quarters"]
    assert [text for _, text in groups(chart, "data-tick")] == ["0%", "20%", "40%", "60%", "80%", "100%"]


def test_small_rates_have_ticks_with_the_decimals_they_need(tmp_path):
    report = make_report(
        tmp_path, {"A1": {"unit": "rate", "aggregation": "ratio", "population": "people", "decimals": 2}}
    )
    chart = draw(report, years(report, "A1", ["0.46", "0.3"]))["years"]
    assert {len(text) for _, text in groups(chart, "data-tick")} == {3}  # 0.0, 0.2, 0.4


def test_every_figure_that_a_chart_prints_is_a_link_named_by_its_row_and_the_rest_is_not_read_aloud(tmp_path):
    report, figures = every_kind(tmp_path)
    for chart in draw_charts(report, figures):
        root = ElementTree.fromstring(chart.wide)
        links = {link.get("href"): link.get("aria-labelledby").split() for link in root.findall(".//{*}a")}
        assert set(links) == {f"#{anchor(figure_id)}" for figure_id, _ in groups(chart, "data-figure")}
        for link, (row, cell) in links.items():
            at, column = map(int, cell.rpartition("-")[2].split("."))
            assert row == cell.rpartition(".")[0] and link == f"#{anchor(chart.rows[at - 1][1][column - 1][1])}"
        assert not list(heard(root))


def test_the_narrow_drawing_is_silent_holds_no_link_and_draws_the_same_figures(tmp_path):
    report, figures = every_kind(tmp_path)
    for chart in draw_charts(report, figures):
        assert 'aria-hidden="true"' in chart.narrow.partition(">")[0] and "<a " not in chart.narrow
        drawn = [set(re.findall('data-(?:point|figure)="([^"]+)"', one)) for one in (chart.wide, chart.narrow)]
        assert drawn[0] == drawn[1]


def test_letters_are_of_one_size_and_none_is_turned(tmp_path):
    report, figures = every_kind(tmp_path)
    made = quarters(report, "A1", [1234567, 2345678, 3456789, 1234567, 3456789, 1234567], status="p u")
    for chart in [*draw_charts(report, figures), *draw(report, made).values()]:
        assert re.findall(r'font-size="([^"]+)"', chart.svg) == ["13", "13"] and "rotate" not in chart.svg


def heard(element):
    """What is neither hidden nor in a link."""
    for child in element:
        if child.get("aria-hidden") != "true" and not child.tag.endswith("}a"):
            yield from heard(child) if len(child) else [child]


def test_the_svg_can_stand_in_a_page_without_changing_it_or_being_changed(tmp_path):
    report, figures = every_kind(tmp_path)
    for chart in draw_charts(report, figures):
        assert chart.svg.startswith("<svg ")
        assert not re.search(
            r"<style|style=|<metadata|<!--|<!DOCTYPE|<\?xml|xlink|font-family|DejaVu|matplotlib", chart.svg, re.I
        )
        root = ElementTree.fromstring(chart.wide)
        assert "height" not in root.attrib and root.get("viewBox") and "id" not in {name for one in root.iter() for name in one.attrib}


@pytest.mark.parametrize("name", ["<script>1</script>", "R&D & more", "$x^2$ and $y$", 'a "quoted" \\alpha', "tŷ 😀", "Environmental/neighbourhood-nuisance", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and more"])
def test_hostile_names_come_out_as_text(tmp_path, name):
    report = make_report(tmp_path, {"A1": {"categories": {name: {}, "other": {}}, "short_name": f"Name {name}"}})
    made = [
        make_figure(report.figure_id("A1", measure, category=one), Fraction(3), unit="count", basis="year_to_date",
                    period="2023-24-Q2", method="received", formula="")
        for one in (name, "other") for measure in ("value", "share")
    ]  # fmt: skip
    (chart,) = draw_breakdowns(report, Figures([figure(report, "A1", "value", 6), *made]))
    for drawing in (chart.wide, chart.narrow):
        words = [" ".join("".join(one.itertext()).split()) for one in ElementTree.fromstring(drawing).iter(f"{SVG}text") if one.get("data-label") == "category"]
        assert words == [name, "other"], "a word that is too long for a line is cut, and nothing is put into it"
    assert "<script" not in chart.svg and chart.title.startswith(f"Name {name}: number")


@pytest.mark.parametrize(("size", "status"), [(1, ""), (100, "p u"), (12345, "p"), (1234567, "p u")])
def test_no_text_runs_into_another_or_off_the_sheet(tmp_path, size, status):
    report = make_report(tmp_path, {"A1": {}, "A2": {**PERCENT, "decimals": 1}})
    made = quarters(report, "A1", [3 * size, 4 * size, "", 3 * size, 4 * size, 3 * size], status=status)
    made += years(report, "A1", [3 * size, 4 * size, 2 * size, 3 * size, 4 * size], status=status)
    made += usual_range(report, "A1", 3 * size, 3 * size, 3 * size)
    made += [
        figure(report, "A2", measure, 99, status=status) for measure in ("value", "comparator", "target", "baseline")
    ]
    charts = draw_charts(report, Figures(made))
    assert len(charts) == 4
    for chart in charts:
        for drawing in (chart.wide, chart.narrow):
            wide, high = map(float, re.search('viewBox="0 0 ([0-9.]+) ([0-9.]+)"', drawing).groups())
            boxes = text_boxes(drawing)
            for left, top, right, bottom, text in boxes:
                assert left >= -1 and top >= -1 and right <= wide + 1 and bottom <= high, text
            for one, other in combinations(boxes, 2):
                apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
                assert apart, (chart.kind, wide, one, other)


def test_the_chart_is_a_figure_that_rests_on_what_it_shows(tmp_path):
    report, figures = every_kind(tmp_path)
    charts = draw_charts(report, figures)
    assert [chart.figure.id for chart in charts] == [
        "A1.chart",
        "A1.chart~year",
        "A2.chart",
        "A3.chart",
        "A3.chart:variation",
    ]
    assert [chart.figure.basis for chart in charts] == ["year_to_date", "year", "quarter", "quarter", "quarter"]
    figures.include(Figures(chart.figure for chart in charts))
    for chart in charts:
        record = chart.figure.record()
        assert (record["value"], record["display"], record["unit"]) == ("drawn", chart.title, "chart")
        assert str(FigureId.parse(chart.figure.id)) == chart.figure.id
        printed = {figure_id for figure_id, _ in [*groups(chart, "data-figure"), *groups(chart, "data-point")]}
        assert printed <= set(record["operands"].values()) <= set(figures)
        assert record["received_by"] == "2023-11-30"


def test_a_yearly_indicator_can_have_both_its_comparison_and_its_years(tmp_path):
    report = make_report(tmp_path, {"A1": {"basis": "year"}}, period="2023-24-Q4")
    made = [figure(report, "A1", "comparator", 9), *years(report, "A1", [7, 9, 8], last="2023-24")]
    assert [chart.figure.id for chart in draw_charts(report, Figures(made))] == ["A1.chart", "A1.chart~year"]


def test_an_indicator_on_hold_is_not_drawn(tmp_path):
    report = make_report(tmp_path)
    (report.folder / "period").mkdir()
    hold = '[[holds]]\nindicator = "A1"\nrole = "Analyst"\nreason = "Under review."\n'
    (report.folder / "period" / "2023-24-Q2.toml").write_text(hold, encoding="utf-8")
    held = load_report(tmp_path, "demo", "2023-24-Q2")
    assert draw(held, [figure(report, "A1", "value", 48), figure(report, "A1", "comparator", 85)]) == {}


def test_bars_points_and_lines_differ_in_lightness_from_what_they_stand_on():
    bar, point, paper, pale, ink = (_luminance(colour) for colour in (BAR, THIS, "#ffffff", PALE, INK))
    for lighter, darker in ((paper, bar), (paper, point), (pale, point), (bar, ink), (pale, ink)):
        assert (lighter + 0.05) / (darker + 0.05) >= 3


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_drawing_is_the_same_to_the_byte_in_any_process_time_zone_and_folder(tmp_path):
    script = (
        "import sys, pathlib, test_charts as t; "
        "report, figures = t.every_kind(pathlib.Path(sys.argv[1])); "
        "sys.stdout.buffer.write(''.join(chart.svg for chart in t.draw_charts(report, figures)).encode())"
    )
    here = Path(__file__)
    drawn = []
    for number, (seed, zone, locale) in enumerate((("1", "UTC", "C"), ("4321", "Asia/Kathmandu", "C.UTF-8"))):
        place = tmp_path / f"place{number}"
        place.mkdir()
        if number:  # what a user's own settings would change
            (place / "matplotlibrc").write_text(
                "font.size: 30\nsvg.fonttype: path\naxes.facecolor: red\nlines.linewidth: 9\n"
            )
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        environment["PYTHONPATH"] = os.pathsep.join(map(str, here.parents[:3]))
        command = [sys.executable, "-W", "error", "-c", script, str(place)]
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        drawn.append(done.stdout)
    assert drawn[0] == drawn[1] and drawn[0].count(b"<svg") == 2 * 5
    report, figures = every_kind(tmp_path)
    assert "".join(chart.svg for chart in draw_charts(report, figures)).encode() == drawn[0]
