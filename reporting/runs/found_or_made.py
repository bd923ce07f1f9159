"""Found or made: a run that was made before of the same content is found, and any other is made.

What makes it is imported where it is needed: a run that is there is told in a moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.faults import told_alike
from reporting.runs.asked import editions_of, identity_of, notebooks_of
from reporting.runs.run_failed import RunFailed, makes
from reporting.runs.tracked_records import told_beside, tracked_records
from reporting.signing.front_pages import write_front_pages
from reporting.store import catalogue
from reporting.store.aside import alone
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
    from reporting.runs.run import make_report

    make_report(places, identity, notebooks, cell_timeout, told, tracked=tracked, as_of_given=bool(as_of), cache=cache)
    _lead_to_newest(places, report_id, told)
    return Run(published / "report.html", identity.run, made_before=False)


def _lead_to_newest(places: Places, report_id: str, told: Callable[[str], None]) -> None:
    with alone(places.restricted):  # a run that is put in place meanwhile would be missing from the list
        unreadable = write_front_pages(places, report_id)
    for line in told_alike(unreadable, mark="not readable"):
        told(line)
