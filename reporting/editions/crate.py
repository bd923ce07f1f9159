"""The hand-over description: `ro-crate-metadata.json`, what the restricted edition holds and how a run made it.

A Process Run Crate (https://w3id.org/ro/wfrun/process/0.5): one action for the run and one for each notebook, with its
instrument, what it read and what it made. Its times are facts of the run, so it takes no part in the run's identity.
Inputs stand in the store, outside of the edition: they are named by their checksum (RFC 6920, `ni:`), and `contentUrl`
leads to them. No person is named. The file is a list of entities and nothing else, so the package rocrate is not needed for it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline import __version__
from pipeline.definitions.report import Report
from reporting.store.identity import Content, Identity

CRATE = "ro-crate-metadata.json"
PYTHON = "https://www.python.org/"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_CONTEXT = ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"]
_TYPES = {
    ".csv": "text/csv", ".css": "text/css", ".html": "text/html", ".ipynb": "application/x-ipynb+json", ".json": "application/json",
    ".md": "text/markdown", ".ods": "application/vnd.oasis.opendocument.spreadsheet", ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf", ".pyz": "application/zip", ".toml": "application/toml", ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_STORE = "../../../store"
_CONDITIONS = (
    "Restricted: not for publication",
    "Holds rows as they were received; each input stands under the licence of its own. The code stands under the MIT licence.",
)


@dataclass
class _Graph:
    """The entities of the crate by id."""

    entities: dict[str, dict] = field(default_factory=dict)

    def add(self, entity_id: str, kind: str | list[str], **properties: object) -> dict[str, str]:
        """Add an entity, leaving out what is empty, and return the reference to it."""
        known = {name: value for name, value in properties.items() if value}
        self.entities.setdefault(entity_id, {"@id": entity_id, "@type": kind, **known})
        return {"@id": entity_id}

    def named(self, kind: str, name: str, prefix: str) -> dict[str, str]:
        """The entity of this kind and name, made when it is first asked for."""
        mark = hashlib.sha256(name.encode()).hexdigest()[:8]
        return self.add(f"#{prefix}-{mark}", kind, name=name)


def crate(
    folder: Path,
    report: Report,
    identity: Identity,
    inputs: Iterable[Mapping],
    opened: Mapping[str, Sequence[Content]],
    times: Mapping[str, tuple[float, float]],
    whole: tuple[float, float],
) -> dict:
    """The description of the restricted edition in `folder`, which is otherwise complete but for run.json.

    `inputs` are the received files, as notebook 1 lists them; `opened` says what each notebook was seen to open, and `times` from when to
    when it ran, as `whole` does for the run, in seconds from 1970.
    """
    graph = _Graph()
    definition, code = report.definition, {content.name: content for content in identity.code}
    received = {row["file"]: row for row in inputs}
    read = {content: _stored(graph, content, received.get(content.name, {})) for content in identity.inputs}
    made = _made(graph, folder)
    tools = {name: _notebook(graph, name, identity.notebooks[name]) for name in times}
    lock = _stored(graph, code["requirements.lock"], {})
    team = graph.add(
        "#team", "Organization", name=f"{definition.team}, {definition.partnership}",
        description=f"For whom the report is made. {definition.notice or ''}".strip(),
    )  # fmt: skip
    parameters = [
        graph.add(f"#parameter-{name}", "PropertyValue", name=name, value=value)
        for name, value in (("report", identity.report), ("period", identity.period), ("as_of", identity.as_of))
    ]

    results: dict[str, list] = {"run": [], **{Path(name).stem: [] for name in times}}
    for name, file in made.items():
        results.get(Path(name).stem, results["run"]).append(file)

    def action(key: str, name: str, how: str, tool: dict, reads: Iterable[Content], when: tuple[float, float]) -> dict:
        return graph.add(
            f"#{key}", "CreateAction", name=name, description=how, instrument=tool, agent=team,
            object=[*(read[content] for content in reads), *parameters], result=results[key],
            startTime=_time(when[0]), endTime=_time(when[1]), actionStatus="http://schema.org/CompletedActionStatus",
        )  # fmt: skip

    asked = f"report run {identity.report} {identity.period} --as-of {identity.as_of}"
    actions = [
        action("run", f"Run {identity.run}", asked, _command(graph, identity, [*tools.values(), lock]), read, whole)
    ]
    how = "Run by papermill; what it opened was observed while it ran."
    for name, tool in tools.items():
        actions.append(action(Path(name).stem, f"Notebook {name}", how, tool, opened[name], times[name]))
    graph.add(
        "./", "Dataset", conformsTo=graph.add(PROFILE, "CreativeWork", name="Process Run Crate", version="0.5"),
        name=f"{definition.title}, {report.period.dates(definition.covers)}, {definition.partnership}: restricted edition",
        description=f"The page with the rows of every figure, its ledger and the executed notebooks. {definition.notice or ''}".strip(),
        identifier=identity.run, datePublished=_time(whole[1])[:10], author=team, publisher=team, mentions=actions,
        license=graph.add("#conditions", "CreativeWork", name=_CONDITIONS[0], description=_CONDITIONS[1]),
        hasPart=[{"@id": one} for one, entity in graph.entities.items() if "File" in entity["@type"]],
    )  # fmt: skip
    graph.add(CRATE, "CreativeWork", about={"@id": "./"}, conformsTo={"@id": "https://w3id.org/ro/crate/1.1"})
    return {"@context": _CONTEXT, "@graph": list(graph.entities.values())}


def _command(graph: _Graph, identity: Identity, parts: list[dict]) -> dict[str, str]:
    """The command that makes reports, as the tool of the run."""
    python = graph.add(PYTHON, "SoftwareApplication", name="Python", softwareVersion=identity.python, url=PYTHON)
    code = hashlib.sha256(json.dumps(identity.facts["code"], sort_keys=True).encode()).hexdigest()
    return graph.add(
        "#report", "SoftwareApplication", name="community-safety-reports, command report run",
        description="The notebooks, run in order by papermill; ledger.json lists the checksum of every file of the code.",
        softwareVersion=f"{__version__}, code {code[:16]}", softwareRequirements=python, hasPart=parts,
    )  # fmt: skip


def _stored(graph: _Graph, content: Content, received: Mapping) -> dict[str, str]:
    """A file of the store, by its checksum; two names of the same content are one entity."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(content.sha256)).decode().rstrip("=")
    publisher, licence = received.get("publisher"), received.get("licence")
    entity = graph.add(
        f"ni:///sha-256;{digest}", "File", name=content.name, sha256=content.sha256,
        contentUrl=f"{_STORE}/{content.sha256[:2]}/{content.sha256}", encodingFormat=_type(content.path),
        contentSize=str(content.path.stat().st_size),
        description=received and f"Received {received['received']}.",
        publisher=publisher and graph.named("Organization", publisher, "publisher"),
        license=licence and graph.named("CreativeWork", licence, "licence"),
    )  # fmt: skip
    known = graph.entities[entity["@id"]]
    if content.name not in (known["name"], *known.get("alternateName", [])):
        known.setdefault("alternateName", []).append(content.name)
    return entity


def _notebook(graph: _Graph, name: str, content: Content) -> dict[str, str]:
    """A notebook as the tool of its action: its code as it stands in the store."""
    tool = _stored(graph, content, {})
    graph.entities[tool["@id"]] |= {
        "@type": ["File", "SoftwareSourceCode"], "name": name, "version": content.sha256[:16],
        "programmingLanguage": {"@id": PYTHON},
    }  # fmt: skip
    return tool


def _made(graph: _Graph, folder: Path) -> dict[str, dict[str, str]]:
    """The files of the edition by name."""
    made = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        described = name.removesuffix("-metadata.json")
        made[name] = graph.add(
            name, "File", name=name, sha256=hashlib.sha256(content).hexdigest(), contentSize=str(len(content)),
            encodingFormat=_type(path), about={"@id": described} if described != name else None,
        )  # fmt: skip
    made["run.json"] = graph.add(
        "run.json", "File", name="run.json", encodingFormat=_TYPES[".json"],
        description="The facts of the run. Its checksum cannot stand here, as it holds the checksum of this file.",
    )  # fmt: skip
    return made


def _type(path: Path) -> str:
    return _TYPES.get(path.suffix, "application/octet-stream")


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
