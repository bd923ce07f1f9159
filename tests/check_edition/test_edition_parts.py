"""The independent check of parts, decimals and what is withheld: days left out or counted twice, another year, other decimals, a light that tells a zero."""

import json
from contextlib import nullcontext

import pytest
from small_editions import cited, record, said, small_edition

from check_edition.base.days import days_of, own_days
from check_edition.base.findings import NotChecked, Wrong
from check_edition.figures.days_of_parts import check_parts
from check_edition.figures.disclosure import check_disclosure
from check_edition.figures.printed_decimals import check_decimals
from check_edition.files.edition import FIGURES, Edition

YEAR = {"basis": "year", "period": "2022-23", "method_parts": said("added_up"), "value": 78}


def parts(*days, **own):
    """A year worked out from values of these periods and bases."""
    made = [record(f"A1.value~{basis}@{period}", basis=basis, period=period) for period, basis in days]
    operands = {f"part_{at}": one["id"] for at, one in enumerate(made)}
    year = record("A1.value", **{**YEAR, "operands": operands, "formula": " + ".join(operands), **own})
    return year, {one["id"]: one for one in (year, *made)}


@pytest.mark.parametrize(
    "days",
    [
        [("2022-23-Q2", "half_year"), ("2022-23-Q4", "half_year")],
        [("2022-23-Q1", "quarter"), ("2022-23-Q4", "rolling_9_months")],
        [("2022-23-Q3", "year_to_date"), ("2023-01", "month"), ("2023-03", "two_months")],
    ],
)
def test_parts_that_lie_end_to_end_are_right(days):
    check_parts(*reversed(parts(*days)))


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([("2022-23-Q2", "half_year"), ("2022-23-Q4", "quarter")], "do not lie end to end"),
        ([("2022-23-Q3", "year_to_date"), ("2022-23-Q4", "half_year")], "do not lie end to end"),
        ([("2022-23-Q2", "half_year"), ("2022-23-Q3", "quarter")], "its parts cover other days"),
        (
            [("2021-22-Q4", "quarter"), ("2022-23-Q2", "half_year"), ("2022-23-Q4", "half_year")],
            "its parts cover other days",
        ),
    ],
)
def test_parts_that_leave_out_or_repeat_days_are_found(days, told):
    with pytest.raises(Wrong, match=told):
        check_parts(*reversed(parts(*days)))


def test_a_part_of_another_sub_group_is_found():
    year, records = parts(("2022-23-Q2", "half_year"), ("2022-23-Q4", "half_year"))
    records["A1.value~half_year@2022-23-Q2"]["category"] = "north"
    with pytest.raises(Wrong, match="a part is of another category"):
        check_parts(records, year)


@pytest.mark.parametrize(("period", "right"), [("2018-19-Q4", True), ("2019-20-Q2", False), ("2017-18-Q4", False)])
def test_a_value_held_against_another_year_than_the_last_is_found(period, right):
    now = record("A1.value", basis="rolling_24_months", period="2019-20-Q4")
    then = record("A1.comparator", basis="rolling_24_months", period=period, method_parts=said("same_period_last_year"))
    change = record("A1.change", operands={"value": now["id"], "reference": then["id"]}, formula="value - reference")
    records = {one["id"]: one for one in (now, then, change)}
    if right:  # 29 February 2020 lies in the one, and in the other not
        check_parts(records, change)
    else:
        with pytest.raises(Wrong, match="held against other days"):
            check_parts(records, change)


@pytest.mark.parametrize(
    ("period", "basis", "days"),
    [
        ("2019", "calendar_year", ("2019-01-01", "2019-12-31")),
        ("2019-20-Q3", "calendar_year", ("2019-01-01", "2019-12-31")),
        ("2019-20-Q4", "rolling_24_months", ("2018-04-01", "2020-03-31")),
        ("2020-02", "rolling_13_months", ("2019-02-01", "2020-02-29")),
    ],
)
def test_days_are_counted_from_the_names_alone(period, basis, days):
    assert days_of(period, basis) == days


def test_a_calendar_year_that_ends_in_march_is_none():
    with pytest.raises(Wrong, match="ends no calendar year"):
        days_of("2019-20-Q4", "calendar_year")
    with pytest.raises(NotChecked, match="months_24 is not known"):
        days_of("2019-20-Q4", "months_24")
    assert own_days("2019") == ("2019-01-01", "2019-12-31")


RETURN = "indicator,period,basis,value\nA1,2023-24-Q2,quarter,72.00\nA1,2022-23-Q2,quarter,84.1\n"


@pytest.mark.parametrize(
    ("declared", "own", "right"),
    [
        ('"as_received"', {"decimals": 2}, True),
        ('"as_received"', {"decimals": 1}, False),
        ("1", {"decimals": 1}, True),
        ("1", {"decimals": 2}, False),
        ("{ value = 2, percent_change = 0 }", {"measure": "percent_change", "decimals": 0}, True),
        ("{ value = 2, percent_change = 0 }", {"measure": "percent_change", "decimals": 1}, False),
        ("{ value = 2 }", {"measure": "percent_change", "decimals": 1}, True),
    ],
)
def test_other_decimals_than_declared_or_received_are_found(tmp_path, declared, own, right):
    file = "returns/2023-10-01_partners.csv"
    figure = record("A1.value", value=72, rows=[cited(file, RETURN, 2)], **own)
    edition = small_edition(tmp_path, {"indicators.toml": f"[A1]\ndecimals = {declared}\n", file: RETURN}, [figure])
    if right:
        check_decimals(edition, figure)
    else:
        with pytest.raises(Wrong, match="so many decimals"):
            check_decimals(edition, figure)


@pytest.mark.parametrize(("of", "passes"), [(0, False), (None, True)])
def test_a_light_printed_as_not_judged_beside_a_withheld_zero_is_named(tmp_path, of, passes):
    """Not judged, as last year had none: that tells the zero. No data, as last year's number is not there, tells nothing of today's that is withheld."""
    value, held = record("D6.value", value=30 if of == 0 else 3), record("D6.comparator", measure="comparator", value=of, status="" if of == 0 else "x")
    small = {"D6.comparator": held} if of == 0 else {"D6.value": value}
    word = "data only" if of == 0 else "no data"
    light = record("D6.traffic_light", measure="traffic_light", unit="judgement", value=word, display=word, operands={"value": value["id"], "reference": held["id"]})
    hidden = [{**one, "value": None, "display": "[c]", "magnitude": "[c]", "status": "c", "operands": {}, "rows": [], "reason": "withheld: a small number"} for one in small.values()]
    disclosed = {one["id"]: one for one in (value, held, light)} | {one["id"]: one for one in hidden}
    edition = small_edition(tmp_path, {"report.toml": '[disclosure]\nrule = "below_10"\n', "indicators.toml": "[D6]\ncounted = {}\n"}, [*disclosed.values()])
    shown = [{"figures": [value, held, light]}, {"figures": hidden, "replaces": True}]
    cells = [{"id": f"cell-{at}", "cell_type": "code", "source": "", "outputs": [{"data": {FIGURES: one}}]} for at, one in enumerate(shown)]
    (edition.folder / "3_indicators.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    told = nullcontext() if passes else pytest.raises(Wrong, match=r"rests on D6\.comparator, which is withheld, and is printed")
    with told:
        check_disclosure(Edition(edition.folder), light)
