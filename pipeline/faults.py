"""Faults: what is wrong, where, what was expected, and what to do next."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import pandas as pd

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the data, a definition or the commentary.

    `row` counts as a spreadsheet does: the header is row 1. In a definition or a commentary it is the line,
    and `column` is the key.
    """

    what: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    found: str | None = None
    expected: str = ""
    action: str = ""

    def __str__(self) -> str:
        row, column = ("line", "key") if self.file.endswith((".toml", ".md")) else ("row", "column")
        place = [self.file, f"sheet {self.sheet}" if self.sheet else ""]
        place.append(f"{row} {self.row}" if self.row is not None else "")
        place.append(f"{column} {self.column}" if self.column else "")
        where = ", ".join(part for part in place if part)
        told = [f"{where}: {self.what}" if where else self.what]
        told.append(f'found "{shortened(self.found)}"' if self.found is not None else "")
        told.append(f"expected {self.expected}" if self.expected else "")
        sentence = "; ".join(part for part in told if part)
        return printable(f"{sentence}{'' if sentence.endswith(('.', '?')) else '.'} {self.action}".strip())


class FaultsFound(Exception):
    """The data, a definition or the commentary is at fault: nothing may be published from it."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(dict.fromkeys(faults))
        count = len(self.faults)
        lines = [f"{count} fault{'' if count == 1 else 's'} found:"]
        lines += [f"  {number}. {fault}" for number, fault in enumerate(self.faults, start=1)]
        super().__init__("\n".join(lines))


def unseen(text: str, *place: object) -> list[Fault]:
    """The fault of a text with a character that cannot be seen but changes how what stands around it reads.

    Control characters, and marks of direction: after U+202E even the figures of the page would show from right
    to left. `place` is file, sheet, row and column.
    """
    found = _UNSEEN.search(text)
    action = "Delete it, or type the text again."
    return [Fault("a character that cannot be seen", *place, found=found[0], action=action)] if found else []


def shortened(text: str) -> str:
    """The start of a long text, enough to find it again."""
    return text if len(text) <= 100 else f"{text[:100]}…"


def printable(text: str) -> str:
    """The text with what a terminal would obey, or would not show, written out: control characters and marks of direction."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise FaultsFound with every fault, if there is any."""
    faults = list(faults)
    if faults:
        raise FaultsFound(faults)


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence naming the known name most like `name`, or the names there are."""
    known = sorted(set(known))
    there_are = f"There are: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}." if known else "There are none."
    return suggestion(name, known) or there_are


def suggestion(name: str, known: Iterable[str]) -> str:
    """A question naming the known name most like `name`; empty if none is like it."""
    close = difflib.get_close_matches(name, sorted(set(known)), n=1, cutoff=0.5)
    return f"Did you mean {close[0]}?" if close else ""


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """One row a fault: what, file, sheet, row, column, found, expected, action."""
    return pd.DataFrame([asdict(fault) for fault in faults], columns=[part.name for part in fields(Fault)]).astype(
        {"row": "Int64"}
    )


def faults_from(table: pd.DataFrame) -> list[Fault]:
    """The faults again from `fault_table`."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [Fault(**{**row, "row": None if row["row"] is None else int(row["row"])}) for row in rows]
