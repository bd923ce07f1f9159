"""The commands that run the notebooks: check, run and reconcile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.faults import Fault, nearest, refuse
from pipeline.core.faults import told as in_list
from pipeline.core.installation import DATA, OUTPUTS
from pipeline.core.periods import Period
from reporting.command.arguments import (
    AsOf,
    CellTimeout,
    Data,
    NoCache,
    Outputs,
    PeriodName,
    ReportName,
    Usage,
    app,
    places_of,
    print_json,
    print_lines,
    progress,
    shown,
    told,
)
from reporting.store.places import Places


@app.command("check")
def check(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = DATA,
    outputs: Outputs = OUTPUTS, cell_timeout: CellTimeout = 600,
    as_read: Annotated[bool, typer.Option("--readings", help="Print each sentence of the commentary as it was read.")] = False,
    partner: Annotated[str, typer.Option("--for", metavar="PARTNER", help="Print only a text to send to whoever sent what is at fault.")] = "",
    no_cache: NoCache = False,
) -> None:  # fmt: skip
    """Find every fault in data, definitions and commentary; publish nothing."""
    def reads(table: object) -> None:
        from pipeline.commentary.statements import readings

        if as_read:
            print_lines(*readings(table))

    from reporting.runs.found_or_made import check_report

    places = places_of(report, period, as_of, data, outputs)
    if partner:
        return _write_to(partner, places, report, period, as_of, cell_timeout)
    try:
        with progress(f"{report} {period}") as hears:
            failing, statements = check_report(
                places, report, period, as_of, cell_timeout=cell_timeout, told=hears, reads=reads, cache=not no_cache
            )
    finally:
        from reporting.desk.comments import open_comments

        for line in open_comments(places.restricted, report, period):
            print_lines(f"to answer: {line}")
    from pipeline.commentary.statements import statement_counts
    from pipeline.quality.waivers import as_fault
    from reporting.folders.coverage import late_and_held

    by_severity: dict[str, list[Fault]] = {}
    for row in failing.itertuples():
        found = as_fault(row)
        found = replace(found, action=f"{row.action} It is {row.waived}.") if row.waived else found
        by_severity.setdefault(row.severity, []).append(found)
    for severity, faults in by_severity.items():
        print_lines(*in_list(faults, mark=severity))
    counts = statement_counts(statements)
    if any(counts.values()):
        print_lines(f"Claims of the commentary: {', '.join(f'{verdict} {number}' for verdict, number in counts.items())}.")
    for sentence in late_and_held(places.data, report, period, as_of):
        print_lines(sentence)
    count = len(failing)
    to_look_at = f" {count} row{'' if count == 1 else 's'} to look at." if count else ""
    print_lines(f"{report} {period}: nothing stops a report.{to_look_at}")


def _write_to(partner: str, places: Places, report: str, period: str, as_of: str, cell_timeout: int) -> None:
    """Check a report and print the text for a partner, whether a report can be made or not. Raises Usage, and RunFailed as the check does."""
    from reporting.desk.partner_texts import asked_in, partner_text, senders
    from reporting.runs.found_or_made import check_report

    if partner not in (known := senders(places.data / report)):
        raise Usage(f'nothing in {places.data / report} was sent by "{partner}". {nearest(partner, known)}')

    def write(tables: Path) -> None:
        asked = asked_in(tables)
        text = partner_text(partner, places.data / report, period, asked) if asked is not None else ""
        print_lines(text or f"{'Nothing that' if asked is not None else 'Not looked at: what'} {partner} sent{' is at fault' if asked is not None else ''}.")

    with progress(f"{report} {period}") as hears:
        check_report(places, report, period, as_of, cell_timeout=cell_timeout, told=hears, looks=write)


@app.command("run")
def run(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = DATA,
    outputs: Outputs = OUTPUTS, cell_timeout: CellTimeout = 600, no_cache: NoCache = False,
) -> None:  # fmt: skip
    """Make a report; the last line printed is its page."""
    from reporting.runs.found_or_made import run_report

    places = places_of(report, period, as_of, data, outputs)
    with progress(f"{report} {period}") as hears:
        made = run_report(places, report, period, as_of, cell_timeout=cell_timeout, told=hears, cache=not no_cache)
    told.print(f"Run {made.run} {'was made before and has not changed' if made.made_before else 'is finished'}.")
    print_lines(made.page)


@app.command("watch")
def watch(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = DATA,
    outputs: Outputs = OUTPUTS, cell_timeout: CellTimeout = 600,
) -> None:  # fmt: skip
    """Keep a page up to date while you write: check after every change, until Ctrl+C. Nothing is published."""
    places = places_of(report, period, as_of, data, outputs)
    from reporting.runs.found_or_made import check_report
    from reporting.runs.kernels.forked_kernels import FOR_ALL_REPORTS
    from reporting.runs.watching import Watched

    FOR_ALL_REPORTS.ask()  # what kernels import is imported once, and not after every change
    watched = Watched(places, report, period, as_of)
    told.print(f"Watches {places.data / report}: after every change it checks the report as `report check` does, and writes {watched.page}")
    print_lines(watched.page)

    def checked() -> None:
        with progress(f"{report} {period}") as hears:
            looked_at = places_of(report, period, as_of, data, outputs)  # anew: what must not be opened may have come
            check_report(looked_at, report, period, as_of, cell_timeout=cell_timeout, told=hears, shown=watched.take)

    try:
        watched.watch(checked, told.print)
    except KeyboardInterrupt:
        told.print("No longer watches.")


@app.command("reconcile")
def reconcile(
    report: ReportName, period: PeriodName, as_of: AsOf = "", data: Data = DATA,
    outputs: Outputs = OUTPUTS, cell_timeout: CellTimeout = 600,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:  # fmt: skip
    """Hold published numbers beside computed figures.

    The numbers stand in published/PERIOD.csv; nothing is published. Ends with 1 where one disagrees, and with 3
    where one cannot be checked, unless a role accepts it with a reason.
    """
    places = places_of(report, period, as_of, data, outputs)
    from reporting.audit import reconciliation
    from reporting.audit.published_numbers import read_published
    from reporting.folders.figures_alone import computed_figures

    published, faults = read_published(places.data / report, Period.parse(period))
    if published:
        with progress(f"{report} {period}") as hears:
            figures = computed_figures(places, report, period, as_of, cell_timeout=cell_timeout, told=hears)
        lines, unknown = reconciliation.reconcile(figures, published, period)
        faults += unknown
    refuse(faults)
    counts = reconciliation.summary(lines)
    if as_json:
        print_json(report=report, period=period, counts=counts, figures=reconciliation.as_records(lines))
    else:
        shown.print(reconciliation.as_table(lines))
        print_lines(", ".join(f"{verdict}: {count}" for verdict, count in counts.items()))
    raise typer.Exit(reconciliation.exit_status(lines))
