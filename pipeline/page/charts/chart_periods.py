"""The periods that charts show, and every name for one that a chart may print."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.bases import BASES, basis_words
from pipeline.core.periods import Period
from pipeline.core.words import Words, worded
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report


def period_labels(report: Report) -> set[Words]:
    """Every name of a period, and of how much a value covers, that this report may print."""
    quarters = latest_quarters(report)
    own = {(report.period_of(code), indicator.basis) for code, indicator in report.indicators.items()} | {
        (report.period, indicator.basis) for indicator in report.indicators.values() if indicator.basis != "calendar_year"
    }
    bases = {basis for _, basis in own}
    return basis_labels(bases) | {
        *(_days(one, basis) for now, basis in own for one in (now, now.same_period_last_year, now.before(basis))),
        *(_days(now.named_for(basis).previous, basis) for now, basis in own),
        *(name(quarter) for quarter in quarters_of_year(report.period) for name in (quarter_of_year, short_quarter)),
        *(year_name(one.financial_year_period()) for now, _ in own for one in (now, now.same_period_last_year)),
        *(year_name(year) for indicator in report.indicators.values() for year in complete_years(report, indicator)),
        *(quarter_and_year(quarter) for quarter in quarters),
        *(_days(quarter, "quarter") for quarter in quarters),
    }


def basis_labels(bases: Iterable[str]) -> set[Words]:
    """How much a value covers in words, on the named bases and on all that have a name of their own."""
    told = {basis: basis_words(basis) for basis in (*BASES, *filter(None, bases))}
    return {worded("basis", form, basis=basis) for basis, words in told.items() for form in (words, words.capitalize())}


def _days(period: Period, basis: str) -> Words:
    """The months or the day of a value."""
    return worded("days", period.in_words(basis), days=[period.first_day(basis), period.end])


def quarters_of_year(period: Period) -> list[Period]:
    """All four quarters of the financial year in which the period ends."""
    return period.financial_year_period().quarters_to_date()


def latest_quarters(report: Report) -> list[Period]:
    """The quarters over by the end of the report's period, as far back as its years of history and the year begun."""
    latest = Period(report.period.months_from_year_zero - report.period.months_elapsed % 3, 3)
    return [latest.back(3 * ago) for ago in reversed(range(4 * report.definition.years + 4))]


def complete_years(report: Report, indicator: Indicator) -> list[Period]:
    """The financial years over by the end of the report's period, as many as the definition asks for.

    Of an indicator of calendar years, those.
    """
    ends = "calendar_year" if indicator.basis == "calendar_year" else "year"
    latest = Period(report.period.last_over(ends).months_from_year_zero, 12)
    return [latest.back(12 * ago) for ago in reversed(range(report.definition.years))]


def year_name(year: Period) -> Words:
    """`2023/24`, or `2023` for a calendar year."""
    return worded("days", str(year) if year.end.month == 12 else year.financial_year, days=[year.start, year.end])


def quarter_of_year(quarter: Period) -> Words:
    """`Q1 April to June`, in any year."""
    months = quarter.months_in_words("quarter").removesuffix(f" {quarter.end.year}")
    return worded("quarter", f"Q{quarter.quarter} {months}", quarter=quarter.quarter)


def short_quarter(quarter: Period) -> Words:
    """`Q1`, in any year, where there is no room for its months."""
    return worded("quarter", f"Q{quarter.quarter}", quarter=quarter.quarter)


def quarter_and_year(quarter: Period) -> Words:
    """`Q1 2023/24`."""
    year = quarter.financial_year_period()
    text = f"Q{quarter.quarter} {quarter.financial_year}"
    return worded("quarter", text, quarter=quarter.quarter, days=[year.start, year.end])
