"""Statements: what the reason and the method of a figure say, held against the definitions and what the figure rests on.

Each is a text with its parts, `{kind, parts}`. A text without parts is printed as it was received or declared: it stands in a
cited row, in a definition or in the description of a return, unless it claims no number. What is counted from records and
the status of actions is said again by `recounts` and `action_status`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from ..base.cover import check_cover
from ..base.days import days_of, own_days
from ..base.findings import NotChecked, Wrong, method_of, same
from ..base.numbers import find_numbers
from ..base.texts import texts_under
from ..files.edition import Edition
from .areas import missing_areas

FEWEST_QUARTERS, TRIAL_BELOW = 6, 12  # what a usual range takes, and what it takes for limits that are no trial
CUTS = {"max(xmr_": "least", "min(xmr_": "most"}


def check_statements(edition: Edition, record: Mapping) -> None:
    """Raise Wrong where the reason or the method of a figure says what does not follow from anything."""
    _check_method(edition, record)
    if _is_repeated(edition, record):
        return  # it is checked there
    for one in record["reason_parts"]:
        if one["kind"] not in REASONS:
            raise NotChecked(f"reasons of the kind {one['kind']} are not known here")
        REASONS[one["kind"]](edition, record, one["parts"])
    if record["reason_parts"]:
        check_cover(record["reason"], [one["parts"] for one in record["reason_parts"]])
    else:
        check_written(edition, record, record["reason"])


def _is_repeated(edition: Edition, record: Mapping) -> bool:
    """Whether a reason is that of an operand, or of the value whose limits a figure is."""
    operands = [edition.records.get(one, {}) for one in record["operands"].values()]
    if record["reason"] and record["measure"] in ("lower_ci", "upper_ci"):
        about = ("indicator", "category", "basis", "period", "reference")
        values = (one for one in edition.records.values() if one["measure"] == "value")
        operands += [one for one in values if all(one[name] == record[name] for name in about)]
    return (record["reason"], record["reason_parts"]) in [(one.get("reason"), one.get("reason_parts")) for one in operands]


def check_written(edition: Edition, record: Mapping, text: str) -> None:
    """Raise Wrong where a text that has no parts claims a number, and no level, cited row or description of its file says it."""
    if not find_numbers(text):
        return
    own = edition.toml("indicators.toml").get(record["indicator"], {})
    found = set(texts_under({name: own.get(name) for name in ("target", "baseline", "categories")}, {"says"}))
    for rows in record["rows"]:
        if not rows["file"].endswith((".toml", ".md")):
            table = edition.read_table(rows["file"], rows["sheet"])
            found |= {cell for at in rows["rows"] for cell in table[at - 1]}
            described = edition.toml(rows["file"].rpartition(".")[0] + ".source.toml").get("layout", [])
            found |= set(texts_under(described, {"says"}))
    if not _put_together(" ".join(text.split()), {" ".join(one.split()) for one in found}):
        raise Wrong(f'it says what stands in no definition and follows from nothing: "{text}"')


def _put_together(text: str, found: Collection[str]) -> bool:
    """Whether a text is one of those found, or several of them one behind the other, as a remark and what a sign stands for."""
    begun = (one for one in found if one and text.startswith(f"{one}; "))
    return text in found or any(_put_together(text.removeprefix(f"{one}; "), found) for one in begun)


def _check_method(edition: Edition, record: Mapping) -> None:
    kind, parts = method_of(record), next((one["parts"] for one in record["method_parts"]), {})
    if kind in METHODS:
        METHODS[kind](edition, record, parts)
    elif parts and kind != "declared":  # which `rules_of_day` holds against the level of its day
        raise NotChecked(f"methods of the kind {kind} are not known here")
    text = record["display"] if record["measure"] == "chart" else record["method"]
    check_cover(text, {name: part for name, part in parts.items() if name != "shows"})


def _not_received(edition: Edition, record: Mapping, parts: Mapping) -> None:
    """A period's file says so of the indicator: of the period of the days that are named, or of the figure's own."""
    for name in edition.inputs:
        for one in edition.toml(name).get("not_received", []) if name.startswith("period/") else ():
            told = {"sender": one["sender"], "reason": one["reason"].rstrip("."), "due": str(one.get("due", ""))}
            if record["indicator"] in one["indicators"] and told == {key: parts.get(key, "") for key in told}:
                if "days" not in parts or _of_period(parts["days"][1], name.removeprefix("period/").removesuffix(".toml")):
                    return
    raise Wrong(f"no file of a period says so: {dict(parts)}")


def _of_period(day: str, period: str) -> bool:
    """Whether a value that ends on a day belongs to a period."""
    first, last = own_days(period)
    return first <= day <= last if "-Q" in period else day == last


def _never_received(edition: Edition, record: Mapping, parts: Mapping) -> None:
    first, last = days_of(record["period"], record["basis"])
    if any(one[0] < first or one[1] > last for one in parts["days"]):
        raise Wrong(f"it misses values of other days than its own, {first} to {last}: {parts['days']}")


def _zero(edition: Edition, record: Mapping, parts: Mapping) -> None:
    operands = {name.replace("_", " "): edition.records.get(one, {}) for name, one in record["operands"].items()}
    same(parts["value"], 0, "it says of zero")
    zeros = [name for name, one in operands.items() if one.get("value") == 0]
    if parts["operand"] not in zeros:
        raise Wrong(f"its {parts['operand']} is not zero")


def _too_few(edition: Edition, record: Mapping, parts: Mapping) -> None:
    same(dict(parts), {"quarters": len(record["operands"]), "needed": FEWEST_QUARTERS}, "its reason says")
    same(parts["quarters"] < FEWEST_QUARTERS, True, "that there are too few quarters is")


def _series_ended(edition: Edition, record: Mapping, parts: Mapping) -> None:
    quarters = [one for one in _alike(edition, record, ("value",)) if one["value"] is not None]
    newest = max((days_of(one["period"], "quarter")[1] for one in quarters), default="")
    same(parts["day"], newest, "its newest quarter ended on")


def _areas_missing(edition: Edition, record: Mapping, parts: Mapping) -> None:
    same(parts["areas"], missing_areas(edition, record, parts["lacks"]), "the areas without one are")


REASONS: dict[str, Callable[[Edition, Mapping, Mapping], None]] = {
    "not_received": _not_received, "never_received": _never_received, "zero": _zero, "too_few_quarters": _too_few,
    "series_ended": _series_ended, "areas_missing": _areas_missing, "other_days": lambda *_: None,
}  # fmt: skip


def _fixed(**wanted: object) -> Callable[[Edition, Mapping, Mapping], None]:
    """A method whose parts are always the same."""
    return lambda _edition, _record, parts: same(dict(parts), wanted, "its method says")


def _usual_range(edition: Edition, record: Mapping, parts: Mapping) -> None:
    points = max((len(one["operands"]) for one in _alike(edition, record, ("mean", "variation"))), default=0)
    cut = next((end for start, end in CUTS.items() if record["formula"].startswith(start)), "")
    wanted = {"cut": cut} if cut else {}
    same(dict(parts), wanted | ({"trial_below": TRIAL_BELOW} if points < TRIAL_BELOW else {}), "its method says")


def _rows_counted(edition: Edition, record: Mapping, parts: Mapping) -> None:
    files = ("cases.toml", "corrections.toml")
    reasons = {text for name in files for text in texts_under(edition.toml(name), {"reason"})}
    if find_numbers(parts.get("use", "")) and parts["use"] not in reasons:
        raise Wrong(f'that rows are left out for "{parts["use"]}" is not declared')


def _chart(edition: Edition, record: Mapping, parts: Mapping) -> None:
    own = edition.toml("indicators.toml").get(record["indicator"], {})
    same(parts["name"], own.get("short_name"), "the chart is called")
    groups = [one["name"] for one in own.get("areas", {}).get("groups", {}).values()]
    if "of" in parts and parts["of"] not in groups:
        same(parts["of"], own.get("noun", {}).get("many"), "the chart is of all")


def _funnel(edition: Edition, record: Mapping, parts: Mapping) -> None:
    """The level that the shares of chance in its formula leave between them."""
    level = {"0.025": "95", "0.975": "95", "0.001": "99.8", "0.999": "99.8"}
    shares = re.findall(r"_quantile\(([0-9.]+),", record["formula"])
    if record["formula"]:
        same([level.get(one) for one in shares], [parts["level"]], "its method says")


METHODS: dict[str, Callable[[Edition, Mapping, Mapping], None]] = {
    "chart": _chart, "funnel": _funnel, "rows_counted": _rows_counted, "usual_range": _usual_range,
    "wilson": _fixed(level=95), "poisson": _fixed(level=95), "difference": _fixed(years=2), "extrapolated": _fixed(months=12),
    "of_zero": _fixed(value=0), "zero_not_judged": _fixed(value=0), "as_published": lambda *_: None,
}  # fmt: skip


def _alike(edition: Edition, record: Mapping, measures: Sequence[str]) -> list[Mapping]:
    """The figures of the same indicator, of its quarters, as they are known now."""
    return [
        one for one in edition.records.values()
        if one["indicator"] == record["indicator"] and one["measure"] in measures and one["basis"] == "quarter"
        and not one["category"] and one["reference"] != "last_report"
    ]  # fmt: skip
