"""Words of better and worse stand on a page only where a light, or a judgement on a target, was given.

What people wrote is held against the figures elsewhere; what is read here is what the page itself says beside a light, and which
way the title of a chart says that its figures go.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from ..base.days import last_month
from ..base.numbers import as_printed
from ..figures.standing import JUDGING, NOT_JUDGED
from .tree import Node, PageTree, collapse

WAYS: Mapping[str, Callable[[float], bool]] = {
    "fell by": lambda change: change < 0, "rose by": lambda change: change > 0, "did not change": lambda change: change == 0,
    "below": lambda gap: gap < 0, "above": lambda gap: gap > 0, "at": lambda gap: gap == 0,
}  # fmt: skip
DIFFERENCES = ("change", "percent_change", "point_change", "gap_to_target")


def check_standing(page: PageTree, ledger: Mapping[str, Mapping]) -> None:
    """Every row, item and card of the page beside its light; what is wrong goes to the page's faults."""
    for node in _unjudged(page, ledger):
        for part in _own_words(node):
            words = " ".join(one.words for one in part.texts())  # what stands in two elements is two words
            if word := JUDGING.search(words):
                page.fault(part, f'"{word[0]}" stands where nothing was judged', "", "words that do not judge")


def _unjudged(page: PageTree, ledger: Mapping[str, Mapping]) -> Iterator[Node]:
    """The rows, items and cards of one indicator in which lights of today stand, and none of them judges."""
    given: defaultdict[Node, set[object]] = defaultdict(set)
    for light in page.root.bearing("data-figure"):
        record = ledger.get(light.attrs["data-figure"], {})
        if light.tag == "span" and record.get("measure") in ("traffic_light", "on_track") and not record.get("reference"):
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


def check_title(page: PageTree, chart: Node, operands: Mapping[str, Mapping]) -> None:
    """The words of a chart's title beside the figures that it rests on; what is wrong goes to the page's faults.

    `operands` are the records of these figures by their names in the chart's own record.
    """
    records = {one["id"]: one for one in operands.values()}
    for node in chart.bearing("data-says"):
        words, record = collapse(node.text()), records.get(node.attrs["data-says"])
        if record is None or not _is_so(words, record, operands):
            page.fault(node, f'The title of a chart says "{words}" of "{node.attrs["data-says"]}"', "", "what that figure says")
    for node in chart.bearing("data-drawn"):
        expected = _counted(chart, node.attrs["data-drawn"], operands)
        if collapse(node.text()) != str(expected):
            page.fault(node, f"The title of a chart miscounts what is {node.attrs['data-drawn']}", node.text(), str(expected))


def _is_so(words: str, record: Mapping, operands: Mapping[str, Mapping]) -> bool:
    value = as_printed(record)
    if not isinstance(value, (int, float)):
        return False
    if words in WAYS and record["measure"] != "value":
        return record["measure"] in DIFFERENCES and WAYS[words](value)
    if words == "the largest":
        groups = [one for one in operands.values() if one["measure"] == "value" and one["category"] not in ("", "Not given")]
        return record in groups and all(value >= as_printed(one) for one in groups if isinstance(as_printed(one), (int, float)))
    if words in ("above", "below", "within"):
        ends = {one["measure"]: as_printed(one) for one in operands.values() if one["category"] == record["category"] and _inner(one)}
        lower, upper = ends.get("lower_limit", value), ends.get("upper_limit", value)
        return len(ends) == 2 and words == ("above" if value > upper else "below" if value < lower else "within")
    end = re.fullmatch("the (highest|lowest) of", words)
    values = [as_printed(one) for one in _compared(record, operands)]
    others = [as_printed(one) for one in _compared(record, operands) if one["id"] != record["id"]]
    if end is None or not others or not all(isinstance(one, (int, float)) for one in values):
        return False
    return value > max(others) if end[1] == "highest" else value < min(others)


def _inner(record: Mapping) -> bool:
    return record["measure"] in ("lower_limit", "upper_limit") and str(record["reference"]).endswith("_95")


def _compared(record: Mapping, operands: Mapping[str, Mapping]) -> list[Mapping]:
    """The values of the same kind and length that the chart shows."""
    alike = ("indicator", "measure", "category", "basis")
    return [one for one in operands.values() if all(one[name] == record[name] for name in alike)]


def _year_apart(operands: Mapping[str, Mapping], group: str) -> tuple[float, float] | None:
    """The newest value of a group and the one a year before, as printed: what it is held against, or an earlier one of as many months."""
    own = [one for one in operands.values() if one["category"] == group and as_printed(one) is not None]
    values = {last_month(one["period"], one["basis"]): one for one in own if one["measure"] == "value"}
    newest = max(values, default=0)
    then = [one for one in own if one["measure"] == "comparator" and one["reference"] in ("", "same_period_last_year")]
    then += [values[newest - 12]] if newest - 12 in values else []
    pair = [as_printed(one) for one in (values.get(newest), *then[:1]) if one]
    return (pair[0], pair[1]) if len(pair) == 2 and all(isinstance(one, (int, float)) for one in pair) else None


def _counted(chart: Node, what: str, operands: Mapping[str, Mapping]) -> int | None:
    if what == "compared":
        named = [node.attrs["data-says"] for node in chart.bearing("data-says") if "of" in node.text().split()]
        newest = next((one for one in operands.values() if one["id"] in named), None)
        return len(_compared(newest, operands)) if newest else None
    upper = next((one for one in operands.values() if one["measure"] == "upper_limit"), None)
    if what == "assessed" and upper:
        return len({one["id"] for one in operands.values()} & set(upper["operands"].values()))
    if what in ("higher", "lower", "groups"):
        pairs = [_year_apart(operands, group) for group in {one["category"] for one in operands.values() if one["measure"] == "value"}]
        if None in pairs:
            return None
        return len(pairs) if what == "groups" else sum(now > then if what == "higher" else now < then for now, then in pairs)
    if what == "outside":
        return len({node.attrs["data-outside"] for node in chart.bearing("data-outside")})
    return None
