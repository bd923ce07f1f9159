"""Performance: how much better a value is than what it is held against, as an expression over named operands.

Above 0 is better, whatever the polarity: in per cent of the reference or in points, as the indicator declares. Nothing is
a percentage of 0: against a reference of 0 only the direction is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.core.faults import present
from pipeline.definitions.indicators.areas import reference_slug
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.light_rules import COMPARATOR
from pipeline.definitions.indicators.received_measures import RECEIVED_CHANGE
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.comparisons import beside, low_reliability, reference_of


@dataclass(frozen=True)
class Performance:
    """A performance on one reference: an expression over operands, in per cent of it or in points; above 0 is better.

    `there` is false where nothing is declared. `of_zero`: the reference is 0 and the indicator is judged in per cent, so
    that the expression tells the direction alone. `mark` is what a light that rests on it carries.
    """

    expression: str = ""
    operands: dict[str, Figure] = field(default_factory=dict)
    mark: str = ""
    of_zero: bool = False
    there: bool = True

    @property
    def missing(self) -> Figure | None:
        """The first operand without a value."""
        return next((figure for figure in self.operands.values() if figure.value is None), None)

    @property
    def absent(self) -> bool:
        """Whether it cannot be worked out."""
        return not self.there or self.missing is not None


def performance(report: Report, figures: Figures, value: Figure, against: str = COMPARATOR) -> Performance:
    """The performance of a value on a reference.

    Takes    a `.value` figure, and what it is held against; left out, its comparator. Within a range that needs no
             earlier value.
    Returns  Performance: an expression over its operands, in per cent of the reference or in points; above 0 is better.
    """
    indicator = report.indicators[value.parts.indicator]
    if indicator.polarity == "within_range" and indicator.range is None:
        return Performance(operands={"value": value}, there=False)  # before the first of its ranges
    if indicator.polarity == "within_range" and against == COMPARATOR:
        return Performance(f"-{outside(indicator, 'value')}", {"value": value})
    name = "reference" if against == COMPARATOR else reference_slug(against)
    reference = reference_of(report, figures, value, indicator.comparator if against == COMPARATOR else against)
    received = _received_change(report, figures, value) if against == COMPARATOR else None
    if received is not None:
        sign = "" if indicator.polarity == "higher_is_better" else "-"
        return Performance(f"{sign}{received.parts.measure}", {received.parts.measure: received})
    if reference is None:
        return Performance(operands={"value": value}, there=False)
    operands = {"value": value, name: reference}
    relative = indicator.variance_basis == "relative"
    of_zero = relative and reference.value == 0
    mark = low_reliability(report, figures, indicator, reference) if relative and not of_zero else ""
    return Performance(expression(indicator, name, direction=of_zero), operands, mark, of_zero)


def _received_change(report: Report, figures: Figures, value: Figure) -> Figure | None:
    """The change from its comparator that was received in the place of values: in per cent or points, as it is judged."""
    measure = "percent_change" if report.indicators[value.parts.indicator].variance_basis == "relative" else "point_change"
    found = figures.get(beside(report, value, measure))
    return found if found and found.method == RECEIVED_CHANGE else None


def expression(indicator: Indicator, name: str, *, direction: bool = False) -> str:
    """The improvement of `value` over the operand of this name, in per cent of it or in points; `direction`: its sign alone."""
    if indicator.polarity == "within_range":
        return f"{outside(indicator, name)} - {outside(indicator, 'value')}"
    sign = "" if indicator.polarity == "higher_is_better" else "-"
    if direction or indicator.variance_basis == "points":
        return f"{sign}(value - {name})"
    return f"{sign}(value - {name}) / {name} * 100"


def outside(indicator: Indicator, operand: str) -> str:
    """How far an operand lies outside the indicator's range, as an expression in the indicator's unit; 0 within."""
    low, high = present(indicator.range)
    return f"max({low} - {operand}, {operand} - {high}, 0)"
