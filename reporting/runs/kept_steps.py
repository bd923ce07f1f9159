"""Kept steps: what a notebook made, kept so that it need not run again while everything that it rests on is the same.

They lie in `restricted/steps/<report>/<notebook>/`, for their owner alone: the executed notebook, the tables that it wrote, the
record of what it read. Nothing depends on them: whoever takes them away has the next run do everything. A step is kept only if it
came to its end, if it is known what it read and used, and if none of that changed meanwhile; it is taken again only if every
file of it is as it was kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.written_files import make_folder, write_file
from pipeline.files.inputs import Standing, read_anew, read_input, standing_of
from reporting.runs.step_needs import codes_of, digest, missing, surroundings
from reporting.store.identity import Content, Identity
from reporting.store.places import Places

FOLDER = "steps"
TOLD, EXECUTED, DRAWINGS = "step.json", "executed.json", "drawings"
DRAWS = "pipeline/page/charts/chart_sheets.py"  # what looks for drawings, and keeps them
LIKE = ("python", "packages", "environment")  # of what is around a step: what drawings too rest on, besides the code and their own data
KEPT = "REPORT_DRAWINGS"  # the variable by which chart_sheets finds the folder of drawings
MOST, LONGEST, LARGEST = 3, 14 * 86_400, 1_000_000_000  # kept of a notebook, seconds since one was last used, bytes of all


@dataclass(frozen=True)
class Kept:
    """A kept step: where it lies, and what is told of it: its needs, the checksums of its files, when it ran, and where that was."""

    place: Path
    needs: Mapping
    files: Mapping[str, str]
    times: tuple[float, float]
    aside: str

    @property
    def tables(self) -> dict[str, str]:
        """The checksums of the tables that it wrote."""
        return {name.removeprefix("tables/"): sha256 for name, sha256 in self.files.items() if name.startswith("tables/")}


class KeptSteps:
    """The kept steps of a run's notebooks: those that may be taken, and those that this run adds (`add_all`)."""

    def __init__(self, places: Places, identity: Identity, notebooks: Sequence[Path], aside: Path, parameters: Mapping[str, str]):
        self._root, self._report, self._aside = places.restricted / FOLDER, identity.report, aside
        self._inputs = {one.name: one.sha256 for one in identity.inputs}
        self._by_path = {one.path.resolve(): one.name for one in identity.inputs}
        self._contents, self._folder = [*identity.inputs, *identity.code], places.data / identity.report
        where = {name: text for name, text in parameters.items() if name != "tables_root"}  # another in every run
        self._around = lambda: surroundings(identity, where, self._folder)
        self._before, self._stood = self._around(), _standings(self._contents)
        self._code = codes_of(one for one in notebooks if not one.is_relative_to(self._folder))  # what an analyst's own rests on nobody knows
        self._ran: list[tuple[Path, dict[str, str], Path, tuple[float, float]]] = []
        self._tables: dict[str, str] = {}
        self.notebooks, self.taken = tuple(notebooks), set()

    def code_of(self, notebook: Path) -> str | None:
        """What is another wherever the code that a notebook rests on is, or was meanwhile; nothing where that is not known."""
        if not self._stood or notebook not in self._code:
            return None
        stood = zip(self._contents, self._stood, strict=True)
        return digest([[one.name, one.sha256, *standing] for one, standing in stood if one.name in self._code[notebook]])

    def first_ones(self) -> list[Path]:
        """The notebooks, from the first on, that need not run, as far as that can be told before any runs."""
        found, tables = [], {}
        for notebook in self.notebooks:
            kept = self._find(notebook, tables)
            if not kept:
                break
            tables |= kept.tables
            found.append(notebook)
        return found

    def take(self, notebook: Path, record: Path) -> tuple[dict, tuple[float, float]] | None:
        """Put the tables and the record of reads that a notebook made in place of running it.

        Returns the executed notebook, and from when to when it ran; nothing where it has to run.
        """
        kept = self._find(notebook, self._tables)
        executed = self._put(kept, record) if kept else None
        if executed is None:
            return None
        self._tables |= kept.tables
        self.taken.add(notebook.name)
        return executed, kept.times

    def told_taken(self) -> str:
        """What to do where a report does not hold together that was made with what is kept; nothing where nothing kept was used."""
        used = [name for name in (one.name for one in self.notebooks) if name in self.taken]
        if not used and not any(one.stat().st_size for one in (self._aside / DRAWINGS).glob("*/known")):
            return ""
        what = f"{', '.join(used)} did not run: what {'it' if len(used) == 1 else 'they'} made before was taken" if used else "Charts whose data are the same were taken as they had been drawn before"
        return (
            f"{what} from {self._root / self._report}, where it may have been changed since. Delete that folder, from which nothing is lost, and run it again; "
            "if it is refused then too, report that as a fault of ours."
        )

    def drawings_for(self, notebook: Path) -> dict[str, str]:
        """What a notebook's environment says of kept drawings; nothing for one that draws none.

        Those of its kept steps with this code, which a chart's own data then find (chart_sheets): whatever else the step rests on.
        """
        if DRAWS not in self._code.get(notebook, ()):
            return {}
        folder = self._aside / DRAWINGS / notebook.stem
        if not folder.exists():
            make_folder(folder)
            write_file(folder / "known", b"".join(self._known_drawings(notebook)))
        return {KEPT: folder.as_posix()}

    def has_drawings(self, notebook: Path) -> bool:
        """Whether there is any drawing for it."""
        return (self._aside / DRAWINGS / notebook.stem / "known").stat().st_size > 0

    def _known_drawings(self, notebook: Path) -> Iterator[bytes]:
        now = {"code": self._code[notebook]} | {name: self._before[name] for name in LIKE}
        for kept in _kept_in(self._root / self._report / notebook.stem):
            if now == {"code": kept.needs["code"]} | {name: kept.needs["around"].get(name) for name in LIKE} and DRAWINGS in kept.files:
                with contextlib.suppress(OSError):
                    found = (kept.place / DRAWINGS).read_bytes()
                    if hashlib.sha256(found).hexdigest() == kept.files[DRAWINGS]:
                        yield found

    def ran(self, notebook: Path, executed: Mapping, record: Path, times: tuple[float, float]) -> None:
        """A notebook has run to its end."""
        # Not as notebooks are written: there the keys of what cells show are sorted, and figures keep the order of theirs.
        made = self._aside / "kept" / EXECUTED / notebook.stem
        made.parent.mkdir(parents=True, exist_ok=True)
        write_file(made, json.dumps(executed))
        self._ran.append((notebook, dict(self._tables), record, times))
        self._tables = _checksums(self._aside / "tables")

    def add_all(self) -> None:
        """Keep what ran to its end in this run, unless anything changed since before the first notebook."""
        if self._ran and self._before == self._around() and self._stood and self._stood == _standings(self._contents):
            for place, (notebook, before, record, times) in enumerate(self._ran):
                after = self._ran[place + 1][1] if place + 1 < len(self._ran) else self._tables
                needs = self._needs_seen(notebook, before, record)
                written = [name for name, sha256 in after.items() if before.get(name) != sha256]
                if needs and all(self._tables[name] == after[name] for name in written):  # no later one wrote over it, as an analyst's own does
                    self._add(notebook, needs, written, record, times)
            _bounded(self._root)

    def _find(self, notebook: Path, tables: Mapping[str, str]) -> Kept | None:
        """The kept step of a notebook all of whose needs are as they are now; `tables` are those of the notebooks before it."""
        if notebook not in self._code:
            return None
        now = {"around": self._before, "code": self._code[notebook], "tables": dict(tables)}
        for kept in _kept_in(self._root / self._report / notebook.stem):
            inputs = kept.needs["inputs"]
            if kept.needs == {**now, "inputs": {name: self._inputs.get(name) for name in inputs}}:
                return kept
        return None

    def _needs_seen(self, notebook: Path, tables: Mapping[str, str], record: Path) -> dict | None:
        """What a notebook that ran rests on; nothing where that is not known."""
        if notebook not in self._code:
            return None
        lines = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
        how = [line["how"] for line in lines if "how" in line]
        opened = {Path(line["path"]) for line in lines if "path" in line}
        used = [Path(line["code"]) for line in lines if "code" in line]
        if not how or any("unknown" in line for line in lines) or opened - self._by_path.keys() or missing(used, self._code[notebook]):
            return None
        is_whole = all(len(one) > 1 for one in how) and not any("appeared" in line for line in lines)
        names = {self._by_path[path] for path in opened} if is_whole else set(self._inputs)
        inputs = {name: self._inputs[name] for name in sorted(names)}
        return {"around": self._before, "code": self._code[notebook], "tables": dict(tables), "inputs": inputs}

    def _add(self, notebook: Path, needs: dict, written: Iterable[str], record: Path, times: tuple[float, float]) -> None:
        target = self._root / self._report / notebook.stem / digest(needs)[:16]
        making = self._aside / "kept" / target.name
        files = {EXECUTED: self._aside / "kept" / EXECUTED / notebook.stem, "reads": record}
        files |= {f"tables/{name}": self._aside / "tables" / name for name in written}
        if (drawn := self._aside / DRAWINGS / notebook.stem / "used").exists():
            files[DRAWINGS] = drawn
        (making / "tables").mkdir(parents=True)
        for name, path in files.items():
            write_file(making / name, path.read_bytes())
        told = {"needs": needs, "files": _checksums(making), "times": times, "aside": self._aside.as_posix()}
        write_file(making / TOLD, json.dumps(told))
        make_folder(target.parent)
        shutil.rmtree(target, ignore_errors=True)  # of the same needs: it could not be taken, or somebody was faster
        try:
            os.replace(making, target)
        except OSError:  # somebody was faster after all
            shutil.rmtree(making)

    def _put(self, kept: Kept, record: Path) -> dict | None:
        """Copy what is kept to where its notebook would have left it. Returns the executed one; nothing where a file is not as it was kept."""
        try:
            found = {name: (kept.place / name).read_bytes() for name in kept.files}
            os.utime(kept.place / TOLD)
        except OSError:
            return None
        if {name: hashlib.sha256(data).hexdigest() for name, data in found.items()} != kept.files:
            return None
        (self._aside / "tables").mkdir(exist_ok=True)
        for name, data in found.items():
            if name.startswith("tables/"):
                write_file(self._aside / name, data)
        write_file(record, found["reads"])
        # It names the folder of tables that it was given.
        before, now = (json.dumps(one)[1:-1].encode() for one in (kept.aside, self._aside.as_posix()))
        return json.loads(found[EXECUTED].replace(before, now))


