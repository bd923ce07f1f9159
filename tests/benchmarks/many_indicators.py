"""A made-up report of any number of indicators, which says of itself that it is made up: what growth is measured on.

    python3 start.py python tests/benchmarks/many_indicators.py FOLDER INDICATORS [YEARS]

writes `FOLDER/many-INDICATORS`, a scorecard for 2025-26-Q4. Every fourth indicator is a percentage, every fifth a stock, the others
are counts since April. With two YEARS an indicator has about as much as one of Borders; with five also its usual range, its rolling
twelve months and its pace.
"""

import csv
import hashlib
import random
import sys
from pathlib import Path

PERIOD, RECEIVED = "2025-26-Q4", "2026-04-23"
LAST_YEAR, SHORT = 2025, 2  # with no more years than this, nothing is worked out of a longer history
A_SECTION = 20  # indicators
COLUMNS = ("indicator", "category", "period", "basis", "value", "numerator", "denominator", "status", "note")
TITLES = ("Streets", "Homes", "Parks", "Shops", "Roads", "Schools", "Estates", "Harbour", "Villages", "Town")
REPORT = """title = "How safe is Manyfield?"
partnership = "Manyfield Community Safety Partnership"
team = "Manyfield partnership team"
layout = "scorecard"
notice = "Entirely made up for measuring. There is no Manyfield, and no number here was counted anywhere."
small_base = 50
years = 5

[[traffic_light]]
applies_from = "2021-22-Q1"
green_from = 0
amber_from = -5
reference_zero = "green_or_red"

[traffic_light.key]
green = "Better than the figure it is compared with, or unchanged."
amber = "Worse than the figure it is compared with, by up to and including 5% or 5 percentage points."
red = "Worse than the figure it is compared with, by more than 5% or 5 percentage points; also any rise from nothing."
data_only = "Shown for information; not judged."
no_data = "Judged, but the figures needed for it were not received."

[disclosure]
rule = "none"
reason = "Nobody stands behind these numbers: they are made up."

[[owners]]
role = "Partnership analyst"
answers_for = "the report as a whole"
"""
SECTION = """
[[priorities]]
id = "part-{number}"
title = "{title}: fewer people come to harm there"
"""
INDICATOR = """
["{code}"]
name = "Number of made-up incidents of kind {code}"
short_name = "Incidents of kind {code}"
priority = "part-{part}"
definition = "Made-up incidents of this kind."
aggregation = "{aggregation}"
unit = "{unit}"
basis = "{basis}"
polarity = "{polarity}"
comparator = "{comparator}"
judged = true
variance_basis = "{variance_basis}"
decimals = {decimals}
{more}{longer}source = "Made up"
owner = "Partnership analyst"
checked_by = "Partnership analyst"
next_review = 2027-03-31
"""
COUNT = {
    "aggregation": "sum", "unit": "count", "basis": "year_to_date", "polarity": "lower_is_better", "comparator": "same_period_last_year",
    "variance_basis": "relative", "decimals": 0,
    "more": 'noun = { one = "incident", many = "incidents" }\n', "longer": 'rolling_12_months = true\nvariation = true\nannualise = "by_period"\n',
}  # fmt: skip
SHARE = {
    "aggregation": "ratio", "unit": "percent", "basis": "quarter", "polarity": "higher_is_better", "comparator": "same_period_last_year",
    "variance_basis": "points", "decimals": 1,
    "more": 'noun = { one = "case settled in time", many = "cases settled in time" }\n', "longer": "variation = true\n",
}  # fmt: skip
STOCK = {
    "aggregation": "stock", "unit": "count", "basis": "point_in_time", "polarity": "lower_is_better", "comparator": "previous_period",
    "variance_basis": "relative", "decimals": 0, "more": 'noun = { one = "case open", many = "cases open" }\n', "longer": "",
}  # fmt: skip


def kind_of(number: int) -> dict:
    """What the indicator of this number is like."""
    return SHARE if number % 4 == 3 else STOCK if number % 5 == 4 else COUNT


def rows_of(code: str, kind: dict, numbers: random.Random, years: int) -> list[tuple]:
    """What a partner sent of each quarter of so many years."""
    usual = numbers.choice((30, 120, 700, 2500))
    basis = "point_in_time" if kind is STOCK else "quarter"
    rows = []
    for period in (f"{year}-{(year + 1) % 100}-Q{quarter}" for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1) for quarter in range(1, 5)):
        value = round(usual * numbers.uniform(0.8, 1.2))
        told = ("", round(value * numbers.uniform(0.5, 0.95)), value) if kind is SHARE else (value, "", "")
        rows.append((code, "", period, basis, *told, "", ""))
    return rows


def make_many(data: Path, indicators: int, years: int = SHORT, seed: int = 1) -> Path:
    """Write the report's folder; the same numbers for the same seed, and those of ten begin those of a hundred."""
    folder = data / f"many-{indicators}"
    (folder / "returns").mkdir(parents=True)
    numbers = random.Random(seed)
    parts = range(1, -(-indicators // A_SECTION) + 1)
    sections = "".join(SECTION.format(number=part, title=f"{TITLES[part % len(TITLES)]} {part}") for part in parts)
    head, owners = REPORT.split("\n[[traffic_light]]", 1)
    (folder / "report.toml").write_text(f"{head}{sections}\n[[traffic_light]]{owners}", encoding="utf-8")
    kinds = {f"{1 + at // A_SECTION}.{1 + at % A_SECTION}": kind_of(at) for at in range(indicators)}
    told = (INDICATOR.format(code=code, part=code.split(".")[0], **(kind if years > SHORT else {**kind, "longer": ""})) for code, kind in kinds.items())
    (folder / "indicators.toml").write_text("# Made up, to measure growth on.\n" + "".join(told), encoding="utf-8")
    returned = folder / "returns" / f"{RECEIVED}_partners.csv"
    with returned.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for code, kind in kinds.items():
            writer.writerows(rows_of(code, kind, numbers, years))
    sha256 = hashlib.sha256(returned.read_bytes()).hexdigest()
    source = f'publisher = "Made up"\nlicence = "Free for any use."\nreceived = {RECEIVED}\nsha256 = "{sha256}"\n'
    returned.with_suffix(".source.toml").write_text(source, encoding="utf-8")
    return folder


if __name__ == "__main__":
    print(make_many(Path(sys.argv[1]), *map(int, sys.argv[2:4])))
