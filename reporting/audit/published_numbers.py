"""Published numbers: what an earlier report printed, each with the precision and the unit that it was printed with.

They stand in `published/<period>.csv`, one row a number: the figure's id, the number as printed, and where it is
known to be wrong the role that accepts it and why. No run is made from them: only `report reconcile` reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pipeline.core.display import exact, round_half_away
from pipeline.core.faults import Fault, suggestion, unseen
from pipeline.core.figure_ids import FigureId
from pipeline.files.spreadsheets import read_cells

COLUMNS = ("figure", "published", "accepted", "reason", "note")
REQUIRED = ("figure", "published")
# How a unit may be printed after the number. A number printed without one is taken to be in the figure's own.
UNITS = {
    "": "", "%": "percent", "per cent": "percent", "percent": "percent", "percentage points": "percentage_points",
    "percentage point": "percentage_points", "points": "percentage_points", "point": "percentage_points",
    "pp": "percentage_points", "hours": "hours", "days": "days",
}  # fmt: skip
LONGEST = 60  # characters of a printed number with its unit
_NUMBER = re.compile(r"([+-]?)\s*((?:\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?)\s*(\D*)", re.ASCII)
_WORDS = re.compile(r"[^\W\d]+(?:[ -][^\W\d]+)*|\[[a-z]+\]")


@dataclass(frozen=True)
class Printed:
    """A number as it was printed: exact value, decimals, and the unit that stood after it (empty if none did)."""

    value: Fraction
    decimals: int
    unit: str = ""

    def rounds(self, value: object) -> bool:
        """Whether the value, rounded half away from zero, is printed like this."""
        return Fraction(round_half_away(exact(value), self.decimals)) == self.value

    def cuts_off(self, value: object) -> bool:
        """Whether the value is printed like this when its further decimals are left out instead of rounded."""
        scaled = abs(exact(value)) * 10**self.decimals
        whole = scaled.numerator // scaled.denominator
        return Fraction(whole if exact(value) >= 0 else -whole, 10**self.decimals) == self.value


@dataclass(frozen=True)
class Published:
    """A row of the file: what was printed for a figure. A judgement such as `green` has no number."""

    figure: str
    text: str
    number: Printed | None
    accepted: str
    reason: str
    note: str
    row: int


def published_name(period: object) -> str:
    """Where the numbers published for a period stand in a report's folder."""
    return f"published/{period}.csv"


def read_published(folder: Path, period: object) -> tuple[list[Published], list[Fault]]:
    """The published numbers of a period in the order of the file, and every fault of it."""
    name = published_name(period)
    if not (folder / name).exists():
        action = f"Write it, one row a printed number, with the columns {', '.join(COLUMNS)}."
        return [], [Fault("nothing published is recorded for this period", file=name, action=action)]
    _, cells, faults = read_cells(folder / name, name, "")
    if faults:
        return [], faults
    header = [cell.strip() for cell in cells[0]] if cells else []
    faults = _header_faults(header, name)
    if faults:
        return [], faults
    rows = []
    for number, row in enumerate(cells[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            action = "Put quotes around texts with commas."
            faults.append(Fault("more cells than columns", file=name, row=number, action=action))
            continue
        texts = dict.fromkeys(COLUMNS, "") | dict(zip(header, (cell.strip() for cell in row), strict=False))
        faults += _row_faults(texts, name, number)
        rows.append(
            Published(texts.pop("figure"), text := texts.pop("published"), parse_printed(text), **texts, row=number)
        )
    twice = {figure for figure, times in Counter(row.figure for row in rows).items() if times > 1}
    faults += [Fault("the figure is there twice", name, row=row.row, column="figure", found=row.figure)
               for row in rows if row.figure in twice and row.figure]  # fmt: skip
    if not rows and not faults:
        faults.append(Fault("the file has no rows", file=name, action="Add one for each number that was printed."))
    return rows, faults


def parse_printed(text: str) -> Printed | None:
    """A number as printed (`10.2%`, `1,440`, `−7.5 percentage points`); None for what is none."""
    match = _NUMBER.fullmatch(re.sub("[\u2212\u2013]", "-", text.strip()))
    if match is None or match[4].strip().lower() not in UNITS or len(text) > LONGEST:
        return None
    value = Fraction(match[1] + match[2].replace(",", ""))
    return Printed(value, len(match[3] or ""), UNITS[match[4].strip().lower()])


def _header_faults(header: list[str], name: str) -> list[Fault]:
    faults = [Fault("a column is missing", name, row=1, column=column) for column in REQUIRED if column not in header]
    for column in dict.fromkeys(header):
        if column not in COLUMNS:
            expected = "one of " + ", ".join(COLUMNS)
            faults.append(Fault("unknown column", name, "", 1, "", column, expected, suggestion(column, COLUMNS)))
        elif header.count(column) > 1:
            faults.append(Fault("the column is there twice", name, row=1, column=column))
    return faults


def _row_faults(texts: dict[str, str], name: str, row: int) -> list[Fault]:
    faults = [fault for column, text in texts.items() for fault in unseen(text, name, "", row, column)]
    try:
        FigureId.parse(texts["figure"])
    except ValueError as error:
        faults.append(Fault(str(error), name, row=row, column="figure"))
    if parse_printed(texts["published"]) is None and not _WORDS.fullmatch(texts["published"]):
        expected = "a number as it was printed, such as 10.2%, 1,440 or −7.5 percentage points, or a word such as green"
        faults.append(Fault("not a printed number", name, "", row, "published", texts["published"], expected))
    if bool(texts["accepted"]) != bool(texts["reason"]):
        missing = "reason" if texts["accepted"] else "accepted"
        expected = "both the role that accepts it and the reason, or neither"
        faults.append(Fault("half of an acceptance", name, row=row, column=missing, expected=expected))
    return faults
