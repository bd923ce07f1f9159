"""Faults of a definition that no single table shows: what names something that is not there, and what clashes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.core.faults import Fault
from pipeline.core.figure_ids import OWN
from pipeline.core.periods import Period, PeriodError
from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.indicators.dated_rules import first_day, rule_on
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.logs import FILE as LOGS
from pipeline.definitions.logs import Logs
from pipeline.definitions.paper_definition import PARTS
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import PeriodExceptions
from pipeline.files.authored_files import own_notebooks
from pipeline.files.inputs import read_input
from pipeline.files.report_folder import RECORD, none_of_ours
from pipeline.files.toml_files import Named, fault_in, unknown_names

# Parts of the page: a priority or an indicator of the same name would lead to the wrong place.
SECTIONS = (
    "headlines", "added", "lights", "since", "revisions", "standings", "projects", "contents", "quality", "judgements", "methods", "checks",
    "figures", "cells", "actions",
)  # fmt: skip
PARTS_OF_ONE = ("name", "caption", "words", "table", "groups")  # what is found under a name with these at its end


def names_in_exceptions(file: str, exceptions: PeriodExceptions, codes: Iterable[str]) -> Iterator[Named]:
    """The indicators that the exceptions of a period name."""
    named = [(("not_received", at, "indicators"), absent.indicators) for at, absent in enumerate(exceptions.not_received)]
    named += [(("own_days", at, "indicators"), own.indicators) for at, own in enumerate(exceptions.own_days)]
    named += [(("holds", at, "indicator"), (hold.indicator,)) for at, hold in enumerate(exceptions.holds)]
    named += [(("revision", at, "indicator"), (one.indicator,)) for at, one in enumerate(exceptions.revision)]
    yield from (("unknown indicator", file, keys, "", names, codes) for keys, names in named)


def names_in_logs(logs: Logs, codes: Iterable[str]) -> Iterator[Named]:
    """The indicators that the logs of a report name."""
    for kind in ("assumption", "decision", "data"):
        for at, entry in enumerate(getattr(logs, kind)):
            keys = (kind, at, "indicators")
            yield "there is no such indicator", LOGS, keys, ".".join(map(str, keys)), dict.fromkeys(entry.indicators), codes


def faults_between(report: Report) -> Iterator[Fault]:
    """Everything in a report's definitions that no single file shows."""
    for check in (
        _no_rule, _unheld, _without_total, _clashing_ids, _early_events, _own_notebooks, _another_year, _no_action_rule,
        _no_percentage_of_change, _own_days, _shown_once, _last_reports,
    ):  # fmt: skip
        yield from check(report)
    yield from unknown_names(report.folder, _named(report))


def _named(report: Report) -> Iterator[Named]:
    """What events, priorities, tables, sections and risks name."""
    definition, codes = report.definition, report.codes_defined
    sections = [one.id for one in definition.priorities]
    for code, measure in {**report.indicators, **report.narratives}.items():
        yield "unknown priority", "indicators.toml", (code, "priority"), f"{code}.priority", (measure.priority,), sections
    for at, event in enumerate(definition.event):
        yield "unknown indicator", "report.toml", ("event", at, "indicators"), "event", event.indicators, codes
    part, indicator, section = (f"there is no {kind} of this name" for kind in ("part of the paper", "indicator", "section"))
    parts = (*PARTS, *(table.id for table in definition.tables))
    for at, priority in enumerate(definition.priorities):
        yield part, "report.toml", ("priorities", at, "shows"), "shows", priority.shows, parts
    for at, table in enumerate(definition.tables):
        yield indicator, "report.toml", ("tables", at, "indicators"), "indicators", table.indicators, codes
    for name, exceptions in report.periods.items():
        file = f"period/{name}.toml"
        for at, one in enumerate(exceptions.recommendations):
            yield section, file, ("recommendations", at, "answered_in"), "answered_in", one.answered_in, sections
        for at, risk in enumerate(exceptions.risks):
            yield indicator, file, ("risks", at, "indicators"), "indicators", risk.indicators, codes


def uncountable(folder: Path, indicators: Mapping[str, Indicator], case_tables: Mapping[str, CaseTable]) -> Iterator[Fault]:
    """Counting rules that do not fit the case tables, or name a population that is no indicator."""
    for code, rule in ((code, one.counted) for code, one in indicators.items() if one.counted):
        problems = list(rule.problems(case_tables))
        if rule.population and rule.population not in indicators:
            problems.append(("population", f"there is no indicator {rule.population}"))
        yield from (fault_in(folder, "indicators.toml", (code, "counted", key), what) for key, what in problems)


