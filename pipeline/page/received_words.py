"""Received words: the sentences on changes and intervals that are kept as they were received."""

from __future__ import annotations

from markupsafe import Markup

from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.methods.comparisons.comparisons import received_change
from pipeline.page.area_words import against_words
from pipeline.page.markup import figure_link, label


def change_sentence(report: Report, figures: Figures, code: str, category: str, verdict: str) -> list[Markup]:
    """What a source says of a change, where it gives no values; `verdict` is what that is, or empty."""
    change = received_change(report, figures, code, category)
    if change is None:
        return []
    indicator = report.indicators[code]
    against = against_words(indicator)
    the = Markup("") if is_area_reference(indicator.comparator) else Markup("the ")
    if change.value == 0:
        words = Markup("As received, it is the same as in {}{}").format(the, against)
        return [words + Markup(".")]
    way = "lower" if change.value < 0 else "higher"
    words = Markup("As received, it is {} {} than in {}{}{}.")
    return [words.format(figure_link(change, "magnitude"), way, the, against, verdict)]


def interval_sentences(report: Report, figures: Figures, code: str, category: str) -> list[Markup]:
    """The interval that a source prints with a value, and whether the differences are significant by it."""
    indicator = report.indicators[code]
    lower, upper = (figures.get(report.figure_id(code, end, category=category)) for end in ("lower_ci", "upper_ci"))
    if not indicator.interval or lower is None or lower.value is None:
        return []
    words = Markup("Its interval, as received, is {} to {}: {}{}")
    end = "" if indicator.interval.endswith(".") else "."
    told = [words.format(figure_link(lower), figure_link(upper), label(indicator.interval, "definition"), end)]
    for reference in indicator.references:
        found = figures.get(report.figure_id(code, "significance", category=category, reference=reference))
        if found is not None and found.value is not None:
            the = "" if is_area_reference(reference) else "the "
            words = Markup("The difference from {}{} is {}.")
            told.append(words.format(the, against_words(indicator, reference), figure_link(found)))
        elif found is not None:
            words = Markup("Whether it differs significantly is not known ({}): {}.")
            told.append(words.format(figure_link(found), label(found.reason.rstrip("."), "reason")))
    return told
