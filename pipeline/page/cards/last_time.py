"""Last time: the lights that an indicator had in earlier reports, as they were published or worked out again from what was known then."""

from __future__ import annotations

from pipeline.core.figure_ids import LAST_REPORT, PUBLISHED
from pipeline.core.periods import Period
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.judgements.last_report import JUDGEMENTS

HOW = {PUBLISHED: "as published", LAST_REPORT: "worked out again, from what had been received by then"}


def lights_before(report: Report, figures: Figures, code: str) -> list[tuple[str, list[Figure]]]:
    """The earlier lights and judgements of an indicator, the newest first, by the groups that are judged by themselves.

    Where a light was published it is that one, and not the one that is worked out again. Groups without any are left out.
    """
    found: dict[str, dict[tuple[str, Period], Figure]] = {group: {} for group in report.indicators[code].groups}
    for figure in figures.values():
        parts = figure.parts
        if parts.indicator == code and parts.measure in JUDGEMENTS and parts.reference in HOW and figure.value is not None:
            own, key = found.get(parts.category, {}), (parts.measure, Period.parse(figure.period, figure.basis))
            if key not in own or parts.reference == PUBLISHED:
                own[key] = figure
    newest = {group: sorted(own.items(), key=lambda one: one[0][1].end, reverse=True) for group, own in found.items()}
    return [(group, [figure for _, figure in own]) for group, own in newest.items() if own]
