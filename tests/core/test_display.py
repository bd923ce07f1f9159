"""How values are printed: rounded once, half away from zero; with unit, sign and the marks of official statistics."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.display import MINUS, STATUS_WORDS, display_number, exact, round_half_away, with_status

DECIMALS = st.integers(0, 6)


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        ("62.5", 0, "63"),  # 5 of 8, published as 63: rounding to even would give 62
        ("-10.294227", 1, "-10.3"),  # published as -10.2, cut off instead of rounded
        ("-4.961173", 1, "-5.0"),  # published as -4.9, cut off
        ("14.497041", 0, "14"),  # published as 15
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("-2.5", 0, "-3"),
        ("0.05", 1, "0.1"),  # the binary number nearest to 0.05 may go either way
        ("2.675", 2, "2.68"),  # the binary number nearest to it lies below
        ("1.005", 2, "1.01"),
    ],
)
def test_numbers_are_rounded_half_away_from_zero_on_the_exact_decimal(value, decimals, printed):
    assert round_half_away(exact(value), decimals) == Decimal(printed)
    assert round_half_away(exact(float(value)), decimals) == Decimal(printed)  # as a spreadsheet holds it


def test_what_lies_a_hair_below_a_half_is_rounded_down():
    assert round_half_away(Fraction(5 * 10**70 - 1, 10**71), 0) == 0
    assert round_half_away(Fraction(10**90 + 5, 10), 0) == (10**90 + 10) // 10


@given(st.fractions(min_value=-(10**12), max_value=10**12), DECIMALS)
def test_the_rounded_number_is_the_nearest_and_of_two_the_one_further_from_zero(value, decimals):
    rounded = Fraction(round_half_away(value, decimals))
    half = Fraction(1, 2 * 10**decimals)
    assert abs(rounded - value) <= half
    assert abs(rounded - value) < half or abs(rounded) > abs(value)
    assert round_half_away(-value, decimals) == -round_half_away(value, decimals)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "printed"),
    [
        ("1000", "count", 0, "1,000"),  # a comma in numbers of four digits or more, as the ONS writes them
        ("12043", "count", 0, "12,043"),
        ("999", "count", 0, "999"),
        ("1234567.8", "rate", 1, "1,234,567.8"),
        ("0.04", "count", 1, "[low]"),  # a real value is never printed as zero
        ("-0.04", "percent", 1, "[low]"),
        ("0", "count", 1, "0.0"),  # a true zero is
        ("62.5", "percent", 0, "63%"),
        ("-43.529411", "percent", 1, f"{MINUS}43.5%"),
        ("1", "percentage_points", 1, "1.0 percentage point"),  # singular for one only
        ("-1", "percentage_points", 0, f"{MINUS}1 percentage point"),
        ("0.7", "percentage_points", 1, "0.7 percentage points"),
        ("-7.5", "percentage_points", 1, f"{MINUS}7.5 percentage points"),
        ("0", "percentage_points", 1, "0.0 percentage points"),
        ("0.96", "percentage_points", 1, "1.0 percentage point"),  # it reads as one
    ],
)
def test_a_value_is_printed_with_its_unit(value, unit, decimals, printed):
    assert display_number(exact(value), unit, decimals) == printed


def test_a_rise_has_a_plus_where_signs_are_shown_and_nothing_has_no_sign():
    assert display_number(Fraction(34), "count", 0, signed=True) == "+34"
    assert display_number(Fraction(-37), "count", 0, signed=True) == f"{MINUS}37"
    assert display_number(Fraction(0), "count", 0, signed=True) == "0"


def test_a_sentence_whose_words_say_lower_prints_no_minus():
    assert display_number(exact("-7.5"), "percentage_points", 1, magnitude=True) == "7.5 percentage points"


@given(st.fractions(min_value=-(10**9), max_value=10**9), DECIMALS)
def test_nothing_but_a_true_zero_is_printed_as_zero(value, decimals):
    printed = display_number(value, "count", decimals)
    assert (printed.strip(f"{MINUS}0.,") == "") == (value == 0)


@given(st.fractions(min_value=-(10**9), max_value=10**9), DECIMALS)
def test_the_printed_sign_is_that_of_the_value(value, decimals):
    printed = display_number(value, "percent", decimals, signed=True)
    assert printed.startswith(MINUS) <= (value < 0)
    assert printed.startswith("+") <= (value > 0)


def test_marks_follow_the_value_and_stand_alone_where_there_is_none():
    assert with_status("−65.0%", "u") == "−65.0% [u]"
    assert with_status("862", "p r") == "862 [p] [r]"
    assert with_status("", "x") == "[x]"
    assert with_status("48", "") == "48"


@pytest.mark.parametrize(
    ("mark", "meaning"),
    [  # the shorthand of the Government Statistical Service; [k] is for where "low" would offend
        ("b", "break"), ("c", "confidential"), ("e", "estimated"), ("low", "not nothing"), ("p", "provisional"),
        ("r", "revised"), ("u", "low reliability"), ("x", "not available"), ("z", "not applicable"), ("k", "not nothing"),
    ],
)  # fmt: skip
def test_marks_mean_what_they_mean_in_official_statistics(mark, meaning):
    assert meaning in STATUS_WORDS[mark]


def test_no_mark_is_used_that_official_statistics_do_not_have():
    published = {"b", "c", "e", "er", "f", "low", "ns", "p", "r", "s", "ss", "sss", "u", "w", "x", "z"}
    assert STATUS_WORDS.keys() - published == {"k"}


def test_a_number_is_taken_as_it_is_written():
    assert exact(22.5) == Fraction(45, 2)
    assert exact(0.1) == Fraction(1, 10)
    assert exact("0.85") == Fraction(17, 20)
