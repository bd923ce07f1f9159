"""Traffic lights: an indicator's performance against its reference, by the report's declared rule.

Performance is the change in the better direction, in per cent of the reference or in points, as the
indicator declares. Not judged by definition is data only, also without a value; judged with a value or a
reference missing is no data. A rule of several conditions is followed in its order: a light is given as soon as its
conditions hold, and what is missing after that does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.faults import present
from pipeline.core.words import worded
from pipeline.definitions.indicators.light_rules import Condition, TrafficLight
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure
from pipeline.methods.comparisons.comparisons import current_values
from pipeline.methods.judgements.performance import Performance, performance
from pipeline.methods.values.standing import why_not_judged

LIGHTS = ("green", "amber", "red", "grey", "data only", "no data")
BY_RULE = "traffic-light rule"
OF_ZERO = worded("of_zero", "traffic-light rule, reference zero", value=0)
NOT_BY_DEFINITION = worded("not_judged", "not judged by definition")
NO_LEVEL = worded("no_level", "not judged: there is no level to hold it against")
ZERO = worded("zero_not_judged", "the reference is zero: not judged by the report's rule", value=0)
_DIRECTIONS = {
    "better": "above", "worse": "below", "unchanged": "equal", "not_better": "at_most", "not_worse": "at_least",
}  # fmt: skip


def traffic_lights(report: Report, figures: Figures) -> Figures:
    """One light an indicator, or for each of its sub-groups.

    Returns  `.traffic_light` in words (LIGHTS), with the rule as its formula. Not judged by definition is "data only",
             judged with something missing "no data". None where the report judges its targets in words alone.
    Source   the rule of report.toml that holds on the report's day: definitions/indicators/light_rules.py.
    Trap     thresholds are compared on exact values: 0.85 against 1 is -15 and not below it.
    """
    groups = set(report.groups)  # a population has values, but is no indicator of the report
    in_words_only = report.traffic_light is None and report.on_track is not None
    return Figures(
        _light(report, figures, value)
        for code, category, value in current_values(report, figures)
        if (code, category) in groups and not in_words_only
    )


def lights_of(report: Report) -> list[str]:
    """The lights that this report can have: grey only where one of its rules gives it."""
    grey = any("grey" in rule.lights for rule in report.definition.traffic_light)
    return [light for light in LIGHTS if light != "grey" or grey]


def light_totals(report: Report, figures: Figures) -> Figures:
    """How many indicators and sub-groups have each light.

    Returns  `traffic-lights[LIGHT].total`, counts, also of lights that none has.
    """
    lights = [figure for figure in figures.values() if figure.parts.measure == "traffic_light"]
    operands = {f"light_{number}": light for number, light in enumerate(lights, start=1)}
    return Figures(
        derive_figure(
            f"traffic-lights[{light.replace(' ', '-')}].total",
            f'count("{light}")',
            operands,
            unit="count",
            method=worded("judgements_counted", "count of lights"),
            basis="",
            period=str(report.period),
        )  # fmt: skip
        for light in lights_of(report)
    )


@dataclass(frozen=True)
class _Last:
    """What follows where no step holds that can be told: a light, or none because of what `cause` says."""

    light: str
    cause: Performance | None = None


def _light(report: Report, figures: Figures, value: Figure) -> Figure:
    code, category = value.parts.indicator, value.parts.category
    indicator = report.indicators[code]
    common: dict[str, Any] = {"unit": "judgement", "basis": indicator.basis, "period": str(report.period_of(code))}
    figure_id = report.figure_id(code, "traffic_light", category=category)
    if not indicator.judged:
        return make_figure(figure_id, "data only", method=NOT_BY_DEFINITION, formula="", **common)
    rule = present(report.traffic_light)
    found = {against: performance(report, figures, value, against) for against in rule.held_against}
    if not rule.when and not found["comparator"].there:
        return _without_numbers(figure_id, _Last("", found["comparator"]), found, common)
    if value.value is None and all("value" in one.operands for one in found.values()):
        return _not_given(figure_id, "no data", why_not_judged(value), value.reason, found.values(), common)
    steps, last = _followed(rule, value, found)
    if steps:
        operands = {name: figure for _, asked in steps for _, on in asked for name, figure in on.operands.items()}
        asked_of = [on for _, asked in steps for _, on in asked]
        zero = any(on.of_zero for on in asked_of)
        light = derive_figure(
            figure_id, _formula(rule, steps, last.light or "no data"), operands, method=OF_ZERO if zero else BY_RULE,
            mark=" ".join(on.mark for on in asked_of), **common,
        )  # fmt: skip
        if light.value != "no data":
            return light
    return _without_numbers(figure_id, last, found, common)


def _followed(
    rule: TrafficLight, value: Figure, found: Mapping[str, Performance]
) -> tuple[list[tuple[str, list[tuple[Condition, Performance]]]], _Last]:
    """The steps of the rule that can be told, up to the first that cannot, or that needs no numbers."""
    steps: list[tuple[str, list[tuple[Condition, Performance]]]] = []
    for step in rule.steps:
        if any(one.missing and not found[one.against].absent for one in step.all):
            continue
        asked = [(one, found[one.against]) for one in step.all if not one.missing]
        for _, on in asked:
            # Nothing is a percentage of 0; none after none is unchanged under any rule.
            if on.absent or (on.of_zero and rule.reference_zero == "data_only" and value.value != 0):
                return steps, _Last("", on)
        if not asked:
            return steps, _Last(step.light, found[step.all[0].against])
        steps.append((step.light, asked))
    return steps, _Last(rule.otherwise)


def _formula(rule: TrafficLight, steps: Sequence[tuple[str, list[tuple[Condition, Performance]]]], otherwise: str) -> str:
    if rule.when:
        conditions = ", ".join(f'"{light}", {_all_of([_condition(*one) for one in asked])}' for light, asked in steps)
        return f'first_met({conditions}, "{otherwise}")'
    on = steps[0][1][0][1]
    green_from, amber_from = (0, 0) if on.of_zero else (rule.green_from, rule.amber_from)
    # A light of its own value is never red.
    lowest = on.expression if on.of_zero and rule.reference_zero == "green_or_amber" else amber_from
    return f"light({on.expression}, {green_from}, {lowest})"


def _condition(one: Condition, on: Performance) -> str:
    """A condition in the grammar of formulas; against a reference of 0 a threshold asks for the direction alone."""
    asked = []
    for function, threshold in (("at_least", one.from_), ("below", one.below)):
        if threshold is not None:
            asked.append(f"{function}({on.expression}, {0 if on.of_zero else threshold})")
    if one.direction:
        asked.append(f"{_DIRECTIONS[one.direction]}({on.expression}, 0)")
    return _all_of(asked)


def _all_of(conditions: Sequence[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"all_of({', '.join(conditions)})"


def _without_numbers(figure_id: str, last: _Last, found: Mapping[str, Performance], common: dict[str, Any]) -> Figure:
    """A light for which nothing was calculated: one that the rule gives where something is missing, or none at all."""
    on = present(last.cause)
    reason = on.missing.reason if on.missing else "" if on.there else "there is no level to hold it against"
    if last.light:
        method = "traffic-light rule, for what has nothing to be held against"
        return _not_given(figure_id, last.light, method, reason, found.values(), common)
    if not on.there:
        return make_figure(figure_id, "data only", method=NO_LEVEL, formula="", **common)
    if on.missing:
        return _not_given(figure_id, "no data", why_not_judged(on.missing), reason, found.values(), common)
    zero = worded("zero", "the reference is zero", operand="reference", value=0)
    return _not_given(figure_id, "data only", ZERO, zero, found.values(), common)


def _not_given(
    figure_id: str, word: str, method: str, reason: str, found: Iterable[Performance], common: dict[str, Any]
) -> Figure:
    kept = {name: figure.id for one in found for name, figure in one.operands.items()}
    return make_figure(figure_id, word, reason=reason, method=method, formula="", operands=kept, **common)
