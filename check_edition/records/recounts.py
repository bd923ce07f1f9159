"""Recounts: what an indicator's declared rule counts in the stored records, row by row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

from ..base.clocks import LOCAL, when
from ..base.cover import check_cover
from ..base.days import days_of, months_after
from ..base.findings import NotChecked, Wrong, same
from ..base.texts import texts_under
from .case_rows import Case, CaseRows, chosen

# The records looked at, those that meet the rule, what is said of those that may yet and of those that cannot be compared,
# and how many may yet.
Tally = tuple[list[Case], list[Case], list[Mapping], list[Mapping], int]
STILL_OPEN = Fraction(1, 2)
PARTS = ("value", "numerator", "denominator")
_DAY = attrgetter("day")


class Recounts:
    """The counts of an edition. `indicators` is indicators.toml."""

    def __init__(self, rows: CaseRows, indicators: Mapping[str, Mapping], last_report: str):
        self.rows, self.indicators, self.last_report = rows, indicators, last_report
        self._own: dict[tuple[str, str], Mapping[str | None, list[Case]]] = {}
        self._pairs: dict[tuple, dict[tuple, list[str]]] = {}

    def is_counted(self, record: Mapping) -> bool:
        """Whether a figure is counted from records: a leaf of an indicator that has a counting rule."""
        rule = self.indicators.get(record["indicator"], {}).get("counted")
        from_cases = all(rows["file"].startswith("cases/") for rows in record["rows"])
        return bool(rule and record["measure"] in PARTS and record["rows"] and from_cases and not record["formula"])

    def check(self, record: Mapping) -> None:
        """Raise Wrong where the rule counts other rows than the ledger cites, gives another number or is worded otherwise."""
        rule = self.indicators[record["indicator"]]["counted"]
        whole, met, note, uncompared, _ = self._tally(record, rule)
        counted = whole if record["measure"] == "denominator" else met
        cited = {(rows["file"], row) for rows in record["rows"] for row in rows["rows"]}
        found = {case.place for case in counted}
        for kind, places in (("counts", found - cited), ("does not count", cited - found)):
            if places:
                file, row = min(places)
                more = f" and {len(places) - 1} more" if len(places) > 1 else ""
                raise Wrong(f"the declared rule {kind} {file} row {row}{more}, otherwise than the ledger")
        number = len({case.whom for case in counted}) if rule["rule"] == "people" else len(counted)
        same(record["value"], number, "the ledger says")
        _check_method(record, rule)
        may_rise = record["measure"] == "numerator" or self.indicators[record["indicator"]]["unit"] == "count"
        without = self._without(record, rule)
        said = [*note, *uncompared, *without] if may_rise else without
        same(record["reason_parts"], said, "its reason says")
        check_cover(record["reason"], [one["parts"] for one in said])
        if without and "u" not in record["status"].split():
            raise Wrong("too many of its records have nothing in a column, and it does not bear [u]")
        same("p" in record["status"].split(), bool(note) and may_rise, "that it is provisional is")

    def is_open(self, record: Mapping) -> bool:
        """Whether too many of the records behind a percentage have not had their time; never where the rule waits for nothing."""
        rule = self.indicators.get(record["indicator"], {}).get("counted", {})
        counts = record["operands"].keys() >= {"numerator", "denominator"}
        if record["measure"] != "value" or not counts or rule.get("rule") not in ("within", "recurs"):
            return False
        whole, _, _, _, pending = self._tally(record, rule)
        return _is_open(pending, len(whole), counted_in=rule["rule"] == "recurs")

    def _tally(self, record: Mapping, rule: Mapping) -> Tally:
        """The records that the rule looks at, those of them that meet it, and what is said of others.

        First of those that may come to meet it, then of those that cannot be compared. Then how many may come to.
        """
        first, last = days_of(record["period"], record["basis"])
        as_of = self.last_report if record["reference"] == "last_report" else ""
        own = self._of(record["indicator"], rule, "", as_of)
        mine = self._of(record["indicator"], rule, record["category"], as_of)
        if rule["rule"] == "open":
            until = rule["until"]
            there = [one for one in mine if one.day <= last and (not one.columns[until] or one.columns[until] >= first)]
            return there, there, [], [], 0
        whole = mine[bisect_left(mine, first, key=_DAY) : bisect_right(mine, last, key=_DAY)]
        if rule["rule"] in ("rows", "people"):
            return whole, whole, [], [], 0
        if rule["rule"] == "share":
            return whole, [one for one in whole if chosen(one, {"where": rule["meets"]})], [], [], 0
        if rule["rule"] == "within":
            return _within(rule, whole, self.rows.tables[rule["table"]].get("zone", LOCAL))
        if rule["rule"] == "recurs":
            return self._recurring(record["indicator"], rule, own, whole, as_of)
        raise NotChecked(f"the counting rule {rule['rule']} is not known here")

    def _without(self, record: Mapping, rule: Mapping) -> list[Mapping]:
        """What is said where more records than declared have nothing in a column; of those that other columns let in."""
        table, told = self.rows.tables[rule["table"]], []
        first, last = days_of(record["period"], record["basis"])
        as_of = self.last_report if record["reference"] == "last_report" else ""
        for name, column in table["columns"].items():
            nothing, by = ("", column.get("empty", "")), rule.get("by") if record["category"] else None
            if "not_given_above" not in column or (by == name and record["category"] in nothing):
                continue
            about = {one["reason"] for one in table.get("leave_out", []) if name in {**one.get("where", {}), **one.get("where_not", {})}}
            others = {key: {one: on for one, on in rule.get(key, {}).items() if one != name} for key in ("where", "where_not")}
            meant = [
                one for one in self.rows.as_of(rule["table"], as_of)
                if one.left_out in ("", *about) and chosen(one, others) and one.day <= last
                and (one.day >= first if rule["rule"] != "open" else not one.columns[rule["until"]] or one.columns[rule["until"]] >= first)
                and (by in (None, name) or one.columns[by] == record["category"])
            ]  # fmt: skip
            number, most = sum(one.columns[name] in nothing for one in meant), column["not_given_above"]
            if number * 100 > Fraction(str(most)) * len(meant):
                bound = f"{Decimal(str(most)).normalize():f}"
                told += _said("not_given", number, of=len(meant), column=name, most=bound)
        return told

    def _of(self, code: str, rule: Mapping, category: str, as_of: str) -> list[Case]:
        """The counting records of an indicator, or of one of its categories, of all days and in their order."""
        if (code, as_of) not in self._own:
            cases = self.rows.as_of(rule["table"], as_of)
            own: defaultdict[str | None, list[Case]] = defaultdict(list)
            own[None] = sorted((one for one in cases if not one.left_out and chosen(one, rule)), key=_DAY)
            for one in own[None] if "by" in rule else ():
                own[one.columns[rule["by"]]].append(one)
            self._own[code, as_of] = own
        return self._own[code, as_of][category or None]

    def _recurring(
        self, code: str, rule: Mapping, own: list[Case], whole: list[Case], as_of: str
    ) -> Tally:
        columns = self.rows.tables[rule["table"]]["columns"]

        def whose(case: Case) -> tuple | None:
            """Whose record it is; nobody's where a column says nothing, or what stands for nothing."""
            said = tuple(case.columns[name] for name in rule["same"])
            nothing = any(text in ("", columns[name].get("empty")) for name, text in zip(rule["same"], said, strict=True))
            return None if nothing else said

        if (code, as_of) not in self._pairs:
            days: dict[tuple, list[str]] = {}
            for one in own:
                if (who := whose(one)) is not None:
                    days.setdefault(who, []).append(one.day)
            self._pairs[code, as_of] = days
        days, months = self._pairs[code, as_of], rule["months"]
        if rule.get("looks", "back") != "back":
            whole = [one for one in whole if one.columns[rule["since"]]]
        told = [(one, who) for one in whole if (who := whose(one)) is not None]
        uncompared = _said("not_comparable", len(whole) - len(told), columns=list(rule["same"]))
        if rule.get("looks", "back") == "back":
            met = [one for one, who in told if any(months_after(one.day, -months) <= day < one.day for day in days[who])]
            return whole, met, [], uncompared, 0
        ends = {id(one): months_after(one.columns[rule["since"]], months) for one, _ in told}
        met = [one for one, who in told if any(one.day < day <= ends[id(one)] for day in days[who])]
        known = max(
            one.last for one in self.rows.extracts if one.table == rule["table"] and one.received <= (as_of or "9")
        )
        waiting = [ends[id(one)] for one, _ in told if ends[id(one)] > known and id(one) not in set(map(id, met))]
        over = max(waiting, default="")[:10]
        return whole, met, _said("not_yet_over", len(waiting), months=months, final_after=over), uncompared, len(waiting)


