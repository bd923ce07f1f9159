"""Words of better and worse stand on a page only where a light, or a judgement on a target, was given.

What people wrote is held against the figures elsewhere; what is read here is what the page itself says beside a light.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..figures.standing import JUDGING, NOT_JUDGED
from .tree import Node, PageTree


def check_standing(page: PageTree, ledger: Mapping[str, Mapping]) -> None:
    """Every row, item and card of the page beside its light; what is wrong goes to the page's faults."""
    for node in page.root.inside():
        if node.tag in ("tr", "li", "article") and _unjudged(node, ledger):
            for part in _own_words(node):
                words = " ".join(
                    one.words for one in part.inside() if one.words
                )  # what stands in two elements is two words
                if word := JUDGING.search(words):
                    page.fault(part, f'"{word[0]}" stands where nothing was judged', "", "words that do not judge")


def _unjudged(node: Node, ledger: Mapping[str, Mapping]) -> bool:
    """Whether lights stand in a row, an item or the card of one indicator, and none of them judges."""
    lights = [ledger.get(one.attrs.get("data-figure", ""), {}) for one in node.inside() if one.tag == "span"]
    given = [one["value"] for one in lights if one.get("measure") in ("traffic_light", "on_track")]
    return bool(given) and all(one in NOT_JUDGED for one in given)


def _own_words(node: Node) -> Iterator[Node]:
    """What the page says there of itself: a row or an item as a whole; of a card its head, its figures and what the pipeline wrote."""
    if node.tag != "article":
        yield node
        return
    if "trace" in node.attrs.get("class", "").split():
        return
    for one in node.inside():
        by = one.tag == "section" and any("by" in part.attrs.get("class", "").split() for part in one.inside())
        if one.tag in ("header", "dl") or by:
            yield one
