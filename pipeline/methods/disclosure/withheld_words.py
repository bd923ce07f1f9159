"""Withheld in words: sentences that say what the disclosure rule withholds, and claims without what they were held against."""

from __future__ import annotations

import re

import pandas as pd

from pipeline.core.faults import Fault, shortened
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures

_DECIMALS = re.compile(r"\d\.(\d+)")


def told_withheld(report: Report, statements: pd.DataFrame, made: Figures, printed: Figures) -> list[Fault]:
    """Sentences that say what is withheld: of a withheld figure, or, under a rule, more of one than is printed."""
    found, hidden = [], _hidden(made, printed)
    for row in statements[statements["figure"].isin(list(printed))].to_dict("records"):
        figure = printed[row["figure"]]
        decimals = _DECIMALS.search(str(row["found"]))
        if "{{" in str(row["found"]):
            continue  # placed by name: it prints what may be printed
        if figure.id in hidden:
            what, expected = f"says what the disclosure rule withholds: {shortened(row['text'])}", f"nothing of {figure.id}"
            action = f"Leave it out, or place the figure by name: {{{{ {figure.id} }}}} prints [c]."
        elif report.definition.disclosure.protects and decimals and len(decimals[1]) > figure.decimals:
            what, expected = f"says more of a figure than is printed: {shortened(row['text'])}", figure.display
            action = f"Write it as it is printed, or place the figure by name: {{{{ {figure.id} }}}}."
        else:
            continue
        place = {"file": row["file"], "sheet": row["sheet"], "row": row["line"], "column": row["column"]}
        found.append(Fault(what, **place, found=row["found"], expected=expected, action=action))
    return found


def without_withheld(statements: pd.DataFrame, made: Figures, printed: Figures) -> pd.DataFrame:
    """The claims of the commentary without what they were held against where that is withheld."""
    return statements.assign(expected=statements["expected"].mask(statements["figure"].isin(_hidden(made, printed)), "[c]"))


def _hidden(made: Figures, printed: Figures) -> set[str]:
    """The figures without a value that are printed otherwise than they were made."""
    return {name for name, one in printed.items() if one.value is None and one != made[name]}
