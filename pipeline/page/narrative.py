"""Narrative: the sentences that the pipeline writes from the figures, and nothing else.

The words that carry a direction (fewer, higher, better) are chosen from the sign of the same figure that
the sentence prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from pipeline.core.display import exact
from pipeline.core.periods import Period
from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.received_measures import RECEIVED_CHANGE
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.figures.formulas import better_or_worse, evaluate
from pipeline.methods.comparisons.comparisons import EARLIER, received_change, reference_figure
from pipeline.methods.comparisons.trends import trend_formula
from pipeline.methods.values.standing import counts_shown, is_judged, is_unfinished, latest_complete, small_base
from pipeline.page.area_words import area_sentences, held_in_words
from pipeline.page.markup import dates, figure_link, label, months
from pipeline.page.received_words import change_sentence, interval_sentences

SMALL_BASE = "The percentage rests on a small number of cases: read the numbers first."


@dataclass(frozen=True)
class Movement:
    """An indicator, or one of its sub-groups, with its value, its main difference from the reference and the direction in words: better, worse or no change."""

    code: str
    category: str
    value: Figure
    difference: Figure
    direction: str


def movements(report: Report, figures: Figures, direction: str) -> list[Movement]:
    """The judged indicators that moved in this direction (better, worse, no change), in the order of the definition."""
    found = []
    for code, group in report.groups:
        indicator = report.indicators[code]
        value = figures[report.figure_id(code, "value", category=group)]
        reference = reference_figure(report, figures, code, group)
        difference = main_difference(report, figures, code, group)
        if not is_judged(report, figures, code, group) or difference is None or difference.value is None:
            continue
        received = difference.method == RECEIVED_CHANGE
        own = direction_of_change(indicator, difference) if received else direction_of(indicator, value, reference)
        if direction == own:
            found.append(Movement(code, group, value, difference, direction))
    return found


def main_difference(report: Report, figures: Figures, code: str, category: str = "") -> Figure | None:
    """The difference that is printed first: a gap for a target, points for percentages, otherwise the number."""
    indicator = report.indicators[code]
    measure = (
        "gap_to_target"
        if indicator.comparator == "target"
        else "point_change"
        if indicator.unit == "percent"
        else "change"
    )
    found = figures.get(report.figure_id(code, measure, category=category))
    return received_change(report, figures, code, category) or found


def missing(report: Report, figures: Figures) -> list[tuple[str, Figure]]:
    """Code and figure of every indicator whose value is not there, that cannot be judged, or that has no earlier value."""
    found = []
    for code, group in report.groups:
        value = figures[report.figure_id(code, "value", category=group)]
        light = figures.get(report.figure_id(code, "traffic_light", category=group))
        if value.value is None:
            found.append((code, value))
        elif light is not None and light.value == "no data":
            found.append((code, light))
        elif (reference := reference_figure(report, figures, code, group)) is not None and reference.value is None:
            found.append((code, reference))
    return found


def missing_together(report: Report, figures: Figures) -> list[list[tuple[str, Figure]]]:
    """The same, with those together that follow one another for the same reason, so that it is said once."""
    return [list(same) for _, same in groupby(missing(report, figures), lambda one: (one[1].display, one[1].reason))]


def where_we_are(report: Report, figures: Figures, code: str, category: str = "") -> Markup:
    """The paragraph "Where we are": the value, what it is held against, the difference, and how sure that is."""
    return Markup("<p>{}</p>").format(Markup(" ").join(sentences(report, figures, code, category)))


def sentences(report: Report, figures: Figures, code: str, category: str = "") -> list[Markup]:
    """The sentences of "Where we are"."""
    indicator = report.indicators[code]
    value = figures[report.figure_id(code, "value", category=category)]
    if value.value is None:
        told = "No figure applies to" if "z" in value.status.split() else "There is no figure for"
        days, reason = _days(report.period_of(code), indicator.basis), label(value.reason.rstrip("."), "reason")
        if is_unfinished(value):
            return _unfinished_sentences(report, figures, value)
        absent = Markup("{} {} ({}): {}.").format(told, days, figure_link(value), reason)
        verdict = _verdict_on_change(report, figures, indicator, category)
        return [
            absent,
            *change_sentence(report, figures, code, category, verdict),
            *area_sentences(report, figures, code, category),
        ]
    written = [
        _value_sentence(report, figures, indicator, value),
        _difference_sentence(report, figures, indicator, value),
    ]
    percent = figures.get(report.figure_id(code, "percent_change", category=category))
    counts = _counts(report, figures, value)
    few = bool(small_base(report, indicator.unit, counts[1]))
    doubted = "u" in value.status.split()  # for a reason of its own, which is told
    if few or (percent is not None and percent.value and "u" in percent.status.split() and not doubted):
        written.append(escape(SMALL_BASE))
    if indicator.range is not None:
        written.append(_range_sentence(indicator, value))
    marked = _status_sentence(value, few)
    if marked:
        written.append(marked)
    elif indicator.counted and value.reason:  # what is to be known of a count that is final
        written.append(Markup("{}.").format(label(value.reason.rstrip("."), "reason")))
    written += interval_sentences(report, figures, code, category)
    written += area_sentences(report, figures, code, category)
    return [sentence for sentence in written if sentence]


def _value_sentence(report: Report, figures: Figures, indicator: Indicator, value: Figure) -> Markup:
    when = _when(report.period_of(indicator.code), indicator.basis)
    if indicator.unit == "count":
        verb, noun = ("was", indicator.noun.one) if value.value == 1 else ("were", indicator.noun.many)
        return Markup("There {} {} {} {}.").format(verb, figure_link(value), label(noun, "definition"), when)
    counts = _counts(report, figures, value)
    words = " ({} of {})" if indicator.unit == "percent" else " ({} in a population of {})"
    of = Markup(words).format(*map(figure_link, counts)) if None not in counts and not counts_shown(value) else ""
    if indicator.unit == "rate":
        noun = label(indicator.noun.one if value.value == 1 else indicator.noun.many, "definition")
        return Markup("There {} {} {}{} {}.").format(
            "was" if value.value == 1 else "were", figure_link(value), noun, of, when
        )
    noun = label(after_counts(indicator.noun.many) if counts_shown(value) else indicator.noun.many, "definition")
    return Markup("{}{}, {} {}{}.").format(when[0].upper(), when[1:], figure_link(value), noun, of)


def after_counts(noun: str) -> str:
    """What is counted, as it reads after counts: "of cases heard were repeats" after a percentage, without "of" after 3 of 6."""
    return noun.removeprefix("of ")


def _counts(report: Report, figures: Figures, value: Figure) -> list[Figure | None]:
    """The numerator and the denominator of a value of the report's own days."""
    code, category = value.parts.indicator, value.parts.category
    return [figures.get(report.figure_id(code, one, category=category)) for one in ("numerator", "denominator")]


