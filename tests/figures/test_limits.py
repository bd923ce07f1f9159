"""Confidence limits: published examples, figures computed outside this project, and what must hold for all."""

from fractions import Fraction
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures.limits import poisson, wilson

CONFIDENCES = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])
EVENTS = st.integers(0, 10**9)
unhurried = settings(deadline=None)  # the first exact limit loads scipy


@st.composite
def proportions(draw):
    people = draw(st.integers(1, 10**9))
    return draw(st.integers(0, people)), people


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),  # nothing observed still has an upper limit
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_limits_of_a_proportion_match_the_published_examples(numerator, denominator, lower, upper):
    assert wilson(numerator, denominator) == pytest.approx((lower, upper), abs=0.00005)


@pytest.mark.parametrize(
    ("numerator", "denominator", "confidence", "lower", "upper"),
    [  # per cent, from PHEindicatormethods
        (7776456, 7564336677, 0.95, 0.10273201001641094, 0.10287644578977231),
        (5, 22, 0.95, 10.1230399852485, 43.4399531752217),
        (188, 527, 0.95, 31.7009208481916, 39.8536746923568),
        (188, 527, 0.998, 29.5327337298476, 42.3244779623983),
        (10, 11, 0.998, 44.5950769011204, 99.2015330501971),
        (1, 1, 0.95, 20.6549314377238, 100),
    ],
)
def test_limits_of_a_proportion_agree_with_the_public_health_tools(numerator, denominator, confidence, lower, upper):
    shares = wilson(numerator, denominator, confidence)
    assert [share * 100 for share in shares] == pytest.approx([lower, upper], rel=1e-9)


@pytest.mark.parametrize(
    ("events", "confidence", "lower", "upper"),
    [
        (1, 0.95, 0.025317807984289897, 5.571643390938898),  # under 10 events: exact
        (2, 0.95, 0.242209278543965, 7.22468766772396),
        (5, 0.95, 1.62348639011842, 11.668332079322669),
        (20, 0.95, 12.211428834875937, 30.889880369197066),  # from 10 events: Byar's
        (65, 0.95, 50.163187710459454, 82.84913854593984),
        (250, 0.95, 219.96688424772327, 282.9885187240272),
    ],
)
def test_limits_of_a_count_of_events_agree_with_the_public_health_tools(events, confidence, lower, upper):
    assert poisson(events, confidence) == pytest.approx((lower, upper), rel=1e-9)


@pytest.mark.parametrize(
    ("events", "population", "confidence", "lower", "upper"),
    [  # per 100,000, from PHEindicatormethods
        (0, 116_900, 0.95, 0, 3.15558550394691),
        (9, 116_900, 0.95, 3.52042181127317, 14.6148874691353),  # the last exact one
        (9, 116_900, 0.998, 2.09788229629065, 19.3818420094636),
        (11, 116_900, 0.95, 4.69092403631307, 16.837670758038),
        (11, 116_900, 0.998, 2.94984622617697, 21.9388541630089),
        (12_469, 139_200, 0.998, 8711.76464838901, 9208.28813635757),
    ],
)
def test_limits_of_a_rate_are_those_of_its_events_over_the_population(events, population, confidence, lower, upper):
    per_100_000 = [limit / population * 100_000 for limit in poisson(events, confidence)]
    assert per_100_000 == pytest.approx([lower, upper], rel=1e-9)


def test_ten_events_have_byars_limits_and_not_the_exact_ones():
    # Breslow and Day's formula worked by hand; the exact limits are 4.7954 and 18.3904.
    assert poisson(10) == pytest.approx((4.7874, 18.3915), abs=0.00005)


def test_no_events_have_a_lower_limit_of_exactly_nothing_and_an_upper_limit():
    assert poisson(0) == (0.0, pytest.approx(3.6889, abs=0.00005))


@unhurried
@given(st.integers(1, 10**9), CONFIDENCES)
def test_nothing_and_everything_observed_give_limits_of_exactly_0_and_1(people, confidence):
    assert wilson(0, people, confidence)[0] == 0.0
    assert wilson(people, people, confidence)[1] == 1.0


@unhurried
@given(proportions(), CONFIDENCES)
def test_limits_of_a_proportion_contain_it_and_lie_within_0_and_1(counts, confidence):
    numerator, denominator = counts
    lower, upper = wilson(numerator, denominator, confidence)
    assert 0 <= lower <= numerator / denominator <= upper <= 1
    assert lower < upper


@unhurried
@given(proportions(), st.integers(2, 1000))
def test_limits_narrow_as_the_same_proportion_is_seen_in_more_people(counts, times):
    few = wilson(*counts)
    many = wilson(*(count * times for count in counts))
    assert many[1] - many[0] < few[1] - few[0]


@unhurried
@given(proportions(), CONFIDENCES)
def test_the_share_without_the_condition_has_the_mirrored_limits(counts, confidence):
    numerator, denominator = counts
    lower, upper = wilson(numerator, denominator, confidence)
    assert wilson(denominator - numerator, denominator, confidence) == pytest.approx((1 - upper, 1 - lower), abs=1e-12)


@unhurried
@given(EVENTS, CONFIDENCES)
def test_limits_of_a_count_contain_it_and_do_not_fall_below_nothing(events, confidence):
    lower, upper = poisson(events, confidence)
    assert 0 <= lower <= events < upper


@unhurried
@given(st.integers(0, 40))
def test_one_more_event_raises_both_limits_also_where_the_method_changes(events):
    fewer, more = poisson(events), poisson(events + 1)
    assert fewer[0] < more[0] and fewer[1] < more[1]


@unhurried
@given(EVENTS, proportions())
def test_more_confidence_is_wider(events, counts):
    for usual, wide in ((poisson(events), poisson(events, 0.998)), (wilson(*counts), wilson(*counts, 0.998))):
        assert wide[0] <= usual[0] and usual[1] <= wide[1] and wide != usual


def test_a_whole_number_may_be_held_as_a_fraction_or_a_float():
    assert wilson(Fraction(15), 148.0) == wilson(15, 148)


@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [
        (-1, 20, "numerator: found -1, expected 0 to 20"),
        (21, 20, "numerator: found 21, expected 0 to 20"),
        (0, 0, "denominator: found 0, expected above 0"),
        (1, -5, "denominator: found -5, expected above 0"),
        (1.5, 20, "numerator: found 1.5, expected a whole number"),
        (1, Fraction(41, 2), "denominator: found 41/2, expected a whole number"),
        (None, 20, "numerator: found None, expected a whole number"),
        (nan, 20, "numerator: found nan, expected a whole number"),
        (1, inf, "denominator: found inf, expected a whole number"),
    ],
)
def test_counts_that_are_no_proportion_are_refused_by_name(numerator, denominator, told):
    with pytest.raises(ValueError, match=told):
        wilson(numerator, denominator)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (-1, "events: found -1, expected 0 or more"),
        (2.5, "events: found 2.5, expected a whole number"),
        (None, "events: found None, expected a whole number"),  # a missing count is not 0
    ],
)
def test_events_that_cannot_be_counted_are_refused_by_name(events, told):
    with pytest.raises(ValueError, match=told):
        poisson(events)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.95, nan])
def test_a_confidence_that_is_not_a_share_is_refused_by_name(confidence):
    with pytest.raises(ValueError, match=f"confidence: found {confidence}, expected a share between 0 and 1"):
        wilson(1, 2, confidence)
    with pytest.raises(ValueError, match=f"confidence: found {confidence}, expected a share between 0 and 1"):
        poisson(1, confidence)
