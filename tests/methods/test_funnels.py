"""Funnels: the limits of areas of their size around their group, exact and at 95% and 99.8%."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_areas import AREAS, RATE

from check_edition.figures import statistics
from pipeline.figures import limits

PERCENT = {**RATE, "unit": "percent", "population": None, "per": None, "noun": {"one": "of cases", "many": "of cases"}}


def by_area(folder, counts, **own):
    folder.define("A1", **{**RATE, "areas": AREAS, **own})
    folder.receive("2023-11-30", *(f"A1,2023-24-Q2,quarter,,{cases},{people},,,{area}" for area, (cases, people) in counts.items()))
    return folder.figures()


# Lindley and Scott, New Cambridge Statistical Tables (1995), tables 1 (binomial) and 2 (Poisson): the first r at which the
# tabulated distribution function reaches 0.025, 0.975, 0.001 and 0.999.
@pytest.mark.parametrize(
    ("below", "expected", "cases"),
    [
        ("0.025", 10, 4), ("0.975", 10, 17),  # F(3) = 0.0103, F(4) = 0.0293; F(16) = 0.9730, F(17) = 0.9857
        ("0.025", 2, 0), ("0.975", 2, 5),  # F(0) = 0.1353; F(4) = 0.9473, F(5) = 0.9834
        ("0.001", 10, 2), ("0.999", 10, 21),  # F(1) = 0.0005, F(2) = 0.0028; F(20) = 0.9984, F(21) = 0.9993
    ],
)  # fmt: skip
def test_quantiles_of_the_poisson_distribution_are_those_of_published_tables(below, expected, cases):
    for quantile in (limits.poisson_quantile, statistics.poisson_quantile):
        assert quantile(Fraction(below), Fraction(expected)) == cases


@pytest.mark.parametrize(
    ("below", "people", "share", "cases"),
    [
        ("0.025", 20, "0.5", 6), ("0.975", 20, "0.5", 14),  # F(5) = 0.0207, F(6) = 0.0577; F(13) = 0.9423, F(14) = 0.9793
        ("0.025", 10, "0.1", 0), ("0.975", 10, "0.1", 3),  # F(0) = 0.3487; F(2) = 0.9298, F(3) = 0.9872
        ("0.025", 10, "0", 0), ("0.975", 10, "1", 10),
    ],
)  # fmt: skip
def test_quantiles_of_the_binomial_distribution_are_those_of_published_tables(below, people, share, cases):
    for quantile in (limits.binomial_quantile, statistics.binomial_quantile):
        assert quantile(Fraction(below), people, Fraction(share)) == cases


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["0.025", "0.975", "0.001", "0.999"]), st.integers(1, 5000), st.integers(1, 60))
def test_the_check_of_an_edition_finds_the_same_limits_by_another_way(below, people, part):
    share, expected = Fraction(part, 61), Fraction(people * part, 610)
    assert statistics.binomial_quantile(Fraction(below), people, share) == limits.binomial_quantile(Fraction(below), people, share)
    assert statistics.poisson_quantile(Fraction(below), expected) == limits.poisson_quantile(Fraction(below), expected)


def test_the_limits_of_each_area_are_of_its_own_size_around_the_group(folder):
    """40 events among 4,000 people are 10 per 1,000: of 1,000 people by chance 4 to 17, in 998 of 1,000 cases 2 to 21."""
    figures = by_area(folder, {"Ash": (8, 1000), "Beck": (18, 1000), "Cole": (5, 1000), "Dene": (9, 1000)})
    ends = ("lower_limit:group_similar_95", "upper_limit:group_similar_95", "lower_limit:group_similar_998", "upper_limit:group_similar_998")
    assert [figures[f"A1[Beck].{end}"].display for end in ends] == ["4.0", "17.0", "2.0", "21.0"]
    assert figures["A1[Beck].upper_limit:group_similar_998"].method == "exact Poisson limits around the group, 99.8%"


def test_an_area_without_counts_leaves_no_limits_of_the_others(folder):
    figures = by_area(folder, {"Ash": (8, 1000), "Beck": (18, 1000), "Cole": (5, 1000)})
    limit = figures["A1[Beck].upper_limit:group_similar_95"]
    assert (limit.display, limit.reason) == ("[x]", "without counts: Dene")
