"""Prints how the room of commentary does on statements whose verdicts were worked out by hand.

    python tests/benchmarks/commentary_check.py [--all] [FILE.csv …]

One row a file of `tests/benchmarks/commentary/`, or of those that are named. Three scores say what it means for a writer:
of the statements that are wrong, the part that stops a report, because they are accused or because a number of theirs
needs a source; of those that are right, the part that is accused, and the part that is asked for a source although
nothing is wrong. Then: how many of those that no figure could confirm are accused, and how many wrong ones are accused
outright, with how many causes named rightly. With `--all` every statement that is scored against us is listed.
The figures are worked out here from the repository's own data.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from conftest import calculate, figure_cells  # noqa: E402

from pipeline.commentary.checker import Checker  # noqa: E402
from pipeline.commentary.claim import DISAGREES, Verdict  # noqa: E402
from pipeline.commentary.statements import needs_source  # noqa: E402
from pipeline.definitions.report_files import load_report  # noqa: E402
from pipeline.received.returns import read_returns  # noqa: E402

FOLDER = TESTS / "benchmarks" / "commentary"


@dataclass(frozen=True)
class Judged:
    """A statement of a file with its own verdict and cause, and those of the room."""

    row: dict[str, str]
    verdicts: tuple[Verdict, ...]

    @property
    def accused(self) -> bool:
        return any(one.verdict == DISAGREES for one in self.verdicts)

    @property
    def asked(self) -> bool:
        """Whether a number of it needs a source, and nothing worse is said of it."""
        asks = any(needs_source(one) for one in self.verdicts)
        return asks and not self.accused

    @property
    def cause(self) -> bool:
        """Whether its likely cause is among those that are named."""
        return self.row["cause"] in [one.cause for one in self.verdicts if one.verdict == DISAGREES]


@cache
def checker(report_id: str, period: str) -> Checker:
    """The checker of a report, with the figures that notebook 3 makes."""
    roots = TESTS.parent / "data" / "raw", TESTS / "reports"
    report = load_report(next(root for root in roots if (root / report_id).is_dir()), report_id, period)
    return Checker(report, calculate(report, read_returns(report.folder).observations, cells=figure_cells()))


def judge_file(path: Path, reports: tuple[str, ...] = ()) -> list[Judged]:
    """Every statement of a file, or those on these reports, judged."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not reports or row["report"] in reports]
    return [Judged(row, tuple(checker(row["report"], row["period"]).judge(row["text"], row["subject"]))) for row in rows]


def score(judged: list[Judged]) -> dict[str, float]:
    """The three scores as parts of one, and what they are parts of."""
    by = {verdict: [one for one in judged if one.row["verdict"] == verdict] for verdict in ("agrees", "does not agree", "cannot be checked")}
    right, wrong, open_ = by.values()
    accused = [one for one in wrong if one.accused]
    return {
        "statements": len(judged), "wrong": len(wrong), "right": len(right), "open": len(open_),
        "stopped": _part(wrong, [one for one in wrong if one.accused or one.asked]),
        "falsely accused": _part(right, [one for one in right if one.accused]),
        "asked": _part(right, [one for one in right if one.asked]),
        "open accused": sum(one.accused for one in open_), "accused": len(accused), "causes": sum(one.cause for one in accused),
    }  # fmt: skip


def _part(all_of_them: list[Judged], found: list[Judged]) -> float:
    return len(found) / len(all_of_them) if all_of_them else 0.0


def files() -> list[Path]:
    """The files of statements."""
    return sorted(FOLDER.glob("*.csv"))


def main() -> None:
    """Print the table; with `--all` also every wrong statement that passes, and every right one that does not."""
    named = [Path(one) for one in sys.argv[1:] if one != "--all"]
    told = {path.stem: judge_file(path) for path in named or files()}
    print(f"{'file':<16}{'wrong':>6}{'stopped':>9}   {'right':>5}{'accused':>9}{'asked':>8}   {'open':>4}{'accused':>9}   wrong ones accused outright, causes named rightly")
    for name, judged in told.items():
        _row(name, judged)
    if not named:
        _row("all blind files", [one for name, judged in told.items() if name.startswith("blind") for one in judged])
    if "--all" in sys.argv:
        every = [(name, one) for name, judged in told.items() for one in judged]
        _list("Wrong, and pass", [(name, one) for name, one in every if one.row["verdict"] == "does not agree" and not one.accused and not one.asked])
        _list("Not wrong, and accused", [(name, one) for name, one in every if one.row["verdict"] != "does not agree" and one.accused])
        _list("Right, and asked for a source", [(name, one) for name, one in every if one.row["verdict"] == "agrees" and one.asked])


def _row(name: str, judged: list[Judged]) -> None:
    one = score(judged)
    print(
        f"{name:<16}{one['wrong']:>6}{one['stopped']:>9.3f}   {one['right']:>5}{one['falsely accused']:>9.3f}{one['asked']:>8.3f}"
        f"   {one['open']:>4}{one['open accused']:>9}   {one['accused']}, {one['causes']}"
    )


def _list(title: str, found: list[tuple[str, Judged]]) -> None:
    print(f"\n{title}: {len(found) or 'none'}")
    for name, one in found:
        print(f"  {name} {one.row['id']} ({one.row['report']}, {one.row['subject']}): {one.row['text']}")
        said = "; ".join(f"{verdict.text}: {verdict.verdict} {verdict.cause}".strip() for verdict in one.verdicts)
        print(f"      {said}. It {one.row['verdict']}: {one.row['why']}")


if __name__ == "__main__":
    main()
