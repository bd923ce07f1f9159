"""How long reports take, beside other ways to make the same, and how that grows; ratios within one run, and the machine described.

    python3 start.py python tests/benchmarks/speed.py [one] [editions] [same] [periods] [batch] [indicators] [check] [--rounds N] [--numbers N…] [--years N]

one         `borders` by four `papermill` commands and `nbconvert`, the same in one process, by Quarto where its package installs,
            and by `report run`: cold, after a check, after a changed sentence (and the check alone, as `report watch` makes it), unchanged,
            after a changed record of its return
editions    the same report with and without its PDF, its spreadsheets and its table for programs: their share of a run
same        the same report made in each way that makes it faster, and in none: its ledgers by their digests. Ends with 1 where one differs
periods     the same made-up report with returns of its first 4, 8, 12, 16 and 20 quarters
batch       the same made-up report for twenty quarters, by one worker and by two
indicators  a made-up report of 10 to 1,000 indicators of two years (or --years 5): what each one more takes, and how large the page is
check       the check of a page of 100 to 1,600 indicators, as multiples of the first

Without a name all of them. Measure what is installed: where modules are not compiled beforehand (PYTHONDONTWRITEBYTECODE in a clone), each
process compiles what it imports. The command does more in its time than the plain ones: it collects the ledger, makes the spreadsheets and the
PDF, checks both editions and keeps the inputs. Growth in records is measured by `records_growth.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS / "check_edition")]

from many_indicators import PERIOD as MANY_PERIOD  # noqa: E402
from many_indicators import make_many  # noqa: E402
from measuring import PROJECT, Taken, machine, table, taken  # noqa: E402
from test_growth import seconds  # noqa: E402

NOTEBOOKS = ("1_ingest", "2_quality", "3_indicators", "4_report_scorecard")
REPORT, PERIOD = "borders", "2023-24-Q2"
QUARTERLY, FIRST, MIDDLE, LAST = "fernmoor", "2021-22-Q1", "2023-24-Q2", "2025-26-Q4"
QUARTERS = 20
PLAIN = "papermill four times, nbconvert"
IN_ONE = f"""
import sys, papermill
from nbconvert import HTMLExporter
notebooks, folder, report, period, data = sys.argv[1:]
for name in {NOTEBOOKS!r}:
    told = {{"report_id": report, "period": period, "data_root": data, "tables_root": folder + "/tables"}}
    made = f"{{folder}}/{{name}}.ipynb"
    papermill.execute_notebook(f"{{notebooks}}/{{name}}.ipynb", made, told, progress_bar=False)
html, _ = HTMLExporter(exclude_input=True).from_filename(made)
open(f"{{folder}}/page.html", "w", encoding="utf-8").write(html)
"""
# The command without some of what it makes beside the page.
LEFT_OUT = """
import sys
from unittest.mock import patch
from reporting.command import command
from reporting.runs import publication, run
at = sys.argv.index("--")
made = {
    "offers_paper": (run, lambda asked: False), "spreadsheets": (publication, lambda *given: {}),
    "tables_for_programs": (publication, lambda *given: {}), "Paper": (run, lambda *given, asked, paper=run.Paper: paper(*given, asked=False)),
}
for name in sys.argv[1:at]:
    patch.object(made[name][0], name, made[name][1]).start()
