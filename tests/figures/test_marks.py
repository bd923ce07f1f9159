"""Marks: whatever is worked out from a marked figure is marked too, by one rule with few exceptions; and over a break [b]."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from conftest import ReportFolder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_editions import record, said, small_edition

from check_edition.base.findings import Wrong
from check_edition.figures.marks import check_marks
from pipeline.core.periods import Period
from pipeline.figures.figure import derive_figure, make_figure

CARRIED = {"p", "e", "r", "u", "b"}
COUNTS_OF_WORDS = {"count of lights", "count of judgements", "count of actions"}
BREAK = [{"applies_from": "2023-24-Q2", "reason": "New form."}]
QUARTERS = [f"{year}-{year % 100 + 1}-Q{one}" for year in (2021, 2022, 2023) for one in (1, 2, 3, 4)]
SUM = {"rolling_12_months": True, "annualise": "by_period", "variation": True}


def quarters(folder, *counts, own=(), code="A1"):
    """The counts of April to June 2023 and the quarters after it."""
    folder.define(code, **{"breaks": BREAK, **dict(own)})
    folder.receive("2024-05-01", *(f"{code},2023-24-Q{at},quarter,{one}" for at, one in enumerate(counts, start=1)))


@pytest.mark.parametrize(
    ("figure", "status"),
    [
        ("A1.value", "b"),  # April to September, and from July on it is counted otherwise
        ("A1.value~quarter", ""),
        ("A1.value~quarter@2023-24-Q1", ""),
        ("A1.annualised", "b"),
    ],
)
def test_a_year_to_date_over_a_declared_break_is_marked_however_it_was_come_by(folder, figure, status):
    quarters(folder, 40, 50, own=SUM)
    assert folder.figures()[figure].status == status


def test_a_received_year_to_date_over_a_break_is_marked_and_one_that_begins_with_it_is_not(folder):
    folder.define("A1", breaks=BREAK)
    folder.define("B1", breaks=[{"applies_from": "2023-24-Q1", "reason": "New form."}])
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,90", "B1,2023-24-Q2,year_to_date,90")
    figures = folder.figures()
    assert (figures["A1.value"].display, figures["B1.value"].display) == ("90 [b]", "90")


def test_a_percentage_and_its_counts_over_a_break_are_marked(folder):
    folder.define("A1", breaks=BREAK, unit="percent", aggregation="ratio", variance_basis="points", decimals=1)
    folder.receive("2023-11-30", "A1,2023-24-Q1,quarter,,40,80", "A1,2023-24-Q2,quarter,,50,120")
    figures = folder.figures()
    marked = ["A1.value", "A1.numerator", "A1.denominator", "A1.lower_ci", "A1.upper_ci"]
    assert {name: figures[name].status for name in marked} == dict.fromkeys(marked, "b")


def test_twelve_months_over_a_break_are_marked(folder):
    folder.define("A1", breaks=BREAK, **SUM)
    folder.receive("2024-11-01", *(f"A1,{one},quarter,10" for one in QUARTERS), "A1,2024-25-Q1,quarter,10")
    figures = folder.figures("2024-25-Q1")
    assert figures["A1.value~rolling_12_months"].status == ""  # July 2023 to June 2024
    assert figures["A1.value~rolling_12_months@2023-24-Q1"].status == ""
    assert figures["A1.value~year@2023-24"].status == "b"


def test_a_quarter_by_difference_is_on_one_side_of_the_break(folder):
    # October to December is what the year had in December less what it had in September: all of it after the break.
    folder.define("A1", breaks=BREAK)
    folder.receive("2024-01-31", *(f"A1,2023-24-Q{one},year_to_date,{one * 10}" for one in (1, 2, 3)))
    figures = folder.figures("2023-24-Q3")
    assert figures["A1.value"].status == "b"
    assert figures["A1.value~quarter"].status == ""
    folder.receive(
        "2024-01-31", *(f"A1,2023-24-Q{one},year_to_date,{one * 10},,,{'b' * (one == 3)}" for one in (1, 2, 3))
    )
    folder.define("A1")
    assert folder.figures("2023-24-Q3")["A1.value~quarter"].status == "b"  # the sender says so


def test_a_change_and_a_trend_from_before_the_break_are_marked(folder):
    folder.define("A1", breaks=BREAK)
    folder.settings = {"years": 3}
    folder.receive("2024-01-31", *(f"A1,{year}-{year % 100 + 1}-Q2,year_to_date,10" for year in (2021, 2022)))
    folder.receive("2024-01-31", "A1,2023-24-Q2,quarter,10", "A1,2023-24-Q1,quarter,10", name="later")
    figures = folder.figures()
    marked = ["A1.comparator", "A1.change", "A1.percent_change", "A1.traffic_light"]
    marked += ["A1.trend", "A1.trend:previous_years"]
    assert {name for name in marked if "b" not in figures[name].status.split()} == set()


def test_a_usual_range_has_no_quarter_that_lies_over_the_break(folder):
    # The break lies in May, so April to June 2022 is neither the one nor the other.
    folder.define("A1", breaks=[{"applies_from": "2022-05", "reason": "New form."}], variation=True)
    folder.receive("2024-05-01", *(f"A1,{one},quarter,{at}" for at, one in enumerate(QUARTERS)))
    figures = folder.figures("2023-24-Q4")
    assert figures["A1.value~quarter@2022-23-Q1"].status == "b"
    assert min(figures["A1.mean~quarter"].operands.values()) == "A1.value~quarter"
    assert len(figures["A1.mean~quarter"].operands) == 7  # July 2022 to March 2024
    assert figures["A1.mean~quarter"].status == ""


MARKS = st.sets(st.sampled_from(sorted(CARRIED)), max_size=2)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(MARKS, min_size=24, max_size=24), st.sampled_from(["", *QUARTERS[1:], "2022-05"]), st.booleans())
def test_the_marks_of_a_figure_are_those_of_its_parts(marks, broken, by_difference):
    """For every figure of a report of sums, percentages and sub-groups, whatever marks the lines came with."""
    with tempfile.TemporaryDirectory() as root:
        folder = ReportFolder(Path(root))
        own = {"breaks": [{"applies_from": broken, "reason": "New form."}]} if broken else {}
        folder.define(
            "A1", **SUM, **own, also_against=["target"], target={"value": 60, "rule": "profiled", "says": "Plan."}
        )
        share = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1}
        folder.define("B1", rolling_12_months=True, **share, **own)
        folder.define("C1", **own)
        lines = []
        for at, quarter in enumerate(QUARTERS):
            told, other = (" ".join(sorted(one)) for one in (marks[at], marks[12 + at]))
            within = 1 + at % 4
            basis, count = ("year_to_date", 40 * within) if by_difference else ("quarter", 40 + at)
            lines.append(f"A1,{quarter},{basis},{count},,,{told},")
            lines.append(f"B1,{quarter},quarter,,{at},40,{other},")
            lines += [f"C1,{quarter},quarter,{number},,,{told if number == 9 else other},,{name}" for name, number in (("", 9), ("x", 4), ("y", 5))]  # fmt: skip
        folder.receive("2024-05-01", *lines)
        folder.except_in("2023-24-Q4", last_report={"period": "2023-24-Q3", "as_of": date(2024, 5, 1)})
        figures = folder.figures("2023-24-Q4")
    start = Period.parse(broken).start if broken else None
    seen = 0
    for figure in figures.values():
        if figure.value is None or not figure.formula:
            continue
        seen += 1
        parts = {mark for one in figure.operands.values() for mark in figures[one].status.split()} & CARRIED
        lost = CARRIED if figure.method in COUNTS_OF_WORDS else set()
        lost = {"b"} if figure.method == "difference of two years to date" else lost
        assert parts - lost <= {*figure.status.split()}, figure.id
        own = {*figure.status.split()} - parts
        assert own <= {"u", "b"}, figure.id  # a small base, a break; nothing else comes from nowhere
        assert "b" not in own or broken or figure.method == "difference of two years to date", figure.id
    for figure in figures.values():
        if figure.parts.measure in ("value", "numerator", "denominator") and figure.value is not None and start:
            period = Period.parse(figure.period, figure.basis)
            if period.first_day(figure.basis) < start <= period.end:
                assert "b" in figure.status.split(), figure.id
    assert seen > 40


def test_a_number_that_prints_as_low_does_not_make_what_rests_on_it_low():
    common = {"unit": "count", "method": "received", "formula": "", "basis": "quarter", "period": "2023-24-Q1"}
    part = make_figure("A1.value", 0, status="low p", **common)
    made = derive_figure(
        "A1.annualised", "part * 4", {"part": part}, unit="count", method="annualised", basis="year", period="2023-24"
    )
    assert made.status == "p"


RESTS_ON = {"value": 180, "formula": "value * 2", "method": "annualised", "measure": "annualised"}


@pytest.mark.parametrize(
    ("figure", "wrong"),
    [
        ({**RESTS_ON, "status": "p"}, ""),
        ({**RESTS_ON, "status": ""}, r"not marked \[p\]"),
        ({**RESTS_ON, "value": None, "status": "x"}, ""),
        ({**RESTS_ON, "method_parts": said("judgements_counted"), "status": ""}, ""),
        ({"basis": "year_to_date", "status": "b"}, ""),
        ({"basis": "year_to_date", "status": ""}, r"not marked \[b\]"),
        ({"basis": "quarter", "status": ""}, ""),
    ],
)
def test_the_check_of_an_edition_finds_a_mark_that_was_lost(tmp_path, figure, wrong):
    defined = '[A1]\nbreaks = [ { applies_from = "2023-24-Q2", reason = "New form." } ]\n'
    part = record("A1.value~quarter", status="p low")
    whole = record("A1.value", **figure, operands={"value": part["id"]} if "formula" in figure else {})
    edition = small_edition(tmp_path, {"indicators.toml": defined}, [part, whole])
    if not wrong:
        check_marks(edition, whole)
        return
    with pytest.raises(Wrong, match=wrong):
        check_marks(edition, whole)
