"""Faults of a definition that no single table shows: what names something that is not there, and what clashes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from pipeline.core.faults import Fault, nearest
from pipeline.core.figure_ids import OWN
from pipeline.core.periods import Period, PeriodError
from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.indicators.dated_rules import first_day, rule_on
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.measures import Measure
from pipeline.definitions.report_definition import PeriodExceptions, ReportDefinition
from pipeline.files.authored_files import own_notebooks
from pipeline.files.inputs import read_input
from pipeline.files.report_folder import RECORD, none_of_ours
from pipeline.files.toml_files import line_in

# Parts of the page: a priority or an indicator of the same name would lead to the wrong place.
SECTIONS = (
    "headlines",
    "added",
    "lights",
    "since",
    "revisions",
    "standings",
    "projects",
    "contents",
    "quality",
    "judgements",
    "methods",
    "checks",
    "figures",
    "cells",
    "actions",
)

PARTS_OF_ONE = ("name", "caption", "words", "table", "groups")  # what is found under a name with these at its end


def unknown_indicators(path: Path, name: str, exceptions: PeriodExceptions, codes: list[str]) -> list[Fault]:
    """Exceptions of a period that name an indicator which is not defined."""
    named = [
        (("not_received", at, "indicators"), absent.indicators) for at, absent in enumerate(exceptions.not_received)
    ]
    named += [(("own_days", at, "indicators"), own.indicators) for at, own in enumerate(exceptions.own_days)]
    named += [(("holds", at, "indicator"), (hold.indicator,)) for at, hold in enumerate(exceptions.holds)]
    named += [(("revision", at, "indicator"), (one.indicator,)) for at, one in enumerate(exceptions.revision)]
    return [
        Fault("unknown indicator", file=name, row=line_in(path, place), found=code, action=nearest(code, codes))
        for place, listed in named
        for code in listed
        if code not in codes
    ]


def events_off_the_charts(folder: Path, definition: ReportDefinition, codes: list[str], period: Period) -> list[Fault]:
    """Events of indicators that are not defined, and those before the first day that any chart shows.

    One after the report's period is no fault: a later report will flag it.
    """
    faults, path = [], folder / "report.toml"
    first = period.financial_year_period().back(12 * (definition.years + 1)).start
    for at, event in enumerate(definition.event):
        place = {"file": path.name, "row": line_in(path, ("event", at, "on" if event.on else "period"))}
        if event.first_day < first:
            found, expected = str(event.on or event.period), f"{first} or later: charts go back {definition.years} years (`years`)"
            faults.append(Fault("the event is before all that charts show", **place, column="event", found=found, expected=expected))
        row = line_in(path, ("event", at, "indicators"))
        for code in (one for one in event.indicators if one not in codes):
            faults.append(Fault("unknown indicator", path.name, row=row, column="event", found=code, action=nearest(code, codes)))
    return faults


def uncountable(folder: Path, indicators: dict[str, Indicator], case_tables: dict[str, CaseTable]) -> list[Fault]:
    """Counting rules that do not fit the case tables, or name a population that is no indicator."""
    faults = []
    for code, indicator in indicators.items():
        problems = list(indicator.counted.problems(case_tables)) if indicator.counted else []
        if indicator.counted and indicator.counted.population and indicator.counted.population not in indicators:
            problems.append(("population", f"there is no indicator {indicator.counted.population}"))
        for key, what in problems:
            row = line_in(folder / "indicators.toml", (code, "counted", key))
            faults.append(Fault(what, file="indicators.toml", row=row, column=f"{code}.counted.{key}"))
    return faults


def clashing_ids(folder: Path, definition: ReportDefinition, codes: list[str]) -> list[Fault]:
    """Priorities, tables and indicators whose names would be the same place of the page, or that of a part of one."""
    named = [("report.toml", ("priorities", at, "id"), one.id) for at, one in enumerate(definition.priorities)]
    named += [("report.toml", ("tables", at, "id"), one.id) for at, one in enumerate(definition.tables)]
    named += [("indicators.toml", (code,), code) for code in codes]
    places = Counter(name.lower() for name in (*SECTIONS, *(name for _, _, name in named)))
    parts = {f"{name.lower()}-{part}" for _, _, name in named for part in PARTS_OF_ONE}
    what = "the name is taken by another indicator, priority or table, or by a part of the page"
    return [
        Fault(what, file, "", line_in(folder / file, keys), ".".join(map(str, keys)), name, action="Give it another.")
        for file, keys, name in named
        if places[name.lower()] > 1 or name.lower() in parts
    ]


def own_notebook_faults(folder: Path, definition: ReportDefinition, codes: list[str]) -> list[Fault]:
    """Notebooks of the report's own that cannot be: called as ours are, beside codes that begin as theirs do, or under a rule that protects small numbers."""
    names = [f"notebooks/{path.name}" for path in own_notebooks(folder)]
    faults = [
        Fault("a notebook of the report's own is called as ours are", name, expected="a name that does not begin with a digit", action="Rename it.")
        for name in names
        if name.removeprefix("notebooks/")[0].isdigit()
    ]
    faults += [
        Fault("this is no notebook whose cells have names", f"notebooks/{path.name}", expected="a notebook of format 4.5 or newer, in Python", action="Open it in JupyterLab and save it again.")
        for path in own_notebooks(folder)
        if not _is_notebook(read_input(path).data)
    ]
    if names and definition.disclosure.protects:
        what = "a report that protects small numbers takes no notebook of its own: nothing would protect what it adds"
        faults.append(Fault(what, names[0], action="Take it out of the folder, or make what it adds an indicator."))
    faults += [
        Fault(f'codes that begin with "{OWN}" are those of notebooks of the report\'s own', "indicators.toml", "", line_in(folder / "indicators.toml", (code,)), code, code, action="Give it another.")
        for code in codes
        if names and code.lower().startswith(OWN)
    ]
    return faults