sys.argv[1:] = sys.argv[at + 1:]
command.main()
"""


def plain(folder: Path, report: str, period: str, data: Path) -> list[list[str]]:
    """The commands that make one report-period without this project's own, in a folder of their own."""
    folder.mkdir(parents=True)
    told = ["-r", "report_id", report, "-r", "period", period, "-r", "data_root", str(data), "-r", "tables_root", str(folder / "tables")]
    made = [folder / f"{name}.ipynb" for name in NOTEBOOKS]
    commands = [
        [sys.executable, "-m", "papermill", str(PROJECT / "notebooks" / path.name), str(path), "--no-progress-bar", *told] for path in made
    ]
    return [*commands, [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", str(made[-1])]]


def in_one_process(folder: Path, report: str, period: str, data: Path) -> list[list[str]]:
    folder.mkdir()
    return [[sys.executable, "-c", IN_ONE, str(PROJECT / "notebooks"), str(folder), report, period, str(data)]]


def by_quarto(quarto: Path, folder: Path, report: str, period: str, data: Path) -> list[list[str]]:
    """Each notebook executed and rendered by Quarto, in a folder of its own."""
    folder.mkdir()
    told = {"report_id": report, "period": period, "data_root": data, "tables_root": folder / "tables"}
    asked = [part for name, value in told.items() for part in ("-P", f"{name}:{value}")]
    for name in NOTEBOOKS:
        shutil.copy(PROJECT / "notebooks" / f"{name}.ipynb", folder)
    return [[str(quarto), "render", str(folder / f"{name}.ipynb"), "--execute", "--to", "html", *asked] for name in NOTEBOOKS]


def quarto_in(folder: Path) -> Path | None:
    """Quarto: the machine's own, or from its package in an environment of its own; where neither is to be had, why is printed."""
    if found := shutil.which("quarto"):
        return Path(found)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    place = folder / ("Scripts" if sys.platform == "win32" else "bin")
    ended = subprocess.run([str(place / "python"), "-m", "pip", "install", "-q", "quarto-cli"], capture_output=True, text=True)
    if ended.returncode or not (made := list(place.glob("quarto*"))):
        why = (ended.stderr.strip().splitlines() or ["it brings no command"])[-1]
        print(f"Quarto is not measured: quarto-cli does not install here ({why[:160]})", flush=True)
        return None
    return made[0]


def report(*asked: object, data: Path, outputs: Path, **variables: str) -> Taken:
    return taken([[sys.executable, "-m", "reporting", *asked, "--data", data, "--outputs", outputs]], **variables)


def one(rounds: int) -> None:
    """One report, all ways; the median of so many rounds."""
    found: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as kept:
        quarto = quarto_in(Path(kept) / "quarto")
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                for name, took in _round(Path(folder), quarto).items():
                    found.setdefault(name, []).append(took)
    table({name: _median(every) for name, every in found.items()}, PLAIN)


def _round(folder: Path, quarto: Path | None) -> dict[str, Taken]:
    data, asked = folder / "data", ("run", REPORT, PERIOD)
    shutil.copytree(PROJECT / "data/raw" / REPORT, data / REPORT)
    made = {PLAIN: taken(plain(folder / "plain", REPORT, PERIOD, data))}
    made["the same in one process"] = taken(in_one_process(folder / "one", REPORT, PERIOD, data))
    if quarto:
        python = {"QUARTO_PYTHON": sys.executable, "PYTHONPATH": str(PROJECT)}
        made["Quarto"] = taken(by_quarto(quarto, folder / "quarto", REPORT, PERIOD, data), **python)
    made["report run, cold"] = report(*asked, data=data, outputs=folder / "first")
    made["report run, kernels started each for itself"] = report(*asked, data=data, outputs=folder / "second", REPORT_COLD_KERNELS="1")
    report("check", REPORT, PERIOD, data=data, outputs=folder / "third")
    made["report run, after a check"] = report(*asked, data=data, outputs=folder / "third")
    for word in ("check", "run"):
        with (data / REPORT / "commentary" / f"{PERIOD}.md").open("a", encoding="utf-8") as written:
            written.write(f"\nNothing else was written before this {word}.\n")
        made[f"report {word}, after a changed sentence"] = report(word, REPORT, PERIOD, data=data, outputs=folder / "first")
    made["report run, unchanged"] = report(*asked, data=data, outputs=folder / "first")
    with next((data / REPORT / "returns").glob("*.source.toml")).open("a", encoding="utf-8") as record:
        record.write("\n# Said again.\n")  # of the return, which is never changed itself: all that rests on it runs again
    made["report run, after a changed record of its return"] = report(*asked, data=data, outputs=folder / "first")
    return made


def editions(rounds: int) -> None:
    """What people take away, as a share of a run without it. The page stays: without it there is no report."""
    found: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as place:
        for at in range(rounds):
            for name, left_out in (("the page alone", ("offers_paper", "Paper", "spreadsheets", "tables_for_programs")), ("with all that is taken away", ())):
                outputs = Path(place) / f"{at}-{len(left_out)}"
                took = taken([[sys.executable, "-c", LEFT_OUT, *left_out, "--", "run", REPORT, PERIOD, "--outputs", outputs]])
                found.setdefault(name, []).append(took)
    rows = {name: _median(every) for name, every in found.items()}
    table(rows, next(iter(rows)))


def same() -> int:
    """How many ledgers differ from that of a run in which nothing is warm or kept."""
    data = PROJECT / "data/raw"
    with tempfile.TemporaryDirectory() as place:
        ways = {
            "kernels started each for itself": ("run", REPORT, PERIOD, "--no-cache"), "forked kernels": ("run", REPORT, PERIOD, "--no-cache"),
            "steps kept by a check": ("run", REPORT, PERIOD), "a batch": ("batch", REPORT, "--periods", PERIOD, "--workers", "1"),
        }  # fmt: skip
        digests: dict[str, str] = {}
        for way, asked in ways.items():
            outputs = Path(place) / way.replace(" ", "-")
            if way.startswith("steps"):
                report("check", REPORT, PERIOD, data=data, outputs=outputs)
            report(*asked, data=data, outputs=outputs, **({"REPORT_COLD_KERNELS": "1"} if not digests else {}))
            both = sorted(outputs.glob(f"**/{REPORT}/{PERIOD}/*/ledger.json"))
            digests[way] = " ".join(hashlib.sha256(one.read_bytes()).hexdigest()[:16] for one in both)
            print(f"{way:<40} {digests[way]}", flush=True)
    differ = [way for way, one in digests.items() if one != next(iter(digests.values()))]
    print(f"{len(digests)} ways, {', '.join(differ) or 'none'} with another ledger")
    return len(differ)


def periods(numbers: list[int]) -> None:
    """The same quarter of a report with more and more quarters before it."""
    rows: dict[str, Taken] = {}
    with tempfile.TemporaryDirectory() as place:
        for number in numbers:
            data = Path(place) / str(number)
            shutil.copytree(TESTS / "reports" / QUARTERLY, data / QUARTERLY)
            last = f"{2021 + (number - 1) // 4}-{22 + (number - 1) // 4}-Q{(number - 1) % 4 + 1}"
            rows[f"{number} quarters"] = report("run", QUARTERLY, last, data=data, outputs=Path(place) / f"out-{number}")
        table(rows, next(iter(rows)))


def _median(every: Sequence[Taken]) -> Taken:
    return Taken(*(statistics.median(getattr(one, part) for one in every) for part in ("clock", "processor", "peak")))


def batch(number: int) -> None:
    """So many report-periods, by one worker and by two, beside the plain commands, of which two are timed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copies = [QUARTERLY, *(f"{QUARTERLY}-{copy}" for copy in range(2, -(-number // QUARTERS) + 1))]
        for name in copies:
            shutil.copytree(TESTS / "reports" / QUARTERLY, folder / "data" / name)
        each = [taken(plain(folder / period, QUARTERLY, period, folder / "data")) for period in (FIRST, MIDDLE, LAST)][1:]  # the first warms the disk
        made, alone = QUARTERS * len(copies), statistics.mean(one.clock for one in each)
        rows = {"plain commands, one report-period": each[-1]}
        for workers in (1, 2):
            asked = ("batch", *copies, "--periods", f"{FIRST}..{LAST}", "--workers", workers)
            rows[f"{made} report-periods by {workers}"] = report(*asked, data=folder / "data", outputs=folder / f"out-{workers}")
        table(rows)
        one_worker, two = (row.clock for row in list(rows.values())[1:])
        print(f"one worker makes {alone * made / one_worker:.1f} times as many as the plain commands, two {one_worker / two:.2f} times as many as one")


def indicators(numbers: list[int], years: int) -> None:
    """A made-up report of each size."""
    rows, before = {}, None
    with tempfile.TemporaryDirectory() as place:
        data, outputs = Path(place) / "data", Path(place) / "outputs"
        for number in numbers:
            name = make_many(data, number, years).name
            rows[name] = took = report("run", name, MANY_PERIOD, data=data, outputs=outputs)
            page = next((outputs / name / MANY_PERIOD).glob("*/report.html")).stat().st_size / 1e6
            added = f", {(took.processor - before[1]) / (number - before[0]):.2f} s of the processor for each one more" if before else ""
            print(f"{number:,} indicators: page of {page:.1f} MB{added}", flush=True)
            before = number, took.processor
    table(rows, next(iter(rows)))


def check(numbers: list[int]) -> None:
    """Of a page alone; `tests/check_edition/test_growth.py` holds that it grows as the page does."""
    took = {number: seconds(number) for number in numbers}
    for number, one in took.items():
        print(f"{number:>6} indicators {one:>8.2f} s {one / took[numbers[0]]:>8.1f} times")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", nargs="*", metavar="WHAT", help="one, editions, same, periods, batch, indicators or check")
    asked.add_argument("--rounds", type=int, default=3, help="of one report; the median is told")
    asked.add_argument("--numbers", type=int, nargs="+", help="of report-periods, or of indicators")
    asked.add_argument("--years", type=int, default=2, help="that each made-up indicator has quarters of")
    given = asked.parse_args()
    measured = {
        "one": lambda: one(given.rounds),
        "editions": lambda: editions(given.rounds),
        "same": same,
        "periods": lambda: periods(given.numbers or [4, 8, 12, 16, 20]),
        "batch": lambda: batch((given.numbers or [2 * QUARTERS])[0]),
        "indicators": lambda: indicators(given.numbers or [10, 100, 300, 1000], given.years),
        "check": lambda: check(given.numbers or [100, 200, 400, 800, 1600]),
    }
    if unknown := set(given.what) - set(measured):
        asked.error(f"{', '.join(sorted(unknown))}: no such measurement; there are {', '.join(measured)}")
    print(machine(), flush=True)
    differs = 0
    for name in given.what or measured:
        print(f"\n{name}", flush=True)
        differs += measured[name]() or 0
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
