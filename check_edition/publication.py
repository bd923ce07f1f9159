"""Every check of a publication edition by itself: what it prints agrees with itself, as far as printed numbers can tell.

Rows, definitions, code and executed notebooks are in the restricted edition alone. What rests on them is counted as not
checkable here, figure by figure; so this check passes nothing whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import partial
from html import unescape
from pathlib import Path

from .base.findings import Findings, NotChecked, Wrong, same
from .figures.disclosure import says_nothing
from .figures.within import NOT_HERE, Printed
from .files.edition import NotAnEdition
from .files.section_pages import take_whole
from .files.taken_away import SPREADSHEETS, checks_of_files
from .page.check import called_functions, check_page

SIGNATURES = "signatures"
# What bears the standing too once it is sent, and cannot be put back here as it was signed: how it is printed or compressed follows from the machine.
PAPER, PRINTED = "report.pdf", "printed with its standing: report verify prints the page again"
BEARS_STANDING = (PAPER, *SPREADSHEETS)
STANDING_ON_IT = "its standing stands on it: report verify holds all else of it against what was signed"
_STANDING = re.compile(r"<dt>Standing</dt><dd>.*?</dd>")


class Publication:
    """The folder of a publication edition: its ledger, its run.json and its page."""

    def __init__(self, folder: Path):
        self.folder = folder
        try:
            self.ledger, self.facts = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("ledger.json", "run.json"))
            self.run, self.records = self.ledger["run"], {one["id"]: one for one in self.ledger["figures"]}
            self.html = (folder / "report.html").read_text(encoding="utf-8")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotAnEdition(f"{folder}: {error}") from None
        if len(self.records) < len(self.ledger["figures"]):
            raise NotAnEdition(f"{folder}: the ledger names a figure twice")


def is_publication(folder: Path) -> bool:
    """Whether a folder is a publication edition: no figure of it has rows, and nothing was executed in it."""
    try:
        figures = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))["figures"]
        return not any(folder.glob("*.ipynb")) and not any("rows" in one for one in figures)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def check_publication(edition: Publication) -> Findings:
    """Everything that can be checked, with every fault at once; what cannot is counted by kind."""
    findings, printed = Findings(), Printed(edition.records)
    checks = {
        "printed precision": printed.check_precision, "display": printed.check_display, "withheld": _check_withheld,
        "formula": printed.check, "value": _check_value,
    }  # fmt: skip
    for name, record in edition.records.items():
        for kind, check in checks.items():
            findings.check(kind, name, partial(check, record))
    for kind, place, check in checks_of_files(edition.folder, edition.records, whole=True):
        findings.check(kind, place, check)
    findings.check("facts of the run", "", lambda: _check_facts(edition))
    findings.check("run id", "", lambda: _check_id(edition))
    for kind in ("rows", "cells", "labels and definitions", "page against its notebook", "code on the page"):
        findings.unchecked[kind, NOT_HERE] += 1
    for path in sorted(edition.folder.glob(f"{SIGNATURES}/*.json")):
        findings.check("sign-off", path.name, partial(_check_sign_off, edition, path))
    if (edition.folder / PAPER).is_file() and is_sent(edition):
        findings.unchecked["page on paper", PRINTED] += 1
    for name in SPREADSHEETS:
        if (edition.folder / name).is_file() and is_sent(edition):
            findings.unchecked["words of a spreadsheet", STANDING_ON_IT] += 1
    if "<dt>Standing</dt>" in edition.html and is_sent(edition):
        findings.check("standing on the page", "", lambda: _check_standing(edition))
    _check_page(edition, findings)
    return findings


def as_signed(html: str) -> str:
    """The page as it was signed: one that is sent bears its standing in the place of what was true when it was made."""
    return _STANDING.sub("<dt>Standing</dt><dd>Draft: not signed off</dd>", html, count=1)


def digests(edition: Publication) -> dict[str, str]:
    """The checksums of the edition's files, its page as it was signed. What is sent and bears the standing too has none."""
    contents = {path.name: path.read_bytes() for path in edition.folder.iterdir() if path.is_file()}
    contents["report.html"] = as_signed(edition.html).encode()
    found = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return found | {name: STANDING_ON_IT for name in BEARS_STANDING if name in found and is_sent(edition)}


def is_sent(edition: Publication) -> bool:
    """Whether the edition's page bears a standing that it was not made with."""
    return as_signed(edition.html) != edition.html


