"""How long a cold run takes beside the same four notebooks by four `papermill` commands and one `nbconvert` command.

    python3 start.py python tests/benchmarks/cold_run.py [ROUNDS]

Both are measured in turn in one session, so that the ratio does not depend on the machine. The command
does more in its time: it also collects the ledger, checks the page and keeps the inputs.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ("1_ingest", "2_quality", "3_indicators", "4_report_scorecard")
REPORT, PERIOD = "borders", "2023-24-Q2"


def by_the_command(folder: Path) -> list[list[str]]:
    return [[sys.executable, "-m", "reporting", "run", REPORT, PERIOD, "--outputs", str(folder)]]


def by_separate_commands(folder: Path) -> list[list[str]]:
    commands = [
        [
            sys.executable, "-m", "papermill", str(PROJECT / "notebooks" / f"{name}.ipynb"), str(folder / f"{name}.ipynb"),
            "--no-progress-bar", "-r", "report_id", REPORT, "-r", "period", PERIOD, "-r", "tables_root", str(folder / "tables"),
        ]
        for name in NOTEBOOKS
    ]  # fmt: skip
    page = str(folder / f"{NOTEBOOKS[-1]}.ipynb")
    return [*commands, [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", page]]


def seconds(commands: list[list[str]]) -> float:
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    return time.perf_counter() - started


def main(rounds: int) -> None:
    taken: dict[str, list[float]] = {"command": [], "separate": []}
    for number in range(rounds + 1):
        for name, commands in (("command", by_the_command), ("separate", by_separate_commands)):
            with tempfile.TemporaryDirectory() as folder:
                took = seconds(commands(Path(folder)))
            if number:  # the first round only warms the disk
                taken[name].append(took)
                print(f"round {number}, {name}: {took:.1f} s", flush=True)
    command, separate = (statistics.median(taken[name]) for name in ("command", "separate"))
    print(f"report run {command:.1f} s, separate commands {separate:.1f} s, ratio {command / separate:.0%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
