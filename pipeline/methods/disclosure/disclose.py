"""Disclose: the one place that every figure passes before anything is worded, drawn or written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from pipeline.core.figure_ids import OWN
from pipeline.core.words import joined
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.figures.formulas import evaluate
from pipeline.methods.disclosure.tallies import Tallies
from pipeline.methods.disclosure.told_before import Ledger
from pipeline.methods.disclosure.withheld import RESTS, SECONDARY, SMALL, Withheld, rounded, withheld
from pipeline.methods.judgements.rows_accounted import ROWS_RECEIVED

HIDDEN = "withheld: a small number, or one from which a small number could be worked out"
RESTING = "withheld: it is worked out from a number that is withheld"
ROWS = "withheld: rows of records are counted in the audit edition alone"
REASONS = {SMALL: HIDDEN, SECONDARY: HIDDEN, RESTS: RESTING}  # what is small must not be told from what is hidden for it
_RECORDS = re.compile(r"\b\d+ (of \d+ )?records?\b")
COLUMNS = ("figure", "why", "value", "first", "last", "width")


@dataclass(frozen=True)
class Disclosed:
    """The figures as they may be printed, those of them that are otherwise than they were made, and how that was chosen.

    `replaced` shows itself in a notebook as figures do: the ledger takes these in place of those that were made.
    """

    figures: Figures
    replaced: Figures
    choice: Withheld | None
    width: int = 0

    def table(self) -> pd.DataFrame:
        """One row a figure that is withheld, or that should be and was published before, or a count besides. This table is restricted.

        Columns    figure; why; value: the true one; first, last: the values that must stay possible of a small count;
                   width: how far apart the ends of another one stay at least.
        """
        table = pd.DataFrame(self.choice.rows(self.width) if self.choice else [], columns=list(COLUMNS))
        return table.astype({name: "Int64" for name in COLUMNS[2:]} | {name: "string" for name in COLUMNS[:2]})

    def overview(self) -> pd.DataFrame:
        """How many figures are withheld, each reason by itself, at what loss, and how far that is from the least possible."""
        if self.choice is None:
            return pd.DataFrame({"withheld": [0]})
        found, why = self.choice.suppression, list(self.choice.why.values())
        told = {
            "small": why.count(SMALL), "hidden for their sake": why.count(SECONDARY), "resting on hidden": why.count(RESTS),
            "figures": len(self.figures), "choice": found.how, "gap": f"{100 * found.gap:.1f}%", "published before": len(self.choice.published),
        }  # fmt: skip
        return pd.DataFrame([told])


def disclose(report: Report, figures: Figures, earlier: Iterable[Ledger] = ()) -> Disclosed:
    """The figures that may be published: by the report's disclosure rule, and without counts of rows of records by any.

    `earlier` are the ledgers of what was published before.
    """
    rule = report.definition.disclosure
    choice = withheld(report, figures, earlier) if rule.protects else None
    tallies = Tallies(report)
    printed: dict[str, Figure] = {}
    for name, figure in figures.items():
        if report.case_tables and figure.parts.indicator == ROWS_RECEIVED:
            printed[name] = _withheld(figure, ROWS)
        elif choice is None:
            printed[name] = figure
        elif name in choice.why:
            printed[name] = _withheld(figure, REASONS[choice.why[name]])
        elif rule.round_to and name not in choice.published:
            printed[name] = _rounded(figure, printed, rule.round_to, counts=tallies.of(figure) is not None)
        else:
            printed[name] = figure
        printed[name] = _without_numbers(printed[name]) if choice else printed[name]
    return Disclosed(Figures(printed.values()), _Replaced(one for name, one in printed.items() if one != figures[name]), choice, rule.keeps_apart)


class _Replaced(Figures):
    """Figures in place of those that other cells made."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        bundle = super()._repr_mimebundle_(include, exclude)
        return {kind: {**held, "replaces": True} if isinstance(held, dict) else held for kind, held in bundle.items()}


def _withheld(figure: Figure, reason: str) -> Figure:
    """A figure without anything that says what it is: no value, no rows, nothing that it rests on.

    Its method stays where it says what is counted, or what an analyst calls a figure of their own. Of what is worked out it may tell the
    number (a reference of zero, a limit that was cut), as the day may by which what it rests on was received (none, where nothing was worked out).
    """
    shown = figure if reason != RESTING or figure.parts.indicator.startswith(OWN) else replace(figure, method="", received_by="")
    return replace(
        shown, value=None, display="[c]", magnitude="[c]", status="c", reason=reason, formula="", operands={}, rows=(), quality=(),
    )  # fmt: skip


def _without_numbers(figure: Figure) -> Figure:
    """A figure whose reason counts no records, of which nobody chose what may be told: "some records were still in time"."""
    told = _RECORDS.sub("some records", figure.reason)
    return figure if told == figure.reason else replace(figure, reason=told)


def _rounded(figure: Figure, printed: Mapping[str, Figure], base: int, *, counts: bool) -> Figure:
    """A count rounded; and what rests on rounded counts worked out from these."""
    operands = {name: printed[one].value for name, one in figure.operands.items()}
    known = {name: one for name, one in operands.items() if one is not None}
    method, value = figure.method, figure.value
    if counts and isinstance(value, Fraction):
        value, method = Fraction(rounded(int(value), base)), joined([method, f"rounded to the nearest {base}"], ", ")
    elif figure.formula and value is not None and len(known) == len(operands):
        value = evaluate(figure.formula, known)
    if value == figure.value:
        return figure
    kept = {name: getattr(figure, name) for name in ("formula", "basis", "period", "received_by", "reason", "operands", "rows", "quality")}
    if counts:
        kept |= {"formula": "", "operands": {}, "rows": ()}
    return make_figure(figure.id, value, unit=figure.unit, decimals=figure.decimals, status=figure.status, method=method, **kept)
