"""Runs without pages, for tests of comparisons: a small report folder, what is planted in it, and the figures that come out.

A run here is what the real command would seal, but its ledger is made by `Reruns` (notebooks 1 to 3) and it has no page.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reporting.audit.comparison.counterfactuals import Reruns, State
from reporting.audit.verification import SealedRun
from reporting.store.identity import Content, identify
from reporting.store.run_store import set_out

PROJECT = Path(__file__).resolve().parents[1]
FERNMOOR = PROJECT / "tests" / "reports" / "fernmoor"
PERIOD = "2025-26-Q4"
NOTEBOOKS = [PROJECT / "notebooks" / f"{name}.ipynb" for name in ("1_ingest", "2_quality", "3_indicators")]


CALLS = """
[calls]
about = "One row a call."
files = "calls"
key = "id"
date = "on"
[calls.columns]
id = { kind = "text" }
on = { kind = "date" }
district = { kind = "category", from = "beat", lookup = { file = "lookups/beats.csv", from = "beat", to = "district" }, values = ["North", "South", "Harbour"] }
"""


@dataclass(frozen=True)
class Plant:
    """A difference that is planted in the second of two runs, and what a comparison has to say of it.

    change   does it to the report's folder (or nothing)
    code     (file of the project, text, other text)
    rows     the rows that must be named: (file, row, column, before, after), a new row with its number only
    names    what must be named of a definition or of the code
    """

    cause: str
    about: str
    change: Callable[[Path], None] = lambda folder: None
    code: tuple[str, str, str] | None = None
    as_of: str = ""
    rows: tuple[tuple, ...] = ()
    names: str = ""


class WarmReruns(Reruns):
    """Reruns by the process that did those before, which has imported what takes seconds; `cool` ends it."""

    warm: subprocess.Popen | None = None

    def _start(self) -> subprocess.Popen:
        if WarmReruns.warm is None:
            WarmReruns.warm = super()._start()
        return WarmReruns.warm

    def _end(self) -> None:
        """The next ones go on with it."""

    @classmethod
    def cool(cls) -> None:
        if cls.warm is not None:
            cls.warm.communicate()
            cls.warm = None


class Workshop:
    """Makes runs of a report folder; use it as a context."""

    def __init__(self, folder: Path, source: Path = FERNMOOR, prepare: Callable[[Path], None] = lambda folder: None):
        self.folder, self.store, self.count = folder, folder / "store", 0
        self.base = folder / "base" / source.name
        shutil.copytree(source, self.base)
        prepare(self.base)
        self.reruns = WarmReruns([self.store])

    def __enter__(self) -> Workshop:
        self.reruns.__enter__()
        return self

    def __exit__(self, *ended: object) -> None:
        self.reruns.__exit__(*ended)

    def run(self, *plants: Plant, period: str = PERIOD) -> SealedRun:
        """A run of the folder with everything planted. Raises AssertionError where it is refused."""
        self.count += 1
        folder = self.folder / str(self.count) / self.base.name
        shutil.copytree(self.base, folder)
        for plant in plants:
            plant.change(folder)
        as_of = max((plant.as_of for plant in plants), default="")
        made = identify(folder.parent, folder.name, period, as_of, NOTEBOOKS)
        made = replace(made, code=tuple(self._planted(content, plants) for content in made.code))
        set_out(self.store, self.store, [*made.inputs, *made.code])
        state = State(made.report, period, made.as_of, made.facts["inputs"], made.facts["code"])
        rerun = self.reruns.rerun(state)
        assert not rerun.stopped, rerun.stopped
        cell = {"notebook": "3_indicators.ipynb", "id": "any", "sha256": ""}
        ledger = {
            "run": {"id": made.run, **made.facts},
            "figures": [{**one, "cell": cell} for one in rerun.figures.values()],
        }
        facts = {"environment": {"packages": {}}, "as_of_given": bool(as_of)}
        return SealedRun(self.folder / made.run, self.folder / made.run, self.store, facts, ledger)

    def _planted(self, content: Content, plants: tuple[Plant, ...]) -> Content:
        own = [plant.code for plant in plants if plant.code and plant.code[0] == content.name]
        if not own:
            return content
        text = content.path.read_text(encoding="utf-8")
        for _, old, new in own:
            assert old in text, f"{content.name} does not hold {old}"
            text = text.replace(old, new)
        path = self.folder / str(self.count) / "code" / content.name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return Content(content.name, path, hashlib.sha256(path.read_bytes()).hexdigest())


def figures_of(run: SealedRun) -> Mapping[str, tuple]:
    """What the figures of a run say, by id."""
    return {one["id"]: (one["value"], one["status"], one["display"]) for one in run.ledger["figures"]}


def in_file(folder: Path, name: str, old: str, new: str, count: int = 1) -> int:
    """Put a text in the place of another, which must be there, and mend the checksum in the file's record; its first line."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} does not hold {old}"
    path.write_text(text.replace(old, new, count), encoding="utf-8", newline="")
    record(path)
    return text[: text.index(old)].count("\n") + 1


