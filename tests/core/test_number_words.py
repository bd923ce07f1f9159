"""Numbers in words: found where somebody types them, and the same ones by the check of a finished page."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_edition.base import numbers
from pipeline.core.number_words import find_number_words

STATEMENTS = Path(__file__).parents[1] / "benchmarks" / "commentary"
WORDS = (
    "one two three twenty ninety hundred thousand dozen dozens tens and of the a an by over nearly half halves quarter quarters"
    " third thirds fifth tenth year years term doubled halving twice first second other every in"
).split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Twelve people and two hundred and five others", ["Twelve", "two hundred and five"]),
        ("cut by a fifth, a third of the cases", ["a fifth", "a third"]),
        ("three quarters of them, in the third quarter", ["three quarters"]),
        ("one of the first half-year meetings, a third worker", []),
        ("doubled, halved and twice as many", ["doubled", "halved", "twice"]),
    ],
)
def test_numbers_in_words_are_found_and_pronouns_and_periods_are_none(text, found):
    assert [text[start:end] for start, end in find_number_words(text)] == found


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.sampled_from([" ", "-", ", "]))
def test_the_check_of_a_finished_page_finds_the_same_ones(words, between):
    text = between.join(words)
    assert find_number_words(text) == numbers.find_number_words(text)


@pytest.mark.parametrize("path", sorted(STATEMENTS.glob("*.csv")), ids=lambda path: path.stem)
def test_the_check_of_a_finished_page_finds_the_same_ones_in_what_people_write(path):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert find_number_words(row["text"]) == numbers.find_number_words(row["text"])
