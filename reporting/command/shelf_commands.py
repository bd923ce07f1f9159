"""The commands about what stands in the outputs: serve and clean."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pipeline.core.faults import nearest
from pipeline.core.installation import DATA, OUTPUTS
from reporting.command.arguments import Data, Outputs, Usage, app, print_lines, told
from reporting.store.places import Places


@app.command("serve")
def serve(
    port: Annotated[int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="Any that is free, unless one is named.")] = 0,
    address: Annotated[str, typer.Option("--address", help="127.0.0.1 or ::1: nothing but this machine can reach it.")] = "127.0.0.1",
    data: Data = DATA, outputs: Outputs = OUTPUTS,
) -> None:  # fmt: skip
    """Show all reports on this machine, both editions, read only; it prints the address, and ends with Ctrl+C.

    The address holds a secret, made anew each time: whoever does not know it sees nothing.
    """
    from reporting.desk.served import ADDRESSES, ShelfServer
    from reporting.runs.run_failed import RunFailed

    if address not in ADDRESSES:
        raise Usage(f'"{address}" is not an address of this machine alone. {nearest(address, ADDRESSES)}')
    places = Places.of(data, outputs)
    if places.restricted.exists() and not os.access(places.restricted, os.R_OK | os.X_OK):
        raise RunFailed(f"{places.restricted} is for its owner alone, who can serve it. The pages to send can be opened without this.", status=3)
    try:
        server = ShelfServer(places, address, port)
    except OSError as error:
        raise RunFailed(f"port {port} of {address} cannot be had: {error.strerror or error}. Name another with --port, or none.", status=3) from None
    with server:
        print_lines(server.url)
        told.print("Restricted editions are shown too: give the address to nobody who may not see rows. Ctrl+C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            told.print("Ended.")


@app.command("clean")
def clean(
    report: Annotated[str, typer.Argument(metavar="[REPORT]", help="One report; otherwise all of them.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Remove what is listed; without it nothing is.")] = False,
    data: Data = DATA, outputs: Outputs = OUTPUTS,
) -> None:  # fmt: skip
    """List drafts that a newer run of their period has superseded, and what they take; with --remove they go.

    Kept are the newest run of each period, what was signed or published, and what a comparison rests on.
    """
    from reporting.desk import clearing
    from reporting.store.catalogue import finished_runs

    places = Places.of(data, outputs)
    if report and report not in (names := {run.page.parts[-4] for run in finished_runs(places.outputs)}):
        raise Usage(f'no run of "{report}" is in {places.outputs}. {nearest(report, names)}')
    if not remove:
        found = clearing.plan(places, report)
    else:
        found = clearing.clear(places, report)
    for one in found.older:
        print_lines(one.in_words if one.kept or not remove else f"removed: {one.in_words}")
    print_lines(f"Freed: {found.in_words}." if remove else f"{found.in_words}. {'Nothing was removed: report clean --remove does it.' if found.size else ''}".rstrip())
