"""Figures alone: what is asked of a report's figures without a page. Nothing is published, and no sentence stops it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from pipeline.commentary.statements import judge_commentary
from pipeline.core.faults import Fault, FaultsFound
from pipeline.core.notebook_tables import faults_from
from pipeline.definitions.report_files import load_report
from pipeline.figures.figure import Figures
from pipeline.methods.judgements.rows_accounted import check_totals
from pipeline.page.typed_numbers import spoken_of
from pipeline.quality.outcomes import together
from pipeline.quality.written_checks import read_written
from pipeline.received.commentary import check_commentary
from reporting.runs.found_or_made import figures_made
from reporting.runs.run_failed import RunFailed
from reporting.store.places import Places


def judged_commentary(
    places: Places, report_id: str, period: str, as_of: str, *, cell_timeout: int, told: Callable[[str], None]
) -> list[dict]:
    """The claims of a commentary with their verdicts (statements.judge_commentary), also where one of them would stop the report.

    Raises RunFailed where there are no figures that they could be held against, or the commentary is not written as one.
    """
    with figures_made(places, report_id, period, as_of, cell_timeout=cell_timeout, told=told) as (identity, tables):
        report = load_report(places.data, identity.report, identity.period)
        written = read_written(report, identity.as_of, max(_table(tables, "inputs")["received"], default=""))
        _refuse(written.faults + check_commentary(report, written.commentary))
        figures = Figures.from_table(_table(tables, "figures_before_disclosure"))
        figures.include(check_totals(figures, together(_table(tables, "verdicts"), written.verdicts)))
        return judge_commentary(report, written.commentary, spoken_of(figures), identity.as_of).to_dict("records")


def computed_figures(
    places: Places, report_id: str, period: str, as_of: str, *, cell_timeout: int, told: Callable[[str], None]
) -> Figures:
    """Every figure of notebook 3, with its exact value, those too that are withheld. Raises RunFailed with every fault of the data."""
    with figures_made(places, report_id, period, as_of, cell_timeout=cell_timeout, told=told) as (_, tables):
        _refuse(faults_from(_table(tables, "disagreements")))
        return Figures.from_table(_table(tables, "figures_before_disclosure"))


def _table(tables: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(tables / f"{name}.parquet")


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise RunFailed(f"{FaultsFound(faults)}\nNothing was published. Correct what is listed and run it again.", status=1)
