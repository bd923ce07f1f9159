"""A figure is written once and read once: its record is the figure, to the last digit."""

import json
from fractions import Fraction

import pytest

from pipeline.core.cited_rows import CorrectedCell, RowSet
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure

COMMON = {"unit": "percent", "decimals": 1, "basis": "quarter", "period": "2023-24-Q2"}


def received(name: str, value: Fraction) -> Figure:
    rows = RowSet("returns/2023-11-30_a.csv", "", (2, 7), "value", "0" * 64, (CorrectedCell(7, "value", "21", "12", 1),))
    return make_figure(name, value, **COMMON, method="received", formula="", received_by="2023-11-30", rows=(rows,))


def as_read_again(figure: Figure) -> Figure:
    return Figure.from_record(json.loads(json.dumps(figure.record())))


def test_a_third_stays_a_third():
    third = derive_figure("A1.share", "part / whole", {
        "part": received("A1.value", Fraction(1)), "whole": received("A2.value", Fraction(3))
    }, **COMMON, method="share")  # fmt: skip
    assert third.record()["value"] == 0.3333333333333333
    assert third.record()["exact"] == "1/3"
    assert as_read_again(third).value * 3 == 1


@pytest.mark.parametrize(("value", "written"), [("48", 48), ("-43.5", -43.5), ("0.1", 0.1), ("0", 0)])
def test_what_a_decimal_holds_is_written_as_that_decimal_alone(value, written):
    record = received("A1.value", Fraction(value)).record()
    assert (record["value"], type(record["value"])) == (written, type(written))
    assert "exact" not in record


def test_a_number_of_more_digits_than_a_decimal_of_json_holds_keeps_them_all():
    value = Fraction("1234567890.12345678901")
    assert as_read_again(received("A1.value", value)).value == value


def test_the_limit_that_needs_a_root_is_the_decimal_that_the_ledger_says():
    # Newcombe (1998), table I, method 3: 81 of 263, 25.53 to 36.62 per cent
    operands = {"cases": received("A1.numerator", Fraction(81)), "people": received("A1.denominator", Fraction(263))}
    limit = derive_figure("A1.lower_ci", "wilson_lower(cases, people)", operands, **COMMON, method="limits")
    assert float(limit.value) == pytest.approx(25.53, abs=0.005)
    assert limit.value == Fraction(str(limit.record()["value"]))
    assert as_read_again(limit) == limit


def test_rows_and_corrected_cells_come_back_and_what_was_published_without_them_has_none():
    figure = received("A1.value", Fraction(12))
    assert as_read_again(figure) == figure
    published = {name: held for name, held in figure.record().items() if name != "rows"}
    assert Figure.from_record(published).rows == ()


def test_the_ledger_and_the_table_between_notebooks_give_the_same_figures():
    figures = Figures([
        received("A1.value", Fraction(2, 3)), make_figure("A1.traffic_light", "green", **COMMON, method="light", formula=""),
        make_figure("A2.value", None, status="x", reason="Not received.", **COMMON, method="received", formula=""),
    ])  # fmt: skip
    assert dict(Figures.from_table(figures.table())) == dict(figures)
    assert dict(Figures.from_records([{**one.record(), "cell": {}} for one in figures.values()])) == dict(figures)
