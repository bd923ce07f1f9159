"""Variation over time: charts made by NHSRplotthedots itself, and what must hold for every series."""

from dataclasses import dataclass
from fractions import Fraction
from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures.variation import XmR, xmr

# One letter a point, so that a row of labels stands under its series.
LABELS = {
    ".": "Common Cause",
    "A": "Above UCL",
    "B": "Below LCL",
    "r": "7 Point Trend (Increasing)",
    "f": "7 Point Trend (Decreasing)",
    "h": "2 in 3 Above CL",
    "l": "2 in 3 Below CL",
    "U": "7 Points Above CL",
    "D": "7 Points Below CL",
}
STEADY = [112, 98, 105, 120, 101, 95, 110, 107, 99, 103, 116, 92, 104, 108, 97, 111, 100, 106, 94, 109]
NORMAL = [-0.560475646552213, -0.23017748948328, 1.55870831414912, 0.070508391424576, 0.129287735160946]
NORMAL += [1.71506498688328, 0.460916205989202, -1.26506123460653, -0.686852851893526, -0.445661970099958]
NORMAL += [1.22408179743946, 0.359813827057364, 0.400771450594052, 0.11068271594512, -0.555841134754075]
NORMAL += [1.78691313680308, 0.497850478229239, -1.96661715662964, 0.701355901563686, -0.472791407727934]


@dataclass(frozen=True)
class Chart:
    """A series and what NHSRplotthedots 0.2 said of it."""

    series: list[float]
    given: dict
    mean: float
    limits: tuple[float, float]
    labels: str
    variation: str = "common_cause"
    assurance: str | None = None


HIGHER, LOWER, NEUTRAL = ({"polarity": word} for word in ("higher_is_better", "lower_is_better", "neutral"))
CHARTS = {
    "steady": Chart(STEADY, LOWER | {"target": 100}, 104.35, (74.53, 134.17), "." * 20, assurance="inconsistent"),
    "neutral is not judged": Chart(STEADY, NEUTRAL | {"target": 100}, 104.35, (74.53, 134.17), "." * 20),
    "eight above the mean": Chart(
        [*STEADY, 116, 119, 115, 118, 121, 117, 120],
        HIGHER | {"target": 90},
        107.888888888889,
        (83.3350427350427, 132.442735042735),
        "." * 19 + "UUUUUUUU",
        "improvement_high",
        "inconsistent",
    ),
    "seven below the mean, target always passed": Chart(
        [*STEADY, 118, 92, 89, 95, 91, 88, 93, 90],
        HIGHER | {"target": 60},
        101.535714285714,
        (74.7386772486772, 128.332751322751),
        "." * 21 + "DDDDDDD",
        "concern_low",
        "consistent_pass",
    ),
    "six above the mean are too few": Chart(
        [*STEADY[:13], 112, 115, 112, 115, 112, 115, 90], LOWER, 106.65, (80.33, 132.97), "." * 20
    ),
    "a trend that turns": Chart(
        [*STEADY, 90, 94, 98, 102, 106, 110, 114, 110, 106, 102, 98, 94, 90],
        LOWER,
        103.060606060606,
        (79.7856060606061, 126.335606060606),
        "." * 20 + "rrrrrrfffffff",
        "improvement_low",
    ),
    "two of three close to the limit": Chart(
        [*STEADY, *STEADY, 99, 81, 98, 80],
        LOWER,
        103,
        (72.5646511627907, 133.435348837209),
        "." * 41 + "l.l",
        "improvement_low",
    ),
    "an outlier is left out of the limits": Chart(
        [*STEADY, 30], LOWER, 100.809523809524, (70.9895238095238, 130.629523809524), "." * 20 + "B", "improvement_low"
    ),
    "an outlier kept, as in the Excel tools": Chart(  # NHSRplotthedots, vignette "Deviations from Excel defaults"
        [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1],
        HIGHER | {"screen_outliers": False},
        1.94444444444444,
        (-3.06261437908497, 6.95150326797386),
        "....A.............",
    ),
    "the first rule that holds names the point": Chart(
        [*STEADY, *(value + 40 for value in STEADY)],
        LOWER | {"target": 120},
        124.35,
        (94.53, 154.17),
        "DDDDllDDllDBlDlDlDBDhUhAUUhhUUAUUhUhUhUh",
        "concern_high",
        "inconsistent",
    ),
    "values on the mean are on neither side": Chart(
        [10, 10, 12, 8, 10, 10, 11, 9, 10, 10, 10, 10, 10, 10, 10],
        LOWER,
        10,
        (8.36307692307692, 11.6369230769231),
        "..AB...........",
    ),
    "small counts have a lower limit below 0": Chart(
        [0, 1, 0, 2, 0, 0, 1, 3, 0, 1, 0, 0, 5, 0, 1, 0], LOWER, 0.875, (-3.73566666666667, 5.48566666666667), "." * 16
    ),
    "limits fixed after twelve points": Chart(
        NORMAL, HIGHER | {"fix_after": 12}, 0.194179338789037, (-2.60739981479775, 2.99575849237582), "." * 20
    ),
}