def _unfinished_sentences(report: Report, figures: Figures, value: Figure) -> list[Markup]:
    """That a percentage is not known yet, what there is so far, and the latest complete one."""
    counts, latest = _counts(report, figures, value), latest_complete(figures, value)
    own = report.period_of(value.parts.indicator, value.basis)
    so_far = Markup("There is no figure for {} yet ({}): so far {} of {}; {}.").format(
        _days(own, value.basis), figure_link(value), *map(figure_link, counts),
        label(value.reason.rstrip("."), "reason"),
    )  # fmt: skip
    if latest is None:
        return [so_far]
    days = _days(Period.parse(latest.period, latest.basis), latest.basis)
    return [so_far, Markup("The latest complete one is {}, for {}.").format(figure_link(latest), days)]


def _difference_sentence(report: Report, figures: Figures, indicator: Indicator, value: Figure) -> Markup:
    category = value.parts.category
    reference = reference_figure(report, figures, indicator.code, category)
    difference = main_difference(report, figures, indicator.code, category)
    if reference is None or difference is None:
        return Markup("")
    if reference.value is None:
        return Markup("There is nothing to compare it with: {}.").format(label(reference.reason.rstrip("."), "reason"))
    against = _against(report, figures, indicator, reference)
    if difference.value == 0:
        return Markup("That is the same as {}.").format(against)
    below = difference.value < 0
    amount = figure_link(difference, "magnitude")
    if difference.magnitude.startswith("[low]"):  # it prints as no number, but it is not zero
        amount = Markup("a little ({})").format(amount)
    if indicator.unit == "count" and indicator.comparator in EARLIER:
        words = Markup("{} {} than {}").format(amount, "fewer" if below else "more", against)
    else:
        words = Markup("{} {} {}").format(amount, "below" if below else "above", against)
    percent = figures.get(report.figure_id(indicator.code, "percent_change", category=category))
    if percent is not None and percent.value is not None:
        words += Markup(" ({} {})").format(figure_link(percent, "magnitude"), "lower" if below else "higher")
    judged = is_judged(report, figures, indicator.code, category)
    return Markup("That is {}{}.").format(words, _verdict(indicator, value, reference, judged))


