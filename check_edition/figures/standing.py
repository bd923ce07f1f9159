"""Standing: a percentage of few cases is marked and printed as its counts, one that may still rise is not given, and what was
not judged is neither better nor worse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..base.findings import Wrong, method_of, same

COUNTS_BELOW = 20
NOT_JUDGED = ("data only", "no data", "nothing to judge", "grey")
JUDGING = re.compile(r"\b(?:better|worse|improve[ds]?|worsen(?:s|ed)?)\b", re.IGNORECASE)
PARTS = (("numerator", "denominator"), ("part", "total"))


def base_of(record: Mapping, records: Mapping[str, Mapping]) -> tuple[object, object] | None:
    """What a percentage, or an earlier value that is one, was worked out from: the cases that met it, and all of them."""
    if record["formula"] in ("earlier", "other"):
        held = records.get(record["operands"].get(record["formula"], ""))
        return base_of(held, records) if held else None
    if method_of(record) == "areas_together":
        return _added_up(record, records)
    for part, whole in PARTS if record["measure"] in ("value", "share") else ():
        if record["operands"].keys() == {part, whole}:
            found = [records.get(record["operands"][name], {}).get("value") for name in (part, whole)]
            return None if None in found else (found[0], found[1])
    return None


def _added_up(record: Mapping, records: Mapping[str, Mapping]) -> tuple[object, object] | None:
    """The cases of all areas of a group together; None where an area has none."""
    sums = []
    for end in ("_numerator", "_denominator"):
        found = [records.get(one, {}).get("value") for name, one in record["operands"].items() if name.endswith(end)]
        if not found or None in found:
            return None
        sums.append(sum(found))
    return sums[0], sums[1]


def as_counts(record: Mapping, records: Mapping[str, Mapping]) -> str:
    """`3 of 6`, where a percentage of so few cases is printed like that; empty where it is printed as a percentage."""
    counts = base_of(record, records) if record["unit"] == "percent" else None
    if counts is None or not all(isinstance(one, int) and one >= 0 for one in counts):
        return ""
    return f"{counts[0]} of {counts[1]}" if 0 < counts[1] < COUNTS_BELOW else ""


def check_small(record: Mapping, records: Mapping[str, Mapping], small: int) -> None:
    """Raise Wrong where a percentage of fewer cases than the report's small base lacks its mark."""
    counts = base_of(record, records) if record["unit"] == "percent" and record["value"] is not None else None
    if counts and 0 < counts[1] < small and "u" not in record["status"].split():
        raise Wrong(f"it rests on fewer cases than {small} and is not marked [u]")


def check_judged(record: Mapping, records: Mapping[str, Mapping]) -> None:
    """Raise Wrong where a trend or a usual range says better or worse although no light and no judgement was given."""
    if record["measure"] not in ("trend", "variation") or not JUDGING.search(str(record["value"])):
        return
    category = f"[{record['category']}]" if record["category"] else ""
    names = [f"{record['indicator']}{category}.{one}" for one in ("traffic_light", "on_track")]
    given = [records[name]["value"] for name in names if name in records]
    if not given or any(one in NOT_JUDGED for one in given):
        raise Wrong(f'it says "{record["value"]}" where nothing was judged')


def check_open(record: Mapping, records: Mapping[str, Mapping], *, is_so: bool) -> None:
    """Raise Wrong where a percentage is given before its follow-up is complete, or held back after it."""
    if method_of(record) != "follow_up_open":
        same(is_so, False, "it is given; that its follow-up is not complete is")
        return
    same(is_so, True, "it is not given; that its follow-up is not complete is")
    numerator = records[record["operands"]["numerator"]]
    if "p" not in numerator["status"].split():
        raise Wrong("it is not given, and its count is final")
