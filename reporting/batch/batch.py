"""A batch: reports handed to workers, and what becomes of each. One that fails stops none of the others."""

from __future__ import annotations

import os
import socket
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from distributed import Client, as_completed, get_worker

from pipeline.core.faults import FaultsFound
from reporting.batch.asked import Asked
from reporting.runs.found_or_made import run_report
from reporting.runs.kernels.forked_kernels import FOR_ALL_REPORTS
from reporting.runs.run_failed import RunFailed
from reporting.store.places import Places

BEGINS = "report-begins"


@dataclass(frozen=True)
class Outcome:
    """A report of a batch as it ended. `status` is the exit status that `report run` would have; where it is not 0, `told` says why."""

    asked: Asked
    status: int
    run: str = ""
    page: str = ""
    made_before: bool = False
    told: str = ""
    seconds: float = 0.0


def run_batch(
    client: Client, asked: Iterable[Asked], places: Places, as_of: str, cell_timeout: int, begins: Callable[[str], None]
) -> Iterator[Outcome]:
    """The outcomes as they come. `begins` hears of each report that a worker begins. The same report twice is made once."""
    client.subscribe_topic(BEGINS, lambda event: begins(event[1]))
    where = (str(places.data), str(places.outputs))
    futures = {client.submit(make, one, as_of, *where, cell_timeout, pure=False): one for one in dict.fromkeys(asked)}
    try:
        for future in as_completed(futures, loop=client.loop):
            yield future.result() if future.status == "finished" else _died(futures[future], future.exception())
    finally:
        client.cancel(list(futures))


def make(asked: Asked, as_of: str, data: str, outputs: str, cell_timeout: int) -> Outcome:
    """Make one report, where a worker is. What `report run` would refuse is an outcome like any other."""
    get_worker().log_event(BEGINS, str(asked))
    FOR_ALL_REPORTS.ask()
    began = time.monotonic()
    try:
        made = run_report(Places.of(Path(data), Path(outputs)), asked.report, asked.period, as_of, cell_timeout=cell_timeout, told=_silent)
    except (RunFailed, FaultsFound, LookupError, OSError, MemoryError) as error:
        status = error.status if isinstance(error, RunFailed) else 1 if isinstance(error, FaultsFound) else 3
        return Outcome(asked, status, told=str(error) or type(error).__name__, seconds=time.monotonic() - began)
    return Outcome(asked, 0, made.run, str(made.page), made.made_before, seconds=time.monotonic() - began)


def unseen_by(client: Client, places: Places) -> list[str]:
    """The machines whose workers do not see the same folders of data and outputs as this one; a batch needs both shared."""
    token = places.restricted / f".seen-by-{os.getpid()}"
    places.restricted.mkdir(parents=True, exist_ok=True, mode=0o700)
    token.touch(mode=0o600)
    try:
        seen = client.run(_sees, str(token), str(places.data))
    finally:
        token.unlink(missing_ok=True)
    return sorted({machine for machine, there in seen.values() if not there})


def _sees(token: str, data: str) -> tuple[str, bool]:
    return socket.gethostname(), Path(token).is_file() and Path(data).is_dir()


def _died(asked: Asked, error: BaseException | None) -> Outcome:
    """A report whose worker died again and again, or that ended in what nobody foresaw."""
    if type(error).__name__ == "KilledWorker":
        why = "each worker that was given it died, as workers do when memory runs out. Give them more: --memory"
    else:
        ours = [one for one in traceback.extract_tb(error and error.__traceback__) if {"pipeline", "reporting"} & {*Path(one.filename).parts}]
        where = "".join(f", at line {one.lineno} of {Path(one.filename).name}" for one in ours[-1:])
        why = f"could not complete: {type(error).__name__}: {error}{where}"
    return Outcome(asked, 3, told=f"{why}. Nothing was published.")


def _silent(what: str) -> None:
    """Hears of the steps of a run and says nothing: a batch tells of reports, not of notebooks."""
