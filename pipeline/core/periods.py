"""Periods: what a report is for, named by its end, and how much a value covers up to that end.

A period is written `2023-24-Q2` (a quarter of the financial year from 1 April), `2023-24` (a
financial year), `2019` (a calendar year) or `2017-10` (a month). A basis says how far back from that end a
value reaches: one of those with a name of their own, or any number of months, `rolling_24_months`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.core.bases import _ROLLING, basis_months, basis_words

# Ends of a year, and of its quarters, by which a value may be reported: the last one that was over by a day.
END_MONTHS = {"quarter": (3, 6, 9, 12), "year": (3,), "calendar_year": (12,)}

# Not calendar.month_name: that follows the machine's locale.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
END_MONTHS |= {name.lower(): (number,) for number, name in enumerate(MONTHS, start=1)}

# Years that a calendar has, in digits that everybody types.
_QUARTER = re.compile(r"([12]\d{3})-(\d{2})-Q([1-4])", re.ASCII)
_YEAR_OR_MONTH = re.compile(r"([12]\d{3})-(\d{2})", re.ASCII)
_CALENDAR_YEAR = re.compile(r"[12]\d{3}", re.ASCII)


class PeriodError(ValueError):
    """A text that names no period, with what was expected and the nearest that exists."""


@dataclass(frozen=True, order=True)
class Period:
    """A month, a quarter, a financial or a calendar year, ordered by its end and then its length.

    `months_from_year_zero` counts the months up to and including the last one; `months` is 1, 3 or 12.
    """

    months_from_year_zero: int
    months: int

    @classmethod
    @lru_cache(maxsize=10_000)
    def parse(cls, text: str, basis: str = "") -> Period:
        """Read a period's name.

        `2000-01` to `2011-12` name both a month and a financial year: there `basis` ("month" or
        any other) decides, and without one the name is refused. A calendar year is no financial year, and has no
        year to date, which is counted from April. Raises PeriodError.
        """
        period = cls._named(text, basis)
        if basis == "calendar_year" and period.end.month != 12:
            raise PeriodError(
                f'"{text}" ends in {MONTHS[period.end.month - 1]}, and a calendar year in December. '
                f"Did you mean {period.end.year - 1}?"
            )
        return period

    @classmethod
    def _named(cls, text: str, basis: str) -> Period:
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
        elif _CALENDAR_YEAR.fullmatch(text):
            if _is_of_calendar_years(basis):
                return cls._ending(int(text), 12, 12)
            raise PeriodError(
                f'"{text}" is a calendar year, whose basis is calendar_year, and not {basis}. Expected the quarter, '
                f"financial year or month that the {basis_words(basis)} ends with.{_suggestion(text)}"
            )
        raise PeriodError(
            f'"{text}" is not a period. Expected a quarter such as 2023-24-Q2 (Q1 to Q4, financial year from 1 April), '
            f"a financial year such as 2023-24, a calendar year such as 2019, or a month such as 2017-10.{_suggestion(text)}"
        )

    @classmethod
    def _ending(cls, year: int, month: int, months: int) -> Period:
        return cls(year * 12 + month - 1, months)

    def __str__(self) -> str:
        if self.months == 1:
            return f"{self.end.year}-{self.end.month:02d}"
        if self.months == 12 and self.end.month == 12:
            return str(self.end.year)
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
        if basis == "calendar_year" and self.end.month == 12:
            return Period(self.months_from_year_zero, 12)
        own = {"month": 1, "quarter": 3, "year": 12}.get(basis, self.months)
        lengths = (months for months in (own, 3, 1) if self.months_elapsed % months == 0)
        return Period(self.months_from_year_zero, next(lengths))

    @property
    def previous(self) -> Period:
        return self.back(self.months)

    def before(self, basis: str) -> Period:
        """The end of the value right before one on this basis: of as many months, none of them in both.

        Of a day, and of a year to date, which has no such, the period before.
        """
        named = self.named_for(basis)
        return named.back(basis_months(basis) or named.months)

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
        return self.months_elapsed if basis == "year_to_date" else basis_months(basis)

    def naming(self, basis: str) -> Period:
        """This period, or the quarter at its end where it is a calendar year and a value on this basis is not named by one."""
        by_year = self.months != 12 or self.end.month != 12 or _is_of_calendar_years(basis)
        return self if by_year else Period(self.months_from_year_zero, 3)

    def last_over(self, ends: str) -> Period:
        """The last end of a quarter, year, calendar year or named month (one of END_MONTHS) up to this end, as a period.

        It is as long as this one, or the quarter or month where its length does not fit there.
        """
        if ends == "period":
            return self
        back = next(back for back in range(12) if self.back(back).end.month in END_MONTHS[ends])
        return self.ending_earlier(back)

    def ending_earlier(self, months: int) -> Period:
        """The period that ends so many months earlier, as long as this one, or the quarter or month where that does not fit."""
        return self.back(months).named_for("") if months else self

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


def _is_of_calendar_years(basis: str) -> bool:
    """Whether a calendar year can name a value on this basis; without one it only names itself."""
    return basis in ("", "calendar_year", "point_in_time") or bool(_ROLLING.fullmatch(basis))


def day_in_words(day: date) -> str:
    """`30 September 2023`, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_in_words(day: date) -> str:
    """`September 2023`, whatever the locale."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def _suggestion(text: str) -> str:
    years = re.match(r"(\d{4})(?:[^\dQq]+(\d{1,2}|\d{4}))?(?:\D*[Qq]?0*(\d))?", text.strip())
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
