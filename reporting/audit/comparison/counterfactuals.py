"""Counterfactuals: what the figures of a report would be with these files, this code and these parameters.

A state is everything that figures are made from. It is put into an empty folder from the store and run by
`rerun_server.py`: notebooks 1 to 3, which make every figure; nothing of an earlier rerun is within reach.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.core.written_files import write_file
from reporting.audit import rerun_server
from reporting.audit.verification import SealedRun
from reporting.store.aside import aside
from reporting.store.run_store import put_back

SERVER = Path(rerun_server.__file__)
PAGE_NOTEBOOK = "4_"  # how the name of the notebook begins that is not rerun: what it draws and counts rests on the figures and checks


@dataclass(frozen=True)
class State:
    """What figures are made from.

    files    the files of the report's folder by name: the checksum of a stored one
    written  files that stand in no store, by name: their text; they take the place of stored ones
    code     the files of the project by name: checksums
    without  rows that are left out of a table of notebook 1: table → places (columns `PLACE_OF` says)
    """

    report: str
    period: str
    as_of: str
    files: Mapping[str, str]
    code: Mapping[str, str]
    written: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, frozenset] = field(default_factory=dict)

    @classmethod
    def of(cls, sealed: SealedRun) -> State:
        """What a finished run was made from."""
        made = sealed.identity
        return cls(made["report"], made["period"], made["as_of"], dict(made["inputs"]), dict(made["code"]))


PLACE_OF = {
    "observations": ("file", "sheet", "row", "cells"),
    "cases": ("file", "sheet", "row"),
    "actions": ("file", "sheet", "row"),
}


@dataclass(frozen=True)
class Rerun:
    """What a state gives: its figures by id, as the ledger records them but for `cell`, and the tables of its notebooks.

    Where a cell stopped it, there are none, and `stopped` says which and why. `data` is the report's folder as it was read.
    """

    figures: Mapping[str, dict]
    stopped: str
    tables: Path
    data: Path

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.tables / f"{name}.parquet")


class Reruns:
    """Reruns states, one after the other, each once. Use it as a context: its folder and its process end with it.

    Figures with the ids in `apart` are left out: older code makes them in a notebook that is rerun, newer code in the page's.
    """

    def __init__(self, stores: Iterable[Path]):
        self.stores, self.apart = tuple(stores), frozenset()
        self.made: dict[str, Rerun] = {}

    def __enter__(self) -> Reruns:
        self.aside = aside(self.stores[-1].parent)
        self.folder = self.aside.__enter__()
        self.server = self._start()
        return self

    def __exit__(self, *ended: object) -> None:
        self._end()
        self.aside.__exit__(None, None, None)

    def _start(self) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-I", str(SERVER)], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip

    def _end(self) -> None:
        self.server.stdin.close()
        self.server.stdout.close()
        self.server.wait()

    def rerun(self, state: State) -> Rerun:
        """The figures of a state. Raises RuntimeError where the process that reruns them has died."""
        key = json.dumps(asdict(state), sort_keys=True, default=sorted)
        if key not in self.made:
            self.made[key] = self._make(state)
        return self.made[key]

    def _make(self, state: State) -> Rerun:
        folder = self.folder / str(len(self.made) + 1)
        data = folder / "data" / state.report
        tables = folder / "tables"
        tables.mkdir(parents=True)
        self._put({name: sha256 for name, sha256 in state.files.items() if name not in state.written}, data)
        for name, text in state.written.items():
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            write_file(data / name, text)
        job = {
            "code": str(self._project(state.code)), "data": str(folder / "data"), "tables": str(tables),
            "parameters": {"report_id": state.report, "period": state.period, "as_of": state.as_of},
            "without": {table: {"by": PLACE_OF[table], "rows": sorted(map(list, places))} for table, places in state.without.items()},
            "answer": str(folder / "answer.json"),
        }  # fmt: skip
        try:
            self.server.stdin.write(json.dumps(job) + "\n")
            self.server.stdin.flush()
            self.server.stdout.readline()
            answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RuntimeError(f"the process that reruns the notebooks has died: {error}") from None
        stopped = answer["stopped"].replace(str(folder / "data"), "…").replace(str(folder), "…")
        return Rerun({one["id"]: one for one in answer["figures"] if one["id"] not in self.apart}, stopped, tables, data)

    def _project(self, code: Mapping[str, str]) -> Path:
        """The folder of a code, in which nothing is ever written but what Python compiles."""
        digest = hashlib.sha256(json.dumps(code, sort_keys=True).encode()).hexdigest()
        project = self.folder / f"code-{digest[:16]}"
        if not project.exists():
            self._put(code, project)
        return project

    def _put(self, names: Mapping[str, str], root: Path) -> None:
        for store in self.stores:
            here = {name: sha256 for name, sha256 in names.items() if (store / sha256[:2] / sha256).is_file()}
            put_back(store, here, root)