VALUES = st.fractions(-1000, 1000, max_denominator=100)
SERIES = st.lists(VALUES, min_size=2, max_size=40)
unhurried = settings(deadline=None)  # exact arithmetic on a busy machine may take its time


def labels_of(chart: XmR) -> list[str]:
    return [point.special_cause for point in chart.points]


def limits_of(chart: XmR) -> list[tuple[Fraction, Fraction, Fraction]]:
    return [(point.mean, point.lower_limit, point.upper_limit) for point in chart.points]


@pytest.mark.parametrize("expected", CHARTS.values(), ids=CHARTS)
def test_limits_labels_and_icons_are_those_of_nhsrplotthedots(expected):
    chart = xmr(expected.series, **expected.given)
    assert (chart.mean, chart.lower_limit, chart.upper_limit) == pytest.approx(
        (expected.mean, *expected.limits), rel=1e-9
    )
    assert labels_of(chart) == [LABELS[letter] for letter in expected.labels]
    assert (chart.variation, chart.assurance) == (expected.variation, expected.assurance)
    assert [point.value for point in chart.points] == pytest.approx(expected.series)


@pytest.mark.parametrize(
    ("polarity", "target", "assurance"),
    [
        ("higher_is_better", 135, "consistent_fail"),
        ("higher_is_better", 74, "consistent_pass"),
        ("lower_is_better", 135, "consistent_pass"),
        ("lower_is_better", 74, "consistent_fail"),
        ("lower_is_better", 134.17, "inconsistent"),  # a target on a limit can be missed as well as met
        ("lower_is_better", 74.53, "inconsistent"),
        ("lower_is_better", None, None),
        ("neutral", 135, None),
    ],
)
def test_a_target_outside_the_limits_is_always_passed_or_always_failed(polarity, target, assurance):
    assert xmr(STEADY, polarity=polarity, target=target).assurance == assurance


@pytest.mark.parametrize(
    ("polarity", "point_type", "variation"),
    [
        ("higher_is_better", "special_cause_improvement", "improvement_high"),
        ("lower_is_better", "special_cause_concern", "concern_high"),
        ("neutral", "special_cause_neutral_high", "neutral_high"),
    ],
)
def test_the_same_rise_is_judged_by_the_polarity(polarity, point_type, variation):
    chart = xmr([*STEADY, 190], polarity=polarity)
    assert (chart.points[-1].point_type, chart.variation) == (point_type, variation)


def test_the_icon_speaks_of_the_last_point_only():
    chart = xmr([*STEADY, 30, 104], polarity="lower_is_better")
    assert labels_of(chart)[-2:] == ["Below LCL", "Common Cause"]
    assert chart.variation == "common_cause"


def test_a_value_exactly_on_a_limit_is_within_it():
    # 0.1, 0.2, 0.1, 0.2, …: mean 0.15 and moving ranges of 0.1, exactly, which binary floats miss.
    chart = xmr([0.1, 0.2] * 6, polarity="neutral")
    assert (chart.mean, chart.upper_limit) == (Fraction("0.15"), Fraction("0.416"))
    fixed = xmr([0.1, 0.2] * 6 + [0.416, 0.4161], polarity="neutral", fix_after=12)
    assert labels_of(fixed)[-2:] == ["Common Cause", "Above UCL"]


def test_a_value_on_the_mean_breaks_a_run_of_seven():
    chart = xmr([13, 11, 13, 10, 13, 11, 13, 7, 9, 7, 9, 7, 7], polarity="neutral")
    assert chart.mean == 10
    assert set(labels_of(chart)) == {"Common Cause"}


