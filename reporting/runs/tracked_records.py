"""Tracked records: extracts of a report that a repository of git keeps, whichever one lies around them.

What git keeps once is in every copy of the repository for ever, and goes with it to whoever gets it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.faults import Fault, FaultsFound
from pipeline.received.received_files import case_files
from reporting.runs.run_failed import RunFailed

ACTION = (
    "Take it out (git rm --cached), and out of the history too (git filter-repo), and let .gitignore name cases/. Records that are made "
    "up say generated = true in their .source.toml, those that are published say open_data = true."
)


def tracked_records(folder: Path, told: Callable[[str], None]) -> list[Fault]:
    """A fault for each extract that a repository keeps, but for those whose record says that they are made up or published.

    Every repository around a file is asked, the outer ones too. `told` hears of one that could not be asked.
    """
    names = {Path(os.path.realpath(path)): path.relative_to(folder).as_posix() for path in case_files(folder)[0]}
    names = {real: name for real, name in names.items() if not _may_be_kept(folder / name, name)}
    repositories = {around for real in names for around in real.parents if (around / ".git").exists()}
    found: dict[str, Path] = {}
    for repository in sorted(repositories):
        inside = [real for real in names if real.is_relative_to(repository)]
        try:
            kept = _kept(repository, inside)
        except (OSError, subprocess.SubprocessError) as error:
            why = f"git ends with {error.returncode}" if isinstance(error, subprocess.CalledProcessError) else "git cannot be called"
            why = why if shutil.which("git") else "git is not installed"
            told(f"warning: not checked whether the repository {repository} keeps {len(inside)} files of records: {why}")
            continue
        found |= {names[real]: repository for real in inside if real in kept}
    return [Fault(f"records of people are kept by git, in {found[name]}", name, action=ACTION) for name in sorted(found)]


@contextmanager
def told_beside(faults: list[Fault]) -> Iterator[None]:
    """Raise RunFailed for these faults at the end, together with what else is at fault in what is done meanwhile."""
    try:
        yield
    except RunFailed as failed:
        if faults and failed.status == 1:
            raise RunFailed(f"{FaultsFound(faults)}\n{failed}", status=1, kept=failed.kept) from None
        raise
    if faults:
        raise RunFailed(f"{FaultsFound(faults)}\nNothing was published. Correct what is listed and run it again.", status=1)


def _may_be_kept(path: Path, name: str) -> bool:
    from pipeline.received.source_records import read_record  # slow to import, and most reports have no extracts

    record = read_record(path, name, None)[0]
    return record.generated or record.open_data


def _kept(repository: Path, files: list[Path]) -> set[Path]:
    """Which of the files the repository has in its index. Nothing that its settings name is run."""

    environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    asked = ["git", "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "ls-files", "--cached", "-z", "--", ":(top)"]
    answer = subprocess.run(asked, cwd=repository, env=environment, capture_output=True, check=True, timeout=60)
    kept = {repository / os.fsdecode(name) for name in answer.stdout.split(b"\0") if name}
    return kept.intersection(files)