def no_rule(report: Report) -> bool:
    """Whether indicators are judged on the report's day and there is no rule: the lights judge all, a rule for targets those with a target."""
    judged = [one for one in report.indicators.values() if one.judged and not (report.on_track and one.judged_by_target)]
    return bool(judged) and report.traffic_light is None


def _no_rule(report: Report) -> Iterator[Fault]:
    if no_rule(report):
        first = min(report.definition.traffic_light, key=first_day, default=None)
        expected = f"{first.applies_from} or later" if first else "a [[traffic_light]] table, because there are judged indicators"
        action = "Declare the rule that applied then, or choose a later period."
        yield Fault("no traffic-light rule applies to this period", "report.toml", found=str(report.period), expected=expected, action=action)


def _unheld(report: Report) -> Iterator[Fault]:
    """Judged indicators that lack what a condition of the lights holds them against, where no condition allows for that."""
    rule = report.traffic_light
    missing_is_told = {one.against for step in rule.steps for one in step.all if one.missing} if rule else set()
    for code, indicator in report.indicators.items():
        own = indicator.on(report.period)
        for against in rule.held_against if rule and indicator.judged else ():
            level = against in ("target", "baseline") and any(own.level(against, one) for one in indicator.groups)
            if against not in ("comparator", *indicator.references, *missing_is_told) and not level:
                yield fault_in(
                    report.folder, "indicators.toml", (code, "comparator"),
                    f"the rule of the lights holds it against its {against.replace('_', ' ')}, and it has none", column=code,
                    expected=f"{against} as its comparator or under also_against",
                    action="Declare it; or say in the rule which light it has without one ({ missing = true }).",
                )  # fmt: skip


def _without_total(report: Report) -> Iterator[Fault]:
    """Indicators of sub-groups or areas alone in a layout whose tables and charts are of totals."""
    for code, indicator in report.indicators.items():
        if report.definition.layout == "service" and indicator.groups != ("",):
            what = "the layout service shows totals, and this indicator has none"
            yield fault_in(report.folder, "indicators.toml", (code,), what, action="Choose another layout.")


def _clashing_ids(report: Report) -> Iterator[Fault]:
    """Priorities, tables and indicators whose names would be the same place of the page, or that of a part of one."""
    definition = report.definition
    named = [("report.toml", ("priorities", at, "id"), one.id) for at, one in enumerate(definition.priorities)]
    named += [("report.toml", ("tables", at, "id"), one.id) for at, one in enumerate(definition.tables)]
    named += [("indicators.toml", (code,), code) for code in report.codes_defined]
    places = Counter(name.lower() for name in (*SECTIONS, *(name for _, _, name in named)))
    parts = {f"{name.lower()}-{part}" for _, _, name in named for part in PARTS_OF_ONE}
    what = "the name is taken by another indicator, priority or table, or by a part of the page"
    for file, keys, name in named:
        if places[name.lower()] > 1 or name.lower() in parts:
            yield fault_in(report.folder, file, keys, what, found=name, action="Give it another.")


def _early_events(report: Report) -> Iterator[Fault]:
    """Events before the first day that any chart shows. One after the report's period is no fault: a later report will flag it."""
    definition = report.definition
    first = report.period.financial_year_period().back(12 * (definition.years + 1)).start
    for at, event in enumerate(definition.event):
        if event.first_day < first:
            found, expected = str(event.on or event.period), f"{first} or later: charts go back {definition.years} years (`years`)"
            keys = ("event", at, "on" if event.on else "period")
            yield fault_in(report.folder, "report.toml", keys, "the event is before all that charts show", column="event", found=found, expected=expected)


def _own_notebooks(report: Report) -> Iterator[Fault]:
    """Notebooks of the report's own that cannot be: called as ours are, beside codes that begin as theirs do, or under a rule that protects small numbers."""
    paths = own_notebooks(report.folder)
    for path in paths:
        if path.name[0].isdigit():
            what, expected = "a notebook of the report's own is called as ours are", "a name that does not begin with a digit"
            yield Fault(what, f"notebooks/{path.name}", expected=expected, action="Rename it.")
        if not _is_notebook(read_input(path).data):
            what, expected = "this is no notebook whose cells have names", "a notebook of format 4.5 or newer, in Python"
            yield Fault(what, f"notebooks/{path.name}", expected=expected, action="Open it in JupyterLab and save it again.")
    if paths and report.definition.disclosure.protects:
        what = "a report that protects small numbers takes no notebook of its own: nothing would protect what it adds"
        action = "Take it out of the folder, or make what it adds an indicator."
        yield Fault(what, f"notebooks/{paths[0].name}", action=action)
    for code in report.codes_defined if paths else ():
        if code.lower().startswith(OWN):
            what = f'codes that begin with "{OWN}" are those of notebooks of the report\'s own'
            yield fault_in(report.folder, "indicators.toml", (code,), what, found=code, action="Give it another.")


