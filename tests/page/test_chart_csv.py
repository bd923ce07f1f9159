"""A chart as CSV: the table under it, held in the page, so that no server is asked; and the check holds one against the other."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from urllib.parse import quote, unquote

import pytest

from check_edition.page.inert import check_elements
from check_edition.page.tree import PageTree
from pipeline.figures.figure import Figures, make_figure
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_csv import csv_link
from pipeline.page.markup import figure_link

COMMON = {"basis": "quarter", "period": "2023-24-Q2", "method": "received", "formula": ""}
FIGURES = Figures([
    make_figure("A1.value", Fraction(200, 3), unit="percent", decimals=1, status="u", **COMMON),
    make_figure("A1.value@2022-23-Q2", None, unit="percent", decimals=1, status="x", reason="not received", **COMMON),
    make_figure("A1.value~quarter@2021-22-Q2", Fraction(1, 1000), unit="percent", decimals=1, **COMMON),
    make_figure("A1.change", Fraction(-37), unit="count", **COMMON),
])  # fmt: skip
ROWS = (("Q2  2023/24", "A1.value"), ("=1+1", "A1.value@2022-23-Q2"), ("Q2 2021/22", "A1.value~quarter@2021-22-Q2"), ("no figure", ""), ("-", "A1.change"))
DRAWN = Chart(
    make_figure("A1[a b].chart", "drawn", unit="chart", **COMMON), "A1", "quarters", "Cases", "<svg></svg>", "<svg></svg>",
    tuple((words, (("Value", figure),)) for words, figure in ROWS),
)  # fmt: skip


def held(link: str) -> str:
    return unquote(link.partition("data:text/csv;charset=utf-8,")[2].partition('"')[0])


def page(link: str, figure: str = 'figure data-figure="A1[a b].chart"') -> list[str]:
    """What the check of a page says of a chart with this link below its table."""
    cells = "".join(f"<tr><th>{words}</th><td>{figure_link(FIGURES[one]) if one else 'no figure'}</td></tr>" for words, one in ROWS)
    cells = cells.replace(' href="#', ' data-to="')
    read = PageTree(f"<html><body><{figure}><table><tr><th>Period</th><th>Value</th></tr>{cells}</table>{link}</figure></body></html>")
    check_elements(read)
    return [fault for _, fault in read.faults]


def test_it_has_a_row_for_each_figure_with_its_printed_value_and_its_shorthand_apart():
    rows = list(csv.reader(io.StringIO(held(csv_link(DRAWN, FIGURES, "Period")))))
    assert rows == [
        ["period", "series", "value", "shorthand", "figure"],
        ["Q2 2023/24", "Value", "66.7", "u", "A1.value"],
        ["'=1+1", "Value", "", "x", "A1.value@2022-23-Q2"],
        ["Q2 2021/22", "Value", "", "low", "A1.value~quarter@2021-22-Q2"],
        ["'-", "Value", "-37", "", "A1.change"],
    ]


def test_it_is_saved_under_the_name_of_its_chart():
    assert 'download="A1-a-b-.chart.csv"' in csv_link(DRAWN, FIGURES, "Period")


def test_the_check_takes_what_says_the_same_as_the_table():
    assert page(csv_link(DRAWN, FIGURES, "Period")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",66.7,", ",66.8,", "A chart as CSV says something else than its table"),
        (",66.7,u,", ",66.7,,", "A chart as CSV says something else than its table"),
        ("A1.change", "A1.value", "A chart as CSV says something else than its table"),
        ("A1.change%0A", "A1.change%0Aand,more,5,,%0A", "A chart as CSV says something else than its table"),
        ("-37", quote("=-37"), "A chart as CSV says something else than its table"),
        ('download="A1-a-b-', 'download="37-', "A chart as CSV is saved under another name"),
        ("text/csv", "text/html", "href of <a> asks for a file"),
        ("charset=utf-8", "charset=utf-7", "href of <a> asks for a file"),
    ],
)
def test_what_says_something_else_is_named(old, new, told):
    link = str(csv_link(DRAWN, FIGURES, "Period"))
    assert old in link
    assert any(told in fault for fault in page(link.replace(old, new))), page(link.replace(old, new))


def test_no_file_is_held_where_there_is_no_chart():
    [fault] = page(csv_link(DRAWN, FIGURES, "Period"), "figure")
    assert "A file is held where no chart and no table is" in fault
