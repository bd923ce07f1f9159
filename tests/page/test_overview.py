"""The overview: a row for each indicator, with its course drawn of its own printed values, and what can be chosen counted."""

import re
from fractions import Fraction

import pytest
from support import page_of

from check_edition.page.charts.courses import check_courses
from check_edition.page.check import check_page
from check_edition.page.places import check_places
from check_edition.page.tree import PageTree
from pipeline.figures.figure import Figures, make_figure
from pipeline.page.markup import marks_line
from pipeline.page.overview import course
from reporting.editions.render import chosen_rows


def figure(id, value, period, basis="quarter", **own):
    number = {"status": "x", "reason": "late"} if value is None else {}
    value = None if value is None else Fraction(str(value))
    return make_figure(id, value, unit="count", method="m", formula="", basis=basis, period=period, **number, **own)


QUARTERS = [f"{year}-{str(year + 1)[2:]}-Q{number}" for year in (2020, 2021, 2022) for number in (1, 2, 3, 4)]
VALUES = dict(zip(QUARTERS, (9, 12, 10, 14, 11, None, 18, 16, 20, 13, 15, 17), strict=True))
LAST = figure("A1.value", VALUES[QUARTERS[-1]], QUARTERS[-1])
FIGURES = Figures([
    *(figure(f"A1.value@{period}", value, period) for period, value in VALUES.items() if period != QUARTERS[-1]), LAST,
    figure("A1.value~year@2022-23", 999, "2022-23", "year"), figure("A10.value@2022-23-Q1", 999, "2022-23-Q1"),
    figure("A1.comparator", 16, "2021-22-Q4"),
])  # fmt: skip
RECORDS = {one.id: one.record() for one in FIGURES.values()}
DRAWN = course(FIGURES, LAST, FIGURES["A1.comparator"])
ROW = f'<tr><td><data data-figure="A1.value">17</data><data data-figure="A1.comparator">16</data></td><td>{DRAWN}</td></tr>'


def faults(html):
    page = PageTree(f"<table>{html}</table>")
    check_courses(page, RECORDS)
    return [sentence for _, sentence in page.faults]


def test_a_course_shows_the_newest_eight_values_that_are_there_and_the_level_they_are_compared_with():
    drawing = PageTree(DRAWN).root
    shown = [one.attrs["data-course"] for one in drawing.inside("circle")]
    assert shown == [f"A1.value@{period}" for period in QUARTERS[3:-1] if VALUES[period] is not None] + ["A1.value"]
    (level,) = drawing.inside("path")
    same = next(one for one in drawing.inside("circle") if one.attrs["data-course"] == "A1.value@2021-22-Q4")  # 16, as the level
    assert level.attrs["d"] == f"M0 {same.attrs['cy']}H84"
    heights = {RECORDS[one.attrs["data-course"]]["value"]: float(one.attrs["cy"]) for one in drawing.inside("circle")}
    assert [heights[value] for value in sorted(heights)] == sorted(heights.values(), reverse=True)
    assert len(DRAWN) < 900
    assert faults(ROW) == []


def test_one_value_is_no_course_and_so_are_earlier_ones_without_the_newest():
    missing = figure("A1.value", None, QUARTERS[-1])
    earlier = [one for name, one in FIGURES.items() if name != "A1.value"]
    assert course(Figures([LAST]), LAST, None) == course(Figures([*earlier, missing]), missing, None) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('data-course="A1.value@2022-23-Q1"', 'data-course="A1.value@2022-23-Q2"'),
        ('data-course="A1.value@2022-23-Q1"', 'data-course="A1.nothing"'),
        ('<path data-course="A1.comparator"', '<path data-course="A1.value@2021-22-Q1"'),
        ('d="M0 ', 'd="M0 1'),
        ('<polyline points="', '<polyline points="0,0 '),
        ("</svg>", '<rect width="84" height="26"/></svg>'),
        ('data-figure="A1.value"', 'data-figure="B1.value"'),
    ],
    ids=["another value", "no value", "another level", "level elsewhere", "line elsewhere", "more drawn", "another row"],
)
def test_a_course_that_is_not_drawn_of_its_figures_is_named(right, wrong):
    assert right in ROW
    assert faults(ROW.replace(right, wrong, 1)) != []


LIGHT = {**RECORDS["A1.value"], "id": "A1.traffic_light", "measure": "traffic_light", "indicator": "A1", "category": "", "value": "red", "display": "red"}
CHOICE = '<details name="filter" data-show="red"><summary>red</summary><p><data value="1" data-count="row: red">1</data> of <data value="2" data-count="row">2</data> shown: red</p></details>'
ROWS = '<table><tr data-row="red in-a"><td><span data-figure="A1.traffic_light">red</span></td></tr><tr data-row="green in-a"><td></td></tr></table>'


def counted(html):
    return [one for one in check_page(html, ledger=[LIGHT], labels=None, cells={}).faults if "miscounts" in one]


def test_what_is_shown_of_how_many_is_counted_in_the_rows():
    assert counted(CHOICE + ROWS) == []
    assert len(counted(CHOICE.replace(">1<", ">2<") + ROWS)) == 1
    assert len(counted(CHOICE + ROWS.replace('data-row="green', 'data-row="red'))) == 1


def test_a_row_is_chosen_by_the_light_that_it_shows():
    for html, wrong in ((ROWS, 0), (ROWS.replace('"red in-a"', '"green in-a"'), 1)):
        page = PageTree(html)
        check_places(page, {"A1.traffic_light": LIGHT})
        assert len([one for _, one in page.faults if "chosen by another light" in one]) == wrong


def test_a_style_hides_what_was_not_chosen_on_a_screen_alone():
    assert chosen_rows(CHOICE) == "@media screen { #lights:has([data-show=red][open]) [data-row]:not([data-row~=red]) { display: none; } }"


def test_marks_are_told_once_where_they_first_stand():
    assert marks_line("<p>[x] and 5 [u]</p>", told="<p>7 [u]</p>") == '<p class="small">Marks: [x] not available.</p>'
    assert marks_line('<p title="[x]">5</p>') == ""


def test_the_day_by_which_most_earlier_values_were_received_is_said_once_and_another_one_where_it_holds(folder):
    for code, day in (("A1", "2022-11-30"), ("A2", "2022-11-30"), ("A3", "2023-02-14")):
        folder.define(code)
        folder.receive(day, f"{code},2022-23-Q2,year_to_date,40", name=f"earlier-{code}")
    folder.receive("2023-11-30", *(f"{code},2023-24-Q2,year_to_date,48" for code in ("A1", "A2", "A3")))
    page = page_of(folder)
    table, cards = (page.part(name)._repr_html_() for name in ("lights_summary", "priorities"))
    said = re.compile(r'as received by <time datetime="([^"]*)"')
    assert "where its row or card says nothing else</caption>" in table
    assert [said.findall(one) for one in (table, cards)] == [["2022-11-30", "2023-02-14"], ["2023-02-14"]]
