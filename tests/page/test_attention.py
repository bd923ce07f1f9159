"""What a report puts before those who decide."""

import pytest

from pipeline.core.periods import Period
from pipeline.page.attention import missing_again, pressing_actions, reds, turned_worse

LAST = {"period": "2023-24-Q1", "as_of": "2023-07-31"}
LEVEL = {"basis": "quarter", "comparator": "same_period_last_year"}


@pytest.fixture
def three(folder):
    """Three indicators, of which a rise is worse: the last report knew their first quarter."""
    for name in ("A1", "B1", "C1"):
        folder.define(name, **LEVEL)
    folder.except_in("2023-24-Q2", last_report=LAST)
    folder.receive("2023-07-20", *(f"{name},{year}-Q1,quarter,100" for name in ("A1", "B1") for year in ("2022-23", "2023-24")))
    return folder


def test_reds_come_first_that_miss_by_most_and_no_other_light_is_among_them(three):
    # 40 % and 80 % more than 100 are red at 15 %, 10 % more is amber
    three.receive("2023-10-20", *(f"{name},2022-23-Q2,quarter,100" for name in ("A1", "B1", "C1")),
                  "A1,2023-24-Q2,quarter,140", "B1,2023-24-Q2,quarter,180", "C1,2023-24-Q2,quarter,110")  # fmt: skip
    report, figures = three.report("2023-24-Q2"), three.figures("2023-24-Q2")
    assert [one.parts.indicator for one in reds(report, figures)] == ["B1", "A1"]


def test_a_light_that_turned_for_the_worse_is_named_and_one_that_turned_for_the_better_is_not(three):
    three.receive("2023-10-20", "A1,2022-23-Q2,quarter,100", "A1,2023-24-Q2,quarter,140", "B1,2022-23-Q2,quarter,100",
                  "B1,2023-24-Q2,quarter,90")  # fmt: skip
    report, figures = three.report("2023-24-Q2"), three.figures("2023-24-Q2")
    (turned,) = turned_worse(report, figures)
    assert (turned.code, turned.then.value, turned.now.value) == ("A1", "green", "red")


def test_a_value_that_was_not_there_in_the_last_report_either_is_named_and_one_that_was_is_not(three):
    three.receive("2023-10-20", "A1,2023-24-Q2,quarter,100")
    report, figures = three.report("2023-24-Q2"), three.figures("2023-24-Q2")
    assert [one.parts.indicator for one in missing_again(report, figures)] == ["C1"]


def test_without_a_last_report_nothing_is_said_of_it(folder):
    folder.define("A1", **LEVEL)
    folder.receive("2023-07-20", "A1,2022-23-Q2,quarter,100")
    report, figures = folder.report("2023-24-Q2"), folder.figures("2023-24-Q2")
    assert Period.parse("2023-24-Q2") == report.period
    assert (turned_worse(report, figures), missing_again(report, figures)) == ([], [])


def test_late_actions_come_before_those_that_nobody_answers_for_and_no_others_do():
    class Status:
        def __init__(self, value):
            self.value = value

    states = ["complete", "no lead", "overdue", "on target", "overdue"]
    tracked = [({"id": str(at)}, Status(state)) for at, state in enumerate(states)]
    assert [row["id"] for row, _ in pressing_actions(tracked)] == ["2", "4", "1"]
