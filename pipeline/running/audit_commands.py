"""Commands on finished runs: what an auditor asks of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.running.command_line import Outputs, Usage, app, progress
from pipeline.steps import PROJECT

RunName = Annotated[str, typer.Argument(metavar="RUN", help="A finished run: its id, the start of it, or its folder.")]


@app.command("verify")
def verify(run: RunName, outputs: Outputs = PROJECT / "outputs") -> None:
    """Make an old report again from its stored inputs and code in a clean place, and compare it figure by figure.

    Ends with 0: pass; 1: fail; 3: inconclusive, because not everything could be checked.
    """
    from pipeline.auditing.verification import SealedRun, verify

    outputs = outputs.resolve()
    published = run_folder(outputs, run)
    audit = outputs / "restricted" / published.relative_to(outputs)
    with progress(f"run {published.name}") as say:
        say("is checked and made again")
        found = verify(SealedRun.open(published, audit, outputs / "restricted" / "store"))
    for heading, lines in (
        ("altered", found.altered), ("differs", found.differences), ("not checked", found.hinders),
        ("environment differs", found.environment),
    ):  # fmt: skip
        for line in lines:
            print(f"{heading}: {line}")
    print(f"run {published.name}: {found.verdict}; {found.figures} figures compared")
    raise typer.Exit({"pass": 0, "fail": 1}.get(found.verdict, 3))


def run_folder(outputs: Path, run: str) -> Path:
    """The folder of a finished run in its publication edition. Raises Usage."""
    from pipeline.running import catalogue

    try:
        return catalogue.find_run(outputs, run)
    except LookupError as error:
        raise Usage(str(error)) from None
