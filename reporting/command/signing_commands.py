"""The commands of those who answer for a report: sign-off and publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.faults import FaultsFound, nearest
from pipeline.core.installation import DATA, OUTPUTS
from reporting.command.arguments import Data, Outputs, Usage, app, print_lines, progress
from reporting.command.audit_commands import RunName, sealed_run


@app.command("sign-off")
def sign_off(
    run: RunName,
    role: Annotated[str, typer.Option("--role", help="analyst, assurer or approver, who sign in this order.")],
    name: Annotated[str, typer.Option("--name", help="Who you are, as in allowed_signers. It stands on the page that is published.")],
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="Your SSH key. Without one this is an unsigned attestation.")] = None,
    note: Annotated[str, typer.Option("--note", help="What you want to say of it. It is never published.")] = "",
    data: Data = DATA, outputs: Outputs = OUTPUTS,
) -> None:  # fmt: skip
    """Sign a finished run off, as it stands in both editions; the last line printed is its standing.

    The run is checked first. An assurer or approver is somebody else than the analyst.
    """
    from reporting.audit.signing_off import sign_off
    from reporting.desk.comments import open_comments
    from reporting.runs.run_failed import RunFailed
    from reporting.signing.sign_offs import ROLES
    from reporting.store.places import Places

    if role not in ROLES:
        raise Usage(f'there is no role "{role}". {nearest(role, ROLES)}')
    sealed = sealed_run(outputs, run)
    with progress(f"run {sealed.published.name}") as say:
        try:
            standing = sign_off(Places.of(data, outputs), sealed, role, name.strip(), note, key, say)
        except FaultsFound as found:
            raise RunFailed(f"{found}\nNothing was signed.", status=1) from None
    left = (f"not answered: {one}" for one in open_comments(sealed.store.parent, *sealed.published.parts[-3:-1]))
    print_lines(*left, *standing.lines(), f"run {sealed.published.name}: {standing.in_words}")


@app.command("publish")
def publish(run: RunName, data: Data = DATA, outputs: Outputs = OUTPUTS) -> None:
    """Mark an approved run as published; the last line printed is the folder to send.

    Its figures count as known in every later report of the same name, and a run of its period that was published before is superseded.
    """
    from reporting.audit.signing_off import publish
    from reporting.runs.run_failed import RunFailed
    from reporting.store.places import Places

    sealed = sealed_run(outputs, run)
    with progress(f"run {sealed.published.name}") as say:
        try:
            folder = publish(Places.of(data, outputs), sealed, say)
        except FaultsFound as found:
            raise RunFailed(f"{found}\nNothing was published.", status=1) from None
    print_lines(folder)
