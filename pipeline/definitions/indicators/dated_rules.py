"""Dated rules: of several rules for one thing each holds from its period on, and every day has the rule of its own.

A rule that is revised is never edited: a new one with a later `applies_from` takes over, and what was judged before keeps
the one it was judged by. Without `applies_from` a rule holds from the start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Protocol, TypeVar

from pydantic import AfterValidator

from pipeline.core.periods import Period, PeriodError
from pipeline.files.toml_files import said_as


def period_name(text: str) -> str:
    """A period as it is named everywhere. Raises ValueError for a text that names none."""
    try:
        return str(Period.parse(text))
    except PeriodError as error:
        raise ValueError(str(error)) from None


PeriodName = Annotated[str, AfterValidator(period_name), said_as("period, such as `2023-24-Q2`")]


class Dated(Protocol):
    """A rule that may say from which period on it holds."""

    applies_from: str | None


Rule = TypeVar("Rule", bound=Dated)


def first_day(rule: Dated) -> date:
    """The day from which a rule holds; of one that holds from the start, the first day that there is."""
    return Period.parse(rule.applies_from).start if rule.applies_from else date.min


def rule_on(rules: Sequence[Rule], day: date) -> Rule | None:
    """The newest rule that holds on a day; None before the first of them. Of a stretch of days its last one counts."""
    return max((rule for rule in rules if first_day(rule) <= day), key=first_day, default=None)


def newest_first(rules: Sequence[Rule]) -> list[Rule]:
    """The rules from the newest to the oldest."""
    return sorted(rules, key=first_day, reverse=True)


def clashes(name: str, rules: Sequence[Dated]) -> Iterator[str]:
    """What is wrong with the days of some rules: two that hold from the same day on."""
    starts = [first_day(rule) for rule in rules]
    for rule in {first_day(rule): rule for rule in rules if starts.count(first_day(rule)) > 1}.values():
        since = (
            f"from {rule.applies_from} on" if rule.applies_from else "from the start: the later one says applies_from"
        )
        yield f"two rules [[{name}]] apply {since}"


def listed(value: object) -> object:
    """One table, or the two ends of a range, as the list of one rule that it stands for. Raises ValueError for an empty list."""
    if value == []:
        raise ValueError("a list without a rule; leave the key out where there is none")
    return value if isinstance(value, (list, tuple)) and all(isinstance(one, dict) for one in value) else [value]
