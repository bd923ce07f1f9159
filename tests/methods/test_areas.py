"""Areas: ranks in a group with their movement, another area or a group as comparator, and the position beside them."""

import re
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_edition.base.findings import Wrong
from check_edition.figures.formulas import FUNCTIONS as CHECKED
from check_edition.figures.standing import check_small
from pipeline.core.faults import FaultsFound
from pipeline.figures.formulas import FUNCTIONS
from pipeline.page.narrative import where_we_are

SIMILAR = ["Ash", "Beck", "Cole", "Dene"]
RATE = {
    "unit": "rate", "aggregation": "ratio", "population": "Residents", "per": 1000, "decimals": 1, "comparator": "group:similar",
    "noun": {"one": "crime per 1,000 residents", "many": "crimes per 1,000 residents"}, "basis": "quarter",
}  # fmt: skip
AREAS = {"own": "Beck", "groups": {"similar": {"name": "most similar group", "areas": SIMILAR, "rank": "lowest_first"}}}


def received(folder, day, values, period="2023-24-Q2", code="A1", basis="quarter"):
    lines = [f"{code},{period},{basis},{value},,,,,{area}" for area, value in values.items()]
    folder.receive(day, *lines, name=f"{period.lower()}-{code.lower()}")


def by_area(folder, now, before=None, **own):
    folder.define("A1", **{**RATE, "areas": {**AREAS, "groups": {"similar": {**AREAS["groups"]["similar"], "mean": "of_areas"}}}, **own})  # fmt: skip
    received(folder, "2023-11-30", now)
    if before:
        received(folder, "2022-11-30", before, "2022-23-Q2")
    return folder.figures()


def ranked(folder, now, before=None, **own):
    figures = by_area(folder, now, before, **own)
    return {name: figures[f"A1[Beck].{name}"].display for name in ("rank", "areas", "shared", "rank_change")}


NOW = {"Ash": 6.1, "Beck": 5.2, "Cole": 4.9, "Dene": 7.0}
BEFORE = {"Ash": 4.1, "Beck": 5.2, "Cole": 4.9, "Dene": 4.0}


def test_a_rank_in_a_group_with_the_number_of_areas_and_its_movement(folder):
    """Second lowest of four; a year before fourth: two places nearer to first."""
    assert ranked(folder, NOW, BEFORE) == {"rank": "2", "areas": "4", "shared": "0", "rank_change": "+2"}


def test_first_can_be_the_highest(folder):
    groups = {"similar": {**AREAS["groups"]["similar"], "rank": "highest_first", "mean": "of_areas"}}
    shown = ranked(folder, NOW, BEFORE, areas={**AREAS, "groups": groups})
    assert shown == {"rank": "3", "areas": "4", "shared": "0", "rank_change": "\u22122"}  # before: first


def test_areas_with_the_same_value_share_the_better_rank(folder):
    shown = ranked(folder, {"Ash": 5.2, "Beck": 5.2, "Cole": 4.9, "Dene": 5.2}, BEFORE)
    assert (shown["rank"], shown["shared"]) == ("2", "2")


@pytest.mark.parametrize("missing", [",x", ""])
def test_a_rank_is_never_among_the_areas_that_happen_to_be_there(folder, missing):
    folder.define("A1", **RATE, areas={**AREAS, "groups": {"similar": {**AREAS["groups"]["similar"], "mean": "of_areas"}}})
    received(folder, "2023-11-30", {area: value for area, value in NOW.items() if area != "Cole"})
    if missing:
        folder.receive("2023-11-30", "A1,2023-24-Q2,quarter,,,,x,No return.,Cole", name="late")
    figures = folder.figures()
    for name in ("A1[Beck].rank", "A1[Beck].comparator"):
        assert (figures[name].display, figures[name].reason) == ("[x]", "without a value: Cole")
    assert figures["A1[Beck].rank_change"].display == "[x]"
    assert figures["A1[Beck].traffic_light"].value == "no data"
    assert "Its rank in the most similar group is not known ([x]): without a value: Cole." in words_of(folder, figures)


def words_of(folder, figures):
    return re.sub("<[^>]+>", "", where_we_are(folder.report(), figures, "A1", "Beck"))


def test_the_words_say_with_whom_it_is_compared_and_how_the_rank_moved(folder):
    figures = by_area(folder, NOW, BEFORE)  # mean: 23.2 / 4
    told = words_of(folder, figures)
    assert "That is 0.6 below the mean of 5.8, each area of the most similar group once (10.3% lower), which is better." in told
    assert (
        "Its rank in the most similar group is 2 of 4, from the lowest; that is 2 places nearer to first than 4 of 4 in July"
        " to September 2022." in told
    )


def test_only_the_own_area_is_judged(folder):
    figures = by_area(folder, NOW, BEFORE)
    assert [name for name in figures if name.endswith(".traffic_light")] == ["A1[Beck].traffic_light"]
    assert figures["A1[Beck].traffic_light"].value == "green"
    assert sum(figures[f"traffic-lights[{one}].total"].value for one in ("green", "amber", "red", "data-only", "no-data")) == 1


