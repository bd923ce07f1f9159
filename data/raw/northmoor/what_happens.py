"""What happens in Northmoor, which does not exist: six years of incidents, referrals, cases and answers.

Nothing here is drawn from a clock or from `random`: every choice is a whole number taken from a checksum of
its own name, and only whole numbers are calculated with. So every platform makes the same records, and one more
referral moves no other. People are pseudonyms and nothing else; places, police and services are made up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

SEED = "moor"
FIRST_YEAR, YEARS = 2020, 6  # April 2020 to March 2021 is run-in: what the first reports compare with
FORCE, NEIGHBOUR = "Fable Constabulary", "Pretend Vale"

# Each list has one entry a financial year, the run-in first; the months of SEASON go from April to March.
INCIDENTS = (80, 79, 76, 73, 72, 68)  # a month
SEASON = (98, 106, 114, 122, 124, 106, 104, 92, 84, 80, 78, 92)  # per cent of the month's mean
FAIR = {(2023, 7): 152, (2023, 8): 176, (2023, 9): 158}  # the summer of the travelling fair, per cent
FIRST_REFERRALS = (112, 114, 118, 121, 126, 128)  # tenths a month
HOSPITAL = {(2026, 1): 175, (2026, 2): 190, (2026, 3): 195}  # an adviser starts at the hospital, per cent
CONTACTED_IN_TIME = (70, 73, 77, 81, 85, 89)  # per cent
HIGH_RISK = (66, 68, 70, 96, 98, 101)  # tenths a month; the conference's threshold is lower from April 2023
FLY_TIPS = (1310, 1370, 1420, 1390, 1350, 1280)  # tenths a quarter
MEDIATION = (30, 31, 34, 37, 40, 42)  # tenths a month

SOURCES = {"Police": 38, "Self": 21, "Health": 15, "Housing": 12, "Social work": 10, "": 4}
STREETS = (
    "Example Street", "Fable Row", "Invention Square", "Nowhere Lane", "Pretend Park", "Story Close",
    "Parking Area", "Supermarket", "Makebelieve Road", "Legend Walk", "Chapter Hill", "Inkwell Court",
)  # fmt: skip
DISTRICTS = {"Storyford": (11, 64), "Upper Fable": (7, 36)}  # neighbourhoods, and per cent of the incidents
OTHER_CRIME = {"Criminal damage and arson": 30, "Vehicle crime": 22, "Burglary": 18, "Shoplifting": 20, "Drugs": 10}
SATISFIED = {"Very satisfied": 52, "Satisfied": 31, "Neither": 9, "Dissatisfied": 6, "Very dissatisfied": 2}
LAST_DAY = date(FIRST_YEAR + YEARS, 3, 31)


def draw(*name: object) -> int:
    """A whole number from 0 to 999,999 that belongs to this name for ever."""
    text = "|".join(map(str, (SEED, *name)))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big") % 1_000_000


def between(low: int, high: int, *name: object) -> int:
    """A whole number from `low` to `high`, both possible."""
    return low + draw(*name) % (high - low + 1)


def chance(percent: int, *name: object) -> bool:
    return draw(*name) < percent * 10_000


def pick(weights: dict[str, int], *name: object) -> str:
    """One of the keys, each as often as its weight says."""
    left = draw(*name) % sum(weights.values())
    for key, weight in weights.items():
        left -= weight
        if left < 0:
            return key
    raise AssertionError("the weights are used up")


def number(tenths: int, *name: object) -> int:
    """How many there were where `tenths` / 10 are usual: as scattered as independent events are."""
    return sum(draw(*name, slot) < 100_000 for slot in range(tenths))


def months() -> Iterator[tuple[int, date]]:
    """Every month as the place of its financial year in the lists, and its first day."""
    for at in range(12 * YEARS):
        yield at // 12, date(FIRST_YEAR + (at + 3) // 12, (at + 3) % 12 + 1, 1)


def month_later(day: date, count: int = 1) -> date:
    """The first day of the month so many months later."""
    at = day.year * 12 + day.month - 1 + count
    return date(at // 12, at % 12 + 1, 1)


def some_day(month: date, *name: object) -> date:
    return month + timedelta(draw(*name) % (month_later(month) - month).days)


def quarters() -> list[tuple[str, date, date]]:
    """Every quarter with its first and last day."""
    found = []
    for at in range(4 * YEARS):
        first = month_later(date(FIRST_YEAR, 4, 1), 3 * at)
        year = FIRST_YEAR + at // 4
        name = f"{year}-{(year + 1) % 100:02d}-Q{at % 4 + 1}"
        found.append((name, first, month_later(first, 3) - timedelta(1)))
    return found


def street_rows(month: date, year: int) -> list[tuple]:
    """One month of the police file: incidents of the two districts, some other crime, some of next door, some without a place."""
    key = (month.year, month.month)
    incidents = number(
        INCIDENTS[year] * SEASON[(month.month - 4) % 12] * FAIR.get(key, 100) // 1000, "incidents", month
    )
    rows = [street_row(month, "Anti-social behaviour", "", at) for at in range(incidents)]
    for at in range(number(150, "crimes", month)):
        name = pick(OTHER_CRIME, "crime type", month, at)
        identifier = hashlib.sha256(f"{SEED}|{month}|{at}".encode()).hexdigest()
        rows.append(street_row(month, name, identifier, at))
        if chance(4, "crime twice", month, at):
            rows.append(rows[-1])
    return sorted(rows, key=lambda row: (row[8], row[0], row[6]))


def street_row(month: date, crime: str, identifier: str, at: int) -> tuple:
    name = (month, crime, at)
    district = pick({"here": 93, "next door": 5, "no place": 2}, "where", *name)
    outcome = "" if not identifier else "Investigation complete; no suspect identified"
    common = (identifier, f"{month:%Y-%m}", FORCE, FORCE)
    if district == "no place":
        return (*common, "", "", "No Location", "", "", crime, outcome, "")
    weights = {district: weight for district, (_, weight) in DISTRICTS.items()}
    district = NEIGHBOUR if district == "next door" else pick(weights, "district", *name)
    hood = between(1, DISTRICTS.get(district, (4, 0))[0], "neighbourhood", *name)
    code = 1000 * [*DISTRICTS, NEIGHBOUR].index(district) + 10 * hood
    part = between(0, 3, "part", *name)
    # Coordinates near 0, 0 lie in the sea.
    east, north = between(10, 99, "east", hood, part, *name[:1]), between(10, 99, "north", hood, part, *name[:1])
    street = STREETS[between(0, len(STREETS) - 1, "street", *name)]
    place = (f"0.0{hood:02d}0{east}", f"0.0{hood:02d}0{north}", f"On or near {street}")
    return (*common, *place, f"X01{code + part:06d}", f"{district} {hood:03d}{'ABCD'[part]}", crime, outcome, "")


def fly_tips(quarter: str, year: int) -> int:
    """How many fly-tips were reported to the council in a quarter."""
    return number(FLY_TIPS[year], "fly-tips", quarter)


def referrals() -> list[dict]:
    """Every referral to domestic abuse support, with all that ever became of it."""
    made: list[dict] = []
    for year, month in months():
        usual = FIRST_REFERRALS[year] * HOSPITAL.get((month.year, month.month), 100) // 100
        for at in range(number(usual, "first", month)):
            person, day, again = f"{month:%y%m}-{at:02d}", some_day(month, "day", month, at), 0
            while day <= LAST_DAY:
                row = referral(person, day, again)
                made.append(row)
                if not chance(29, "again", person, again):
                    break
                day, again = row["closed_on"] + timedelta(between(6, 470, "return", person, again)), again + 1
    made.sort(key=lambda row: (row["referred_at"], row["person"]))
    people = pseudonyms("P", made, "person")
    return [
        {**row, "referral_id": f"DA{at:05d}", "person": people[row["person"]]} for at, row in enumerate(made, start=1)
    ]


def referral(person: str, day: date, again: int) -> dict:
    name, year = (person, again), (day.year * 12 + day.month - 4) // 12 - FIRST_YEAR
    at_hospital = day >= date(2026, 1, 1) and chance(40, "adviser", *name)
    source = "Health" if at_hospital else pick(SOURCES, "source", *name)
    begun = datetime.combine(day, time(between(7, 20, "hour", *name), between(0, 59, "minute", *name)))
    limit = 24 if source in ("Police", "Self") else 48
    in_time = chance(CONTACTED_IN_TIME[year], "in time", *name)
    minutes = (
        between(30, limit * 60 - 5, "sooner", *name) if in_time else between(limit * 60 + 10, 9 * 1440, "later", *name)
    )
    reached = in_time or not chance(20, "never reached", *name)
    return {
        "person": person,
        "kind": "Again" if again else "First",
        "source": source,
        "referred_at": begun,
        "contacted_at": begun + timedelta(minutes=minutes) if reached else None,
        "closed_on": day + timedelta(between(18, 230, "closed", *name)),
    }


def conference_cases() -> list[dict]:
    """Every case heard at the high-risk conference, which meets once a month."""
    made: list[dict] = []
    for year, month in months():
        for at in range(number(HIGH_RISK[year], "high risk", month)):
            victim, perpetrator, day, again = f"{month:%y%m}-{at:02d}", f"{month:%y%m}-{at:02d}", meeting(month), 0
            while day <= LAST_DAY:
                made.append({"victim": victim, "perpetrator": perpetrator, "heard_on": day})
                if not chance(34, "heard again", victim, again):
                    break
                if chance(12, "somebody else", victim, again):  # another perpetrator: not a repeat
                    perpetrator = f"{perpetrator}x"
                day = meeting(day + timedelta(between(30, 430, "heard later", victim, again)))
                again += 1
    made.sort(key=lambda row: (row["heard_on"], row["victim"]))
    victims, others = pseudonyms("V", made, "victim"), pseudonyms("X", made, "perpetrator")
    return [
        {**row, "case_id": f"HR{at:05d}", "victim": victims[row["victim"]], "perpetrator": others[row["perpetrator"]]}
        for at, row in enumerate(made, start=1)
    ]


def pseudonyms(prefix: str, rows: Sequence[dict], column: str) -> dict[str, str]:
    """A pseudonym for everybody in a column, numbered as they first appear."""
    return {name: f"{prefix}{at:04d}" for at, name in enumerate(dict.fromkeys(row[column] for row in rows), start=1)}


def meeting(day: date) -> date:
    """The conference's day in that month: the third Wednesday."""
    first = day.replace(day=1)
    return first + timedelta((2 - first.weekday()) % 7 + 14)


