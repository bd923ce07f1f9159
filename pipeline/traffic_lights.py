"""Traffic lights: an indicator's performance against its reference, by the report's declared rule.

Performance is the change in the better direction, in per cent of the reference or in points, as the
indicator declares. Not judged by definition is data only, also without a value; judged with a value or a
reference missing is no data.
"""

from __future__ import annotations

from pipeline.definitions import Report, TrafficLight
from pipeline.figures import Figure, Figures, derive_figure, make_figure
from pipeline.indicators import Indicator
from pipeline.methods.comparisons import current_values, low_reliability, reference_figure

LIGHTS = ("green", "amber", "red", "data only", "no data")


def traffic_lights(report: Report, figures: Figures) -> Figures:
    """One light an indicator, or for each of its sub-groups, in words: green, amber, red, data only or no data.

    A report that only judges its targets in words has no lights.
    """
    groups = set(report.groups)  # a population has values, but is no indicator of the report
    in_words_only = report.traffic_light is None and report.on_track is not None
    return Figures(
        _light(report, figures, value)
        for code, category, value in current_values(report, figures)
        if (code, category) in groups and not in_words_only
    )


def light_totals(report: Report, figures: Figures) -> Figures:
    """How many indicators and sub-groups have each light."""
    lights = [figure for figure in figures.values() if figure.parts.measure == "traffic_light"]
    operands = {f"light_{number}": light for number, light in enumerate(lights, start=1)}
    return Figures(
        derive_figure(
            f"traffic-lights[{light.replace(' ', '-')}].total",
            f'count("{light}")',
            operands,
            unit="count",
            method="count of lights",
            carry_marks=False,
            basis="",
            period=str(report.period),
        )  # fmt: skip
        for light in LIGHTS
    )


def _light(report: Report, figures: Figures, value: Figure) -> Figure:
    code, category = value.parts.indicator, value.parts.category
    indicator, rule = report.indicators[code], report.traffic_light
    reference = reference_figure(report, figures, code, category)
    common = {"unit": "judgement", "basis": indicator.basis, "period": str(report.period)}
    figure_id = report.figure_id(code, "traffic_light", category=category)
    if not indicator.judged:
        return make_figure(figure_id, "data only", method="not judged by definition", formula="", **common)
    if reference is None and indicator.polarity != "within_range":
        return make_figure(
            figure_id, "data only", method="not judged: there is no level to hold it against", formula="", **common
        )
    # A range is held against the value alone: no earlier value is needed to see whether it lies within.
    relative = indicator.variance_basis == "relative" and indicator.polarity != "within_range"
    operands = {"value": value} if indicator.polarity == "within_range" else {"value": value, "reference": reference}
    missing = next((figure for figure in operands.values() if figure.value is None), None)
    if missing:
        kept = {name: operand.id for name, operand in operands.items()}
        return make_figure(
            figure_id, "no data", reason=missing.reason, method="judged, but not all of it was received", formula="",
            operands=kept, **common,
        )  # fmt: skip
    if indicator.counted and indicator.counted.looks == "ahead" and "p" in value.status.split():
        # A share that can only rise would look good for as long as it is young.
        kept = {name: operand.id for name, operand in operands.items()}
        return make_figure(
            figure_id, "no data", reason=value.reason, method="judged once its value can no longer rise", formula="",
            operands=kept, **common,
        )  # fmt: skip
    if relative and reference.value == 0:
        return _against_zero(figure_id, indicator, rule, operands, common)
    formula = f"light({performance_formula(indicator)}, {rule.green_from}, {rule.amber_from})"
    mark = low_reliability(report, figures, indicator, reference) if relative else ""
    return derive_figure(figure_id, formula, operands, mark=mark, method="traffic-light rule", **common)


def performance_formula(indicator: Indicator) -> str:
    """The improvement over the reference: above 0 is better, whatever the polarity."""
    if indicator.polarity == "within_range":
        low, high = indicator.range
        return f"-max({low} - value, value - {high}, 0)"
    sign = "" if indicator.polarity == "higher_is_better" else "-"
    if indicator.variance_basis == "points":
        return f"{sign}(value - reference)"
    return f"{sign}(value - reference) / reference * 100"


def _against_zero(
    figure_id: str, indicator: Indicator, rule: TrafficLight, operands: dict[str, Figure], common: dict
) -> Figure:
    """Nothing is a percentage of 0: the rule says whether direction alone decides, or the light is data only.

    None after none is unchanged under any rule.
    """
    if rule.reference_zero == "data_only" and operands["value"].value != 0:
        kept = {name: operand.id for name, operand in operands.items()}
        return make_figure(
            figure_id, "data only", method="the reference is zero: not judged by the report's rule", formula="",
            operands=kept, reason="the reference is zero", **common,
        )  # fmt: skip
    direction = ("" if indicator.polarity == "higher_is_better" else "-") + "(value - reference)"
    amber_from = direction if rule.reference_zero == "green_or_amber" else "0"  # a light of its own value is never red
    formula = f"light({direction}, 0, {amber_from})"
    return derive_figure(figure_id, formula, operands, method="traffic-light rule, reference zero", **common)
