"""Statements about sub-groups, aims and shares: held against the figures of all that the words speak of."""

import pytest

from pipeline.claims.checker import Checker, overall

AGREES, WRONG, UNKNOWN = "agrees", "does not agree", "cannot be checked"


@pytest.fixture
def judged(folder):
    """60 referrals: Police 20 (15 a year before), Health 30 (35), Self 10 (5); 6 for mediation. The rate fell 10 %, 20 % wanted; 7 of 8 met."""
    noun = {"one": "referral", "many": "referrals"}
    kinds = {"Police": {}, "Health": {}, "Self": {}}
    folder.define("C3", name="Number of referrals to the service", short_name="Referrals", noun=noun, categories=kinds)
    folder.define("M4", name="Number of referrals for mediation", short_name="Referrals for mediation",
                  noun={"one": "referral for mediation", "many": "referrals for mediation"})  # fmt: skip
    folder.define("P5", name="Percentage of cases that could not be progressed", short_name="Cases not progressed",
                  unit="percent", aggregation="ratio", variance_basis="points",
                  noun={"one": "of cases could not be progressed", "many": "of cases could not be progressed"})  # fmt: skip
    lines = [
        f"C3,{period},year_to_date,{value},,,,,{group}"
        for period, values in (("2023-24-Q2", (60, 20, 30, 10)), ("2022-23-Q2", (55, 15, 35, 5)))
        for group, value in zip(("", "Police", "Health", "Self"), values, strict=True)
    ]
    folder.receive("2023-11-30", *lines, "M4,2023-24-Q2,year_to_date,6", "M4,2022-23-Q2,year_to_date,9",
                   "P5,2023-24-Q2,year_to_date,,18,20", "P5,2022-23-Q2,year_to_date,,16,20")  # fmt: skip
    checker = Checker(folder.report(), folder.figures())
    return lambda text, subject="C3": overall(checker.judge(text, subject))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Health is still the largest source of referrals.", AGREES),
        ("The Police remain the largest source of referrals.", WRONG),
        ("The Police were the second largest source.", AGREES),
        ("Self was the smallest source of referrals, with 10.", AGREES),
        ("Most referrals came from Health.", WRONG),  # 30 of 60 is no majority
        ("The largest source of funds is the council.", UNKNOWN),
    ],
)
def test_the_largest_sub_group_is_held_against_all_of_them(judged, text, verdict):
    assert judged(text) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Referrals rose from Police and Self.", AGREES),
        ("Referrals from Police and Health both rose.", WRONG),  # Health fell
        ("Every source sent more referrals than last year.", WRONG),
        ("All three sources sent fewer referrals than last year.", WRONG),
        ("All four sources sent fewer referrals.", UNKNOWN),  # there are three
    ],
)
def test_what_is_said_of_several_sub_groups_is_false_where_it_is_false_of_one(judged, text, verdict):
    assert judged(text) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The aim of having fewer referrals for mediation was achieved.", AGREES),
        ("The aim of having fewer referrals for mediation was not achieved.", WRONG),
        ("The goal to have more referrals for mediation was met.", WRONG),
        ("The aim of having a second office was met.", UNKNOWN),
    ],
)
def test_an_aim_that_names_only_a_direction_is_held_against_the_change(judged, text, verdict):
    assert judged(text, "M4") == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("One in ten of all referrals were for mediation.", AGREES),  # 6 of 60
        ("Referrals for mediation made up 6% of all referrals.", WRONG),  # the count for the percentage
    ],
)
def test_a_share_of_another_indicators_count_is_worked_out(judged, text, verdict):
    assert judged(text, "M4") == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Only 10% of cases could be progressed.", AGREES),  # the rest of 90 %
        ("Nine out of ten cases could not be progressed.", AGREES),
        ("One case in ten could be progressed.", AGREES),
        ("Of 20 cases 18 could not be progressed.", AGREES),
        (
            "About 98% of cases could not be progressed.",
            UNKNOWN,
        ),  # too far off for "about", too near to be called wrong
        ("About 50% of cases could not be progressed.", WRONG),
    ],
)
def test_shares_in_words_and_rough_numbers_are_read_as_people_mean_them(judged, text, verdict):
    assert judged(text, "P5") == verdict


@pytest.mark.parametrize(
    "text",
    [
        "Although referrals rose over the year, referrals for mediation fell, to 6 from 9.",
        "Two of the plans fell through, and 3 workers dropped out of the training.",
        "In year three the team ran two referral groups.",
        "Referrals have trebled in two years.",  # nothing is held of two years ago
    ],
)
def test_what_the_report_does_not_measure_is_not_accused(judged, text):
    assert judged(text) != WRONG


def test_a_number_of_another_indicator_of_the_section_agrees_with_that(judged):
    assert judged("90% of cases could not be progressed.", "C3") == AGREES
