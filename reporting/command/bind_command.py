"""The command `bind`: typed numbers of a commentary become names of figures."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

import typer

from pipeline.core.installation import DATA, OUTPUTS
from pipeline.core.periods import Period, PeriodError
from reporting.command.arguments import (
    AsOf,
    CellTimeout,
    Data,
    Outputs,
    PeriodName,
    ReportName,
    Usage,
    app,
    places_of,
    print_lines,
    progress,
)


@app.command("bind")
def bind(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = DATA, outputs: Outputs = OUTPUTS,
    start: Annotated[str, typer.Option("--from", metavar="PERIOD", help="Begin this period's commentary with the bound text of another.")] = "",
    write: Annotated[bool, typer.Option("--write", help="Change the file; the old text stays beside it.")] = False,
    cell_timeout: CellTimeout = 600,
) -> None:  # fmt: skip
    """Turn typed numbers of a commentary into names of figures.

    Each change is shown first. With --from, the text of another period begins this one's, and what is no longer true is named;
    a period for which nothing has been received yet is not begun.
    """
    from pipeline.core.written_files import write_new
    from pipeline.files.authored_files import commentary_path
    from reporting.folders.binding import bound, no_longer_true, read_text, write_bound
    from reporting.folders.figures_alone import judged_commentary

    places = places_of(report, period, as_of, data, outputs)
    folder, written = places.data / report, _written(start or period)
    source, target = (commentary_path(folder, one) for one in (written, period))
    if not source.exists():
        raise Usage(f"there is no commentary/{source.name} in {folder}, and a Notes sheet is left as its sender wrote it")
    if start and target.exists():
        raise Usage(f"commentary/{target.name} is there already, and is never replaced; move it away first")
    with progress(f"{report} {written}") as hears:
        statements = judged_commentary(places, report, written, "" if start else as_of, cell_timeout=cell_timeout, told=hears)
    before = read_text(source)
    text, changes, typed = bound(before, f"commentary/{source.name}", statements)
    for line, of_line in groupby(changes, key=lambda one: one.line):
        print_lines(f"commentary/{source.name}, line {line}:")
        for one in of_line:
            print_lines(f"  {one.typed} becomes {one.name}{f' (it could also be {one.others})' if one.others else ''}")
        print_lines(f"  - {before.split(chr(10))[line - 1]}\n  + {text.split(chr(10))[line - 1]}")
    for row in typed:
        held = f"its figure {row['figure']} does not print it so" if row["figure"] else "it is bound to no figure"
        print_lines(f'{row["file"]}, line {row["line"]}: "{row["found"]}" stays typed: {held}.')
    kept = write_bound(source, text) if write and not start and changes else None
    print_lines(f"{len(changes)} of {len(changes) + len(typed)} typed numbers {'are' if write else 'can be'} bound.")
    if not write:
        print_lines(f"Nothing was written; --write {f'begins commentary/{target.name}' if start else 'changes the file'}.")
    elif not start:
        print_lines(f"Bound: {source}. The old text: {kept}." if kept else "There was nothing to change.")
    else:
        write_new(target, text, 0o644)
        try:
            with progress(f"{report} {period}") as hears:
                statements = judged_commentary(places, report, period, as_of, cell_timeout=cell_timeout, told=hears)
        except BaseException:  # nothing could be held against it: a text left there would be in the way when its returns are
            target.unlink()
            raise
        print_lines(f"Begun: {target}, with the text of {written}.")
        found = list(no_longer_true(statements, written))
        print_lines(*[*found, f"{len(found)} place{'' if len(found) == 1 else 's'} to look at."])


def _written(period: str) -> str:
    try:
        return str(Period.parse(period))
    except PeriodError as error:
        raise Usage(str(error)) from None

