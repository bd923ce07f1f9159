"""Defects planted in a finished page: where a figure is printed, and pages that each carry some of the defects.

Everything is chosen by a fixed rule from a seeded order, so that the same page always gets the same defects. What can be
wrong in a place is told in `planted_kinds`.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from check_edition.checks import called_functions, read_page
from check_edition.files.edition import Edition
from check_edition.page.labels import Labels

# Where a defect is, its line, what it is, and the edits that plant it.
Found = tuple[str, int, str, list[tuple[int, int, str]]]
VOID = {"br", "meta", "img", "link", "hr", "wbr"}


@dataclass(frozen=True)
class Place:
    """One printed figure. `start` and `end` bound its text, `tag` the start tag that names it, `link` that of its link."""

    figure: str
    where: str
    line: int
    text: str
    start: int
    end: int
    tag: tuple[int, int]
    link: tuple[int, int] | None


@dataclass(frozen=True)
class Defect:
    """Something wrong in a page: `edits` are (start, end, new text) in the sound page."""

    kind: str
    where: str
    line: int
    says: str
    edits: tuple[tuple[int, int, str], ...]

    def __str__(self) -> str:
        return f"{self.kind}, in {self.where}, line {self.line}: {self.says}"


class _Places(HTMLParser):
    """Finds the figures of a page and what holds them."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=False)
        self.lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self.stack: list[tuple[str, Mapping[str, str], int, int]] = []
        self.found: list[Place] = []
        self.feed(html)

    def position(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            start = self.position()
            self.stack.append((tag, dict(attrs), start, start + len(self.get_starttag_text())))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        holders = [one for one in self.stack if "data-figure" in one[1] and one[0] != "figure"]
        if holders and data.strip():
            tag, attrs, start, end = holders[-1]
            link = next((one[2:] for one in reversed(self.stack) if one[0] == "a"), None)
            at = self.position()
            where = self.where()
            self.found.append(
                Place(attrs["data-figure"], where, self.getpos()[0], data, at, at + len(data), (start, end), link)
            )

    def where(self) -> str:
        tags = {tag for tag, *_ in self.stack}
        classes = " ".join(attrs.get("class") or "" for _, attrs, *_ in self.stack)
        if "svg" in tags:
            return "the drawing of a chart"
        if "figcaption" in tags:
            return "the alternative text of a chart"
        if "trace" in classes.split():
            return "the list of figures"
        if "caption" in tags:
            return "a caption"
        return "a table" if tags & {"td", "th"} else "a sentence"


def find_places(html: str) -> list[Place]:
    """Every printed figure of a page, in its order."""
    return _Places(html).found


def plant(html: str, defects: Sequence[Defect]) -> str:
    """The page with these defects; no two may touch the same text."""
    for start, end, new in sorted((edit for defect in defects for edit in defect.edits), reverse=True):
        html = html[:start] + new + html[end:]
    return html


def make_defects(
    html: str, kinds: Mapping[str, Callable[[str, Place], Iterator[Found]]], *, each: int, seed: int
) -> list[Defect]:
    """`each` defects of every kind, spread over the kinds of place, never two of a kind on one line.

    A kind takes the page and a printed figure, or no figure, and gives every defect of its kind that fits there.
    """
    shuffled: list[Place | None] = [*find_places(html), None]
    random.Random(seed).shuffle(shuffled)
    found: list[Defect] = []
    for kind, make in kinds.items():
        by_place: dict[str, list[Defect]] = defaultdict(list)
        for place in shuffled:
            for where, line, says, edits in make(html, place):
                by_place[where].append(Defect(kind, where, line, says, tuple(edits)))
        for defects in by_place.values():
            random.Random(seed).shuffle(defects)
        found += _spread(by_place, each)
    return found


def _spread(by_place: Mapping[str, Sequence[Defect]], each: int) -> Iterator[Defect]:
    """One after the other from each kind of place, until there are enough."""
    queues = [list(defects) for _, defects in sorted(by_place.items())]
    lines: set[int] = set()
    while each > 0 and any(queues):
        for queue in queues:
            while queue and queue[0].line in lines:
                queue.pop(0)
            if queue and each > 0:
                lines.add(queue[0].line)
                each -= 1
                yield queue.pop(0)


def pages_of(defects: Sequence[Defect]) -> list[list[Defect]]:
    """The defects dealt out to pages so that no page has two on one line: what is said of a line is said of its defect."""
    pages: list[list[Defect]] = []
    for defect in defects:
        page = next((page for page in pages if all(one.line != defect.line for one in page)), None)
        if page is None:
            pages.append(page := [])
        page.append(defect)
    return pages


class FinishedPage:
    """The page of a restricted edition, which the check of editions reads as often as it is asked."""

    def __init__(self, page: Path):
        self.html = page.read_text(encoding="utf-8")
        self.edition = Edition(page.parent)
        self.ledger = self.edition.records
        functions = {name: self.edition.function(name) for name in called_functions([self.html])}
        self.sources = {name: source for name, (source, _) in self.edition.cells.items()}
        self.sources |= {name: source for name, source in functions.items() if source is not None}

    def faults(self, html: str) -> dict[int, list[str]]:
        """What the check says of a page of this edition, by line."""
        found: dict[int, list[str]] = defaultdict(list)
        for sentence in read_page(self.edition, html, self.sources, Labels(self.edition, rows=True)).faults:
            found[int(re.search(r"\(line (\d+),", sentence)[1])].append(sentence)
        return dict(found)


def hunt(page: FinishedPage, defects: Sequence[Defect]) -> dict[Defect, list[str]]:
    """What the check says of each defect: every sentence about its line, none where it was not found."""
    told = {}
    for some in pages_of(defects):
        faults = page.faults(plant(page.html, some))
        told |= {defect: faults.get(defect.line, []) for defect in some}
    return told
