"""Labels: the strings with digits that may stand on a page without being figures, by where they are declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import pandas as pd
from pydantic import BaseModel

from pipeline.auditing.source_rows import SourceRows
from pipeline.chart_periods import period_labels
from pipeline.corrections import caveat_name, in_words
from pipeline.definitions import Report
from pipeline.paper import paper_numbers


def page_labels(
    report: Report,
    ledger: Sequence[Mapping],
    inputs: pd.DataFrame,
    verdicts: pd.DataFrame,
    failing: pd.DataFrame,
    actions: pd.DataFrame,
    codes: Iterable[str],
    title: str,
) -> dict[str, set[str]]:
    """Every declared string by kind: definition, report, period, reason, category, method, source, check, action,
    number, code, title.

    `codes` are ids that the run itself has: its own, and those of its cells and files.
    """
    indicators = [
        text
        for one in {**report.indicators, **report.narratives}.values()
        for part in (one, one.all_judgements)
        for text in _strings(part)
    ]
    exceptions = [text for period in report.periods.values() for text in _strings(period)]
    corrected = {name for at, one in enumerate(report.corrections, start=1) for name in (one.file, caveat_name(at))}
    return {
        "definition": {*indicators, *(name for chart in ledger for name in [chart["display"]] if chart["unit"] == "chart")},
        "report": {*_strings(report.definition), *exceptions, *_strings(report.corrections), *(rule.reason for table in report.case_tables.values() for rule in table.leave_out)},
        "period": period_labels(report),
        "reason": {text for record in ledger for text in (record["reason"], record["reason"].rstrip("."))},
        "category": {record["category"] for record in ledger},
        "method": {record["method"] for record in ledger} | {"95% limits"},
        "source": {str(text) for column in ("received_says", "publisher", "licence") for text in inputs[column]},
        "check": {in_words(one) for one in report.corrections} | {str(text) for column in ("says", "why", "action", "waived") for table in (verdicts, failing) for text in table.get(column, [])},
        "action": {str(text) for column in actions for text in actions[column]},
        "number": paper_numbers(report),
        "code": {*report.codes_defined, *(record["id"] for record in ledger), *inputs["file"], *(digest[:12] for digest in inputs["sha256"]), *verdicts["expectation"], *codes, *corrected}
        | {f"{row.file}, row {row.row}" for row in failing.itertuples()},
        "title": {title},
    }  # fmt: skip


def row_labels(source_rows: Mapping[str, Sequence[SourceRows]]) -> set[str]:
    """What the rows under figures may print: their numbers, headings and cells."""
    found: set[str] = set()
    for sets in source_rows.values():
        for one in sets:
            found |= {*one.header, f"{one.left} more rows", *(str(number) for number, _ in one.rows)}
            found |= {cell for _, cells in one.rows for cell in cells}
            found |= {str(part) for cell in one.corrected for part in cell.values()}
    return found


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        value = dict(value)
    if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)