def test_equal_neighbours_break_a_trend_of_seven():  # NHSRplotthedots, test-ptd_calculate_point_type.R
    assert "7 Point Trend (Increasing)" not in labels_of(xmr([1, 2, 3, 3, 4, 5, 6], polarity="neutral"))
    assert labels_of(xmr([2, 1, 2, 3, 4, 5, 6, 7, 3], polarity="neutral")).count("7 Point Trend (Increasing)") == 7


@pytest.mark.parametrize(
    ("series", "mean_moving_range"),
    [
        ([0, 3.266, 4, 4, 4], Fraction(1)),
        ([0, 3.267, 4, 4, 4], Fraction("0.733") / 3),  # moving ranges 3.267, 0.733, 0 and 0: on average 1
    ],
)
def test_a_moving_range_of_3_267_times_their_mean_is_left_out(series, mean_moving_range):
    chart = xmr(series, polarity="neutral")
    assert chart.upper_limit - chart.mean == Fraction("2.66") * mean_moving_range


@pytest.mark.parametrize("screen_outliers", [True, False])
@pytest.mark.parametrize("count", [2, 7, 14])
def test_a_constant_series_says_no_variation_and_has_no_special_cause(screen_outliers, count):
    chart = xmr([5] * count, polarity="lower_is_better", screen_outliers=screen_outliers)
    assert chart.no_variation
    assert (chart.mean, chart.lower_limit, chart.upper_limit) == (5, 5, 5)
    assert set(labels_of(chart)) == {"Common Cause"}


def test_a_change_after_a_constant_start_is_outside_limits_fixed_there():
    chart = xmr([5] * 12 + [6], polarity="lower_is_better", fix_after=12)
    assert not chart.no_variation
    assert labels_of(chart)[-1] == "Above UCL"


@pytest.mark.parametrize(("count", "trial"), [(11, True), (12, False), (20, False)])
def test_limits_from_fewer_than_twelve_points_are_trial_limits(count, trial):
    assert xmr(STEADY[:count], polarity="neutral").limits_are_trial is trial


def test_limits_fixed_before_the_twelfth_point_or_rebased_lately_are_trial_limits():
    assert xmr(STEADY, polarity="neutral", fix_after=11).limits_are_trial
    assert xmr(STEADY, polarity="neutral", rebase_at=[9]).limits_are_trial
    assert not xmr(STEADY, polarity="neutral", rebase_at=[8]).limits_are_trial


def test_a_rebased_series_is_two_charts_side_by_side():
    later = [value + 40 for value in STEADY]
    chart = xmr([*STEADY, *later], polarity="lower_is_better", target=120, rebase_at=[20])
    assert chart.points[:20] == xmr(STEADY, polarity="lower_is_better").points
    assert chart.points[20:] == xmr(later, polarity="lower_is_better").points
    assert (chart.mean, chart.variation, chart.assurance) == (Fraction("144.35"), "common_cause", "inconsistent")


def test_the_rule_set_is_named_and_says_what_became_of_outliers():
    kept, left_out = (xmr(STEADY, polarity="neutral", screen_outliers=screen).rule_set for screen in (False, True))
    assert kept.startswith("NHSRplotthedots") and kept.endswith("kept")
    assert left_out.startswith("NHSRplotthedots") and left_out.endswith("left out")


@unhurried
@given(SERIES, VALUES)
def test_a_shifted_series_has_shifted_limits_and_the_same_special_causes(series, shift):
    chart = xmr(series, polarity="neutral")
    shifted = xmr([value + shift for value in series], polarity="neutral")
    assert limits_of(shifted) == [tuple(limit + shift for limit in limits) for limits in limits_of(chart)]
    assert labels_of(shifted) == labels_of(chart)


@unhurried
@given(SERIES)
def test_polarity_changes_the_judgement_and_never_a_limit_or_a_label(series):
    higher, lower, neutral = (xmr(series, **given) for given in (HIGHER, LOWER, NEUTRAL))
    assert limits_of(higher) == limits_of(lower) == limits_of(neutral)
    assert labels_of(higher) == labels_of(lower) == labels_of(neutral)
    opposite = {"improvement": "concern", "concern": "improvement"}
    for better, worse in zip(higher.points, lower.points, strict=True):
        word = better.point_type.removeprefix("special_cause_")
        assert worse.point_type.removeprefix("special_cause_") == opposite.get(word, "common_cause")


