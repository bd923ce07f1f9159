"""Declared texts: what the stored definitions say under the keys that a page may print, each by the kind of its label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from ..base.texts import one_line, texts_under
from ..figures.areas import areas_of
from ..files.edition import Edition
from ..records.described import described_categories

# By kind of label: how the name of a stored file ends or begins, and the keys in it whose texts a page may print.
KEYS = {
    "definition": {
        "indicators.toml": "name short_name definition revised owner checked_by source population footnote one many says interval"
        " about decision reason range low high",
    },
    "report": {
        "report.toml": "title partnership team motto notice sections notes small_base lead near green amber red data_only"
        " no_data met on_line not_yet_met not_on_line nothing_to_judge says caption note role organisation answers_for"
        " about decision reason",
        "period/": "published committee directorate paper item asks says risk response lead role reason text category",
        "corrections.toml": "column role reason",
        "logs.toml": "text reason instead source role",
        "cases.toml": "reason",
    },
    "source": {".source.toml": "publisher licence received_says"},
}  # fmt: skip
SMALL_BASE = "50"  # what the definition of a report means where it names none


@cache
def declared_texts(edition: Edition, kind: str) -> set[str]:
    """The texts of a kind (one of KEYS) in the definitions of the run. Raises Wrong for a stored file that was changed."""
    found: set[str] = set()
    for place, keys in KEYS[kind].items():
        names = [name for name in edition.inputs if name == place or (place[-1:] == "/" and name.startswith(place))]
        names += [name for name in edition.inputs if place[:1] == "." and name.endswith(place)]
        for name in names:
            found |= set(texts_under(edition.written(name), set(keys.split())))
    if kind == "report" and "small_base" not in edition.toml("report.toml"):
        found.add(SMALL_BASE)
    if kind == "report":
        found |= set(_thresholds(edition))
    return found


def _thresholds(edition: Edition) -> Iterator[str]:
    """The thresholds of the conditions for lights, without their signs: the words around them say which way is meant."""
    rules = edition.toml("report.toml").get("traffic_light", [])
    for text in texts_under([rule.get("when", []) for rule in rules], {"from", "below"}):
        yield f"{abs(Decimal(text)).normalize():f}"


@cache
def check_texts(edition: Edition) -> set[str]:
    """What the stored expectations say of a check: why it is made, what a row does that fails it, and what to do."""
    return {meta[key] for meta in expectations(edition) for key in ("says", "why", "action")}


@cache
def expectations(edition: Edition) -> list[Mapping]:
    """What every expectation of the stored suites says of itself: name, says, why, action."""
    names = [name for name in edition.code if name.startswith("expectations/") and name.endswith(".json")]
    return [one["meta"] for name in names for one in edition.json(name)["expectations"]]


@cache
def categories(edition: Edition) -> set[str]:
    """Every name of a group: in the definitions, in the descriptions of returns, and in the columns that name groups."""
    found = set(texts_under(edition.toml("cases.toml"), {"values", "empty"}))
    for indicator in edition.toml("indicators.toml").values():
        found |= set(indicator.get("categories", ())) | areas_of(indicator)
    for name in edition.inputs:
        if name.startswith("returns/") and not name.endswith(".source.toml"):
            record = edition.toml(name.rpartition(".")[0] + ".source.toml")
            found |= described_categories(edition, name, record.get("layout", [])) | _column(edition, name, record)
    return found


def _column(edition: Edition, name: str, record: Mapping) -> set[str]:
    """The cells under `category` in a return in our own layout."""
    if record.get("layout"):
        return set()
    header, *rows = edition.read_table(name, record.get("sheet", "")) or [[]]
    called = record.get("columns", {}).get("category", "category")
    places = [at for at, cell in enumerate(header) if one_line(cell) == called]
    return {one_line(row[at]) for at in places for row in rows if at < len(row)}
