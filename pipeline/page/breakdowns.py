"""Breakdowns: the categories of an indicator, the largest of them, and what each table counts.

Order is the definition's. What was not given is a category like any other in a table, but never the largest group.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from markupsafe import Markup

from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.comparisons import current_values
from pipeline.page.markup import figure_link, label

NOT_GIVEN = "Not given"


def categories(report: Report, figures: Figures, code: str) -> list[str]:
    """The categories of an indicator that have a share of its total in the report's period, in order."""
    found = [category for _, category, _ in current_values(report, figures, code) if category]
    return [category for category in found if report.figure_id(code, "share", category=category) in figures]


def broken_down(report: Report, figures: Figures) -> list[str]:
    """The indicators that have categories with shares, in the order of the definition."""
    return [code for code in report.codes if categories(report, figures, code)]


def sub_groups(report: Report, figures: Figures, code: str) -> list[str]:
    """The categories that only break an indicator's total down, in order: those that are not judged by themselves."""
    found = [category for _, category, _ in current_values(report, figures, code)]
    return [category for category in found if category not in report.indicators[code].groups]


def counting_units(report: Report) -> list[str]:
    """For each thing that is counted (referrals, people, needs) the first indicator that counts it.

    Units are told apart by their noun. They are listed beside each other and never added.
    """
    first: dict[str, str] = {}
    for code in report.codes:
        if report.indicators[code].unit == "count":
            first.setdefault(report.indicators[code].noun.many, code)
    return list(first.values())


def beside_baselines(report: Report, codes: Iterable[str]) -> list[str]:
    """Of these, the percentages that are held against a baseline: they stand in one table."""
    known = [report.indicators[code] for code in codes if code in report.indicators]
    return [one.code for one in known if one.unit == "percent" and one.comparator == "baseline"]


def _may_be_larger(report: Report, figures: Figures, code: str, top: Fraction) -> bool:
    """Whether groups that are withheld may have as many together as the largest of the others."""
    groups = [figures[report.figure_id(code, "value", category=category)] for category in categories(report, figures, code)]
    total = figures[report.figure_id(code, "value")].value
    if all("c" not in one.status.split() for one in groups):
        return False
    return total is None or total - sum(one.value or 0 for one in groups) >= top


def largest(report: Report, figures: Figures, code: str) -> list[Figure]:
    """The largest known group, or those that are as large; none where there is none, or one that is withheld may be larger."""
    known = [
        figure for category in categories(report, figures, code)
        if category != NOT_GIVEN and (figure := figures[report.figure_id(code, "value", category=category)]).value
    ]  # fmt: skip
    top = max((figure.value for figure in known), default=Fraction(0))
    if not known or _may_be_larger(report, figures, code, top):
        return []
    return [figure for figure in known if figure.value == top]


def largest_group(report: Report, figures: Figures, code: str) -> Markup:
    """The largest known group in words, or those that are as large: `Female, 54 of 79 people referred (68.4%)`."""
    found = largest(report, figures, code)
    if not found:
        values = [figures[report.figure_id(code, "value", category=one)] for one in categories(report, figures, code) if one != NOT_GIVEN]
        return Markup("withheld" if any(one.value or "c" in one.status.split() for one in values) else "none")
    value, share = found[0], figures[report.figure_id(code, "share", category=found[0].parts.category)]
    total, noun = figures[report.figure_id(code, "value")], label(report.indicators[code].noun.many, "definition")
    named = Markup(" and ").join(label(one.parts.category, "category") for one in found)
    numbers = Markup("{} of {} {} ({})").format(figure_link(value), figure_link(total), noun, figure_link(share))
    return Markup("{}, {}{}").format(named, "each " if len(found) > 1 else "", numbers)
