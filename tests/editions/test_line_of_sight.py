"""Every figure of a page leads in one step to its entry, and the entry tells all: by the page alone, as a reader has it."""

import json
import re

import pytest
from support import audit_of

from check_edition.page.tree import Node, PageTree, collapse
from reporting.runs.publication import MOST_ROWS

pytestmark = pytest.mark.slow
REPORTS = {
    "borders": "2023-24-Q2", "safety-plan": "2015-16-Q4", "barnet-mopac": "2015-16-Q1", "rotherham": "2017-10",
    "barnet-asb": "2017-18", "northmoor": "2025-26-Q4",
}  # fmt: skip


class Read:
    """A page as it stands in an edition, and the ledger beside it."""

    def __init__(self, edition):
        self.nodes = list(PageTree((edition / "report.html").read_text(encoding="utf-8")).root.inside())
        self.by_id = {node.attrs["id"]: node for node in self.nodes if "id" in node.attrs}
        ledger = json.loads((edition / "ledger.json").read_text(encoding="utf-8"))["figures"]
        self.records = {record["id"]: record for record in ledger}
        entries = [node for node in self.nodes if node.tag == "article" and node.attrs.get("class") == "trace"]
        self.entries = {collapse(inside(entry, "a", **{"class": "own"})[0].text()): entry for entry in entries}

    def listed(self) -> list[tuple[str, dict]]:
        """The records that have an entry, by id."""
        return [(figure, self.records[figure]) for figure in self.entries]

    def led_to(self, link: Node) -> Node | None:
        """The entry or the code that a link leads into, in one step."""
        if not link.attrs["href"].startswith("#"):  # a file beside the page, or the table that a chart is saved as
            return None
        held = self.by_id[link.attrs["href"][1:]].around()
        return next((node for node in held if node.attrs.get("class") in ("trace", "cell")), None)

    def links(self) -> list[Node]:
        """The links into the list of figures, without those that close an entry or lead to the very entry."""
        own = [node for node in self.nodes if node.tag == "a" and node.attrs.get("class") != "own" and not node.parent.classed("close")]
        return [link for link in own if self.led_to(link)]

    def shown_at(self, link: Node) -> set[str]:
        """The figures that are shown where a link leads: in the chart, or in the entry."""
        held = self.by_id[link.attrs["href"][1:]].around()
        place = next(node for node in held if node.tag == "figure" or node.attrs.get("class") == "trace")
        return {node.attrs["data-figure"] for node in place.inside() if "data-figure" in node.attrs}


def inside(node: Node, tag: str, **attrs: str) -> list[Node]:
    return [
        one
        for one in node.inside()
        if one.tag == tag and all(one.attrs.get(name) == own for name, own in attrs.items())
    ]


@pytest.fixture(scope="module", params=REPORTS)
def editions(request, made):
    """The published and the restricted edition of one report."""
    run = made(request.param, REPORTS[request.param])
    return Read(run), Read(audit_of(run))


@pytest.fixture(scope="module")
def read(editions):
    return editions[0]


def test_every_printed_figure_is_a_link_to_its_own_entry_or_stands_in_it(read):
    printed = [node for node in read.nodes if {"data-figure", "data-point"} & node.attrs.keys()]
    shown = set()
    for node in printed:
        figure = node.attrs.get("data-figure") or node.attrs["data-point"]
        around = list(node.around())
        if any("data-worked" in one.attrs for one in around):
            continue  # a step on the way, in the words of an entry
        shown.add(figure)
        in_entry = any(one.attrs.get("class") == "trace" for one in around)
        if any(one.attrs.get("class") == "unseen" for one in around) or (in_entry and not [one for one in around if one.tag == "a"]):
            continue  # what is only heard, and what an entry tells of what its figure rests on, is the next tests'
        chart = next((one for one in around if one.tag == "figure"), None)
        # A point without a link of its own has its label beside it, a chart its caption.
        links = [one for one in around if one.tag == "a"] or inside(chart, "a")
        assert read.entries[figure] in map(read.led_to, links), (figure, node.line)
    assert shown >= set(read.entries)
    assert not any(read.records[figure]["operands"] for figure in shown - set(read.entries))


def test_the_published_edition_lists_what_its_page_leads_to_and_the_restricted_one_all(editions):
    published, restricted = editions
    assert set(restricted.entries) == set(restricted.records)
    listed = set(published.entries.values())
    links = published.links()
    led_to = {published.led_to(link) for link in links if not listed.intersection(link.around())} & listed
    while not led_to >= (resting := {published.led_to(link) for link in links if led_to.intersection(link.around())} & listed):
        led_to |= resting
    assert listed == led_to


