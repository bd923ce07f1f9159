"""What DuckDB counts is what anybody counts who goes through the records one by one with the declared rule and a calendar."""

import calendar
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from pipeline.core.cited_rows import Caveats
from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.indicators.counting_rules import Counted
from pipeline.files.record_table import RecordTable
from pipeline.methods.values.counted_records import CountedRecords

TABLE = CaseTable.model_validate({
    "about": "One row a referral.", "files": "referrals", "key": "id", "date": "referred_at", "person": "person",
    "columns": {
        "id": {"kind": "text"}, "person": {"kind": "text"}, "place's \"name\"": {"kind": "category", "values": ["North", "South"], "empty": "Not given"},
        "referred_at": {"kind": "time"}, "contacted_at": {"kind": "time", "optional": True}, "closed_on": {"kind": "date", "optional": True},
    },
})  # fmt: skip
PLACE = "place's \"name\""
TAKEN = "2025-11-15"
EXTRACTS = pd.DataFrame([
    {"table": "referrals", "file": f"cases/{name}.csv", "taken": TAKEN, "last_day": "2025-10-31"} for name in ("b", "a")
])  # fmt: skip
STRETCHES = [(date(2025, 1, 1), date(2025, 10, 31)), (date(2025, 3, 30), date(2025, 3, 30)), (date(2025, 6, 1), date(2025, 8, 31))]
RULES = {
    "rows": {"rule": "rows", "by": PLACE, "where_not": {"person": ("P3",)}},
    "people": {"rule": "people", "by": PLACE},
    "open": {"rule": "open", "until": "closed_on", "by": PLACE},
    "share": {"rule": "share", "meets": {PLACE: ("North", "Not given")}},
    "within": {"rule": "within", "start": "referred_at", "finish": "contacted_at", "hours": 48,
               "hours_by": {"column": PLACE, "hours": {"North": 24}}},
    "back": {"rule": "recurs", "same": ("person", PLACE), "months": 1, "by": PLACE},
    "ahead": {"rule": "recurs", "same": ("person",), "months": 1, "looks": "ahead", "since": "closed_on", "where": {PLACE: ("North", "South")}},
}  # fmt: skip


def made_records(seed):
    """Records on and around days that are hard to count: ends of months, and days when the clocks change."""
    chance = random.Random(seed)
    days = [date(2025, 1, 30) + timedelta(days=ahead) for ahead in (*range(4), *range(27, 35), *range(57, 62), 120, 150, 151, 181, *range(267, 274))]
    rows = []
    for number in range(300):
        day = chance.choice(days)
        at = f"{day}T{chance.choice(['00:30', '02:00', '09:00', '23:59:30'])}"
        later = day + timedelta(days=chance.choice([0, 1, 2, 3, 31]))
        contacted = chance.choice(["", f"{later}T{chance.choice(['00:30', '02:00', '09:00', '23:59:30'])}", "2025-10-26T01:30+00:00"])
        rows.append({
            "table": chance.choice(["referrals"] * 9 + ["surveys"]), "part": "", "day": str(day), "left_out": chance.choice([""] * 9 + ["superseded"]),
            "received": "2025-11-15", "file": chance.choice(["cases/b.csv", "cases/a.csv"]), "sheet": "", "row": number + 2,
            "id": f"R{number}", "person": (person := f"P{chance.randrange(40)}"), "whom": person, PLACE: chance.choice(["North", "South", "Not given"]),
            "referred_at": at, "contacted_at": contacted, "closed_on": chance.choice(["", str(later), "2025-10-20"]),
        })  # fmt: skip
    return pd.DataFrame(rows).assign(sha256=lambda all_rows: all_rows["file"].map({"cases/b.csv": "2b", "cases/a.csv": "1a"}))


def months_after(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def moment(text):
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo("Europe/London"))).astimezone(UTC)


