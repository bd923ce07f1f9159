"""Northmoor, which does not exist: its records come out the same everywhere, and its figures are what a recount finds.

The recount uses Python's csv module and nothing of `pipeline`: an extract replaces the days that it covers, and then
rows are counted by hand.
"""

import ast
import csv
import os
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from northmoor import FOLDER, LIGHTS, NEWEST, PERIODS, VALUES, northmoor_records
from support import outputs_of

SCRIPTS = ("make_records.py", "what_happens.py", "agreed_actions.py")
MADE = ("cases", "returns", "actions")


# ---- the generator


def test_the_generator_makes_the_committed_records_byte_for_byte_whatever_the_platform_says(tmp_path):
    environment = {"PYTHONHASHSEED": "12345", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PATH": os.environ["PATH"]}
    script = [sys.executable, "-B", FOLDER / "make_records.py", tmp_path]
    subprocess.run(script, check=True, env=environment, cwd=tmp_path, timeout=60)
    for kind in MADE:
        made = {path.name: path.read_bytes() for path in (tmp_path / kind).iterdir()}
        assert made == {path.name: path.read_bytes() for path in (FOLDER / kind).iterdir()}, kind


def test_the_generator_uses_the_standard_library_and_neither_a_clock_nor_chance():
    own = {Path(name).stem for name in SCRIPTS}
    for name in SCRIPTS:
        code = (FOLDER / name).read_text(encoding="utf-8")
        nodes = list(ast.walk(ast.parse(code)))
        imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        assert imported <= own | {
            "__future__",
            "collections.abc",
            "csv",
            "datetime",
            "hashlib",
            "io",
            "pathlib",
            "sys",
            "typing",
        }
        assert not [
            node for node in nodes if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
        ]
        assert not [node for node in nodes if isinstance(getattr(node, "value", 0), float)]
        assert name == "make_records.py" or not [node for node in nodes if isinstance(node, ast.Div)]


def test_the_records_stay_small_and_say_that_they_are_made_up():
    files = [path for kind in MADE for path in (FOLDER / kind).iterdir()]
    assert sum(path.stat().st_size for path in files) < 3_000_000
    assert all("_generated-" in path.name for path in (FOLDER / "cases").iterdir())
    records = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files if path.name.endswith(".toml")]
    assert len(records) * 2 == len(files)
    assert all(record["publisher"].endswith("(fictional)") and "fictional" in record["about"] for record in records)


def test_the_street_files_have_the_headers_of_the_national_ones():
    expected = (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
        "Last outcome category,Context"
    )
    headers = {path.read_text(encoding="utf-8").split("\n")[0] for path in (FOLDER / "cases").glob("*-street.csv")}
    assert headers == {expected}


# ---- the recount

FIRST_DAYS = {"Q1": "04-01", "Q2": "07-01", "Q3": "10-01", "Q4": "01-01"}
LAST_DAYS = {"Q1": "06-30", "Q2": "09-30", "Q3": "12-31", "Q4": "03-31"}
SAME_SOURCE = {"police": "Police", "Fable Constabulary": "Police", "Self-referral": "Self", "self": "Self"}


@cache
def received(table: str, key: str, dated: str, as_of: str) -> list[dict]:
    """The rows of a table by a date: an extract, in the order of arrival, takes the place of what it covers."""
    kept: list[dict] = []
    for path in sorted((FOLDER / "cases").glob(f"*_generated-{table}.csv")):
        if path.name[:10] <= as_of:
            record = tomllib.loads(path.with_suffix(".source.toml").read_text(encoding="utf-8"))
            first, last = (day.isoformat() for day in record["covers"])
            kept = [row for row in kept if not first <= row[dated][:10] <= last]
            rows = {row[key]: row for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}
            kept += rows.values()
    return kept


