"""Whatever is declared with numbers in its names: an edition that was made rightly passes its own check."""

from __future__ import annotations

from in_process import faults_of_run

PERCENT = {
    "unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1,
    "noun": {"one": "of 12 cases was repeated", "many": "of 12 cases were repeated"},
}  # fmt: skip
CASES = """
[calls-2]
about = "One row a call to 101."
files = 'calls-2'
key = "id"
date = "at"
columns.id = { kind = "text" }
columns.at = { kind = "date" }
columns.ward_2011 = { kind = "category", values = ["Ward 7", "Ward 8 to 9"], empty = "Not given", not_given_above = 2.5 }
columns.start = { kind = "time" }
columns.done = { kind = "time", optional = true }
leave_out = [ { reason = "from before 1 May", where = { ward_2011 = ["Not given"] } } ]
"""
WARD = {"table": "calls-2", "where_not": {"ward_2011": ["Ward 8 to 9"]}}


def test_counts_by_columns_and_categories_with_numbers_in_their_names(folder):
    folder.declare_cases(CASES)
    lines = [f"{n},2023-09-{n:02},{('Ward 7', 'Ward 8 to 9', '')[n % 3]},2023-09-{n:02} 09:00," for n in range(1, 29)]
    lines[0] += "2023-09-01 21:00"
    folder.receive_cases("2023-09-30_calls-2", "id,at,ward_2011,start,done", *lines, covers="2023-07-01, 2023-09-30")
    alone = {"judged": False, "comparator": "none", "variance_basis": None, "basis": "quarter"}
    hours = {"column": "ward_2011", "hours": {"Ward 7": 12}}
    folder.define("A1", **alone, counted={**WARD, "rule": "rows", "by": "ward_2011"})
    within = {**WARD, "rule": "within", "start": "start", "finish": "done", "hours": 48, "hours_by": hours}
    folder.define("A2", **{**PERCENT, **alone}, counted=within)
    folder.report()
    told, faults = faults_of_run(folder.root, "demo", "2023-24-Q2")
    assert (told, faults) == ("accepted", []), "\n".join(faults)


def test_notes_levels_and_reasons_with_numbers_in_them(folder):
    folder.define("A1", **PERCENT)
    folder.define("A2", target=[{"value": 57.5, "says": "Plan 1, of 2020."}, {"says": "In 3 parts.", "applies_from": "2023-24-Q2"}], comparator="target")
    folder.define("A3", polarity="within_range", variance_basis="points", range=[{"low": 4, "high": 6.5}, {"low": 2, "high": 3, "applies_from": "2022-23-Q1"}])
    folder.define("A4", basis="rolling_60_months", short_name="Calls in 60 months", breaks=[{"applies_from": "2020-21-Q1", "reason": "10 forms"}])
    folder.except_in("2023-24-Q2", not_received=[{"indicators": ["A4"], "sender": "Area 7", "reason": "24 of 7.", "due": "2024-01-15"}])
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,,,x,3 forms were lost", "A1,2022-23-Q2,year_to_date,,3,6",
                   "A2,2023-24-Q2,year_to_date,5", "A3,2023-24-Q2,year_to_date,5", "A3,2022-23-Q2,year_to_date,9")  # fmt: skip
    folder.report()
    told, faults = faults_of_run(folder.root, "demo", "2023-24-Q2")
    assert (told, faults) == ("accepted", []), "\n".join(faults)
