"""Level rules: which targets, baselines and ranges make sense for an indicator, which need a judgement, and how each was revised.

Target and baseline are looked at together as they hold on the same days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.core.words import Words, worded
from pipeline.definitions.indicators.dated_rules import clashes, first_day, newest_first, rule_on
from pipeline.definitions.indicators.declared_indicator import DeclaredIndicator
from pipeline.definitions.indicators.levels import Level, Range, Target


@dataclass(frozen=True)
class Revision:
    """A target, baseline or range with the periods from which each of its rules holds, in words, and who says so."""

    about: str
    in_words: Words
    reason: Words


def level_faults(indicator: DeclaredIndicator, category: str = "") -> list[str]:
    """What does not go together in the targets and baselines of an indicator, or of one of its sub-groups, on any day."""
    targets, baselines = (indicator.levels_declared(one, category) for one in ("target", "baseline"))
    faults = [*clashes("target", targets), *clashes("baseline", baselines)]
    for day in sorted({first_day(one) for one in (*targets, *baselines)}):
        found = _faults_on(indicator, rule_on(targets, day), rule_on(baselines, day))
        since = f" (from {day.isoformat()} on)" if day > date.min else ""
        faults += [f"{fault}{since}" for fault in found if fault not in faults]
    return faults


def range_faults(indicator: DeclaredIndicator) -> list[str]:
    """What is wrong with the ranges of an indicator."""
    turned = any(one.low > one.high for one in indicator.ranges)
    return [
        *clashes("range", indicator.ranges), *(["a range goes from its lower end to its upper end"] if turned else []),
    ]  # fmt: skip


def revisions(indicator: DeclaredIndicator) -> list[Revision]:
    """Every target, baseline and range that does not hold from the start on, or not to the end, the newest rule first.

    `Target: 60 from 2024-25-Q1, before that 50.`
    """
    found = []
    for group in dict.fromkeys(("", *indicator.categories)):
        of = f" of {group}" if group else ""
        for name in ("target", "baseline"):
            found.append((f"{name.capitalize()}{of}", name, group, newest_first(indicator.levels_declared(name, group))))
    found.append(("Range", "range", "", newest_first(indicator.ranges)))
    unit = "%" if indicator.unit == "percent" else ""
    return [
        Revision(
            "A rule of its day",
            worded("revised", f"{title}: {_told(rules, unit)}.", **about, rules=list(map(_parts, rules))),
            worded("reasons", " ".join(_reasons(rules)), **about, says=list(dict.fromkeys(one.says for one in rules if one.says))),
        )
        for title, measure, group, rules in found
        for about in [{"indicator": indicator.code, "measure": measure, "category": group}]
        if len(rules) > 1 or any(one.applies_from for one in rules)
    ]


def _parts(rule: Level | Range) -> dict[str, str]:
    """The numbers of a rule as they are written, and from when on it holds."""
    told = {name: getattr(rule, name, None) for name in ("value", "low", "high", "applies_from")}
    return {name: str(part) for name, part in told.items() if part is not None}


def _reasons(rules: list[Level | Range]) -> list[str]:
    """What each rule says of itself, or that nothing is said."""
    return list(dict.fromkeys(one.says for one in rules if one.says)) or ["The definition gives no reason."]


def _told(rules: list[Level | Range], unit: str) -> str:
    dated = [f"{_in_words(one, unit)} from {one.applies_from}" for one in rules if one.applies_from]
    before = next((_in_words(one, unit) for one in rules if not one.applies_from), "none")
    return ", ".join([*dated, f"before that {before}"])


def _in_words(rule: Level | Range, unit: str) -> str:
    """`60`, `60%`, `60 a year`, `below 19`, `5% off the baseline`, `60% to 80%`."""
    if hasattr(rule, "ends"):
        return f"{rule.low}{unit} to {rule.high}{unit}"
    if rule.value is None:
        return "not set"
    if rule.rule == "reduction":
        return f"{rule.value}% off the baseline"
    strictly = "strictly " if getattr(rule, "strictly", False) else ""
    return f"{strictly}{rule.value}{unit}{' a year' if rule.rule == 'profiled' else ''}"


def _faults_on(indicator: DeclaredIndicator, target: Target | None, baseline: Level | None) -> list[str]:
    """What does not go together in a target and a baseline that hold on the same days."""
    faults = []
    rule, level = (target.rule, target.value) if target else ("level", None)
    known = [one.value for one in (baseline, target if rule != "reduction" else None) if one and one.value is not None]
    if any(value < 0 for value in known):
        faults.append("a target or baseline is never below 0, because no count, percentage or rate is")
    profiled = rule == "profiled" or (baseline is not None and baseline.rule == "profiled")
    if profiled and not (indicator.grows_over_the_year and indicator.basis == "year_to_date"):
        faults.append("only a yearly sum or rate that is reported as year to date can be profiled")
    if target and target.strictly and level == 0 and indicator.polarity == "lower_is_better":
        faults.append("nothing lies below 0, so a target of 0 is not strictly below")
    if target and target.accepted is None and _worse_than(indicator, target, baseline):
        faults.append("a target that is worse than its baseline needs an accepted judgement")
    if rule != "reduction":
        return faults
    if level is None:
        faults.append("a reduction says by how many per cent")
    elif level > 100:
        faults.append("a reduction takes no more than 100 per cent off its baseline")
    elif level <= 0 and target.accepted is None:
        faults.append("a reduction that lies at or above its baseline needs an accepted judgement")
    if baseline is None:
        faults.append("a reduction is taken off a baseline, and there is none")
    if indicator.polarity == "higher_is_better":
        faults.append("a reduction goes with lower_is_better")
    return faults


def _worse_than(indicator: DeclaredIndicator, target: Target, baseline: Level | None) -> bool:
    """Whether reaching a target would be worse than the baseline; a reduction is looked at by itself."""
    if baseline is None or baseline.rule != target.rule or None in (baseline.value, target.value):
        return False
    better = {"higher_is_better": 1, "lower_is_better": -1}.get(indicator.polarity, 0)
    return (target.value - baseline.value) * better < 0
