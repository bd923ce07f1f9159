"""Makes what Northmoor's partners send: case extracts, street files and returns, with their records.

    python data/raw/northmoor/make_records.py            into this folder
    python data/raw/northmoor/make_records.py FOLDER     somewhere else

Northmoor does not exist; `what_happens.py` and `agreed_actions.py` make up what happens there. Here it is sent as real partners send it:
late, again, spelt differently, with rows that stand twice or belong elsewhere. An extract shows a case system as
it stood at the end of a quarter, fifteen months back: what happened later is still blank in it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import agreed_actions
import what_happens as world

LICENCE = "Made up for demonstration; free to use."
SPELT = {
    "Police": ("police", "Fable Constabulary"),
    "Self": ("Self-referral", "self"),
    "Health": ("Hospital", "GP"),
    "Housing": ("Housing assoc.",),
    "Social work": ("Social Work",),
}  # fmt: skip
STREET_COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
    "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
POPULATION = (61_180, 61_420, 61_650, 61_940, 62_210, 62_480)  # on 30 June, from 2020

# Table → who sends it, how many days after the quarter's end, the date that puts a row into its days, and its columns.
TABLES = {
    "referrals": (
        "Northmoor Domestic Abuse Support", 14, "referred_at",
        ("referral_id", "person", "kind", "source", "referred_at", "contacted_at", "closed_on"),
    ),
    "support-surveys": ("Northmoor Domestic Abuse Support", 14, "sent_on", ("survey_id", "sent_on", "score")),
    "marac": ("Northmoor high-risk case conference", 9, "heard_on", ("case_id", "victim", "perpetrator", "heard_on")),
    "mediation": ("Northmoor Mediation", 16, "referred_on", ("case_id", "referred_on", "accepted_on")),
    "mediation-closures": ("Northmoor Mediation", 16, "closed_on", ("case_id", "closed_on", "outcome")),
    "mediation-surveys": ("Northmoor Mediation", 20, "sent_on", ("survey_id", "sent_on", "score")),
    "actions": ("Northmoor partnership office", 12, "due", ("id", "lead", "due", "completed", "state")),
}  # fmt: skip

# What comes late, again, or not at all: (table, quarter or month) → the day it comes, or None.
LATE = {
    ("mediation", "2022-23-Q3"): date(2023, 3, 20),
    ("mediation-closures", "2022-23-Q3"): date(2023, 3, 20),
    ("street", "2022-12"): date(2023, 4, 28),
    ("marac", "2024-25-Q2"): date(2024, 12, 2),
    ("mediation-surveys", "2025-26-Q4"): None,
}
AGAIN = {("referrals", "2023-24-Q4"): date(2024, 5, 20), ("street", "2024-10"): date(2025, 3, 28)}
REPEATED = ("2022-23-Q2", "2024-25-Q1")  # extracts of referrals in which some rows stand twice
RECOUNTED = ("2024-25-Q3", date(2025, 3, 3), 17)  # the quarter of the council's return, the day, and how many more
NAMED = "2023-24-Q3"  # the extract of referrals with a column of names, which must go no further


class Sent(NamedTuple):
    """A file as a partner sends it, and the days that it covers."""

    received: date
    name: str
    sender: str
    first: date
    last: date
    columns: Sequence[str]
    rows: list[tuple]


def extracts() -> Iterator[Sent]:
    """Every case extract in the order of its quarter: from the end of the run-in on, one a quarter and table."""
    happened = everything()
    for quarter, first, last in world.quarters()[3:]:
        since = max(date(world.FIRST_YEAR, 4, 1), world.month_later(first, -12))
        for table, (sender, days, dated, columns) in TABLES.items():
            received = LATE.get((table, quarter), last + timedelta(days))
            if received is None:
                continue
            rows = [seen(row, last) for row in happened[table] if since <= day_of(row[dated]) <= last]
            if table == "referrals":
                columns, rows = as_typed(quarter, columns, rows)
            cells = [tuple(row.get(column, "") for column in columns) for row in rows]
            sent = Sent(received, table, sender, since, last, columns, cells)
            yield from sent_again(sent, quarter)


def sent_again(sent: Sent, about: str) -> Iterator[Sent]:
    """The file, or where it came twice the first one, which lacks some rows, and the whole one."""
    table = "street" if sent.columns == STREET_COLUMNS else sent.name
    if again := AGAIN.get((table, about)):
        yield sent._replace(rows=[row for row in sent.rows if not missing(table, row, about)])
        sent = sent._replace(received=again)
    yield sent


def everything() -> dict[str, list[dict]]:
    """All that ever happened, by the table that tells of it."""
    referrals, mediation = world.referrals(), world.mediation_cases()
    over = [(row["case_id"], row["closed_on"]) for row in mediation if row["accepted_on"]]
    parties = [(f"{case}-{party}", day) for case, day in over for party in (1, 2)]
    supported = [(row["referral_id"], row["closed_on"]) for row in referrals]
    return {
        "referrals": referrals,
        "support-surveys": world.surveys("SS", supported, sent=80, answered=46),
        "marac": world.conference_cases(),
        "mediation": mediation,
        "mediation-closures": sorted(mediation, key=lambda row: (row["closed_on"], row["case_id"])),
        "mediation-surveys": world.surveys("MS", parties, sent=90, answered=44),
        "actions": sorted((row for row in agreed_actions.actions() if row["due"]), key=lambda row: row["due"]),
    }


def seen(row: dict, last: date) -> dict:
    """The row as it stood at the end of that day."""
    known = {key: "" if later(value, last) or value is None else value for key, value in row.items()}
    if "answered_on" in known and not known["answered_on"]:
        known["score"] = ""
    if "milestones" in known:
        done = known["completed"]
        known["state"] = "Not done" if not done else "Done in time" if done <= row["due"] else "Done late"
    return {
        key: f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value) for key, value in known.items()
    }


def later(value: object, last: date) -> bool:
    return isinstance(value, date) and day_of(value) > last


def day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def as_typed(quarter: str, columns: Sequence[str], rows: list[dict]) -> tuple[Sequence[str], list[dict]]:
    """Referrals as people type them: sources spelt in their own way, test records, rows twice, and once a column of names."""
    typed = []
    for row in rows:
        spellings = SPELT.get(row["source"], ())
        if spellings and world.chance(14, "spelt", row["referral_id"]):
            row = {**row, "source": spellings[world.draw("how", row["referral_id"]) % len(spellings)]}
        typed.append({**row, "client_name": f"Madeup Nameless {row['person'][1:]}"})
        if world.chance(1, "test record", row["referral_id"]):
            typed.append(
                {**row, "referral_id": f"TEST{row['referral_id'][2:]}", "person": "P0000", "source": "Test record"}
            )
        if quarter in REPEATED and world.chance(2, "twice", row["referral_id"]):
            typed.append(typed[-1])
    return ((*columns[:2], "client_name", *columns[2:]) if quarter == NAMED else columns), typed


def missing(table: str, row: Sequence[str], name: str) -> bool:
    """Rows that the first of two files lacks: referrals of the online form, and two thirds of a district's incidents."""
    if table == "street":
        return row[8].startswith("Upper Fable") and world.chance(65, "not passed on", name, row)
    return world.chance(16, "online form", row[0]) and row[4][:7] in ("2024-02", "2024-03")


