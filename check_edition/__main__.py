"""`python check_edition.pyz [FOLDER] [--store DIR] [--publication DIR] [--json FILE]`

Checks a restricted edition: the folder that is named, or the one in which this file lies; or a publication edition, as far
as that can be checked by itself. Exit status: 0 everything was checked and is right; 1 something is wrong; 2 called wrongly,
or no edition; 3 something could not be checked, as always of a publication edition.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .base.findings import Findings
from .checks import check_edition
from .files.edition import Edition, NotAnEdition
from .publication import Publication, check_publication, is_publication

TOLD = 20  # lines of one kind


def main(arguments: list[str] | None = None) -> int:
    """Check the edition and print every kind with its numbers, then every fault."""
    parser = argparse.ArgumentParser(prog="check_edition.pyz", description=__doc__.splitlines()[2])
    parser.add_argument("folder", nargs="?", type=Path, default=_beside())
    for name in ("store", "publication", "json"):
        parser.add_argument(f"--{name}", type=Path)
    asked = parser.parse_args(arguments)
    places = [None if place is None else place.resolve() for place in (asked.store, asked.publication)]
    folder = asked.folder.resolve()
    try:
        if is_publication(folder):
            edition: Edition | Publication = Publication(folder)
            findings = check_publication(edition)
        else:
            edition = Edition(folder, *places)
            findings = check_edition(edition)
    except NotAnEdition as error:
        print(f"no edition: {error}", file=sys.stderr)
        return 2
    print("\n".join(summary(edition, findings)))
    if asked.json:
        try:
            asked.json.write_text(json.dumps(facts(edition, findings), indent=1, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            print(f"{asked.json} could not be written: {error.strerror}", file=sys.stderr)
            return 3
    return findings.status


def facts(edition: Edition | Publication, findings: Findings) -> dict:
    """The counts and the verdict, as run.json holds them."""
    return {
        "verdict": {0: "pass", 1: "fail", 3: "inconclusive"}[findings.status],
        "figures": len(edition.records),
        "traced": findings.checked["figure traced to its rows"],
        "checked": dict(sorted(findings.checked.items())),
        "failed": dict(sorted(findings.failed.items())),
        "not_checked": {f"{kind}: {why}": number for (kind, why), number in sorted(findings.unchecked.items())},
        "places": {page: _of_page(findings, page) for page, _ in findings.places},
        "faults": findings.faults,
    }


def summary(edition: Edition | Publication, findings: Findings) -> list[str]:
    """The whole finding in lines."""
    kinds = sorted({*findings.checked, *findings.failed, *(kind for kind, _ in findings.unchecked)})
    lines = [
        f"Run {edition.run['id']}, {edition.run['report']} {edition.run['period']}: {len(edition.records)} figures"
    ]
    lines.append(f"{'':<28}{'checked':>9}{'failed':>9}{'not checked':>13}")
    for kind in kinds:
        missing = sum(number for (own, _), number in findings.unchecked.items() if own == kind)
        lines.append(f"{kind:<28}{findings.checked[kind]:>9}{findings.failed[kind]:>9}{missing:>13}")
    for page in dict.fromkeys(page for page, _ in findings.places):
        told = (f"{number} {kind}" for kind, number in _of_page(findings, page).items())
        lines.append(f"{page}, places with numbers: {', '.join(told)}")
    lines += [f"not checked: {number} × {kind}: {why}" for (kind, why), number in sorted(findings.unchecked.items())]
    lines += [f"not traced: {line}" for line in _bounded(findings.untraced, lambda name: "")]
    lines += [f"FAILED: {line}" for line in _bounded(findings.faults, lambda fault: fault.partition(":")[0])]
    return lines + [
        {0: "Everything was checked and is right.", 1: "Something is wrong.", 3: "Not everything could be checked."}[
            findings.status
        ]
    ]


def _bounded(lines: Iterable[str], kind_of: Callable[[str], str]) -> Iterator[str]:
    """The first TOLD lines of each kind, and how many more there are; `--json` has them all."""
    kinds: dict[str, list[str]] = {}
    for line in lines:
        kinds.setdefault(kind_of(line), []).append(line)
    for kind, alike in kinds.items():
        yield from alike[:TOLD]
        if len(alike) > TOLD:
            yield f"and {len(alike) - TOLD} more{f': {kind}' if kind else ''}"


def _of_page(findings: Findings, page: str) -> dict[str, int]:
    return {kind: number for (own, kind), number in findings.places.items() if own == page}


def _beside() -> Path:
    """The folder in which the shipped file lies."""
    return Path(sys.argv[0]).resolve().parent


if __name__ == "__main__":
    gc.disable()  # what is read is needed to the end: looking for what could be thrown away took a third of the time
    sys.exit(main())
