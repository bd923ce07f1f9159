"""The check of a finished page: every number a person can see or hear has a source, or is a fault.

It shares no code with what made the page, and refuses markup in which a number could hide from it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from os.path import commonprefix
from typing import Protocol

from ..base.numbers import as_printed, find_number_words, find_numbers, typed_agrees
from .charts.charts import check_charts
from .charts.courses import check_courses
from .dates import date_expected
from .inert import check_elements
from .judging_words import check_standing
from .places import check_places
from .tree import Node, PageTree, Text, collapse, excerpt
from .ways import check_ways

CLAIMS = {"data-worked": "formula constant", "data-label": "label", "data-stated": "stated"}
CLAIMS |= {"data-tick": "axis tick", "data-count": "count", "data-drawn": "drawn"}
ALWAYS = ("figure", "typed", "chart", "cell code", "formula", "count", "stated")  # checked without a number too


@dataclass(frozen=True)
class PageCheck:
    """What the check found: the places that hold numbers by the kind of source they claim, all that claim one, and every fault."""

    counts: dict[str, int]
    marked: dict[str, int]
    faults: list[str]

    @property
    def passed(self) -> bool:
        return not self.faults


class Declared(Protocol):
    """What labels, stated numbers and printed rows are held against."""

    def expected(self, kind: str, text: str) -> str:
        """What a label of a kind should be instead; empty where its text is right."""

    def stated(self, text: str, who: str) -> bool:
        """Whether somebody vouches for a number."""

    def check_stored(self, page: PageTree) -> None:
        """Add to the page's faults what is wrong with the rows and the words of people that it prints."""


def check_page(
    html: str, *, ledger: Sequence[Mapping], labels: Declared | None, cells: Mapping[str, str | None]
) -> PageCheck:
    """Read a finished page and list every number without a source, in digits or words, and every place where one could hide.

    A figure that stands where another one belongs, in a row, an entry or a drawing, is a fault too.

    `ledger` holds the figures' records, `cells` sources by "notebook#cell-id" (None: a source that is not there to be
    compared, which is for the caller to say). `labels` knows what is declared; without it, as before an edition is
    written, no label, stated number or row is held against anything.
    """
    page, records = PageTree(html), {record["id"]: record for record in ledger}
    check_elements(page)
    claims = _Claims(page, records, labels, cells)
    claims.check()
    check_places(page, records)
    check_charts(page, records)
    check_courses(page, records)
    check_standing(page, records)
    check_ways(page)
    if labels:
        labels.check_stored(page)
    faults = dict.fromkeys(sentence for _, sentence in sorted(page.faults, key=lambda fault: fault[0]))
    page.forget()
    return PageCheck(dict(sorted((+claims.counts).items())), dict(sorted(claims.marked.items())), list(faults))


def called_functions(pages: Sequence[str]) -> list[str]:
    """The functions and classes of the code that pages show, each once: `pipeline/page/charts/charts.py#draw_charts`."""
    found = (name for html in pages for name in re.findall(r'data-cell="(pipeline/[^"#]+#[^"]+)"', html))
    return list(dict.fromkeys(found))


def claimed(node: Node) -> str:
    """The kind of source that an element claims for the numbers in it; empty where it claims none."""
    if "data-figure" in node.attrs:
        if node.tag in ("figure", "svg"):
            return "chart"
        return "typed" if node.attrs.get("data-form") == "typed" else "figure"
    if node.tag == "time":
        return "date"
    if node.tag == "code":
        return "cell code" if "data-cell" in node.attrs else "formula" if "data-formula" in node.attrs else "code"
    if node.tag == "title" and not node.within("svg"):
        return "label: title"
    kind = next((CLAIMS[name] for name in CLAIMS if name in node.attrs), "")
    return f"label: {node.attrs['data-label']}" if kind == "label" else kind


def _values(record: Mapping) -> Iterator[object]:
    """The value of a figure; where it is known as printed alone, the ends of what it can be besides."""
    yield record["value"]
    if "rows" not in record and isinstance(record["value"], (int, float)):
        half = Fraction(1, 2 * 10 ** record["decimals"])
        yield from (float(Fraction(str(record["value"])) + side * half) for side in (-1, 1))


