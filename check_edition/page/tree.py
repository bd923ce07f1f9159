"""The tree of a finished page: elements, attributes and texts, with every fault of markup that could be read in two ways.

A page is read once, token by token, and what is no plain token is a fault, whatever a browser would make of it. Elements and
texts stand in lists in the order of the page, and those of a tag or an attribute are looked up there, not searched for.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import unescape
from urllib.parse import unquote

VOID = set("area base br col embed hr img input link meta param source track wbr".split())
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NOT_TEXT = ("style", "script", "template")
DEEPEST = 99  # deeper, as where nothing closes, an element holds nothing and its end tag is out of order

_ATTRIBUTES = r"""(?:[ \t\n\r\f]+[^\s"'<>/=]+(?:="[^"<]*"|='[^'<]*')?)*[ \t\n\r\f]*"""
_TOKEN = re.compile(
    rf"(?i)(?P<text>[^<]+)|</(?P<end>[a-z][a-z0-9:-]*)>"
    rf"|<(?P<tag>(?!(?:title|style)[\s/>])[a-z][a-z0-9:-]*)(?P<attributes>{_ATTRIBUTES})(?P<closed>/?)>"
    rf"|<(?P<whole>title|style)(?P<its>{_ATTRIBUTES})>(?P<words>[^<]*)</(?P=whole)>"
    r"|<!doctype html>|<!--(?:(?!--)[^<>])*-->|(?P<odd><)"
)
_BLANKS = re.compile(r"[ \t\n\f\r]+")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:="([^"]*)"|='([^']*)')?""")


class Text:
    """Words between two tags."""

    __slots__ = ("heading", "line", "parent", "words")

    def __init__(self, words: str, line: int, parent: Node, heading: Node | None):
        self.words, self.line, self.parent, self.heading = words, line, parent, heading


class Node:
    """An element. `tags` are its own tag and those of all that hold it, `children` the elements right in it."""

    __slots__ = ("attrs", "children", "first_text", "heading", "last", "last_text", "line", "number", "page", "parent", "tag", "tags")

    def __init__(self, page: PageTree, tag: str, line: int, parent: Node | None, tags: frozenset[str]):
        self.page, self.tag, self.line, self.parent, self.tags = page, tag, line, parent, tags
        self.heading = page.heading
        self.attrs: Mapping[str, str] = {}
        self.children: list[Node] | tuple[()] = ()
        # What it holds stands in the lists of the page from its own place on; as long as it is open, to their ends.
        self.number, self.first_text = len(page.nodes), len(page.texts)
        self.last = self.last_text = sys.maxsize

    def around(self) -> Iterator[Node]:
        """This node, then each one that holds it, outwards."""
        node: Node | None = self
        while node:
            yield node
            node = node.parent

    def inside(self, tag: str = "") -> Sequence[Node]:
        """Every element in this node, or every one of a tag, in the order of the page."""
        return self._held(self.page.by_tag[tag]) if tag else self.page.nodes[self.number + 1 : self.last]

    def bearing(self, attribute: str) -> Sequence[Node]:
        """Every element in this node that bears an attribute, in the order of the page."""
        return self._held(self.page.by_attribute[attribute])

    def within(self, *tags: str) -> bool:
        """Whether this is an element of one of these tags, or stands in one."""
        return not self.tags.isdisjoint(tags)

    def classed(self, name: str) -> bool:
        return name in self.attrs.get("class", "").split()

    def texts(self) -> Sequence[Text]:
        """Everything that is written in this node, text by text."""
        return self.page.texts[self.first_text : self.last_text]

    def text(self) -> str:
        """Everything that is written in this node."""
        return "".join([one.words for one in self.texts()])

    def _held(self, numbers: Sequence[int]) -> Sequence[Node]:
        own = numbers[bisect_right(numbers, self.number) : bisect_left(numbers, self.last)]
        return [self.page.nodes[number] for number in own]


