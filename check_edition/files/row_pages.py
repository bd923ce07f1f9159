"""Pages of rows beside the restricted page: each row as it stands in its stored file, and each figure with all rows that it counts."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from html import unescape

from ..base.findings import Wrong, same
from ..base.texts import one_line, plain
from .edition import Edition

_SECTION = re.compile(r'<section(?: id="([^"]*)")?>\n(.*?)\n</section>', re.DOTALL)
_FILE = re.compile(r"<code>([^<]*)</code>(?:, sheet <code>([^<]*)</code>)?")
_PRINT = re.compile(r"fingerprint <code>([^<]*)</code>")
_HEADING = re.compile(r'<th scope="col">([^<]*)</th>')
_ROW = re.compile(r'<tr id="([^"]*)"><th scope="row">(\d+)</th><td>([^<]*(?:</td><td>[^<]*)*)</td></tr>')
_FIGURE = re.compile(r'<p><strong>([^<]*)</strong>, <a href="\.\./([\w-]+\.html)#([^"]*)">([^<]*)</a>: ([^<]*)</p>')
_LIKE = re.compile(r'<p>The same rows as <a href="([^"]*)">([^<]*)</a></p>')
_CAPTION = re.compile(r"<caption>Rows (\d+) to (\d+), ")
_MANY = re.compile(r", ([\d,]+) rows?: ")
_NAMED = re.compile(r"<title>(\D+), page (\d+) of (\d+)</title>.*?<h1>([^<]*)</h1>(.*)", re.DOTALL)
_ENTRY = re.compile(r'<article class="trace" id="([^"]+)">.*?<h3[^>]*>(.*?)</h3>', re.DOTALL)
_RANGE = re.compile(r'<a href="(rows-\d+\.html)#([^"]*)">(\d+)(?: to (\d+))?</a>')

Place = tuple[str, str]


class RowPages:
    """The pages of an edition, as they say it: `listed` is where each figure stands, by its id."""

    def __init__(self, edition: Edition):
        self.edition = edition
        folder = edition.folder / "rows"
        self.texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html"))}
        self.figures: dict[str, tuple[str, str]] = {}
        self.tables: list[tuple[str, str]] = []
        self.shown: dict[tuple[str, str], tuple[Place, int]] = {}  # what stands at each row's place: page and id
        self.listed: dict[str, str] = {}
        self._ids: dict[str, set[str]] = {}
        self._headings: dict[str, dict[str, str]] = {}
        for name, text in self.texts.items():
            for anchor, body in _SECTION.findall(text):
                if name.startswith("rows-"):
                    self.tables.append((name, body))
                    place = _place(body)
                    self.shown |= {(name, row[0]): (place, int(row[1])) for row in _ROW.findall(body)}
                elif told := _FIGURE.search(body):
                    figure = unescape(told[4])
                    self.figures[figure] = name, body
                    self.listed[figure] = f"{name}#{anchor}"

    def checks(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        """Every check: its kind, its place, and the check."""
        for name in self.texts:
            yield "page of rows", name, partial(self._page, name)
        for name, body in self.tables:
            yield "rows shown", f"{name}, {_place(body)[0]}", partial(self._table, body)
        for figure in self.figures:
            yield "rows of a figure", figure, partial(self._figure, figure)

    def _page(self, name: str) -> None:
        alike = sorted((one for one in self.texts if one.partition("-")[0] == name.partition("-")[0]), key=lambda one: int("".join(re.findall(r"\d", one)) or 0))
        told = _NAMED.search(self.texts[name])
        if told is None:
            raise Wrong("it has no title that says which page it is")
        own, first = (str(alike.index(name) + 1), str(len(alike))), _NAMED.search(self.texts[alike[0]])
        same((told[1], told[2], told[3]), (told[4], *own), "its title says")
        same({told[4]}, {first[4] if first else ""}, "its heading is")
        same(set(re.findall(r"<p>Page (\d+) of (\d+)\.", told[5])), {own}, "it says that it is page")
        if '<aside class="notice" aria-label="Restricted">Restricted: ' not in self.texts[name]:
            raise Wrong("it does not say that it is restricted")
        held = len(re.findall("<tr id=", self.texts[name])), len(re.findall("<li>|<p>The same rows", self.texts[name]))
        read = sum(len(_ROW.findall(body)) for page, body in self.tables if page == name)
        lists = [body for page, body in self.figures.values() if page == name]
        same(held, (read, sum(len(re.findall("<li>|<p>The same rows", body)) for body in lists)), "it holds rows and lists that are none:")

    def _table(self, body: str) -> None:
        """Each row of a table is the row of that number, with these columns, and has become what is said of it."""
        file, sheet = _place(body)
        same([unescape(one) for one in _PRINT.findall(body)], [self.edition.inputs.get(file, "")[:12]], "the fingerprint is")
        lines, (*names, _) = self.edition.table(file, sheet), [unescape(one) for one in _HEADING.findall(body)]
        places = [0] if file.endswith((".toml", ".md")) else places_of(names[1:], header_of(self.edition, file, sheet))
        if places is None:
            raise Wrong(f"the headings are not those of {file}: {', '.join(names[1:])}")
        numbers = [row[1] for row in _ROW.findall(body)]
        same(_CAPTION.findall(body), [(numbers[0], numbers[-1])] if numbers else [], "its caption says rows")
        for _, number, held in _ROW.findall(body):
            *cells, told = map(unescape, held.split("</td><td>"))
            line = lines[int(number) - 1] if int(number) <= len(lines) else []
            own = [line[at] if at < len(line) else "" for at in places]
            if len(cells) != len(own) or not all(same_cell(*pair, file) for pair in zip(cells, own, strict=True)):
                raise Wrong(f"row {number} holds {cells}, expected {own}")
            same(told, "; ".join(self._became[file, sheet, number]), f"row {number}: it says")

    @cached_property
    def _became(self) -> Mapping[tuple[str, str, str], dict[str, None]]:
        """What became of each row: its uses in exclusions.csv, and the cells of it that the ledger says were corrected."""
        found: defaultdict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
        for one in self.edition.csv("exclusions.csv"):
            found[one["file"], one["sheet"], one["row"]][one["use"]] = None
        for rows in (rows for name, record in self.edition.records.items() if name in self.figures for rows in record["rows"]):
            for cell in rows.get("corrected", ()):
                told = f"{cell['column']}: {cell['found']} is read as {cell['becomes']}, correction-{cell['correction']}"
                found[rows["file"], rows["sheet"], str(cell["row"])][told] = None
        return found

    def _figure(self, figure: str) -> None:
        """A figure is listed with its number, and with the rows that it counts; each is shown where the list leads."""
        if figure not in self.edition.records:
            raise Wrong("there is no such figure")
        record, (name, body) = self.edition.records[figure], self.figures[figure]
        told = [unescape(one) for one in _FIGURE.findall(body)[0]]
        page = told.pop(1)
        if told[1] not in self._places(page):
            raise Wrong(f"its link leads to {page}#{told[1]}, where no entry is")
        same([told[0], *told[2:]], [record["display"], figure, record["method"]], "it says")
        same(body.partition("<h2>")[2].partition("</h2>")[0], self._headed(page).get(told[1]), "it is headed")
        same(self.listed[figure], f"{name}#{told[1]}", "its entry is")
        if like := _LIKE.search(body):
            other = unescape(like[2])
            same(like[1], self.listed.get(other), "the same rows are listed at")
            if _LIKE.search(self.figures[other][1]):
                raise Wrong(f"{other} lists no rows itself")
            body = self.figures[other][1]
        found = self._ranges(body)
        counted: defaultdict[Place, set[int]] = defaultdict(set)
        for rows in record["rows"]:
            counted[rows["file"], rows["sheet"]].update(rows["rows"])
        for place in {**found, **counted}:
            differ = found.get(place, set()) ^ counted[place]
            if differ:
                raise Wrong(f"{place[0]} row {min(differ)}: it is {'not listed' if min(differ) in counted[place] else 'not counted'}")
        same(_MANY.findall(body), [f"{len(rows):,}" for rows in found.values()], "its rows are counted as")

    def _places(self, page: str) -> Container[str]:
        """What links into a page of the edition can lead to."""
        if page not in self._ids:
            path = self.edition.folder / page
            self._ids[page] = {*re.findall(r'\sid="([^"]+)"', path.read_text(encoding="utf-8"))} if path.is_file() else set()
        return self._ids[page]

    def _headed(self, page: str) -> Mapping[str, str]:
        """How the entries of a page of the edition are headed, by their places."""
        if page not in self._headings:
            self._headings[page] = dict(_ENTRY.findall((self.edition.folder / page).read_text(encoding="utf-8")))
        return self._headings[page]

    def _ranges(self, body: str) -> dict[Place, set[int]]:
        """The rows of a list by file. Raises Wrong where one is not shown, or a link leads to another."""
        found: dict[Place, set[int]] = {}
        for part in body.split("<li>")[1:]:
            place = _place(part)
            ranges = [(page, anchor, int(first), int(last or first)) for page, anchor, first, last in _RANGE.findall(part)]
            for page, anchor, first, _ in ranges:
                same(self.shown.get((page, anchor)), (place, first), f"{page}#{anchor} shows")
            found[place] = {row for _, _, first, last in ranges for row in range(first, last + 1)}
            missing = found[place] - self._of_file[place]
            if missing:
                raise Wrong(f"{place[0]} row {min(missing)} is listed and shown nowhere")
        return found

    @cached_property
    def _of_file(self) -> Mapping[Place, set[int]]:
        found: defaultdict[Place, set[int]] = defaultdict(set)
        for place, row in self.shown.values():
            found[place].add(row)
        return found


@cache
def row_pages(edition: Edition) -> RowPages:
    """The pages of an edition, read once."""
    return RowPages(edition)


def _place(body: str) -> Place:
    told = _FILE.search(body)
    return (unescape(told[1]), unescape(told[2] or "")) if told else ("", "")


@cache  # many figures rest on rows of one file
def header_of(edition: Edition, name: str, sheet: str) -> Sequence[str]:
    """The headings of a file. A title above a table is shorter than its rows; a page shows all columns of it."""
    lines = edition.table(name, sheet)
    width = max(map(len, lines), default=0)
    return [one_line(lines[0][at]) if at < len(lines[0]) else "" for at in range(width)]


def places_of(names: Sequence[str], header: Sequence[str]) -> list[int] | None:
    """Where the headings of a table stand in its file, in the same order; None where one is not there."""
    places, at = [], -1
    for name in map(one_line, names):
        at = next((place for place in range(at + 1, len(header)) if header[place] == name), -1)
        if at < 0:
            return None
        places.append(at)
    return places


def same_cell(shown: str, stored: str, file: str) -> bool:
    """Whether a page shows what a file stores; of a workbook the number, however many digits are shown."""
    alike = one_line(shown) == one_line(plain(stored))
    return alike or (file.endswith((".xlsx", ".ods")) and _number(shown) == _number(stored))


def _number(cell: str) -> float:
    """The number that a workbook stores; not equal to itself where it is none."""
    try:
        return float(cell)
    except ValueError:
        return math.nan
