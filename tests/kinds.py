"""Reports shaped after kinds of published documents (`tests/reports/`): what their figures show, and their page after a whole run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conftest import calculate
from in_process import report_here

from pipeline.definitions.report_files import load_report
from pipeline.received.returns import read_returns

REPORTS = Path(__file__).parent / "reports"


def displayed(name: str, period: str, figure_ids: Iterable[str]) -> dict[str, str]:
    """These figures of a report as they are printed."""
    made = calculate(load_report(REPORTS, name, period), read_returns(REPORTS / name).observations)
    return {figure_id: made[figure_id].display for figure_id in figure_ids}


def checked_page(name: str, period: str, folder: Path) -> str:
    """The page of a whole run made in `folder`."""
    data = folder / "reports"
    data.mkdir()
    (data / name).symlink_to(REPORTS / name)
    ended = report_here("run", name, period, "--data", data, "--outputs", folder / "outputs")
    assert ended.returncode == 0, ended.stderr
    page = Path(ended.stdout.strip().splitlines()[-1]).read_text(encoding="utf-8")
    assert "no number here was counted anywhere" in page
    return page
