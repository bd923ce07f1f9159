"""A report counted from records that hold what real extracts hold, through the real command: its edition counts the same."""

import json
from pathlib import Path

import pytest
from in_process import report_here
from support import COUNTED

CASES = """
[referrals]
about = "One row a referral."
files = 'referrals-(?P<month>[0-9]{4}-[0-9]{2})'
key = "id"
date = "at"
person = "person"
[referrals.columns]
id = { kind = "text" }
person = { kind = "text" }
phone = { kind = "text", personal = "telephone", optional = true }
at = { kind = "time" }
seen = { kind = "time", optional = true }
place = { kind = "category", values = ["north", "south"], empty = "Not given", not_given_above = 5 }
[[referrals.leave_out]]
reason = "The place is not given"
where = { place = ["Not given"] }
"""


def month(folder, name, number):
    """So many referrals of a month: every fifth at half past midnight in summer, in universal time of the day before."""
    rows = []
    for at in range(number):
        day, phone, place = at % 27 + 1, "" if at % 3 else f"07{at % 9}", "" if at % 9 == 0 else "north"
        came = f"{name}-{day:02}T23:30:00Z" if at % 5 == 0 else f"{name}-{day:02}T09:00"
        seen = "" if at % 4 == 0 else f"{name}-{day + 1:02} 09:00"
        rows.append(f"{name}-{at},P{at % 20},{phone},{came},{seen},{place}")
    folder.receive_cases(f"2025-07-05_referrals-{name}", "id,person,phone,at,seen,place", *rows)


@pytest.mark.slow
def test_clocks_nobodies_places_and_months_are_counted_alike_by_the_check_of_the_edition(folder, tmp_path):
    folder.declare_cases(CASES)
    for name in ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"):
        month(folder, name, 7 if name == "2025-05" else 40)
    share = {**COUNTED, "unit": "percent", "aggregation": "ratio"}
    same = {"rule": "recurs", "same": ["phone"], "months": 3}
    folder.define("A1", **COUNTED, counted={"table": "referrals", "rule": "rows", "by": "place"})
    folder.define("A2", **share, counted={"table": "referrals", **same})
    folder.define(
        "A3", **share, counted={"table": "referrals", "rule": "within", "start": "at", "finish": "seen", "hours": 24}
    )
    folder.report("2025-26-Q1")
    run = report_here("run", "demo", "2025-26-Q1", "--data", folder.root, "--outputs", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    page = Path(run.stdout.splitlines()[-1])
    ledger = {
        one["id"]: one for one in json.loads(page.with_name("ledger.json").read_text(encoding="utf-8"))["figures"]
    }
    # 40 + 7 + 40 referrals, of which every ninth (5, 1 and 5) has no place; of the others two in three have no telephone.
    assert ledger["A1.value"]["display"] == "76 [u]"
    assert ledger["A1.value"]["reason"] == "11 of 87 records have nothing in place, which is more than 5% of them"
    assert ledger["A2.numerator"]["reason"].startswith("56 records were not comparable, because phone is empty")
    assert ledger["A3.denominator"]["value"] == 76
    few = "extract-has-as-many-records-as-those-around"
    assert few in ledger["A1.value"]["quality"] and few not in ledger["A1.value@2024-25-Q4"]["quality"]
    text = page.read_text(encoding="utf-8")
    assert "far fewer records of a month than the months around it have" in text and 'datetime="2025-05"' in text
