"""Findings: what the figures of a chart show, as its title. One table, in order; each is worded once.

Every number is a figure of the ledger, and every word that says which way it went names the figure that says so. A chart rests on
the figures of its finding too. What cannot be stood behind is no finding: of few cases, hidden, not final, or not different.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import unescape

from markupsafe import Markup

from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.comparisons import EARLIER, reference_figure
from pipeline.methods.values.standing import counts_shown
from pipeline.page.breakdowns import largest, largest_group
from pipeline.page.charts.chart import Chart
from pipeline.page.charts.chart_sheets import is_provisional
from pipeline.page.markup import figure_link, label
from pipeline.page.narrative import level_in_words, main_difference

SINCE = {"same_period_last_year": "in a year", "previous_period": "since the period before"}
FEWEST = 3  # values, of which one can be said to be the highest


@dataclass(frozen=True)
class _Asked:
    """What a finding is looked for in."""

    report: Report
    figures: Figures
    indicator: Indicator
    chart: Chart

    def find(self, measure: str) -> Figure | None:
        return self.figures.get(self.report.figure_id(self.indicator.code, measure))


def with_finding(report: Report, figures: Figures, chart: Chart) -> Chart:
    """The chart with its finding, which it then rests on too; as it is where there is none."""
    asked = _Asked(report, figures, report.indicators[chart.code], chart)
    found = next((found for kinds, rule in FINDINGS if chart.kind in kinds and (found := rule(asked))), None)
    newest = _extreme(asked) if chart.kind in ("quarters", "years") else None
    if found is None and newest is None:
        return chart
    words = Markup("{}{}").format(label(asked.indicator.short_name, "definition"), found or "")
    if newest:
        period, figure = _newest(chart)
        alone = Markup("") if found else Markup(", {}: {}").format(label(period, "period"), figure_link(figures[figure]))
        words += Markup("{}, {}").format(alone, newest)
    known = set(chart.figure.operands.values())
    named = map(unescape, re.findall(r'data-(?:figure|says)="([^"]+)"', words))
    also = [one for one in dict.fromkeys(named) if one not in known]
    operands = {**chart.figure.operands, **{f"finding_{number}": one for number, one in enumerate(also, start=1)}}
    return replace(chart, finding=words, figure=replace(chart.figure, operands=operands))


def said(words: str, figure: Figure) -> Markup:
    """A word that says which way a figure goes, marked with it."""
    return Markup('<span data-says="{}">{}</span>').format(figure.id, words)


def counted(number: int, what: str) -> Markup:
    """How many of the chart's points are compared, assessed or outside: the page is counted again for it."""
    return Markup('<span data-drawn="{}">{}</span>').format(what, number)


def _sure(figure: Figure | None) -> bool:
    """Whether a number may head a chart: it is there, final, of enough cases, and prints as a number."""
    return (
        figure is not None and figure.value is not None and not {"u", "p", "e"} & set(figure.status.split())
        and "[low]" not in figure.display and not counts_shown(figure)
    )  # fmt: skip


def _against_target(asked: _Asked) -> Markup | None:
    return _against_level(asked, asked.find("gap_to_target"), asked.find("target"))


def _against_level(asked: _Asked, gap: Figure | None, level: Figure | None) -> Markup | None:
    """`: 3.2 points below the target of 90%`."""
    if level is None or not _sure(gap) or not _sure(asked.find("value")) or not _on_own_days(asked):
        return None
    told = level_in_words(asked.figures, level)
    if gap.value == 0:
        return Markup(": {} {}").format(said("at", gap), told)
    return Markup(": {} {} {}").format(figure_link(gap, "magnitude"), said("above" if gap.value > 0 else "below", gap), told)


def _against_comparator(asked: _Asked) -> Markup | None:
    """` fell by 7.9% in a year`."""
    difference = main_difference(asked.report, asked.figures, asked.indicator.code)
    reference = reference_figure(asked.report, asked.figures, asked.indicator.code)
    if asked.indicator.comparator not in EARLIER:
        return _against_level(asked, difference, reference)
    significance = asked.find("significance")
    if reference is None or not _sure(difference) or not _sure(asked.find("value")) or not _on_own_days(asked):
        return None
    if significance is not None and significance.value != "significant":
        return None
    since, percent = SINCE[asked.indicator.comparator], asked.find("percent_change")
    if difference.value == 0:
        return Markup(" {} {}").format(said("did not change", difference), since)
    amount = percent if _sure(percent) and percent.printed else difference
    way = said("fell by" if difference.value < 0 else "rose by", difference)
    return Markup(" {} {} {}").format(way, figure_link(amount, "magnitude"), since)


