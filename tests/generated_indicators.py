"""Indicators put together at random, with returns for them: every way of judging, adding up and comparing that a definition allows."""

from __future__ import annotations

from collections.abc import Mapping

from conftest import INDICATOR
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.definitions.indicators.indicator import Indicator

BASES = ["month", "two_months", "quarter", "half_year", "year_to_date", "year", "rolling_12_months", "point_in_time"]
REFERENCES = ["same_period_last_year", "previous_period", "target", "baseline", "none"]
WHOLE = st.sampled_from([0, 0, 1, 2, 3, 7, 20, 49, 50, 60, 85, 100, 1234])
MARKS = ["", "", "", "p", "r", "e", "u", "b"]


@st.composite
def levels(draw, rules=("level", "profiled")) -> dict:
    """A declared target or baseline; one without a value is still to be set."""
    made = {"says": draw(st.sampled_from(["As agreed.", "Of 2019, 3 in a year.", "Seven; not yet."]))}
    if draw(st.booleans()) or draw(st.booleans()):
        made["value"] = draw(WHOLE)
    if draw(st.integers(0, 3)) == 0:
        made["basis"] = draw(st.sampled_from(BASES))
    if draw(st.integers(0, 2)) == 0:
        made["rule"] = draw(st.sampled_from(rules))
    return made


@st.composite
def indicators(draw) -> dict:
    """The values of an indicator, lawful or not: most that are drawn are."""
    unit = draw(st.sampled_from(["count", "count", "percent"]))
    made = {
        **INDICATOR, "unit": unit,
        "basis": draw(st.sampled_from(["quarter", "year_to_date", "year_to_date", "rolling_12_months", "point_in_time"])),
        "aggregation": "ratio" if unit == "percent" else draw(st.sampled_from(["sum", "sum", "distinct", "stock"])),
        "polarity": draw(st.sampled_from(["lower_is_better", "higher_is_better", "neutral", "within_range"])),
        "comparator": draw(st.sampled_from(REFERENCES)), "judged": draw(st.booleans()),
        "also_against": draw(st.lists(st.sampled_from(REFERENCES[:-1]), max_size=2)),
        "variance_basis": draw(st.sampled_from(["relative", "points"])), "decimals": draw(st.sampled_from([0, 0, 1, 2])),
        "variation": draw(st.booleans()), "rolling_12_months": draw(st.booleans()),
        "annualise": draw(st.sampled_from(["no", "no", "by_period", "by_days"])),
        "also_on": draw(st.lists(st.sampled_from(["quarter", "half_year"]), max_size=1)),
    }  # fmt: skip
    if made["polarity"] == "within_range":
        made |= {"range": [20, 60], "variance_basis": "points"}
    if draw(st.booleans()):
        made["target"] = draw(levels(("level", "profiled", "reduction")))
    if draw(st.booleans()):
        made["baseline"] = draw(levels())
    if draw(st.integers(0, 3)) == 0:
        groups = st.fixed_dictionaries({}, optional={"target": levels(), "baseline": levels()})
        made |= {"categories": {"north": draw(groups), "south": draw(groups)}, "total": draw(st.booleans())}
    return made


def is_lawful(values: Mapping) -> bool:
    """Whether the model accepts an indicator."""
    try:
        Indicator.model_validate({"code": "A1", **values})
    except ValidationError:
        return False
    return True


@st.composite
def lines_of(draw, code: str, values: Mapping, quarter: int) -> list[str]:
    """The lines of a return for an indicator: of this year and the last one, each quarter or since April, with marks and gaps."""
    cumulative = values["basis"] == "year_to_date"
    basis = (
        draw(st.sampled_from(["quarter", "year_to_date"]))
        if cumulative and values["aggregation"] == "sum"
        else values["basis"]
    )
    groups = list(values.get("categories", ())) if not values.get("total", True) else [""]
    lines = []
    for year in ("2022-23", "2023-24"):
        until = 4 if year == "2022-23" else quarter
        known = range(1, until + 1) if draw(st.booleans()) or year == "2023-24" else []
        for group in groups:
            grown = 0
            for number in known:
                value = draw(WHOLE)
                mark = draw(st.sampled_from(MARKS))
                if values["unit"] == "percent":
                    base = draw(WHOLE)
                    of = min(value, base)
                    numbers = f",{of},{base}" if base else ",,"
                    status = mark if base else "z"
                    note = "" if base else "nobody was asked"
                elif draw(st.integers(0, 9)) == 0:
                    numbers, status, note = ",,", "x", "not counted 2 times"
                    grown = grown if basis != "year_to_date" else grown
                else:
                    grown += value
                    numbers, status, note = f"{grown if basis == 'year_to_date' else value},,", mark, ""
                lines.append(f"{code},{year}-Q{number},{basis},{numbers},{status},{note},{group}")
    return lines
