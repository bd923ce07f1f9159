"""Variation over time: charts made by NHSRplotthedots itself, and what must hold for every series."""

from dataclasses import dataclass
from fractions import Fraction
from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures.formulas import xmr_variation
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


@dataclass(frozen=True)
class Chart:
    """A series and what NHSRplotthedots 0.2 said of it, with the icon of its last point: whether that is better or worse."""

    series: list[float]
    polarity: str
    mean: float
    limits: tuple[float, float]
    labels: str
    icon: str = ""


HIGHER, LOWER, NEUTRAL = "higher_is_better", "lower_is_better", "neutral"
CHARTS = {
    "steady": Chart(STEADY, LOWER, 104.35, (74.53, 134.17), "." * 20),
    "eight above the mean": Chart(
        [*STEADY, 116, 119, 115, 118, 121, 117, 120],
        HIGHER,
        107.888888888889,
        (83.3350427350427, 132.442735042735),
        "." * 19 + "UUUUUUUU",
        "better",
    ),
    "seven below the mean": Chart(
        [*STEADY, 118, 92, 89, 95, 91, 88, 93, 90],
        HIGHER,
        101.535714285714,
        (74.7386772486772, 128.332751322751),
        "." * 21 + "DDDDDDD",
        "worse",
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
        "better",
    ),
    "two of three close to the limit": Chart(
        [*STEADY, *STEADY, 99, 81, 98, 80],
        LOWER,
        103,
        (72.5646511627907, 133.435348837209),
        "." * 41 + "l.l",
        "better",
    ),
    "an outlier is left out of the limits": Chart(
        [*STEADY, 30], LOWER, 100.809523809524, (70.9895238095238, 130.629523809524), "." * 20 + "B", "better"
    ),
    "the first rule that holds names the point": Chart(
        [*STEADY, *(value + 40 for value in STEADY)],
        LOWER,
        124.35,
        (94.53, 154.17),
        "DDDDllDDllDBlDlDlDBDhUhAUUhhUUAUUhUhUhUh",
        "worse",
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
}

VALUES = st.fractions(-1000, 1000, max_denominator=100)
SERIES = st.lists(VALUES, min_size=2, max_size=40)
unhurried = settings(deadline=None)  # exact arithmetic on a busy machine may take its time


def labels_of(chart: XmR) -> list[str]:
    return list(chart.special_causes)


def limits_of(chart: XmR) -> tuple[Fraction, Fraction, Fraction]:
    return chart.mean, chart.lower_limit, chart.upper_limit


@pytest.mark.parametrize("expected", CHARTS.values(), ids=CHARTS)
def test_limits_labels_and_icons_are_those_of_nhsrplotthedots(expected):
    chart = xmr(expected.series)
    assert limits_of(chart) == pytest.approx((expected.mean, *expected.limits), rel=1e-9)
    assert labels_of(chart) == [LABELS[letter] for letter in expected.labels]
    assert xmr_variation(expected.polarity, *expected.series).partition(", which is ")[2] == expected.icon


@pytest.mark.parametrize(
    ("polarity", "said"),
    [
        (HIGHER, "above the usual range, which is better"), (LOWER, "above the usual range, which is worse"),
        (NEUTRAL, "above the usual range"), ("within_range", "above the usual range"),
    ],
)  # fmt: skip
def test_the_same_rise_is_judged_by_the_polarity(polarity, said):
    assert xmr_variation(polarity, *STEADY, 190) == said


def test_what_is_said_speaks_of_the_last_point_only():
    assert labels_of(xmr([*STEADY, 30, 104]))[-2:] == ["Below LCL", "Common Cause"]
    assert xmr_variation(LOWER, *STEADY, 30, 104) == "no unusual change"


def test_limits_are_exact_where_binary_floats_miss_them():
    # 0.1, 0.2, 0.1, 0.2, …: mean 0.15 and moving ranges of 0.1, exactly.
    chart = xmr([0.1, 0.2] * 6)
    assert (chart.mean, chart.upper_limit) == (Fraction("0.15"), Fraction("0.416"))


@pytest.mark.parametrize(("last", "label"), [("8.5", "Common Cause"), ("8.6", "Above UCL")])
def test_a_value_exactly_on_a_limit_is_within_it(last, label):
    series = [2, 0, 3, 0, 2, 0, 0, 2, 1, Fraction(last)]  # of 8.5: mean 1.85, moving ranges of 2.5, and 1.85 + 2.66 * 2.5 = 8.5
    assert labels_of(xmr(series))[-1] == label


def test_a_value_on_the_mean_breaks_a_run_of_seven():
    chart = xmr([13, 11, 13, 10, 13, 11, 13, 7, 9, 7, 9, 7, 7])
    assert chart.mean == 10
    assert set(labels_of(chart)) == {"Common Cause"}


def test_equal_neighbours_break_a_trend_of_seven():  # NHSRplotthedots, test-ptd_calculate_point_type.R
    assert "7 Point Trend (Increasing)" not in labels_of(xmr([1, 2, 3, 3, 4, 5, 6]))
    assert labels_of(xmr([2, 1, 2, 3, 4, 5, 6, 7, 3])).count("7 Point Trend (Increasing)") == 7


@pytest.mark.parametrize(
    ("series", "mean_moving_range"),
    [
        ([0, 3.266, 4, 4, 4], Fraction(1)),
        ([0, 3.267, 4, 4, 4], Fraction("0.733") / 3),  # moving ranges 3.267, 0.733, 0 and 0: on average 1
    ],
)
def test_a_moving_range_of_3_267_times_their_mean_is_left_out(series, mean_moving_range):
    chart = xmr(series)
    assert chart.upper_limit - chart.mean == Fraction("2.66") * mean_moving_range


@pytest.mark.parametrize("count", [2, 7, 14])
def test_a_constant_series_says_no_variation_and_has_no_special_cause(count):
    chart = xmr([5] * count)
    assert xmr_variation(LOWER, *[5] * count) == "no variation"
    assert limits_of(chart) == (5, 5, 5)
    assert set(labels_of(chart)) == {"Common Cause"}


@unhurried
@given(SERIES, VALUES)
def test_a_shifted_series_has_shifted_limits_and_the_same_special_causes(series, shift):
    chart = xmr(series)
    shifted = xmr([value + shift for value in series])
    assert limits_of(shifted) == tuple(limit + shift for limit in limits_of(chart))
    assert labels_of(shifted) == labels_of(chart)


@unhurried
@given(SERIES)
def test_a_series_turned_upside_down_has_mirrored_limits_and_the_same_judgement(series):
    chart, mirrored = xmr(series), xmr([-value for value in series])
    assert limits_of(mirrored) == (-chart.mean, -chart.upper_limit, -chart.lower_limit)
    outside = {"Above UCL": "Below LCL", "Below LCL": "Above UCL"}
    for cause, opposite in zip(labels_of(chart), labels_of(mirrored), strict=True):
        assert opposite == outside.get(cause, opposite)
    if labels_of(chart)[-1] in outside:
        said = (xmr_variation(HIGHER, *series), xmr_variation(LOWER, *(-value for value in series)))
        assert len({one.partition(", which is ")[2] for one in said}) == 1


@pytest.mark.parametrize(
    ("series", "told"),
    [
        ([], "points: found 0, expected 2 or more"),
        ([5], "points: found 1, expected 2 or more"),
        ([1, 2, nan, 4], r"value at position 2 \(no gaps\): found nan, expected a number"),
        ([1, None, 3], r"value at position 1 \(no gaps\): found None, expected a number"),
    ],
)
def test_a_series_without_a_usual_range_is_refused_by_name(series, told):
    with pytest.raises(ValueError, match=told):
        xmr(series)


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
