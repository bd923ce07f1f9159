"""The way from a figure to its entry and back: links that return to where they came from, and the entries' numbers on paper.

Whoever reads the page on screen comes back to the figure that they opened; whoever reads it on paper has nothing but the
number that is printed at a figure, which must be that of the figure's own entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from .tree import Node, PageTree

# What the ways make of a link that a notebook made, and the places in an entry that they lead to.
_WAY = re.compile(r'href="#([0-9a-z]+)~" id="~\1"(?: data-entry="[0-9]+")?')
_PLACE = re.compile(r' class="(?:trace|cell)" id="([^"]+)"|<a id="([0-9a-z]+)~"')


def without_ways(html: str, shown: str) -> str:
    """A part of a page as its notebook shows it: each link leads to the entry itself. Where it leads is checked below."""
    entries: dict[str, str] = {}
    entry = ""
    for named, way in _PLACE.findall(html):
        entry = named or entry
        entries |= {way: entry} if way else {}
    return _WAY.sub(lambda link: f'href="#{entries.get(link[1], "")}"', shown)


def check_ways(page: PageTree) -> None:
    """Every link into the list of figures or the code behind it; what is wrong goes to the page's faults."""
    numbers = {entry: str(number) for number, entry in enumerate(page.entries, start=1)}
    links = [node for node in page.root.inside("a") if not is_close(node)]
    for link in links:
        _check_link(page, link, numbers)
    for node in set(page.root.bearing("data-entry")).difference(links):
        number = numbers.get(node.parent, "") if node.tag == "h3" else ""
        if node.attrs["data-entry"] != number:
            what = f"<{node.tag}> bears another number than its entry"
            page.fault(node, what, node.attrs["data-entry"], number or "no number of an entry")


def entry_of(target: Node | None) -> Node | None:
    """The entry of the list of figures, or the code, that something stands in or is."""
    held = target.around() if target else ()
    return next((one for one in held if one.classed("trace") or one.classed("cell")), None)


def is_close(node: Node) -> bool:
    """Whether a link closes an entry."""
    return node.tag == "a" and node.parent is not None and node.parent.classed("close")


def _check_link(page: PageTree, link: Node, numbers: Mapping[Node, str]) -> None:
    """A link to an entry leads to what leads back to it, and bears the entry's number."""
    target = page.led_to(link)
    entry = entry_of(target)
    if link.classed("own"):
        if target is None or target not in link.around() or target is not entry or "data-entry" in link.attrs:
            page.fault(link, "An entry's link to itself leads elsewhere", link.attrs.get("href", ""), "the entry that it stands in")
        return
    number = numbers.get(entry, "") if entry and not link.within("svg") else ""  # a drawing has no room for it on paper
    if link.attrs.get("data-entry", "") != number:
        what = "A link bears another number than the entry that it leads to"
        page.fault(link, what, link.attrs.get("data-entry", ""), number or "no number of an entry")
    if entry and not (is_close(target) and link.attrs.get("id") == unquote(target.attrs.get("href", "#")[1:])):
        page.fault(link, "A link leads to what does not lead back to it", "", "a Close that leads back to it")
