"""A page is inert: it loads, runs and asks nothing, nothing on it numbers itself, and no style prints a number.

The one file that it may hold is a chart as CSV, which says what the table beside it says, and nothing else.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from os.path import commonprefix
from urllib.parse import unquote

from ..base.numbers import find_numbers
from .tree import Node, PageTree, collapse, excerpt

# Elements that load, run, take or print something of their own, or that browsers read by rules of their own.
REFUSED = set(
    "script iframe object embed applet frame frameset form input textarea base link audio video canvas meter progress"
    " math foreignobject animate animatemotion animatetransform set noscript noembed noframes xmp plaintext".split()
)
_CSV, _CSV_HEADINGS = "data:text/csv;charset=utf-8,", ("series", "value", "shorthand", "figure")
HEARD = set("alt title placeholder summary label abbr aria-label aria-description aria-valuetext aria-valuenow".split())
REQUESTS = set("src href xlink:href srcset imagesrcset poster action formaction data background ping manifest".split())

_HELD = r"""url\(\s*(?P<quote>["']?)(?:#[\w.:-]+|data:(?:image/(?!svg)|font/)[\w/+;=,.-]*)(?P=quote)\s*\)"""
_CSS_TOKEN = re.compile(rf"""(?P<gone>/\*.*?\*/|{_HELD})|(?P<string>"[^"\n]*"|'[^'\n]*')""", re.DOTALL | re.IGNORECASE)
_CSS_REFUSED = re.compile(
    r"(?i)@import|@counter-style|\b(?:url|src|image|image-set|attr|counters?)\(|\\|&[#\w]"
    r"|(?<![-\w])content\s*:[^;}]*\d|list-style(?:-type)?\s*:(?!\s*(?:none|disc|circle|square)\s*(?:[;}]|$))"
)
# What alone a style may take from the page and print: the number of a figure's entry, in brackets, on paper.
_ON_PAPER = re.compile(r"@media print\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_ENTRY_NUMBER = re.compile(r'content: "\[" attr\(data-entry\) "\]"')
# And the number of the sheet, in the margin of a sheet.
_SHEET = re.compile(r"@page\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_SHEET_NUMBER = re.compile(r'content: "page " counter\(page\) " of " counter\(pages\)')


def check_elements(page: PageTree) -> None:
    """Every element and attribute of the page; what is wrong goes to the page's faults."""
    ids = Counter(node.attrs["id"] for node in page.root.bearing("id"))
    for node in page.root.inside():
        tag, attrs = node.tag, node.attrs
        odd = tag == "template" and (attrs or node.within("svg"))  # its text would show
        if tag in REFUSED or odd or attrs.get("http-equiv", "").strip().lower() == "refresh":
            page.fault(node, f"<{tag}> is refused", "", "a page that loads, runs and asks nothing")
        if tag == "ol" or (tag in ("ul", "li") and attrs.keys() & {"type", "value"}):
            page.fault(node, f"<{tag}> numbers itself, from nowhere", "", "<ul>, with any numbers as labels")
        if tag == "data" and not attrs.keys() & {"data-figure", "data-count"}:
            page.fault(node, "<data> names no source", "", "data-figure or data-count")
        for name, value in attrs.items():
            _check_attribute(page, node, name, value, ids)
    for node, css in page.styles:
        _check_css(page, node, css)


def _check_attribute(page: PageTree, node: Node, name: str, value: str, ids: Mapping[str, int]) -> None:
    link = name in ("href", "xlink:href")
    if name in HEARD or (name == "content" and re.search("description|title", " ".join(node.attrs.values()), re.I)):
        for start, end in find_numbers(value):
            what = f'"{value[start:end]}" in {name} of <{node.tag}> has no source'
            page.fault(node, what, excerpt(value, start), "words without numbers, as it is seen or heard")
    elif name.startswith("on") or (":" in value and "javascript:" in re.sub(r"[\s\0-\x1f]", "", value.lower())):
        page.fault(node, f"{name} of <{node.tag}> runs a script", excerpt(value), "no scripts")
    elif name == "id" and ids[value] > 1:
        page.fault(node, f"{name} of <{node.tag}> is not the only one", value, "an id that stands once")
    elif link and value.startswith("#"):
        if value[1:] not in ids and unquote(value[1:]) not in ids:
            page.fault(node, f"{name} of <{node.tag}> leads nowhere", value, "the id of an element of this page")
    elif link and value.startswith(_CSV):
        _check_csv(page, node, unquote(value.removeprefix(_CSV)))
    elif name in REQUESTS:
        beside = node.tag == "a" and link and re.fullmatch(r"(?!/)[^:\\\s#?]+(#\S*)?", value)
        held = (link or name == "src") and node.tag in ("img", "image")
        if not beside and not (held and re.match(r"data:image/(?!svg)[a-z]+[;,]", value)):
            page.fault(node, f"{name} of <{node.tag}> asks for a file", excerpt(value), "a page beside this one, or a held image")
    elif name == "style" or (node.within("svg") and not name.startswith("data-")):
        _check_css(page, node, value)


def _check_csv(page: PageTree, node: Node, content: str) -> None:
    """A chart as CSV: for each figure of the chart's table its row, series, value and shorthand, under a name that is the chart's."""
    chart = next((one for one in node.around() if one.tag == "figure" and "data-figure" in one.attrs), None)
    tables = chart.inside("table") if chart else []
    if node.tag != "a" or len(tables) != 1:
        page.fault(node, "A file is held where no chart and no table is", excerpt(content), "a chart as CSV, beside its table")
        return
    wanted = io.StringIO()
    writer = csv.writer(wanted, lineterminator="\n")
    heads, *rows = tables[0].inside("tr")
    first, *names = [collapse(one.text()) for one in heads.children]
    writer.writerow([first.lower(), *_CSV_HEADINGS])
    for row in rows:
        words, *cells = row.children
        for name, cell in zip(names, cells, strict=False):
            for figure in cell.inside("data"):
                marks = re.findall(r"\[(\w+)\]", figure.text())
                value = "" if "low" in marks else figure.attrs.get("value", "")
                writer.writerow([*map(_inert, (collapse(words.text()), name)), value, " ".join(marks), figure.attrs.get("data-figure", "")])
    if content != wanted.getvalue():
        at = len(commonprefix([content, wanted.getvalue()]))
        page.fault(node, "A chart as CSV says something else than its table", excerpt(content, at), f'"{excerpt(wanted.getvalue(), at)}"')
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", chart.attrs["data-figure"]) + ".csv"
    if node.attrs.get("download") != name:
        page.fault(node, "A chart as CSV is saved under another name", node.attrs.get("download", ""), name)


def _inert(text: str) -> str:
    """What a spreadsheet would run as a formula, or begins with an apostrophe, has one apostrophe before it."""
    return f"'{text}" if text.startswith(("'", "=", "+", "-", "@", "\t", "\r")) else text


def _check_css(page: PageTree, node: Node, css: str) -> None:
    """A style loads nothing and prints no numbers, not as content and not as list marks."""
    for found in _refused_css(css):
        page.fault(node, "A style loads or prints something", excerpt(found), "style that only styles")


@cache  # the same styles and places of a drawing stand on a page many times, and on the page of the other edition
def _refused_css(css: str) -> Sequence[str]:
    bare = _CSS_TOKEN.sub(lambda token: " " if token["gone"] else token[0], css)
    bare = _ON_PAPER.sub(lambda paper: _ENTRY_NUMBER.sub("", paper[0]), bare)
    bare = _SHEET.sub(lambda sheet: _SHEET_NUMBER.sub("", sheet[0]), bare)
    wrong = [token[0] for token in _CSS_TOKEN.finditer(css) if token["string"] and find_numbers(token[0])]
    return wrong + [refused[0] for refused in _CSS_REFUSED.finditer(bare)]
