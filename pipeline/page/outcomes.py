"""Outcomes: the lists and sentences of a report that holds each measure against a baseline and a target.

As everywhere, words that carry a direction are chosen from the figures that the sentence prints.
"""

from __future__ import annotations

from markupsafe import Markup

from pipeline.definitions.indicators.measures import Judgement
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.figures.formulas import evaluate
from pipeline.methods.comparisons.trends import trend_formula
from pipeline.methods.judgements.on_track import STANDINGS
from pipeline.methods.values.standing import is_judged
from pipeline.page.markup import figure_link, label
from pipeline.page.narrative import level_in_words, sentences

WORDS_OF_LEVELS = {"higher_is_better": ("at least", "above"), "lower_is_better": ("at most", "below")}


def judgements(report: Report, figures: Figures, *keys: str) -> list[Figure]:
    """The judgements on targets whose words have these keys in the report's rule, those of one word together."""
    own = (figure for figure in figures.values() if not figure.parts.reference)
    made = [figure for figure in own if figure.parts.measure == "on_track"]
    return [figure for key in keys for figure in made if STANDINGS.get(figure.value) == key]


def missing(report: Report, figures: Figures) -> list[Figure]:
    """Every value and every declared level that is not there, in the order of the definition."""
    asked = [
        figures.get(report.figure_id(code, measure, category=category))
        for code in report.codes
        for category in ("", *report.indicators[code].categories)
        for measure in ("value", "target", "baseline")
    ]
    return [figure for figure in asked if figure is not None and figure.value is None]


def judged(report: Report, figures: Figures, code: str, category: str = "") -> bool:
    """Whether a measure, or a sub-group of it, has a judgement on its target or a light."""
    return any(report.figure_id(code, one, category=category) in figures for one in ("on_track", "traffic_light"))


def without_limits(report: Report, figures: Figures, priority: str) -> list[Figure]:
    """The lower limits of a project's percentages and rates that cannot be given, because the counts did not come."""
    limits = [figure for figure in figures.values() if figure.parts.measure == "lower_ci" and figure.status == "x"]
    return [figure for figure in limits if report.indicators[figure.parts.indicator].priority == priority]


def accepted(report: Report, code: str) -> list[Judgement]:
    """What was accepted of a measure's targets, to be said beside them."""
    indicator = report.indicators.get(code)
    targets = [indicator.level("target", category) for category in ("", *indicator.categories)] if indicator else []
    return [target.accepted for target in targets if target and target.accepted]


def reach(report: Report, code: str, category: str = "") -> str:
    """How a target is reached: at least, at most, above or below its level."""
    indicator = report.indicators[code]
    inclusive, strictly = WORDS_OF_LEVELS.get(indicator.polarity, ("", ""))
    return strictly if indicator.level("target", category).strictly else inclusive


def told(report: Report, figures: Figures, code: str, category: str = "") -> Markup:
    """What the figures say of a measure: where it is against target and baseline, and what a year at this pace would come to."""
    value = figures[report.figure_id(code, "value", category=category)]
    written = sentences(report, figures, code, category)
    if value.value is not None:
        written += [
            _against_baseline(report, figures, value),
            _pace(report, figures, value),
            _reliability(report, figures, value),
        ]
    return Markup("<p>{}</p>").format(Markup(" ").join(sentence for sentence in written if sentence))


def _pace(report: Report, figures: Figures, value: Figure) -> Markup:
    code, category = value.parts.indicator, value.parts.category
    pace = figures.get(report.figure_id(code, "annualised", category=category))
    if pace is None or pace.value is None:
        return Markup("")
    yearly = figures.get(report.figure_id(code, "target", category=category, basis="year"))
    against = Markup(", against a target of {}").format(figure_link(yearly)) if yearly else ""
    return Markup("A year at this pace would come to {}{}; that is no forecast.").format(figure_link(pace), against)


def _against_baseline(report: Report, figures: Figures, value: Figure) -> Markup:
    code, category = value.parts.indicator, value.parts.category
    indicator = report.indicators[code]
    baseline, target = (
        figures.get(report.figure_id(code, measure, category=category)) for measure in ("baseline", "target")
    )
    if baseline is None or indicator.comparator != "target":
        return Markup("")
    if baseline.value is None:
        return Markup("There is no baseline yet {}: {}.").format(
            figure_link(baseline), label(baseline.reason, "reason")
        )
    level = level_in_words(figures, baseline)
    difference = _difference(report, figures, code, category)
    if difference is None or difference.value is None:
        return Markup("")
    if difference.value == 0:
        return Markup("It is the same as {}.").format(level)
    below = value.value < baseline.value
    words = Markup("{} {} {}").format(figure_link(difference, "magnitude"), "below" if below else "above", level)
    judged = is_judged(report, figures, code, category)
    verdict = _verdict(trend_formula(indicator, "reference"), value, baseline, target) if judged else ""
    return Markup("It is {}{}.").format(words, verdict)


def _difference(report: Report, figures: Figures, code: str, category: str) -> Figure | None:
    """The difference from the baseline that is told: the reduction where the target asks for one, otherwise points or per cent."""
    ids = [report.figure_id(code, "reduction", category=category)]
    ids += [
        report.figure_id(code, measure, category=category, reference="baseline")
        for measure in ("point_change", "percent_change")
    ]
    return next((figures[one] for one in ids if one in figures), None)


def _verdict(formula: str, value: Figure, baseline: Figure, target: Figure | None) -> str:
    """Better or worse than the baseline, and where it is so: worse than the baseline as well as the target."""
    against = [
        evaluate(formula, {"value": value.value, "reference": level.value})
        for level in (baseline, target)
        if level is not None and level.value is not None
    ]
    if against == ["worse", "worse"]:
        return ": worse than the baseline as well as the target"
    return f", which is {against[0]}" if against[0] in ("better", "worse") else ""


def _reliability(report: Report, figures: Figures, value: Figure) -> Markup:
    verdict = figures.get(report.figure_id(value.parts.indicator, "on_track", category=value.parts.category))
    few = verdict is not None and "u" in verdict.status.split() and "u" not in value.status.split()
    if not few:
        return Markup("")
    return Markup("The level required is a small number (under {}), so a few cases more or less weigh heavily.").format(
        label(str(report.definition.small_base), "report")
    )
