"""Case tables put together at random, with extracts for them and indicators that are counted from them."""

from __future__ import annotations

from datetime import date, timedelta

from conftest import ReportFolder
from generated import toml_text
from generated_indicators import indicators, is_lawful
from hypothesis import strategies as st

from pipeline.core.periods import Period

PLACES = ["north", "south", "east side", "not known"]
FIRST = date(2022, 4, 1)
PEOPLE, ADDRESSES = ["P1", "P2", "P3", "Q 4"], ["1 High Street", "2 High Street", "Ŵ", ""]
HEADER = "id,person,address,opened,closed,start,done,place"
PERCENT = {"unit": "percent", "aggregation": "ratio", "annualise": "no", "decimals": 1,
           "noun": {"one": "of visits was so", "many": "of visits were so"}}  # fmt: skip
# What each rule needs, and what an indicator that is counted by it is.
RULES = {
    "rows": ({}, {"unit": "count", "aggregation": "sum"}),
    "people": ({}, {"unit": "count", "aggregation": "distinct"}),
    "open": ({"until": "closed"}, {"unit": "count", "aggregation": "distinct"}),
    "share": ({"meets": {"place": ["north"]}}, PERCENT),
    "within": ({"start": "start", "finish": "done", "hours": 48}, PERCENT),
    "recurs": ({"same": ["address"], "months": 3, "looks": "ahead", "since": "closed"}, PERCENT),
}
COLUMNS = {
    "id": {"kind": "text"}, "person": {"kind": "text"}, "address": {"kind": "text", "optional": True}, "opened": {"kind": "date"},
    "closed": {"kind": "date", "optional": True}, "start": {"kind": "time"}, "done": {"kind": "time", "optional": True},
    "place": {"kind": "category", "values": PLACES},
}  # fmt: skip
LEFT_OUT = [
    {"reason": "sent twice", "repeated": True}, {"reason": "Of another area (7)", "where": {"place": ["not known"]}},
    {"reason": "not ours", "where_not": {"place": ["north", "south", "not known"]}},
]  # fmt: skip


@st.composite
def counted_indicators(draw) -> dict:
    """An indicator that is counted by some rule, lawful or not: most that are drawn are."""
    rule = draw(st.sampled_from(sorted(RULES)))
    needs, kind = RULES[rule]
    values = draw(indicators().filter(lambda one: one["polarity"] != "within_range"))
    values = {name: value for name, value in values.items() if name not in ("categories", "total")} | kind
    values["basis"] = draw(st.sampled_from(["quarter", "year_to_date", "rolling_12_months"]))
    counted = {"table": "visits", "rule": rule, **needs}
    if draw(st.booleans()):
        counted["by"] = "place"
    if draw(st.integers(0, 3)) == 0:
        counted["where"] = {"place": draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True))}
    return values | {"counted": counted}


@st.composite
def recorded(draw, folder: ReportFolder, quarter: int) -> None:
    """Declare a case table, receive extracts of it that may replace one another, and define indicators that are counted from it."""
    end = Period.parse(f"2023-24-Q{quarter}").end
    table = {
        "about": "One visit.", "files": "visits", "date": "opened", "key": "id", "person": "person", "columns": COLUMNS,
        "leave_out": draw(st.lists(st.sampled_from(LEFT_OUT), max_size=2, unique_by=lambda rule: rule["reason"])),
    }  # fmt: skip
    folder.declare_cases(toml_text({"visits": table}))
    for number, values in enumerate(draw(st.lists(counted_indicators(), min_size=3, max_size=8)), start=1):
        if is_lawful(values):
            folder.define(f"V{number}", **values)
    rows = [draw(records(number, FIRST, end)) for number in range(draw(st.integers(1, 40)))]
    folder.receive_cases("2024-05-10_visits", HEADER, *rows, covers=f"{FIRST}, {end}")
    if draw(st.booleans()):  # the last three months again, with other records
        again = end - timedelta(days=60)
        rows = [draw(records(number, again, end)) for number in range(100, 100 + draw(st.integers(1, 10)))]
        folder.receive_cases("2024-06-10_visits", HEADER, *rows, covers=f"{again}, {end}")


@st.composite
def records(draw, number: int, first: date, last: date) -> str:
    """One row of an extract."""
    day = first + timedelta(days=draw(st.integers(0, (last - first).days)))
    closed = day + timedelta(days=draw(st.integers(0, 120))) if draw(st.booleans()) else ""
    hours = draw(st.sampled_from([0, 5, 48, 49, 100]))
    done = f"{day + timedelta(days=hours // 24)} {9 + hours % 12:02d}:00" if draw(st.booleans()) else ""
    place, person = draw(st.sampled_from(PLACES)), draw(st.sampled_from(PEOPLE))
    return f"{number},{person},{draw(st.sampled_from(ADDRESSES))},{day},{closed},{day} 09:00,{done},{place}"
