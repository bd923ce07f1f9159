"""What the ledger says of a count: its rule in words, and what it says of records that may still come to meet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .period_words import day_words


def rule_words(rule: Mapping, record: Mapping) -> str:
    """The counting rule of indicators.toml as the method of a figure tells it."""
    group = f", {rule['by']}: {record['category']}" if record["category"] else ""
    if record["measure"] == "denominator":
        return f"count of the records that could meet it, from {rule['table']}{group}"
    by = rule.get("hours_by", {}).get("hours", {})
    hours = f" ({', '.join(f'{value}: {number}' for value, number in by.items())})" if by else ""
    looks = "before" if rule.get("looks", "back") == "back" else f"after {rule.get('since')}"
    told = {
        "rows": "count of records",
        "people": "count of different people",
        "open": f"count of records open in these days (until {rule.get('until')})",
        "share": f"records with {_conditions(rule.get('meets', {}))}",
        "within": f"records with {rule.get('finish')} within {rule.get('hours')} hours of {rule.get('start')}{hours}",
        "recurs": f"records with the same {' and '.join(rule.get('same', ()))} again within {rule.get('months')} months {looks}",
    }[rule["rule"]]
    only = [_conditions(rule.get("where", {})), _conditions(rule.get("where_not", {}), "not ")]
    return f"{told}, from {rule['table']}{''.join(f', {words}' for words in only if words)}{group}"


def still_in_time(number: int) -> str:
    """What is said where so many records were left out because their time was not over; nothing where there are none."""
    return f"{_records(number)} still in time when the records were taken, and left out" if number else ""


def not_yet_over(ends: list[str], months: int) -> str:
    """What is said where the months after some records end (ISO days) after the days that are known."""
    final = f"not yet at the end of the {months} months; final after {day_words(max(ends))}" if ends else ""
    return f"{_records(len(ends))} {final}" if ends else ""


def not_comparable(number: int, columns: Sequence[str]) -> str:
    """What is said of so many records in which nothing stands that could be compared; nothing where there are none."""
    why = f"not comparable, because {' or '.join(columns)} is empty, and counted as not met"
    return f"{_records(number)} {why}" if number else ""


def not_filled(number: int, total: int, column: str, most: float) -> str:
    """What is said where more records have nothing in a column than may (per cent)."""
    bound = f"{Decimal(str(most)).normalize():f}"
    return f"{number} of {total} records have nothing in {column}, which is more than {bound}% of them"


def _records(number: int) -> str:
    return "1 record was" if number == 1 else f"{number} records were"


def _conditions(conditions: Mapping, before: str = "") -> str:
    return ", ".join(f"{column}: {before}{' or '.join(values)}" for column, values in conditions.items())
