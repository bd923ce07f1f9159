"""Narrative: the sentences that the pipeline writes from the figures, and nothing else.

The words that carry a direction (fewer, higher, better) are chosen from the sign of the same figure that
the sentence prints.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.definitions import Indicator, Report
from pipeline.figures import Figure, Figures
from pipeline.formulas import evaluate
from pipeline.markup import figure_link, label, months
from pipeline.methods.comparisons import EARLIER, reference_figure
from pipeline.periods import Period
from pipeline.traffic_lights import performance_formula

SMALL_BASE = "The percentage rests on a small number of cases: read the numbers first."


@dataclass(frozen=True)
class Movement:
    """An indicator with its value, its main difference from the reference and the direction in words: better, worse or no change."""

    code: str
    value: Figure
    difference: Figure
    direction: str


def movements(report: Report, figures: Figures, direction: str) -> list[Movement]:
    """The judged indicators that moved in this direction (better, worse, no change), in the order of the definition."""
    found = []
    for code in report.codes:
        indicator = report.indicators[code]
        value, reference = figures[report.figure_id(code, "value")], reference_figure(report, figures, code)
        difference = main_difference(report, figures, code)
        if not indicator.judged or difference is None or difference.value is None:
            continue
        improvement = evaluate(_improvement(indicator), {"value": value.value, "reference": reference.value})
        if direction == ("better" if improvement > 0 else "worse" if improvement < 0 else "no change"):
            found.append(Movement(code, value, difference, direction))
    return found


def main_difference(report: Report, figures: Figures, code: str) -> Figure | None:
    """The difference that is printed first: a gap for a target, points for percentages, otherwise the number."""
    indicator = report.indicators[code]
    measure = "gap_to_target" if indicator.comparator == "target" else "point_change" if indicator.unit == "percent" else "change"
    return figures.get(report.figure_id(code, measure))


def missing(report: Report, figures: Figures) -> list[tuple[str, Figure]]:
    """Code and figure of every indicator whose value, or whose reference where it is judged, is not there."""
    found = []
    for code in report.codes:
        value = figures[report.figure_id(code, "value")]
        light = figures[report.figure_id(code, "traffic_light")]
        if value.value is None:
            found.append((code, value))
        elif light.value == "no data":
            found.append((code, light))
    return found


def where_we_are(report: Report, figures: Figures, code: str) -> Markup:
    """The paragraph "Where we are": the value, what it is held against, the difference, and how sure that is."""
    indicator = report.indicators[code]
    value = figures[report.figure_id(code, "value")]
    if value.value is None:
        told = "There is no figure" if "x" in value.status.split() else "A figure does not apply"
        return Markup("<p>{} for {}: {}. {}</p>").format(
            told, months(report.period, indicator.basis), label(value.reason.rstrip("."), "reason"), figure_link(value)
        )
    sentences = [_value_sentence(report, figures, indicator, value), _difference_sentence(report, figures, indicator, value)]
    percent = figures.get(report.figure_id(code, "percent_change"))
    if percent is not None and percent.value is not None and "u" in percent.status.split():
        sentences.append(escape(SMALL_BASE))
    if value.status:
        sentences.append(_status_sentence(value))
    return Markup("<p>{}</p>").format(Markup(" ").join(sentence for sentence in sentences if sentence))


def _value_sentence(report: Report, figures: Figures, indicator: Indicator, value: Figure) -> Markup:
    when = months(report.period, indicator.basis)
    if indicator.unit == "count":
        verb, noun = ("was", indicator.noun.one) if value.value == 1 else ("were", indicator.noun.many)
        return Markup("There {} {} {} in {}.").format(verb, figure_link(value), label(noun, "definition"), when)
    counts = [figures.get(report.figure_id(indicator.code, measure)) for measure in ("numerator", "denominator")]
    of = Markup(" ({} of {})").format(*map(figure_link, counts)) if None not in counts else ""
    noun = label(indicator.noun.many, "definition")
    return Markup("{} {}{} in {}.").format(figure_link(value), noun, of, when)


def _difference_sentence(report: Report, figures: Figures, indicator: Indicator, value: Figure) -> Markup:
    reference = reference_figure(report, figures, indicator.code)
    difference = main_difference(report, figures, indicator.code)
    if reference is None or difference is None:
        return Markup("")
    if reference.value is None:
        return Markup("There is nothing to compare it with: {}.").format(label(reference.reason.rstrip("."), "reason"))
    against = _against(report, indicator, reference)
    if difference.value == 0:
        return Markup("That is the same as {}.").format(against)
    below = difference.value < 0
    amount = figure_link(difference, "magnitude")
    if indicator.unit == "count" and indicator.comparator in EARLIER:
        words = Markup("{} {} than {}").format(amount, "fewer" if below else "more", against)
    else:
        words = Markup("{} {} {}").format(amount, "below" if below else "above", against)
    percent = figures.get(report.figure_id(indicator.code, "percent_change"))
    if percent is not None and percent.value is not None:
        words += Markup(" ({} {})").format(figure_link(percent, "magnitude"), "lower" if below else "higher")
    return Markup("That is {}{}.").format(words, _verdict(indicator, value, reference))


def _against(report: Report, indicator: Indicator, reference: Figure) -> Markup:
    if indicator.comparator in EARLIER:
        earlier = Period.parse(reference.period, indicator.basis)
        return Markup("the {} in {}").format(figure_link(reference), months(earlier, indicator.basis))
    return Markup("the {} of {}").format(indicator.comparator, figure_link(reference))


def _verdict(indicator: Indicator, value: Figure, reference: Figure) -> str:
    if not indicator.judged:
        return "; it is shown for information and not judged"
    improvement = evaluate(_improvement(indicator), {"value": value.value, "reference": reference.value})
    return ", which is better" if improvement > 0 else ", which is worse" if improvement < 0 else ""


def _improvement(indicator: Indicator) -> str:
    """The improvement in points: its sign is the direction whatever the variance basis, and nothing is divided by zero."""
    return performance_formula(indicator.model_copy(update={"variance_basis": "points"}))


def _status_sentence(value: Figure) -> Markup:
    words = {"p": "provisional", "e": "estimated", "r": "revised", "u": "of low reliability", "b": "after a break in the series"}
    said = [words[mark] for mark in value.status.split() if mark in words]
    reason = Markup(" ({})").format(label(value.reason.rstrip("."), "reason")) if value.reason else ""
    return Markup("The figure is {}{}.").format(" and ".join(said), reason) if said else Markup("")
