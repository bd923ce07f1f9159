"""The command of reviewers: comment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.faults import FaultsFound
from pipeline.core.installation import OUTPUTS
from reporting.command.arguments import Outputs, Usage, app, print_lines
from reporting.command.audit_commands import RunName, editions


@app.command("comment")
def comment(
    run: RunName,
    where: Annotated[str, typer.Argument(metavar="[FIGURE-OR-PARAGRAPH]", help="A figure's id, a part of the page by its id, or words of a paragraph.")] = "",
    text: Annotated[str, typer.Option("--text", help="What you want to say of it.")] = "",
    name: Annotated[str, typer.Option("--name", help="Who you are. It is never published.")] = "",
    role: Annotated[str, typer.Option("--role", help="What you are, such as reviewer or service manager.")] = "",
    answering: Annotated[int | None, typer.Option("--answer", metavar="NUMBER", min=1, help="Answer this comment instead.")] = None,
    table: Annotated[Path | None, typer.Option("--from", metavar="FILE", help="Take in comments that a reviewer wrote in a table (CSV, XLSX, ODS) with the columns place, text, name and role.")] = None,
    outputs: Outputs = OUTPUTS,
) -> None:  # fmt: skip
    """Comment on a figure or a paragraph, answer a comment, or, with the run alone, list all of its period.

    Whoever has the page alone writes comments into a table, a row each; --from takes all of them in, or none and says why.
    report check shows the analyst what is open. Comments stand beside the run, which stays as it is, and are never taken back.
    """
    from reporting.desk import comments
    from reporting.runs.run_failed import RunFailed
    from reporting.store.catalogue import find_run

    try:
        published, _, store = editions(find_run(outputs.resolve(), run))
    except LookupError as error:
        raise Usage(str(error)) from None
    restricted = store.parent
    if table:
        if where or text or name or role or answering:
            raise Usage("--from takes comments from a file alone: leave out what they say")
        if not table.is_file():
            raise Usage(f"there is no file {table}")
        try:
            added, known = comments.comments_in(restricted, published, table)
        except FaultsFound as found:
            raise RunFailed(f"{found}\nNothing was added. Have the file mended, and take it in again.", status=1) from None
        print_lines(*(one.in_words for one in added), f"{len(added)} added, {known} there already")
        return
    if not (where or text or name or role or answering):
        for one in comments.comments_of(restricted, *published.parts[-3:-1]):
            print_lines(one.in_words, *(f"  answered: {said}" for said in one.answers))
        if faults := [*comments.altered(restricted, *published.parts[-3:-1])]:
            print_lines(*faults)
        return
    if missing := [option for option, said in (("--text", text), ("--name", name), ("--role", role)) if not said.strip()]:
        raise Usage(f"a comment says what, who and as what: {' and '.join(missing)} is missing")
    if bool(where) == bool(answering):
        raise Usage("say either what the comment is on, or --answer and the number of a comment")
    try:
        if answering:
            made = comments.answer(restricted, published, answering, text, name, role)
        else:
            made = comments.comment(restricted, published, where, text, name, role)
    except LookupError as error:
        raise Usage(str(error)) from None
    except FaultsFound as found:
        raise RunFailed(f"{found}\nNothing was added.", status=1) from None
    print_lines(made.in_words, *(f"  answered: {said}" for said in made.answers))
