"""The command of the analyst's desk: lab."""

from __future__ import annotations

import os
import subprocess
from typing import Annotated

import typer

from pipeline.core.installation import DATA, OUTPUTS
from reporting.command.arguments import (
    AsOf,
    Data,
    Outputs,
    PeriodName,
    ReportName,
    Usage,
    app,
    places_of,
    print_lines,
    told,
)


@app.command("lab")
def lab(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = DATA, outputs: Outputs = OUTPUTS,
    port: Annotated[int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="Any that is free, unless one is named.")] = 0,
    opens: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")] = True,
) -> None:  # fmt: skip
    """Open JupyterLab with the four notebooks set to a report and period; it ends with Ctrl+C.

    They are copies, kept as you leave them in the restricted outputs. No run reads them.
    """
    from reporting.desk import lab
    from reporting.runs.run_failed import RunFailed

    places = places_of(report, period, as_of, data, outputs)
    if not lab.is_installed():
        raise RunFailed(lab.MISSING, status=3)
    try:
        folder, kept = lab.set_out(places, report, period, as_of)
    except LookupError as error:
        raise Usage(str(error)) from None
    print_lines(folder)
    if kept:
        told.print(f"As they were left: {', '.join(kept)}. Delete one for a new copy.")
    command, environment = lab.jupyter(folder, port, opens=opens)
    os.umask(0o077)  # what is saved there shows rows
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL) as running:
        try:
            status = running.wait()
        except KeyboardInterrupt:
            running.terminate()
            status = 0
    if status:
        raise RunFailed(f"JupyterLab ended with status {status}; what it said stands above.", status=3)
