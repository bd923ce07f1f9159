"""Records read again: every row of the stored extracts with its day, its person and whether it counts, as of any day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from ..base.clocks import LOCAL, local_moment
from ..base.days import own_days
from ..base.findings import Wrong
from ..base.texts import one_line, plain
from ..files.edition import Edition

DATED = ("date", "time", "month")


@dataclass
class Extract:
    """A stored extract: the table and part it belongs to, when it was received and taken, and the days it covers."""

    file: str
    sheet: str
    table: str
    part: str
    received: str
    taken: str
    first: str
    last: str


@dataclass
class Case:
    """A record: where it stands, its declared columns as texts, and why it does not count (empty: it counts)."""

    extract: Extract
    row: int
    columns: dict[str, str]
    day: str = ""
    whom: str = ""
    left_out: str = ""

    @property
    def place(self) -> tuple[str, int]:
        return self.extract.file, self.row


@dataclass
class CaseRows:
    """The records of an edition. `tables` is cases.toml."""

    edition: Edition
    tables: Mapping[str, Mapping] = field(init=False)
    extracts: list[Extract] = field(init=False)

    def __post_init__(self) -> None:
        self.tables = self.edition.toml("cases.toml")
        files = (
            name for name in self.edition.inputs if name.startswith("cases/") and not name.endswith(".source.toml")
        )
        self.extracts = [self._extract(name) for name in files] if self.tables else []
        self.extracts.sort(key=lambda one: (one.received, one.file))
        self._read: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self._as_of: dict[tuple[str, str], list[Case]] = {}

    def as_of(self, table: str, day: str = "") -> list[Case]:
        """Every record of a table received by a day (empty: all), in the order of the files; each with its day and its use."""
        if (table, day) not in self._as_of:
            own = [one for one in self.extracts if one.table == table and (not day or one.received <= day)]
            others = self.as_of(self.tables[table]["link"]["table"], day) if "link" in self.tables[table] else []
            self._as_of[table, day] = self._placed(self.tables[table], own, others)
        return self._as_of[table, day]

    def _extract(self, file: str) -> Extract:
        """Which table an extract belongs to and the days it covers, by its name and its record."""
        stem = file.rpartition("/")[2].rpartition(".")[0]
        named = [stem[:10], *reversed(file.split("/")[:-1])]
        received = next((one for one in named if re.fullmatch(r"\d{4}-\d\d-\d\d", one)), "")
        record = self.edition.toml(file.rpartition(".")[0] + ".source.toml")
        found = [
            (name, match) for name, table in self.tables.items()
            if (match := re.fullmatch(table["files"], stem.removeprefix(f"{received}_")))
        ]  # fmt: skip
        if len(found) != 1:
            raise Wrong(f"{file} belongs to {len(found)} case tables")
        (name, match), covers = found[0], record.get("covers", ("", ""))
        period = match.groupdict().get("month") or match.groupdict().get("period")
        first, last = own_days(period) if period else (str(covers[0]), str(covers[1]))
        taken = str(record.get("taken") or received)
        return Extract(
            file, record.get("sheet", ""), name, match.groupdict().get("part") or "", received, taken, first, last
        )

    def _placed(self, table: Mapping, extracts: Sequence[Extract], others: Sequence[Case]) -> list[Case]:
        cases = [Case(one, row, columns) for one in extracts for row, columns in self._rows(one, table)]
        linked: dict[str, Case] = {}
        if "link" in table:
            key = self.tables[table["link"]["table"]]["key"]
            for other in others:
                if other.left_out != "superseded" and other.columns[key]:
                    linked.setdefault(other.columns[key], other)
        for case in cases:
            target = linked.get(case.columns[table["link"]["column"]]) if "link" in table else None
            case.day = target.day if target else case.columns[table["date"]][:10] if "date" in table else ""
            case.whom = target.whom if target else case.columns.get(table.get("person", ""), "")
            case.left_out = target.left_out if target else ""

        @cache  # many records are of one day
        def superseded(part: str, received: str, day: str) -> bool:
            later = [one for one in extracts if one.part == part and one.received > received]
            return any(one.first <= day <= one.last for one in later)

        for case in cases:
            if superseded(case.extract.part, case.extract.received, case.day):
                case.left_out = "superseded"
        for rule in table.get("leave_out", []):
            self._leave_out(cases, rule, table.get("key", ""))
        return cases

    def _leave_out(self, cases: Sequence[Case], rule: Mapping, key: str) -> None:
        there: set[str] = set()
        for case in cases:
            again = rule.get("repeated") and case.columns[key] in there
            if not case.left_out and rule.get("repeated") and case.columns[key]:
                there.add(case.columns[key])
            if not case.left_out and chosen(case, rule) and (again or not rule.get("repeated")):
                case.left_out = rule["reason"]

    def _rows(self, extract: Extract, table: Mapping) -> list[tuple[int, dict[str, str]]]:
        """The rows of an extract that are not empty, with the declared columns."""
        if extract.file not in self._read:
            header, *body = self.edition.read_table(extract.file, extract.sheet) or [[]]
            header = [one_line(cell) for cell in header]
            zone = table.get("zone", LOCAL)
            columns = {name: self._column(header, name, column, zone) for name, column in table["columns"].items()}
            self._read[extract.file] = [
                (number, {name: read(row) for name, read in columns.items()})
                for number, row in enumerate(body, start=2) if any(cell.strip() for cell in row)
            ]  # fmt: skip
        return self._read[extract.file]

    def _column(self, header: Sequence[str], name: str, column: Mapping, zone: str):
        """What reads a column's cell in a row."""
        headings = column.get("from", name)
        headings = [headings] if isinstance(headings, str) else headings
        places = [header.index(one) for one in headings if one in header]
        if len(places) != 1:
            raise Wrong(f"the column {name} stands {len(places)} times in the extract")
        (at,), known, kind = places, self._lookup(column), column["kind"]
        pattern, same_as, empty = column.get("pattern"), column.get("same_as", {}), column.get("empty", "")
        read: dict[str, str] = {}

        def value(row: Sequence[str]) -> str:
            cell = (one_line if kind == "category" else plain)(row[at]) if at < len(row) else ""
            if cell not in read:
                told = cell
                if cell and kind in DATED:
                    told = day_read(cell, kind, zone)
                elif cell and kind == "number":
                    told = f"{float(cell.replace(',', '').replace(chr(0x2212), '-')):.15g}"
                elif cell and kind in ("text", "category"):
                    found = re.fullmatch(pattern, cell) if pattern else None
                    told = found[1] if found else cell
                    told = same_as.get(told, told)
                    told = known.get(told, told)
                read[cell] = told or empty
            return read[cell]

        return value

    def _lookup(self, column: Mapping) -> dict[str, str]:
        """What the names of a column lead to; of several tables the first that has a name counts."""
        declared = column.get("lookup", [])
        known: dict[str, str] = {}
        for one in reversed([declared] if isinstance(declared, Mapping) else declared):
            header, *rows = self.edition.read_table(one["file"], one.get("sheet", ""))
            name, to = ([one_line(cell) for cell in header].index(one[key]) for key in ("from", "to"))
            known |= {one_line(row[name]): one_line(row[to]) for row in rows if len(row) > max(name, to)}
        return known


def chosen(case: Case, rule: Mapping) -> bool:
    """Whether a record has one of the values in every column of `where`, and none of them in any of `where_not`."""
    return all(case.columns[column] in values for column, values in rule.get("where", {}).items()) and not any(
        case.columns[column] in values for column, values in rule.get("where_not", {}).items()
    )


def day_read(text: str, kind: str, zone: str = "") -> str:
    """A cell of a column of days (`date`), of days with a time (`time`) or of months, in ISO form and local time."""
    if kind == "month":
        return f"{text}-01"
    moment = local_moment(text, zone or LOCAL)
    return moment[:10] if kind == "date" else moment