def test_a_link_in_a_drawing_is_named_by_the_row_and_the_cell_of_its_table_that_hold_its_figure(read):
    for chart in (node for node in read.nodes if node.tag == "figure"):
        named = [link for link in inside(chart, "a") if "aria-labelledby" in link.attrs]
        assert named or not inside(chart, "svg")
        for link in named:
            row, cell = (read.by_id[name] for name in link.attrs["aria-labelledby"].split())
            (told,) = (one for one in cell.inside() if one.tag == "a")
            assert read.led_to(told) is read.led_to(link) and row.tag == "th" and row.parent is cell.parent


def test_every_entry_tells_formula_operands_code_functions_and_caveats(read):
    for figure, record in read.listed():
        entry, text = read.entries[figure], collapse(read.entries[figure].text())
        hidden = record["reason"].startswith("withheld: ")  # its trace says why, and stops there
        assert record["display"] in text and record["reason" if hidden else "method"] in text, figure
        assert ("How:" in text) != hidden, figure
        assert [one.text() for one in inside(entry, "code", **{"data-formula": figure})] == [record["formula"]] * bool(
            record["formula"]
        )
        (rests,) = [one for one in entry.children if one.classed("operands")] or [None]
        items = rests.children if rests and rests.tag == "ul" else []
        named = [next(one for one in item.inside() if "data-figure" in one.attrs) for item in items]
        if rests and rests.tag == "p":  # what the page shows already is not listed again
            assert set(record["operands"].values()) <= read.shown_at(inside(rests, "a")[0]), figure
        else:
            assert [one.attrs["data-figure"] for one in named] == list(record["operands"].values()), figure
        for one, item in zip(named, items, strict=True):
            below = read.records[one.attrs["data-figure"]]
            if below["id"] in read.entries:
                assert read.led_to(next(node for node in one.around() if node.tag == "a")) is read.entries[below["id"]], figure
            else:  # it was received or counted, which is told here, or once for all such figures of the entry
                once = [one.text() for one in entry.children if one.text().startswith("Those that rest on no other: ")]
                assert below["method"] in " ".join([collapse(item.text()), *once]) and not below["operands"], figure
        cell = f"{record['cell']['notebook']}#{record['cell']['id']}"
        made = next(read.led_to(link) for link in inside(entry, "a") if collapse(link.text()) == cell)
        assert inside(made, "code", **{"data-cell": cell})[0].text().strip()
        for link in inside(made, "a"):
            if not link.parent.classed("close"):
                assert inside(read.led_to(link), "code", **{"data-cell": collapse(link.text())})[0].text().strip()
        assert len(inside(entry, "p", **{"class": "caveat"})) >= len(record["quality"]), figure


def test_a_formula_of_a_few_operands_is_told_in_numbers_too(read):
    rules = ("wilson_", "poisson_", "xmr_", "count(")
    for figure, record in read.listed():
        counts = re.match(r"\d+ of \d+", record["display"])  # a percentage of very few says so itself
        told = record["formula"] and record["value"] is not None and record["formula"] not in record["operands"] and not counts
        if told and len(record["operands"]) <= 8 and not record["formula"].startswith(rules):
            assert inside(read.entries[figure], "span", **{"data-worked": figure}), (figure, record["formula"])


def test_the_restricted_edition_shows_the_rows_with_file_sheet_row_and_checksum(editions):
    published, restricted = editions
    for figure, record in restricted.records.items():
        entry, left = restricted.entries[figure], MOST_ROWS
        told = [*inside(entry, "table", **{"class": "rows"}), *inside(entry, "p", **{"class": "small file-rows"})]
        assert len(told) == len(record["rows"]), figure
        for place, rows in zip(told, record["rows"], strict=True):
            shown = [int(head.text()) for head in inside(place, "th", scope="row")]
            said = collapse((inside(place, "caption") or [place])[0].text())
            assert shown == rows["rows"][:left], (figure, rows["file"])
            assert {rows["file"], rows["sha256"][:12]} <= set(re.split("[ ,;]+", said)) and rows["sheet"] in said
            assert f"{len(rows['rows']) - len(shown)} more rows" in said or len(shown) == len(rows["rows"])
            left -= len(shown)
    assert not [node for node in published.nodes if node.attrs.get("class") == "rows"]
