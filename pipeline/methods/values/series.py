"""Series: the values of other days that a report shows beside its own."""

from __future__ import annotations

from pipeline.core.bases import basis_months
from pipeline.core.faults import present
from pipeline.core.periods import Period
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.values.absences import absent_value
from pipeline.methods.values.indicator_values import Values
from pipeline.methods.values.parts import COUNTED


def series(report: Report, values: Values, figures: Figures) -> Figures:
    """Values of other days that the report shows beside its own.

    Returns  `CODE.value~BASIS@PERIOD` and their parts: the same stage of earlier years, quarters, financial years,
             rolling twelve months, columns of tables. Only what was received or can be worked out, and [x] where a day
             is compared.
    """
    absent = []
    for code, category in values.listed():
        indicator = report.indicators[code]
        for period, basis in _series_days(report, indicator):
            values.find(code, category, period, basis)
        for period, basis in days_compared(report, indicator):
            values.find(code, category, period.same_period_last_year, basis)
            if values.find(code, category, period, basis) is None and basis != "year_to_date":
                absent.append(absent_value(report, code, category, period, basis))
    return Figures(figure for figure in (*values.made(), *absent) if figure.id not in figures)


def days_compared(report: Report, indicator: Indicator) -> list[tuple[Period, str]]:
    """The days that are compared besides the report's own, in a report of `every_quarter`.

    Returns  (period, basis): each quarter of the financial year so far and, of sums, from the second on what there was
             since April. What covers twelve months, or one day, does so at the end of each quarter.
    """
    own = report.period_of(indicator.code)
    quarters = [one for one in own.quarters_to_date() if one.end <= own.end]
    whole = basis_months(indicator.basis) > 6 and indicator.basis != "year"
    if indicator.basis == "calendar_year":
        return []
    basis = indicator.basis if whole or indicator.basis == "point_in_time" else "quarter"
    days = [(quarter, basis) for quarter in quarters]
    if indicator.aggregation == "sum":
        days += [(quarter, "year_to_date") for quarter in quarters[1:]]
    return days if report.definition.every_quarter else []


def _series_days(report: Report, indicator: Indicator) -> list[tuple[Period, str]]:
    period, years = report.period_of(indicator.code), report.definition.years
    days = [(period.back(12 * back), indicator.basis) for back in range(1, years)]
    days.append((period.named_for(indicator.basis).previous, indicator.basis))
    if "previous_period" in indicator.references:
        days.append((period.before(indicator.basis), indicator.basis))
    if period.months_elapsed % 3 == 0:
        quarter = Period(period.months_from_year_zero, 3)
        days += [(quarter.back(3 * back), "quarter") for back in range(4 * years)]
    year = period.financial_year_period()
    last = year if year.end == period.end else year.previous
    days += [(last.back(12 * back), "year") for back in range(years)]
    days += [(report.period_of(indicator.code, basis), basis) for basis in indicator.also_on]
    if indicator.rolling_12_months:
        days += [(period, "rolling_12_months"), (period.back(12), "rolling_12_months")]
    if indicator.extrapolated:
        days += [indicator.extrapolated.stretch, indicator.extrapolated.twelve_months]
    shown = [table for table in report.definition.tables if indicator.code in table.indicators]
    days += [(column.period(report.period), present(column.basis)) for table in shown for column in table.days]
    return list(dict.fromkeys(days))


def received_values(report: Report, values: Values) -> Figures:
    """The value of every indicator for the report's period, on its declared basis, with its counts.

    Returns  `.value` in the indicator's unit, `.numerator` and `.denominator` as counts; [x] with the reason that the
             period's file gives, or "never received".
    """
    made: list[Figure | None] = []
    for code, category in values.listed():
        basis, period = report.indicators[code].basis, report.period_of(code)
        value = values.find(code, category, period, basis)
        made.append(value or absent_value(report, code, category, period))
        made += [values.find(code, category, period, basis, counted) for counted in COUNTED]
    return Figures(figure for figure in made if figure)
