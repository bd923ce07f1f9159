"""Disposal: a received file is deleted for good, with every copy of its rows, and the record of that is kept for ever.

It is the only way in which anything that was received or made ever goes. The figures that were published stay; what
held the rows themselves goes: the file, its stored copy, the pages and notebooks of restricted editions that show rows,
and the tables between notebooks. The record says what, when, by which role and why, and which runs can no longer be
made again. It is written before anything is deleted, and the file itself goes last, so that a disposal that was stopped
can be asked for again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from html import escape
from pathlib import Path

from pipeline.core.periods import day_in_words
from pipeline.core.written_files import PREFIX, sync, write_durably
from pipeline.received.received_files import source_record_path
from reporting.editions.crate import CRATE
from reporting.editions.spreadsheets.tidy_table import LEDGER
from reporting.editions.standards import STANDARDS
from reporting.runs.run_failed import RunFailed
from reporting.store.aside import clear_abandoned
from reporting.store.catalogue import PAGE, Finished, finished_runs, report_ids
from reporting.store.places import Places
from reporting.store.run_store import stored_path

RECEIVED = ("cases", "returns", "actions")
# What a restricted edition keeps: nothing in these shows a row as it stands in its file.
KEPT = (
    "run.json", "ledger.json", LEDGER.file, LEDGER.described_in, CRATE, "verdicts.csv", "check_edition.pyz",
    STANDARDS,
)  # fmt: skip


@dataclass(frozen=True)
class Reduced:
    """A run whose restricted edition lost the files `removed`; its page is now a note with the checksum `note`."""

    period: str
    run: str
    removed: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Disposal:
    """The record of one deletion.

    store  "deleted", or why the stored copy is still needed; also: whatever else held rows and was deleted, as paths
    """

    report: str
    file: str
    sha256: str
    deleted: str
    role: str
    reason: str
    source: str = ""
    store: str = "deleted"
    runs: tuple[Reduced, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """`deleted on 24 November 2026 by the records manager: kept for three years`."""
        return f"deleted on {day_in_words(date.fromisoformat(self.deleted))} by {self.role}: {self.reason}"


def disposals(restricted: Path) -> list[Disposal]:
    """Every recorded deletion, the oldest first."""
    found = []
    for path in sorted((restricted / "disposals").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        runs = tuple(Reduced(**{**one, "removed": tuple(one["removed"])}) for one in record["runs"])
        found.append(Disposal(**{**record, "runs": runs, "also": tuple(record["also"])}))
    return found


def known_files(places: Places, report: str) -> dict[str, set[str]]:
    """The received files of a report with their checksums: those in its folder, and those that runs were made from."""
    folder, known = places.data / report, {}
    for path in _received(folder):
        known.setdefault(path.relative_to(folder).as_posix(), set()).add(_digest(path))
    for run in finished_runs(places.outputs, report):
        for name, digest in _inputs(places, run):
            if name.split("/")[0] in RECEIVED and not name.endswith(".source.toml"):
                known.setdefault(name, set()).add(digest)
    gone = {(one.file, one.sha256) for one in disposals(places.restricted) if one.report == report and not _stopped(places, one)}
    held = {name: {digest for digest in digests if (name, digest) not in gone or (folder / name).exists()}
            for name, digests in known.items()}  # fmt: skip
    return {name: digests for name, digests in held.items() if digests}


def plans(places: Places, report: str, file: str, role: str, reason: str, day: date) -> list[Disposal]:
    """What would be deleted of a file, a record for each content that runs know of it."""
    return [plan(places, report, file, one, role, reason, day) for one in sorted(known_files(places, report).get(file, ()))]


def plan(places: Places, report: str, file: str, sha256: str, role: str, reason: str, day: date) -> Disposal:
    """What would be deleted, as the record that would be kept; nothing is deleted yet."""
    runs = []
    for run in finished_runs(places.outputs, report):
        if (file, sha256) not in (inputs := _inputs(places, run)):
            continue
        audit = places.restricted / report / run.period / run.run
        keep = {digest for _, digest in inputs if digest != sha256}
        removed = [path for path in sorted(audit.rglob("*")) if path.is_file() and _shows_rows(path, audit, keep)]
        runs.append(Reduced(run.period, run.run, tuple(path.relative_to(audit).as_posix() for path in removed)))
    # Tables between notebooks, what is kept so that these need not run again, and what failed runs left hold rows too, and are needed by nobody.
    also = [places.processed / report, *(places.restricted / name / report for name in ("quality", "lab", "steps", "watched")), *sorted((places.restricted / "failed").glob(f"{report}-*"))]
    also += [path for path in sorted((places.restricted / "compare").glob("*")) if any(one.run in path.name for one in runs)]
    place = {"report": report, "file": file, "sha256": sha256}
    record = source_record_path(places.data / report / file)
    return Disposal(
        **place, deleted=day.isoformat(), role=role, reason=reason.rstrip("."),
        source=record.read_text(encoding="utf-8") if record.is_file() else "",
        store=_still_needed(places, **place) or "deleted", runs=tuple(runs),
        also=tuple(_shown(places, path) for path in also if path.exists()),
    )  # fmt: skip


def dispose(places: Places, planned: Disposal) -> tuple[Disposal, Path]:
    """Delete what was planned and keep its record. Returns the record as it is kept, and where.

    Raises OSError naming what cannot be deleted; the same can then be asked for again.
    """
    note = _note(planned)
    runs = tuple(Reduced(one.period, one.run, one.removed, hashlib.sha256(note).hexdigest()) for one in planned.runs)
    record = replace(planned, runs=runs)
    kept = _keep(places.restricted / "disposals", record)
    for one in record.runs:
        audit = places.restricted / record.report / one.period / one.run
        for name in one.removed:
            _delete(audit / name)
        write_durably(audit / "report.html", note)
    for name in record.also:
        if (place := _place(places, name)).exists():
            shutil.rmtree(place)
            sync(place.parent)
    path = places.data / record.report / record.file
    _delete(source_record_path(path))
    if record.store == "deleted":
        _delete(stored_path(places.restricted / "store", record.sha256))
    _delete(path)
    return record, kept


def _delete(path: Path) -> None:
    """Delete a file, before anything else is: also when the power fails, nothing that goes later is gone and this is not."""
    if path.exists():
        path.unlink()
        sync(path.parent)


def _stopped(places: Places, record: Disposal) -> bool:
    """Whether a deletion that is recorded did not come to its end: what goes last is still there."""
    return record.store == "deleted" and stored_path(places.restricted / "store", record.sha256).exists()


def unfinished(places: Places) -> list[Path]:
    """Runs that are being made: their tables may hold the rows too. Those of before that were stopped are cleared."""
    clear_abandoned(places.restricted)
    return sorted(places.restricted.glob(f"{PREFIX}*"))


def _shows_rows(path: Path, audit: Path, keep: set[str]) -> bool:
    """Whether a file of a restricted edition can show rows; copies of other inputs are not touched."""
    return path.relative_to(audit).as_posix() not in KEPT and _digest(path) not in keep


def _still_needed(places: Places, report: str, file: str, sha256: str) -> str:
    """What else has the same content, so that the stored copy has to stay; empty if nothing has."""
    users = []
    for other in report_ids(places.data):
        folder = places.data / other
        names = (path.relative_to(folder).as_posix() for path in _received(folder) if _digest(path) == sha256)
        users += [f"{other}/{name}" for name in names if (other, name) != (report, file)]
    for run in finished_runs(places.outputs):
        for name, digest in _inputs(places, run):
            if digest == sha256 and (run.report, name) != (report, file):
                users.append(f"run {run.run} of {run.report} ({name})")
    return f"kept, because the same content is also {', '.join(dict.fromkeys(users))}" if users else ""


def _inputs(places: Places, run: Finished) -> list[tuple[str, str]]:
    """Names and checksums of what a run was made from, as its restricted edition has them. Raises RunFailed where that cannot be read."""
    ledger = places.restricted / run.report / run.period / run.run / "ledger.json"
    try:
        return list(json.loads(ledger.read_text(encoding="utf-8"))["run"]["inputs"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        told = f"{ledger} cannot be read: {error}\nWhether the run was made from this file is not known, so nothing was deleted."
        raise RunFailed(told, status=3) from None


def _received(folder: Path) -> Iterator[Path]:
    for kind in RECEIVED:
        for path in sorted((folder / kind).rglob("*")):
            if path.is_file() and not path.name.endswith(".source.toml"):
                yield path


def _keep(folder: Path, record: Disposal) -> Path:
    name = f"{record.deleted}_{record.report}_{record.sha256[:12]}"
    number = next(at for at in range(1, 10_000) if not (folder / f"{name}-{at}.json").exists())
    path = folder / f"{name}-{number}.json"
    write_durably(path, json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n")
    return path


def _note(record: Disposal) -> bytes:
    title = "The rows were deleted"
    told = f"{record.file} (checksum {record.sha256}) was {record.in_words}."
    body = (
        f"<p>Restricted: not to be sent on with a report.</p>\n<h1>{title}</h1>\n<p>{escape(told)}</p>\n<p>This page and the executed notebooks showed rows of it. The report as it "
        "was published is in the publication edition. The list of figures is in ledger.json, without the rows.</p>"
    )
    return PAGE.format(head="", title=title, body=body).encode()


def _shown(places: Places, path: Path) -> str:
    root = places.outputs if path.is_relative_to(places.outputs) else places.processed
    return f"{'outputs' if root == places.outputs else 'processed'}/{path.relative_to(root).as_posix()}"


def _place(places: Places, name: str) -> Path:
    root, _, inner = name.partition("/")
    return (places.outputs if root == "outputs" else places.processed) / inner


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
