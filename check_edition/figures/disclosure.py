"""Disclosure: what the report's rule withholds is printed nowhere, and what is withheld says nothing of what it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction

from ..base.findings import NotAsked, Wrong, same
from ..files.edition import RECORDS, Edition

# What each named rule says; report.toml may say otherwise of any of it.
PRESETS = {
    "counts_1_to_4": {"hides": [1, 4]},
    "nhs_england_sub_national": {"hides": [1, 7], "round_to": 5},
    "below_10": {"hides": [0, 9]},
}
COUNTS = ("value", "numerator", "denominator")
SAYS_NOTHING = ("data only", "no data", "nothing to judge", "too few points", "grey")


def check_disclosure(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where a figure, as it was made, is printed otherwise than the disclosure rule has it."""
    declared = edition.toml("report.toml").get("disclosure", {})
    rule = {**PRESETS.get(declared.get("rule"), {}), **declared}
    printed = edition.printed[record["id"]]
    if record["indicator"] == "rows-received" and any(name.startswith(RECORDS) for name in edition.inputs):
        says_nothing(printed)
    elif not rule.get("hides"):
        if record["id"] in edition.replaced:
            raise Wrong("it was replaced, and the report has no rule that would")
        raise NotAsked
    if record["id"] in edition.replaced:
        differs = [name for name, held in edition.replaced[record["id"]].items() if name != "cell" and printed.get(name) != held]
        if differs:
            raise Wrong(f"what was put in its place has another {', '.join(differs)}")
    if "c" in printed["status"].split() and "c" not in record["status"].split():
        says_nothing(printed)
    elif printed["value"] is not None:
        _may_be_printed(edition, rule, record, printed)


def says_nothing(printed: Mapping) -> None:
    """Raise Wrong where a figure is withheld and something of it is told."""
    told = [name for name in ("value", "exact", "formula", "operands", "rows", "quality") if printed.get(name)]
    if told or printed["value"] is not None:
        raise Wrong(f"it is withheld, and its {', '.join(told) or 'value'} still tells of it")
    same((printed["display"], printed["magnitude"]), ("[c]", "[c]"), "it is withheld and printed as")
    if not printed["reason"].startswith("withheld: "):
        raise Wrong("it is withheld, and its reason does not say so")


def _may_be_printed(edition: Edition, rule: Mapping, record: Mapping, printed: Mapping) -> None:
    counts = _is_protected(edition, rule, record)
    if counts and rule["hides"][0] <= record["value"] <= rule["hides"][1] and not _published(edition, record):
        raise Wrong(f"it is a count from {rule['hides'][0]} to {rule['hides'][1]}, which the rule withholds, and is printed")
    hidden = [one for one in record["operands"].values() if _is_withheld(edition, one)]
    says = record["measure"] != "chart" and not _given_for_want(edition, record)
    if hidden and says and not (counts and set(record["formula"]) <= set(" +_") | set(map(chr, range(48, 58))) | set("abcdefghijklmnopqrstuvwxyzQ")):
        raise Wrong(f"it rests on {hidden[0]}, which is withheld, and is printed")
    base = rule.get("round_to", 0)
    if counts and base and not _published(edition, record):
        nearest = int((Fraction(record["value"], base) + Fraction(1, 2)) // 1) * base
        same(printed["value"], nearest, "it is printed as")


def _given_for_want(edition: Edition, record: Mapping) -> bool:
    """Whether a judgement was given for want of a number, and not by numbers: a condition, a zero, conditions that did not hold."""
    rests = [edition.records[one] for one in record["operands"].values()]
    by_numbers = record["formula"] or any(one["kind"] == "zero" for one in record["reason_parts"])
    whole_light = record["measure"] == "traffic_light" and rests and all(one["value"] is not None for one in rests[:2])
    return record["value"] in SAYS_NOTHING and not by_numbers and not whole_light


def _is_withheld(edition: Edition, name: str) -> bool:
    return name in edition.replaced and edition.printed[name]["value"] is None


def _is_protected(edition: Edition, rule: Mapping, record: Mapping) -> bool:
    """Whether a figure is a count that the rule is about."""
    indicator = edition.toml("indicators.toml").get(record["indicator"], {})
    if record["measure"] not in COUNTS or record["unit"] != "count" or not isinstance(record["value"], int):
        return False
    counted = indicator.get("counted", {})
    if counted.get("population") and record["measure"] == "denominator":
        return False
    named = rule.get("sensitive")
    return record["indicator"] in named if named else bool(counted) and not counted.get("population")


def _published(edition: Edition, record: Mapping) -> bool:
    """Whether an earlier edition printed this count already, so that withholding it would be in vain."""
    for name in edition.inputs:
        if name.startswith("published/") and name.endswith(".ledger.json"):
            for one in json.loads(edition.input(name))["figures"]:
                alike = all(one[key] == record[key] for key in ("indicator", "category", "measure", "period", "basis"))
                if alike and one["value"] == record["value"]:
                    return True
    return False
