"""What many tests share: a report folder to fill, the figures that come out of one, and tests that need a program."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Collection
from datetime import date
from functools import cache
from pathlib import Path
from types import CodeType, SimpleNamespace

import pandas as pd
import pytest
from generated import toml_value
from hypothesis import HealthCheck, settings
from programs import PROGRAMS, program_path

import reporting  # noqa: F401 (before any test imports nbformat: reporting/__init__.py says why)
from pipeline.core.faults import refuse
from pipeline.core.notebook_tables import faults_from
from pipeline.definitions.report import Report
from pipeline.definitions.report_files import load_report
from pipeline.figures.figure import Figures
from pipeline.methods.judgements.rows_accounted import check_totals
from pipeline.page.typed_numbers import review
from pipeline.quality.written_checks import read_written
from pipeline.received.cases import Cases, read_cases
from pipeline.received.corrector import Corrector, applied_table
from pipeline.received.returns import read_returns
from pipeline.received.trackers import read_actions

# An example takes as long as the machine lets it: none fails for that.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

pytest_plugins = ["longest_files", "measured_rooms", "northmoor", "scratch", "support", "toys"]
NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "3_indicators.ipynb"
REPORT = {
    "title": "Report", "partnership": "Partnership", "team": "Team", "layout": "scorecard", "notice": "Made up.",
    "priorities": [{"id": "asb", "title": "Antisocial behaviour"}],
    "disclosure": {"rule": "none", "reason": "Made up.", "accepted": {"role": "Analyst", "reason": "Made up."}},
}  # fmt: skip
RULE = {
    "applies_from": "2010-11-Q1", "green_from": 0, "amber_from": -15, "reference_zero": "data_only",
    "key": {"green": "green", "amber": "amber", "red": "red", "data_only": "data only", "no_data": "no data"},
}  # fmt: skip
INDICATOR = {
    "name": "Number of cases", "short_name": "Cases", "priority": "asb", "definition": "Cases.", "unit": "count",
    "noun": {"one": "case", "many": "cases"}, "basis": "year_to_date", "aggregation": "sum", "polarity": "lower_is_better",
    "comparator": "same_period_last_year", "judged": True, "variance_basis": "relative", "decimals": 0,
    "source": "Return", "owner": "Manager", "checked_by": "Analyst", "next_review": date(2027, 3, 31),
}  # fmt: skip
COLUMNS = "indicator,period,basis,value,numerator,denominator,status,note,category"


class ReportFolder:
    """A report folder under construction, `demo`. A test states only what matters; the rest is a count of cases."""

    def __init__(self, root: Path):
        self.root, self.settings, self.rules, self.indicators = root, {}, [{}], {}
        (self.folder / "returns").mkdir(parents=True)
        (self.folder / "period").mkdir()

    @property
    def folder(self) -> Path:
        return self.root / "demo"

    def define(self, code: str = "A1", **own: object) -> None:
        """An indicator: a judged count from 1 April that adds up and is better when lower, but for what is said here.

        `None` leaves a key out.
        """
        self.indicators[code] = {key: value for key, value in {**INDICATOR, **own}.items() if value is not None}

    def receive(self, received: str, *lines: str, name: str = "partners") -> None:
        """A return of that date with these lines: indicator,period,basis,value,numerator,denominator,status,note,category."""
        full = (line + "," * (COLUMNS.count(",") - line.count(",")) for line in lines)
        text = "\n".join([COLUMNS, *full]) + "\n"
        (self.folder / "returns" / f"{received}_{name}.csv").write_text(text, encoding="utf-8")

    def declare_cases(self, text: str) -> None:
        """The case tables of the report, as TOML."""
        (self.folder / "cases.toml").write_text(text, encoding="utf-8")

    def receive_cases(self, name: str, *lines: str, covers: str = "") -> None:
        """An extract with these lines, the header first; `covers` is "2025-04-01, 2025-06-30" where its name does not say."""
        path = self.folder / "cases" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if covers:
            record = f'publisher = "Made up"\nlicence = "none"\nreceived = {name[:10]}\ncovers = [{covers}]\n'
            path.with_suffix(".source.toml").write_text(record, encoding="utf-8")

    def except_in(self, period: str, **exceptions: object) -> None:
        """The exceptions of a period: `not_received` and `holds`, each a list of tables."""
        (self.folder / "period" / f"{period}.toml").write_text(_tables(exceptions), encoding="utf-8")

    def report(self, period: str = "2023-24-Q2") -> Report:
        rules = [{name: part for name, part in {**RULE, **rule}.items() if part is not None} for rule in self.rules]
        (self.folder / "report.toml").write_text(
            _tables({**REPORT, **self.settings, "traffic_light": rules}), encoding="utf-8"
        )
        (self.folder / "indicators.toml").write_text(
            "\n".join(
                f"[{toml_value(code)}]\n{_tables(values)}" for code, values in (self.indicators or {"A1": INDICATOR}).items()
            ),
            encoding="utf-8",
        )
        return load_report(self.root, "demo", period)

    def figures(self, period: str = "2023-24-Q2", *, as_of: str = "") -> Figures:
        """All figures that notebook 3 makes of what was received."""
        report = self.report(period)
        corrector = Corrector(report.corrections)
        returns = read_returns(self.folder, as_of, corrector)
        records = read_cases(self.folder, report.case_tables, as_of, corrector)
        corrections = applied_table(corrector.applied, pd.concat([returns.inputs, records.inputs]))
        return calculate(report, returns.observations, records=records, corrections=corrections)

    def records(self, report: Report, as_of: str = "") -> Cases:
        """The records in the folder's `cases/`, as `cases.toml` declares them."""
        return read_cases(self.folder, report.case_tables, as_of)


