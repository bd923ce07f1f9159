"""Prints how well the checker of commentary does on statements whose verdicts were worked out by hand.

    python tests/benchmarks/commentary_check.py [--all]

One row a file of `tests/benchmarks/commentary/`, and one for all files by writers who had not seen the code: how many statements, precision (of those accused, the part that is
truly wrong), recall (of those truly wrong, the part that was accused), how many causes were named rightly. Then what
that means for a report: how many of the wrong statements stop it, by an accusation or because a typed number of theirs
has no source, and of how many statements that are not wrong a source is asked. Then every false accusation and every
miss. The figures are worked out here from the repository's own data.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from conftest import calculate  # noqa: E402

from pipeline.claims.checker import Checker, overall  # noqa: E402
from pipeline.claims.verdicts import DISAGREES, UNCHECKED  # noqa: E402
from pipeline.commentary.statements import has_number  # noqa: E402
from pipeline.definitions.report_files import load_report  # noqa: E402
from pipeline.received.returns import read_returns  # noqa: E402

FOLDER = TESTS / "benchmarks" / "commentary"


@dataclass(frozen=True)
class Judged:
    """A statement of a file with its own verdict and cause, and those of the checker."""

    row: dict[str, str]
    verdict: str
    causes: tuple[str, ...]
    sourceless: bool

    @property
    def wrong(self) -> bool:
        return self.row["verdict"] == DISAGREES

    @property
    def accused(self) -> bool:
        return self.verdict == DISAGREES


@cache
def checker(report_id: str, period: str) -> Checker:
    """The checker of a report, with the figures that notebook 3 makes."""
    report = load_report(TESTS.parent / "data" / "raw", report_id, period)
    return Checker(report, calculate(report, read_returns(report.folder).observations))


def judge_file(path: Path) -> list[Judged]:
    """Every statement of a file, judged."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    judged = []
    for row in rows:
        verdicts = checker(row["report"], row["period"]).judge(row["text"], row["subject"])
        causes = tuple(one.cause for one in verdicts if one.verdict == DISAGREES)
        sourceless = any(one.verdict == UNCHECKED and one.number and has_number(one.text) for one in verdicts)
        judged.append(Judged(row, overall(verdicts), causes, sourceless))
    return judged


def score(judged: list[Judged]) -> dict[str, float]:
    """Precision and recall of the accusations; 1 where there was nothing to be right about."""
    accused, wrong = [one for one in judged if one.accused], [one for one in judged if one.wrong]
    right = [one for one in accused if one.wrong]
    named = [one for one in right if one.row["cause"] in one.causes]
    return {
        "statements": len(judged), "wrong": len(wrong), "accused": len(accused), "right": len(right),
        "precision": len(right) / len(accused) if accused else 1.0, "recall": len(right) / len(wrong) if wrong else 1.0,
        "causes": len(named), "stopped": sum(one.accused or one.sourceless for one in wrong),
        "asked": sum(one.sourceless and not one.accused and not one.wrong for one in judged),
    }  # fmt: skip


def files() -> list[Path]:
    """The files of statements."""
    return sorted(FOLDER.glob("*.csv"))


def main() -> None:
    """Print the table, the false accusations and the misses; with `--all` also every other difference of verdict."""
    print(
        f"{'file':<20}{'statements':>11}{'wrong':>7}{'accused':>9}{'precision':>11}{'recall':>8}   "
        f"{'causes named rightly':<23}{'wrong and stopped':<20}not wrong and asked for a source"
    )
    told = []
    for path in files():
        judged = judge_file(path)
        _row(path.name, judged)
        told += [(path.stem, one) for one in judged]
    _row("all blind files", [one for name, one in told if name.startswith("blind")])
    _list("False accusations", [(name, one) for name, one in told if one.accused and not one.wrong])
    _list("Misses", [(name, one) for name, one in told if one.wrong and not one.accused])
    if "--all" in sys.argv:
        _list(
            "Right statements that could not be checked, and others",
            [
                (name, one)
                for name, one in told
                if one.verdict != one.row["verdict"] and not one.accused and not one.wrong
            ],
        )
        print(
            Counter(
                (one.row["cause"], one.causes[0])
                for _, one in told
                if one.wrong and one.accused and one.row["cause"] not in one.causes
            )
        )


def _row(name: str, judged: list[Judged]) -> None:
    one = score(judged)
    causes, stopped = f"{one['causes']} of {one['right']}", f"{one['stopped']} of {one['wrong']}"
    print(
        f"{name:<20}{one['statements']:>11}{one['wrong']:>7}{one['accused']:>9}{one['precision']:>11.3f}"
        f"{one['recall']:>8.3f}   {causes:<23}{stopped:<20}{one['asked']} of {one['statements'] - one['wrong']}"
    )


def _list(title: str, found: list[tuple[str, Judged]]) -> None:
    print(f"\n{title}: {len(found) or 'none'}")
    for name, one in found:
        print(f"  {name} {one.row['id']} ({one.row['report']}, {one.row['subject']}): {one.row['text']}")
        causes = f" ({', '.join(one.causes)})" if one.causes else ""
        print(f"      judged {one.verdict}{causes}; is {one.row['verdict']}: {one.row['why']}")


if __name__ == "__main__":
    main()
