"""Days and periods in words, made again from the period of the run alone."""

from __future__ import annotations

from functools import cache

from .days import days_to, last_month

MONTHS = (
    "January February March April May June July August September October November December"
).split()  # not calendar.month_name, which follows the machine's locale
BASES = {
    "month": "month", "two_months": "two months", "quarter": "quarter", "half_year": "half year",
    "year_to_date": "year to date", "year": "year", "calendar_year": "calendar year",
    "rolling_12_months": "rolling twelve months", "point_in_time": "on the last day",
}  # fmt: skip


def day_words(day: str) -> str:
    """`30 September 2023`, of an ISO day."""
    year, month, number = map(int, day[:10].split("-"))
    return f"{number} {MONTHS[month - 1]} {year}"


def days_words(first: str, last: str) -> str:
    """`1 April to 30 September 2023`, or the one day."""
    start = day_words(first) if first[:4] != last[:4] else day_words(first)[:-5]
    return day_words(last) if first == last else f"{start} to {day_words(last)}"


def months_words(first: str, last: str) -> str:
    """`April to September 2023`, `October 2022 to March 2023`, or the one month; a single day is told as a day."""
    if first == last:
        return day_words(last)
    names = [day_words(day).split(" ", 1)[1] for day in (first, last)]
    if first[:7] == last[:7]:
        return names[1]
    return f"{names[0] if first[:4] != last[:4] else names[0].split()[0]} to {names[1]}"


def basis_words(basis: str) -> str:
    """`year to date`, `rolling 24 months`."""
    return BASES.get(basis) or basis.replace("_", " ")


@cache
def months_back(period: str, years: int, also: frozenset[str] = frozenset()) -> frozenset[str]:
    """The months or the day of every value that ends within so many years before a period's end, on every basis.

    `also` are bases of any number of months, such as rolling_24_months.
    """
    newest = last_month(period)
    return frozenset(
        months_words(*days_to(month, basis))
        for month in range(newest - 12 * years, newest + 1)
        for basis in (*BASES, *also)
    )


@cache
def period_labels(period: str, years: int, also: frozenset[str] = frozenset()) -> frozenset[str]:
    """Every name of a period that a report for `period` with so many years of history may print as a label."""
    newest = (last_month(period) - 3) // 12  # the financial year, from April
    names = {f"{year}/{(year + 1) % 100:02}" for year in range(newest - years, newest + 1)}
    quarters = {f"Q{at + 1} {MONTHS[(3 * at + 3) % 12]} to {MONTHS[(3 * at + 5) % 12]}" for at in range(4)}
    of_years = {f"Q{number} {name}" for number in range(1, 5) for name in names}
    bases = {form for basis in (*BASES, *also) for form in (basis_words(basis), basis_words(basis).capitalize())}
    names |= {str(last_month(period) // 12 - back) for back in range(years + 2)}  # calendar years
    return months_back(period, years + 1, also) | names | quarters | of_years | bases