def test_a_group_of_rates_is_its_counts_together_and_not_the_mean_of_its_rates(folder):
    """12 of 1,000 and 30 of 4,000: 42 of 5,000 are 8.4 per 1,000, while the rates 12.0 and 7.5 would have a mean of 9.75."""
    groups = {"similar": {"name": "most similar group", "areas": ["Ash", "Beck"]}}
    folder.define("A1", **RATE, areas={"own": "Beck", "groups": groups})
    folder.receive("2023-11-30", "A1,2023-24-Q2,quarter,,12,1000,,,Ash", "A1,2023-24-Q2,quarter,,30,4000,,,Beck")
    assert folder.figures()["A1[Beck].comparator"].display == "8.4"


def test_a_group_without_counts_says_so(folder):
    folder.define("A1", **RATE, areas=AREAS)
    received(folder, "2023-11-30", NOW)
    assert folder.figures()["A1[Beck].comparator"].reason == "without counts: Ash, Beck, Cole, Dene"


def test_another_area_is_a_comparator_and_beside_it_a_further_one(folder):
    figures = by_area(
        folder, {**NOW, "England": 6.5}, BEFORE, comparator="area:England", also_against=["area:Dene", "same_period_last_year"]
    )  # fmt: skip
    assert figures["A1[Beck].comparator"].operands == {"other": "A1[England].value"}
    assert figures["A1[Beck].percent_change"].display == "\u221220.0%"  # 5.2 against 6.5
    assert figures["A1[Beck].change:area_dene"].display == "\u22121.8"
    assert figures["A1[Beck].change:same_period_last_year"].display == "0.0"
    assert "the 6.5 of England" in words_of(folder, figures)
    assert figures["A1[Beck].rank:group_similar"].value == 2  # England is no area of the group


def test_a_target_of_the_own_area_needs_no_sub_group(folder):
    figures = by_area(folder, NOW, comparator="target", target={"value": 5, "says": "At most 5."})
    assert figures["A1[Beck].target"].display == "5"
    assert figures["A1[Beck].traffic_light"].value == "amber"  # 4 % over


PERCENT = {
    "unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1, "basis": "quarter",
    "polarity": "higher_is_better",
}  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "word"),
    [  # Wilson limits of 81 of 263 are 25.53 and 36.62 (Newcombe 1998); the group's value is that of both areas together
        ("81,263 81,263", "in line"),
        ("81,263 3000,6000", "below"),  # 3,081 of 6,263: 49.2
        ("81,263 300,6000", "above"),  # 381 of 6,263: 6.1
    ],
)
def test_the_position_beside_a_group_is_by_the_limits_of_the_own_value(folder, counts, word):
    groups = {"similar": {"name": "similar group", "areas": ["Beck", "Ash"], "position": "confidence"}}
    folder.define("A1", **PERCENT, comparator="same_period_last_year", areas={"own": "Beck", "groups": groups})
    own, other = counts.split()
    folder.receive("2023-11-30", f"A1,2023-24-Q2,quarter,,{own},,,Beck", f"A1,2023-24-Q2,quarter,,{other},,,Ash")
    figures = folder.figures()
    assert figures["A1[Beck].position:group_similar"].value == word
    assert f"Its position is {word}, beside the similar group (by the confidence limits of the own area)." in words_of(folder, figures)


def test_the_position_beside_another_area_is_by_the_limits_of_both(folder):
    folder.define("A1", **PERCENT, comparator="area:Ash", areas={"own": "Beck"})
    folder.receive("2023-11-30", "A1,2023-24-Q2,quarter,,81,263,,,Beck", "A1,2023-24-Q2,quarter,,15,148,,,Ash")
    assert folder.figures()["A1[Beck].position"].value == "above"  # 25.5 to 36.6 over 6.2 to 16.1


def test_a_position_without_limits_is_not_available(folder):
    folder.define("A1", **PERCENT, comparator="area:Ash", areas={"own": "Beck"})
    folder.receive("2023-11-30", "A1,2023-24-Q2,quarter,30,,,,,Beck", "A1,2023-24-Q2,quarter,20,,,,,Ash")
    assert folder.figures()["A1[Beck].position"].display == "[x]"


@pytest.mark.parametrize(("own", "word"), [(20, "above"), (9, "in line"), (2, "in line")])
def test_the_position_by_spread_is_two_standard_deviations_from_the_mean(folder, own, word):
    """Of 8, 9, 10, 11, 10, 9, 10 and 20 the mean is 10.875 and the standard deviation 3.796: 3.3 to 18.5. With 2 instead:
    8.625 and 2.825, so 3.0 to 14.3, and 2 lies below."""
    others = {"B": 8, "C": 9, "D": 10, "E": 11, "F": 10, "G": 9, "H": 10}
    groups = {"similar": {"name": "group", "areas": ["A", *others], "position": "spread"}}
    folder.define("A1", basis="quarter", comparator="same_period_last_year", areas={"own": "A", "groups": groups})
    received(folder, "2023-11-30", {"A": own, **others})
    figures = folder.figures()
    assert figures["A1[A].position:group_similar"].value == ("below" if own == 2 else word)
    if own == 20:
        shown = [figures[f"A1[A].{end}_limit:group_similar"].display for end in ("lower", "upper")]
        assert shown == ["3.3", "18.5"]


