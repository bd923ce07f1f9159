"""Bases: how many months a value covers up to its end: one of those with a name of their own, or `rolling_24_months`."""

from __future__ import annotations

import re

from pipeline.core.faults import suggestion

_NAMED = {
    "month": "month",
    "two_months": "two months",
    "quarter": "quarter",
    "half_year": "half year",
    "year_to_date": "year to date",
    "year": "year",
    "calendar_year": "calendar year",
    "rolling_12_months": "rolling twelve months",
    "point_in_time": "on the last day",
}
BASES = tuple(_NAMED)  # those with a name of their own
# Months that a value covers up to its end; a year to date covers those elapsed.
_MONTHS = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12, "calendar_year": 12}
# As many months as anything is rolled over; ten years.
LONGEST = 120
_ROLLING = re.compile(r"rolling_([1-9]\d{0,2})_months", re.ASCII)


def basis_months(basis: str) -> int:
    """How many months a basis covers; 0 for a year to date, whose months follow from its end, and for a value on one day.

    Raises ValueError for what is no basis, with the nearest that is.
    """
    if match := _ROLLING.fullmatch(basis):
        if 2 <= int(match[1]) <= LONGEST:
            return int(match[1])
    elif basis in _NAMED:
        return _MONTHS.get(basis, 0)
    known = f"{', '.join(BASES)}, or rolling_24_months with any number from 2 to {LONGEST}"
    raise ValueError(f'unknown basis "{basis}"; known are {known}{basis_suggestion(basis, ". ")}')


def is_basis(text: str) -> bool:
    """Whether a text names a basis."""
    try:
        return basis_months(text) >= 0
    except ValueError:
        return False


def basis_suggestion(text: str, before: str = "") -> str:
    """`Did you mean rolling_24_months?` for a number of months, or the name that is spelled most alike; empty without one."""
    numbers = re.findall(r"[0-9]{1,4}", text)
    if "month" in text.lower() and len(numbers) == 1 and 1 <= (months := int(numbers[0])) <= LONGEST:
        return f"{before}Did you mean {('month', 'two_months')[months - 1] if months < 3 else f'rolling_{months}_months'}?"
    near = suggestion(text, BASES)
    return before + near if near else ""


def basis_words(basis: str) -> str:
    """A basis in words: `year to date`, `rolling 24 months`."""
    return _NAMED.get(basis) or basis.replace("_", " ")