class PageTree:
    """A page as a tree under `root`. `faults` holds (line, sentence) of everything found wrong, here and by later checks.

    `texts` are those that are read, `styles` the elements of styles with what they say.
    """

    def __init__(self, html: str):
        self.nodes: list[Node] = []
        self.texts: list[Text] = []
        self.styles: list[tuple[Node, str]] = []
        self.by_tag: defaultdict[str, list[int]] = defaultdict(list)
        self.by_attribute: defaultdict[str, list[int]] = defaultdict(list)
        self.faults: list[tuple[int, str]] = []
        self.heading: Node | None = None
        self._tags: dict[tuple[frozenset[str], str], frozenset[str]] = {}
        # Most of a large page is said more than once: what is equal is held once.
        self._attributes: dict[str, Mapping[str, str]] = {}
        self._words: dict[str, str] = {}
        self._open: list[Node] = []
        self._start("page itself", "", 1)
        self.root = self.nodes[0]
        self._read(html)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {node.attrs["id"]: node for node in self.root.bearing("id")}

    @cached_property
    def entries(self) -> dict[Node, str]:
        """The entries of the list of figures, each with the id of the figure that it tells of: the code of its link to itself."""
        entries = [node for node in self.root.inside("article") if node.classed("trace")]
        own = [next((one.text() for one in entry.inside("a") if one.classed("own")), "") for entry in entries]
        return dict(zip(entries, map(collapse, own), strict=True))

    def led_to(self, link: Node) -> Node | None:
        """The element of this page that a link leads to."""
        return self.by_id.get(unquote(link.attrs.get("href", "")[1:]))

    def fault(self, node: Node | Text, what: str, found: str, expected: str, line: int = 0) -> None:
        """Something wrong at a node: what, with the line and the heading it stands under, what was found and expected."""
        heading = collapse(node.heading.text())[:60] if node.heading else ""
        line, at = line or node.line, f'under "{heading}"' if heading else "before any heading"
        found = found or excerpt(node.text())
        self.faults.append((line, f'{what} (line {line}, {at}): found "{found}", expected {expected}.'))

    def forget(self) -> None:
        """Let go of all that was read. Elements hold one another, and the check of a large edition looks for nothing to throw away."""
        for node in self.nodes:
            node.children, node.heading = (), None
        self.__dict__.clear()

    def _read(self, html: str) -> None:
        """Build the tree; markup that is out of order, or that some parser could read otherwise, is a fault."""
        line = 1
        for token in _TOKEN.finditer(html):
            kind = token.lastgroup
            if kind == "text":
                self._write(unescape(token[kind]), line)
            elif kind == "closed":
                self._start(token["tag"].lower(), token["attributes"], line, closed=bool(token[kind]))
            elif kind == "end":
                self._end(token[kind].lower(), line)
            elif kind == "words":
                whole, its, words = token.group("whole", "its", "words")
                self._start(whole.lower(), its, line)
                if whole.lower() == "style":
                    self.styles.append((self.nodes[-1], words))
                elif words:
                    self._write(unescape(words), line + its.count("\n"))
                self._end(whole.lower(), line)
            elif kind == "odd":
                what, expected = "Markup is not plain", "quoted attributes, comments without < > or --, &lt; for <"
                self.fault(self.root, what, excerpt(html[token.start() : token.start() + 41]), expected, line)
            line += html.count("\n", *token.span())
        self._attributes.clear()
        self._words.clear()
        for node in self._open[:0:-1]:
            self.fault(node, f"<{node.tag}> is never closed", f"<{node.tag}>", f"</{node.tag}>")

    def _start(self, tag: str, attributes: str, line: int, *, closed: bool = False) -> None:
        parent = self._open[-1] if self._open else None
        around: frozenset[str] = parent.tags if parent else frozenset()
        tags = self._tags.get((around, tag))
        if tags is None:
            tags = self._tags[around, tag] = around | {tag}
        node = Node(self, tag, line, parent, tags)
        node.attrs = self._read_attributes(attributes)
        for name in node.attrs:
            self.by_attribute[name].append(node.number)
        self.by_tag[tag].append(node.number)
        self.nodes.append(node)
        if parent:
            if parent.children:
                parent.children.append(node)
            else:
                parent.children = [node]
        if tag in HEADINGS:
            self.heading = node.heading = node
        # In HTML <p/> stays open.
        if len(self._open) < DEEPEST and tag not in VOID and not (closed and node.within("svg")):
            self._open.append(node)
        else:
            node.last, node.last_text = node.number, node.first_text

    def _read_attributes(self, attributes: str) -> Mapping[str, str]:
        """The attributes in a tag: the same ones for each tag that says the same."""
        known = self._attributes.get(attributes)
        if known is None:
            found = reversed(_ATTRIBUTE.findall(attributes))  # the first of two counts, as in a browser
            known = self._attributes[attributes] = {sys.intern(name.lower()): self._once(unescape(double or single)) for name, double, single in found}
        return known

    def _once(self, words: str) -> str:
        return self._words.setdefault(words, words)

    def _end(self, tag: str, line: int) -> None:
        current = self._open[-1]
        if current.tag != tag:
            self.fault(current, "A tag is out of order", f"</{tag}>", f"</{current.tag}>", line)
        while tag in current.tags:
            current = self._open.pop()
            current.last, current.last_text = len(self.nodes), len(self.texts)
            if current.tag == tag:
                break

    def _write(self, words: str, line: int) -> None:
        if not self._open[-1].within(*NOT_TEXT):
            self.texts.append(Text(self._once(words), line, self._open[-1], self.heading))


def excerpt(text: str, at: int = 0) -> str:
    """What stands around a place in a text, short."""
    start = max(0, at - 20)
    return ("…" if start else "") + collapse(text[start : start + 40]) + ("…" if text[start + 40 :] else "")


def collapse(text: str) -> str:
    """The text as a browser shows it: every run of spaces and lines as one space."""
    return _BLANKS.sub(" ", text).strip(" ")
