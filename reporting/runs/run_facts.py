"""Run facts: what `run.json` says of a run. Times, durations, host, paths and git state stand here and nowhere else."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import re
import subprocess
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import __version__
from pipeline.commentary.statements import statement_counts
from pipeline.core.installation import INSTALLED, LOCK, PACKAGES
from reporting.runs.observed_reads import Reads
from reporting.runs.run_failed import ABSENT
from reporting.store.catalogue import newest_received
from reporting.store.identity import Identity
from reporting.store.secret import keyed

if TYPE_CHECKING:
    from reporting.runs.publication import Published

# What a report is made with; those of the extras make what people take away, where they are installed.
_PACKAGES = (
    "great-expectations", "matplotlib", "nbconvert", "pandas", "papermill", "pyarrow", "seaborn", "gptables", "xlsxwriter", "odfpy",
    "weasyprint",
)  # fmt: skip


def run_facts(
    identity: Identity,
    page: Published,
    checked: dict,
    times: Mapping[str, tuple[float, float]],
    reads: Reads,
    started: float,
    aside: Path,
    taken: Collection[str] = (),
) -> dict:
    """run.json: what the run was made from, what it says, and the facts that take no part in its identity.

    `checked` is what the check of the edition found (edition_checked.checked_edition); notebooks `taken` ran before (kept_steps).
    """
    tables = aside / "tables"
    rows = dict(pd.read_parquet(tables / "inputs.parquet")[["file", "rows"]].itertuples(index=False))
    verdicts = pd.read_parquet(tables / "all_verdicts.parquet")
    digests = identity.facts
    return {
        "run": identity.run,
        "parameters": {"report": identity.report, "period": identity.period, "as_of": identity.as_of},
        "inputs": [
            {
                "file": content.name,
                "sha256": content.sha256,
                "rows": int(rows[content.name]) if content.name in rows else None,
                "restricted": content.restricted,
            }
            for content in identity.inputs
        ],
        "newest_received": newest_received(content.name for content in identity.inputs),
        "reads": reads.facts(identity),
        "code": digests["code"],
        "steps": [
            {
                "notebook": name,
                "sha256": identity.notebooks[name].sha256,
                "seconds": round(ended - began, 3),
                "cached": name in taken,
            }
            for name, (began, ended) in times.items()
        ],
        "traffic_lights": page.traffic_lights,
        "quality": verdicts[["suite", "expectation", "severity", "verdict", "failed", "waived"]].to_dict("records"),
        "commentary": statement_counts(pd.read_parquet(tables / "statements.parquet")),
        "page_check": checked["places"]["page of the publication"],
        "edition_check": {name: found for name, found in checked.items() if name != "places"},
        "environment": {
            "version": __version__,
            "python": identity.python,
            "platform": identity.platform,
            "system": platform.platform(),
            "host": platform.node(),
            "packages": {name: _version(name) for name in _PACKAGES},
            "unlike_lock": unlike_lock(),
        },
        "git": _git(),
        "made": {
            "from": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
            "seconds": round(time.time() - started, 3),
        },
        "outputs": {
            path.relative_to(aside).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for edition in ("publication", "audit")
            for path in sorted((aside / edition).rglob("*"))
            if path.is_file()
        },
    }


def published_facts(facts: Mapping, secret: bytes) -> dict:
    """run.json of the publication edition, from that of the audit edition.

    Without names, rows and plain digests of what is restricted, and without what tells of the machine, the packages and
    how long anything took: how many rows fail a check, how many seconds a step takes, both grow with the records.
    """
    inputs = {one["file"]: one for one in facts["inputs"]}
    hidden = {name: one["sha256"] for name, one in inputs.items() if one["restricted"]}
    sealed = {name: digest for name, digest in facts["outputs"].items() if name.startswith("audit/")}
    quality = ("suite", "expectation", "severity", "verdict", "waived")
    return {
        **{name: held for name, held in facts.items() if name not in ("reads", "inputs")},
        "inputs": [{name: one[name] for name in ("file", "sha256", "rows")} for one in inputs.values() if not one["restricted"]],
        "restricted": keyed(secret, hidden) if hidden else None,
        "steps": [{name: one[name] for name in ("notebook", "sha256")} for one in facts["steps"]],
        "quality": [{name: one[name] for name in quality} for one in facts["quality"]],
        "edition_check": {name: facts["edition_check"][name] for name in ("verdict", "figures", "traced")},
        "environment": {name: facts["environment"][name] for name in ("version", "python", "platform")},
        "made": {name: facts["made"][name] for name in ("from", "number")},
        **({"paper": {"made": facts["paper"]["made"]}} if "paper" in facts else {}),  # older runs have none
        "outputs": {name: digest for name, digest in facts["outputs"].items() if name not in sealed},
        "audit": keyed(secret, sealed),
    }


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ABSENT


def unlike_lock() -> dict[str, dict[str, object]]:
    """Packages that are installed in another version than the lock has, with both: none where start.py installed them.

    The lock is part of a run's identity, and pip may put other versions beside an installed wheel.
    """
    pinned: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE):
        pinned.setdefault(name, []).append(version)  # several where they differ between versions of Python
    installed = _installed()
    return {
        name: {"installed": installed[name], "locked": versions}
        for name, versions in pinned.items()
        if name in installed and installed[name] not in versions
    }


def _installed() -> dict[str, str]:
    """The version of every package that is there, by its name: of what each says of itself, the head alone."""
    texts = (one.read_text("METADATA") or one.read_text("PKG-INFO") or "" for one in importlib.metadata.distributions())
    heads = [HeaderParser().parsestr(text.partition("\n\n")[0]) for text in texts]
    return {re.sub(r"[-_.]+", "-", one["Name"]).lower(): one["Version"] for one in heads if one["Name"]}


def _git() -> dict | None:
    """The commit of the code and whether anything differs from it; nothing where there is no repository of it."""
    if INSTALLED:  # a repository around it is somebody else's
        return None

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", "--no-optional-locks", "-C", str(PACKAGES), *words], capture_output=True, text=True, check=True
        ).stdout.strip()  # without those locks it writes nothing into the repository

    try:
        return {"commit": git("rev-parse", "HEAD"), "dirty": bool(git("status", "--porcelain"))}
    except (OSError, subprocess.CalledProcessError):
        return None
