"""Tables: which sheets a report has, by the kinds of its figures, and what stands in them.

Each figure of the published ledger but the drawings stands in exactly one of the sheets Values, Breakdowns, Judgements, Last
report, Actions and Counts, with its id. The sheet Indicators says the main ones of the report's period in one row an indicator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from pipeline.core.bases import basis_words
from pipeline.core.display import STATUS_WORDS
from pipeline.core.figure_ids import LAST_REPORT, OF_THE_REPORT, FigureId
from pipeline.core.periods import Period, day_in_words
from pipeline.definitions.action_rule import NOT_STATED
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.comparisons.comparisons import reference_figure
from pipeline.page.area_words import REFERENCE_WORDS, against_words
from pipeline.page.markup import CORRECTED, UNMET
from pipeline.page.templates_environment import AGGREGATION_WORDS, POLARITY_WORDS
from reporting.editions.chain import MEASURE_WORDS
from reporting.editions.spreadsheets.sheets import NOT_APPLICABLE, Cell, Number, Sheet, sheet

NOTES = "Notes"
UNITS = {"count": "number", "percent": "per cent"}
_PRINTED = (
    "Numbers are as the page prints them: rounded once, after everything was worked out, so that a difference can look one off "
    "in its last place. Which numbers are per cent says the column Unit."
)
_TALL = (
    "Indicator", "Code", "Group", "Measure", "Held against", "Days", "Covers", "Value", "Unit", "Shorthand", "Why",
    "Caveat", "Data received by", "Figure",
)  # fmt: skip
_MEASURES = list(MEASURE_WORDS)


def sheets(report: Report, figures: Figures, actions: Iterable[Mapping]) -> list[Sheet]:
    """The sheets of a report, in their order.

    Takes    the figures as the published ledger has them; actions, one mapping an action of a tracker (trackers.COLUMNS).
    """
    tall: dict[str, list[Figure]] = {}
    for figure in sorted(figures.values(), key=lambda one: _order(report, one)):
        tall.setdefault(_sheet_of(figure), []).append(figure)

    def rows(name: str) -> Iterator[list[Cell | None]]:
        return (_tall_row(report, figure) for figure in tall.get(name, ()))

    last = ([*_tall_row(report, one), *_now(figures, one)] for one in tall.get("Last report", ()))
    tables = [
        *sheet("Indicators", "Every indicator: its value, what it is held against and how it is judged", *_indicators(report, figures)),
        *sheet("Values", "Values and comparisons by period", _TALL, rows("Values")),
        *sheet("Breakdowns", "Values and comparisons of groups", _TALL, rows("Breakdowns")),
        *sheet("Judgements", "Traffic lights, judgements on targets and trends", _TALL, rows("Judgements")),
        *sheet("Last report", "What the last report said, worked out again, and what is said now", (*_TALL, "Now"), last),
        *sheet("Actions", "Actions: who answers for them, by when, and how they stand", *_actions(figures, actions)),
        *sheet("Counts", "What the report counts of itself", ("Count of", "Group", "Value", "Shorthand", "Why", "Figure"), map(_count, tall.get("Counts", ()))),
        *sheet("Definitions", "Definitions of the indicators", *_definitions(report)),
    ]  # fmt: skip
    return [*_notes(tables), *tables]


def value_cell(figure: Figure | None) -> Cell | None:
    """What a figure is printed as: its number, its judgement, or the shorthand of why there is none."""
    if figure is None or isinstance(figure.value, str):
        return figure and figure.value
    if figure.value is None or figure.display.startswith("[low]"):
        return figure.display.partition(" ")[0]
    printed = figure.printed
    return Number(printed.numerator if printed.denominator == 1 else float(printed), figure.decimals)


def shorthand(figure: Figure | None) -> str:
    """The marks of a figure that stand beside its value: `[p] [u]`; those in the place of a value stand there."""
    marks = [f"[{mark}]" for mark in figure.status.split()] if figure else []
    return " ".join(mark for mark in marks if mark != value_cell(figure))


def _sheet_of(figure: Figure) -> str:
    parts = figure.parts
    if figure.unit == "chart":
        return "none"
    if parts.indicator == "actions":
        return "Actions"
    if parts.indicator in OF_THE_REPORT:
        return "Counts"
    if parts.reference == LAST_REPORT:
        return "Last report"
    if figure.unit == "judgement":
        return "Judgements"
    return "Breakdowns" if parts.category else "Values"


def _order(report: Report, figure: Figure) -> tuple:
    """By indicator, group, measure and days, the earliest first; what the report counts of itself as it was made."""
    parts, codes = figure.parts, report.codes
    if parts.indicator in OF_THE_REPORT:
        return len(codes) + 1, "", OF_THE_REPORT.index(parts.indicator), "", ""
    place = codes.index(parts.indicator) if parts.indicator in codes else len(codes)
    return place, parts.category, _MEASURES.index(parts.measure), figure.basis, str(_period(figure).end)


def _period(figure: Figure) -> Period:
    return Period.parse(figure.period, figure.basis)


def _tall_row(report: Report, figure: Figure) -> list[Cell | None]:
    parts = figure.parts
    days = _period(figure).in_words(figure.basis) if figure.basis and parts.measure != "baseline" else ""
    return [
        _name(report, parts.indicator), parts.indicator, parts.category, MEASURE_WORDS[parts.measure], _held(report, parts), days,
        basis_words(figure.basis), value_cell(figure), _unit(figure), shorthand(figure), str(figure.reason), _caveat(figure),
        figure.received_by and day_in_words(date.fromisoformat(figure.received_by)), figure.id,
    ]  # fmt: skip


def _held(report: Report, parts: FigureId) -> str:
    """What a comparison is with, where the id names it; what it does not name is what the definition names."""
    reference = parts.reference
    return REFERENCE_WORDS.get(reference, reference.replace("_", " ")) if reference not in ("", LAST_REPORT) else ""


def _name(report: Report, code: str) -> str:
    known = report.indicators.get(code) or report.narratives.get(code)
    return known.short_name if known else code


def _unit(figure: Figure) -> str:
    return "" if figure.unit == "judgement" else UNITS.get(figure.unit, figure.unit.replace("_", " "))


def _caveat(figure: Figure) -> str:
    if not figure.quality:
        return ""
    return (CORRECTED if all(name.startswith("correction-") for name in figure.quality) else UNMET)[1]


def _now(figures: Figures, then: Figure) -> list[Cell | None]:
    parts = then.parts
    return [value_cell(figures.get(str(FigureId(parts.indicator, parts.measure, parts.category, "", parts.basis, parts.period))))]


def _indicators(report: Report, figures: Figures) -> tuple[Sequence[str], list[list[Cell | None]]]:
    measures = {
        "Light": "traffic_light", "Judgement on the target": "on_track", "Change": "change", "Change in per cent": "percent_change",
        "Difference in percentage points": "point_change", "Gap to the target": "gap_to_target",
    }  # fmt: skip
    columns = ("Indicator", "Code", "Group", "Days", "Covers", "Value", "Unit", "Held against", "Reference value", *measures, "Long-term trend", "Shorthand", "Why")
    rows = []
    for code, group in report.groups:
        indicator = report.indicators[code]
        value = figures.get(report.figure_id(code, "value", category=group))
        held = reference_figure(report, figures, code, group)
        found = {title: figures.get(report.figure_id(code, measure, category=group)) for title, measure in measures.items()}
        trend = figures.get(report.figure_id(code, "trend", category=group, reference="previous_years"))
        told = {"Value": value, "Reference value": held, **found, "Long-term trend": trend}
        marks = "; ".join(f"{title}: {shorthand(one)}" for title, one in told.items() if shorthand(one))
        rows.append([
            indicator.short_name, code, group, report.period_of(code).in_words(indicator.basis), basis_words(indicator.basis),
            value_cell(value), value and _unit(value), _text(against_words(indicator)) if held else "", value_cell(held),
            *map(value_cell, found.values()), value_cell(trend), marks, value and str(value.reason),
        ])  # fmt: skip
    return columns, rows


def _actions(figures: Figures, actions: Iterable[Mapping]) -> tuple[Sequence[str], list[list[Cell | None]]]:
    columns = ("Action", "Status", "Why", "Lead", "Due", "Days to the due day", "Milestones", "Note", "Figure")
    found = [(row, figures.get(f"actions[{row['id']}].status")) for row in actions]
    there = sorted(((row, status) for row, status in found if status), key=lambda one: one[1].value == "complete")
    return columns, [
        [
            row["action"], value_cell(status), str(status.reason), _stated(row["lead"]), _day(row["due"]),
            value_cell(figures.get(f"actions[{row['id']}].days_to_due")), _stated(row["milestones"]), _stated(row["note"]), status.id,
        ]
        for row, status in there
    ]  # fmt: skip


def _stated(text: str) -> str:
    return "not stated" if text == NOT_STATED else text


def _day(text: str) -> str:
    return _stated(text) if text in ("", NOT_STATED) else day_in_words(date.fromisoformat(text))


def _count(figure: Figure) -> list[Cell | None]:
    parts = figure.parts
    named = (part.replace("-", " ") for part in (parts.indicator.capitalize(), parts.category))
    return [*named, value_cell(figure), shorthand(figure), str(figure.reason), figure.id]


def _definitions(report: Report) -> tuple[Sequence[str], list[list[Cell | None]]]:
    columns = (
        "Indicator", "Code", "Name", "Definition", "Unit", "Covers", "Which way is better", "Held against", "How it adds up",
        "Source", "Answers for it", "Checked by", "Next review",
    )  # fmt: skip
    rows = []
    for code, measure in report.measures.items():
        own = report.indicators.get(code)
        counted = [
            UNITS.get(own.unit, own.unit.replace("_", " ")), basis_words(own.basis), POLARITY_WORDS[own.polarity] if own.judged else "not judged",
            _text(against_words(own)), AGGREGATION_WORDS[own.aggregation], own.source,
        ] if own else [None] * 6  # fmt: skip
        rows.append([
            measure.short_name, code, measure.name, measure.definition, *counted, measure.owner, measure.checked_by,
            day_in_words(measure.next_review),
        ])  # fmt: skip
    return columns, rows


def _notes(tables: Sequence[Sheet]) -> list[Sheet]:
    """What the shorthand of these tables means, and what holds for all of them."""
    cells = {cell for one in tables for row in one.rows for cell in row if isinstance(cell, str)}
    used = {mark for mark in STATUS_WORDS for cell in cells if f"[{mark}]" in cell} | {NOT_APPLICABLE.strip("[]")}
    rows = [(f"[{mark}]", words) for mark, words in STATUS_WORDS.items() if mark in used]
    rows += [("[note 1]", _PRINTED), ("[note 2]", "The column Figure has the id under which the page, its ledger and the CSV file have the same figure.")]
    return sheet(NOTES, "Notes: what shorthand means, and what holds for all tables", ("Shorthand or note", "Meaning"), rows, "This worksheet contains one table.")


def _text(words: Markup) -> str:
    return words.striptags() if isinstance(words, Markup) else words