def street_files() -> Iterator[Sent]:
    """The police's file of every month, about two months after the month is over."""
    for year, month in world.months():
        last, name = world.month_later(month) - timedelta(1), f"{month:%Y-%m}"
        received = LATE.get(("street", name), world.month_later(month, 2).replace(day=28))
        told = (f"{name}-fable-street", "Fable Constabulary", month, last, STREET_COLUMNS)
        yield from sent_again(Sent(received, *told, world.street_rows(month, year)), name)


def council_returns() -> Iterator[Sent]:
    """The council's return of every quarter, the first for the whole run-in, and one that revises a quarter."""
    columns = ("indicator", "period", "basis", "value", "status", "note")
    quarters = world.quarters()
    rows = {name: council_rows(name, at // 4) for at, (name, _, _) in enumerate(quarters)}
    for at, (name, first, last) in enumerate(quarters[3:]):
        shown = rows[name] if at else [row for early, _, _ in quarters[:4] for row in rows[early]]
        yield Sent(last + timedelta(12), "council", "Northmoor council", first, last, columns, shown)
        if name == RECOUNTED[0]:
            _, day, more = RECOUNTED
            recount = (*rows[name][1][:3], rows[name][1][3] + more, "r", "reports by telephone were added")
            yield Sent(day, "council", "Northmoor council", first, last, columns, [recount])


def council_rows(quarter: str, year: int) -> list[tuple]:
    estimate = f"the estimate for 30 June {world.FIRST_YEAR + year} is used for the whole financial year"
    return [
        ("population", quarter, "point_in_time", POPULATION[year], "", estimate),
        ("A3", quarter, "quarter", world.fly_tips(quarter, year), "", ""),
    ]


def trackers() -> Iterator[Sent]:
    """The partnership's list of actions after every quarter: all that were agreed by then."""
    columns = ("id", "action", "lead", "due", "completed", "milestones", "opened")
    for _, first, last in world.quarters()[3:]:
        known = [
            {**seen(row, last), "due": row["due"] or ""} for row in agreed_actions.actions() if row["opened"] <= last
        ]
        rows = [tuple(row[column] for column in columns) for row in known]
        yield Sent(last + timedelta(12), "tracker", "Northmoor partnership office", first, last, columns, rows)


def write(folder: Path, kind: str, sent: Sent) -> None:
    """A file as it was received, and its record beside it."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([sent.columns, *sent.rows])
    content = text.getvalue().encode("utf-8")
    record = [
        f'publisher = "{sent.sender} (fictional)"',
        f'licence = "{LICENCE}"',
        f"received = {sent.received}",
        'about = "Generated: fictional. Made by make_records.py."',
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
    ]
    if kind == "cases":
        record.append(f"covers = [{sent.first}, {sent.last}]")
        record.append("generated = true")
        record.append(f"taken = {sent.last + timedelta(1)}")  # its first minute: what happened later is not in it
    place = folder / kind / f"{sent.received}_{'generated-' if kind == 'cases' else ''}{sent.name}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.with_suffix(".csv").write_bytes(content)
    place.with_suffix(".source.toml").write_bytes(("\n".join(record) + "\n").encode("utf-8"))


def main(folder: Path) -> None:
    sent = {"cases": (*extracts(), *street_files()), "returns": council_returns(), "actions": trackers()}
    for kind, files in sent.items():
        for file in files:
            write(folder, kind, file)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
