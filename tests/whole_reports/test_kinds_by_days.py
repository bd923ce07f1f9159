"""Reports shaped after kinds of published documents whose days are others: twenty-four months, calendar years, a survey to
September, changes of each past year. All are made up; what is expected was worked out by hand.
"""

import pytest
from kinds import checked_page, displayed

KINDS = {
    "carrow-panel": ("2018-19-Q4", {
        "burglary.percent_change": "+5.0%",  # 80 of 1,596
        "burglary.traffic_light": "red",  # 5.01 %, above 5 by a hair
        "burglary.value~rolling_24_months": "3,272",  # 1,596 + 1,676
        "burglary.percent_change~year@2015-16": "\u22125.0%",  # 100 of 2,000
        "burglary.percent_change~year@2016-17": "+5.0%",  # 95 of 1,900
        "burglary.percent_change~year@2017-18": "\u221220.0%",  # 399 of 1,995
        "theft.percent_change~year@2015-16": "[x]",  # the year before was never received
        "theft.percent_change~year@2016-17": "+3%",  # 2.5
        "theft.percent_change~year@2017-18": "+10% [b]",  # 410 of 4,100, over the break
        "theft.percent_change~year": "\u221210%",  # 451 of 4,510
        "confidence.value": "64.00%",
        "confidence.comparator": "61.50%",
        "confidence.point_change": "+2.50 percentage points",
    }),
    "dunmere-partnership": ("2018", {
        "asb.value": "760",  # 180 + 410 + 170
        "asb.comparator": "800",
        "asb.percent_change": "\u22125.0%",
        "casualties.percent_change": "\u221210.0%",  # 5 of 50
        "casualties.gap_to_target": "+5",  # 45 where 40 are allowed
        "repeat.value": "25.0%",  # 30 of 120: 9 of 30, 8 of 32, 13 of 58
        "repeat.point_change": "0.0 percentage points",  # 30 of 120 in the year before
        "asb.change@2017": "\u221220",
    }),
    "farrow-fire": ("2018-19-Q4", {
        "fires.value": "200",
        "fires.comparator": "215",  # 120 + 95, two half years
        "fires.percent_change": "\u22127.0%",  # 15 of 215
        "fires.percent_change@2018-19-Q2": "\u22127.5%",  # 111 after 120
        "fires.change@2018-19-Q3": "[x]",  # of October to December 2017 alone nothing was received
        "homes.value": "42",
        "homes.comparator": "60",  # the twenty-four months before: 34 + 26
        "homes.value@2017-18-Q4": "46",
        "homes.percent_change": "\u221230.0%",
        "alarms.value": "92.0%",  # 552 of 600
        "alarms.gap_to_target": "+2.0 percentage points",
    }),
    "ashwell-victims": ("2019-20-Q4", {
        "cope.value": "72.00%",
        "cope.comparator": "84.06%",
        "cope.point_change": "\u221212.06 percentage points",
        "cope.traffic_light": "red",
        "satisfied.value": "88.25%",
        "satisfied.point_change": "+2.2 percentage points",  # 2.15, from 86.1
        "referrals.comparator": "1,340",  # 700 + 640
        "referrals.percent_change": "+8.2%",  # 110 of 1,340
    }),
    "millbeck-needs": ("2019-20", {
        "crime-all.percent_change@2015-16": "[x]",
        "crime-all.percent_change@2016-17": "+5.0%",  # 250 of 5,000
        "crime-all.percent_change@2017-18": "0.0%",
        "crime-all.percent_change@2018-19": "\u22124.0%",  # 210 of 5,250
        "crime-all.percent_change": "\u22125.0%",  # 252 of 5,040
        "asb.value": "27.50%",
        "asb.value@2017-18": "28%",
        "asb.point_change@2016-17": "+1.75 percentage points",
        "admissions.value": "319",
        "admissions.percent_change": "+10.0%",  # 29 of 290
        "admissions.value~rolling_24_months@2019-20-Q3": "609",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_the_figures_are_those_worked_out_by_hand(name):
    period, expected = KINDS[name]
    assert displayed(name, period, expected) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dunmere-partnership", ["January to December 2018", "calendar year, on the year before", "by calendar year"]),
        (
            "ashwell-victims",
            ["October 2018 to September 2019", "The survey closed in September 2019", "72.00%", "84.06%"],
        ),
    ],
)
def test_the_whole_way_from_returns_to_a_checked_page(tmp_path, name, said):
    page = checked_page(name, KINDS[name][0], tmp_path)
    assert [words for words in said if words not in page] == []