def record(path: Path) -> None:
    """Mend the checksum in the record of a return, if it has one."""
    beside = path.with_suffix(".source.toml")
    if beside.exists():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        beside.write_text(
            re.sub(r'(?m)^sha256 = ".*"', f'sha256 = "{digest}"', beside.read_text(encoding="utf-8")), encoding="utf-8"
        )


def in_table(folder: Path, name: str, header: str, old: str, new: str, at: int = 0) -> None:
    """Put a line in the place of another in a table of a definition file; `at` counts tables of the same header."""
    path = folder / name
    parts = path.read_text(encoding="utf-8").split(f"\n{header}\n")
    assert old in parts[at + 1].split("\n[")[0], f"{name}, {header} does not hold {old}"
    parts[at + 1] = parts[at + 1].replace(old, new, 1)
    path.write_text(f"\n{header}\n".join(parts), encoding="utf-8", newline="")


def count_calls(folder: Path) -> None:
    """Records of calls, counted by the district that a lookup says their beat lies in: six beats, of each as many calls as its number."""
    districts = ("North", "North", "North", "South", "South", "Harbour")
    beats = [f"Beat {number}" for number in range(1, 7)]
    (folder / "lookups").mkdir()
    (folder / "lookups" / "beats.csv").write_text(
        "beat,district\n" + "".join(f"{beat},{district}\n" for beat, district in zip(beats, districts, strict=True))
    )
    calls = [(day, beat) for day in ("2025-02-03", "2026-02-03") for at, beat in enumerate(beats, 1) for _ in range(at)]
    (folder / "cases").mkdir()
    extract = folder / "cases" / "2026-04-20_calls.csv"
    extract.write_text("id,on,beat\n" + "".join(f"{at},{day},{beat}\n" for at, (day, beat) in enumerate(calls, 1)))
    extract.with_suffix(".source.toml").write_text(
        'publisher = "Made up"\nlicence = "none"\nreceived = 2026-04-20\ncovers = [2021-04-01, 2026-03-31]\ngenerated = true\n'
    )
    (folder / "cases.toml").write_text(CALLS)
    text = (folder / "indicators.toml").read_text(encoding="utf-8")
    own = text.split('["2.1"]')[1].split("\n[")[0]
    for district in ("North", "South", "Harbour"):
        counted = f'counted = {{ table = "calls", rule = "rows", where = {{ district = ["{district}"] }} }}'
        text += f"\n[calls-{district.lower()}]{own.rstrip()}\n{counted}\n"
    (folder / "indicators.toml").write_text(text, encoding="utf-8")


def new_return(folder: Path, name: str, *lines: str) -> None:
    """Another return with these lines."""
    text = "\n".join(["indicator,category,period,basis,value,numerator,denominator,status,note", *lines]) + "\n"
    (folder / "returns" / name).write_text(text, encoding="utf-8")
