"""The command `report`. Exit status: 0 done, 1 the data or a definition is at fault, 2 usage, 3 could not complete."""

from __future__ import annotations

import json
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.faults import Fault, FaultsFound, nearest, refuse
from pipeline.periods import Period, PeriodError
from pipeline.steps import PROJECT, is_date

# What ends a run early: Ctrl+C, the system, a closed terminal. Typer gives the status INTERRUPTED for it.
STOPS = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))
INTERRUPTED = 130
IN_A_FILE = 180  # how wide a table is written that no terminal shows

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
told = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
shown = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else IN_A_FILE)

ReportName = Annotated[str, typer.Argument(metavar="REPORT", help="A report: a folder of data/raw.")]
PeriodName = Annotated[
    str, typer.Argument(metavar="PERIOD", help="What it is for, such as 2023-24-Q2, 2023-24 or 2017-10.")
]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help="Use only what was received by this date.")]
Data = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="Where the reports' folders are (also: a folder with raw/ in it).")
]
Outputs = Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Where finished reports go.")]
CellTimeout = Annotated[
    int, typer.Option("--cell-timeout", metavar="SECONDS", min=1, help="How long one cell may run.")
]


class Usage(Exception):
    """The command was called with something that does not exist."""


@app.command("list")
def list_reports(data: Data = PROJECT / "data", outputs: Outputs = PROJECT / "outputs") -> None:
    """Reports, their periods, what was received, what is missing."""
    from pipeline.received import return_files
    from pipeline.running import catalogue
    from pipeline.running.run import Places

    places = Places.of(data, outputs)
    names = catalogue.report_ids(places.data)
    if not names:
        raise Usage(f"there are no reports in {places.data}: a report is a folder with a report.toml")
    for name in names:
        print(name)
        files, faults = return_files(places.data / name)
        print(f"  received: {', '.join(path.name for path in files) or 'nothing'}")
        for fault in faults:
            print(f"  not readable: {fault}")
        try:
            covered = catalogue.coverage(places.data, name)
        except FaultsFound as found:
            print(f"  its definitions cannot be read: {found}")
            continue
        for period in covered:
            total = len(period.received) + len(period.missing)
            print(f"  {period.period}: {len(period.received)} of {total} indicators received")
            for missing in period.missing:
                print(f"    missing: {missing}")
        for run in catalogue.finished_runs(places.outputs, name):
            print(f"  made: {run.period}, data received by {run.as_of}: {run.page}")


@app.command("check")
def check(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = PROJECT / "data",
    outputs: Outputs = PROJECT / "outputs", cell_timeout: CellTimeout = 600,
) -> None:  # fmt: skip
    """Find every fault in data, definitions and commentary; publish nothing."""
    from pipeline.running.run import check_report

    places = _places(report, period, as_of, data, outputs)
    with _progress(f"{report} {period}") as progress:
        failing = check_report(places, report, period, as_of, cell_timeout=cell_timeout, told=progress)
    for row in failing.itertuples():
        found = Fault(
            row.says, row.file, row.sheet, int(row.row), row.column, row.found or None, row.expected, row.action
        )
        print(f"{row.severity}: {found}")
    count = len(failing)
    to_look_at = f" {count} row{'' if count == 1 else 's'} to look at." if count else ""
    print(f"{report} {period}: nothing stops a report.{to_look_at}")


@app.command("run")
def run(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = PROJECT / "data",
    outputs: Outputs = PROJECT / "outputs", cell_timeout: CellTimeout = 600,
) -> None:  # fmt: skip
    """Make a report; the last line printed is its page."""
    from pipeline.running.run import run_report

    places = _places(report, period, as_of, data, outputs)
    with _progress(f"{report} {period}") as progress:
        made = run_report(places, report, period, as_of, cell_timeout=cell_timeout, told=progress)
    told.print(f"Run {made.run} {'was made before and has not changed' if made.made_before else 'is finished'}.")
    print(made.page)