def _against(report: Report, figures: Figures, indicator: Indicator, reference: Figure) -> Markup:
    if indicator.comparator in EARLIER:
        earlier = Period.parse(reference.period, indicator.basis)
        return Markup("the {} {}").format(figure_link(reference), _when(earlier, indicator.basis))
    if is_area_reference(indicator.comparator):
        return held_in_words(indicator, indicator.comparator, reference)
    return level_in_words(figures, reference)


def level_in_words(figures: Figures, level: Figure) -> Markup:
    """A target or baseline as it reads in a sentence; of a yearly one, the share that is due by now."""
    measure, number = level.parts.measure, figure_link(level)
    if "yearly" not in level.operands:
        return Markup("the {} of {}").format(measure, number)
    share = "required by now" if measure == "target" else "that the baseline comes to by now"
    return Markup("the level of {} {} ({} for the year)").format(
        number, share, figure_link(figures[level.operands["yearly"]])
    )


def _verdict(indicator: Indicator, value: Figure, reference: Figure, judged: bool) -> str:
    if not judged:
        return "; this report does not judge it"
    direction = direction_of(indicator, value, reference)
    return "" if direction == "no change" else f", which is {direction}"


def _verdict_on_change(report: Report, figures: Figures, indicator: Indicator, category: str) -> str:
    if not indicator.judged:
        return "; this report does not judge it"
    change = received_change(report, figures, indicator.code, category)
    judged = is_judged(report, figures, indicator.code, category)
    return f", which is {direction_of_change(indicator, change)}" if change is not None and judged and change.value else ""


def direction_of_change(indicator: Indicator, change: Figure) -> str:
    """Better, worse or no change, by the sign of a change alone."""
    return str(better_or_worse(change.value if indicator.polarity == "higher_is_better" else -change.value))


def direction_of(indicator: Indicator, value: Figure, reference: Figure) -> str:
    """Better, worse or no change. Within a range nothing is better or worse; outside it, what is nearer is better."""
    return str(evaluate(trend_formula(indicator, "reference"), {"value": value.value, "reference": reference.value}))


def _range_sentence(indicator: Indicator, value: Figure) -> Markup:
    low, high = indicator.range
    percent = "%" if indicator.unit == "percent" else ""
    where = "within" if exact(low) <= value.value <= exact(high) else "outside"
    return Markup("It lies {} its range of {}{} to {}{}.").format(
        where, label(str(low), "definition"), percent, label(str(high), "definition"), percent
    )


def _when(period: Period, basis: str) -> Markup:
    """`in September 2023`, `from April to September 2023`, `on 30 September 2023`."""
    if basis == "point_in_time":
        return Markup("on {}").format(_days(period, basis))
    return Markup("{} {}").format(
        "in" if period.first_day(basis) == period.end.replace(day=1) else "from", _days(period, basis)
    )


def _days(period: Period, basis: str) -> Markup:
    return dates(period, basis) if basis == "point_in_time" else months(period, basis)


def _status_sentence(value: Figure, few: bool) -> Markup:
    """What the marks of a value mean; that it rests on few cases is said already."""
    words = {
        "p": "provisional",
        "e": "estimated",
        "r": "revised",
        "u": "of low reliability",
        "b": "affected by a break in the series",
    }
    said = [words[mark] for mark in value.status.split() if mark in words and not (few and mark == "u")]
    reason = Markup(" ({})").format(label(value.reason.rstrip("."), "reason")) if value.reason else ""
    listed = " and ".join([", ".join(said[:-1]), *said[-1:]] if len(said) > 1 else said)
    return Markup("The figure is {}{}.").format(listed, reason) if said else Markup("")
