"""Lights as published: what earlier published editions of the report showed, taken over as it was printed.

Nothing is judged again: a light that an edition did not show is not made up, and one that today's data or rules would give
otherwise stays what it was. The editions are the ledgers in `published/` of the report's folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.core.figure_ids import PUBLISHED
from pipeline.core.periods import Period
from pipeline.core.words import worded
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, make_figure
from pipeline.methods.judgements.last_report import JUDGEMENTS

Ledger = Mapping[str, Any]
MOST = 4  # earlier periods: with quarters a year


def published_lights(report: Report, editions: Iterable[Ledger]) -> Figures:
    """The lights and judgements on targets of the newest editions of earlier periods.

    Takes    `editions`, the ledgers of what was published of this report before.
    Returns  `CODE.traffic_light:published@PERIOD` (`.on_track` likewise) for at most four periods, each with the marks that it
             was printed with. Of several editions of one period that with the newest data counts. None for what had no
             light then, or whose light was withheld.
    """
    earlier = newest_editions(report, editions)[-MOST:]
    return Figures(figure for period, edition in earlier for figure in _lights(report, report.on(period), edition))


def newest_editions(report: Report, editions: Iterable[Ledger]) -> list[tuple[Period, Ledger]]:
    """The edition with the newest data of each earlier period, the earliest period first."""
    newest: dict[Period, Ledger] = {}
    for edition in sorted(editions, key=lambda one: (one["run"]["as_of"], one["run"]["id"])):
        newest[Period.parse(edition["run"]["period"])] = edition
    return sorted(((one, newest[one]) for one in newest if one.end < report.period.end), key=lambda one: one[0].end)


def _lights(report: Report, then: Report, edition: Ledger) -> Iterable[Figure]:
    records = {record["id"]: record for record in edition["figures"]}
    run = edition["run"]["id"]
    method = worded("as_published", f"as published in run {run}", run=run)
    for code, group in report.groups:
        period = then.period_of(code)
        for measure in JUDGEMENTS:
            shown = records.get(then.figure_id(code, measure, category=group))
            if shown is not None and shown["value"] is not None and period.end < report.period_of(code).end:
                yield make_figure(
                    report.figure_id(code, measure, category=group, reference=PUBLISHED, period=period), shown["value"],
                    unit=shown["unit"], status=shown["status"], basis=shown["basis"], period=shown["period"],
                    received_by=shown["received_by"], method=method, formula="",
                )  # fmt: skip
