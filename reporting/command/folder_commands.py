"""The commands about report folders: list, new, extract, receive, template, formats and dispose. Only new, extract and receive write into them, and dispose deletes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.core.faults import Fault, FaultsFound, nearest, refuse, told_alike
from pipeline.core.installation import DATA, OUTPUTS
from pipeline.core.periods import Period
from pipeline.core.report_names import name_problem
from pipeline.core.written_files import write_new
from reporting.command.arguments import (
    Data,
    Outputs,
    PeriodName,
    ReportName,
    Usage,
    app,
    day_of,
    day_received,
    places_of,
    places_of_report,
    print_lines,
    told,
)

if TYPE_CHECKING:
    from reporting.folders.disposal import Disposal

WITHOUT_DATABASE = (
    "what asks databases is not installed, and only report extract needs it. "
    'Install it with: pip install "community-safety-reports[database]"'
)


@app.command("list")
def list_reports(data: Data = DATA, outputs: Outputs = OUTPUTS) -> None:
    """Reports, their periods, what was received, what is missing.

    One line a period, the newest last; what is missing is named for the newest alone.
    """
    from reporting.folders.listing import listed
    from reporting.store import catalogue
    from reporting.store.places import Places

    places = Places.of(data, outputs)
    if not (names := catalogue.report_ids(places.data)):
        raise Usage(f"there are no reports in {places.data}: a report is a folder with a report.toml")
    for name in names:
        print_lines(*listed(places, name))


@app.command("new")
def new(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The new report's name: a folder that is not there yet.")],
    layout: Annotated[str, typer.Option("--layout", help="scorecard, targets, outcomes, briefing or service.")] = "",
    template: Annotated[str, typer.Option("--template", help="Instead of a layout's example: recorded-crime.")] = "",
    partnership: Annotated[str, typer.Option("--partnership", help="For a template: whose report it is.")] = "",
    force: Annotated[str, typer.Option("--force", help="For a template: the police force as its files name it.")] = "",
    data: Data = DATA,
) -> None:  # fmt: skip
    """Write the folder of a new report, with an example in it.

    Definitions with comments, a small made-up return and a commentary; never over a folder that is there.
    """
    from reporting.folders import new_report
    from reporting.store.places import Places

    chosen, known = (template, new_report.templates()) if template else (layout, new_report.layouts())
    option = "--template" if template else "--layout"
    if bool(layout) == bool(template):
        names = ", ".join(new_report.layouts())
        raise Usage(f"say either --layout ({names}) or --template ({', '.join(new_report.templates()) or 'none yet'})")
    if chosen not in known:
        raise Usage(f'{option} "{chosen}" does not exist. {nearest(chosen, known)}')
    if not new_report.NAME.fullmatch(report):
        raise Usage(f'"{report}" is no name for a report; expected small letters, digits and hyphens, such as riverbank')
    if problem := name_problem(report):
        raise Usage(problem)
    fill = {word: said for word, said in (("PARTNERSHIP", partnership), ("FORCE", force)) if said}
    for word, said in fill.items():
        if not template or word not in new_report.placeholders(template):
            raise Usage(f"there is no place for --{word.lower()} in what was chosen")
        if not new_report.PLACEHOLDERS[word].fullmatch(said):
            raise Usage(f'--{word.lower()} "{said}" is not usable; expected a name such as Newport, or gwent for a force')
    if data == DATA and not data.exists():  # an installed package's first report: as in a clone
        (data / "raw").mkdir(parents=True)
    folder = Places.of(data, OUTPUTS).data / report
    try:
        new_report.write_template(folder, chosen, fill) if template else new_report.write_example(folder, chosen)
    except FileExistsError:
        raise Usage(f"there is something at {folder} already, and it is left as it is. Choose another name.") from None
    print_lines(folder)
    if template:
        told.print("Next: the comments in its files say what belongs where; what is still open is marked CHANGE.")
    where = "" if data == DATA else f" --data {shlex.quote(str(data))}"
    for period in new_report.example_periods(folder):
        told.print(f"Next: report run {report} {period}{where}, then change the files one by one; their comments say how.")


@app.command("extract")
def extract(
    report: ReportName, period: PeriodName,
    table: Annotated[str, typer.Argument(metavar="[TABLE]", help="One of queries/; otherwise all of them.")] = "",
    received: Annotated[
        str, typer.Option("--received", metavar="DATE", help="When the records were received, if not today.")
    ] = "",
    data: Data = DATA,
) -> None:  # fmt: skip
    """Freeze a database's records of a period into cases/.

    Asks queries/TABLE.sql over the connection that queries/TABLE.toml names; only the extract is reported from.
    """
    from reporting.folders.queries import query_tables
    from reporting.runs.run_failed import RunFailed

    try:
        from reporting.folders.databases import Unreachable
        from reporting.folders.extraction import extract
    except ModuleNotFoundError as missing:
        if missing.name != "sqlalchemy":
            raise
        raise RunFailed(WITHOUT_DATABASE, status=3) from None
    folder = places_of(report, period, "", data, OUTPUTS).data / report
    day, known = day_received(received), query_tables(folder)
    if not known or (table and table not in known):
        where, what = folder / "queries", f'query for "{table}"' if table else "query"
        action = nearest(table, known) if known else "A query is a TABLE.sql there, with its TABLE.toml; docs/for-analysts.md says how."
        raise Usage(f"there is no {what} in {where}. {action}")
    unchanged = "No extract was written, and those that are there are as they were."
    try:
        made = extract(folder, Period.parse(period), [table] if table else known, day)
    except FaultsFound as found:
        raise RunFailed(f"{found}\n{unchanged}", status=1) from None
    except Unreachable as unreachable:
        raise RunFailed(f"{unreachable}. {unchanged}", status=3) from None
    for one, rows in made:
        print_lines(f"{one.path}: {rows:,} row{'' if rows == 1 else 's'}")


@app.command("receive")
def receive(
    report: ReportName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An extract as it was sent; it stays where it is.")],
    received: Annotated[str, typer.Option("--received", metavar="DATE", help="When it was received, if not today.")] = "",
    name: Annotated[str, typer.Option("--name", help="What it is called in cases/, if not as it is.")] = "",
    covers: Annotated[str, typer.Option("--covers", metavar="FIRST..LAST", help="The days that it holds, if nothing else says so.")] = "",
    data: Data = DATA,
) -> None:  # fmt: skip
    """Store an extract in cases/ without what cases.toml does not declare.

    Its undeclared columns are left out, and pseudonyms put where they are declared. The file itself is not kept.
    """
    from reporting.folders import receiving
    from reporting.runs.run_failed import RunFailed

    day, days = day_received(received), [day_of(one) for one in covers.split("..")] if covers else []
    if days and len(days) != 2:
        raise Usage(f'"{covers}" are no days; expected such as 2025-04-01..2025-06-30')
    if "/" in name or "\\" in name or not name.isprintable():
        raise Usage(f'"{name}" is no name for a file')
    if not file.exists():
        raise Usage(f"there is no file {file}")
    folder = places_of_report(report, data).data / report
    try:
        made = receiving.receive(folder, file, day, name, (days[0], days[1]) if days else None)
    except FaultsFound as found:
        raise RunFailed(f"{found}\nNothing was stored, and {file} is as it was.", status=1) from None
    left_out, hidden = (", ".join(names) or "none" for names in (made.left_out, made.pseudonyms))
    kept = f"in its record stands a keyed one, {made.keyed}" if made.keyed else "in no record: a plain one could give away what was left out"
    print_lines(
        f"{made.path}: {made.records:,} record{'' if made.records == 1 else 's'}, {made.columns} columns",
        f"  left out, because not declared: {left_out}",
        f"  pseudonyms stand under: {hidden}",
        f"  SHA-256 of what is stored, which stands in its record: {made.sha256}",
        f"  SHA-256 of {file.name} as it was received: {made.original}; {kept}",
        f"{file} is not kept here, and nobody has changed it: delete it, or keep it where only those who need it get at it.",
    )  # fmt: skip


@app.command("template")
def template(
    report: ReportName, period: PeriodName,
    owner: Annotated[str, typer.Option("--owner", metavar="ROLE", help="Only the indicators of this owner.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where it goes; never over a file that is there.")
    ] = None,
    data: Data = DATA,
) -> None:  # fmt: skip
    """Write the return workbook to be filled in for a report and period; the last line printed is its name."""
    from pipeline.definitions.report_files import load_report
    from pipeline.received.cases import read_cases
    from pipeline.received.corrector import Corrector
    from pipeline.received.returns import read_returns
    from reporting.editions.return_workbook import return_workbook

    places = places_of(report, period, "", data, OUTPUTS)
    defined = load_report(places.data, report, period)
    owners = {code: measure.owner for code, measure in defined.measures.items()}
    if owner and owner not in owners.values():
        raise Usage(f'no indicator of {report} is owned by "{owner}". {nearest(owner, owners.values())}')
    codes = [code for code, role in owners.items() if role == (owner or role)]
    path = output or Path(f"{report}_{period}_return.xlsx")
    corrector = Corrector(defined.corrections)
    observations = read_returns(defined.folder, corrector=corrector).observations
    records = read_cases(defined.folder, defined.case_tables, corrector=corrector)
    refuse(records.faults)  # the earlier values beside the empty cells would be counted from a part of them
    written = return_workbook(defined, observations, records, codes)
    try:
        write_new(path, written, 0o644)
    except FileExistsError:
        raise Usage(f"{path} is there already, and nothing is written over it. Name another with --output") from None
    print_lines(path)


@app.command("formats")
def formats() -> None:
    """Print every key of every TOML file, with what it holds and what it says, as a page in Markdown."""
    from reporting.folders.file_formats import file_formats

    print_lines(file_formats().rstrip("\n"))


@app.command("dispose")
def dispose(
    report: ReportName,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Such as cases/2023-04-14_referrals.csv.")],
    role: Annotated[str, typer.Option("--role", help="Who decides it: a role, no name.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, such as the rule for how long it is kept.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = DATA, outputs: Outputs = OUTPUTS,
) -> None:  # fmt: skip
    """Delete a received file for good, with every copy of its rows, and keep a record of it.

    Published reports stay as they are; the restricted editions lose the pages that show rows.
    """
    from reporting.folders import disposal
    from reporting.runs.run_failed import RunFailed
    from reporting.store import catalogue
    from reporting.store.aside import alone

    places = places_of_report(report, data, outputs)
    known = disposal.known_files(places, report)
    if file not in known:
        refuse([Fault("no received file has this name", found=file, action=nearest(file, known))])
    if not role.strip() or not reason.strip():
        raise Usage("a deletion needs a --role and a --reason")
    if unfinished := disposal.unfinished(places):
        raise RunFailed(f"a run is being made, in {unfinished[0]}. Wait for it to end.", status=3)
    if unreadable := catalogue.read_runs(places.outputs)[1]:
        lines = "\n".join([*told_alike(unreadable), "Whether it was made from this file is not known, so nothing was deleted."])
        raise RunFailed(lines, status=3)
    planned = disposal.plans(places, report, file, role, reason, day := date.today())
    for line in told_of(planned):
        print_lines(line)
    if not yes and not typer.confirm("Delete all of this for good?"):
        print_lines("Nothing was deleted.")
        raise typer.Exit(3)
    with alone(places.restricted):  # no run is put in place meanwhile
        if disposal.unfinished(places) or disposal.plans(places, report, file, role, reason, day) != planned:
            raise RunFailed("a run was made while you were asked, so there is more to delete than you were told. Nothing was deleted. Ask for it again.", status=3)
        for one in planned:
            try:
                _, kept = disposal.dispose(places, one)
            except OSError as error:
                raise RunFailed(f"not all of it was deleted: {error}. Ask for it again once that can be deleted.", status=3) from None
            print_lines(f"Deleted. The record: {kept}")


def told_of(planned: Sequence[Disposal]) -> Iterator[str]:
    """What a deletion would take away, and what it would leave."""
    for one in planned:
        yield f"{one.report}/{one.file} (sha256 {one.sha256[:12]}…)"
        yield f"  its stored copy: {'goes too' if one.store == 'deleted' else one.store}"
        for run in one.runs:
            yield f"  run {run.run} of {run.period}: loses {', '.join(run.removed)}; can no longer be made again"
        yield from (f"  {path} goes too" for path in one.also)
        yield "  Later reports are made without it: days that it alone covers are missing, and what it replaced counts again."
        yield "  Copies that were sent away, and outputs kept in other folders, are not known here."
