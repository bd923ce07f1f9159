"""Printed labels: texts of a page that are no figure's and stand in no definition as they are, each held against what it says.

The ledger lists them, `{label, text, kind, parts}`. A page may print what is listed, and what is listed says its parts, which
are held here against the definitions of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..base.cover import check_cover, check_months
from ..base.days import ROLLING, days_of, days_to, own_days
from ..base.findings import NotChecked, Wrong, same
from ..figures.rules_of_day import LEVELS, newest_first, rules
from ..files.edition import Edition

RULE = ("value", "low", "high", "applies_from")


def check_printed(edition: Edition, printed: Mapping) -> None:
    """Raise Wrong where a listed label says what the definitions do not, or more or less than its parts."""
    if printed["kind"] not in KINDS:
        raise NotChecked(f"labels of the kind {printed['kind']} are not known here")
    check_cover(printed["text"], KINDS[printed["kind"]](edition, printed["parts"]))
    if printed["kind"] == "quarter":
        check_months(printed["text"], [(3 * printed["parts"]["quarter"] + at) % 12 + 1 for at in range(3)])


def _days(edition: Edition, parts: Mapping) -> object:
    """Days of which the run may have values: begun when its own period ends."""
    first, last = parts["days"]
    if not first <= min(last, own_days(edition.run["period"])[1]):
        raise Wrong(f"the run has no values of {first} to {last}")
    return parts


def _basis(edition: Edition, parts: Mapping) -> object:
    days_to(24_000, parts["basis"])  # raises for what is no basis
    rolling = ROLLING.fullmatch(parts["basis"])
    return [int(rolling[1])] if rolling else [2] if parts["basis"] == "two_months" else []


def _quarter(edition: Edition, parts: Mapping) -> object:
    if parts["quarter"] not in (1, 2, 3, 4):
        raise Wrong(f"there is no quarter {parts['quarter']}")
    return _days(edition, parts) if "days" in parts else parts


def _title(edition: Edition, parts: Mapping) -> object:
    about = edition.toml("report.toml")
    days = days_of(edition.run["period"], about.get("covers", "year_to_date"))
    wanted = {"title": about["title"], "partnership": about["partnership"], "days": list(days)}
    same(dict(parts), wanted, "the title says")
    return parts


def _waiver(edition: Edition, parts: Mapping) -> object:
    declared = edition.period_file().get("waiver", [])
    if dict(parts) not in [{key: str(one[key]) for key in ("role", "until", "reason")} for one in declared]:
        raise Wrong(f"the period's file has no such waiver: {dict(parts)}")
    return parts


def _correction(edition: Edition, parts: Mapping) -> object:
    """What is done about a row, and where it is said who says so."""
    one = edition.toml("corrections.toml")["correction"][parts["number"] - 1]
    keys = ("found", "becomes", "column", "role", "reason")
    told = {key: part for key, part in parts.items() if key != "number"}
    same(told, {key: one[key] for key in keys if key in told}, f"correction {parts['number']} says")
    if "found" in told and (one.get("leave_out") or one["file"].startswith("cases/")):
        raise Wrong(f"what correction {parts['number']} found is printed")
    return told


def _break(edition: Edition, parts: Mapping) -> object:
    declared = edition.toml("indicators.toml").get(parts["indicator"], {}).get("breaks", [])
    same(parts["applies_from"] in [one["applies_from"] for one in declared], True, "that the series breaks then is declared:")
    return parts["applies_from"]


def _revised(edition: Edition, parts: Mapping) -> object:
    """The rules of a target, a baseline or a range, the newest first; numbers as they are written, and not their signs."""
    own = edition.written("indicators.toml").get(parts["indicator"], {})
    owner = own["categories"][parts["category"]] if "category" in parts else own
    same(parts["measure"] in (*LEVELS, "range"), True, "that it is of a rule is")
    declared = newest_first(rules(owner.get(parts["measure"])))
    same(parts["rules"], [{key: str(one[key]) for key in RULE if key in one} for one in declared], f"{parts['measure']}: it says")
    numbers = [one[key] for one in parts["rules"] for key in ("value", "low", "high") if key in one]
    return [parts.get("category", ""), *numbers, *(one["applies_from"] for one in parts["rules"] if "applies_from" in one)]


def _together(edition: Edition, parts: Mapping) -> object:
    """The reasons that the rules of a level give, one after the other."""
    own = edition.toml("indicators.toml").get(parts["indicator"], {})
    owner = own["categories"][parts["category"]] if "category" in parts else own
    declared = [one["says"] for one in newest_first(rules(owner.get(parts["measure"]))) if one.get("says")]
    same(parts.get("says", []), list(dict.fromkeys(declared)), f"{parts['measure']}: the reasons are")
    return declared


def _names_period(edition: Edition, parts: Mapping) -> object:
    return []  # `stated` asks whether it does


def _limits(edition: Edition, parts: Mapping) -> object:
    same(parts.get("level") in (95, 99.8), True, "that limits are of such a level is")
    return parts


KINDS: dict[str, Callable[[Edition, Mapping], object]] = {
    "days": _days, "basis": _basis, "quarter": _quarter, "title": _title, "waiver": _waiver, "correction": _correction,
    "break": _break, "revised": _revised, "reasons": _together, "limits": _limits, "names_period": _names_period,
}  # fmt: skip
