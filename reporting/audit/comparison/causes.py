"""Causes: what differs between the makings of two runs, as changes that can be applied one at a time.

Each change leads from one state to another. They are listed in the order in which a comparison applies them:
data revised, late rows, corrections, definitions and rules, the as-of date, code, disclosure, and last the period.

The as-of date is a parameter where somebody gave it. Where neither run was given one, it is the date of the
newest file and follows the data: what a new file brings is then revised data or late rows, not another date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reporting.audit.comparison.counterfactuals import Rerun, State
from reporting.audit.comparison.differences import RowChange, row_changes
from reporting.audit.comparison.differing_code import parts_in_words
from reporting.audit.comparison.key_differences import ABSENT, KeyChange, key_changes, read_tables, with_changes
from reporting.audit.comparison.lookup_changes import LOOKUPS, lookup_changes
from reporting.audit.comparison.received_names import RECEIVED, day_of, is_record, record_of, tracker_of
from reporting.audit.verification import SealedRun

REVISED, LATE, CORRECTIONS, DEFINITION = "data revised", "late rows", "corrections", "definition or rule"
PARAMETER, CODE, DISCLOSURE, NEW_PERIOD, COMMENTARY = "parameter", "code", "disclosure", "new period", "commentary"
CORRECTIONS_FILE = "corrections.toml"
ACCEPTED = "accepted"  # in a period's file: belongs to the commentary, and is a fault without it
LOCK = "requirements.lock"  # an environment is named, never rerun


@dataclass(frozen=True)
class Change:
    """One difference between two runs: its cause, what it is in words, and the state that it leads to.

    `rows` are the rows that it brings. It cannot be applied before `follows`.
    """

    cause: str
    what: str
    apply: Callable[[State], State]
    rows: tuple[RowChange, ...] = ()
    follows: str = ""


@dataclass(frozen=True)
class Makings:
    """What two runs were made from, and what their own reruns read."""

    first: SealedRun
    second: SealedRun
    first_rerun: Rerun
    second_rerun: Rerun

    def changes(self) -> list[Change]:
        """Every difference that can move a figure, in the order in which they are applied."""
        rows = self._rows()
        by_date = self._by_date()
        return [
            *self._date_first(), *self._data(rows, by_date), *self._corrections(), *self._definitions(), *self._date(rows, by_date),
            *self._code(), *self._disclosure(), *self._period(),
        ]  # fmt: skip

    def without_commentary(self, sealed: SealedRun) -> State:
        """A run's state without what people wrote: it affects sentences only, and a check of them must stop no rerun."""
        state = State.of(sealed)
        files = {name: sha256 for name, sha256 in state.files.items() if not name.startswith("commentary/")}
        written = {
            name: with_changes(sealed.text(name), [KeyChange(name, (ACCEPTED,), None, ABSENT, None)])
            for name in files
            if name.startswith("period/") and ACCEPTED in read_tables(sealed.text(name))
        }
        return replace(state, files=files, written=written)

    @property
    def dates(self) -> tuple[str, str]:
        return self.first.identity["as_of"], self.second.identity["as_of"]

    @property
    def date_given(self) -> bool:
        """Whether somebody gave an as-of date to one of the runs."""
        return any(_date_given(sealed) for sealed in (self.first, self.second))

    def _by_date(self) -> frozenset[str]:
        """The files that only one run has because of its as-of date."""
        if not self.date_given:
            return frozenset()
        only = self.first.identity["inputs"].keys() ^ self.second.identity["inputs"].keys()
        late = {name for name in only if day_of(name) > min(self.dates)}
        late |= {
            name for name in only if tracker_of(name) in set(map(tracker_of, late)) - {""}
        }  # what it takes the place of
        records = {name for name in only if is_record(name) and any(record_of(one) == name for one in late)}
        return frozenset(late | records)

    def _date_first(self) -> Iterator[Change]:
        """Where the date follows the data it moves first, so that new files are read; no file is read otherwise."""
        if not self.date_given and self.dates[0] < self.dates[1]:
            yield self._date_change(())

    def _date(self, rows: Sequence[RowChange], by_date: frozenset[str]) -> Iterator[Change]:
        if self.dates[0] != self.dates[1] and (self.date_given or self.dates[0] > self.dates[1]):
            yield self._date_change(tuple(row for row in rows if _is_of(row, by_date)))

    def _date_change(self, rows: tuple[RowChange, ...]) -> Change:
        then, now = self.dates
        followed = "" if self.date_given else ", the date of the newest file"
        files = {name: sha256 for name, sha256 in self.second.identity["inputs"].items() if name in self._by_date()}
        return Change(
            PARAMETER, f"as-of date {then} → {now}{followed}",
            lambda state: replace(state, as_of=now, files={**state.files, **files}), rows,
        )  # fmt: skip

    def _rows(self) -> list[RowChange]:
        digests = self.first.identity["inputs"], self.second.identity["inputs"]
        keys = {}
        for sealed in (self.first, self.second):
            if "cases.toml" in sealed.identity["inputs"]:
                tables = read_tables(sealed.text("cases.toml"))
                keys |= {name: _key(table) for name, table in tables.items()}
        found = []
        for name in ("observations", "cases", "actions"):
            tables = self.first_rerun.table(name), self.second_rerun.table(name)
            found += row_changes(name, *tables, digests, keys)
        return found + lookup_changes((self.first_rerun.data, self.second_rerun.data), digests)

    def _data(self, rows: Sequence[RowChange], by_date: frozenset[str]) -> Iterator[Change]:
        """Rows that say something else or are gone first, then those that had not been there."""
        old, new = self.first.identity["inputs"], self.second.identity["inputs"]
        trackers = set(map(tracker_of, new)) - {""}
        replaced = {name for name in old.keys() - new.keys() if tracker_of(name) in trackers}  # stays, and is not read
        apart = by_date | replaced | set(map(record_of, replaced))
        received = [
            name
            for name in dict.fromkeys([*old, *new])
            if name.startswith(RECEIVED) and name not in apart and old.get(name) != new.get(name)
            if not self._is_definition(name)
        ]
        corrected = {row.places[0] for row in self._corrected()}
        own = [row for row in rows if not _is_of(row, by_date) and row.places[-1][:3] not in corrected]
        late = tuple(row for row in own if _is_late(row))
        revised = tuple(row for row in own if not _is_late(row))
        touched = {row.file for row in revised}
        late_files = {name for name in received if name not in old and name not in touched and not is_record(name)}
        late_files |= {name for name in received if any(record_of(one) == name for one in late_files)}
        revised_files = [name for name in received if name not in late_files]
        told = [name for name in received if not is_record(name)]
        if revised_files and (
            revised or any(name not in {row.file for row in late} for name in revised_files if not is_record(name))
        ):
            held = {
                table: frozenset(row.places[-1] for row in late if row.table == table and row.file not in late_files)
                for table in {row.table for row in late}
            }
            yield Change(
                REVISED, ", ".join(name for name in told if name in revised_files),
                lambda state: replace(_with_files(state, revised_files, new), without=held), revised,
            )  # fmt: skip
        if late or late_files:
            files = [*revised_files, *late_files]
            names = {row.file for row in late} | late_files
            yield Change(
                LATE, ", ".join(name for name in told if name in names),
                lambda state: replace(_with_files(state, files, new), without={}), late, REVISED,
            )  # fmt: skip

    def _is_definition(self, name: str) -> bool:
        """Whether it is the record of a received file that is the same in both runs: then how it is read has changed."""
        old, new = self.first.identity["inputs"], self.second.identity["inputs"]
        return is_record(name) and any(
            old[one] == new[one] for one in old.keys() & new.keys() if record_of(one) == name and not is_record(one)
        )

    def _corrections(self) -> Iterator[Change]:
        changes = self._key_changes(CORRECTIONS_FILE)
        if changes:
            yield replace(self._key_change(CORRECTIONS, *changes), rows=tuple(self._corrected()))

    def _corrected(self) -> Iterator[RowChange]:
        """The rows that only one run corrects, or each otherwise: from what stands there to what is read, and back."""
        old, new = (_corrections(rerun) for rerun in (self.first_rerun, self.second_rerun))
        for one in dict.fromkeys([*old, *new]):
            if (one in old) != (one in new):
                file, sheet, row, column, *read = one
                before, after = read if one in new else reversed(read)
                place = (file, sheet, row)
                yield RowChange("changed", "corrections", "", *place, column, before, after, "", (place, place))

    def _definitions(self) -> Iterator[Change]:
        names = dict.fromkeys([*self.first.identity["inputs"], *self.second.identity["inputs"]])
        for name in names:
            own = name.endswith(".toml") and not name.startswith(RECEIVED) and name != CORRECTIONS_FILE
            if own or self._is_definition(name):
                for change in self._key_changes(name):
                    if not _is_disclosure(change) and change.keys[0] != ACCEPTED:
                        yield self._key_change(DEFINITION, change)
        for name in self._code_files(lambda name: name.startswith("expectations/")):
            yield Change(DEFINITION, name, self._with_code([name]))

    def _disclosure(self) -> Iterator[Change]:
        for change in self._key_changes("report.toml"):
            if _is_disclosure(change):
                yield self._key_change(DISCLOSURE, change)

    def _key_changes(self, name: str) -> list[KeyChange]:
        if self.first.identity["inputs"].get(name) == self.second.identity["inputs"].get(name):
            return []
        return key_changes(name, self.first.text(name), self.second.text(name))

    def _key_change(self, cause: str, *changes: KeyChange) -> Change:
        name = changes[0].file

        def apply(state: State) -> State:
            text = state.written.get(name, self.first.text(name))
            return replace(state, written={**state.written, name: with_changes(text, changes)})

        return Change(cause, "; ".join(map(str, changes)), apply)

    def _code(self) -> Iterator[Change]:
        names = self._code_files(lambda name: not name.startswith("expectations/") and name != LOCK)
        if names:
            told = (parts_in_words(name, *(sealed.text(name) for sealed in (self.first, self.second))) for name in names)
            yield Change(CODE, "; ".join(told), self._with_code(names))

    def _code_files(self, chosen: Callable[[str], bool]) -> list[str]:
        old, new = self.first.identity["code"], self.second.identity["code"]
        return sorted(name for name in {*old, *new} if chosen(name) and old.get(name) != new.get(name))

    def _with_code(self, names: Sequence[str]) -> Callable[[State], State]:
        new = self.second.identity["code"]
        return lambda state: replace(state, code=_changed(state.code, names, new))

    def _period(self) -> Iterator[Change]:
        then, now = self.first.identity["period"], self.second.identity["period"]
        if then != now:
            yield Change(NEW_PERIOD, f"{then} → {now}", lambda state: replace(state, period=now))


