"""Areas: a rank, and what a group comes to, worked out again from the areas that the definition names, each of them once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..base.findings import NotAsked, Wrong, same
from ..files.edition import Edition
from .formulas import Formulas
from .lights import operand_name

RANKED = ("rank", "areas", "shared")


def check_group(edition: Edition, formulas: Formulas, record: Mapping) -> None:
    """Raise Wrong where a figure of a group rests on other areas than the declared ones, or says another rank."""
    funnel = "_quantile(" in (record["formula"] or "")
    if not (record["measure"] in (*RANKED, "comparator") or funnel) or not record["formula"] or record["reference"] == "last_report":
        raise NotAsked
    group = _group(edition, record)
    if group is None and record["measure"] == "comparator":
        raise NotAsked
    if group is None:
        raise Wrong("no group of areas in the definition makes it")
    used = [edition.records[name] for name in record["operands"].values()]
    same({one["category"] for one in used}, set(group["areas"]), "it rests on the areas")
    same({(one["period"], one["basis"]) for one in used}, {(record["period"], record["basis"])}, "it rests on the days")
    values = {one["category"]: formulas.value(one["id"]) for one in used if one["measure"] == "value"}
    if record["measure"] == "comparator" or funnel:
        return  # its formula is worked out again like any other
    mine = values[record["category"]]
    ahead = -1 if group["rank"] == "lowest_first" else 1
    better = sum((value - mine) * ahead > 0 for value in values.values())
    level = sum(value == mine for value in values.values()) - 1
    expected = {"rank": better + 1, "areas": len(group["areas"]), "shared": level}[record["measure"]]
    same(formulas.value(record["id"]), Fraction(expected), "the ledger says")


def areas_of(indicator: Mapping) -> set[str]:
    """Every area that an indicator's definition names."""
    declared = indicator.get("areas", {})
    found = {declared.get("own", "")} | {one for group in declared.get("groups", {}).values() for one in group.get("areas", ())}
    held = (indicator.get("comparator", ""), *indicator.get("also_against", ()))
    return (found | {one.removeprefix("area:") for one in held if one.startswith("area:")}) - {""}


def missing_areas(edition: Edition, record: Mapping, lacks: str) -> list[str]:
    """The areas of a figure's group that have no value, or no counts, on its days."""
    group = _group(edition, record)
    needed = {"a value": "value", "counts": "numerator"}.get(lacks)
    if group is None or needed is None:
        raise Wrong(f"no group of areas in the definition lacks {lacks}")
    known = {
        one["category"] for one in edition.records.values()
        if one["indicator"] == record["indicator"] and one["value"] is not None and one["measure"] == needed
        and (one["reference"] == "last_report") == (record["reference"] == "last_report")
        and (one["period"], one["basis"]) == (record["period"], record["basis"])
    }  # fmt: skip
    return [one for one in group["areas"] if one not in known]


def _group(edition: Edition, record: Mapping) -> Mapping | None:
    """The declared group that a figure is about: its reference, or the comparator of its indicator."""
    own = edition.toml("indicators.toml").get(record["indicator"], {})
    groups = own.get("areas", {}).get("groups", {})
    reference = record["reference"].removeprefix("last_report") or operand_name(own.get("comparator", ""))
    return next((group for key, group in groups.items() if reference in _named(key)), None)


def _named(key: str) -> tuple[str, ...]:
    """What figures of a group name as their reference: the group, or the limits of its funnel."""
    return tuple(operand_name(f"group:{key}{level}") for level in ("", " 95", " 998"))