def _is_notebook(content: bytes) -> bool:
    """Whether a file is a notebook that can be run and traced: each cell has a name of its own, which stays the same."""
    try:
        notebook = json.loads(content)
        names = [cell["id"] for cell in notebook["cells"] if isinstance(cell["source"], str | list) and cell["cell_type"] in ("code", "markdown", "raw")]
        language = notebook["metadata"].get("language_info", {}).get("name", "python")
        return notebook["nbformat"] == 4 and len(names) == len(set(names)) == len(notebook["cells"]) and language == "python"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def no_rule(definition: ReportDefinition, indicators: dict[str, Indicator], period: Period) -> list[Fault]:
    """Judged indicators without a rule to judge them by: the lights judge all of them, a rule for targets those with a target."""
    judged = [indicator for indicator in indicators.values() if indicator.judged]
    if rule_on(definition.on_track, period.end):
        judged = [indicator for indicator in judged if not indicator.judged_by_target]
    if not judged or rule_on(definition.traffic_light, period.end):
        return []
    first = min(definition.traffic_light, key=first_day, default=None)
    what, action = (
        "no traffic-light rule applies to this period",
        "Declare the rule that applied then, or choose a later period.",
    )
    expected = f"{first.applies_from} or later" if first else "a [[traffic_light]] table, because there are judged indicators"
    return [Fault(what, file="report.toml", found=str(period), expected=expected, action=action)]


def unheld(folder: Path, definition: ReportDefinition, indicators: dict[str, Indicator], period: Period) -> list[Fault]:
    """Judged indicators that lack what a condition of the lights holds them against, where no condition allows for that."""
    rule = rule_on(definition.traffic_light, period.end)
    missing_is_told = {one.against for step in rule.steps for one in step.all if one.missing} if rule else set()
    return [
        Fault(
            f"the rule of the lights holds it against its {against.replace('_', ' ')}, and it has none",
            file="indicators.toml",
            row=line_in(folder / "indicators.toml", (code, "comparator")),
            column=code,
            expected=f"{against} as its comparator or under also_against",
            action="Declare it; or say in the rule which light it has without one ({ missing = true }).",
        )
        for code, indicator in indicators.items()
        for against in (rule.held_against if rule and indicator.judged else ())
        if against not in ("comparator", *indicator.references, *missing_is_told)
        and not any(
            against in ("target", "baseline") and indicator.on(period).level(against, one) for one in indicator.groups
        )
    ]


