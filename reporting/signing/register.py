"""The register: every run, sign-off, publication and draft that was cleared away, a line each, in `restricted/register.jsonl`, which is only ever added to.

A line is there before what it tells of: nothing stands that the register does not know. What was stopped in between
leaves a line and nothing else.
"""

from __future__ import annotations

from pathlib import Path

from reporting.signing.sign_offs import digest_of
from reporting.store.chained_lines import Chain

REGISTER = "register.jsonl"
MADE, SIGNED, PUBLISHED, CLEARED = "made", "signed off", "published", "cleared away"


def register(restricted: Path) -> Chain:
    """The register of these outputs."""
    return Chain(restricted / REGISTER, ("what", "report", "period", "run"))


def add(restricted: Path, what: str, report: str, period: str, run: str, **told: str) -> None:
    """Add a line. Hold `alone(restricted)`."""
    register(restricted).add({"what": what, "report": report, "period": period, "run": run, **told})


def add_made(restricted: Path, published: Path, publication: Path, audit: Path) -> None:
    """Add the line of a run that is about to be put in place as `published`: the checksums of its two run.json, which hold all others."""
    seals = {name: digest_of((folder / "run.json").read_bytes()) for name, folder in (("publication", publication), ("audit", audit))}
    add(restricted, MADE, *published.parts[-3:], **seals)


def entries(restricted: Path, what: str = "", run: str = "") -> list[dict]:
    """The lines of a kind, or of a run, the oldest first; those that cannot be read are left out (`Chain.faults` names them)."""
    return [one for one in register(restricted).entries() if what in ("", one["what"]) and run in ("", one["run"])]