@unhurried
@given(SERIES)
def test_a_series_turned_upside_down_has_mirrored_limits_and_judgement(series):
    chart, mirrored = xmr(series, **HIGHER), xmr([-value for value in series], **LOWER)
    assert limits_of(mirrored) == [(-mean, -upper, -lower) for mean, lower, upper in limits_of(chart)]
    outside = {"Above UCL": "Below LCL", "Below LCL": "Above UCL"}
    for point, opposite in zip(chart.points, mirrored.points, strict=True):
        if point.special_cause in outside:
            assert opposite.special_cause == outside[point.special_cause]
            assert opposite.point_type == point.point_type


@unhurried
@given(SERIES)
def test_leaving_outliers_out_never_widens_the_limits(series):
    screened, kept = xmr(series, polarity="neutral"), xmr(series, polarity="neutral", screen_outliers=False)
    assert kept.lower_limit <= screened.lower_limit <= screened.mean <= screened.upper_limit <= kept.upper_limit


@pytest.mark.parametrize(
    ("series", "given", "told"),
    [
        ([], {}, "points: found 0, expected 2 or more"),
        ([5], {}, "points: found 1, expected 2 or more"),
        (STEADY, {"rebase_at": [19]}, "points between rebases: found 1, expected 2 or more"),
        (STEADY, {"rebase_at": [0, 5, 20]}, r"rebase_at: found \[0, 20\], expected positions from 1 to 19"),
        (STEADY, {"fix_after": 1}, "fix_after: found 1, expected 2 or more"),
        (STEADY, {"polarity": "within_range"}, "polarity: found 'within_range', expected one of higher_is_better"),
        (STEADY, {"target": nan}, "target: found nan, expected a number"),
        ([1, 2, nan, 4], {}, r"value at position 2 \(no gaps\): found nan, expected a number"),
        ([1, None, 3], {}, r"value at position 1 \(no gaps\): found None, expected a number"),
    ],
)
def test_a_series_without_a_usual_range_is_refused_by_name(series, given, told):
    with pytest.raises(ValueError, match=told):
        xmr(series, **LOWER | given)


def quarters(folder, values, first=2019, **own):
    folder.define("A1", basis="quarter", variation=True, **own)
    names = [f"{first + at // 4}-{(first + at // 4 + 1) % 100:02d}-Q{at % 4 + 1}" for at in range(len(values))]
    lines = [f"A1,{name},quarter,{value}" for name, value in zip(names, values, strict=True) if value is not None]
    folder.receive("2024-05-01", *lines)
    return folder.figures(names[-1])


def test_the_usual_range_starts_anew_after_a_quarter_that_is_not_there(folder):
    figures = quarters(folder, [100, 100, None, 10, 12, 14, 12, 10, 14])
    assert figures["A1.mean"].value == 12


BROKEN = [{"applies_from": "2020-21-Q1", "reason": "Counted by case, no longer by person."}]


def test_the_usual_range_starts_anew_at_a_declared_break(folder):
    figures = quarters(folder, [100, 100, 100, 100, 10, 12, 14, 12, 10, 14], breaks=BROKEN)
    assert figures["A1.mean"].value == 12


def test_a_comparison_across_a_declared_break_is_marked(folder):
    figures = quarters(folder, [100, 100, 100, 100, 10, 12, 14, 12], breaks=BROKEN)
    assert figures["A1.comparator"].status == "b"
    assert figures["A1.percent_change"].status.split() == ["b"]


@pytest.mark.parametrize(("count", "enough"), [(5, False), (6, True)])
def test_five_quarters_are_too_few_for_a_usual_range_and_six_are_enough(folder, count, enough):
    # Wheeler (1993), Understanding Variation, page 60: useful limits from as few as five or six values; we take the six.
    figures = quarters(folder, [10, 12, 11, 13, 12, 11][:count])
    assert ("A1.mean" in figures) == enough
    assert figures["A1.variation"].value == ("no unusual change" if enough else "too few points")
    assert figures["A1.variation"].reason == ("" if enough else "5 quarters in a row, and a usual range takes 6")


def test_a_point_above_the_usual_range_says_so_and_whether_that_is_better(folder):
    figures = quarters(folder, [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 30])
    assert figures["A1.variation"].value == "above the usual range, which is worse"
