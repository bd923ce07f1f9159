"""Prints how many planted defects the check of a finished page finds, by kind.

    python tests/benchmarks/planted_defects.py outputs/restricted/<report>/<period>/<run>/report.html [SEED]

A defect counts as found where a fault names its line. The last column counts those that nothing but the executed notebook
gives away: the page contradicts itself nowhere, and only what the cells printed says otherwise.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from planted_kinds import kinds_of  # noqa: E402
from planted_page import FinishedPage, hunt, make_defects  # noqa: E402

EACH = 12


def main(page: Path, seed: int) -> int:
    """Print the table, then every defect that was missed; 1 where there is one."""
    finished = FinishedPage(page)
    told = hunt(finished, make_defects(finished.html, kinds_of(finished.ledger), each=EACH, seed=seed))
    planted, found, alone = Counter(), Counter(), Counter()
    for defect, sentences in told.items():
        planted[defect.kind] += 1
        found[defect.kind] += bool(sentences)
        alone[defect.kind] += bool(sentences) and all(
            one.startswith("The page is not what its notebook") for one in sentences
        )
    print(f"{'kind':<45}{'planted':>8}{'found':>8}{'only by the notebook':>22}")
    for kind in [*planted, "all"]:
        row = [sum(one.values()) if kind == "all" else one[kind] for one in (planted, found, alone)]
        print(f"{kind:<45}{row[0]:>8}{row[1]:>8}{row[2]:>22}")
    missed = [str(defect) for defect, sentences in told.items() if not sentences]
    print(f"\nNot found: {len(missed) or 'none'}", *missed, sep="\n  ")
    return 1 if missed else 0


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("page", type=Path, help="report.html of a run in the restricted edition")
    arguments.add_argument("seed", type=int, nargs="?", default=2026, help="which defects are planted")
    sys.exit(main(**vars(arguments.parse_args())))