@cache
def incidents(as_of: str) -> list[str]:
    """The month of every incident of antisocial behaviour in Northmoor, from the newest file of each month."""
    newest = {
        path.name[11:]: path for path in sorted((FOLDER / "cases").glob("*-street.csv")) if path.name[:10] <= as_of
    }
    lines = [row for path in newest.values() for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    here = ("Storyford ", "Upper Fable ")
    return [
        row["Month"]
        for row in lines
        if row["Crime type"] == "Anti-social behaviour" and row["LSOA name"].startswith(here)
    ]


def recount(period: str, as_of: str = "9999-12-31", *, quarter: bool = False) -> dict[str, tuple[int, ...]]:
    """Counts from 1 April (or of the quarter), of twelve months or on the last day: (count,) or (numerator, denominator)."""
    year, ends = int(period[:4]), int(period[:4]) + (period[-2:] == "Q4")
    first = f"{ends}-{FIRST_DAYS[period[-2:]]}" if quarter else f"{year}-04-01"
    last = f"{ends}-{LAST_DAYS[period[-2:]]}"
    year_before = f"{int(last[:4]) - 1}{last[4:7]}"

    def days(table: str, key: str, dated: str) -> list[dict]:
        return [row for row in received(table, key, dated, as_of) if first <= row[dated][:10] <= last]

    def share(rows: list[dict], column: str, *values: str) -> tuple[int, int]:
        return sum(row[column] in values for row in rows), len(rows)

    months = incidents(as_of)
    everyone = [
        row for row in received("referrals", "referral_id", "referred_at", as_of) if row["source"] != "Test record"
    ]
    referrals = [row for row in everyone if first <= row["referred_at"][:10] <= last]
    closed = [row for row in referrals if row["closed_on"]]
    contacts = [in_time(row, as_of) for row in referrals if row["kind"] == "First"]
    heard = days("marac", "case_id", "heard_on")
    earlier = received("marac", "case_id", "heard_on", as_of)
    closures = days("mediation-closures", "case_id", "closed_on")
    mediated = [row for row in closures if row["outcome"] in ("Agreement", "No agreement")]
    parties = [row for row in days("mediation-surveys", "survey_id", "sent_on") if row["score"]]
    clients = [row for row in days("support-surveys", "survey_id", "sent_on") if row["score"]]
    opened = [row for row in everyone if row["referred_at"][:10] <= last and not "" < row["closed_on"] < last]
    return {
        "A1": (sum(first[:7] <= month <= last[:7] for month in months),),
        "A1~rolling": (sum(year_before < month <= last[:7] for month in months),),
        "M1": (len(days("mediation", "case_id", "referred_on")),),
        "M2": share(closures, "outcome", "A party declined", "Not suitable"),
        "M3": share(mediated, "outcome", "Agreement"),
        "M4": share(parties, "score", "Very satisfied", "Satisfied"),
        "D1": (len(referrals),),
        "D2": (len({row["person"] for row in referrals}),),
        "D3": (len(opened),),
        "D4": (contacts.count(True), len(contacts) - contacts.count(None)),
        "D5": (sum(returned(row, everyone) for row in closed), len(closed)),
        "D6": (len(heard),),
        "D7": (sum(heard_before(row, earlier) for row in heard), len(heard)),
        "D8": share(clients, "score", "Very satisfied", "Satisfied"),
        "P1": share(days("actions", "id", "due"), "state", "Done in time"),
    }


def in_time(row: dict, as_of: str) -> bool | None:
    """Whether a person was contacted within 24 or 48 hours; None where that could still happen after the last extract."""
    source = SAME_SOURCE.get(row["source"], row["source"])
    limit = moment(row["referred_at"]) + timedelta(hours=24 if source in ("Police", "Self") else 48)
    if row["contacted_at"]:
        return moment(row["contacted_at"]) <= limit
    return None if limit > moment("2026-04-01") and as_of > "2026-04-14" else False


def moment(local: str) -> datetime:
    """A time of Northmoor in universal time: on the day when summer time ends there are twenty-five hours."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def returned(row: dict, everyone: list[dict]) -> bool:
    """Whether the person was referred again within twelve months of the closing of this case."""
    year, rest = row["closed_on"][:4], row["closed_on"][4:]
    until = f"{int(year) + 1}{'-02-28' if rest == '-02-29' else rest}"
    return any(
        other["person"] == row["person"] and row["referred_at"][:10] < other["referred_at"][:10] <= until
        for other in everyone
    )


def heard_before(row: dict, earlier: list[dict]) -> bool:
    """Whether the same victim and perpetrator were heard on an earlier day, not more than twelve months before."""
    since = f"{int(row['heard_on'][:4]) - 1}{row['heard_on'][4:]}"
    return any(
        other["victim"] == row["victim"] and other["perpetrator"] == row["perpetrator"]
        and since <= other["heard_on"] < row["heard_on"]
        for other in earlier
    )  # fmt: skip


# ---- the figures


@pytest.mark.parametrize("period", ["2023-24-Q2", NEWEST])
def test_the_figures_are_what_a_recount_of_the_files_finds(northmoor, period):
    figures = northmoor(period)
    counted = recount(period)
    missing = {"M4"} if period == NEWEST else set()
    for code, (count, *whole) in counted.items():
        if code in missing:
            assert figures[f"{code}.value"].display == "[x]"
        elif whole:
            assert (figures[f"{code}.numerator"].value, figures[f"{code}.denominator"].value) == (count, *whole), code
            final = Fraction(100 * count, *whole) if code != "D5" or period < "2024-25-Q2" else None
            assert figures[f"{code}.value"].value == final, code
        elif code == "A1~rolling":
            assert figures["A2.numerator"].value == figures["A1.value~rolling_12_months"].value == count
        else:
            assert figures[f"{code}.value"].value == count, code


def test_every_quarter_of_five_years_has_its_figures(northmoor):
    for period in PERIODS:
        figures = northmoor(period, cells=LIGHTS)
        codes = {figure.parts.indicator for figure in figures.values() if figure.parts.measure == "traffic_light"}
        assert len(codes) == 16
        absent = {
            code: figures[f"{code}.value"].status for code in codes - {"D5"} if figures[f"{code}.value"].value is None
        }
        # In spring 2024 no action was due, and 0 of 0 is no percentage.
        assert absent == {NEWEST: {"M4": "x"}, "2024-25-Q1": {"P1": "z"}}.get(period, {}), period
        # Twelve months had not passed for everybody of the year from then on: no percentage is given.
        assert (figures["D5.value"].value is None) == (period >= "2024-25-Q2"), period
        assert figures["D5.value"].status == ("x" if period >= "2024-25-Q2" else ""), period


def test_who_can_still_be_contacted_in_time_is_pending(northmoor):
    figures = northmoor(NEWEST)
    assert figures["D4.value"].status == "p"
    assert figures["D4.value"].reason == "3 records were still in time when the records were taken, and left out"


def test_the_newest_quarter_of_referrals_is_unusual_and_so_was_the_summer_of_the_fair(northmoor):
    assert northmoor(NEWEST)["D1.variation~quarter"].value == "above the usual range"
    assert northmoor("2023-24-Q2")["A1.variation~quarter"].value == "above the usual range, which is worse"


def test_cases_of_the_conference_before_its_lower_threshold_are_not_held_against_those_after(northmoor):
    assert "b" in northmoor("2023-24-Q4")["D6.change"].status.split()
    assert "b" not in northmoor(NEWEST)["D6.change"].status.split()


@pytest.mark.parametrize(
    ("period", "as_of", "code", "told"),
    [
        (
            NEWEST,
            "2026-04-30",
            "A1",
            "the police files come two months after the month that they cover; due 28 May 2026",
        ),
        ("2022-23-Q3", "2023-02-10", "M1", "the service is moving to another case system; due 20 March 2023"),
        ("2024-25-Q2", "2024-11-15", "D6", "the coordinator's post was vacant; due 2 December 2024"),
    ],
)
def test_what_is_late_is_missing_with_its_reason_until_it_comes(northmoor, period, as_of, code, told):
    value = northmoor(period, as_of, VALUES)[f"{code}.value"]
    assert (value.display, told in value.reason) == ("[x]", True), value.reason
    assert northmoor(period, cells=VALUES)[f"{code}.value"].value > 0


def test_a_later_file_replaces_the_days_that_it_covers(northmoor):
    early, late = (northmoor("2024-25-Q3", as_of, VALUES)["A1.value"].value for as_of in ("2025-03-27", "2025-03-28"))
    assert early < late == recount("2024-25-Q3")["A1"][0]
    early, late = (northmoor("2023-24-Q4", as_of, VALUES)["D1.value"].value for as_of in ("2024-05-19", "2024-05-20"))
    assert early < late == recount("2023-24-Q4")["D1"][0]


def test_every_row_is_used_or_left_out_for_a_stated_reason(northmoor):
    figures = northmoor(NEWEST)
    kinds = {
        figure.parts.category: figure.value for figure in figures.values() if figure.parts.indicator == "rows-received"
    }
    assert kinds.pop("") == sum(kinds.values())
    assert all(
        kinds[reason] > 0
        for reason in (
            "the-place-is-not-given", "the-place-belongs-to-the-next-partnership",
            "the-same-crime-stood-already-in-the-file", "a-test-of-the-case-system-not-a-person",
            "the-same-referral-stood-already-in-the-extract",
        )
    )  # fmt: skip


def test_a_column_of_names_goes_no_further_than_the_file():
    named = [path for path in (FOLDER / "cases").glob("*.csv") if "client_name" in path.read_text(encoding="utf-8")]
    assert [path.name for path in named] == ["2024-01-14_generated-referrals.csv"]
    rows = northmoor_records().rows
    assert (
        "client_name" not in rows
        and not rows.astype(str).apply(lambda column: column.str.contains("Madeup")).any().any()
    )


# ---- the report


@pytest.mark.slow
def test_the_newest_report_says_that_it_is_fictional_and_shows_what_the_records_say(made):
    run = made("northmoor", NEWEST)
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "Fictional. Northmoor, its police, its services and every record behind this page were made up" in page
    assert f'<data value="{recount(NEWEST)["A1"][0]}" data-figure="A1.value">' in page
    assert "What changed since the last report" in page and "as received by <time" in page
    assert 'data-figure="D8.value:last_report@2025-26-Q3">83.9%</data>' in page
    assert "Answers to surveys that were sent before the end of December came in after it." in page
    assert "Move the parking area" in page and "Its due date has passed and it is not done" in page
    written = [path for path in outputs_of(run).rglob("*") if path.suffix in (".html", ".json", ".ipynb", ".csv")]
    kept = [path for path in written if "store" not in path.parts]  # the store holds the received files as they are
    assert not [path for path in kept if "Madeup" in path.read_text(encoding="utf-8")]
