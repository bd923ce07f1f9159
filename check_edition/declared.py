"""Declared texts: what the stored definitions say under the keys that a page may print, each by the kind of its label."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from .areas import areas_of
from .clocks import one_line
from .described import described_categories
from .edition import Edition
from .period_words import day_words
from .rules_of_day import revisions

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
        "period/": "published committee directorate paper asks says risk response lead role reason text category",
        "corrections.toml": "column role reason",
        "cases.toml": "reason",
    },
    "source": {".source.toml": "publisher licence received_says"},
}  # fmt: skip
SMALL_BASE = "50"  # what the definition of a report means where it names none


def texts_under(value: object, keys: set[str], key: str = "") -> Iterator[str]:
    """Every text and number that stands under one of the keys, at any depth, as text; without keys everything."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from texts_under(part, keys, name)
    elif isinstance(value, list):
        for part in value:
            yield from texts_under(part, keys, key)
    elif (not keys or key in keys) and not isinstance(value, bool):
        yield str(value)


@cache
def declared_texts(edition: Edition, kind: str) -> set[str]:
    """The texts of a kind (one of KEYS) in the definitions of the run. Raises Wrong for a stored file that was changed."""
    found: set[str] = set()
    for place, keys in KEYS[kind].items():
        names = [name for name in edition.inputs if name == place or (place[-1:] == "/" and name.startswith(place))]
        names += [name for name in edition.inputs if place[:1] == "." and name.endswith(place)]
        for name in names:
            # As a number is written: 57.50 is printed so, and not as 57.5.
            written = tomllib.loads(edition.input(name).decode(), parse_float=str)
            found |= set(texts_under(written, set(keys.split())))
    if kind == "report" and "small_base" not in edition.toml("report.toml"):
        found.add(SMALL_BASE)
    if kind == "report":
        found |= set(_thresholds(edition))
    if kind == "definition":
        breaks = texts_under(edition.toml("indicators.toml"), {"applies_from"})
        found |= {f"New from {period}." for period in breaks} | charts(edition)
        found |= {text for told in revisions(edition) for text in told}
    return found


def _thresholds(edition: Edition) -> Iterator[str]:
    """The thresholds of the conditions for lights, without their signs: the words around them say which way is meant."""
    rules = edition.toml("report.toml").get("traffic_light", [])
    for text in texts_under([rule.get("when", []) for rule in rules], {"from", "below"}):
        yield f"{abs(Decimal(text)).normalize():f}"


@cache
def charts(edition: Edition) -> set[str]:
    """What charts may be called: an indicator's short name and what the chart shows of it."""
    beside = ["the same period last year", "the previous period", "the target", "the baseline"]
    chosen = [[one for at, one in enumerate(beside) if number >> at & 1] for number in range(1, 16)]
    shown = [", ".join(some[:-1]) + (" and " if some[1:] else "") + some[-1] for some in chosen]
    found = set()
    for indicator in edition.toml("indicators.toml").values():
        name, many = indicator.get("short_name", ""), indicator.get("noun", {}).get("many", "")
        found |= {f"{name}, beside {words}" for words in shown}
        by = ("quarter", "financial year", "calendar year", "quarter, with its usual range")
        found |= {f"{name}, by {words}" for words in by}
        found.add(f"{name}: number and share of all {many}")
    return found


@cache
def check_texts(edition: Edition) -> set[str]:
    """What the stored expectations say of a check: why it is made, what a row does that fails it, what to do, and waivers."""
    found = {"no indicator has a line for this period"}
    for meta in expectations(edition):
        found |= {meta["says"], meta["why"], meta["action"]}
    for waiver in edition.period_file().get("waiver", []):
        found.add(f"waived by {waiver['role']} until {day_words(str(waiver['until']))}: {waiver['reason']}")
    for one in edition.toml("corrections.toml").get("correction", []):
        done = f"{one.get('found')} is read as {one.get('becomes') or 'an empty cell'}"
        if one.get("leave_out"):
            done = "the row is left out"
        elif one["file"].startswith("cases/"):
            done = f"another {one['column']} is read"
        found |= {done, f"{done}, as the {one['role']} says: {one['reason']}"}
    return found


@cache
def expectations(edition: Edition) -> list[Mapping]:
    """What every expectation of the stored suites says of itself: name, says, why, action."""
    names = [name for name in edition.code if name.startswith("expectations/") and name.endswith(".json")]
    return [one["meta"] for name in names for one in edition.json(name)["expectations"]]


def absences(edition: Edition, indicator: str) -> Iterator[tuple[str, str]]:
    """Why an indicator's values were not received, in words, each with the period in whose file that is said."""
    for name in edition.inputs:
        if name.startswith("period/"):
            for one in edition.toml(name).get("not_received", []):
                if indicator in one["indicators"]:
                    due = f"; due {day_words(str(one['due']))}" if "due" in one else ""
                    told = f"not received from {one['sender']} ({one['reason'].rstrip('.')}{due})"
                    yield told, name.removeprefix("period/").removesuffix(".toml")


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
