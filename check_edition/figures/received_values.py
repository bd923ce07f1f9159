"""Values that were received or declared: found again in the cell, or the line, that the ledger cites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ..base.days import days_of
from ..base.findings import Wrong, same
from ..base.texts import one_line
from ..files.edition import Edition
from ..files.toml_places import check_line
from ..records.described import check_described
from .rules_of_day import day_of, declared_levels, rule_on


def check_received(edition: Edition, record: Mapping) -> None:
    """A value of a return: its cell holds the number, or nothing but a mark; its row is about this indicator and these days."""
    (rows,) = record["rows"]
    (number,) = rows["rows"]
    described = edition.toml(rows["file"].rpartition(".")[0] + ".source.toml")
    if described.get("layout"):
        check_described(edition, record, described["layout"])
        return
    same(rows["column"], record["measure"], "it is read from the column")
    table = edition.read_table(rows["file"], rows["sheet"])
    cells, header = table[number - 1], [one_line(cell) for cell in table[0]]
    value = None if record["value"] is None else Fraction(str(record["value"]))
    renamed = described.get("columns", {})
    at = {name: header.index(renamed.get(name, name)) for name in ("indicator", "period", "basis", rows["column"])}
    told = {name: one_line(cells[place]) if place < len(cells) else "" for name, place in at.items()}
    _about(record, told, header, cells)
    cell = told[rows["column"]]
    same(value, _number(cell), f'the cell holds "{cell}", the ledger says')


def check_declared(edition: Edition, record: Mapping) -> None:
    """A target or baseline: what the definition declares for its day; "not set" where it has no value. The cited line declares it."""
    (rows,) = record["rows"]
    definition = edition.toml(rows["file"])
    keys, declared = declared_levels(definition.get(record["indicator"], {}), record)
    held = rule_on(declared, day_of(edition, record))
    if held is None:
        raise Wrong(f"{rows['file']} does not declare {'.'.join(keys)} for its day")
    value, wanted = (None if one is None else Fraction(str(one)) for one in (record["value"], held.get("value")))
    same(value, wanted, f"{rows['file']} declares another {keys[-1]}: the ledger says")
    number = next(iter(rows["rows"]), 0)
    check_line(edition.input(rows["file"]).decode("utf-8-sig"), number, keys, declared.index(held))


def check_absent(edition: Edition, record: Mapping) -> None:
    """A value that is not there: the mark says so, and a cited line gives the reason that the ledger repeats."""
    if not record["reason"]:
        raise Wrong("it has no value and no reason")
    for rows in record["rows"]:
        lines = " ".join("".join(edition.table(rows["file"], rows["sheet"])[number - 1]) for number in rows["rows"])
        if rows["file"].endswith(".toml") and rows["column"] not in lines:
            raise Wrong(f'{rows["file"]}: the cited line "{lines[:60]}" is no {rows["column"]}')


def _about(record: Mapping, told: Mapping[str, str], header: Sequence[str], cells: Sequence[str]) -> None:
    """Raise Wrong where a row is of another indicator, category or other days."""
    same(record["indicator"], told["indicator"], "the row is about another indicator: the ledger says")
    if "category" in header and header.index("category") < len(cells):
        same(
            record["category"],
            one_line(cells[header.index("category")]),
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
