"""What an edition says of itself, held against what it holds: its run's id, run.json, the checker that lies in it, the table of figures, the pages of rows and of its notebooks."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import unescape
from os.path import commonprefix

from ..base.findings import NotAsked, Wrong, same
from .edition import Edition
from .row_pages import row_pages
from .taken_away import check_table, checks_of_files

CHECKER = "check_edition.pyz"
TABLE = "ledger.csv"
_SECTION = re.compile(r'<section id="cell-id=([^"]*)">')


def checks_of_itself(edition: Edition) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """Every check of what an edition says of itself: its kind, its place, and the check."""
    yield "run's id", "", partial(check_id, edition)
    yield "facts of the run", "", partial(check_facts, edition)
    yield "checker in the edition", "", partial(check_checker, edition)
    yield "table of figures", TABLE, lambda: check_table(edition.csv(TABLE), edition.printed)
    if edition.publication.is_dir():
        published = {one["id"]: one for one in edition.published["figures"]}
        yield from checks_of_files(edition.publication, published, whole=False)
    yield from row_pages(edition).checks()
    for name in edition.notebooks:
        yield "page of a notebook", name, partial(check_notebook_page, edition, name)


def check_id(edition: Edition) -> None:
    """The id is the digest of what the run was made from; keyed, where the report protects small numbers."""
    facts = {name: held for name, held in edition.run.items() if name != "id"}
    rule = edition.toml("report.toml").get("disclosure", {}).get("rule", "none")
    plain = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    if edition.run["id"] == plain[:16]:
        return
    found = plain if rule == "none" else edition.keyed(facts).partition(":")[2]
    same(edition.run["id"], found[:16], "what the run was made from gives another id: it is called")


def check_facts(edition: Edition) -> None:
    """run.json says of the run what the ledger does, the verdicts of the checks, and the checksums of the files beside it."""
    path = edition.folder / "run.json"
    if not path.is_file():
        raise NotAsked  # it is written last, and this is asked before
    facts, run = json.loads(path.read_text(encoding="utf-8")), edition.run
    same(facts["run"], run["id"], "run.json names the run")
    same(facts["parameters"], {name: run[name] for name in ("report", "period", "as_of")}, "run.json has the parameters")
    same({one["file"]: one["sha256"] for one in facts["inputs"]}, edition.inputs, "run.json has the inputs")
    same(facts["code"], edition.code, "run.json has the code")
    lights = {one["category"].replace("-", "_"): one["value"] for one in edition.printed.values() if one["indicator"] == "traffic-lights"}
    same(facts["traffic_lights"], lights, "run.json counts the lights")
    names = ("suite", "expectation", "severity", "verdict", "failed", "waived")
    told = [{name: str(one[name]) for name in names} for one in facts["quality"]]
    same(told, [{name: row[name] for name in names} for row in edition.csv("verdicts.csv")], "run.json has the verdicts")
    same(facts["edition_check"]["figures"], len(edition.records), "run.json counts the figures checked")
    for name, digest in facts["outputs"].items():
        part, _, inner = name.partition("/")
        file = (edition.publication if part == "publication" else edition.folder) / inner
        if part != "publication" or edition.publication.is_dir():
            found = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "nothing"
            same(found[:12], digest[:12], f"{name} has the checksum")


def check_checker(edition: Edition) -> None:
    """The checker that lies in the edition is the stored code's, file by file."""
    path = edition.folder / CHECKER
    if not path.is_file():
        raise Wrong("it is not there")
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        held = {one: hashlib.sha256(archive.read(one)).hexdigest() for one in archive.namelist() if one != "__main__.py"}
        begins = archive.read("__main__.py").decode().split()
    code = {name: digest for name, digest in edition.code.items() if name.startswith("check_edition/") and name.endswith(".py")}
    if not code:
        raise NotAsked  # it was made when the checker had another name
    differs = sorted(name for name in {**held, **code} if held.get(name) != code.get(name))
    if differs:
        raise Wrong(f"it is not that of the stored code: {', '.join(differs[:5])}")
    if begins != "import sys from check_edition.__main__ import main sys.exit(main())".split():
        raise Wrong("it does something else before it checks")


def check_notebook_page(edition: Edition, name: str) -> None:
    """The page of an executed notebook shows its cells, their code and what they put out, and nothing else."""
    path = edition.folder / name.replace(".ipynb", ".html")
    if not path.is_file():
        raise Wrong(f"{path.name} is not there")
    _, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    cells = edition.notebooks[name]["cells"]
    same(list(map(unescape, parts[::2])), [cell["id"] for cell in cells], f"{path.name} shows the cells")
    for cell, shown in zip(cells, parts[1::2], strict=True):
        body, end, _ = shown.rpartition("</section>")
        if cell["cell_type"] == "markdown":
            found, wanted = _letters(_seen(body)), _letters(re.sub(r"\]\([^)]*\)", "", _text(cell["source"])))
        else:
            raw = [_text(output["data"]["text/html"]) for output in cell.get("outputs", []) if "text/html" in output.get("data", {})]
            if not all(one in body for one in raw):
                raise Wrong(f"{path.name}, cell {cell['id']}: it does not show what the cell put out")
            found, wanted = "".join(_seen(body).split()), "".join("".join(_told(cell)).split())
        if found != wanted or not end:
            at = len(commonprefix([found, wanted]))
            raise Wrong(f'{path.name}, cell {cell["id"]}: found "{found[max(0, at - 20) : at + 20]}", expected "{wanted[max(0, at - 20) : at + 20]}"')


def _told(cell: Mapping) -> Iterator[str]:
    """What is seen of a cell of code: its id, its code, and each of its outputs."""
    yield cell["id"]
    yield _text(cell["source"])
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if output["output_type"] == "stream":
            yield _text(output["text"])
        elif output["output_type"] == "error":
            yield f"{output['ename']}: {output['evalue']}"
        elif "text/html" in data:
            yield _seen(_text(data["text/html"]))
        elif "text/plain" in data:
            yield _text(data["text/plain"])


def _seen(html: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", html))


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())


def _text(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
