"""Shares: each category as a percentage of the stated total, and totals that their parts make up."""

import pytest
from support import quality_of

from pipeline.quality.waivers import critical_faults

LINES = (
    "A1,2023-24-Q2,year_to_date,79",
    "A1,2023-24-Q2,year_to_date,40,,,,,police",
    "A1,2023-24-Q2,year_to_date,31,,,,,housing",
    "A1,2023-24-Q2,year_to_date,8,,,,,Not given",
)


def test_each_category_is_a_share_of_the_stated_total(folder):
    folder.define("A1")
    folder.receive("2023-11-30", *LINES)
    figures = folder.figures()
    # 40, 31 and 8 of 79; printed one by one they need not add to 100.
    printed = [figures[f"A1[{category}].share"].display for category in ("police", "housing", "Not given")]
    assert printed == ["50.6%", "39.2%", "10.1%"]


def test_nothing_is_a_share_of_nothing(folder):
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,0", "A1,2023-24-Q2,year_to_date,0,,,,,police")
    assert folder.figures()["A1[police].share"].display == "[z]"


@pytest.mark.parametrize(("total", "faults"), [(79, 0), (80, 1)])
def test_parts_that_do_not_make_up_their_total_stop_the_run(folder, total, faults):
    folder.define("A1")
    folder.receive("2023-11-30", f"A1,2023-24-Q2,year_to_date,{total}", *LINES[1:])
    found = critical_faults(quality_of(folder.report())[1])
    told = ("the categories do not add up to the total", 2, '79, the sum of the categories, "Not given" among them')
    assert [(fault.what, fault.row, fault.expected) for fault in found] == [told] * faults
