"""Wordings: the reason and the method of every figure, made again from the definitions and from what the figure rests on.

What claims no number is left alone: no page marks it as a label, and nobody could take it for a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .areas import missing_in_words
from .days import days_of, days_to, last_month
from .declared import absences, charts, texts_under
from .edition import Edition
from .findings import Wrong, same
from .numbers import find_numbers
from .period_words import BASES, day_words, months_words
from .rules_of_day import rules

FEWEST_QUARTERS, TRIAL_BELOW = 6, 12  # what a usual range takes, and what it takes for limits that are no trial
CUTS = {"max(xmr_": ", cut at the least that can be", "min(xmr_": ", cut at the most that can be"}
METHODS = (
    "difference of two years to date", "extrapolated to twelve months, not a forecast", "Wilson score, 95%", "Poisson, 95%",
    "the reference is zero: not judged by the report's rule", "traffic-light rule, reference zero",
)  # fmt: skip
ROWS = "count of rows: "  # with the reason why they are left out
NEVER = re.compile("no values? for (.+) (?:was|were) ever received")

ZERO = re.compile("(?:the )?(.+) is zero")


class Wordings:
    """The words of an edition's figures. What is counted from records is worded by `Recounts`, actions by `check_action`."""

    def __init__(self, edition: Edition):
        self.edition = edition
        self.indicators = edition.toml("indicators.toml")

    def check(self, record: Mapping) -> None:
        """Raise Wrong where a number in a figure's reason, method or chart title stands in nothing that is declared."""
        self._method(record)
        if record["unit"] == "chart" and record["display"] not in charts(self.edition):
            raise Wrong(
                f'a chart is called "{record["display"]}", and no short name in the definitions is part of that'
            )
        reason = record["reason"]
        others = {
            self.edition.records[one]["reason"] for one in record["operands"].values() if one in self.edition.records
        }
        if reason not in others and not self._explained(record, reason):
            raise Wrong(f'its reason stands in no definition and follows from nothing: "{reason}"')

    def _method(self, record: Mapping) -> None:
        method = record["method"]
        if method.startswith("XmR "):
            points = max((len(one["operands"]) for one in self._alike(record, ("mean", "variation"))), default=0)
            cut = next((words for start, words in CUTS.items() if record["formula"].startswith(start)), "")
            limits = "XmR trial limits, under twelve points" if points < TRIAL_BELOW else "XmR limits"
            same(method, limits + cut, "its method is")
        if not find_numbers(method) or method in METHODS or method.startswith("XmR "):
            return
        if method.startswith(ROWS):
            files = ("cases.toml", "corrections.toml")
            reasons = {text for name in files for text in texts_under(self.edition.toml(name), {"reason"})}
            same(method.removeprefix(ROWS) in reasons, True, f'that rows are left out for "{method}" is declared:')
            return
        measure = method.partition(" ")[0]
        own = self.indicators.get(record["indicator"], {})
        levels = [one for owner in (own, *own.get("categories", {}).values()) for one in rules(owner.get(measure))]
        since = {id(one): f" from {one['applies_from']}" if "applies_from" in one else "" for one in levels}
        if method not in [f"{measure} declared{since[id(one)]}: {one.get('says')}" for one in levels]:
            raise Wrong(f'its method stands in no definition: "{method}"')

    def _explained(self, record: Mapping, reason: str) -> bool:
        """Whether a reason is declared or made of what is: as a whole, or each part of it between semicolons."""
        if not find_numbers(reason) or reason in self._declared(record) or self._follows(record, reason):
            return True
        cuts = [place.start() for place in re.finditer("; ", reason)]
        return any(self._explained(record, reason[:at]) and self._explained(record, reason[at + 2 :]) for at in cuts)

    def _declared(self, record: Mapping) -> set[str]:
        """What the indicator's levels, the rows that the figure cites, and the descriptions of their files say."""
        own = self.indicators.get(record["indicator"], {})
        found = set(texts_under({name: own.get(name) for name in ("target", "baseline", "categories")}, {"says"}))
        for rows in record["rows"]:
            if not rows["file"].endswith((".toml", ".md")):
                table = self.edition.read_table(rows["file"], rows["sheet"])
                found |= {" ".join(cell.split()) for at in rows["rows"] for cell in table[at - 1]}
                found |= {cell.strip() for at in rows["rows"] for cell in table[at - 1]}
                described = self.edition.toml(rows["file"].rpartition(".")[0] + ".source.toml").get("layout", [])
                found |= set(texts_under(described, {"says"}))
        return found

    def _follows(self, record: Mapping, reason: str) -> bool:
        if missing_in_words(self.edition, record, reason):
            return True
        for told, file in absences(self.edition, record["indicator"]):
            months = list(self._months(file))
            prefix = {f"{words} was " for month in months for words in _names(month, self.edition.rolling)}
            if reason == told or (reason.endswith(told) and reason.removesuffix(told) in prefix):
                return True
        if zero := ZERO.fullmatch(reason):
            operand = record["operands"].get(zero[1].replace(" ", "_"))
            return operand in self.edition.records and self.edition.records[operand]["value"] == 0
        never = NEVER.fullmatch(reason)
        if never and record["basis"]:
            own = days_of(record["period"], record["basis"])
            within = {words for month in self._within(*own) for words in _names(month, self.edition.rolling)}
            return set(re.split(", | and ", never[1])) <= within
        if reason.startswith("the newest quarter there is ended on "):
            return reason == f"the newest quarter there is ended on {day_words(self._newest_quarter(record))}"
        number = len(record["operands"])
        words = f"{number} quarter{'' if number == 1 else 's'} in a row, and a usual range takes {FEWEST_QUARTERS}"
        return reason == words and number < FEWEST_QUARTERS

    def _months(self, period: str) -> Iterator[int]:
        """The last months of the values that a period's file can speak of: its own, and those of its quarter."""
        end = last_month(period)
        yield from range(end - 2, end + 1) if "-Q" in period else (end,)

    def _within(self, first: str, last: str) -> Iterator[int]:
        start, end = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (first, last))
        yield from range(start, end + 1)

    def _newest_quarter(self, record: Mapping) -> str:
        """The last day of the newest quarter for which an indicator has a value."""
        quarters = [one for one in self._alike(record, ("value",)) if one["value"] is not None]
        return max((days_of(one["period"], "quarter")[1] for one in quarters), default="0001-01-01")

    def _alike(self, record: Mapping, measures: Sequence[str]) -> list[Mapping]:
        """The figures of the same indicator, of its quarters, as they are known now."""
        return [
            one for one in self.edition.records.values()
            if one["indicator"] == record["indicator"] and one["measure"] in measures and one["basis"] == "quarter"
            and not one["category"] and one["reference"] != "last_report"
        ]  # fmt: skip


def _names(month: int, rolling: Iterable[str]) -> set[str]:
    """The months of every value that ends with a month, on any basis; `rolling` are those of a number of months."""
    return {months_words(*days_to(month, basis)) for basis in (*BASES, *rolling) if _may_end(month, basis)}


def _may_end(month: int, basis: str) -> bool:
    return basis != "calendar_year" or month % 12 == 11
