"""Evidence: what the figures of a report hold as numbers, by indicator: levels, the changes between them, sums and shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pipeline.core.display import exact
from pipeline.core.periods import Period
from pipeline.core.written.periods import Days
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures

LEVEL_BASES = ("quarter", "point_in_time", "rolling_12_months", "month")  # a value of one quarter, whatever its basis
_LEVELS = ("value", "numerator", "denominator", "target", "baseline", "annualised", "share", "lower_limit", "upper_limit", "rank")
_OWN_UNIT = {"numerator": "count", "denominator": "count", "share": "percent", "rank": "count"}
STANDS = ("target", "baseline")  # what a value is held against
LIMITS = ("wanted", "lower_limit", "upper_limit", "limit")  # a reduction that is wanted, the usual range, the declared one


@dataclass(frozen=True, eq=False)
class Fact:
    """A number that the report holds.

    role: the measure (value, numerator, target …) of a level, or `change`. `before` is what a change is from; `figure` the id
    of the figure that prints it, empty for what is only worked out.
    """

    value: Fraction
    unit: str
    role: str
    code: str
    group: str
    end: int
    basis: str
    figure: str
    says: str
    before: Fact | None = None
    now: Fact | None = None


class Evidence:
    """The figures of a report, as far as sentences can speak of them."""

    def __init__(self, report: Report, figures: Figures):
        self.report, self.figures = report, figures
        self.codes = [*report.codes, *sorted(report.populations)]
        indicators = report.indicators
        self._own_days = {code: (report.period_of(code).months_from_year_zero, indicators[code].basis) for code in self.codes}
        self._levels: dict[str, list[Fact]] = {code: [] for code in self.codes}
        self._series: dict[tuple[str, str, str, str], dict[int, Fact]] = {}
        self._usual: dict[Fact, list[Fact]] = {}
        self._changes: dict[tuple[str, str], dict[tuple[str, str], Figure]] = {}
        for figure in figures.values():
            self._take(figure)
        for (code, group, role, basis), quarters in list(self._series.items()):
            if (role, basis, report.indicators[code].aggregation) == ("value", "quarter", "sum"):
                self._add_up(code, group, quarters)
        for code in report.codes:
            for end in report.indicators[code].range or ():
                months, basis = self.own_days(code)
                self._levels[code].append(Fact(exact(end), report.indicators[code].unit, "limit", code, "", months, basis, "", f"{end} is an end of the declared range"))

    def _add_up(self, code: str, group: str, quarters: dict[int, Fact]) -> None:
        """Six months, and the year up to its third quarter, as sums of their quarters where the report holds them not."""
        for end in quarters:
            for many, basis in ((2, "half_year"), ((end - 2) % 12 // 3 or 4, "year_to_date")):
                parts = [quarters.get(end - 3 * at) for at in range(many)]
                known = self._series.setdefault((code, group, "value", basis), {})
                if all(parts) and many > 1 and end not in known and (end % 12 != 2 or basis == "half_year"):
                    says = ", ".join(one.says for one in parts)
                    known[end] = Fact(sum(one.value for one in parts), parts[0].unit, "value", code, group, end, basis, "", says)
                    self._levels[code].append(known[end])

    def _take(self, figure: Figure) -> None:
        parts = figure.parts
        if not isinstance(figure.value, (Fraction, int, float)) or parts.indicator not in self.report.indicators:
            return
        if "value" in figure.operands and len(figure.operands) == 2:
            other = next(of for name, of in figure.operands.items() if name != "value")
            same = self.figures[other].operands.values() if other in self.figures else ()  # a comparator is a value of another day
            for one in (other, *same):
                self._changes.setdefault((figure.operands["value"], one), {})[(figure.unit, parts.measure)] = figure
        if parts.indicator in self._levels and parts.measure in _LEVELS and parts.reference != "last_report":
            period = Period.parse(figure.period, figure.basis)
            fact = Fact(
                exact(figure.value), figure.unit, "wanted" if parts.reference == "reduction" else parts.measure, parts.indicator,
                parts.category, period.months_from_year_zero, figure.basis, figure.id, f"{figure.id} is {figure.display}",
            )  # fmt: skip
            self._levels[parts.indicator].append(fact)
            self._series.setdefault((fact.code, fact.group, fact.role, fact.basis), {}).setdefault(fact.end, fact)

    @cached_property
    def of_the_report(self) -> list[Fact]:
        """What the report counts of itself: lights of each colour, checks, actions; the sub-group is the colour."""
        return [
            Fact(exact(one.value), one.unit, "total", "", one.parts.category, 0, "", one.id, f"{one.id} is {one.display}")
            for one in self.figures.values()
            if one.parts.measure == "total" and isinstance(one.value, (Fraction, int, float))
        ]

    def groups(self, code: str) -> list[str]:
        """The sub-groups of an indicator that have figures."""
        return list(dict.fromkeys(one.group for one in self._levels[code] if one.group))

    def levels(self, code: str) -> list[Fact]:
        """Every level of an indicator, of all days and sub-groups."""
        return self._levels.get(code, [])

    def own_days(self, code: str) -> Days:
        """The days of the report's own period, as the indicator counts them."""
        return self._own_days[code]

    def on(self, fact: Fact, days: Iterable[Days]) -> bool:
        """Whether a level is of any of these days."""
        return any(fact.end == end and self._is_on(fact, basis) for end, basis in days)

    def _is_on(self, fact: Fact, basis: str) -> bool:
        default = self.report.indicators[fact.code].basis
        if basis == "level":
            return fact.basis == default and default in LEVEL_BASES
        if basis.startswith("months "):
            return Period(fact.end, 3).months_covered(fact.basis) == int(basis[7:])
        return fact.basis == (default if basis == "own" else basis)

    def value_on(self, code: str, group: str, days: Iterable[Days], role: str = "value") -> list[Fact]:
        """The levels of an indicator on any of these days."""
        return [one for one in self.levels(code) if one.group == group and one.role == role and self.on(one, days)]

    def series(self, now: Fact) -> dict[int, Fact]:
        """The same value of all days that the report holds, by the last month of them."""
        return self._series.get((now.code, now.group, now.role, now.basis), {})

    def earlier(self, now: Fact, back: int) -> Iterator[Fact]:
        """The same value so many months earlier."""
        yield from filter(None, [self.series(now).get(now.end - back)])

    def steps(self, now: Fact) -> list[int]:
        """How many months back a value can be held against: a year and more, and the days right before it."""
        months = min(Period(now.end, 3).months_covered(now.basis) or 3, 12)
        return [12, 3 if now.basis == "rolling_12_months" else months, 24, 36, 48, *((6, 9) if months == 3 else ())]

    def standing(self, now: Fact, role: str) -> list[Fact]:
        """The targets or baselines that a value can be held against: of its sub-group and basis; a percentage against any."""
        found = [one for one in self.levels(now.code) if one.role == role and one.group == now.group]
        same = [one for one in found if one.basis == now.basis and one.end == now.end]
        covered = Period(now.end, 3).months_covered(now.basis)
        alike = [one for one in found if one.basis == now.basis or covered and covered == Period(one.end, 3).months_covered(one.basis)]
        return same or (found if now.unit == "percent" else alike)

    def references(self, now: Fact) -> list[Fact]:
        """What a value is said to have moved from where nothing else is said: a year ago; else the period before; else its baseline."""
        if now in self._usual:
            return self._usual[now]
        declared = self.report.indicators[now.code].references
        found = list(self.earlier(now, 12))
        if "previous_period" in declared or not found or now.basis in ("quarter", "month"):
            found += [one for back in self.steps(now)[1:2] for one in self.earlier(now, back)]
        if not found or "baseline" in declared:
            found += self.standing(now, "baseline")
        self._usual[now] = found
        return found

    def changes(self, now: Fact, before: Fact) -> Iterator[Fact]:
        """The change between two levels: in number or points, and in per cent of the earlier one."""
        known = self._changes.get((now.figure, before.figure), {})
        says = f"{before.says}, {now.says}"

        def made(value: Fraction, unit: str) -> Fact:
            figure = next((one.id for (of, _), one in known.items() if of == unit and exact(one.value) == value), "")
            return Fact(value, unit, "change", now.code, now.group, now.end, now.basis, figure, says, before, now)

        yield made(now.value - before.value, "percentage_points" if now.unit == "percent" else now.unit)
        if before.value:
            yield made((now.value - before.value) / before.value * 100, "percent")

    def all_changes(self, code: str) -> Iterator[Fact]:
        """Every change of an indicator that a sentence may tell: of each value to earlier ones, its target and its baseline."""
        for now in self.levels(code):
            if now.role == "annualised":
                yield from (change for one in self.levels(code) if one.role in STANDS and one.basis == "year" for change in self.changes(now, one))
            if now.role not in ("value", "numerator", "denominator"):
                continue
            before = [one for back in dict.fromkeys(self.steps(now)) for one in self.earlier(now, back)]
            before += self.standing(now, "target") + self.standing(now, "baseline") if now.role == "value" else []
            for one in before:
                yield from self.changes(now, one)

    def improves(self, code: str) -> str:
        """Which way is better: up, down, or empty where nothing says so."""
        return {"higher_is_better": "up", "lower_is_better": "down"}.get(self.report.indicators[code].polarity, "")
