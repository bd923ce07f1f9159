"""Found or made: a run that was made before of the same content is found, and any other is made.

What makes it is imported where it is needed, while the kernels start: a run that is there is told in a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.faults import Fault, told_alike
from reporting.runs.asked import COMMON, editions_of, identity_of, notebooks_of
from reporting.runs.run_failed import RunFailed, makes
from reporting.runs.tracked_records import told_beside, tracked_records
from reporting.signing.front_pages import write_front_pages
from reporting.store import catalogue
from reporting.store.aside import alone
from reporting.store.aside import aside as making
from reporting.store.identity import Identity
from reporting.store.places import Places


@dataclass(frozen=True)
class Run:
    """A finished run: its page, and whether it had been made before."""

    page: Path
    run: str
    made_before: bool


def run_report(
    places: Places, report_id: str, period: str, as_of: str, *, cell_timeout: int, told: Callable[[str], None], cache: bool = True
) -> Run:
    """Make a report and put it in place. `told` hears of the progress. Raises RunFailed; then nothing was published.

    Without `cache` every notebook of a new run runs.
    """
    notebooks = notebooks_of(places, report_id)
    identity = identity_of(places, report_id, period, as_of, notebooks, keeps=True)
    published, _ = editions_of(places, identity)
    made_before = (published / "run.json").exists()
    if made_before and (why := catalogue.unreadable(published / "run.json")):
        raise RunFailed(f"{why}\nThe run was made before, and nothing was made now.", status=3)
    tracked = tracked_records(places.data / report_id, told)  # before anything watches who opens what
    makes(published / "report.html")
    if made_before:
        with told_beside(tracked):
            _lead_to_newest(places, report_id, told)
        return Run(published / "report.html", identity.run, made_before=True)
    if published.exists():
        raise RunFailed(
            f"{published} is there without its run.json: somebody altered it. Move it away and run again.", status=3
        )
    make_report(places, identity, notebooks, cell_timeout, told, tracked=tracked, as_of_given=bool(as_of), cache=cache)
    _lead_to_newest(places, report_id, told)
    return Run(published / "report.html", identity.run, made_before=False)


def make_report(
    places: Places, identity: Identity, notebooks: list[Path], cell_timeout: int, told: Callable[[str], None],
    *, tracked: list[Fault], as_of_given: bool, cache: bool = True,
) -> None:  # fmt: skip
    """Make a report and put it in place. Raises RunFailed; then nothing was published.

    `told` hears of the progress; `tracked` are the records that git keeps (tracked_records), which are told beside other faults.
    With `cache` a notebook does not run again while all that it rests on is the same (kept_steps).
    """
    with making(places.restricted) as aside, _kernels(places, identity, notebooks, aside, cache) as kernels:
        from reporting.runs.run import make, seal
        from reporting.store import run_store as store

        with told_beside(tracked):
            make(places, identity, kernels, aside, cell_timeout, told, as_of_given=as_of_given, prints=True)
        store.keep(places.restricted / "store", aside / "store")
        seal(aside, places, identity)


def check_report(
    places: Places, report_id: str, period: str, as_of: str, *, cell_timeout: int, told: Callable[[str], None],
    reads: Callable[[object], None] = lambda claims: None, looks: Callable[[Path], None] = lambda tables: None, cache: bool = True,
    shown: Callable[[Path], None] = lambda page: None,
):  # fmt: skip
    """Everything that a run does but putting it in place: so that it finds everything that a run would refuse.

    Returns two tables (pandas): the rows with warnings, and the claims of the commentary with their verdicts; `reads` hears of these claims even
    where one of them stops the report, and `looks` at the tables between the notebooks, as far as there are any.
    `shown` hears where the finished page is, for as long as it does. Raises RunFailed with every fault.
    """
    notebooks = notebooks_of(places, report_id)
    identity = identity_of(places, report_id, period, as_of, notebooks)
    tracked = tracked_records(places.data / report_id, told)
    with making(places.restricted) as aside, _kernels(places, identity, notebooks, aside, cache) as kernels:
        import pandas as pd

        from reporting.runs.run import make

        tables = aside / "tables"
        try:
            with told_beside(tracked):
                make(places, identity, kernels, aside, cell_timeout, told, as_of_given=bool(as_of), prints=False)
        finally:
            if (tables / "statements.parquet").exists():
                reads(pd.read_parquet(tables / "statements.parquet"))
            looks(tables)
        shown(aside / "publication" / "report.html")
        return pd.read_parquet(tables / "all_failing_rows.parquet"), pd.read_parquet(tables / "statements.parquet")


@contextmanager
def figures_made(
    places: Places, report_id: str, period: str, as_of: str, *, cell_timeout: int, told: Callable[[str], None]
) -> Iterator[tuple[Identity, Path]]:
    """The tables of the notebooks before the page, and what they were made from, for as long as they are there. Raises RunFailed with every fault."""
    notebooks = notebooks_of(places, report_id)
    identity = identity_of(places, report_id, period, as_of, notebooks)
    with making(places.restricted) as aside, _kernels(places, identity, notebooks[: len(COMMON)], aside) as kernels:
        from reporting.runs.run import execute_all

        execute_all(places, identity, kernels, aside, cell_timeout, told)
        yield identity, aside / "tables"


def _kernels(places: Places, identity: Identity, notebooks: list[Path], aside: Path, cache: bool = True) -> AbstractContextManager:
    from reporting.runs.kernels.forked_kernels import begun_server

    server = begun_server(aside / "kernels")
    from reporting.runs.kernels.of_run import kernels_of  # slow to import, and not needed for a run that is there

    return kernels_of(places, identity, notebooks, aside, cache, server)


def _lead_to_newest(places: Places, report_id: str, told: Callable[[str], None]) -> None:
    with alone(places.restricted):  # a run that is put in place meanwhile would be missing from the list
        unreadable = write_front_pages(places, report_id)
    for line in told_alike(unreadable, mark="not readable"):
        told(line)
