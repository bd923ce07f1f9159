"""Counting: numbers that are counted from the records by an indicator's declared rule, for any days.

A number is only given for days that the extracts cover altogether; a missing month is never a silent partial
sum. Every count names the rows that it counted, also where it found none: then the files that were looked through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipeline.core.cited_rows import Caveats, RowSet
from pipeline.core.clocks import instant
from pipeline.core.display import exact
from pipeline.core.faults import present
from pipeline.core.periods import Period, day_in_words
from pipeline.core.words import Words, joined, worded
from pipeline.definitions.case_tables import CASE_COLUMNS
from pipeline.definitions.indicators.counting_rules import SHARES, Counted
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, make_figure
from pipeline.methods.values.not_given import MARK as NOT_GIVEN
from pipeline.methods.values.not_given import not_given
from pipeline.received.cases import matching
from pipeline.received.covered_days import CoveredDays


@dataclass(frozen=True)
class Tally:
    """The records that a rule looked at (`whole`), and those of them that met it (`met`).

    `pending` is how many may still come to meet it, `note` says so; `uncompared` says how many could not be compared and
    so did not meet it, `not_given` where too many records say nothing in a column that declares how many may.
    """

    whole: pd.DataFrame
    met: pd.DataFrame
    pending: int = 0
    note: str = ""
    uncompared: str = ""
    not_given: str = ""


class CaseCounts:
    """Counts from the records, by indicator, category and the days covered.

    Takes    rows (one a record) and extracts (one a file, with the days it covers) as cases.Cases holds them; caveats,
             what bears on rows. Rows with a reason in `left_out` do not count.
    Trap     the days of a count must be covered altogether: a day without an extract is not a day on which nothing
             happened.
    """

    def __init__(self, report: Report, rows: pd.DataFrame, extracts: pd.DataFrame, caveats: Caveats):
        self.report, self.extracts, self.caveats = report, extracts, caveats
        self.all_rows = rows
        counting = rows[rows["left_out"].eq("")]
        # Few columns, and plain objects: the same rows are chosen from a thousand times.
        self.rows = {
            name: counting[counting["table"].eq(name)].reindex(columns=[*CASE_COLUMNS, *table.columns]).astype(object)
            for name, table in report.case_tables.items()
        }
        self.chosen: dict[tuple[str, str], tuple[pd.DataFrame, pd.DataFrame]] = {}
        self.covering: dict[tuple[str, date, date], pd.DataFrame] = {}
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
        if key not in self.tallies:
            days = period.first_day(basis), period.end
            tally = self._tally(indicator, category, *days)
            self.tallies[key] = tally and replace(tally, not_given=self._not_given(rule, category, *days))
        tally = self.tallies[key]
        if tally is None:
            return None
        counted = tally.whole if measure == "denominator" else tally.met
        number = counted["whom"].nunique() if rule.rule == "people" else len(counted)
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
        newest = max(self._covering(rule.table, period.first_day(basis), until)["received"])
        return make_figure(
            figure_id, exact(number), unit="count", status=" ".join(marks),
            decimals=indicator.decimals if measure == "value" else 0,
            reason=joined(notes), method=method, formula="", basis=basis,
            period=str(period.named_for(basis)), received_by=newest,
            rows=self._row_sets(counted, sources, rule), quality=self._quality(tally.whole, rule, period, basis),
        )  # fmt: skip

    def pending(self, indicator: Indicator, category: str, period: Period, basis: str) -> tuple[int, int] | None:
        """How many records may still come to meet the rule, and how many it looked at; None where nothing was counted for these days."""
        tally = self.tallies.get((indicator.code, category, period.months_from_year_zero, basis))
        return (tally.pending, len(tally.whole)) if tally else None

    def _tally(self, indicator: Indicator, category: str, first: date, last: date) -> Tally | None:
        rule = present(indicator.counted)
        look_back = _months_before(first, rule.months) if rule.rule == "recurs" and rule.looks == "back" else first
        if self.covered.gaps(rule.table, look_back, last):
            return None
        own, chosen = self._chosen(indicator, category)
        whole = _of_days(rule, chosen, first.isoformat(), last.isoformat())
        if rule.rule not in SHARES or whole.empty:
            return Tally(whole, whole)
        if rule.rule == "share":
            return Tally(whole, whole[matching(whole, rule.meets, {})])
        return self._within(rule, whole) if rule.rule == "within" else self._recurring(rule, own, whole)

    def _not_given(self, rule: Counted, category: str, first: date, last: date) -> str:
        table = self.report.case_tables[rule.table]
        if not any(column.not_given_above is not None for column in table.columns.values()):
            return ""
        rows = self.all_rows[self.all_rows["table"].eq(rule.table)].reindex(columns=[*CASE_COLUMNS, *table.columns])
        days = first.isoformat(), last.isoformat()
        return not_given(table, rows, rule, category, lambda meant: _of_days(rule, meant, *days))

    def _chosen(self, indicator: Indicator, category: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The records that an indicator is counted from, and those of them that belong to the category, of all days."""
        key, rule = (indicator.code, category), present(indicator.counted)
        if key not in self.chosen:
            rows = self.rows[rule.table]
            own = rows[matching(rows, rule.where, rule.where_not)]
            self.chosen[key] = own, own[own[rule.by] == category] if category else own
        return self.chosen[key]

    def _within(self, rule: Counted, whole: pd.DataFrame) -> Tally:
        """Hours are those that passed, also where the clocks went forward or back in between."""
        start, finish, taken = (
            self._instants(rule.table, texts)
            for texts in (whole[rule.start], whole[rule.finish], whole["file"].map(self.extracts.set_index("file")["taken"]))
        )
        hours = pd.Series(rule.hours, index=whole.index)
        if rule.hours_by:
            hours = whole[rule.hours_by.column].map(rule.hours_by.hours).fillna(rule.hours)
        end = start + pd.to_timedelta(hours, unit="h")
        pending = finish.isna() & end.gt(taken)
        number = int(pending.sum())
        text = f"{_records(number)} still in time when the records were taken, and left out"
        note = worded("still_in_time", text, records=number) if number else ""
        uncompared = _uncompared(int(start.isna().sum()), (rule.start,))
        return Tally(whole[~pending], whole[finish.le(end)], number, note, uncompared)

    def _instants(self, table: str, texts: pd.Series) -> pd.Series:
        """When days and times of a table were, in universal time; nothing where a text is empty."""
        zone = self.report.case_tables[table].zone
        known = {text: instant(text, zone) for text in texts.unique() if text}
        return pd.to_datetime(texts.map(known))

    def _recurring(self, rule: Counted, own: pd.DataFrame, whole: pd.DataFrame) -> Tally:
        columns = [*rule.same, "day"]
        if rule.looks == "ahead":
            whole = whole[whole[rule.since].ne("")]
        # Who is nobody is not the same as another nobody.
        named, mine = own[self._named(rule, own)], whole[self._named(rule, whole)]
        uncompared = _uncompared(len(whole) - len(mine), rule.same)
        others = named[columns].assign(other=pd.to_datetime(named["day"])).drop(columns="day")
        pairs = mine[columns].assign(place=mine.index, then=pd.to_datetime(mine["day"]))
        if rule.looks == "back":
            pairs = pairs.merge(others, on=list(rule.same))
            again = pairs["other"].lt(pairs["then"]) & pairs["other"].ge(
                pairs["then"] - pd.DateOffset(months=rule.months)
            )
            return Tally(whole, whole.loc[sorted(pairs.loc[again, "place"].unique())], uncompared=uncompared)
        ends = pd.to_datetime(whole[rule.since]) + pd.DateOffset(months=rule.months)
        pairs = pairs.assign(end=ends[mine.index]).merge(others, on=list(rule.same))
        again = pairs["other"].gt(pairs["then"]) & pairs["other"].le(pairs["end"])
        met = whole.loc[sorted(pairs.loc[again, "place"].unique())]
        known_to = pd.Timestamp(max(self.extracts.loc[self.extracts["table"] == rule.table, "last_day"]))
        waiting = ends[ends.gt(known_to) & ~whole.index.isin(met.index) & whole.index.isin(mine.index)]
        note = ""
        if len(waiting):
            over, number = max(waiting).date(), len(waiting)
            text = f"{_records(number)} not yet at the end of the {rule.months} months; final after {day_in_words(over)}"
            note = worded("not_yet_over", text, records=number, months=rule.months, final_after=over)
        return Tally(whole, met, len(waiting), note, uncompared)

    def _named(self, rule: Counted, rows: pd.DataFrame) -> pd.Series:
        """Which rows have something in every column that is compared; what an empty cell counts as is nothing."""
        columns = self.report.case_tables[rule.table].columns
        there = pd.Series(True, index=rows.index)
        for name in rule.same:
            there &= ~rows[name].isin({"", columns[name].empty})
        return there

    def _covering(self, table: str, first: date, last: date) -> pd.DataFrame:
        if (table, first, last) not in self.covering:
            own = self.extracts[self.extracts["table"] == table]
            there = own["last_day"].ge(first.isoformat()) & own["first_day"].le(last.isoformat())
            self.covering[table, first, last] = own[there]
        return self.covering[table, first, last]

    def _row_sets(self, counted: pd.DataFrame, sources: pd.DataFrame, rule: Counted) -> tuple[RowSet, ...]:
        column = self.report.case_tables[rule.table].key
        found: dict[tuple[str, str, str], list[int]] = {}
        for file, sheet, sha256, row in zip(
            *(counted[name] for name in ("file", "sheet", "sha256", "row")), strict=True
        ):
            found.setdefault((file, sheet, sha256), []).append(int(row))
        sets = [RowSet(*key[:2], tuple(sorted(found[key])), column, key[2]) for key in sorted(found)]
        # Where nothing was found it is the files that were looked through that a zero rests on.
        return tuple(sets) or tuple(RowSet(one.file, one.sheet, (), column, one.sha256) for one in sources.itertuples())

    def _quality(self, rows: pd.DataFrame, rule: Counted, period: Period, basis: str) -> tuple[str, ...]:
        """What bears on any record that the rule looked at (one that did not meet it might have), or on its days as a whole."""
        names: set[str] = set()
        if self.caveats.months:
            first, last = self._days(rule, period, basis)
            files = set(self.extracts.loc[self.extracts["table"].eq(rule.table), "file"])
            names |= self.caveats.of_days(files, first, last)
        if self.caveats.places and len(rows):
            places = zip(rows["file"], rows["sheet"], rows["row"].astype(int), strict=True)
            names |= {name for place in places for name, *_ in self.caveats.places.get(place, ())}
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


def _of_days(rule: Counted, rows: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """The records that lie in these days; of what is open those that were open in them."""
    if rule.rule != "open":
        return rows[rows["day"].ge(first) & rows["day"].le(last)]
    until = rows[rule.until] if len(rows) else rows["day"]
    return rows[rows["day"].le(last) & (until.eq("") | until.ge(first))]


def _records(number: int) -> str:
    return "1 record was" if number == 1 else f"{number} records were"


def _uncompared(number: int, columns: tuple[str, ...]) -> Words | str:
    """What is said of so many records without what would have to be compared; nothing where there are none."""
    what = f"not comparable, because {' or '.join(columns)} is empty, and counted as not met"
    return worded("not_comparable", f"{_records(number)} {what}", records=number, columns=columns) if number else ""


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, day.day)
