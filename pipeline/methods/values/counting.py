"""Counting: numbers that are counted from the records by an indicator's declared rule, for any days.

A number is only given for days that the extracts cover altogether; a missing month is never a silent partial
sum. Every count names the rows that it counted, also where it found none: then the files that were looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pipeline.core.cited_rows import Caveats, RowSet
from pipeline.core.display import exact
from pipeline.core.faults import present
from pipeline.core.periods import Period, day_in_words
from pipeline.core.words import Words, joined, worded
from pipeline.definitions.indicators.counting_rules import Counted
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, make_figure
from pipeline.files.record_table import RecordTable
from pipeline.methods.values.counted_records import CountedRecords, Counts
from pipeline.methods.values.not_given import MARK as NOT_GIVEN
from pipeline.methods.values.not_given import not_given
from pipeline.received.case_extracts import CoveredDays


@dataclass(frozen=True)
class Tally:
    """How many records a rule looked at (`whole`), and how many of them met it.

    `pending` is how many may still come to meet it, `note` says so; `uncompared` says how many could not be compared and
    so did not meet it, `not_given` where too many records say nothing in a column that declares how many may.
    """

    whole: int
    met: int
    pending: int
    note: Words | str
    uncompared: Words | str
    not_given: Words | str


class CaseCounts:
    """Counts from the records, by indicator, category and the days covered.

    Takes    records and extracts (one a file, with the days it covers) as cases.Cases holds them; caveats, what bears on
             rows. Records with a reason in `left_out` do not count.
    Trap     the days of a count must be covered altogether: a day without an extract is not a day on which nothing
             happened.
    """

    def __init__(self, report: Report, records: RecordTable, extracts: pd.DataFrame, caveats: Caveats):
        self.report, self.records, self.extracts, self.caveats = report, records, extracts, caveats
        self.counted: dict[str, CountedRecords] = {}
        self.files = {table: list(own.itertuples()) for table, own in extracts.groupby("table")}
        self.covered = CoveredDays(extracts)
        self.tallies: dict[tuple[str, str, int, str], Tally | None] = {}

    def find(
        self, figure_id: str, indicator: Indicator, category: str, period: Period, basis: str, measure: str
    ) -> Figure | None:
        """The count as a figure.

        Takes    measure: `value` of a count; `numerator` or `denominator` of a percentage or rate.
        Returns  a count with the rows that it counted, or the files that were looked through; [p] while some may still
                 come to meet the rule, [u] where too many say nothing in a declared column. None where days are not
                 covered, or the rule does not count on this basis.
        """
        rule = present(indicator.counted)
        if rule.bases and basis not in rule.bases:
            return None
        key = (indicator.code, category, period.months_from_year_zero, basis)
        days = period.first_day(basis), period.end
        if key not in self.tallies:
            self.tallies[key] = self._tally(indicator, category, *days)
        tally = self.tallies[key]
        if tally is None:
            return None
        records, which = self._counted(indicator), "looked_at" if measure == "denominator" else "met"
        number = tally.whole if measure == "denominator" else tally.met
        if rule.rule == "people":
            number = records.people(category, *days)
        is_met = measure == "numerator" or indicator.unit == "count"
        notes = [tally.note if is_met else "", tally.uncompared if is_met else "", tally.not_given]
        marks = [mark for mark, note in (("p", notes[0]), (NOT_GIVEN, notes[2])) if note]
        of_group = f", {rule.by}: {category}" if category else ""
        what = (
            f"count of the records that could meet it, from {rule.table}" if measure == "denominator" else rule.in_words
        )
        method = worded("counted", f"{what}{of_group}", rule=rule.rule, table=rule.table, category=category)
        # Whether something recurs is seen in what was received for later days.
        until = date.max if rule.looks == "ahead" else period.end
        sources = self._covering(rule.table, period.first_day(basis), period.end)
        newest = max(one.received for one in self._covering(rule.table, period.first_day(basis), until))
        return make_figure(
            figure_id, exact(number), unit="count", status=" ".join(marks),
            decimals=indicator.decimals if measure == "value" else 0,
            reason=joined(notes), method=method, formula="", basis=basis,
            period=str(period.named_for(basis)), received_by=newest,
            rows=self._row_sets(records.rows(category, *days, which), sources, rule),
            quality=self._quality(records.quality(category, *days), rule, period, basis),
        )  # fmt: skip

    def pending(self, indicator: Indicator, category: str, period: Period, basis: str) -> tuple[int, int] | None:
        """How many records may still come to meet the rule, and how many it looked at; None where nothing was counted for these days."""
        tally = self.tallies.get((indicator.code, category, period.months_from_year_zero, basis))
        return (tally.pending, tally.whole) if tally else None

    def _tally(self, indicator: Indicator, category: str, first: date, last: date) -> Tally | None:
        rule = present(indicator.counted)
        look_back = _months_before(first, rule.months) if rule.rule == "recurs" and rule.looks == "back" else first
        if self.covered.gaps(rule.table, look_back, last):
            return None
        records = self._counted(indicator)
        there = records.count(category, first, last)
        compared = (rule.start,) if rule.rule == "within" else rule.same
        return Tally(
            there.looked_at, there.met, there.pending, _waiting(rule, there), _uncompared(there.unsaid, compared),
            not_given(records, category, first, last),
        )  # fmt: skip

    def _counted(self, indicator: Indicator) -> CountedRecords:
        """The records that an indicator is counted from, of all days."""
        if indicator.code not in self.counted:
            rule = present(indicator.counted)
            name = f"counted {len(self.counted)}"
            table = self.report.case_tables[rule.table]
            self.counted[indicator.code] = CountedRecords(self.records, table, rule, self.extracts, self.caveats, name)
        return self.counted[indicator.code]

    def _covering(self, table: str, first: date, last: date) -> list[Any]:
        """The extracts of a table that cover some of these days."""
        start, end = first.isoformat(), last.isoformat()
        return [one for one in self.files[table] if one.last_day >= start and one.first_day <= end]

    def _row_sets(
        self, found: Mapping[tuple[str, str, str], tuple[int, ...]], sources: Iterable[Any], rule: Counted
    ) -> tuple[RowSet, ...]:
        column = self.report.case_tables[rule.table].key
        sets = [RowSet(file, sheet, rows, column, sha256) for (file, sheet, sha256), rows in found.items()]
        # Where nothing was found it is the files that were looked through that a zero rests on.
        return tuple(sets) or tuple(RowSet(one.file, one.sheet, (), column, one.sha256) for one in sources)

    def _quality(self, names: set[str], rule: Counted, period: Period, basis: str) -> tuple[str, ...]:
        """What bears on any record that the rule looked at (one that did not meet it might have), or on its days as a whole."""
        if self.caveats.months:
            first, last = self._days(rule, period, basis)
            names = names | self.caveats.of_days({one.file for one in self.files[rule.table]}, first, last)
        return tuple(sorted(names))

    def _days(self, rule: Counted, period: Period, basis: str) -> tuple[str, str]:
        """The first and the last day (ISO) whose records can make a difference to a count."""
        first, last = period.first_day(basis), period.end
        if rule.rule == "recurs" and rule.looks == "back":
            first = _months_before(first, rule.months)
        return (
            date.min.isoformat() if rule.rule == "open" else first.isoformat(),
            date.max.isoformat() if rule.rule == "recurs" and rule.looks == "ahead" else last.isoformat(),
        )


def _waiting(rule: Counted, there: Counts) -> Words | str:
    """What is said of records that may still come to meet a rule; nothing where there are none."""
    if not there.pending:
        return ""
    if rule.rule == "within":
        text = f"{_records(there.pending)} still in time when the records were taken, and left out"
        return worded("still_in_time", text, records=there.pending)
    over = present(there.over).date()
    text = f"{_records(there.pending)} not yet at the end of the {rule.months} months; final after {day_in_words(over)}"
    return worded("not_yet_over", text, records=there.pending, months=rule.months, final_after=over)


def _records(number: int) -> str:
    return "1 record was" if number == 1 else f"{number} records were"


def _uncompared(number: int, columns: tuple[str, ...]) -> Words | str:
    """What is said of so many records without what would have to be compared; nothing where there are none."""
    what = f"not comparable, because {' or '.join(columns)} is empty, and counted as not met"
    return worded("not_comparable", f"{_records(number)} {what}", records=number, columns=columns) if number else ""


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, day.day)