def _outside(asked: _Asked) -> Markup | None:
    """`: 2 of 24 quarters lie outside the usual range`."""
    chart = asked.chart
    upper = next(asked.figures[cells[0][1]] for name, cells in chart.rows if name == "Upper limit")
    assessed = sum(cells[0][1] in upper.operands.values() for _, cells in chart.rows)
    if not assessed:
        return None
    many, whole = len(chart.outside), counted(assessed, "assessed")
    if not many:
        return Markup(": none of {} quarters lies outside the usual range").format(whole)
    lie = "lies" if many == 1 else "lie"
    return Markup(": {} of {} quarters {} outside the usual range").format(counted(many, "outside"), whole, lie)


def _largest(asked: _Asked) -> Markup | None:
    """`: the largest is Female, 54 of 79 people referred (68.4%)`."""
    found = largest(asked.report, asked.figures, asked.indicator.code)
    if len(found) != 1:
        return None
    words = largest_group(asked.report, asked.figures, asked.indicator.code)
    return Markup(": {} is {}").format(said("the largest", found[0]), words)


def _among(asked: _Asked) -> Markup | None:
    """` of Beck: 18.0, above its limits`."""
    own = asked.indicator.areas.own
    name, cells = next(row for row in asked.chart.rows if row[0] == own)
    value = asked.figures[cells[0][1]]
    side = next((side for area, _, side in asked.chart.outside if area == own), "within")
    if not _sure(value):
        return None
    return Markup(" of {}: {}, {} its limits").format(label(name, "category"), figure_link(value), said(side, value))


def _in_groups(asked: _Asked) -> Markup | None:
    """`: higher than a year before in 2 of 3 groups`, of the newest values; nothing where one of them or of the earlier ones is not there."""
    if asked.chart.kind == "groups" and asked.indicator.comparator != "same_period_last_year":
        return None
    pairs = [_newest_pair(asked, [figure for _, figure in cells]) for _, cells in asked.chart.rows]
    if not all(_sure(one) for pair in pairs for one in pair):
        return None
    ways = {
        "higher": sum(now.printed > then.printed for now, then in pairs), "lower": sum(now.printed < then.printed for now, then in pairs),
    }  # fmt: skip
    way = max(ways, key=lambda one: ways[one])
    if not ways[way]:
        return None
    return Markup(": {} than a year before in {} of {} groups").format(way, counted(ways[way], way), counted(len(pairs), "groups"))


def _newest_pair(asked: _Asked, ids: Sequence[str]) -> tuple[Figure | None, Figure | None]:
    """The value and what it is held against; of values over time the newest and the one a year before."""
    found = [asked.figures.get(one) for one in ids]
    if asked.chart.kind == "groups":
        return found[0], found[-1] if len(found) > 1 else None
    back = {"quarter": 4}.get(found[-1].basis, 1) if found[-1] is not None else 0
    return found[-1], found[-1 - back] if 0 < back < len(found) else None


# In order: what is looked for in which kind of chart. The first that can be stood behind is said.
FINDINGS: Sequence[tuple[Sequence[str], Callable[[_Asked], Markup | None]]] = (
    (("comparison", "quarters", "years"), _against_target),
    (("comparison", "quarters", "years"), _against_comparator),
    (("variation",), _outside),
    (("breakdown",), _largest),
    (("areas", "funnel"), _among),
    (("groups", "panels"), _in_groups),
)


def _extreme(asked: _Asked) -> Markup | None:
    """That the newest value is the highest or the lowest, as printed, of all that are drawn; each of them must be there and final."""
    ids = [figure for row, cells in asked.chart.rows for series, figure in cells if series != "Target"]
    values = [asked.figures[one] for one in ids if one]
    _, newest = _newest(asked.chart)
    known = [one for one in values if one.value is not None and not {"b", "u"} & set(one.status.split())]
    if len(known) < max(FEWEST, len(values)) or not newest or is_provisional(asked.figures[newest]):
        return None
    this, others = asked.figures[newest], [one.printed for one in known if one.id != newest]
    word = "highest" if this.printed > max(others) else "lowest" if this.printed < min(others) else ""
    what = "quarters" if asked.chart.kind == "quarters" else "years"
    return Markup("{} {} {}").format(said(f"the {word} of", this), counted(len(known), "compared"), what) if word else None


def _newest(chart: Chart) -> tuple[str, str]:
    """The name and the figure of the newest period that has one, in the series of this year."""
    series = chart.rows[0][1][0][0]
    own = [(name, cells[0][1]) for name, cells in chart.rows if cells[0][0] == series and cells[0][1]]
    return own[-1] if own else ("", "")


def _on_own_days(asked: _Asked) -> bool:
    """Whether the chart shows the values that are held against something: those of the indicator's own length."""
    return asked.chart.figure.basis == asked.indicator.basis and asked.report.figure_id(
        asked.indicator.code, "value"
    ) in asked.chart.figure.operands.values()
