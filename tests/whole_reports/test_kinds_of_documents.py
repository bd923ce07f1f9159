"""Reports shaped after kinds of published documents: ranks among similar forces, a region as comparator, changes alone, a
survey with its interval, lights by two criteria. All are made up; what is expected was worked out by hand.
"""

import pytest
from kinds import checked_page, displayed

KINDS = {
    "aldwick-panel": ("2016-17-Q3", {
        "burglary[Aldwick].rank": "3",  # 4.30 and 4.87 are lower
        "burglary[Aldwick].areas": "8",
        "burglary[Aldwick].shared": "1",  # Eastwold: 5.21 too
        "burglary[Aldwick].rank@2015-16-Q3": "6",  # 4.61, 4.90, 5.55, 5.98 and 6.01 are lower than 6.03
        "burglary[Aldwick].rank_change": "+3",
        "burglary[Aldwick].comparator": "5.98",  # 47.82 / 8
        "burglary[Aldwick].position": "in line",  # 5.98 ± 2 × 1.28
        "burglary[Aldwick].traffic_light": "green",
        "vehicle-crime[Aldwick].rank:group_similar": "[x]",  # one force printed nothing
        "violence[Aldwick].comparator": "31.7%",  # 5,353 of 16,891
        "violence[Aldwick].rank": "1",  # 35.3, 31.7, 28.9
        "violence[Aldwick].position": "above",  # 34.0 to 36.6
    }),
    "brackwater-partnership": ("2016-17-Q4", {
        "treatment[Brackwater].comparator": "6.9%",
        "treatment[Brackwater].point_change": "+0.8 percentage points",  # 7.711 less 6.914
        "treatment[Brackwater].point_change:area_england": "+1.0 percentage point",  # less 6.743
        "treatment[Brackwater].position": "in line",
        "domestic[Brackwater].comparator": "4.9",  # 1,201 of 247,600
        "domestic[Brackwater].rank": "2",  # 3.9, 4.8, 5.7
        "domestic[Brackwater].rank_change": "+1",  # 4.2, 4.8 and 5.0 in the quarter before: third
        "domestic[Brackwater].percent_change:area_south_region": "+11.8%",
        "domestic[Brackwater].traffic_light": "green",
    }),
    "corran-paper": ("2014-15-Q2", {
        "burglary.percent_change": "\u22124.3%",
        "burglary.value": "[x]",
        "burglary.traffic_light": "green",
        "shoplifting.traffic_light": "red",  # 11.9 % more
        "robbery.percent_change": "\u22128.9% [u]",  # 41 after 45, worked out
        "hate.change": "+6",
        "hate.traffic_light": "data only",
        "outcomes.point_change": "\u22121.5 percentage points",
        "outcomes.traffic_light": "amber",
    }),
    "dunmere-survey": ("2018-19-Q4", {
        "safe-dark.lower_ci": "58.0%",
        "safe-dark.upper_ci": "64.4%",
        "safe-dark.significance": "significant",  # 5.2 against the root of 10.24 + 11.56, 4.67
        "confidence[Dunmere].significance": "not significant",  # 2.4 against the root of 9.61 + 0.81, 3.23
        "confidence[Dunmere].significance:same_period_last_year": "not significant",
        "confidence[Dunmere].position": "in line",
        "seen.lower_ci": "19.8%",
        "seen.significance": "[x]",
    }),
    "elmstow-fire": ("2018-19-Q1", {
        "FA1.traffic_light": "green",  # 118 of at most 120
        "FA2.traffic_light": "amber",  # 7 % over, and fewer than 230
        "FA3.traffic_light": "red [u]",  # one death, where there is to be none
        "FA4.traffic_light": "grey",  # no target yet
        "RT1.traffic_light": "red",  # 86.3 %, within 10 points of 90 % and below last year's 88.0 %
        "traffic-lights[grey].total": "1",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_the_figures_are_those_worked_out_by_hand(name):
    period, expected = KINDS[name]
    assert displayed(name, period, expected) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", ["aldwick-panel", "corran-paper"])
def test_the_whole_way_from_returns_to_a_checked_page(tmp_path, name):
    page = checked_page(name, KINDS[name][0], tmp_path)
    assert ("nearer to first than" in page, "as received" in page.split('id="quality"')[0]) == (
        (True, True) if name == "aldwick-panel" else (False, True)
    )
