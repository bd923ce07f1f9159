"""What a paper's tables, sections and risks name, held against what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.core.faults import Fault, nearest
from pipeline.definitions.paper_definition import PARTS
from pipeline.definitions.report_definition import PeriodExceptions, ReportDefinition
from pipeline.files.toml_files import line_in


def paper_faults(
    folder: Path, definition: ReportDefinition, periods: Mapping[str, PeriodExceptions], codes: Iterable[str]
) -> list[Fault]:
    """Every section, table and indicator that is named in a paper's tables and that there is none of."""
    found = [("report.toml", *named) for named in _named_in_report(definition, codes)]
    for period, exceptions in periods.items():
        found += [(f"period/{period}.toml", *named) for named in _named_in_period(definition, exceptions, codes)]
    return _shown_once(folder, definition) + [
        Fault(
            f"there is no {kind} of this name", file=file, row=line_in(folder / file, place),
            column=str(place[-1]), found=name, action=nearest(name, known),
        )
        for file, kind, place, names, known in found
        for name in names
        if name not in known
    ]  # fmt: skip


def _shown_once(folder: Path, definition: ReportDefinition) -> list[Fault]:
    """A part of a paper stands in one section at most, and a table in exactly one."""
    shown = [part for priority in definition.priorities for part in priority.shows]
    counts = {table.id: shown.count(table.id) for table in definition.tables}
    faults = [(part, "it is shown in two places") for part in dict.fromkeys(shown) if shown.count(part) > 1]
    faults += [(table, "no section shows the table") for table, count in counts.items() if not count]
    action = "Name it under `shows` of one section."
    return [Fault(what, file="report.toml", column="shows", found=name, action=action) for name, what in faults]


def _named_in_report(definition: ReportDefinition, codes: Iterable[str]) -> Iterator[tuple]:
    parts = (*PARTS, *(table.id for table in definition.tables))
    for at, priority in enumerate(definition.priorities):
        yield "part of the paper", ("priorities", at, "shows"), priority.shows, parts
    for at, table in enumerate(definition.tables):
        yield "indicator", ("tables", at, "indicators"), table.indicators, codes


def _named_in_period(
    definition: ReportDefinition, exceptions: PeriodExceptions, codes: Iterable[str]
) -> Iterator[tuple]:
    sections = [priority.id for priority in definition.priorities]
    for at, recommendation in enumerate(exceptions.recommendations):
        yield "section", ("recommendations", at, "answered_in"), recommendation.answered_in, sections
    for at, risk in enumerate(exceptions.risks):
        yield "indicator", ("risks", at, "indicators"), risk.indicators, codes
