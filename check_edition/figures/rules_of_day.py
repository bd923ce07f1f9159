"""Rules of their day: each figure rests on the target or baseline that held at the end of its own days (lights: `lights`).

The stored definitions may hold several of each; from its `applies_from` on the newest holds, and one without holds from
the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ..base.days import days_of, months_after, own_days
from ..base.findings import NotAsked, Wrong, method_of, same
from ..files.edition import Edition

LEVELS = ("target", "baseline")


def check_rule(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where a level is another than its day has, or a figure rests on the level of another day."""
    measures = {edition.records.get(one, {}).get("measure") for one in record["operands"].values()}
    if record["measure"] not in LEVELS and method_of(record) != "declared" and not measures & {*LEVELS}:
        raise NotAsked
    indicator = edition.toml("indicators.toml").get(record["indicator"], {})
    if method_of(record) == "declared":
        _check_level(edition, indicator, record)
    for operand in record["operands"].values():
        level = edition.records.get(operand, {})
        if level.get("measure") in LEVELS and record["measure"] not in (level["measure"], "chart"):
            days = [day_of(edition, one) for one in (record, level)]
            then, now = (rule_on(_levels(indicator, level), day) for day in days)
            same(now, then, f"it rests on the {level['measure']} of another day:")


def rules(value: object) -> list[Mapping]:
    """The rules that a key declares: one table, or a list of tables; the two ends of a range are one rule."""
    if isinstance(value, Mapping):
        return [value]
    if isinstance(value, list) and value and not any(isinstance(one, Mapping) for one in value):
        return [dict(zip(("low", "high"), value, strict=True))]
    return list(value or ())


def rule_on(declared: Sequence[Mapping], day: str) -> Mapping | None:
    """The newest rule that holds on a day (ISO); None before the first."""
    holding = [one for one in declared if _since(one) <= day]
    return max(holding, key=_since, default=None)


def newest_first(declared: Sequence[Mapping]) -> list[Mapping]:
    """The rules in the order in which a page tells them."""
    return sorted(declared, key=_since, reverse=True)


def no_rule(edition: Edition, record: Mapping) -> bool:
    """Whether nothing holds that a judged indicator could be held against at the end of a figure's days."""
    indicator = edition.toml("indicators.toml").get(record["indicator"], {})
    key = "range" if indicator.get("polarity") == "within_range" else indicator.get("comparator")
    if key not in ("range", *LEVELS):
        return False
    return rule_on(_levels(indicator, {**record, "measure": key}), day_of(edition, record)) is None


def day_of(edition: Edition, record: Mapping) -> str:
    """The day whose targets, baselines and ranges a figure has: the end of its own days, or of the report that tells it."""
    if "@" not in record["id"]:
        group = f"[{record['category']}]" if record["category"] else ""
        value = edition.records.get(f"{record['indicator']}{group}.value")
        return days_of(value["period"], value["basis"])[1] if value else report_day(edition, record)
    return report_day(edition, record)


def report_day(edition: Edition, record: Mapping) -> str:
    """The day whose rule of the lights a figure has: the end of its period, of the last report's, or of the run's own."""
    if "@" not in record["id"]:
        return own_days(edition.run["period"])[1]
    if record["reference"] != "last_report":
        return days_of(record["id"].rpartition("@")[2], record["basis"] or "quarter")[1]
    told = edition.period_file().get("last_report", {}).get("period", "")
    return own_days(told)[1] if told else _day_before(own_days(edition.run["period"])[0])


def _check_level(edition: Edition, indicator: Mapping, record: Mapping) -> None:
    held = rule_on(_levels(indicator, record), day_of(edition, record))
    if held is None:
        raise Wrong(f"the definition declares no {record['measure']} that holds on {day_of(edition, record)}")
    said = {name: held[name] for name in ("says", "applies_from") if name in held}
    same(record["method_parts"], [{"kind": "declared", "parts": said}], "its method says")
    if not record["formula"]:
        declared = Fraction(str(held["value"])) if "value" in held else None
        value = None if record["value"] is None else Fraction(str(record["value"]))
        same(value, declared, f"on {day_of(edition, record)} another {record['measure']} holds: the ledger says")


def _levels(indicator: Mapping, record: Mapping) -> list[Mapping]:
    return declared_levels(indicator, record)[1]


def declared_levels(indicator: Mapping, record: Mapping) -> tuple[list[str], list[Mapping]]:
    """The keys of a measure of an indicator, or of the sub-group that a figure is of, and its rules; a range is for all."""
    group = record["category"] if record["measure"] in LEVELS else ""
    whole = group in ("", indicator.get("areas", {}).get("own"))
    owner = indicator if whole else indicator.get("categories", {}).get(group, {})
    keys = [record["indicator"], *([] if whole else ["categories", group]), record["measure"]]
    return keys, rules(owner.get(record["measure"]))


def _since(rule: Mapping) -> str:
    return own_days(rule["applies_from"])[0] if "applies_from" in rule else ""


def _day_before(day: str) -> str:
    """The last day of the month before the one that begins with a day."""
    month = months_after(day, -1)[:7]
    return days_of(month, "month")[1]
