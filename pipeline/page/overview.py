"""The overview: a row for each indicator with its light, its value, how far that is from what it is compared with, and its course.

The course is a small drawing of up to eight values, with a line where what the value is compared with lies. It is drawn of
printed values alone, names the figures that it draws, and is for the eye only: the values stand in the indicator's charts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.core.periods import Period
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.comparisons import EARLIER, reference_figure
from pipeline.page.revisions import changed_judgements

MOST = 8  # values of a course: two years of quarters
WIDTH, HEIGHT, EDGE = 84, 26, 3


@dataclass(frozen=True)
class Row:
    """A row: whose it is, its figures, and the words by which it can be chosen: its light, its priority, `changed`."""

    code: str
    group: str
    value: Figure
    light: Figure | None
    reference: Figure | None
    trend: Figure | None
    chosen_by: tuple[str, ...]
    course: Markup


@dataclass(frozen=True)
class Overview:
    """All rows in the order of the report, and what is said once: what most are compared with, as received when, a trend that all have."""

    rows: tuple[Row, ...]
    against: str
    vintage: str
    trend: Figure | None

    def count(self, word: str = "") -> int:
        """How many rows can be chosen by a word; without one, all."""
        return len([row for row in self.rows if not word or word in row.chosen_by])


def overview(report: Report, figures: Figures) -> Overview:
    """The overview of a report."""
    changed = {(one.code, one.category) for one in changed_judgements(report, figures)} if report.last_report else set()
    of_priority = {code: one.id for one in report.definition.priorities for code in report.measures_of(one.id)}
    rows = []
    for code, group in report.groups:
        value, light, trend = (
            figures.get(report.figure_id(code, measure, category=group, reference=reference))
            for measure, reference in (("value", ""), ("traffic_light", ""), ("trend", "previous_years"))
        )
        reference = reference_figure(report, figures, code, group)
        words = [light_word(light)] if light is not None else []
        words += [f"in-{of_priority[code]}"] if code in of_priority else []
        words += ["changed"] if (code, group) in changed else []
        rows.append(Row(code, group, value, light, reference, trend, tuple(words), course(figures, value, reference)))
    compared = [row for row in rows if row.reference is not None]
    trends = {row.trend and row.trend.display for row in rows}
    return Overview(
        tuple(rows),
        _most([report.indicators[row.code].comparator for row in compared if report.indicators[row.code].comparator in EARLIER]),
        _most([row.reference.received_by for row in compared if row.reference.received_by]),
        rows[0].trend if len(trends) == 1 and len(rows) > 1 else None,
    )


def light_word(light: Figure) -> str:
    """The light of a row as one word; one that is withheld looks like one without data."""
    return str(light.value or "no data").replace(" ", "-")


def course(figures: Figures, value: Figure, reference: Figure | None) -> Markup:
    """The drawing of the newest values of the same basis and length; nothing without the newest, or where it is the only one."""
    shown = [one for one in _series(figures, value) if one.value is not None][-MOST:]
    if len(shown) < 2 or shown[-1] is not value:
        return Markup("")
    level = reference if reference is not None and reference.value is not None and reference.unit == value.unit else None
    numbers = [float(one.printed) for one in (*shown, *([level] if level else []))]
    low, high = min(numbers), max(numbers)
    days = [Period.parse(one.period, one.basis).end.toordinal() for one in shown]

    def down(one: Figure) -> str:
        part = (float(one.printed) - low) / (high - low) if high > low else 0.5
        return f"{HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE):.1f}"

    across = [f"{EDGE + (day - days[0]) / (days[-1] - days[0]) * (WIDTH - 2 * EDGE):.1f}" for day in days]
    places = [(x, down(one)) for x, one in zip(across, shown, strict=True)]
    drawn = Markup('<path data-course="{}" d="M0 {}H{}"/>').format(level.id, down(level), WIDTH) if level else Markup("")
    drawn += Markup('<polyline points="{}"/>').format(" ".join(f"{x},{y}" for x, y in places))
    for one, (x, y) in zip(shown, places, strict=True):
        drawn += Markup('<circle data-course="{}" cx="{}" cy="{}" r="{}"/>').format(one.id, x, y, 3 if one is value else 1.3)
    return Markup('<svg class="course" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>').format(WIDTH, HEIGHT, drawn)


def _series(figures: Figures, value: Figure) -> list[Figure]:
    """The values like this one, of days as long and, of part of a year, of the same part, the earliest first."""
    own, parts = Period.parse(value.period, value.basis), value.parts
    found = []
    for one in figures.of(parts.indicator):
        if one.basis == value.basis and (one.parts.category, one.parts.measure, one.parts.reference) == (parts.category, "value", ""):
            period = Period.parse(one.period, one.basis)
            if period.end <= own.end and period.months_covered(one.basis) == own.months_covered(value.basis):
                found.append((period.end, one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _most(said: list[str]) -> str:
    """What is said most often, of what is said more than once."""
    often = Counter(said).most_common(1)
    return often[0][0] if often and often[0][1] > 1 else ""
