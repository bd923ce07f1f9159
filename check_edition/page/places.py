"""Figures stand where they belong: a number that is somebody else's own, name and all, is still wrong in this place.

What a figure is called decides: the figure that its link leads to, the indicator that heads its row, the chart that it
stands in, the figure in the list that rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from .tree import Node, PageTree, collapse
from .ways import entry_of

LEVELS = ("target", "baseline")


def check_places(page: PageTree, ledger: Mapping[str, Mapping]) -> None:
    """Every figure of the page beside what it belongs to; what is wrong goes to the page's faults.

    `ledger` holds the figures' records by their ids.
    """
    indicators = {record["indicator"] for record in ledger.values()}
    shown = {collapse(name): record for name, record in ledger.items()}  # a page shows two blanks in a name as one
    for node in page.root.bearing("data-figure"):
        figure = node.attrs["data-figure"]
        if figure in ledger and node.tag == "figure":
            _check_chart(page, node, ledger[figure])
        elif figure in ledger and node.tag in ("data", "span"):
            _check_link(page, node, figure)
    for row in page.root.inside("tr"):
        _check_row(page, row, ledger, indicators, shown)
    for article, told in page.entries.items():
        _check_listed(page, article, told, shown)


def _figures(node: Node) -> list[Node]:
    """The printed figures in an element."""
    return [one for one in node.bearing("data-figure") if one.tag != "figure"]


def _codes(node: Node) -> list[Node]:
    return [one for one in node.inside("code") if "data-formula" not in one.attrs]


def _check_link(page: PageTree, node: Node, figure: str) -> None:
    """The link of a figure leads to the figure's own entry."""
    link = next((one for one in node.around() if one.tag == "a"), None)
    if link is None:
        return
    entry = entry_of(page.led_to(link))
    told = page.entries.get(entry, "") if entry else ""
    if told != collapse(figure):
        page.fault(node, f'The link of the figure "{figure}" leads to another', told, f'the entry of "{figure}"')


def _check_row(
    page: PageTree, row: Node, ledger: Mapping[str, Mapping], indicators: set[str], names: Container[str]
) -> None:
    """The figures of a row are those of the indicator and the category that head it."""
    heads = [cell for cell in row.children if cell.tag == "th"]
    named = [code.text() for head in heads for code in _codes(head) if code.text() in indicators]
    groups = [one.text() for head in heads for one in head.bearing("data-label") if one.attrs["data-label"] == "category"]
    shown = [(node, ledger[node.attrs["data-figure"]]) for node in _figures(row) if node.attrs["data-figure"] in ledger]
    if named and shown and not any(record["indicator"] in named for _, record in shown):
        page.fault(
            heads[0], "A row is headed by another indicator", named[0], f"{shown[0][1]['indicator']}, as its figures"
        )
        return
    for node, record in shown:
        if named and record["indicator"] not in named:
            what = f'"{record["id"]}" stands in the row of another indicator'
            page.fault(node, what, node.text(), f"a figure of {named[0]}")
        elif groups and not _of_group(record, groups, names):
            page.fault(
                node, f'"{record["id"]}" stands in the row of another group', node.text(), f"a figure of {groups[0]}"
            )


def _of_group(record: Mapping, groups: list[str], names: Container[str]) -> bool:
    """Whether a figure may stand in the row of a group: its own, a total, or a level of all where the group has none.

    `names` are those of all figures, as a page shows them.
    """
    if collapse(record["category"]) in map(collapse, groups) or record["measure"] == "total":
        return True
    own = [collapse(f"{record['indicator']}[{group}].{record['measure']}") for group in groups]
    return not record["category"] and record["measure"] in LEVELS and not any(name in names for name in own)


def _check_chart(page: PageTree, chart: Node, record: Mapping) -> None:
    """A chart has its own caption, and shows the figures that it rests on, and no other: drawn, in words and in its table."""
    for caption in (one for one in chart.children if one.tag == "figcaption"):
        if collapse(caption.text()) != collapse(record["display"]):
            page.fault(caption, f'"{record["id"]}" has another caption', caption.text(), record["display"])
    drawn = set(record["operands"].values())
    for node in _figures(chart):
        figure = node.attrs["data-figure"]
        if figure not in drawn:
            what = f'"{figure}" stands in the chart "{record["id"]}"'
            page.fault(node, what, node.text(), "one of the figures that the chart rests on")


def _check_listed(page: PageTree, article: Node, told: str, ledger: Mapping[str, Mapping]) -> None:
    """An entry of the list of figures shows its figure and what that rests on, and no other."""
    record = ledger.get(told)
    if record is None:
        page.fault(article, "An entry of the list tells of no figure", told, "the id of a figure")
        return
    own = {record["id"], *record["operands"].values()}
    for node in _figures(article):
        if node.attrs["data-figure"] not in own:
            what = f'"{node.attrs["data-figure"]}" stands in the entry of "{told}"'
            page.fault(node, what, node.text(), "the figure itself, or one that it rests on")
    said = [part for part in article.children if any(one.tag == "strong" for one in part.children)]
    for part in said or [article]:
        if [node.attrs["data-figure"] for node in _figures(part)][:1] != [record["id"]]:
            page.fault(part, f'The entry of "{told}" shows another figure', "", f'"{told}"')
    lists = [one for one in article.bearing("class") if one.classed("operands")]
    operands = [collapse(code.text()) for one in lists for code in _codes(one)]
    if operands != [collapse(name) for name in record["operands"].values()]:
        page.fault(article, f'"{told}" is said to rest on others', ", ".join(operands), "its operands, in their order")
    for item in (part for one in lists for part in one.children if part.tag == "li"):
        names = [collapse(code.text()) for code in _codes(item)]
        shown = [node.attrs["data-figure"] for node in _figures(item)]
        if names != [collapse(name) for name in shown]:
            page.fault(
                item, f"{', '.join(names)} is shown by another figure", ", ".join(shown), "the figure that is named"
            )
    for worked in (one for one in article.bearing("data-worked") if one.attrs["data-worked"] == record["id"]):
        names = re.findall(r"[A-Za-z_]\w*", record["formula"])
        wanted = [record["operands"][name] for name in names if name in record["operands"]]
        shown = [node.attrs["data-figure"] for node in _figures(worked)]
        if shown != wanted:
            page.fault(worked, f'"{told}" is worked out of others', ", ".join(shown), ", ".join(wanted))
