"""Area words: what a value is held against, as the page names it, and the sentences on rank and position."""

from __future__ import annotations

from markupsafe import Markup, escape

from pipeline.core.figure_ids import PUBLISHED
from pipeline.definitions.indicators.areas import AREA, GROUP, is_area_reference
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.ranks import RANKED, earlier, rank_id
from pipeline.page.markup import figure_link, label, months

REFERENCE_WORDS = {
    "same_period_last_year": "same period last year",
    "previous_period": "previous period",
    "target": "target",
    "baseline": "baseline",
    "none": "nothing",
    PUBLISHED: "as published",
}
_FIRST = {"lowest_first": "from the lowest", "highest_first": "from the highest"}


def against_words(indicator: Indicator, reference: str = "") -> Markup:
    """What the values of an indicator are held against, by its comparator or another reference."""
    reference = reference or indicator.comparator
    if reference.startswith(AREA):
        return label(reference.removeprefix(AREA), "category")
    if reference.startswith(GROUP):
        return label(indicator.areas.groups[reference.removeprefix(GROUP)].name, "definition")
    return escape(REFERENCE_WORDS[reference])


def against_title(indicator: Indicator) -> Markup:
    """The same at the start of a line; the name of an area or a group stays as it is declared."""
    words = against_words(indicator)
    return words if is_area_reference(indicator.comparator) else words[:1].upper() + words[1:]


def held_in_words(indicator: Indicator, reference: str, held: Figure) -> Markup:
    """Another area's value, or what a group comes to, as it reads in a sentence."""
    named = against_words(indicator, reference)
    if reference.startswith(AREA):
        return Markup("the {} of {}").format(figure_link(held), named)
    whole = Markup("the mean of {}, each area of the {} once") if _each_once(held) else Markup("the {} of the {} together")
    return whole.format(figure_link(held), named)


def area_sentences(report: Report, figures: Figures, code: str, category: str) -> list[Markup]:
    """The sentences on position and rank of an own area; none for what has no areas."""
    indicator = report.indicators[code]
    if not indicator.areas or category != indicator.own_area:
        return []
    told = []
    references = [one for one in indicator.references if is_area_reference(one)]
    for reference in dict.fromkeys([*references, *(GROUP + key for key in indicator.areas.groups)]):
        position = figures.get(report.figure_id(code, "position", category=category, reference=reference))
        if position is not None and position.value is not None:
            with_whom = against_words(indicator, reference)
            the = "" if reference.startswith(AREA) else "the "
            words = "Its position is {}, beside {}{} (by the {})."
            told.append(Markup(words).format(figure_link(position), the, with_whom, label(position.method, "method")))
    return told + [
        sentence
        for key, group in indicator.areas.groups.items()
        if group.rank and (sentence := _rank_sentence(report, figures, indicator, key))
    ]


def _rank_sentence(report: Report, figures: Figures, indicator: Indicator, key: str) -> Markup:
    group = indicator.areas.groups[key]
    since = earlier(report, indicator, group)
    now, then = (
        [figures.get(rank_id(report, indicator, key, measure, period)) for measure in RANKED]
        for period in (report.period_of(indicator.code), since)
    )
    name = label(group.name, "definition")
    if now[0] is None:
        return Markup("")
    if now[0].value is None:
        reason = label(now[0].reason.rstrip("."), "reason")
        return Markup("Its rank in the {} is not known ({}): {}.").format(name, figure_link(now[0]), reason)
    words = Markup("Its rank in the {} is {}, {}").format(name, _of(now), _FIRST[group.rank])
    moved = figures.get(rank_id(report, indicator, key, "rank_change"))
    if moved is None or moved.value is None:
        return words + Markup("; how it moved is not known.")
    days = months(since, indicator.basis)
    if moved.value == 0:
        return words + Markup("; it was also {} in {}.").format(_of(then), days)
    places = Markup("{} place{}").format(figure_link(moved, "magnitude"), "" if abs(moved.value) == 1 else "s")
    direction = "nearer to first" if moved.value > 0 else "further from first"
    return words + Markup("; that is {} {} than {} in {}.").format(places, direction, _of(then), days)


def _of(rank: list[Figure | None]) -> Markup:
    """`3 of 8`, with how many others share the rank."""
    place, areas, shared = rank
    words = figure_link(place) if areas is None else Markup("{} of {}").format(figure_link(place), figure_link(areas))
    if shared is not None and shared.value:
        others = "other" if shared.value == 1 else "others"
        words += Markup(" (shared with {} {})").format(figure_link(shared), others)
    return words


def _each_once(held: Figure) -> bool:
    return held.method.startswith("mean of")
