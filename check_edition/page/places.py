"""Figures stand where they belong: a number that is somebody else's own, name and all, is still wrong in this place.

What a figure is called decides: the figure that its link leads to, the indicator that heads its row, the chart that it
stands in, the figure in the list that rests on it.

An entry of the list says how its figure comes out: `48 is 37 fewer than 85; 37 of 85 is 43.5%`. 37 must be the figure that is
made of just these two, and less; 43.5% the one that is made of that and 85.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from ..base.numbers import as_printed
from .tree import Node, PageTree, collapse
from .ways import entry_of

LEVELS = ("target", "baseline")
_FIGURE = "\ufffc"  # stands for a figure in a clause
_DIFFERENCE = re.compile(f"{_FIGURE} is (?:{_FIGURE} (fewer than|more than|below|above)|(the same as)) {_FIGURE}")
_BELOW, _SAME, _LOW = ("fewer than", "below"), "the same as", "[low]"


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
    if "data-row" in row.attrs:
        _check_chosen(page, row, ledger)
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


def _check_chosen(page: PageTree, row: Node, ledger: Mapping[str, Mapping]) -> None:
    """A row that can be chosen by its light is chosen by the light that it shows."""
    shown = [ledger.get(node.attrs["data-figure"], {}) for node in _figures(row)]
    lights = {(one["value"] or "no data").replace(" ", "-") for one in shown if one.get("measure") == "traffic_light"}
    if not lights <= set(row.attrs["data-row"].split()):
        page.fault(row, "A row is chosen by another light than it shows", row.attrs["data-row"], ", ".join(lights))


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
        measured = next((one for one in caption.children if one.classed("measured")), caption)
        if collapse(measured.text()) != collapse(record["display"]):
            page.fault(measured, f'"{record["id"]}" has another caption', measured.text(), record["display"])
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
    own = {record["id"], *_rested_on(record, ledger)}
    told_in_words = (node.attrs["data-figure"] for worked in article.bearing("data-worked") for node in _figures(worked))
    steps = {name for name in told_in_words if set() < {*ledger.get(collapse(name), {"operands": {}})["operands"].values()} <= own}
    for node in _figures(article):
        if node.attrs["data-figure"] not in own | steps:
            page.fault(
                node, f'"{node.attrs["data-figure"]}" stands in the entry of "{told}"', node.text(), "the figure itself, or one that it rests on"
            )
    said = [part for part in article.children if any(one.tag == "strong" for one in part.children)]
    for part in said or [article]:
        if [node.attrs["data-figure"] for node in _figures(part)][:1] != [record["id"]]:
            page.fault(part, f'The entry of "{told}" shows another figure', "", f'"{told}"')
    lists = [one for one in article.children if one.classed("operands")]
    if lists and lists[0].tag == "p":
        _check_elsewhere(page, lists[0], record, ledger)
    else:
        items = [item for one in lists for item in one.children]
        _check_operands(page, lists[0] if lists else article, items, record, ledger)
    for worked in (one for one in article.bearing("data-worked") if one.attrs["data-worked"] == record["id"]):
        _check_worked(page, worked, record, ledger)


def _rested_on(record: Mapping, ledger: Mapping[str, Mapping]) -> set[str]:
    """All that a figure rests on, down to what was received."""
    found: set[str] = set()
    waiting = [record]
    while waiting:
        new = set(waiting.pop()["operands"].values()) - found
        found |= new
        waiting += [ledger[collapse(name)] for name in new if collapse(name) in ledger]
    return found


def _check_elsewhere(page: PageTree, node: Node, record: Mapping, ledger: Mapping[str, Mapping]) -> None:
    """Where an entry names another place for what it rests on, a chart or an entry, that place has all of it but what it names itself."""
    targets = [page.led_to(link) for link in node.inside("a")]
    entries = [page.entries.get(entry) for target in targets if (entry := entry_of(target))]
    has = {name for entry in entries for name in ledger.get(entry or "", {"operands": {}})["operands"].values()}
    charts = [one for target in targets if target for one in target.around() if one.tag == "figure"]
    has |= {one.attrs["data-figure"] for place in [node, *charts] for one in _figures(place)}
    if missing := sorted(set(record["operands"].values()) - has):
        what = f'"{record["id"]}" is said to rest on others'
        page.fault(node, what, f"no {', '.join(missing[:3])}", "a place that shows all of its operands")


def _check_operands(page: PageTree, node: Node, items: list[Node], record: Mapping, ledger: Mapping[str, Mapping]) -> None:
    """A list of what a figure rests on begins each line with one of its operands, in their order; so do those within."""
    shown = [next((one.attrs["data-figure"] for one in _figures(item)), "") for item in items]
    if [collapse(name) for name in shown] != [collapse(name) for name in record["operands"].values()]:
        what = f'"{record["id"]}" is said to rest on others'
        page.fault(node, what, ", ".join(shown), "its operands, in their order")
        return
    for item, name in zip(items, shown, strict=True):
        for within in (one for one in item.children if one.tag == "ul"):
            _check_operands(page, within, within.children, ledger[collapse(name)], ledger)


def _check_worked(page: PageTree, worked: Node, record: Mapping, ledger: Mapping[str, Mapping]) -> None:
    """One telling of a formula; what is wrong goes to the page's faults. `ledger` holds the records as a page names them."""
    shown = [ledger.get(collapse(node.attrs["data-figure"])) for node in worked.bearing("data-figure")]
    names = re.findall(r"[A-Za-z_]\w*", record["formula"])
    wanted = [record["operands"][name] for name in names if name in record["operands"]]
    told = [one["id"] if one else "" for one in shown]
    if told == wanted:
        return
    if None in shown or not _bears_out(worked, shown, record):
        page.fault(worked, f'"{record["id"]}" is worked out of others', ", ".join(told), ", ".join(wanted))