def _with_files(state: State, names: Sequence[str], new: Mapping[str, str]) -> State:
    return replace(state, files=_changed(state.files, names, new))


def _changed(files: Mapping[str, str], names: Sequence[str], new: Mapping[str, str]) -> dict[str, str]:
    """The files with those of these names as they are in `new`: other, added or gone."""
    kept = {name: sha256 for name, sha256 in files.items() if name not in names}
    return kept | {name: new[name] for name in names if name in new}


def _corrections(rerun: Rerun) -> list[tuple]:
    """The corrections that a rerun applied: place, what stands there, what is read."""
    if not (rerun.tables / "corrections.parquet").exists():  # code from before there were any
        return []
    return [
        (row.file, row.sheet, int(row.row), row.column, row.found, "left out" if row.left_out else row.becomes)
        for row in rerun.table("corrections").itertuples()
    ]


def _date_given(sealed: SealedRun) -> bool:
    """Whether the run was given its as-of date. Runs that do not say so were, where no file arrived on that day."""
    newest = max((day_of(name) for name in sealed.identity["inputs"]), default="")
    return sealed.facts.get("as_of_given", sealed.identity["as_of"] != newest)


def _is_of(row: RowChange, files: frozenset[str]) -> bool:
    """Whether the row, or the one that it takes the place of, stands in one of these files."""
    return any(place[0] in files for place in row.places)


def _is_late(row: RowChange) -> bool:
    """Whether it brings data that had not been there; a name more in a lookup changes how data are read."""
    return row.kind == "new" and row.table != LOOKUPS


def _is_disclosure(change: KeyChange) -> bool:
    return change.file == "report.toml" and change.keys[0] == "disclosure"


def _key(table: Mapping) -> str:
    """The column by which records correspond; none where it is personal, for then each run numbers its values by itself."""
    key = table.get("key", "")
    return "" if table.get("columns", {}).get(key, {}).get("personal", "none") != "none" else key
