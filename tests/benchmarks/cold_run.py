"""What a report costs beside the same four notebooks by four `papermill` commands and one `nbconvert` command.

    python3 start.py python tests/benchmarks/cold_run.py [ROUNDS]

A cold run, one with kernels that are started each for itself, one after a check, one after a sentence of the commentary was changed, and one of
what has not changed. All are measured in turn in one session, so that the ratios do not depend on the machine; seconds of the
processor depend on what else it does less than those of a clock. The command does more in its time: it also collects the ledger,
checks the page and keeps the inputs.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ("1_ingest", "2_quality", "3_indicators", "4_report_scorecard")
REPORT, PERIOD = "borders", "2023-24-Q2"
PLAIN = "plain commands"


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


def seconds(commands: list[list[str]], **variables: str) -> tuple[float, float]:
    """Of a clock, and of the processor."""
    started, before = time.perf_counter(), os.times()
    for command in commands:
        subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **variables})
    after = os.times()
    return time.perf_counter() - started, sum(after[2:4]) - sum(before[2:4])


def measured(folder: Path) -> dict[str, tuple[float, float]]:
    """One round, in a folder of its own."""
    data = folder / "data"
    shutil.copytree(PROJECT / "data/raw" / REPORT, data / REPORT)

    def report(word: str, outputs: str, **variables: str) -> tuple[float, float]:
        places = ["--data", str(data), "--outputs", str(folder / outputs)]
        return seconds([[sys.executable, "-m", "reporting", word, REPORT, PERIOD, *places]], **variables)

    (folder / "plain").mkdir()
    taken = {PLAIN: seconds(by_separate_commands(folder / "plain"))}
    taken["cold run"] = report("run", "first")
    taken["cold run, kernels started each for itself"] = report("run", "second", REPORT_COLD_KERNELS="1")
    report("check", "third")
    taken["run after a check"] = report("run", "third")
    with (data / REPORT / "commentary" / f"{PERIOD}.md").open("a", encoding="utf-8") as written:
        written.write("\nNothing else was written.\n")
    taken["run after a changed sentence"] = report("run", "first")
    taken["run of what has not changed"] = report("run", "first")
    return taken


def main(rounds: int) -> None:
    taken: dict[str, list[tuple[float, float]]] = {}
    for number in range(rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            for name, took in measured(Path(folder)).items():
                if number or not rounds:  # the first round only warms the disk
                    taken.setdefault(name, []).append(took)
    clock, processor = ({name: statistics.median(pair[at] for pair in pairs) for name, pairs in taken.items()} for at in (0, 1))
    print(f"{'':<45} {'clock':>7} {'ratio':>6} {'processor':>10} {'ratio':>6}")
    for name in taken:
        ratios = clock[name] / clock[PLAIN], processor[name] / processor[PLAIN]
        print(f"{name:<45} {clock[name]:>6.1f}s {ratios[0]:>6.2f} {processor[name]:>9.1f}s {ratios[1]:>6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
