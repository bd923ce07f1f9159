"""The periods that charts show, and every name for one that a chart may print."""

from __future__ import annotations

from pipeline.core.bases import BASES, basis_words
from pipeline.core.periods import Period
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report


def period_labels(report: Report) -> set[str]:
    """Every name of a period, and of how much a value covers, that this report may print."""
    quarters = latest_quarters(report)
    own = {(report.period_of(code), indicator.basis) for code, indicator in report.indicators.items()} | {
        (report.period, indicator.basis) for indicator in report.indicators.values() if indicator.basis != "calendar_year"
    }
    bases = {basis for _, basis in own}
    covered = {form for basis in (*BASES, *bases) for form in (basis_words(basis), basis_words(basis).capitalize())}
    return covered | {
        *(one.in_words(basis) for now, basis in own for one in (now, now.same_period_last_year, now.before(basis))),
        *(now.named_for(basis).previous.in_words(basis) for now, basis in own),
        *(quarter_of_year(quarter) for quarter in quarters_of_year(report.period)),
        *(one.financial_year for now, _ in own for one in (now, now.same_period_last_year)),
        *(year_name(year) for indicator in report.indicators.values() for year in complete_years(report, indicator)),
        *(quarter_and_year(quarter) for quarter in quarters),
        *(quarter.months_in_words("quarter") for quarter in quarters),
    }


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


def year_name(year: Period) -> str:
    """`2023/24`, or `2023` for a calendar year."""
    return str(year) if year.end.month == 12 else year.financial_year


def quarter_of_year(quarter: Period) -> str:
    """`Q1 April to June`, in any year."""
    return f"Q{quarter.quarter} {quarter.months_in_words('quarter').removesuffix(f' {quarter.end.year}')}"


def quarter_and_year(quarter: Period) -> str:
    """`Q1 2023/24`."""
    return f"Q{quarter.quarter} {quarter.financial_year}"
