"""Quarter table: what stands in the row of a measure, quarter by quarter, with everything that it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from pipeline.core.periods import Period
from pipeline.definitions.indicators.received_measures import RECEIVED_CHANGE
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.comparisons import beside, period_of, reference_of
from pipeline.methods.comparisons.extrapolation import BEFORE
from pipeline.methods.values.parts import COUNTED
from pipeline.methods.values.series import days_compared
from pipeline.methods.values.standing import is_judged
from pipeline.page.charts.chart_periods import quarter_of_year, quarters_of_year
from pipeline.page.narrative import direction_of, direction_of_change, missing, where_we_are


@dataclass(frozen=True)
class Comparison:
    """What a value is held against, how far it is from it, and whether that is better, worse or no change, in words.

    `difference` is None where a level is only stated, `percent` where a difference in per cent is not defined.
    """

    reference: str
    held: Figure
    difference: Figure | None = None
    percent: Figure | None = None
    direction: str = ""


@dataclass(frozen=True)
class Stage:
    """A value of some days with its counts, as numerator and denominator, and its comparisons."""

    period: Period
    value: Figure
    counts: tuple[Figure, ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True)
class Extrapolated:
    """A stretch, what twelve months would come to at its pace, the twelve months before, and how far it is from them."""

    stretch: Figure
    pace: Figure
    before: Figure | None
    change: Figure | None
    percent: Figure | None


@dataclass(frozen=True)
class QuarterTable:
    """The rows of a report that is compared quarter by quarter (`every_quarter`), cell by cell."""

    report: Report
    figures: Figures

    @property
    def quarters(self) -> list[Period]:
        """All four quarters of the financial year."""
        return quarters_of_year(self.report.period)

    def overview(self) -> pd.DataFrame:
        """One row a measure or sub-group: code, group, the values of each quarter, result and light, as printed."""
        rows = [
            {
                "code": code,
                "group": group,
                **{
                    quarter_of_year(quarter): "; ".join(one.value.display for one in self.stages(code, group, quarter))
                    for quarter in self.quarters
                },
                "result": self.result(code, group).value.display,
                "light": self.figures[self.report.figure_id(code, "traffic_light", category=group)].display,
            }
            for code, group in self.report.groups
        ]
        return pd.DataFrame(rows)

    def result(self, code: str, category: str) -> Stage:
        """The value that is judged, with every reference, and the levels that are declared without being compared."""
        value = self.figures[self.report.figure_id(code, "value", category=category)]
        made, compared = self._stage(value), self.report.indicators[code].references
        levels = [
            (measure, self.figures.get(self.report.figure_id(code, measure, category=category)))
            for measure in ("target", "baseline")
            if measure not in compared
        ]
        stated = [Comparison(measure, level) for measure, level in levels if level]
        return Stage(made.period, made.value, made.counts, (*made.comparisons, *stated))

    def stages(self, code: str, category: str, quarter: Period) -> list[Stage]:
        """What is known at the end of a quarter: its own value and, where values add up, the sum since April.

        Empty for a quarter after the report's period.
        """
        ids = [
            self.report.figure_id(code, "value", category=category, basis=basis, period=period)
            for period, basis in days_compared(self.report, self.report.indicators[code])
            if period == quarter
        ]
        return [self._stage(self.figures[figure_id]) for figure_id in ids if figure_id in self.figures]

    def latest(self, code: str, groups: Sequence[str]) -> dict[str, Stage]:
        """The newest quarter of the year that has a value, for each of the sub-groups that has one."""
        found = {}
        for group in groups:
            stages = [stage for quarter in self.quarters for stage in self.stages(code, group, quarter)[:1]]
            known = [stage for stage in stages if stage.value.value is not None]
            found |= {group: known[-1]} if known else {}
        return found

    def sentences(self, code: str) -> list[tuple[list[str], Markup]]:
        """The sentences "Where we are", with the sub-groups that each is about; one for all that are absent for the same reason."""
        told: dict[str, list[str]] = {}
        for group in self.report.indicators[code].groups:
            value = self.figures[self.report.figure_id(code, "value", category=group)]
            told.setdefault(group if value.value is not None else value.reason, []).append(group)
        return [(groups, where_we_are(self.report, self.figures, code, groups[0])) for groups in told.values()]

    def missing(self) -> list[tuple[str, dict[str, Figure]]]:
        """Every reason why something is missing at the end of the period, with the measures and the first figure each lacks."""
        found: dict[str, dict[str, Figure]] = {}
        for code, figure in missing(self.report, self.figures):
            found.setdefault(figure.reason.rstrip("."), {}).setdefault(code, figure)
        return list(found.items())

    def absences(self, code: str) -> list[tuple[str, dict[Period, Figure]]]:
        """Every reason why values of the year's quarters are not there, with the quarters and the first value that each lacks."""
        found: dict[str, dict[Period, Figure]] = {}
        for period, basis in days_compared(self.report, self.report.indicators[code]):
            for group in self.report.indicators[code].groups if basis != "year_to_date" else ():
                value = self.figures[self.report.figure_id(code, "value", category=group, basis=basis, period=period)]
                if value.value is None:
                    found.setdefault(value.reason.rstrip("."), {}).setdefault(period, value)
        return list(found.items())

    def extrapolated(self, code: str, category: str) -> Extrapolated | None:
        """A stretch carried on to twelve months, where the indicator asks for it and it was received."""
        declared = self.report.indicators[code].extrapolated
        period = declared.stretch[0] if declared else None
        pace, change, percent = (
            self.figures.get(
                self.report.figure_id(code, measure, category=category, reference=reference, period=period)
            )
            for measure, reference in (("annualised", ""), ("change", BEFORE), ("percent_change", BEFORE))
        )
        if declared is None or pace is None:
            return None
        before = self.figures[change.operands["reference"]] if change else None
        return Extrapolated(self.figures[pace.operands["value"]], pace, before, change, percent)

    def _stage(self, value: Figure) -> Stage:
        counts = tuple(
            figure for measure in COUNTED if (figure := self.figures.get(beside(self.report, value, measure)))
        )
        references = self.report.indicators[value.parts.indicator].references
        held = [(one, reference_of(self.report, self.figures, value, one)) for one in references]
        compared = tuple(self._compared(value, one, figure) for one, figure in held if figure)
        return Stage(period_of(self.report, value), value, counts, compared)

    def _compared(self, value: Figure, reference: str, held: Figure) -> Comparison:
        indicator = self.report.indicators[value.parts.indicator].on(period_of(self.report, value))
        measures = ("change", "percent_change") if indicator.unit != "percent" else ("point_change",)
        names = [(measure, reference) for measure in measures] if reference != "target" else [("gap_to_target", "")]
        found = [self.figures.get(beside(self.report, value, *name)) for name in names]
        judged = is_judged(self.report, self.figures, indicator.code, value.parts.category)
        if len(found) > 1 and found[1] is not None and found[1].method == RECEIVED_CHANGE:
            found = found[1:]  # a change in per cent is all that was received
        if found[0] is not None and found[0].method == RECEIVED_CHANGE:
            direction = direction_of_change(indicator, found[0]) if judged else ""
            return Comparison(reference, held, *found, direction=direction)
        known = judged and value.value is not None and held.value is not None
        return Comparison(reference, held, *found, direction=direction_of(indicator, value, held) if known else "")
