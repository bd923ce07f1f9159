"""Evidence: the figures that a sentence can be held against, by indicator and by the days that they cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.claims.periods import Days
from pipeline.core.display import exact
from pipeline.core.periods import Period
from pipeline.definitions.indicators.areas import AREA
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.rules_of_day import level_on

LEVEL_BASES = ("quarter", "point_in_time", "rolling_12_months", "month")  # a value of one quarter, whatever its basis
CHANGES = ("change", "percent_change", "point_change", "gap_to_target", "reduction")


@dataclass(frozen=True, eq=False)
class Level:
    """A value of an indicator, with the last month and the basis of the days that it covers."""

    figure: Figure
    end: int
    basis: str

    @property
    def value(self) -> Fraction:
        return exact(self.figure.value)


class Evidence:
    """The figures of a report, as far as sentences can speak of them."""

    def __init__(self, report: Report, figures: Figures):
        self.report, self.figures = report, figures
        self._levels: dict[tuple[str, str, str], list[Level]] = {}
        self.codes = [*report.codes, *sorted(report.populations)]
        self.changes: dict[str, list[Figure]] = {}
        for figure in figures.values():
            parts = figure.parts
            if parts.measure in CHANGES and isinstance(figure.value, (Fraction, int, float)):
                self.changes.setdefault(figure.operands.get("value", ""), []).append(figure)
            if parts.indicator not in report.indicators or parts.measure not in (
                "value", "target", "baseline", "numerator", "denominator", "annualised", "share",
            ):  # fmt: skip
                continue
            if not isinstance(figure.value, (Fraction, int, float)):
                continue
            if parts.measure in ("target", "baseline") and parts.reference:
                continue  # the per cent that a target wants
            period = Period.parse(figure.period, figure.basis)
            level = Level(figure, period.months_from_year_zero, figure.basis)
            self._levels.setdefault((parts.indicator, parts.category, parts.measure), []).append(level)

    def categories(self, code: str) -> list[str]:
        return list(dict.fromkeys(category for one, category, _ in self._levels if one == code and category))

    def all_levels(self, code: str, category: str = "", measure: str = "value") -> list[Level]:
        return self._levels.get((code, category, measure), [])

    def own_days(self, code: str) -> Days:
        return self.report.period_of(code).months_from_year_zero, self.report.indicators[code].basis

    def levels(
        self, code: str, category: str, days: Iterable[Days], measure: str = "value", own: str = ""
    ) -> list[Level]:
        """The values of an indicator on any of these days; `own` stands for the indicator's basis, or for the one given."""
        return list(dict.fromkeys(level for one in days for level in self._on(code, category, one, measure, own)))

    def _on(self, code: str, category: str, days: Days, measure: str, own: str) -> Iterator[Level]:
        end, basis = days
        default = self.report.indicators[code].basis
        basis = (own or default) if basis == "own" else basis
        for level in self.all_levels(code, category, measure):
            if level.end != end:
                continue
            if level.basis == basis or (basis == "level" and level.basis == default and default in LEVEL_BASES):
                yield level
            elif basis.startswith("months "):
                period = Period(level.end, 3)
                if period.months_covered(level.basis) == int(basis[7:]):
                    yield level

    def declared_references(self, code: str, category: str, current: Level) -> list[Level]:
        """What the value is held against: all that the indicator declares."""
        found: list[Level] = []
        indicator = self.report.indicators[code]
        for reference in indicator.references:
            found += self.reference(code, category, current, reference)
        return found

    def reference(self, code: str, category: str, current: Level, reference: str) -> list[Level]:
        match reference:
            case "same_period_last_year":
                return self.levels(code, category, [(current.end - 12, current.basis)])
            case "previous_period":
                months = Period(current.end, 3).months_covered(current.basis) or 3
                return self.levels(code, category, [(current.end - min(months, 12), current.basis)])
            case "target" | "baseline":
                return self.standing(code, category, reference, current)
        if reference.startswith(AREA):
            return self.levels(code, reference.removeprefix(AREA), [(current.end, current.basis)])
        return []

    def standing(self, code: str, category: str, measure: str, current: Level | None = None) -> list[Level]:
        """Targets or baselines that a value can be held against: those of its day for as many months, or percentages at any time."""
        if current is None:
            return self.all_levels(code, category, measure)
        found = self.of_day(code, category, measure, current)
        if self.report.indicators[code].unit == "percent":
            return found
        covered = Period(current.end, 3).months_covered(current.basis)
        same = [
            one
            for one in found
            if one.basis == current.basis or covered and covered == Period(one.end, 3).months_covered(one.basis)
        ]
        return same or [
            level
            for level in found
            if level.basis == "year" and Period(current.end, 3).months_covered(current.basis) == 12
        ]

    def of_day(self, code: str, category: str, measure: str, current: Level) -> list[Level]:
        """The targets or baselines that held on the last day of a value; one that was revised is not held against it."""

        def rule(end: int) -> object:
            day = Period(min(end, self.report.period.months_from_year_zero), 1)
            return level_on(self.report, code, measure, category, day)

        return [one for one in self.all_levels(code, category, measure) if rule(one.end) == rule(current.end)]

    def current(self, code: str, category: str = "") -> list[Level]:
        """The value of the report's own period."""
        return self.levels(code, category, [self.own_days(code)])

    def all_of(self, code: str) -> list[tuple[tuple[str, str, str], list[Level]]]:
        return [(key, levels) for key, levels in self._levels.items() if key[0] == code]

    def every_level(self, code: str) -> list[Level]:
        return [level for _, levels in self.all_of(code) for level in levels]

    def improves(self, code: str, change: Fraction) -> bool | None:
        """Whether a change is for the better; None where nothing says which way is, or nothing changed."""
        polarity = self.report.indicators[code].polarity
        if polarity not in ("higher_is_better", "lower_is_better") or not change:
            return None
        return (change > 0) == (polarity == "higher_is_better")
