"""Evidence: what the figures of a report hold as numbers, by indicator: levels and the changes between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.display import exact
from pipeline.core.periods import Period
from pipeline.core.written.periods import Days
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures

LEVEL_BASES = ("quarter", "point_in_time", "rolling_12_months", "month")  # a value of one quarter, whatever its basis
VALUES = ("value", "numerator", "denominator")
STANDS = ("target", "baseline")  # what a value is held against
LIMITS = ("wanted", "lower_limit", "upper_limit", "limit")  # a reduction, the usual range, the declared one
_LEVELS = (*VALUES, *STANDS, "annualised", "share", "lower_limit", "upper_limit", "rank")


@dataclass(frozen=True, eq=False)
class Fact:
    """A number that the report holds; `role`: its measure (value, numerator, target …), or `change` (from `before`)."""

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
        self.report, self.figures, self.indicators = report, figures, report.indicators
        self.codes = [*report.codes, *sorted(report.populations)]
        days = {code: report.period_of(code).months_from_year_zero for code in self.codes}
        # the days of the report's own period, as each indicator counts them
        self.own_days: dict[str, Days] = {code: (end, self.indicators[code].basis) for code, end in days.items()}
        self._levels: dict[str, list[Fact]] = {code: [] for code in self.codes}
        self._series: dict[tuple[str, str, str, str], dict[int, Fact]] = {}
        self._usual: dict[Fact, list[Fact]] = {}
        self._changes: dict[tuple[str, str], list[Figure]] = {}
        for figure in figures.values():
            if isinstance(figure.value, (Fraction, int, float)) and figure.parts.indicator in self.indicators:
                self._take(figure)
        for code in report.codes:
            for end in self.indicators[code].range or ():
                says = f"{end} is an end of the declared range"
                place = self.indicators[code].unit, "limit", code, "", *self.own_days[code]
                self._keep(Fact(exact(end), *place, "", says))

    def _keep(self, fact: Fact) -> None:
        self._levels[fact.code].append(fact)
        self._series.setdefault((fact.code, fact.group, fact.role, fact.basis), {}).setdefault(fact.end, fact)

    def _take(self, figure: Figure) -> None:
        parts, operands = figure.parts, dict(figure.operands)
        if (now := operands.pop("value", "")) and len(operands) == 1:
            (other,) = operands.values()
            same = self.figures[other].operands.values() if other in self.figures else ()
            for one in (other, *same):  # a comparator is a value of another day
                self._changes.setdefault((now, one), []).append(figure)
        if parts.indicator in self._levels and parts.measure in _LEVELS and parts.reference != "last_report":
            role = "wanted" if parts.reference == "reduction" else parts.measure
            end = Period.parse(figure.period, figure.basis).months_from_year_zero
            place = parts.indicator, parts.category, end, figure.basis, figure.id
            self._keep(Fact(exact(figure.value), figure.unit, role, *place, f"{figure.id} is {figure.display}"))

    def groups(self, code: str) -> list[str]:
        """The sub-groups of an indicator that have figures."""
        return list(dict.fromkeys(one.group for one in self._levels[code] if one.group))

    def levels(self, code: str) -> list[Fact]:
        """Every level of an indicator, of all days and sub-groups."""
        return self._levels.get(code, [])

    def on(self, fact: Fact, days: Iterable[Days]) -> bool:
        """Whether a level is of any of these days."""
        return any(fact.end == end and self._is_on(fact, basis) for end, basis in days)

    def _is_on(self, fact: Fact, basis: str) -> bool:
        default = self.own_days[fact.code][1]
        if basis.startswith("months "):
            return Period(fact.end, 3).months_covered(fact.basis) == int(basis[7:])
        if basis == "level" and default not in LEVEL_BASES:
            return False
        return fact.basis == (default if basis in ("own", "level") else basis)

    def series(self, now: Fact) -> dict[int, Fact]:
        """The same value of all days that the report holds, by the last month of them."""
        return self._series.get((now.code, now.group, now.role, now.basis), {})

    def steps(self, now: Fact) -> list[int]:
        """How many months back a value can be held against: a year and more, and the days right before it."""
        months = min(Period(now.end, 3).months_covered(now.basis) or 3, 12)
        last = 3 if now.basis == "rolling_12_months" else months
        return [12, last, *range(24, 121, 12), *((6, 9) if months == 3 else ())]

    def standing(self, now: Fact, role: str) -> list[Fact]:
        """The targets or baselines that a value can be held against: of its group and basis; a percentage any."""
        found = [one for one in self.levels(now.code) if one.role == role and one.group == now.group]
        months = {one: Period(one.end, 3).months_covered(one.basis) for one in (now, *found)}
        alike = [one for one in found if one.basis == now.basis or months[one] == months[now]]
        same = [one for one in found if (one.basis, one.end) == (now.basis, now.end)]
        return same or (found if now.unit == "percent" else alike)

    def references(self, now: Fact) -> list[Fact]:
        """What a value moved from where nothing else is said: a year ago; else the period before; else its baseline."""
        if now not in self._usual:
            declared, series, last = self.indicators[now.code].references, self.series(now), self.steps(now)[1]
            found = [series[now.end - 12]] if now.end - 12 in series else []
            if "previous_period" in declared or not found or now.basis in ("quarter", "month"):
                found += [series[now.end - last]] if now.end - last in series else []
            self._usual[now] = found + (self.standing(now, "baseline") if not found or "baseline" in declared else [])
        return self._usual[now]

    def changes(self, now: Fact, before: Fact) -> Iterator[Fact]:
        """The change between two levels: in number or points, and in per cent of the earlier one."""
        change = now.value - before.value
        sizes = [(change, "percentage_points" if now.unit == "percent" else now.unit)]
        for value, unit in [*sizes, *([(change / before.value * 100, "percent")] if before.value else [])]:
            figures = (one for one in self._changes.get((now.figure, before.figure), ()) if one.unit == unit)
            known = next((one.id for one in figures if exact(one.value) == value), now.figure)
            place = now.code, now.group, now.end, now.basis, known
            yield Fact(value, unit, "change", *place, f"{before.says}, {now.says}", before, now)

    def all_changes(self, code: str) -> Iterator[Fact]:
        """Every change of an indicator that may be told: from earlier values, the target and the baseline to each."""
        for now in self.levels(code):
            before: list[Fact] = []
            if now.role in VALUES:
                series = self.series(now)
                before = [series[now.end - back] for back in dict.fromkeys(self.steps(now)) if now.end - back in series]
            if now.role == "value":
                before += self.standing(now, "target") + self.standing(now, "baseline")
            yield from (change for one in before for change in self.changes(now, one))

    def denies(self, code: str) -> bool:
        """Whether an indicator is itself of what is not so: "could not be progressed"."""
        about = self.indicators[code]
        says = " ".join((about.name, about.short_name, about.noun.many, *self.groups(code)))
        return bool(re.search(r"(?i)\b(?:not|no|never|without)\b", says))

    def improves(self, code: str) -> str:
        """Which way is better: up, down, or empty where nothing says so."""
        return {"higher_is_better": "up", "lower_is_better": "down"}.get(self.indicators[code].polarity, "")
