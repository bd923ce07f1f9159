"""Reconciliation: computed figures beside the numbers that were published before.

A published number agrees if the exact value, rounded half away from zero to the precision that was printed, is
that number; else it agrees by cutting off if leaving the further decimals out gives it. Everything else disagrees.
A figure without a value ([x], [c]) cannot be checked; where there is nothing to work out, [z], a number disagrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from pipeline.core.display import display_number, exact
from pipeline.core.faults import Fault, nearest
from pipeline.figures.codec import json_value
from pipeline.figures.figure import Figure, Figures
from reporting.audit.likely_causes import likely_cause, unit_fits
from reporting.audit.published_numbers import Published, published_name

AGREES, CUT_OFF, DISAGREES, UNCHECKED = "agrees", "agrees by cutting off", "disagrees", "cannot be checked"
VERDICTS = (AGREES, CUT_OFF, DISAGREES, UNCHECKED)


@dataclass(frozen=True)
class Line:
    """One published number beside its figure.

    `computed` is as our report prints it and `value` unrounded; `difference` is published less computed; `why`
    is the likely cause of a disagreement, or why nothing can be checked.
    """

    figure: str
    published: str
    computed: str
    value: int | float | str | None
    verdict: str
    difference: str
    why: str
    accepted: str
    reason: str
    note: str

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do: it agrees, or a role accepts with a reason that it does not."""
        return self.verdict in (AGREES, CUT_OFF) or bool(self.accepted)


def reconcile(figures: Figures, published: Sequence[Published], period: object) -> tuple[list[Line], list[Fault]]:
    """A line for every published number whose figure exists, and the faults of the others and of idle acceptances."""
    lines, faults = [], []
    for row in published:
        place = {"file": published_name(period), "row": row.row, "column": "figure", "found": row.figure}
        if row.figure not in figures:
            faults.append(Fault("there is no such figure", **place, action=nearest(row.figure, figures)))
            continue
        line = _line(figures, figures[row.figure], row)
        if line.verdict == AGREES and line.accepted:
            action = "Empty accepted and reason, or correct the published number."
            faults.append(Fault("a disagreement is accepted, and the numbers agree", **place, action=action))
        lines.append(line)
    return lines, faults


def _line(figures: Figures, figure: Figure, row: Published) -> Line:
    verdict, difference, why = _compared(figures, figure, row)
    return Line(
        row.figure, row.text, figure.display, json_value(figure.value), verdict, difference, why,
        row.accepted, row.reason, row.note,
    )  # fmt: skip


def _compared(figures: Figures, figure: Figure, row: Published) -> tuple[str, str, str]:
    """Verdict, difference and why."""
    if figure.value is None:
        if row.text == figure.display:
            return AGREES, "", ""
        nothing = "z" in figure.status.split()
        return DISAGREES if nothing else UNCHECKED, "", f"{'there is none to print: ' * nothing}{figure.reason}"
    if isinstance(figure.value, str) or row.number is None:
        agrees = isinstance(figure.value, str) and row.text.lower() == figure.value.lower()
        return AGREES if agrees else DISAGREES, "", ""
    if not (row.number.rounds(figure.value) or row.number.cuts_off(figure.value)):
        difference = row.number.value - exact(figure.value)
        unit = "percentage_points" if figure.unit == "percent" else figure.unit
        told = display_number(difference, unit, max(row.number.decimals, figure.decimals), signed=True)
        return DISAGREES, told, likely_cause(figures, figure, row.number)
    if not unit_fits(figure, row.number):
        return DISAGREES, "", likely_cause(figures, figure, row.number)
    return AGREES if row.number.rounds(figure.value) else CUT_OFF, "", ""


def summary(lines: Sequence[Line]) -> dict[str, int]:
    """How many numbers have each verdict, and how many of them nobody has settled."""
    counts = {verdict: sum(line.verdict == verdict for line in lines) for verdict in VERDICTS}
    return counts | {"not settled": sum(not line.settled for line in lines)}


def exit_status(lines: Sequence[Line]) -> int:
    """1 where something disagrees and nobody accepts it, 3 where something cannot be checked and nobody accepts that."""
    open_verdicts = {line.verdict for line in lines if not line.settled}
    return 1 if DISAGREES in open_verdicts else 3 if UNCHECKED in open_verdicts else 0


def as_records(lines: Sequence[Line]) -> list[dict]:
    """The lines in the order of the file, for `--json`."""
    return [asdict(line) for line in lines]


def as_table(lines: Sequence[Line]) -> Table:
    """The lines for a terminal: what agrees first, so that what is left to do stands last, next to the summary."""
    table = Table(box=SIMPLE, expand=False)
    for heading in ("Figure", "Published", "Computed", "Verdict", "Difference", "Why"):
        table.add_column(heading, overflow="fold")
    order = (AGREES, CUT_OFF, UNCHECKED, DISAGREES)
    for line in sorted(lines, key=lambda line: (not line.settled, order.index(line.verdict))):
        likely = "likely " if line.verdict == DISAGREES and line.why and line.value is not None else ""
        accepted = f"accepted by {line.accepted}: {line.reason}" if line.accepted else ""
        why = "; ".join(text for text in (f"{likely}{line.why}", accepted) if text)
        cells = (line.figure, line.published, line.computed, line.verdict, line.difference, why)
        table.add_row(*map(Text, cells), style="" if line.settled else "bold")
    return table
