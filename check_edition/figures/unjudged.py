"""Judgements that were not made: why a light is data only, no data or too early to tell, worked out again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..base.days import days_of, own_days
from ..base.findings import Wrong, method_of
from ..files.edition import Edition
from .rules_of_day import day_of, declared_levels, no_rule, rule_on


def check_data_only(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where a light is data only for a reason that does not hold."""
    indicator = edition.toml("indicators.toml").get(record["indicator"], {})
    method, judged = method_of(record), indicator.get("judged", True)
    if method == "not_judged" and judged:
        raise Wrong("the definition says that it is judged")
    rule = _rule(edition, record["period"])
    against = [one.get("against", "comparator") for step in rule.get("when", []) for one in step["all"]]
    if (
        method == "no_level"
        and not no_rule(edition, record)
        and all(_is_there(edition, indicator, record, one) for one in against or ["comparator"])
    ):
        raise Wrong("there is something declared to hold it against")
    if method == "zero_not_judged":
        _check_zero(edition, rule, indicator, record)
    elif method not in ("not_judged", "no_level"):
        raise Wrong(f'"{record["method"]}" is no reason to judge nothing')


def check_missing(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where a judgement has no data though all that it rests on is there, or gives no reason."""
    values = [edition.records[operand] for operand in record["operands"].values()]
    if not record["reason"]:
        raise Wrong(f"it says {record['value']} and gives no reason")
    if record["value"] == "no data" and all(one["value"] is not None for one in values):
        raise Wrong("everything that it rests on is there")


def _is_there(edition: Edition, indicator: Mapping, record: Mapping, against: str) -> bool:
    """Whether an indicator, or its sub-group, is held against a reference: a level covers as many months as the value."""
    reference = indicator.get("comparator", "none") if against == "comparator" else against
    if reference not in ("target", "baseline"):  # another value is always there, if only as a mark
        return against == "comparator" or reference in [indicator.get("comparator"), *indicator.get("also_against", [])]
    _, declared = declared_levels(indicator, {**record, "measure": reference})
    level = rule_on(declared, day_of(edition, record))
    if level is None:
        return False
    if indicator["unit"] == "percent":
        return True
    basis = level.get("basis")
    if not basis and reference == "target" and level.get("rule") == "reduction":  # it is of the days of its baseline
        _, baselines = declared_levels(indicator, {**record, "measure": "baseline"})
        basis = (rule_on(baselines, day_of(edition, record)) or {}).get("basis")
    if not basis:
        return True
    return _months(days_of(record["period"], basis)) == _months(days_of(record["period"], record["basis"]))


def check_target_days(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where a value of part of a year is judged on the target of a whole one, or is not judged on its own."""
    if record["measure"] not in ("on_track", "gap_to_target", "reduction"):
        return
    indicator = edition.toml("indicators.toml").get(record["indicator"], {})
    against = "baseline" if record["measure"] == "reduction" else "target"
    there = _is_there(edition, {**indicator, "comparator": against}, record, against)
    if record["formula"] and not there:
        raise Wrong(f"it is held against the {against} of other days")
    if "other_days" in [one["kind"] for one in record["reason_parts"]] and there:
        raise Wrong("the target is of the same days as the value")


def _months(span: tuple[str, str]) -> int:
    """How many months lie between two days; 0 for a single day."""
    first, last = (int(day[:4]) * 12 + int(day[5:7]) for day in span)
    return 0 if span[0] == span[1] else last - first + 1


def _check_zero(edition: Edition, rule: Mapping, indicator: Mapping, record: Mapping) -> None:
    """A reference is 0, the value is not, it is judged in per cent, and the rule of the day leaves that open."""
    known = {name: edition.records.get(operand, {}).get("value") for name, operand in record["operands"].items()}
    numbers = {name: Fraction(str(value)) for name, value in known.items() if value is not None}
    if indicator.get("variance_basis") != "relative":
        raise Wrong("it is not judged in per cent of its reference")
    if not numbers.get("value") or 0 not in [number for name, number in numbers.items() if name != "value"]:
        raise Wrong(f"what it rests on is {known}")
    if rule.get("reference_zero", "data_only") != "data_only":
        raise Wrong(f"the rule of its day says {rule['reference_zero']}")


def _rule(edition: Edition, period: str) -> Mapping:
    """The newest rule of the lights that applies at a period; none where the report has none."""
    rules = edition.toml("report.toml").get("traffic_light", [])
    applying = [rule for rule in rules if _order(rule["applies_from"]) <= _order(period)]
    return max(applying, key=lambda rule: _order(rule["applies_from"]), default={})


def _order(period: str) -> tuple[str, int]:
    """Periods follow one another by their ends; of two that end together the longer is the later one."""
    span = own_days(period)
    return span[1], _months(span)
