"""Area comparators: what the own area is held against, another area or a group of areas, and its position beside them.

Everything is worked out from values of the same days. What a group comes to takes all of its areas: with one missing it
is [x] with the areas that are missing.

Position by confidence: in line where the limits of the own value hold what the group comes to, otherwise above or below;
beside another area, in line where the limits of the two overlap. That is how areas are marked beside a benchmark in the
Fingertips profiles of the Office for Health Improvement and Disparities (technical guidance, "comparing areas"). Trap:
limits of two areas that overlap are no proof of no difference. Position by spread: the mean of the areas' values ± so many
of their standard deviations (divisor n - 1), the own area included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pipeline.core.cited_rows import RowSet
from pipeline.core.faults import present
from pipeline.core.figure_ids import FigureId
from pipeline.core.periods import Period
from pipeline.core.words import worded
from pipeline.definitions.indicators.areas import AREA, GROUP, AreaGroup
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure
from pipeline.methods.values.absences import absence
from pipeline.methods.values.standing import as_counts, counts_shown, shown_as, small_base

COUNTS = ("numerator", "denominator")


def area_comparator(
    report: Report, figures: Figures, value: Figure, period: Period, reference: str, figure_id: str
) -> Figure:
    """What the own area is held against, on the days of its value.

    Takes    the own area's value, its period, and the reference: `area:NAME` or `group:KEY`.
    Returns  one figure under `figure_id`, in the indicator's unit: the other area's value; of a group the sum of
             numerators over that of denominators, or the mean of the areas' values with at least one decimal. [x] with
             the names of the areas that are missing.
    Trap     the own area is one of its group, so it is held against a number that it is part of.
    """
    indicator, basis = report.indicators[value.parts.indicator], value.basis
    common: dict[str, Any] = {"basis": basis, "period": value.period, "unit": indicator.unit, "decimals": value.decimals}
    if reference.startswith(AREA):
        other = of_area(report, figures, indicator, reference.removeprefix(AREA), period, basis)
        common["method"] = "value of another area"
        if other is None:
            reason, rows = absence(report, indicator.code, period, basis)
            return make_figure(figure_id, None, status="x", reason=reason, formula="", rows=rows, **common)
        found = derive_figure(figure_id, "other", {"other": other}, **{**common, "decimals": other.decimals})
        return shown_as(found, counts_shown(other))
    group = present(indicator.areas).groups[reference.removeprefix(GROUP)]
    if (group.mean or ("of_areas" if indicator.unit == "count" else "of_counts")) == "of_areas":
        parts = of_areas(report, figures, indicator, group, period, basis)
        common |= {"decimals": max(value.decimals, 1), "method": "mean of the areas' values"}
        return of_all(report, figure_id, f"({' + '.join(parts)}) / {len(parts)}", parts, group, period, common)
    counts = [of_areas(report, figures, indicator, group, period, basis, measure) for measure in COUNTS]
    above, below = ({f"{name}_{measure}": one for name, one in found.items()} for measure, found in zip(COUNTS, counts, strict=True))
    formula = f"({' + '.join(above)}) / ({' + '.join(below)}) * {indicator.per}"
    common["method"] = worded("areas_together", "areas of the group together")
    totals = [_sum_of(found) for found in counts]
    if not missing_of(above | below):
        common["mark"] = small_base(report, indicator.unit, totals[1])
    return shown_as(of_all(report, figure_id, formula, above | below, group, period, common), as_counts(indicator.unit, *totals))


def _sum_of(counts: Mapping[str, Figure | None]) -> Figure | None:
    """The counts of all areas added up, for how few they are; None where one is not there."""
    there = [(one, one.value) for one in counts.values() if one and isinstance(one.value, Fraction)]
    if len(there) < len(counts):
        return None
    return replace(there[0][0], value=sum((value for _, value in there), Fraction(0)))


def positions(report: Report, figures: Figures) -> Figures:
    """Whether the own area lies above, in line with or below what it is held against.

    Returns  `CODE[own].position:REFERENCE`, in words; for `spread` also the limits of the group, in the indicator's
             unit. Of a single area only percentages and rates have one; [x] where there are no limits.
    Source   confidence: the Fingertips profiles, technical guidance, "comparing areas" (see above).
    Trap     limits of two areas that overlap are no proof of no difference.
    """
    made: list[Figure] = []
    for code in report.codes:
        indicator = report.indicators[code]
        if not indicator.areas or not indicator.areas.own:
            continue
        beside = [one for one in indicator.references if one.startswith(AREA) and indicator.aggregation == "ratio"]
        beside += [GROUP + key for key, group in indicator.areas.groups.items() if group.position]
        for reference in beside:
            made += _position(report, figures, indicator, reference)
    return Figures(made)


def _position(report: Report, figures: Figures, indicator: Indicator, reference: str) -> list[Figure]:
    areas = present(indicator.areas)
    common: dict[str, Any] = {"basis": indicator.basis, "period": str(report.period_of(indicator.code).named_for(indicator.basis))}

    def name(measure: str, about: str = reference) -> str:
        return report.figure_id(indicator.code, measure, category=areas.own, reference=about)

    group = areas.groups.get(reference.removeprefix(GROUP)) if reference.startswith(GROUP) else None
    if group and group.position == "spread":
        parts = of_areas(report, figures, indicator, group, report.period_of(indicator.code), indicator.basis)
        method = "mean of the areas' values and their standard deviations"
        told = {"unit": indicator.unit, "decimals": max(indicator.decimals, 1), "method": method, **common}
        limits: list[Figure] = [
            of_all(
                report, name(f"{end}_limit"), f"spread_{end}({group.standard_deviations}, {', '.join(parts)})", parts,
                group, report.period_of(indicator.code), told,
            )
            for end in ("lower", "upper")
        ]  # fmt: skip
        operands: dict[str, Figure | None] = {
            "value": figures[name("value", "")], "lower": limits[0], "upper": limits[1],
        }  # fmt: skip
        formula, method = "position(value, value, lower, upper)", "limits of the group around its mean"
    else:
        limits, ends = [], ("lower_ci", "upper_ci")
        operands = dict(zip(("lower", "upper"), (figures.get(name(end, "")) for end in ends), strict=True))
        if group:
            operands["reference"] = figures.get(name("comparator"))
            formula, method = "position(lower, upper, reference, reference)", "confidence limits of the own area"
            if operands["reference"] is None:  # it is placed in a group that it is not held against
                value = figures[name("value", "")]
                own_days = report.period_of(indicator.code)
                limits = [area_comparator(report, figures, value, own_days, reference, name("comparator"))]
                operands["reference"] = limits[0]
        else:
            other = reference.removeprefix(AREA)
            found = [figures.get(report.figure_id(indicator.code, end, category=other)) for end in ends]
            operands |= dict(zip(("other_lower", "other_upper"), found, strict=True))
            formula, method = "position(lower, upper, other_lower, other_upper)", "confidence limits of both areas"
    told = {"unit": "judgement", "method": method, **common}
    known = {key: one for key, one in operands.items() if one}
    if len(known) < len(operands):
        reason, ids = "there are no limits for it", {key: one.id for key, one in known.items()}
        return [*limits, make_figure(name("position"), None, status="x", reason=reason, formula="", operands=ids, **told)]
    return [*limits, derive_figure(name("position"), formula, known, **told)]


def of_area(
    report: Report, figures: Figures, indicator: Indicator, area: str, period: Period, basis: str, measure: str = "value"
) -> Figure | None:
    """A figure of one area for some days."""
    return figures.get(report.figure_id(indicator.code, measure, category=area, basis=basis, period=period))


def of_areas(
    report: Report, figures: Figures, indicator: Indicator, group: AreaGroup, period: Period, basis: str,
    measure: str = "value",
) -> dict[str, Figure | None]:  # fmt: skip
    """The figures of a group's areas for some days, by a name for the formula: `area_1` is the first of the group."""
    return {
        f"area_{number}": of_area(report, figures, indicator, area, period, basis, measure)
        for number, area in enumerate(group.areas, start=1)
    }


