"""Periods: what a report is for, named by its end, and how much a value covers up to that end.

A period is written `2023-24-Q2` (a quarter of the financial year from 1 April), `2023-24` (a
financial year) or `2017-10` (a month). A basis says how far back from that end a value reaches.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

BASES = ("month", "two_months", "quarter", "half_year", "year_to_date", "year", "rolling_12_months", "point_in_time")
BASIS_WORDS = {
    "month": "month",
    "two_months": "two months",
    "quarter": "quarter",
    "half_year": "half year",
    "year_to_date": "year to date",
    "year": "year",
    "rolling_12_months": "rolling twelve months",
    "point_in_time": "on the last day",
}

# Months that a value covers up to its end; a year to date covers those elapsed.
BASIS_MONTHS = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12, "rolling_12_months": 12}

# Not calendar.month_name: that follows the machine's locale.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Years that a calendar has, in digits that everybody types.
_QUARTER = re.compile(r"([12]\d{3})-(\d{2})-Q([1-4])", re.ASCII)
_YEAR_OR_MONTH = re.compile(r"([12]\d{3})-(\d{2})", re.ASCII)


class PeriodError(ValueError):
    """A text that names no period, with what was expected and the nearest that exists."""


@dataclass(frozen=True, order=True)
class Period:
    """A month, a quarter or a financial year, ordered by its end and then its length.

    `months_from_year_zero` counts the months up to and including the last one; `months` is 1, 3 or 12.
    """

    months_from_year_zero: int
    months: int

    @classmethod
    def parse(cls, text: str, basis: str = "") -> Period:
        """Read a period's name.

        `2000-01` to `2011-12` name both a month and a financial year: there `basis` ("month" or
        any other) decides, and without one the name is refused. Raises PeriodError.
        """
        if match := _QUARTER.fullmatch(text):
            year, after, quarter = map(int, match.groups())
            if after == (year + 1) % 100:
                return cls._ending(year, 3 + 3 * quarter, 3)
        elif match := _YEAR_OR_MONTH.fullmatch(text):
            year, after = map(int, match.groups())
            is_year, is_month = after == (year + 1) % 100, 1 <= after <= 12
            if is_year and is_month and not basis:
                raise PeriodError(
                    f'"{text}" can be {MONTHS[after - 1]} {year} or the financial year {year}/{after:02d}. '
                    "Use quarters for that year."
                )
            if is_month and (not is_year or basis == "month"):
                return cls._ending(year, after, 1)
            if is_year:
                return cls._ending(year, 15, 12)
        raise PeriodError(
            f'"{text}" is not a period. Expected a quarter such as 2023-24-Q2 (Q1 to Q4, financial year from 1 April), '
            f"a financial year such as 2023-24, or a month such as 2017-10.{_suggestion(text)}"
        )

    @classmethod
    def _ending(cls, year: int, month: int, months: int) -> Period:
        return cls(year * 12 + month - 1, months)

    def __str__(self) -> str:
        if self.months == 1:
            return f"{self.end.year}-{self.end.month:02d}"
        first = self.financial_year_start
        name = f"{first}-{(first + 1) % 100:02d}"
        return name if self.months == 12 else f"{name}-Q{self.quarter}"

    @property
    def end(self) -> date:
        year, month = divmod(self.months_from_year_zero, 12)
        return date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    @property
    def start(self) -> date:
        return self._first_day(self.months)

    @property
    def financial_year_start(self) -> int:
        """The calendar year in which the financial year of the last month began."""
        return (self.months_from_year_zero - 3) // 12

    @property
    def financial_year(self) -> str:
        """As written in the field: 2023/24."""
        return f"{self.financial_year_start}/{(self.financial_year_start + 1) % 100:02d}"

    @property
    def months_elapsed(self) -> int:
        """Months of the financial year up to the end: 1 to 12."""
        return (self.months_from_year_zero - 3) % 12 + 1

    @property
    def quarter(self) -> int:
        """Quarter of the financial year in which the period ends: 1 to 4."""
        return (self.months_elapsed - 1) // 3 + 1

    def back(self, months: int) -> Period:
        """The period of the same length that ends so many months earlier."""
        return Period(self.months_from_year_zero - months, self.months)

    def named_for(self, basis: str) -> Period:
        """The period with this end that names a value on this basis: the quarter, the year, or this one.

        Twelve months to September are no financial year: they are named by the quarter that they end with.
        """
        own = {"month": 1, "quarter": 3, "year": 12}.get(basis, self.months)
        lengths = (months for months in (own, 3, 1) if self.months_elapsed % months == 0)
        return Period(self.months_from_year_zero, next(lengths))

    @property
    def previous(self) -> Period:
        return self.back(self.months)

    @property
    def same_period_last_year(self) -> Period:
        return self.back(12)

    def quarters_to_date(self) -> list[Period]:
        """The quarters of the financial year up to this end; the last may end after a month's end."""
        return [Period(self.months_from_year_zero - self.months_elapsed + 3 * n, 3) for n in range(1, self.quarter + 1)]

    def financial_year_period(self) -> Period:
        """The whole financial year in which the period ends."""
        return Period(self.months_from_year_zero - self.months_elapsed + 12, 12)

    def first_day(self, basis: str) -> date:
        """First day that a value on this basis covers. Its last day is always `end`."""
        if basis == "point_in_time":
            return self.end
        return self._first_day(self.months_covered(basis))

    def months_covered(self, basis: str) -> int:
        """How many months a value on this basis covers; 0 for a value on one day."""
        return self.months_elapsed if basis == "year_to_date" else BASIS_MONTHS.get(basis, 0)

    def dates(self, basis: str) -> str:
        """The days covered, in words: `1 April to 30 September 2023`."""
        first, last = self.first_day(basis), self.end
        if first == last:
            return day_in_words(last)
        first_words = f"{first.day} {MONTHS[first.month - 1]}"
        return f"{first_words}{'' if first.year == last.year else f' {first.year}'} to {day_in_words(last)}"

    def months_in_words(self, basis: str) -> str:
        """The months covered: `April to September 2023`."""
        first, last = self.first_day(basis), self.end
        last_words = month_in_words(last)
        if (first.year, first.month) == (last.year, last.month):
            return last_words
        return f"{MONTHS[first.month - 1]}{'' if first.year == last.year else f' {first.year}'} to {last_words}"

    def in_words(self, basis: str) -> str:
        """The months covered, or the day of a value on one day: `30 September 2023`."""
        return self.dates(basis) if basis == "point_in_time" else self.months_in_words(basis)

    def _first_day(self, months: int) -> date:
        year, month = divmod(self.months_from_year_zero - months + 1, 12)
        return date(year, month + 1, 1)


def day_in_words(day: date) -> str:
    """`30 September 2023`, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_in_words(day: date) -> str:
    """`September 2023`, whatever the locale."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def _suggestion(text: str) -> str:
    years = re.match(r"(\d{4})(?:[^\dQq]+(\d{1,2}|\d{4}))?(?:\D*[Qq]?(\d))?", text.strip())
    if not years:
        return ""
    year, quarter = int(years[1]), years[3]
    name = f"{year}-{(year + 1) % 100:02d}"
    if quarter:
        name += f"-Q{min(max(int(quarter), 1), 4)}"
    return f" Did you mean {name}?"


def is_date(text: str) -> bool:
    """Whether the text is a date as file names write it, 2023-11-30: dates are compared as text, so no other form will do."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
