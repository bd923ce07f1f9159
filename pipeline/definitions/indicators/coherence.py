"""Coherence: what in an indicator's keys does not go together."""

from __future__ import annotations

from pipeline.core.bases import basis_months
from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.indicators.counting_rules import SHARES, Counted
from pipeline.definitions.indicators.declared_indicator import DeclaredIndicator
from pipeline.definitions.indicators.level_rules import level_faults, range_faults
from pipeline.definitions.indicators.received_measures import CHANGES
from pipeline.definitions.indicators.received_measures import problems as received_problems


def problems(indicator: DeclaredIndicator) -> list[str]:
    """Everything in an indicator that does not go together, in words."""
    faults = []
    if (indicator.unit == "count") == (indicator.aggregation == "ratio"):
        faults.append(f"unit {indicator.unit} does not go with aggregation {indicator.aggregation}")
    for reference in indicator.references:
        if reference in ("target", "baseline") and not any(
            indicator.levels_declared(reference, one) for one in indicator.groups
        ):
            faults.append(f"it is held against its {reference} but there is no {reference}")
    if indicator.own_area and (indicator.categories or not indicator.total):
        faults.append("an indicator by areas has no sub-groups beside them: take out categories and total")
    if not indicator.areas and any(map(is_area_reference, indicator.references)):
        faults.append("it is held against an area or a group, and has no table areas")
    alone = [one for one in (indicator.areas.groups.values() if indicator.areas else ()) if not one.areas]
    faults += received_problems(indicator.as_received, indicator.unit, indicator.comparator, indicator.interval, len(alone))
    if indicator.judged and indicator.polarity == "within_range" and set(indicator.as_received) & set(CHANGES):
        faults.append("a received change does not say whether a value lies within a range")
    if indicator.areas:
        faults += indicator.areas.problems(indicator.references, indicator.unit)
    if indicator.basis == "calendar_year" and indicator.ends not in ("period", "calendar_year", "december"):
        faults.append("a calendar year ends in December, so `ends` has no use")
    if not indicator.total and not indicator.categories:
        faults.append("an indicator without a total names its categories")
    if indicator.judged and (indicator.comparator == "none" or indicator.variance_basis is None):
        faults.append("a judged indicator needs a comparator and a variance_basis (relative or points)")
    if indicator.judged and indicator.polarity == "neutral":
        faults.append("a judged indicator needs a polarity: higher_is_better, lower_is_better or within_range")
    if "previous_period" in indicator.references and indicator.basis == "year_to_date":
        faults.append("a year to date is not held against the previous period, which is shorter or a whole year")
    if indicator.polarity == "within_range" and indicator.variance_basis == "relative":
        faults.append("a distance outside a range is measured in points")
    if (indicator.polarity == "within_range") != bool(indicator.ranges):
        faults.append("a range goes with polarity within_range, and only with it")
    faults += range_faults(indicator)
    for group in dict.fromkeys(("", *indicator.categories)):
        faults += level_faults(indicator, group)
    if indicator.unit == "percent" and indicator.per != 100:
        faults.append("a percentage is per 100; another number goes with unit rate")
    if indicator.unit == "rate" and not indicator.population:
        faults.append("a rate names its population and year")
    if indicator.yearly_rate and indicator.unit != "rate":
        faults.append("only a rate can be a yearly rate")
    if indicator.annualise != "no" and (
        not indicator.grows_over_the_year
        or (indicator.basis != "year_to_date" and not 0 < basis_months(indicator.basis) < 12)
    ):
        faults.append("only sums over part of a year can be annualised, and rates of them that are not yet yearly")
    if indicator.extrapolated and indicator.aggregation != "sum":
        faults.append("only sums can be extrapolated")
    if indicator.rolling_12_months and indicator.aggregation not in ("sum", "ratio"):
        faults.append("only sums and ratios roll over twelve months; people and stocks do not add up")
    if indicator.counted and indicator.decimals_as_received:
        faults.append("what is counted from records is not received with decimals, so say how many")
    if indicator.counted:
        faults += _counting_faults(indicator, indicator.counted)
    return faults


def _counting_faults(indicator: DeclaredIndicator, rule: Counted) -> list[str]:
    faults = []
    if (rule.rule in SHARES) != (indicator.unit == "percent") or (indicator.unit == "rate") != bool(rule.population):
        faults.append(f"the rule {rule.rule} does not go with unit {indicator.unit}")
    if rule.rule in ("people", "open") and indicator.aggregation == "sum":
        faults.append(f"what the rule {rule.rule} counts does not add up over time: aggregation distinct or stock")
    if rule.bases and not {indicator.basis, *indicator.also_on} <= {*rule.bases}:
        faults.append("it is shown on a basis that it is not counted on")
    return faults
