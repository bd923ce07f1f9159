"""Verification: an old report made again from its stored inputs with its stored code, and compared figure by figure and file by file.

The rerun happens in an empty folder with the ordinary command; nothing tells the code that it is being verified,
and no earlier result is within its reach.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.core.written_files import write_durably
from reporting.audit.determined import COMPARED, differing, paper_not_compared
from reporting.audit.sent_paper import sent_paper
from reporting.folders.disposal import Disposal, Reduced, disposals
from reporting.runs.run_failed import ABSENT
from reporting.signing.attested import attested, swapped
from reporting.signing.standing import Standing
from reporting.store.aside import aside
from reporting.store.identity import protects, this_platform
from reporting.store.run_store import put_back, stored_path
from reporting.store.secret import NAME, run_id


@dataclass
class Verification:
    """What verifying a run found. `altered` and `differences` fail it; what `hinders` leaves it undecided.

    verdict  pass: made again, and everything agrees; fail; inconclusive: not everything could be checked
    """

    figures: int = 0
    altered: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    hinders: list[str] = field(default_factory=list)
    environment: list[str] = field(default_factory=list)
    standing: Standing = field(default_factory=Standing)

    @property
    def verdict(self) -> str:
        if self.altered or (self.differences and not self.environment):
            return "fail"
        return "inconclusive" if self.hinders or self.differences or not self.figures else "pass"


@dataclass(frozen=True)
class SealedRun:
    """A finished run: its two editions, and what run.json and the ledger of the audit edition say.

    `is_older`: it was made before run.json was another one in each edition.
    """

    published: Path
    audit: Path
    store: Path
    facts: Mapping
    ledger: Mapping

    @classmethod
    def open(cls, published: Path, audit: Path, store: Path) -> SealedRun:
        """Read a run. Raises ValueError for a run that is not whole enough to be read."""
        try:
            facts, ledger = (
                json.loads((folder / name).read_text(encoding="utf-8"))
                for folder, name in ((audit, "run.json"), (audit, "ledger.json"))
            )
            _ = facts["parameters"], facts["outputs"], facts["environment"]["packages"], ledger["run"], ledger["figures"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise ValueError(f"{published.name}: run.json or ledger.json cannot be read: {error}") from None
        return cls(published, audit, store, facts, ledger)

    @property
    def is_older(self) -> bool:
        return "newest_received" not in self.facts

    @property
    def disposals(self) -> list[Disposal]:
        """The recorded deletions of what this run was made from."""
        found = disposals(self.store.parent)
        return [one for one in found if any(run.run == self.published.name for run in one.runs)]

    @property
    def reduced(self) -> list[Reduced]:
        """What recorded deletions took from the restricted edition."""
        return [run for one in self.disposals for run in one.runs if run.run == self.published.name]

    @property
    def restricted(self) -> Path:
        return self.store.parent

    def text(self, name: str) -> str:
        """A stored input, or file of the code, as text; empty where the run was made from none of this name."""
        sha256 = self.identity["inputs"].get(name) or self.identity["code"].get(name)
        return stored_path(self.store, sha256).read_text(encoding="utf-8") if sha256 else ""

    @property
    def identity(self) -> Mapping:
        """What the run was made from, as the ledger says: everything that its id is the digest of."""
        return {name: value for name, value in self.ledger["run"].items() if name != "id"}


def verify(sealed: SealedRun, signers: Path) -> Verification:
    """Check that nothing of the run was altered, make it again, and compare. `signers`: the file of allowed signers."""
    found = Verification(environment=list(environment_now(sealed)))
    found.altered += alterations(sealed)
    gone, notes = ({name for run in sealed.reduced for name in run.removed}, {run.note for run in sealed.reduced})
    found.standing, altered, found.hinders = attested(sealed.restricted, sealed.published, signers, gone, notes)
    found.altered += altered
    for told, one in zip((found.altered, found.hinders), sent_paper(sealed.restricted, sealed.published), strict=True):
        told += one
    changed, lost = stored_faults(sealed)
    found.altered += changed
    found.hinders += lost
    found.hinders += [f"{one.file} was {one.in_words}" for one in sealed.disposals]
    if lost or changed or sealed.disposals:
        return found
    with aside(sealed.store.parent) as folder:
        again = _made_again(sealed, folder, found)
        if again:
            found.figures = len(sealed.ledger["figures"])
            found.differences += differing(sealed, again)
            found.hinders += filter(None, [paper_not_compared(sealed, again)])
    return found


def alterations(sealed: SealedRun) -> list[str]:
    """What of a run was altered, as far as its own files and the register tell without making it again."""
    altered = [*_altered_outputs(sealed), *_altered_facts(sealed), *_altered_notebooks(sealed)]
    return [*altered, *swapped(sealed.restricted, sealed.published)]


def _altered_outputs(sealed: SealedRun) -> Iterator[str]:
    """Files of either edition that are not, or no longer, what was sealed."""
    expected = {}
    for name, digest in sealed.facts["outputs"].items():
        edition, _, inner = name.partition("/")
        expected[(sealed.published if edition == "publication" else sealed.audit) / inner] = digest
    removed = {sealed.audit / name for run in sealed.reduced for name in run.removed}
    notes = {run.note for run in sealed.reduced}
    for path, digest in expected.items():
        if not path.is_file():
            if path not in removed:
                yield f"{_shown(path)} is gone"
        elif path == sealed.audit / "report.html" and _digest(path) in notes:
            continue  # the note in its place
        elif _digest(path) != digest:
            yield f"{_shown(path)} is not what was sealed"
    for folder in (sealed.published, sealed.audit):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path not in expected and path.name != "run.json":
                yield f"{_shown(path)} does not belong to the run"


def _altered_facts(sealed: SealedRun) -> Iterator[str]:
    """Facts of the run that contradict each other: its id is the digest of what it was made from."""
    from reporting.runs.run_facts import published_facts  # slow to import, and a trace needs none of it

    identity, facts, run = sealed.identity, sealed.facts, sealed.published.name
    secret = (sealed.store / NAME).read_bytes().strip() if (sealed.store / NAME).is_file() else None
    keyed = not sealed.is_older and protects(stored_path(sealed.store, identity["inputs"].get("report.toml", "none")))
    if secret is None and not sealed.is_older:
        yield "restricted/store/secret is gone, with which the run's id and the digests in the publication edition were keyed"
    elif run_id(identity, secret if keyed else None) != run:
        yield f"ledger.json: what the run was made from does not give its id {run}"
    if facts["run"] != run or sealed.ledger["run"]["id"] != run:
        yield f"run.json or ledger.json names another run than its folder {run}"
    for name, value in facts["parameters"].items():
        if identity.get(name) != value:
            yield f"run.json: the parameter {name} is {value}, the run was made with {identity.get(name)}"
    for what, said in (("inputs", {one["file"]: one["sha256"] for one in facts["inputs"]}), ("code", facts["code"])):
        for name in sorted(said.keys() | identity[what].keys()):
            if said.get(name) != identity[what].get(name):
                yield f"run.json: {name} is not the {what} that the run was made from"
    try:
        wanted = facts if sealed.is_older else published_facts(facts, secret or b"")
    except (KeyError, TypeError, AttributeError) as error:
        yield f"run.json of the audit edition is not what was sealed: {error}"
        return
    told = _json(sealed.published / "run.json")
    for name in sorted({*told, *wanted}):
        if told.get(name) != wanted.get(name):
            yield f"run.json: the two editions differ in {name}"


def _altered_notebooks(sealed: SealedRun) -> Iterator[str]:
    """Cells of the executed notebooks whose code is not the stored code, and figures that their outputs do not carry."""
    import nbformat  # takes seconds, and only this needs it

    carried = {}
    for name, digest in {**sealed.identity["code"], **sealed.identity["inputs"]}.items():
        path, stored = sealed.audit / Path(name).name, stored_path(sealed.store, digest)
        if not name.endswith(".ipynb") or not path.is_file() or not stored.is_file():
            continue
        try:
            executed, code = (nbformat.read(one, as_version=4) for one in (path, stored))
        except (ValueError, nbformat.ValidationError):
            yield f"{path.name} is not a notebook any more"
            continue
        sources = {cell["id"]: cell["source"] for cell in code.cells}
        for cell in executed.cells:
            if cell["id"] in sources and cell["source"] != sources[cell["id"]]:
                yield f"{path.name}, cell {cell['id']}: not the code that the run was made with"
            for output in cell.get("outputs", []):
                for bundle in output.get("data", {}).values():
                    if isinstance(bundle, Mapping) and "figures" in bundle:
                        carried |= {record["id"]: record for record in bundle["figures"]}
    if not carried:
        return
    for record in sealed.ledger["figures"]:
        own = carried.get(record["id"])
        if own is None or any(own.get(name) != record.get(name) for name in COMPARED if name != "cell"):
            yield f"{record['id']}: the ledger differs from the output of cell {record['cell']['id']}"


def stored_faults(sealed: SealedRun) -> tuple[list[str], list[str]]:
    """Stored inputs and code that were altered, and those that are not there any more."""
    changed, lost = [], []
    recorded = {(one.file, one.sha256) for one in sealed.disposals}
    for name, digest in {**sealed.identity["inputs"], **sealed.identity["code"]}.items():
        path = stored_path(sealed.store, digest)
        if not path.is_file():
            if (name, digest) not in recorded:
                lost.append(f"{name} is no longer in the store, so the report cannot be made again")
        elif _digest(path) != digest:
            changed.append(f"the stored copy of {name} was altered")
    return changed, lost


def environment_now(sealed: SealedRun) -> Iterator[str]:
    """What differs between the environment of the run and this one."""
    here = this_platform()
    for name in ("python", "platform"):
        if sealed.identity[name] != here[name]:
            yield f"{name}: {sealed.identity[name]} then, {here[name]} now"
    for package, then in sealed.facts["environment"]["packages"].items():
        try:
            now = version(package)
        except PackageNotFoundError:
            now = ABSENT
        if now != then:
            yield f"{package}: {then} then, {now} now"


def _made_again(sealed: SealedRun, folder: Path, found: Verification) -> SealedRun | None:
    """The same report, made in an empty folder from the stored files; None where it cannot be made."""
    identity = sealed.identity
    project, data = folder / "project", folder / "data"
    put_back(sealed.store, identity["code"], project)
    put_back(sealed.store, identity["inputs"], data / identity["report"])
    # Runs of before the packages were parted have their command in `pipeline`.
    package = "reporting" if (project / "reporting").is_dir() else "pipeline"
    command = [sys.executable, "-m", package, "run", identity["report"], identity["period"]]
    command += ["--as-of", identity["as_of"], "--data", str(data), "--outputs", str(folder / "outputs")]
    if (sealed.store / NAME).is_file():  # with it the same content gets the same id
        write_durably(folder / "outputs" / "restricted" / "store" / NAME, (sealed.store / NAME).read_bytes())
    environment = {**os.environ, "PYTHONPATH": str(project)}
    ended = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8")
    if ended.returncode:
        told = ended.stderr.strip().replace(str(folder), "…")
        (found.hinders if found.environment else found.differences).append(f"it could not be made again: {told}")
        return None
    page = Path(ended.stdout.strip().splitlines()[-1])
    audit = folder / "outputs" / "restricted" / page.parent.relative_to(folder / "outputs")
    return SealedRun.open(page.parent, audit, folder / "outputs" / "restricted" / "store")


def _json(path: Path) -> Mapping:
    """What a file holds as JSON; nothing where it cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _shown(path: Path) -> str:
    """A file of a run as people find it: `restricted/<report>/<period>/<run>/ledger.json`."""
    parts = path.parts
    at = max((number for number, part in enumerate(parts) if part == "restricted"), default=len(parts) - 5)
    return "/".join(parts[at if at > len(parts) - 7 else len(parts) - 4 :])