@pytest.fixture
def folder(tmp_path: Path) -> ReportFolder:
    return ReportFolder(tmp_path)


@pytest.fixture(scope="session")
def fernmoor() -> Callable[[str], tuple[Report, Figures]]:
    """The report and all figures of Fernmoor (`tests/reports/`, made up) for a period, made once: change nothing in them."""

    @cache
    def made(period: str) -> tuple[Report, Figures]:
        root = Path(__file__).parent / "reports"
        report = load_report(root, "fernmoor", period)
        return report, calculate(report, read_returns(root / "fernmoor").observations)

    return made


def calculate(
    report: Report,
    observations: pd.DataFrame,
    failing: pd.DataFrame | None = None,
    records: Cases | None = None,
    corrections: pd.DataFrame | None = None,
    cells: Collection[str] = (),
) -> Figures:
    """The figures that the cells of notebook 3 make, run here one after the other; `failing` as check_quality gives it.

    Refuses what the page's notebook would refuse of them and of what was written, before it prints anything. With `cells` (ids) only those are run: a test that needs no others of a large report says so.
    """
    records = records or read_cases(report.folder, report.case_tables)
    none = pd.DataFrame(columns=["file", "sheet", "row", "cells", "expectation"])
    tables = {
        "actions": read_actions(report.folder).actions,
        "observations": observations,
        "failing_rows": none if failing is None else failing,
        "cases": records.rows,
        "corrections": applied_table((), pd.DataFrame()) if corrections is None else corrections,
        "extracts": records.extracts,
    }
    known = {
        "report": report,
        "step": SimpleNamespace(as_of="", read=tables.__getitem__, file=tables.__getitem__, write=lambda name, table: tables.setdefault(name, table)),
    }
    assert compiled_cells(NOTEBOOK).keys() >= set(cells)
    for name, code in compiled_cells(NOTEBOOK).items():
        if not cells or name in cells:
            exec(code, known)
    figures = known["figures"]
    if not cells:
        figures.include(check_totals(figures, pd.DataFrame({"verdict": ["met"]})), rests_on_rows=False)
        written = read_written(report, "", "")
        refuse(faults_from(tables["disagreements"]) + review(report, written, figures, known["disclosed"].figures, "")[1])
    return figures


def figure_cells() -> tuple[str, ...]:
    """The cells that make figures, without those after them, which look for disagreements and withhold small ones."""
    return tuple(name for name in compiled_cells(NOTEBOOK) if name not in ("disagreements", "disclose", "withheld"))


@cache
def compiled_cells(notebook: Path) -> dict[str, CodeType]:
    """The cells of a notebook, by id, after those that open its tables and its report; each compiled once for all tests."""
    cells = [cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    return {
        cell["id"]: compile("".join(cell["source"]), f"{notebook.name}, cell {cell['id']}", "exec")
        for cell in cells
        if cell["id"] not in ("parameters", "inputs-and-outputs", "definitions")
    }


def _tables(values: dict) -> str:
    """A TOML table's keys. Lists of tables and tables in tables are written inline."""
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in values.items())


def pytest_collection_finish() -> None:
    """What is imported and collected stays: nothing is looked through again and again for what might go, nor copied into each fork."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a program which is not there is not run, and said so; where all are needed, it fails."""
    for marker, program in PROGRAMS.items():
        if item.get_closest_marker(marker) and not program_path(program):
            if os.environ.get("REPORT_TESTS_NEED_ALL") == "1":
                pytest.fail(f"needs {program}, which is not installed", pytrace=False)
            pytest.skip(f"needs {program}, which is not installed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that was not run, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"tests not run: {len(skipped)}")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.write_line(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")