@pytest.mark.parametrize(
    ("areas", "comparator", "said"),
    [
        ({"own": "Elm", "groups": AREAS["groups"]}, "group:similar", "does not name the own area, Elm"),
        (AREAS, "group:other", "no group of that name has areas"),
        (AREAS, "area:Beck", "takes an own area that is another one"),
        (None, "area:Ash", "has no table areas"),
        ({"groups": {"g": {"name": "group"}}}, "none", "has a rank that is received"),
        ({"own": "A", "groups": {"g": {"name": "g", "areas": ["A", "A"]}}}, "none", "in the group twice"),
        ({"own": "A", "groups": {"g": {"name": "g", "areas": list("ABCDE"), "position": "spread"}}}, "none", "none can lie 2 standard"),
        (AREAS, "region", "expected one of same_period_last_year.*area:<name>, group:<key>"),
    ],
)  # fmt: skip
def test_areas_that_make_no_sense_are_refused(folder, areas, comparator, said):
    folder.define("A1", **{**RATE, "comparator": comparator, "judged": False}, areas=areas)
    with pytest.raises(FaultsFound, match=said):
        folder.report()


@given(st.lists(st.fractions(-100, 100), min_size=1, max_size=9))
def test_ranks_are_the_places_in_a_sorted_list(values):
    own, others = values[0], values[1:]
    low, high = sorted(values).index(own) + 1, sorted(values, reverse=True).index(own) + 1
    for functions in (FUNCTIONS, CHECKED):
        assert functions["rank_lowest_first"](own, *others) == low
        assert functions["rank_highest_first"](own, *others) == high
        assert low + high + functions["level_with"](own, *others) == len(values) + 1


def test_a_layout_of_totals_refuses_an_indicator_without_one(folder):
    folder.settings = {"layout": "service"}
    folder.define("A1", **RATE, areas=AREAS)
    with pytest.raises(FaultsFound, match="line 1, key A1: the layout service shows totals, and this indicator has none"):
        folder.report()


def test_a_rule_can_ask_for_another_area(folder):
    folder.rules = [
        {
            "green_from": None, "amber_from": None, "key": {"data_only": "d", "no_data": "n"}, "otherwise": "red",
            "when": [{"light": "green", "all": [{"against": "area:Dene", "from": 0}, {"against": "area:Cole", "direction": "worse"}]}],
        }
    ]  # fmt: skip
    figures = by_area(folder, NOW, comparator="area:Dene", also_against=["area:Cole"])
    light = figures["A1[Beck].traffic_light"]
    assert (light.value, set(light.operands)) == ("green", {"value", "area_dene", "area_cole"})  # 5.2: under 7.0, over 4.9


def test_rows_of_an_area_that_no_group_names_are_kept_and_not_judged(folder):
    figures = by_area(folder, {**NOW, "Elm": 1.0}, BEFORE)
    assert figures["A1[Elm].value"].display == "1.0"
    assert figures["A1[Beck].rank"].value == 2
    assert "A1[Elm].traffic_light" not in figures


@given(st.lists(st.integers(0, 50), min_size=3, max_size=8))
def test_a_spread_is_what_statistics_says(values):
    centre, width = statistics.mean(values), 2 * statistics.stdev(values)
    for functions in (FUNCTIONS, CHECKED):
        low, high = (functions[f"spread_{end}"](Fraction(2), *map(Fraction, values)) for end in ("lower", "upper"))
        assert (low, high) == pytest.approx((centre - width, centre + width), abs=1e-6)


@pytest.mark.parametrize(
    ("of_ash", "beside_ash", "together"),
    [
        ((4, 19), "4 of 19 [u]", "30.4% [u]"),  # 7 of 23 persons
        ((2, 6), "2 of 6 [u]", "5 of 10 [u]"),
        ((30, 60), "50.0%", "51.6%"),  # 33 of 64
    ],
)
def test_few_cases_of_another_area_or_of_a_group_together_are_told_like_own_ones(folder, of_ash, beside_ash, together):
    areas = {"own": "North", "groups": {"near": {"name": "near areas", "areas": ["North", "Ash"]}}}
    folder.define(
        "A1", unit="percent", aggregation="ratio", variance_basis="points", decimals=1, areas=areas,
        comparator="group:near", also_against=["area:Ash"],
    )  # fmt: skip
    counts = {"North": (3, 4), "Ash": of_ash}
    folder.receive("2023-11-30", *(f"A1,2023-24-Q2,year_to_date,,{a},{b},,,{one}" for one, (a, b) in counts.items()))
    figures = folder.figures()
    assert figures["A1[North].comparator:area_ash"].display == beside_ash
    assert figures["A1[North].comparator"].display == together
    records = {one.id: one.record() for one in figures.values()}
    unmarked = {**records["A1[North].comparator"], "status": ""}
    if together.endswith("[u]"):
        with pytest.raises(Wrong, match="fewer cases than 50"):
            check_small(unmarked, records, 50)
    else:
        check_small(unmarked, records, 50)
