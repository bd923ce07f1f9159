"""Clearing: drafts that a newer run of their period has superseded go, with their restricted part and their tables.

Never the newest run of a period, what anybody signed, what was published, or what a comparison rests on. The register keeps a
line of each. Then go the stored copies that no run is made from any more: nobody could ask for their disposal, for no run
names them. A draft goes whole, also when this is killed half way: its publication edition first, the rest by whoever comes next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.faults import told_alike
from pipeline.core.written_files import PREFIX, sync
from reporting.runs.run_failed import RunFailed
from reporting.signing.front_pages import shown_page, write_front_pages
from reporting.signing.register import CLEARED, PUBLISHED, SIGNED, add, entries
from reporting.signing.sent import sent_folder
from reporting.signing.sign_offs import place_of
from reporting.store.aside import alone, aside, clear_abandoned, take_out_of_place
from reporting.store.catalogue import Finished, read_runs
from reporting.store.places import Places

_DIGEST = re.compile(r"[0-9a-f]{64}")
UNTOUCHED = "so nothing was removed."


@dataclass(frozen=True)
class Draft:
    """A run that is not the newest of its period: its folders, their size in bytes, and why it is kept; empty where it is not."""

    run: Finished
    folders: tuple[Path, ...]
    size: int
    kept: str

    @property
    def in_words(self) -> str:
        about = f"{self.run.report} {self.run.period}, run {self.run.page.parent.name}, data received by {self.run.as_of}, made {self.run.made[:10]}"
        return f"{about}: {f'kept, because {self.kept}' if self.kept else in_bytes(self.size)}"


@dataclass(frozen=True)
class Clearing:
    """What there is to clear: older runs, and stored copies that nothing is made from once those that are not kept are gone; `size` of both in bytes."""

    older: tuple[Draft, ...]
    stored: tuple[Path, ...]
    size: int

    @property
    def drafts(self) -> list[Draft]:
        return [one for one in self.older if not one.kept]

    @property
    def in_words(self) -> str:
        drafts, stored = (f"{number} {what if number == 1 else more}" for number, what, more in (
            (len(self.drafts), "superseded draft", "superseded drafts"), (len(self.stored), "stored copy that no run needs", "stored copies that no run needs"),
        ))  # fmt: skip
        return f"{drafts} and {stored}, {in_bytes(self.size)}"


def plan(places: Places, report: str = "") -> Clearing:
    """What would be cleared, of one report or of all. Raises RunFailed where a run cannot be read: what it rests on is not known."""
    runs, faulty = read_runs(places.outputs)
    if faulty:
        raise RunFailed("\n".join([*told_alike(faulty), f"What it rests on is not known, {UNTOUCHED}"]), status=3)
    told = {what: {one["run"] for one in entries(places.restricted, what)} for what in (SIGNED, PUBLISHED)}
    compared = {path.name for path in (places.restricted / "compare").glob("*-*")}
    newest: set[tuple[str, ...]] = set()
    older = []
    for run in runs:
        period = run.page.parts[-4:-2]
        if period not in newest:
            newest.add(period)
        elif report in ("", run.page.parts[-4]):
            folders = _folders(places, run)
            older.append(Draft(run, folders, sum(map(_size, folders)), _why_kept(places, run, told, compared)))
    gone = {one.run.page for one in older if not one.kept}
    stored = tuple(_unneeded(places, [run for run in runs if run.page not in gone]))
    return Clearing(tuple(older), stored, sum(one.size for one in older if not one.kept) + sum(path.stat().st_size for path in stored))


def clear(places: Places, report: str = "") -> Clearing:
    """Remove what `plan` finds now and return it. Raises RunFailed, also while a run is being made, and OSError naming what stays."""
    clear_abandoned(places.restricted)
    with aside(places.restricted) as journal, alone(places.restricted):
        if making := [one for one in places.restricted.glob(f"{PREFIX}*") if one != journal]:
            raise RunFailed(f"a run is being made, in {making[0]}, {UNTOUCHED} Wait for it to end.", status=3)
        found = plan(places, report)
        try:
            for one in found.drafts:
                add(places.restricted, CLEARED, *one.run.page.parts[-4:-1])
                shown_page(one.run.page.parent).unlink(missing_ok=True)
                take_out_of_place(one.folders, journal)
            for path in found.stored:
                path.unlink()
                sync(path.parent)
        finally:
            write_front_pages(places)
    return found


def in_bytes(size: int) -> str:
    """A size in words: `340 kB`, `2.1 MB`."""
    return f"{size / 1e6:,.1f} MB" if size >= 999_500 else f"{size / 1e3:,.0f} kB"


def _folders(places: Places, run: Finished) -> tuple[Path, ...]:
    """The parts of a run as they were put in place: its tables, its restricted edition, and its publication edition last."""
    name = Path(*run.page.parts[-4:-1])
    return places.processed / name, places.restricted / name, places.outputs / name


def _why_kept(places: Places, run: Finished, told: dict[str, set[str]], compared: Iterable[str]) -> str:
    published = run.page.parent
    ledgers = (places.data / published.parts[-3] / "published").glob(f"*_{published.name}.*")
    if published.name in told[PUBLISHED] or sent_folder(places.outputs, published).exists() or any(ledgers):
        return "it was published"
    if published.name in told[SIGNED] or place_of(places.restricted, published).exists():
        return "it was signed"
    return "a comparison rests on it" if any(published.name in name for name in compared) else ""


def _unneeded(places: Places, runs: Iterable[Finished]) -> Iterator[Path]:
    """The stored copies that none of the runs was made from."""
    needed = {digest for run in runs for digest in _made_from(places, run)}
    for path in sorted((places.restricted / "store").glob("??/*")):
        if _DIGEST.fullmatch(path.name) and path.parent.name == path.name[:2] and path.name not in needed:
            yield path


def _made_from(places: Places, run: Finished) -> Iterator[str]:
    """The checksums of what a run was made from. Raises RunFailed where its restricted edition does not say them."""
    path = _folders(places, run)[1] / "run.json"
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        yield from (one["sha256"] for one in facts["inputs"])
        yield from facts["code"].values()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunFailed(f"{path} cannot be read: {error}. What the run was made from is not known, {UNTOUCHED}", status=3) from None


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
