"""Level rules: which targets and baselines make sense for an indicator, and which need a judgement that accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.indicators import Indicator, Level, Target  # they ask these rules themselves


def level_faults(indicator: Indicator, target: Target | None, baseline: Level | None) -> list[str]:
    """What does not go together in the target and the baseline of an indicator, or of one of its sub-groups."""
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


def _worse_than(indicator: Indicator, target: Target, baseline: Level | None) -> bool:
    """Whether reaching a target would be worse than the baseline; a reduction is looked at by itself."""
    if baseline is None or baseline.rule != target.rule or None in (baseline.value, target.value):
        return False
    better = {"higher_is_better": 1, "lower_is_better": -1}.get(indicator.polarity, 0)
    return (target.value - baseline.value) * better < 0
