"""Sentences of a finished page that place or type a figure: the paragraphs and list items before its list of figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from reporting.editions.paper.markup_tree import Element, read_markup
from reporting.store.page_files import page_files

APPENDIX = "figures"  # the id of the section in which every figure is told again
BLOCKS = ("p", "li", "dd")
SILENT = ("script", "style", "svg")


def sentences(edition: Path) -> list[tuple[str, tuple[str, ...]]]:
    """The text of every paragraph and item with a figure, without those within it, and the ids of its figures, page after page."""
    return [one for page in page_files(edition) for one in _on_page(page)]


def _on_page(page: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for block in takewhile(lambda one: one.attributes.get("id") != APPENDIX, read_markup(page.read_text(encoding="utf-8")).all()):
        if block.tag in BLOCKS:
            told = [("", block.attributes.get("data-figure", "")), *_told(block)]
            text, figures = " ".join("".join(words for words, _ in told).split()), tuple(figure for _, figure in told if figure)
            if figures and " " in text:
                yield text, figures


def _told(element: Element) -> Iterator[tuple[str, str]]:
    """The words in an element, and the figures that are named in it, in their order; what nobody reads has no words."""
    for one in element.children:
        if isinstance(one, str):
            yield one, ""
        elif one.tag not in BLOCKS:
            yield "", one.attributes.get("data-figure", "")
            silent = one.tag in SILENT or one.tag == "span" and one.attributes.get("aria-hidden") == "true"
            yield from ((("" if silent else words), figure) for words, figure in _told(one))


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
