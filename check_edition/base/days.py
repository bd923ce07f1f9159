"""The days that a value covers, from the names of its period and its basis."""

from __future__ import annotations

import calendar
import re
from datetime import date

from .findings import NotChecked, Wrong

MONTHS = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12, "calendar_year": 12}
CALENDAR_YEAR = re.compile("[0-9]{4}")
ROLLING = re.compile(r"rolling_([1-9][0-9]*)_months")


def days_of(period: str, basis: str) -> tuple[str, str]:
    """First and last day, ISO: of `2023-24-Q2`, year to date, 1 April to 30 September 2023."""
    month = last_month(period, basis)
    if basis == "calendar_year" and month % 12 != 11:
        raise Wrong(f'"{period}" ends no calendar year')
    return days_to(month, basis)


def days_to(month: int, basis: str) -> tuple[str, str]:
    """First and last day of a value on a basis that ends with a month, counted from year 0. NotChecked: an unknown basis."""
    if basis == "year_to_date":
        months = (month - 3) % 12 + 1
    elif basis in MONTHS:
        months = MONTHS[basis]
    elif rolling := ROLLING.fullmatch(basis):
        months = int(rolling[1])
    elif basis != "point_in_time":
        raise NotChecked(f"the basis {basis} is not known here")
    end = _day(month, last=True)
    return (end if basis == "point_in_time" else _day(month - months + 1), end)


def own_days(period: str) -> tuple[str, str]:
    """The days of a period itself, as an extract's name gives it: a quarter, a financial or calendar year, or a month."""
    if CALENDAR_YEAR.fullmatch(period):
        return days_of(period, "calendar_year")
    quarter, year = "-Q" in period, re.fullmatch(r"(\d{4})-(\d\d)", period)
    is_year = year and int(year[2]) == (int(year[1]) + 1) % 100
    return days_of(period, "quarter" if quarter else "year" if is_year else "month")


def months_after(day: str, months: int) -> str:
    """The same day so many months on (back, where negative), or the last day of that month where it has none such."""
    year, month, number = map(int, day[:10].split("-"))
    place = year * 12 + month - 1 + months
    return f"{place // 12}-{place % 12 + 1:02}-{min(number, calendar.monthrange(place // 12, place % 12 + 1)[1]):02}"


def last_month(period: str, basis: str = "") -> int:
    """The last month of a period, counted from year 0. Raises Wrong for what names none."""
    if CALENDAR_YEAR.fullmatch(period):
        return int(period) * 12 + 11
    parts = re.fullmatch(r"(\d{4})-(\d\d)(?:-Q([1-4]))?", period)
    if not parts:
        raise Wrong(f'"{period}" is no period')
    year, after = int(parts[1]), int(parts[2])
    is_year = after == (year + 1) % 100
    if parts[3] or (is_year and basis != "month"):
        return year * 12 + 2 + (3 * int(parts[3]) if parts[3] else 12)
    return year * 12 + after - 1


def _day(month: int, last: bool = False) -> str:
    year, number = divmod(month, 12)
    return date(year, number + 1, calendar.monthrange(year, number + 1)[1] if last else 1).isoformat()
