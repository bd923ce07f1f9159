"""Commands on finished runs: what an auditor asks of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.core.faults import told_alike
from pipeline.core.installation import DATA, OUTPUTS
from pipeline.files.report_folder import LEDGER
from reporting.command.arguments import Data, Outputs, Usage, app, print_json, print_lines, progress

if TYPE_CHECKING:
    from reporting.audit.verification import SealedRun

AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A finished run: its id, the start of it, or its folder.")]


@app.command("verify")
def verify(
    run: RunName, data: Data = DATA, outputs: Outputs = OUTPUTS,
    signers: Annotated[Path | None, typer.Option("--signers", metavar="FILE", help="Whose keys count, if not allowed_signers of the data folder.")] = None,
) -> None:  # fmt: skip
    """Make an old report again from its stored inputs and code in a clean place, and compare it figure by figure and file by file.

    Seals, signatures and the register are checked too. Ends with 0: pass; 1: fail; 3: inconclusive, because not everything could be checked.
    """
    from reporting.audit.verification import verify
    from reporting.signing.ssh_keys import ALLOWED
    from reporting.store.places import Places

    sealed = sealed_run(outputs, run)
    with progress(f"run {sealed.published.name}") as say:
        say("is held against its seal and made again")
        found = verify(sealed, signers or Places.of(data, outputs).data / ALLOWED)
    for heading, lines in (
        ("altered", found.altered), ("differs", found.differences), ("not checked", found.hinders),
        ("environment differs", found.environment),
    ):  # fmt: skip
        for line in told_alike(lines, mark=heading):
            print_lines(line)
    print_lines(f"standing: {found.standing.in_words}", *found.standing.lines())
    print_lines(f"run {sealed.published.name}: {found.verdict}; {found.figures} figures compared")
    raise typer.Exit({"pass": 0, "fail": 1}.get(found.verdict, 3))


@app.command("compare")
def compare(
    run: RunName,
    other: Annotated[str, typer.Argument(metavar="RUN", help="A later run of the same report.")],
    outputs: Outputs = OUTPUTS, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say what changed between two runs of a report, figure by figure, and why; the last line printed is the page.

    It names rows of files, so it stands in the restricted outputs. Ends with 3 where something is unexplained.
    """
    from reporting.audit.comparison.comparison import compare
    from reporting.audit.comparison.comparison_page import in_words, publish
    from reporting.audit.comparison.counterfactuals import Reruns
    from reporting.audit.verification import stored_faults

    first, second = (sealed_run(outputs, name) for name in (run, other))
    if first.identity["report"] != second.identity["report"]:
        raise Usage(f"run {run} is a report of {first.identity['report']}, run {other} one of {second.identity['report']}")
    faults = [fault for sealed in (first, second) for found in stored_faults(sealed) for fault in found]
    faults += [f"{one.file} was {one.in_words}" for sealed in (first, second) for one in sealed.disposals]
    if faults:
        print_lines(*told_alike(faults), "The runs cannot be made again, so nothing was compared.")
        raise typer.Exit(3)
    with progress(f"runs {first.published.name} and {second.published.name}") as say, Reruns([first.store, second.store]) as reruns:
        say("are made again, and what differs is applied one change at a time")
        found = compare(first, second, reruns)
    page = publish(found, first, second, outputs.resolve() / "restricted" / "compare")
    if as_json:
        print((page.parent / "compare.json").read_text(encoding="utf-8"))
    else:
        print_lines(*in_words(found))
        print_lines(page)
    raise typer.Exit(3 if found["unexplained"] else 0)


