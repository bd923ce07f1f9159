"""What the commands share: their arguments, where they print, and what calling them wrongly means."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline import __version__
from pipeline.core.faults import nearest, printable, refuse
from pipeline.core.installation import OUTPUTS
from pipeline.core.periods import Period, PeriodError, is_date
from pipeline.core.report_names import name_problem
from pipeline.core.today import today
from reporting.store.places import Places

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
NoCache = Annotated[bool, typer.Option("--no-cache", help="Run every notebook, also where all that it rests on is the same as before.")]


def _version(asked: bool) -> None:
    if asked:
        print(f"community-safety-reports {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)] = False,
) -> None:
    """Community-safety reports whose every figure can be followed to its cell and its rows.

    A command takes --data where it reads the reports' folders, and --outputs where it reads or writes finished reports; many take both.
    """


class Usage(LookupError):
    """The command was called with something that does not exist."""


def places_of_report(report: str, data: Path, outputs: Path = OUTPUTS) -> Places:
    """The places, once there is such a report. Raises Usage; FaultsFound for what in its folder must not be opened."""
    from pipeline.files.report_folder import unfit_files
    from reporting.store import catalogue

    places = Places.of(data, outputs)
    if not places.data.is_dir():
        raise Usage(f"there is no folder {places.data}")
    names = catalogue.report_ids(places.data)
    if report not in names:
        raise Usage(f'there is no report "{report}" in {places.data}. {nearest(report, names)}')
    if problem := name_problem(report, names):
        raise Usage(f"{problem}: {places.data / report}")
    refuse(unfit_files(places.data / report))
    return places


def places_of(report: str, period: str, as_of: str, data: Path, outputs: Path) -> Places:
    """The places, once report, period and date are known to make sense. Raises as `places_of_report`."""
    from pipeline.received.received_files import received_ahead

    places = places_of_report(report, data, outputs)
    try:
        Period.parse(period)
    except PeriodError as error:
        raise Usage(str(error)) from None
    if as_of:
        day_of(as_of)
    if as_of > today().isoformat():
        for fault in received_ahead(places.data / report, as_of):
            if fault.column == "as_of":
                raise Usage(f"{fault.what}; found {as_of}, expected {fault.expected}")
    return places


def day_of(text: str) -> date:
    """A day as it is given, such as 2023-11-30. Raises Usage."""
    if not is_date(text):
        raise Usage(f'"{text}" is not a date; expected one such as 2023-11-30')
    return date.fromisoformat(text)


def day_received(text: str) -> date:
    """The day on which something is said to be received, or today. Raises Usage, also for a day to come."""
    day = day_of(text) if text else today()
    if day > today():
        raise Usage(f"nothing can be received on {day}, which is after today; expected a day up to {today()}")
    return day


@contextlib.contextmanager
def progress(subject: str) -> Iterator[Callable[[str], None]]:
    """Says on the terminal what is being done; in a log, one line a step."""
    with told.status(subject) if told.is_terminal else contextlib.nullcontext():
        yield lambda what: told.print(f"{subject}: {what}")


def print_lines(*lines: object) -> None:
    """Print lines, with what a terminal would obey, or would not show, written out; a path is printed as it is."""
    print("\n".join(str(one) if isinstance(one, Path) else "\n".join(map(printable, str(one).split("\n"))) for one in lines), flush=True)


def print_json(**content: object) -> None:
    """Print what other programs read, and nothing else."""
    print(json.dumps(content, indent=1, ensure_ascii=False))
