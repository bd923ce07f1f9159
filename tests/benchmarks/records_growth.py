"""How a report grows with its records: seconds of the processor and peak memory of each step, and of counting alone.

    python3 start.py python tests/benchmarks/records_growth.py [RECORDS …] [--counting RECORDS …]

The records are those of Northmoor, which is made up, each several times under names of its own. Every measure is taken in a
process of its own. `counted` is every counted indicator in every month, straight from the table of records; `bare` is DuckDB's
time for one query an indicator, which has no rule but its `where`, on the same table. Everything lies in a folder that is taken away.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))
NORTHMOOR = PROJECT / "data" / "raw" / "northmoor"
PERIOD = "2025-26-Q4"
IDENTIFIERS = {"referral_id", "person", "victim", "perpetrator", "case_id", "survey_id", "id", "Crime ID"}
STEPS = ("1_ingest", "2_quality", "3_indicators")


def multiplied(root: Path, times: int) -> int:
    """Northmoor in a new folder with each record so many times, and how many records there are."""
    target, records = root / "northmoor", 0
    shutil.copytree(NORTHMOOR, target, ignore=shutil.ignore_patterns("*.py"))
    for path in (target / "cases").glob("*.source.toml"):
        path.write_text(re.sub(r"^sha256.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    for path in (target / "cases").glob("*.csv"):
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        body = io.StringIO(newline="")
        csv.writer(body, lineterminator="\n").writerows(
            [f"{cell}\x01" if name in IDENTIFIERS and cell else cell for name, cell in zip(header, row, strict=True)] for row in rows
        )
        with path.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written, lineterminator="\n").writerow(header)
            written.writelines(body.getvalue().replace("\x01", f"x{number}") for number in range(times))
        records += len(rows) * times
    return records


def step(root: Path, name: str) -> None:
    """Run the cells of a notebook, one after the other."""
    known: dict[str, object] = {}
    cells = json.loads((PROJECT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    for cell in (one for one in cells if one["cell_type"] == "code"):
        exec("".join(cell["source"]), known)
        if "report_id" in known and "step" not in known:
            known |= {"report_id": "northmoor", "period": PERIOD, "data_root": str(root), "tables_root": str(root / "tables")}


def larger_table(root: Path, times: str) -> None:
    """The table of records that step 1 wrote, each record so many times under names of its own."""
    import duckdb

    keys = ", ".join(f"{one} || case {one} when '' then '' else 'x' || times end as {one}" for one in ("whom", "person", "victim", "perpetrator"))
    tables = root / "tables"
    duckdb.execute(
        f"copy (select rows.* replace ({keys}, row + times * 1000000 as row) from read_parquet('{tables / 'cases.parquet'}') rows, range({times}) many(times)) "
        f"to '{tables / 'larger.parquet'}' (format parquet)"
    )


def counted(root: Path, table: str) -> None:
    """Every counted indicator with its categories in every month of the report's years."""
    import pandas as pd

    from pipeline.core.cited_rows import Caveats
    from pipeline.core.periods import Period
    from pipeline.definitions.report_files import load_report
    from pipeline.files.record_table import RecordTable
    from pipeline.methods.values.counted_records import CountedRecords

    report = load_report(NORTHMOOR.parent, "northmoor", PERIOD)
    extracts = pd.read_parquet(root / "tables" / "extracts.parquet")
    records = RecordTable(root / "tables" / f"{table}.parquet")
    months = [Period.parse(f"{year}-{month:02d}") for year in range(2020, 2026) for month in range(1, 13)]
    number = 0
    for code, indicator in report.indicators.items():
        if rule := indicator.counted:
            own = CountedRecords(records, report.case_tables[rule.table], rule, extracts, Caveats(), code)
            for category in ("", *rule.categories(report.case_tables)):
                number += sum(own.count(category, month.start, month.end).met for month in months)
    print(f"{number:,} counted", file=sys.stderr)


def bare(root: Path, table: str) -> None:
    """DuckDB's own time: one query an indicator, that sums its records by day and group."""
    import duckdb

    from pipeline.definitions.report_files import load_report
    from pipeline.files.record_table import SETTINGS, conditions
    from pipeline.files.sql_names import quoted

    report = load_report(NORTHMOOR.parent, "northmoor", PERIOD)
    opened = duckdb.connect(config=SETTINGS)
    for indicator in report.indicators.values():
        if rule := indicator.counted:
            where, values = conditions(rule.where, rule.where_not)
            query = f"select day, {quoted(rule.by) if rule.by else 1} as its_group, count(*), count(distinct whom)"
            opened.execute(
                f"{query} from read_parquet('{root / 'tables' / table}.parquet') where \"table\" = ? and left_out = '' and {where} group by all",
                [rule.table, *values],
            ).fetchall()


def measured(*asked: object) -> tuple[float, float, float]:
    """Seconds of the processor, seconds of the clock, and the most memory (MiB) of this file with these words, in a process of its own."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, __file__, *map(str, asked)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    assert status == 0, asked
    return used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss / 1024


def main(numbers: list[int], counting: list[int]) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}\n")
    print(f"{'records':>12} {'what':<14} {'processor s':>12} {'clock s':>9} {'peak MiB':>9} {'s a million':>12}")
    with tempfile.TemporaryDirectory(prefix="records-") as folder:
        of_one = multiplied(Path(folder), 1)

    def told(records: int, what: str, took: tuple[float, float, float]) -> None:
        print(f"{records:>12,} {what:<14} {took[0]:>12.1f} {took[1]:>9.1f} {took[2]:>9.0f} {took[0] / records * 1e6:>12.1f}", flush=True)

    for number in numbers:
        with tempfile.TemporaryDirectory(prefix="records-") as folder:
            records = multiplied(Path(folder), max(round(number / of_one), 1))
            for name in STEPS:
                told(records, name, measured("--step", folder, name))
            told(records, "counted", measured("--counted", folder, "cases"))
            told(records, "bare", measured("--bare", folder, "cases"))
    for number in counting:
        with tempfile.TemporaryDirectory(prefix="records-") as folder:
            records = multiplied(Path(folder), 1)
            measured("--step", folder, STEPS[0])
            times = max(round(number / records), 1)
            measured("--larger", folder, times)  # not here: what a process begins with counts for its peak what its parent held
            told(records * times, "counted", took := measured("--counted", folder, "larger"))
            told(records * times, "bare", plain := measured("--bare", folder, "larger"))
            print(f"{'':>12} counted is {took[1] / plain[1]:.2f} times bare by the clock, {took[0] / plain[0]:.2f} by the processor", flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    inner = {"--step": step, "--larger": larger_table, "--counted": counted, "--bare": bare}
    if sys.argv[1:] and sys.argv[1] in inner:
        inner[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
    else:
        words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        words.add_argument("records", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
        words.add_argument("--counting", nargs="*", type=int, default=[1_000_000, 10_000_000])
        given = words.parse_args()
        main(given.records, given.counting)