@app.command("reconcile")
def reconcile(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = PROJECT / "data",
    outputs: Outputs = PROJECT / "outputs", cell_timeout: CellTimeout = 600,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:  # fmt: skip
    """Hold the numbers that were published before (published/PERIOD.csv) beside the computed figures; publish nothing.

    Ends with 1 where one disagrees, and with 3 where one cannot be checked, unless a role accepts it with a reason.
    """
    from pipeline.auditing import reconciliation
    from pipeline.auditing.published import read_published
    from pipeline.running.run import computed_figures

    places = _places(report, period, as_of, data, outputs)
    published, faults = read_published(places.data / report, Period.parse(period))
    if published:
        with _progress(f"{report} {period}") as progress:
            figures = computed_figures(places, report, period, as_of, cell_timeout=cell_timeout, told=progress)
        lines, unknown = reconciliation.reconcile(figures, published, period)
        faults += unknown
    refuse(faults)
    counts = reconciliation.summary(lines)
    if as_json:
        print_json(report=report, period=period, counts=counts, figures=reconciliation.as_records(lines))
    else:
        shown.print(reconciliation.as_table(lines))
        print(", ".join(f"{verdict}: {count}" for verdict, count in counts.items()))
    raise typer.Exit(reconciliation.exit_status(lines))


def print_json(**content: object) -> None:
    """Print what other programs read, and nothing else."""
    print(json.dumps(content, indent=1, ensure_ascii=False))


def main() -> None:
    """Run the command and end with its exit status; the user's own mistakes are told without a traceback."""
    for stop in STOPS:
        signal.signal(stop, _stopped)
    from pipeline.running.failures import RunFailed

    try:
        status = app(prog_name="report", standalone_mode=False)
        sys.exit(_tell("stopped. Nothing was published.", 3) if status == INTERRUPTED else status)
    except Usage as usage:
        sys.exit(_tell(usage, 2))
    except RunFailed as failed:
        sys.exit(_tell(failed, failed.status))
    except FaultsFound as found:
        sys.exit(_tell(f"{found}\nNothing was published.", 1))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(_tell("stopped. Nothing was published.", 3))
    except OSError as error:
        sys.exit(
            _tell(
                f"could not complete, because a file could not be read or written: {error}. Nothing was published.", 3
            )
        )
    except Exception as error:  # a click usage error, or a fault of ours
        if hasattr(error, "format_message"):
            message = error.format_message()
            if message.startswith("Usage:"):  # called with nothing at all
                told.print(message)
                sys.exit(2)
            sys.exit(_tell(f"{message}{'' if message.endswith(('.', '?')) else '.'} Try: report --help", 2))
        traceback.print_exc()
        sys.exit(_tell(f"could not complete: {type(error).__name__}: {error}. Nothing was published.", 3))


def _tell(what: object, status: int) -> int:
    told.print(f"report: {what}")
    return status


def _stopped(number: int, frame: object) -> None:
    for stop in STOPS:  # once: what is running has to be ended in order
        signal.signal(stop, signal.SIG_IGN)
    raise KeyboardInterrupt


def _places(report: str, period: str, as_of: str, data: Path, outputs: Path):
    """The places, once report, period and date are known to make sense. Raises Usage."""
    from pipeline.running import catalogue
    from pipeline.running.run import Places

    places = Places.of(data, outputs)
    if not places.data.is_dir():
        raise Usage(f"there is no folder {places.data}")
    names = catalogue.report_ids(places.data)
    if report not in names:
        raise Usage(f'there is no report "{report}" in {places.data}. {nearest(report, names)}')
    try:
        Period.parse(period)
    except PeriodError as error:
        raise Usage(str(error)) from None
    if as_of and not is_date(as_of):
        raise Usage(f'"{as_of}" is not a date; expected one such as 2023-11-30')
    return places


class _progress:
    """Says on the terminal what is being done; in a log, one line a step."""

    def __init__(self, subject: str):
        self.subject = subject
        self.status = told.status(subject) if told.is_terminal else None

    def __enter__(self) -> Callable[[str], None]:
        if self.status:
            self.status.start()
        return self.say

    def __exit__(self, *ended: object) -> None:
        if self.status:
            self.status.stop()

    def say(self, what: str) -> None:
        told.print(f"{self.subject}: {what}")


if __name__ == "__main__":
    main()