def mediation_cases() -> list[dict]:
    """Every referral to mediation, with when it was accepted, when closed, and how it ended."""
    made = []
    for year, month in months():
        for at in range(number(MEDIATION[year], "mediation", month)):
            name = (month, at)
            begun = some_day(month, "asked", *name)
            accepted = (
                begun + timedelta(between(3, 20, "accepted on", *name)) if chance(66, "accepted", *name) else None
            )
            if accepted:
                ends = {"Agreement": 48 + 2 * year, "No agreement": 20, "Settled by contact": 26}
                closed = accepted + timedelta(between(14, 100, "mediated", *name))
            else:
                ends = {"A party declined": 60, "Not suitable": 40}
                closed = begun + timedelta(between(4, 28, "refused", *name))
            outcome = pick(ends, "outcome", *name)
            made.append({"referred_on": begun, "accepted_on": accepted, "closed_on": closed, "outcome": outcome})
    made.sort(key=lambda row: (row["referred_on"], row["closed_on"], row["outcome"]))
    return [{"case_id": f"ME{at:04d}", **row} for at, row in enumerate(made, start=1)]


def surveys(prefix: str, closed: Sequence[tuple[str, date]], sent: int, answered: int) -> list[dict]:
    """A survey after the closing of some cases: when it was sent, when answered, if ever, and the score."""
    made = []
    for case, day in closed:
        if chance(sent, "sent", case):
            back = day + timedelta(between(6, 30, "answer", case)) if chance(answered, "answers", case) else None
            row = {"sent_on": day + timedelta(3), "answered_on": back, "score": pick(SATISFIED, "score", case)}
            made.append({"key": case, **row})
    made.sort(key=lambda row: (row["sent_on"], row["key"]))
    return [{"survey_id": f"{prefix}{at:04d}", **row} for at, row in enumerate(made, start=1)]
