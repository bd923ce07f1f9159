"""Rules of their day: each figure rests on the target or baseline that held at the end of its own days (lights: `lights`).

The stored definitions may hold several of each; from its `applies_from` on the newest holds, and one without holds from
the start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from .days import days_of, months_after, own_days
from .edition import Edition
from .findings import Wrong, same

LEVELS = ("target", "baseline")


def check_rule(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where a level is another than its day has, or a figure rests on the level of another day."""
    indicator = edition.toml("indicators.toml").get(record["indicator"], {})
    if record["measure"] in LEVELS and record["method"].startswith(("target declared", "baseline declared")):
        _check_level(edition, indicator, record)
    for operand in record["operands"].values():
        level = edition.records.get(operand, {})
        if level.get("measure") in LEVELS and record["measure"] not in (level["measure"], "chart"):
            days = [day_of(edition, one) for one in (record, level)]
            then, now = (rule_on(_levels(indicator, level), day) for day in days)
            same(now, then, f"it rests on the {level['measure']} of another day:")


def is_ruled(edition: Edition, record: Mapping) -> bool:
    """Whether a figure is a level, or rests on one."""
    measures = {edition.records.get(one, {}).get("measure") for one in record["operands"].values()}
    return record["measure"] in LEVELS or bool(measures & {*LEVELS})


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


def revisions(edition: Edition) -> Iterator[tuple[str, str]]:
    """What a page may say of the rules that were revised, with the reasons: `Target: 60 from 2024-25-Q1, before that 50.`"""
    # Numbers as they are written: 57.50 is no 57.5.
    for indicator in tomllib.loads(edition.input("indicators.toml").decode("utf-8-sig"), parse_float=str).values():
        unit = "%" if indicator.get("unit") == "percent" else ""
        groups = [("", indicator), *indicator.get("categories", {}).items()]
        for name in (*LEVELS, "range"):
            for group, owner in groups:
                declared = sorted(rules(owner.get(name)), key=_since, reverse=True)
                if len(declared) > 1 or any("applies_from" in one for one in declared):
                    told = [
                        f"{_words(one, unit)} from {one['applies_from']}" for one in declared if "applies_from" in one
                    ]
                    first = next((_words(one, unit) for one in declared if "applies_from" not in one), "none")
                    of = f" of {group}" if group else ""
                    reasons = dict.fromkeys(one["says"].strip() for one in declared if one.get("says"))
                    said = f"{name.capitalize()}{of}: {', '.join([*told, f'before that {first}'])}."
                    yield said, " ".join(reasons)


def _check_level(edition: Edition, indicator: Mapping, record: Mapping) -> None:
    held = rule_on(_levels(indicator, record), day_of(edition, record))
    if held is None:
        raise Wrong(f"the definition declares no {record['measure']} that holds on {day_of(edition, record)}")
    since = f" from {held['applies_from']}" if "applies_from" in held else ""
    same(record["method"], f"{record['measure']} declared{since}: {held['says'].strip()}", "its method is")
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


def _words(rule: Mapping, unit: str) -> str:
    if "low" in rule:
        return f"{rule['low']}{unit} to {rule['high']}{unit}"
    if "value" not in rule:
        return "not set"
    kind = rule.get("rule", "level")
    if kind == "reduction":
        return f"{rule['value']}% off the baseline"
    return (
        f"{'strictly ' if rule.get('strictly') else ''}{rule['value']}{unit}{' a year' if kind == 'profiled' else ''}"
    )
