"""Extracts that lost records: told of the figures that rest on those days, and of no others."""

from datetime import date

import pytest
from conftest import calculate
from support import COUNTED, count_referrals, quality_of

from pipeline.quality.waivers import apply_waivers, as_fault
from pipeline.received.returns import read_returns
from reporting.editions.caveats import caveats_of_figures

AROUND = "extract-has-as-many-records-as-those-around"
REPLACED = "extract-has-as-many-records-as-it-replaces"
COUNT = "extract-has-as-many-records-that-count"
FILLS = "extract-fills-the-columns-that-others-fill"
HEADER = "id,referred,place"


def month(folder, name, number, *, received="2023-10-05", place="north", files="referrals"):
    """An extract of a month of 2023 with so many records, one after the other on its first 28 days."""
    lines = [f"{name}-{at},2023-{name}-{at % 28 + 1:02},{place}" for at in range(number)]
    last = {"04": 30, "06": 30, "09": 30}.get(name, 31)
    folder.receive_cases(f"{received}_{files}-{name}", HEADER, *lines, covers=f"2023-{name}-01, 2023-{name}-{last}")


@pytest.fixture
def months(folder):
    """Monthly extracts from April to September, thirty records each, counted by month and by quarter."""
    count_referrals(folder)
    text = (folder.folder / "cases.toml").read_text()
    folder.declare_cases(text.replace('files = "referrals"', "files = 'referrals-[0-9]+'"))
    folder.define("A1", **COUNTED, counted={"table": "referrals", "rule": "rows"})
    del folder.indicators["A2"]
    for name in ("04", "05", "06", "07", "08", "09"):
        month(folder, name, 30)
    return folder


def doubted(folder, check, period="2023-24-Q2"):
    """The values that carry the caveat of a check, and the words of the check as people read them."""
    report = folder.report(period)
    _, failing = quality_of(report)
    figures = calculate(report, read_returns(folder.folder).observations, failing, folder.records(report))
    values = {one.id for one in figures.values() if check in one.quality and one.parts.measure == "value"}
    return values, [str(as_fault(row)) for row in failing[failing["expectation"] == check].itertuples()]


def test_months_that_are_alike_are_not_doubted(months):
    assert [doubted(months, check) for check in (AROUND, REPLACED, COUNT, FILLS)] == [(set(), [])] * 4


def test_a_month_with_far_fewer_records_than_those_around_it_marks_what_rests_on_its_days_alone(months):
    """Eight where there are thirty: by chance less than once in ten thousand months."""
    month(months, "08", 8)
    values, (told,) = doubted(months, AROUND)
    assert values == {"A1.value"}
    assert told.startswith("cases/2023-10-05_referrals-08.csv: far fewer records of a month than the months around it have")
    assert "(August 2023)" in told and 'found "8"; expected about 31' in told
    assert doubted(months, AROUND, "2023-24-Q1")[0] == set()


@pytest.mark.parametrize(("number", "is_few"), [(15, False), (14, True), (29, False), (45, False), (300, False)])
def test_half_as_many_is_not_far_fewer(months, number, is_few):
    month(months, "06", number)
    assert bool(doubted(months, AROUND)[1]) is is_few


def test_small_numbers_go_up_and_down(months):
    for name, number in zip(("04", "05", "06", "07", "08", "09"), (4, 1, 5, 3, 1, 6), strict=True):
        month(months, name, number)
    assert doubted(months, AROUND)[1] == []


def test_a_month_that_is_missing_inside_an_extract_of_several_is_told(folder):
    count_referrals(folder)
    days = [f"2023-{name}-{at:02}" for name in ("04", "05", "07", "08", "09") for at in range(1, 21)]
    lines = [f"{number},{day},north" for number, day in enumerate(days)]
    folder.receive_cases("2023-10-05_referrals", HEADER, *lines, covers="2023-04-01, 2023-09-30")
    _, (told,) = doubted(folder, AROUND)
    assert "(June 2023)" in told and 'found "0"; expected about 19' in told


def test_a_part_of_the_country_is_held_against_its_own_months(months):
    """Two forces: the small one always has eight a month."""
    text = (months.folder / "cases.toml").read_text()
    months.declare_cases(text.replace("referrals-[0-9]+", "(?P<part>referrals|small)-[0-9]+"))
    for name in ("04", "05", "06", "07", "08", "09"):
        lines = [f"s{name}-{at},2023-{name}-{at + 1:02},south" for at in range(8)]
        last = {"04": 30, "06": 30, "09": 30}.get(name, 31)
        months.receive_cases(f"2023-10-05_small-{name}", HEADER, *lines, covers=f"2023-{name}-01, 2023-{name}-{last}")
    assert doubted(months, AROUND)[1] == []


def test_a_replacement_with_far_fewer_records_than_it_replaces_is_told(months):
    """Thirty were there; a second download brings twelve, and that is what counts."""
    month(months, "09", 12, received="2023-11-02")
    values, (told,) = doubted(months, REPLACED)
    assert values == {"A1.value"} and 'found "12"; expected about 30' in told
    month(months, "09", 28, received="2023-11-02")
    assert doubted(months, REPLACED) == (set(), [])


def test_records_that_came_and_are_nearly_all_left_out_are_told(months):
    months.declare_cases(
        (months.folder / "cases.toml").read_text()
        + '\n[[referrals.leave_out]]\nreason = "Elsewhere"\nwhere = { place = ["south"] }\n'
    )
    month(months, "08", 30, place="south")
    values, (told,) = doubted(months, COUNT)
    assert values == {"A1.value"} and 'found "0"; expected about 31' in told
    assert doubted(months, AROUND)[1] == []


def test_a_column_that_was_not_exported_for_a_month_is_told(months):
    text = (months.folder / "cases.toml").read_text()
    months.declare_cases(text.replace('"south"] }', '"south"], empty = "Not given" }'))
    month(months, "08", 30, place="")
    values, (told,) = doubted(months, FILLS)
    assert values == {"A1.value"} and 'found "place"' in told and "(August 2023)" in told


def test_a_role_may_let_a_month_have_so_few_and_the_figure_says_so(months):
    month(months, "08", 8)
    waiver = {"expectation": AROUND, "indicator": "referrals", "file": "cases/2023-10-05_referrals-08.csv",
              "role": "analyst", "reason": "the service was closed", "until": date(2024, 1, 31)}  # fmt: skip
    months.except_in("2023-24-Q2", waiver=[waiver])
    report = months.report()
    failing, faults = apply_waivers(report, quality_of(report)[1], "2023-10-05")
    figures = calculate(report, read_returns(months.folder).observations, failing, months.records(report))
    (words,) = caveats_of_figures([one.record() for one in figures.values()], failing.to_dict("records"), ())["A1.value"]
    assert faults == [] and words.waived == ("waived by analyst until 31 January 2024: the service was closed",)
    assert words.rows == (("cases/2023-10-05_referrals-08.csv, 2023-08", "", 0),)
