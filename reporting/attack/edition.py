"""Edition: what an outsider reads in a publication edition, figure by figure, wherever it stands: ledger, page, charts, tables."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class Edition:
    """The ledger of a publication edition, and the places in its other files where a number stands for a hidden figure."""

    name: str
    records: dict[str, Mapping]
    run: str = ""
    leaks: list[tuple[str, str]] = field(default_factory=list)
    """Hidden figures that some file prints after all, each with the place."""

    @classmethod
    def read(cls, folder: Path) -> Edition:
        """The edition in a folder."""
        edition = cls.of_ledger(json.loads((folder / "ledger.json").read_text(encoding="utf-8")))
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".html", ".svg"):
                edition.leaks += _numbers_in_page(path, edition.hidden)
            elif path.suffix == ".csv":
                edition.leaks += _numbers_in_table(path, edition.hidden)
        return edition

    @classmethod
    def of_ledger(cls, ledger: Mapping) -> Edition:
        """An edition of which only the ledger is at hand."""
        run = ledger["run"]
        return cls(f"{run['report']} {run['period']}", {one["id"]: one for one in ledger["figures"]}, run["id"])

    @cached_property
    def hidden(self) -> set[str]:
        """The figures that are withheld."""
        return {name for name, one in self.records.items() if one["value"] is None and "c" in one["status"].split()}


class _Page(HTMLParser):
    """Numbers inside elements that name a hidden figure, in text and attributes."""

    def __init__(self, hidden: set[str]):
        super().__init__(convert_charrefs=True)
        self.hidden, self.open, self.found = hidden, [], []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        figure = told.get("data-figure") or (self.open[-1][1] if self.open else "")
        figure = figure if figure in self.hidden else ""
        if figure and told.get("data-figure") and any(one.isdigit() for one in told.get("value") or ""):
            self.found.append((figure, f"an attribute of <{tag}>, line {self.getpos()[0]}"))
        if tag not in ("br", "img", "input", "meta", "link", "hr", "wbr", "path", "rect", "circle", "line", "use", "polyline"):
            self.open.append((tag, figure))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in (one for one, _ in self.open):
            while self.open and self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        figure = self.open[-1][1] if self.open else ""
        if figure and any(one.isdigit() for one in data):
            self.found.append((figure, f'"{data.strip()[:40]}", line {self.getpos()[0]}'))


def _numbers_in_page(path: Path, hidden: set[str]) -> Iterator[tuple[str, str]]:
    page = _Page(hidden)
    page.feed(path.read_text(encoding="utf-8"))
    yield from ((figure, f"{path.name}: {where}") for figure, where in page.found)


def _numbers_in_table(path: Path, hidden: set[str]) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            named = row.get("id") or row.get("figure") or ""
            told = f"{row.get('value') or ''}{row.get('display') or ''}"
            if named.lstrip("'") in hidden and any(one.isdigit() for one in told):
                yield named.lstrip("'"), f"{path.name}, row {number}"
