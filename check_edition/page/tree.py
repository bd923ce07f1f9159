"""The tree of a finished page: elements, attributes and texts, with every fault of markup that could be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = set("area base br col embed hr img input link meta param source track wbr".split())
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NOT_TEXT = ("style", "script", "template")

_ATTRIBUTES = r"""(?:[ \t\n\r\f]+[^\s"'<>/=]+(?:="[^"<]*"|='[^'<]*')?)*[ \t\n\r\f]*"""
_PLAIN_MARKUP = re.compile(
    rf"(?i)[^<]+|<!doctype html>|<!--(?:(?!--)[^<>])*-->|<(title|style)\b{_ATTRIBUTES}>[^<]*</\1>"
    rf"|<(?!(?:title|style)[\s/>])[a-z][a-z0-9:-]*{_ATTRIBUTES}/?>|</[a-z][a-z0-9:-]*>|(?P<odd><)"
)


@dataclass(eq=False)
class Node:
    """An element, or a text where `tag` is empty."""

    tag: str
    line: int
    parent: Node | None = None
    heading: Node | None = None
    words: str = ""
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    depth: int = 0

    def around(self) -> Iterator[Node]:
        """This node, then each one that holds it, outwards."""
        node: Node | None = self
        while node:
            yield node
            node = node.parent

    def inside(self) -> Iterator[Node]:
        """Everything in this node, in the order of the page."""
        waiting = self.children[::-1]  # not one generator in another: a page is read many times over
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    def within(self, *tags: str) -> bool:
        node: Node | None = self
        while node and node.tag not in tags:
            node = node.parent
        return node is not None

    def text(self) -> str:
        """Everything that is written in this node."""
        return self.words + "".join(node.words for node in self.inside() if not node.within(*NOT_TEXT))


class PageTree(HTMLParser):
    """A page as a tree under `root`. `faults` holds (line, sentence) of everything found wrong, here and by later checks."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.root = self.current = Node("page itself", 1)
        self.heading: Node | None = None
        self.faults: list[tuple[int, str]] = []
        self._read(html)

    def fault(self, node: Node, what: str, found: str, expected: str, line: int = 0) -> None:
        """Something wrong at a node: what, with the line and the heading it stands under, what was found and expected."""
        heading = collapse(node.heading.text())[:60] if node.heading else ""
        line, at = line or node.line, f'under "{heading}"' if heading else "before any heading"
        found = found or excerpt(node.text())
        self.faults.append((line, f'{what} (line {line}, {at}): found "{found}", expected {expected}.'))

    def _read(self, html: str) -> None:
        """Build the tree; markup that is out of order, or that some parser could read otherwise, is a fault."""
        self.feed(html)
        self.close()
        for node in list(self.current.around())[:-1]:
            self.fault(node, f"<{node.tag}> is never closed", f"<{node.tag}>", f"</{node.tag}>")
        for odd in (piece.start() for piece in _PLAIN_MARKUP.finditer(html) if piece["odd"]):
            what, expected = "Markup is not plain", "quoted attributes, comments without < > or --, &lt; for <"
            self.fault(self.root, what, excerpt(html[odd : odd + 41]), expected, html.count("\n", 0, odd) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]], closed: bool = False) -> None:
        node = Node(tag, self.getpos()[0], self.current, self.heading)
        node.attrs = {name: value or "" for name, value in reversed(attrs)}  # the first of two counts, as in a browser
        node.depth = self.current.depth + 1
        self.current.children.append(node)
        if tag in HEADINGS:
            self.heading = node.heading = node
        nested = node.depth < 99  # deeper, as where nothing closes, its end tag is out of order
        if nested and tag not in VOID and not (closed and node.within("svg")):  # in HTML <p/> stays open
            self.current = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag: str) -> None:
        if self.current.tag != tag:
            self.fault(self.current, "A tag is out of order", f"</{tag}>", f"</{self.current.tag}>", self.getpos()[0])
        self.current = next((node.parent for node in self.current.around() if node.tag == tag), self.current)

    def handle_data(self, data: str) -> None:
        self.current.children.append(Node("", self.getpos()[0], self.current, self.heading, data))


def excerpt(text: str, at: int = 0) -> str:
    """What stands around a place in a text, short."""
    start = max(0, at - 20)
    return ("…" if start else "") + collapse(text[start : start + 40]) + ("…" if text[start + 40 :] else "")


def collapse(text: str) -> str:
    """The text as a browser shows it: every run of spaces and lines as one space."""
    return re.sub(r"[ \t\n\f\r]+", " ", text).strip(" ")
