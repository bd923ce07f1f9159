"""The observer: in a kernel, writes down which files under the data root its notebook opens, cell by cell.

Two witnesses. An audit hook sees what Python itself opens; a watch of the system (Linux) sees what pyarrow, DuckDB or
calamine open themselves. The runner reads the record and judges it. This module is imported in every kernel: nothing heavy.

The record has a line of JSON each for how it is observed (`how`), a file (`cell`, `path`, `sure`: it was this kernel), a file of our
own code that was imported or opened (`code`), a folder that appeared meanwhile (`appeared`), and why it is not known what was opened (`unknown`). Cells count from 1 in
the order of execution; 0 is the start of the kernel.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.installation import EXPECTATIONS, PACKAGES
from reporting.runs.kernels.file_watches import Fanotify, Inotify, NotOffered, Overflow

HOOK = "audit hook"
OURS = ("pipeline", "reporting", "check_edition")
CODE = tuple(f"{place}{os.sep}" for place in (*(PACKAGES / name for name in OURS), EXPECTATIONS))
# sqlite3 opens the file of its database itself.
_OPENS = {"open", "sqlite3.connect"}
_STARTS_A_PROCESS = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.exec"}


def observe(root: str, left_out: str, record: str) -> None:
    """Observe this kernel from now on. `left_out`, where the run itself writes, may lie under the data root."""
    observer = Observer(Path(root), Path(left_out), Path(record))
    events = get_ipython().events  # noqa: F821 (there in every kernel)
    events.register("pre_run_cell", observer.before)
    events.register("post_run_cell", observer.after)


class Observer:
    """What one kernel opens under `root`, written to `record` after every cell."""

    def __init__(self, root: Path, left_out: Path, record: Path):
        self._root, self._left_out, self._cell = root.resolve(), left_out.resolve(), 0
        if not self._left_out.is_relative_to(self._root):  # around the root it would leave out everything
            self._left_out = None
        self._file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._told: set[tuple] = set()
        self._by_hook: list[str] = []
        self._code: set[str] = set()
        self._starts_processes = False
        self._watch = None
        try:
            self._watch = _watch(_folders(self._root, self._left_out))
        except OSError as error:
            self._tell(unknown=f"the folders under {self._root} cannot be watched: {error}")
        self._tell(how=[HOOK, *([self._watch.name] if self._watch else [])])
        sys.addaudithook(self._hook)

    def before(self, info: object) -> None:
        """A cell is about to run; code that leaves no trace in the history is not a cell."""
        if info.store_history:
            self._write_down()
            self._cell += 1

    def after(self, result: object) -> None:
        """A cell has run."""
        if self._cell:
            self._write_down()

    def _hook(self, event: str, arguments: tuple) -> None:
        if event in _OPENS and isinstance(arguments[0], (str, bytes)):
            self._by_hook.append(os.path.abspath(os.fsdecode(arguments[0])))
        elif event in _STARTS_A_PROCESS:
            self._starts_processes = True

    def _write_down(self) -> None:
        try:
            by_hook, self._by_hook = self._by_hook, []
            for path in {*_modules(), *by_hook} - self._code:
                if path.startswith(CODE) and "__pycache__" not in path and os.path.isfile(path):
                    self._code.add(path)
                    self._tell(code=path)
            for path in dict.fromkeys(by_hook):
                real = os.path.realpath(path)
                if (self._concerns(path) or self._concerns(real)) and os.path.isfile(real):
                    self._tell(cell=self._cell, path=real, sure=True)
            for seen in self._watch.opened() if self._watch else ():
                if self._concerns(seen.path):
                    self._take(seen.path, seen.by, seen.new_folder)
        except Overflow:
            self._tell(unknown="more files were opened at once than the system keeps note of")
        except Exception as error:  # IPython would only print it, and the run would go on unobserved
            self._tell(unknown=f"{type(error).__name__}: {error}")

    def _take(self, path: Path, by: int | None, new_folder: bool) -> None:
        sure = by == os.getpid()
        if new_folder:
            for folder in _folders(path, self._left_out):
                self._watch.add(folder)
            self._tell(appeared=str(path))
        # A watch that knows processes accuses no other, unless it may be one that the notebook started. While a kernel
        # waits, the notebooks before it run: what they open is theirs.
        elif sure or (self._cell and (self._starts_processes or not self._watch.knows_who)):
            self._tell(cell=self._cell, path=str(path), sure=sure)

    def _concerns(self, path: str | Path) -> bool:
        left_out = self._left_out and Path(path).is_relative_to(self._left_out)
        return Path(path).is_relative_to(self._root) and not left_out

    def _tell(self, **what: object) -> None:
        line = json.dumps(what)
        if line not in self._told:
            self._told.add(line)
            os.write(self._file, line.encode() + b"\n")


def _modules() -> Iterator[str]:
    """The files of the modules of ours that are imported."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS and getattr(module, "__file__", None):
            yield module.__file__


def _watch(folders: Iterator[Path]) -> Fanotify | Inotify | None:
    """The best watch that there is, over these folders; None where the system offers none."""
    folders = list(folders)
    for kind in (Fanotify, Inotify):
        watch = None
        try:
            watch = kind()
            for folder in folders:
                watch.add(folder)
            return watch
        except NotOffered:
            if watch:
                watch.close()
    return None


def _folders(root: Path, left_out: Path | None) -> Iterator[Path]:
    """A folder and all in it, each once, also those that links lead to."""
    waiting, known = [root], set()
    while waiting:
        folder = waiting.pop().resolve()
        if folder in known or folder == left_out:
            continue
        known.add(folder)
        try:
            waiting += [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir()]
        except (PermissionError, FileNotFoundError, NotADirectoryError):
            continue  # nobody here can open what is in it, or it is gone
        yield folder
