"""Sentences of a finished page that place or type a figure: the paragraphs and list items before its list of figures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

from reporting.store.page_files import page_files

APPENDIX = "figures"  # the id of the section in which every figure is told again
BLOCKS = ("p", "li", "dd")
SILENT = ("script", "style", "svg")


class _Blocks(HTMLParser):
    """Every innermost paragraph or item as its text and the figures in it; stops listening at the appendix."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.open: list[tuple[list[str], list[str]]] = []
        self.silent = self.ended = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        self.ended |= tag == "section" and values.get("id") == APPENDIX
        self.silent += tag in SILENT or values.get("aria-hidden") == "true" and tag == "span"
        if tag in BLOCKS:
            self.open.append(([], []))
        if self.open and values.get("data-figure"):
            self.open[-1][1].append(values["data-figure"])

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag in (*SILENT, "span"):
            self.silent -= 1
        if tag in BLOCKS and self.open:
            words, figures = self.open.pop()
            text = re.sub(r"\s+", " ", "".join(words)).strip()
            if figures and not self.ended and " " in text:
                self.found.append((text, tuple(figures)))

    def handle_data(self, data: str) -> None:
        if self.open and not self.silent:
            self.open[-1][0].append(data)


def sentences(edition: Path) -> list[tuple[str, tuple[str, ...]]]:
    """The text of every paragraph and item with a figure, and the ids of its figures, page after page."""
    readers = [_Blocks() for _ in page_files(edition)]
    for reader, page in zip(readers, page_files(edition), strict=True):
        reader.feed(page.read_text(encoding="utf-8"))
    return [one for reader in readers for one in reader.found]


def affected(editions: tuple[Path, Path], changed: Collection[str]) -> Iterator[Mapping]:
    """The sentences of two publication editions that hold a changed figure: as they were and as they are, beside each other.

    They correspond by the figures in them, in their order.
    """
    old, new = ([(text, figures) for text, figures in sentences(one) if set(figures) & set(changed)] for one in editions)
    for text, figures in old:
        later = next((one for one in new if one[1] == figures), None)
        if later:
            new.remove(later)
        yield _record(text, later[0] if later else "", figures, changed)
    for text, figures in new:
        yield _record("", text, figures, changed)


def _record(before: str, after: str, figures: tuple[str, ...], changed: Collection[str]) -> dict:
    return {"before": before, "after": after, "figures": [one for one in dict.fromkeys(figures) if one in changed]}
