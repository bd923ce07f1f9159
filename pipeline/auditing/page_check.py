"""The check of a finished page: every digit a person can see or hear has a source, or is a fault.

It shares no code with what made the page, and refuses markup in which a number could hide from it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from os.path import commonprefix
from urllib.parse import unquote

VOID = set("area base br col embed hr img input link meta param source track wbr".split())
NOT_TEXT = ("style", "script", "template")
# Elements that load, run, take or print something of their own, or that browsers read by rules of their own.
REFUSED = set(
    "script iframe object embed applet frame frameset form input textarea base link audio video canvas meter progress"
    " math foreignobject animate animatemotion animatetransform set noscript noembed noframes xmp plaintext".split()
)
HEARD = set("alt title placeholder summary label abbr aria-label aria-description aria-valuetext aria-valuenow".split())
REQUESTS = set("src href xlink:href srcset imagesrcset poster action formaction data background ping manifest".split())
CLAIMS = {"data-worked": "formula constant", "data-label": "label", "data-stated": "stated"}
CLAIMS |= {"data-tick": "axis tick", "data-count": "count"}

_ATTRIBUTES = r"""(?:[ \t\n\r\f]+[^\s"'<>/=]+(?:="[^"<]*"|='[^'<]*')?)*[ \t\n\r\f]*"""
_PLAIN_MARKUP = re.compile(
    rf"(?i)[^<]+|<!doctype html>|<!--(?:(?!--)[^<>])*-->|<(title|style)\b{_ATTRIBUTES}>[^<]*</\1>"
    rf"|<(?!(?:title|style)[\s/>])[a-z][a-z0-9:-]*{_ATTRIBUTES}/?>|</[a-z][a-z0-9:-]*>|(?P<odd><)"
)
_HELD = r"""url\(\s*(?P<quote>["']?)(?:#[\w.:-]+|data:(?:image/(?!svg)|font/)[\w/+;=,.-]*)(?P=quote)\s*\)"""
_CSS_TOKEN = re.compile(rf"""(?P<gone>/\*.*?\*/|{_HELD})|(?P<string>"[^"\n]*"|'[^'\n]*')""", re.DOTALL | re.IGNORECASE)
_CSS_REFUSED = re.compile(
    r"(?i)@import|@counter-style|\b(?:url|src|image|image-set|attr|counters?)\(|\\|&[#\w]"
    r"|(?<![-\w])content\s*:[^;}]*\d|list-style(?:-type)?\s*:(?!\s*(?:none|disc|circle|square)\s*(?:[;}]|$))"
)


@dataclass(frozen=True)
class PageCheck:
    """What the check found: digit-bearing places by the kind of source they claim, and every fault."""

    counts: dict[str, int]
    faults: list[str]

    @property
    def passed(self) -> bool:
        return not self.faults


def check_page(
    html: str, *, ledger: Sequence[Mapping], labels: Mapping[str, Collection[str]], cells: Mapping[str, str]
) -> PageCheck:
    """Read a finished page and list every digit without a source, and every place where one could hide.

    `ledger` holds the figures' records, `labels` the declared strings by kind, `cells` sources by "notebook#cell-id".
    """
    page = _Page({record["id"]: record for record in ledger}, labels, cells)
    page.read(html)
    page.check_elements()
    page.check_digits()
    faults = dict.fromkeys(sentence for _, sentence in sorted(page.faults, key=lambda fault: fault[0]))
    return PageCheck(dict(sorted(page.counts.items())), list(faults))


@dataclass(eq=False)
class _Node:
    """An element, or a text where `tag` is empty."""

    tag: str
    line: int
    parent: _Node | None = None
    heading: _Node | None = None
    words: str = ""
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[_Node] = field(default_factory=list)

    def around(self) -> Iterator[_Node]:
        """This node, then each one that holds it, outwards."""
        yield self
        if self.parent:
            yield from self.parent.around()

    def inside(self) -> Iterator[_Node]:
        """Everything in this node, in the order of the page."""
        for child in self.children:
            yield child
            yield from child.inside()

    def within(self, *tags: str) -> bool:
        return any(node.tag in tags for node in self.around())

    def text(self) -> str:
        return self.words + "".join(node.words for node in self.inside() if not node.within(*NOT_TEXT))

    def kind(self) -> str:
        """The kind of source that this node claims for the digits in it; empty where it claims none."""
        if "data-figure" in self.attrs:
            return "chart" if self.tag in ("figure", "svg") else "figure"
        if self.tag == "time":
            return "date"
        if self.tag == "code":
            return "cell code" if "data-cell" in self.attrs else "formula" if "data-formula" in self.attrs else "code"
        if self.tag == "title" and not self.within("svg"):
            return "label: title"
        kind = next((CLAIMS[name] for name in CLAIMS if name in self.attrs), "")
        return f"label: {self.attrs['data-label']}" if kind == "label" else kind


class _Page(HTMLParser):
    def __init__(self, ledger: Mapping[str, Mapping], labels: Mapping[str, Collection[str]], cells: Mapping[str, str]):
        super().__init__(convert_charrefs=True)
        self.ledger, self.cells = ledger, cells
        self.labels = {kind: {_collapse(text) for text in texts} for kind, texts in labels.items()}
        self.root = self.current = _Node("page itself", 1)
        self.heading: _Node | None = None
        self.counts: Counter[str] = Counter()
        self.faults: list[tuple[int, str]] = []

    def fault(self, node: _Node, what: str, found: str, expected: str, line: int = 0) -> None:
        heading = _collapse(node.heading.text())[:60] if node.heading else ""
        line, at = line or node.line, f'under "{heading}"' if heading else "before any heading"
        found = found or _excerpt(node.text())
        self.faults.append((line, f'{what} (line {line}, {at}): found "{found}", expected {expected}.'))

    def read(self, html: str) -> None:
        """Build the tree; markup that is out of order, or that some parser could read otherwise, is a fault."""
        self.feed(html)
        self.close()
        for node in list(self.current.around())[:-1]:
            self.fault(node, f"<{node.tag}> is never closed", f"<{node.tag}>", f"</{node.tag}>")
        for odd in (piece.start() for piece in _PLAIN_MARKUP.finditer(html) if piece["odd"]):
            what, expected = "Markup is not plain", "quoted attributes, comments without < > or --, &lt; for <"
            self.fault(self.root, what, _excerpt(html[odd : odd + 41]), expected, html.count("\n", 0, odd) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]], closed: bool = False) -> None:
        node = _Node(tag, self.getpos()[0], self.current, self.heading)
        node.attrs = {name: value or "" for name, value in reversed(attrs)}  # the first of two counts, as in a browser
        self.current.children.append(node)
        if re.fullmatch("h[1-6]", tag):
            self.heading = node.heading = node
        nested = sum(1 for _ in node.around()) < 100  # deeper, as where nothing closes, its end tag is out of order
        if nested and tag not in VOID and not (closed and node.within("svg")):  # in HTML <p/> stays open
            self.current = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag: str) -> None:
        if self.current.tag != tag:
            self.fault(self.current, "A tag is out of order", f"</{tag}>", f"</{self.current.tag}>", self.getpos()[0])
        self.current = next((node.parent for node in self.current.around() if node.tag == tag), self.current)

    def handle_data(self, data: str) -> None:
        self.current.children.append(_Node("", self.getpos()[0], self.current, self.heading, data))

    def check_elements(self) -> None:
        """The page is inert and self-contained, and nothing on it numbers itself."""
        ids = Counter(node.attrs["id"] for node in self.root.inside() if "id" in node.attrs)
        for node in self.root.inside():
            tag, attrs = node.tag, node.attrs
            odd = tag == "template" and (attrs or node.within("svg"))  # its text would show
            if tag in REFUSED or odd or attrs.get("http-equiv", "").strip().lower() == "refresh":
                self.fault(node, f"<{tag}> is refused", "", "a page that loads, runs and asks nothing")
            if tag == "ol" or (tag in ("ul", "li") and attrs.keys() & {"type", "value"}):
                self.fault(node, f"<{tag}> numbers itself, from nowhere", "", "<ul>, with any numbers as labels")
            if tag == "data" and not attrs.keys() & {"data-figure", "data-count"}:
                self.fault(node, "<data> names no source", "", "data-figure or data-count")
            if tag == "style":
                self.check_css(node, "".join(child.words for child in node.children))
            for name, value in attrs.items():
                self.check_attribute(node, name, value, ids)

    def check_attribute(self, node: _Node, name: str, value: str, ids: Mapping[str, int]) -> None:
        here, link = f"{name} of <{node.tag}>", name in ("href", "xlink:href")
        if name in HEARD or (name == "content" and re.search("description|title", " ".join(node.attrs.values()), re.I)):
            for start, end in _numbers(value):
                what = f'"{value[start:end]}" in {here} has no source'
                self.fault(node, what, _excerpt(value, start), "words without digits, as it is seen or heard")
        elif name.startswith("on") or "javascript:" in re.sub(r"[\s\0-\x1f]", "", value.lower()):
            self.fault(node, f"{here} runs a script", _excerpt(value), "no scripts")
        elif name == "id" and ids[value] > 1:
            self.fault(node, f"{here} is not the only one", value, "an id that stands once")
        elif link and value.startswith("#"):
            if value[1:] not in ids and unquote(value[1:]) not in ids:
                self.fault(node, f"{here} leads nowhere", value, "the id of an element of this page")
        elif name in REQUESTS:
            beside = node.tag == "a" and link and re.fullmatch(r"(?!/)[^:\\\s#?]+(#\S*)?", value)
            held = (link or name == "src") and node.tag in ("img", "image")
            if not beside and not (held and re.match(r"data:image/(?!svg)[a-z]+[;,]", value)):
                self.fault(node, f"{here} asks for a file", _excerpt(value), "a page beside this one, or a held image")
        elif name == "style" or (node.within("svg") and not name.startswith("data-")):
            self.check_css(node, value)

    def check_css(self, node: _Node, css: str) -> None:
        """A style loads nothing and prints no digits, not as content and not as list marks."""
        bare = _CSS_TOKEN.sub(lambda token: " " if token["gone"] else token[0], css)
        wrong = [token[0] for token in _CSS_TOKEN.finditer(css) if token["string"] and _numbers(token[0])]
        for found in wrong + [refused[0] for refused in _CSS_REFUSED.finditer(bare)]:
            self.fault(node, "A style loads or prints something", _excerpt(found), "style that only styles")

    def check_digits(self) -> None:
        """The nearest element that claims a source decides on a digit, and its claim must hold."""
        always = ("figure", "chart", "cell code", "formula", "count", "label: title")
        places: dict[_Node, list[_Node]] = {node: [] for node in self.root.inside() if node.kind() in always}
        for text in self.root.inside():
            numbers = _numbers(text.words) if text.words and not text.within(*NOT_TEXT) else []
            claimant = next((node for node in text.around() if numbers and node.kind() not in ("", "chart")), None)
            if numbers and claimant:
                places.setdefault(claimant, []).append(text)
            for start, end in [] if claimant else numbers:
                what = f'"{text.words[start:end]}" in <{text.parent.tag}> has no source'
                line, expected = text.words.count("\n", 0, start), "a figure, date, code, label, count or stated number"
                self.fault(text, what, _excerpt(text.words, start), expected, text.line + line)
        for node, texts in places.items():
            if (texts or node.tag == "figure") and not any("data-count" in outer.attrs for outer in node.around()):
                self.counts[node.kind()] += len(texts) if node.kind() == "stated" else 1  # a wide one shows
        for node, texts in places.items():
            for what, expected in self.broken_claims(node, texts):
                found = _excerpt(node.text(), *[start for start, _ in _numbers(node.text())[:1]])
                self.fault(node, f"<{node.tag}> {what}", found, expected)

    def broken_claims(self, node: _Node, texts: list[_Node]) -> Iterator[tuple[str, str]]:
        """What is wrong with the source that an element claims, and what was expected."""
        kind, attrs, text = node.kind(), node.attrs, _collapse(node.text())
        figure = attrs.get("data-figure") or attrs.get("data-formula") or attrs.get("data-worked") or ""
        record = self.ledger.get(figure, {})
        refers = kind in ("figure", "chart", "formula", "formula constant")
        if refers and (not record or (kind == "chart" and record["measure"] != "chart")):
            yield f'names "{figure}"', f"the id of a {'chart' if kind == 'chart' else 'figure'} in the list of figures"
        elif kind == "figure":
            wanted = record["magnitude" if attrs.get("data-form") == "magnitude" else "display"]
            if text != _collapse(wanted):
                yield f'differs from the figure "{figure}"', f'"{wanted}"'
            value = "" if (own := record["value"]) is None else own if isinstance(own, str) else json.dumps(own)
            if node.tag == "data" and attrs.get("value") != value:
                yield f'has the value "{attrs.get("value")}"', f'value="{value}", as in the figure "{figure}"'
        elif kind == "date" and (expected := _date_expected(attrs.get("datetime", ""), text)):
            yield f'does not agree with its datetime "{attrs.get("datetime", "")}"', expected
        elif kind in ("cell code", "formula"):
            wanted = record["formula"] if kind == "formula" else self.cells.get(attrs["data-cell"])
            if node.text().rstrip() != (wanted or "").rstrip() or wanted is None:
                at = len(commonprefix([node.text(), wanted or ""]))
                yield f'differs from the {kind} "{attrs.get("data-cell", figure)}"', f'"{_excerpt(wanted or "", at)}"'
        elif kind == "formula constant":
            constants = re.findall(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?(?![\w.])", record["formula"] or "")
            for number in [own.words[start:end] for own in texts for start, end in _numbers(own.words)]:
                if number.replace(",", "") not in constants:
                    yield f'works with "{number}"', f"a figure, or a constant of {record['formula']}"
        elif kind == "code" or kind.startswith("label: "):
            if text not in self.labels.get(kind.removeprefix("label: "), ()):
                yield f"is no declared {kind}", "the whole text of a declared one"
        elif kind == "stated" and not attrs["data-stated"].strip():
            yield "is vouched for by nobody", "who or what says so in data-stated"
        elif kind == "axis tick":
            chart = node.within("svg") and any(n.tag == "figure" and "data-figure" in n.attrs for n in node.around())
            number = re.fullmatch(r"[-\u2212]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?%?", text)
            if not chart or not number or attrs["data-tick"] not in ("x", "y"):
                yield "is no axis tick", 'data-tick "x" or "y" on one number, in the SVG of a chart'
        elif kind == "count" and text not in (str(count := self.counts[attrs["data-count"]]), f"{count:,}"):
            yield f'miscounts the kind "{attrs["data-count"]}"', f'"{count}"'


def _date_expected(stated: str, text: str) -> str:
    """What a <time> should say instead; empty where every number in its words follows from its datetime."""
    parts, form = stated.split("/"), "[0-9]{4}(-[0-9]{2}){0,2}"
    try:
        dates = [date.fromisoformat((part + "-01-01")[:10]) for part in parts]
    except ValueError:
        dates = []
    if not dates or not re.fullmatch(f"{form}(/{form})?", stated) or parts[0] > parts[-1] + "~":
        return "a datetime like 2023, 2023-09 or 2023-09-30, or two joined by /, the first not after the last"
    given = [[int(number) for number in part.split("-")] for part in parts]
    quarters = {(month - 4) % 12 // 3 + 1 for one in given for month in one[1:2]} or {1, 2, 3, 4}
    years = {one[0] - (one[1:2] in ([1], [2], [3])) for one in given}  # financial years, from April
    named = [f"{year}[-/–]{(year + 1) % 100:02}" for year in years] + [f"(?:q|quarter\\s){n}" for n in quarters]
    rest = re.sub(rf"\b(?:{'|'.join(named)})\b", " ", text, flags=re.IGNORECASE)
    known = {form for one in given for number in one for form in (f"{number}", f"{number:02}")}
    wrong = any(rest[s:e] not in known or re.search(r"(?i)\b(q|quarter\s)$", rest[:s]) for s, e in _numbers(rest))
    return "only its own days, months, years and quarters" if wrong or re.search("[%£€$]", text) else ""


def _numbers(text: str) -> list[tuple[int, int]]:
    """Where the numbers in a text start and end. A digit is anything that Unicode counts as a number."""
    shape = "".join("0" if unicodedata.category(character) in ("Nd", "Nl", "No") else character for character in text)
    return [number.span() for number in re.finditer(r"0(?:[.,]?0)*", shape)]


def _excerpt(text: str, at: int = 0) -> str:
    start = max(0, at - 20)
    return ("…" if start else "") + _collapse(text[start : start + 40]) + ("…" if text[start + 40 :] else "")


def _collapse(text: str) -> str:
    return re.sub(r"[ \t\n\f\r]+", " ", text).strip(" ")
