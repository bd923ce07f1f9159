"""A series of case conferences in which few cases were heard in one quarter, from the records to two editions, one after the other.

Cases heard by quarter from April 2024: 9, 2, 8, 11, 7, 12, 3, 10. All of them are made up.
"""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import ReportFolder
from in_process import report_here
from searched import betrayed
from support import REFERRALS, audit_of

from reporting.attack.own_edition import attack_own

HEARD = {"2024-06": 9, "2024-09": 2, "2024-12": 8, "2025-03": 11, "2025-06": 7, "2025-09": 12, "2025-12": 3, "2026-03": 10}
THEN, NOW = "2025-26-Q3", "2025-26-Q4"
QUARTER = {THEN: "D6.value~quarter", NOW: f"D6.value~quarter@{THEN}"}


@pytest.fixture(scope="module")
def editions(tmp_path_factory) -> dict[str, Path]:
    """The report of the quarter in which 3 cases were heard, and the next one, which knows that that one was published."""
    root = tmp_path_factory.mktemp("conference")
    folder = ReportFolder(root / "data" / "raw")
    folder.settings = {"disclosure": {"rule": "counts_1_to_4", "reason": "Few cases are heard."}}
    folder.declare_cases(REFERRALS)
    counted = {"table": "referrals", "rule": "rows"}
    folder.define("D6", basis="year_to_date", comparator="same_period_last_year", rolling_12_months=True, variation=True, counted=counted)
    made = {}
    for period, received, until in ((THEN, "2026-01-10", "2025-12-31"), (NOW, "2026-04-10", "2026-03-31")):
        lines = [f"case-{month}-{at:02},{month}-15,north" for month, count in HEARD.items() for at in range(count) if f"{month}-15" <= until]
        folder.receive_cases(f"{received}_referrals", "id,referred,place", *lines, covers=f"2024-04-01, {until}")
        source = folder.folder / "cases" / f"{received}_referrals.source.toml"
        source.write_text(source.read_text(encoding="utf-8") + "generated = true\n", encoding="utf-8")
        folder.report(period)
        ended = report_here("run", "demo", period, "--data", root / "data" / "raw", "--outputs", root / "outputs")
        assert ended.returncode == 0, ended.stderr
        made[period] = Path(ended.stdout.splitlines()[-1]).parent
        published = folder.folder / "published"
        published.mkdir(exist_ok=True)
        shutil.copy(made[period] / "ledger.json", published / f"{period}_{made[period].name}.ledger.json")
    return made


def figures(run: Path) -> dict[str, dict]:
    return {one["id"]: one for one in json.loads((run / "ledger.json").read_text(encoding="utf-8"))["figures"]}


@pytest.mark.parametrize("period", [THEN, NOW])
def test_the_quarter_and_what_would_give_it_away_are_withheld_with_their_traces(editions, period):
    """Its trace says why and stops there: nothing that it rests on, and no rows."""
    told = figures(editions[period])
    quarter = told[QUARTER[period]]
    assert (quarter["display"], quarter["value"], quarter["formula"], quarter["operands"]) == ("[c]", None, "", {})
    assert quarter["reason"].startswith("withheld: a small number")
    assert not {"rows", "exact"} & {name for name, held in quarter.items() if held}
    assert betrayed(editions[period]) == []


def test_no_sentence_says_how_many_were_heard(editions):
    """Neither 3 in the quarter nor a change by which it could be told; the year to date is worded where it is printed."""
    for period, run in editions.items():
        words = " ".join(re.sub("<[^>]+>", " ", (run / "report.html").read_text(encoding="utf-8")).split())
        assert not re.search(r"\b(3|three) (cases|referrals)\b", words, re.IGNORECASE), period


def test_the_attack_finds_every_value_of_the_quarter_possible_from_both_editions(editions):
    """Year to date, twelve months, last year and what the last report printed are all known to it."""
    for period, run in editions.items():
        ended = report_here("attack", run, "--outputs", run.parents[2], "--json", "--n", "100", *(("--with", editions[THEN].name) if period == NOW else ()))
        assert ended.returncode == 0, ended.stdout + ended.stderr
        found = {one["name"]: one for one in json.loads(ended.stdout)["found"]}
        assert (found[QUARTER[period]]["low"] <= 1, found[QUARTER[period]]["high"] is None or found[QUARTER[period]]["high"] >= 4) == (True, True)


def test_any_of_the_others_that_is_withheld_would_give_a_quarter_away(editions, tmp_path):
    run = editions[NOW]
    ledger = json.loads((run / "ledger.json").read_text(encoding="utf-8"))
    with (audit_of(run) / "disclosure.csv").open(encoding="utf-8", newline="") as lines:
        others = {row["figure"]: int(row["value"]) for row in csv.DictReader(lines) if row["why"] == "secondary"}
    assert others
    earlier = [json.loads((editions[THEN] / "ledger.json").read_text(encoding="utf-8"))]
    for number, (name, value) in enumerate(others.items()):
        shown = [one | {"value": value, "display": str(value), "status": ""} if one["id"] == name else one for one in ledger["figures"]]
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "ledger.json").write_text(json.dumps({**ledger, "figures": shown}), encoding="utf-8")
        found = attack_own(tmp_path / str(number), audit_of(run), earlier, bounds=False)
        assert any(f"{name} is printed as {value}" in one for one in found.faults), name
