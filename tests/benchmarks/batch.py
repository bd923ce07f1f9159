"""How many reports a batch makes in the time in which the plain commands make one, and what a second worker brings.

    python3 start.py python tests/benchmarks/batch.py [REPORT-PERIODS]

The same made-up report for twenty quarters, twice over for more: by four `papermill` commands and one `nbconvert` command a
report-period (two of them are timed), by a batch of one worker, and by a batch of two. All in one session, so that the ratios do
not depend on the machine.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from cold_run import NOTEBOOKS, PROJECT, seconds

REPORT, FIRST, LAST = "fernmoor", "2021-22-Q1", "2025-26-Q4"
QUARTERS = 20


def plain(data: Path, folder: Path, period: str) -> list[list[str]]:
    """The commands that make one report-period without this project's own."""
    told = ["-r", "report_id", REPORT, "-r", "period", period, "-r", "data_root", str(data), "-r", "tables_root", str(folder / "tables")]
    made = [folder / f"{name}.ipynb" for name in NOTEBOOKS]
    commands = [
        [sys.executable, "-m", "papermill", str(PROJECT / "notebooks" / path.name), str(path), "--no-progress-bar", *told] for path in made
    ]
    return [*commands, [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", str(made[-1])]]


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        data = folder / "data"
        copies = [REPORT, *(f"{REPORT}-{copy}" for copy in range(2, -(-number // QUARTERS) + 1))]
        for name in copies:
            shutil.copytree(PROJECT / "tests" / "reports" / REPORT, data / name)
        each = []
        for at, period in enumerate((FIRST, "2023-24-Q2", LAST)):
            (made := folder / f"plain-{at}").mkdir()
            each.append(seconds(plain(data, made, period))[0])
        one = sum(each[1:]) / len(each[1:])  # the first only warms the disk
        print(f"plain commands: {one:.1f} s a report-period", flush=True)
        took = {}
        for workers in (1, 2):
            asked = ["batch", *copies, "--periods", f"{FIRST}..{LAST}", "--data", str(data), "--outputs", str(folder / f"out-{workers}")]
            took[workers] = seconds([[sys.executable, "-m", "reporting", *asked, "--workers", str(workers)]])[0]
            made = QUARTERS * len(copies)
            print(f"{workers} workers: {made} report-periods in {took[workers]:.0f} s, {one * made / took[workers]:.1f} times the plain commands'", flush=True)
        print(f"two workers make {took[1] / took[2]:.2f} times as many as one")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2 * QUARTERS)
