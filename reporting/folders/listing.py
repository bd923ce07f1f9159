"""Listing: what `report list` tells of a report. One line a period, and more only of the newest."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.faults import FaultsFound, told, told_alike
from pipeline.core.periods import Period
from pipeline.core.report_names import name_problem
from pipeline.files.report_folder import misplaced
from pipeline.files.toml_files import read_toml
from pipeline.received.received_files import case_files, received_ahead, received_files, received_on, return_files
from reporting.folders.coverage import Coverage, coverage
from reporting.signing.ssh_keys import ALLOWED
from reporting.signing.standing import standing_of
from reporting.store.catalogue import Finished, read_runs, report_ids
from reporting.store.places import Places


def listed(places: Places, report_id: str) -> Iterator[str]:
    """The lines of a report: what was received last, its periods from the oldest on, and the newest in detail."""
    yield report_id
    try:
        yield from _told(places, report_id)
    except (FaultsFound, OSError, ValueError) as error:  # the other reports are told of all the same
        yield f"  cannot be read: {error}"


def _told(places: Places, report_id: str) -> Iterator[str]:
    if problem := name_problem(report_id, report_ids(places.data)):
        yield f"  {problem}"
        return
    folder = places.data / report_id
    received = [return_files(folder), case_files(folder), received_files(folder / "actions")]
    files = sorted((path for paths, _ in received for path in paths), key=lambda path: (received_on(path), path.name))
    newest = f", the newest {files[-1].relative_to(folder).as_posix()}" if files else ""
    yield f"  received: {len(files)} file{'' if len(files) == 1 else 's'}{newest}"
    faults = [*misplaced(folder), *received_ahead(folder), *(fault for _, found in received for fault in found)]
    yield from told(dict.fromkeys(faults), mark="  not readable")
    try:
        covered = coverage(places.data, report_id)
    except FaultsFound as found:
        yield f"  its definitions cannot be read: {found}"
        return
    if not covered:
        unread = (fault for name in ("report.toml", "indicators.toml") for fault in read_toml(folder / name, name)[1])
        yield from told(unread, mark="  not readable")
    runs, unreadable = read_runs(places.outputs, report_id)
    yield from told_alike(unreadable, mark="  not readable")
    made = {run.period: run for run in reversed(runs)}  # the newest of each
    standings = {period: standing_of(places.restricted, run.page.parent, places.data / ALLOWED, whole=False).in_words for period, run in made.items()}
    width = max(len(period) for period in (*made, *(one.period for one in covered), ""))
    by_period = {one.period: one for one in covered}
    for period in sorted({*by_period, *made}, key=Period.parse):
        yield f"  {period:{width}}  {_line(by_period.get(period), made.get(period), standings.get(period, ''))}"
    if covered:
        yield from (f"    missing: {missing}" for missing in covered[-1].missing)
        yield from (f"    {remark}" for remark in covered[-1].remarks)
    if made:
        yield f"    newest report: {runs[0].page}"


def _line(covered: Coverage | None, made: Finished | None, standing: str) -> str:
    told = []
    if covered:
        told.append(f"{len(covered.received)} of {len(covered.received) + len(covered.missing)} indicators received")
        if covered.unexplained:
            why = "" if len(covered.unexplained) == len(covered.missing) else f" of {len(covered.unexplained)} of them"
            told.append(f"no report until the reason{why} stands in period/{covered.period}.toml, under [[not_received]]")
    if made:
        told.append(f"report of data received by {made.as_of}, {standing}")
    return "; ".join(told)
