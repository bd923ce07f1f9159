"""Faults of every kind in one folder, of definitions, returns, records and commentary: all told in one list.

How soon, beside a check of a sound report, `tests/benchmarks/refused_check.py` measures.
"""

from __future__ import annotations

import pytest
from conftest import ReportFolder
from in_process import faults_of_run
from support import report

CASES = """
[visits]
about = "one visit"
files = "visits"
date = "visited"
key = "id"
columns.id = { kind = "text" }
columns.visited = { kind = "date" }
columns.place = { kind = "category", values = ["north", "south"] }
[[visits.leave_out]]
reason = "sent twice"
repeated = true

[calls]
about = "one call"
files = "calls"
date = "called"
key = "id"
columns.id = { kind = "text" }
columns.called = { kind = "date" }
[[calls.leave_out]]
reason = "sent twice"
repeated = true

[alarms]
about = "one alarm"
files = "alarms"
date = "rung"
columns.rung = { kind = "time" }
columns.ended = { kind = "time" }
"""
COVERS = "2023-07-01, 2023-09-30"
NO_LEVEL = {"basis": "quarter", "comparator": "none", "judged": False, "variance_basis": None}
# What each fault says of itself, by what it is an instance of.
TOLD = {
    "an extract without records": "cases/2023-10-02_visits.csv",
    "a row longer than the header": "cases/2023-10-03_visits.csv, row 2",
    "an extract in UTF-16": "cases/2023-10-02_calls.csv, row 1: not UTF-8 text",
    "an identifier that is none": "cases/2023-10-04_visits.csv, row 2, column id",
    "a day that is none": "cases/2023-10-05_visits.csv, row 2, column visited",
    "something behind the time": "cases/2023-10-02_alarms.csv, row 2, column rung",
    "a file of a day to come": "2062-01-01",
    "two rules of one day": "A2",
    "a group spelled otherwise": "castle",
    "commentary under another name": "2023-24-Q2 (1).md",
    "a period's file that is none": "period/2023-24-Q2.TOML",
    "a file of nobody's": "returns/notes.txt",
    "a key that is misspelt": "comparater",
    "a value that is no number": "returns/2023-11-30_partners.csv, row 3, column value",
    "a heading of the commentary": "commentary/2023-24-Q2.md, line 1",
    "braces that do not close": "commentary/2023-24-Q2.md, line 3",
}


@pytest.fixture
def faulty(folder):
    """A folder with an instance of each kind of fault."""
    return with_every_fault(folder)


def with_every_fault(folder: ReportFolder) -> ReportFolder:
    """An empty folder, filled with an instance of each kind of fault."""
    folder.declare_cases(CASES)
    for code, table in (("V1", "visits"), ("V2", "calls"), ("V3", "alarms")):
        folder.define(code, **NO_LEVEL, counted={"table": table, "rule": "rows"})
    folder.define("A1", **NO_LEVEL, total=False, categories={"Castle": {}, "Quay": {}})
    folder.define("A2", comparator="target", target=[{"value": 3, "says": "3."}, {"value": 4, "says": "4."}])
    folder.define("A3", comparater="none")
    folder.receive("2023-11-30", "A1,2023-24-Q2,quarter,4,,,,,castle", "A2,2023-24-Q2,year_to_date,four")
    folder.receive("2062-01-01", "A2,2023-24-Q2,year_to_date,4")
    folder.receive_cases("2023-10-02_visits", "id,visited,place", covers=COVERS)
    folder.receive_cases("2023-10-03_visits", "id,visited,place", "1,2023-07-02,north,Flat 2", covers=COVERS)
    folder.receive_cases("2023-10-04_visits", "id,visited,place", "NULL,2023-07-02,north", covers=COVERS)
    folder.receive_cases("2023-10-05_visits", "id,visited,place", "9,2023-07-32,north", covers=COVERS)
    folder.receive_cases("2023-10-02_calls", "id,called", "1,2023-07-02", covers=COVERS)
    calls = folder.folder / "cases/2023-10-02_calls.csv"
    calls.write_bytes(calls.read_text(encoding="utf-8").encode("utf-16"))
    folder.receive_cases("2023-10-02_alarms", "rung,ended", "2023-07-02Tuesday,2023-07-02 10:00", covers=COVERS)
    for name, text in {
        "commentary/2023-24-Q2.md": "# nowhere\n## Context\n{{ A1.value\n", "commentary/2023-24-Q2 (1).md": "# asb\n",
        "period/2023-24-Q2.TOML": "", "returns/notes.txt": "Thanks",
    }.items():  # fmt: skip
        path = folder.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match="unknown key"):
        folder.report()
    return folder


@pytest.mark.parametrize("kind", TOLD)
def test_every_kind_is_told_in_the_one_list(faults, kind):
    assert any(TOLD[kind] in fault for fault in faults), "\n".join(faults)


@pytest.fixture(scope="module")
def known():
    return {}


@pytest.fixture
def faults(known, request):
    """The faults of the folder, found once for all tests."""
    if not known:
        known["ended"], known["faults"] = faults_of_run(request.getfixturevalue("faulty").root, "demo", "2023-24-Q2")
        assert known["ended"] == "refused"
    return known["faults"]


def test_nothing_is_told_twice_and_nothing_that_only_follows(faults):
    assert len(faults) == len(set(faults))
    assert not any("unknown heading" in fault for fault in faults)  # under a subject that there is not, none is known


@pytest.mark.slow
def test_the_command_tells_all_of_it(faulty, faults, project, tmp_path):
    ended = report("check", "demo", "2023-24-Q2", "--data", faulty.root, "--outputs", tmp_path / "o", project=project)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr, ended.stderr
    assert f"{len(faults)} faults found:" in ended.stderr
