"""Described returns: a value read again from its cell as the `[[layout]]` of its `.source.toml` says.

What the cell is about follows from the texts of its column's headers and from the labels of its row; what it holds from
the symbols, the unit (`times`) and the percentages that are described.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from ..base.days import days_of
from ..base.findings import Wrong, same
from ..base.texts import plain
from ..files.edition import Edition
from ..files.workbooks import StoredNumber, column_place

PARTS = ("indicator", "category", "period", "basis")
_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")


def check_described(edition: Edition, record: Mapping, layouts: Sequence[Mapping]) -> None:
    """Raise Wrong where no described table of the return has this figure's value in the cell that the ledger cites."""
    (rows,) = record["rows"]
    (number,), place = rows["rows"], column_place(rows["column"])
    told = []
    for layout in layouts:
        if layout.get("sheet", "") in ("", rows["sheet"]):
            table = DescribedTable(edition, layout, edition.read_table(rows["file"], rows["sheet"]))
            if number in table.rows and place in table.columns:
                try:
                    return table.check(record, number, place)
                except Wrong as wrong:
                    told.append(str(wrong))
    raise Wrong(
        "; ".join(told) or f"no described table of {rows['file']} has a row {number} and a column {rows['column']}"
    )


def described_categories(edition: Edition, name: str, layouts: Sequence[Mapping]) -> set[str]:
    """Every category that the tables of a return can name: in the layout, by a row or a column, or by a lookup."""
    found = set()
    for layout in layouts:
        found |= {layout.get("category", ""), *(one.get("category", "") for one in layout.get("names", {}).values())}
        table = DescribedTable(edition, layout, edition.read_table(name, layout.get("sheet", "")))
        found |= {filled(about, "category", header) for about, header in table.described()}
        if "named_by" in layout:
            found |= table.leading()
    return found