def missing_of(parts: Mapping[str, Figure | None]) -> list[int]:
    """The numbers of the areas without a value."""
    return [int(name.split("_")[1]) for name, figure in parts.items() if figure is None or figure.value is None]


def of_all(
    report: Report,
    figure_id: str,
    formula: str,
    parts: Mapping[str, Figure | None],
    group: AreaGroup,
    period: Period,
    common: Mapping[str, Any],
) -> Figure:
    """A figure that takes all areas of a group.

    Takes    a formula, and the areas' figures by the names in it.
    Returns  the figure; [x] with the names of the areas that are missing, never one of the others alone.
    """
    missing = missing_of(parts)
    there = {name: figure for name, figure in parts.items() if figure}
    if not missing:
        return derive_figure(figure_id, formula, there, **common)
    names = [group.areas[number - 1] for number in dict.fromkeys(missing)]
    lacks = "counts" if any(name.endswith(COUNTS) for name in parts) else "a value"
    reason = worded("areas_missing", f"without {lacks}: {', '.join(names)}", lacks=lacks, areas=names)
    rows: tuple[RowSet, ...] = ()
    if lacks == "a value" and not there:
        reason, rows = absence(report, FigureId.parse(figure_id).indicator, period, common["basis"])
    known = {name: figure.id for name, figure in there.items()}
    return make_figure(figure_id, None, status="x", reason=reason, formula="", operands=known, rows=rows, **common)