def without_total(folder: Path, definition: ReportDefinition, indicators: dict[str, Indicator]) -> list[Fault]:
    """Indicators of sub-groups or areas alone in a layout whose tables and charts are of totals."""
    alone = [code for code, indicator in indicators.items() if indicator.groups != ("",)]
    if definition.layout != "service" or not alone:
        return []
    what, action = "the layout service shows totals, and this indicator has none", "Choose another layout."
    path = folder / "indicators.toml"
    return [Fault(what, file=path.name, row=line_in(path, (code,)), column=code, action=action) for code in alone]


def covers_another_year(definition: ReportDefinition, period: Period) -> list[Fault]:
    """A report that says it covers a calendar year, for a period that ends with another month than December."""
    if definition.covers != "calendar_year" or period.end.month == 12:
        return []
    what, expected = "the report covers a calendar year, and its period ends no such", "a period that ends in December"
    action = f"Ask for {period.end.year - 1}, or declare what the report covers otherwise."
    return [Fault(what, file="report.toml", column="covers", found=str(period), expected=expected, action=action)]


def no_percentage_of_change(
    folder: Path, definition: ReportDefinition, indicators: dict[str, Indicator]
) -> list[Fault]:
    """Columns of changes in per cent in a table of percentages, which differ in percentage points."""
    faults = []
    for at, table in enumerate(definition.tables):
        percentages = [one for one in table.indicators if one in indicators and indicators[one].unit == "percent"]
        if percentages and any(column.shows == "percent_change" for column in table.columns):
            what = f"percentages differ in percentage points: {', '.join(percentages)}"
            row = line_in(folder / "report.toml", ("tables", at, "columns"))
            action = 'Say shows = "change", or put them into a table of their own.'
            faults.append(Fault(what, "report.toml", row=row, column="shows", found="percent_change", action=action))
    return faults


def own_days_faults(
    folder: Path, periods: dict[str, PeriodExceptions], indicators: dict[str, Indicator]
) -> list[Fault]:
    """Days of an indicator's own that are later than the report's, cannot be those of its basis, or are said twice."""
    faults = []
    for name, exceptions in periods.items():
        said: set[str] = set()
        for at, own in enumerate(exceptions.own_days):
            place = {"file": f"period/{name}.toml", "column": "period", "found": own.period}
            place["row"] = line_in(folder / place["file"], ("own_days", at, "period"))
            if Period.parse(own.period).end > Period.parse(name).end:
                faults.append(Fault("the days end after the report's period", expected=f"{name} or earlier", **place))
            for code in own.indicators:
                if code in said:
                    faults.append(Fault(f"a second period for {code}", **place, action="Leave one of them."))
                said.add(code)
                faults += _no_days_of(indicators[code], own.period, place) if code in indicators else []
    return faults


def _no_days_of(indicator: Indicator, period: str, place: dict) -> list[Fault]:
    try:
        Period.parse(period, indicator.basis)
    except PeriodError as error:
        return [Fault(f"no period of {indicator.code}: {error}", **place)]
    return []


def no_action_rule(folder: Path, definition: ReportDefinition) -> list[Fault]:
    """A tracker of actions without a rule that says what their status is."""
    trackers = (path for path in (folder / "actions").glob("*") if not none_of_ours(path))
    if definition.actions or all(path.name.endswith(RECORD) for path in trackers):
        return []
    what, expected = "no rule says what the status of an action is", "a table [actions], because there is a tracker"
    return [Fault(what, file="report.toml", expected=expected, action="See pipeline/definitions/action_rule.py for what it holds.")]


def unknown_priorities(folder: Path, definition: ReportDefinition, measures: dict[str, Measure]) -> list[Fault]:
    """Measures of a priority that the report does not have."""
    known = {priority.id for priority in definition.priorities}
    return [
        Fault(
            "unknown priority",
            file="indicators.toml",
            row=line_in(folder / "indicators.toml", (code, "priority")),
            column=f"{code}.priority",
            found=measure.priority,
            action=nearest(measure.priority, known),
        )
        for code, measure in measures.items()
        if measure.priority not in known
    ]
