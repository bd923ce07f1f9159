"""Words of better and worse stand on a page only where a light, or a judgement on a target, was given.

What people wrote is held against the figures elsewhere; what is read here is what the page itself says beside a light.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ..figures.standing import JUDGING, NOT_JUDGED
from .tree import Node, PageTree


def check_standing(page: PageTree, ledger: Mapping[str, Mapping]) -> None:
    """Every row, item and card of the page beside its light; what is wrong goes to the page's faults."""
    for node in _unjudged(page, ledger):
        for part in _own_words(node):
            words = " ".join(one.words for one in part.texts())  # what stands in two elements is two words
            if word := JUDGING.search(words):
                page.fault(part, f'"{word[0]}" stands where nothing was judged', "", "words that do not judge")


def _unjudged(page: PageTree, ledger: Mapping[str, Mapping]) -> Iterator[Node]:
    """The rows, items and cards of one indicator in which lights stand, and none of them judges."""
    given: defaultdict[Node, set[object]] = defaultdict(set)
    for light in page.root.bearing("data-figure"):
        record = ledger.get(light.attrs["data-figure"], {})
        if light.tag == "span" and record.get("measure") in ("traffic_light", "on_track"):
            for outer in light.around():
                if outer.tag in ("tr", "li", "article"):
                    given[outer].add(record["value"])
    return (node for node, lights in given.items() if lights <= set(NOT_JUDGED))


def _own_words(node: Node) -> Iterator[Node]:
    """What the page says there of itself: a row or an item as a whole; of a card its head, its figures and what the pipeline wrote."""
    if node.tag != "article":
        yield node
        return
    if not node.classed("trace"):
        yield from (*node.inside("header"), *node.inside("dl"))
        yield from (one for one in node.inside("section") if any(part.classed("by") for part in one.bearing("class")))
