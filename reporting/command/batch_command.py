"""The command that makes many reports at once."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.faults import printable
from pipeline.core.installation import DATA, OUTPUTS
from pipeline.core.periods import PeriodError
from reporting.command.arguments import (
    AsOf,
    CellTimeout,
    Outputs,
    Usage,
    app,
    day_of,
    places_of_report,
    print_lines,
    told,
)
from reporting.store.places import Places

PEMS = ("ca.pem", "cert.pem", "key.pem")


@app.command("batch")
def batch(
    reports: Annotated[list[str] | None, typer.Argument(metavar="[REPORT]…", help="Reports; without any, all there are.")] = None,
    periods: Annotated[str, typer.Option("--periods", metavar="A..B", help="From which period to which, such as 2023-24-Q1..2023-24-Q4.")] = "",
    as_of: AsOf = "",
    data: Annotated[str, typer.Option("--data", metavar="DIR|URL", help="Where the reports' folders are; any place that fsspec reads.")] = str(DATA),
    outputs: Outputs = OUTPUTS,
    workers: Annotated[int | None, typer.Option("--workers", metavar="NUMBER", min=1, help="How many at once on this machine; without it, one a processor.")] = None,
    memory: Annotated[str, typer.Option("--memory", metavar="SIZE", help="At most so much for a worker, and again for each of its kernels, such as 2GiB.")] = "",
    scheduler: Annotated[str, typer.Option("--scheduler", metavar="ADDRESS", help="Use the workers of this Dask scheduler, such as tls://10.0.0.5:8786.")] = "",
    certificates: Annotated[Path | None, typer.Option("--certificates", metavar="DIR", help="For TLS with it: a folder with ca.pem, cert.pem and key.pem.")] = None,
    cell_timeout: CellTimeout = 600,
) -> None:  # fmt: skip
    """Make many reports at once. One that fails stops none of the others, and is listed at the end; the exit status is then 1."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise Usage('a batch needs Dask, which is not installed. Install it: pip install "community-safety-reports[batch]"') from None
    from reporting.batch.fetched import fetched

    if not periods:
        raise Usage("which periods? Expected a range such as --periods 2023-24-Q1..2023-24-Q4, or one period")
    missing = [name for name in PEMS if certificates and not (certificates / name).is_file()]
    if missing or (scheduler.startswith("tls://") and not certificates):
        gone = f". Not there: {', '.join(missing)}" if missing else ""
        raise Usage(f"for TLS: --certificates DIR, a folder with {', '.join(PEMS)}{gone}")
    if as_of:
        day_of(as_of)
    with contextlib.ExitStack() as stack:
        place: str | Path = data
        if "://" in data:
            try:
                place = stack.enter_context(fetched(data, outputs.resolve() / "restricted", reports or []))
            except (OSError, ValueError, ImportError) as error:
                raise Usage(f"{data} cannot be read: {error}") from None
        failed = _batch(Path(place), reports, periods, as_of, outputs, workers, memory, scheduler, certificates, cell_timeout)
    raise typer.Exit(1 if failed else 0)


def _batch(
    data: Path, reports: list[str] | None, periods: str, as_of: str, outputs: Path, workers: int | None, memory: str,
    scheduler: str, certificates: Path | None, cell_timeout: int,
) -> bool:  # fmt: skip
    """Whether anything failed."""
    import os

    from dask.utils import parse_bytes

    from reporting.batch.asked import asked_for, periods_between
    from reporting.batch.batch import run_batch, unseen_by
    from reporting.batch.workers import memory_of_each, own_workers, workers_at
    from reporting.store import catalogue
    from reporting.store.aside import aside

    places = Places.of(data, outputs)
    try:
        between = periods_between(periods)
        each = parse_bytes(memory) if memory else memory_of_each(workers or os.cpu_count() or 1)
    except (PeriodError, ValueError) as error:
        raise Usage(str(error)) from None
    names = reports or catalogue.report_ids(places.data)
    for name in names:
        places_of_report(name, places.data, outputs)
    asked = list(asked_for(places.data, names, between))
    if not asked:
        raise Usage(f"nothing was received for {periods} of {', '.join(names) or 'any report'}. What there is: report list")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(aside(places.restricted))
        try:
            client = stack.enter_context(workers_at(scheduler, certificates) if scheduler else own_workers(workers or os.cpu_count() or 1, each, folder))
        except (OSError, TimeoutError, ValueError) as error:
            raise Usage(f"no workers at {scheduler or 'this machine'}: {error}") from None
        if blind := unseen_by(client, places):
            raise Usage(f"the workers on {', '.join(blind)} do not see {places.data} and {places.outputs}; a batch needs folders that all of them share")
        ended, failed = 0, []
        told.print(f"{len(asked)} reports to make")
        for outcome in run_batch(client, asked, places, as_of, cell_timeout, lambda what: told.print(f"{what}: begins")):
            ended += 1
            failed += [outcome] if outcome.status else []
            what = "FAILED" if outcome.status else "made before, has not changed" if outcome.made_before else f"run {outcome.run}"
            told.print(f"{outcome.asked}: {what} ({outcome.seconds:.1f} s); {ended} of {len(asked)} ended, {len(failed)} failed")
            if outcome.page:
                print_lines(outcome.page)
    for outcome in sorted(failed, key=lambda one: str(one.asked)):
        told.print("\n".join(["", f"{outcome.asked} failed:", *map(printable, outcome.told.splitlines())]))
    told.print(f"{ended - len(failed)} of {len(asked)} made, {len(failed)} failed")
    return bool(failed)
