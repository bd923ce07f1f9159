"""Tallies: which records a figure counts, so that figures that count the same ones, or parts of them, are seen to do so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.core.figure_ids import LAST_REPORT
from pipeline.core.periods import Period
from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.disclosure_rule import Disclosure
from pipeline.definitions.indicators.counting_rules import Counted
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure

Region = frozenset[tuple[str, frozenset[str]]]  # columns, each with the values that a record may have in it
MEASURES = ("value", "numerator", "denominator")
MET, ASKED, YES = "what is asked of it", "whether it is looked at", frozenset({"yes"})


@dataclass(frozen=True)
class Tally:
    """What a figure counts.

    `source` names what is counted, such as the records of a table; `region` which of them; `first` and `last` are the days,
    ISO. Where it is not `additive`, days do not add up: the same person may be in two quarters.
    """

    source: str
    region: Region
    first: str
    last: str
    additive: bool = True


class Tallies:
    """The tallies of a report's figures, under its disclosure rule."""

    def __init__(self, report: Report):
        self.report, self.rule = report, report.definition.disclosure
        self.sensitive = frozenset(self.rule.sensitive) or frozenset(
            code for code, one in report.indicators.items() if one.counted and not one.counted.population
        )
        counted = {code: one.counted for code, one in report.indicators.items() if one.counted}
        self._one_thing = dict(_together(self.rule, counted))

    def of(self, figure: Figure) -> Tally | None:
        """What a figure counts; None of one that is no count, or none that the rule is about."""
        parts = figure.parts
        indicator = self.report.indicators.get(parts.indicator)
        if indicator is None or parts.measure not in MEASURES or parts.indicator not in self.sensitive:
            return None
        if figure.unit != "count" or parts.reference not in ("", LAST_REPORT):
            return None
        first, last = _days(figure)
        then = f", as on {self.report.last_report[1]}" if parts.reference and self.report.last_report else ""
        if indicator.counted is None:
            own = f"{parts.indicator} {parts.measure}".removesuffix(" value")
            group = frozenset({("group", frozenset({parts.category}))} if parts.category else ())
            return Tally(f"received of {own}{then}", group, first, last, indicator.aggregation in ("sum", "ratio"))
        if parts.measure == "denominator" and indicator.counted.population:
            return None
        region = self.region(parts.indicator, indicator.counted, parts.category, parts.measure)
        kind, additive = self._kind(parts.indicator, indicator.counted)
        return Tally(f"{kind}{then}", region, first, last, additive)

    def _kind(self, code: str, rule: Counted) -> tuple[str, bool]:
        if rule.rule == "open":
            return f"open records of {rule.table}", False
        if rule.rule == "people" and code not in self._one_thing:
            return f"people of {rule.table}", False
        return f"records of {rule.table}", True

    def region(self, code: str, rule: Counted, category: str, measure: str) -> Region:
        """Which records of its table an indicator counts."""
        table = self.report.case_tables[rule.table]
        wanted = {column: frozenset(values) for column, values in rule.where.items()}
        for column, values in rule.where_not.items():
            known = wanted.get(column, domain(table, column)) or frozenset()
            wanted[column] = known - frozenset(values) if known else frozenset({f"not {' or '.join(values)}"})
        if category and rule.by:
            wanted[rule.by] = frozenset({category})
        if rule.rule in ("within", "recurs"):
            wanted[f"{ASKED}: {code}"] = YES
            if measure == "numerator":
                wanted[f"{MET}: {code}"] = YES
        elif rule.rule == "share" and measure == "numerator":
            for column, values in rule.meets.items():
                wanted[column] = wanted.get(column, frozenset(values)) & frozenset(values)
        whole = {column: domain(table, column) for column in wanted}
        return frozenset((column, values) for column, values in wanted.items() if values != whole[column])


def domain(table: CaseTable, column: str) -> frozenset[str] | None:
    """Every value that a record which counts may have in a column; None where they are not declared."""
    declared = table.columns.get(column)
    if declared is None or not declared.values:
        return None
    rules = [rule.where for rule in table.leave_out if not rule.where_not and not rule.repeated]
    gone = {value for where in rules if [*where] == [column] for value in where[column]}
    return frozenset(declared.categories) - gone


def _days(figure: Figure) -> tuple[str, str]:
    period = Period.parse(figure.period, figure.basis)
    return period.first_day(figure.basis).isoformat(), period.end.isoformat()


def _together(rule: Disclosure, counted: Mapping[str, Counted]) -> Iterable[tuple[str, str]]:
    """The codes that count the records themselves, as they are declared to count the same as others of their table."""
    for codes in rule.same:
        for code in codes:
            if code in counted:
                yield code, counted[code].table
