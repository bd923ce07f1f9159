"""A run's identity: what it was made from, and nothing about when, where or by whom.

Same content, same id. Times, hosts, paths and git state are facts of a run, not part of it.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.installation import CARRIED, EXPECTATIONS, LOCK, PACKAGES, name_of
from pipeline.files.authored_files import commentary_path, definition_files, lookup_files, own_notebooks
from pipeline.files.inputs import Input, read_input
from pipeline.files.report_folder import RECORDS, of_records
from pipeline.files.toml_files import read_toml
from pipeline.methods.disclosure.earlier import earlier_files
from pipeline.received.received_files import case_files, newest_received, return_files, tracker_files
from pipeline.received.source_records import source_record_path
from reporting.store.secret import keyed, run_id

OURS = ("pipeline", "reporting", "check_edition")
CODE_SUFFIXES = {".py", ".j2", ".css", ".json", ".toml"}


@dataclass(frozen=True)
class Content:
    """A file that a run is made from: its name in the report's folder or in a clone, where it is, and its checksum."""

    name: str
    path: Path
    sha256: str
    restricted: bool = False

    @classmethod
    def of(cls, path: Path, name: str, read: Callable[[Path], Input]) -> Content:
        """What stands at a path. Restricted are records of people, what is said of their file, and definitions that name one."""
        found = read(path)
        named = name.endswith(".toml") and RECORDS.encode() in found.data
        return cls(name, path, found.sha256, restricted=of_records(name) or named)


@dataclass(frozen=True)
class Identity:
    """What a run is made from. `run` is its id: the digest of everything else here but the secret.

    `protects`: small numbers are, by the report's rule; the id is then keyed with the secret.
    """

    report: str
    period: str
    as_of: str
    inputs: tuple[Content, ...]
    code: tuple[Content, ...]
    python: str
    platform: str
    secret: bytes = field(default=b"", repr=False)
    protects: bool = False

    @property
    def notebooks(self) -> dict[str, Content]:
        """Ours and the analyst's own, by the name of the file."""
        return {one.name.removeprefix("notebooks/"): one for one in (*self.inputs, *self.code) if one.name.startswith("notebooks/")}

    @property
    def facts(self) -> dict:
        """The identity as it is written into run.json and the ledger of the audit edition."""
        return {
            "report": self.report,
            "period": self.period,
            "as_of": self.as_of,
            "inputs": {content.name: content.sha256 for content in self.inputs},
            "code": {content.name: content.sha256 for content in self.code},
            "python": self.python,
            "platform": self.platform,
        }

    @property
    def run(self) -> str:
        return run_id(self.facts, self.secret if self.protects else None)

    @property
    def published(self) -> dict:
        """The identity as the publication edition holds it: what is restricted in one keyed digest, without its names."""
        hidden = {one.name: one.sha256 for one in self.inputs if one.restricted}
        inputs = {name: digest for name, digest in self.facts["inputs"].items() if name not in hidden}
        return {**self.facts, "inputs": inputs} | ({"restricted": keyed(self.secret, hidden)} if hidden else {}) | ({"keyed": True} if self.protects else {})


def identify(
    data_root: Path, report: str, period: str, as_of: str, notebooks: list[Path], secret: bytes = b"",
    read: Callable[[Path], Input] = read_input,
) -> Identity:  # fmt: skip
    """The identity of a run as its files are now. An empty `as_of` is the newest received date among returns and extracts.

    `secret` is that of the store in which the run is kept.

    With `read_anew` to `read` them, nothing is believed that is known of the files.
    """
    folder = data_root / report
    as_of = as_of or newest_received(folder)
    returns, _ = return_files(folder, as_of)
    cases, _ = case_files(folder, as_of)
    received = [*returns, *cases, *tracker_files(folder, as_of)]
    records = [source_record_path(path) for path in received]
    written = commentary_path(folder, period)
    inputs = [*definition_files(folder), *received, *lookup_files(folder), *earlier_files(folder), *own_notebooks(folder)]
    inputs += [path for path in (*records, written) if path.exists()]
    return Identity(
        report=report,
        period=period,
        as_of=as_of,
        inputs=tuple(Content.of(path, path.relative_to(folder).as_posix(), read) for path in sorted(inputs)),
        code=tuple(Content.of(path, name, read) for name, path in sorted(_code([one for one in notebooks if not one.is_relative_to(folder)]).items())),
        **this_platform(),
        secret=secret,
        protects=protects(folder / "report.toml"),
    )


def protects(report_toml: Path) -> bool:
    """Whether a report protects small numbers, by its report.toml; one that cannot be read will be refused, and protects nothing."""
    declared = read_toml(report_toml, "report.toml")[0].get("disclosure")
    return isinstance(declared, dict) and declared.get("rule") != "none"


def _code(notebooks: list[Path]) -> dict[str, Path]:
    """The files of the code by name. The lock is one of them, installed too: it says with which packages the code was tried."""
    files = [path for name in OURS for path in (PACKAGES / name).rglob("*") if path.suffix in CODE_SUFFIXES]
    files = [path for path in files if not path.is_relative_to(CARRIED)]
    return {name_of(path): path for path in (*files, *notebooks, *EXPECTATIONS.glob("*.json"), LOCK)}


def this_platform() -> dict[str, str]:
    """The Python and the platform that take part in a run's identity."""
    return {"python": platform.python_version(), "platform": f"{sys.platform}-{platform.machine().lower()}"}