class _Claims:
    """Every number of a page and the element that claims a source for it."""

    def __init__(
        self,
        page: PageTree,
        ledger: Mapping[str, Mapping],
        labels: Declared | None,
        cells: Mapping[str, str | None],
    ):
        self.page, self.ledger, self.labels, self.cells = page, ledger, labels, cells
        self.counts: Counter[str] = Counter()
        self.marked: Counter[str] = Counter()
        choices = [["", *row.attrs["data-row"].split()] for row in page.root.bearing("data-row")]
        self.rows = Counter(f"row: {word}" if word else "row" for words in choices for word in words)

    def check(self) -> None:
        """The nearest element that claims a source decides on a number, and its claim must hold. Places are counted by kind."""
        self.count_verdicts()
        kinds = {node: kind for node in self.page.root.inside() if (kind := claimed(node))}
        in_a_count = {one for count in self.page.root.bearing("data-count") for one in (count, *count.inside())}
        self.marked.update(kind for node, kind in kinds.items() if node not in in_a_count)
        places: dict[Node, list[Text]] = {
            node: [] for node, kind in kinds.items() if kind.startswith(("label: ", *ALWAYS))
        }
        for text in self.page.texts:
            numbers = find_numbers(text.words)
            claims = (node for node in text.parent.around() if kinds.get(node, "chart") != "chart")
            claimant = next(claims, None) if numbers else None
            if claimant:
                places.setdefault(claimant, []).append(text)
                if kinds[claimant] not in ("cell code", "code", "formula"):
                    self.counts["number word"] += len(find_number_words(text.words))
            for start, end in [] if claimant else numbers:
                what = f'"{text.words[start:end]}" in <{text.parent.tag}> has no source'
                line, expected = text.words.count("\n", 0, start), "a figure, date, code, label, count or stated number"
                self.page.fault(text, what, excerpt(text.words, start), expected, text.line + line)
        for node, texts in places.items():
            if (texts or node.tag == "figure") and node not in in_a_count:
                self.counts[kinds[node]] += len(texts) if kinds[node] == "stated" else 1  # a wide one shows
        for node, texts in places.items():
            for what, expected in self.broken(node, kinds[node], texts):
                found = excerpt(node.text(), *[start for start, _ in find_numbers(node.text())[:1]])
                self.page.fault(node, f"<{node.tag}> {what}", found, expected)

    def count_verdicts(self) -> None:
        """The claims of the commentary that the page lists, by the verdict that is printed on each."""
        for node in self.page.root.bearing("data-verdict"):
            verdict = node.attrs["data-verdict"]
            self.counts[f"verdict: {verdict}"] += 1
            self.marked[f"verdict: {verdict}"] += 1
            if collapse(node.text()) != verdict:
                self.page.fault(node, "A claim bears another verdict than is counted", node.text(), verdict)

    def broken(self, node: Node, kind: str, texts: Sequence[Text]) -> Iterator[tuple[str, str]]:
        """What is wrong with the source that an element claims, and what was expected."""
        attrs, text = node.attrs, collapse(node.text())
        figure = attrs.get("data-figure") or attrs.get("data-formula") or attrs.get("data-worked") or ""
        record = self.ledger.get(figure, {})
        refers = kind in ("figure", "typed", "chart", "formula", "formula constant")
        if refers and (not record or (kind == "chart" and record["measure"] != "chart")):
            yield f'names "{figure}"', f"the id of a {'chart' if kind == 'chart' else 'figure'} in the list of figures"
        elif kind in ("figure", "typed"):
            yield from self.broken_figure(node, kind, text, record)
        elif kind == "date" and (expected := date_expected(attrs.get("datetime", ""), text)):
            yield f'does not agree with its datetime "{attrs.get("datetime", "")}"', expected
        elif kind in ("cell code", "formula"):
            wanted = record["formula"] if kind == "formula" else self.cells.get(attrs["data-cell"], "")
            if wanted is not None and node.text().rstrip() != (wanted.rstrip() or "no code"):
                at = len(commonprefix([node.text(), wanted]))
                yield f'differs from the {kind} "{attrs.get("data-cell", figure)}"', f'"{excerpt(wanted, at)}"'
        elif kind == "formula constant":
            constants = re.findall(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?(?![\w.])", record["formula"] or "")
            for number in [own.words[start:end] for own in texts for start, end in find_numbers(own.words)]:
                if number.replace(",", "") not in constants:
                    yield f'works with "{number}"', f"a figure, or a constant of {record['formula']}"
        elif kind == "code" or kind.startswith("label: "):
            within = ("table", "p") if kind == "label: row" else ()
            if within and not (node.within(*within) and any(one.classed("trace") for one in node.around())):
                yield f"is no declared {kind}", "a row in the list of figures"
            if self.labels and (expected := self.labels.expected(kind.removeprefix("label: "), text)):
                yield f"is no declared {kind}", expected
        elif kind == "stated" and not attrs["data-stated"].strip():
            yield "is vouched for by nobody", "who or what says so in data-stated"
        elif kind == "stated" and self.labels and not self.labels.stated(text, attrs["data-stated"]):
            yield f'is not vouched for by "{attrs["data-stated"]}"', "words of the commentary, with who says so"
        elif kind == "drawn" and not any(one.tag == "figcaption" for one in node.around()):
            yield "counts no points of a chart", "a number in the title of a chart"
        elif kind == "axis tick":
            chart = node.within("svg") and any(n.tag == "figure" and "data-figure" in n.attrs for n in node.around())
            number = re.fullmatch(r"[-\u2212]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?%?", text)
            if not chart or not number or attrs["data-tick"] not in ("x", "y"):
                yield "is no axis tick", 'data-tick "x" or "y" on one number, in the SVG of a chart'
        elif kind == "count" and text not in (str(count := (self.marked | self.rows)[attrs["data-count"]]), f"{count:,}"):
            yield f'miscounts the kind "{attrs["data-count"]}"', f'"{count}"'

    def broken_figure(self, node: Node, kind: str, text: str, record: Mapping) -> Iterator[tuple[str, str]]:
        """A figure is printed as the ledger displays it; a typed number need only agree with it."""
        attrs, own = node.attrs, record["value"]
        if kind == "typed" and not any(typed_agrees(text, one, record["unit"], record["measure"]) for one in _values(record)):
            yield f'does not agree with the figure "{record["id"]}"', f'"{record["magnitude"]}"'
        wanted = record["magnitude" if attrs.get("data-form") == "magnitude" else "display"]
        if kind == "figure" and text != collapse(wanted):
            yield f'differs from the figure "{record["id"]}"', f'"{wanted}"'
        value = "" if own is None else own if isinstance(own, str) else json.dumps(as_printed(record))
        if (node.tag == "data" or kind == "typed") and attrs.get("value") != value:
            yield f'has the value "{attrs.get("value")}"', f'value="{value}", as in the figure "{record["id"]}"'
