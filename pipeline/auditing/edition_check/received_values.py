"""Values that were received or declared: found again in the cell, or the line, that the ledger cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

from .days import days_of
from .described import check_described
from .edition import Edition
from .findings import Wrong, same

NUMBER = re.compile(r"(?<![\w.])-?[0-9]+(?:\.[0-9]+)?(?![\w.])")


def check_received(edition: Edition, record: Mapping) -> None:
    """A value of a return: its cell holds the number, or nothing but a mark; its row is about this indicator and these days."""
    (rows,) = record["rows"]
    (number,) = rows["rows"]
    described = edition.toml(rows["file"].rpartition(".")[0] + ".source.toml")
    if described.get("layout"):
        check_described(edition, record, described["layout"])
        return
    table = edition.read_table(rows["file"], rows["sheet"])
    cells, header = table[number - 1], [cell.strip() for cell in table[0]]
    value = None if record["value"] is None else Fraction(str(record["value"]))
    renamed = described.get("columns", {})
    at = {name: header.index(renamed.get(name, name)) for name in ("indicator", "period", "basis", rows["column"])}
    told = {name: cells[place].strip() if place < len(cells) else "" for name, place in at.items()}
    _about(record, told, header, cells)
    cell = told[rows["column"]]
    same(value, _number(cell), f'the cell holds "{cell}", the ledger says')


def check_declared(edition: Edition, record: Mapping) -> None:
    """A target or baseline: one of the numbers in the lines that declare it; "not set" where it has no value."""
    lines = [line for rows in record["rows"] for number in rows["rows"] for line in _declaration(edition, rows, number)]
    key = record["rows"][0]["column"]
    if not any(re.match(rf"\s*{re.escape(key)}\b|\s*\[.*{re.escape(key)}", line) for line in lines):
        raise Wrong(f'the lines "{lines[0][:60]}" do not declare {key}')
    if record["value"] is None:
        return
    # The reason beside a level may hold numbers of its own; the level stands outside all quotes.
    found = [Fraction(number) for line in lines for number in NUMBER.findall(re.sub(r'"[^"]*"', '""', line))]
    if Fraction(str(record["value"])) not in found:
        raise Wrong(f'the line "{lines[0][:80]}" declares no {record["value"]}')


def check_absent(edition: Edition, record: Mapping) -> None:
    """A value that is not there: the mark says so, and a cited line gives the reason that the ledger repeats."""
    if not record["reason"]:
        raise Wrong("it has no value and no reason")
    for rows in record["rows"]:
        lines = " ".join("".join(edition.table(rows["file"], rows["sheet"])[number - 1]) for number in rows["rows"])
        if rows["file"].endswith(".toml") and rows["column"] not in lines:
            raise Wrong(f'{rows["file"]}: the cited line "{lines[:60]}" is no {rows["column"]}')


def _declaration(edition: Edition, rows: Mapping, number: int) -> list[str]:
    """The line that is cited; where a table or a list of several lines begins there, with all of its lines."""
    lines = [line[0] if line else "" for line in edition.table(rows["file"])[number - 1 :]]
    if not lines[0].startswith("["):
        bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
        open_after = list(accumulate(line.count("[") - line.count("]") for line in bare))
        return lines[: next((at for at, still_open in enumerate(open_after, start=1) if still_open <= 0), len(lines))]
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.startswith("[")), len(lines))
    return lines[:end]


def _about(record: Mapping, told: Mapping[str, str], header: Sequence[str], cells: Sequence[str]) -> None:
    """Raise Wrong where a row is of another indicator, category or other days."""
    same(record["indicator"], told["indicator"], "the row is about another indicator: the ledger says")
    if "category" in header and header.index("category") < len(cells):
        same(
            record["category"],
            cells[header.index("category")].strip(),
            "the row is about another category: the ledger says",
        )
    days = days_of(record["period"], record["basis"]) if record["basis"] else ()
    same(days, days_of(told["period"], told["basis"]), "the row covers other days: the ledger says")


def _number(cell: str) -> Fraction | None:
    """The number in a cell, with as many digits as a spreadsheet shows; None where there is none."""
    text = cell.replace("\u2212", "-").replace(",", "").strip()
    try:
        return Fraction(f"{float(text):.15g}") if text else None
    except ValueError:
        return None
