"""Pages of rows: every row of the figures whose entry in the restricted page cannot show them all.

Each row stands once, with the columns that may be shown and its use, on pages of a thousand rows in the order of the files;
other pages list the figures, each with its rows as ranges that lead there. A figure that the disclosure rule withholds or
rounds has the rows that were counted: whoever may see these pages may know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from pipeline.page.markup import anchor
from pipeline.page.templates_environment import environment
from reporting.editions.chain import Chain
from reporting.editions.shown_rows import SourceReader, SourceRows

FOLDER = "rows"
ROWS, RANGES = 1_000, 2_000  # on one page: what a browser, and those who hear it, can go through

Place = tuple[str, str]  # a file and its sheet
Part = TypeVar("Part")


@dataclass(frozen=True)
class Range:
    """Rows that stand one after the other, and where the first of them is shown."""

    first: int
    last: int
    href: str


@dataclass(frozen=True)
class Listed:
    """A figure as it was made, and its rows file by file; `like` is where another figure with the same rows is listed."""

    record: Mapping
    rows: Sequence[tuple[Place, int, Sequence[Range]]]
    like: str = ""


@dataclass(frozen=True)
class RowPages:
    """The pages by name, and where each figure that they list stands, by its id."""

    pages: Mapping[str, str]
    listed: Mapping[str, str]


def row_pages(
    made: Sequence[Mapping], shown: Mapping[str, Sequence[SourceRows]], reader: SourceReader, uses: Iterable[Mapping], chain: Chain, restricted: str
) -> RowPages:
    """The pages of a run.

    Takes  the figures as they were made; the rows that the entry of each shows, by its id; what became of each row that was received
           {file, sheet, row, use}; and the words that make a page restricted.
    """
    wanted = [record for record in made if record["rows"] and not _are_all_shown(record, shown.get(record["id"], ()))]
    files = _files(wanted, reader)
    places = {place: number for number, place in enumerate(files, start=1)}
    told = _told(wanted, uses)
    pages, page_of = {}, {}
    for number, page in enumerate(_filled(_parts(files), lambda part: len(part[1].rows), ROWS), start=1):
        name = f"rows-{number}.html"
        page_of |= {(place, row): name for place, found in page for row, _ in found.rows}
        pages[name] = [(places[place], found) for place, found in page]
    figures = list(_figures(wanted, places, page_of))
    lists = {f"figures-{number}.html": page for number, page in enumerate(_filled(figures, _length, RANGES), start=1)}
    listed = {one.record["id"]: f"{name}#{anchor(one.record['id'])}" for name, page in lists.items() for one in page}
    template = environment().get_template("rows.html.j2")
    rendered = {}
    for kind, held in (("figures", lists), ("rows", pages)):
        names = list(held)
        for at, name in enumerate(names):
            near = {"before": names[at - 1] if at else "", "after": names[at + 1] if at + 1 < len(names) else ""}
            about = {"kind": kind, "number": at + 1, "all": len(names), "restricted": restricted, "first": next(iter(lists)), **near}
            rendered[name] = template.render(**about, page=held[name], told=told, chain=chain, listed=listed)
    return RowPages(rendered, listed)


def _are_all_shown(record: Mapping, shown: Sequence[SourceRows]) -> bool:
    return sum(len(found.rows) for found in shown) == sum(len(rows["rows"]) for rows in record["rows"])


def _files(wanted: Sequence[Mapping], reader: SourceReader) -> dict[Place, SourceRows]:
    """The rows of every file that some of these figures rest on, each row once; in the order of the files' names."""
    numbers: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    for record in wanted:
        for rows in record["rows"]:
            numbers[rows["file"], rows["sheet"], rows["sha256"]].update(rows["rows"])
    cited = [
        {"file": file, "sheet": sheet, "sha256": sha256, "column": "", "rows": sorted(found)}
        for (file, sheet, sha256), found in sorted(numbers.items()) if found
    ]  # fmt: skip
    return {(found.file, found.sheet): found for found in reader.rows_of({"rows": cited})}


def _told(wanted: Sequence[Mapping], uses: Iterable[Mapping]) -> Mapping[tuple[str, str, int], str]:
    """What became of each row: its use, and each cell of it that was read as something else."""
    told: defaultdict[tuple[str, str, int], dict[str, None]] = defaultdict(dict)
    for one in uses:
        told[one["file"], one["sheet"], one["row"]][one["use"]] = None
    for rows in (rows for record in wanted for rows in record["rows"]):
        for cell in rows.get("corrected", ()):
            words = f"{cell['column']}: {cell['found']} is read as {cell['becomes']}, correction-{cell['correction']}"
            told[rows["file"], rows["sheet"], cell["row"]][words] = None
    return {place: "; ".join(words) for place, words in told.items()}


def _parts(files: Mapping[Place, SourceRows]) -> Iterator[tuple[Place, SourceRows]]:
    """Each file cut where a page would have more rows than it may."""
    for place, found in files.items():
        for start in range(0, len(found.rows), ROWS):
            yield place, SourceRows(found.file, found.sheet, "", found.sha256, found.header, found.rows[start : start + ROWS])


def _filled(parts: Iterable[Part], length: Callable[[Part], int], most: int) -> Iterator[list[Part]]:
    """The parts in their order, as many together as make no more than a page holds."""
    page: list[Part] = []
    held = 0
    for part in parts:
        if page and held + length(part) > most:
            yield page
            page, held = [], 0
        page.append(part)
        held += length(part)
    if page:
        yield page


def _figures(wanted: Sequence[Mapping], places: Mapping[Place, int], page_of: Mapping[tuple[Place, int], str]) -> Iterator[Listed]:
    first: dict[tuple, str] = {}
    for record in wanted:
        sets = [((rows["file"], rows["sheet"]), tuple(sorted(set(rows["rows"])))) for rows in record["rows"] if rows["rows"]]
        like = first.setdefault(tuple(sets), record["id"])
        rows = [(place, len(numbers), [_range(place, one, places, page_of) for one in _ranges(numbers)]) for place, numbers in sets]
        yield Listed(record, [] if like != record["id"] else rows, like if like != record["id"] else "")


def _ranges(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as ranges: the first and the last of those that follow one another."""
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        found = [number for _, number in group]
        yield found[0], found[-1]


def _range(place: Place, ends: tuple[int, int], places: Mapping[Place, int], page_of: Mapping[tuple[Place, int], str]) -> Range:
    return Range(*ends, f"{page_of[place, ends[0]]}#r{places[place]}-{ends[0]}")


def _length(one: Listed) -> int:
    return 1 + sum(len(ranges) for _, _, ranges in one.rows)