@dataclass
class DescribedTable:
    """One table of a return. `cells` are those of its sheet; rows are numbered from 1, columns from 0."""

    edition: Edition
    layout: Mapping
    cells: Sequence[Sequence[str]]

    @property
    def columns(self) -> range:
        """The columns that belong to the table."""
        first, _, last = self.layout.get("sheet_columns", "").partition(":")
        width = max(map(len, self.cells), default=0)
        return range(column_place(first), column_place(last) + 1) if first else range(width)

    @property
    def rows(self) -> range:
        """The rows that may be read: up to the last one that is named, or the one before the cell that ends them."""
        first, end = self.layout["first_row"], self.layout.get("ends_before")
        last = self.layout.get("last_row", len(self.cells))
        if end:
            found = (
                row for row in range(first, len(self.cells) + 1) if words(end) in map(self._reader(row), self.columns)
            )
            last = next(found, 0) - 1
        return range(first, last + 1)

    def check(self, record: Mapping, row: int, column: int) -> None:
        """Raise Wrong where the cell is about something else than the record, or holds another value."""
        about, header = self._about(column)
        same(about["holds"], record["measure"], f'column "{header}" holds')
        named = self._named(row)
        says = {part: named.get(part) or filled(about, part, header) or self.layout.get(part, "") for part in PARTS}
        for part in ("indicator", "category"):
            same(record[part], says[part], f"the cell is about another {part}: the ledger says")
        own = days_of(record["period"], record["basis"])
        same(own, days_of(says["period"], says["basis"]), "the cell covers other days: the ledger says")
        line = self.cells[row - 1]
        value, status = self.number(line[column] if column < len(line) else "", about)
        found = None if value is None else float(value)
        same(record["value"], found, f'the cell holds "{self.text(row, column)}", the ledger says')
        missing = set(status.split()) - set(record["status"].split())
        if missing:
            raise Wrong(f"its symbol stands for [{' '.join(sorted(missing))}], which its status lacks")

    def number(self, cell: str, about: Mapping) -> tuple[Fraction | None, str]:
        """The number that a cell stands for, in the unit of the indicator, and the status that its symbols give it."""
        symbols, text, statuses = self.layout.get("symbols", {}), words(cell), []
        if text in symbols:
            value = symbols[text].get("value")
            return None if value is None else Fraction(str(value)), symbols[text].get("status", "")
        times = Fraction(str(about.get("times", 1)))
        if isinstance(cell, StoredNumber):
            times *= 100 if about.get("percentage") else 1
            return Fraction(f"{float(text):.15g}") * times, ""
        ends = sorted(filter(None, symbols), key=len, reverse=True)
        while symbol := next((one for one in ends if text.endswith(one) and text != one), None):
            text = text.removesuffix(symbol).rstrip()
            statuses.append(symbols[symbol].get("status", ""))
        text = text.removesuffix("%").rstrip() if about.get("percentage") else text
        text = text.replace("\u2212", "-")
        if text and not _NUMBER.fullmatch(text):
            raise Wrong(f'the cell holds "{cell}", which is no number and no described symbol')
        return (Fraction(text.replace(",", "")) * times if text else None), " ".join(statuses)

    def text(self, row: int, column: int) -> str:
        """The text of a cell in one line."""
        line = self.cells[row - 1] if row <= len(self.cells) else ()
        return words(line[column]) if column < len(line) else ""

    def _reader(self, row: int):
        return lambda column: self.text(row, column)

    def _about(self, column: int) -> tuple[Mapping, str]:
        """What a column holds, by its description, and the text of its headers, from top to bottom."""
        parts = []
        for row in self.layout["header_rows"]:
            text, at = self.text(row, column), column
            while not text and row in self.layout.get("spread_headers", ()) and at > self.columns[0]:
                at -= 1
                text = self.text(row, at)
            parts += [text] if text else []
        header = " / ".join(parts)
        found = [about for about in self.layout["columns"] if matched(about, header)]
        if len(found) != 1:
            raise Wrong(f'the column "{header}" is described {len(found)} times')
        return found[0], header

    def described(self) -> Iterator[tuple[Mapping, str]]:
        """What each column holds and its header; not of the columns that nothing describes, which are empty."""
        for column in self.columns:
            with suppress(Wrong):
                yield self._about(column)

    def _holding(self, what: str) -> Iterator[tuple[int, Mapping]]:
        """The columns that hold labels, or periods."""
        for column in self.columns:
            with suppress(Wrong):
                about, _ = self._about(column)
                if about["holds"] == what:
                    yield column, about

    def leading(self) -> set[str]:
        """The labels that the lookup of `named_by` leads to its name."""
        by = self.layout["named_by"]
        header, *lines = self.edition.read_table(by["lookup"]["file"], by["lookup"].get("sheet", ""))
        at, to = ([words(cell) for cell in header].index(by["lookup"][key]) for key in ("from", "to"))
        return {words(line[at]) for line in lines if len(line) > max(at, to) and words(line[to]) == by["of"]}

    def _named(self, row: int) -> dict[str, str]:
        """What the label and the period in a row say that its values are about."""
        parts, said = [], {}
        for column, about in self._holding("label"):
            above = range(row, self.layout["first_row"] - 1, -1) if about.get("fill_down") else (row,)
            parts.append(next((text for one in above if (text := self.text(one, column))), ""))
        label = " / ".join(filter(None, parts))
        if parts:
            said |= self._stands_for(label)
        for column, _ in self._holding("period"):
            text = self.text(row, column)
            entry = next((one for one in self.layout["periods"] if matched(one, text)), None)
            if entry is None:
                raise Wrong(f'the period "{text}" of row {row} is not described')
            said |= {part: filled(entry, part, text) for part in ("period", "basis")}
        return said

    def _stands_for(self, label: str) -> dict[str, str]:
        named = {words(name): one for name, one in self.layout.get("names", {}).items()}
        by = self.layout.get("named_by")
        if by and label not in named:
            leading = self.leading()
            if label in leading:
                return {"indicator": by["indicator"], "category": label if len(leading) > 1 else ""}
        if label not in named:
            raise Wrong(f'the label "{label}" is not described')
        return dict(named[label])


def words(text: str) -> str:
    """A text in one line: spaces and line breaks of any number count as one space; a whole number has no point."""
    return re.sub(r"^(-?[0-9]+)\.0$", r"\1", " ".join(plain(text).split()))


def matched(about: Mapping, text: str) -> re.Match | None:
    """The match of a description's text or pattern with the whole of a text."""
    return re.fullmatch(about["pattern"] if "pattern" in about else re.escape(words(about["text"])), text)


def filled(about: Mapping, part: str, text: str) -> str:
    r"""What a description says, with what the groups of its pattern matched in the place of \1."""
    groups, said = matched(about, text), about.get(part, "")
    return re.sub(r"\\([1-9])", lambda one: groups[int(one[1])] or "", said) if "pattern" in about and groups else said
