"""Determined: everything of a run that follows from what it was made from, file by file of both editions.

Made again, a file is the same to the byte, but for three kinds: notebooks and their pages name the folders they ran in and
when; the description for hand-over names times and the checksums of those; run.json tells facts of the machine and the hour. Of
these everything else is compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from reporting.editions.crate import CRATE
from reporting.editions.paper.printing import PDF

# What tells a figure of one run from that of another; cells are compared by the digest of their code.
COMPARED = (
    "value", "exact", "display", "status", "reason", "reason_parts", "unit", "method", "method_parts", "formula", "operands",
    "rows", "quality", "cell",
)  # fmt: skip
# Facts of run.json that another machine, another hour or another folder may have otherwise; and keyed digests of those.
BY_CHANCE = ("environment", "git", "made", "paper", "reads", "outputs", "audit", "as_of_given")
PLACES = ("data_root", "tables_root")


class MadeRun(Protocol):
    """The folders of a run's two editions, and the ledger of the restricted one."""

    published: Path
    audit: Path
    facts: Mapping
    ledger: Mapping


def differing(then: MadeRun, now: MadeRun) -> Iterator[str]:
    """Each figure, then each file of either edition, that is not what it is when the run is made again.

    A run of another Python or platform is another run, of which only the figures are compared.
    """
    before, after = ({record["id"]: record for record in run.ledger["figures"]} for run in (then, now))
    for figure_id in dict.fromkeys([*before, *after]):
        if figure_id not in before or figure_id not in after:
            yield f"{figure_id}: {'is not made any more' if figure_id in before else 'was not there'}"
            continue
        changed = [name for name in COMPARED if before[figure_id].get(name) != after[figure_id].get(name)]
        if changed:
            yield f"{figure_id}: {_how_far(before[figure_id], after[figure_id])}{', '.join(changed)}"
    if then.published.name == now.published.name:
        yield from differing_files(then, now)


def _how_far(before: Mapping, after: Mapping) -> str:
    """The difference of two values of a figure in words; nothing where they are the same."""
    if before["value"] == after["value"]:
        return ""
    words = f"{before['display']} then, {after['display']} now"
    if all(isinstance(one["value"], (int, float)) for one in (before, after)):
        words += f" (differs by {after['value'] - before['value']:g})"
    return f"{words}; differs in "


def differing_files(then: MadeRun, now: MadeRun) -> Iterator[str]:
    """A sentence for each file of either edition that is not what it is when it is made again: where, what was found and what is made."""
    alike = {PDF} if paper_not_compared(then, now) or not _paper(then)["made"] else set()
    for edition, before, again in (("", then.published, now.published), ("restricted ", then.audit, now.audit)):
        for name in sorted({*_names(before), *_names(again)} - alike):
            one, other = before / name, again / name
            if not one.is_file() or not other.is_file():
                yield f"{edition}{name}: {'is not made any more' if one.is_file() else 'was not there'}"
            elif one.read_bytes() != other.read_bytes():
                yield from (f"{edition}{name}{told}" for told in _told(one, other))


def paper_not_compared(then: MadeRun, now: MadeRun) -> str:
    """Why the PDF of a run is not held against the one that is made again; empty where it is, and where the run has none.

    It is determined by the page and by what made it, which is not part of what a run is made from.
    """
    before, after = _paper(then), _paper(now)
    if not before["made"] or before.get("with") == after.get("with"):
        return ""
    again = f"{after['with']} now" if after["made"] else after["why"]
    return f"{PDF} is not compared: made with {before['with']} then; {again}"


def _paper(run: MadeRun) -> Mapping:
    """What run.json says of the PDF; runs of before there was one have none."""
    return run.facts.get("paper", {"made": False, "why": "the code made none then"})


def _names(edition: Path) -> list[str]:
    return [path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()]


def _told(one: Path, other: Path) -> Iterator[str]:
    """Where two files of one name differ in what is determined: the first place of each part."""
    notebook = one.with_suffix(".ipynb").is_file() and one.suffix in (".ipynb", ".html")
    try:
        if one.name in ("run.json", CRATE) or one.suffix == ".ipynb":
            form: Callable[[Path], object] = {"run.json": _facts, CRATE: _crate}.get(one.name, _cells)
            yield from _differences(form(one), form(other))
        elif one.suffix == ".pyz":
            yield ": it is not the check that the run's code makes"
        elif one.name == PDF:
            yield ": it is not what the page looks like on paper"
        else:
            yield from _lines(*(_without_places(path) if notebook else _text(path) for path in (one, other)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        yield f": it cannot be read: {error}"


def _lines(one: str, other: str) -> Iterator[str]:
    """The first line that differs."""
    then, now = one.splitlines(), other.splitlines()
    at = next((number for number, pair in enumerate(zip(then, now, strict=False)) if pair[0] != pair[1]), min(len(then), len(now)))
    if then != now:
        yield f", line {at + 1}: it says something else"


def _differences(one: object, other: object, where: str = "") -> Iterator[str]:
    """Each part of two contents of JSON that differs, by its name; of a list the first."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys([*one, *other]):
            if one.get(name) != other.get(name):
                yield from _differences(one.get(name), other.get(name), f"{where}.{name}" if where else str(name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        at = next((number for number, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]), None)
        if at is not None:
            yield from _differences(one[at], other[at], f"{where}[{at}]")
    elif one != other:
        yield f", {where}: {_short(one)}, made again {_short(other)}"


def _facts(path: Path) -> Mapping:
    """run.json without what is determined by nothing."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    steps = [{name: held for name, held in step.items() if name not in ("seconds", "cached")} for step in facts.pop("steps")]
    return {name: held for name, held in facts.items() if name not in BY_CHANCE} | {"steps": steps}


def _crate(path: Path) -> Mapping:
    """The description for hand-over by entity, without times, and without size and checksum of what names folders and times."""
    entities = json.loads(path.read_text(encoding="utf-8"))["@graph"]
    notebooks = {one["@id"].removesuffix(".ipynb") for one in entities if one["@id"].endswith(".ipynb")}
    found = {}
    for entity in entities:
        stem, _, ending = entity["@id"].rpartition(".")
        by_chance = {"startTime", "endTime", "datePublished"} | ({"sha256", "contentSize"} if stem in notebooks and ending in ("ipynb", "html") else set())
        found[entity["@id"]] = {name: held for name, held in entity.items() if name not in by_chance}
    return found


def _cells(path: Path) -> Mapping:
    """The cells of an executed notebook with what they show, by their ids."""
    found = {}
    for cell in json.loads(_without_places(path))["cells"]:
        shown = [{name: held for name, held in output.items() if name not in ("execution_count", "metadata")} for output in cell.get("outputs", [])]
        found[cell["id"]] = {"cell_type": cell["cell_type"], "source": cell["source"], "outputs": shown}
    return found


def _without_places(path: Path) -> str:
    """A notebook or its page, with the folders that it ran in called by the names of its parameters."""
    text = _text(path)
    for cell in json.loads(_text(path.with_suffix(".ipynb")))["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            for line in "".join(cell["source"]).splitlines():
                name, _, value = line.partition(" = ")
                if name in PLACES:
                    text = text.replace(json.loads(value), name)
    return text


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:80]}…"
