"""Counted records: the records that an indicator is counted from, each with what the rule says of it, whatever the days.

What a rule asks of a record does not hang on the days of a figure: it is worked out once, in SQL, and summed by day. A figure
adds up its days; the rows behind it are asked for when it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.cited_rows import Caveats
from pipeline.core.clocks import instant
from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.indicators.counting_rules import Counted
from pipeline.files.record_table import RecordTable, conditions
from pipeline.files.sql_names import OWN, quoted

NEVER = 99_999_999  # the day on which what is still open ended
_FILE = f"{OWN}file"
COUNTS = ("looked_at", "met", "pending", "unsaid")


@dataclass(frozen=True)
class Counts:
    """How many records a rule looked at, how many of them met it, may still come to (by `over`, the last of them) and could not be compared."""

    looked_at: int
    met: int
    pending: int
    unsaid: int
    over: datetime | None


class DayCounts:
    """Numbers of records by category and day, to be added up over days.

    Takes    one row a category, day, last day (as numbers: 20250630; NEVER without one), the numbers, and at the end a time or none.
             `lasting`: a record counts on every day up to its last one, not on its first alone.
    """

    def __init__(self, rows: Iterable[tuple[Any, ...]], lasting: bool):
        self.lasting = lasting
        self.by_category: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
        self.over: list[tuple[str, int, datetime]] = []
        found: dict[str, list[list[Any]]] = {"": []}  # and each category that there is
        for category, *told in rows:
            found[""].append(told)
            if category:
                found.setdefault(category, []).append(told)
            if told[-1] is not None:
                self.over.append((category, told[0], told[-1]))
        for category, several in found.items():
            several.sort(key=lambda told: told[0])
            table = np.array([told[:-1] for told in several], dtype=np.int64).reshape(len(several), -1 if several else 2)
            self.by_category[category] = table[:, 0], table[:, 1], table[:, 2:]

    def of(self, category: str, first: date, last: date) -> tuple[list[int], datetime | None]:
        """The numbers of these days added up, and the latest of the times."""
        start, end = number_of(first), number_of(last)
        if category not in self.by_category:
            return [], None
        days, ends, numbers = self.by_category[category]
        until = int(np.searchsorted(days, end, "right"))
        if self.lasting:
            chosen = numbers[:until][ends[:until] >= start]
        else:
            chosen = numbers[int(np.searchsorted(days, start, "left")) : until]
        over = [time for one, day, time in self.over if start <= day <= end and category in ("", one)]
        return [int(number) for number in chosen.sum(axis=0)], max(over, default=None)


def number_of(day: date) -> int:
    """A day as a number in the order of days."""
    return day.year * 10_000 + day.month * 100 + day.day


class CountedRecords:
    """The counting records of an indicator.

    Takes    records; the declared table and rule; extracts, as cases.Cases holds them; caveats, what bears on rows; `name`, under
             which they are kept beside the records.
    """

    def __init__(
        self, records: RecordTable, table: CaseTable, rule: Counted, extracts: pd.DataFrame, caveats: Caveats, name: str
    ):
        self.records, self.rule, self.name = records, rule, quoted(name)
        self.table, self.nothing = table, dict[str, DayCounts]()
        self._make(extracts)
        summed = ", ".join(f"count(*) filter (where {one})" for one in COUNTS)
        rows = records.ask(f"select category, day, last_day, {summed}, max(over) filter (where pending) from {self.name} group by all")
        self.days = DayCounts(rows.fetchall(), rule.rule == "open")
        self.caveats = self._caveats(caveats) if caveats.places else []

    def count(self, category: str, first: date, last: date) -> Counts:
        """How many records of these days there are, of a category or (empty) of all."""
        numbers, over = self.days.of(category, first, last)
        looked_at, met, pending, unsaid = numbers or [0] * len(COUNTS)
        return Counts(looked_at, met, pending, unsaid, over)

    def people(self, category: str, first: date, last: date) -> int:
        """How many different people the records of these days are of."""
        chosen, values = self._chosen(category, first, last, "looked_at")
        return int(self.records.ask(f"select count(distinct whom) from {self.name} where {chosen}", values).fetchall()[0][0])

    def rows(self, category: str, first: date, last: date, which: str) -> dict[tuple[str, str, str], tuple[int, ...]]:
        """The rows of the records of these days that were `looked_at` or `met` the rule, by file, sheet and checksum."""
        known = self._places
        until = int(np.searchsorted(known["day"], number_of(last), "right"))
        start = 0 if self.rule.rule == "open" else int(np.searchsorted(known["day"], number_of(first), "left"))
        chosen = known[which][start:until]
        if self.rule.rule == "open":
            chosen = chosen & (known["last_day"][:until] >= number_of(first))
        if category:
            chosen = chosen & (known["category"][start:until] == self.categories.get(category, -1))
        files, rows = (known[name][start:until][chosen] for name in ("file", "row"))
        order = np.lexsort((rows, files))
        numbers, starts = np.unique(files[order], return_index=True)
        return {
            self.records.files[int(number)]: tuple(own.tolist())
            for number, own in zip(numbers, np.split(rows[order], starts[1:]), strict=False)
        }  # fmt: skip

    @cached_property
    def _places(self) -> Mapping[str, np.ndarray]:
        """Where each record stands, in the order of the days: what a thousand figures are looked up in."""
        self.categories = {one: number for number, one in enumerate(self.days.by_category)}
        self.records.keep("numbered", {"category": list(self.categories), "number": list(self.categories.values())})
        known: Mapping[str, np.ndarray] = self.records.ask(
            f"""select day, last_day, coalesce(number, -1) :: smallint as category, file :: integer as file, "row" :: integer as "row",
            looked_at, met from {self.name} left join numbered using (category) order by day, file, "row\""""
        ).fetchnumpy()
        return known

    def quality(self, category: str, first: date, last: date) -> set[str]:
        """The names of what bears on records of these days that were looked at."""
        start, end = number_of(first), number_of(last)
        return {
            name for own, day, last_day, name in self.caveats
            if category in ("", own) and day <= end and (last_day if self.rule.rule == "open" else day) >= start
        }  # fmt: skip

    def nothing_in(self, name: str, category: str, first: date, last: date) -> tuple[int, int]:
        """How many records of these days the rule is about as far as other columns than this say so, and how many have nothing in it.

        Besides those that count, those are among them that were left out for this very column.
        """
        if name not in self.nothing:
            self.nothing[name] = self._nothing_in(name)
        numbers, _ = self.nothing[name].of(category, first, last)
        return (numbers[0], numbers[1]) if numbers else (0, 0)

    def _nothing_in(self, name: str) -> DayCounts:
        rule = self.rule
        where, where_not = ({one: values for one, values in told.items() if one != name} for told in (rule.where, rule.where_not))
        chosen, values = conditions({**where, "left_out": ("", *self.table.reasons_about(name))}, where_not)
        query = (
            f"select {self._category} as category, {_DAY}, {self._last_day}, count(*), "
            f"count(*) filter (where {quoted(name)} in ('', ?)), null from records where \"table\" = ? and {chosen} group by all"
        )
        return DayCounts(self.records.ask(query, [self.table.columns[name].empty, rule.table, *values]).fetchall(), rule.rule == "open")

    def _caveats(self, caveats: Caveats) -> list[tuple[str, int, int, str]]:
        """The category, days and name of everything that bears on a record that was looked at."""
        numbers = {(file, sheet): number for number, (file, sheet, _) in enumerate(self.records.files)}
        places = [
            (numbers[file, sheet], row, name)
            for (file, sheet, row), found in caveats.places.items() if (file, sheet) in numbers for name, *_ in found
        ]  # fmt: skip
        if not places:
            return []
        files, rows, names = zip(*places, strict=True)
        self.records.keep("caveats", {"file": files, "row": rows, "name": names})
        query = f'select distinct category, day, last_day, name from {self.name} join caveats using (file, "row") where looked_at'
        found: list[tuple[str, int, int, str]] = self.records.ask(query).fetchall()
        return found

    def _chosen(self, category: str, first: date, last: date, which: str) -> tuple[str, list[object]]:
        start = "last_day" if self.rule.rule == "open" else "day"
        values: list[object] = [number_of(last), number_of(first), category or None]
        return f"{which} and day <= ? and {start} >= ? and category = coalesce(?, category)", values

    @property
    def _category(self) -> str:
        return quoted(self.rule.by) if self.rule.by else "''"

    @property
    def _last_day(self) -> str:
        until = quoted(self.rule.until)
        return f"coalesce(try_cast(replace(left({until}, 10), '-', '') as integer), {NEVER})" if self.rule.rule == "open" else str(NEVER)

    def _make(self, extracts: pd.DataFrame) -> None:
        """Keep the records with what the rule says of each: looked_at, met, pending, unsaid (not to be compared) and over (when it can no longer change)."""
        rule = self.rule
        where, values = conditions(rule.where, rule.where_not)
        said, more = {"share": self._share, "within": self._within, "recurs": self._recurs}.get(rule.rule, self._rows)(extracts)
        self.records.ask(
            f"""create or replace temp table {self.name} as
            with own as (
                select chosen.*, files.id as {_FILE} from (select * from records where "table" = ? and left_out = '' and {where}) as chosen
                join files using (file)
            )
            select {self._category} as category, {_DAY} as day, {self._last_day} as last_day,
                {_FILE} as file, "row", {"whom" if rule.rule == "people" else "''"} as whom, {said}""",
            [rule.table, *values, *more],
        )

    def _rows(self, extracts: pd.DataFrame) -> tuple[str, list[object]]:
        return f"{_ALL}, true as met, {_KNOWN} from own", []

    def _share(self, extracts: pd.DataFrame) -> tuple[str, list[object]]:
        met, values = conditions(self.rule.meets, {})
        return f"{_ALL}, {met} as met, {_KNOWN} from own", values

    def _within(self, extracts: pd.DataFrame) -> tuple[str, list[object]]:
        """Hours are those that passed, also where the clocks went forward or back in between."""
        rule, zone = self.rule, self.table.zone
        taken = dict(zip(extracts["file"], extracts["taken"], strict=True))
        self.records.keep("taken", {"file": list(taken), "at": [instant(text, zone) for text in taken.values()]})
        clocks = [self._clocks(name, number) for number, name in enumerate((rule.start, rule.finish))]
        hours = "cast(? as bigint)"
        values: list[object] = [rule.hours]
        if rule.hours_by:
            column, by = quoted(rule.hours_by.column), rule.hours_by.hours
            hours = f"case {column} {'when ? then cast(? as bigint) ' * len(by)} else cast(? as bigint) end"
            values = [part for told in by.items() for part in told]
            values += [rule.hours]
        timed = f"""(select own.*, {clocks[0][0]} as its_own_start, {clocks[1][0]} as its_own_finish, taken.at as its_own_taken
            from own {clocks[0][1]} {clocks[1][1]} left join taken on taken.file = own.file)"""
        ended = f"(select *, its_own_start + to_hours({hours}) as its_own_end from {timed})"
        pending = "coalesce(its_own_finish is null and its_own_end > its_own_taken, false)"
        return (
            f"not {pending} as looked_at, coalesce(its_own_finish <= its_own_end, false) as met, {pending} as pending, "
            f"its_own_start is null as unsaid, cast(null as timestamp) as over from {ended}"
        ), values

    def _clocks(self, column: str, number: int) -> tuple[str, str]:
        """SQL for when the times of a column were, in universal time, and the tables that it rests on.

        On most days of a zone the clocks stand still; of the others each time is read by itself.
        """
        name, zone = quoted(column), self.table.zone
        mine = 'from records where "table" = ? and left_out = \'\''
        offsets, odd = {}, []
        for (day,) in self.records.ask(f"select distinct left({name}, 10) {mine} and {name} <> ''", [self.rule.table]).fetchall():
            begins = datetime.fromisoformat(day)
            first, second = (one - instant(one.date().isoformat(), zone) for one in (begins, begins + timedelta(days=1)))
            offsets[day] = int(first.total_seconds())
            odd += [day] if first != second else []
        texts = [
            text for (text,) in self.records.ask(
                f"select distinct {name} {mine} and left({name}, 10) in (select unnest(cast(? as varchar[])))", [self.rule.table, odd]
            ).fetchall()
        ] if odd else []  # fmt: skip
        still, turned = f"days_{number}", f"turned_{number}"
        self.records.keep(still, {"day": pd.array(list(offsets), dtype="str"), "seconds": pd.array(list(offsets.values()), dtype="int64")})
        told = pd.Series([instant(text, zone) for text in texts], dtype="datetime64[us]")
        self.records.keep(turned, {"told": pd.array(texts, dtype="str"), "at": told})
        asked = f"case when {turned}.at is not null then {turned}.at else try_cast(own.{name} as timestamp) - to_seconds({still}.seconds) end"
        return asked, f"left join {still} on {still}.day = left(own.{name}, 10) left join {turned} on {turned}.told = own.{name}"

    def _recurs(self, extracts: pd.DataFrame) -> tuple[str, list[object]]:
        """Whether another record of the same stands within the months before a record, or behind its end: the nearest one does, or none."""
        rule = self.rule
        same = ", ".join(map(quoted, rule.same))
        # Who is nobody is not the same as another nobody.
        named = " and ".join(f"{quoted(name)} not in ('', ?)" for name in rule.same)
        nobody: list[object] = [self.table.columns[name].empty for name in rule.same]
        looks = "lag" if rule.looks == "back" else "lead"
        nearest = f"""(select *, {looks}(its_own_day) over (partition by {same} order by its_own_day) as its_own_other
            from (select distinct {same}, try_cast(day as date) as its_own_day from own where {named}) where its_own_day is not null)"""
        both = " and ".join(f"mine.{quoted(name)} = nearest.{quoted(name)}" for name in rule.same)
        paired = f"""(select mine.*, nearest.its_own_other
            from (select *, {named} as its_own_name from own) mine left join {nearest} nearest on {both} and nearest.its_own_day = try_cast(mine.day as date))"""
        months = f"to_months(cast({rule.months} as integer))"
        values = [*nobody, *nobody]
        if rule.looks == "back":
            met = f"its_own_name and coalesce(its_own_other >= try_cast(day as date) - {months}, false)"
            return f"{_ALL}, {met} as met, false as pending, not its_own_name as unsaid, cast(null as timestamp) as over from {paired}", values
        known_to = max(extracts.loc[extracts["table"] == rule.table, "last_day"])
        ended = f"(select *, try_cast({quoted(rule.since)} as timestamp) + {months} as its_own_limit from {paired} where {quoted(rule.since)} <> '')"
        met = "its_own_name and coalesce(its_own_other <= its_own_limit, false)"
        pending = f"its_own_name and not ({met}) and its_own_limit > cast(? as timestamp)"
        return f"{_ALL}, {met} as met, {pending} as pending, not its_own_name as unsaid, its_own_limit as over from {ended}", [known_to, *values]


_DAY = "coalesce(try_cast(replace(day, '-', '') as integer), 0)"
_ALL = "true as looked_at"
_KNOWN = "false as pending, false as unsaid, cast(null as timestamp) as over"
