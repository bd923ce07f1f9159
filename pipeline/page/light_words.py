"""Light words: what each light means, as the page's key tells it. A rule of several conditions is worded from the rule itself."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup, escape

from pipeline.definitions.indicators.light_rules import Condition, TrafficLight
from pipeline.page.markup import label

_SUBJECTS = {
    "comparator": "what it is compared with",
    "same_period_last_year": "the same period last year",
    "previous_period": "the previous period",
    "target": "its target",
    "baseline": "its baseline",
}
_DIRECTIONS = {
    "better": "better than",
    "worse": "worse than",
    "unchanged": "the same as",
    "not_better": "not better than",
    "not_worse": "not worse than",
}


def light_words(rule: TrafficLight, light: str) -> Markup:
    """What a light means under a rule: the words of its key, or its conditions."""
    if not rule.when or light in ("data only", "no data"):
        return label(rule.key[light.replace(" ", "_")], "report")
    told = [Markup(", and ").join(map(_condition, step.all)) for step in rule.steps if step.light == light]
    told += [Markup("otherwise")] if light == rule.otherwise else []
    words = Markup("; or ").join(told)
    return words[:1].upper() + words[1:] + Markup(".")


def _condition(one: Condition) -> Markup:
    subject = escape(_SUBJECTS.get(one.against, one.against.partition(":")[2]))
    if one.missing:
        return Markup("{} is not there").format(subject)
    told = []
    if one.from_ is not None:
        words = ("at least {} better than", "as good as, or better than,", "no more than {} worse than")
        told.append(_threshold(words, one.from_))
    if one.below is not None:
        told.append(_threshold(("less than {} better than", "worse than", "more than {} worse than"), one.below))
    if one.direction:
        told.append(Markup(_DIRECTIONS[one.direction]))
    return Markup("{} {}").format(Markup(" and ").join(told), subject)


def _threshold(words: tuple[str, str, str], threshold: Decimal) -> Markup:
    """A threshold in words: above, at, or below 0."""
    size = f"{abs(threshold).normalize():f}"
    return Markup(words[0 if threshold > 0 else 1 if threshold == 0 else 2]).format(
        Markup("{}%").format(label(size, "report"))
    )
