"""From Python: what the commands of these names do, for programs and notebooks. They print nothing; `reporting` offers them.

Wherever `data` and `outputs` are taken, they mean what `--data` and `--outputs` do. A report, period, run or figure that does
not exist raises LookupError with the nearest name, as the command would tell it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pipeline.core.installation import DATA, OUTPUTS
from reporting.command.arguments import places_of
from reporting.command.audit_commands import sealed_run
from reporting.runs.found_or_made import Run, check_report, run_report
from reporting.signing.ssh_keys import ALLOWED
from reporting.store.places import Places


def silent(what: object) -> None:
    """Hears of the progress and says nothing."""


def run(
    report: str, period: str, *, as_of: str = "", data: Path | str = DATA, outputs: Path | str = OUTPUTS,
    cell_timeout: int = 600, told: Callable[[str], None] = silent, cache: bool = True,
) -> Run:  # fmt: skip
    """Make a report, or find the run that has been made of the same content.

    Takes    a report's name and a period such as "2023-24-Q2"; `as_of`, the day (ISO) by which its data had been received,
             if not by now; the seconds that a cell may run; who is `told` of each step; and whether what a notebook made
             before is taken where all that it rests on is the same (`cache`).
    Returns  the run: `run`, its id; `page`, the path of report.html; `made_before`.
    Raises   RunFailed with every fault; then nothing was published.
    """
    places = places_of(report, period, as_of, Path(data), Path(outputs))
    return run_report(places, report, period, as_of, cell_timeout=cell_timeout, told=told, cache=cache)


def check(
    report: str, period: str, *, as_of: str = "", data: Path | str = DATA, outputs: Path | str = OUTPUTS,
    cell_timeout: int = 600, told: Callable[[str], None] = silent, cache: bool = True,
):  # fmt: skip
    """Everything that `run` does, with nothing published: what it passes, `run` publishes.

    Returns  two tables (pandas): the rows that a check warns of, one row a warning (severity, file, row, column, found, expected, says, action),
             and what the commentary claims, one row a claim with its verdict.
    Raises   RunFailed with every fault that would stop a run.
    """
    places = places_of(report, period, as_of, Path(data), Path(outputs))
    return check_report(places, report, period, as_of, cell_timeout=cell_timeout, told=told, cache=cache)


def load_ledger(run: str, *, outputs: Path | str = OUTPUTS, restricted: bool = False) -> dict[str, dict]:
    """The figures of a finished run by id, in the order of the list of figures.

    Takes    a run's id, the start of it, or its folder.
    Returns  a record a figure: value, display, unit, status, formula, operands and the cell that made it. Those of the
             `restricted` edition also name the rows under it, and are not for publication.
    """
    sealed = sealed_run(Path(outputs), run)
    ledger = sealed.ledger if restricted else json.loads((sealed.published / "ledger.json").read_text(encoding="utf-8"))
    return {figure["id"]: figure for figure in ledger["figures"]}


def trace(run: str, figure: str, *, outputs: Path | str = OUTPUTS) -> dict:
    """A figure down to its rows: formula, operands, each traced in turn, the cell, and the rows as they stood in their files.

    Not for publication: it holds what partners sent.
    """
    from reporting.audit.trace import Tracer

    with Tracer(sealed_run(Path(outputs), run)) as tracer:
        return tracer.trace(figure)


def verify(run: str, *, data: Path | str = DATA, outputs: Path | str = OUTPUTS):
    """Make a run again from its stored inputs and code, in an empty place, and compare every figure and every file.

    Returns  `verdict` ("pass", "fail", or "inconclusive" where not everything could be checked), how many `figures` were
             compared, and what was `altered`, `differences`, what `hinders`, how the `environment` differs, and the run's `standing`.
    """
    from reporting.audit import verification

    places = Places.of(Path(data), Path(outputs))
    return verification.verify(sealed_run(places.outputs, run), places.data / ALLOWED)