def _within(rule: Mapping, whole: list[Case], zone: str) -> Tally:
    """Those with a finish in time; those that were still in time when the records were taken are in neither list.

    Hours are those that passed: on the day when the clocks go back there are twenty-five of them.
    """
    by = rule.get("hours_by", {})
    looked_at, met, unsaid = [], [], 0
    for one in whole:
        start, finish = one.columns[rule["start"]], one.columns[rule["finish"]]
        if not start:
            unsaid += 1
            looked_at.append(one)
            continue
        hours = by["hours"].get(one.columns[by["column"]], rule["hours"]) if by else rule["hours"]
        end = when(start, zone) + timedelta(hours=hours)
        if finish and when(finish, zone) <= end:
            met.append(one)
        if finish or end <= when(one.extract.taken, zone):
            looked_at.append(one)
    pending = len(whole) - len(looked_at)
    uncompared = _said("not_comparable", unsaid, columns=[rule["start"]])
    return looked_at, met, _said("still_in_time", pending), uncompared, pending


def _is_open(pending: int, whole: int, *, counted_in: bool) -> bool:
    """Whether so many records without their time make a percentage unknown."""
    return pending > 0 if counted_in else pending > STILL_OPEN * (whole + pending)


def _said(kind: str, records: int, **parts: object) -> list[Mapping]:
    """What is said of so many records; nothing where there are none."""
    return [{"kind": kind, "parts": {"records": records, **parts}}] if records else []


def _names(rule: object) -> Iterator[str]:
    """Every key of a rule, at any depth: columns are among them, and what hours are given for."""
    for name, part in rule.items() if isinstance(rule, Mapping) else ():
        yield from (name, *_names(part))


def _check_method(record: Mapping, rule: Mapping) -> None:
    """The method of a count is the declared rule: of its table and of the figure's group, and no number in it is another's."""
    category = {"category": record["category"]} if record["category"] else {}
    wanted = {"rule": rule["rule"], "table": rule["table"], **category}
    same(record["method_parts"], [{"kind": "counted", "parts": wanted}], "its method says")
    check_cover(record["method"], {"table": rule["table"], **category}, also=[*texts_under(rule, set()), *_names(rule)])
