"""Faults: what is wrong, where, what was expected, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import pandas as pd


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the data, a definition or the commentary.

    `row` counts as a spreadsheet does: the header is row 1. In a text file it is the line.
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
        place = [self.file, f"sheet {self.sheet}" if self.sheet else ""]
        place.append(f"row {self.row}" if self.row is not None else "")
        place.append(f"column {self.column}" if self.column else "")
        where = ", ".join(part for part in place if part)
        told = [f"{where}: {self.what}" if where else self.what]
        told.append(f'found "{self.found}"' if self.found is not None else "")
        told.append(f"expected {self.expected}" if self.expected else "")
        sentence = "; ".join(part for part in told if part).rstrip(".") + "."
        return f"{sentence} {self.action}".strip()


class FaultsFound(Exception):
    """The data, a definition or the commentary is at fault: nothing may be published from it."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(dict.fromkeys(faults))
        count = len(self.faults)
        lines = [f"{count} fault{'' if count == 1 else 's'} found:"]
        lines += [f"  {number}. {fault}" for number, fault in enumerate(self.faults, start=1)]
        super().__init__("\n".join(lines))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise FaultsFound with every fault, if there is any."""
    faults = list(faults)
    if faults:
        raise FaultsFound(faults)


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence naming the known name most like `name`, or the names there are."""
    known = sorted(set(known))
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There are: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}." if known else "There are none."


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """One row a fault: what, file, sheet, row, column, found, expected, action."""
    return pd.DataFrame([asdict(fault) for fault in faults], columns=[part.name for part in fields(Fault)]).astype(
        {"row": "Int64"}
    )


def faults_from(table: pd.DataFrame) -> list[Fault]:
    """The faults again from `fault_table`."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [Fault(**{**row, "row": None if row["row"] is None else int(row["row"])}) for row in rows]
