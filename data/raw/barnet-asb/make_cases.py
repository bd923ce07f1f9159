"""Case records made from published totals: run by hand, `python data/raw/barnet-asb/make_cases.py`; its output is committed.

The published report prints totals and breakdowns and no records. These records give each of them exactly,
for the year, for October to March and, for referrals, by quarter. Nothing else about them is real: which
person has which source, age or need is settled by a checksum, so two characteristics put together say
nothing about the service. No person stands behind a record.

Written    referrals         one row a referral received in the year: 79
           referrals-open-at-start
                             the ten that were open when it began. That they came before is all that is known of
                             them: they stand under the last day before the year
           needs, additional-needs, onward-referrals
                             one row for each kind of need, or service referred to, of a referral of the year; a
                             referral has a kind once at most
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

CASES = Path(__file__).parent / "cases"
NAME = "2018-04-06_{table}_generated-from-published-totals.csv"  # the day on which the published report was submitted

# Referrals by quarter (figure 1), and how many of them were for mediation (figure 2).
QUARTERS = {date(2017, 4, 1): (29, 5), date(2017, 7, 1): (13, 1), date(2017, 10, 1): (27, 1), date(2018, 1, 1): (10, 1)}
SECOND_HALF = date(2017, 10, 1)
OPEN_AT_START = 10  # 89 people supported, 79 of them referred in the year
LAST_DAY_BEFORE = date(2017, 3, 31)

# Tables that print the year and, beside it, the third and fourth quarter together.
SOURCES = {
    "Metropolitan Police": (23, 11),
    "Barnet ASB team": (21, 15),
    "Community Safety MARAC and Community Safety Team": (12, 5),
    "Victim Support multi-crime service": (4, 3),
    "Self-referrals": (8, 1),
    "Environmental Health": (1, 0),
    "Housing": (10, 2),
}
NEEDS = {
    "Emotional": (72, 35),
    "Practical support": (68, 35),
    "Advocacy": (60, 34),
    "Mediation": (8, 2),
    "Personal safety": (25, 8),
    "Home security": (10, 10),
    "Housing": (33, 22),
    "Referral to special support": (49, 19),
    "ASB powers advice": (13, 7),
}
ADDITIONAL_NEEDS = {
    "Assault": (32, 25),
    "Hate crime": (49, 21),
    "Criminal damage": (22, 10),
    "Noise": (32, 15),
    "Harassment": (51, 33),
    "Drugs related": (20, 6),
    "Parking": (6, 1),
    "Youth related": (12, 5),
    "Burglary": (4, 2),
}
ONWARD_REFERRALS = {
    "MARAC": (10, 3),
    "Mental health support": (43, 19),
    "Housing support": (32, 21),
    "Community Safety": (13, 4),
    "Emergency services": (8, 6),
    "Social care": (8, 3),
    "IPCC": (2, 0),
    "Highways": (2, 0),
    "Legal services": (9, 4),
}
# Tables that print the year alone; an empty text is what the published report calls "not given".
GENDERS = {"Male": 25, "Female": 54}
ETHNICITIES = {"Asian": 14, "Black British": 9, "White British": 33, "White Other": 14, "": 9}
AGES = {"18-25": 11, "26-35": 11, "36-45": 15, "46-55": 12, "56-65": 14, "66+": 9, "": 7}

Record = dict[str, str]


def main() -> None:
    """Write the extracts, and print the checksum of each for its `.source.toml`."""
    for table, records in made().items():
        path = CASES / NAME.format(table=table)
        path.write_bytes(as_csv(records))
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)


def made() -> dict[str, list[Record]]:
    """All records by extract, in the order in which they are written."""
    received = _received()
    linked = {"needs": NEEDS, "additional-needs": ADDITIONAL_NEEDS, "onward-referrals": ONWARD_REFERRALS}
    return {
        "referrals": received,
        "referrals-open-at-start": [_record(f"E{n:02}", LAST_DAY_BEFORE) for n in range(1, OPEN_AT_START + 1)],
        **{table: _linked(table, kinds, received) for table, kinds in linked.items()},
    }


def as_csv(records: list[Record]) -> bytes:
    """The records as they are stored: UTF-8, a header, lines that end in a line feed."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode("utf-8")


def _received() -> list[Record]:
    """The referrals of the year, spread evenly over each quarter; every characteristic is dealt out by itself."""
    records: list[Record] = []
    for first, (referrals, mediation) in QUARTERS.items():
        days = [first + timedelta(days=90 * number // referrals) for number in range(referrals)]
        quarter = [_record(f"R{number:03}", day) for number, day in enumerate(days, start=len(records) + 1)]
        _deal(quarter, "service", {"Mediation": mediation, "Support": referrals - mediation})
        records += quarter
    for half, second in _halves(records):
        _deal(half, "source", {source: _in_half(counts, second) for source, counts in SOURCES.items()})
    for column, counts in {"gender": GENDERS, "ethnicity": ETHNICITIES, "age_band": AGES}.items():
        _deal(records, column, counts)
    return records


def _record(referral_id: str, day: date) -> Record:
    given = {"referral_id": referral_id, "person": f"person-{referral_id}", "referred_on": day.isoformat()}
    return given | dict.fromkeys(("closed_on", "service", "source", "gender", "ethnicity", "age_band"), "")


def _linked(table: str, kinds: Mapping[str, tuple[int, int]], referrals: list[Record]) -> list[Record]:
    """One row a referral and kind, by referral; the need for mediation goes to the referrals for mediation."""
    pairs = []
    for kind, counts in kinds.items():
        for half, second in _halves(referrals):
            able = [record for record in half if record["service"] == "Mediation" or kind != "Mediation"]
            pairs += [(one["referral_id"], kind) for one in _mixed(able, f"{table} {kind}")[: _in_half(counts, second)]]
    order = list(kinds)
    pairs.sort(key=lambda pair: (pair[0], order.index(pair[1])))
    return [
        {"row_id": f"{table}-{n:03}", "referral_id": one, "kind": kind} for n, (one, kind) in enumerate(pairs, start=1)
    ]


def _halves(records: list[Record]) -> list[tuple[list[Record], bool]]:
    """The records, which are in the order of their days, of April to September, and those of October to March (True)."""
    first = [record for record in records if record["referred_on"] < str(SECOND_HALF)]
    return [(first, False), (records[len(first) :], True)]


def _in_half(counts: tuple[int, int], second: bool) -> int:
    year, second_half = counts
    return second_half if second else year - second_half


def _deal(records: list[Record], column: str, counts: Mapping[str, int]) -> None:
    """Give each value to as many records as it counts, all of them in the end."""
    values = [value for value, count in counts.items() for _ in range(count)]
    for record, value in zip(_mixed(records, column), values, strict=True):
        record[column] = value


def _mixed(records: list[Record], what: str) -> list[Record]:
    """The records in an order of their own for each purpose, the same on every machine and in every version of Python."""
    return sorted(records, key=lambda one: hashlib.sha256(f"{what} {one['referral_id']}".encode()).hexdigest())


if __name__ == "__main__":
    main()