@app.command("trace")
def trace(
    run: RunName,
    figure: Annotated[str, typer.Argument(metavar="FIGURE", help="A figure's id, such as CP03-P177.percent_change.")],
    outputs: Outputs = OUTPUTS, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Follow a figure to its formula, its operands, the cell that made it, and the rows as they stood in their files."""
    from reporting.audit.trace import Tracer, in_words

    with Tracer(sealed_run(outputs, run)) as tracer:
        try:
            found = tracer.trace(figure)
        except LookupError as error:
            raise Usage(str(error)) from None
    if as_json:
        print_json(**found)
    else:
        print_lines(*in_words(found))


@app.command("attack")
def attack(
    run: RunName,
    beside: Annotated[list[str] | None, typer.Option("--with", metavar="RUN", help="Another published run of the same report.")] = None,
    narrowest: Annotated[int, typer.Option("--n", metavar="NUMBER", min=1, help="How many hidden numbers are shown.")] = 10,
    outputs: Outputs = OUTPUTS, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Work out of a publication edition what can be known of its hidden numbers, the narrowest first.

    Ends with 0: nothing that must stay possible is ruled out; 1: something is, with the way it leaks.
    """
    from reporting.attack.own_edition import attack_own

    sealed = sealed_run(outputs, run)
    others = [sealed_run(outputs, name).ledger for name in beside or ()]
    found = attack_own(sealed.published, sealed.audit, [*earlier_ledgers(sealed), *others])
    shown = found.found[:narrowest]
    if as_json:
        told = [{**vars(one), "high": None if one.high == float("inf") else one.high} for one in shown]
        print_json(run=sealed.published.name, passes=found.passes, faults=found.faults, notes=found.notes, found=told)
        raise typer.Exit(0 if found.passes else 1)
    lines = [f"leak: {fault}" for fault in found.faults] + [f"note: {note}" for note in found.notes]
    lines += [f"{one.name}: {'' if one.high < float('inf') else 'at least '}{one.low:g}{f' to {one.high:g}' if one.high < float('inf') else ''}" for one in shown]
    print_lines(*lines)
    print_lines(f"run {sealed.published.name}: {'pass' if found.passes else 'fail'}; {len(found.found)} hidden counts attacked")
    raise typer.Exit(0 if found.passes else 1)


@app.command("quality")
def quality(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report that has finished runs.")], outputs: Outputs = OUTPUTS
) -> None:
    """Make the pages on the quality of what each partner sent: by dimension and period, with the rows that do not meet a check.

    They are made from the newest run of each period and stand in the restricted outputs; the last line printed is the first page.
    """
    from reporting.audit.quality_pages import write_quality_pages

    try:
        print_lines(write_quality_pages(outputs.resolve(), report))
    except LookupError as error:
        raise Usage(str(error)) from None


@app.command("sample")
def sample(
    run: RunName,
    number: Annotated[int, typer.Option("--n", metavar="NUMBER", min=1, help="How many figures.")] = 25,
    seed: Annotated[str, typer.Option("--seed", metavar="TEXT", help="Another seed draws others.")] = "1",
    outputs: Outputs = OUTPUTS, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Draw figures at random, the same ones each time, with their traces: an auditor's worksheet."""
    from reporting.audit.trace import Tracer, in_words

    sealed = sealed_run(outputs, run)
    with Tracer(sealed) as tracer:
        drawn = [tracer.trace(figure) for figure in tracer.sample(number, f"{sealed.published.name} {seed}")]
    if as_json:
        print_json(run=sealed.published.name, seed=seed, figures=drawn)
        return
    print_lines(f"Run {sealed.published.name}, seed {seed}: {len(drawn)} of {len(sealed.ledger['figures'])} figures")
    for number, found in enumerate(drawn, start=1):
        first, *others = in_words({**found, "calls": {}})
        print_lines("", f"{number}. {first}", *others, "  agreed by, on: ____________________")


def sealed_run(outputs: Path, run: str) -> SealedRun:
    """A finished run with its two editions. Raises Usage."""
    from reporting.audit.verification import SealedRun
    from reporting.store import catalogue

    try:
        return SealedRun.open(*editions(catalogue.find_run(outputs.resolve(), run)))
    except (LookupError, ValueError) as error:
        raise Usage(str(error)) from None


def earlier_ledgers(sealed: SealedRun) -> list[dict]:
    """The ledgers of earlier published editions that were inputs of a run."""
    from reporting.store.run_store import stored_path

    inputs = sealed.identity["inputs"]
    paths = [stored_path(sealed.store, inputs[name]) for name in inputs if name.startswith("published/") and name.endswith(LEDGER)]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]


def editions(folder: Path) -> tuple[Path, Path, Path]:
    """The two editions of a run and the store, by the folder of either edition, wherever its outputs stand.

    Outputs hold `<report>/<period>/<run>/` and, below `restricted/`, the same again and `store/`. Raises LookupError where
    the folder stands alone.
    """
    below = folder.parents[min(2, len(folder.parents) - 1)]
    name = folder.relative_to(below)
    outputs = below.parent if below.name == "restricted" else below
    published, audit = outputs / name, outputs / "restricted" / name
    for edition, what in ((published, "publication"), (audit, "audit")):
        if not edition.is_dir():
            raise LookupError(f"the {what} edition of this run is not at {edition}. It is needed; a run is kept with its outputs")
    return published, audit, outputs / "restricted" / "store"
