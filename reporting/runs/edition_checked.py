"""The check of a finished edition by the file that is shipped in it, in a Python of its own that knows nothing of ours."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.core.faults import told_alike
from reporting.editions.edition_file import NAME
from reporting.runs.run_failed import RunFailed

_PAGE, _LINE = re.compile(r"^page of the [a-z ]+: "), re.compile(r"\(line \d+, ")


class EditionRefused(Exception):
    """The edition does not hold together; `faults` names each place."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(told_alike(faults)))


def checked_edition(audit: Path, publication: Path, store: Path, program: Path | None = None) -> dict:
    """What the check found, for run.json: verdict, figures, those traced to rows, and places by kind.

    `program` checks it instead of the file in it, which somebody may have replaced.
    Raises EditionRefused naming every fault, RunFailed where the check itself does not come to its end. What it could not check (a file that the standard library cannot read) does
    not stop a run: the verdict then is inconclusive, and what was not checked is counted under its reason.
    """
    found = _findings(audit, publication, store, program or audit / NAME)
    faults = found.pop("faults")
    if faults:
        raise EditionRefused(_once(faults))
    return found


def _findings(audit: Path, publication: Path, store: Path, program: Path) -> dict:
    """What a checker finds, as it writes it down. Raises RunFailed where it does not come to its end."""
    with tempfile.TemporaryDirectory(prefix="edition-", dir=program.parent.parent) as folder:
        told = Path(folder) / "findings.json"
        places = ["--store", str(store), "--publication", str(publication), "--json", str(told)]
        # -I -S -B: no environment, no installed packages, no compiled files left in the edition.
        command = [sys.executable, "-I", "-S", "-B", str(program), str(audit), *places]
        ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
        if not told.exists():
            last = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise RunFailed(
                f"the check of the edition did not come to its end: {last}\nNothing was published.", status=3
            )
        return json.loads(told.read_text(encoding="utf-8"))


def _once(faults: Iterable[str]) -> list[str]:
    """Each fault once: what is wrong on both pages is told of the published one alone, whose lines are fewer."""
    told: dict[str, str] = {}
    for fault in faults:
        told.setdefault(_LINE.sub("", _PAGE.sub("", fault)), fault)
    return list(told.values())


def not_checked(found: Mapping) -> Iterator[str]:
    """What of an edition could not be checked, in a sentence each; none where everything was."""
    for what, number in found["not_checked"].items():
        kind, _, why = what.partition(": ")
        yield f"is not checked whole: {number} × {kind}: {why}"
