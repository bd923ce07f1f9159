"""On track: whether a target is met, or on line to be, in the words of the report's declared rule.

The value is held against the level required by now. A level, and a reduction off a baseline, are required in
full: who reaches them has met the target, and a level of a whole year is not held against part of one. Of a profiled yearly total only the elapsed share is required: who
reaches it is on line, and has met the target when the year is over or the whole total is already there. What
falls short is measured in per cent of the level required: "not yet met" up to and including the rule's `near`,
"not on line" beyond. A level of zero has no percentages: whatever falls short of it is not on line.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pipeline.core.words import worded
from pipeline.definitions.indicators.levels import Target
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import OnTrack
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure
from pipeline.figures.formulas import NOT_ON_LINE, NOT_YET_MET
from pipeline.methods.comparisons.comparisons import low_reliability
from pipeline.methods.comparisons.rules_of_day import fits
from pipeline.methods.values.standing import why_not_judged

OTHER_DAYS = worded("other_days", "the target is of other days than the value, such as a whole year")
MET, ON_LINE, NOTHING, NO_DATA = "met", "on line to achieve or exceed", "nothing to judge", "no data"
# Each word with its key in the rule; with hyphens it is the category of its count.
STANDINGS = {
    MET: "met",
    ON_LINE: "on_line",
    NOT_YET_MET: "not_yet_met",
    NOT_ON_LINE: "not_on_line",
    NOTHING: "nothing_to_judge",
    NO_DATA: "no_data",
}


def on_track(report: Report, figures: Figures) -> Figures:
    """One judgement for every indicator or sub-group that is judged by its target.

    Returns  `.on_track` in words (STANDINGS); none where the report has no rule for targets.
    Source   the rule in report.toml, with `near` in per cent of the level required.
    """
    rule = report.on_track
    return Figures(_judged(report, figures, rule, code, group) for code, group in judged_by_target(report) if rule)


def judged_by_target(report: Report) -> list[tuple[str, str]]:
    """Code and category of what is judged by a target, in order."""
    return [
        (code, group)
        for code, group in report.groups
        if report.indicators[code].judged_by_target and report.indicators[code].level("target", group)
    ]


def on_track_totals(report: Report, figures: Figures) -> Figures:
    """How many targets have each judgement.

    Returns  `on-track[KEY].total`, counts; none where the report has no rule for targets.
    """
    judged = [figure for figure in figures.values() if figure.parts.measure == "on_track"]
    operands = {f"judgement_{number}": figure for number, figure in enumerate(judged, start=1)}
    return Figures(
        derive_figure(
            f"on-track[{key.replace('_', '-')}].total", f'count("{word}")', operands, unit="count", method=worded("judgements_counted", "count of judgements"),
            basis="", period=str(report.period),
        )
        for word, key in STANDINGS.items()
        if report.on_track
    )  # fmt: skip


def _judged(report: Report, figures: Figures, rule: OnTrack, code: str, category: str) -> Figure:
    indicator = report.indicators[code]
    value, required = (figures[report.figure_id(code, measure, category=category)] for measure in ("value", "target"))
    yearly = figures.get(report.figure_id(code, "target", category=category, basis="year"))
    figure_id = report.figure_id(code, "on_track", category=category)
    common: dict[str, Any] = {"unit": "judgement", "basis": indicator.basis, "period": str(report.period_of(code))}
    absent = next((figure for figure in (value, required) if figure.value is None), None)
    if absent:
        word = NOTHING if "z" in absent.status.split() else NO_DATA
        method = "there was nothing to judge" if word == NOTHING else why_not_judged(absent)
        operands = {"value": value.id, "required": required.id}
        return make_figure(
            figure_id, word, reason=absent.reason, method=method, formula="", operands=operands, **common
        )
    if not fits(report, required, value):
        return make_figure(
            figure_id, NOTHING, reason=OTHER_DAYS,
            method="there was nothing to judge", formula="", operands={"value": value.id, "required": required.id}, **common,
        )  # fmt: skip
    share = yearly is not None and report.period_of(code).months_elapsed < 12
    higher = indicator.polarity == "higher_is_better"
    own, whole = value.value, yearly.value if yearly else None
    if yearly and share and higher and isinstance(own, Fraction) and isinstance(whole, Fraction) and own >= whole:
        required, share = yearly, False  # a total that grows cannot fall below its target again
    shortfall = "required - value" if higher else "value - required"
    near = 0 if required.value == 0 else rule.near
    if required.value != 0:
        shortfall = f"({shortfall}) / required * 100"
    target = indicator.level("target", category)
    strictly = "_strictly" if isinstance(target, Target) and target.strictly else ""
    return derive_figure(
        figure_id, f'on_track{strictly}({shortfall}, {near}, "{ON_LINE if share else MET}")',
        {"value": value, "required": required}, mark=low_reliability(report, figures, indicator, required),
        method="judged by the report's rule for targets", **common,
    )  # fmt: skip
