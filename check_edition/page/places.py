"""Figures stand where they belong: a number that is somebody else's own, name and all, is still wrong in this place.

What a figure is called decides: the figure that its link leads to, the indicator that heads its row, the chart that it
stands in, the figure in the list that rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from .tree import Node, PageTree, collapse
from .ways import entry_of

LEVELS = ("target", "baseline")


def check_places(page: PageTree, ledger: Mapping[str, Mapping]) -> None:
    """Every figure of the page beside what it belongs to; what is wrong goes to the page's faults.

    `ledger` holds the figures' records by their ids.
    """
    nodes = list(page.root.inside())
    by_id = {node.attrs["id"]: node for node in nodes if "id" in node.attrs}
    indicators = {record["indicator"] for record in ledger.values()}
    shown = {collapse(name): record for name, record in ledger.items()}  # a page shows two blanks in a name as one
    for node in nodes:
        figure = node.attrs.get("data-figure", "")
        if node.tag in ("data", "span") and figure in ledger:
            _check_link(page, node, figure, by_id)
        if node.tag == "tr":
            _check_row(page, node, ledger, indicators)
        elif node.tag == "figure" and figure in ledger:
            _check_chart(page, node, ledger[figure])
        elif node.tag == "article" and "trace" in node.attrs.get("class", "").split():
            _check_listed(page, node, shown)


def _figures(node: Node) -> list[Node]:
    """The printed figures in an element."""
    return [one for one in node.inside() if "data-figure" in one.attrs and one.tag != "figure"]


def _codes(node: Node) -> list[Node]:
    return [one for one in node.inside() if one.tag == "code" and "data-formula" not in one.attrs]


def _listed(article: Node) -> str:
    """The id of the figure that an entry of the list of figures tells of: the code in its heading."""
    heads = [one for one in article.children if one.tag == "h3"]
    return collapse(heads[0].text()) if heads else ""


def _check_link(page: PageTree, node: Node, figure: str, by_id: Mapping[str, Node]) -> None:
    """The link of a figure leads to the figure's own entry."""
    link = next((one for one in node.around() if one.tag == "a"), None)
    if link is None:
        return
    target = entry_of(by_id.get(unquote(link.attrs.get("href", "")[1:])))
    told = _listed(target) if target else ""
    if told != collapse(figure):
        page.fault(node, f'The link of the figure "{figure}" leads to another', told, f'the entry of "{figure}"')


def _check_row(page: PageTree, row: Node, ledger: Mapping[str, Mapping], indicators: set[str]) -> None:
    """The figures of a row are those of the indicator and the category that head it."""
    heads = [cell for cell in row.children if cell.tag == "th"]
    named = [code.text() for head in heads for code in _codes(head) if code.text() in indicators]
    groups = [one.text() for head in heads for one in head.inside() if one.attrs.get("data-label") == "category"]
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
        elif groups and not _of_group(record, groups, ledger):
            page.fault(
                node, f'"{record["id"]}" stands in the row of another group', node.text(), f"a figure of {groups[0]}"
            )


def _of_group(record: Mapping, groups: list[str], ledger: Mapping[str, Mapping]) -> bool:
    """Whether a figure may stand in the row of a group: its own, a total, or a level of all where the group has none."""
    if collapse(record["category"]) in map(collapse, groups) or record["measure"] == "total":
        return True
    own = {collapse(f"{record['indicator']}[{group}].{record['measure']}") for group in groups}
    return not record["category"] and record["measure"] in LEVELS and not own & {collapse(name) for name in ledger}


def _check_chart(page: PageTree, chart: Node, record: Mapping) -> None:
    """A chart has its own caption, and shows the figures that it rests on, and no other: drawn, in words and in its table."""
    for caption in (one for one in chart.children if one.tag == "figcaption"):
        if collapse(caption.text()) != collapse(record["display"]):
            page.fault(caption, f'"{record["id"]}" has another caption', caption.text(), record["display"])
    for node in _figures(chart):
        figure = node.attrs["data-figure"]
        if figure not in record["operands"].values():
            what = f'"{figure}" stands in the chart "{record["id"]}"'
            page.fault(node, what, node.text(), "one of the figures that the chart rests on")


def _check_listed(page: PageTree, article: Node, ledger: Mapping[str, Mapping]) -> None:
    """An entry of the list of figures shows its figure and what that rests on, and no other."""
    told = _listed(article)
    record = ledger.get(told)
    if record is None:
        page.fault(article, "An entry of the list tells of no figure", told, "the id of a figure")
        return
    for node in _figures(article):
        if node.attrs["data-figure"] not in (record["id"], *record["operands"].values()):
            what = f'"{node.attrs["data-figure"]}" stands in the entry of "{told}"'
            page.fault(node, what, node.text(), "the figure itself, or one that it rests on")
    said = [part for part in article.children if any(one.tag == "strong" for one in part.children)]
    for part in said or [article]:
        if [node.attrs["data-figure"] for node in _figures(part)][:1] != [record["id"]]:
            page.fault(part, f'The entry of "{told}" shows another figure', "", f'"{told}"')
    lists = [one for one in article.inside() if "operands" in one.attrs.get("class", "").split()]
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
    for worked in (one for one in article.inside() if one.attrs.get("data-worked") == record["id"]):
        names = re.findall(r"[A-Za-z_]\w*", record["formula"])
        wanted = [record["operands"][name] for name in names if name in record["operands"]]
        shown = [node.attrs["data-figure"] for node in _figures(worked)]
        if shown != wanted:
            page.fault(worked, f'"{told}" is worked out of others', ", ".join(shown), ", ".join(wanted))