def _as_compared(edition: Publication, told: Mapping[str, str]) -> dict[str, str]:
    """The checksums that are told of the edition, without those of what bears a standing that it was not made with."""
    return {name: STANDING_ON_IT if name in BEARS_STANDING and is_sent(edition) else digest for name, digest in told.items()}


def _check_sign_off(edition: Publication, path: Path) -> None:
    """A sign-off is of this run and of these very files. Whether the signature beside it is that person's ssh-keygen tells, with their key."""
    told = json.loads(path.read_text(encoding="utf-8"))
    same((told["run"], told["role"]), (edition.run["id"], path.stem), "it is of the run, and as,")
    same(_as_compared(edition, told["publication"]), digests(edition), "it is of the files")
    for role, digest in told["after"].items():
        same(hashlib.sha256(path.with_name(f"{role}.json").read_bytes()).hexdigest(), digest, f"it rests on a sign-off of the {role}, which is")


def _check_standing(edition: Publication) -> None:
    """The page names those who signed, and says of whom there is no signature."""
    paths = sorted(edition.folder.glob(f"{SIGNATURES}/*.json"))
    people = {told["name"]: path.with_name(f"{path.name}.sig").is_file() for path in paths for told in [json.loads(path.read_text(encoding="utf-8"))]}
    element = _STANDING.search(edition.html)[0]
    if faults := check_page(f"<dl>{element}</dl>", ledger=[], labels=None, cells={}).faults:
        raise Wrong(faults[0])
    named = [unescape(one.rpartition(" by ")[2].partition(", <time")[0]) for one in element.split("; ")[1:]]
    same(sorted(named), sorted(people), "the standing names")
    same(element.count("attested, not signed with a key"), sum(not signed for signed in people.values()), "the standing counts as unsigned")


def _check_withheld(record: Mapping) -> None:
    if record["value"] is None and record["reason"].startswith("withheld: "):
        says_nothing(record)


def _check_value(record: Mapping) -> None:
    """What no formula makes stands in rows, in definitions, or in judgements that follow from them."""
    if not record["formula"]:
        raise NotChecked(NOT_HERE)


def _check_facts(edition: Publication) -> None:
    """run.json and the ledger tell of the same run, and of these very files."""
    run, facts = edition.run, edition.facts
    same(facts["run"], run["id"], "run.json names the run")
    same(facts["parameters"], {name: run[name] for name in ("report", "period", "as_of")}, "run.json has the parameters")
    same({one["file"]: one["sha256"] for one in facts["inputs"]}, run["inputs"], "run.json has the inputs")
    same((facts["code"], facts["restricted"]), (run["code"], run.get("restricted")), "run.json has code and restricted files")
    found = {name: digest for name, digest in digests(edition).items() if name != "run.json"}
    told = {name.removeprefix("publication/"): digest for name, digest in facts["outputs"].items()}
    same(_as_compared(edition, told), found, "run.json has the files")
    lights = {one["category"].replace("-", "_"): one["value"] for one in edition.records.values() if one["indicator"] == "traffic-lights"}
    same(facts["traffic_lights"], {name: lights.get(name) for name in facts["traffic_lights"]}, "run.json counts the lights")


def _check_id(edition: Publication) -> None:
    """The id is the digest of what the run was made from, where all of that may be told."""
    if edition.run.get("keyed") or "restricted" in edition.run:
        raise NotChecked(NOT_HERE)
    told = {name: held for name, held in edition.run.items() if name != "id"}
    same(edition.run["id"], hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16], "the run is called")


def _check_page(edition: Publication, findings: Findings) -> None:
    kind = "page of the publication"
    cells = {f"{one['cell']['notebook']}#{one['cell']['id']}": None for one in edition.records.values()}
    cells |= dict.fromkeys(called_functions([edition.html]))

    pages: list[str] = []
    if not findings.check("pages of sections", "", lambda: take_whole(edition.folder, pages)):
        return
    found = check_page(as_signed(pages[0]), ledger=list(edition.records.values()), labels=None, cells=cells)
    findings.checked[kind] += found.passed
    for fault in found.faults:
        findings.fault(kind, "", fault)
    for claim, number in found.counts.items():
        findings.places[kind, claim] = number

    def places() -> None:
        if edition.ledger["places"] != found.marked:
            raise Wrong("the ledger counts other places of the page than there are")

    findings.check("places of the page", kind, places)
