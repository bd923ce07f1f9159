"""Every figure of a page leads in one step to its entry, and the entry tells all: by the page alone, as a reader has it."""

import json
from collections import defaultdict

import pytest
from support import audit_of

from pipeline.auditing.edition_check.page_tree import Node, PageTree, collapse

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
        self.entries = {collapse(inside(entry, "h3")[0].text()): entry for entry in entries}

    def led_to(self, link: Node) -> Node:
        """The entry or the code that a link leads into: one step."""
        held = self.by_id[link.attrs["href"][1:]].around()
        return next(node for node in held if node.attrs.get("class") in ("trace", "cell"))


def inside(node: Node, tag: str, **attrs: str) -> list[Node]:
    return [
        one for one in node.inside() if one.tag == tag and all(one.attrs.get(name) == own for name, own in attrs.items())
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
    names = {one.attrs["aria-labelledby"]: one for one in read.nodes if one.tag == "a" and one.within("svg")}
    printed = [node for node in read.nodes if {"data-figure", "data-point"} & node.attrs.keys()]
    led = defaultdict(set)
    for node in printed:
        figure = node.attrs.get("data-figure") or node.attrs["data-point"]
        entry = read.entries[figure]
        around = list(node.around())
        link = next((one for one in around if one.tag == "a"), None)
        heard = next((names[one.attrs["id"]] for one in around if one.attrs.get("id") in names), None)
        if node.tag == "figure":
            link = inside(inside(node, "figcaption")[0], "a")[0]
        if entry not in around:
            # What is heard of a point of a chart is the name of that point's link.
            assert read.led_to(link or heard) is entry, (figure, node.line)
        led[figure].add("heard" if heard else "seen")
    assert set(led) == set(read.records)  # nothing in the ledger that the page does not show


def test_the_text_of_a_chart_is_heard_with_a_link_for_every_point(read):
    for chart in (node for node in read.nodes if node.tag == "figure"):
        operands = set(read.records[chart.attrs["data-figure"]]["operands"].values())
        words = read.by_id[chart.attrs["aria-describedby"]]
        heard = {one.attrs["data-figure"] for one in words.inside() if "data-figure" in one.attrs}
        led = {read.led_to(link) for link in inside(chart, "a") if link.within("svg")}
        shown = {one for one in heard if read.records[one]["value"] is not None}
        assert heard <= operands
        assert {read.entries[one] for one in shown} <= led, chart.attrs["data-figure"]


def test_every_entry_tells_formula_operands_code_functions_and_caveats(read):
    for figure, record in read.records.items():
        entry, text = read.entries[figure], collapse(read.entries[figure].text())
        assert record["display"] in text and record["method"] in text, figure
        assert [one.text() for one in inside(entry, "code", **{"data-formula": figure})] == [record["formula"]] * bool(record["formula"])
        lists = inside(entry, "ul", **{"class": "operands"})
        rests = [(collapse(inside(item, "code")[0].text()), read.led_to(inside(item, "a")[0])) for one in lists for item in inside(one, "li")]
        assert rests == [(one, read.entries[one]) for one in record["operands"].values()], figure
        cell = f"{record['cell']['notebook']}#{record['cell']['id']}"
        made = next(read.led_to(link) for link in inside(entry, "a") if collapse(link.text()) == cell)
        assert inside(made, "code", **{"data-cell": cell})[0].text().strip()
        for link in inside(made, "a"):
            if link.attrs.get("class") != "close":
                assert inside(read.led_to(link), "code", **{"data-cell": collapse(link.text())})[0].text().strip()
        assert len(inside(entry, "p", **{"class": "caveat"})) >= len(record["quality"]), figure


def test_a_formula_of_a_few_operands_is_told_in_numbers_too(read):
    rules = ("wilson_", "poisson_", "xmr_", "count(")
    for figure, record in read.records.items():
        if record["formula"] and len(record["operands"]) <= 8 and not record["formula"].startswith(rules):
            assert inside(read.entries[figure], "span", **{"data-worked": figure}), (figure, record["formula"])


def test_the_restricted_edition_shows_the_rows_with_file_sheet_row_and_checksum(editions):
    published, restricted = editions
    for figure, record in restricted.records.items():
        tables = inside(restricted.entries[figure], "table", **{"class": "rows"})
        captions = [collapse(inside(table, "caption")[0].text()) for table in tables]
        for rows in record["rows"]:
            told = [at for at, caption in enumerate(captions) if rows["file"] in caption and rows["sheet"] in caption]
            assert told, (figure, rows)
            assert rows["sha256"][:12] in captions[told[0]]
            numbers = {collapse(head.text()) for at in told for head in inside(tables[at], "th", scope="row")}
            assert {str(number) for number in rows["rows"][:5]} <= numbers or len(numbers) >= 5, (figure, rows)
        assert not inside(published.entries[figure], "table", **{"class": "rows"})
