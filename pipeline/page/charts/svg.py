"""SVG for a page: what matplotlib saved, cleaned, with the words put in and each marked with its figure.

Matplotlib lays out where words go but never sees them: each is drawn as "0" with a name, and the words
are put in here as text. So no name is read as a formula, no letter missing from a font matters, and the
page's own font applies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from pipeline.page.charts.colours import INK, ROLES
from pipeline.page.markup import anchor

_XLINK = "{http://www.w3.org/1999/xlink}href"
_PLACES = ("d", "x", "y", "width", "height", "transform")


@dataclass(frozen=True)
class Words:
    """Lines of text, each drawn under a name, and the attribute that says what they are: `data-figure="…"`."""

    names: tuple[str, ...]
    lines: tuple[str, ...]
    mark: tuple[str, str] | None = None


def page_svg(saved: bytes, *, words: Sequence[Words], marks: Mapping[str, tuple[str, str]], prefix: str) -> str:
    """An `<svg>` element as wide as its column, without style sheet, metadata or fonts of its own.

    `marks` are for what is drawn and not written: name → attribute. The ids that something refers to start
    with `prefix`, so that two charts can stand on one page; all others are dropped. Every figure is a link to its entry
    in the list of figures, named by the chart's words (chart_words.py); the rest is not read aloud.
    """
    root = ElementTree.fromstring(saved)
    _clean(root)
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    parents = {child: parent for parent in root.iter() for child in parent}
    for name, mark in marks.items():
        named[name].set(*mark)
    for written in words:
        group, *others = (named[name] for name in written.names)
        for other in others:
            group.append(other.find("text"))
            parents[other].remove(other)
        for text, line in zip(group.iter("text"), written.lines, strict=True):
            text.text, text.tail = line, " "
        text.tail = None
        if written.mark:
            group.set(*written.mark)
    _rename_ids(root, prefix)
    _link(root, prefix)
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": root.get("viewBox"),
        "width": "100%",
        "stroke-linejoin": "round",
    }
    return ElementTree.tostring(root, encoding="unicode")


def named_by(prefix: str, figure_id: str) -> str:
    """The id of the words that name a chart's link to a figure."""
    return f"{prefix}-{anchor(figure_id)}"


def safe_id(text: str) -> str:
    """A text as the start of an element's id; different texts stay different."""
    return "chart-" + re.sub(r"[^A-Za-z0-9-]", lambda letter: f"_{ord(letter[0]):x}_", text)


def _link(root: ElementTree.Element, prefix: str) -> None:
    """Make links of what is marked with a figure: of its text, or else of its point. What holds no link is hidden from readers."""
    marked = [(parent, child) for parent in root.iter() for child in parent]
    written = {child.get("data-figure") for _, child in marked}
    for parent, child in marked:
        figure = child.get("data-figure") or child.get("data-point")
        if figure and (child.get("data-figure") or figure not in written):
            link = ElementTree.Element("a", {"href": f"#{anchor(figure)}", "aria-labelledby": named_by(prefix, figure)})
            link.tail, child.tail = child.tail, None
            parent[list(parent).index(child)] = link
            link.append(child)
    _hide_without_links(root)


def _hide_without_links(element: ElementTree.Element) -> None:
    for child in element:
        if child.tag == "a":
            continue
        if child.find(".//a") is None:
            child.set("aria-hidden", "true")
        else:
            _hide_without_links(child)


def _clean(root: ElementTree.Element) -> None:
    """Drop metadata, style sheets, namespaces and layout; turn style declarations into attributes; round places."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.text = element.tail = None
        for declaration in element.attrib.pop("style", "").split(";"):
            key, _, value = declaration.partition(":")
            if value and key.strip() != "font-family":
                element.set(key.strip(), value.strip().removesuffix("px"))
        if _XLINK in element.attrib:
            element.set("href", element.attrib.pop(_XLINK))
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        for key in _PLACES:
            if key in element.attrib:
                element.set(key, re.sub(r"-?\d+\.\d+", _hundredths, element.get(key)))
        roles = [f"{key}-{ROLES[element.get(key)]}" for key in ("fill", "stroke") if element.get(key) in ROLES]
        element.attrib |= {key: "currentColor" for key in ("fill", "stroke") if element.get(key) == INK}
        if roles:
            element.set("class", " ".join(roles))
    for parent in root.iter():
        for child in list(parent):
            empty = child.tag == "g" and not len(child)
            if empty or child.tag == "metadata" or child.find("style") is not None:
                parent.remove(child)


def _hundredths(number: re.Match) -> str:
    """A place to a hundredth of a point: finer differences cannot be seen."""
    return f"{round(float(number[0]), 2) + 0:g}"


def _rename_ids(root: ElementTree.Element, prefix: str) -> None:
    wanted = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "href" or value.startswith("url(#"):
                wanted |= set(re.findall(r"#([^)]+)", value))
                element.set(key, value.replace("#", f"#{prefix}-"))
    for element in root.iter():
        name = element.attrib.pop("id", None)
        if name in wanted:
            element.set("id", f"{prefix}-{name}")
