"""As received: changes, ranks and intervals that a source prints without what they were worked out from.

A received change stands only where a value that it would be worked out from is not there; where both values are there the
change is worked out, and the received one must agree with it at the precision it was printed with. A received interval
takes the place of limits from counts: the design of a survey makes it wider than counts alone would say.

Significance: a difference of two estimates is significant where it is larger than the square root of the summed squares of
their half intervals. That is the usual test for independent samples (the standard error of a difference is the root of the
summed squared errors), with both intervals at one level of confidence, as in the Crime Survey for England and Wales. It says
more than whether the intervals overlap: those of a significant difference may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline.core.cited_rows import RowSet
from pipeline.core.display import display_number, exact, round_half_away
from pipeline.core.faults import Fault
from pipeline.core.periods import Period
from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.received_measures import (
    CHANGES,
    INTERVALS,
    RANKS,
    RECEIVED,
    RECEIVED_CHANGE,
    RECEIVED_INTERVAL,
)
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure, with_mark
from pipeline.methods.comparisons.comparisons import (
    EARLIER,
    beside,
    break_mark,
    compared_values,
    period_of,
    reference_of,
)
from pipeline.methods.comparisons.ranks import earlier, movement, rank_id
from pipeline.methods.values.absences import absence
from pipeline.methods.values.indicator_values import Values
from pipeline.received.observations import column_of

_UNITS = {"percent_change": "percent", "point_change": "percentage_points", "rank": "rank", "areas": "count"}


@dataclass(frozen=True)
class _Received:
    """A number of a row that is kept as it was received."""

    row: Any
    measure: str
    number: Fraction

    @property
    def decimals(self) -> int:
        """As many as it was printed with."""
        return max(0, -int(round_half_away(self.number, 6).normalize().as_tuple().exponent))

    def figure(self, figure_id: str, indicator: Indicator, method: str, basis: str, period: str) -> Figure:
        row = self.row
        unit = _UNITS.get(self.measure, indicator.unit)
        if self.measure == "plus_minus" and unit == "percent":
            unit = "percentage_points"
        # A column of 59.0 and 65.5 is read as 59 and 65.5: the ends of an interval are printed like its value.
        decimals = max(self.decimals, indicator.decimals) if self.measure in INTERVALS else self.decimals
        place = RowSet(row.file, row.sheet, (int(row.row),), column_of(row.cells, self.measure), row.sha256)
        marks = " ".join(mark for mark in row.status.split() if mark not in ("x", "z", "c"))
        return make_figure(
            figure_id, self.number, unit=unit, decimals=decimals, status=marks, reason=row.note, method=method,
            formula="", rows=(place,), received_by=row.received, basis=basis, period=period,
        )  # fmt: skip


def received_changes(report: Report, values: Values, figures: Figures) -> Figures:
    """The changes that were received where they cannot be worked out.

    Returns  `.change`, `.percent_change` or `.point_change` from the declared comparator, with the decimals and the
             cell that it was printed with; none where both values are there.
    """
    made = []
    for value, indicator, received in _changes(report, values, figures):
        held = reference_of(report, figures, value, indicator.comparator)
        if value.value is None or held is None or held.value is None:
            figure_id = beside(report, value, received.measure)
            change = received.figure(figure_id, indicator, RECEIVED_CHANGE, value.basis, value.period)
            over = break_mark(indicator, value, held) if held is not None else ""
            made.append(with_mark(change, over) if over else change)
    return Figures(made)


def disagreements(report: Report, values: Values, figures: Figures) -> list[Fault]:
    """Received changes that are not those of their values, which were received as well.

    Returns  one Fault each, with file, row, column, what was received and what the values give at its precision.
    """
    faults = []
    for value, _, received in _changes(report, values, figures):
        worked_out = figures.get(beside(report, value, received.measure))
        if worked_out is None or not worked_out.formula:
            continue
        own, row = worked_out.value, received.row
        if isinstance(own, str):
            continue  # a judgement is no number
        if own is not None and round_half_away(own, received.decimals) == round_half_away(received.number, received.decimals):
            continue
        if None in (value.value, figures[worked_out.operands["reference"]].value):
            continue
        shown = "no percentage, as it is held against 0" if own is None else display_number(own, worked_out.unit, received.decimals, signed=True)
        held = figures[worked_out.operands["reference"]]
        faults.append(
            Fault(
                "the change as received is not that of its values", row.file, row.sheet, int(row.row),
                column_of(row.cells, received.measure), display_number(received.number, worked_out.unit, received.decimals, signed=True),
                f"{shown}, from {value.display} and {held.display}",
                "Ask the sender which of them is wrong; leave the change empty where the values are right.",
            )
        )  # fmt: skip
    return faults


def received_ranks(report: Report, values: Values) -> Figures:
    """The rank of each group that is only received, now and before.

    Returns  `.rank` (1 is first), `.areas` (a count) where it was received, and `.rank_change` (places; above 0 is
             nearer to first). [x] where no rank was received.
    """
    made: list[Figure] = []
    for code in report.codes:
        indicator = report.indicators[code]
        for key, group in indicator.areas.groups.items() if indicator.areas else ():
            if group.areas:
                continue
            found = [
                _ranks(report, values, indicator, key, period)
                for period in (report.period_of(code), earlier(report, indicator, group))
            ]
            made += [*found[0], *found[1], movement(report, indicator, key, found[0][0], found[1][0])]
    return Figures(made)


def intervals(report: Report, values: Values, figures: Figures) -> Figures:
    """The intervals that were received with values of any days.

    Returns  `.plus_minus` as received (percentage points for a percentage), and `.lower_ci` and `.upper_ci` in the
             indicator's unit. Ends that are worked out from `.plus_minus` of a percentage stay within 0 and 100.
    Trap     they stand in the place of `limits`: counts alone would say that a survey is surer than it is.
    """
    made: list[Figure] = []
    for value in figures.values():
        parts = value.parts
        indicator = report.indicators.get(parts.indicator)
        if parts.measure != "value" or parts.reference or not indicator or not indicator.interval or value.value is None:
            continue
        period, told = period_of(report, value), (value.basis, value.period)
        row = values.row(parts.indicator, parts.category, period, value.basis)
        found = {one.measure: one for one in _numbers(indicator, row, INTERVALS)}
        names = {one: beside(report, value, one) for one in INTERVALS}
        if "plus_minus" in found:
            width = found["plus_minus"].figure(names["plus_minus"], indicator, RECEIVED, *told)
            operands = {"value": value, "plus_minus": width}
            formulas = {"lower_ci": "value - plus_minus", "upper_ci": "value + plus_minus"}
            if indicator.unit == "percent":  # a share of a whole is never under none of it, nor over all
                formulas = {"lower_ci": "max(value - plus_minus, 0)", "upper_ci": "min(value + plus_minus, 100)"}
            common: dict[str, Any] = {"unit": indicator.unit, "decimals": max(value.decimals, width.decimals), "method": RECEIVED_INTERVAL}
            made += [width, *(
                derive_figure(names[end], formula, operands, basis=value.basis, period=value.period, **common)
                for end, formula in formulas.items()
            )]  # fmt: skip
        made += [
            found[end].figure(names[end], indicator, RECEIVED, *told) for end in ("lower_ci", "upper_ci") if end in found
        ]
    return Figures(made)


def significances(report: Report, figures: Figures) -> Figures:
    """Whether a value differs from each earlier value or area that it is held against by more than chance.

    Returns  `.significance:REFERENCE`, "significant" or "not significant"; [x] where one of the two has no received
             interval.
    Source   the test for independent samples (see above), both intervals at one level of confidence.
    Trap     not for two answers of the same people, nor for values whose samples overlap.
    """
    made = []
    for code, group in report.groups:
        indicator, value = report.indicators[code], figures.get(report.figure_id(code, "value", category=group))
        if not indicator.interval or value is None:
            continue
        for reference in (one for one in indicator.references if one in EARLIER or is_area_reference(one)):
            held = reference_of(report, figures, value, reference)
            if held is not None:
                made.append(_significance(report, figures, value, held, reference))
    return Figures(made)


def _significance(report: Report, figures: Figures, value: Figure, held: Figure, reference: str) -> Figure:
    common: dict[str, Any] = {
        "unit": "judgement", "basis": value.basis, "period": value.period,
        "method": "difference beside the root of the summed squares of both intervals",
    }  # fmt: skip
    figure_id = beside(report, value, "significance", reference)
    other = figures.get(next(iter(held.operands.values()), ""))
    halves = [_half(report, figures, one, name) for one, name in ((value, "own"), (other, "other")) if one]
    widths = [one for one in halves if one]
    operands = {"value": value, "reference": held}
    if len(widths) < 2:
        ids = {name: one.id for name, one in operands.items()}
        reason = held.reason or value.reason or "no interval was received for one of the values"
        return make_figure(figure_id, None, status="x", reason=reason, formula="", operands=ids, **common)
    (own, first), (before, second) = widths
    common["mark"] = break_mark(report.indicators[value.parts.indicator], value, held)
    return derive_figure(figure_id, f"significant(value - reference, {own}, {before})", operands | first | second, **common)


def _half(report: Report, figures: Figures, value: Figure, name: str) -> tuple[str, dict[str, Figure]] | None:
    """Half the interval of a value, as an expression over operands; None where none was received."""
    width, lower, upper = (figures.get(beside(report, value, one)) for one in INTERVALS)
    if width is not None:
        return f"{name}_plus_minus", {f"{name}_plus_minus": width}
    if lower is None or upper is None or lower.method != RECEIVED:
        return None
    return f"({name}_upper - {name}_lower) / 2", {f"{name}_lower": lower, f"{name}_upper": upper}


def _ranks(report: Report, values: Values, indicator: Indicator, key: str, period: Period) -> list[Figure]:
    """The received rank, and of how many where that was received, on some days."""
    basis, when = indicator.basis, str(period.named_for(indicator.basis))
    row = values.row(indicator.code, indicator.own_area, period, basis)
    found = {one.measure: one for one in _numbers(indicator, row, RANKS)}
    names = {one: rank_id(report, indicator, key, one, period) for one in RANKS}
    made = [one.figure(names[measure], indicator, RECEIVED, basis, when) for measure, one in found.items()]
    if "rank" in found:
        return made
    not_received, rows = absence(report, indicator.code, period, basis)
    reason = not_received if row is None else row.note or "the return gives no rank"
    common: dict[str, Any] = {"unit": "rank", "method": "not received", "formula": "", "basis": basis, "period": when, "rows": rows}
    return [make_figure(names["rank"], None, status="x", reason=reason, **common)]


def _changes(report: Report, values: Values, figures: Figures) -> Iterator[tuple[Figure, Indicator, _Received]]:
    """Every change that was received beside or in the place of a value that is compared."""
    for value in compared_values(report, figures):
        indicator = report.indicators[value.parts.indicator]
        row = values.row(indicator.code, value.parts.category, period_of(report, value), value.basis)
        for received in _numbers(indicator, row, CHANGES):
            yield value, indicator, received


def _numbers(indicator: Indicator, row: object, measures: tuple[str, ...]) -> list[_Received]:
    """The numbers of a row that the indicator takes as received."""
    if row is None:
        return []
    found = [(measure, getattr(row, measure)) for measure in measures if measure in indicator.as_received]
    return [_Received(row, measure, exact(number)) for measure, number in found if pd.notna(number)]
