"""The definition files of a report, read together and held against each other: every fault of every file at once."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.faults import Fault, FaultsFound, refuse
from pipeline.core.figure_ids import FigureId
from pipeline.core.periods import Period, PeriodError
from pipeline.definitions.case_tables import read_case_tables
from pipeline.definitions.corrections import read_corrections
from pipeline.definitions.cross_checks import faults_between, names_in_exceptions, names_in_logs, uncountable
from pipeline.definitions.indicators.counting_rules import comparing_tables
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.measures import Measure, NarrativeMeasure
from pipeline.definitions.logs import read_logs
from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import PeriodExceptions, ReportDefinition
from pipeline.files.report_folder import PLACES, none_of_ours, rename
from pipeline.files.toml_files import read_toml, unknown_names, validated


def read_report(data_root: Path, report_id: str, period: str) -> tuple[Report | None, list[Fault]]:
    """A report's definition for one period, and every fault of every definition file.

    Indicators at fault are left out of the report; without a usable `report.toml`, or any indicator, there is none.
    """
    folder, when = data_root / report_id, Period.parse(period)
    tables, faults = read_toml(folder / "report.toml", "report.toml")
    definition = None
    if not faults:
        definition, faults = validated(ReportDefinition, tables, folder / "report.toml", "report.toml")
    codes, measures, indicator_faults = _read_measures(folder)
    indicators = {code: measure.on(when) for code, measure in measures.items() if isinstance(measure, Indicator)}
    narratives = {code: measure for code, measure in measures.items() if isinstance(measure, NarrativeMeasure)}
    periods, exception_faults = _read_exceptions(folder, codes)
    case_tables, case_faults = read_case_tables(folder)
    corrections, correction_faults = read_corrections(folder)
    logs, log_faults = read_logs(folder)
    log_faults += unknown_names(folder, names_in_logs(logs, codes))
    faults += indicator_faults + exception_faults + case_faults + correction_faults + log_faults
    faults += uncountable(folder, indicators, case_tables) if not case_faults else []
    if definition is None or not codes:
        return None, faults
    report = Report(
        id=report_id, folder=folder, period=when, definition=definition, codes_defined=tuple(codes), indicators=indicators,
        narratives=narratives, periods=periods, corrections=corrections, logs=logs,
        case_tables=comparing_tables(case_tables, (one.counted for one in indicators.values() if one.counted)),
    ).on(when)  # fmt: skip
    return report, [*faults, *faults_between(report)]


def require(report: Report | None, faults: list[Fault]) -> Report:
    """The report, if there is one; without a usable report.toml every fault found so far is raised (FaultsFound)."""
    if report is None:
        raise FaultsFound(faults)
    return report


def load_report(data_root: Path, report_id: str, period: str) -> Report:
    """The report's definition for one period. Raises FaultsFound with every fault of every definition file."""
    report, faults = read_report(data_root, report_id, period)
    refuse(faults)
    return require(report, faults)


def _read_measures(folder: Path) -> tuple[list[str], dict[str, Measure], list[Fault]]:
    path, name = folder / "indicators.toml", "indicators.toml"
    tables, faults = read_toml(path, name)
    measures = {}
    for code, values in tables.items():
        values = {"code": code, **values} if isinstance(values, dict) else values
        narrative = isinstance(values, dict) and values.get("kind") == "narrative"
        measure, found = validated(NarrativeMeasure if narrative else Indicator, values, path, name, keys=(code,))
        try:
            FigureId.parse(f"{code}.value")
        except ValueError:
            found.append(Fault("not a usable code", file=name, found=code, expected="letters, digits, dots and hyphens"))
        faults += found
        if measure:
            measures[code] = measure
    if not tables and not faults:
        faults.append(Fault("there are no indicators", file=name, action="Add a table for each."))
    return list(tables), measures, faults


def _read_exceptions(folder: Path, codes: list[str]) -> tuple[dict[str, PeriodExceptions], list[Fault]]:
    periods, faults = {}, []
    paths = sorted(one for one in (folder / "period").glob("*.toml") if not none_of_ours(one))
    for path in paths:
        name = f"period/{path.name}"
        try:
            Period.parse(path.stem)
        except PeriodError as error:
            action = rename(path.name, PLACES["period"], [f"period/{one.name}" for one in paths])
            faults.append(Fault(str(error), file=name, action=action))
            continue
        tables, found = read_toml(path, name)
        if found:
            faults += found
            continue
        exceptions, found = validated(PeriodExceptions, tables, path, name)
        faults += found
        if exceptions:
            periods[path.stem] = exceptions
            faults += unknown_names(folder, names_in_exceptions(name, exceptions, codes)) if codes else []
    return periods, faults
