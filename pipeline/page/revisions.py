"""Revisions: what a report says otherwise than the last one, as its page tells it.

The earlier figures are in the ledger (reference `last_report`); here they are held beside those of today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.figure_ids import LAST_REPORT
from pipeline.core.periods import Period
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import OnTrack, RevisionReason, TrafficLight
from pipeline.figures.figure import Figure, Figures
from pipeline.figures.formulas import evaluate
from pipeline.methods.judgements.last_report import JUDGEMENTS
from pipeline.methods.judgements.performance import expression, outside
from pipeline.methods.values.parts import COUNTED
from pipeline.methods.values.standing import is_unfinished
from pipeline.page.narrative import main_difference
from pipeline.received.commentary import Commentary, named_figures


@dataclass(frozen=True)
class Revision:
    """A value of days that both reports tell of: what it was and is, why, and the judgements and texts that rest on it.

    `was` and `now` are values; `counts` are the numerator and denominator that each is made from, where it is. The
    reasons are those `declared` in the period's file, or else those that were `given` with what was received.
    """

    was: Figure
    now: Figure
    counts: tuple[tuple[Figure, ...], tuple[Figure, ...]]
    declared: tuple[RevisionReason, ...]
    given: tuple[str, ...]
    judgements: tuple[Figure, ...]
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Change:
    """The same figure of an indicator or sub-group in the last report, of its period, and in this one; None where it has none."""

    code: str
    category: str
    then: Figure | None
    now: Figure | None


def revisions(report: Report, figures: Figures, commentary: Commentary) -> list[Revision]:
    """Every value that the last report told otherwise, or that only one of the two reports knows; each stretch of days once."""
    found: dict[tuple, Revision] = {}
    for was in figures.values():
        now = _today(report, figures, was) if was.parts.reference == LAST_REPORT else None
        if now is None:
            continue
        counts = tuple(_counts(figures, one) for one in (was, now))
        alike = was.value == now.value or is_unfinished(was)  # what has become final with the same counts is no revision
        same = alike and [one.value for one in counts[0]] == [one.value for one in counts[1]]
        period = Period.parse(now.period, now.basis)
        days = (now.parts.indicator, now.parts.category, period.first_day(now.basis), period.end)
        if not same and days not in found:
            found[days] = _revision(report, figures, commentary, was, now, counts)
    return sorted(found.values(), key=lambda one: bool(one.now.parts.category))


def changed_judgements(report: Report, figures: Figures) -> list[Change]:
    """The lights, and judgements on targets, that say something else than in the last report."""
    found = [pair for measure in JUDGEMENTS for pair in pairs(report, figures, measure)]
    there = [one for one in found if one.then and one.now and None not in (one.then.value, one.now.value)]
    return [one for one in there if one.then.value != one.now.value]


def came_and_went(report: Report, figures: Figures) -> list[Change]:
    """The indicators and sub-groups with a value in only one of the two reports."""
    return [one for one in pairs(report, figures, "value") if _is_there(one.then) != _is_there(one.now)]


def moved_most(report: Report, figures: Figures, most: int = 3) -> list[Change]:
    """The judged indicators whose performance is furthest from that of the last report, each by its main difference.

    Performance is what the rule of the lights judges: the improvement in per cent or in percentage points.
    """
    moved = []
    for lights in pairs(report, figures, "traffic_light"):
        performances = [improvement(report, figures, light) for light in (lights.then, lights.now)]
        if None in performances or performances[0] == performances[1]:
            continue
        measure = _shown_difference(report, figures, lights.code, lights.category)
        change = _pair(report, figures, measure, lights.code, lights.category) if measure else None
        if change and _is_there(change.then) and _is_there(change.now):
            moved.append((abs(performances[1] - performances[0]), change))
    return [change for _, change in sorted(moved, key=lambda one: one[0], reverse=True)[:most]]


def _today(report: Report, figures: Figures, was: Figure) -> Figure | None:
    """The figure of today for the same days; values only."""
    parts = was.parts
    if parts.measure != "value":
        return None
    period = Period.parse(was.period, was.basis)
    name = report.figure_id(parts.indicator, "value", category=parts.category, basis=was.basis, period=period)
    return figures.get(name)


def _revision(
    report: Report, figures: Figures, commentary: Commentary, was: Figure, now: Figure, counts: tuple
) -> Revision:
    touched = resting_on(figures, [now, *counts[1]])
    judgements = (figures[one] for one in figures if one in touched and figures[one].parts.measure in JUDGEMENTS)
    texts = [
        (subject, heading)
        for subject, sections in commentary.sections.items()
        for heading, section in sections.items()
        if touched & {*named_figures(section.markdown)}
    ]
    declared = report.revision_reasons(now.parts.indicator)
    return Revision(was, now, counts, declared, tuple(_given(figures, now)), tuple(judgements), tuple(texts))


def resting_on(figures: Figures, found: Iterable[Figure]) -> set[str]:
    """The ids of these figures and of all that are worked out from them, those of the last report left out."""
    dependents: dict[str, list[str]] = {}
    for figure in figures.values():
        if figure.parts.reference != LAST_REPORT:
            for operand in figure.operands.values():
                dependents.setdefault(operand, []).append(figure.id)
    touched, open_ids = set(), [one.id for one in found]
    while open_ids:
        if (name := open_ids.pop()) not in touched:
            touched.add(name)
            open_ids += dependents.get(name, [])
    return touched


def _given(figures: Figures, now: Figure) -> list[str]:
    """The reason that came with a value, or else those of the revised parts that it is worked out from.

    What makes a count provisional says nothing of why it was another one before.
    """
    if now.reason and (now.method == "received" or now.value is None):
        return [now.reason]
    parts = [figures[one] for one in now.operands.values() if "r" in figures[one].status.split()]
    return list(dict.fromkeys(reason for part in parts for reason in _given(figures, part)))


def first_day(rule: TrafficLight | OnTrack) -> str:
    """The day from which a rule holds, ISO."""
    return Period.parse(rule.applies_from).start.isoformat()


def _counts(figures: Figures, value: Figure) -> tuple[Figure, ...]:
    return tuple(figures[value.operands[one]] for one in COUNTED if one in value.operands)


def pairs(report: Report, figures: Figures, measure: str) -> list[Change]:
    """The figure of every indicator and sub-group in the last report and in this one, where there is one."""
    return [_pair(report, figures, measure, code, group) for code, group in report.groups]


def _pair(report: Report, figures: Figures, measure: str, code: str, category: str) -> Change:
    last, _ = report.last_report
    then = report.figure_id(code, measure, category=category, reference=LAST_REPORT, period=last.period_of(code))
    return Change(code, category, figures.get(then), figures.get(report.figure_id(code, measure, category=category)))


def _is_there(figure: Figure | None) -> bool:
    return figure is not None and figure.value is not None


def _shown_difference(report: Report, figures: Figures, code: str, category: str) -> str:
    """The measure that tells how far a value is from what it is held against: per cent where there is one; within a range the value."""
    if report.indicators[code].polarity == "within_range":
        return "value"
    percent = figures.get(report.figure_id(code, "percent_change", category=category))
    if report.indicators[code].variance_basis == "relative" and _is_there(percent):
        return "percent_change"
    found = main_difference(report, figures, code, category)
    return found.parts.measure if found else ""


def improvement(report: Report, figures: Figures, light: Figure | None) -> Fraction | None:
    """What the rule of the lights judged: the change for the better in per cent or in points. None where it judged none."""
    if light is None or light.value is None or light.method != "traffic-light rule":
        return None
    operands = {name: figures[one].value for name, one in light.operands.items()}
    indicator = report.indicators[light.parts.indicator].on(Period.parse(light.period, light.basis))
    others = [name for name in operands if name != "value"]
    if "value" not in operands:  # a change that was received without its values
        return operands[others[0]] if indicator.polarity == "higher_is_better" else -operands[others[0]]
    formula = expression(indicator, others[0]) if others else f"-{outside(indicator, 'value')}"
    return Fraction(evaluate(formula, operands))