def one_by_one(rows, rule, category, first, last):
    """The records looked at, those that met the rule, and how many are pending and cannot be compared."""
    own = [one for one in rows.to_dict("records") if one["table"] == "referrals" and not one["left_out"]]
    own = [one for one in own if all(one[name] in values for name, values in rule.where.items())]
    own = [one for one in own if not any(one[name] in values for name, values in rule.where_not.items())]
    whole = [one for one in own if (not category or one[PLACE] == category) and date.fromisoformat(one["day"]) <= last]
    if rule.rule == "open":
        whole = [one for one in whole if not one["closed_on"] or date.fromisoformat(one["closed_on"]) >= first]
        return whole, whole, 0, 0
    whole = [one for one in whole if date.fromisoformat(one["day"]) >= first]
    if rule.rule in ("rows", "people"):
        return whole, whole, 0, 0
    if rule.rule == "share":
        return whole, [one for one in whole if one[PLACE] in ("North", "Not given")], 0, 0
    if rule.rule == "within":
        ends = {one["id"]: moment(one["referred_at"]) + timedelta(hours=24 if one[PLACE] == "North" else 48) for one in whole}
        met = [one for one in whole if one["contacted_at"] and moment(one["contacted_at"]) <= ends[one["id"]]]
        pending = [one["id"] for one in whole if not one["contacted_at"] and ends[one["id"]] > moment(TAKEN)]
        return [one for one in whole if one["id"] not in pending], met, len(pending), 0
    nobody = [one for one in own if PLACE in rule.same and one[PLACE] == "Not given"]

    def others(one):
        return [] if one in nobody else [date.fromisoformat(two["day"]) for two in own if all(two[name] == one[name] for name in rule.same)]

    if rule.looks == "back":
        met = [one for one in whole if any(months_after(then := date.fromisoformat(one["day"]), -1) <= day < then for day in others(one))]
        return whole, met, 0, sum(one in nobody for one in whole)
    whole = [one for one in whole if one["closed_on"]]
    ends = {one["id"]: months_after(date.fromisoformat(one["closed_on"]), 1) for one in whole}
    met = [one for one in whole if any(date.fromisoformat(one["day"]) < day <= ends[one["id"]] for day in others(one))]
    return whole, met, sum(ends[one["id"]] > date(2025, 10, 31) for one in whole if one not in met), 0


def places(rows):
    """The rows of records by their file, sheet and checksum."""
    found = {}
    for one in sorted(rows, key=lambda one: (one["file"], one["row"])):
        found[one["file"], "", one["sha256"]] = (*found.get((one["file"], "", one["sha256"]), ()), one["row"])
    return found


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("seed", [1, 2])
def test_each_rule_counts_the_records_that_somebody_counts_who_goes_through_them_one_by_one(name, seed):
    rows, rule = made_records(seed), Counted.model_validate({"table": "referrals", **RULES[name]})
    assert len(rows[rows["left_out"].ne("")]) > 9
    marked = rows.sample(20, random_state=seed)
    caveats = Caveats({(one.file, "", one.row): [(f"check {at % 3}", frozenset(), None)] for at, one in enumerate(marked.itertuples())})
    records = CountedRecords(RecordTable(rows), TABLE, rule, EXTRACTS, caveats, "A1 \"'")
    looked_at_all = 0
    for first, last in STRETCHES:
        for category in ("", "North", "Not given", "East") if rule.by else ("",):
            whole, met, pending, unsaid = one_by_one(rows, rule, category, first, last)
            found = records.count(category, first, last)
            assert (found.looked_at, found.met, found.pending, found.unsaid) == (len(whole), len(met), pending, unsaid)
            assert records.rows(category, first, last, "looked_at") == places(whole)
            assert records.rows(category, first, last, "met") == places(met)
            assert records.people(category, first, last) == (len({one["whom"] for one in whole}) if name == "people" else min(len(whole), 1))
            told = {about for one in whole for about, *_ in caveats.places.get((one["file"], "", one["row"]), ())}
            assert records.quality(category, first, last) == told
            looked_at_all += len(whole)
    assert looked_at_all > 100


def test_a_report_without_a_record_counts_none():
    rows = made_records(1).iloc[:0]
    records = CountedRecords(RecordTable(rows), TABLE, Counted.model_validate({"table": "referrals", **RULES["back"]}), EXTRACTS, Caveats(), "A1")
    assert records.count("", *STRETCHES[0]).looked_at == 0
    assert records.rows("", *STRETCHES[0], "met") == {}
