"""Every check of an edition: formulas and displays, cells, rows, values, rows accounted for, and both pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from .base.findings import Findings, NotChecked, Wrong, same
from .base.numbers import as_printed
from .figures.areas import check_group
from .figures.days_of_parts import check_parts
from .figures.disclosure import check_disclosure
from .figures.formulas import Formulas
from .figures.leaves import Leaves, check_uses
from .figures.lights import check_light
from .figures.marks import check_marks
from .figures.printed_decimals import check_decimals
from .figures.rules_of_day import check_rule
from .files.edition import Edition
from .files.sealed import checks_of_itself
from .files.section_pages import take_whole
from .page.cells import check_cells
from .page.check import PageCheck, called_functions, check_page
from .page.labels import Labels
from .page.printed_labels import check_printed
from .records.case_rows import CaseRows

OLDER = "it was made before reasons and methods kept their parts; the check_edition.pyz that lies in it reads it"


def check_edition(edition: Edition) -> Findings:
    """Everything that is checked, with every fault at once."""
    findings = Findings()
    if edition.is_older:
        findings.unchecked["edition", OLDER] += 1
        return findings
    cells, leaves = edition.cells, _leaves(edition, findings)
    checks = _of_figures(edition, cells, leaves)
    traced = dict.fromkeys(edition.records, True)
    for name, record in edition.records.items():
        for kind, check in checks.items():
            traced[name] &= findings.check(kind, name, partial(check, record))
        for rows in record["rows"]:
            traced[name] &= findings.check("rows", name, partial(_check_rows, edition, rows))
    for printed in edition.labels:
        findings.check("printed label", printed["text"], partial(check_printed, edition, printed))
    _traced(edition, traced, findings)
    for place, (_, carried) in cells.items():
        for record in carried:
            if record["id"] not in edition.records:
                findings.fault("cell", place, f"made {record['id']}, which the ledger lacks")
    if leaves:
        check_uses(leaves, findings)
    for kind, place, check in checks_of_itself(edition):
        findings.check(kind, place, check)
    _pages(edition, cells, findings)
    return findings


def _leaves(edition: Edition, findings: Findings) -> Leaves | None:
    """What leaves are checked with; nothing where the definitions cannot be read, which is a finding then."""
    made: list[Leaves] = []

    findings.check("definitions", "", lambda: made.append(Leaves(edition, CaseRows(edition))))
    return made[0] if made else None


def _of_figures(
    edition: Edition, cells: Mapping[str, tuple[str, list[dict]]], leaves: Leaves | None
) -> dict[str, Callable[[Mapping], None]]:
    """What is checked of every figure, by kind. A check that is not asked of one says so itself."""
    formulas = Formulas(edition.records)
    made = {place: (source, {one["id"]: one for one in reversed(carried)}) for place, (source, carried) in cells.items()}
    return {
        "display": formulas.check_display,
        "exact value": formulas.check_exact,
        "cell": partial(_check_cell, made),
        "decimals": partial(check_decimals, edition),
        "wording": leaves.check_words if leaves else _unread,
        "marks": partial(check_marks, edition),
        "rule of its day": partial(check_rule, edition),
        "standing": leaves.check_standing if leaves else _unread,
        "formula": formulas.check,
        "days of the parts": partial(check_parts, edition.records),
        "value": leaves.check if leaves else _unread,
        "group of areas": partial(check_group, edition, formulas),
        "light": partial(check_light, edition, formulas),
        "disclosure": partial(check_disclosure, edition),
    }


def _unread(record: Mapping) -> None:
    raise NotChecked("the definitions cannot be read")


def _check_cell(cells: Mapping[str, tuple[str, Mapping[str, dict]]], record: Mapping) -> None:
    """The cell that a figure names is in the executed notebook, with that code, and carries the figure in its outputs."""
    place = f"{record['cell']['notebook']}#{record['cell']['id']}"
    if place not in cells:
        raise Wrong(f"there is no cell {place}")
    source, carried = cells[place]
    if hashlib.sha256(source.encode()).hexdigest() != record["cell"]["sha256"]:
        raise Wrong(f"the code of {place} has another checksum")
    own = carried.get(record["id"])
    if own is None:
        raise Wrong(f"the outputs of {place} do not carry it")
    differs = [name for name in {**own, **record} if name != "cell" and own.get(name) != record.get(name)]
    if differs:
        raise Wrong(f"the output of {place} has another {', '.join(differs)}")


def _check_rows(edition: Edition, rows: Mapping) -> None:
    """The rows that a figure cites are there, in an input of the run with this checksum, each once and with something in it."""
    name, digest = rows["file"], rows["sha256"]
    if edition.inputs.get(name) != digest:
        raise Wrong(f"{name} with checksum {digest[:12]}… is no input of the run")
    lines = edition.table(name, rows["sheet"])
    for number in rows["rows"]:
        if not 0 < number <= len(lines) or not any(cell.strip() for cell in lines[number - 1]):
            raise Wrong(f"there is nothing in row {number} of {name}")
    # What counts values names a row once for each value in it, and no column.
    if rows["column"] and len(set(rows["rows"])) < len(rows["rows"]):
        raise Wrong(f"a row of {name} is named twice")


def _traced(edition: Edition, traced: dict[str, bool], findings: Findings) -> None:
    """Count the figures that lead to rows through nothing but what was checked and is right."""
    known: dict[str, bool] = {}

    def leads(name: str, path: tuple[str, ...] = ()) -> bool:
        if name in path or name not in edition.records:
            return False
        if name not in known:
            operands = edition.records[name]["operands"].values()
            known[name] = traced[name] and all(leads(one, (*path, name)) for one in operands)
        return known[name]

    for name in edition.records:
        if leads(name):
            findings.checked["figure traced to its rows"] += 1
        else:
            findings.untraced.append(name)


def _pages(edition: Edition, cells: Mapping[str, tuple[str, list[dict]]], findings: Findings) -> None:
    """Both pages, each against the ledger and what is declared; and that the published ledger is this one without rows."""
    sources: dict[str, str | None] = {place: source for place, (source, _) in cells.items()}
    pages = [folder / "report.html" for folder in (edition.publication, edition.folder)]
    for name in called_functions([path.read_text(encoding="utf-8") for path in pages if path.is_file()]):

        def function(name: str = name) -> None:
            sources[name] = None  # where the store is not there
            source = edition.function(name)
            if source is None:
                raise Wrong("the stored code has no such function")
            sources[name] = source

        findings.check("called code", name, function)
    for name, folder in (("publication", edition.publication), ("restricted edition", edition.folder)):
        _page(f"page of the {name}", folder / "report.html", edition, sources, findings)
    findings.check("published ledger", "", lambda: _check_published(edition))


def _page(kind: str, path: Path, edition: Edition, sources: Mapping[str, str | None], findings: Findings) -> None:
    if not path.is_file():
        findings.unchecked[kind, "it is not there"] += 1
        return
    labels, pages = Labels(edition, rows=path.parent == edition.folder), []
    if not findings.check("pages of sections", kind, lambda: take_whole(path.parent, pages)):
        return
    found = read_page(edition, pages[0], sources, labels)
    for reason, number in labels.unchecked.items():
        findings.unchecked[kind, reason] += number
    findings.checked[kind] += found.passed
    for fault in found.faults:
        findings.fault(kind, "", fault)
    findings.check("places of the page", kind, lambda: _check_places(edition, path.parent, found))
    for claim, number in found.counts.items():
        findings.places[kind, claim] = number


def _check_places(edition: Edition, folder: Path, found: PageCheck) -> None:
    """The ledger beside a page counts its places by the kind of source that they claim."""
    ledger = edition.ledger if folder == edition.folder else edition.published
    same(ledger.get("places"), found.marked, "the ledger counts")


def read_page(edition: Edition, html: str, sources: Mapping[str, str], labels: Labels) -> PageCheck:
    """A page of the edition against its ledger, what is declared, the `sources` of cells and functions, and the notebook that made it.

    `labels` knows what is declared, and whether the page may print rows.
    """
    found = check_page(html, ledger=list(edition.printed.values()), labels=labels, cells=sources)
    made = [edition.notebooks[name] for name in edition.notebooks if name.startswith("4_report_")]
    told = [fault for notebook in made for fault in check_cells(html, notebook)]
    return PageCheck(found.counts, found.marked, [*found.faults, *told, *([] if made else ["No notebook made the page."])])


def _check_published(edition: Edition) -> None:
    figures = edition.ledger["figures"]
    bare = [{key: one[key] for key in one if key not in ("rows", "exact")} | {"value": as_printed(one)} for one in figures]
    own = {"places": edition.published.get("places"), "figures": bare}  # each counts the places of the page beside it
    told = {**edition.ledger, **own, "run": _published_run(edition)}
    if differs := [name for name in {**edition.published, **told} if edition.published.get(name) != told.get(name)]:
        raise Wrong(f"it differs from this one in more than rows and precision: {', '.join(differs)}")


def _published_run(edition: Edition) -> dict:
    """What the published ledger says of the run: of what is restricted a keyed digest alone, without names."""
    hidden = {name: digest for name, digest in edition.inputs.items() if edition.is_restricted(name)}
    public = {name: digest for name, digest in edition.inputs.items() if name not in hidden}
    keyed = edition.toml("report.toml").get("disclosure", {}).get("rule", "none") != "none"
    return {**edition.run, "inputs": public} | ({"restricted": edition.keyed(hidden)} if hidden else {}) | ({"keyed": True} if keyed else {})
