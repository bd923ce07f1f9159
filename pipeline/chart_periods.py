"""The periods that charts show, and every name for one that a chart may print."""

from __future__ import annotations

from pipeline.definitions import Report
from pipeline.periods import BASIS_WORDS, Period


def period_labels(report: Report) -> set[str]:
    """Every name of a period, and of how much a value covers, that this report may print."""
    now, quarters = report.period, latest_quarters(report)
    bases = {indicator.basis for indicator in report.indicators.values()}
    covered = {words for text in BASIS_WORDS.values() for words in (text, text.capitalize())}
    return covered | {
        *(period.in_words(basis) for period in (now, now.same_period_last_year) for basis in bases),
        *(now.named_for(basis).previous.in_words(basis) for basis in bases),
        *(quarter_of_year(quarter) for quarter in quarters_of_year(now)),
        *(year.financial_year for year in (now, now.same_period_last_year, *complete_years(report))),
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


def complete_years(report: Report) -> list[Period]:
    """The financial years over by the end of the report's period, as many as the definition asks for."""
    latest = Period(report.period.months_from_year_zero - report.period.months_elapsed % 12, 12)
    return [latest.back(12 * ago) for ago in reversed(range(report.definition.years))]


def quarter_of_year(quarter: Period) -> str:
    """`Q1 April to June`, in any year."""
    return f"Q{quarter.quarter} {quarter.months_in_words('quarter').removesuffix(f' {quarter.end.year}')}"


def quarter_and_year(quarter: Period) -> str:
    """`Q1 2023/24`."""
    return f"Q{quarter.quarter} {quarter.financial_year}"
