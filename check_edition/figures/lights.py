"""Lights: each judged again by the rule in report.toml, from what it rests on and from the definition of its indicator.

The formula of a light says how it was made; this asks whether that is what the rule says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from ..base.findings import NotAsked, Wrong, method_of, same
from ..files.edition import Edition
from .formulas import Formulas
from .rules_of_day import day_of, report_day, rule_on, rules

UNTOLD = ("no data", "data only")


def check_light(edition: Edition, formulas: Formulas, record: Mapping) -> None:
    """Raise Wrong where a light is not the one that the rule of its period gives."""
    if record["measure"] != "traffic_light" or (method_of(record) == "as_published" and not record["formula"]):
        raise NotAsked  # what was published is looked up among the leaves
    own, day = edition.toml("indicators.toml").get(record["indicator"], {}), report_day(edition, record)
    if not own.get("judged", False):
        same(record["value"], "data only", "it is not judged by definition, and its light is")
        return
    values = {name: formulas.value(operand) for name, operand in record["operands"].items()}
    rule = rule_on(edition.toml("report.toml").get("traffic_light", []), day)
    if rule is None:
        raise Wrong(f"no rule of the lights holds on {day}")
    found = _light(rule, {**own, "range": rule_on(rules(own.get("range")), day_of(edition, record))}, values)
    if found is None:  # something is missing, or the reference is zero: what that must be is asked of its reason
        if record["value"] not in UNTOLD:
            raise Wrong(f'it is "{record["value"]}", and what it rests on is not all there')
    elif record["value"] not in UNTOLD or record["formula"]:
        same(record["value"], found, "the rule gives another light: the ledger says")


def _light(rule: Mapping, own: Mapping, values: Mapping) -> str | None:
    """The first light whose conditions hold; None where one of them cannot be told."""
    if values.get("value") is None and "value" in values:
        return None
    for light, conditions in _steps(rule):
        told = [_holds(one, rule, own, values) for one in conditions]
        if None in told:
            if False in [one for one, asked in zip(told, conditions, strict=True) if asked.get("missing")]:
                continue
            return None
        if all(told):
            return light
    otherwise = rule.get("otherwise", "red")
    improvement = _improvement(own, values, "reference")
    if improvement is None or not improvement[1] or rule.get("reference_zero") != "green_or_amber":
        return otherwise
    return "amber"  # of zero, and never red


def _steps(rule: Mapping) -> Iterator[tuple[str, list[Mapping]]]:
    if "when" in rule:
        yield from ((step["light"], step["all"]) for step in rule["when"])
    else:
        yield from ((light, [{"from": rule[f"{light}_from"]}]) for light in ("green", "amber"))


def _holds(condition: Mapping, rule: Mapping, own: Mapping, values: Mapping) -> bool | None:
    against = condition.get("against", "comparator")
    found = _improvement(own, values, "reference" if against == "comparator" else operand_name(against))
    if condition.get("missing"):
        return found is None
    if found is None:
        return None
    better, of_zero = found
    if of_zero and rule.get("reference_zero", "data_only") == "data_only" and better:
        return None
    least, under = (
        Fraction(str(condition[key])) if key in condition and not of_zero else Fraction(0) for key in ("from", "below")
    )
    ways = {
        "better": better > 0,
        "worse": better < 0,
        "unchanged": better == 0,
        "not_better": better <= 0,
        "not_worse": better >= 0,
    }
    asked = [better >= least] if "from" in condition else []
    asked += [better < under] if "below" in condition else []
    return all(asked + ([ways[condition["direction"]]] if "direction" in condition else []))


def operand_name(reference: str) -> str:
    """What a reference is called in formulas and ids: `area_east_region`."""
    return re.sub(r"[^a-z0-9]+", "_", reference.lower()).strip("_")


def _improvement(own: Mapping, values: Mapping, name: str) -> tuple[Fraction, bool] | None:
    """How much better a value is than an operand, and whether that is 0 and only the direction is known."""
    value = values.get("value")
    received = values.get("percent_change" if own.get("variance_basis") == "relative" else "point_change")
    if received is not None and name == "reference":
        return received * (1 if own["polarity"] == "higher_is_better" else -1), False
    if own["polarity"] == "within_range":
        if own["range"] is None:
            return None  # before the first of its ranges
        low, high = (Fraction(str(own["range"][end])) for end in ("low", "high"))

        def outside(number: Fraction) -> Fraction:
            return max(low - number, number - high, Fraction(0))

        if name == "reference":
            return (-outside(value), False) if value is not None else None
        return (outside(values[name]) - outside(value), False) if values.get(name) is not None else None
    reference = values.get(name)
    if value is None or reference is None:
        return None
    better = (value - reference) * (1 if own["polarity"] == "higher_is_better" else -1)
    if own.get("variance_basis") == "points":
        return better, False
    return (better, True) if reference == 0 else (better / reference * 100, False)
