"""A run: the four notebooks in order, made aside and put in place whole, or not at all."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.core.faults import TOLD, FaultsFound, told_alike
from pipeline.core.faults import told as in_list
from pipeline.core.installation import NOTEBOOKS
from pipeline.core.written_files import link_or_copy, write_file
from pipeline.definitions.report_files import load_report
from pipeline.files.inputs import read_anew
from pipeline.files.spreadsheets import uncollected
from pipeline.received.case_extracts import undeclared_columns
from reporting.runs.asked import editions_of
from reporting.runs.attacked import attacked
from reporting.runs.edition_checked import EditionRefused, checked_edition, not_checked
from reporting.runs.kernels.of_run import parameters_of
from reporting.runs.observed_reads import Reads, read_observations, refuse_undeclared
from reporting.runs.on_paper import PDF, Paper, offers_paper
from reporting.runs.run_facts import published_facts, run_facts
from reporting.runs.run_failed import RunFailed
from reporting.signing.register import add_made
from reporting.store import catalogue
from reporting.store import run_store as store
from reporting.store.aside import alone, open_to, open_way, put_in_place
from reporting.store.identity import Identity, identify
from reporting.store.places import Places
from reporting.store.secret import NAME

if TYPE_CHECKING:
    import nbformat

    from reporting.runs.execution import CellFailed
    from reporting.runs.kernels.kernels import Kernels


def make(
    places: Places, identity: Identity, kernels: Kernels, aside: Path, cell_timeout: int, told: Callable[[str], None],
    *, as_of_given: bool, prints: bool,
) -> None:  # fmt: skip
    """Both editions, made aside and checked, with their inputs and code beside them. Raises RunFailed with every fault.

    `prints`: the page on paper too.
    """
    from reporting.runs import publication  # slow to import: while kernels start, and not for a run that is there

    started = time.time()
    executed, times, reads = execute_all(places, identity, kernels, aside, cell_timeout, told)
    told("writes the page")
    report = load_report(places.data, identity.report, identity.period)
    with Paper(aside, told, asked=prints) as paper:
        with uncollected():
            page = publication.make_page(report, identity, executed, aside / "tables", told, [PDF] if offers_paper(prints) else [], paper.begin)
            publication.write_publication(aside / "publication", page, identity)
        publication.write_audit(aside / "audit", page, identity, aside / "executed", aside / "tables")
        # The one time that an input is opened again: what is sealed is what stands there now, whatever is known of it.
        asked = identity.report, identity.period, identity.as_of
        _unchanged(identity, identify(places.data, *asked, list(kernels.notebooks), read=read_anew))
        store.set_out(aside / "store", places.restricted / "store", [*identity.inputs, *identity.code])
        write_file(aside / "store" / NAME, identity.secret)
        told("checks the edition")
        try:
            checked = checked_edition(aside / "audit", aside / "publication", aside / "store")
        except EditionRefused as refused:
            what = "the edition does not pass its own check"
            raise _refused(what, refused.faults, report.folder, identity, kernels.steps.told_taken() if kernels.steps else "") from None
        for sentence in not_checked(checked):
            told(sentence)
        found = attacked(report, aside, told)
        whole = (started, time.time())
        publication.write_crate(aside / "audit", report, identity, aside / "tables", reads, times, whole)
        said = {"as_of_given": as_of_given, "disclosure": found, "paper": paper.ended()}
        facts = run_facts(identity, page, checked, times, reads, started, aside, kernels.steps.taken if kernels.steps else ()) | said
        facts["made"]["number"] = 1 + catalogue.last_number(places.outputs, identity.report, identity.period)
        publication.write_json(aside / "publication" / "run.json", published_facts(facts, identity.secret))
        publication.write_json(aside / "audit" / "run.json", facts)


def _unchanged(before: Identity, after: Identity) -> None:
    """Raise RunFailed naming the files that changed while the report was being made."""
    changed = sorted({content.name for content in {*before.inputs, *before.code} ^ {*after.inputs, *after.code}})
    if changed:
        names = ", ".join(changed[:TOLD]) + (f" and {len(changed) - TOLD:,} more" if len(changed) > TOLD else "")
        raise RunFailed(
            f"changed while the report was being made: {names}\nNothing was published. Run it again.", status=3
        )


def execute_all(
    places: Places, identity: Identity, kernels: Kernels, aside: Path, cell_timeout: int, told: Callable[[str], None]
) -> tuple[dict[str, nbformat.NotebookNode], dict[str, tuple[float, float]], Reads]:
    """The executed notebooks, from when to when each ran, and what they opened. Raises RunFailed, also for an undeclared read."""
    from reporting.runs.execution import CellFailed

    (aside / "executed").mkdir()
    executed, times = {}, {}
    try:
        for notebook in kernels.notebooks:
            try:
                executed[notebook.name], times[notebook.name] = _executed(places, identity, kernels, notebook, aside, cell_timeout, told)
            except CellFailed as failure:
                raise _failed(places, identity, aside, failure) from None
            extracts, found = (aside / "tables" / f"{name}.parquet" for name in ("extracts", "faults"))
            is_first = notebook == kernels.notebooks[0]
            if is_first and extracts.exists():
                for line in in_list(undeclared_columns(pd.read_parquet(extracts)), mark="warning"):
                    told(line)
            if is_first and found.exists() and len(pd.read_parquet(found)):
                kernels.start_no_more_ahead()  # notebook 2 adds its own faults to these and stops
    finally:
        if kernels.steps:
            kernels.steps.add_all()  # those too after which another one failed
    reads = read_observations((kernels.record_of(notebook), executed[notebook.name]) for notebook in kernels.notebooks)
    refuse_undeclared(reads, identity, places.data)
    if reads.incomplete:
        told(f"{reads.incomplete}; run.json says so")
    return executed, times, reads


def _executed(
    places: Places, identity: Identity, kernels: Kernels, notebook: Path, aside: Path, cell_timeout: int, told: Callable[[str], None]
) -> tuple[nbformat.NotebookNode, tuple[float, float]]:
    """A notebook as it ran, now or when what it rests on was the same, and from when to when that was. Raises CellFailed."""
    import nbformat

    from reporting.runs.execution import execute, refuse_pictures, write_notebook

    output, number = aside / "executed" / notebook.name, f"{kernels.notebooks.index(notebook) + 1} of {len(kernels.notebooks)}"
    earlier = kernels.steps.take(notebook, kernels.record_of(notebook)) if kernels.steps else None
    if earlier:
        made, times = nbformat.from_dict(earlier[0]), earlier[1]
        kernels.needs_none(notebook)
        write_notebook(output, made)
        told(f"takes notebook {number} as it ran at {datetime.fromtimestamp(times[0]):%H:%M on %d.%m.%Y}, as all it rests on is the same: {notebook.name}")
        return made, times
    told(f"runs notebook {number}: {notebook.name}")
    started = time.time()
    made = execute(notebook, output, parameters_of(places, identity, aside), kernels, cell_timeout=cell_timeout)
    times = started, time.time()
    if not notebook.is_relative_to(NOTEBOOKS):
        refuse_pictures(notebook.name, made)
    if kernels.steps:
        kernels.steps.ran(notebook, made, kernels.record_of(notebook), times)
    return made, times


def _failed(places: Places, identity: Identity, aside: Path, failure: CellFailed) -> RunFailed:
    """Keep the notebook as far as it got, and say where it stopped and what to do."""
    where, kept = f"Notebook {failure.notebook}, cell {failure.cell}", None
    try:
        kept = _keep_failed(places.restricted / "failed" / f"{identity.report}-{identity.period}-{identity.run}", aside)
        where += f"; as far as it got: {kept / failure.notebook}"
    except OSError as error:
        where += f"; it could not be kept as far as it got: {error}"
    told = f"{failure}\n{where}\nNothing was published. {failure.advice}"
    return RunFailed(told, status=1 if failure.data_fault else 3, stopped=failure.stopped, kept=kept)


def _keep_failed(name: Path, aside: Path) -> Path:
    """Put the notebooks and their tables in place whole, under the next number of this name; where they are now."""
    made = aside / "failed"
    for part, place in (("executed", made), ("tables", made / "tables")):
        if (aside / part).exists():  # others still read them there
            shutil.copytree(aside / part, place, copy_function=link_or_copy)
    with alone(name.parent.parent):
        kept = next(one for number in range(1, 10_000) if not (one := name.with_name(f"{name.name}-{number}")).exists())
        for notebook in made.glob("*.ipynb"):  # so that its cells find their tables when they are run by hand
            text = notebook.read_text(encoding="utf-8").replace(aside.as_posix(), kept.as_posix())
            notebook.unlink()
            write_file(notebook, text)
        open_to(made, everybody=False)
        put_in_place([(made, kept)], journal=aside)
    return kept


def _refused(what: str, sentences: list[str], folder: Path, identity: Identity, taken: str) -> RunFailed:
    """What a finished page or edition is refused for: told where it was typed; what nobody typed is a fault of ours, or lies in
    what was kept of notebooks that were not run (`taken`: which, where, what to do; empty where all ran).
    """
    from reporting.runs.blamed import blamed

    told, ours = blamed(folder, [content.path for content in identity.inputs], sentences)
    if not ours:
        return RunFailed(f"{FaultsFound(told)}\nNothing was published. Correct what is listed and run it again.", status=1)
    listed = "\n".join(told_alike([*ours, *map(str, told)]))
    return RunFailed(f"{what}:\n{listed}\nNothing was published. {taken or 'Report this as a fault of ours.'}", status=3)


def seal(aside: Path, places: Places, identity: Identity) -> None:
    """Put both editions and the tables in place; the publication edition last, so that it never stands alone.

    What is restricted is readable by its owner alone, whatever the umask.
    """
    published, audit = editions_of(places, identity)
    tables = places.processed / identity.report / identity.period / identity.run
    parts = [(aside / "tables", tables), (aside / "audit", audit), (aside / "publication", published)]
    roots = (places.processed, places.restricted, places.outputs)
    for (made, target), root in zip(parts, roots, strict=True):
        open_way(target.parent, root, everybody=target == published)
        open_to(made, everybody=target == published)
    with alone(places.restricted):
        if published.exists():
            return  # another run of the same content was faster, and what is published is never changed
        for target in (tables, audit):
            if target.exists():
                shutil.rmtree(target)  # left by a run that was stopped between the two editions: nobody has seen it
        add_made(places.restricted, published, aside / "publication", aside / "audit")
        put_in_place(parts, journal=aside)