def _is_notebook(content: bytes) -> bool:
    """Whether a file is a notebook that can be run and traced: each cell has a name of its own, which stays the same."""
    try:
        notebook = json.loads(content)
        names = [cell["id"] for cell in notebook["cells"] if isinstance(cell["source"], str | list) and cell["cell_type"] in ("code", "markdown", "raw")]
        language = notebook["metadata"].get("language_info", {}).get("name", "python")
        return notebook["nbformat"] == 4 and len(names) == len(set(names)) == len(notebook["cells"]) and language == "python"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _another_year(report: Report) -> Iterator[Fault]:
    """A report that says it covers a calendar year, for a period that ends with another month than December."""
    end = report.period.end
    if report.definition.covers == "calendar_year" and end.month != 12:
        what, expected = "the report covers a calendar year, and its period ends no such", "a period that ends in December"
        action = f"Ask for {end.year - 1}, or declare what the report covers otherwise."
        yield Fault(what, "report.toml", column="covers", found=str(report.period), expected=expected, action=action)


def _no_action_rule(report: Report) -> Iterator[Fault]:
    """A tracker of actions without a rule that says what their status is."""
    trackers = (path for path in (report.folder / "actions").glob("*") if not none_of_ours(path))
    if not report.definition.actions and not all(path.name.endswith(RECORD) for path in trackers):
        what, expected = "no rule says what the status of an action is", "a table [actions], because there is a tracker"
        yield Fault(what, "report.toml", expected=expected, action="See pipeline/definitions/action_rule.py for what it holds.")


def _no_percentage_of_change(report: Report) -> Iterator[Fault]:
    """Columns of changes in per cent in a table of percentages, which differ in percentage points."""
    for at, table in enumerate(report.definition.tables):
        percentages = [one for one in table.indicators if one in report.indicators and report.indicators[one].unit == "percent"]
        if percentages and any(column.shows == "percent_change" for column in table.columns):
            what = f"percentages differ in percentage points: {', '.join(percentages)}"
            action = 'Say shows = "change", or put them into a table of their own.'
            yield fault_in(report.folder, "report.toml", ("tables", at, "columns"), what, column="shows", found="percent_change", action=action)


def _own_days(report: Report) -> Iterator[Fault]:
    """Days of an indicator's own that are later than the report's, cannot be those of its basis, or are said twice."""
    for name, exceptions in report.periods.items():
        said: set[str] = set()
        for at, own in enumerate(exceptions.own_days):
            found = []
            if Period.parse(own.period).end > Period.parse(name).end:
                found.append(("the days end after the report's period", {"expected": f"{name} or earlier"}))
            for code in own.indicators:
                if code in said:
                    found.append((f"a second period for {code}", {"action": "Leave one of them."}))
                said.add(code)
                try:
                    Period.parse(own.period, report.indicators[code].basis if code in report.indicators else "")
                except PeriodError as error:
                    found.append((f"no period of {code}: {error}", {}))
            for what, told in found:
                yield fault_in(report.folder, f"period/{name}.toml", ("own_days", at, "period"), what, column="period", found=own.period, **told)


def _shown_once(report: Report) -> Iterator[Fault]:
    """A part of a paper stands in one section at most, and a table in exactly one."""
    shown = [part for priority in report.definition.priorities for part in priority.shows]
    faults = [(part, "it is shown in two places") for part in dict.fromkeys(shown) if shown.count(part) > 1]
    faults += [(table.id, "no section shows the table") for table in report.definition.tables if table.id not in shown]
    for name, what in faults:
        yield Fault(what, "report.toml", column="shows", found=name, action="Name it under `shows` of one section.")


def _last_reports(report: Report) -> Iterator[Fault]:
    """Last reports that are not earlier than their period or that no rule of lights judges, and reasons that revise nothing."""
    rules = report.definition.traffic_light
    for name, exceptions in report.periods.items():
        file, last, period = f"period/{name}.toml", exceptions.last_report, Period.parse(name)
        if last is None:
            if exceptions.revision:
                what, expected = "a reason for a revision, but no last report", "last_report = { as_of = 2026-03-02 }"
                yield fault_in(report.folder, file, ("revision",), what, expected=expected)
            continue
        before = Period.parse(last.period) if last.period else period.previous
        if before.end >= period.end:
            what, expected = "the last report is not earlier than this one", f"{period.previous}, or an earlier period"
            yield fault_in(report.folder, file, ("last_report",), what, found=str(before), expected=expected)
        elif rules and rule_on(rules, before.end) is None:
            what, expected = "no traffic-light rule applies to the period of the last report", f"{min(rules, key=first_day).applies_from} or later"
            yield fault_in(report.folder, file, ("last_report",), what, found=str(before), expected=expected)
