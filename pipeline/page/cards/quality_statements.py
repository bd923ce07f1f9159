"""Quality statements: how far an indicator's figures can be relied on, by the quality dimensions of the European Statistical System.

These are relevance, accuracy and reliability, timeliness and punctuality, coherence and comparability, accessibility and
clarity; the United Kingdom's official statistics are described by them as well. Everything is taken from definitions, the
records of what was received, the checks' results and the last report: nothing is judged here, and nothing is typed for it.

Source   European Statistics Code of Practice (2017), principles 11 to 15.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.core.display import STATUS_WORDS
from pipeline.core.figure_ids import LAST_REPORT
from pipeline.definitions.logs import DataEntry
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.page.revisions import Revision


@dataclass(frozen=True)
class Problem:
    """A check that rows under the indicator's figures do not meet, or a correction of them: its name, what it says, who waived it."""

    name: str
    says: str
    waived: str


@dataclass(frozen=True)
class QualityStatement:
    """What is known of the quality of an indicator's values for the report's period.

    values: one a group that is judged by itself; publishers: who publishes the files that they rest on; problems: those of
    any of its figures; limits: whether there are limits from chance; revised: values of days that the last report told otherwise.
    """

    code: str
    values: tuple[Figure, ...]
    publishers: tuple[str, ...]
    limits: bool
    problems: tuple[Problem, ...]
    known: tuple[DataEntry, ...]
    revised: tuple[Revision, ...]

    @property
    def received_by(self) -> str:
        """The newest day on which something that the values rest on was received, ISO; empty where nothing was."""
        return max((one.received_by for one in self.values), default="")

    @property
    def marks(self) -> list[str]:
        """The marks of the values, each once, in the order in which they are explained."""
        used = {mark for one in self.values for mark in one.status.split()}
        return [mark for mark in STATUS_WORDS if mark in used]

    @property
    def reasons(self) -> list[str]:
        """Why a value is not there, not final or otherwise marked, each once."""
        return list(dict.fromkeys(one.reason for one in self.values if one.reason))


def quality_statement(
    report: Report,
    figures: Figures,
    inputs: pd.DataFrame,
    failing: pd.DataFrame,
    corrected: Mapping[str, str],
    revised: list[Revision],
    code: str,
) -> QualityStatement:
    """The quality statement of an indicator.

    Takes    inputs and failing rows as the notebooks before this one wrote them; `corrected`: what each correction does, by name.
    """
    values = tuple(figures[report.figure_id(code, "value", category=group)] for group in report.indicators[code].groups)
    files = {file for value in values for file in _files(figures, value)}
    publishers = inputs[inputs["file"].isin(files)]["publisher"]
    return QualityStatement(
        code,
        values,
        tuple(dict.fromkeys(publishers)),
        any(one.parts.measure == "lower_ci" and one.value is not None for one in figures.of(code)),
        tuple(dict.fromkeys(_problems(report, figures, failing, corrected, code))),
        tuple(one for one in report.logs.data if code in one.indicators),
        tuple(one for one in revised if one.now.parts.indicator == code),
    )


def _files(figures: Figures, figure: Figure) -> Iterator[str]:
    """The files that a figure rests on, those of its operands included."""
    yield from (rows.file for rows in figure.rows)
    for operand in figure.operands.values():
        yield from _files(figures, figures[operand])


def _problems(
    report: Report, figures: Figures, failing: pd.DataFrame, corrected: Mapping[str, str], code: str
) -> Iterator[Problem]:
    """What rows of the indicator, or under its figures of today, do not meet: a record belongs to its case table."""
    counted = report.indicators[code].counted
    whose = ["", code, *([counted.table] if counted else [])]
    own = [one for one in figures.of(code) if one.parts.reference != LAST_REPORT]
    names = [name for one in own for name in one.quality] + list(failing[failing["indicator"].eq(code)]["expectation"])
    for name in dict.fromkeys(names):
        if name in corrected:
            yield Problem(name, corrected[name], "")
        rows = failing[failing["expectation"].eq(name) & failing["indicator"].isin(whose)]
        for says, waived in rows[["says", "waived"]].itertuples(index=False):
            yield Problem(name, says, waived)