def _kept_in(folder: Path) -> Iterator[Kept]:
    """The kept steps of a notebook that can be read, the one that was used last first."""
    for told in sorted(folder.glob(f"*/{TOLD}"), key=_last_used, reverse=True):
        try:
            facts = json.loads(told.read_bytes())
            yield Kept(told.parent, facts["needs"], facts["files"], tuple(facts["times"]), facts["aside"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # cut off by a loss of power, or on its way out


def _standings(contents: Iterable[Content]) -> list[Standing] | None:
    """What the system says of the files of a run; nothing where one is no longer what the run was begun with."""
    found = []
    for one in contents:
        try:
            standing = standing_of(one.path)
            read = read_input if standing.settled else read_anew
            if read(one.path).sha256 != one.sha256:
                return None
        except OSError:
            return None
        found.append(standing)
    return found


def _checksums(folder: Path) -> dict[str, str]:
    """The files below a folder by name, with their checksums."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _bounded(root: Path) -> None:
    """Remove all but the newest of each notebook, what was not used for long, and the oldest of what is too much in all."""
    there, bytes_of_all = sorted(root.glob(f"*/*/*/{TOLD}"), key=_last_used, reverse=True), 0
    of: dict[Path, int] = {}
    for told in there:
        step = told.parent
        of[step.parent] = of.get(step.parent, 0) + 1
        bytes_of_all += sum(path.stat().st_size for path in step.rglob("*") if path.is_file())
        if of[step.parent] > MOST or time.time() - _last_used(told) > LONGEST or bytes_of_all > LARGEST:
            shutil.rmtree(step, ignore_errors=True)


def _last_used(told: Path) -> float:
    try:
        return told.stat().st_mtime
    except OSError:
        return 0