def _bears_out(worked: Node, shown: Sequence[Mapping], record: Mapping) -> bool:
    """Whether each clause in words is made of figures of this one's operands, and says of them what the ledger does."""
    clauses, at = [one for one in _words(worked).split("; ") if _FIGURE in one], 0
    difference: list[str] = []
    for clause in clauses:
        figures = shown[at : at + clause.count(_FIGURE)]
        at += len(figures)
        said = _DIFFERENCE.fullmatch(clause)
        if said and said[2]:
            value, reference = figures
            if as_printed(value) != as_printed(reference):
                return False
            difference = [value["id"], reference["id"]]
        elif said:
            value, made, reference = figures
            difference = [value["id"], reference["id"]]
            if _operands(made, r"(\w+)-(\w+)") != difference or not _goes(made, said[1] in _BELOW):
                return False
        elif clause == f"{_FIGURE} of {_FIGURE} is {_FIGURE}":
            part, whole, made = figures
            of_difference = _operands(part, r"(\w+)-(\w+)")
            whole_of = [*of_difference, whole["id"]] if of_difference else [part["id"], whole["id"]]
            formula = r"-?\((\w+)-(\w+)\)/(\w+)\*100" if of_difference else r"(\w+)/(\w+)\*100"
            if _operands(made, formula) != whole_of:
                return False
        else:
            return False
    own = {*record["operands"].values()}
    return bool(clauses) and at == len(shown) and all({*one["operands"].values()} <= own for one in shown if one["id"] not in own)


def _goes(made: Mapping, below: bool) -> bool:
    """Whether a difference is one below, or one above. Of one that is printed as [low] the printed number, 0, tells neither."""
    exact = made["value"] or as_printed(made)
    return (exact < 0) == below if exact else made["display"].startswith(_LOW)


def _words(worked: Node) -> str:
    """The words of a telling, with each figure as one sign, and without what is said of it beside it."""
    found = []
    for text in worked.texts():
        around = [one for one in text.parent.around() if one is worked or worked in one.around()]
        if any("data-figure" in one.attrs for one in around):
            found.append(_FIGURE)
        elif not any(one.classed("doubt") for one in around):
            found.append(text.words)
    return collapse("".join(found))


def _operands(record: Mapping, formula: str) -> list[str]:
    """The figures that a formula of this shape is made of, in their order; none where it has another. However it is spaced, it is the same."""
    found = re.fullmatch(formula, "".join((record["formula"] or "").split()))
    return [record["operands"].get(name, "") for name in found.groups()] if found else []
