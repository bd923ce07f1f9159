"""Sentences: what a right, a wrong and an unclear sentence gets, one row of `sentences.csv` each.

A made-up partnership: 40 graffiti incidents (A1) against 50 a year before, 25 and 15 by quarter; 18 of 24 clients contacted in time (B2),
17 of 25 the year before, target 80 %; 60 referrals (C3): Police 20 (15), Health 30 (35), Self 10 (5), in all 55 the year before; 6 for
mediation (M4), 9 the year before.
"""

import csv
from pathlib import Path

import pytest
from conftest import ReportFolder

from pipeline.commentary.checker import Checker
from pipeline.commentary.claim import DISAGREES, UNCHECKED
from pipeline.commentary.statements import needs_source

ROWS = list(csv.DictReader((Path(__file__).parent / "sentences.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def checker(tmp_path_factory):
    folder = ReportFolder(tmp_path_factory.mktemp("partnership"))
    folder.define("A1", name="Number of incidents of graffiti", short_name="Graffiti incidents",
                  noun={"one": "graffiti incident", "many": "graffiti incidents"})  # fmt: skip
    folder.define("B2", name="Percentage of clients contacted in time", short_name="Clients contacted in time", unit="percent",
                  aggregation="ratio", polarity="higher_is_better", comparator="target", also_against=["same_period_last_year"],
                  variance_basis="points", target={"value": 80, "says": "the plan"}, decimals=1,
                  noun={"one": "of clients was contacted in time", "many": "of clients were contacted in time"})  # fmt: skip
    folder.define("C3", name="Number of referrals to the service within twelve months of a visit", short_name="Referrals",
                  noun={"one": "referral", "many": "referrals"}, categories={"Police": {}, "Health": {}, "Self": {}})  # fmt: skip
    folder.define("M4", name="Number of referrals for mediation", short_name="Referrals for mediation",
                  noun={"one": "referral for mediation", "many": "referrals for mediation"})  # fmt: skip
    groups = [
        f"C3,{period},year_to_date,{value},,,,,{group}"
        for period, values in (("2023-24-Q2", (60, 20, 30, 10)), ("2022-23-Q2", (55, 15, 35, 5)))
        for group, value in zip(("", "Police", "Health", "Self"), values, strict=True)
    ]
    folder.receive("2023-11-30", "A1,2023-24-Q1,quarter,25", "A1,2023-24-Q2,quarter,15", "A1,2022-23-Q2,year_to_date,50",
                   "B2,2023-24-Q2,year_to_date,,18,24", "B2,2022-23-Q2,year_to_date,,17,25", *groups,
                   "M4,2023-24-Q2,year_to_date,6", "M4,2022-23-Q2,year_to_date,9")  # fmt: skip
    return Checker(folder.report(), folder.figures())


def outcome(verdicts):
    """right: nothing is asked; wrong: it does not agree; source: a number of it needs one; unread: a word of it was not understood."""
    if any(one.verdict == DISAGREES for one in verdicts):
        return "wrong"
    unchecked = [one for one in verdicts if one.verdict == UNCHECKED]
    if any(needs_source(one) for one in unchecked):
        return "source"
    return "unread" if unchecked else "right"


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_a_sentence_gets_what_its_figures_and_words_deserve(checker, row):
    verdicts = checker.judge(row["text"], row["subject"])
    assert outcome(verdicts) == row["outcome"], verdicts
    if row["cause"]:
        assert row["cause"] in [one.cause for one in verdicts]


@pytest.mark.parametrize("days", ["This quarter's number", "The number in the first quarter", "The number of this quarter"])
def test_in_june_a_quarter_is_the_year_to_date(folder, days):
    folder.define("A1")
    folder.receive("2023-07-14", "A1,2022-23-Q1,quarter,10", "A1,2023-24-Q1,quarter,8")
    june = Checker(folder.report("2023-24-Q1"), folder.figures("2023-24-Q1"))
    assert outcome(june.judge(f"{days} is {{{{ A1.value }}}}.", "A1")) == "right"
    assert outcome(june.judge(f"{days} is 8.", "A1")) == "right"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("15 people were aged 46 to 55.", "right"),
        ("15 people were aged 46–55.", "right"),
        ("14 people were aged 46 to 55.", "source"),
        ("46 of the 55 people were men.", "source"),  # no age, though its numbers are those of a group's name
        ("The ages are known of 46, 55 people came.", "source"),
    ],
)
def test_a_group_of_ages_is_what_is_written_as_one(folder, text, wanted):
    folder.define("A1", name="Number of people referred", short_name="People referred", categories={"18-45": {}, "46-55": {}},
                  noun={"one": "person referred", "many": "people referred"})  # fmt: skip
    folder.receive("2023-11-30", *(f"A1,2023-24-Q2,year_to_date,{value},,,,,{group}" for group, value in (("", 55), ("18-45", 40), ("46-55", 15))))
    checker = Checker(folder.report(), folder.figures())
    assert outcome(checker.judge(text, "A1")) == wanted
