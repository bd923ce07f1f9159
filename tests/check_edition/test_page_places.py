"""A figure stands beside what it belongs to, and a page is what its notebook shows."""

from __future__ import annotations

import pytest

from check_edition.page.cells import check_cells
from check_edition.page.places import check_places
from check_edition.page.tree import PageTree


def record(id: str, **own) -> dict:
    code, _, measure = id.partition(".")
    code, _, category = code.partition("[")
    given = {"id": id, "display": "48", "indicator": code, "category": category.rstrip("]"), "measure": measure}
    return given | {"operands": {}, "formula": ""} | own


LEDGER = {
    one["id"]: one
    for one in (
        record("C1.value"),
        record("C1.comparator"),
        record("C1[North].value"),
        record("C2.value"),
        record("C1.change", formula="value - reference", operands={"value": "C1.value", "reference": "C1.comparator"}),
        record("C1.chart", display="Calls, by year", operands={"point_1": "C1.comparator", "point_2": "C1.value"}),
    )
}


def fig(id: str, text: str = "48", leads_to: str = "") -> str:
    return f'<a href="#figure-{leads_to or id}"><data value="{text}" data-figure="{id}">{text}</data></a>'


def entry(id: str, inside: str) -> str:
    return f'<article class="trace" id="figure-{id}"><h3>A figure</h3>{inside}<a class="own" href="#figure-{id}"><code>{id}</code></a></article>'


def change_entry(first: str = "C1.value", second: str = "C1.comparator", listed: str = "C1.comparator") -> str:
    own = '<p><strong>Change</strong>: <data value="8" data-figure="C1.change">8</data></p>'
    worked = f'<span data-worked="C1.change">{fig(first)} − {fig(second, "40")}</span>'
    rests = f"<li>{fig('C1.value')} value</li><li>{fig(listed, '40')} what it is compared with</li>"
    return entry("C1.change", f'{own} {worked}<ul class="operands">{rests}</ul>')


LIST = "".join(
    entry(id, f'<p><strong>Value</strong>: <data value="" data-figure="{id}">48</data></p>')
    for id in LEDGER
    if id not in ("C1.change", "C1.chart")
)


def faults(body: str, change: str = "") -> list[str]:
    page = PageTree(f"<main>{body}{LIST}{change or change_entry()}</main>")
    check_places(page, LEDGER)
    return [sentence for _, sentence in page.faults]


SOUND = [
    fig("C1.value"),
    f'<table><tr><th><a href="#x">Calls</a> <code>C1</code></th><td>{fig("C1.value")}</td></tr></table>',
    f'<table><tr><th><span data-label="category">North</span></th><td>{fig("C1[North].value")}</td></tr></table>',
    f"<table><tr><th>All of it</th><td>{fig('C1.value')}</td><td>{fig('C2.value')}</td></tr></table>",
    f'<figure data-figure="C1.chart"><figcaption>Calls, by year</figcaption>{fig("C1.value")}<svg><g data-figure="C1.comparator"><text>40</text></g></svg></figure>',
]


@pytest.mark.parametrize("body", SOUND)
def test_a_figure_in_its_place_is_no_fault(body):
    assert faults(body) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (fig("C1.value", leads_to="C2.value"), "leads to another"),
        (SOUND[1].replace("C1.value", "C2.value"), "headed by another indicator"),
        (SOUND[1].replace("</tr>", f"<td>{fig('C2.value')}</td></tr>"), "stands in the row of another indicator"),
        (SOUND[4].replace("by year", "by ward"), "has another caption"),
        (SOUND[2].replace("North", "South", 1), "stands in the row of another group"),
        (SOUND[4].replace("C1.value", "C2.value"), 'stands in the chart "C1.chart"'),
        (SOUND[4].replace("C1.comparator", "C1[North].value"), 'stands in the chart "C1.chart"'),
    ],
)
def test_a_figure_in_the_place_of_another_is_named(body, said):
    (fault,) = faults(body)
    assert said in fault


def test_an_entry_of_the_list_shows_its_figure_and_its_operands_and_no_other():
    assert faults("", change_entry(first="C2.value"))[0].startswith('"C2.value" stands in the entry of "C1.change"')
    assert any("is worked out of others" in fault for fault in faults("", change_entry(second="C1.value")))
    swapped = change_entry().replace('data-figure="C1.change">8', 'data-figure="C1.value">8')
    assert any("shows another figure" in fault for fault in faults("", swapped))
    assert any("is said to rest on others" in fault for fault in faults("", change_entry(listed="C2.value")))


def notebook(*outputs: str) -> dict:
    cells = [
        {"id": f"cell-{at}", "metadata": {"tags": ["report"]}, "outputs": [{"data": {"text/html": output}}]}
        for at, output in enumerate(outputs)
    ]
    return {
        "cells": [{"id": "other", "metadata": {}, "outputs": [{"data": {"text/html": "<p>not shown</p>"}}]}, *cells]
    }


PAGE = '<body>\n<main>\n<h1>Calls</h1>\n<p>There were 48.</p>\n\n<section id="checks">\n</section></main>\n</body>'


def test_a_page_that_is_what_its_notebook_shows_has_no_differences():
    assert check_cells(PAGE, notebook("<h1>Calls</h1>\n", "<p>There were 48.</p>\n")) == []


def test_a_line_that_no_cell_shows_is_named_with_its_number_and_its_cell():
    changed = check_cells(PAGE.replace("48", "84"), notebook("<h1>Calls</h1>\n", "<p>There were 48.</p>\n"))
    told = 'found "<p>There were 84.</p>", expected "<p>There were 48.</p>".'
    assert changed == [f"The page is not what its notebook shows (line 4, cell cell-1): {told}"]


def test_a_line_too_many_and_a_line_that_is_missing_are_named():
    sound = notebook("<h1>Calls</h1>\n", "<p>There were 48.</p>\n")
    (more,) = check_cells(PAGE.replace("<p>", "<p>Up.</p>\n<p>"), sound)
    (less,) = check_cells(PAGE.replace("<h1>Calls</h1>\n", ""), sound)
    assert "(line 4," in more and 'expected "nothing"' in more
    assert "<h1>Calls</h1>" in less


def test_a_page_without_a_list_of_figures_cannot_be_held_against_its_notebook():
    assert check_cells("<main></main>", notebook("")) != []
