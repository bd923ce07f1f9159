"""A page of four times the figures takes four times as long to check, not sixteen times: what belongs together is looked up."""

import gc
import time

import pytest

from check_edition.page.cells import check_cells
from check_edition.page.check import check_page
from reporting.editions.page_links import with_ways

FEW, MANY = 200, 800
LINEAR = 4 * 1.4  # room for a busy machine; where figures were searched for among all figures it was 7
POPULATION = "people.value"  # every change rests on it, so that every entry leads to this one


def record(id: str, operands: tuple[str, ...] = ()) -> dict:
    indicator, _, measure = id.partition(".")
    return {
        "id": id, "indicator": indicator, "category": "", "measure": measure, "value": 48, "unit": "count", "display": "48",
        "decimals": 0, "method_parts": [], "magnitude": "48", "formula": " + ".join(f"n{at}" for at in range(len(operands))) if operands else "",
        "operands": {f"n{at}": one for at, one in enumerate(operands)},
    }  # fmt: skip


def figure(id: str) -> str:
    return f'<a href="#figure-{id}"><data value="48" data-figure="{id}">48</data></a>'


def entry(one: dict) -> str:
    own = f'<p><strong>So many</strong>: <data value="48" data-figure="{one["id"]}">48</data></p>'
    rests = "".join(f"<li>{figure(name)}</li>\n" for name in one["operands"].values())
    listed = f'<ul class="operands">\n{rests}</ul>\n' if rests else ""
    itself = f'<a class="own" href="#figure-{one["id"]}"><code>{one["id"]}</code></a>'
    return f'<article class="trace" id="figure-{one["id"]}"><h3>A figure</h3>\n{own}\n{listed}{itself}</article>\n'


def page_of(number: int) -> tuple[str, list[dict], dict]:
    """A sound page with a row, a target, a change and their entries for each of so many indicators; its ledger and its notebook."""
    codes = [f"C{at}" for at in range(number)]
    ledger = [record(POPULATION), *(record(f"{code}.{measure}") for code in codes for measure in ("value", "target"))]
    ledger += [record(f"{code}.change", (f"{code}.value", POPULATION)) for code in codes]
    chart = record("all.chart", tuple(f"{code}.value" for code in codes)) | {"display": "All", "formula": None}
    rows = "".join(
        f'<tr><th><code>{code}</code></th><th><span data-label="category">North</span></th>\n<td>{figure(f"{code}.target")}</td>\n</tr>\n'
        for code in codes
    )
    drawn = "".join(f'<g data-figure="{code}.value"><text>48</text></g>\n' for code in codes)
    body = f'<figure data-figure="all.chart"><figcaption>All</figcaption><svg>{drawn}</svg></figure>\n<table>\n{rows}</table>\n'
    listed = "".join(map(entry, ledger))
    html = with_ways(f'<html><head></head><body><main>\n{body}<section id="checks">\n{listed}</section></main></body></html>')
    cell = {"id": "page", "metadata": {"tags": ["report"]}, "outputs": [{"data": {"text/html": body}}]}
    return html, [*ledger, chart], {"cells": [cell]}


def seconds(number: int) -> float:
    """The seconds of the processor that both checks of a page take, without collecting garbage as in an edition: the fewest of three times."""
    html, ledger, notebook = page_of(number)
    taken = []
    gc.disable()
    for _ in range(3):
        started = time.process_time()
        found = [*check_page(html, ledger=ledger, labels=None, cells={}).faults, *check_cells(html, notebook)]
        taken.append(time.process_time() - started)
        assert found == []
    gc.enable()
    return min(taken)


@pytest.mark.slow
def test_four_times_the_page_takes_four_times_as_long():
    assert seconds(MANY) < LINEAR * seconds(FEW)
